//! The schemas agree with what the crate reads and writes.

use std::collections::HashSet;

use cloud66_webhooks::schema::{open, strict};
use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
#[cfg(feature = "proptest")]
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::model::{self, Field, Form};
#[cfg(feature = "proptest")]
use crate::properties::for_all_events;
use crate::support::OneIn;

pub(crate) fn validator(schema: &schemars::Schema) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema.as_value()).expect("a valid schema")
}

#[test]
fn every_documented_payload_is_valid_in_both() {
    let (strict, open) = (validator(&strict()), validator(&open()));
    for sample in Sample::all() {
        let payload: Value = serde_json::from_str(sample.json).unwrap();
        for (name, validator) in [("strict", &strict), ("open", &open)] {
            let errors: Vec<String> = validator.iter_errors(&payload).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{} under {name}: {errors:?}", sample.event_type);
        }
    }
}

/// Calls `visit` with every variation of a payload that differs from it in one place.
pub(crate) fn damaged_in_one_place(payload: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    let mut pointers = vec![String::new()];
    let mut next = 0;
    while next < pointers.len() {
        let pointer = pointers[next].clone();
        next += 1;
        match payload.pointer(&pointer).unwrap() {
            Value::Object(fields) => pointers.extend(fields.keys().map(|name| format!("{pointer}/{name}"))),
            Value::Array(elements) => pointers.extend((0..elements.len()).map(|index| format!("{pointer}/{index}"))),
            _ => {}
        }
    }
    let replacements = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-7),
        json!(99),
        json!(3.0),
        json!(1.5),
        json!(""),
        json!("failed"),
        json!("HLT_OK"),
        json!("2021-01-04T21:32:33+0000"),
        json!("2021-01-04 21:32:33 UTC"),
        json!("2014-12-31T12:13:39.000Z"),
        json!("2021-13-04T21:32:33Z"),
        json!("2021-02-29 21:32:33 UTC"),
        json!("2020-02-29T23:59:60Z"),
        json!("2020-02-29T22:59:60Z"),
        json!("2021-01-04T21:32:33"),
        json!([]),
        json!([5]),
        json!(["a"]),
        json!([{}]),
        json!({}),
        json!({"uid": "u", "name": "n"}),
        json!({"a": {"change": "up"}}),
    ];
    for pointer in pointers.iter().skip(1) {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut removed = payload.clone();
        if let Some(Value::Object(fields)) = removed.pointer_mut(parent) {
            fields.remove(name);
            visit(&format!("{pointer} removed"), &removed);
        }
        for replacement in &replacements {
            let mut replaced = payload.clone();
            *replaced.pointer_mut(pointer).unwrap() = replacement.clone();
            visit(&format!("{pointer} = {replacement}"), &replaced);
        }
    }
}

/// A documented payload in its forms: as it is, with its stack, server, agent, container or job the other way round, and with
/// something of both.
pub(crate) fn forms(payload: &Value) -> Vec<Value> {
    let mut forms = vec![payload.clone()];
    let fields = payload.as_object().unwrap();
    for key in ["stack", "server"] {
        if let Some(Value::Object(nested)) = fields.get(key) {
            let mut flat = fields.clone();
            flat.remove(key);
            flat.extend(nested.clone());
            forms.push(Value::Object(flat));
            let mut both = fields.clone();
            both.extend(nested.clone());
            forms.push(Value::Object(both));
        }
    }
    if let Some(action) = fields.get("activeprotect_action") {
        let mut older = fields.clone();
        older.insert("fail2ban_action".to_owned(), action.clone());
        forms.push(Value::Object(older.clone()));
        older.remove("activeprotect_action");
        forms.push(Value::Object(older));
    }
    let event_type = EventType::from(fields["event_type"].as_str().unwrap());
    let own: Vec<Field> = model::payload_fields(&event_type).into_iter().filter(|f| f.form == Form::Plain).collect();
    for spread in model::payload_fields(&event_type).into_iter().filter(|field| field.form == Form::Spread) {
        let mut both = fields.clone();
        both.insert(spread.name.to_owned(), json!({}));
        forms.push(Value::Object(both));
    }
    if fields.contains_key("uid") {
        for key in ["stack", "server", "agent", "container", "job"] {
            let mut nested = fields.clone();
            let mut outer = serde_json::Map::new();
            for name in ["timestamp", "event_type"].into_iter().chain(own.iter().map(|field| field.name)) {
                outer.extend(nested.remove(name).map(|value| (name.to_owned(), value)));
            }
            outer.insert(key.to_owned(), Value::Object(nested));
            forms.push(Value::Object(outer.clone()));
            // Flat fields without a value beside the nested object. The damage gives them values.
            outer.extend([("region".to_owned(), Value::Null), ("namespaces".to_owned(), json!([]))]);
            forms.push(Value::Object(outer));
        }
    }
    forms
}

/// Whether a payload is read, and nothing of it has an unexpected type.
pub(crate) fn is_typed(read: &Result<WebhookEvent, cloud66_webhooks::ParseError>) -> bool {
    read.as_ref().is_ok_and(|event| !event.drift().iter().any(cloud66_webhooks::Drift::is_unexpected_type))
}

/// One in so many of what was done in the same place of another event, or of the same in another form. It is 26 things that are done
/// in a place, and 19 goes into that no whole number of times: each place gets some of them.
const SOME: usize = 19;

/// Whether a damage is taken: each in each place once, and then one in so many.
fn taken(every: usize) -> impl FnMut(&str) -> bool {
    let (mut seen, mut one_in) = (HashSet::new(), OneIn::new(every));
    move |what| seen.insert(what.to_owned()) || one_in.takes()
}

#[test]
fn open_accepts_exactly_what_the_crate_reads() {
    compare_open_with_the_crate(SOME);
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn open_accepts_exactly_what_the_crate_reads_everywhere() {
    compare_open_with_the_crate(1);
}

fn compare_open_with_the_crate(every: usize) {
    let open = validator(&open());
    let mut is_taken = taken(every);
    let (mut accepted, mut refused) = (0, 0);
    for sample in Sample::all() {
        for payload in forms(&serde_json::from_str(sample.json).unwrap()) {
            damaged_in_one_place(&payload, &mut |what, damaged| {
                if !is_taken(what) {
                    return;
                }
                let read = WebhookEvent::try_from(damaged.clone());
                let valid = open.is_valid(damaged);
                assert_eq!(valid, read.is_ok(), "{}: {what}: {read:?}\n{damaged}", sample.event_type);
                *if valid { &mut accepted } else { &mut refused } += 1;
            });
        }
    }
    assert!(accepted.min(refused) > 10_000 / every.min(2), "{accepted} accepted, {refused} refused");
}

#[test]
fn what_strict_accepts_is_read_as_a_known_event_and_written_back_valid() {
    compare_strict_with_the_crate(SOME);
}

#[test]
#[ignore = "the whole is for the weekly run: .ci/run weekly"]
fn what_strict_accepts_is_read_as_a_known_event_and_written_back_valid_everywhere() {
    compare_strict_with_the_crate(1);
}

fn compare_strict_with_the_crate(every: usize) {
    let strict = validator(&strict());
    let mut is_taken = taken(every);
    let (mut accepted, mut written) = (0, 0);
    for sample in Sample::all() {
        for payload in forms(&serde_json::from_str(sample.json).unwrap()) {
            damaged_in_one_place(&payload, &mut |what, damaged| {
                if !is_taken(what) {
                    return;
                }
                let read = WebhookEvent::try_from(damaged.clone());
                if strict.is_valid(damaged) {
                    accepted += 1;
                    let known = matches!(&read, Ok(event) if event.event_type().is_recognized());
                    assert!(known, "{}: {what}: {read:?}", sample.event_type);
                }
                if is_typed(&read)
                    && let Ok(event) = read
                    && event.event_type().is_recognized()
                {
                    let json = serde_json::to_value(&event).unwrap();
                    // One of the listed exceptions.
                    let own = model::payload_fields(event.event_type());
                    if own.iter().any(|field| field.form == Form::Spread && json[field.name].is_object()) {
                        return;
                    }
                    written += 1;
                    let errors: Vec<String> = strict.iter_errors(&json).map(|error| error.to_string()).collect();
                    assert!(errors.is_empty(), "{}: {what}: {errors:?}\n{json}", sample.event_type);
                }
            });
        }
    }
    assert!(accepted.min(written) > 5_000 / every.min(2), "{accepted} accepted, {written} written");
}

#[cfg(feature = "proptest")]
#[test]
fn arbitrary_events_are_valid_where_they_are_read_and_written() {
    let (strict, open) = (validator(&strict()), validator(&open()));
    for_all_events(
        cloud66_webhooks::strategies::Form::Documented,
        8,
        || Just(()),
        |_, payload, ()| {
            let event = WebhookEvent::try_from(payload.clone());
            prop_assert!(event.is_ok(), "{:?}", event);
            let errors: Vec<String> = open.iter_errors(&payload).map(|error| error.to_string()).collect();
            prop_assert!(errors.is_empty(), "open: {errors:?}");

            let written = serde_json::to_value(event.unwrap()).unwrap();
            let errors: Vec<String> = strict.iter_errors(&written).map(|error| error.to_string()).collect();
            prop_assert!(errors.is_empty(), "strict: {errors:?}");
            Ok(())
        },
    );
}

/// The places where schema and crate cannot agree, as `schema/README.md` lists them.
#[test]
fn the_listed_exceptions() {
    let (strict, open) = (validator(&strict()), validator(&open()));
    let sample = |change: &str| -> Value {
        let sample = Sample::of(&EventType::ManagedBackupFail).unwrap();
        let mut payload: Value = serde_json::from_str(sample.json).unwrap();
        let change: Value = serde_json::from_str(change).unwrap();
        for (name, value) in change.as_object().unwrap() {
            let object = if name == "timestamp" { &mut payload } else { &mut payload["backup"] };
            object[name] = value.clone();
        }
        payload
    };
    let verdicts = |payload: &Value| {
        let read = WebhookEvent::try_from(payload.clone());
        (open.is_valid(payload), read.is_ok(), strict.is_valid(payload), is_typed(&read))
    };
    for (change, expected) in [
        // An integer with a fraction or an exponent, from 2^52 on.
        (r#"{"id": 1e18}"#, (true, false, true, false)),
        (r#"{"backup_size": 9007199254740994.0}"#, (true, true, true, false)),
        // Where numbers are doubles, as beyond 64 bits they are in Rust and always in JavaScript, this is rounded to the bound.
        (r#"{"id": -9223372036854775809}"#, (true, false, true, false)),
        // Strict leaves the bounds of 64 bits to the format.
        (r#"{"id": 9223372036854775808}"#, (false, false, true, false)),
        (r#"{"backup_status": 9223372036854775808}"#, (true, true, true, false)),
        // A second 60 that its offset does not make a leap second, and an offset that leads out of the years 0 to 9999.
        (r#"{"timestamp": "1990-12-31T15:59:60-08:00"}"#, (true, true, false, true)),
        (r#"{"timestamp": "1990-12-31T15:59:60-07:00"}"#, (true, false, false, false)),
        (r#"{"timestamp": "0000-01-01T00:00:00+01:00"}"#, (true, false, false, false)),
        (r#"{"backup_date_iso": "0000-01-01T00:00:00+01:00"}"#, (true, true, true, false)),
        // `date-time` knows more digits of a fraction.
        (r#"{"backup_date_iso": "2024-01-15T10:30:00.1234567890Z"}"#, (true, true, true, false)),
    ] {
        assert_eq!(verdicts(&sample(change)), expected, "{change}");
    }
    // An object that came nested, with an unknown field: written nested.
    let payload = json!({
        "timestamp": 0, "event_type": "job.fail", "job": {"uid": "job-1", "name": "nightly", "run_data": "of the job"},
    });
    assert!(open.is_valid(&payload) && !strict.is_valid(&payload));
    assert_eq!(serde_json::to_value(WebhookEvent::try_from(payload.clone()).unwrap()).unwrap(), payload);
}

/// The bounds of what is required, where open has them as the crate does.
#[test]
fn open_has_the_bounds_of_what_is_read() {
    let open = validator(&open());
    for (pointer, number, is_valid) in [
        ("/backup/id", "9223372036854775807", true),
        ("/backup/id", "9223372036854775808", false),
        ("/backup/id", "-9223372036854775808", true),
        ("/backup/id", "-9223372036854777856", false),
        ("/backup/id", "1e30", false),
        ("/backup/backup_size", "-1", true),
        ("/backup/backup_status", "9223372036854775808", true),
        ("/timestamp", "8210266876799", true),
        ("/timestamp", "8210266876800", false),
        ("/timestamp", "-8334601228800", true),
        ("/timestamp", "-8334601228801", false),
        ("/timestamp", "1e19", false),
        ("/timestamp", "1.5", false),
    ] {
        let sample = Sample::of(&EventType::ManagedBackupFail).unwrap();
        let mut payload: Value = serde_json::from_str(sample.json).unwrap();
        *payload.pointer_mut(pointer).unwrap() = serde_json::from_str(number).unwrap();
        let found = (open.is_valid(&payload), WebhookEvent::try_from(payload).is_ok());
        assert_eq!(found, (is_valid, is_valid), "{pointer}: {number}");
    }
}

/// In the value of every field that is not required.
pub(crate) const MARKER: &str = "marker-of-a-secret";

/// Calls `visit` with a payload that has one fault in what is required, and everything else marked. Told is the pointer to it.
pub(crate) fn faults(payload: &Value, visit: &mut dyn FnMut(&str, &Value)) {
    let is_read = |payload: &Value| WebhookEvent::try_from(payload.clone()).is_ok();
    // Without the one, the other of these names is required, with what is in it.
    if payload.get("activeprotect_action").and(payload.get("fail2ban_action")).is_some() {
        return;
    }
    // Values of the right type, and of a wrong one.
    for marked in [json!(MARKER), json!([{ "a": MARKER }])] {
        let mut whole = payload.clone();
        let mut required = Vec::new();
        let mut objects = vec![String::new()];
        while let Some(object) = objects.pop() {
            for name in payload.pointer(&object).unwrap().as_object().unwrap().keys() {
                let pointer = format!("{object}/{name}");
                let mut without = whole.clone();
                without.pointer_mut(&object).unwrap().as_object_mut().unwrap().remove(name);
                let mut with_mark = whole.clone();
                *with_mark.pointer_mut(&pointer).unwrap() = marked.clone();
                // Without its object in the one form, these are required in the other.
                let may_be_required = ["event_type", "uid", "name"].contains(&&**name);
                if !may_be_required && is_read(&without) && is_read(&with_mark) {
                    whole = with_mark;
                    continue;
                }
                if payload.pointer(&pointer).unwrap().is_object() {
                    objects.push(pointer.clone());
                }
                required.push(pointer);
            }
            let fields = whole.pointer_mut(&object).unwrap().as_object_mut().unwrap();
            for secret in ["redeploy_hook", "ssh_private_key", "key", "unknown"] {
                fields.insert(secret.to_owned(), marked.clone());
            }
        }
        assert!(is_read(&whole), "{whole}");
        visit("", &whole);
        for pointer in required {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let mut without = whole.clone();
            without.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
            visit(&pointer, &without);
            for wrong in [json!(null), json!(true), json!(1.5), json!("soon"), json!([]), json!({})] {
                let mut damaged = whole.clone();
                *damaged.pointer_mut(&pointer).unwrap() = wrong;
                visit(&pointer, &damaged);
            }
        }
    }
}

/// A fault is reported where it is, and no message holds what is not required. With `anyOf` it would stand at the root, and show
/// the payload.
#[test]
fn an_error_stands_at_the_fault_and_shows_nothing_else() {
    let open = validator(&open());
    let mut refused = 0;
    for sample in Sample::all() {
        for payload in forms(&serde_json::from_str(sample.json).unwrap()) {
            if WebhookEvent::try_from(payload.clone()).is_err() {
                continue;
            }
            faults(&payload, &mut |fault, damaged| {
                let errors: Vec<_> = open.iter_errors(damaged).collect();
                let read = WebhookEvent::try_from(damaged.clone());
                assert_eq!(errors.is_empty(), read.is_ok(), "{fault}: {read:?}\n{damaged}");
                let Some(first) = errors.first() else { return };
                refused += 1;
                let mut place = first.instance_path().to_string();
                if let ValidationErrorKind::Required { property } = first.kind() {
                    place = format!("{place}/{}", property.as_str().unwrap());
                }
                let path = read.unwrap_err().path().map(|path| format!("/{}", path.replace('.', "/")));
                assert_eq!(Some(&*place), path.as_deref(), "{fault}: {damaged}");
                for error in &errors {
                    let message = error.to_string();
                    assert!(!message.contains(MARKER), "{fault}: {message}\n{damaged}");
                }
            });
        }
    }
    assert!(refused > 1_000, "{refused}");
}
