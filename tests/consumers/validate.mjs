// ajv, Fastify with its defaults, and schemasafe: the documented payloads, the deliveries with the crate's verdict, and the cases.
import { deepStrictEqual } from "node:assert";
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [tool, root, out] = process.argv.slice(2);
const require = createRequire(join(out, "npm", "package.json"));
const json = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));
const strictSchema = json(root, "schema", "webhook-event.schema.json");
const openSchema = json(root, "schema", "webhook-event.open.schema.json");
const documented = readdirSync(join(root, "samples")).map((name) => json(root, "samples", name));
const deliveries = readFileSync(join(out, "deliveries.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const files = readdirSync(join(root, "schema", "conformance")).filter((name) => /^[a-z-]*\.json$/.test(name));
const cases = files.flatMap((name) => json(root, "schema", "conformance", name)).filter(({ body }) => body === undefined);
const MARKER = "marker-of-a-secret";

let wrong = 0;
const fail = (text) => {
  wrong += 1;
  if (wrong <= 10) console.log(`  ${text}`);
};
const same = (one, other) => {
  try {
    deepStrictEqual(one, other);
    return true;
  } catch {
    return false;
  }
};

// The verdict of open on all of them, where errors stand, and that they show nothing that is not required.
const checkOpen = (open, pathOf) => {
  for (const payload of documented) if (!open(payload)) fail(`${payload.event_type} is not valid under open`);
  for (const { name, payload, accepted } of cases) if (open(payload) !== accepted) fail(`case ${name}: open: ${!accepted}`);
  let marked = 0;
  for (const { what, payload, read, marked: isMarked, path } of deliveries) {
    if (open(payload) !== read) fail(`${what}: the crate reads it: ${read}, open: ${!read}`);
    if (!isMarked || read) continue;
    marked += 1;
    const shown = JSON.stringify(open.errors);
    if (shown.includes(MARKER)) fail(`${what}: the errors show a secret: ${shown}`);
    const found = pathOf(open.errors[0]);
    if (found !== path) fail(`${what}: the first error stands at ${found}`);
  }
  console.log(`  ${documented.length} documented, ${deliveries.length} other deliveries, ${cases.length} cases; ${marked} errors located`);
};

const tools = {
  ajv() {
    const Ajv = require("ajv/dist/2020").default;
    const pathOf = ({ instancePath, params }) => [...instancePath.split("/").slice(1), params.missingProperty ?? []].flat().join(".");
    for (const allErrors of [false, true]) checkOpen(new Ajv({ strict: true, allErrors }).compile(openSchema), pathOf);
    const ajv = new Ajv();
    require("ajv-formats").default(ajv);
    const strict = ajv.compile(strictSchema);
    for (const payload of documented) if (!strict(payload)) fail(`${payload.event_type} is not valid under strict`);
    if (documented.length !== strictSchema.anyOf.length) fail(`${documented.length} documented payloads`);
    let dialect = 0;
    for (const { what, strict: valid, payload } of deliveries) {
      if (strict(payload) === valid) continue;
      // Checkers of `date-time` differ on these two spellings.
      if (/(\+0000|:60Z)"$/.test(what)) dialect += 1;
      else fail(`${what}: strict in Rust: ${valid}, here: ${!valid}`);
    }
    console.log(`  strict agrees too, but for ${dialect} by another reading of date-time`);
  },

  schemasafe() {
    const { validator } = require("@exodus/schemasafe");
    checkOpen(validator(openSchema, { includeErrors: true }), ({ instanceLocation }) => instanceLocation.split("/").slice(1).join("."));
  },

  // With type coercion no verdict is the crate's on a value of a wrong type. But nothing that the crate reads may be refused.
  async fastify() {
    const app = require("fastify")();
    app.post("/", { schema: { body: { ...openSchema, $schema: "http://json-schema.org/draft-07/schema#" } } }, async (request) => request.body);
    await app.ready();
    const post = async (payload) => {
      const { statusCode, body } = await app.inject({ method: "POST", url: "/", headers: { "content-type": "application/json" }, payload: JSON.stringify(payload) });
      return { statusCode, body: JSON.parse(body) };
    };
    let read = 0;
    let refused = 0;
    for (const payload of [...documented, ...cases.filter(({ accepted }) => accepted).map(({ payload }) => payload), ...deliveries.filter((one) => one.read).map((one) => one.payload)]) {
      const { statusCode, body } = await post(payload);
      read += 1;
      if (statusCode !== 200) fail(`${payload.event_type} is refused: ${body.message}`);
      else if (!same(body, payload)) fail(`${payload.event_type} is changed`);
    }
    for (const { what, payload, path, marked, read: isRead } of deliveries) {
      const { statusCode, body } = marked && !isRead ? await post(payload) : { statusCode: 200 };
      if (statusCode === 200) continue;
      refused += 1;
      if (body.message.includes(MARKER)) fail(`${what}: the answer shows a secret`);
      if (!path.startsWith(body.message.match(/^body(\S*)/)[1].split("/").slice(1).join("."))) fail(`${what}: ${body.message}`);
    }
    console.log(`  ${read} deliveries that the crate reads are accepted and unchanged; ${refused} refused, at the field`);
    if (refused < 500) fail(`only ${refused} refused`);
  },
};

await tools[tool]();
console.log(`  ${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);
