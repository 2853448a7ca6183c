import type { FromSchema } from "json-schema-to-ts";
import schema from "./schema.js";

export function handle(event: FromSchema<typeof schema>): string {
  return `${event.stack.name}: backup ${event.backup.id} of ${event.backup.database_name}`;
}
