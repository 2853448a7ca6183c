//! Only what is required can fail a delivery. A damaged optional value costs itself: it is kept, written back and reported. A
//! damaged required one is an error at its place.

use std::collections::HashSet;

use cloud66_webhooks::objects::Considerations;
use cloud66_webhooks::{ParseError, ParseErrorKind, VerifyStatus, WebhookEvent};
use serde_json::{Value, json};

use crate::forms::{both_forms, other_form};
use crate::model::{self, Form, Kind};
use crate::places::{self, Place};
use crate::support::{differences, drift_of, error, event, read, sample, sample_with, shuffled, write_ordered};
use crate::ways_in::ways_in;

/// Every documented place with every value that it may not have: the event, the place, and what is said of the value.
fn for_every_damage(mut check: impl FnMut(&Value, &Place, &(String, String))) {
    places::for_each(|_, whole, place| {
        for wrong in place.wrong() {
            let mut json = whole.clone();
            place.set(&mut json, wrong.clone());
            check(&json, place, &place.mismatch(&wrong).unwrap());
        }
    });
}

#[test]
fn an_optional_value_of_another_type_costs_itself() {
    for_every_damage(|json, place, (path, reason)| {
        if place.required {
            return;
        }
        let read = event(json);
        assert_eq!(drift_of(&read), [format!("unexpected type in `{path}`: {reason}")], "{json}");
        assert!(read.drift()[0].is_unexpected_type() && read.drift()[0].path() == Some(path), "{path}");
        assert_eq!(&serde_json::to_value(&read).unwrap(), json, "{path}");
    });
}

/// The text of an event with this text in one place, and the line and column where that ends.
fn text_with(event: &Value, pointer: &str, text: &str, seed: u64) -> (String, (usize, usize)) {
    let mut marked = event.clone();
    *marked.pointer_mut(pointer).unwrap() = json!("@mark@");
    let marked = write_ordered(&marked, seed > 0, &shuffled(seed));
    let (before, after) = marked.split_once("\"@mark@\"").unwrap();
    (format!("{before}{text}{after}"), end_of(&format!("{before}{text}")))
}

fn end_of(text: &str) -> (usize, usize) {
    (text.lines().count(), text.lines().last().unwrap().len())
}

/// All that an error of a required place says and keeps, by the ways that say most.
fn is_refused(json: &Value, culprit: &str, path: &str, reason: &str) {
    let event_type = json["event_type"].as_str().unwrap();
    let expected = format!("{event_type}: {path}: {reason}");
    let check = |error: &ParseError, place: Option<(usize, usize)>| {
        let shown = place.map_or_else(String::new, |(line, column)| format!(" at line {line} column {column}"));
        assert_eq!(error.to_string(), format!("{expected}{shown}"), "{json}");
        assert_eq!((error.path(), error.reason()), (Some(path), reason));
        assert_eq!(error.line().zip(error.column()), place, "{error}");
        assert_eq!((error.kind(), error.event_type().unwrap().as_str()), (ParseErrorKind::Data, event_type));
        assert_eq!(error.timestamp().is_some(), path != "timestamp", "{error}");
        assert_eq!(&serde_json::to_value(error.raw()).unwrap(), json, "{error}");
    };
    let text = json.pointer(culprit).unwrap().to_string();
    for seed in 0..2 {
        let (text, place) = text_with(json, culprit, &text, seed);
        check(&text.parse::<WebhookEvent>().unwrap_err(), Some(place));
        // By `Deserialize`, the place is the end of the event.
        let error = serde_json::from_str::<WebhookEvent>(&text).unwrap_err();
        assert_eq!((error.line(), error.column()), end_of(&text), "{error}");
        assert!(error.to_string().starts_with(&expected), "{error}");
    }
    // What is in memory has no place, and what was kept is refused again: it never becomes an unrecognized event.
    check(&WebhookEvent::try_from(json.clone()).unwrap_err(), None);
    check(&WebhookEvent::try_from(error(json).into_raw()).unwrap_err(), None);
}

#[test]
fn a_required_value_of_another_type_is_an_error_at_its_place() {
    for_every_damage(|json, place, (_, reason)| {
        if place.required {
            is_refused(json, &place.pointer(), &place.path, reason);
        }
    });
}

#[test]
fn a_required_value_that_is_missing_is_an_error_at_the_end_of_its_object() {
    places::for_each(|_, whole, place| {
        if place.required {
            let mut json = whole.clone();
            place.remove(&mut json);
            is_refused(&json, &place.object, &place.path, "missing field");
        }
    });
}

/// One of the wrong values of every other place, a different one each time.
#[test]
fn every_way_in_tolerates_the_same_and_refuses_the_same() {
    let mut number = 0;
    places::for_each(|_, whole, place| {
        number += 1;
        if number % 2 == 0 {
            return;
        }
        let wrong = place.wrong();
        let mut json = whole.clone();
        place.set(&mut json, wrong[number / 2 % wrong.len()].clone());
        let read = read(&json);
        assert_eq!(read.is_err(), place.required, "{json}");
        for (way, other) in ways_in(&json) {
            match (&read, other) {
                (Ok(read), Ok(other)) => {
                    assert_eq!((&other, other.drift()), (read, read.drift()), "{json} by {way}");
                }
                (Err(error), Err(other)) => {
                    let message = format!("{}: {}", place.path, error.reason());
                    assert!(other.contains(&message), "{json} by {way}: {other}, and not {message}");
                }
                (_, other) => panic!("{json} by {way}: {other:?}"),
            }
        }
    });
}

/// In the other form it is the same event but for where the kept value is.
#[test]
fn the_other_form_tolerates_the_same() {
    let mut seen = HashSet::new();
    for (event_type, field, object) in both_forms() {
        if !seen.insert((field.name, object)) {
            continue;
        }
        let documented = model::event(&event_type, true);
        let other = other_form(&documented, &field, object);
        let is_flat = field.form == Form::Nested;
        for inner in model::object_fields(object).into_iter().filter(|inner| !inner.required) {
            let place = Place {
                // A flat field of an object that is documented nested is reported where the object is written.
                path: format!("{}.{}", field.name, inner.name),
                object: if is_flat { String::new() } else { format!("/{}", field.name) },
                name: inner.name.to_owned(),
                kind: inner.kind,
                required: false,
            };
            for wrong in place.wrong() {
                let mut bad = other.clone();
                place.set(&mut bad, wrong.clone());
                let read = event(&bad);
                let (path, reason) = place.mismatch(&wrong).unwrap();
                assert_eq!(drift_of(&read), [format!("unexpected type in `{path}`: {reason}")], "{bad}");
                // An object with kept fields stays nested.
                let written = serde_json::to_value(&read).unwrap();
                let mut expected = if is_flat { documented.clone() } else { bad };
                expected[field.name][inner.name] = wrong;
                assert_eq!(differences(&expected, &written), [""; 0], "{path}");
                assert_eq!(serde_json::to_value(event(&written)).unwrap(), written, "{path}");
            }
        }
    }
}

#[test]
fn an_optional_object_needs_nothing() {
    places::for_each(|_, whole, place| {
        if !place.required && matches!(place.kind, Kind::Object(_) | Kind::TextOrObject(_) | Kind::Named(_)) {
            let mut json = whole.clone();
            place.set(&mut json, json!({}));
            let read = event(&json);
            assert_eq!((read.drift(), serde_json::to_value(&read).unwrap()), (vec![], json), "{}", place.path);
        }
    });
}

#[test]
fn a_value_that_is_set_replaces_the_kept_one() {
    let mut json = sample("managed_backup.fail");
    json["stack"]["created_at"] = json!([7]);
    json["stack"]["namespaces"] = json!(["a", 5]);
    json["stack"]["considerations"] = json!("odd");
    json["backup"]["verify_status"] = json!(["odd"]);
    json["error_message"] = json!({"text": "odd"});
    let WebhookEvent::ManagedBackupFail(mut failed) = event(&json) else { panic!() };
    failed.stack.created_at = chrono::DateTime::from_timestamp(9, 0);
    failed.stack.namespaces = vec!["b".to_owned()];
    failed.stack.considerations = Some(Considerations::default());
    failed.backup.verify_status = Some(VerifyStatus::Failed);
    failed.error_message = Some("got error 2013".to_owned());
    json["stack"]["created_at"] = json!("1970-01-01T00:00:09Z");
    json["stack"]["namespaces"] = json!(["b"]);
    json["stack"]["considerations"] = json!({});
    json["backup"]["verify_status"] = json!(3);
    json["error_message"] = json!("got error 2013");
    let set = WebhookEvent::ManagedBackupFail(failed);
    let text = serde_json::to_string(&set).unwrap();
    assert!(set.drift().is_empty() && !text.contains("odd"), "{text}");
    let again: WebhookEvent = text.parse().unwrap();
    assert_eq!((again.drift(), differences(&json, &serde_json::to_value(&again).unwrap())), (vec![], vec![]));

    // The same among the fields of the event.
    let json = sample_with("stack.created", "/created_at", json!([7]));
    let WebhookEvent::StackCreated(mut created) = event(&json) else { panic!() };
    created.stack.created_at = chrono::DateTime::from_timestamp(9, 0);
    let set = WebhookEvent::StackCreated(created);
    let text = serde_json::to_string(&set).unwrap();
    assert_eq!((set.drift(), text.parse::<WebhookEvent>().unwrap().drift()), (vec![], vec![]), "{text}");
    assert!(text.contains("\"created_at\":\"1970-01-01T00:00:09Z\""), "{text}");
}

#[test]
fn a_string_that_is_no_timestamp_says_why() {
    for (found, texts) in [
        (
            "a string not in the format 2024-02-15T14:30:00Z",
            &[
                "",
                "yesterday",
                "1757011079",
                "2024-02-15",
                "2024-02-15T14:30Z",
                "2024-2-15T14:30:00Z",
                "2024-02-15_14:30:00Z",
                "10000-01-01T00:00:00Z",
                "-001-01-01T00:00:00Z",
                " 2024-02-15T14:30:00Z",
                "2024-02-15T14:30:00Z ",
                "2024-02-15T14:30:00Z\n",
                "2024-02-15T14:30:00zz",
                "2024-02-15T14:30:00.Z",
                "2024-02-15T14:30:00,5Z",
                "2024-02-15T14:30:00UTC",
                "2024-02-15T14:30:00+01",
                "2024-02-15T14:30:00+01:00:00",
                "2024-02-15T14:30:00 +01:00",
                "٢٠٢٤-02-15T14:30:00Z",
            ][..],
        ),
        ("a string without a time zone", &["2024-02-15T14:30:00", "2024-02-15 14:30:00"]),
        (
            "a date, time or offset that does not exist",
            &[
                "2024-00-15T14:30:00Z",
                "2024-13-15T14:30:00Z",
                "2024-02-30T14:30:00Z",
                "2023-02-29T14:30:00Z",
                "2024-02-15T24:00:00Z",
                "2024-02-15T25:00:00Z",
                "2024-02-15T14:60:00Z",
                "2024-02-15T14:30:61Z",
                "2024-02-15T14:30:00+25:00",
                "2024-02-15T14:30:00+01:60",
            ],
        ),
        (
            "a leap second at a time other than 23:59:60 UTC",
            &["2024-02-15T14:30:60Z", "2024-02-15T23:59:60+01:00", "2024-02-15T14:30:60+01:30"],
        ),
        ("a year outside 0 to 9999 in UTC", &["9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+01:00"]),
        ("a fraction of a second with more than nine digits", &["2024-02-15T14:30:00.1234567890Z"]),
    ] {
        for text in texts {
            let read = event(&sample_with("managed_backup.fail", "/stack/created_at", *text));
            let expected = format!("unexpected type in `stack.created_at`: expected a timestamp, found {found}");
            assert_eq!(drift_of(&read), [expected], "{text}");
        }
    }
}
