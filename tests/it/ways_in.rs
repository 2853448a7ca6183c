//! All ways in have one result, for good payloads and for bad ones; and the ways out one JSON.

use cloud66_webhooks::payloads::BackupEvent;
use cloud66_webhooks::{EventType, RawEvent, Sample, Stack, WebhookEvent};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::model;
use crate::support::{differences, event, parsed, sample, sample_with, set};

#[derive(Debug, Deserialize, Serialize, PartialEq)]
struct Envelope {
    received_by: String,
    event: WebhookEvent,
    attempt: u64,
}

#[derive(Debug, Deserialize, Serialize, PartialEq)]
struct Flattened {
    received_by: String,
    #[serde(flatten)]
    event: WebhookEvent,
    attempt: u64,
}

/// Plain JSON for CBOR. Not by serde, because with `arbitrary_precision` a `Value` gives its numbers to others as objects.
pub fn to_cbor_value(json: &Value) -> ciborium::Value {
    match json {
        Value::Null => ciborium::Value::Null,
        Value::Bool(flag) => ciborium::Value::Bool(*flag),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(integer), _) => integer.into(),
            (_, Some(integer)) => integer.into(),
            _ => number.as_f64().unwrap().into(),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(elements) => ciborium::Value::Array(elements.iter().map(to_cbor_value).collect()),
        Value::Object(fields) => ciborium::Value::Map(
            fields.iter().map(|(name, value)| (name.as_str().into(), to_cbor_value(value))).collect(),
        ),
    }
}

fn to_cbor(json: &Value) -> Vec<u8> {
    let mut cbor = Vec::new();
    ciborium::into_writer(&to_cbor_value(json), &mut cbor).unwrap();
    cbor
}

/// Every way in, by name.
pub fn ways_in(json: &Value) -> Vec<(&'static str, Result<WebhookEvent, String>)> {
    fn say<T, E: ToString>(result: Result<T, E>) -> Result<T, String> {
        result.map_err(|error| error.to_string())
    }
    let text = json.to_string();
    let raw: RawEvent = serde_json::from_value(json.clone()).unwrap();
    let envelope = json!({"received_by": "web-1", "event": json, "attempt": 1});
    let mut flattened = json.clone();
    flattened["received_by"] = json!("web-1");
    flattened["attempt"] = json!(1);
    let (cbor, cbor_envelope) = (to_cbor(json), to_cbor(&envelope));
    vec![
        ("from_slice", say(WebhookEvent::from_slice(text.as_bytes()))),
        ("parse", say(text.parse())),
        ("TryFrom<&[u8]>", say(WebhookEvent::try_from(text.as_bytes()))),
        ("TryFrom<&str>", say(WebhookEvent::try_from(text.as_str()))),
        ("TryFrom<Value>", say(WebhookEvent::try_from(json.clone()))),
        ("TryFrom<RawEvent>", say(WebhookEvent::try_from(raw))),
        ("serde_json::from_str", say(serde_json::from_str(&text))),
        ("serde_json::from_slice", say(serde_json::from_slice(text.as_bytes()))),
        ("serde_json::from_reader", say(serde_json::from_reader(text.as_bytes()))),
        ("serde_json::from_value", say(serde_json::from_value(json.clone()))),
        ("&Value", say(WebhookEvent::deserialize(json))),
        ("field", say(serde_json::from_str::<Envelope>(&envelope.to_string()).map(|envelope| envelope.event))),
        ("field of a Value", say(serde_json::from_value::<Envelope>(envelope).map(|envelope| envelope.event))),
        ("flatten", say(serde_json::from_str::<Flattened>(&flattened.to_string()).map(|outer| outer.event))),
        ("flatten of a Value", say(serde_json::from_value::<Flattened>(flattened).map(|outer| outer.event))),
        ("CBOR", say(ciborium::from_reader(cbor.as_slice()))),
        ("field in CBOR", say(ciborium::from_reader::<Envelope, _>(cbor_envelope.as_slice()).map(|outer| outer.event))),
    ]
}

#[test]
fn every_way_in_reads_the_same_event() {
    for sample in Sample::all() {
        let json: Value = serde_json::from_str(sample.json).unwrap();
        for (way, event) in ways_in(&json) {
            assert_eq!(event, Ok(sample.event()), "{}: {way}", sample.event_type);
        }
    }
}

#[test]
fn every_way_in_reads_all_fields_and_keeps_unknown_ones() {
    for event_type in EventType::all() {
        let mut json = model::event(&event_type, true);
        json["new"] = json!({"deep": [1, 2.5, null, "x", u64::MAX, i64::MIN]});
        let expected = event(&json);
        for (way, event) in ways_in(&json) {
            let event = event.unwrap_or_else(|error| panic!("{event_type}: {way}: {error}"));
            assert_eq!(event, expected, "{event_type}: {way}");
            assert_eq!(differences(&json, &serde_json::to_value(&event).unwrap()), [""; 0], "{event_type}: {way}");
        }
    }
}

#[test]
fn every_way_in_keeps_an_unrecognized_event() {
    let json = json!({"a": [1], "event_type": "new.event", "timestamp": 5, "z": null});
    for (way, event) in ways_in(&json) {
        assert_eq!(serde_json::to_value(event.unwrap()).unwrap(), json, "{way}");
    }
}

/// A field that no documented event can have wrong, but each in its own place.
#[test]
fn every_way_in_names_the_same_path_and_reason() {
    let bad = [
        (sample_with("managed_backup.fail", "/backup/id", "seven"), "backup.id: expected an integer, found a string"),
        (sample_with("managed_backup.fail", "/stack/uid", Value::Null), "stack.uid: expected a string, found null"),
        (
            sample_with("ssl_certificate.install.ok", "/ssl_certificate/status", true),
            "ssl_certificate.status: expected a string or a status code, found a boolean",
        ),
        (sample_with("stack.created", "/name", json!([])), "name: expected a string, found an array"),
        (sample_with("managed_backup.fail", "/event_type", 5), "event_type: expected a string, found a number"),
        (sample_with("managed_backup.fail", "/event_type", Value::Null), "event_type: missing field"),
        (
            sample_with("managed_backup.fail", "/timestamp", "now"),
            "timestamp: expected a timestamp, found a string not in the format",
        ),
        (sample_with("managed_backup.fail", "/stack", 5), "stack: expected an object, found a number"),
        (json!({"event_type": "managed_backup.fail"}), "timestamp: missing field"),
        (json!({"event_type": "new.event"}), "timestamp: missing field"),
        (json!({"timestamp": 5}), "event_type: missing field"),
    ];
    for (json, expected) in bad {
        for (way, event) in ways_in(&json) {
            let error = event.map(|event| panic!("{way}: no error: {event}")).unwrap_err();
            assert!(error.contains(expected), "{way}: {error}, and not: {expected}");
        }
    }
}

/// An integer as CBOR writes those of any size.
fn big(integer: i128) -> ciborium::Value {
    let mut cbor = Vec::new();
    ciborium::into_writer(&integer, &mut cbor).unwrap();
    ciborium::from_reader(cbor.as_slice()).unwrap()
}

/// CBOR has integers of more than 64 bits, and bytes, which JSON does not have. Of the integers a required field makes an
/// error and another one keeps them, rounded like those of JSON; bytes cannot be kept. No error has a value in it.
#[test]
fn what_only_cbor_has_is_kept_or_refused_without_a_value() {
    const NAMES: [&str; 8] =
        ["uid", "account_id", "is_busy", "created_at", "status", "namespaces", "considerations", "redeploy_hook"];
    let integers = [(i128::from(u64::MAX) + 1), -(1 << 100), i128::MAX];
    let integers = integers.map(|integer| (big(integer), Some(integer)));
    for (value, integer) in integers.into_iter().chain([(ciborium::Value::Bytes(vec![65; 9]), None)]) {
        for name in NAMES {
            let fields = [("uid", "some".into()), ("name", "some".into()), (name, value.clone())];
            let fields = fields.into_iter().skip(usize::from(name == "uid"));
            let stack = ciborium::Value::Map(fields.map(|(name, value)| (name.into(), value)).collect());
            let mut cbor = Vec::new();
            ciborium::into_writer(&stack, &mut cbor).unwrap();
            let read = ciborium::from_reader::<Stack, _>(cbor.as_slice());
            if let Some(integer) = integer.filter(|_| name != "uid") {
                let kept = read.unwrap().unknown.get(name).unwrap();
                assert_eq!(kept.as_f64(), Some(integer as f64), "{name}: {kept}");
                continue;
            }
            let error = read.unwrap_err().to_string();
            assert!(error.contains(&format!("{name}: ")), "{error}");
            assert!(!error.contains("18446744073709551616") && !error.contains("65"), "{error}");
            assert!(!error.contains("as i128") && !error.contains("as u128"), "{error}");
        }
    }
}

/// With `arbitrary_precision` of `serde_json` a large integer is kept whole, and without it as the `f64` that JSON makes of it.
#[test]
fn a_large_integer_in_an_unknown_field_is_kept_whole_or_rounded() {
    for integer in [i128::from(u64::MAX) + 1, -(1 << 100), i128::MAX] {
        let stack = [("uid", "some".into()), ("name", "some".into()), ("new", big(integer))];
        let stack = ciborium::Value::Map(stack.into_iter().map(|(name, value)| (name.into(), value)).collect());
        let mut cbor = Vec::new();
        ciborium::into_writer(&stack, &mut cbor).unwrap();
        let stack: Stack = ciborium::from_reader(cbor.as_slice()).unwrap();
        let kept = stack.unknown.get("new").unwrap();
        assert_eq!(kept.as_f64(), Some(integer as f64));
    }
}

/// A CBOR reader has room for short names only, unless it is asked for any value.
#[test]
fn a_long_name_is_kept_from_cbor_too() {
    for pointer in ["", "/stack", "/backup"] {
        let mut json = sample("managed_backup.fail");
        json.pointer_mut(pointer).unwrap()["x".repeat(10_000)] = json!(true);
        let read: WebhookEvent = ciborium::from_reader(to_cbor(&json).as_slice()).unwrap();
        assert_eq!(read, WebhookEvent::try_from(json).unwrap());
    }
}

/// RON tells an optional value from any other.
#[test]
fn a_format_with_options_of_its_own() {
    let event: WebhookEvent = ron::from_str(
        r#"{
            "timestamp": Some(1757011079), "event_type": "managed_backup.fail", "new": Some([1, None]),
            "stack": Some({"uid": "stack-1", "name": Some("shop"), "status": Some(1), "health": None, "new": Some(true)}),
            "backup": {"id": 7, "db_type": "mysql", "database_name": "orders", "restore_status": None},
        }"#,
    )
    .unwrap();
    let json = json!({
        "timestamp": 1_757_011_079, "event_type": "managed_backup.fail", "new": [1, null],
        "stack": {"uid": "stack-1", "name": "shop", "status": 1, "new": true},
        "backup": {"id": 7, "db_type": "mysql", "database_name": "orders"},
    });
    assert_eq!(serde_json::to_value(event).unwrap(), json);
}

/// What this crate writes as RON has none of them, and it reads that too.
#[test]
fn every_event_comes_back_from_ron() {
    for sample in Sample::all() {
        let ron = ron::to_string(&sample.event()).unwrap();
        assert_eq!(ron::from_str::<WebhookEvent>(&ron).unwrap(), sample.event(), "{ron}");
    }
}

/// Those who deserialize by `serde_json` itself have line and column of the end of the event.
#[test]
fn an_error_of_serde_json_knows_its_place() {
    let text = "{\n\"event_type\":\"managed_backup.fail\",\"timestamp\":1,\n\"stack\":{\"uid\":7}}";
    let error = serde_json::from_str::<WebhookEvent>(text).unwrap_err();
    let reason = "managed_backup.fail: stack.uid: expected a string, found a number at line 3 column 18";
    assert_eq!((error.to_string().as_str(), error.line(), error.column()), (reason, 3, 18));
    let error = serde_json::from_str::<Stack>("{\"uid\":\n7}").unwrap_err();
    assert_eq!(error.to_string(), "uid: expected a string, found a number at line 2 column 2");
    assert_eq!((error.line(), error.column()), (2, 2));
}

/// CBOR has a null of its own kind, and numbers that are none.
#[test]
fn null_and_what_is_no_number_have_their_path_from_cbor() {
    let json = sample_with("managed_backup.fail", "/backup", Value::Null);
    let error = ciborium::from_reader::<WebhookEvent, _>(to_cbor(&json).as_slice()).unwrap_err().to_string();
    assert!(error.contains("managed_backup.fail: backup: expected an object, found null"), "{error}");
    for (name, number) in [("new", f64::NAN), ("account_id", f64::INFINITY)] {
        let fields = [("uid", "some".into()), ("name", "some".into()), (name, ciborium::Value::Float(number))];
        let stack = ciborium::Value::Map(fields.map(|(name, value)| (name.into(), value)).into());
        let mut cbor = Vec::new();
        ciborium::into_writer(&stack, &mut cbor).unwrap();
        let error = ciborium::from_reader::<Stack, _>(cbor.as_slice()).unwrap_err().to_string();
        assert!(error.contains(&format!("{name}: expected a finite number")), "{error}");
    }
}

/// What is not even an object.
#[test]
fn no_way_in_takes_what_is_no_object() {
    for json in [json!(null), json!(true), json!(5), json!(1.5), json!("text"), json!([{"event_type": "x"}])] {
        let text = json.to_string();
        assert!(text.parse::<WebhookEvent>().unwrap_err().is_not_an_object(), "{text}");
        assert!(WebhookEvent::try_from(json.clone()).unwrap_err().is_not_an_object(), "{text}");
        assert!(serde_json::from_value::<WebhookEvent>(json.clone()).is_err(), "{text}");
        assert!(serde_json::from_str::<WebhookEvent>(&text).is_err(), "{text}");
        let cbor = to_cbor(&json);
        assert!(ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice()).is_err(), "{text}");
    }
}

/// The complaint of `serde_json` itself stays what it is, so that its category can be asked for.
#[test]
fn a_body_that_is_cut_off_is_the_end_of_the_input_for_serde_json_too() {
    let sample = Sample::all().next().unwrap();
    let half = sample.json.split_at(sample.json.len() / 2).0;
    assert!(half.contains("event_type"));
    assert!(serde_json::from_str::<WebhookEvent>(half).unwrap_err().is_eof());
}

#[test]
fn every_way_out_writes_the_same_json() {
    for sample in Sample::all() {
        let event = sample.event();
        let expected = serde_json::to_value(&event).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string(&event).unwrap()).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string_pretty(&event).unwrap()).unwrap(), expected);

        let mut cbor = Vec::new();
        ciborium::into_writer(&event, &mut cbor).unwrap();
        assert_eq!(ciborium::from_reader::<Value, _>(cbor.as_slice()).unwrap(), expected);
        assert_eq!(ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice()).unwrap(), event);

        let flattened = Flattened { received_by: "web-1".to_owned(), event: sample.event(), attempt: 2 };
        let mut written = serde_json::to_value(&flattened).unwrap();
        let mut cbor = Vec::new();
        ciborium::into_writer(&flattened, &mut cbor).unwrap();
        assert_eq!(ciborium::from_reader::<Flattened, _>(cbor.as_slice()).unwrap(), flattened);
        let fields = written.as_object_mut().unwrap();
        assert_eq!(fields.remove("received_by"), Some(json!("web-1")));
        assert_eq!(fields.remove("attempt"), Some(json!(2)));
        assert_eq!(written, expected);

        let envelope = Envelope { received_by: "web-1".to_owned(), event, attempt: 2 };
        assert_eq!(serde_json::to_value(&envelope).unwrap()["event"], expected);
    }
}

/// The event type may come behind everything else, also where a map passes only once.
#[test]
fn the_event_type_may_come_last_everywhere() {
    for sample in Sample::all() {
        let json: Value = serde_json::from_str(sample.json).unwrap();
        let text = crate::support::write_ordered(&json, false, &|keys| {
            keys.sort_by_key(|key| (*key == "event_type", *key == "timestamp"));
        });
        assert!(text.ends_with(&format!("\"event_type\":\"{}\"}}", sample.event_type)), "{text}");
        assert_eq!(serde_json::from_str::<WebhookEvent>(&text).unwrap(), sample.event());
        assert_eq!(serde_json::from_reader::<_, WebhookEvent>(text.as_bytes()).unwrap(), sample.event());
        let flattened = text.replacen('{', "{\"attempt\":1,\"received_by\":\"web-1\",", 1);
        assert_eq!(serde_json::from_str::<Flattened>(&flattened).unwrap().event, sample.event());
    }
}

#[test]
fn a_second_event_type_is_an_error_wherever_it_stands() {
    for text in [
        r#"{"timestamp":5,"event_type":"app.auth","event_type":"app.auth"}"#,
        r#"{"event_type":"app.auth","timestamp":5,"event_type":"app.deauth"}"#,
    ] {
        assert_eq!(text.parse::<WebhookEvent>().unwrap_err().reason(), "duplicate field");
        let error = serde_json::from_str::<WebhookEvent>(text).unwrap_err().to_string();
        assert!(error.starts_with("app.auth: event_type: duplicate field"), "{error}");
    }
    for text in [
        r#"{"timestamp":5,"timestamp":5,"event_type":"app.auth"}"#,
        r#"{"timestamp":5,"user":"a","user":"a","event_type":"app.auth"}"#,
        r#"{"timestamp":5,"new":"a","new":"a","event_type":"app.auth"}"#,
        r#"{"timestamp":5,"new":"a","new":"a","event_type":"new.event"}"#,
    ] {
        assert_eq!(text.parse::<WebhookEvent>().unwrap_err().reason(), "duplicate field");
        let error = serde_json::from_str::<WebhookEvent>(text).unwrap_err().to_string();
        assert!(error.contains(": duplicate field"), "{error}");
    }
}

/// Payloads and objects are serde types of their own too.
#[test]
fn payloads_and_objects_are_read_alone() {
    let json = sample("managed_backup.fail");
    let payload: BackupEvent = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(WebhookEvent::ManagedBackupFail(Box::new(payload.clone())), event(&json));
    let mut untagged = json.clone();
    untagged.as_object_mut().unwrap().remove("event_type");
    assert_eq!(differences(&untagged, &serde_json::to_value(&payload).unwrap()), [""; 0]);

    let stack: Stack = serde_json::from_value(json["stack"].clone()).unwrap();
    assert_eq!(stack, payload.stack);
    let mut odd = json["stack"].clone();
    set(&mut odd, "/considerations", 5);
    let stack: Stack = serde_json::from_value(odd.clone()).unwrap();
    assert_eq!((stack.considerations.as_ref(), stack.unknown.get("considerations")), (None, Some(json!(5))));
    assert_eq!(differences(&odd, &serde_json::to_value(&stack).unwrap()), [""; 0]);
    set(&mut odd, "/uid", 5);
    let error = serde_json::from_value::<Stack>(odd).unwrap_err().to_string();
    assert_eq!(error, "uid: expected a string, found a number");
}

/// Where the event type does not come first, the text is searched for it from its end. What is found there may be something else.
#[test]
fn what_only_looks_like_the_event_type_is_not_taken_for_it() {
    let backup = r#""stack":{"uid":"s","name":"n"},"backup":{"id":1,"db_type":"d","database_name":"d"},"timestamp":1"#;
    let (right, wrong) = (r#""event_type":"managed_backup.fail""#, r#""event_type":"backup.verification.failed""#);
    let expected = parsed(&format!("{{{backup},{right}}}"));
    for body in [
        // In a string, in a nested object, and behind the real one with escapes.
        format!(r#"{{{backup},{right},"note":{}}}"#, json!(format!("{{{wrong}}}"))),
        format!(r#"{{{backup},{right},"note":{{{wrong}}}}}"#),
        format!(r#"{{{backup},{right},"note":[{{{wrong}}}]}}"#),
        format!(r#"{{{backup},{},"note":{{{wrong}}}}}"#, right.replace("event_type", r"event\u005ftype")),
        format!(r#"{{{backup},{},"note":{{{wrong}}}}}"#, right.replace("fail", r"f\u0061il")),
    ] {
        let Ok(event) = body.parse::<WebhookEvent>() else { panic!("{body}") };
        assert_eq!(*event.event_type(), EventType::ManagedBackupFail, "{body}");
        assert_eq!((event.stack(), event.backup()), (expected.stack(), expected.backup()), "{body}");
        let streamed: WebhookEvent = serde_json::from_str(&body).unwrap();
        assert_eq!(event, streamed, "{body}");
    }
    // Only nested, twice, of no type that is known, or no string: the errors are those of reading in order.
    for (body, message) in [
        (format!(r#"{{{backup},"note":{{{right}}}}}"#), "event_type: missing field"),
        (format!("{{{backup},{right},{right}}}"), "managed_backup.fail: event_type: duplicate field"),
        (format!("{{{backup},{wrong},{right}}}"), "backup.verification.failed: event_type: duplicate field"),
        (format!(r#"{{{backup},"event_type":1,"note":{{{right}}}}}"#), "event_type: expected a string, found a number"),
    ] {
        let error = body.parse::<WebhookEvent>().unwrap_err().to_string();
        assert!(error.starts_with(message), "{body}: {error}");
    }
    let unrecognized = parsed(&format!(r#"{{{backup},"event_type":"new.event","note":{{{right}}}}}"#));
    assert_eq!(unrecognized.name(), "new.event");
}
