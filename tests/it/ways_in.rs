//! All ways in have one result, for good payloads and for bad ones; and the ways out one JSON.

use cloud66_webhooks::payloads::BackupEvent;
use cloud66_webhooks::{EventType, Fields, RawEvent, Sample, Stack, WebhookEvent};
use serde::{Deserialize, Deserializer, Serialize, de::Visitor};
use serde_json::{Value, json};

use crate::model;
use crate::support::{differences, event, sample, sample_with};

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
fn to_cbor_value(json: &Value) -> ciborium::Value {
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

fn to_cbor<T: Serialize>(value: &T) -> Vec<u8> {
    let mut cbor = Vec::new();
    ciborium::into_writer(value, &mut cbor).unwrap();
    cbor
}

/// Every way in, by name.
pub fn ways_in(json: &Value) -> Vec<(&'static str, Result<WebhookEvent, String>)> {
    fn say<T, E: ToString>(result: Result<T, E>) -> Result<T, String> {
        result.map_err(|error| error.to_string())
    }
    let text = json.to_string();
    let raw = RawEvent::from(Fields::from(json.as_object().unwrap().clone()));
    let envelope = json!({"received_by": "web-1", "event": json, "attempt": 1});
    let mut flattened = json.clone();
    flattened["received_by"] = json!("web-1");
    flattened["attempt"] = json!(1);
    let (cbor, cbor_envelope) = (to_cbor(&to_cbor_value(json)), to_cbor(&to_cbor_value(&envelope)));
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

/// Any format that wraps a value in a type of one field.
struct Wrapped(Value);

impl<'de> Deserializer<'de> for Wrapped {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self.0)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// With all fields, unknown ones too, and events of a type that is not known.
#[test]
fn every_way_in_reads_the_same_event() {
    let known = EventType::all().map(|event_type| model::event(&event_type, true));
    let unrecognized = json!({"a": [1], "event_type": "new.event", "timestamp": 5, "z": null});
    for mut json in known.chain([unrecognized]) {
        json["new"] = json!({"deep": [1, 2.5, null, "x", u64::MAX, i64::MIN]});
        let expected = event(&json);
        assert_eq!(differences(&json, &serde_json::to_value(&expected).unwrap()), [""; 0]);
        for (way, event) in ways_in(&json) {
            assert_eq!(event.as_ref(), Ok(&expected), "{}: {way}", expected.event_type());
        }
    }
}

/// A field that no documented event can have wrong, but each in its own place.
#[test]
fn every_way_in_names_the_same_path_and_reason() {
    let bad = [
        (sample_with("managed_backup.fail", "/backup/id", "seven"), "backup.id: expected an integer, found a string"),
        (sample_with("managed_backup.fail", "/stack/uid", Value::Null), "stack.uid: expected a string, found null"),
        // CBOR has a null of its own kind.
        (sample_with("managed_backup.fail", "/backup", Value::Null), "backup: expected an object, found null"),
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

/// What a JSON value cannot hold, or `serde_json` complains about in its own words. The event type is the one at the top, wherever others
/// stand.
#[test]
fn a_text_reads_to_the_same_by_serde() {
    let app = r#""timestamp":5,"event_type":"app.auth""#;
    let other = r#""event_type":"payment.done""#;
    for (body, expected) in [
        (format!(r#"{{{app},"note":{{{other}}}}}"#), Ok("app.auth")),
        (format!(r#"{{"note":[{{{other}}}],{app}}}"#), Ok("app.auth")),
        (format!(r#"{{{app},"note":{}}}"#, json!(other)), Ok("app.auth")),
        (format!(r#"{{{},"note":{{{other}}}}}"#, app.replace("event_type", r"event\u005ftype")), Ok("app.auth")),
        (format!(r#"{{{},"note":{{{other}}}}}"#, app.replace("auth", r"a\u0075th")), Ok("app.auth")),
        (format!(r#"{{"timestamp":5,"event_type":"new.event","note":{{{other}}}}}"#), Ok("new.event")),
        (format!(r#"{{"timestamp":5,"note":{{{other}}}}}"#), Err("event_type: missing field")),
        (format!("{{{app},{other}}}"), Err("app.auth: event_type: duplicate field")),
        (format!("{{{other},{app}}}"), Err("payment.done: event_type: duplicate field")),
        (format!(r#"{{{app},"timestamp":5}}"#), Err("app.auth: timestamp: duplicate field")),
        (format!(r#"{{{app},"user":"a","user":"a"}}"#), Err("app.auth: user: duplicate field")),
        (format!(r#"{{{app},"new":"a","new":"a"}}"#), Err("app.auth: new: duplicate field")),
        (
            r#"{"timestamp":5,"new":1,"new":1,"event_type":"new.event"}"#.to_owned(),
            Err("new.event: new: duplicate field"),
        ),
    ] {
        let typed = body.parse::<WebhookEvent>().map_err(|error| error.to_string());
        let generic = serde_json::from_str::<WebhookEvent>(&body).map_err(|error| error.to_string());
        for read in [&typed, &generic] {
            match (read, expected) {
                (Ok(event), Ok(name)) => assert_eq!(event.name(), name, "{body}"),
                (Err(error), Err(said)) => assert!(error.starts_with(said), "{body}: {error}"),
                (read, _) => panic!("{body}: {read:?}"),
            }
        }
        assert_eq!(typed.ok(), generic.ok(), "{body}");
    }
}

/// CBOR has integers of more than 64 bits, numbers that are none, and bytes. An integer is rounded like one of JSON, and costs a field
/// of another type only itself; the rest is refused. No error has a value in it. A CBOR reader has room for short names only, unless it
/// is asked for any value.
#[test]
fn what_only_cbor_has_is_kept_or_refused_without_a_value() {
    use ciborium::Value::{Bytes, Float, Map};
    let integer = |integer: i128| ciborium::from_reader::<ciborium::Value, _>(to_cbor(&integer).as_slice()).unwrap();
    let (large, small) = (i128::from(u64::MAX) + 1, -(1 << 100));
    let long = "x".repeat(10_000);
    for (name, value, expected) in [
        ("new", integer(large), Ok(large as f64)),
        ("account_id", integer(small), Ok(small as f64)),
        ("status", integer(i128::MAX), Ok(i128::MAX as f64)),
        (&long, integer(7), Ok(7.0)),
        ("uid", integer(large), Err("uid: expected a string, found a number")),
        ("new", Bytes(vec![65; 9]), Err("new: expected any JSON value, found bytes")),
        ("is_busy", Bytes(vec![65; 9]), Err("is_busy: expected any JSON value, found bytes")),
        ("new", Float(f64::NAN), Err("new: expected a finite number")),
        ("account_id", Float(f64::INFINITY), Err("account_id: expected a finite number")),
    ] {
        let fields = [("name", "some".into()), (name, value), ("uid", "some".into())];
        let fields = fields.into_iter().take(if name == "uid" { 2 } else { 3 });
        let stack = Map(fields.map(|(name, value)| (name.into(), value)).collect());
        match (ciborium::from_reader::<Stack, _>(to_cbor(&stack).as_slice()), expected) {
            (Ok(stack), Ok(kept)) => assert_eq!(stack.unknown.get(name).unwrap().as_f64(), Some(kept), "{name}"),
            (Err(error), Err(said)) => {
                let error = error.to_string();
                assert!(error.contains(said), "{error}");
                assert!(!error.contains("18446744073709551616") && !error.contains("65"), "{error}");
            }
            (read, _) => panic!("{name}: {read:?}"),
        }
    }
}

/// Some formats put a value in a type of one field.
#[test]
fn what_a_format_wraps_is_read_without_that() {
    let json = json!({
        "timestamp": 1_757_011_079, "event_type": "managed_backup.fail", "new": [1, null],
        "stack": {"uid": "stack-1", "name": "shop", "status": 1, "new": true},
        "backup": {"id": 7, "db_type": "mysql", "database_name": "orders"},
    });
    let expected = event(&json);
    assert_eq!(WebhookEvent::deserialize(Wrapped(json)).unwrap(), expected);
}

/// Those who deserialize by `serde_json` itself have line and column of the end of the event, and its category of an error of its own.
#[test]
fn an_error_of_serde_json_knows_its_place() {
    let text = "{\n\"event_type\":\"managed_backup.fail\",\"timestamp\":1,\n\"stack\":{\"uid\":7}}";
    let error = serde_json::from_str::<WebhookEvent>(text).unwrap_err();
    let reason = "managed_backup.fail: stack.uid: expected a string, found a number at line 3 column 18";
    assert_eq!((error.to_string().as_str(), error.line(), error.column()), (reason, 3, 18));
    let error = serde_json::from_str::<Stack>("{\"uid\":\n7}").unwrap_err();
    assert_eq!(error.to_string(), "uid: expected a string, found a number at line 2 column 2");
    assert_eq!((error.line(), error.column()), (2, 2));
    assert!(serde_json::from_str::<WebhookEvent>(&text[..text.len() - 1]).unwrap_err().is_eof());
}

#[test]
fn no_way_in_takes_what_is_no_object() {
    for json in [json!(null), json!(true), json!(5), json!(1.5), json!("text"), json!([{"event_type": "x"}])] {
        let text = json.to_string();
        assert!(text.parse::<WebhookEvent>().unwrap_err().is_not_an_object(), "{text}");
        assert!(WebhookEvent::try_from(json.clone()).unwrap_err().is_not_an_object(), "{text}");
        assert!(serde_json::from_str::<WebhookEvent>(&text).is_err(), "{text}");
        let cbor = to_cbor(&to_cbor_value(&json));
        assert!(ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice()).is_err(), "{text}");
        assert!(serde_json::from_value::<WebhookEvent>(json).is_err(), "{text}");
    }
}

/// What `guide::limits` says of serde's buffer.
#[test]
fn an_untagged_enum_swallows_the_message_and_a_map_beside_an_event_takes_its_fields() {
    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    enum Any {
        #[expect(dead_code, reason = "it is not read")]
        Event(WebhookEvent),
    }
    let malformed = r#"{"timestamp": "soon", "event_type": "server.stopped"}"#;
    let error = serde_json::from_str::<Any>(malformed).unwrap_err().to_string();
    assert_eq!(error, "data did not match any variant of untagged enum Any");

    #[derive(Deserialize, Serialize)]
    struct Two {
        #[serde(flatten)]
        event: WebhookEvent,
        #[serde(flatten)]
        rest: serde_json::Map<String, Value>,
    }
    let two: Two = serde_json::from_str(r#"{"timestamp": 1, "event_type": "server.stopped", "uid": "a"}"#).unwrap();
    assert_eq!(two.rest["uid"], "a");
    assert_eq!(serde_json::to_string(&two).unwrap().matches("uid").count(), 2);
}

#[test]
fn every_way_out_writes_the_same_json() {
    for sample in Sample::all() {
        let event = sample.event();
        let expected = serde_json::to_value(&event).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string(&event).unwrap()).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Value>(&serde_json::to_string_pretty(&event).unwrap()).unwrap(), expected);
        let cbor = to_cbor(&event);
        assert_eq!(ciborium::from_reader::<Value, _>(cbor.as_slice()).unwrap(), expected);
        assert_eq!(ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice()).unwrap(), event);

        let flattened = Flattened { received_by: "web-1".to_owned(), event: sample.event(), attempt: 2 };
        let mut outer = expected.clone();
        outer["received_by"] = json!("web-1");
        outer["attempt"] = json!(2);
        assert_eq!(serde_json::to_value(&flattened).unwrap(), outer);
        assert_eq!(ciborium::from_reader::<Flattened, _>(to_cbor(&flattened).as_slice()).unwrap(), flattened);
        let envelope = Envelope { received_by: "web-1".to_owned(), event, attempt: 2 };
        assert_eq!(serde_json::to_value(&envelope).unwrap()["event"], expected);
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

    let mut odd = json["stack"].clone();
    assert_eq!(serde_json::from_value::<Stack>(odd.clone()).unwrap(), payload.stack);
    odd["considerations"] = json!(5);
    let stack: Stack = serde_json::from_value(odd.clone()).unwrap();
    assert_eq!((stack.considerations.as_ref(), stack.unknown.get("considerations")), (None, Some(json!(5))));
    assert_eq!(differences(&odd, &serde_json::to_value(&stack).unwrap()), [""; 0]);
    odd["uid"] = json!(5);
    let error = serde_json::from_value::<Stack>(odd).unwrap_err().to_string();
    assert_eq!(error, "uid: expected a string, found a number");
}
