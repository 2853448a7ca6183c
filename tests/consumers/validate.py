"""The validators of Python: the documented payloads, the deliveries with the crate's verdict, and the conformance cases."""

import json
import subprocess
import sys
from pathlib import Path

import fastjsonschema
import jsonschema_rs
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import best_match

tool, root, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
OPEN = root / "schema/webhook-event.open.schema.json"
MARKER = "marker-of-a-secret"
open_schema = json.loads(OPEN.read_text())
strict_schema = json.loads((root / "schema/webhook-event.schema.json").read_text())
documented = [json.loads(path.read_text()) for path in sorted((root / "samples").glob("*.json"))]
# One in four, for time: these take milliseconds for a payload. ajv sees them all.
deliveries = [json.loads(line) for line in (out / "deliveries.jsonl").read_text().splitlines()][::4]
files = [path for path in sorted((root / "schema/conformance").glob("*.json")) if ".schema" not in path.name]
cases = [case for path in files for case in json.loads(path.read_text()) if "payload" in case]
wrong = []


def check_open(errors_of, path_of=None):
    """The verdict of open on all of them, where its errors stand, and that they show nothing that is not required."""
    for payload in documented:
        if errors_of(payload):
            wrong.append(f"{payload['event_type']} is not valid under open")
    for case in cases:
        if bool(errors_of(case["payload"])) == case["accepted"]:
            wrong.append(f"case {case['name']}: open: {not case['accepted']}")
    located = 0
    for delivery in deliveries:
        errors = errors_of(delivery["payload"])
        if bool(errors) == delivery["read"]:
            wrong.append(f"{delivery['what']}: the crate reads it: {delivery['read']}")
        if errors and delivery["marked"]:
            located += 1
            wrong.extend(f"{delivery['what']} shows a secret: {error}" for error in errors if MARKER in error.message)
            if path_of and path_of(errors) != delivery["path"]:
                wrong.append(f"{delivery['what']}: the error stands at {path_of(errors)}")
    print(f"  {len(documented)} documented, {len(deliveries)} other deliveries, {len(cases)} cases; {located} errors")


def path_of(error):
    """The path of an error of Python jsonschema as the crate has it: of what is missing, its message has the name."""
    missing = [error.message.split("'")[1]] if error.validator == "required" else []
    return ".".join([*map(str, error.absolute_path), *missing])


def with_jsonschema():
    Draft202012Validator.check_schema(open_schema)
    validator = Draft202012Validator(open_schema)
    check_open(lambda payload: list(validator.iter_errors(payload)), lambda errors: path_of(best_match(errors)))

    # With its dates. `$` lets a line break at the end through in Python, which the pattern may not.
    strict = Draft202012Validator(strict_schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    wrong.extend(f"{payload['event_type']} is not valid under strict" for payload in documented if not strict.is_valid(payload))
    dialect = 0
    for delivery in deliveries:
        if strict.is_valid(delivery["payload"]) != delivery["strict"]:
            # Checkers of `date-time` differ on these two spellings.
            if delivery["what"].endswith(('+0000"', ':60Z"')):
                dialect += 1
            else:
                wrong.append(f"{delivery['what']}: strict in Rust: {delivery['strict']}")
    print(f"  strict agrees too, but for {dialect} by another reading of date-time")
    broken = next(payload for payload in documented if payload["event_type"] == "stack.created") | {}
    broken["last_activity"] += "\n"
    if strict.is_valid(broken):
        wrong.append("last_activity with a line break at its end is valid")

    older = open_schema | {"$schema": "http://json-schema.org/draft-07/schema#"}
    draft7, draft4 = validators.validator_for(older)(older), validators.Draft4Validator(open_schema)
    refused = [delivery for delivery in deliveries if not delivery["read"]]
    wrong.extend(f"draft 7: {delivery['what']}" for delivery in deliveries[::3] if draft7.is_valid(delivery["payload"]) != delivery["read"])
    silent = sum(draft4.is_valid(delivery["payload"]) for delivery in refused)
    print(f"  draft 7 by the line $schema agrees; draft 4 accepts {silent} of {len(refused)} that are refused")
    if silent == 0:
        wrong.append("draft 4 refuses what is at fault, against what the README says")


def with_fastjsonschema():
    validate = fastjsonschema.compile(open_schema)

    def errors(payload):
        try:
            validate(payload)
        except fastjsonschema.JsonSchemaException as error:
            return [error]
        return []

    check_open(errors)


def with_jsonschema_rs():
    validator = jsonschema_rs.validator_for(open_schema)
    check_open(lambda payload: list(validator.iter_errors(payload)))


def with_check_jsonschema():
    folder = out / "deliveries"
    folder.mkdir(exist_ok=True)
    paths = {}
    for number, delivery in enumerate(deliveries):
        path = folder / f"{number}.json"
        path.write_text(json.dumps(delivery["payload"]))
        paths[str(path)] = delivery
    run = [str(out / "venv/bin/check-jsonschema")]
    subprocess.run([*run, "--check-metaschema", str(OPEN)], check=True, stdout=subprocess.DEVNULL)
    result = subprocess.run([*run, "-v", "--schemafile", str(OPEN), *paths], stdout=subprocess.PIPE, text=True, check=False)
    if MARKER in result.stdout:
        wrong.append("check-jsonschema prints a secret")
    for path, delivery in paths.items():
        if (f"{path}::" in result.stdout) == delivery["read"]:
            wrong.append(f"{delivery['what']}: the crate reads it: {delivery['read']}")
    print(f"  {len(paths)} deliveries, {len(result.stdout.splitlines())} lines printed")


{
    "jsonschema": with_jsonschema,
    "fastjsonschema": with_fastjsonschema,
    "jsonschema-rs": with_jsonschema_rs,
    "check-jsonschema": with_check_jsonschema,
}[tool]()
for line in wrong[:10]:
    print(f"  {line}")
print(f"  {len(wrong)} wrong")
sys.exit(bool(wrong))
