import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";

const json = (file) => JSON.parse(readFileSync(file, "utf8"));
const validate = new Ajv.default().compile(json("webhook-event.open.schema.json"));
if (!validate(json("payload.json"))) {
  const [{ instancePath, message }] = validate.errors;
  console.error(`${instancePath}: ${message}`);
  process.exitCode = 1;
}
