// Reads every documented payload into the member of the union that its event type names, and writes it again.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"example.com/consumer/events"
)

// What is the same in both: null and absent, an instant in any precision, and an integer in any spelling.
func same(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			return false
		}
		for key := range b {
			if _, ok := a[key]; !ok && b[key] != nil {
				return false
			}
		}
		for key := range a {
			if !same(a[key], b[key]) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return len(a) == 0 && !ok
		}
		for index := range a {
			if !same(a[index], b[index]) {
				return false
			}
		}
		return true
	default:
		return reflect.DeepEqual(a, b)
	}
}

func main() {
	samples, document := os.Args[1], os.Args[2]
	var openapi struct {
		Components struct {
			Schemas struct {
				WebhookEvent struct {
					Discriminator struct{ Mapping map[string]string }
				}
			}
		}
	}
	text, err := os.ReadFile(document)
	if err == nil {
		err = json.Unmarshal(text, &openapi)
	}
	if err != nil {
		panic(err)
	}
	mapping := openapi.Components.Schemas.WebhookEvent.Discriminator.Mapping
	files, _ := filepath.Glob(filepath.Join(samples, "*.json"))
	wrong := 0
	for eventType, reference := range mapping {
		body, err := os.ReadFile(filepath.Join(samples, eventType+".json"))
		if err != nil {
			panic(err)
		}
		var event events.WebhookEvent
		if err := json.Unmarshal(body, &event); err != nil {
			fmt.Println(" ", eventType, err)
			wrong++
			continue
		}
		want := "*events." + strings.TrimPrefix(reference, "#/components/schemas/")
		if found := fmt.Sprintf("%T", event.GetActualInstance()); found != want {
			fmt.Println(" ", eventType, "is a", found)
			wrong++
		}
		written, err := json.Marshal(event)
		var before, after any
		if err != nil || json.Unmarshal(body, &before) != nil || json.Unmarshal(written, &after) != nil || !same(before, after) {
			fmt.Println(" ", eventType, "is written differently:", string(written))
			wrong++
		}
	}
	body, err := os.ReadFile(filepath.Join(samples, "managed_backup.fail.json"))
	if err != nil {
		panic(err)
	}
	var payload map[string]any
	if err := json.Unmarshal(body, &payload); err != nil {
		panic(err)
	}
	for code, want := range map[any]string{1: "my-production-app", 0: "", 99: "", nil: ""} {
		payload["backup"].(map[string]any)["backup_status"] = code
		body, err := json.Marshal(payload)
		if err != nil {
			panic(err)
		}
		if stack, err := handle(body); err != nil || stack != want {
			fmt.Println("  handle:", stack, err)
			wrong++
		}
	}
	fmt.Printf("  %d documented payloads in the union, %d wrong\n", len(mapping), wrong)
	if wrong > 0 || len(mapping) != len(files) {
		os.Exit(1)
	}
}
