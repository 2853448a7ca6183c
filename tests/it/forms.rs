//! An object may be nested or have its fields among those of the event: both are read alike, and it is written as documented.

use std::collections::BTreeSet;

use cloud66_webhooks::{EventType, WebhookEvent};
use serde_json::{Value, json};

use crate::model::{self, Field, Form, Kind};
use crate::support::{differences, drift_of, error, event};
use crate::ways_in::ways_in;

/// The events that carry an object which the vendor has published in both forms: event type, its field, the object's name.
pub fn both_forms() -> Vec<(EventType, Field, &'static str)> {
    let mut found = Vec::new();
    for event_type in EventType::all() {
        for field in model::payload_fields(&event_type).into_iter().filter(|field| field.form != Form::Plain) {
            let Kind::Object(object) = field.kind else { panic!() };
            found.push((event_type.clone(), field, object));
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
        Form::Inline => {
            let names = model::object_fields(object);
            let fields = names.iter().filter_map(|field| event.remove_entry(field.name)).collect();
            event.insert(field.name.to_owned(), Value::Object(fields));
        }
        Form::Plain => panic!(),
    }
    Value::Object(event)
}

#[test]
fn the_other_form_reads_to_the_same_event_and_is_written_as_documented() {
    let mut objects = BTreeSet::new();
    for (event_type, field, object) in both_forms() {
        objects.insert((format!("{:?}", field.form), object));
        for full in [true, false] {
            let documented = model::event(&event_type, full);
            let expected = event(&documented);
            assert_eq!(serde_json::to_value(&expected).unwrap(), documented, "{event_type}");
            let mut other = other_form(&documented, &field, object);
            assert_ne!(documented, other);
            assert_eq!(event(&other), expected, "{event_type}");
            if field.form == Form::Nested {
                other[field.name] = Value::Null;
            }
            if !full {
                for (way, read) in ways_in(&other) {
                    assert_eq!(read.as_ref(), Ok(&expected), "{event_type}: {way}");
                }
            }
        }
    }
    let objects: Vec<_> = objects.iter().map(|(form, object)| format!("{form} {object}")).collect();
    let inline = ["Agent", "Container", "Job", "Server", "Stack"].map(|object| format!("Inline {object}"));
    assert_eq!(objects, [&inline[..], &["Nested Server", "Nested Stack"].map(str::to_owned)].concat());
}

/// A nested object counts. Only where it is documented among the fields of the event, a required field that is there decides that it is
/// there, and then it must have the others.
#[test]
fn of_both_forms_at_once_one_counts_and_the_other_is_unknown() {
    for (event_type, field, object) in both_forms() {
        let documented = model::event(&event_type, true);
        let nested =
            if field.form == Form::Nested { documented.clone() } else { other_form(&documented, &field, object) };
        for own in model::object_fields(object) {
            let what = format!("{event_type} {}", own.name);
            let decides = field.form == Form::Inline && own.required;
            let missing =
                model::object_fields(object).into_iter().find(|other| other.required && other.name != own.name);
            let mut both = nested.clone();
            both[own.name] = nested[field.name][own.name].clone();
            match (WebhookEvent::try_from(both.clone()), missing) {
                (Err(error), Some(missing)) if decides => {
                    assert_eq!((error.path(), error.reason()), (Some(missing.name), "missing field"), "{what}");
                }
                (read, _) => {
                    let unknown = if decides { field.name } else { own.name };
                    let read = read.unwrap_or_else(|error| panic!("{what}: {error}"));
                    assert_eq!(drift_of(&read), [format!("unknown field `{unknown}`")], "{what}");
                    assert_eq!(serde_json::to_value(read).unwrap(), both, "{what}");
                }
            }
            if own.required {
                // Null is no value.
                both[own.name] = Value::Null;
                let read = event(&both);
                assert_eq!(drift_of(&read), [format!("unknown field `{}`", own.name)], "{what}");
                assert_eq!(serde_json::to_value(read).unwrap(), both, "{what}");
            }
        }
        if field.form == Form::Inline {
            let mut both = documented;
            both[field.name] = json!({"uid": "nested", "name": "nested", "secret": 5});
            let read = event(&both);
            assert_eq!(drift_of(&read), [format!("unknown field `{}`", field.name)], "{event_type}");
            assert_eq!(serde_json::to_value(read).unwrap(), both, "{event_type}");
        }
    }
}

/// In a nested object too, where its name is that of a field of the event, or of another unknown one.
#[test]
fn an_unknown_field_keeps_its_place() {
    for (event_type, field, object) in both_forms() {
        let mut documented = model::event(&event_type, true);
        documented["new"] = json!("of the event");
        let other = other_form(&documented, &field, object);
        if field.form == Form::Nested {
            assert_eq!(serde_json::to_value(event(&other)).unwrap(), documented, "{event_type}");
            continue;
        }
        let plain = model::payload_fields(&event_type).into_iter().filter(|field| field.form == Form::Plain);
        let names = ["newer", "timestamp", "event_type", field.name, "new"];
        for name in names.into_iter().chain(plain.map(|field| field.name)) {
            let mut nested = other.clone();
            nested[field.name][name] = json!("of the object");
            let read = event(&nested);
            let written = serde_json::to_value(&read).unwrap();
            assert_eq!(differences(&nested, &written), [""; 0], "{event_type} {name}");
            assert_eq!(event(&written), read, "{event_type} {name}");
            let unknown = ["new".to_owned(), format!("{}.{name}", field.name)];
            assert_eq!(drift_of(&read), unknown.map(|path| format!("unknown field `{path}`")), "{event_type} {name}");
        }
    }
}

/// Also where the object is in neither form.
#[test]
fn errors_in_the_other_form_name_the_place() {
    for (event_type, field, object) in both_forms() {
        let documented = model::event(&event_type, true);
        let required: Vec<_> = model::object_fields(object).into_iter().filter(|inner| inner.required).collect();
        for inner in &required {
            let mut bad = other_form(&documented, &field, object);
            let (object, path) = match field.form {
                Form::Nested => (&mut bad, inner.name.to_owned()),
                _ => (&mut bad[field.name], format!("{}.{}", field.name, inner.name)),
            };
            object[inner.name] = json!([[["wrong"]]]);
            let error = error(&bad);
            assert_eq!(error.path(), Some(path.as_str()), "{event_type}: {error}");
        }
        let mut neither = documented;
        let own = model::object_fields(object);
        neither.as_object_mut().unwrap().retain(|name, _| name != field.name && own.iter().all(|own| own.name != name));
        let error = error(&neither);
        let missing = if field.form == Form::Nested { field.name } else { required[0].name };
        assert_eq!((error.path(), error.reason()), (Some(missing), "missing field"), "{event_type}");
    }
}
