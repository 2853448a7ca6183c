//! The two forms of an object: nested under its name, or with its fields among those of the event.

use cloud66_webhooks::{EventType, StackHealth, StackStatus};
use serde_json::{Value, json};

use crate::model::{self, Field, Form, Kind};
use crate::ways_in::ways_in;

/// The events that carry an object which the vendor has published in both forms: event type, its field, the object's name.
pub fn shaped(form: Form) -> Vec<(EventType, Field, &'static str)> {
    let mut found = Vec::new();
    for event_type in EventType::all() {
        for field in model::payload_fields(&event_type) {
            if field.form == form {
                let Kind::Object(object) = field.kind else { panic!() };
                found.push((event_type.clone(), field, object));
            }
        }
    }
    found
}

/// The documented payload with the object in the other form.
pub fn other_form(event: &Value, field: &Field, object: &str) -> Value {
    let mut event = event.as_object().unwrap().clone();
    match field.form {
        Form::Nested => {
            let Some(Value::Object(fields)) = event.remove(field.name) else { panic!() };
            event.extend(fields);
        }
        Form::Spread => {
            let names = model::object_fields(object);
            let fields = names.iter().filter_map(|field| event.remove_entry(field.name)).collect();
            event.insert(field.name.to_owned(), Value::Object(fields));
        }
        Form::Plain => panic!(),
    }
    Value::Object(event)
}

pub fn both_forms() -> impl Iterator<Item = (EventType, Field, &'static str)> {
    shaped(Form::Nested).into_iter().chain(shaped(Form::Spread))
}

/// Fields beside a nested object are those of the event, and the object stays nested, so that it keeps its own.
#[test]
fn a_field_that_is_nested_and_flat_is_kept_twice() {
    let json = json!({
        "event_type": "application.update.failed", "timestamp": 1, "status": "odd", "git_branch": "a",
        "stack": {"uid": "a", "name": "b", "status": 1, "git_branch": "b", "health": 3, "new": 1},
    });
    for (way, read) in ways_in(&json) {
        let event = read.unwrap_or_else(|error| panic!("{way}: {error}"));
        let stack = event.stack().unwrap();
        assert_eq!((&*stack.uid, &*stack.name, stack.git_branch.as_deref()), ("a", "b", Some("b")), "{way}");
        assert_eq!((stack.status.map(StackStatus::code), stack.health.map(StackHealth::code)), (Some(1), Some(3)));
        assert_eq!(serde_json::to_value(&event).unwrap(), json, "{way}");
        let mut drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
        drift.sort();
        assert_eq!(drift, ["git_branch", "stack.new", "status"].map(|path| format!("unknown field `{path}`")), "{way}");
    }
    // Without one that is required, the error is at the nested object.
    let json = json!({"event_type": "stack.created", "timestamp": 1, "stack": {"uid": "a"}, "status": 1});
    for (way, read) in ways_in(&json) {
        let error = read.map(|event| panic!("{way}: {event}")).unwrap_err();
        assert!(error.contains("stack.name: missing field"), "{way}: {error}");
    }
    // A required field that came flat decides that the object is.
    let json = json!({"event_type": "stack.created", "timestamp": 1, "stack": {"uid": "a", "name": "b"}, "uid": "c"});
    for (way, read) in ways_in(&json) {
        let error = read.map(|event| panic!("{way}: {event}")).unwrap_err();
        assert!(error.contains(": name: missing field"), "{way}: {error}");
    }
}
