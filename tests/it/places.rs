//! The places of an event: every documented field of every object that is there, and values that it may not have.

use std::collections::HashSet;

use cloud66_webhooks::EventType;
use serde_json::{Map, Value, json};

use crate::expected::mismatch;
use crate::model::{self, Field, Form, Kind, event_fields, object_fields, value};

/// A documented field of an object that is there, whether the field is or not.
#[derive(Clone, Debug)]
pub struct Place {
    /// As errors and drift name it.
    pub path: String,
    /// The object, as a JSON pointer.
    pub object: String,
    pub name: String,
    pub kind: Kind,
    pub required: bool,
}

impl Place {
    pub fn pointer(&self) -> String {
        format!("{}/{}", self.object, self.name)
    }

    /// Values that no field of this kind may have.
    pub fn wrong(&self) -> Vec<Value> {
        let mut wrong = wrong_values(&self.kind);
        if self.required {
            wrong.push(Value::Null);
        }
        wrong
    }

    /// What is said of a value that is not of this kind: where in it, relative to the event, and why.
    pub fn mismatch(&self, value: &Value) -> Option<(String, String)> {
        let kind = if self.path == "timestamp" { &Kind::Date } else { &self.kind };
        let (inside, expected, found) = mismatch(kind, value)?;
        Some((format!("{}{inside}", self.path), format!("expected {expected}, found {found}")))
    }

    pub fn set(&self, event: &mut Value, value: Value) {
        let object = event.pointer_mut(&self.object).unwrap().as_object_mut().unwrap();
        object.insert(self.name.clone(), value);
    }

    pub fn remove(&self, event: &mut Value) -> Option<Value> {
        event.pointer_mut(&self.object).unwrap().as_object_mut().unwrap().remove(&self.name)
    }
}

fn wrong_values(kind: &Kind) -> Vec<Value> {
    let (text, integer, fraction, flag) = (json!("wrong"), json!(1), json!(1.5), json!(true));
    let (list, object) = (json!(["wrong"]), json!({"wrong": "wrong"}));
    match kind {
        Kind::Text | Kind::Word => vec![integer, fraction, flag, list, object],
        Kind::Integer => vec![text, fraction, flag, list, object, json!(u64::MAX)],
        Kind::Size => vec![text, fraction, flag, list, object, json!(-1)],
        Kind::Flag => vec![text, integer, fraction, list, object],
        Kind::Date | Kind::Spaced => vec![text, json!(i64::MAX), fraction, flag, list, object],
        Kind::Code(..) => vec![text, fraction, flag, list, object],
        Kind::TextOrCode(..) | Kind::TextOrInteger => vec![fraction, flag, list, object],
        Kind::TextOrFlag => vec![integer, fraction, list, object],
        Kind::TextOrObject(_) => vec![integer, fraction, flag, list],
        Kind::Object(_) => vec![text, integer, fraction, flag, list],
        Kind::Named(_) => {
            vec![text, integer, fraction, flag, list, json!({"first": {}, "second": 1}), json!({"first": null})]
        }
        Kind::List(element) => {
            let mut wrong = vec![text, integer, fraction, flag, object];
            for bad in wrong_values(element).into_iter().chain([Value::Null]) {
                wrong.push(json!([value(element, true), bad, value(element, false)]));
            }
            wrong
        }
        Kind::Any => vec![],
    }
}

/// All documented places of an event.
pub fn places(event_type: &EventType, event: &Value) -> Vec<Place> {
    let mut places = Vec::new();
    walk(&event_fields(event_type), event, "", "", &mut |fields, _, path, pointer| {
        places.extend(fields.iter().map(|field| Place {
            path: join(path, field.name),
            object: pointer.to_owned(),
            name: field.name.to_owned(),
            kind: field.kind.clone(),
            required: field.required,
        }));
    });
    // Nothing can be wrong with what may be anything.
    places.retain(|place| place.path != "event_type" && !matches!(place.kind, Kind::Any));
    places
}

/// Visits every place of every event, with the fullest event that it is in; one of an object that several events carry in the same
/// place counts once.
pub fn for_each(mut visit: impl FnMut(&EventType, &Value, &Place)) {
    let mut visited = HashSet::new();
    for event_type in EventType::all() {
        let event = model::event(&event_type, true);
        let inline = model::payload_fields(&event_type).into_iter().find(|field| field.form == Form::Inline);
        let inline = inline.map_or(Value::Null, |field| value(&field.kind, true));
        for place in places(&event_type, &event) {
            let is_inline = place.object.is_empty() && inline.get(&place.name).is_some();
            let object = if is_inline { &inline } else { event.pointer(&place.object).unwrap() };
            let fields: Vec<&String> = object.as_object().unwrap().keys().collect();
            if visited.insert(format!("{place:?} of {fields:?}")) {
                visit(&event_type, &event, &place);
            }
        }
    }
    assert!(visited.len() > 300, "{} places", visited.len());
}

pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Visits every object that is there, from the outside to the inside, with its path and its JSON pointer.
pub fn walk(
    fields: &[Field],
    value: &Value,
    path: &str,
    pointer: &str,
    visit: &mut impl FnMut(&[Field], &Map<String, Value>, &str, &str),
) {
    let Some(object) = value.as_object() else { return };
    visit(fields, object, path, pointer);
    for field in fields {
        // What is not of its kind is kept as a whole: nothing in it is documented.
        if let Some(value) = object.get(field.name).filter(|value| mismatch(&field.kind, value).is_none()) {
            walk_value(&field.kind, value, &join(path, field.name), &format!("{pointer}/{}", field.name), visit);
        }
    }
}

fn walk_value(
    kind: &Kind,
    value: &Value,
    path: &str,
    pointer: &str,
    visit: &mut impl FnMut(&[Field], &Map<String, Value>, &str, &str),
) {
    match (kind, value) {
        (Kind::Object(name) | Kind::TextOrObject(name), _) => walk(&object_fields(name), value, path, pointer, visit),
        (Kind::Named(name), Value::Object(entries)) => {
            for (key, value) in entries {
                walk(&object_fields(name), value, &join(path, key), &format!("{pointer}/{key}"), visit);
            }
        }
        (Kind::List(element), Value::Array(elements)) => {
            for (index, value) in elements.iter().enumerate() {
                walk_value(element, value, &format!("{path}[{index}]"), &format!("{pointer}/{index}"), visit);
            }
        }
        _ => {}
    }
}
