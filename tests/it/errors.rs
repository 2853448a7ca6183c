//! Every message of every error, pinned; and what an error says besides its message.

use std::fmt::Write;

use cloud66_webhooks::{EventType, ParseError, ParseErrorKind, WebhookEvent};
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde_json::{Value, json};

use crate::model;
use crate::places;
use crate::support::{error, sample, sample_with, set};

fn text_error(text: &str) -> ParseError {
    text.parse::<WebhookEvent>().map(|event| panic!("no error: {event}")).unwrap_err()
}

fn kind(error: &ParseError) -> &'static str {
    let kind = error.kind();
    assert_eq!(serde_json::to_value(kind).unwrap(), json!(kind.as_str()));
    let predicates = [
        (error.is_syntax(), ParseErrorKind::Syntax, "syntax"),
        (error.is_eof(), ParseErrorKind::Eof, "eof"),
        (error.is_not_an_object(), ParseErrorKind::NotAnObject, "not_an_object"),
        (error.is_missing_event_type(), ParseErrorKind::MissingEventType, "missing_event_type"),
        (error.is_data(), ParseErrorKind::Data, "data"),
    ];
    for (is, of, name) in predicates {
        assert_eq!((is, kind.as_str() == name), (kind == of, kind == of), "one kind only");
    }
    assert_eq!((kind.to_string(), format!("{kind:>20}")), (kind.as_str().to_owned(), format!("{:>20}", kind.as_str())));
    kind.as_str()
}

/// One line per error: its kind and its message.
fn list(errors: impl IntoIterator<Item = ParseError>) -> String {
    errors.into_iter().fold(String::new(), |mut lines, error| {
        let message = error.to_string();
        assert_eq!(message.lines().count(), 1, "{message:?}");
        writeln!(lines, "{}: {message}", kind(&error)).unwrap();
        lines
    })
}

#[test]
fn what_is_not_an_event_at_all() {
    let texts = [
        "",
        "  \n ",
        "hello",
        "{",
        "{\"event_type\"",
        "{\"event_type\":\"app.auth\"",
        "{\"event_type\":\"app.auth\",\"timestamp\":5,\"user\":\"a",
        "{\"event_type\":\"app.auth\" \"timestamp\":5}",
        "{\"timestamp\":5,}",
        "{\"event_type\":\"app.auth\",\"timestamp\":5}x",
        "{\"event_type\":\"app.auth\",\"timestamp\":5}\n{}",
        "{\"event_type\":\"app.auth\",\"timestamp\":05}",
        "{\"event_type\":\"app.auth\",\"timestamp\":5,\"new\":1e999}",
        "{\"event_type\":\"app.auth\",\"timestamp\":5,\"user\":\"\\x\"}",
        "{\"event_type\":\"app.auth\",\"timestamp\":5,\"user\":\"\u{1}\"}",
        "{\"event_type\":\"app.auth\",\"timestamp\":5,\"user\":\"\\ud800\"}",
        "{'event_type':'app.auth'}",
        "\u{feff}{}",
        "null",
        " true",
        "5",
        "\"{}\"",
        "[{\"event_type\":\"app.auth\"}]",
        "[",
        "nul",
        "{}",
        "{\"timestamp\":5}",
        "{\"event_type\":null,\"timestamp\":5}",
        "{\"event_type\":5,\"timestamp\":5}",
        "{\"event_type\":true}",
        "{\"event_type\":[\"app.auth\"]}",
        "{\"event_type\":{}}",
    ];
    let errors = list(texts.iter().map(|text| text_error(text)));
    insta::assert_snapshot!(errors);
}

#[test]
fn bytes_that_are_no_text() {
    let bodies: [&[u8]; 4] = [
        b"\xff",
        b"{\"event_type\":\"app.auth\",\n \"timestamp\":5,\"user\":\"\xc3\x28\"}",
        b"{\"event_type\":\"app.auth\",\"user\":\"\xe4\xb8",
        b"\n\n\xff",
    ];
    let errors = list(bodies.map(|body| WebhookEvent::from_slice(body).unwrap_err()));
    insta::assert_snapshot!(errors);
}

#[test]
fn too_deep_for_the_parser() {
    let text = format!("{{\"event_type\":\"app.auth\",\"timestamp\":5,\"new\":{}", "[".repeat(500));
    let error = text_error(&text);
    insta::assert_snapshot!(list([error]));
}

/// What each event needs: without it, this is said. One line for every required field of every payload type.
#[test]
fn missing_fields_of_every_shape() {
    let mut lines = std::collections::BTreeSet::new();
    for event_type in EventType::all() {
        let event = model::event(&event_type, true);
        for place in places::places(&event_type, &event) {
            if place.required {
                let mut bad = event.clone();
                place.remove(&mut bad);
                let error = error(&bad);
                let path = error.path().unwrap();
                assert_eq!(path, place.path);
                assert_eq!(kind(&error), "data");
                lines.insert(format!("{event_type}: {path}: {}\n", error.reason()));
            }
        }
    }
    insta::assert_snapshot!(lines.into_iter().collect::<String>());
}

#[test]
fn fields_that_come_twice() {
    let twice = |event_type: &str, pointer: &str| {
        let mut event = sample(event_type);
        let (object, name) = pointer.rsplit_once('/').unwrap();
        let value = event.pointer(pointer).cloned().unwrap_or(Value::Null);
        set(&mut event, pointer, value.clone());
        set(&mut event, &format!("{object}/@twice@"), value);
        text_error(&event.to_string().replace("@twice@", name))
    };
    insta::assert_snapshot!(list([
        twice("managed_backup.fail", "/timestamp"),
        twice("managed_backup.fail", "/event_type"),
        twice("managed_backup.fail", "/stack"),
        twice("managed_backup.fail", "/stack/uid"),
        twice("managed_backup.fail", "/backup/verify_status"),
        twice("managed_backup.fail", "/stack/considerations/notices"),
        twice("managed_backup.fail", "/new"),
        twice("managed_backup.fail", "/stack/new"),
        twice("stack.created", "/uid"),
        twice("stack.created", "/new"),
        twice("container.down", "/ports/0/http"),
        twice("service.build.ok", "/service/containers/1/id"),
        text_error(r#"{"timestamp":5,"event_type":"new.event","a":1,"a":1}"#),
        text_error(
            &sample_with("db.slave.ok", "/notifications", json!({"a": {}, "@": {}})).to_string().replace('@', "a")
        ),
    ]));
}

#[test]
fn unrecognized_events_have_a_timestamp() {
    let texts = [
        r#"{"event_type":"new.event"}"#,
        r#"{"event_type":"new.event","timestamp":null}"#,
        r#"{"event_type":"new.event","timestamp":"now"}"#,
        r#"{"event_type":"new.event","timestamp":1.5}"#,
        r#"{"event_type":"new.event","timestamp":9223372036854775807}"#,
        r#"{"event_type":"new.event","timestamp":99999999999999999999}"#,
        r#"{"event_type":"new\n\u001b[31mevent","timestamp":{}}"#,
    ];
    insta::assert_snapshot!(list(texts.map(text_error)));
}

/// A known event with anything wrong is an error, never an unrecognized event.
#[test]
fn a_malformed_known_event_is_never_unrecognized() {
    for event_type in EventType::all() {
        let text = format!(r#"{{"event_type":"{event_type}","timestamp":"wrong"}}"#);
        let error = text_error(&text);
        assert_eq!(error.event_type(), Some(&event_type));
        assert!(error.is_data());
        assert_eq!(error.raw().event_type(), Some(&event_type));
        // Nor by the way of what was kept of it.
        assert!(WebhookEvent::try_from(error.into_raw()).is_err(), "{event_type}");
        assert!(serde_json::from_str::<WebhookEvent>(&text).is_err(), "{event_type}");
    }
}

const BAD: &str = "{\n  \"timestamp\": 1757011079,\n  \"event_type\": \"managed_backup.fail\",\n  \
                   \"stack\": {\"uid\": \"stack-1\", \"name\": \"shop\"},\n  \
                   \"backup\": {\"id\": \"seven\", \"db_type\": \"mysql\"},\n  \"new\": [1]\n}\n";

#[test]
fn an_error_says_where() {
    let error = text_error(BAD);
    assert_eq!(error.path(), Some("backup.id"));
    assert_eq!(error.reason(), "expected an integer, found a string");
    assert_eq!((error.line(), error.column()), (Some(5), Some(26)));
    let end = BAD.lines().nth(4).unwrap().split_at(26).0;
    assert!(end.ends_with("\"seven\""), "the column is that of the end of the value: {end}");
    assert_eq!(
        error.to_string(),
        "managed_backup.fail: backup.id: expected an integer, found a string at line 5 column 26"
    );

    let error = text_error(&BAD.replace("\"seven\"", "7"));
    assert_eq!((error.path(), error.reason()), (Some("backup.database_name"), "missing field"));
    assert_eq!((error.line(), error.column()), (Some(5), Some(41)));
    let end = BAD.replace("\"seven\"", "7").lines().nth(4).unwrap().split_at(41).0.to_owned();
    assert!(end.ends_with('}'), "the column is that of the end of the object: {end}");
}

#[test]
fn an_error_still_has_event_type_timestamp_and_fields() {
    let error = text_error(BAD);
    assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
    assert_eq!(error.timestamp().unwrap().timestamp(), 1_757_011_079);
    assert_eq!(serde_json::to_value(error.raw()).unwrap(), serde_json::from_str::<Value>(BAD).unwrap());
    assert_eq!(error.raw().event_type(), Some(&EventType::ManagedBackupFail));
    let raw = error.clone().into_raw();
    assert_eq!(&raw, error.raw());

    // From fields: the same but for the place.
    let from_fields = WebhookEvent::try_from(serde_json::from_str::<Value>(BAD).unwrap()).unwrap_err();
    assert_eq!((from_fields.line(), from_fields.column()), (None, None));
    assert_eq!(from_fields.to_string(), "managed_backup.fail: backup.id: expected an integer, found a string");
    assert_eq!(from_fields.raw(), error.raw());
}

/// Of a body that is cut off there are the fields before the cut.
#[test]
fn an_error_has_what_was_complete() {
    let good = BAD.replace("\"seven\"", "7").replace("\"mysql\"", "\"mysql\", \"database_name\": \"orders\"");
    good.parse::<WebhookEvent>().unwrap();
    for end in 0..good.trim_end().len() {
        let error = text_error(&good[..end]);
        assert!(error.is_eof(), "{end}: {error}");
        // A value is complete with its last character; a number only with what follows it.
        let values = ["1757011079,", "fail\"", "shop\"}", "orders\"}", "[1]"];
        let expected = values.iter().filter(|value| good.find(*value).unwrap() + value.len() <= end).count();
        assert_eq!(error.raw().fields().len(), expected, "{end}");
        assert_eq!(error.timestamp().is_some(), expected >= 1, "{end}");
        assert_eq!(error.event_type().is_some(), expected >= 2, "{end}");
    }
    let error = text_error(&good.replace("[1]", "\"\u{0}\""));
    assert!(error.is_syntax());
    assert_eq!(error.raw().fields().len(), 4);
}

/// A value that `serde_json` cannot hold costs nothing but itself.
#[test]
fn what_cannot_be_held_is_left_out() {
    let text = BAD.replace("[1]", &format!("{}1{}, \"newer\": 1e999, \"last\": 5", "[".repeat(200), "]".repeat(200)));
    let error = text_error(&text);
    assert_eq!(error.path(), Some(format!("new{}", "[0]".repeat(126)).as_str()));
    let names: Vec<&str> = error.raw().fields().iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"backup") && !names.contains(&"new"), "{names:?}");
}

#[test]
fn an_event_type_is_named_wherever_it_stands() {
    let late = r#"{"timestamp":5,"stack":{"uid":5},"backup":{"#;
    assert_eq!(text_error(late).event_type(), None);
    assert_eq!(text_error(late).to_string(), "backup: EOF while parsing an object at line 1 column 43");
    let error = text_error(r#"{"uid":5,"timestamp":5,"event_type":"stack.created"}"#);
    assert_eq!(error.to_string(), "stack.created: uid: expected a string, found a number at line 1 column 8");
}

/// What is wrong with the text counts first, and the missing event type before a wrong timestamp.
#[test]
fn the_first_thing_that_is_wrong_is_said() {
    let error = text_error(r#"{"event_type":"app.auth","timestamp":"now","new":1e"#);
    assert_eq!((kind(&error), error.path()), ("eof", Some("new")));
    let error = text_error(r#"{"timestamp":"now","new":1}"#);
    assert_eq!((kind(&error), error.path()), ("missing_event_type", Some("event_type")));
}

#[test]
fn errors_are_compared_cloned_sent_and_boxed() {
    let one: Box<dyn std::error::Error + Send + Sync> = text_error(BAD).into();
    assert_eq!(one.to_string(), text_error(BAD).to_string());
    assert!(one.source().is_none());
    assert_eq!(text_error(BAD), text_error(BAD).clone());
    assert_ne!(text_error(BAD), text_error("{}"));
}

/// A string, or else what cannot be read, with the message of the parser.
struct Part(Result<&'static str, &'static str>);

impl IntoDeserializer<'_> for Part {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Part {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.0.map_err(serde::de::Error::custom).and_then(|text| visitor.visit_str(text))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// A snippet behind a place is cut off. What other lines say may be the reason.
#[test]
fn a_parsers_own_message_loses_no_more_than_its_snippet() {
    for (message, expected) in [
        ("bad value at line 1 column 5\n\n\tSNIPPET", "bad value at line 1 column 5"),
        ("bad value\n  | the reason", "bad value\n  | the reason"),
        ("bad value at line 1\nthe reason", "bad value at line 1\nthe reason"),
        ("bad value at line 1 column 5", "bad value at line 1 column 5"),
    ] {
        let fields = [("event_type", Part(Ok("app.auth"))), ("new", Part(Err(message)))];
        let error = WebhookEvent::deserialize(MapDeserializer::new(fields.into_iter())).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

/// By `Deserialize`, which does not look at the text a second time.
#[test]
fn what_is_no_object_is_named() {
    for (text, found) in [
        ("null", "null"),
        ("true", "a boolean"),
        ("5", "a number"),
        ("-5", "a number"),
        ("18446744073709551615", "a number"),
        ("1.5", "a number"),
        ("\"secret\"", "a string"),
        ("[\"secret\"]", "an array"),
    ] {
        let reason = format!("expected an object, found {found}");
        let error = serde_json::from_str::<WebhookEvent>(text).unwrap_err().to_string();
        assert!(error.starts_with(&reason), "{error}");
    }
}

/// What follows a number may have been a part of it. A whole number is kept, even if the comma behind it is missing.
#[test]
fn a_number_that_may_have_lost_digits_is_left_out() {
    for (number, is_kept) in [
        ("17570x11079", false),
        ("17570\"11079", false),
        ("17570\u{0}11079", false),
        ("17570 11079", false),
        ("17570\n.5", false),
        ("17570", false),
        ("17570 }x", true),
        ("17570,", true),
        ("17570 \"user\":\"a\"}", true),
    ] {
        for front in ["", r#""new":{"count":1},"#] {
            let error = text_error(&format!(r#"{{"event_type":"app.auth",{front}"timestamp":{number}"#));
            let timestamp = error.timestamp().map(|timestamp| timestamp.timestamp());
            assert_eq!(timestamp, is_kept.then_some(17570), "{number}");
            assert_eq!(error.raw().fields().contains("timestamp"), is_kept, "{number}");
            assert_eq!(error.event_type(), Some(&EventType::AppAuth), "{number}");
        }
    }
}

/// Of a name that comes twice, it would not be clear which of the two an error means.
#[test]
fn a_name_that_comes_twice_is_what_is_wrong() {
    for (body, line, column) in [
        ("{\"uid\":\"a\",\n\"uid\":5,\"timestamp\":1,\"event_type\":\"job.fail\",\"name\":\"n\"}", 2, 5),
        ("{\"timestamp\":1,\"event_type\":null,\n\"event_type\":\"payment.done\"}", 2, 12),
    ] {
        let error = text_error(body);
        assert_eq!((error.reason(), error.line(), error.column()), ("duplicate field", Some(line), Some(column)));
        assert!(error.event_type().is_some(), "{error}");
    }
}
