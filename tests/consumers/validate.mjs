// ajv in its default strict mode: the documented payloads under both schemas, and the damaged ones with the crate's verdict.
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [root, out] = process.argv.slice(2);
const require = createRequire(join(out, "npm", "package.json"));
const Ajv2020 = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const compile = (file) => {
  const ajv = new Ajv2020();
  addFormats(ajv);
  return ajv.compile(JSON.parse(readFileSync(join(root, "schema", file), "utf8")));
};
const strict = compile("webhook-event.schema.json");
const open = compile("webhook-event.open.schema.json");

let wrong = 0;
const fail = (text) => {
  wrong += 1;
  if (wrong <= 10) console.log(`  ${text}`);
};

const samples = readdirSync(join(root, "samples"));
for (const name of samples) {
  const payload = JSON.parse(readFileSync(join(root, "samples", name), "utf8"));
  if (!strict(payload)) fail(`${name} is not valid under strict: ${JSON.stringify(strict.errors?.[0])}`);
  if (!open(payload)) fail(`${name} is not valid under open: ${JSON.stringify(open.errors?.[0])}`);
}
const events = strict.schema.anyOf.length;
if (samples.length !== events) fail(`${samples.length} documented payloads of ${events} events`);

const lines = readFileSync(join(out, "damaged.jsonl"), "utf8").split("\n").filter((line) => line !== "");
let refused = 0;
let dialect = 0;
for (const line of lines) {
  const { event_type, what, read, strict: strictly, payload } = JSON.parse(line);
  if (!read) refused += 1;
  if (open(payload) !== read) fail(`${event_type}: ${what}: the crate reads it: ${read}, open: ${!read}`);
  if (strict(payload) !== strictly) {
    // Checkers of `date-time` differ on these two spellings. What is valid must still be read.
    if (/(\+0000|:60Z)"$/.test(what) && (read || strictly)) dialect += 1;
    else fail(`${event_type}: ${what}: strict in Rust: ${strictly}, here: ${!strictly}`);
  }
}
if (refused < 1000) fail(`only ${refused} damaged payloads`);
console.log(`  ${samples.length} documented payloads under both, ${refused} that the crate refuses and ${lines.length - refused} that it reads:`);
console.log(`  ${wrong} wrong; ${dialect} under strict by another reading of date-time`);
process.exit(wrong === 0 ? 0 : 1);
