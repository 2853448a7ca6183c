//! Against a reference: the derived types of `benches/rivals`, with readers of their own that are tolerant where the crate is. Both
//! must accept the same bodies, write the same JSON, and find the same unknown fields and unexpected types, but for the
//! differences that are intended:
//!
//! - a name that stands twice, anywhere, is an error; derived, it is one only if it is a field of the types,
//! - a code may be the vendor's word for it,
//! - where an event carries a stack, an agent or a job it may be nested or not.
//!
//! What is optional is a `Value` first and typed second, so that an odd one costs nothing but itself. Integers and dates have
//! readers of their own below, written from the page of limits and not from the code under test.

use std::collections::{BTreeMap, BTreeSet};

use chrono::serde::ts_seconds;
use chrono::{DateTime, Datelike, Timelike, Utc};
use cloud66_webhooks::{Drift, WebhookEvent};
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::json::{has_duplicates, has_private, has_respelled};
use super::oracles::{self, Difference, differences, is_spelling, lost};

macro_rules! object {
    ($name:ident { $($required:ident: $type:ty),* } { $($optional:ident: $inner:ty),* } { $($flat:ident: $spread:ty)? }) => {
        #[derive(Serialize, Deserialize)]
        struct $name {
            $($required: $type,)*
            $(#[serde(default, deserialize_with = "optional", serialize_with = "mark_odd")]
            $optional: Optional<$inner>,)*
            #[serde(flatten)]
            rest: rest!($($spread)?),
        }
    };
}

/// What is flattened keeps the unknown fields.
macro_rules! rest {
    () => {
        Unknown
    };
    ($spread:ty) => {
        $spread
    };
}

macro_rules! event {
    ($($variant:ident = $wire:literal: $payload:ident,)*) => {
        #[derive(Serialize, Deserialize)]
        #[serde(tag = "event_type")]
        #[allow(clippy::large_enum_variant, reason = "one at a time")]
        enum Reference {
            $(#[serde(rename = $wire)]
            $variant($payload),)*
        }
    };
}

rivals::model! { object, event }

type Any = Value;

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum TextOrCode {
    Code(Integer),
    Text(String),
}

/// An optional field: the value, or one of an unexpected type.
type Optional<T> = Option<Result<T, Value>>;

fn optional<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Optional<T>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok((!value.is_null()).then(|| T::deserialize(&value).map_err(|_| value)))
}

/// The only key of an object that stands for a value of an unexpected type, until `unmark` takes it away,
const ODD: &str = "\0odd";
/// and for the value of an unknown field.
const UNKNOWN: &str = "\0unknown";

fn mark_odd<S: Serializer, T: Serialize>(field: &Optional<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match field {
        None => serializer.serialize_none(),
        Some(Ok(typed)) => typed.serialize(serializer),
        Some(Err(odd)) => BTreeMap::from([(ODD, odd)]).serialize(serializer),
    }
}

#[derive(Deserialize)]
struct Unknown(Map<String, Value>);

impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, BTreeMap::from([(UNKNOWN, value)]))))
    }
}

#[derive(Serialize, Deserialize)]
struct Integer(#[serde(deserialize_with = "integer")] i64);
#[derive(Serialize, Deserialize)]
struct Size(#[serde(deserialize_with = "size")] u64);
#[derive(Serialize, Deserialize)]
struct Date(#[serde(deserialize_with = "date")] DateTime<Utc>);
#[derive(Serialize, Deserialize)]
struct Spaced(#[serde(deserialize_with = "date", serialize_with = "spaced")] DateTime<Utc>);
#[derive(Serialize, Deserialize)]
struct Unix(#[serde(deserialize_with = "unix", serialize_with = "ts_seconds::serialize")] DateTime<Utc>);

fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    typed(deserializer, whole)
}

fn size<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    typed(deserializer, |value| value.as_u64().or_else(|| whole(value)?.try_into().ok()))
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    // Up to the last one that has a documented spelling.
    typed(deserializer, |value| instant(value).filter(|date| (0..=9999).contains(&date.year())))
}

fn spaced<S: Serializer>(date: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

fn unix<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    typed(deserializer, instant)
}

fn typed<'de, D: Deserializer<'de>, T>(deserializer: D, read: fn(&Value) -> Option<T>) -> Result<T, D::Error> {
    read(&Value::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("another type"))
}

/// An integer of 64 bits, also spelled `3.0` or `3e0` below 2^52.
fn whole(value: &Value) -> Option<i64> {
    let decimal = value.as_f64().filter(|_| !value.is_i64() && !value.is_u64());
    let whole = decimal.filter(|number| number.fract() == 0.0 && number.abs() < 2_f64.powi(52));
    value.as_i64().or(whole.map(|number| number as i64))
}

/// An instant in a documented spelling, or in Unix seconds.
fn instant(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str().map_or_else(|| DateTime::from_timestamp(whole(value)?, 0), spelled)
}

/// A date, `T` or a space, a time of day, a fraction of up to nine digits, and `Z`, ` UTC` or an offset.
fn spelled(text: &str) -> Option<DateTime<Utc>> {
    let shape = text.replace(|c: char| c.is_ascii_digit(), "0");
    let mut shapes = ["T", "t", " "].iter().map(|between| format!("0000-00-00{between}00:00:00"));
    let rest = shapes.find_map(|whole| shape.strip_prefix(&whole))?;
    let fraction = rest.strip_prefix('.').map_or(0, |rest| rest.len() - rest.trim_start_matches('0').len());
    let zone = if (1..=9).contains(&fraction) { &rest[1 + fraction..] } else { rest };
    let is_zone = ["Z", "z", " UTC", "+0000", "-0000", "+00:00", "-00:00"].contains(&zone);
    // chrono reads all of these, and more.
    let instant = oracles::instant(text).filter(|_| is_zone)?;
    let is_leap = instant.nanosecond() >= 1_000_000_000;
    let is_in_time = !is_leap || (instant.hour(), instant.minute()) == (23, 59);
    (is_in_time && (0..=9999).contains(&instant.year())).then_some(instant)
}

/// What is compared: a nested event, flattened ones and a small one. The types of the others have readers of their own in the crate.
const KNOWN: [&str; 5] =
    ["managed_backup.fail", "stack.created", "server.ip.change.fail", "job.fail", "free.disk.space.alert"];

pub fn check(data: &[u8]) {
    let read = WebhookEvent::from_slice(data);
    let Ok(text) = std::str::from_utf8(data) else { return assert!(read.is_err(), "read what is not UTF-8") };
    let event_type = match &read {
        Ok(event) => Some(event.event_type()),
        Err(error) => error.event_type(),
    };
    // Most bodies are of another event type. They cost no more than that, because it is the number of executions that counts here.
    let is_known = event_type.is_some_and(|event_type| KNOWN.contains(&event_type.as_str()));
    if !is_known || has_respelled(text) || has_private(text) {
        return;
    }
    match (read, serde_json::from_str::<Reference>(text)) {
        (Err(_), Err(_)) => {}
        (Ok(event), Ok(reference)) => compare(text, &event, &reference),
        (Ok(event), Err(refused)) => {
            // It came in the other form: nested and not flat, or the other way round. What was written is in the documented one,
            // unless it keeps an object nested whose unknown fields clash with those of the event.
            let (body, written) = (serde_json::from_str(text).expect("JSON"), value(&event));
            let lost = lost(&body, &written);
            assert!(lost.is_empty(), "read what the reference refuses ({refused}), and changed it: {lost:?}");
            let is_nested = ["stack", "agent", "job"].iter().any(|name| written[name].is_object());
            let is_moved = differences(&body, &written).iter().any(|difference| !is_spelling(difference));
            assert!(is_moved || is_nested, "the reference refuses, for no reason that is listed: {refused}");
            match serde_json::from_value::<Reference>(written.clone()) {
                Ok(reference) => compare(text, &WebhookEvent::try_from(written).expect("read again"), &reference),
                Err(error) => assert!(is_nested, "the reference reads neither the body nor {written}: {error}"),
            }
        }
        (Err(error), Ok(_)) => assert!(has_duplicates(text), "the reference reads it: {error}"),
    }
}

/// Whether the event and the reference say the same, byte for byte. Of a vendor's word for a code the reference has no table.
fn compare(text: &str, event: &WebhookEvent, reference: &Reference) {
    let (mut odd, mut unknown) = (BTreeSet::new(), BTreeSet::new());
    let reference = unmark(value(reference), "", &mut odd, &mut unknown);
    let is_code = |difference: &Difference| {
        is_spelling(difference)
            && matches!((&difference.expected, &difference.found), (Some(Value::String(_)), Some(Value::Number(_))))
    };
    let (codes, other): (Vec<_>, Vec<_>) = differences(&reference, &value(event)).into_iter().partition(is_code);
    assert!(other.is_empty(), "other than the reference: {other:?}\n{text}");
    odd.retain(|place| !codes.iter().any(|code| code.path == format!("$.{place}")));

    let drift = event.drift();
    if drift.len() > 100 {
        return;
    }
    let paths = |is_of_kind: fn(&Drift) -> bool| -> BTreeSet<String> {
        drift.iter().filter(|drift| is_of_kind(drift)).filter_map(Drift::path).map(str::to_owned).collect()
    };
    // A name that is not plain is spelled in the path in a way of its own.
    let mut found = paths(Drift::is_unknown_field);
    found.retain(|path| !path.contains("[\""));
    assert_eq!(found, unknown, "unknown fields of {text}");
    let found = paths(Drift::is_unexpected_type);
    let is_inside = |path: &str, place: &str| {
        path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    for path in &found {
        assert!(odd.iter().any(|place| is_inside(path, place)), "`{path}` is as the reference expects it: {text}");
    }
    for place in &odd {
        assert!(
            found.iter().any(|path| is_inside(path, place)),
            "`{place}` is not as the reference expects it: {text}"
        );
    }
}

/// The JSON that the reference means, and the paths of what is marked in it, of plain names only.
fn unmark(value: Value, path: &str, odd: &mut BTreeSet<String>, unknown: &mut BTreeSet<String>) -> Value {
    let Value::Object(mut fields) = value else { return value };
    for (mark, paths) in [(ODD, &mut *odd), (UNKNOWN, &mut *unknown)] {
        if let (1, Some(value)) = (fields.len(), fields.get_mut(mark)) {
            if !path.contains('?') {
                paths.insert(path.to_owned());
            }
            return value.take();
        }
    }
    for (name, value) in &mut fields {
        let is_plain = (1..=64).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        let name = if is_plain { name } else { "?" };
        let inside = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        *value = unmark(value.take(), &inside, odd, unknown);
    }
    Value::Object(fields)
}

fn value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("what was read can be written")
}
