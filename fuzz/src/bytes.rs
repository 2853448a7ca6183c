//! Arbitrary bytes into every way in. They must agree, and whatever comes out is one clean line and loses nothing.

use cloud66_webhooks::{EventType, Fields, ParseError, RawEvent, WebhookEvent};
use serde::Deserialize;
use serde_json::Value;

use super::json::{has_duplicates, lost};

pub fn check(data: &[u8]) {
    let read = WebhookEvent::from_slice(data);
    assert_eq!(WebhookEvent::try_from(data), read);
    let peeked = EventType::peek(data);
    match &read {
        Ok(event) => {
            assert_eq!(peeked, Some(event.event_type()), "peek disagrees");
            check_event(event);
        }
        Err(error) => {
            if peeked.is_some() {
                assert_eq!(error.event_type(), peeked.as_ref(), "the error lost the event type: {error}");
            }
            check_error(error, data);
        }
    }
    let Ok(text) = std::str::from_utf8(data) else {
        assert!(read.is_err(), "read what is not UTF-8");
        assert!(serde_json::from_slice::<WebhookEvent>(data).is_err(), "serde read what is not UTF-8");
        return;
    };
    assert_eq!(text.parse::<WebhookEvent>(), read);
    assert_eq!(WebhookEvent::try_from(text), read);
    agree("Deserialize from text", &read, serde_json::from_str(text));
    agree("Deserialize of a flattened field", &read, serde_json::from_str(text).map(|own: Own| own.event));
    let _ = serde_json::from_str::<RawEvent>(text);
    let _ = serde_json::from_str::<Fields>(text);

    // What passes through a `Value` lost keys that stood twice before the crate could see them.
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        // `Value` refuses a text under a key that it uses inside if that is no JSON, and this crate keeps it.
        assert!(read.is_err() || text.contains("private::"), "read what serde_json does not");
        return;
    };
    // And it takes an object with a key that serde_json uses inside for something else, which this crate does not.
    if has_duplicates(text) || text.contains("private::") || text.contains("\\u") {
        return;
    }
    let tried = WebhookEvent::try_from(value.clone());
    if let Err(error) = &tried {
        check_error(error, b"");
    }
    if let (Err(read), Err(tried)) = (&read, &tried) {
        assert_eq!(read.event_type(), tried.event_type());
        assert_eq!(read.timestamp(), tried.timestamp());
        assert_eq!(read.raw(), tried.raw());
        assert_eq!(read.is_bad_field(), tried.is_bad_field());
        assert_eq!(read.is_without_event_type(), tried.is_without_event_type());
        assert_eq!(read.is_not_an_object(), tried.is_not_an_object());
    }
    agree("TryFrom<Value>", &read, tried);
    agree("Deserialize from a Value", &read, serde_json::from_value(value.clone()));
    // Under `arbitrary_precision` a number is no number to other formats.
    if !arbitrary_precision() {
        let mut cbor = Vec::new();
        ciborium::into_writer(&value, &mut cbor).expect("a Value has a CBOR form");
        agree("Deserialize from CBOR", &read, ciborium::from_reader(cbor.as_slice()));
    }
    if let Ok(event) = &read {
        let written = serde_json::to_value(event).expect("what was read can be written");
        let mut losses = lost(&value, &written);
        if arbitrary_precision() && !losses.is_empty() {
            losses = lost(&respelled(&value), &respelled(&written));
        }
        assert!(losses.is_empty(), "lost or changed: {losses:?}\n{text}\n{written}");
    }
}

/// Whether serde_json keeps the digits of numbers, as the feature `exotic` has it.
fn arbitrary_precision() -> bool {
    serde_json::from_str::<Value>("1e400").is_ok()
}

/// The same JSON with its numbers as a `Value` hands them over. Under `arbitrary_precision` some get another spelling, such as
/// `-0`, which becomes `0`. What comes through a `Value` on one way and not on another may differ in that: `guide::limits`.
fn respelled(value: &Value) -> Value {
    // Only what has a key that serde_json uses inside is refused.
    serde_json::from_value(value.clone()).unwrap_or_else(|_| value.clone())
}

/// Whether two ways in gave the same event.
fn is_same(one: &WebhookEvent, other: &WebhookEvent) -> bool {
    let json = |event: &WebhookEvent| respelled(&serde_json::to_value(event).expect("what was read can be written"));
    one == other || (arbitrary_precision() && json(one) == json(other))
}

/// An event among the fields of the user's own type.
#[derive(Deserialize)]
struct Own {
    #[serde(flatten)]
    event: WebhookEvent,
}

fn agree<E: std::fmt::Display>(way: &str, read: &Result<WebhookEvent, ParseError>, other: Result<WebhookEvent, E>) {
    match (read, other) {
        (Ok(read), Ok(other)) => assert!(is_same(read, &other), "{way} gives another event:\n{read:?}\n{other:?}"),
        (Err(_), Err(error)) => check_line(way, &error.to_string()),
        (Ok(_), Err(error)) => panic!("{way} refuses what from_slice reads: {error}"),
        (Err(error), Ok(_)) => panic!("{way} reads what from_slice refuses: {error}"),
    }
}

pub fn check_event(event: &WebhookEvent) {
    check_line("Display", &event.to_string());
    check_line("Debug", &format!("{event:?}"));
    for drift in event.drift() {
        check_line("Drift", &drift.to_string());
        check_line("Debug of Drift", &format!("{drift:?}"));
    }
    let _ = (event.timestamp(), event.stack(), event.backup(), event.server(), event.container(), event.job());
    for text in [event.stack_uid(), event.server_uid()] {
        let _ = text.map(str::len);
    }
    let _ = event.account_id();

    let written = serde_json::to_string(event).expect("what was read can be written");
    let again: WebhookEvent = match written.parse() {
        Ok(again) => again,
        Err(error) => panic!("what was written cannot be read: {error}\n{written}"),
    };
    assert_eq!(again.event_type(), event.event_type());
    // As values, because unknown fields may stand in another order: those of a nested stack come back among the event's own.
    let values = [event, &again].map(|event| serde_json::to_value(event).expect("and written again"));
    assert_eq!(values[0], values[1], "no fixed point");
}

pub fn check_error(error: &ParseError, data: &[u8]) {
    check_line("ParseError", &error.to_string());
    check_line("Debug of ParseError", &format!("{error:?}"));
    check_line("reason", error.reason());
    assert!(!error.reason().is_empty());
    check_line("path", error.path().unwrap_or_default());
    let kinds = [
        error.is_not_json(),
        error.is_cut_off(),
        error.is_not_an_object(),
        error.is_without_event_type(),
        error.is_bad_field(),
    ];
    assert_eq!(kinds.into_iter().filter(|is_it| *is_it).count(), 1, "one kind: {error}");
    assert_eq!(error.line().is_some(), error.column().is_some());
    if let (Some(line), Some(column)) = (error.line(), error.column()) {
        let lines: Vec<&[u8]> = data.split(|byte| *byte == b'\n').collect();
        assert!((1..=lines.len()).contains(&line), "line {line} of {}: {error}", lines.len());
        assert!(column <= lines[line - 1].len() + 1, "column {column}: {error}");
    }
    if let Some(event_type) = error.raw().event_type() {
        assert_eq!(error.event_type(), Some(&event_type));
    }
    assert_eq!(error.raw().timestamp(), error.timestamp());
    let raw = serde_json::to_string(error.raw()).expect("fields can be written");
    // Under `arbitrary_precision` such a field alone is how serde_json hands over a number; `guide::limits` says so.
    let fields = &error.raw().fields;
    if fields.len() != 1 || !fields.contains("$serde_json::private::Number") {
        assert_eq!(serde_json::from_str::<RawEvent>(&raw).expect("and read again"), *error.raw());
    }
    // A receiver may try again with what could be read. That it may be an event is no contradiction: the body had more.
    if let Ok(event) = WebhookEvent::try_from(error.raw().clone()) {
        check_event(&event);
    }
}

/// No line break, nothing that moves the cursor or turns the text around.
pub fn check_line(what: &str, line: &str) {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    assert!(!line.contains(bad), "{what} is not one clean line: {line:?}");
}
