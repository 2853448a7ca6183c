"""Python jsonschema with its format checker, or check-jsonschema: the documented payloads, and the damaged ones."""

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path

from jsonschema import Draft202012Validator

tool, root, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
FILES = {"strict": root / "schema/webhook-event.schema.json", "open": root / "schema/webhook-event.open.schema.json"}


def library(schema: Path, payloads: list[Path]) -> set[Path]:
    """The payloads that Python jsonschema finds valid."""
    text = json.loads(schema.read_text())
    Draft202012Validator.check_schema(text)
    validator = Draft202012Validator(text, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return {payload for payload in payloads if validator.is_valid(json.loads(payload.read_text()))}


def command(schema: Path, payloads: list[Path]) -> set[Path]:
    """The payloads that check-jsonschema finds valid."""
    run = [str(out / "venv/bin/check-jsonschema")]
    subprocess.run([*run, "--check-metaschema", str(schema)], check=True, stdout=subprocess.DEVNULL)
    arguments = [*run, "--output-format", "json", "--schemafile", str(schema), *map(str, payloads)]
    result = subprocess.run(arguments, stdout=subprocess.PIPE, check=False)
    report = json.loads(result.stdout)
    assert not report.get("parse_errors"), report["parse_errors"]
    return set(payloads) - {Path(error["filename"]) for error in report["errors"]}


def main() -> int:
    valid = {"jsonschema": library, "check-jsonschema": command}[tool]
    wrong: list[str] = []

    samples = sorted((root / "samples").glob("*.json"))
    events = len(json.loads(FILES["strict"].read_text())["anyOf"])
    if len(samples) != events:
        wrong.append(f"{len(samples)} documented payloads of {events} events")
    for name, schema in FILES.items():
        for sample in sorted(set(samples) - valid(schema, samples)):
            wrong.append(f"{sample.name} is not valid under {name}")

    folder = out / "damaged"
    folder.mkdir(exist_ok=True)
    cases = {}
    with (out / "damaged.jsonl").open() as lines:
        # One in five, for time: these two take 10 ms for a payload. ajv sees them all.
        for number, line in islice(enumerate(lines), 0, None, 5):
            case = json.loads(line)
            path = folder / f"{number}.json"
            path.write_text(json.dumps(case.pop("payload")))
            cases[path] = case
    dialect = 0
    refused = sum(not case["read"] for case in cases.values())
    if refused < 1000:
        wrong.append(f"only {refused} damaged payloads")
    for name, schema in FILES.items():
        found = valid(schema, list(cases))
        for path, case in cases.items():
            expected = case["read" if name == "open" else "strict"]
            # Checkers of `date-time` differ on these two spellings. What is valid must still be read.
            is_dialect = name == "strict" and case["what"].endswith(('+0000"', ':60Z"')) and (case["read"] or expected)
            if (path in found) != expected and is_dialect:
                dialect += 1
            elif (path in found) != expected:
                wrong.append(f"{case['event_type']}: {case['what']}: under {name} in Rust: {expected}, here: {not expected}")
    for line in wrong[:10]:
        print(f"  {line}")
    print(f"  {len(samples)} documented payloads under both, {refused} that the crate refuses and {len(cases) - refused} that it reads:")
    print(f"  {len(wrong)} wrong; {dialect} under strict by another reading of date-time")
    return 1 if wrong else 0


sys.exit(main())
