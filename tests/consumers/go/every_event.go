// Reads every documented payload into the class of its event, and compares what is written back.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"
)

type event interface{ Marshal() ([]byte, error) }

// read gives the value as a pointer, which is what the generated Marshal wants.
func read[T any, P interface {
	*T
	event
}](unmarshal func([]byte) (T, error)) func([]byte) (event, error) {
	return func(body []byte) (event, error) {
		value, err := unmarshal(body)
		return P(&value), err
	}
}

// missing names a field of the payload that did not come back as it was. Dates come back as the same instant.
func missing(path string, before, after any) string {
	switch before := before.(type) {
	case map[string]any:
		after, ok := after.(map[string]any)
		if !ok {
			return path
		}
		for name, value := range before {
			if found := missing(path+"."+name, value, after[name]); found != "" {
				return found
			}
		}
		return ""
	case []any:
		after, ok := after.([]any)
		if !ok || len(before) != len(after) {
			return path
		}
		for index, value := range before {
			if found := missing(fmt.Sprintf("%s[%d]", path, index), value, after[index]); found != "" {
				return found
			}
		}
		return ""
	case string:
		if day, err := time.Parse(time.RFC3339, before); err == nil {
			text, _ := after.(string)
			again, err := time.Parse(time.RFC3339, text)
			if err == nil && day.Equal(again) {
				return ""
			}
		}
	}
	if reflect.DeepEqual(before, after) {
		return ""
	}
	return path
}

func check(file string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var before, after map[string]any
	if err := json.Unmarshal(body, &before); err != nil {
		return err
	}
	name, _ := before["event_type"].(string)
	class, ok := classes[name]
	if !ok {
		return fmt.Errorf("no class for %s", name)
	}
	value, err := class(body)
	if err != nil {
		return err
	}
	text, err := value.Marshal()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &after); err != nil {
		return err
	}
	if path := missing("$", before, after); path != "" {
		return fmt.Errorf("%s did not come back from %T", path, value)
	}
	return nil
}

func main() {
	files, _ := filepath.Glob(filepath.Join(os.Args[1], "*.json"))
	failures := 0
	for _, file := range files {
		if err := check(file); err != nil {
			failures++
			fmt.Printf("  %s: %v\n", filepath.Base(file), err)
		}
	}
	fmt.Printf("  %d of %d documented payloads read into %d classes, and nothing lost\n", len(files)-failures, len(files), len(classes))
	body, _ := os.ReadFile(filepath.Join(os.Args[1], "managed_backup.fail.json"))
	none, err := handle(body)
	body = []byte(strings.Replace(string(body), `"backup_status": 0`, `"backup_status": 1`, 1))
	failed, _ := handle(body)
	fmt.Printf("  failed: %s\n", failed)
	if failures > 0 || len(files) != len(classes) || err != nil || none != "" || failed != "my-production-app" {
		os.Exit(1)
	}
}
