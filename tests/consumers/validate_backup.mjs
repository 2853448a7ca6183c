import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const json = (file) => JSON.parse(readFileSync(file, "utf8"));
const strict = json("webhook-event.schema.json");
const ajv = addFormats.default(new Ajv.default()).addSchema(strict);
const isReadable = ajv.compile(json("webhook-event.open.schema.json"));
const say = (what, [{ instancePath, message }]) => console.error(`${what}: ${instancePath} ${message}`);

const delivery = json("payload.json");
if (!isReadable(delivery)) {
  say("refused", isReadable.errors);
  process.exitCode = 1;
} else {
  const name = delivery.event_type.replace(/(?:^|[._])(\w)/g, (_, letter) => letter.toUpperCase());
  const isDocumented = Object.hasOwn(strict.$defs, name) && ajv.getSchema(`${strict.$id}#/$defs/${name}`);
  if (!isDocumented) console.error("alert: an event type that is not documented");
  else if (!isDocumented(delivery)) say("alert", isDocumented.errors);
}
