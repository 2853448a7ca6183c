// A receiver written from schema/conformance/README.md, with the npm package: it must agree with all cases, and read the documented ones.
import { readFileSync, readdirSync } from "node:fs";
import { validate, type BCK_FAILED, type WebhookEvent } from "cloud66-webhooks";

type Answer = { accepted: boolean; event_type: string | null; path: string | null };

/** What `JSON.parse` lets through, in a text that it accepts. */
function isSound(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]|-?\d[-+.\deE]*/g)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token.startsWith('"')) {
      const string: string = JSON.parse(token.replace(/\s*:$/, ""));
      if (/[\ud800-\udfff]/u.test(string)) return false;
      const names = token.endsWith(":") ? open.at(-1) : undefined;
      if (names?.has(string)) return false;
      names?.add(string);
    } else if (!Number.isFinite(Number(token))) return false;
    if (open.length > 127) return false;
  }
  return true;
}

export function receive(body: string): Answer {
  const refused = { accepted: false, event_type: null, path: null };
  let delivery: unknown;
  try {
    delivery = JSON.parse(body);
  } catch {
    return refused;
  }
  if (!isSound(body)) return refused;
  const { event_type: found } = Object(delivery) as { event_type?: unknown };
  const event_type = typeof found === "string" ? found : null;
  if (validate(delivery)) return { accepted: true, event_type, path: null };
  const { instancePath = "", params: { missingProperty: name } = {} } = validate.errors?.[0] ?? {};
  const path = [...instancePath.split("/").slice(1), ...(name === undefined ? [] : [String(name)])];
  return { accepted: false, event_type, path: path.join(".") || null };
}

const failed: BCK_FAILED = 1;

export function about(event: WebhookEvent): string {
  switch (event.event_type) {
    case "managed_backup.fail":
      return event.backup.backup_status === failed ? "failed" : event.backup.database_name;
    default:
      // @ts-expect-error: without a look at the type there is no backup
      return String(event.backup);
  }
}

const folder = new URL(import.meta.resolve("cloud66-webhooks/conformance/README.md"));
const files = readdirSync(new URL(".", folder)).filter((name) => /^[a-z-]+\.json$/.test(name));
const cases = files.flatMap((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8")));
const wrong: string[] = [];
let documented = 0;
for (const { name, payload, body, accepted, event_type, path = null } of cases) {
  const answer = receive(body ?? JSON.stringify(payload));
  const isText = body !== undefined && !accepted;
  const agrees = answer.accepted === accepted && (isText || (answer.event_type === event_type && answer.path === path));
  if (!agrees) wrong.push(`${name}: ${JSON.stringify(answer)}`);
  if (name.endsWith(", as documented")) documented += about(payload).length > 0 ? 1 : 0;
}
if (!receive('{"event_type": "moon.landed", "timestamp": 0, "x": [1]}').accepted) wrong.push("an event that is not documented is refused");
for (const line of wrong.slice(0, 10)) console.log(`  ${line}`);
console.log(`  ${cases.length} cases, ${documented} documented payloads with types; ${wrong.length} wrong`);
if (wrong.length > 0 || documented < 40) throw new Error("not what the cases say");
