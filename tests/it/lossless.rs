//! `parse -> serialize` gives the same JSON, path by path, but for null and the empty list against absent and the spelling of
//! an instant.

use cloud66_webhooks::payloads::BackupEvent;
use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde::de::value::MapDeserializer;
use serde::de::{Deserialize, Deserializer, IntoDeserializer, Visitor};
use serde_json::{Value, json};

use crate::model;
use crate::places;
use crate::support::{differences, event, sample, sample_with};

/// The comparison itself sees what it has to see.
#[test]
fn the_comparison_sees_every_difference() {
    let one = json!({"a": {"b": [1, {"c": "x"}]}, "at": "2024-01-15T10:30:00Z", "none": null, "empty": []});
    assert_eq!(differences(&one, &one), [""; 0]);
    let same = json!({"a": {"b": [1.0, {"c": "x"}]}, "at": "2024-01-15 10:30:00 UTC"});
    assert_eq!(differences(&same, &one), [""; 0]);
    let other = json!({"a": {"b": [1, {"c": "y"}], "d": 0}, "at": "2024-01-15T10:30:01Z"});
    assert_eq!(
        differences(&one, &other),
        [
            "$.a.b[1].c: expected Some(String(\"x\")), found Some(String(\"y\"))",
            "$.a.d: expected None, found Some(Number(0))",
            "$.at: expected Some(String(\"2024-01-15T10:30:00Z\")), found Some(String(\"2024-01-15T10:30:01Z\"))",
        ]
    );
    assert_eq!(differences(&json!({"a": {}}), &json!({})).len(), 1);
    assert_eq!(differences(&json!([1, 2]), &json!([1])).len(), 1);
    assert_eq!(differences(&json!("2024-01-15"), &json!("2024-01-16")).len(), 1);
    assert_eq!(differences(&json!(1), &json!("1")).len(), 1);
}

#[test]
fn every_documented_field_comes_back_exactly() {
    for event_type in EventType::all() {
        for full in [true, false] {
            let json = model::event(&event_type, full);
            let event = event(&json);
            assert_eq!(serde_json::to_value(&event).unwrap(), json, "{event_type}");
            assert_eq!(event.drift(), [], "{event_type}");
        }
    }
}

/// In the documented order, what is written is the text of the documentation.
#[test]
fn the_fields_are_written_in_the_documented_order() {
    for sample in Sample::all() {
        let keys = |text: &str| -> Vec<String> {
            let outer = text.lines().filter_map(|line| line.strip_prefix("  \"")?.split_once("\":"));
            outer.map(|(key, _)| key.to_owned()).collect()
        };
        let written = serde_json::to_string_pretty(&sample.event()).unwrap();
        let (documented, written) = (keys(sample.json), keys(&written));
        assert_eq!(written.iter().take(2).collect::<Vec<_>>(), ["timestamp", "event_type"], "{}", sample.event_type);
        let kept: Vec<&String> = documented.iter().filter(|key| written.contains(key)).collect();
        assert_eq!(kept, written.iter().collect::<Vec<_>>(), "{}", sample.event_type);
    }
}

#[test]
fn null_and_absent_mean_the_same_for_every_optional_field() {
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        for place in places::places(&event_type, &full) {
            if place.required {
                continue;
            }
            let (mut absent, mut null) = (full.clone(), full.clone());
            place.remove(&mut absent);
            place.set(&mut null, Value::Null);
            let expected = event(&absent);
            assert_eq!(event(&null), expected, "{event_type} {}", place.path);
            assert_eq!(serde_json::to_value(&expected).unwrap(), absent, "{event_type} {}", place.path);
            if matches!(place.kind, model::Kind::List(_)) {
                let mut empty = full.clone();
                place.set(&mut empty, json!([]));
                assert_eq!(event(&empty), expected, "{event_type} {}", place.path);
            }
        }
    }
}

/// The nulls that were published inside a failed backup.
#[test]
fn a_backup_that_failed_before_it_began_is_read() {
    let mut json = sample("managed_backup.fail");
    for name in ["restore_status", "restore_result", "verify_status", "verify_result", "storage_path", "backup_size"] {
        json["backup"][name] = Value::Null;
    }
    let WebhookEvent::ManagedBackupFail(failed) = event(&json) else { panic!() };
    assert_eq!(failed.backup.restore_status, None);
    assert_eq!(failed.backup.backup_size, None);
    assert_eq!(differences(&json, &serde_json::to_value(WebhookEvent::ManagedBackupFail(failed)).unwrap()), [""; 0]);
}

#[test]
fn empty_objects_and_texts_are_not_absent() {
    for (pointer, value) in
        [("/stack/considerations", json!({})), ("/stack/environment", json!("")), ("/new", json!({}))]
    {
        let json = sample_with("managed_backup.fail", pointer, value.clone());
        let written = serde_json::to_value(event(&json)).unwrap();
        assert_eq!(written.pointer(pointer), Some(&value), "{pointer}");
    }
}

#[test]
fn undocumented_values_come_back_exactly() {
    let values = [
        json!(null),
        json!([]),
        json!({}),
        json!([null, [], {}]),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(0.1),
        json!(1.797_693_134_862_315_7e308),
        json!(5e-324),
        json!("3.0"),
        json!({"uid": 1, "event_type": 2, "timestamp": "x", "$serde_json::private::Number": "y"}),
        json!("\u{0}\u{1b}[31m\n\u{202e}\u{feff}😀"),
    ];
    for value in values {
        for pointer in ["/new", "/stack/new", "/backup/new", "/stack/considerations/new"] {
            let json = sample_with("managed_backup.fail", pointer, value.clone());
            let text = serde_json::to_string(&event(&json)).unwrap();
            let written: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(written.pointer(pointer), Some(&value), "{pointer}");
        }
    }
}

/// JSON Schema takes `3` and `3.0` for the same integer, and so does this crate; it writes `3`.
#[test]
fn whole_numbers_may_be_spelled_as_fractions() {
    let json = sample_with("managed_backup.fail", "/backup/backup_size", 1024.0);
    let written = serde_json::to_value(event(&json)).unwrap();
    assert_eq!(written["backup"]["backup_size"].to_string(), "1024");
    let text = json.to_string().replace("1757011079", "1.757011079e9");
    assert_eq!(text.parse::<WebhookEvent>().unwrap().timestamp().timestamp(), 1_757_011_079);
}

#[test]
fn integers_of_64_bits_survive() {
    for size in [0, 1 << 53, (1 << 53) + 1, u64::MAX] {
        let json = sample_with("managed_backup.fail", "/backup/backup_size", size);
        assert_eq!(event(&json).backup().unwrap().backup_size, Some(size));
        assert_eq!(differences(&json, &serde_json::to_value(event(&json)).unwrap()), [""; 0]);
    }
    for id in [i64::MIN, -1, 0, i64::MAX] {
        let json = sample_with("managed_backup.fail", "/backup/id", id);
        assert_eq!(event(&json).backup().unwrap().id, id);
        assert_eq!(differences(&json, &serde_json::to_value(event(&json)).unwrap()), [""; 0]);
    }
}

/// An empty array means the same as none, also that of a container's ports.
#[test]
fn an_empty_array_is_left_out() {
    let flat = sample_with("container.down", "/ports", json!([]));
    let mut container = flat.as_object().unwrap().clone();
    let outer = ["timestamp", "event_type"].map(|name| container.remove_entry(name).unwrap());
    let mut nested = Value::Object(outer.into_iter().collect());
    nested["container"] = Value::Object(container);
    for json in [flat, nested] {
        let read = event(&json);
        assert_eq!(read.container().unwrap().ports, []);
        assert_eq!(serde_json::to_value(&read).unwrap().get("ports"), None);
    }
    let json = sample_with("managed_backup.fail", "/stack/namespaces", json!([]));
    assert_eq!(serde_json::to_value(event(&json)).unwrap()["stack"].get("namespaces"), None);
}

/// Where no crate of the build has switched on `arbitrary_precision`, an unknown field holds what an `f64` does.
#[test]
fn more_digits_than_an_f64_has_are_rounded_in_unknown_fields() {
    for digits in ["0.1000000000000000055511151231257827", "123456789012345678901234567890", "-18446744073709551617"] {
        for pointer in ["/new", "/stack/new", "/backup/new"] {
            let text = sample_with("managed_backup.fail", pointer, "@").to_string().replace("\"@\"", digits);
            let written = serde_json::to_string(&text.parse::<WebhookEvent>().unwrap()).unwrap();
            assert!(!written.contains(digits), "{digits} at {pointer}: {written}");
            let new = serde_json::from_str::<Value>(&written).unwrap().pointer(pointer).unwrap().as_f64();
            assert_eq!(new, digits.parse().ok(), "{digits} at {pointer}");
        }
    }
}

/// A number has one spelling, whichever way it came and whatever features `serde_json` has.
#[test]
fn a_number_has_one_spelling() {
    for (digits, spelled) in
        [("1E5", "100000.0"), ("10000000000000000000000000000000000000000", "1e+40"), ("1.50", "1.5")]
    {
        let body = format!(r#"{{"new":{digits},"event_type":"x.y","timestamp":1}}"#);
        let value: Value = serde_json::from_str(&body).unwrap();
        let ways: [WebhookEvent; 4] = [
            body.parse().unwrap(),
            serde_json::from_str(&body).unwrap(),
            WebhookEvent::try_from(value.clone()).unwrap(),
            serde_json::from_value(value).unwrap(),
        ];
        for event in ways {
            let written = serde_json::to_string(&event).unwrap();
            assert!(written.contains(&format!("\"new\":{spelled}")), "{written}");
        }
    }
}

/// Somebody changes an event by hand so that it holds one key in two places: nothing is lost in silence.
#[test]
fn an_unknown_field_with_a_known_name_is_not_written_twice() {
    let refused = |change: fn(&mut BackupEvent)| {
        let WebhookEvent::ManagedBackupFail(mut failed) = event(&sample("managed_backup.fail")) else { panic!() };
        change(&mut failed);
        serde_json::to_string(&WebhookEvent::ManagedBackupFail(failed)).unwrap_err().to_string()
    };
    let twice = |name: &str| format!("the unknown field {name:?} has the name of another field");
    assert_eq!(refused(|failed| drop(failed.unknown.insert("event_type", "other"))), twice("event_type"));
    assert_eq!(refused(|failed| drop(failed.unknown.insert("backup", 1))), twice("backup"));
    assert_eq!(refused(|failed| drop(failed.stack.unknown.insert("name", "other"))), twice("name"));

    // The stack is written nested here, because it has an unknown field of its own, unless there is one of its name.
    let WebhookEvent::StackCreated(mut created) = event(&sample("stack.created")) else { panic!() };
    created.stack.unknown.insert("timestamp", 1);
    let text = serde_json::to_string(&WebhookEvent::StackCreated(created.clone())).unwrap();
    assert_eq!(text.parse::<WebhookEvent>().unwrap(), WebhookEvent::StackCreated(created.clone()));
    created.unknown.insert("stack", 5);
    let error = serde_json::to_string(&WebhookEvent::StackCreated(created)).unwrap_err();
    assert_eq!(error.to_string(), twice("timestamp"));
}

/// Inserted beside an object whose fields are those of the event, the name of a required one would make it another object.
#[test]
fn what_is_inserted_makes_no_other_object() {
    let body = r#"{"timestamp":1,"event_type":"server.stopped","uid":"u"}"#;
    let WebhookEvent::ServerStopped(mut stopped) = body.parse().unwrap() else { panic!() };
    stopped.unknown.insert("status", 1);
    let event = WebhookEvent::ServerStopped(stopped.clone());
    assert_eq!(serde_json::to_string(&event).unwrap().parse::<WebhookEvent>().unwrap(), event);
    stopped.unknown.insert("uid", "x");
    let error = serde_json::to_string(&WebhookEvent::ServerStopped(stopped)).unwrap_err();
    assert_eq!(error.to_string(), "the unknown field \"uid\" has the name of another field");
}

/// A field that is inserted where another one of its name is kept, in an event that holds a nested object of no use.
#[test]
fn what_is_inserted_drops_no_kept_object() {
    let body =
        r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":"n","stack":{"git":"kept nested"},"x":1}"#;
    let WebhookEvent::StackCreated(mut created) = body.parse().unwrap() else { panic!() };
    created.stack.unknown.insert("y", 2);
    let written = serde_json::to_value(WebhookEvent::StackCreated(created.clone())).unwrap();
    assert_eq!((&written["stack"]["git"], &written["x"], &written["y"]), (&json!("kept nested"), &json!(1), &json!(2)));
    created.stack.unknown.insert("x", 2);
    assert!(serde_json::to_value(WebhookEvent::StackCreated(created)).is_err());
}

/// An event of a type that is not documented comes back as it was, null and empty lists too.
#[test]
fn unrecognized_events_keep_every_field() {
    let json = json!({
        "timestamp": 1_757_011_079, "event_type": "managed_backup.paused", "stack": {"uid": 5}, "none": null, "empty": []
    });
    let event = event(&json);
    assert!(matches!(event, WebhookEvent::Unrecognized(_)));
    assert_eq!(event.event_type().as_str(), "managed_backup.paused");
    assert_eq!(event.timestamp().timestamp(), 1_757_011_079);
    assert_eq!(serde_json::to_value(&event).unwrap(), json);
    assert_eq!(event.stack(), None);
}

/// Texts of any length, with each character of ASCII at each place of one.
#[test]
fn every_character_of_an_unknown_text_comes_back() {
    let unknown = |text: &str| {
        let body = json!({"timestamp": 1, "event_type": "new.event", "new": text, text: 1}).to_string();
        assert_eq!(serde_json::to_string(&body.parse::<WebhookEvent>().unwrap()).unwrap(), body);
    };
    for character in (0..128_u8).map(char::from) {
        for length in [1, 7, 8, 9, 16, 17] {
            unknown(&character.to_string().repeat(length));
            for place in 0..length {
                let mut text: Vec<char> = vec!['x'; length];
                text[place] = character;
                unknown(&text.into_iter().collect::<String>());
            }
        }
    }
}

/// However many there are, and however much alike their names are.
#[test]
fn many_unknown_fields_of_one_object_come_back() {
    for count in [10, 63, 64, 65, 300] {
        for (start, end) in
            [("", ""), ("x", ""), ("a name that is longer ", ""), ("1234567", ""), ("12345678", "12345678")]
        {
            let fields = (0..count).map(|number| format!(r#""{start}{number}{end}":{number}"#));
            let fields: Vec<String> = fields.collect();
            let fields = fields.join(",");
            let body = format!(r#"{{"timestamp":1,"event_type":"new.event",{fields},"new":{{{fields}}}}}"#);
            assert_eq!(serde_json::to_string(&body.parse::<WebhookEvent>().unwrap()).unwrap(), body);
            let twice = body.replacen(r#""new":{"#, &format!(r#""new":{{"{start}{}{end}":0,"#, count - 1), 1);
            assert!(twice.parse::<WebhookEvent>().is_err(), "{twice}");
        }
    }
}

/// Such a name as `created_eated_at`, where `created_at` is expected.
#[test]
fn a_name_that_begins_and_ends_like_the_expected_one_is_another() {
    let mut count = 0;
    for event_type in EventType::all() {
        let event = model::event(&event_type, true).to_string();
        for name in event.split('"').filter(|name| (9..16).contains(&name.len()) && name.is_ascii()) {
            let other = format!("{}{}", &name[..8], &name[name.len() - 8..]);
            let body = event.replacen(&format!("\"{name}\":"), &format!("\"{other}\":1,\"{name}\":"), 1);
            let written = serde_json::to_string(&body.parse::<WebhookEvent>().unwrap()).unwrap();
            assert_eq!(written.matches(&other).count(), body.matches(&other).count(), "{event_type} {other}");
            count += body.matches(&other).count();
        }
    }
    assert!(count > 500, "{count}");
}

/// A value of a format that has types of one field: it says so of an array.
struct Wrapped(Value);

impl<'de> Deserializer<'de> for Wrapped {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.0.is_array() { visitor.visit_newtype_struct(self.0) } else { self.0.deserialize_any(visitor) }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, serde_json::Error> for Wrapped {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[test]
fn what_a_format_wraps_in_an_unknown_field_is_kept_without_that() {
    for event_type in ["new.event", "stack.created"] {
        let json = json!({"timestamp": 1, "event_type": event_type, "new": [1, {"a": null}], "uid": "s", "name": "n"});
        let fields = json.as_object().unwrap().clone().into_iter().map(|(name, value)| (name, Wrapped(value)));
        let event = WebhookEvent::deserialize(MapDeserializer::new(fields)).unwrap();
        assert_eq!(serde_json::to_value(event).unwrap()["new"], json["new"]);
    }
}

/// An empty name behind the last documented field is an unknown one, like everywhere.
#[test]
fn an_empty_name_is_kept_once_and_refused_twice() {
    for event_type in EventType::all() {
        for full in [true, false] {
            let event = model::event(&event_type, full);
            let bodies =
                [event.clone()].into_iter().chain(event.as_object().unwrap().iter().filter_map(|(name, field)| {
                    let mut other = event.clone();
                    other[name].as_object_mut()?.insert("last".to_owned(), json!(1));
                    field.is_object().then_some(other)
                }));
            for body in bodies {
                let once = body.to_string();
                // Behind the last field of the event, and behind the one of an object in it.
                let once = match once.split_once(r#","last":1"#) {
                    Some((before, behind)) => format!(r#"{before},"":1{behind}"#),
                    None => once[..once.len() - 1].to_owned() + r#","":1}"#,
                };
                let read: WebhookEvent = once.parse().unwrap();
                assert_eq!(serde_json::to_string(&read).unwrap().matches(r#""":1"#).count(), 1, "{once}");
                let twice = once.replace(r#","":1"#, r#","":1,"":2"#);
                assert!(twice.parse::<WebhookEvent>().is_err(), "{twice}");
                assert!(serde_json::from_str::<WebhookEvent>(&twice).is_err(), "{twice}");
            }
        }
    }
}
