//! The cases in `schema/conformance`, for receivers in other languages: what this crate says of a body or a payload.
//!
//! They are made here, from the documented payloads and what the tests do to them, and compared with the files. With
//! `RENEW_CONFORMANCE=1` they are written instead.

use std::collections::BTreeSet;
use std::fmt::Write;

use cloud66_webhooks::schema::{open, strict};
use cloud66_webhooks::{ParseError, Sample, WebhookEvent};
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::schema::{forms, validator};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/conformance");

/// The strict schema, whose verdict a case has beside the crate's.
type Strict = Validator;

fn case(strict: &Strict, name: &str, payload: &Value) -> Value {
    let mut case = answer(name, WebhookEvent::from_slice(payload.to_string().as_bytes()));
    case.insert("strict".to_owned(), strict.is_valid(payload).into());
    case.insert("payload".to_owned(), payload.clone());
    case.into()
}

fn body(name: &str, body: &str) -> Value {
    let mut case = answer(name, WebhookEvent::from_slice(body.as_bytes()));
    case.insert("body".to_owned(), body.into());
    case.into()
}

/// A body with a fault that many parsers of JSON do not see.
fn body_for(needs: &str, name: &str, text: &str) -> Value {
    let mut case = body(name, text);
    case["needs"] = needs.into();
    case
}

fn answer(name: &str, read: Result<WebhookEvent, ParseError>) -> Map<String, Value> {
    let answer = match read {
        Ok(event) => json!({
            "name": name,
            "accepted": true,
            "event_type": event.event_type().as_str(),
            "summary": event.to_string(),
            "drift": event.drift().iter().map(ToString::to_string).collect::<Vec<_>>(),
        }),
        Err(error) => json!({
            "name": name,
            "accepted": false,
            "event_type": error.event_type().map(cloud66_webhooks::EventType::as_str),
            "path": error.path(),
        }),
    };
    answer.as_object().unwrap().clone()
}

/// The least of a payload that is read: without every field that need not be there.
fn least(payload: &Value) -> Value {
    let mut least = payload.clone();
    for pointer in pointers(payload) {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut shorter = least.clone();
        let Some(Value::Object(fields)) = shorter.pointer_mut(parent) else { continue };
        fields.remove(name);
        if WebhookEvent::try_from(shorter.clone()).is_ok() && shorter.get("event_type") == payload.get("event_type") {
            least = shorter;
        }
    }
    least
}

/// The pointers to all fields of the objects in a payload.
fn pointers(payload: &Value) -> Vec<String> {
    fn collect(value: &Value, pointer: &str, found: &mut Vec<String>) {
        for (name, value) in value.as_object().into_iter().flatten() {
            let pointer = format!("{pointer}/{name}");
            collect(value, &pointer, found);
            found.push(pointer);
        }
    }
    let mut found = Vec::new();
    collect(payload, "", &mut found);
    found
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

fn documented(strict: &Strict) -> Vec<Value> {
    let documented = |sample: Sample| {
        case(strict, &format!("{}, as documented", sample.event_type), &serde_json::from_str(sample.json).unwrap())
    };
    Sample::all().map(documented).collect()
}

/// Each payload with its stack, server, agent, container or job the other way round, as short as can be.
fn other_forms(strict: &Strict) -> Vec<Value> {
    let mut cases = Vec::new();
    let mut seen = BTreeSet::new();
    for sample in Sample::all() {
        let payload: Value = serde_json::from_str(sample.json).unwrap();
        for (index, form) in forms(&least(&payload)).iter().skip(1).enumerate() {
            let mut shape = form.clone();
            shape["event_type"] = Value::Null;
            shape["timestamp"] = Value::Null;
            if seen.insert(shape.to_string()) {
                cases.push(case(strict, &format!("{}, form {}", sample.event_type, index + 2), form));
            }
        }
    }
    cases
}

/// Every field of every object once with a value that it cannot have, and once absent if it is required.
fn one_fault(strict: &Strict) -> Vec<Value> {
    let mut cases = Vec::new();
    let mut seen = BTreeSet::new();
    for sample in Sample::all() {
        let payload: Value = serde_json::from_str(sample.json).unwrap();
        let least = least(&payload);
        for pointer in pointers(&payload) {
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
            cases.push(case(strict, &format!("{}: {pointer} wrong", sample.event_type), &wrong));
            if least.pointer(&pointer).is_some() {
                let mut absent = least.clone();
                absent.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
                cases.push(case(strict, &format!("{}: {pointer} absent", sample.event_type), &absent));
            }
        }
    }
    cases
}

/// What is accepted although nobody has documented it, and spellings of one value.
fn tolerance(strict: &Strict) -> Vec<Value> {
    let base = json!({
        "timestamp": 1_757_011_079,
        "event_type": "managed_backup.fail",
        "stack": {"uid": "stack-1", "name": "shop"},
        "backup": {"id": 7, "db_type": "mysql", "database_name": "orders"},
    });
    let mut cases = vec![
        case(
            strict,
            "an event type that is not documented",
            &json!({"timestamp": 0, "event_type": "moon.landed", "x": [1]}),
        ),
        case(
            strict,
            "an event type that is not documented, without a timestamp",
            &json!({"event_type": "moon.landed"}),
        ),
        case(strict, "no event type", &json!({"timestamp": 0})),
        case(strict, "an event type that is no string", &json!({"timestamp": 0, "event_type": 5})),
        case(strict, "an array", &json!([])),
        case(strict, "a string", &json!("managed_backup.fail")),
        case(strict, "null", &Value::Null),
    ];
    let values: [(&str, Value); 50] = [
        ("/unknown", json!({"a": [null, true]})),
        ("/backup/unknown", json!("x")),
        ("/backup/db_type", json!("oracle")),
        ("/backup/backup_status", json!(1)),
        ("/backup/backup_status", json!(99)),
        ("/backup/backup_status", json!(-1)),
        ("/backup/backup_status", json!(null)),
        ("/backup/backup_status", json!("failed")),
        ("/backup/backup_status", json!("BCK_FAILED")),
        ("/backup/backup_status", json!("FaIlEd")),
        ("/backup/backup_status", json!("failed\n")),
        ("/backup/backup_status", json!("unheard of")),
        ("/backup/backup_status", json!(1.5)),
        ("/backup/backup_status", json!(true)),
        ("/backup/id", json!(3.0)),
        ("/backup/id", json!(3.5)),
        ("/backup/id", json!("3")),
        ("/backup/id", json!(i64::MAX)),
        ("/backup/id", json!(u64::MAX)),
        ("/backup/backup_size", json!(u64::MAX)),
        ("/backup/backup_size", json!(-1)),
        ("/timestamp", json!(-1)),
        ("/timestamp", json!(8_210_266_876_799_i64)),
        ("/timestamp", json!(8_210_266_876_800_i64)),
        ("/timestamp", json!("2024-02-15T14:30:00Z")),
        ("/timestamp", json!("2024-02-15 14:30:00 UTC")),
        ("/timestamp", json!("2024-02-15T15:30:00+0100")),
        ("/timestamp", json!("2024-02-15T14:30:00")),
        ("/timestamp", json!("2023-02-29T14:30:00Z")),
        ("/timestamp", json!("2024-02-15T14:30:00Z\n")),
        ("/timestamp", json!("1708007400")),
        ("/timestamp", json!(1_708_007_400.5)),
        ("/stack/created_at", json!("2024-02-15T14:30:00Z")),
        ("/stack/created_at", json!("2024-02-15T14:30:00.123456789Z")),
        ("/stack/created_at", json!("2024-02-15T14:30:00.1234567891Z")),
        ("/stack/created_at", json!("2024-02-15 14:30:00 UTC")),
        ("/stack/created_at", json!("2024-02-15T14:30:00+0530")),
        ("/stack/created_at", json!("2024-02-15t14:30:00-08:00")),
        ("/stack/created_at", json!("2024-02-15T14:30:00")),
        ("/stack/created_at", json!("2024-02-15T14:30:00Z\n")),
        ("/stack/created_at", json!(" 2024-02-15T14:30:00Z")),
        ("/stack/created_at", json!("2023-02-29T14:30:00Z")),
        ("/stack/created_at", json!("2024-02-29T24:00:00Z")),
        ("/stack/created_at", json!("2016-12-31T23:59:60Z")),
        ("/stack/created_at", json!("2016-12-31T22:59:60Z")),
        ("/stack/created_at", json!(1_708_007_400)),
        ("/stack/last_activity", json!("2024-02-15 14:30:00 UTC")),
        ("/stack/namespaces", json!(null)),
        ("/stack/namespaces", json!(["a", null])),
        ("/stack", json!(null)),
    ];
    for (pointer, value) in values {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut payload = base.clone();
        payload.pointer_mut(parent).unwrap()[name] = value.clone();
        cases.push(case(strict, &format!("{pointer} is {value}"), &payload));
    }
    cases
}

/// What is decided before there is a JSON value.
fn bodies(_: &Strict) -> Vec<Value> {
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        format!(r#"{{"timestamp":0,"event_type":"app.auth","x":{open}{close}}}"#)
    };
    vec![
        body("nothing", ""),
        body("blanks around", " \r\n\t{\"timestamp\": 0, \"event_type\": \"app.auth\"}\n"),
        body("a byte-order mark", "\u{feff}{\"timestamp\": 0, \"event_type\": \"app.auth\"}"),
        body("cut off", r#"{"timestamp": 0, "event_type": "app.auth", "user": "a"#),
        body("something behind", r#"{"timestamp": 0, "event_type": "app.auth"} x"#),
        body("two objects", r#"{"timestamp": 0, "event_type": "app.auth"}{}"#),
        body("a comma too many", r#"{"timestamp": 0, "event_type": "app.auth",}"#),
        body_for(
            "duplicates",
            "a duplicate field",
            r#"{"timestamp": 0, "event_type": "app.auth", "user": "a", "user": "b"}"#,
        ),
        body_for(
            "duplicates",
            "a duplicate unknown field",
            r#"{"timestamp": 0, "event_type": "app.auth", "x": 1, "x": 2}"#,
        ),
        body_for(
            "duplicates",
            "the event type twice",
            r#"{"event_type": "app.auth", "timestamp": 0, "event_type": "app.deauth"}"#,
        ),
        body("the event type last", r#"{"user": "a", "timestamp": 0, "event_type": "app.auth"}"#),
        body("escapes", r#"{"timestamp": 0, "event_\u0074ype": "app\u002eauth", "user": "\u00e9\ud83d\ude00"}"#),
        body_for(
            "surrogates",
            "half of a surrogate pair",
            r#"{"timestamp": 0, "event_type": "app.auth", "user": "\ud800"}"#,
        ),
        body_for("range", "a number beyond a double", r#"{"timestamp": 0, "event_type": "app.auth", "x": 1e400}"#),
        body("126 levels in an unknown field", &nested(126)),
        body_for("depth", "127 levels in an unknown field", &nested(127)),
    ]
}

/// A group of cases: its file, and what makes it.
type Group = (&'static str, fn(&Strict) -> Vec<Value>);

const GROUPS: [Group; 5] = [
    ("documented.json", documented),
    ("other-forms.json", other_forms),
    ("one-fault.json", one_fault),
    ("tolerance.json", tolerance),
    ("bodies.json", bodies),
];

#[test]
fn the_cases_are_up_to_date() {
    let strict = validator(&strict());
    let renew = std::env::var_os("RENEW_CONFORMANCE").is_some();
    let mut names = BTreeSet::new();
    for (file, make) in GROUPS {
        let cases = make(&strict);
        let mut text = String::from("[");
        for (index, case) in cases.iter().enumerate() {
            assert!(names.insert(case["name"].to_string()), "{file}: {} comes twice", case["name"]);
            write!(text, "{}\n{case}", if index > 0 { "," } else { "" }).unwrap();
        }
        text.push_str("\n]\n");
        let path = format!("{FOLDER}/{file}");
        if renew {
            std::fs::create_dir_all(FOLDER).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        assert!(
            std::fs::read_to_string(&path).unwrap_or_default() == text,
            "schema/conformance/{file} is stale; renew it with: RENEW_CONFORMANCE=1 cargo test --all-features --test it conformance"
        );
    }
}

/// The kit is worth something only if it has every answer. What the open schema finds valid is what is accepted.
#[test]
fn the_cases_hold_both_answers_and_open_agrees() {
    let (strict, open) = (validator(&strict()), validator(&open()));
    let cases: Vec<Value> = GROUPS.iter().flat_map(|(_, make)| make(&strict)).collect();
    let count = |accepted: bool| cases.iter().filter(|case| case["accepted"] == accepted).count();
    let (accepted, refused) = (count(true), count(false));
    assert!(accepted > 300 && refused > 50, "{accepted} accepted, {refused} refused");
    for case in &cases {
        if let Some(payload) = case.get("payload") {
            assert_eq!(case["accepted"], open.is_valid(payload), "{}", case["name"]);
        }
    }
}

#[test]
fn the_cases_have_the_form_that_their_schema_says() {
    let text = std::fs::read_to_string(format!("{FOLDER}/cases.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let strict = validator(&strict());
    for (file, make) in GROUPS {
        let cases = Value::Array(make(&strict));
        let errors: Vec<String> = schema.iter_errors(&cases).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{file}: {errors:?}");
    }
    let odd = json!([{ "name": "a", "accepted": true, "payload": {}, "body": "" }]);
    assert!(!schema.is_valid(&odd));
}
