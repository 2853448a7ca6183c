from webhook_event import BackupStatusCode, ManagedBackupFail, WebhookEvent


def handle(body: bytes) -> str | None:
    event = WebhookEvent.model_validate_json(body).root
    if isinstance(event, ManagedBackupFail) and event.backup.backup_status is BackupStatusCode.BCK_FAILED:
        return event.stack.name
    return None
