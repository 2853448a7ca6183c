import json
import re

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match


def fault(schema, delivery):
    checker = Draft202012Validator.FORMAT_CHECKER
    error = best_match(Draft202012Validator(schema, format_checker=checker).iter_errors(delivery))
    # Other messages quote the value.
    return error and f"{error.json_path}: {error.message if error.validator == 'required' else error.validator}"


delivery, strict, readable = (
    json.load(open(file)) for file in ("payload.json", "webhook-event.schema.json", "webhook-event.open.schema.json")
)
if reason := fault(readable, delivery):
    raise SystemExit(f"refused: {reason}")
name = re.sub(r"(?:^|[._])(\w)", lambda found: found[1].upper(), delivery["event_type"])
if name not in strict["$defs"]:
    print("alert: an event type that is not documented")
elif reason := fault({"$ref": f"#/$defs/{name}", "$defs": strict["$defs"]}, delivery):
    print(f"alert: {reason}")
