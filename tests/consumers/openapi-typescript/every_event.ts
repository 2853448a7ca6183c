// The union narrows on event_type, and every payload is a literal of its own type in payloads.ts.
import type { components } from "./openapi.js";
import { payloads } from "./payloads.js";

type WebhookEvent = components["schemas"]["WebhookEvent"];

export function size(event: WebhookEvent): number | null | undefined {
  switch (event.event_type) {
    case "managed_backup.fail":
      return event.backup.backup_size;
    case "stack.created":
      return event.name.length;
    default:
      // @ts-expect-error: without a look at the type there is no backup
      return event.backup;
  }
}

// @ts-expect-error: the backup is missing
export const wrong: WebhookEvent = { event_type: "managed_backup.fail", timestamp: 0, stack: { uid: "a", name: "b" } };

export const all: WebhookEvent[] = payloads;
