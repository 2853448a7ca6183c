import type { BCK_FAILED, WebhookEvent } from "./webhook-event";

const failed: BCK_FAILED = 1; // tsc refuses any other number

export function handle(event: WebhookEvent): string | undefined {
  switch (event.event_type) {
    case "managed_backup.fail":
    case "backup.verification.failed":
      return event.backup.backup_status === failed ? event.stack.name : undefined;
  }
}
