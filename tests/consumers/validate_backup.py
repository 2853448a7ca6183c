import json

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

with open("webhook-event.open.schema.json") as schema, open("payload.json") as payload:
    validator = Draft202012Validator(json.load(schema))
    error = best_match(validator.iter_errors(json.load(payload)))
if error is not None:
    raise SystemExit(f"{error.json_path}: {error.message}")
