import type { FromSchema } from "json-schema-to-ts";
import schema from "./schema.js";

export function handle(event: FromSchema<typeof schema>): string | undefined {
  if (event.event_type !== "managed_backup.fail") return undefined;
  return `${event.stack.name}: backup ${event.backup.id} of ${event.backup.database_name}`;
}
