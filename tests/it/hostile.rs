//! Hostile input: whatever is sent, there is an event or an error, at once, and nothing of what could be read is lost.

use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::model;
use crate::support::{self, assert_clean, backup_event, parsed, path_of, refused, sample_with};

#[test]
fn keys_that_serde_json_uses_inside_are_keys_like_others() {
    for token in ["$serde_json::private::RawValue", "$serde_json::private::Number"] {
        let odd = format!(r#"{{"{token}":"[1]"}}"#);
        let body = format!(r#"{{"event_type":"x.y","extra":{odd},"timestamp":1}}"#);
        assert_eq!(serde_json::to_string(&parsed(&body)).unwrap(), body);

        // Neither is it a way to write a number or a text in the place of a field.
        let event = parsed(&backup_event("", &format!(r#","backup_size":{odd}"#), ""));
        let said = "unexpected type in `backup.backup_size`: expected an integer, found an object";
        assert_eq!(event.drift()[0].to_string(), said);
        assert!(event.backup().unwrap().unknown.get("backup_size").unwrap().is_object());
        let body = backup_event("", "", "").replace("\"id\":7", &format!("\"id\":{odd}"));
        assert_eq!(refused(body.as_bytes()).reason(), "expected an integer, found an object");

        // It may be a name, also the first and only one.
        let named = sample_with("db.slave.ok", "/notifications", json!({ token: { "reason": "full" } }));
        let named_event = support::event(&named);
        assert_eq!(serde_json::to_value(&named_event).unwrap()["notifications"], named["notifications"]);
        for (value, inner) in [(json!({ "from": 5 }), ".from"), (json!([]), "")] {
            let odd = sample_with("stack.stackscore.changed", "/diff", json!({ token: value }));
            let drift = support::event(&odd).drift();
            assert_eq!(drift[0].path(), Some(format!("diff[\"{token}\"]{inner}").as_str()), "{drift:?}");
            assert!(drift[0].is_unexpected_type());
        }

        let body = backup_event("", "", &format!(r#","{token}":1"#));
        assert!(serde_json::to_string(&parsed(&body)).unwrap().contains(token));
    }
}

/// What is missing is only the end of it, and not the sense.
#[test]
fn a_number_that_is_cut_off_is_the_end_of_the_body() {
    for number in ["-", "1.", "-0.", "1e", "1E+", "2.5e-"] {
        for front in [r#"{"timestamp":1,"event_type":"x.y","new":"#, r#"{"new":"#, "["] {
            let error = refused(format!("{front}{number}").as_bytes());
            assert!(error.is_eof(), "{front}{number}: {error}");
        }
    }
}

/// Whether `serde_json` hands over numbers as objects or not.
#[test]
fn an_object_with_one_text_of_digits_is_an_object() {
    let body = r#"{"event_type":"x.y","timestamp":1,"extra":{"a":"5"},"more":[{"a":"5"}]}"#;
    assert_eq!(serde_json::to_string(&parsed(body)).unwrap(), body);
    let body = backup_event(r#","$serde_json::private::Number":"5""#, "", "");
    assert_eq!(serde_json::to_string(&parsed(&body)).unwrap(), body);
}

/// `serde_json` hands over a number as an object of this name if its `arbitrary_precision` is switched on, and only then.
#[test]
fn an_object_is_no_number_unless_serde_json_makes_it_one() {
    if support::numbers_are_exact() {
        return;
    }
    let odd = r#"{"$serde_json::private::Number":"5"}"#;
    let body = format!(r#"{{"event_type":"x.y","extra":{odd},"timestamp":1}}"#);
    assert_eq!(serde_json::to_string(&parsed(&body)).unwrap(), body);
    let event = parsed(&backup_event("", &format!(r#","backup_size":{odd}"#), ""));
    assert!(event.backup().unwrap().unknown.get("backup_size").unwrap().is_object());
    let read = backup_event("", "", "").replace("\"id\":7", &format!("\"id\":{odd}")).parse::<WebhookEvent>();
    assert_eq!(read.unwrap_err().reason(), "expected an integer, found an object");
}

#[test]
fn what_is_no_json_is_said_to_be_so() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "EOF while parsing a value at line 1 column 0"),
        (b" \n", "EOF while parsing a value at line 2 column 0"),
        (b"{", "EOF while parsing an object at line 1 column 1"),
        (b"\0", "expected value at line 1 column 1"),
        (b"{\0}", "key must be a string at line 1 column 2"),
        ("\u{feff}{}".as_bytes(), "expected value at line 1 column 1"),
        (b"\xff", "invalid UTF-8 at line 1 column 1"),
        (b"<html>", "expected value at line 1 column 1"),
        (b"null", "the body is JSON, but not an object"),
        (b"[]", "the body is JSON, but not an object"),
        (b"\"x\"", "the body is JSON, but not an object"),
        (b" 17 ", "the body is JSON, but not an object"),
        (b"[{}", "EOF while parsing a list at line 1 column 3"),
        (b"[] []", "trailing characters at line 1 column 4"),
        (b"{}", "event_type: missing field at line 1 column 2"),
        (b"{\"a\":1}\n", "event_type: missing field at line 1 column 7"),
        (b"{\"event_type\":null}", "event_type: missing field at line 1 column 18"),
        (b"{\n\"event_type\":17\n\n}", "event_type: expected a string, found a number at line 2 column 15"),
        (b"{\"event_type\":[\"a\"],\"a\":1}", "event_type: expected a string, found an array at line 1 column 19"),
        (b"{\"event_type\":{},\"a\":1}", "event_type: expected a string, found an object at line 1 column 16"),
        (b"{\"event_type\":true}", "event_type: expected a string, found a boolean at line 1 column 18"),
        (b"{\"event_type\":\"x.y\"}", "x.y: timestamp: missing field at line 1 column 20"),
        (b"{\"timestamp\":1,\"event_type\":\"x.y\"}}", "x.y: trailing characters at line 1 column 35"),
        (
            b"{\"timestamp\":1,\"event_type\":\"x.y\"}{\"timestamp\":1,\"event_type\":\"x.y\"}",
            "x.y: trailing characters at line 1 column 35",
        ),
        (b"{\"timestamp\":1,\"event_type\":\"x.y\"}\0", "x.y: trailing characters at line 1 column 35"),
        (
            b"{\"timestamp\":1,\"event_type\":\"x.y\",\"event_type\":\"server.stopped\"}",
            "x.y: event_type: duplicate field at line 1 column 46",
        ),
        (
            b"{\"timestamp\":1,\"event_type\":null,\"event_type\":\"payment.done\"}",
            "payment.done: event_type: duplicate field at line 1 column 45",
        ),
        (
            b"{\"timestamp\":1,\"event_type\":\"\\ud800\"}",
            "event_type: unexpected end of hex escape at line 1 column 36",
        ),
        (
            b"{\"timestamp\":1,\"a\":\"\\udc00\",\"event_type\":\"x.y\"}",
            "x.y: a: lone leading surrogate in hex escape at line 1 column 26",
        ),
        (
            b"{\"timestamp\":1,\"event_type\":\"x.y\",\"\\udc00\":1}",
            "x.y: lone leading surrogate in hex escape at line 1 column 41",
        ),
        (
            b"{\"timestamp\":1,\"event_type\":\"x.y\",\"a\":\"\x01\"}",
            "x.y: a: control character (\\u0000-\\u001F) found while parsing a string at line 1 column 40",
        ),
        (b"{\"timestamp\":1,\"event_type\":\"x.y\",\"a\":\"\xff\"}", "x.y: invalid UTF-8 at line 1 column 40"),
        (b"{\"timestamp\":1,\n\"a\":\"\xed\xa0\x80\",\"event_type\":\"x.y\"}", "x.y: invalid UTF-8 at line 2 column 6"),
        (b"{\"timestamp\":1,\"event_type\":\"x.y\"}\xff", "x.y: invalid UTF-8 at line 1 column 35"),
        (b"{\"timestamp\":1,\"event_type\":\"x.y\"}\n\xff", "x.y: invalid UTF-8 at line 2 column 1"),
        (b"{\"timestamp\":1,\"event_type\":\"x\xff\"}", "invalid UTF-8 at line 1 column 31"),
    ];
    let mut wrong = Vec::new();
    for (body, message) in cases {
        let error = refused(body);
        if error.to_string() != *message {
            wrong.push(format!("{}\n  is      {error}\n  want    {message}", String::from_utf8_lossy(body)));
        }
        let has_timestamp = body.windows(14).any(|part| part == b"\"timestamp\":1,");
        assert_eq!(error.timestamp().is_some(), has_timestamp, "{error}");
        assert_eq!(error.raw().fields().contains("timestamp"), has_timestamp, "{error}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_bad_value_has_the_place_where_it_ends_however_the_body_is_laid_out() {
    for (value, column) in [("true", 12), ("17", 10), ("[1]", 11), ("{}", 10), ("1.5", 11)] {
        for rest in ["}", "\n\n }", " , \"extra\": 1}"] {
            let error = refused(
                format!("{{\"event_type\":\"stack.created\",\"timestamp\":1,\n \"uid\": {value}{rest}").as_bytes(),
            );
            assert_eq!((error.line(), error.column()), (Some(2), Some(column)), "{error}");
            assert_eq!(error.path(), Some("uid"));
        }
    }
}

#[test]
fn names_cannot_break_the_line_or_turn_it_around() {
    let hostile = "a\r\n\t\0\u{1b}[31mred\u{202e}evil\u{2066}\u{200f}\u{2028}\u{85}\u{feff}\u{7f}";
    let quoted = json!(hostile).to_string();
    for event_type in EventType::all() {
        let mut payload = model::event(&event_type, true);
        let mut texts = Vec::new();
        fn collect(value: &Value, pointer: &str, texts: &mut Vec<String>) {
            match value {
                Value::String(_) => texts.push(pointer.to_owned()),
                Value::Object(fields) => {
                    fields.iter().for_each(|(name, value)| collect(value, &format!("{pointer}/{name}"), texts));
                }
                Value::Array(elements) => {
                    elements.iter().zip(0..).for_each(|(value, n)| collect(value, &format!("{pointer}/{n}"), texts));
                }
                _ => {}
            }
        }
        collect(&payload, "", &mut texts);
        let mut kept = 0;
        for pointer in texts {
            let text = payload.pointer(&pointer).unwrap().clone();
            *payload.pointer_mut(&pointer).unwrap() = json!(hostile);
            match payload.to_string().parse::<WebhookEvent>() {
                Ok(event) => {
                    assert_clean(&event.to_string());
                    assert_clean(&format!("{event:?}"));
                    event.drift().iter().for_each(|drift| assert_clean(&format!("{drift} {drift:?}")));
                    assert_eq!(serde_json::to_value(&event).unwrap().pointer(&pointer), payload.pointer(&pointer));
                    kept += 1;
                }
                Err(error) => assert_clean(&format!("{error} {error:?}")),
            }
            *payload.pointer_mut(&pointer).unwrap() = text;
        }
        assert!(kept > 0, "{event_type}");
    }
    let error = refused(format!(r#"{{"event_type":{quoted},"timestamp":1,{quoted}:{{"a":1,"a":1}}}}"#).as_bytes());
    assert_eq!(
        error.to_string(),
        "a\\u{d}\\u{a}\\u{9}\\u{0}\\u{1b}[31mred\\u{202e}evil\\u{2066}\\u{200f}\\u{2028}\\u{85}\\u{feff}\\u{7f}: \
         [\"a\\u000d\\u000a\\u0009\\u0000\\u001b[31mred\\u202eevil\\u2066\\u200f\\u2028\\u0085\\ufeff\\u007f\"].a: \
         duplicate field at line 1 column 140"
    );
    let event = parsed(&format!(r#"{{"event_type":{quoted},"timestamp":1}}"#));
    assert_eq!(event.event_type().as_str(), hostile);
}

/// Every object of a JSON value with its pointer.
fn objects(value: &Value, pointer: &str, found: &mut Vec<(String, Vec<String>)>) {
    match value {
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, value)| objects(value, &format!("{pointer}/{index}"), found));
        }
        Value::Object(fields) => {
            found.push((pointer.to_owned(), fields.keys().cloned().collect()));
            fields.iter().for_each(|(name, value)| objects(value, &format!("{pointer}/{name}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_key_that_stands_twice_is_an_error_at_every_level() {
    let mut count = 0;
    for sample in Sample::all() {
        let mut payload: Value = serde_json::from_str(sample.json).unwrap();
        payload["extra"] = json!({ "a": { "b": [{ "c": 1 }] } });
        let mut found = Vec::new();
        objects(&payload, "", &mut found);
        for (pointer, names) in found {
            for name in names {
                let mut payload = payload.clone();
                let value = payload.pointer(&format!("{pointer}/{name}")).unwrap().clone();
                payload.pointer_mut(&pointer).unwrap()["#"] = value;
                // `#` stands in front of all others; and the event type first, in the middle, last.
                let middle = payload.to_string().replacen("\"#\"", &json!(name).to_string(), 1);
                payload.as_object_mut().unwrap().remove("event_type");
                let rest = payload.to_string().replacen("\"#\"", &json!(name).to_string(), 1);
                let first = format!(r#"{{"event_type":"{}",{}"#, sample.event_type, &rest[1..]);
                let last = format!(r#"{},"event_type":"{}"}}"#, &rest[..rest.len() - 1], sample.event_type);
                let path = path_of(&format!("{pointer}/{name}"));
                let tag = pointer.is_empty() && name == "event_type";
                for body in if tag { vec![middle] } else { vec![first, middle, last] } {
                    let error = refused(body.as_bytes());
                    assert_eq!((error.reason(), error.path()), ("duplicate field", Some(path.as_str())), "{body}");
                    assert!(error.is_data());
                    assert_eq!(error.event_type(), Some(&sample.event_type));
                    let message = serde_json::from_str::<WebhookEvent>(&body).unwrap_err().to_string();
                    assert!(message.contains(&format!("{path}: duplicate field")), "{message}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 4000, "{count}");
}

/// A byte-order mark is an error, and no reason to lose what stands behind it.
#[test]
fn what_stands_behind_a_byte_order_mark_is_kept() {
    let body = format!("\u{feff}{}", backup_event("", "", ""));
    let error = refused(body.as_bytes());
    assert!(error.is_syntax());
    assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
    assert!(error.raw().fields().contains("backup"));

    // Whatever else is wrong with it.
    for rest in [&b"\xff\"}"[..], b"\xc3"] {
        let body =
            [b"\xef\xbb\xbf{\"timestamp\":1,\"event_type\":\"app.auth\",\"app\":\"a\",\"user\":\"", rest].concat();
        let error = refused(&body);
        assert_eq!(error.event_type(), Some(&EventType::AppAuth));
        assert_eq!(error.timestamp().unwrap().timestamp(), 1);
        assert!(error.raw().fields().contains("app"));
    }
}

#[test]
fn of_a_key_that_stands_twice_the_first_is_kept_for_the_receiver() {
    let error = refused(br#"{"event_type":"x.y","timestamp":1,"a":{"b":1,"b":2},"timestamp":2,"a":3}"#);
    assert_eq!(serde_json::to_value(error.raw()).unwrap(), json!({"a":{"b":1},"event_type":"x.y","timestamp":1}));
    assert_eq!(error.path(), Some("a"));
}

#[test]
fn a_field_without_a_name_is_kept() {
    for body in [
        r#"{"":{"a":1},"event_type":"process.down","timestamp":1}"#,
        r#"{"":{"a":1},"event_type":"x.y","timestamp":1}"#,
    ] {
        let written = serde_json::to_value(parsed(body)).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(body).unwrap());
    }
}
