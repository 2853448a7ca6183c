//! The two forms of an object: nested under its name, or with its fields among those of the event.

use cloud66_webhooks::{EventType, StackHealth, WebhookEvent};
use serde_json::{Value, json};

use crate::model::{self, Field, Form, Kind};
use crate::support::sample;
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

/// An object that is documented flat and came nested, beside a field that it would have if it were flat: whatever that is, it costs
/// nothing but itself.
#[test]
fn a_field_beside_a_nested_object_costs_only_itself() {
    let mut tried = 0;
    for (event_type, field, object) in shaped(Form::Spread) {
        let documented = sample(event_type.as_str());
        let (required, others): (Vec<Field>, Vec<Field>) =
            model::object_fields(object).into_iter().partition(|field| field.required);
        let mut head = other_form(&documented, &field, object);
        head[field.name] =
            required.iter().map(|field| (field.name.to_owned(), documented[field.name].clone())).collect();
        for other in others {
            for value in [documented[other.name].clone(), json!(null), json!([[7]]), json!({"a": {}})] {
                let mut json = head.clone();
                json[other.name] = value.clone();
                for (way, read) in ways_in(&json) {
                    let event = read.unwrap_or_else(|error| panic!("{way}: {json}: {error}"));
                    let written = serde_json::to_value(&event).unwrap();
                    for field in &required {
                        assert_eq!(written[field.name], documented[field.name], "{json}");
                    }
                    assert!(value.is_null() || written.get(other.name).is_some(), "{json} became {written}");
                    let again = WebhookEvent::try_from(written).unwrap();
                    assert_eq!((again.drift(), &again), (event.drift(), &event), "{json}");
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

/// A field in both places: the one in the documented place is typed, and the other one is an unknown field.
#[test]
fn a_field_that_is_nested_and_flat_is_kept_twice() {
    let json = json!({
        "event_type": "application.update.failed", "timestamp": 1, "status": "odd", "git_branch": "a",
        "stack": {"uid": "a", "name": "b", "status": 1, "git_branch": "b", "health": 3, "new": 1},
    });
    for (way, read) in ways_in(&json) {
        let event = read.unwrap_or_else(|error| panic!("{way}: {error}"));
        let stack = event.stack().unwrap();
        assert_eq!((&*stack.uid, &*stack.name, stack.git_branch.as_deref()), ("a", "b", Some("a")), "{way}");
        assert_eq!((stack.status, stack.health.map(StackHealth::code)), (None, Some(3)), "{way}");
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!(written["stack"], json!({"status": 1, "git_branch": "b"}), "{way}");
        assert_eq!(
            (&written["status"], &written["git_branch"], &written["new"]),
            (&json!("odd"), &json!("a"), &json!(1))
        );
    }
    // And so does an unknown field of a name that the event has.
    let json = json!({
        "event_type": "stack.created", "timestamp": 1, "new": 1, "health": 3,
        "stack": {"uid": "a", "name": "b", "health": 4, "new": 2, "other": 3, "stack": 4, "timestamp": 5},
    });
    let kept = json!({"health": 4, "new": 2, "stack": 4, "timestamp": 5});
    for (way, read) in ways_in(&json) {
        let event = read.unwrap_or_else(|error| panic!("{way}: {error}"));
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!((&written["stack"], &written["new"], &written["other"]), (&kept, &json!(1), &json!(3)), "{way}");
        let again = WebhookEvent::try_from(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(again).unwrap(), written, "{way}");
    }
    // Even if no field is in both places, because the event is written flat.
    let json = json!({"event_type": "stack.created", "timestamp": 1, "new": 1, "health": 3, "stack": {"uid": "a", "name": "b", "new": 2}});
    for (way, read) in ways_in(&json) {
        let written = serde_json::to_value(read.unwrap_or_else(|error| panic!("{way}: {error}"))).unwrap();
        assert_eq!(
            (&written["stack"], &written["new"], &written["health"]),
            (&json!({"new": 2}), &json!(1), &json!(3)),
            "{way}"
        );
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
