import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const schema = JSON.parse(readFileSync("webhook-event.open.schema.json", "utf8"));
const validate = new Ajv.default().compile(schema);

const payload = JSON.parse(readFileSync("payload.json", "utf8"));
if (!validate(payload)) {
  const [error] = validate.errors;
  console.error(`${error.instancePath}: ${error.message}`);
  process.exitCode = 1;
}
