from webhook_event import BackupStatusCode, BackupVerificationFailed, ManagedBackupFail, WebhookEvent


def handle(body: bytes) -> str | None:
    event = WebhookEvent.model_validate_json(body).root
    if not isinstance(event, ManagedBackupFail | BackupVerificationFailed):
        return None
    stack, backup = event.stack, event.backup
    match backup.backup_status:
        case BackupStatusCode.BCK_FAILED:
            status = "failed"
        case BackupStatusCode() as named:
            status = f"status {named.name}"
        case code:  # a code that the schema does not know yet, or none
            status = f"status {code}"
    size = backup.backup_size or 0
    return f"{stack.name}: backup {backup.id} of {backup.db_type} {backup.database_name}, {status}, {size} bytes"
