package main

import (
	"encoding/json"
	"fmt"

	"example.com/consumer/events"
)

const failed = 1 // BCK_FAILED; quicktype gives codes no names

func handle(body []byte) (string, error) {
	var head struct {
		EventType string `json:"event_type"`
	}
	if err := json.Unmarshal(body, &head); err != nil || head.EventType != "managed_backup.fail" {
		return "", err
	}
	event, err := events.UnmarshalManagedBackupFail(body)
	if err != nil {
		return "", err
	}
	backup, status := event.Backup, "status not given"
	if code := backup.BackupStatus; code != nil && *code == failed {
		status = "failed"
	} else if code != nil {
		status = fmt.Sprintf("status %d", *code)
	}
	return fmt.Sprintf("%s: backup %d of %s %s, %s", event.Stack.Name, backup.ID, backup.DBType, backup.DatabaseName, status), nil
}
