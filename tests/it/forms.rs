//! The two forms of an object: nested under its name, or with its fields among those of the event.

use cloud66_webhooks::EventType;
use serde_json::Value;

use crate::model::{self, Field, Form, Kind};

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
