//! What is said of a body that is no event, and what is kept of it: each message is pinned.

use std::fmt::Write;
use std::io;

use cloud66_webhooks::{ParseError, ParseErrorKind, WebhookEvent};
use serde_json::json;

use crate::support::refused;

fn kind(error: &ParseError) -> &'static str {
    let kind = error.kind();
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
    assert_eq!(serde_json::to_value(kind).unwrap(), json!(kind.as_str()));
    assert_eq!((kind.to_string(), format!("{kind:>20}")), (kind.as_str().to_owned(), format!("{:>20}", kind.as_str())));
    kind.as_str()
}

/// Each body with the kind and the message of its error, and with the fields that are kept. `Deserialize`, which does not look at the
/// text a second time, may have another message.
fn list<B: AsRef<[u8]>>(bodies: impl IntoIterator<Item = B>) -> String {
    let mut list = String::new();
    for body in bodies {
        let error = refused(body.as_ref());
        let raw = error.raw();
        assert_eq!(error.timestamp(), raw.timestamp(), "{error}");
        assert!(raw.event_type().is_none() || raw.event_type() == error.event_type(), "{error}");
        let shown = String::from_utf8_lossy(body.as_ref()).escape_debug().to_string();
        let shown = ["\"", "'", "\\"].iter().fold(shown, |shown, plain| shown.replace(&format!("\\{plain}"), plain));
        writeln!(list, "{shown}\n  {}: {error}", kind(&error)).unwrap();
        let other = serde_json::from_slice::<WebhookEvent>(body.as_ref()).unwrap_err().to_string();
        if !other.contains(error.reason()) {
            writeln!(list, "  Deserialize: {other}").unwrap();
        }
        writeln!(list, "  {}", serde_json::to_string(raw).unwrap()).unwrap();
    }
    list
}

#[test]
fn what_is_no_json() {
    insta::assert_snapshot!(list([
        "<html>",
        "\0",
        "{\0}",
        "{'event_type':'app.auth'}",
        "[] []",
        r#"{"event_type":"app.auth" "timestamp":5}"#,
        r#"{"timestamp":5,"event_type""x.y"}"#,
        // A quotation mark too few or too many. What is there of such a string is not what was sent.
        r#"{"timestamp":5,"event_type":"job.fail","uid":"job-1,"name":"daily"}"#,
        r#"{"timestamp":5,"event_type":"job".fail","uid":"job-1"}"#,
        r#"{"timestamp":5,"event_type":"x.y","ok":truely}"#,
        r#"{"timestamp":5,}"#,
        r#"{"timestamp":5,"event_type":"x.y","new":{"a":[1],"b":{"c":"","d":tru},"e":2},"f":3}"#,
        r#"{"timestamp":1,"event_type":"x.y"}{"timestamp":1,"event_type":"x.y"}"#,
        "{\"event_type\":\"app.auth\",\"timestamp\":5}\n{}",
        "{\"timestamp\":1,\"event_type\":\"x.y\"}\0",
        r#"{"event_type":"app.auth","timestamp":05}"#,
        // JSON, but more than a number can hold. It costs only itself.
        r#"{"event_type":"app.auth","new":1e999,"timestamp":5}"#,
        r#"{"event_type":"app.auth","timestamp":5,"user":"\x"}"#,
        "{\"event_type\":\"app.auth\",\"timestamp\":5,\"user\":\"\u{1}\"}",
        // Halves of a character.
        r#"{"event_type":"app.auth","timestamp":5,"user":"\ud800"}"#,
        r#"{"timestamp":1,"event_type":"\ud800"}"#,
        r#"{"timestamp":1,"a":"\udc00","event_type":"x.y"}"#,
        r#"{"timestamp":1,"event_type":"x.y","\udc00":1}"#,
        r#"{"\udc00":1,"timestamp":1,"event_type":"x.y"}"#,
        // A byte-order mark is an error, and no reason to lose what stands after it.
        "\u{feff}{}",
        "\u{feff}{\"timestamp\":1,\"event_type\":\"app.auth\",\"app\":\"a\"}",
    ]));
}

#[test]
fn what_is_no_text() {
    insta::assert_snapshot!(list([
        &b"\xff"[..],
        b"\n\n\xff",
        b"{\"timestamp\":1,\"event_type\":\"x\xff\"}",
        b"{\"timestamp\":1,\"event_type\":\"x.y\",\"a\":\"\xff\"}",
        b"{\"timestamp\":1,\n\"a\":\"\xed\xa0\x80\",\"event_type\":\"x.y\"}",
        b"{\"event_type\":\"app.auth\",\n \"timestamp\":5,\"user\":\"\xc3\x28\"}",
        b"{\"timestamp\":1,\"event_type\":\"x.y\"}\n\xff",
        b"\xef\xbb\xbf{\"timestamp\":1,\"event_type\":\"app.auth\",\"app\":\"a\",\"user\":\"\xff\"}",
        // The end of a character may have been cut off.
        b"{\"event_type\":\"app.auth\",\"user\":\"\xe4\xb8",
        b"\xef\xbb\xbf{\"timestamp\":1,\"event_type\":\"app.auth\",\"app\":\"a\",\"user\":\"\xc3",
    ]));
}

#[test]
fn what_is_cut_off() {
    insta::assert_snapshot!(list([
        "",
        " \n",
        "nul",
        "{",
        "[",
        "[{}",
        r#"{"event_type""#,
        r#"{"event_type":"app.auth""#,
        r#"{"event_type":"app.auth","timestamp":5,"user":"a"#,
        r#"{"timestamp":5,"stack":{"uid":5},"backup":{"#,
        // Another digit would make the number right, whatever else is wrong.
        "[-",
        r#"{"event_type":"app.auth","timestamp":"now","new":1e"#,
        r#"{"timestamp":1,"event_type":"x.y","new":1."#,
        r#"{"timestamp":1,"event_type":"x.y","new":1E+"#,
        // A number may have lost digits, unless the next field follows it, or the end of its object.
        r#"{"event_type":"app.auth","timestamp":17570"#,
        r#"{"event_type":"app.auth","timestamp":17570x11079"#,
        r#"{"event_type":"app.auth","timestamp":17570"11079"#,
        "{\"event_type\":\"app.auth\",\"timestamp\":17570\u{0}11079",
        r#"{"event_type":"app.auth","new":{"count":1},"timestamp":17570 11079"#,
        "{\"event_type\":\"app.auth\",\"new\":{\"count\":1},\"timestamp\":17570\n.5",
        r#"{"event_type":"app.auth","timestamp":17570,"#,
        r#"{"event_type":"app.auth","timestamp":17570 }x"#,
        r#"{"event_type":"app.auth","timestamp":17570 "user":"a"}"#,
    ]));
}

#[test]
fn what_is_no_event() {
    insta::assert_snapshot!(list([
        "null",
        " true",
        " 17 ",
        "18446744073709551615",
        "-1.5",
        "\"{}\"",
        r#"[{"event_type":"app.auth"}]"#,
        "{}",
        "{\"timestamp\":5}\n",
        r#"{"timestamp":"now","new":1}"#,
        r#"{"event_type":null,"timestamp":5}"#,
        "{\n\"event_type\":17\n\n}",
        r#"{"event_type":true}"#,
        r#"{"event_type":["app.auth"],"a":1}"#,
        r#"{"event_type":{},"timestamp":5}"#,
        // The one field that an event of any type has.
        r#"{"event_type":"new.event"}"#,
        r#"{"event_type":"new.event","timestamp":null}"#,
        r#"{"event_type":"new.event","timestamp":"now"}"#,
        r#"{"event_type":"new.event","timestamp":1.5}"#,
        r#"{"event_type":"new.event","timestamp":9223372036854775807}"#,
        r#"{"event_type":"new.event","timestamp":99999999999999999999}"#,
        r#"{"event_type":"new\n\u001b[31mevent","timestamp":{}}"#,
    ]));
}

/// The first one is kept.
#[test]
fn a_field_that_comes_twice() {
    insta::assert_snapshot!(list([
        r#"{"timestamp":5,"event_type":"new.event","a":1,"a":1}"#,
        r#"{"event_type":"x.y","timestamp":1,"a":{"b":1,"b":2},"timestamp":2,"a":3}"#,
        r#"{"timestamp":1,"event_type":"x.y","event_type":"server.stopped"}"#,
        "{\"timestamp\":1,\"event_type\":null,\n\"event_type\":\"payment.done\"}",
        r#"{"timestamp":1,"event_type":"stack.created","uid":"a","name":"n","new":[{"a":1,"a":2}]}"#,
        // It would not be clear which of the two is of the wrong type.
        "{\"uid\":\"a\",\n\"uid\" : 5,\"timestamp\":1,\"event_type\":\"job.fail\",\"name\":\"n\"}",
    ]));
}

/// Of a body that is cut off there are the fields before the cut, those of the object that the cut is in among them.
#[test]
fn an_error_has_what_was_complete() {
    // Where each value is complete: with its last character, and a number only with what follows it. An array is there as a whole.
    let parts = [
        ("{\n  \"timestamp\": 1757011079,", "/timestamp", json!(1_757_011_079)),
        ("\n  \"event_type\": \"managed_backup.fail\"", "/event_type", json!("managed_backup.fail")),
        (",\n  \"stack\": {", "/stack", json!({})),
        ("\"uid\": \"stack-1\"", "/stack/uid", json!("stack-1")),
        (", \"name\": \"shop\"", "/stack/name", json!("shop")),
        ("},\n  \"backup\" : {", "/backup", json!({})),
        ("\"id\": 7,", "/backup/id", json!(7)),
        ("\"db_type\": \"mysql\"", "/backup/db_type", json!("mysql")),
        (", \"database_name\": \"orders\"", "/backup/database_name", json!("orders")),
        (", \"new\": [1]", "/backup/new", json!([1])),
    ];
    let body = parts.iter().map(|(text, ..)| *text).collect::<String>() + "}\n}";
    body.parse::<WebhookEvent>().unwrap();
    let (mut expected, mut parts, mut length) = (json!({}), parts.into_iter().peekable(), 0);
    for end in 0..body.len() {
        if let Some((_, path, value)) = parts.next_if(|(text, ..)| length + text.len() == end) {
            let (object, name) = path.rsplit_once('/').unwrap();
            expected.pointer_mut(object).unwrap()[name] = value;
            length = end;
        }
        let error = refused(&body.as_bytes()[..end]);
        assert!(error.is_eof(), "{end}: {error}");
        assert_eq!(serde_json::to_value(error.raw()).unwrap(), expected, "{end}");
        let has = |name: &str| expected.get(name).is_some();
        assert_eq!((error.timestamp().is_some(), error.event_type().is_some()), (has("timestamp"), has("event_type")));
    }
}

/// A source whose own error has this message.
struct Failing(&'static str);

impl io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other(self.0))
    }
}

/// A snippet of the body after a place is cut off. What other lines say may be the reason.
#[test]
fn a_parsers_own_message_loses_no_more_than_its_snippet() {
    for (message, expected) in [
        ("bad value at line 1 column 5\n\n\tSNIPPET", "bad value at line 1 column 5"),
        ("bad value\n  | the reason", "bad value\n  | the reason"),
        ("bad value at line 1\nthe reason", "bad value at line 1\nthe reason"),
        ("bad value at line 1 column 5", "bad value at line 1 column 5"),
    ] {
        let error = serde_json::from_reader::<_, WebhookEvent>(Failing(message)).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}
