"""Writes the part of a program that lists every event: the types come from the schema, the names from the generated code."""

import json
import re
import sys
from pathlib import Path

language, schema, generated = sys.argv[1], json.loads(Path(sys.argv[2]).read_text()), Path(sys.argv[3]).read_text()

events = {}
for name, definition in schema["$defs"].items():
    for part in [definition, *definition.get("allOf", [])]:
        event_type = part.get("properties", {}).get("event_type", {}).get("const")
        if event_type is not None:
            events[event_type] = name
assert len(events) == len(schema["anyOf"]), len(events)


def spelled(pattern: str) -> dict[str, str]:
    """How the generator spells each definition: it writes SSL where the schema has Ssl."""
    found = {name.lower(): name for name in re.findall(pattern, generated)}
    return {event_type: found[name.lower()] for event_type, name in events.items()}


match language:
    case "typescript":
        print('import type * as generated from "./webhook-event.js";\n')
        print("export function about(event: generated.WebhookEvent): string {\n  switch (event.event_type) {")
        for event_type, name in events.items():
            print(f'    case "{event_type}": {{\n      const narrowed: generated.{name} = event;')
            print("      return narrowed.event_type;\n    }")
        print("    default: {\n      const nothing: never = event;\n      return nothing;\n    }\n  }\n}")
    case "go":
        print('package main\n\nimport "example.com/consumer/events"\n')
        print("var classes = map[string]func([]byte) (event, error){")
        for event_type, name in spelled(r"func Unmarshal(\w+)\(").items():
            print(f'\t"{event_type}": read(events.Unmarshal{name}),')
        print("}")
    case "java":
        print("import events.*;\n\nclass Classes {\n    static void all() {")
        for event_type, name in spelled(r" (\w+)FromJsonString\(").items():
            print(f'        EveryEvent.put("{event_type}", Converter::{name}FromJsonString);')
        print("    }\n}")
    case "cpp":
        print('#include "events.hpp"\n\n#include "every_event.hpp"\n')
        print("const std::map<std::string, json (*)(const json &)> EVENTS = {")
        for event_type, name in spelled(r"class (\w+) \{").items():
            print(f'    {{"{event_type}", written<quicktype::{name}>}},')
        print("};")
    case "rust":
        print("pub const EVENTS: &[(&str, super::Written)] = &[")
        for event_type, name in spelled(r'"title": "(\w+)"').items():
            print(f'    ("{event_type}", super::written::<super::types::{name}>),')
        print("];")
