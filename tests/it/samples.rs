//! Every documented payload is typed, holds nothing unknown, and comes back as the same JSON.

use std::collections::BTreeSet;

use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::Value;

use crate::expected::expected_drift;
use crate::places::places;
use crate::support::{differences, folder, write_ordered};

#[test]
fn every_documented_payload_is_typed_and_lossless() {
    assert!(EventType::all().eq(Sample::all().map(|sample| sample.event_type)), "one of each type, in their order");
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

        // The tests' own list of documented fields has all fields of it, and requires none that it lacks.
        assert_eq!(expected_drift(&sample.event_type, &documented), [""; 0], "{}", sample.event_type);
        for place in places(&sample.event_type, &documented) {
            let there = documented.pointer(&place.pointer()).is_some_and(|value| !value.is_null());
            assert!(there || !place.required, "{}: {}", sample.event_type, place.path);
        }
    }
}

#[test]
fn the_sample_of_a_payload_is_that_of_the_first_event_that_carries_it() {
    let of = |event_type: &EventType| Sample::of(event_type).unwrap().event();
    assert_eq!(WebhookEvent::ManagedBackupFail(Box::new(Sample::payload())), of(&EventType::ManagedBackupFail));
    assert_eq!(WebhookEvent::SshKeyDownloaded(Box::new(Sample::payload())), of(&EventType::SshKeyDownloaded));
}

/// A payload in the folder that no row of the table names would be tested by nobody.
#[test]
fn every_file_of_the_folder_belongs_to_an_event_type() {
    let files = std::fs::read_dir(folder("samples")).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let expected = EventType::all().map(|event_type| format!("{event_type}.json"));
    assert_eq!(files.collect::<BTreeSet<_>>(), expected.collect());
}

/// The tests that reorder keys really do.
#[test]
fn the_writer_orders_keys() {
    let value = serde_json::json!({"b": {"d": 1, "c": []}, "a": [{"f": 2, "e": null}]});
    let reversed = write_ordered(&value, false, &|keys| keys.sort_by(|one, other| other.cmp(one)));
    assert_eq!(reversed, r#"{"b":{"d":1,"c":[]},"a":[{"f":2,"e":null}]}"#);
}
