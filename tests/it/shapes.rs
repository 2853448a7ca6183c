//! An object may be nested or have its fields among those of the event: both are read alike, and it is written as documented.

use std::collections::BTreeSet;

use cloud66_webhooks::WebhookEvent;
use serde_json::{Value, json};

use crate::forms::{both_forms, other_form, shaped};
use crate::model::{self, Form};
use crate::support::{differences, error, event};

#[test]
fn there_are_events_of_both_forms() {
    let objects = |form| shaped(form).into_iter().map(|(_, _, object)| object).collect::<BTreeSet<_>>();
    assert_eq!(objects(Form::Nested), BTreeSet::from(["Server", "Stack"]));
    assert_eq!(objects(Form::Spread), BTreeSet::from(["Agent", "Container", "Job", "Server", "Stack"]));
}

#[test]
fn the_other_form_reads_to_the_same_event_and_is_written_as_documented() {
    for (event_type, field, object) in both_forms() {
        for full in [true, false] {
            let documented = model::event(&event_type, full);
            let other = other_form(&documented, &field, object);
            assert_ne!(documented, other);
            let read = event(&other);
            assert_eq!(read, event(&documented), "{event_type}");
            assert_eq!(serde_json::to_value(&read).unwrap(), documented, "{event_type}");
            assert_eq!(read.drift(), [], "{event_type}");
            // All the other ways in too: they share the code that reads objects.
            assert_eq!(serde_json::from_value::<WebhookEvent>(other.clone()).unwrap(), read);
            assert_eq!(WebhookEvent::try_from(other).unwrap(), read);
        }
    }
}

/// A flat uid beside a nested object is not the object's: the nested object counts, and the flat field is kept as unknown.
#[test]
fn with_both_at_once_the_nested_object_counts_where_that_is_documented() {
    for (event_type, field, object) in shaped(Form::Nested) {
        let mut both = model::event(&event_type, true);
        both["uid"] = json!("flat");
        both["name"] = json!("flat");
        let event = event(&both);
        assert_eq!(serde_json::to_value(&event).unwrap(), both, "{event_type}");
        let mut drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
        drift.sort();
        assert_eq!(drift, ["unknown field `name`", "unknown field `uid`"], "{event_type}");
        assert_eq!(uid(&event, object), Some("some text"), "{event_type} {}", field.name);
    }
}

/// The flat fields count, and the nested object is kept as unknown.
#[test]
fn with_both_at_once_the_flat_fields_count_where_that_is_documented() {
    for (event_type, field, object) in shaped(Form::Spread) {
        let own = model::payload_fields(&event_type);
        let named_so = own.iter().filter(|other| other.name == field.name);
        assert_eq!(named_so.count(), 1, "{event_type} has a field of its own of the name {}", field.name);
        for full in [true, false] {
            let mut both = model::event(&event_type, full);
            both[field.name] = json!({"uid": "nested", "name": "nested", "secret": 5});
            let event = event(&both);
            assert_eq!(serde_json::to_value(&event).unwrap(), both, "{event_type}");
            let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
            assert_eq!(drift, [format!("unknown field `{}`", field.name)], "{event_type}");
            assert_ne!(uid(&event, object), Some("nested"), "{event_type}");
        }
    }
}

/// A required field among those of the event says that the object is flat, and then it must have the others. Any other field beside a
/// nested object is one of the event, and an unknown one.
#[test]
fn a_flat_field_counts_before_the_nested_object_if_it_is_required() {
    for (event_type, field, object) in shaped(Form::Spread) {
        let documented = model::event(&event_type, true);
        let nested = other_form(&documented, &field, object);
        for own in model::object_fields(object) {
            let mut both = nested.clone();
            both[own.name] = documented[own.name].clone();
            match WebhookEvent::try_from(both.clone()) {
                Ok(event) => {
                    let unknown = if own.required { field.name } else { own.name };
                    assert_eq!(event.drift()[0].to_string(), format!("unknown field `{unknown}`"), "{event_type}");
                    assert_eq!(serde_json::to_value(event).unwrap(), both, "{event_type} {}", own.name);
                }
                Err(error) => {
                    assert!(own.required, "{event_type} {}: {error}", own.name);
                    assert_eq!(error.reason(), "missing field", "{event_type} {}", own.name);
                    assert_eq!(serde_json::to_value(error.raw()).unwrap(), both);
                }
            }
            // Null is no value.
            both[own.name] = Value::Null;
            assert_eq!(event(&both).drift()[0].to_string(), format!("unknown field `{}`", own.name), "{event_type}");
        }
    }
}

fn uid<'a>(event: &'a WebhookEvent, object: &str) -> Option<&'a str> {
    match object {
        "Stack" => event.stack_uid(),
        "Server" => event.server().map(|server| server.uid.as_str()),
        "Agent" => match event {
            WebhookEvent::ServerStopped(event) | WebhookEvent::ServerBackon(event) => Some(&event.agent.uid),
            WebhookEvent::ServerIpChangeFail(event) => Some(&event.agent.uid),
            _ => None,
        },
        "Container" => event.container()?.uid.as_deref(),
        "Job" => event.job().map(|job| job.uid.as_str()),
        other => panic!("{other}"),
    }
}

/// A nested object keeps what it holds besides its documented fields, and so does the event around it.
#[test]
fn unknown_fields_of_the_other_form_survive() {
    for (event_type, field, object) in both_forms() {
        let documented = model::event(&event_type, true);
        let mut other = other_form(&documented, &field, object);
        other["new"] = json!({"of": "the event"});
        if field.form == Form::Spread {
            other[field.name]["newer"] = json!({"of": "the object"});
        }
        let read = event(&other);
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(written["new"], json!({"of": "the event"}), "{event_type}");
        if field.form == Form::Spread {
            // It stays where it is, and the object around it.
            assert_eq!(written[field.name]["newer"], json!({"of": "the object"}), "{event_type}");
        }
        let again = event(&written);
        assert_eq!(serde_json::to_value(&again).unwrap(), written, "{event_type}");
        assert_eq!(again.drift().len(), read.drift().len(), "{event_type}");
    }
}

/// Where an unknown field of a nested object would be taken for a field of the event, or for another unknown one, the object
/// stays nested.
#[test]
fn an_unknown_field_that_clashes_keeps_its_place() {
    for (event_type, field, object) in shaped(Form::Spread) {
        let mut clashing = vec!["timestamp", "event_type", field.name, "new"];
        clashing.extend(model::payload_fields(&event_type).iter().filter(|f| f.form == Form::Plain).map(|f| f.name));
        for name in clashing {
            let mut nested = other_form(&model::event(&event_type, true), &field, object);
            nested["new"] = json!("of the event");
            nested[field.name][name] = json!("of the object");
            let read = event(&nested);
            assert_eq!(differences(&nested, &serde_json::to_value(&read).unwrap()), [""; 0], "{event_type} {name}");
            assert_eq!(event(&serde_json::to_value(&read).unwrap()), read, "{event_type} {name}");
        }
    }
}

/// Damage of what is required is an error at its place in the other form too.
#[test]
fn errors_in_the_other_form_name_the_place() {
    for (event_type, field, object) in both_forms() {
        let other = other_form(&model::event(&event_type, true), &field, object);
        for inner in model::object_fields(object).iter().filter(|inner| inner.required) {
            let mut bad = other.clone();
            let wrong = json!([[["wrong"]]]);
            let path = if field.form == Form::Nested {
                bad[inner.name] = wrong;
                inner.name.to_owned()
            } else {
                bad[field.name][inner.name] = wrong;
                format!("{}.{}", field.name, inner.name)
            };
            let error = error(&bad);
            assert_eq!(error.path(), Some(path.as_str()), "{event_type}: {error}");
        }
    }
}

/// An older delivery of a deployment, with the stack among the event's fields.
#[test]
fn a_flat_deployment_of_old_is_read() {
    let text = r#"{"uid":"stack-1","name":"shop","git":"http://git.example.com/shop.git","status":1,"health":3,
        "last_activity":"2014-08-14T01:46:53+00:00","timestamp":1408000000,"event_type":"stack.redeploy.ok"}"#;
    let event: WebhookEvent = text.parse().unwrap();
    assert_eq!(event.stack().unwrap().name, "shop");
    let written = serde_json::to_value(&event).unwrap();
    assert_eq!(written["stack"]["last_activity"], "2014-08-14 01:46:53 UTC");
    assert_eq!(written.get("uid"), None);
}

/// Neither form is there.
#[test]
fn without_the_object_the_error_names_it() {
    for (event_type, field, object) in both_forms() {
        let mut json = model::event(&event_type, false);
        let fields = json.as_object_mut().unwrap();
        let expected = if field.form == Form::Nested {
            fields.remove(field.name);
            field.name
        } else {
            let inner = model::object_fields(object);
            for field in &inner {
                fields.remove(field.name);
            }
            inner.iter().find(|field| field.required).unwrap().name
        };
        let error = error(&json);
        assert_eq!((error.path(), error.reason()), (Some(expected), "missing field"), "{event_type}");
    }
}
