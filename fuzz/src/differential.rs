//! Against a reference: the derived types of `benches/rivals`, with readers of their own that are tolerant where the crate is. Both
//! must accept the same bodies, write the same JSON, and find the same unknown fields and unexpected types, but for the
//! differences that are intended:
//!
//! - a name that stands twice, anywhere, is an error; derived, it is one only if it is a field of the types,
//! - a code may be the vendor's word for it,
//! - where an event carries a stack, an agent or a job it may be nested or not,
//! - some dates are written with a space in them.
//!
//! What is optional is a `Value` first and typed second, so that an odd one costs nothing but itself. Integers and dates have
//! readers of their own below, written from the page of limits and not from the code under test.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use cloud66_webhooks::{Drift, WebhookEvent};
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::json::{has_duplicates, has_private, has_respelled};
use super::oracles::{Difference, differences, is_spelling, lost};

macro_rules! object {
    // What is flattened keeps the unknown fields.
    ($name:ident { $($required:ident: $type:ty),* } { $($optional:ident: $inner:ty),* } {}) => {
        #[derive(Serialize, Deserialize)]
        struct $name {
            $($required: $type,)*
            $(#[serde(default, skip_serializing_if = "Optional::is_absent")]
            $optional: Optional<$inner>,)*
            #[serde(flatten)]
            unknown: Unknown,
        }
    };
    ($name:ident { $($required:ident: $type:ty),* } { $($optional:ident: $inner:ty),* } { $flat:ident: $spread:ty }) => {
        #[derive(Serialize, Deserialize)]
        struct $name {
            $($required: $type,)*
            $(#[serde(default, skip_serializing_if = "Optional::is_absent")]
            $optional: Optional<$inner>,)*
            #[serde(flatten)]
            $flat: $spread,
        }
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

type Spaced = Date;
type Any = Value;

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum TextOrCode {
    Code(Integer),
    Text(String),
}

/// An optional field.
#[derive(Default)]
enum Optional<T> {
    #[default]
    Absent,
    Typed(T),
    /// A value of an unexpected type.
    Odd(Value),
}

impl<T> Optional<T> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Optional<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(match T::deserialize(&value) {
            _ if value.is_null() => Self::Absent,
            Ok(typed) => Self::Typed(typed),
            Err(_) => Self::Odd(value),
        })
    }
}

/// The only key of an object that stands for a value of an unexpected type, until `unmark` takes it away,
const ODD: &str = "\0odd";
/// and for the value of an unknown field.
const UNKNOWN: &str = "\0unknown";

fn marked(mark: &str, value: &Value) -> Value {
    Value::Object(Map::from_iter([(mark.to_owned(), value.clone())]))
}

impl<T: Serialize> Serialize for Optional<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Typed(typed) => typed.serialize(serializer),
            Self::Odd(value) => marked(ODD, value).serialize(serializer),
        }
    }
}

#[derive(Deserialize)]
struct Unknown(Map<String, Value>);

impl Serialize for Unknown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, marked(UNKNOWN, value))))
    }
}

/// An integer of 64 bits, also spelled `3.0` or `3e0`.
#[derive(Serialize)]
struct Integer(i64);

impl<'de> Deserialize<'de> for Integer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        value.as_i64().or_else(|| spelled(&value)).map(Self).ok_or_else(|| D::Error::custom("no integer"))
    }
}

/// A size in bytes.
#[derive(Serialize)]
struct Size(u64);

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let spelled = || u64::try_from(spelled(&value)?).ok();
        value.as_u64().or_else(spelled).map(Self).ok_or_else(|| D::Error::custom("no size"))
    }
}

/// The integer that is spelled as a decimal, below 2^52.
fn spelled(value: &Value) -> Option<i64> {
    let number = value.as_f64().filter(|_| !value.is_i64() && !value.is_u64())?;
    (number.fract() == 0.0 && number.abs() < 2_f64.powi(52)).then_some(number as i64)
}

/// An instant in a documented spelling, or in Unix seconds up to the last one that has such a spelling.
#[derive(Serialize)]
struct Date(DateTime<Utc>);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let date = Unix::deserialize(deserializer)?.0;
        if (0..=9999).contains(&date.year()) { Ok(Self(date)) } else { Err(D::Error::custom("no date")) }
    }
}

/// An instant, written in Unix seconds.
struct Unix(DateTime<Utc>);

impl<'de> Deserialize<'de> for Unix {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let seconds = || DateTime::from_timestamp(Integer::deserialize(&value).ok()?.0, 0);
        value.as_str().map_or_else(seconds, instant).map(Self).ok_or_else(|| D::Error::custom("no instant"))
    }
}

impl Serialize for Unix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.timestamp().serialize(serializer)
    }
}

/// A date, `T` or a space, a time of day, a fraction of up to nine digits, and `Z`, ` UTC` or an offset.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    fn number(digits: &str) -> Option<u32> {
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    }
    let text = Some(text).filter(|text| text.is_ascii() && text.len() > 19)?;
    let marks = [4, 7, 10, 13, 16].map(|index| text.as_bytes()[index]);
    let ([b'-', b'-', b'T' | b't' | b' ', b':', b':'], rest) = (marks, &text[19..]) else { return None };
    let [year, month, day, hour, minute, second] =
        [&text[..4], &text[5..7], &text[8..10], &text[11..13], &text[14..16], &text[17..19]].map(number);
    let end = rest.strip_prefix('.').map_or(0, |rest| 1 + rest.bytes().take_while(u8::is_ascii_digit).count());
    let nanoseconds = match &rest[..end] {
        "" => 0,
        fraction if (2..=10).contains(&fraction.len()) => number(&format!("{:0<9}", &fraction[1..]))?,
        _ => return None,
    };
    let offset = match &rest[end..] {
        "Z" | "z" | " UTC" => 0,
        zone => {
            let sign = match zone.as_bytes().first()? {
                b'+' => 1,
                b'-' => -1,
                _ => return None,
            };
            let digits = match zone.len() {
                5 => zone[1..].to_owned(),
                6 if zone.as_bytes()[3] == b':' => format!("{}{}", &zone[1..3], &zone[4..]),
                _ => return None,
            };
            let (hours, minutes) = (number(&digits[..2])?, number(&digits[2..])?);
            (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 60 + minutes))?
        }
    };
    let is_leap = second? == 60;
    let date = NaiveDate::from_ymd_opt(year? as i32, month?, day?)?;
    let (second, nanoseconds) = if is_leap { (59, nanoseconds + 1_000_000_000) } else { (second?, nanoseconds) };
    // The leap second is put back once the offset is taken away.
    let whole = date.and_hms_opt(hour?, minute?, second)?.and_utc().checked_sub_signed(TimeDelta::minutes(offset))?;
    let is_in_time = (0..=9999).contains(&whole.year()) && (!is_leap || whole.format("%H:%M").to_string() == "23:59");
    is_in_time.then(|| chrono::Timelike::with_nanosecond(&whole, nanoseconds))?
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
            let is_nested =
                ["stack", "agent", "job"].iter().any(|name| written.get(name).is_some_and(Value::is_object));
            let is_moved = differences(&body, &written).iter().any(|difference| !is_spelling(difference));
            assert!(is_moved || is_nested, "the reference refuses, for no reason that is listed: {refused}");
            match serde_json::from_value::<Reference>(written.clone()) {
                Ok(reference) => {
                    let again = WebhookEvent::try_from(written.clone()).expect("what was written is read again");
                    compare(&written.to_string(), &again, &reference);
                }
                Err(error) => assert!(is_nested, "the reference reads neither the body nor {written}: {error}"),
            }
        }
        (Err(error), Ok(_)) => {
            assert!(has_duplicates(text), "the reference reads it: {error}");
        }
    }
}

/// What the reference writes otherwise: the vendor's word for a code, and the fields whose documented dates have a space in them.
/// All else is the same byte for byte, and an instant is spelled as chrono does it.
fn is_intended(difference: &Difference) -> bool {
    match (&difference.expected, &difference.found) {
        (Some(Value::String(date)), Some(Value::String(spaced))) => {
            let bare = date.strip_suffix('Z').unwrap_or(date);
            is_spelling(difference) && *spaced == format!("{} UTC", bare.replacen('T', " ", 1))
        }
        (Some(Value::String(_)), Some(Value::Number(_))) => is_spelling(difference),
        _ => false,
    }
}

/// Whether the event and the reference say the same.
fn compare(text: &str, event: &WebhookEvent, reference: &Reference) {
    let (mut odd, mut unknown) = (BTreeSet::new(), BTreeSet::new());
    let reference = unmark(value(reference), "", &mut odd, &mut unknown);
    let written = value(event);
    let other: Vec<Difference> =
        differences(&reference, &written).into_iter().filter(|difference| !is_intended(difference)).collect();
    assert!(other.is_empty(), "other than the reference: {other:?}\n{text}");

    let drift = event.drift();
    if drift.len() > 100 {
        return;
    }
    // A name that is not plain is spelled in the path in a way of its own.
    let is_plain = |path: &&str| !path.contains("[\"");
    let found: BTreeSet<&str> =
        drift.iter().filter(|drift| drift.is_unknown_field()).filter_map(Drift::path).filter(is_plain).collect();
    let expected: BTreeSet<&str> = unknown.iter().map(String::as_str).filter(is_plain).collect();
    assert_eq!(found, expected, "unknown fields of {text}");
    let found: BTreeSet<&str> =
        drift.iter().filter(|drift| drift.is_unexpected_type()).filter_map(Drift::path).collect();
    let is_inside = |path: &str, place: &str| {
        path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    for path in &found {
        assert!(odd.iter().any(|place| is_inside(path, place)), "`{path}` is as the reference expects it: {text}");
    }
    for place in &odd {
        // A word for a code is typed, and the reference has no table of them.
        let place_in = |value: &Value| value.pointer(&format!("/{}", place.replace('.', "/"))).cloned();
        let is_code = || {
            place_in(&reference).is_some_and(|word| word.is_string())
                && place_in(&written).is_some_and(|code| code.is_i64())
        };
        let is_found = found.iter().any(|path| is_inside(path, place));
        assert!(is_found || is_code(), "`{place}` is not as the reference expects it: {text}");
    }
}

/// The JSON that the reference means, and the paths of what is marked in it.
fn unmark(value: Value, path: &str, odd: &mut BTreeSet<String>, unknown: &mut BTreeSet<String>) -> Value {
    let Value::Object(mut fields) = value else { return value };
    for (mark, paths) in [(ODD, &mut *odd), (UNKNOWN, &mut *unknown)] {
        if let (1, Some(value)) = (fields.len(), fields.get_mut(mark)) {
            paths.insert(path.to_owned());
            return value.take();
        }
    }
    let inside = |name: &str| {
        let is_plain = (1..=64).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        match (is_plain, path) {
            (false, _) => format!("{path}[\"\"]"),
            (true, "") => name.to_owned(),
            (true, _) => format!("{path}.{name}"),
        }
    };
    for (name, value) in &mut fields {
        *value = unmark(value.take(), &inside(name), odd, unknown);
    }
    Value::Object(fields)
}

fn value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("what was read can be written")
}
