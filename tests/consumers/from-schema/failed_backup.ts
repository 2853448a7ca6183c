import type { FromSchema } from "json-schema-to-ts";
import schema from "./schema.js";

export function handle(event: FromSchema<typeof schema>): string | undefined {
  return event.event_type === "managed_backup.fail" ? event.backup.database_name : undefined;
}
