//! The guarantees of the crate's front page, one test each, under their names. The other files have the details.

use cloud66_webhooks::{BackupStatus, EventType, Sample, StackHealth, WebhookEvent};
use serde_json::{Value, json};

use crate::model::{self, Kind};
use crate::places::places;
use crate::support::{assert_clean, differences, sample, shuffled, write_ordered};
use crate::ways_in::ways_in;

#[test]
fn no_delivery_is_lost() {
    for event_type in EventType::all() {
        let mut payload = sample(event_type.as_str());
        payload["a field of tomorrow"] = json!({"with": ["anything", 1, 2.5, null]});
        for (_, object) in payload.as_object_mut().unwrap().iter_mut().filter(|(_, value)| value.is_object()) {
            object["a field of tomorrow"] = json!("too");
        }
        let event: WebhookEvent = payload.to_string().parse().unwrap();
        assert_eq!(differences(&payload, &serde_json::to_value(&event).unwrap()), [""; 0], "{event_type}");
        assert!(!event.drift().is_empty());

        payload["event_type"] = json!("an.event.of.tomorrow");
        let event: WebhookEvent = payload.to_string().parse().unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), payload);
    }

    let mut payload = sample("managed_backup.fail");
    payload["backup"]["verify_status"] = json!(7_777);
    let event: WebhookEvent = payload.to_string().parse().unwrap();
    assert_eq!(serde_json::to_value(&event).unwrap()["backup"]["verify_status"], 7_777);

    payload["backup"]["id"] = json!("seven");
    let error = payload.to_string().parse::<WebhookEvent>().unwrap_err();
    assert_eq!(error.path(), Some("backup.id"));
    assert!(error.line().is_some() && error.column().is_some());
    assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
    assert_eq!(error.timestamp().unwrap().timestamp(), 1_757_011_079);
    assert_eq!(serde_json::to_value(error.raw()).unwrap(), payload);
}

#[test]
fn one_odd_value_costs_only_itself() {
    let mut payload = sample("managed_backup.fail");
    payload["backup"]["verify_status"] = json!(["odd"]);
    payload["stack"]["created_at"] = json!([7]);
    let event: WebhookEvent = payload.to_string().parse().unwrap();
    assert_eq!(event.backup().unwrap().verify_status, None);
    assert_eq!(event.stack().unwrap().unknown.get("created_at"), Some(json!([7])));
    let paths: Vec<String> = event.drift().iter().filter_map(|drift| Some(drift.path()?.to_owned())).collect();
    assert_eq!(paths, ["stack.created_at", "backup.verify_status"]);
    assert!(event.drift().iter().all(cloud66_webhooks::Drift::is_unexpected_type));
    assert_eq!(differences(&payload, &serde_json::to_value(&event).unwrap()), [""; 0]);
}

#[test]
fn a_malformed_known_event_is_an_error() {
    for event_type in EventType::all() {
        let payload = json!({ "timestamp": "not seconds", "event_type": event_type.as_str() });
        let error = payload.to_string().parse::<WebhookEvent>().unwrap_err();
        assert!(error.is_data(), "{error}");
        assert_eq!(error.event_type(), Some(&event_type));
    }
}

#[test]
fn types_tell_the_truth() {
    // A backup that failed before it began, as it was published.
    let mut payload = sample("managed_backup.fail");
    for name in ["restore_status", "restore_result", "verify_status", "verify_result", "storage_path", "backup_size"] {
        payload["backup"][name] = Value::Null;
    }
    payload["backup"]["backup_status"] = json!(1);
    payload["stack"]["health"] = json!(0);
    let event: WebhookEvent = payload.to_string().parse().unwrap();
    assert_eq!(event.backup().unwrap().backup_status, Some(BackupStatus::Failed));
    assert_eq!(event.backup().unwrap().backup_size, None);
    assert_eq!(event.stack().unwrap().health, Some(StackHealth::Unknown));

    // Every field of every event may be null if it is optional, and only then; and a code is known if it is in its table.
    for event_type in EventType::all() {
        let whole = model::event(&event_type, true);
        for place in places(&event_type, &whole) {
            let with = |value: Value| {
                let mut changed = whole.clone();
                place.set(&mut changed, value);
                changed.to_string().parse::<WebhookEvent>()
            };
            assert_eq!(with(Value::Null).is_err(), place.required, "{event_type}: {}", place.path);
            if let Kind::Code(first, last) = place.kind {
                for (code, is_known) in [(first - 1, false), (first, true), (last, true), (last + 1, false)] {
                    let drift = with(json!(code)).unwrap().drift();
                    assert_eq!(drift.is_empty(), is_known, "{event_type}: {code} in {}", place.path);
                }
            }
        }
    }
}

#[test]
fn nothing_leaks() {
    const MARKER: &str = "marker-3f9c";
    let mut payload = sample("managed_backup.fail");
    payload["stack"]["redeploy_hook"] = json!(MARKER);
    payload["stack"]["git"] = json!(format!("https://deploy:{MARKER}@git.example.com/app.git"));
    payload["stack"]["a field of tomorrow"] = json!(MARKER);
    payload["token"] = json!({ "value": MARKER });
    let event: WebhookEvent = payload.to_string().parse().unwrap();
    assert!(!format!("{event} {event:?} {event:#?} {:?}", event.drift()).contains(MARKER), "{event:?}");
    assert_eq!(event.stack().unwrap().redeploy_hook.as_ref().unwrap().expose(), MARKER);

    payload["backup"]["id"] = json!(MARKER);
    let error = payload.to_string().parse::<WebhookEvent>().unwrap_err();
    assert!(!format!("{error} {error:?} {error:#?}").contains(MARKER), "{error:?}");

    // Whose account it is, the line for the log does not say.
    let deleted = Sample::of(&EventType::CloudObjectDeleteFail).unwrap().json.replace("user@example.com", MARKER);
    let deleted: WebhookEvent = deleted.parse().unwrap();
    assert!(!deleted.to_string().contains(MARKER) && format!("{deleted:?}").contains(MARKER));
}

#[test]
fn every_way_of_reading_behaves_alike() {
    for event_type in EventType::all() {
        let mut wrong = sample(event_type.as_str());
        wrong["timestamp"] = json!("soon");
        for payload in [sample(event_type.as_str()), model::event(&event_type, true), wrong] {
            let expected = WebhookEvent::try_from(payload.clone());
            let read = write_ordered(&payload, false, &shuffled(1)).parse::<WebhookEvent>();
            let in_another_order = ("another order", read.map_err(|error| error.to_string()));
            for (way, read) in ways_in(&payload).into_iter().chain([in_another_order]) {
                match (read, &expected) {
                    (Ok(read), Ok(event)) => assert_eq!(read, *event, "{way}"),
                    (Err(read), Err(error)) => assert!(read.contains(error.reason()), "{way}: {read}"),
                    (read, _) => panic!("{way}: {read:?}"),
                }
            }
        }
    }
}

#[test]
fn no_input_panics() {
    let shown = |body: &[u8]| match WebhookEvent::from_slice(body) {
        Ok(event) => event.to_string(),
        Err(error) => error.to_string(),
    };
    for sample in Sample::all() {
        let bytes = sample.json.trim_end().as_bytes();
        for position in (0..bytes.len()).step_by(11) {
            let error = WebhookEvent::from_slice(&bytes[..position]).expect_err("a body without its end");
            assert!(error.is_eof(), "{error}");
            let mut broken = bytes.to_vec();
            broken[position] ^= 0x15;
            assert_clean(&shown(&broken));
        }
        // Of bounded length, whatever the payload is.
        let long = sample.json.replace("\": \"", &format!("\": \"{}", "\\u202e".repeat(2_000)));
        let shown = shown(long.as_bytes());
        assert_clean(&shown);
        assert!(shown.len() < 40_000, "{} bytes", shown.len());
    }
}

/// The whole of it is in `schema.rs`; this is the promise in short.
#[cfg(feature = "schemars")]
#[test]
fn the_schema_says_what_the_code_does() {
    let strict = jsonschema::validator_for(cloud66_webhooks::schema::strict().as_value()).unwrap();
    let open = jsonschema::validator_for(cloud66_webhooks::schema::open().as_value()).unwrap();
    for sample in Sample::all() {
        let written = serde_json::to_value(sample.event()).unwrap();
        assert!(strict.is_valid(&written) && open.is_valid(&written));
        let mut malformed = written;
        malformed["timestamp"] = json!("not seconds");
        assert!(!strict.is_valid(&malformed) && !open.is_valid(&malformed));
        malformed["event_type"] = json!("an.event.of.tomorrow");
        malformed["timestamp"] = json!(0);
        assert!(!strict.is_valid(&malformed) && open.is_valid(&malformed));
    }
}
