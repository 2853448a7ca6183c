//! Other formats than JSON: what this crate writes they read back, numbers are numbers and null is none, and errors show nothing
//! of what was read. With `arbitrary_precision` of serde_json and without.
#![allow(missing_docs, dead_code)]

#[path = "../../it/expected.rs"]
mod expected;
#[path = "../../it/model.rs"]
mod model;
#[path = "../../it/places.rs"]
mod places;
#[path = "../../it/support.rs"]
mod support;

use std::fmt::Write as _;

use cloud66_webhooks::{EventType, RawEvent, Sample, Stack, WebhookEvent};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use support::{differences, event, sample_with};

/// What a format makes of a value, or why it cannot.
type Written = Result<Vec<u8>, String>;

/// Calls a generic function pair for each format, because traits with type parameters are no objects.
macro_rules! formats {
    ($($name:literal: $write:expr, $read:expr;)*) => {
        const FORMATS: &[&str] = &[$($name),*];

        fn write<T: Serialize>(format: &str, value: &T) -> Written {
            fn say(error: impl ToString) -> String {
                error.to_string()
            }
            match format {
                $( $name => {
                    let write: fn(&T) -> Result<Vec<u8>, String> = $write;
                    write(value).map_err(say)
                } )*
                other => panic!("{other}"),
            }
        }

        fn read<T: DeserializeOwned>(format: &str, bytes: &[u8]) -> Result<T, String> {
            match format {
                $( $name => {
                    let read: fn(&[u8]) -> Result<T, String> = $read;
                    read(bytes)
                } )*
                other => panic!("{other}"),
            }
        }
    };
}

fn s<T, E: ToString>(result: Result<T, E>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

formats! {
    "serde_json": |v| s(serde_json::to_vec(v)), |b| s(serde_json::from_slice(b));
    "serde_json reader": |v| s(serde_json::to_vec(v)), |b| s(serde_json::from_reader(b));
    "sonic-rs": |v| s(sonic_rs::to_vec(v)), |b| s(sonic_rs::from_slice(b));
    "simd-json": |v| s(simd_json::to_vec(v)), |b| s(simd_json::from_slice(&mut b.to_vec()));
    "json5": |v| s(json5::to_string(v)).map(String::into_bytes), |b| s(json5::from_str(text(b)));
    "YAML": |v| s(serde_yaml_ng::to_string(v)).map(String::into_bytes), |b| s(serde_yaml_ng::from_slice(b));
    "TOML": |v| s(toml::to_string(v)).map(String::into_bytes), |b| s(toml::from_str(text(b)));
    "RON": |v| s(ron::to_string(v)).map(String::into_bytes), |b| s(ron::from_str(text(b)));
    "ciborium": |v| { let mut b = Vec::new(); s(ciborium::into_writer(v, &mut b)).map(|()| b) }, |b| s(ciborium::from_reader(b));
    "MessagePack": |v| s(rmp_serde::to_vec(v)), |b| s(rmp_serde::from_slice(b));
    "MessagePack with names": |v| s(rmp_serde::to_vec_named(v)), |b| s(rmp_serde::from_slice(b));
    "BSON": |v| s(bson::serialize_to_vec(v)), |b| s(bson::deserialize_from_slice(b));
    "plist": |v| { let mut b = Vec::new(); s(plist::to_writer_xml(&mut b, v)).map(|()| b) }, |b| s(plist::from_bytes(b));
}

/// Events with all that may be in one: samples, every documented field, and unknown fields with every kind of value.
fn events() -> Vec<WebhookEvent> {
    let mut events: Vec<WebhookEvent> = Sample::all().map(|sample| sample.event()).collect();
    events.extend(EventType::all().map(|event_type| event(&model::event(&event_type, true))));
    for (pointer, value) in [
        ("/new", json!({"days": 30, "rate": 0.5, "text": "x", "flag": true, "list": [1, "a", {"b": 2.25}]})),
        ("/stack/new", json!([0, -1, i64::MIN, i64::MAX, 1.5])),
        ("/backup/new", json!("text")),
        // Values that could not be typed.
        ("/stack/created_at", json!(true)),
        ("/stack/namespaces", json!(["a", 5])),
        ("/stack/considerations", json!([1.5])),
        ("/backup/verify_status", json!({"a": [1]})),
    ] {
        events.push(event(&sample_with("managed_backup.fail", pointer, value)));
    }
    events.push(event(&json!({"timestamp": 1, "event_type": "x.y", "a": 30, "b": {"c": [1.5, "d"]}})));
    events
}

/// Numbers in spellings that no `f64` has, in each place where one is kept: an unknown field, and a typed one of another type.
const SPELLED: [&str; 9] = [
    "1.50",
    "1e5",
    "100000.00",
    "-2.5E-1",
    "0.1000000000000000055511151231257827",
    "123456789012345678901234567890",
    "-18446744073709551616",
    "1e300",
    "1.0",
];

fn spelled(number: &str) -> [WebhookEvent; 2] {
    let text =
        r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":"n","is_busy":@,"new":@,"table":{"a":[@]}}"#;
    ["stack.created", "x.y"]
        .map(|event_type| text.replace("stack.created", event_type).replace('@', number).parse().unwrap())
}

/// Each event, and what comes back from the format. JSON5 and DynamoDB write `1.0` as `1`.
fn events_and_read(format: &str) -> Vec<(WebhookEvent, WebhookEvent)> {
    let read = |number: &str| match format {
        "json5" | "DynamoDB" => spelled(Value::from(number.parse::<f64>().unwrap()).to_string().trim_end_matches(".0")),
        _ => spelled(number),
    };
    let numbers = SPELLED.iter().flat_map(|number| spelled(number).into_iter().zip(read(number)));
    events().into_iter().map(|event| (event.clone(), event)).chain(numbers).collect()
}

#[test]
fn every_event_comes_back_from_every_format() {
    let mut wrong = Vec::new();
    for format in FORMATS {
        for (event, expected) in events_and_read(format) {
            let what = format!("{format}: {}", event.event_type());
            match write(format, &event).and_then(|bytes| read::<WebhookEvent>(format, &bytes)) {
                Ok(again) if again == expected => assert_eq!(again.drift(), expected.drift(), "{what}"),
                Ok(again) => {
                    let (one, other) =
                        (serde_json::to_value(&expected).unwrap(), serde_json::to_value(&again).unwrap());
                    wrong.push(format!("{what}: {:?}", differences(&one, &other)));
                }
                Err(error) => wrong.push(format!("{what}: {error}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), FORMATS.len() * events().len(), wrong.join("\n"));
}

/// The same with values in memory, which are no bytes.
#[test]
fn every_event_comes_back_from_values() {
    for (event, expected) in events_and_read("serde-value") {
        let value = serde_value::to_value(&event).unwrap();
        assert!(!format!("{value:?}").contains("$serde_json"), "{}", event.event_type());
        assert_eq!(value.deserialize_into::<WebhookEvent>().as_ref().ok(), Some(&expected));
    }
    for (event, expected) in events_and_read("DynamoDB") {
        let item: serde_dynamo::Item = serde_dynamo::to_item(&event).unwrap();
        assert!(!format!("{item:?}").contains("$serde_json"), "{}", event.event_type());
        assert_eq!(serde_dynamo::from_item::<_, WebhookEvent>(item).as_ref().ok(), Some(&expected));
    }
}

/// A number that serde_json hands over under `arbitrary_precision` is a number in what is written.
#[test]
fn numbers_are_written_as_numbers() {
    for format in FORMATS {
        for (event, _) in events_and_read(format) {
            let bytes = write(format, &event).unwrap();
            let is_private = bytes.windows(11).any(|part| part == b"$serde_json");
            assert!(!is_private, "{format}: {}", event.event_type());
        }
    }
    let job =
        event(&json!({"timestamp": 1, "event_type": "job.fail", "uid": "j", "name": "n", "params": {"days": 30}}));
    let expected = r#"{"timestamp":1,"event_type":"job.fail","uid":"j","name":"n","params":{"days":30}}"#;
    assert_eq!(text(&write("sonic-rs", &job).unwrap()), expected);
    let yaml = "timestamp: 1\nevent_type: job.fail\nuid: j\nname: n\nparams:\n  days: 30\n";
    assert_eq!(text(&write("YAML", &job).unwrap()), yaml);
}

/// A date of TOML's own is an unexpected type, as the object with a private name that `toml` hands over. In a string it is read.
#[test]
fn a_date_of_toml_is_not_read() {
    let text = "timestamp = 1\nevent_type = \"stack.created\"\nuid = \"u\"\nname = \"n\"\ncreated_at_iso = @\n";
    let read = |date: &str| toml::from_str::<WebhookEvent>(&text.replace('@', date)).unwrap();
    let event = read("2024-01-01T00:00:00Z");
    assert_eq!(event.stack().unwrap().created_at_iso, None);
    assert!(event.drift()[0].is_unexpected_type());
    let kept = json!({"$__toml_private_datetime": "2024-01-01T00:00:00Z"});
    assert_eq!(serde_json::to_value(&event).unwrap()["created_at_iso"], kept);
    let event = read("\"2024-01-01T00:00:00Z\"");
    assert!(event.stack().unwrap().created_at_iso.is_some() && event.drift().is_empty());
    let timestamp = toml::from_str::<WebhookEvent>("timestamp = 2024-01-01T00:00:00Z\nevent_type = \"x.y\"\n");
    let error = timestamp.unwrap_err().to_string();
    assert!(error.contains("timestamp: expected a timestamp, found an object"), "{error}");
}

/// An optional value of RON is what it holds.
#[test]
fn what_ron_wraps_is_read_without_that() {
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
    assert_eq!(event, support::event(&json));
}

/// Null is none in every format that has one. TOML has none: it leaves the field out, and cannot write an array with a null. plist
/// makes an object of it.
#[test]
fn null_is_written_as_none() {
    let of = |json: Value| support::event(&json);
    let in_fields = of(json!({"timestamp": 1, "event_type": "x.y", "a": null, "b": {"c": null, "d": 1}}));
    let in_array =
        of(json!({"timestamp": 1, "event_type": "x.y", "a": null, "b": {"c": null, "d": 1}, "e": [null, 1]}));
    let toml = of(json!({"timestamp": 1, "event_type": "x.y", "b": {"d": 1}}));
    let none = json!({"None": ""});
    let plist = of(json!({"timestamp": 1, "event_type": "x.y", "a": none, "b": {"c": none, "d": 1}, "e": [none, 1]}));
    let again = |format, event| write(format, event).and_then(|bytes| read::<WebhookEvent>(format, &bytes));
    for format in FORMATS {
        match *format {
            "TOML" => {
                assert_eq!(again(format, &in_fields).as_ref(), Ok(&toml));
                assert_eq!(write(format, &in_array).unwrap_err(), "unsupported None value");
            }
            "plist" => assert_eq!(again(format, &in_array).as_ref(), Ok(&plist)),
            _ => assert_eq!(again(format, &in_array).as_ref(), Ok(&in_array), "{format}"),
        }
    }
}

/// The same bytes with `arbitrary_precision` and without, so that one build reads what another has written.
#[test]
fn the_bytes_are_those_of_every_build() {
    // From text, because a `Value` orders its names by a feature of the build.
    let more = [
        r#"{"timestamp":1,"event_type":"x.y","z":30,"a":{"c":[1.5,"d",{"y":-1,"b":true}],"a":0.1}}"#,
        r#"{"timestamp":1,"event_type":"job.fail","uid":"j","name":"n","params":{"z":30,"a":[0.5]},"new":[2.25]}"#,
    ];
    let from_text: Vec<WebhookEvent> =
        Sample::all().map(|sample| sample.event()).chain(more.map(|text| text.parse().unwrap())).collect();
    let spelled: Vec<WebhookEvent> = SPELLED.iter().flat_map(|number| spelled(number)).collect();
    let mut lines = String::new();
    for format in FORMATS {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut length = 0;
        for event in from_text.iter().chain(&spelled) {
            let bytes = write(format, event).unwrap();
            length += bytes.len();
            for byte in bytes {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
        }
        writeln!(lines, "{format}: {length} bytes, {hash:016x}").unwrap();
    }
    insta::assert_snapshot!(lines);
}

/// Types of a user's own around an event.
#[derive(serde::Deserialize, Serialize)]
struct Field<T> {
    event: T,
}

#[derive(serde::Deserialize, Serialize)]
struct List<T> {
    events: Vec<T>,
}

/// The error has path and reason, and nothing of the body: no value, and no snippet of the text around it. Also where the event is
/// in a type of the user's own, so that its format gets the error back and adds to it.
#[test]
fn no_error_shows_what_was_read() {
    for format in FORMATS {
        for (pointer, wrong, message) in [
            ("/backup/id", json!("MARKER"), "backup.id: expected an integer, found a string"),
            ("/stack/name", json!(["MARKER"]), "stack.name: expected a string, found an array"),
            (
                "/backup/database_name",
                json!({"MARKER": "MARKER"}),
                "backup.database_name: expected a string, found an object",
            ),
        ] {
            let mut json = sample_with("managed_backup.fail", pointer, wrong);
            json["stack"]["redeploy_hook"] = json!("https://hooks.shop.example/MARKER");
            json["MARKER"] = json!("MARKER");
            let raw = || serde_json::from_value::<RawEvent>(json.clone()).unwrap();
            let bytes = |written: Written| written.unwrap_or_else(|error| panic!("{format}: {error}"));
            let alone = read::<WebhookEvent>(format, &bytes(write(format, &raw()))).map(drop);
            let field = read::<Field<WebhookEvent>>(format, &bytes(write(format, &Field { event: raw() }))).map(drop);
            let list =
                read::<List<WebhookEvent>>(format, &bytes(write(format, &List { events: vec![raw()] }))).map(drop);
            for error in [alone, field, list] {
                let error = error.unwrap_err();
                assert!(error.contains(message), "{format}: {error}");
                // A snippet may show a part.
                assert!(!error.contains("KER"), "{format}: {error}");
                assert!(error.len() < 300, "{format}: {error}");
            }
        }
    }
}

/// Two secrets, one of them after the place where reading stops. The place is said once, and by `Deserialize` it is the end.
#[test]
fn a_snippet_of_the_text_is_not_handed_on() {
    fn error<T: DeserializeOwned>(text: &str) -> String {
        sonic_rs::from_str::<T>(text).map(drop).unwrap_err().to_string()
    }
    let stack = r#"{"uid":["https://hooks.shop.example/SECRET77"],"name":"n","redeploy_hook":"SECRET77"}"#;
    let event = r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":["SECRET77"]}"#;
    let message = "uid: expected a string, found an array";
    for (said, message) in [
        (error::<Stack>(stack), message),
        (error::<Vec<Stack>>(&format!("[{stack}]")), message),
        (error::<Field<Stack>>(&format!(r#"{{"event":{stack}}}"#)), message),
        (error::<Vec<WebhookEvent>>(&format!("[{event}]")), "stack.created: name: expected a string, found an array"),
    ] {
        let place = said.strip_prefix(message).and_then(|rest| rest.strip_prefix(" at line 1 column "));
        assert!(place.is_some_and(|column| column.parse::<usize>().is_ok()), "{said}");
    }
    let kept = r#"{"uid":"u","name":"n","redeploy_hook":["https://hooks.shop.example/SECRET77"]}"#;
    let stack: Stack = sonic_rs::from_str(kept).unwrap();
    assert!(!format!("{stack:?}").contains("77"));
    assert_eq!(serde_json::to_string(&stack).unwrap(), kept);
}

/// The parser's own error of what is in an event has its snippet cut off as well. What is around the event is not up to this crate.
#[test]
fn a_snippet_of_a_syntax_error_is_not_handed_on() {
    for text in [
        r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":"SECRET77"x}"#,
        r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":SECRET77}"#,
        r#"{"timestamp":1,"event_type":"stack.created","uid":"u","new":["SECRET77"#,
        r#"{"SECRET77":SECRET77,"timestamp":1,"event_type":"stack.created","uid":"u","name":"n"}"#,
        r#"SECRET77"#,
    ] {
        let alone = sonic_rs::from_str::<WebhookEvent>(text).unwrap_err().to_string();
        let list = sonic_rs::from_str::<Vec<WebhookEvent>>(&format!("[{text}]")).unwrap_err().to_string();
        let stack = sonic_rs::from_str::<Stack>(text).unwrap_err().to_string();
        for error in [alone, list, stack] {
            assert!(error.contains(" at line 1 column ") && !error.contains("77"), "{error}");
        }
    }
    // A body that ended too early counts as one with a type that does not fit.
    let cut =
        sonic_rs::from_str::<WebhookEvent>(r#"{"timestamp":1,"event_type":"stack.created","uid":"u","#).unwrap_err();
    assert!(cut.is_unmatched_type() && !cut.is_eof(), "{cut}");
    // What `guide::limits` excepts: what follows the event, and fields that are no object.
    let after = sonic_rs::from_str::<WebhookEvent>(r#"{"timestamp":1,"event_type":"new.event"} "SECRET77""#);
    assert!(after.unwrap_err().to_string().contains("SEC"));
    assert!(sonic_rs::from_str::<Vec<RawEvent>>(r#"["SECRET77"]"#).unwrap_err().to_string().contains("77"));
}

/// Bytes and values with a tag, which JSON has not, in the place of a typed field, of an unknown one, and inside of one that is kept.
#[test]
fn what_json_has_not_is_refused_and_not_shown() {
    for (place, path) in [
        (r#""new":@"#, "new"),
        (r#""new":[1,{"a":@}]"#, "new[1].a"),
        (r#""redeploy_hook":@"#, "redeploy_hook"),
        (r#""redeploy_hook":[@]"#, "redeploy_hook[0]"),
        (r#""namespaces":[5,@]"#, "namespaces[1]"),
        (r#""status":@"#, "status"),
    ] {
        let body = format!(r#"{{"timestamp":1,"event_type":"stack.created","uid":"u","name":"n",{place}}}"#);
        let ron = ron::from_str::<WebhookEvent>(&body.replace('@', r#"b"MARKER77""#)).unwrap_err().to_string();
        assert!(ron.contains(&format!("{path}: expected any JSON value, found bytes")), "{ron}");
        let yaml = body.replace('@', "!MARK MARKER77");
        let yaml = serde_yaml_ng::from_str::<WebhookEvent>(&yaml).unwrap_err().to_string();
        let said = format!("{path}: expected any JSON value, found a value with a tag");
        assert!(yaml.contains(&said), "{yaml}");
        for error in [ron, yaml] {
            assert!(!error.contains("MARK"), "{error}");
        }
    }
}

/// Every damaged optional value in every format that holds it: it costs itself.
#[test]
fn every_format_tolerates_the_same() {
    for (event_type, pointer, odd) in [
        ("managed_backup.fail", "/stack/created_at", json!(true)),
        ("managed_backup.fail", "/stack/git", json!(["a"])),
        ("managed_backup.fail", "/stack/namespaces", json!({"a": "b"})),
        ("managed_backup.fail", "/stack/status", json!("odd")),
        ("managed_backup.fail", "/backup/backup_size", json!(-5)),
        ("managed_backup.fail", "/backup/logical_backup", json!(1)),
        ("stack.provision.fail", "/deploy_context/outcome", json!(5)),
        ("container.down", "/ports", json!([{"http": 80}, "odd"])),
        ("stack.stackscore.changed", "/diff", json!({"a": {"from": "A"}, "b": "odd"})),
    ] {
        // Not with a null, which plist does not have.
        let mut json = sample_with(event_type, pointer, odd);
        remove_nulls(&mut json);
        let expected = event(&json);
        assert!(expected.drift().iter().any(|drift| drift.is_unexpected_type()));
        let raw: RawEvent = serde_json::from_value(json).unwrap();
        for format in FORMATS {
            let bytes = write(format, &raw).unwrap();
            let read: WebhookEvent =
                read(format, &bytes).unwrap_or_else(|error| panic!("{format}: {pointer}: {error}"));
            assert_eq!(read, expected, "{format}: {pointer}");
            assert_eq!(read.drift(), expected.drift(), "{format}: {pointer}");
        }
    }
}

fn remove_nulls(json: &mut Value) {
    if let Value::Object(fields) = json {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(remove_nulls);
    }
}
