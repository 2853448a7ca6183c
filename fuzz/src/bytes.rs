//! Arbitrary bytes into every way in, as JSON text and as CBOR. The ways in must agree, whatever comes out is clean lines of bounded
//! length without a secret, what is read can be written and read again, and nothing of it is lost.

use std::fmt::Display;

use cloud66_webhooks::{Drift, EventType, ParseError, RawEvent, WebhookEvent};
use serde::Deserialize;
use serde_json::Value;

use super::json::{arbitrary_precision, has_duplicates, has_private, has_respelled, place};
use super::oracles::{check_line, lost};

type Read = Result<WebhookEvent, ParseError>;

/// No line is longer, in bytes: `Display` of an event, an error or a drift.
const LONGEST_LINE: usize = 8192;
/// No path is longer, in bytes.
const LONGEST_PATH: usize = 2000;
/// How many drifts are listed.
const MOST_DRIFT: usize = 100;

pub fn check(data: &[u8]) {
    check_cbor(data);
    let read = WebhookEvent::from_slice(data);
    let event_type = match &read {
        Ok(event) => {
            check_event(event);
            Some(event.event_type())
        }
        Err(error) => {
            check_error(error, Some(data));
            error.event_type()
        }
    };
    let peeked = EventType::peek(data);
    assert!(peeked.as_ref() == event_type || read.is_err() && peeked.is_none(), "{peeked:?}, and {event_type:?}");
    let Ok(text) = std::str::from_utf8(data) else {
        assert!(read.is_err() && serde_json::from_slice::<WebhookEvent>(data).is_err(), "read what is not UTF-8");
        return;
    };
    assert_eq!(text.parse(), read);
    check_hidden(text);
    let deserialized = serde_json::from_str(text);
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        // A private name of serde_json in an unknown field is a field like any other.
        assert!(read.is_err() && deserialized.is_err() || has_private(text), "read what is no JSON");
        return;
    };
    if has_duplicates(text) {
        assert!(read.is_err() && deserialized.is_err(), "read a name that stands twice");
        assert!(serde_json::from_str::<RawEvent>(text).is_err(), "keeps a name that stands twice");
        return;
    }
    if let Err(error) = &read {
        // With `arbitrary_precision`, serde_json holds numbers that are beyond an `f64`.
        let is_json = !error.is_syntax() && !error.is_eof() || error.reason() == "expected a finite number";
        assert!(is_json || has_private(text), "it is JSON: {error}");
        let expected = error.path().and_then(|path| place(text, path, error.reason() == "missing field"));
        if let Some((line, column)) = expected {
            assert_eq!((error.line(), error.column()), (Some(line), Some(column)), "{error}\n{text}");
        }
    }
    if !value.is_object() {
        assert!(read.is_err(), "read what is no object");
        return;
    }
    if !has_private(text) && !has_respelled(text) {
        agree_shown("Deserialize from text", &read, deserialized);
        agree_shown("a flattened field", &read, serde_json::from_str(text).map(|own: Own| own.event));
        check_value(&value, text, &read);
    }
}

/// The same body with a marker in an unknown field of every object, in front of what is wrong with it, and in every secret.
fn check_hidden(text: &str) {
    const MARKER: &str = "hidden-7f3a";
    const SECRETS: [&str; 5] = ["certificate", "intermediate_certificate", "key", "redeploy_hook", "ssh_private_key"];
    let mut marked = text.replace('{', &format!("{{\"never-documented\":{{\"x\":[\"{MARKER}\"]}},"));
    for secret in SECRETS {
        marked = marked.replace(&format!("\"{secret}\":"), &format!("\"{secret}\":\"{MARKER}\",\"other-{secret}\":"));
    }
    let shown = match marked.parse::<WebhookEvent>() {
        Ok(event) => format!("{event} {event:?} {:?}", event.drift()),
        Err(error) => {
            let other = serde_json::from_str::<WebhookEvent>(&marked).err();
            format!("{error} {error:?} {:?} {other:?}", error.raw())
        }
    };
    assert!(text.contains(MARKER) || !shown.contains(MARKER), "shows what is hidden: {shown}");
}

/// The ways in that take no text. The keys of a `Value` are in another order, and the first of several errors is another one.
fn check_value(value: &Value, text: &str, read: &Read) {
    let raw: RawEvent = serde_json::from_str(text).expect("its fields are read");
    agree("TryFrom<RawEvent>", read, &WebhookEvent::try_from(raw), None);
    let text_of_it = value.to_string();
    let sorted = &text_of_it.parse();
    agree("another order of keys", read, sorted, Some(text_of_it.as_bytes()));
    agree("TryFrom<Value>", sorted, &WebhookEvent::try_from(value.clone()), None);
    agree_shown("Deserialize from a Value", sorted, serde_json::from_value(value.clone()));
    agree_shown("Deserialize from a borrowed Value", sorted, WebhookEvent::deserialize(value));
    agree_shown("flattened from a Value", sorted, Own::deserialize(value).map(|own| own.event));
    let mut cbor = Vec::new();
    ciborium::into_writer(value, &mut cbor).expect("a Value has a CBOR form");
    let other = ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice()).map_err(|error| match error {
        ciborium::de::Error::Semantic(_, said) => said,
        other => panic!("the parser of CBOR refuses what it wrote: {other:?}"),
    });
    agree_shown("Deserialize from CBOR", sorted, other);
    if let Ok(event) = read {
        let written = serde_json::to_value(event).expect("what was read can be written");
        let losses = lost(value, &written);
        assert!(losses.is_empty(), "lost or changed: {losses:?}\n{text}\n{written}");
    }
}

/// CBOR has integers of any size, floats that are no number, bytes, tags, and keys that are no strings. What is accepted can be
/// written as JSON and as CBOR, and read again.
fn check_cbor(data: &[u8]) {
    match ciborium::from_reader::<WebhookEvent, _>(data) {
        Ok(event) => {
            check_event(&event);
            let mut written = Vec::new();
            ciborium::into_writer(&event, &mut written).expect("what was read can be written");
            let again: WebhookEvent = ciborium::from_reader(written.as_slice()).expect("and read again");
            let json = |event: &WebhookEvent| serde_json::to_value(event).expect("as JSON too");
            // Other formats get the `f64` of what serde_json keeps the digits of.
            assert!(arbitrary_precision() || json(&again) == json(&event), "{again:?}, and {event:?}");
            assert!(ciborium::from_reader::<RawEvent, _>(data).is_ok(), "its fields are not read");
        }
        // The format's own form of a string has its escapes doubled, and stays one line.
        Err(error) => check_line("error", &error.to_string(), LONGEST_LINE),
    }
}

/// An event among the fields of the user's own type.
#[derive(Deserialize)]
struct Own {
    #[serde(flatten)]
    event: WebhookEvent,
}

/// Whether two ways in agree, in the event or in the error. `data` is what the other one read, if that was a body.
fn agree(way: &str, read: &Read, other: &Read, data: Option<&[u8]>) {
    if let (Err(read), Err(other)) = (read, other) {
        check_error(other, data);
        assert_eq!(
            (read.event_type(), read.timestamp(), read.kind(), read.raw()),
            (other.event_type(), other.timestamp(), other.kind(), other.raw()),
            "{way}: {read}, and {other}"
        );
    } else {
        assert_eq!(read.as_ref().ok(), other.as_ref().ok(), "{way} disagrees: {read:?}\n{other:?}");
    }
}

/// The same for a way in whose error is another library's. It says what ours says, without the place.
fn agree_shown<E: Display>(way: &str, read: &Read, other: Result<WebhookEvent, E>) {
    let other = other.map_err(|error| error.to_string());
    if let (Err(read), Err(shown)) = (read, &other) {
        check_line(way, shown, LONGEST_LINE);
        let ours = read.to_string();
        let ours = ours.split(" at line ").next().unwrap_or_default();
        // `Deserialize` does not know an event type that comes after what is wrong.
        let event_type = read.event_type().map(|event_type| format!("{event_type}: ")).unwrap_or_default();
        let bare = ours.strip_prefix(&event_type).unwrap_or(ours);
        // Every way in finds it first if it is in a field of an event whose type and timestamp are known.
        let is_first = read.is_data() && read.event_type().is_some() && read.timestamp().is_some();
        assert!(!is_first || shown.contains(bare), "{way}: {shown}, and {read}");
    } else {
        assert_eq!(read.as_ref().ok(), other.as_ref().ok(), "{way} disagrees: {read:?}\n{other:?}");
    }
}

fn check_event(event: &WebhookEvent) {
    check_line("Display", &event.to_string(), LONGEST_LINE);
    check_line("Debug", &format!("{event:?}"), usize::MAX);
    let drift = event.drift();
    for (index, drift) in drift.iter().enumerate() {
        check_line("Drift", &drift.to_string(), LONGEST_LINE);
        check_line("Debug of Drift", &format!("{drift:?}"), LONGEST_LINE);
        let is_rest = matches!(drift, Drift::More { count: 1.. });
        assert!(if is_rest { index == MOST_DRIFT } else { index < MOST_DRIFT }, "{drift} at {index}");
        let path = drift.path().unwrap_or_default();
        check_line("path", path, LONGEST_PATH);
        assert_eq!(path.is_empty(), drift.is_event_type() || is_rest, "{drift}");
    }
    let read_again = |event: &WebhookEvent| -> WebhookEvent {
        let written = serde_json::to_string(event).expect("what was read can be written");
        written.parse().unwrap_or_else(|error| panic!("what was written cannot be read: {error}\n{written}"))
    };
    // An object that came nested where the documentation has its fields among those of the event is written so, and its unknown
    // fields become the event's: `guide::limits`. From then on it is the same event.
    let again = read_again(event);
    let count = |drift: &[Drift]| -> usize {
        drift.iter().map(|drift| if let Drift::More { count } = drift { *count } else { 1 }).sum()
    };
    assert_eq!(count(&again.drift()), count(&drift), "another drift after another reading: {drift:?}");
    if again != *event {
        assert_eq!(read_again(&again), again, "no fixed point");
    }
}

/// Of the body, or of a value in memory.
fn check_error(error: &ParseError, data: Option<&[u8]>) {
    check_line("ParseError", &error.to_string(), LONGEST_LINE);
    check_line("Debug of ParseError", &format!("{error:?}"), usize::MAX);
    check_line("reason", error.reason(), 200);
    assert_ne!(error.reason(), "", "{error}");
    check_line("path", error.path().unwrap_or_default(), LONGEST_PATH);
    assert_eq!(error.line().is_some(), error.column().is_some());
    assert_eq!(error.line().is_some(), data.is_some() && !error.is_not_an_object(), "{error}");
    if let (Some(data), Some(line), Some(column)) = (data, error.line(), error.column()) {
        let lines: Vec<&[u8]> = data.split(|byte| *byte == b'\n').collect();
        assert!((1..=lines.len()).contains(&line), "line {line} of {}: {error}", lines.len());
        assert!(column <= lines[line - 1].len() + 1, "column {column}: {error}");
    }
    let raw = error.raw();
    if let Some(event_type) = raw.event_type() {
        assert_eq!(error.event_type(), Some(event_type));
    }
    assert_eq!(raw.timestamp(), error.timestamp());
    let written = serde_json::to_string(raw).expect("what could be read can be written");
    // Such a field alone is how serde_json hands over a number: `guide::limits`.
    if !written.contains("$serde_json::private::Number") {
        assert_eq!(serde_json::from_str::<RawEvent>(&written).expect("and read again"), *raw);
    }
    // A receiver may try again with what could be read. That it may be an event is no contradiction: the body had more.
    if let Ok(event) = WebhookEvent::try_from(raw.clone()) {
        check_event(&event);
    }
}
