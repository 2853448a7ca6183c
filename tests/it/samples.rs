//! Every documented payload is typed, holds nothing unknown, and comes back as the same JSON, in whichever order its keys are.

use std::collections::BTreeSet;

use cloud66_webhooks::payloads::{BackupEvent, JobEvent, SshKeyEvent};
use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::Value;

use crate::expected;
use crate::places;
use crate::support::{differences, folder, shuffled, write_ordered};

#[test]
fn every_documented_payload_is_typed_and_lossless() {
    for sample in Sample::all() {
        let event: WebhookEvent = sample.json.parse().unwrap_or_else(|error| panic!("{}: {error}", sample.event_type));
        assert!(!matches!(event, WebhookEvent::Unrecognized(_)), "{} is not typed", sample.event_type);
        assert_eq!(*event.event_type(), sample.event_type);
        assert_eq!(event.drift(), [], "{}", sample.event_type);
        assert_eq!(event, sample.event());

        let documented: Value = serde_json::from_str(sample.json).unwrap();
        let written = serde_json::to_value(&event).unwrap();
        assert_eq!(differences(&documented, &written), [""; 0], "{}", sample.event_type);
        assert_eq!(written.to_string().parse::<WebhookEvent>().unwrap(), event);
    }
}

type Order = Box<dyn Fn(&mut Vec<&String>)>;

#[test]
fn the_order_of_keys_does_not_matter() {
    let event_type_first = |keys: &mut Vec<&String>| keys.sort_by_key(|key| *key != "event_type");
    let event_type_last = |keys: &mut Vec<&String>| keys.sort_by_key(|key| *key == "event_type");
    let mut orders: Vec<(&str, Order)> = vec![
        ("sorted", Box::new(|keys| keys.sort())),
        ("reversed", Box::new(|keys| keys.sort_by(|one, other| other.cmp(one)))),
        ("event_type first", Box::new(event_type_first)),
        ("event_type last", Box::new(event_type_last)),
    ];
    for seed in 0..8 {
        orders.push(("shuffled", Box::new(shuffled(seed))));
    }
    for sample in Sample::all() {
        let documented: Value = serde_json::from_str(sample.json).unwrap();
        for (name, order) in &orders {
            for pretty in [false, true] {
                let text = write_ordered(&documented, pretty, order);
                assert_eq!(
                    serde_json::from_str::<Value>(&text).unwrap(),
                    documented,
                    "the writer of this test is right"
                );
                let event: WebhookEvent =
                    text.parse().unwrap_or_else(|error| panic!("{} {name}: {error}", sample.event_type));
                assert_eq!(event, sample.event(), "{} {name}", sample.event_type);
                assert_eq!(differences(&documented, &serde_json::to_value(&event).unwrap()), [""; 0]);
            }
        }
    }
}

/// The writer really writes the orders that the test above names.
#[test]
fn the_writer_orders_keys() {
    let value = serde_json::json!({"b": {"d": 1, "c": []}, "a": [{"f": 2, "e": null}]});
    let sorted: Order = Box::new(|keys| keys.sort());
    let reversed: Order = Box::new(|keys| keys.sort_by(|one, other| other.cmp(one)));
    assert_eq!(write_ordered(&value, false, &sorted), r#"{"a":[{"e":null,"f":2}],"b":{"c":[],"d":1}}"#);
    assert_eq!(write_ordered(&value, false, &reversed), r#"{"b":{"d":1,"c":[]},"a":[{"f":2,"e":null}]}"#);
}

#[test]
fn every_event_type_has_its_sample() {
    let types: Vec<EventType> = EventType::all().collect();
    let sampled: Vec<EventType> = Sample::all().map(|sample| sample.event_type).collect();
    assert_eq!(types, sampled);
}

#[test]
fn the_sample_of_a_payload_is_that_of_the_first_event_that_carries_it() {
    let of = |event_type: &EventType| Sample::of(event_type).unwrap().event();
    let backup: BackupEvent = Sample::payload();
    assert_eq!(WebhookEvent::ManagedBackupFail(Box::new(backup)), of(&EventType::ManagedBackupFail));
    let job: JobEvent = Sample::payload();
    assert_eq!(WebhookEvent::JobFail(Box::new(job)), of(&EventType::JobFail));
    let key: SshKeyEvent = Sample::payload();
    assert_eq!(WebhookEvent::SshKeyDownloaded(Box::new(key)), of(&EventType::SshKeyDownloaded));
}

/// A payload in the folder that no row of the table names would be tested by nobody.
#[test]
fn every_file_of_the_folder_belongs_to_an_event_type() {
    let files = std::fs::read_dir(folder("samples")).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let expected = EventType::all().map(|event_type| format!("{event_type}.json"));
    assert_eq!(files.collect::<BTreeSet<_>>(), expected.collect());
}

/// The samples hold no field that the tests' own list of documented fields does not have, and all required ones.
#[test]
fn the_samples_agree_with_the_list_of_documented_fields() {
    for sample in Sample::all() {
        let documented: Value = serde_json::from_str(sample.json).unwrap();
        assert_eq!(expected::expected_drift(&sample.event_type, &documented), [""; 0], "{}", sample.event_type);
        for place in places::places(&sample.event_type, &documented) {
            let there = documented.pointer(&place.pointer()).is_some_and(|value| !value.is_null());
            assert!(there || !place.required, "{}: {}", sample.event_type, place.path);
        }
    }
}
