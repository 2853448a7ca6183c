require "json"
require_relative "webhook_event"

FAILED = 1 # BCK_FAILED; quicktype gives codes no names

def handle(body)
  return unless JSON.parse(body)["event_type"] == "managed_backup.fail"

  event = ManagedBackupFail.from_json!(body)
  backup = event.backup
  status = backup.backup_status == FAILED ? "failed" : "status #{backup.backup_status.inspect}"
  "#{event.stack.stack_name}: backup #{backup.id} of #{backup.db_type} #{backup.database_name}, #{status}"
end
