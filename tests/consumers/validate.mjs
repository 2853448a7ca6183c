// ajv in its default strict mode: the documented payloads under both schemas, and the damaged ones with the crate's verdict.
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [root, out] = process.argv.slice(2);
const require = createRequire(join(out, "npm", "package.json"));
const Ajv2020 = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const json = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));
const warnings = [];
const logger = { log() {}, warn: (text) => warnings.push(text), error: (text) => warnings.push(text) };
const compile = (schema, formats) => {
  const ajv = new Ajv2020({ logger });
  if (formats) addFormats(ajv);
  return ajv.compile(schema);
};
const strict = compile(json(root, "schema", "webhook-event.schema.json"), true);
const open = compile(json(root, "schema", "webhook-event.open.schema.json"), false);

let wrong = 0;
const fail = (text) => {
  wrong += 1;
  if (wrong <= 10) console.log(`  ${text}`);
};

for (const warning of warnings) fail(warning);
const samples = readdirSync(join(root, "samples"));

// The time for one payload: the best of several rounds, for the machine has other things to do too.
const time = (validate, payloads) => {
  let best = Infinity;
  for (let round = 0; round < 7; round += 1) {
    const start = process.hrtime.bigint();
    for (let times = 0; times < 100; times += 1) for (const payload of payloads) validate(payload);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e5 / payloads.length);
  }
  return best;
};
try {
  const old = compile(json(out, "old-open.schema.json"), true);
  const documented = samples.map((name) => json(root, "samples", name));
  const [before, now] = [time(old, documented), time(open, documented)];
  const times = before / now;
  console.log(`  a documented payload in ${now.toFixed(1)} µs, with the schema of 3c665d3 ${before.toFixed(1)} µs: ${times.toFixed(1)} times`);
  if (times < 5) fail("less than 5 times as fast");
} catch (error) {
  if (error.code !== "ENOENT") throw error;
  console.log("  no older schema to compare the speed with: this is no clone with its history");
}

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
const MARKER = "marker-of-a-secret";
const counts = {};
// A fault in one place gives at most three errors. They stand there, and show nothing of the rest.
const look_at_errors = (name, place, payload) => {
  const errors = open.errors;
  counts[errors.length] = (counts[errors.length] ?? 0) + 1;
  if (errors.length > 3) fail(`${name}: ${errors.length} errors`);
  const [first] = errors;
  const around = place.replace(/\/[^/]*$/, "");
  const stands = first.instancePath === place || first.instancePath === around || first.instancePath.startsWith(`${place}/`);
  if (!stands) fail(`${name}: the first error stands at ${JSON.stringify(first.instancePath)}`);
  if (JSON.stringify(errors).includes(MARKER)) fail(`${name}: the errors show a secret: ${JSON.stringify(errors)}`);
};
const with_secrets = (payload) => ({
  ...payload,
  marker: MARKER,
  ...(payload.stack instanceof Object && !Array.isArray(payload.stack) ? { stack: { redeploy_hook: MARKER, ...payload.stack } } : {}),
  ...(payload.ssl_certificate?.name ? { ssl_certificate: { key: MARKER, ...payload.ssl_certificate } } : {}),
});
const damaged = lines.map((line) => JSON.parse(line));
for (const { event_type, what, only, read, strict: strictly, payload } of damaged) {
  if (!read) refused += 1;
  if (open(payload) !== read) fail(`${event_type}: ${what}: the crate reads it: ${read}, open: ${!read}`);
  if (!read && only && !open(with_secrets(payload))) look_at_errors(`${event_type}: ${what}`, what.split(" ")[0], payload);
  if (strict(payload) !== strictly) {
    // Checkers of `date-time` differ on these two spellings. What is valid must still be read.
    if (/(\+0000|:60Z)"$/.test(what) && (read || strictly)) dialect += 1;
    else fail(`${event_type}: ${what}: strict in Rust: ${strictly}, here: ${!strictly}`);
  }
}
if (refused < 1000) fail(`only ${refused} damaged payloads`);
console.log(`  ${samples.length} documented payloads under both, ${refused} that the crate refuses and ${lines.length - refused} that it reads:`);
console.log(`  ${wrong} wrong; ${dialect} under strict by another reading of date-time`);
console.log(`  errors for one fault: ${Object.entries(counts).map(([errors, times]) => `${errors} in ${times}`).join(", ")}`);

// The cases of the kit.
let cases = 0;
for (const file of readdirSync(join(root, "schema", "conformance"))) {
  for (const { name, accepted, payload, body, open: valid, strict: strictly } of json(root, "schema", "conformance", file)) {
    cases += 1;
    if (body !== undefined) {
      // What is no JSON, nobody may accept.
      try {
        JSON.parse(body);
      } catch {
        if (accepted) fail(`${file}: ${name}: accepted, and no JSON`);
      }
      continue;
    }
    if (open(payload) !== valid) fail(`${file}: ${name}: open: ${!valid}`);
    if (strict(payload) !== strictly && !/\d(\+0530|:60Z)"$/.test(name)) fail(`${file}: ${name}: strict: ${!strictly}`);
  }
}
console.log(`  ${cases} conformance cases`);

process.exit(wrong === 0 ? 0 : 1);
