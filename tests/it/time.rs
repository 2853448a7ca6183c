//! Instants: every text form in every text field, and what is decided about leap seconds, offsets and the ends of time.

use chrono::{DateTime, Datelike, TimeZone, Timelike, Utc};
use cloud66_webhooks::time::{Rfc3339, Spaced};
use cloud66_webhooks::{EventType, WebhookEvent};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use serde_with::{DeserializeAs, SerializeAs};

use crate::arbitrary;
use crate::model::{self, Kind};
use crate::places;
use crate::support::{error, event, sample, sample_with};
use crate::ways_in::ways_in;

/// One field of each written form, as the crate reads and writes it.
#[derive(Debug, Deserialize, Serialize)]
struct Both {
    #[serde(serialize_with = "Rfc3339::serialize_as", deserialize_with = "Rfc3339::deserialize_as")]
    rfc3339: DateTime<Utc>,
    #[serde(serialize_with = "Spaced::serialize_as", deserialize_with = "Spaced::deserialize_as")]
    spaced: DateTime<Utc>,
}

fn read(text: &str) -> Result<DateTime<Utc>, String> {
    let both = serde_json::from_value::<Both>(json!({"rfc3339": text, "spaced": text}));
    both.map_err(|error| error.to_string()).map(|both| {
        assert_eq!(both.rfc3339, both.spaced);
        both.rfc3339
    })
}

fn written(instant: DateTime<Utc>) -> (String, String) {
    let json = serde_json::to_value(Both { rfc3339: instant, spaced: instant }).unwrap();
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    (text("rfc3339"), text("spaced"))
}

/// Form, instant in seconds and nanoseconds, and both written forms.
const FORMS: [(&str, i64, u32, &str, &str); 22] = [
    ("2024-01-15T10:30:00Z", 1_705_314_600, 0, "2024-01-15T10:30:00Z", "2024-01-15 10:30:00 UTC"),
    ("2024-02-15 14:30:00 UTC", 1_708_007_400, 0, "2024-02-15T14:30:00Z", "2024-02-15 14:30:00 UTC"),
    ("2014-08-14T01:46:53+00:00", 1_407_980_813, 0, "2014-08-14T01:46:53Z", "2014-08-14 01:46:53 UTC"),
    ("2021-01-04T21:32:33+0000", 1_609_795_953, 0, "2021-01-04T21:32:33Z", "2021-01-04 21:32:33 UTC"),
    ("2014-12-31T12:13:39.000Z", 1_420_028_019, 0, "2014-12-31T12:13:39Z", "2014-12-31 12:13:39 UTC"),
    (
        "2015-02-10T17:41:36.988310784Z",
        1_423_590_096,
        988_310_784,
        "2015-02-10T17:41:36.988310784Z",
        "2015-02-10 17:41:36.988310784 UTC",
    ),
    ("0001-01-01T00:00:00Z", -62_135_596_800, 0, "0001-01-01T00:00:00Z", "0001-01-01 00:00:00 UTC"),
    ("2024-01-15T10:30:00.5Z", 1_705_314_600, 500_000_000, "2024-01-15T10:30:00.500Z", "2024-01-15 10:30:00.500 UTC"),
    (
        "2024-01-15T10:30:00.1234Z",
        1_705_314_600,
        123_400_000,
        "2024-01-15T10:30:00.123400Z",
        "2024-01-15 10:30:00.123400 UTC",
    ),
    (
        "2024-01-15 10:30:00.25 UTC",
        1_705_314_600,
        250_000_000,
        "2024-01-15T10:30:00.250Z",
        "2024-01-15 10:30:00.250 UTC",
    ),
    ("2024-01-15T10:30:00 UTC", 1_705_314_600, 0, "2024-01-15T10:30:00Z", "2024-01-15 10:30:00 UTC"),
    ("2024-01-15 10:30:00Z", 1_705_314_600, 0, "2024-01-15T10:30:00Z", "2024-01-15 10:30:00 UTC"),
    ("2024-01-15T12:30:00+02:00", 1_705_314_600, 0, "2024-01-15T10:30:00Z", "2024-01-15 10:30:00 UTC"),
    ("2024-01-15T00:00:00-10:30", 1_705_314_600, 0, "2024-01-15T10:30:00Z", "2024-01-15 10:30:00 UTC"),
    ("2024-01-15 16:15:00+0545", 1_705_314_600, 0, "2024-01-15T10:30:00Z", "2024-01-15 10:30:00 UTC"),
    ("2024-01-15T10:30:00-00:00", 1_705_314_600, 0, "2024-01-15T10:30:00Z", "2024-01-15 10:30:00 UTC"),
    ("2024-02-29T23:59:59Z", 1_709_251_199, 0, "2024-02-29T23:59:59Z", "2024-02-29 23:59:59 UTC"),
    ("1969-12-31T23:59:59.5Z", -1, 500_000_000, "1969-12-31T23:59:59.500Z", "1969-12-31 23:59:59.500 UTC"),
    ("0000-01-01T00:00:00Z", -62_167_219_200, 0, "0000-01-01T00:00:00Z", "0000-01-01 00:00:00 UTC"),
    (
        "9999-12-31T23:59:59.999999999Z",
        253_402_300_799,
        999_999_999,
        "9999-12-31T23:59:59.999999999Z",
        "9999-12-31 23:59:59.999999999 UTC",
    ),
    // A leap second is an instant of its own: chrono counts it as the 59th second with more than a billion nanoseconds.
    ("2016-12-31T23:59:60Z", 1_483_228_799, 1_000_000_000, "2016-12-31T23:59:60Z", "2016-12-31 23:59:60 UTC"),
    (
        "2016-12-31T23:59:60.5+0000",
        1_483_228_799,
        1_500_000_000,
        "2016-12-31T23:59:60.500Z",
        "2016-12-31 23:59:60.500 UTC",
    ),
];

#[test]
fn every_documented_form_is_read_and_written_in_the_form_of_its_field() {
    for (text, seconds, nanoseconds, rfc3339, spaced) in FORMS {
        let instant = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((instant.timestamp(), instant.nanosecond()), (seconds, nanoseconds), "{text}");
        assert_eq!(written(instant), (rfc3339.to_owned(), spaced.to_owned()), "{text}");
        for again in [rfc3339, spaced] {
            assert_eq!(read(again).unwrap(), instant, "{text}");
        }
    }
}

/// Each form in each field of each event that holds an instant as text.
#[test]
fn every_text_field_reads_every_form() {
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        for place in places::places(&event_type, &full) {
            let form = match place.kind {
                Kind::Date => 3,
                Kind::Spaced => 4,
                _ => continue,
            };
            for forms in FORMS {
                let mut json = full.clone();
                place.set(&mut json, json!(forms.0));
                let written = serde_json::to_value(event(&json)).unwrap();
                let expected = if form == 3 { forms.3 } else { forms.4 };
                assert_eq!(written.pointer(&place.pointer()), Some(&json!(expected)), "{event_type} {}", place.path);
            }
        }
    }
}

#[test]
fn only_last_activity_is_written_with_a_space() {
    let mut spaced = std::collections::BTreeSet::new();
    for event_type in EventType::all() {
        let full = serde_json::to_value(event(&model::event(&event_type, true))).unwrap();
        for place in places::places(&event_type, &full) {
            if full.pointer(&place.pointer()).and_then(Value::as_str).is_some_and(|text| text.ends_with(" UTC")) {
                spaced.insert(place.name);
            }
        }
    }
    assert_eq!(spaced.into_iter().collect::<Vec<_>>(), ["last_activity"]);
}

proptest! {
    #[test]
    fn arbitrary_instants_in_every_form_survive(text in arbitrary::instant()) {
        let instant = read(&text).map_err(TestCaseError::fail)?;
        // chrono's own parser as the judge.
        let judge: DateTime<Utc> = text.parse().map_err(|error| TestCaseError::fail(format!("{error}")))?;
        prop_assert_eq!(instant, judge);
        let (rfc3339, spaced) = written(instant);
        prop_assert_eq!(read(&rfc3339).unwrap(), instant);
        prop_assert_eq!(read(&spaced).unwrap(), instant);
        prop_assert!(rfc3339.ends_with('Z') && spaced.ends_with(" UTC"));
        prop_assert_eq!(rfc3339.contains('.'), instant.nanosecond() != 0);
        prop_assert_eq!(rfc3339.replace('T', " ").replace('Z', " UTC"), spaced);
    }

    /// Every instant that has a form at all is written in one that is read as the same.
    #[test]
    fn every_instant_is_written_so_that_it_can_be_read(seconds in any::<i64>(), nanoseconds in 0..1_000_000_000_u32) {
        let Some(instant) = DateTime::from_timestamp(seconds % 400_000_000_000, nanoseconds) else { return Ok(()) };
        let json = serde_json::to_value(Both { rfc3339: instant, spaced: instant });
        prop_assert_eq!(json.is_ok(), (0..=9999).contains(&instant.year()));
        if json.is_ok() {
            prop_assert_eq!(read(&written(instant).0).unwrap(), instant);
            prop_assert_eq!(read(&written(instant).1).unwrap(), instant);
        }
    }

    /// One character of an instant changed: an error or another instant, never a panic.
    #[test]
    fn a_damaged_instant_never_panics(
        text in arbitrary::instant(), at in any::<prop::sample::Index>(), with in any::<char>(),
    ) {
        let mut characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len());
        characters[at] = with;
        let damaged: String = characters.into_iter().collect();
        if let Ok(instant) = read(&damaged) {
            prop_assert_eq!(read(&written(instant).0).unwrap(), instant);
        }
    }

    #[test]
    fn arbitrary_unix_seconds_survive(seconds in any::<i64>()) {
        let json = sample_with("managed_backup.fail", "/timestamp", seconds);
        match DateTime::from_timestamp(seconds, 0) {
            Some(instant) => {
                prop_assert_eq!(event(&json).timestamp(), instant);
                prop_assert_eq!(&serde_json::to_value(event(&json)).unwrap()["timestamp"], &json!(seconds));
            }
            None => prop_assert!(error(&json).path() == Some("timestamp")),
        }
    }
}

#[test]
fn unix_seconds_reach_to_the_ends_of_time() {
    let (first, last) = (DateTime::<Utc>::MIN_UTC.timestamp(), DateTime::<Utc>::MAX_UTC.timestamp());
    for seconds in [first, -1, 0, 1, last] {
        let json = sample_with("managed_backup.fail", "/timestamp", seconds);
        assert_eq!(event(&json).timestamp().timestamp(), seconds);
        assert_eq!(serde_json::to_value(event(&json)).unwrap()["timestamp"], json!(seconds));
        assert!(!event(&json).to_string().is_empty());
    }
    for seconds in [first - 1, last + 1, i64::MIN, i64::MAX] {
        let error = error(&sample_with("managed_backup.fail", "/timestamp", seconds));
        assert_eq!(error.reason(), "expected a timestamp, found a number out of range");
        assert_eq!(error.timestamp(), None);
    }
}

/// One change of the vendor must not refuse every delivery, so each timestamp is read in every form, and written in its own.
#[test]
fn every_form_of_a_timestamp_is_read_everywhere() {
    let forms = [
        json!(1_705_314_600),
        json!(1_705_314_600.0),
        json!("2024-01-15T10:30:00Z"),
        json!("2024-01-15 10:30:00 UTC"),
        json!("2024-01-15T11:30:00+0100"),
        json!("2024-01-15T10:30:00.000Z"),
    ];
    for form in forms {
        let mut json = sample("managed_backup.fail");
        json["timestamp"] = form.clone();
        for name in ["created_at", "last_activity"] {
            json["stack"][name] = form.clone();
        }
        for (way, read) in ways_in(&json) {
            let event = read.unwrap_or_else(|error| panic!("{form} by {way}: {error}"));
            assert_eq!(event.drift(), [], "{form} by {way}");
            let written = serde_json::to_value(&event).unwrap();
            assert_eq!(written["timestamp"], 1_705_314_600, "{form} by {way}");
            assert_eq!(written["stack"]["created_at"], "2024-01-15T10:30:00Z", "{form} by {way}");
            assert_eq!(written["stack"]["last_activity"], "2024-01-15 10:30:00 UTC", "{form} by {way}");
        }
        let unrecognized = event(&json!({"event_type": "x.y", "timestamp": form}));
        assert_eq!(unrecognized.timestamp().timestamp(), 1_705_314_600, "{form}");
        assert_eq!(serde_json::to_value(&unrecognized).unwrap()["timestamp"], form, "as delivered");
    }
    // Seconds that have no other form are kept where they would be written in one.
    for seconds in [-62_167_219_201_i64, 253_402_300_800] {
        let kept = event(&sample_with("managed_backup.fail", "/stack/created_at", seconds));
        assert_eq!(kept.drift()[0].to_string().matches("found a number out of range").count(), 1);
        assert_eq!(serde_json::to_value(&kept).unwrap()["stack"]["created_at"], seconds);
    }
}

/// Somebody sets an instant that has no documented form.
#[test]
fn an_instant_without_a_form_is_not_written() {
    let late = Utc.with_ymd_and_hms(10_000, 1, 1, 0, 0, 0).unwrap();
    let mut failed = backup_failed();
    failed.stack.created_at = Some(late);
    let error = serde_json::to_string(&WebhookEvent::ManagedBackupFail(failed)).unwrap_err();
    assert_eq!(error.to_string(), "a timestamp that has no documented form");
    // A leap second that is none.
    let mut failed = backup_failed();
    failed.stack.created_at = DateTime::from_timestamp(1_705_314_599, 1_000_000_000);
    assert!(failed.stack.created_at.is_some());
    assert!(serde_json::to_string(&WebhookEvent::ManagedBackupFail(failed)).is_err());
}

/// Somebody sets a timestamp that is between two seconds, or at the ends of time. It is in the second that it is in.
#[test]
fn a_timestamp_is_written_as_the_second_that_it_is_in() {
    for (milliseconds, seconds) in [(1_600, 1), (1_400, 1), (-1_400, -2)] {
        let mut failed = backup_failed();
        failed.timestamp = DateTime::from_timestamp_millis(milliseconds).unwrap();
        let written = serde_json::to_value(WebhookEvent::ManagedBackupFail(failed)).unwrap();
        assert_eq!(written["timestamp"], seconds);
    }
    for end in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        let mut failed = backup_failed();
        failed.timestamp = end;
        let written = serde_json::to_string(&WebhookEvent::ManagedBackupFail(failed)).unwrap();
        assert_eq!(written.parse::<WebhookEvent>().unwrap().timestamp().timestamp(), end.timestamp());
    }
}

fn backup_failed() -> Box<cloud66_webhooks::payloads::BackupEvent> {
    match event(&sample_with("managed_backup.fail", "/timestamp", 5)) {
        WebhookEvent::ManagedBackupFail(failed) => failed,
        other => panic!("{other}"),
    }
}
