"""Python jsonschema with its format checker, or check-jsonschema: the documented payloads, and the damaged ones."""

import json
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

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


MARKER = "marker-of-a-secret"


def errors_and_speed(samples: list[Path], cases: list[tuple[Path, dict]]) -> list[str]:
    """Where the errors stand and what they show, the conformance cases, draft 7, line breaks, and the time that it takes."""
    wrong = []
    text = json.loads(FILES["open"].read_text())
    validator = Draft202012Validator(text)
    strict = Draft202012Validator(json.loads(FILES["strict"].read_text()), format_checker=Draft202012Validator.FORMAT_CHECKER)
    longest = 0
    refused = [(json.loads(path.read_text()), case["what"]) for path, case in cases if case["only"] and not case["read"]]
    for payload, what in refused[::4]:
        payload["marker"] = {"secret": MARKER}
        for name in ["stack", "ssl_certificate", "backup"]:
            if isinstance(payload.get(name), dict):
                payload[name] |= {"redeploy_hook": MARKER, "key": MARKER}
        error = best_match(validator.iter_errors(payload))
        if error is None:
            continue  # with a value, the nested object is another one
        place = "".join(f"/{step}" for step in error.absolute_path)
        fault = what.split(" ")[0]
        if place not in (fault, fault.rpartition("/")[0]) and not place.startswith(f"{fault}/"):
            wrong.append(f"{what}: best_match stands at {place!r}")
        if MARKER in error.message:
            wrong.append(f"{what}: best_match shows a secret")
        longest = max(longest, len(error.message))

    kit = [case for file in sorted((root / "schema/conformance").glob("*.json")) for case in json.loads(file.read_text())]
    for case in kit:
        if "payload" in case and validator.is_valid(case["payload"]) != case["open"]:
            wrong.append(f"conformance: {case['name']}: open: {not case['open']}")
    print(f"  {len(kit)} conformance cases; the longest message of best_match has {longest} characters")

    # `$` lets a line break at the end through in Python, which no pattern may.
    broken = json.loads((root / "samples/managed_backup.fail.json").read_text())
    for name in ["created_at", "last_activity"]:
        changed = broken | {"stack": broken["stack"] | {name: broken["stack"][name] + "\n"}}
        if validator.is_valid(changed) or (name == "last_activity" and strict.is_valid(changed)):
            wrong.append(f"{name} with a line break at its end is valid")

    # Draft 7 by the line `$schema`.
    from jsonschema import validators

    older = text | {"$schema": "http://json-schema.org/draft-07/schema#"}
    draft7 = validators.validator_for(older)(older)
    for path, case in cases[::7]:
        if draft7.is_valid(json.loads(path.read_text())) != case["read"]:
            wrong.append(f"draft 7: {case['event_type']}: {case['what']}")

    # Draft 4 knows neither `if` nor `const`, and says nothing of it.
    draft4 = validators.Draft4Validator(text)
    silent = sum(draft4.is_valid(payload) for payload, _ in refused)
    print(f"  draft 7 by the line $schema agrees; draft 4 accepts {silent} of {len(refused)} that are refused")
    if silent == 0:
        wrong.append("draft 4 refuses damage, against what the README says")

    try:
        old = Draft202012Validator(json.loads((out / "old-open.schema.json").read_text()))
    except FileNotFoundError:
        print("  no older schema to compare the speed with: this is no clone with its history")
        return wrong

    def best(function, payloads) -> float:
        times = []
        for _ in range(3):
            start = time.perf_counter()
            for payload in payloads:
                function(payload)
            times.append((time.perf_counter() - start) / len(payloads))
        return min(times) * 1e6

    mixed = [json.loads(path.read_text()) for path, _ in cases[::40]]
    documented = [json.loads(path.read_text()) for path in samples]
    for what, payloads, least in [("damaged", mixed, 10), ("documented", documented, 3)]:
        before, now = best(old.is_valid, payloads), best(validator.is_valid, payloads)
        print(f"  a {what} payload in {now:.0f} µs, with the schema of 3c665d3 {before:.0f} µs: {before / now:.1f} times")
        if before / now < least:
            wrong.append(f"less than {least} times as fast")
    return wrong


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
    if tool == "jsonschema":
        wrong += errors_and_speed(samples, list(cases.items()))
    for line in wrong[:10]:
        print(f"  {line}")
    print(f"  {len(samples)} documented payloads under both, {refused} that the crate refuses and {len(cases) - refused} that it reads:")
    print(f"  {len(wrong)} wrong; {dialect} under strict by another reading of date-time")
    return 1 if wrong else 0


sys.exit(main())
