import json
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

validator = Draft202012Validator(json.loads(Path("webhook-event.open.schema.json").read_text()))

error = best_match(validator.iter_errors(json.loads(Path("payload.json").read_text())))
if error is not None:
    raise SystemExit(f"{error.json_path}: {error.message}")
