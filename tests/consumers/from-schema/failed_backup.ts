import type { FromSchema } from "json-schema-to-ts";
import schema from "./schema.js";

type Definitions = (typeof schema)["$defs"];
type ManagedBackupFail = FromSchema<{ $ref: "#/$defs/ManagedBackupFail"; $defs: Definitions }>;

export function handle(event: ManagedBackupFail): string {
  return `${event.stack.name}: backup ${event.backup.id} of ${event.backup.database_name}`;
}
