// Switches over every event type: tsc refuses it if one is missing, or if a case does not narrow to its event.
import type { WebhookEvent } from "./webhook-event";

export function about(event: WebhookEvent): string | null | undefined {
  switch (event.event_type) {
    case "stack.created":
    case "stack.provision.ok":
    case "stack.provision.fail":
    case "stack.stackscore.changed":
    case "stack.redeploy.hook.fail":
    case "application.update.pending":
    case "application.update.started":
    case "application.update.succeeded":
    case "application.update.failed":
    case "application.health_check.failed":
    case "application.integration.configured":
    case "application.integration.removed":
    case "ssh_key.downloaded":
    case "autoscaling.failed":
    case "autoscaling.actions":
      return event.name;
    case "stack.redeploy.ok":
    case "stack.redeploy.fail":
    case "stack.deploy.started":
    case "service.build.ok":
    case "service.build.fail":
    case "managed_backup.fail":
    case "backup.verification.failed":
      return event.stack.uid;
    case "server.stopped":
    case "server.backon":
    case "server.ip.change.fail":
    case "container.down":
    case "db.slave.ok":
    case "db.slave.failed":
    case "job.fail":
    case "job.backon":
      return event.uid;
    case "process.down":
      return event.process_name;
    case "web.process.started":
    case "web.process.stopped":
    case "web.process.unknown":
      return event.stack;
    case "free.disk.space.alert":
    case "free.disk.space.normal":
      return event.server;
    case "cloud_object.delete.ok":
    case "cloud_object.delete.fail":
      return event.cloud_object_delete_queue.object_type;
    case "ssl_certificate.install.ok":
    case "ssl_certificate.install.fail":
    case "ssl_certificate.expire.soon":
      return event.ssl_certificate.name;
    case "app.auth":
    case "app.deauth":
      return event.user;
    case "active.protect.block":
    case "active.protect.change":
      return event.server.uid;
    case "payment.done":
    case "payment.fail":
      return event.reason;
    case "account.suspended":
      return event.account_name;
    default: {
      const nothing: never = event;
      return nothing;
    }
  }
}
