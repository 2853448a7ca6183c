"""Reads every documented payload into the class of openapi-python-client, and compares what is written back."""

import json
import re
import sys
from pathlib import Path

from client import models

lost = []
files = sorted(Path(sys.argv[1]).glob("*.json"))
for file in files:
    payload = json.loads(file.read_text())
    name = "".join(word.capitalize() for word in re.split("[._]", payload["event_type"]))
    written = getattr(models, name).from_dict(payload).to_dict()
    # A date is written with its offset as digits.
    if json.loads(json.dumps(written).replace('+00:00"', 'Z"')) != json.loads(json.dumps(payload).replace('+00:00"', 'Z"')):
        lost.append(name)
print(f"  {len(files)} documented payloads read into the classes of their events; of {len(lost)} something is lost: {lost[:3]}")
sys.exit(bool(lost) or not files)
