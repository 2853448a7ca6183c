// Runs the program of the README, and a switch over every event, on every documented payload. `payloads` is made by tests/consumers/run from the folder samples.
import { about } from "./every_event.js";
import { handle } from "./failed_backup.js";
import { payloads } from "./payloads.js";

const named = payloads.filter((payload) => about(payload) === payload.event_type).length;
// The documented backups are of the code 0, and so did not fail.
const with_status = (backup_status: number) => (payload: (typeof payloads)[number]) =>
  payload.event_type === "managed_backup.fail" || payload.event_type === "backup.verification.failed"
    ? handle({ ...payload, backup: { ...payload.backup, backup_status } })
    : handle(payload);
const stacks = (backup_status: number) => payloads.map(with_status(backup_status)).filter((stack) => stack !== undefined);
console.log(`  ${payloads.length} documented payloads are of the type WebhookEvent; ${named} narrow to their event`);
console.log(`  failed: ${stacks(1)}`);

if (
  named !== payloads.length ||
  stacks(0).length !== 0 ||
  stacks(77).length !== 0 ||
  stacks(1).join() !== "my-production-app,my-production-app"
) {
  throw new Error("not what was expected");
}
