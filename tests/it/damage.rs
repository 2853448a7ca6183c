//! Only what is required can fail a delivery. A damaged optional value costs itself: it is kept, written back and reported. A
//! damaged required one is an error at its place.

use std::collections::BTreeSet;

use cloud66_webhooks::{Drift, EventType, ParseErrorKind, WebhookEvent};
use serde_json::{Value, json};

use crate::expected::{expected_drift, mismatch};
use crate::forms::{both_forms, other_form};
use crate::model::{self, Form};
use crate::places::{self, Place};
use crate::support::{differences, event, sample, sample_with, shuffled, write_ordered};
use crate::ways_in::ways_in;

/// The lines of an event's drift, sorted.
fn drift_of(event: &WebhookEvent) -> Vec<String> {
    let mut lines: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
    lines.sort();
    lines
}

/// Every documented place of every event, with every value that it may not have.
fn for_every_damage(full: bool, mut check: impl FnMut(&EventType, &Place, Value)) {
    for event_type in EventType::all() {
        let whole = model::event(&event_type, full);
        for place in places::places(&event_type, &whole) {
            for wrong in place.wrong() {
                let mut json = whole.clone();
                place.set(&mut json, wrong);
                check(&event_type, &place, json);
            }
        }
    }
}

#[test]
fn an_optional_value_of_another_type_costs_itself() {
    let mut count = 0;
    for full in [true, false] {
        for_every_damage(full, |event_type, place, json| {
            if place.required {
                return;
            }
            let what = format!("{event_type} {} {json}", place.path);
            let read = event(&json);
            let drift = read.drift();
            let unexpected: Vec<&Drift> = drift.iter().filter(|drift| drift.is_unexpected_type()).collect();
            assert_eq!(unexpected.len(), 1, "{what}: {drift:?}");
            assert!(unexpected[0].path().unwrap().starts_with(&place.path), "{what}: {drift:?}");
            assert_eq!(drift_of(&read), expected_drift(event_type, &json), "{what}");
            let written = serde_json::to_value(&read).unwrap();
            assert_eq!(differences(&json, &written), [""; 0], "{what}");
            // What is kept is kept exactly, and written once.
            assert_eq!(written.pointer(&place.pointer()), json.pointer(&place.pointer()), "{what}");
            let text = serde_json::to_string(&read).unwrap();
            assert_eq!(text.parse::<WebhookEvent>().unwrap(), read, "{what}");
            count += 1;
        });
    }
    assert!(count > 7000, "{count} damaged values");
}

#[test]
fn a_required_value_of_another_type_is_an_error_at_its_place() {
    let mut count = 0;
    for_every_damage(true, |event_type, place, mut json| {
        if !place.required {
            return;
        }
        let what = format!("{event_type} {} {json}", place.path);
        let wrong = json.pointer(&place.pointer()).unwrap().clone();
        let expected = if wrong.is_null() && place.path != "timestamp" {
            // Null is no value, but where a value is needed it is named as what it is.
            None
        } else {
            mismatch(&place.kind, &wrong)
        };
        // The place of the value in a text of many lines, by a mark that is replaced.
        place.set(&mut json, json!("@mark@"));
        for seed in 0..3 {
            let marked = write_ordered(&json, true, &shuffled(seed));
            let (before, after) = marked.split_once("\"@mark@\"").unwrap();
            let upto = format!("{before}{wrong}");
            let (line, column) = place_of(&upto);
            let text = format!("{upto}{after}");
            let error = text.parse::<WebhookEvent>().map(|event| panic!("{what}: {event}")).unwrap_err();
            assert_eq!(error.path(), Some(place.path.as_str()), "{what}");
            assert_eq!((error.kind(), error.is_data()), (ParseErrorKind::Data, true), "{what}");
            assert_eq!((error.line(), error.column()), (Some(line), Some(column)), "{what}: {error}\n{text}");
            assert_eq!(error.event_type(), Some(event_type), "{what}");
            if let Some((inside, expected, found)) = &expected
                && place.path != "timestamp"
            {
                assert_eq!(inside, "");
                assert_eq!(error.reason(), format!("expected {expected}, found {found}"), "{what}");
            }
            let mut damaged = json.clone();
            place.set(&mut damaged, wrong.clone());
            assert_eq!(serde_json::to_value(error.raw()).unwrap(), damaged, "{what}");
            count += 1;
        }
        // By `Deserialize` the place is the end of the event.
        let marked = write_ordered(&json, true, &head_first);
        let (before, after) = marked.split_once("\"@mark@\"").unwrap();
        let upto = format!("{before}{wrong}");
        let text = format!("{upto}{after}");
        let expected = place_of(text.trim_end());
        let error = serde_json::from_str::<WebhookEvent>(&text).unwrap_err();
        assert_eq!((error.line(), error.column()), expected, "{what}: {error}\n{text}");
    });
    assert!(count > 1000, "{count} damaged values");
}

/// The line and column at which a text ends.
fn place_of(text: &str) -> (usize, usize) {
    (text.lines().count(), text.lines().last().unwrap().len())
}

/// An object in the form that is not documented is read when all of the event is there, so by `Deserialize` its errors have the
/// place of the end. `from_slice` has that of the value.
#[test]
fn by_deserialize_an_object_in_the_other_form_has_the_place_of_the_end() {
    for (path, text) in [
        ("stack.name", r#"{"timestamp":1,"event_type":"stack.created","stack":{"uid":"u","name":55},"z":1}"#),
        (
            "name",
            r#"{"timestamp":1,"event_type":"managed_backup.fail","uid":"u","name":55,
                "backup":{"id":7,"db_type":"mysql","database_name":"d"}}"#,
        ),
    ] {
        let column = text.find("55").unwrap() + 2;
        let typed = text.parse::<WebhookEvent>().unwrap_err();
        assert_eq!((typed.path(), typed.column()), (Some(path), Some(column)), "{typed}");
        let generic = serde_json::from_str::<WebhookEvent>(text).unwrap_err();
        assert_eq!((generic.line(), generic.column()), place_of(text), "{generic}");
    }
}

/// The timestamp and the event type before all other fields.
fn head_first(keys: &mut Vec<&String>) {
    keys.sort_by_key(|key| ["timestamp", "event_type"].iter().position(|head| head == key).unwrap_or(2));
}

#[test]
fn a_required_value_that_is_missing_is_an_error_at_its_place() {
    for event_type in EventType::all() {
        let whole = model::event(&event_type, true);
        for place in places::places(&event_type, &whole).iter().filter(|place| place.required) {
            let mut json = whole.clone();
            place.remove(&mut json);
            let error = json.to_string().parse::<WebhookEvent>().unwrap_err();
            assert_eq!(error.path(), Some(place.path.as_str()), "{event_type}");
            assert_eq!((error.kind(), error.reason()), (ParseErrorKind::Data, "missing field"), "{event_type}");
        }
    }
}

/// One wrong value of each place, a different one each time, by every way in.
#[test]
fn every_way_in_tolerates_the_same_and_refuses_the_same() {
    let mut shapes = BTreeSet::new();
    for event_type in EventType::all() {
        let whole = model::event(&event_type, true);
        let shape: Vec<&str> = model::payload_fields(&event_type).iter().map(|field| field.name).collect();
        if !shapes.insert(shape) {
            continue;
        }
        for (number, place) in places::places(&event_type, &whole).iter().enumerate() {
            let wrong = place.wrong();
            let mut json = whole.clone();
            place.set(&mut json, wrong[number % wrong.len()].clone());
            let what = format!("{event_type} {}", place.path);
            match json.to_string().parse::<WebhookEvent>() {
                Ok(read) => {
                    assert!(!place.required, "{what}");
                    for (way, other) in ways_in(&json) {
                        let other = other.unwrap_or_else(|error| panic!("{what} by {way}: {error}"));
                        assert_eq!(other, read, "{what} by {way}");
                        assert_eq!(drift_of(&other), drift_of(&read), "{what} by {way}");
                        let written = serde_json::to_value(&other).unwrap();
                        assert_eq!(differences(&json, &written), [""; 0], "{what} by {way}");
                    }
                }
                Err(error) => {
                    assert!(place.required, "{what}: {error}");
                    let message = format!("{}: {}", place.path, error.reason());
                    for (way, other) in ways_in(&json) {
                        let other = other.map(|event| panic!("{what} by {way}: {event}")).unwrap_err();
                        assert!(other.contains(&message), "{what} by {way}: {other}, and not {message}");
                    }
                }
            }
        }
    }
}

/// In the other form it is the same event but for where the kept value is.
#[test]
fn the_other_form_tolerates_the_same() {
    for (event_type, field, object) in both_forms() {
        let documented = model::event(&event_type, true);
        let other = other_form(&documented, &field, object);
        for inner in model::object_fields(object).iter().filter(|inner| !inner.required) {
            // The values of a place of this kind, whichever form it is in.
            let place = Place {
                path: inner.name.to_owned(),
                object: String::new(),
                name: inner.name.to_owned(),
                kind: inner.kind.clone(),
                required: false,
            };
            for wrong in place.wrong() {
                let mut bad = other.clone();
                let path = if field.form == Form::Nested {
                    bad[inner.name] = wrong.clone();
                    inner.name.to_owned()
                } else {
                    bad[field.name][inner.name] = wrong.clone();
                    format!("{}.{}", field.name, inner.name)
                };
                let what = format!("{event_type} {path} {wrong}");
                let read = event(&bad);
                let drift = read.drift();
                let (inside, expected, found) = mismatch(&inner.kind, &wrong).unwrap();
                // A flat field of an object that is documented nested is reported where the object is written.
                let shown = format!("{}.{}{inside}", field.name, inner.name);
                let expected = format!("unexpected type in `{shown}`: expected {expected}, found {found}");
                assert_eq!(drift_of(&read), [expected], "{what}");
                assert!(drift[0].is_unexpected_type(), "{what}");
                // Nothing is lost, and what is written is read as the same again. An object with kept fields stays nested.
                let written = serde_json::to_value(&read).unwrap();
                let mut expected = if field.form == Form::Nested { documented.clone() } else { bad.clone() };
                expected[field.name][inner.name] = wrong.clone();
                assert_eq!(differences(&expected, &written), [""; 0], "{what}");
                assert_eq!(serde_json::to_value(event(&written)).unwrap(), written, "{what}");
                assert_eq!(WebhookEvent::try_from(bad.clone()).as_ref(), Ok(&read), "{what}");
                assert_eq!(&serde_json::from_str::<WebhookEvent>(&bad.to_string()).unwrap(), &read, "{what}");
            }
        }
    }
}

/// An object that may be absent needs nothing, so it is typed whatever is wrong inside of it.
#[test]
fn an_optional_object_needs_nothing() {
    for (event_type, pointer) in [
        ("stack.created", "/considerations"),
        ("stack.provision.ok", "/deploy_context"),
        ("service.build.ok", "/image"),
        ("autoscaling.failed", "/scaler"),
        ("process.down", "/server"),
    ] {
        let json = sample_with(event_type, pointer, json!({}));
        let read = event(&json);
        assert_eq!(read.drift(), [], "{event_type}");
        assert_eq!(serde_json::to_value(&read).unwrap().pointer(pointer), Some(&json!({})), "{event_type}");
    }
    for object in ["ServiceContainer", "PortMapping", "ServerNotification", "ScoreChange", "CodeMeaning"] {
        assert!(model::object_fields(object).iter().all(|field| !field.required), "{object}");
    }
}

/// One element that cannot be typed keeps the array as it came, and so does one value of an object whose names are data.
#[test]
fn an_array_with_one_odd_element_is_kept_as_a_whole() {
    let odd =
        json!([{"container": 3000, "http": 80.0, "new": [1]}, {"http": null}, 5, {"http": "x"}, {"a": {"b": []}}]);
    let read = event(&sample_with("container.down", "/ports", odd.clone()));
    let container = read.container().unwrap();
    assert_eq!(container.ports, []);
    let WebhookEvent::ContainerDown(down) = &read else { panic!() };
    assert_eq!(down.unknown.get("ports"), Some(odd.clone()));
    assert_eq!(drift_of(&read), ["unexpected type in `ports[2]`: expected an object, found a number"]);
    assert_eq!(serde_json::to_value(&read).unwrap()["ports"], odd);

    let odd = json!({"first": {"reason": "full", "asof": "2024-01-15 10:30:00 UTC"}, "second": null, "third": {}});
    let read = event(&sample_with("db.slave.ok", "/notifications", odd));
    assert_eq!(read.server().unwrap().notifications, None);
    assert_eq!(drift_of(&read), ["unexpected type in `notifications.second`: expected an object, found null"]);
    assert_eq!(
        serde_json::to_value(&read).unwrap()["notifications"],
        json!({"first": {"reason": "full", "asof": "2024-01-15 10:30:00 UTC"}, "second": null, "third": {}})
    );
}

/// An element that is an object is typed, and what is odd in it is kept in it.
#[test]
fn what_is_odd_inside_of_an_element_costs_only_itself() {
    let json = sample_with("container.down", "/ports", json!([{"http": "80"}, {"http": 81, "https": [443]}]));
    let read = event(&json);
    let ports = &read.container().unwrap().ports;
    assert_eq!((ports.len(), ports[0].http, ports[1].http, ports[1].https), (2, None, Some(81), None));
    assert_eq!(ports[1].unknown.get("https"), Some(json!([443])));
    assert_eq!(
        drift_of(&read),
        [
            "unexpected type in `ports[0].http`: expected an integer, found a string",
            "unexpected type in `ports[1].https`: expected an integer, found an array",
        ]
    );
    assert_eq!(serde_json::to_value(&read).unwrap()["ports"], json["ports"]);
}

#[test]
fn a_value_that_is_set_replaces_the_kept_one() {
    let mut json = sample("managed_backup.fail");
    json["stack"]["created_at"] = json!([7]);
    json["stack"]["namespaces"] = json!(["a", 5]);
    json["stack"]["considerations"] = json!("none");
    json["backup"]["verify_status"] = json!(["odd"]);
    json["error_message"] = json!({"text": "odd"});
    let WebhookEvent::ManagedBackupFail(mut failed) = event(&json) else { panic!() };
    assert_eq!(failed.drift_count(), 5);
    failed.stack.created_at = chrono::DateTime::from_timestamp(9, 0);
    failed.stack.namespaces = vec!["b".to_owned()];
    failed.stack.considerations = Some(cloud66_webhooks::objects::Considerations::default());
    failed.backup.verify_status = Some(cloud66_webhooks::VerifyStatus::Failed);
    failed.error_message = Some("got error 2013".to_owned());
    let event = WebhookEvent::ManagedBackupFail(failed);
    let text = serde_json::to_string(&event).unwrap();
    let written: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(written["stack"]["created_at"], "1970-01-01T00:00:09Z");
    assert_eq!(written["stack"]["namespaces"], json!(["b"]));
    assert_eq!(written["stack"]["considerations"], json!({}));
    assert_eq!(written["backup"]["verify_status"], 3);
    assert_eq!(written["error_message"], "got error 2013");
    // Each once, so it can be read again, and then nothing is odd any more.
    let again: WebhookEvent = text.parse().unwrap();
    assert_eq!(again.drift(), []);
    assert!(!text.contains("odd"));

    // The same among the fields of the event.
    let json = sample_with("stack.created", "/created_at", json!([7]));
    let WebhookEvent::StackCreated(mut created) = self::event(&json) else { panic!() };
    assert_eq!(created.unknown.get("created_at"), Some(json!([7])));
    created.stack.created_at = chrono::DateTime::from_timestamp(9, 0);
    let text = serde_json::to_string(&WebhookEvent::StackCreated(created)).unwrap();
    assert_eq!(text.matches("created_at\":").count(), 1, "{text}");
    assert!(text.contains("\"created_at\":\"1970-01-01T00:00:09Z\""), "{text}");
}

/// Whoever reads a payload by itself counts its drift by its event.
trait DriftCount {
    fn drift_count(&self) -> usize;
}

impl DriftCount for cloud66_webhooks::payloads::BackupEvent {
    fn drift_count(&self) -> usize {
        WebhookEvent::ManagedBackupFail(Box::new(self.clone())).drift().len()
    }
}

/// Duplicates stay errors, also inside of what could not be typed.
#[test]
fn a_duplicate_inside_of_a_kept_value_is_an_error() {
    for (event_type, pointer) in [
        ("managed_backup.fail", "/stack/created_at"),
        ("managed_backup.fail", "/stack/namespaces"),
        ("managed_backup.fail", "/stack/git"),
        ("managed_backup.fail", "/backup/verify_status"),
        ("stack.created", "/status"),
        ("db.slave.ok", "/params"),
        ("container.down", "/health_state"),
    ] {
        let path = pointer.trim_start_matches('/').replace('/', ".");
        for (odd, inside) in
            [(r#"{"a":1,"a":2}"#, ".a"), (r#"[{"a":1,"a":2}]"#, "[0].a"), (r#"[1,{"b":{"a":1,"a":2}}]"#, "[1].b.a")]
        {
            let text = sample_with(event_type, pointer, "@").to_string().replace("\"@\"", odd);
            let error = text.parse::<WebhookEvent>().unwrap_err();
            assert_eq!((error.reason(), error.path().unwrap()), ("duplicate field", &*format!("{path}{inside}")));
            let message = serde_json::from_str::<WebhookEvent>(&text).unwrap_err().to_string();
            assert!(message.contains(&format!("{path}{inside}: duplicate field")), "{message}");
        }
    }
}
