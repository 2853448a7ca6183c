//! Arbitrary events of every type, whole and damaged: nothing is lost, and an error is one clean line.

use std::collections::BTreeSet;

use cloud66_webhooks::objects::Server;
use cloud66_webhooks::payloads::BackupEvent;
use cloud66_webhooks::strategies::{Form, delivery, delivery_of};
use cloud66_webhooks::{Drift, EventType, WebhookEvent};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::arbitrary;
use crate::expected::expected_drift;
use crate::support::{assert_clean, assert_debug_clean, differences, drift_of, read, shuffled, write_ordered};

/// Tries a property of events on every event type.
pub fn for_all_events<S: Strategy>(
    form: Form,
    cases: u32,
    more: impl Fn() -> S,
    property: impl Fn(&EventType, Value, S::Value) -> Result<(), TestCaseError>,
) {
    for event_type in EventType::all() {
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let strategy = (delivery_of(&event_type, form), more());
        TestRunner::new(config)
            .run(&strategy, |(event, more)| property(&event_type, event, more))
            .unwrap_or_else(|failure| panic!("{event_type}: {failure}"));
    }
}

#[test]
fn an_event_comes_back_as_it_was() {
    for_all_events(Form::WithDrift, 10, any::<u64>, |event_type, json, seed| {
        let event = read(&json)?;
        prop_assert_eq!(event.event_type(), event_type);
        prop_assert!(!matches!(event, WebhookEvent::Unrecognized(_)));
        comes_back(&event, &json)?;
        prop_assert_eq!(&WebhookEvent::try_from(json.clone()).unwrap(), &event, "from fields");

        let reordered = write_ordered(&json, seed % 2 == 0, &shuffled(seed));
        prop_assert_eq!(&reordered.parse::<WebhookEvent>().unwrap(), &event, "in another order: {}", reordered);

        // How a name or a word that is not plain is quoted, `paths.rs` and `codes.rs` say.
        let is_plain = |line: &String| !line.contains("new ") && !line.ends_with("db_type`");
        let (mut drift, quoted): (Vec<_>, Vec<_>) = drift_of(&event).into_iter().partition(is_plain);
        let expected = expected_drift(event_type, &json);
        let (expected, expected_quoted): (Vec<_>, Vec<_>) = expected.into_iter().partition(is_plain);
        drift.sort();
        prop_assert_eq!((drift, quoted.len()), (expected, expected_quoted.len()));
        Ok(())
    });
}

/// Nothing of an event is lost or changed when it is written and read again, and it is shown in clean lines.
fn comes_back(event: &WebhookEvent, json: &Value) -> Result<(), TestCaseError> {
    let written = serde_json::to_value(event)?;
    prop_assert_eq!(differences(json, &written), [""; 0]);
    prop_assert_eq!(&read(&written)?, event, "read again");
    assert_clean(&event.to_string());
    assert_debug_clean(&event);
    event.drift().iter().for_each(|drift| assert_clean(&drift.to_string()));
    Ok(())
}

/// One byte changed, or the end cut off.
#[test]
fn a_damaged_body_is_an_event_or_one_clean_error_without_values() {
    const MARKER: &str = "MARKER-0123456789";
    let damage = || (any::<Index>(), any::<u8>(), any::<Index>());
    for_all_events(Form::WithDrift, 12, damage, |event_type, mut json, (at, byte, end)| {
        json["new"] = json!(MARKER);
        json["params"] = json!([MARKER]);
        let text = json.to_string();
        let end = end.index(text.len());
        let cut = WebhookEvent::from_slice(&text.as_bytes()[..end]).unwrap_err();
        // Also inside a character, and inside a number, where serde_json sees another fault than the end.
        prop_assert!(cut.is_eof(), "{}: {}", end, cut);
        let says_event_type = text.find("\"event_type\":").is_some_and(|at| at + 80 < end);
        prop_assert!(!says_event_type || cut.event_type() == Some(event_type), "{}", cut);

        let mut body = text.clone().into_bytes();
        let at = at.index(body.len());
        body[at] = byte;
        let is_whole = |(start, _)| at + 3 < start || at >= start + MARKER.len() + 3;
        if !text.match_indices(MARKER).all(is_whole) {
            return Ok(());
        }
        let damaged = WebhookEvent::from_slice(&body);
        if let Ok(event) = &damaged {
            assert_clean(&event.to_string());
        }
        for error in damaged.err().into_iter().chain([cut]) {
            assert_clean(&error.to_string());
            assert_debug_clean(&error);
            prop_assert!(!format!("{error} {error:?}").contains(MARKER), "{error}");
        }
        Ok(())
    });
}

#[test]
fn documented_deliveries_have_no_drift() {
    for_all_events(Form::Documented, 6, any::<u64>, |_, json, _| {
        prop_assert_eq!(read(&json)?.drift(), []);
        Ok(())
    });
}

/// Which of the kinds of values that the documentation of a form names are made of it.
fn kinds(form: Form) -> BTreeSet<&'static str> {
    let mut runner = TestRunner::deterministic();
    let strategy = delivery_of(&EventType::ManagedBackupFail, form);
    let deliveries = (0..300).map(|_| strategy.new_tree(&mut runner).unwrap().current());
    let kinds = deliveries.flat_map(|json| {
        let drift = read(&json).unwrap().drift();
        let is = |pointer: &str, of: fn(&Value) -> bool| json.pointer(pointer).is_some_and(of);
        [
            ("a boolean", is("/stack/is_busy", Value::is_boolean)),
            ("an absent field", json.pointer("/stack/is_busy").is_none()),
            ("an array", is("/stack/namespaces", |value| value[0].is_string())),
            ("an integer", is("/backup/id", Value::is_i64)),
            ("an integer with a fraction of zero", is("/backup/id", Value::is_f64)),
            ("a timestamp as a string", is("/timestamp", Value::is_string)),
            ("a date as an integer", is("/stack/created_at", Value::is_i64)),
            ("an unknown field", drift.iter().any(Drift::is_unknown_field)),
            ("an unexpected type", drift.iter().any(Drift::is_unexpected_type)),
            ("an unrecognized code", drift.iter().any(Drift::is_unrecognized_code)),
            ("an unrecognized word", is("/backup/db_type", |word| word.as_str() == Some(""))),
        ]
    });
    kinds.filter_map(|(kind, is_there)| is_there.then_some(kind)).collect()
}

#[test]
fn the_strategies_make_every_kind_of_value_of_their_form() {
    let documented = kinds(Form::Documented);
    assert_eq!(documented, BTreeSet::from(["a boolean", "an absent field", "an array", "an integer"]));
    assert_eq!(kinds(Form::WithDrift).len(), 11, "{:?}", kinds(Form::WithDrift));
}

proptest! {
    #![proptest_config(Config::with_cases(64))]

    /// Of any type, also one that nobody knows yet.
    #[test]
    fn deliveries_come_back(json in delivery(Form::WithDrift)) {
        let event = read(&json)?;
        comes_back(&event, &json)?;
        if matches!(event, WebhookEvent::Unrecognized(_)) {
            prop_assert_eq!(serde_json::to_value(&event).unwrap(), json);
            prop_assert_eq!(event.drift().len(), 1);
        }
    }

    #[test]
    fn typed_values_come_back(
        event in any::<WebhookEvent>(), failed in any_with::<BackupEvent>(Form::WithDrift),
        server in any_with::<Server>(Form::WithDrift),
    ) {
        prop_assert_eq!(event.drift(), []);
        prop_assert_eq!(&read(&serde_json::to_value(&event)?)?, &event);
        prop_assert_eq!(&serde_json::from_value::<BackupEvent>(serde_json::to_value(&failed)?)?, &failed);
        prop_assert_eq!(&serde_json::from_value::<Server>(serde_json::to_value(&server)?)?, &server);
    }

    /// Text that is nothing at all.
    #[test]
    fn arbitrary_text_never_panics(text in arbitrary::text(), bytes in any::<Vec<u8>>()) {
        let _ = text.parse::<WebhookEvent>();
        let _ = WebhookEvent::from_slice(&bytes);
        let _ = EventType::peek(&bytes);
    }
}
