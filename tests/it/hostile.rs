//! Hostile input: whatever is sent, there is an event or an error, at once, and nothing of what could be read is lost.

use std::time::{Duration, Instant};

use cloud66_webhooks::{EventType, ParseError, Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::model::{self, Kind};
use crate::support::{self, event, numbers_are_exact, sample_with};

const DEEP: usize = 100_000;

/// The error of a body; every way in must refuse it.
fn refused(body: &[u8]) -> ParseError {
    assert!(serde_json::from_slice::<WebhookEvent>(body).is_err(), "Deserialize reads it");
    let error = WebhookEvent::from_slice(body).expect_err("from_slice reads it");
    assert_clean(&error.to_string());
    assert_clean(&format!("{error:?}"));
    error
}

fn read(body: &str) -> WebhookEvent {
    let event: WebhookEvent = body.parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(serde_json::from_str::<WebhookEvent>(body).unwrap(), event);
    event
}

/// One line, without anything that moves the cursor or turns the text around.
fn assert_clean(line: &str) {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!line.contains(bad), "not one clean line: {line:?}");
}

fn backup_event(stack: &str, backup: &str, more: &str) -> String {
    format!(
        r#"{{"timestamp":1757011079,"event_type":"managed_backup.fail","stack":{{"uid":"s","name":"shop"{stack}}},"backup":{{"id":7,"db_type":"mysql","database_name":"orders"{backup}}}{more}}}"#
    )
}

/// Runs it on a stack that is a quarter of a usual thread's: an unoptimized build would overflow it if depth cost stack.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(512 * 1024).spawn(test).unwrap().join().unwrap();
}

#[test]
fn nesting_of_any_depth_is_an_error_that_keeps_the_rest() {
    on_a_small_stack(|| {
        let lists = |close: bool| "[".repeat(DEEP) + &if close { "]".repeat(DEEP) } else { String::new() };
        let objects =
            |close: bool| "{\"a\":".repeat(DEEP) + "1" + &if close { "}".repeat(DEEP) } else { String::new() };
        for deep in [lists(true), lists(false), objects(true), objects(false)] {
            let error = refused(deep.as_bytes());
            assert_eq!(error.event_type(), None);
            assert_eq!(EventType::peek(deep.as_bytes()), None);

            for body in [
                backup_event(&format!(r#","extra":{deep}"#), "", ""),
                backup_event(&format!(r#","namespaces":[{deep}]"#), "", ""),
                backup_event(&format!(r#","considerations":{deep}"#), "", ""),
                backup_event(&format!(r#","environment":{deep}"#), "", ""),
                backup_event(&format!(r#","status":{deep}"#), "", ""),
                backup_event("", &format!(r#","backup_size":{deep}"#), ""),
                backup_event("", &format!(r#","created_at_iso":{deep}"#), ""),
                backup_event("", "", &format!(r#","extra":{deep}"#)),
                backup_event("", "", &format!(r#","extra":[1,{{"a":{deep}}}]"#)),
            ] {
                let error = refused(body.as_bytes());
                assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
                assert_eq!(error.timestamp().unwrap().timestamp(), 1_757_011_079);
                assert!(error.raw().fields.contains("timestamp"));
                assert!(error.to_string().len() < 300, "{error}");
            }
            // In front of the tag, and under the tag itself.
            let error = refused(format!(r#"{{"a":{deep},"event_type":"server.stopped"}}"#).as_bytes());
            let closed = deep.ends_with([']', '}']);
            assert_eq!(error.event_type(), closed.then_some(&EventType::ServerStopped));
            let error = refused(format!(r#"{{"timestamp":1,"event_type":{deep},"a":1}}"#).as_bytes());
            assert_eq!(error.event_type(), None);
            assert_eq!(error.timestamp().unwrap().timestamp(), 1);
            // An event type that nobody knows.
            let error = refused(format!(r#"{{"event_type":"x.y","timestamp":1,"a":{deep}}}"#).as_bytes());
            assert_eq!(error.event_type().unwrap().as_str(), "x.y");
        }
        let error = refused(backup_event("", "", &format!(r#","extra":{},"z":1"#, lists(true))).as_bytes());
        assert_eq!(error.to_string(), "managed_backup.fail: extra: recursion limit exceeded at line 1 column 289");
        assert!(error.is_not_json());
        // All but the deep one.
        let mut kept: Vec<&str> = error.raw().fields.iter().map(|(name, _)| name).collect();
        kept.sort_unstable();
        assert_eq!(kept, ["backup", "event_type", "stack", "timestamp", "z"]);
    });
}

#[test]
fn json_within_text_is_no_way_around_the_limit_of_depth() {
    // serde_json has a key of its own for text that is JSON, and its `Value` would read that anew, with a new limit.
    on_a_small_stack(|| {
        let mut nested = json!(1);
        for _ in 0..10 {
            let deep = "[".repeat(120) + &nested.to_string() + &"]".repeat(120);
            nested = json!({ "$serde_json::private::RawValue": deep });
        }
        for body in [
            json!({ "event_type": "x.y", "timestamp": 1, "extra": nested }).to_string(),
            json!({ "a": nested, "event_type": "x.y", "timestamp": 1 }).to_string(),
            backup_event(&format!(r#","extra":{nested}"#), "", ""),
        ] {
            let event = read(&body);
            assert_eq!(serde_json::to_string(&event).unwrap().len(), body.len());
        }
    });
}

#[test]
fn keys_that_serde_json_uses_inside_are_keys_like_others() {
    for token in ["$serde_json::private::RawValue", "$serde_json::private::Number"] {
        let odd = format!(r#"{{"{token}":"[1]"}}"#);
        let body = format!(r#"{{"event_type":"x.y","extra":{odd},"timestamp":1}}"#);
        assert_eq!(serde_json::to_string(&read(&body)).unwrap(), body);

        // Neither is it a way to write a number or a text in the place of a field.
        let error = refused(backup_event("", &format!(r#","backup_size":{odd}"#), "").as_bytes());
        assert_eq!(error.reason(), "expected an integer, found an object");
        assert!(error.raw().fields.get("backup").unwrap()["backup_size"].is_object());

        // It may be a name, also the first and only one.
        let named = sample_with("db.slave.ok", "/notifications", json!({ token: { "reason": "full" } }));
        assert_eq!(serde_json::to_value(event(&named)).unwrap()["notifications"], named["notifications"]);
        for (value, inner) in [(json!({ "from": 5 }), ".from"), (json!([]), "")] {
            let error = support::error(&sample_with("stack.stackscore.changed", "/diff", json!({ token: value })));
            assert_eq!(error.path(), Some(format!("diff[\"{token}\"]{inner}").as_str()), "{error}");
        }

        let body = backup_event("", "", &format!(r#","{token}":1"#));
        assert!(serde_json::to_string(&read(&body)).unwrap().contains(token));
    }
}

#[test]
fn long_texts_are_kept_and_not_shown() {
    let long = "x".repeat(10 << 20);
    let event = read(&backup_event(&format!(r#","environment":"{long}","extra":"{long}""#), "", ""));
    assert_eq!(event.stack().unwrap().environment.as_deref(), Some(long.as_str()));
    assert_eq!(event.stack().unwrap().unknown.get("extra").unwrap(), long.as_str());
    assert!(event.to_string().len() < 500);

    let event = read(&format!(r#"{{"event_type":"{long}","timestamp":1,"{long}":1}}"#));
    assert_eq!(event.event_type().as_str(), long);
    assert!(event.to_string().len() < 500);
    assert!(event.drift().iter().all(|drift| drift.to_string().len() < 500));

    let error = refused(format!(r#"{{"event_type":"{long}","timestamp":"{long}","{long}":"#).as_bytes());
    assert_eq!(error.event_type().unwrap().as_str(), long);
    assert!(error.to_string().len() < 500);
    let error = refused(backup_event("", "", &format!(r#","{long}":{{"a":1,"a":2}}"#)).as_bytes());
    assert!(error.to_string().len() < 500);
    assert!(error.path().unwrap().len() < 500);
}

#[test]
fn a_million_fields_take_no_more_than_their_share_of_time() {
    let many = |count: usize| -> String { (0..count).map(|number| format!(r#","k{number}":{number}"#)).collect() };
    let start = Instant::now();
    let million = backup_event("", "", &many(1_000_000));
    assert!(million.parse::<WebhookEvent>().is_ok());
    assert!((million + "x").parse::<WebhookEvent>().is_err());

    // All the rest with fewer: this is an unoptimized build.
    let many = many(100_000);
    for body in [
        backup_event(&many, "", ""),
        backup_event("", "", &many),
        format!(r#"{{"event_type":"x.y","timestamp":1{many}}}"#),
        format!(r#"{{"uid":"s","name":"shop"{many},"timestamp":1,"event_type":"stack.created"}}"#),
        // Spread where it should be nested: the fields of the stack are picked out of all others.
        format!(
            r#"{{"timestamp":1,"event_type":"stack.redeploy.ok","uid":"s","name":"shop","framework":"x"{many},"fqdn":"y"}}"#
        ),
    ] {
        let event: WebhookEvent = body.parse().unwrap();
        assert!(serde_json::to_string(&event).unwrap().len() >= body.len());
        assert_eq!(event.drift().len(), if event.event_type().is_recognized() { 100_000 } else { 1 });
        let error = WebhookEvent::from_slice(format!("{body}x").as_bytes()).unwrap_err();
        assert_eq!(error.event_type(), Some(&event.event_type()));
        assert_eq!(serde_json::from_str::<WebhookEvent>(&body).unwrap(), event);
    }
    // Seconds on an idle machine; with work that grows by the square it would be hours.
    assert!(start.elapsed() < Duration::from_secs(300), "{:?}", start.elapsed());
}

/// The integers of a JSON value, by pointer.
fn integers(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => found.push(pointer.to_owned()),
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                integers(element, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                integers(value, &format!("{pointer}/{name}"), found);
            }
        }
        _ => {}
    }
}

/// `/stack/health` as it stands in an error, `stack.health`; `/a/0/b` as `a[0].b`.
fn path_of(pointer: &str) -> String {
    let mut path = String::new();
    for step in pointer.split('/').skip(1) {
        match step.parse::<usize>() {
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) if path.is_empty() => path.push_str(step),
            Err(_) => path.push_str(&format!(".{step}")),
        }
    }
    path
}

#[test]
fn every_integer_field_takes_its_integers_and_no_others() {
    // Objects that nobody documents hold any JSON, and so does the value of a notification.
    let free = |pointer: &str| pointer.split('/').any(|step| step == "params" || step == "value");
    let digits = "1".repeat(10_000);
    let (mut fields, mut free_fields) = (0, 0);
    for event_type in EventType::all() {
        // With every documented field, those too that the examples lack.
        let payload = model::event(&event_type, true);
        let mut pointers = Vec::new();
        integers(&payload, "", &mut pointers);
        // Texts, and codes as well.
        let places = model::places(&event_type, &payload).into_iter();
        pointers.extend(places.filter(|p| matches!(p.kind, Kind::TextOrCode(..))).map(|place| place.pointer()));
        for pointer in pointers {
            let with = |number: &str| {
                let mut payload = payload.clone();
                *payload.pointer_mut(&pointer).unwrap() = json!("#");
                payload.to_string().replacen("\"#\"", number, 1)
            };
            let number = |body: &str| {
                let written = serde_json::to_value(read(body)).unwrap();
                written.pointer(&pointer).cloned().unwrap_or_else(|| panic!("{pointer} of {event_type}"))
            };
            if free(&pointer) {
                free_fields += 1;
                assert_eq!(number(&with("18446744073709551615")), json!(u64::MAX));
                let fraction = "9007199254740993.5";
                assert_eq!(number(&with(fraction)), serde_json::from_str::<Value>(fraction).unwrap());
                continue;
            }
            fields += 1;
            for (text, value) in [("-0", 0), ("-0.0", 0), ("1.0", 1), ("1e3", 1000), ("0", 0)] {
                assert_eq!(number(&with(text)), json!(value), "{pointer} {text} of {event_type}");
            }
            let is_size = pointer.ends_with("/backup_size");
            if pointer != "/timestamp" && !is_size {
                for value in [i64::MIN, i64::MAX, -1, 1 << 53, (1 << 53) + 1] {
                    assert_eq!(number(&with(&value.to_string())), json!(value), "{pointer} of {event_type}");
                }
            }
            let unfit = "this integer does not fit into 64 bits";
            // Such a number can be held where numbers are exact, and then it is the field that cannot.
            let too_big = if numbers_are_exact() { unfit } else { "number out of range" };
            let beyond_i64 = if is_size { "-1" } else { "9223372036854775808" };
            for (text, reason) in [
                (digits.as_str(), too_big),
                ("1e400", too_big),
                ("-1e400", too_big),
                (beyond_i64, unfit),
                ("-9223372036854775809", unfit),
                ("18446744073709551616", unfit),
                ("1e300", unfit),
                ("9007199254740994.0", unfit),
                ("0.5", "expected an integer, found a number with a fraction"),
                ("1e-3", "expected an integer, found a number with a fraction"),
            ] {
                let error = refused(with(text).as_bytes());
                assert_eq!(error.reason(), reason, "{pointer} of {event_type}");
                assert_eq!(error.event_type(), Some(&event_type));
                assert_eq!(error.path(), Some(path_of(&pointer).as_str()), "{event_type}");
                assert!(error.raw().fields.contains("event_type"));
            }
        }
    }
    assert!(fields > 180 && free_fields > 0, "{fields} integer fields, {free_fields} in free objects");
}

#[test]
fn the_timestamp_is_in_the_range_of_time() {
    for (seconds, good) in [
        (8_210_266_876_799_i64, true),
        (8_210_266_876_800, false),
        (-8_334_601_228_800, true),
        (-8_334_601_228_801, false),
        (i64::MAX, false),
        (i64::MIN, false),
    ] {
        for event_type in ["server.stopped", "x.y"] {
            let body = format!(r#"{{"timestamp":{seconds},"event_type":"{event_type}","uid":"a"}}"#);
            if good {
                let event = read(&body);
                assert_eq!(event.timestamp().timestamp(), seconds);
                assert_clean(&event.to_string());
                assert_eq!(serde_json::to_value(&event).unwrap()["timestamp"], seconds);
            } else {
                let error = refused(body.as_bytes());
                assert_eq!(error.reason(), "not a date and time: out of the range of time");
                assert_eq!(error.path(), Some("timestamp"));
                assert_eq!(error.timestamp(), None);
                assert_eq!(error.event_type().unwrap().as_str(), event_type);
            }
        }
    }
}

#[test]
fn decimals_come_back_as_they_were() {
    // The last three come back as their neighbours from serde_json's quicker way to read decimals.
    for number in [
        "0.1",
        "5e-324",
        "1.7976931348623157e308",
        "122.416294033786585",
        "7.2057594037927933e16",
        "16409959223372036854775808200",
    ] {
        let read = read(&format!(r#"{{"event_type":"x.y","timestamp":1,"a":{number}}}"#));
        let written = serde_json::to_value(read).unwrap();
        assert_eq!(written["a"].as_f64().unwrap().to_bits(), number.parse::<f64>().unwrap().to_bits(), "{number}");
    }
    // That needs a feature of serde_json, which here some other crate switches on as well. So look where it must stand.
    let manifest = include_str!("../../Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with("serde_json = ")).unwrap();
    assert!(line.contains("float_roundtrip"), "{line}");
}

#[test]
fn what_is_no_json_is_said_to_be_so() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "unknown event: EOF while parsing a value at line 1 column 0"),
        (b" \n", "unknown event: EOF while parsing a value at line 2 column 0"),
        (b"{", "unknown event: EOF while parsing an object at line 1 column 1"),
        (b"\0", "unknown event: expected value at line 1 column 1"),
        (b"{\0}", "unknown event: key must be a string at line 1 column 2"),
        ("\u{feff}{}".as_bytes(), "unknown event: expected value at line 1 column 1"),
        (b"\xff", "unknown event: invalid UTF-8 at line 1 column 1"),
        (b"<html>", "unknown event: expected value at line 1 column 1"),
        (b"null", "unknown event: the body is JSON, but not an object"),
        (b"[]", "unknown event: the body is JSON, but not an object"),
        (b"\"x\"", "unknown event: the body is JSON, but not an object"),
        (b" 17 ", "unknown event: the body is JSON, but not an object"),
        (b"[{}", "unknown event: EOF while parsing a list at line 1 column 3"),
        (b"[] []", "unknown event: trailing characters at line 1 column 4"),
        (b"{}", "unknown event: event_type: required, but missing at line 1 column 2"),
        (b"{\"a\":1}\n", "unknown event: event_type: required, but missing at line 1 column 7"),
        (b"{\"event_type\":null}", "unknown event: event_type: required, but missing at line 1 column 18"),
        (
            b"{\n\"event_type\":17\n\n}",
            "unknown event: event_type: expected a text, found a number at line 2 column 15",
        ),
        (
            b"{\"event_type\":[\"a\"],\"a\":1}",
            "unknown event: event_type: expected a text, found a list at line 1 column 19",
        ),
        (
            b"{\"event_type\":{},\"a\":1}",
            "unknown event: event_type: expected a text, found an object at line 1 column 16",
        ),
        (b"{\"event_type\":true}", "unknown event: event_type: expected a text, found a boolean at line 1 column 18"),
        (b"{\"event_type\":\"x.y\"}", "x.y: timestamp: required, but missing at line 1 column 20"),
        (b"{\"timestamp\":1,\"event_type\":\"x.y\"}}", "x.y: trailing characters at line 1 column 35"),
        (
            b"{\"timestamp\":1,\"event_type\":\"x.y\"}{\"timestamp\":1,\"event_type\":\"x.y\"}",
            "x.y: trailing characters at line 1 column 35",
        ),
        (b"{\"timestamp\":1,\"event_type\":\"x.y\"}\0", "x.y: trailing characters at line 1 column 35"),
        (
            b"{\"timestamp\":1,\"event_type\":\"x.y\",\"event_type\":\"server.stopped\"}",
            "x.y: event_type: this key stands twice at line 1 column 46",
        ),
        (
            b"{\"timestamp\":1,\"event_type\":null,\"event_type\":\"server.stopped\"}",
            "unknown event: event_type: required, but missing at line 1 column 32",
        ),
        (
            b"{\"timestamp\":1,\"event_type\":\"\\ud800\"}",
            "unknown event: event_type: unexpected end of hex escape at line 1 column 36",
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
        (b"{\"timestamp\":1,\"event_type\":\"x\xff\"}", "unknown event: invalid UTF-8 at line 1 column 31"),
    ];
    let mut wrong = Vec::new();
    for (body, message) in cases {
        let error = refused(body);
        if error.to_string() != *message {
            wrong.push(format!("{}\n  is      {error}\n  want    {message}", String::from_utf8_lossy(body)));
        }
        let has_timestamp = body.windows(14).any(|part| part == b"\"timestamp\":1,");
        assert_eq!(error.timestamp().is_some(), has_timestamp, "{error}");
        assert_eq!(error.raw().fields.contains("timestamp"), has_timestamp, "{error}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_bad_value_has_the_place_where_it_ends_however_the_body_is_laid_out() {
    for (value, column) in [("true", 15), ("\"none\"", 17), ("[1]", 14), ("{}", 13), ("1.5", 14)] {
        for rest in ["}", "\n\n }", " , \"extra\": 1}"] {
            let error = refused(format!("{{\"event_type\":\"stack.created\",\n \"status\": {value}{rest}").as_bytes());
            assert_eq!((error.line(), error.column()), (Some(2), Some(column)), "{error}");
            assert_eq!(error.path(), Some("status"));
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
    let error = refused(format!(r#"{{"event_type":{quoted},{quoted}:{{"a":1,"a":1}}}}"#).as_bytes());
    assert_eq!(
        error.to_string(),
        "a\\u{d}\\u{a}\\u{9}\\u{0}\\u{1b}[31mred\\u{202e}evil\\u{2066}\\u{200f}\\u{2028}\\u{85}\\u{feff}\\u{7f}: \
         [\"a\\u{d}\\u{a}\\u{9}\\u{0}\\u{1b}[31mred\\u{202e}evil\\u{2066}\\u{200f}\\u{2028}\\u{85}\\u{feff}\\u{7f}\"].a: \
         this key stands twice at line 1 column 126"
    );
    let event = read(&format!(r#"{{"event_type":{quoted},"timestamp":1}}"#));
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
                    assert_eq!(
                        (error.reason(), error.path()),
                        ("this key stands twice", Some(path.as_str())),
                        "{body}"
                    );
                    assert!(error.is_bad_field());
                    assert_eq!(error.event_type(), Some(&sample.event_type));
                    let message = serde_json::from_str::<WebhookEvent>(&body).unwrap_err().to_string();
                    assert!(message.contains(&format!("{path}: this key stands twice")), "{message}");
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
    assert!(error.is_not_json());
    assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
    assert!(error.raw().fields.contains("backup"));
}

#[test]
fn of_a_key_that_stands_twice_the_first_is_kept_for_the_receiver() {
    let error = refused(br#"{"event_type":"x.y","timestamp":1,"a":{"b":1,"b":2},"timestamp":2,"a":3}"#);
    assert_eq!(serde_json::to_value(error.raw()).unwrap(), json!({"a":{"b":1},"event_type":"x.y","timestamp":1}));
    assert_eq!(error.path(), Some("a.b"));
}

#[test]
fn a_field_without_a_name_is_kept() {
    for body in [
        r#"{"":{"a":1},"event_type":"process.down","timestamp":1}"#,
        r#"{"":{"a":1},"event_type":"x.y","timestamp":1}"#,
    ] {
        let written = serde_json::to_value(read(body)).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(body).unwrap());
    }
}

#[test]
fn values_that_were_built_deeper_than_json_may_be_are_no_danger() {
    let mut deep = json!(1);
    for _ in 0..1000 {
        deep = json!([deep]);
    }
    let event = WebhookEvent::try_from(json!({ "event_type": "x.y", "timestamp": 1, "a": deep })).unwrap();
    assert_eq!(event.event_type().as_str(), "x.y");
}

#[test]
fn an_integer_beyond_64_bits_in_cbor_is_refused_without_being_quoted() {
    let event = |more: (&str, ciborium::Value)| {
        let text = |text: &str| ciborium::Value::Text(text.to_owned());
        let fields = [("event_type", text("x.y")), ("timestamp", 1.into()), more];
        let mut cbor = Vec::new();
        let map = fields.into_iter().map(|(name, value)| (text(name), value)).collect();
        ciborium::into_writer(&ciborium::Value::Map(map), &mut cbor).unwrap();
        ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice())
    };
    assert!(event(("extra", u64::MAX.into())).is_ok());
    let big = ciborium::Value::Integer(ciborium::value::Integer::try_from(-18_446_744_073_709_551_616_i128).unwrap());
    if numbers_are_exact() {
        let read = event(("extra", big)).unwrap();
        assert!(serde_json::to_string(&read).unwrap().contains("-18446744073709551616"));
        return;
    }
    let message = event(("extra", big)).unwrap_err().to_string();
    assert_eq!(message, r#"Semantic(None, "x.y: extra: this integer does not fit into 64 bits")"#);
}
