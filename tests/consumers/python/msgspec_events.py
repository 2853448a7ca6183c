"""How many of the documented payloads msgspec reads, as the structs that datamodel-code-generator writes for it."""

import json
import re
import sys
from pathlib import Path

import events_of_msgspec as generated
import msgspec

read = 0
files = sorted(Path(sys.argv[1]).glob("*.json"))
for file in files:
    body = file.read_bytes()
    name = "".join(word.capitalize() for word in re.split("[._]", json.loads(body)["event_type"]))
    try:
        msgspec.json.decode(body, type=getattr(generated, name))
        read += 1
    except (TypeError, ValueError) as error:
        assert "int-like" in str(error) or "int64" in str(error), error
print(f"  msgspec reads {read} of {len(files)}")
assert f"msgspec supports only the {read} events" in Path(sys.argv[2]).read_text()
