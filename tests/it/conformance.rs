//! The cases in `schema/conformance`, for receivers in other languages: what this crate says of a body or a payload.
//!
//! Those of three files are made here, from the documented payloads. Those of the others are written by hand: a case with its name
//! and its payload or body is enough. All answers are compared with the files, and with `RENEW_CONFORMANCE=1` written into them.

use std::collections::BTreeSet;

use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::schema::{OPEN, STRICT, forms, least, pointers};
use crate::support::drift_of;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/conformance");

/// A case with the answer of this crate.
fn answered(case: &Value) -> Value {
    let delivery = case.get("body").and_then(Value::as_str).map_or_else(|| case["payload"].to_string(), str::to_owned);
    let mut answer = match WebhookEvent::from_slice(delivery.as_bytes()) {
        Ok(event) => json!({
            "accepted": true,
            "event_type": event.event_type().as_str(),
            "summary": event.to_string(),
            "drift": drift_of(&event),
        }),
        Err(error) => json!({
            "accepted": false,
            "event_type": error.event_type().map(EventType::as_str),
            "path": error.path(),
        }),
    };
    for given in ["name", "payload", "body", "needs"] {
        if let Some(value) = case.get(given) {
            answer[given] = value.clone();
        }
    }
    if let Some(payload) = case.get("payload") {
        answer["strict"] = STRICT.is_valid(payload).into();
    }
    answer
}

fn case(event_type: &EventType, what: &str, payload: impl Into<Value>) -> Value {
    json!({ "name": format!("{event_type}{what}"), "payload": payload.into() })
}

/// A value that the field is not documented to have.
fn wrong(value: &Value) -> Value {
    match value {
        Value::String(text) if text.len() >= 19 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => {
            json!("2021-13-04T21:32:33Z")
        }
        Value::String(_) => json!(5),
        Value::Array(_) => json!({}),
        Value::Object(_) => json!([]),
        Value::Null | Value::Bool(_) | Value::Number(_) => json!("yes"),
    }
}

/// Puts the field at `pointer` into a payload, with the objects around it.
fn put(payload: &Value, documented: &Value, pointer: &str, value: Value) -> Value {
    let mut payload = payload.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    if payload.pointer(parent).is_none() {
        payload = put(&payload, documented, parent, least_of(documented.pointer(parent).unwrap()));
    }
    payload.pointer_mut(parent).unwrap()[name] = value;
    payload
}

/// An object by itself, whose required fields nobody knows here: without what is null, and without lists and objects.
fn least_of(object: &Value) -> Value {
    let fields = object.as_object().unwrap().iter().filter(|(_, value)| !value.is_object() && !value.is_null());
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// The documented payloads.
fn documented() -> impl Iterator<Item = (EventType, Value)> {
    Sample::all().map(|sample| (sample.event_type.clone(), serde_json::from_str(sample.json).unwrap()))
}

fn as_documented() -> Vec<Value> {
    documented().map(|(event_type, payload)| case(&event_type, ", as documented", payload)).collect()
}

/// Each payload with its stack, server, agent, container or job the other way round, as short as can be.
fn other_forms() -> Vec<Value> {
    let mut cases = Vec::new();
    let mut seen = BTreeSet::new();
    for (event_type, payload) in documented() {
        for (index, form) in forms(&least(&payload)).iter().skip(1).enumerate() {
            let mut shape = form.clone();
            shape["event_type"] = Value::Null;
            shape["timestamp"] = Value::Null;
            if seen.insert(shape.to_string()) {
                cases.push(case(&event_type, &format!(", form {}", index + 2), form.clone()));
            }
        }
    }
    cases
}

/// Every field of every object that is in no array, once with a value that it cannot have, and once absent if it is required.
fn one_fault() -> Vec<Value> {
    let mut cases = Vec::new();
    let mut seen = BTreeSet::new();
    for (event_type, payload) in documented() {
        let least = least(&payload);
        let is_in_array = |pointer: &String| pointer.split('/').any(|step| step.parse::<usize>().is_ok());
        for pointer in pointers(&payload).into_iter().filter(|pointer| !is_in_array(pointer)) {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let (_, object) = parent.rsplit_once('/').unwrap_or_default();
            let is_flat = parent.is_empty();
            let documented = payload.pointer(&pointer).unwrap();
            // Among the fields of an event stand those of some object, so an object is told by its keys there.
            let key = if is_flat { (name, "") } else { (name, object) };
            if !seen.insert(format!("{key:?} {}", wrong(documented))) {
                continue;
            }
            let wrong = put(&least, &payload, &pointer, wrong(documented));
            cases.push(case(&event_type, &format!(": {pointer} wrong"), wrong));
            if least.pointer(&pointer).is_some() {
                let mut absent = least.clone();
                absent.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
                cases.push(case(&event_type, &format!(": {pointer} absent"), absent));
            }
        }
    }
    cases
}

type Make = fn() -> Vec<Value>;

/// A file, and what makes its cases, unless they are written by hand.
const FILES: [(&str, Option<Make>); 6] = [
    ("documented.json", Some(as_documented)),
    ("other-forms.json", Some(other_forms)),
    ("one-fault.json", Some(one_fault)),
    // What is accepted although nobody has documented it, and spellings of one value.
    ("tolerance.json", None),
    // What is decided before there is a JSON value.
    ("bodies.json", None),
    // What the vendor publishes elsewhere: objects of its API, and payloads of older pages. Names and values are invented.
    ("elsewhere.json", None),
];

/// What the open schema finds valid is what is accepted.
#[test]
fn the_answers_are_those_of_the_crate_and_of_the_open_schema() {
    let form: Value = serde_json::from_str(&read("cases.schema.json")).unwrap();
    let form = jsonschema::validator_for(&form).unwrap();
    let renew = std::env::var_os("RENEW_CONFORMANCE").is_some();
    let (mut names, mut accepted, mut refused) = (BTreeSet::new(), 0, 0);
    for (file, make) in FILES {
        let cases = make.map_or_else(|| serde_json::from_str(&read(file)).unwrap(), |make| make());
        let cases: Vec<Value> = cases.iter().map(answered).collect();
        for case in &cases {
            assert!(names.insert(case["name"].to_string()), "{file}: {} comes twice", case["name"]);
            if let Some(payload) = case.get("payload") {
                assert_eq!(case["accepted"], OPEN.is_valid(payload), "{file}: {}", case["name"]);
            }
            *if case["accepted"] == true { &mut accepted } else { &mut refused } += 1;
        }
        let lines: Vec<String> = cases.iter().map(ToString::to_string).collect();
        let text = format!("[\n{}\n]\n", lines.join(",\n"));
        if renew {
            std::fs::write(format!("{FOLDER}/{file}"), &text).unwrap();
        }
        assert!(
            read(file) == text,
            "schema/conformance/{file} is stale; renew it with: RENEW_CONFORMANCE=1 cargo test --all-features --test it conformance"
        );
        let errors: Vec<String> = form.iter_errors(&cases.into()).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{file}: {errors:?}");
    }
    // The kit is worth something only if it has every answer, and its form only if something is not of it.
    assert!(accepted > 300 && refused > 50, "{accepted} accepted, {refused} refused");
    assert!(!form.is_valid(&json!([{ "name": "a", "accepted": true, "payload": {}, "body": "" }])));
}

fn read(file: &str) -> String {
    std::fs::read_to_string(format!("{FOLDER}/{file}")).unwrap_or_default()
}
