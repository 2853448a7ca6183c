//! Against a reference: types as a user would derive them with serde, for a nested event, three flattened ones and a small
//! one. Both must accept the same bodies, write the same JSON, and find the same unknown fields and unexpected types, but for the
//! differences that are intended:
//!
//! - a key that stands twice, anywhere, is an error; derived, it is one only if it is a field of the types,
//! - `timestamp` must be an instant that chrono can hold,
//! - a code may be the vendor's word for it,
//! - where an event carries a stack, an agent or a job it may be nested or spread,
//! - other event types are read; the reference has five.
//!
//! What is optional is a `Value` first and typed second, so that an odd one costs nothing but itself. Integers and dates have
//! readers of their own below, written from the page of limits and not from the code under test.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use cloud66_webhooks::{Drift, WebhookEvent};
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::bytes::arbitrary_precision;
use super::json::{Difference, Node, differences, has_private, has_rounded, is_spelling, lost};

#[derive(Serialize, Deserialize)]
#[serde(tag = "event_type")]
enum Reference {
    #[serde(rename = "managed_backup.fail")]
    Backup(BackupEvent),
    #[serde(rename = "stack.created")]
    Stack(StackEvent),
    #[serde(rename = "server.ip.change.fail")]
    IpChange(IpChangeEvent),
    #[serde(rename = "job.fail")]
    Job(JobEvent),
    #[serde(rename = "free.disk.space.alert")]
    Disk(DiskEvent),
}

#[derive(Serialize, Deserialize)]
struct BackupEvent {
    timestamp: Integer,
    stack: Stack,
    backup: Backup,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    error_message: Optional<String>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct StackEvent {
    timestamp: Integer,
    #[serde(flatten)]
    stack: Stack,
}

#[derive(Serialize, Deserialize)]
struct IpChangeEvent {
    timestamp: Integer,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    new_ext_ipv4: Optional<String>,
    #[serde(flatten)]
    agent: Agent,
}

#[derive(Serialize, Deserialize)]
struct JobEvent {
    timestamp: Integer,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    run_data: Optional<String>,
    #[serde(flatten)]
    job: Job,
}

#[derive(Serialize, Deserialize)]
struct DiskEvent {
    timestamp: Integer,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    server: Optional<String>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Stack {
    uid: String,
    name: String,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    account_id: Optional<Integer>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    git: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    git_branch: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    environment: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    cloud: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    fqdn: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    language: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    framework: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    status: Optional<Integer>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    health: Optional<Integer>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    last_activity: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    last_activity_iso: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    maintenance_mode: Optional<bool>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    has_loadbalancer: Optional<bool>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    created_at: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    updated_at: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    deploy_directory: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    cloud_status: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    backend: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    version: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    revision: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    is_busy: Optional<bool>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    account_name: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    is_cluster: Optional<bool>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    is_inside_cluster: Optional<bool>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    cluster_name: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    application_address: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    configstore_namespace: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    namespaces: Optional<Vec<String>>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    considerations: Optional<Considerations>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    redeploy_hook: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    created_at_iso: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    updated_at_iso: Optional<Date>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Considerations {
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    warnings: Optional<Vec<String>>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    notices: Optional<Vec<String>>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Backup {
    id: Integer,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    server_uid: Optional<String>,
    db_type: String,
    database_name: String,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    file_base: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    backup_date_iso: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    backup_status: Optional<Integer>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    backup_result: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    restore_status: Optional<Integer>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    restore_result: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    created_at_iso: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    updated_at_iso: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    verify_status: Optional<Integer>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    verify_result: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    storage_path: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    skip_tables: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    backup_size: Optional<Size>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    error_message: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    file_name: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    logical_backup: Optional<bool>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    backup_date: Optional<Date>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Agent {
    uid: String,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    status: Optional<Integer>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    server: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    created_at: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    updated_at: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    created_at_iso: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    updated_at_iso: Optional<Date>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Job {
    uid: String,
    name: String,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    r#type: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    cron: Optional<String>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    status: Optional<TextOrCode>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    paused: Optional<bool>,
    params: Option<Value>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    created_at: Optional<Date>,
    #[serde(default, skip_serializing_if = "Optional::is_absent")]
    updated_at: Optional<Date>,
    #[serde(flatten)]
    unknown: Unknown,
}

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

/// The integer that is spelled as a decimal, as far as an `f64` has room for a fraction too.
fn spelled(value: &Value) -> Option<i64> {
    let number = value.as_f64().filter(|_| !value.is_i64() && !value.is_u64())?;
    (number.fract() == 0.0 && number.abs() < 2_f64.powi(52)).then_some(number as i64)
}

/// An instant in a documented spelling.
struct Date(DateTime<Utc>);

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        instant(&text).map(Self).ok_or_else(|| D::Error::custom("no instant"))
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

const KNOWN: [&str; 5] =
    ["managed_backup.fail", "stack.created", "server.ip.change.fail", "job.fail", "free.disk.space.alert"];

pub fn check(data: &[u8]) {
    let read = WebhookEvent::from_slice(data);
    let Ok(text) = std::str::from_utf8(data) else { return assert!(read.is_err(), "read what is not UTF-8") };
    let reference = serde_json::from_str::<Reference>(text);
    // Most bodies are refused by both, or of another event type. They cost no more than that, because it is the number of
    // executions that counts here.
    match (&read, &reference) {
        (Err(_), Err(_)) => return,
        (Ok(event), Err(_)) if !KNOWN.contains(&event.event_type().as_str()) => return,
        _ => {}
    }
    // Neither serde's `Value` nor what it buffers tells these.
    if has_rounded(text) || has_private(text) {
        return;
    }
    match (read, reference) {
        (Err(_), Err(_)) => {}
        (Ok(event), Ok(reference)) => compare(text, &event, &reference),
        (Ok(event), Err(refused)) => {
            // The reference must read what was written, and the body may differ from that in the layout only. As text,
            // because serde refuses some integers out of a `Value` that it buffers, under `arbitrary_precision`.
            let written = value(&event);
            match serde_json::from_str::<Reference>(&written.to_string()) {
                Ok(reference) => {
                    let again = WebhookEvent::try_from(written.clone()).expect("what was written is read again");
                    compare(&written.to_string(), &again, &reference);
                }
                Err(error) => {
                    // An object whose unknown fields clash with those of the event stays nested, and the reference reads none.
                    let is_nested = |name| written.get(name).is_some_and(Value::is_object);
                    assert!(
                        written.get("uid").is_none() && ["stack", "agent", "job"].into_iter().any(is_nested),
                        "the reference reads neither the body ({refused}) nor {written}: {error}"
                    );
                }
            }
            let body: Value = serde_json::from_str(text).expect("read, so it is JSON");
            let lost = lost(&body, &written);
            assert!(lost.is_empty(), "read what the reference refuses ({refused}), and changed it: {lost:?}");
            let is_moved = differences(&body, &written).iter().any(|difference| !is_spelling(difference));
            let is_nested =
                ["stack", "agent", "job"].into_iter().any(|name| written.get(name).is_some_and(Value::is_object));
            assert!(is_moved || is_nested, "the reference refuses, for no reason that is listed: {refused}");
        }
        (Err(error), Ok(_)) => {
            let has_duplicates = || serde_json::from_str::<Node>(text).is_ok_and(|node| node.has_duplicates());
            let is_twice = error.reason() == "duplicate field" && has_duplicates();
            let is_unheld =
                error.path() == Some("timestamp") && error.reason().ends_with("found a number out of range");
            assert!(is_twice || is_unheld, "the reference reads it: {error}");
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
        // Under `arbitrary_precision` it is 0 once it came through a `Value`; otherwise it is `-0.0` on both sides. An integer beyond
        // 64 bits whose digits are those of an `f64` comes out of a `Value` as that, and is written with an exponent.
        (Some(Value::Number(one)), Some(Value::Number(other))) => {
            let is_zero = [one, other].iter().any(|number| number.to_string() == "-0");
            let is_exponent =
                arbitrary_precision() && other.to_string().contains('e') && one.as_f64() == other.as_f64();
            is_spelling(difference) && is_zero || is_exponent
        }
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
