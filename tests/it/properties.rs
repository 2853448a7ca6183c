//! Arbitrary events of every type, whole and damaged: nothing is lost, and errors name the right place.

use cloud66_webhooks::objects::Server;
use cloud66_webhooks::payloads::BackupEvent;
use cloud66_webhooks::strategies::{Form, delivery, delivery_of};
use cloud66_webhooks::{EventType, WebhookEvent};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::arbitrary;
use crate::expected;
use crate::model;
use crate::places;
use crate::places::Place;
use crate::support::{assert_clean, assert_debug_clean, differences, shuffled, write_ordered};

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

fn read(event: &Value) -> Result<WebhookEvent, TestCaseError> {
    event.to_string().parse().map_err(|error| TestCaseError::fail(format!("{error}")))
}

#[test]
fn an_event_comes_back_as_it_was() {
    for_all_events(Form::WithDrift, 24, any::<u64>, |event_type, json, seed| {
        let event = read(&json)?;
        prop_assert_eq!(event.event_type(), event_type);
        prop_assert!(!matches!(event, WebhookEvent::Unrecognized(_)));
        comes_back(&event, &json)?;
        prop_assert_eq!(&WebhookEvent::try_from(json.clone()).unwrap(), &event, "from fields");

        let reordered = write_ordered(&json, seed % 2 == 0, &shuffled(seed));
        prop_assert_eq!(&reordered.parse::<WebhookEvent>().unwrap(), &event, "in another order: {}", reordered);

        // How a name or a word that is not plain is quoted, `paths.rs` and `codes.rs` say.
        let is_plain = |line: &String| !line.contains("new ") && !line.ends_with("db_type`");
        let drift = event.drift().iter().map(ToString::to_string).collect::<Vec<_>>();
        let (mut drift, quoted): (Vec<_>, Vec<_>) = drift.into_iter().partition(is_plain);
        let expected = expected::expected_drift(event_type, &json);
        let (expected, expected_quoted): (Vec<_>, Vec<_>) = expected.into_iter().partition(is_plain);
        drift.sort();
        prop_assert_eq!((drift, quoted.len()), (expected, expected_quoted.len()));
        Ok(())
    });
}

/// Nothing of an event is lost or changed when it is written and read again, and it is shown in clean lines.
fn comes_back(event: &WebhookEvent, json: &Value) -> Result<(), TestCaseError> {
    let written = serde_json::to_value(event).map_err(|error| TestCaseError::fail(format!("{error}")))?;
    prop_assert_eq!(differences(json, &written), [""; 0]);
    prop_assert_eq!(&read(&written)?, event, "read again");
    assert_clean(&event.to_string());
    assert_debug_clean(&event);
    event.drift().iter().for_each(|drift| assert_clean(&drift.to_string()));
    Ok(())
}

/// One thing that is wrong with an event.
#[derive(Clone, Copy, Debug)]
enum Damage {
    WrongValue,
    Removed,
    Twice,
}

/// What is required is an error at its place; what is not costs itself, and is named by the drift.
#[test]
fn a_damage_is_named_where_it_is() {
    let damages = || {
        let damage = prop_oneof![Just(Damage::WrongValue), Just(Damage::Removed), Just(Damage::Twice)];
        (damage, any::<Index>(), any::<Index>(), any::<u64>())
    };
    for_all_events(Form::Documented, 48, damages, |event_type, mut json, (damage, place, value, seed)| {
        let places = places::places(event_type, &json);
        let is_there = |place: &&Place| json.pointer(&place.pointer()).is_some();
        let candidates: Vec<&Place> = match damage {
            Damage::WrongValue => places.iter().collect(),
            Damage::Removed => places.iter().filter(|place| place.required).collect(),
            Damage::Twice => places.iter().filter(is_there).collect(),
        };
        let place = candidates[place.index(candidates.len())].clone();
        let order = shuffled(seed);
        let text = match damage {
            Damage::WrongValue => {
                let wrong = place.wrong();
                place.set(&mut json, wrong[value.index(wrong.len())].clone());
                write_ordered(&json, true, &order)
            }
            Damage::Removed => {
                place.remove(&mut json);
                write_ordered(&json, true, &order)
            }
            Damage::Twice => {
                let value = json.pointer(&place.pointer()).unwrap().clone();
                let mut twice = json.clone();
                Place { name: "@twice@".to_owned(), ..place.clone() }.set(&mut twice, value);
                write_ordered(&twice, true, &order).replace("@twice@", &place.name)
            }
        };

        let read = text.parse::<WebhookEvent>();
        if !place.required && !matches!(damage, Damage::Twice) {
            let event = read.map_err(|error| TestCaseError::fail(format!("{error}, {damage:?} at {}", place.path)))?;
            let mut drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
            drift.sort();
            prop_assert!(
                drift.iter().any(|line| line.contains(&place.path) && line.starts_with("unexpected type in ")),
                "{:?}",
                drift
            );
            // In the order of the text, the first odd one of several named values is the one that is told.
            let sorted: Value = serde_json::from_str(&text).unwrap();
            if !matches!(place.kind, model::Kind::Named(_)) {
                prop_assert_eq!(drift, expected::expected_drift(event_type, &sorted));
            }
            prop_assert_eq!(differences(&json, &serde_json::to_value(&event).unwrap()), [""; 0]);
            prop_assert_eq!(&serde_json::to_string(&event).unwrap().parse::<WebhookEvent>().unwrap(), &event);
            prop_assert_eq!(&serde_json::from_str::<WebhookEvent>(&text).unwrap(), &event);
            prop_assert_eq!(&WebhookEvent::try_from(json).unwrap(), &event);
            return Ok(());
        }
        let Err(error) = read else {
            return Err(TestCaseError::fail(format!("no error, {damage:?} at {}", place.path)));
        };
        prop_assert_eq!(error.path(), Some(place.path.as_str()), "{}", error);
        prop_assert!(error.is_data(), "{}", error);
        prop_assert_eq!(error.event_type(), Some(event_type));
        let lines = text.lines().count();
        prop_assert!(error.line().is_some_and(|line| (1..=lines).contains(&line)), "{}", error);
        if !matches!(damage, Damage::Twice) {
            prop_assert_eq!(error.raw().fields().len(), json.as_object().unwrap().len());
            let error = WebhookEvent::try_from(json).unwrap_err();
            prop_assert_eq!(error.path(), Some(place.path.as_str()), "from fields: {}", error);
        }
        Ok(())
    });
}

#[test]
fn what_is_cut_off_says_so() {
    for_all_events(Form::Documented, 16, any::<Index>, |event_type, json, end| {
        let text = json.to_string();
        let end = end.index(text.len());
        let error = WebhookEvent::from_slice(&text.as_bytes()[..end]).unwrap_err();
        // Also inside a character, and inside a number, where serde_json sees another fault than the end.
        prop_assert!(error.is_eof(), "{}: {}", end, error);
        let says_event_type = text[..].find("\"event_type\":").is_some_and(|at| at + 80 < end);
        prop_assert!(!says_event_type || error.event_type() == Some(event_type), "{}", error);
        Ok(())
    });
}

#[test]
fn a_damaged_byte_never_panics() {
    let damage = || (any::<Index>(), any::<u8>());
    for_all_events(Form::Documented, 48, damage, |_, json, (at, byte)| {
        let mut body = json.to_string().into_bytes();
        let at = at.index(body.len());
        body[at] = byte;
        match WebhookEvent::from_slice(&body) {
            Ok(event) => drop(event.to_string()),
            Err(error) => {
                assert_clean(&error.to_string());
                let kinds = [
                    error.is_syntax(),
                    error.is_eof(),
                    error.is_not_an_object(),
                    error.is_missing_event_type(),
                    error.is_data(),
                ];
                prop_assert_eq!(kinds.into_iter().filter(|kind| *kind).count(), 1);
            }
        }
        Ok(())
    });
}

proptest! {
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

    /// What the documentation has is no drift.
    #[test]
    fn documented_deliveries_have_no_drift(event in any::<WebhookEvent>(), failed in any::<BackupEvent>()) {
        prop_assert_eq!(event.drift(), []);
        prop_assert_eq!(WebhookEvent::ManagedBackupFail(failed.into()).drift(), []);
    }

    #[test]
    fn payloads_and_objects_come_back(
        failed in any_with::<BackupEvent>(Form::WithDrift), server in any_with::<Server>(Form::WithDrift),
    ) {
        prop_assert_eq!(&serde_json::from_value::<BackupEvent>(serde_json::to_value(&failed).unwrap()).unwrap(), &failed);
        prop_assert_eq!(&serde_json::from_value::<Server>(serde_json::to_value(&server).unwrap()).unwrap(), &server);
    }

    /// Text that is nothing at all.
    #[test]
    fn arbitrary_text_never_panics(text in arbitrary::text(), bytes in any::<Vec<u8>>()) {
        let _ = text.parse::<WebhookEvent>();
        let _ = WebhookEvent::from_slice(&bytes);
        let _ = EventType::peek(&bytes);
    }
}
