package main

import (
	"encoding/json"

	"example.com/consumer/events"
)

func handle(body []byte) (stack string, err error) {
	var union events.WebhookEvent
	err = json.Unmarshal(body, &union)
	if event, ok := union.GetActualInstance().(*events.ManagedBackupFail); ok {
		if code := event.Backup.GetBackupStatus().BackupStatusCode; code != nil && *code == events.BACKUPSTATUSCODE_BCK_FAILED {
			return event.Stack.Name, err
		}
	}
	return "", err
}
