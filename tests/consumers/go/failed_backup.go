package main

import (
	"encoding/json"

	"example.com/consumer/events"
)

func handle(body []byte) (stack string, err error) {
	var head struct {
		EventType string `json:"event_type"`
	}
	if err := json.Unmarshal(body, &head); err != nil || head.EventType != "managed_backup.fail" {
		return "", err
	}
	event, err := events.UnmarshalManagedBackupFail(body)
	if code := event.Backup.BackupStatus; code == nil || *code != 1 { // BCK_FAILED
		return "", err
	}
	return event.Stack.Name, err
}
