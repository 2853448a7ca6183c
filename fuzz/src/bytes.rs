//! Arbitrary bytes into every way in. They must agree, and whatever comes out is one clean line and loses nothing.

use std::hash::{DefaultHasher, Hasher};
use std::sync::LazyLock;

use cloud66_webhooks::{Drift, EventType, Fields, ParseError, ParseErrorKind, RawEvent, Sample, WebhookEvent};
use serde::Deserialize;
use serde_json::Value;

use super::json::{Node, differences, has_rounded, levels, lost, place, without_rounded};
use super::oracles;

pub type Read = Result<WebhookEvent, ParseError>;

/// What stands only where nothing may be shown of it, if there is such a thing.
pub type Hidden = Option<&'static str>;

pub fn check(data: &[u8]) {
    let _ = check_body(data, None);
}

/// What was read, once all is checked.
pub fn check_body(data: &[u8], hidden: Hidden) -> Read {
    let read = WebhookEvent::from_slice(data);
    let peeked = EventType::peek(data);
    match &read {
        Ok(event) => {
            assert_eq!(peeked, Some(event.event_type()), "peek disagrees");
            check_event(event, Some(data), hidden);
        }
        Err(error) => {
            if peeked.is_some() {
                assert_eq!(error.event_type(), peeked.as_ref(), "the error lost the event type: {error}");
            }
            check_error(error, Some(data), hidden);
        }
    }
    let Ok(text) = std::str::from_utf8(data) else {
        assert_eq!(WebhookEvent::try_from(data), read);
        assert!(read.is_err(), "read what is not UTF-8");
        assert!(serde_json::from_slice::<WebhookEvent>(data).is_err(), "serde read what is not UTF-8");
        return read;
    };
    // One of these for each input, because each takes a reading and all hand over to the same one.
    let same = match choice(data) % 4 {
        0 => WebhookEvent::try_from(data),
        1 => text.parse::<WebhookEvent>(),
        2 => WebhookEvent::try_from(text),
        _ => WebhookEvent::from_str(text),
    };
    assert_eq!(same, read);
    check_text(text, &read, hidden);
    read
}

/// A number that depends on the input and nothing else, for checks that are not made of every input.
pub fn choice(data: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(data);
    hasher.finish()
}

/// The ways in that get the same from a text by other means than `from_slice`.
fn check_text(text: &str, read: &Read, hidden: Hidden) {
    // Only those ways in that have the digits can tell that a decimal was rounded to an integer.
    if let Some(other) = without_rounded(text, arbitrary_precision()) {
        check_rounded(read, &WebhookEvent::from_slice(other.as_bytes()));
        if !arbitrary_precision() {
            return;
        }
    }
    let deserialized = serde_json::from_str::<WebhookEvent>(text);
    assert_eq!(deserialized.is_ok(), read.is_ok(), "Deserialize from text: {deserialized:?}");
    let own = flattened(serde_json::from_str(text));
    assert_eq!(own.is_ok(), read.is_ok(), "flattened: {own:?}");
    match serde_json::from_str::<Node>(text) {
        Ok(node) => {
            check_json(text, &node, read, hidden);
            if !node.has_duplicates() {
                let place_in = Some(text).filter(|_| !holds_back(&node));
                agree_deserialized("Deserialize from text", read, deserialized, place_in, hidden);
                agree_deserialized("Deserialize of a flattened field", read, own, None, hidden);
            }
        }
        Err(problem) => {
            let error = read.as_ref().expect_err("read what is no JSON");
            if let Err(error) = deserialized {
                check_line("error", &error.to_string(), LONGEST_LINE, hidden);
            }
            // Of what is no object, serde itself says what it found, as `Debug` shows it.
            if let Err(error) = own {
                check_debug("error", &error.to_string(), hidden);
            }
            assert!(serde_json::from_str::<Fields>(text).is_err());
            // What is no object, and what comes before a late event type, is skipped first. Some errors are none there, and a later
            // one is told; these are errors everywhere.
            let is_object = text.trim_start_matches([' ', '\n', '\r', '\t']).starts_with('{');
            let everywhere = ["EOF", "expected", "trailing", "key must be a string"];
            let is_same = problem.to_string().starts_with(error.reason());
            if is_object && is_same && everywhere.iter().any(|start| error.reason().starts_with(start)) {
                let place = (Some(problem.line()), Some(problem.column()));
                assert_eq!((error.line(), error.column()), place, "{error}, and serde_json: {problem}");
            }
        }
    }
}

/// A decimal that is rounded to an integer is no integer, and costs what another one costs that is none.
fn check_rounded(read: &Read, other: &Read) {
    match (read, other) {
        (Ok(read), Ok(other)) => {
            let (drift, other) = (read.drift(), other.drift());
            assert_eq!(drift, other);
        }
        (Err(read), Err(other)) if read.is_data() && other.is_data() => {
            assert_eq!((read.path(), read.reason()), (other.path(), other.reason()));
        }
        // Another number at the end of a body that is cut off is another syntax error.
        (Err(_), Err(_)) => {}
        (Ok(_), Err(error)) => panic!("read, and refused with another number that is no integer: {error}"),
        (Err(error), Ok(_)) => panic!("refused, and read with another number that is no integer: {error}"),
    }
}

/// Whether something else than the timestamp comes before the event type. `Deserialize` has to hold it back, and cannot tell
/// where it was.
fn holds_back(node: &Node) -> bool {
    let Node::Object(fields) = node else { return false };
    let first = fields.iter().map(|(name, _)| name.as_str()).find(|name| *name != "timestamp");
    first != Some("event_type")
}

/// What is JSON comes in as a value of serde_json, as fields and as CBOR too.
fn check_json(text: &str, node: &Node, read: &Read, hidden: Hidden) {
    if let Err(error) = read {
        assert!(!error.is_syntax() && !error.is_eof(), "it is JSON: {error}");
        let is_missing = error.reason() == "missing field";
        let expected = error.path().filter(|_| error.reason() != "duplicate field");
        if let Some(expected) = expected.and_then(|path| place(text, path, is_missing)) {
            assert_eq!((error.line(), error.column()), (Some(expected.0), Some(expected.1)), "{error}\n{text}");
        }
    }
    let fields = serde_json::from_str::<RawEvent>(text);
    if node.has_duplicates() {
        assert!(read.is_err(), "read a key that stands twice");
        assert!(fields.is_err(), "keeps a key that stands twice");
        return;
    }
    // A `Value` takes an object with a key that serde_json uses inside for something else, which this crate does not.
    if node.has_private() {
        return;
    }
    if !matches!(node, Node::Object(_)) {
        assert!(read.is_err(), "read what is no object");
        return;
    }
    let fields = fields.unwrap_or_else(|error| panic!("its fields are not read: {error}"));
    agree_exactly("TryFrom<RawEvent>", read, &WebhookEvent::try_from(fields), hidden);
    // Its keys are in another order, so the first of several errors is another one.
    let value: Value = serde_json::from_str(text).expect("JSON");
    let reordered = value.to_string();
    let sorted = WebhookEvent::from_slice(reordered.as_bytes());
    agree("another order of keys", read, &sorted, Some(reordered.as_bytes()), hidden);
    agree_exactly("TryFrom<Value>", &sorted, &WebhookEvent::try_from(value.clone()), hidden);
    agree_deserialized("Deserialize from a Value", &sorted, serde_json::from_value(value.clone()), None, hidden);
    agree_deserialized("Deserialize from a borrowed Value", &sorted, WebhookEvent::deserialize(&value), None, hidden);
    // Under `arbitrary_precision` a number is no number to other formats, and serde does not buffer one beyond 64 bits.
    if !arbitrary_precision() {
        agree_deserialized(
            "flattened from a Value",
            &sorted,
            flattened(serde_json::from_value(value.clone())),
            None,
            hidden,
        );
        let mut cbor = Vec::new();
        ciborium::into_writer(&value, &mut cbor).expect("a Value has a CBOR form");
        let other = ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice());
        if let (Err(error), Err(other)) = (&sorted, &other) {
            check_line("error", &other.to_string(), LONGEST_LINE, hidden);
            check_said(error, other);
        } else {
            let other = other.map_err(|error| serde::de::Error::custom(format!("{error}")));
            agree_deserialized("Deserialize from CBOR", &sorted, other, None, hidden);
        }
    }
    if let Ok(event) = read {
        let written = serde_json::to_value(event).expect("what was read can be written");
        let mut losses = lost(&value, &written);
        if arbitrary_precision() && !losses.is_empty() {
            losses = lost(&respelled(&value), &respelled(&written));
        }
        assert!(losses.is_empty(), "lost or changed: {losses:?}\n{text}\n{written}");
    }
}

/// The same JSON by the ways in that take no text. They have the same limit of depth, which a text of serde_json has by itself.
pub fn check_value(value: &Value, hidden: Hidden) {
    let text = value.to_string();
    let read = WebhookEvent::from_slice(text.as_bytes());
    let Some(fields) = value.as_object() else { return };
    let ways = [
        ("TryFrom<Value>", WebhookEvent::try_from(value.clone())),
        ("TryFrom<RawEvent>", WebhookEvent::try_from(RawEvent::from(Fields::from(fields.clone())))),
    ];
    let is_deep = levels(value) > LEVELS;
    assert!(read.is_err() || !is_deep, "deeper than what can be read again");
    for (way, other) in ways {
        match &other {
            Err(error) if is_deep => check_error(error, None, hidden),
            _ => agree(way, &read, &other, None, hidden),
        }
    }
    match WebhookEvent::deserialize(value) {
        Err(_) if is_deep => {}
        other => agree_deserialized("Deserialize from a Value", &read, other, None, hidden),
    }
    if !arbitrary_precision() {
        let mut cbor = Vec::new();
        ciborium::into_writer(value, &mut cbor).expect("a Value has a CBOR form");
        let other = ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice());
        assert_eq!(read.is_ok(), other.is_ok(), "CBOR: {read:?} {other:?}");
    }
}

/// Whether serde_json keeps the digits of numbers, as the feature `exotic` has it.
pub fn arbitrary_precision() -> bool {
    static IS_ON: LazyLock<bool> = LazyLock::new(|| serde_json::from_str::<Value>("1e400").is_ok());
    *IS_ON
}

/// The same JSON with its numbers as a `Value` hands them over. Under `arbitrary_precision` some get another spelling, such as
/// `-0`, which becomes `0`. What comes through a `Value` on one way and not on another may differ in that: `guide::limits`.
fn respelled(value: &Value) -> Value {
    // Only what has a key that serde_json uses inside is refused.
    serde_json::from_value(value.clone()).unwrap_or_else(|_| value.clone())
}

/// Whether two ways in gave the same event.
pub fn is_same(one: &WebhookEvent, other: &WebhookEvent) -> bool {
    one == other || (arbitrary_precision() && json(one) == json(other))
}

fn json(event: &WebhookEvent) -> Value {
    respelled(&serde_json::to_value(event).expect("what was read can be written"))
}

/// An event among the fields of the user's own type.
#[derive(Deserialize)]
struct Own {
    #[serde(flatten)]
    event: WebhookEvent,
}

fn flattened<E>(own: Result<Own, E>) -> Result<WebhookEvent, E> {
    own.map(|own| own.event)
}

/// The error without line and column.
fn without_place(error: &ParseError) -> String {
    let shown = error.to_string();
    match (error.line(), error.column()) {
        (Some(line), Some(column)) => {
            shown.strip_suffix(&format!(" at line {line} column {column}")).expect("it ends in its place").to_owned()
        }
        _ => shown,
    }
}

/// Whether every way in finds this error first, if the fields come in the same order. `Deserialize` and those with all fields at
/// hand look at event type and timestamp at other times.
fn tells_first(error: &ParseError) -> bool {
    error.is_data()
        && error.event_type().is_some()
        && (error.timestamp().is_some() || !error.raw().fields.contains("timestamp"))
}

/// Whether this is the error without line and column. The event type is not known to `Deserialize` if it comes after what is wrong.
fn says(error: &ParseError, said: &str) -> bool {
    let expected = without_place(error);
    let event_type = error.event_type().map(|event_type| format!("{event_type}: "));
    said == expected || event_type.is_some_and(|event_type| expected.strip_prefix(&event_type) == Some(said))
}

/// Whether CBOR gives path and reason of this error of the same fields in the same order.
pub fn check_said<E: std::fmt::Debug>(error: &ParseError, other: &ciborium::de::Error<E>) {
    let ciborium::de::Error::Semantic(_, said) = other else { panic!("{error}, and the parser of CBOR: {other:?}") };
    if tells_first(error) {
        assert!(says(error, said), "CBOR: {said}, and not {error}");
    }
}

/// Whether two ways in agree, in the event or in the error, that read the fields in the same order.
fn agree_exactly(way: &str, read: &Read, other: &Read, hidden: Hidden) {
    agree(way, read, other, None, hidden);
    if let (Err(read), Err(other)) = (read, other)
        && !read.is_syntax()
        && !read.is_eof()
        && (tells_first(read) || tells_first(other))
    {
        assert_eq!((read.path(), read.reason()), (other.path(), other.reason()), "{way}");
    }
}

/// Whether two ways in agree, in the event or in the error. If the fields come in another order, the first of several errors is
/// another one. `data` is what the other one read, if that was a body.
fn agree(way: &str, read: &Read, other: &Read, data: Option<&[u8]>, hidden: Hidden) {
    match (read, other) {
        (Ok(read), Ok(other)) => assert!(is_same(read, other), "{way} gives another event:\n{read:?}\n{other:?}"),
        (Err(read), Err(other)) => {
            check_shown(other, data, hidden);
            assert_eq!(read.event_type(), other.event_type(), "{way}");
            assert_eq!(read.timestamp(), other.timestamp(), "{way}");
            if read.is_syntax() || read.is_eof() {
                // A limit of the text, which is one of the values elsewhere.
                return check_raw(other, data, hidden);
            }
            // What can be done with these fields was checked of the first error.
            assert_eq!(read.raw(), other.raw(), "{way}");
            assert_eq!(read.kind(), other.kind(), "{way}: {read}, and {other}");
        }
        (Ok(_), Err(error)) => panic!("{way} refuses what from_slice reads: {error}"),
        (Err(error), Ok(_)) => panic!("{way} reads what from_slice refuses: {error}"),
    }
}

/// Line and column of the last byte that is no space.
fn end(text: &str) -> (usize, usize) {
    let text = text.trim_end_matches([' ', '\n', '\r', '\t']);
    (text.split('\n').count(), text.rsplit('\n').next().map_or(0, str::len))
}

/// Whether the documented payload of this type has a field where the path of the error begins.
fn is_in_documented_form(error: &ParseError) -> bool {
    let (Some(event_type), Some(path)) = (error.event_type(), error.path()) else { return false };
    is_documented(event_type.as_str(), path.split(['.', '[']).next().unwrap_or(path))
}

/// Whether the documented payload of this type has a field of this name.
fn is_documented(event_type: &str, field: &str) -> bool {
    static PAYLOADS: LazyLock<Vec<Value>> =
        LazyLock::new(|| Sample::all().map(|sample| serde_json::from_str(sample.json).expect("JSON")).collect());
    PAYLOADS.iter().any(|payload| payload["event_type"] == event_type && payload.get(field).is_some())
}

/// The same for a way in whose error is that of serde_json. If it reads this text, the error has the same place.
fn agree_deserialized(
    way: &str,
    read: &Read,
    other: serde_json::Result<WebhookEvent>,
    text: Option<&str>,
    hidden: Hidden,
) {
    match (read, other) {
        (Ok(read), Ok(other)) => {
            assert!(is_same(read, &other), "{way} gives another event:\n{read:?}\n{other:?}")
        }
        (Err(read), Err(other)) => {
            let shown = other.to_string();
            if read.is_not_an_object() && way.contains("flattened") {
                // Of what is no object, the user's own type says what it found, in serde's words.
                check_debug(way, &shown, hidden);
            } else {
                check_line(way, &shown, LONGEST_LINE, hidden);
            }
            let place = format!(" at line {} column {}", other.line(), other.column());
            let said = shown.strip_suffix(&place).unwrap_or(&shown);
            if tells_first(read) && read.reason() != "duplicate field" {
                assert!(says(read, said), "{way}: {said}, expected {read}");
                if let Some(text) = text {
                    let place = (other.line(), other.column());
                    // An object in the form that is not documented is read at the end, and null may stand for one.
                    let is_null = read.reason().ends_with("found null");
                    let is_at_end = place == end(text) && (is_null || !is_in_documented_form(read));
                    assert!(
                        is_at_end || (read.line(), read.column()) == (Some(place.0), Some(place.1)),
                        "{way}: {read}, and {other}"
                    );
                }
            }
        }
        (Ok(_), Err(error)) => panic!("{way} refuses what from_slice reads: {error}"),
        (Err(error), Ok(_)) => panic!("{way} reads what from_slice refuses: {error}"),
    }
}

/// No line is longer, in bytes: `Display` of an event, an error or a drift.
const LONGEST_LINE: usize = 8192;
/// No path is longer, in bytes.
const LONGEST_PATH: usize = 2000;
/// So many arrays and objects can be nested in each other.
pub const LEVELS: usize = 127;
/// How many drifts are listed.
const MOST_DRIFT: usize = 100;

/// `data` is the text that it was read from, which may have a decimal in it that is rounded to an integer.
pub fn check_event(event: &WebhookEvent, data: Option<&[u8]>, hidden: Hidden) {
    check_line("Display", &event.to_string(), LONGEST_LINE, hidden);
    check_debug("Debug", &format!("{event:?}"), hidden);
    let drift = event.drift();
    check_drift(&drift, hidden);
    let _ = (event.timestamp(), event.stack(), event.backup(), event.server(), event.container(), event.job());
    let _ = (event.certificate(), event.service(), event.cloud_object(), event.deploy_context(), event.subject());
    for text in [event.stack_uid(), event.server_uid(), event.reason(), Some(event.name())] {
        let _ = text.map(str::len);
    }
    let _ = event.account_id();

    let written = serde_json::to_string(event).expect("what was read can be written");
    let again = read_again(&written);
    // Such a decimal is kept with its digits, and written as the next one that is no integer: `guide::limits`. What is typed and
    // which names are kept is the same, and the values are compared below as they are written.
    let is_rounded = || data.is_some_and(|data| has_rounded(&String::from_utf8_lossy(data)));
    if again == *event || (is_rounded() && format!("{again:?}") == format!("{event:?}")) {
        assert_eq!(again.drift(), drift, "another drift after another reading of the same event");
    } else {
        check_moved(event, &drift, &again);
    }
    let once_more = serde_json::to_string(&again).expect("what was read can be written");
    if once_more == written {
        return;
    }
    // As values, because unknown fields may stand in another object: those of a nested stack come back among the event's own.
    let values = [event, &again].map(|event| serde_json::to_value(event).expect("and written again"));
    assert!(values[0] == values[1], "no fixed point: {:?}", differences(&values[0], &values[1]));
    // From then on it is the same event.
    let third = read_again(&once_more);
    assert_eq!(third, again, "no fixed point");
    assert_eq!(third.drift(), again.drift(), "another drift after another reading");
}

/// What differs after it was written and read again. There is one way to that, which `guide::limits` has: an object came nested
/// that is documented among the fields of the event, and is written so. What it keeps in its `unknown` fields comes back in those
/// of the event, and so does its drift.
fn check_moved(event: &WebhookEvent, drift: &[Drift], again: &WebhookEvent) {
    assert_eq!(again.event_type(), event.event_type());
    let is_spread = |name: &&str| !is_documented(event.event_type().as_str(), name);
    let spread: Vec<&str> = ["agent", "container", "job", "server", "stack"].into_iter().filter(is_spread).collect();
    let moved = |path: &str| {
        spread.iter().find_map(|name| {
            let rest = path.strip_prefix(name)?;
            rest.strip_prefix('.').or_else(|| rest.starts_with('[').then_some(rest)).map(str::to_owned)
        })
    };
    let is_whole = |list: &[Drift]| !matches!(list.last(), Some(Drift::More { .. }));
    let again = again.drift();
    if !is_whole(drift) || !is_whole(&again) {
        // Which of them are listed depends on their order.
        assert_eq!(drift.last(), again.last(), "more drift, or less");
        assert!(!spread.is_empty(), "another event: {drift:?}, and {again:?}");
        return;
    }
    assert!(
        drift.iter().filter_map(Drift::path).any(|path| moved(path).is_some()),
        "another event, and nothing moved: {drift:?}, and {again:?}"
    );
    let mut again: Vec<String> = again.iter().map(ToString::to_string).collect();
    for drift in drift {
        let shown = drift.to_string();
        let here = drift.path().and_then(|path| Some(shown.replacen(path, &moved(path)?, 1)));
        let is_here = |other: &String| match &here {
            // A path that was cut off is cut off elsewhere without its first step.
            Some(here) if shown.contains('…') => other.chars().take(500).eq(here.chars().take(500)),
            Some(here) => other == here,
            None => *other == shown,
        };
        let found = again.iter().position(is_here);
        again.remove(found.unwrap_or_else(|| panic!("lost on another reading: {shown}, of {again:?}")));
    }
    assert!(again.is_empty(), "new on another reading: {again:?}");
}

fn read_again(written: &str) -> WebhookEvent {
    match written.parse() {
        Ok(again) => again,
        Err(error) => panic!("what was written cannot be read: {error}\n{written}"),
    }
}

/// It is a list of bounded length, of clean lines of bounded length.
fn check_drift(drift: &[Drift], hidden: Hidden) {
    assert!(drift.len() <= MOST_DRIFT + 1, "{} drifts", drift.len());
    for (index, drift) in drift.iter().enumerate() {
        check_line("Drift", &drift.to_string(), LONGEST_LINE, hidden);
        check_line("Debug of Drift", &format!("{drift:?}"), LONGEST_LINE, hidden);
        check_line("path", drift.path().unwrap_or_default(), LONGEST_PATH, hidden);
        match drift {
            Drift::More { count } => assert!(index == MOST_DRIFT && *count > 0, "{drift} at {index}"),
            _ => assert!(index < MOST_DRIFT, "{drift} at {index}"),
        }
        assert_eq!(drift.path().is_none(), drift.is_event_type() || matches!(drift, Drift::More { .. }));
        assert_ne!(drift.path(), Some(""), "{drift}");
    }
}

/// Of the body, or of a value in memory.
pub fn check_error(error: &ParseError, data: Option<&[u8]>, hidden: Hidden) {
    check_shown(error, data, hidden);
    check_raw(error, data, hidden);
}

/// What it says.
fn check_shown(error: &ParseError, data: Option<&[u8]>, hidden: Hidden) {
    check_line("ParseError", &error.to_string(), LONGEST_LINE, hidden);
    check_debug("Debug of ParseError", &format!("{error:?}"), hidden);
    check_line("reason", error.reason(), 200, hidden);
    assert_ne!(error.reason(), "", "{error}");
    check_line("path", error.path().unwrap_or_default(), LONGEST_PATH, hidden);
    let kinds = [
        (error.is_syntax(), ParseErrorKind::Syntax),
        (error.is_eof(), ParseErrorKind::Eof),
        (error.is_not_an_object(), ParseErrorKind::NotAnObject),
        (error.is_missing_event_type(), ParseErrorKind::MissingEventType),
        (error.is_data(), ParseErrorKind::Data),
    ];
    assert!(kinds.into_iter().all(|(is_it, kind)| is_it == (kind == error.kind())), "one kind: {error}");
    assert_eq!(error.line().is_some(), error.column().is_some());
    assert_eq!(error.line().is_some(), data.is_some() && !error.is_not_an_object(), "{error}");
    if let (Some(data), Some(line), Some(column)) = (data, error.line(), error.column()) {
        let lines: Vec<&[u8]> = data.split(|byte| *byte == b'\n').collect();
        assert!((1..=lines.len()).contains(&line), "line {line} of {}: {error}", lines.len());
        assert!(column <= lines[line - 1].len() + 1, "column {column}: {error}");
    }
    if let Some(event_type) = error.raw().event_type() {
        assert_eq!(error.event_type(), Some(&event_type));
    }
    assert_eq!(error.raw().timestamp(), error.timestamp());
}

/// What it kept.
fn check_raw(error: &ParseError, data: Option<&[u8]>, hidden: Hidden) {
    let raw = serde_json::to_string(error.raw()).expect("what could be read can be written");
    // Under `arbitrary_precision` such a field alone is how serde_json hands over a number; `guide::limits` says so.
    let fields = &error.raw().fields;
    if fields.len() != 1 || !fields.contains("$serde_json::private::Number") {
        assert_eq!(serde_json::from_str::<RawEvent>(&raw).expect("and read again"), *error.raw());
    }
    // A receiver may try again with what could be read. That it may be an event is no contradiction: the body had more.
    match WebhookEvent::try_from(error.raw().clone()) {
        Ok(event) => check_event(&event, data, hidden),
        Err(error) => check_shown(&error, None, hidden),
    }
}

/// No line break, nothing that moves the cursor, turns the text around or hides in it, and not too long.
pub fn check_line(what: &str, line: &str, longest: usize, hidden: Hidden) {
    oracles::check_line(what, line, longest);
    check_hidden(what, line, hidden);
}

/// The same for what is as long as the event, with the strings of the event in it as Rust's own `Debug` shows them.
fn check_debug(what: &str, line: &str, hidden: Hidden) {
    oracles::check_debug(what, line, usize::MAX);
    check_hidden(what, line, hidden);
}

fn check_hidden(what: &str, line: &str, hidden: Hidden) {
    assert!(!hidden.is_some_and(|hidden| line.contains(hidden)), "{what} shows what must not be shown: {line}");
}
