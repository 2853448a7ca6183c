// Runs the program of the README, and a switch over every event, on every documented payload. `payloads` is made by tests/consumers/run from the folder samples.
import { about } from "./every_event.js";
import { handle } from "./failed_backup.js";
import { payloads } from "./payloads.js";

const named = payloads.filter((payload) => about(payload) === payload.event_type).length;
const lines = payloads.map(handle).filter((line) => line !== undefined);
const failed = payloads.map((payload) =>
  payload.event_type === "managed_backup.fail"
    ? handle({ ...payload, backup: { ...payload.backup, backup_status: 1 } })
    : undefined,
);
console.log(`  ${payloads.length} documented payloads are of the type WebhookEvent; ${named} narrow to their event`);
console.log(`  ${lines[0]}`);

const expected = "my-production-app: backup 54321 of postgresql myapp_production, ";
if (
  named !== payloads.length ||
  lines.length !== 2 ||
  lines[0] !== `${expected}status 0, 1024000000 bytes` ||
  !failed.includes(`${expected}failed, 1024000000 bytes`)
) {
  throw new Error("not what was expected");
}
