"""The blocks of schema/README.md: `readme.py HEADING LANGUAGE` prints one, and notes it; `readme.py --rest` prints what nobody took."""

import re
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
root = here.parent.parent
taken = root / "target/consumers/taken"

blocks: dict[str, str] = {}
heading = ""
lines = iter((root / "schema/README.md").read_text().splitlines())
for line in lines:
    if found := re.match(r"#+ (.*)", line):
        heading = found[1]
    elif found := re.match(r"```(\w+)", line):
        block = []
        for inner in lines:
            if inner == "```":
                break
            block.append(inner)
        key = f"{heading} {found[1]}"
        assert key not in blocks, f"two blocks: {key}"
        blocks[key] = "\n".join(block) + "\n"

if sys.argv[1:] == ["--rest"]:
    rest = set(blocks) - set(taken.read_text().splitlines())
    for key in sorted(rest):
        print(f"nobody runs: {key}")
    sys.exit(bool(rest))
key = f"{sys.argv[1]} {sys.argv[2]}"
with taken.open("a") as list_of_taken:
    print(key, file=list_of_taken)
print(blocks[key], end="")
