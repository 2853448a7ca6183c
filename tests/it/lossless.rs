//! `parse -> serialize` gives the same JSON, path by path, but for null and the empty list against absent and the spelling of
//! an instant.

use std::collections::BTreeSet;

use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::model;
use crate::places;
use crate::support::{differences, event, sample_with};

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
    let mut seen = BTreeSet::new();
    let is_new = |event_type: &EventType| seen.insert(format!("{:?}", model::payload_fields(event_type)));
    for event_type in EventType::all().filter(is_new) {
        let full = model::event(&event_type, true);
        for place in places::places(&event_type, &full).iter().filter(|place| !place.required) {
            let mut absent = full.clone();
            place.remove(&mut absent);
            let expected = event(&absent);
            assert_eq!(serde_json::to_value(&expected).unwrap(), absent, "{event_type} {}", place.path);
            let is_list = matches!(place.kind, model::Kind::List(_));
            for nothing in [Value::Null].into_iter().chain(is_list.then(|| json!([]))) {
                let mut other = full.clone();
                place.set(&mut other, nothing);
                assert_eq!(event(&other), expected, "{event_type} {}", place.path);
            }
        }
    }
}

#[test]
fn unknown_empty_and_large_values_come_back_exactly() {
    let unknown = [
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
    let places = ["/new", "/stack/new", "/backup/new", "/stack/considerations/new"];
    let unknown = unknown.iter().flat_map(|value| places.map(|pointer| (pointer, value.clone())));
    let documented = [
        ("/stack/considerations", json!({})),
        ("/stack/environment", json!("")),
        ("/backup/backup_size", json!(u64::MAX)),
    ];
    for (pointer, value) in unknown.chain(documented) {
        let json = sample_with("managed_backup.fail", pointer, value.clone());
        let text = serde_json::to_string(&event(&json)).unwrap();
        let written: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(written.pointer(pointer), Some(&value), "{pointer}");
    }
}

/// A number has one spelling, whichever way it came and whatever features `serde_json` has. JSON Schema takes `3` and `3.0` for the
/// same integer, and so does this crate; it writes `3`.
#[test]
fn a_number_has_one_spelling() {
    const TEXT: &str = r#"{"timestamp":1,"event_type":"db.slave.ok","uid":"u","name":"n","server_group_id":1,"new":1}"#;
    for (field, digits, spelled) in [
        ("new", "1E5", "100000.0"),
        ("new", "1.50", "1.5"),
        ("new", "10000000000000000000000000000000000000000", "1e+40"),
        ("new", "123456789012345678901234567890", "1.2345678901234568e+29"),
        ("new", "-18446744073709551617", "-1.8446744073709552e+19"),
        ("new", "0.1000000000000000055511151231257827", "0.1"),
        ("server_group_id", "1024.0", "1024"),
        ("timestamp", "1.757011079e9", "1757011079"),
    ] {
        let with = |number: &str| TEXT.replace(&format!("\"{field}\":1"), &format!("\"{field}\":{number}"));
        let body = with(digits);
        let value: Value = serde_json::from_str(&body).unwrap();
        let ways: [WebhookEvent; 4] = [
            body.parse().unwrap(),
            serde_json::from_str(&body).unwrap(),
            WebhookEvent::try_from(value.clone()).unwrap(),
            serde_json::from_value(value).unwrap(),
        ];
        for event in ways {
            assert_eq!(serde_json::to_string(&event).unwrap(), with(spelled));
        }
    }
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

/// Somebody inserts a field into an event or its object so that one name would be there twice, or another object be read: nothing is
/// lost in silence.
#[test]
fn an_inserted_field_is_written_or_refused() {
    const BACKUP: &str = r#"{"timestamp":1,"event_type":"managed_backup.fail","stack":{"uid":"u","name":"n"},"backup":{"id":7,"db_type":"mysql","database_name":"d"}}"#;
    const CREATED: &str = r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":"n"}"#;
    const KEPT: &str =
        r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":"n","stack":{"git":"kept nested"},"x":1}"#;
    const STOPPED: &str = r#"{"timestamp":1,"event_type":"server.stopped","uid":"u"}"#;
    let (event, object) = (false, true);
    for (body, inserted, expected) in [
        (BACKUP, &[(event, "event_type")][..], Err("event_type")),
        (BACKUP, &[(event, "backup")], Err("backup")),
        (BACKUP, &[(object, "name")], Err("name")),
        // An object with an unknown field of its own is written nested, unless there is an unknown field of its name.
        (
            CREATED,
            &[(object, "timestamp")],
            Ok(r#"{"timestamp":1,"event_type":"stack.created","stack":{"uid":"u","name":"n","timestamp":5}}"#),
        ),
        (CREATED, &[(object, "timestamp"), (event, "stack")], Err("timestamp")),
        (
            KEPT,
            &[(object, "y")],
            Ok(
                r#"{"timestamp":1,"event_type":"stack.created","uid":"u","name":"n","y":5,"stack":{"git":"kept nested"},"x":1}"#,
            ),
        ),
        (KEPT, &[(object, "x")], Err("x")),
        // So is one beside an unknown field of the event that has the name of one of its own. That of a required one would make the
        // fields of the event another object.
        (
            STOPPED,
            &[(event, "status")],
            Ok(r#"{"timestamp":1,"event_type":"server.stopped","agent":{"uid":"u"},"status":5}"#),
        ),
        (STOPPED, &[(event, "status"), (event, "uid")], Err("uid")),
    ] {
        let mut changed: WebhookEvent = body.parse().unwrap();
        let (of_event, of_object) = match &mut changed {
            WebhookEvent::ManagedBackupFail(failed) => (&mut failed.unknown, &mut failed.stack.unknown),
            WebhookEvent::StackCreated(created) => (&mut created.unknown, &mut created.stack.unknown),
            WebhookEvent::ServerStopped(stopped) => (&mut stopped.unknown, &mut stopped.agent.unknown),
            other => panic!("{other}"),
        };
        for (into_object, name) in inserted {
            if *into_object { &mut *of_object } else { &mut *of_event }.insert(*name, 5);
        }
        let written = serde_json::to_string(&changed).map_err(|error| error.to_string());
        let refused = |name| format!("the unknown field {name:?} has the name of another field");
        assert_eq!(written, expected.map(str::to_owned).map_err(refused), "{body} and {inserted:?}");
    }
}

/// Each character of ASCII at each place of a short text and of a long one.
#[test]
fn every_character_of_an_unknown_text_comes_back() {
    for character in (0..128_u8).map(char::from) {
        for length in [7, 8, 17] {
            for place in 0..length {
                let mut text = "x".repeat(length);
                text.replace_range(place..=place, &character.to_string());
                let body = json!({"timestamp": 1, "event_type": "new.event", "new": text, text: 1}).to_string();
                assert_eq!(serde_json::to_string(&body.parse::<WebhookEvent>().unwrap()).unwrap(), body);
            }
        }
    }
}
