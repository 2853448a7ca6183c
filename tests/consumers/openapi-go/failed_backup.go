package main

import (
	"encoding/json"
	"fmt"

	"example.com/consumer/events"
)

func handle(body []byte) (string, error) {
	var event events.WebhookEvent
	if err := json.Unmarshal(body, &event); err != nil {
		return "", err
	}
	failed, ok := event.GetActualInstance().(*events.ManagedBackupFail)
	if !ok {
		return "", nil
	}
	backup, status := failed.Backup, "status not given"
	if code, ok := backup.GetBackupStatusOk(); ok && code != nil {
		status = "a status that is not listed"
		if named := code.BackupStatusCode; named != nil {
			status = fmt.Sprintf("status %d", *named)
			if *named == events.BACKUPSTATUSCODE_BCK_FAILED {
				status = "failed"
			}
		}
	}
	return fmt.Sprintf("%s: backup %d of %s %s, %s", failed.Stack.Name, backup.Id, backup.DbType, backup.DatabaseName, status), nil
}
