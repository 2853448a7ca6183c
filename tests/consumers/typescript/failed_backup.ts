import type { BCK_FAILED, WebhookEvent } from "./webhook-event";

const failed: BCK_FAILED = 1; // tsc refuses any other number

export function handle(event: WebhookEvent): string | undefined {
  switch (event.event_type) {
    case "managed_backup.fail":
    case "backup.verification.failed": {
      const { stack, backup } = event;
      const status = backup.backup_status === failed ? "failed" : `status ${backup.backup_status ?? "not given"}`;
      const size = backup.backup_size ?? 0;
      return `${stack.name}: backup ${backup.id} of ${backup.db_type} ${backup.database_name}, ${status}, ${size} bytes`;
    }
  }
}
