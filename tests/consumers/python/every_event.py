"""Reads every documented payload into the class of its event, and compares what is written back."""

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import webhook_event as generated
from failed_backup import handle
from pydantic import SecretStr, ValidationError


def class_of(event_type: str) -> type:
    """The class of an event is named after its type."""
    name = "".join(word.capitalize() for word in re.split("[._]", event_type))
    found: type = getattr(generated, name)
    return found


def plain(value: Any) -> Any:
    """A value of the model as JSON has it. Secrets are masked unless one asks."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def missing(path: str, before: Any, after: Any) -> str | None:
    """The path of a field that did not come back as it was. A date comes back as the instant."""
    if isinstance(before, dict) and isinstance(after, dict):
        found = [missing(f"{path}.{name}", value, after.get(name)) for name, value in before.items()]
        return next(filter(None, found), None)
    if isinstance(after, datetime):
        before = datetime.fromisoformat(before)
    return None if before == after else path


def check(body: bytes) -> str | None:
    payload = json.loads(body)
    event = generated.WebhookEvent.model_validate_json(body).root
    if type(event) is not class_of(payload["event_type"]):
        return f"read as {type(event).__name__}"
    return missing("$", payload, plain(event.model_dump(exclude_unset=True)))


def main() -> int:
    files = sorted(Path(sys.argv[1]).glob("*.json"))
    problems = {file.name: problem for file in files if (problem := check(file.read_bytes()))}
    for name, problem in problems.items():
        print(f"  {name}: {problem}")
    read = len(files) - len(problems)
    print(f"  {read} of {len(files)} documented payloads read into the classes of their events, and nothing lost")
    assert files and not problems

    body = (Path(sys.argv[1]) / "managed_backup.fail.json").read_bytes()
    for code, status, stack in [
        (b"0", generated.BackupStatusCode.BCK_OK, None),
        (b"1", generated.BackupStatusCode.BCK_FAILED, "my-production-app"),
        (b"77", 77, None),
        (b"null", None, None),
    ]:
        changed = body.replace(b'"backup_status": 0', b'"backup_status": ' + code)
        assert handle(changed) == stack
        backup = generated.ManagedBackupFail.model_validate_json(changed).backup
        assert backup.backup_status == status and type(backup.backup_status) is type(status)

    event = generated.WebhookEvent.model_validate_json(body).root
    assert isinstance(event, generated.ManagedBackupFail)
    assert event.stack.status is generated.StackStatusCode.STK_SUCCESS
    assert event.stack.health is generated.StackHealthCode.HLT_OK
    assert "redeploy/abc123def456" not in repr(event)
    try:
        generated.WebhookEvent.model_validate_json(body.replace(b'"id": 54321', b'"id": "54321"'))
    except ValidationError:
        return 0
    print("  a malformed payload was read")
    return 1


sys.exit(main())
