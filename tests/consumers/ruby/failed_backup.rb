require "json"
require_relative "webhook_event"

def handle(body)
  return unless JSON.parse(body)["event_type"] == "managed_backup.fail"

  event = ManagedBackupFail.from_json!(body)
  event.stack.stack_name if event.backup.backup_status == 1 # BCK_FAILED
end
