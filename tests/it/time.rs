//! Timestamps: each form in each place, and what is decided about leap seconds, offsets and the ends of time.

use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};
use cloud66_webhooks::payloads::BackupEvent;
use cloud66_webhooks::time::{Rfc3339, Spaced};
use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use serde_with::{DeserializeAs, SerializeAs};

use crate::arbitrary;
use crate::model::{self, Kind};
use crate::places::{self, Place};
use crate::support::{drift_of, error, event, sample_with};
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

/// Both written forms.
fn written(instant: DateTime<Utc>) -> (String, String) {
    let json = serde_json::to_value(Both { rfc3339: instant, spaced: instant }).unwrap();
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    (text("rfc3339"), text("spaced"))
}

/// A form, its seconds and nanoseconds, and the text in which it is written, `T` and `Z` being a space and ` UTC` in the other form.
const FORMS: [(&str, i64, u32, &str); 23] = [
    ("2024-01-15T10:30:00Z", 1_705_314_600, 0, "2024-01-15T10:30:00Z"),
    ("2024-02-15 14:30:00 UTC", 1_708_007_400, 0, "2024-02-15T14:30:00Z"),
    ("2014-08-14T01:46:53+00:00", 1_407_980_813, 0, "2014-08-14T01:46:53Z"),
    ("2021-01-04T21:32:33+0000", 1_609_795_953, 0, "2021-01-04T21:32:33Z"),
    ("2014-12-31T12:13:39.000Z", 1_420_028_019, 0, "2014-12-31T12:13:39Z"),
    ("2015-02-10T17:41:36.988310784Z", 1_423_590_096, 988_310_784, "2015-02-10T17:41:36.988310784Z"),
    ("0001-01-01T00:00:00Z", -62_135_596_800, 0, "0001-01-01T00:00:00Z"),
    ("2024-01-15T10:30:00.5Z", 1_705_314_600, 500_000_000, "2024-01-15T10:30:00.500Z"),
    ("2024-01-15T10:30:00.1234Z", 1_705_314_600, 123_400_000, "2024-01-15T10:30:00.123400Z"),
    ("2024-01-15 10:30:00.25 UTC", 1_705_314_600, 250_000_000, "2024-01-15T10:30:00.250Z"),
    ("2024-01-15T10:30:00 UTC", 1_705_314_600, 0, "2024-01-15T10:30:00Z"),
    ("2024-01-15 10:30:00Z", 1_705_314_600, 0, "2024-01-15T10:30:00Z"),
    ("2024-01-15t10:30:00z", 1_705_314_600, 0, "2024-01-15T10:30:00Z"),
    ("2024-01-15T12:30:00+02:00", 1_705_314_600, 0, "2024-01-15T10:30:00Z"),
    ("2024-01-15T00:00:00-10:30", 1_705_314_600, 0, "2024-01-15T10:30:00Z"),
    ("2024-01-15 16:15:00+0545", 1_705_314_600, 0, "2024-01-15T10:30:00Z"),
    ("2024-01-15T10:30:00-00:00", 1_705_314_600, 0, "2024-01-15T10:30:00Z"),
    ("2024-02-29T23:59:59Z", 1_709_251_199, 0, "2024-02-29T23:59:59Z"),
    ("1969-12-31T23:59:59.5Z", -1, 500_000_000, "1969-12-31T23:59:59.500Z"),
    ("0000-01-01T00:00:00Z", -62_167_219_200, 0, "0000-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z"),
    // A leap second is an instant of its own: chrono counts it as the 59th second with more than a billion nanoseconds.
    ("2016-12-31T23:59:60Z", 1_483_228_799, 1_000_000_000, "2016-12-31T23:59:60Z"),
    ("2016-12-31T23:59:60.5+0000", 1_483_228_799, 1_500_000_000, "2016-12-31T23:59:60.500Z"),
];

fn with_space(rfc3339: &str) -> String {
    rfc3339.replace('T', " ").replace('Z', " UTC")
}

#[test]
fn every_form_is_read_and_written_in_the_form_of_its_field() {
    for (text, seconds, nanoseconds, rfc3339) in FORMS {
        let instant = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((instant.timestamp(), instant.nanosecond()), (seconds, nanoseconds), "{text}");
        let spaced = with_space(rfc3339);
        assert_eq!(written(instant), (rfc3339.to_owned(), spaced.clone()), "{text}");
        for again in [rfc3339, &spaced] {
            assert_eq!(read(again).unwrap(), instant, "{text}");
        }
        // Nothing is written in another form where nothing is typed.
        let unrecognized = json!({"event_type": "x.y", "timestamp": text});
        assert_eq!(event(&unrecognized).timestamp().timestamp(), seconds, "{text}");
        assert_eq!(serde_json::to_value(event(&unrecognized)).unwrap(), unrecognized, "{text}");
    }
}

/// chrono is the judge of what is written.
#[test]
fn timestamps_are_written_as_chrono_writes_them() {
    let fractions = [0_u32, 1, 100, 999, 1_000, 100_000, 20_000, 999_000, 1_000_000, 120_000_000, 999_999_999];
    let years = [-62_167_219_200_i64, 253_402_300_799, -1, 0, 951_782_400, 1_709_164_799, 1_757_011_079];
    let steps = (0..500).map(|step| step * 506_844_007 - 62_167_000_000).take_while(|seconds| *seconds < years[1]);
    for seconds in years.into_iter().chain(steps) {
        // The last second of a day may be followed by a leap second.
        let leap = if seconds.rem_euclid(86_400) == 86_399 { 1_000_000_000 } else { 0 };
        for nanoseconds in fractions.into_iter().chain(fractions.map(|fraction| fraction + leap)) {
            let instant = DateTime::from_timestamp(seconds, nanoseconds).unwrap();
            let rfc3339 = instant.to_rfc3339_opts(SecondsFormat::AutoSi, true);
            assert_eq!(written(instant), (rfc3339, instant.to_string()));
        }
    }
}

/// chrono's own parser is the judge of every text that differs from these in one byte, or in two digits.
#[test]
fn timestamps_are_read_as_chrono_reads_them() {
    let texts = [
        "2024-02-15T14:30:00Z",
        "2024-02-15 14:30:00 UTC",
        "0000-01-01T00:00:00+00:00",
        "0000-12-31T23:59:59.120Z",
        "2016-12-31T23:59:60+00:00",
        "9999-12-31T07:30:00.000000001-08:30",
    ];
    for text in texts {
        assert!(read(text).is_ok(), "{text}");
        let bytes = (0..text.len()).flat_map(|at| (0..128_u8).map(move |byte| (at, at, vec![byte])));
        let pairs = (1..text.len()).flat_map(|at| (0..100).map(move |pair| (at - 1, at, format!("{pair:02}").into())));
        for (first, last, bytes) in bytes.chain(pairs) {
            let mut changed = text.as_bytes().to_vec();
            changed.splice(first..=last, bytes);
            let changed = String::from_utf8(changed).unwrap();
            // chrono reads the spaced form in another function.
            let mut rfc3339 = changed.strip_suffix(" UTC").map_or(changed.clone(), |rest| format!("{rest}Z"));
            if rfc3339.get(10..11) == Some(" ") {
                rfc3339.replace_range(10..11, "T");
            }
            let expected = DateTime::parse_from_rfc3339(&rfc3339).ok().map(|instant| instant.to_utc());
            let is_last_minute = |at: &DateTime<Utc>| (at.hour(), at.minute()) == (23, 59);
            let expected = expected.filter(|at| at.nanosecond() < 1_000_000_000 || is_last_minute(at));
            let expected = expected.filter(|at| (0..=9999).contains(&at.year()));
            assert_eq!(read(&changed).ok(), expected, "{changed}");
        }
    }
}

/// One change of the vendor must not refuse every delivery: every timestamp of every event is read in every form, and as Unix seconds,
/// and written in its own. The next form is in the next place, so that each place gets each form once.
#[test]
fn every_place_reads_every_form_and_is_written_in_its_own() {
    let texts = FORMS.map(|(text, seconds, _, rfc3339)| (json!(text), seconds, rfc3339));
    let unix = [json!(1_705_314_600), json!(1_705_314_600.0)].map(|unix| (unix, 1_705_314_600, "2024-01-15T10:30:00Z"));
    let forms: Vec<(Value, i64, &str)> = texts.into_iter().chain(unix).collect();
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        let places = places::places(&event_type, &full);
        let is_timestamp =
            |place: &&Place| matches!(place.kind, Kind::Date | Kind::Spaced) || place.path == "timestamp";
        for first in 0..forms.len() {
            let (mut sent, mut expected) = (full.clone(), full.clone());
            let in_turn = forms.iter().cycle().skip(first);
            for (place, (form, seconds, rfc3339)) in places.iter().filter(is_timestamp).zip(in_turn) {
                place.set(&mut sent, form.clone());
                let written = match place.kind {
                    Kind::Date => json!(rfc3339),
                    Kind::Spaced => json!(with_space(rfc3339)),
                    _ => json!(seconds),
                };
                place.set(&mut expected, written);
            }
            let by_all_ways = event_type == EventType::ManagedBackupFail;
            let ways = if by_all_ways { ways_in(&sent) } else { vec![("from_str", Ok(event(&sent)))] };
            for (way, event) in ways {
                let event = event.unwrap_or_else(|error| panic!("{event_type} by {way}: {error}"));
                assert_eq!(event.drift(), [], "{event_type} by {way}");
                assert_eq!(serde_json::to_value(&event).unwrap(), expected, "{event_type} by {way}");
            }
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_timestamps_survive_and_a_damaged_one_never_panics(
        text in arbitrary::instant(), at in any::<prop::sample::Index>(), with in any::<char>(),
    ) {
        let instant = read(&text).map_err(TestCaseError::fail)?;
        // chrono's own parser as the judge.
        prop_assert_eq!(text.parse(), Ok(instant));
        let (rfc3339, spaced) = written(instant);
        prop_assert_eq!(read(&rfc3339), Ok(instant));
        prop_assert_eq!(read(&spaced), Ok(instant));

        let mut characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len());
        characters[at] = with;
        if let Ok(other) = read(&String::from_iter(characters)) {
            prop_assert_eq!(read(&written(other).0), Ok(other));
        }
    }
}

/// The timestamp of an event has all that chrono has. A text has the years that have four digits, so that what is beyond is kept
/// in a field that would be written as one.
#[test]
fn unix_seconds_reach_to_the_ends_of_time() {
    let (first, last) = (DateTime::<Utc>::MIN_UTC.timestamp(), DateTime::<Utc>::MAX_UTC.timestamp());
    for (seconds, is_read, is_written) in [
        (i64::MIN, false, false),
        (first - 1, false, false),
        (first, true, false),
        (-62_167_219_201, true, false),
        (-62_167_219_200, true, true),
        (-1, true, true),
        (253_402_300_799, true, true),
        (253_402_300_800, true, false),
        (last, true, false),
        (last + 1, false, false),
        (i64::MAX, false, false),
    ] {
        let json = sample_with("managed_backup.fail", "/timestamp", seconds);
        if is_read {
            assert_eq!(event(&json).timestamp().timestamp(), seconds);
            assert_eq!(serde_json::to_value(event(&json)).unwrap()["timestamp"], seconds);
            assert!(!event(&json).to_string().is_empty());
        } else {
            let error = error(&json);
            assert_eq!(error.reason(), "expected a timestamp, found a number out of range");
            assert_eq!((error.path(), error.timestamp()), (Some("timestamp"), None));
        }
        let read = event(&sample_with("managed_backup.fail", "/stack/created_at", seconds));
        assert_eq!(read.stack().unwrap().created_at.is_some(), is_written, "{seconds}");
        let expected = "unexpected type in `stack.created_at`: expected a timestamp, found a number out of range";
        assert_eq!(drift_of(&read), if is_written { vec![] } else { vec![expected] }, "{seconds}");
        let written = &serde_json::to_value(&read).unwrap()["stack"]["created_at"];
        assert_eq!(*written == seconds, !is_written, "{written}");
    }
}

/// What somebody sets. A timestamp of an event is in the second that it is in.
#[test]
fn a_timestamp_that_is_set_is_written_as_it_is_read_or_not_at_all() {
    let instant = |seconds, nanoseconds| DateTime::from_timestamp(seconds, nanoseconds).unwrap();
    for (timestamp, seconds) in [
        (instant(1, 600_000_000), 1),
        (instant(1, 400_000_000), 1),
        (instant(-2, 600_000_000), -2),
        (DateTime::<Utc>::MIN_UTC, -8_334_601_228_800),
        (DateTime::<Utc>::MAX_UTC, 8_210_266_876_799),
    ] {
        let mut failed: BackupEvent = Sample::payload();
        failed.timestamp = timestamp;
        let written = serde_json::to_value(WebhookEvent::ManagedBackupFail(failed.into())).unwrap();
        assert_eq!(written["timestamp"], seconds);
        assert_eq!(event(&written).timestamp().timestamp(), seconds);
    }
    // In the year 10,000, before the year 0, and a leap second that is none.
    for without_form in
        [instant(253_402_300_800, 0), instant(-62_167_219_201, 0), instant(1_705_314_599, 1_000_000_000)]
    {
        assert!(Spaced::serialize_as(&without_form, serde_json::value::Serializer).is_err());
        let mut failed: BackupEvent = Sample::payload();
        failed.stack.created_at = Some(without_form);
        let error = serde_json::to_string(&WebhookEvent::ManagedBackupFail(failed.into())).unwrap_err();
        assert_eq!(error.to_string(), "a timestamp that has no documented form");
    }
}
