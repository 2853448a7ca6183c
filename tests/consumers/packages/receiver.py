"""A receiver written from schema/conformance/README.md, with the wheel: it must agree with all cases, and read the documented ones."""

import json
import math
import re
import sys
from importlib import resources
from typing import Any

import cloud66_webhooks
from cloud66_webhooks import ManagedBackupFail, WebhookEvent
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from pydantic import ValidationError

package = resources.files(cloud66_webhooks)
validator = Draft202012Validator(json.loads((package / "schema/webhook-event.open.schema.json").read_text()))


class Refused(Exception):
    """A body that is no delivery."""


def one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise Refused("duplicates")
    return dict(pairs)


def check(value: Any, levels: int = 0) -> None:
    """What Python's parser lets through."""
    if isinstance(value, (dict, list)):
        if levels == 127:
            raise Refused("depth")
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            check(inner, levels + 1)
    elif isinstance(value, str) and re.search("[\ud800-\udfff]", value):
        raise Refused("surrogates")
    elif isinstance(value, float) and not math.isfinite(value):
        raise Refused("range")


def receive(body: bytes) -> tuple[bool, str | None, str | None]:
    """Whether the delivery is accepted, its event type, and the path of the fault."""
    try:
        delivery = json.loads(body.decode(), object_pairs_hook=one_of_each)
        check(delivery)
    except (Refused, ValueError):
        return False, None, None
    event_type = delivery.get("event_type") if isinstance(delivery, dict) else None
    event_type = event_type if isinstance(event_type, str) else None
    error = best_match(validator.iter_errors(delivery))
    if error is None:
        return True, event_type, None
    path = [str(step) for step in error.absolute_path]
    if error.validator == "required":
        path += [next(name for name in error.validator_value if name not in error.instance)]
    return False, event_type, ".".join(path) or None


def main() -> int:
    wrong = []
    files = [file for file in (package / "conformance").iterdir() if re.fullmatch("[a-z-]+.json", file.name)]
    cases = [case for file in files for case in json.loads(file.read_text())]
    for case in cases:
        accepted, event_type, path = receive(case["body"].encode() if "body" in case else json.dumps(case["payload"]).encode())
        is_text = "body" in case and not case["accepted"]
        if accepted != case["accepted"] or not is_text and (event_type, path) != (case["event_type"], case.get("path")):
            wrong.append(f"{case['name']}: {accepted}, {event_type}, {path}")
    documented = [case["payload"] for case in cases if case["name"].endswith(", as documented")]
    for payload in documented:
        event = WebhookEvent.model_validate(payload).root
        if event.event_type != payload["event_type"]:
            wrong.append(f"read as {event.event_type}: {payload['event_type']}")
    failed = WebhookEvent.model_validate(next(one for one in documented if one["event_type"] == "managed_backup.fail")).root
    assert isinstance(failed, ManagedBackupFail) and failed.backup.database_name
    try:
        backup = {**failed.backup.model_dump(), "id": "7"}
        ManagedBackupFail.model_validate({**failed.model_dump(), "backup": backup})
        wrong.append("a broken backup was read")
    except ValidationError as error:
        assert error.errors()[0]["loc"] == ("backup", "id"), error
    for line in wrong[:10]:
        print(f"  {line}")
    print(f"  {len(cases)} cases, {len(documented)} documented payloads with types; {len(wrong)} wrong")
    return 1 if wrong or len(documented) < 40 else 0


sys.exit(main())
