//! The typed values: what the documented payloads are in Rust, one of each shape, and the values with a meaning of their own.

use std::collections::BTreeSet;
use std::net::IpAddr;

use cloud66_webhooks::{Backup, EventType, Fields, IpAddress, Sample, ServerUid, Stack, Untyped, WebhookEvent};
use serde_json::{Value, json};

use crate::model;
use crate::support::{event, sample_with};

/// The snapshot of a sample's typed value, a field a line. Optional fields that are not there are left out: a list of them
/// says nothing. The stack and the server are shown in full once for each way in which they stand.
fn typed(event_type: &str) -> String {
    let in_full = ["managed_backup.fail", "backup.verification.failed", "stack.created", "db.slave.failed"];
    let value = format!("{:#?}", Sample::of(&EventType::from(event_type)).unwrap().event());
    let mut text = String::new();
    let mut lines = value.lines();
    while let Some(line) = lines.next() {
        let indent = &line[..line.len() - line.trim_start().len()];
        if line.ends_with("Stack {") || line.ends_with("Server {") {
            text += line;
            if in_full.contains(&event_type) {
                text += "\n";
            } else {
                let _ = lines.find(|line| *line == format!("{indent}}},"));
                text += " .. },\n";
            }
        } else if line.ends_with("Some(") || line.ends_with("IpAddress(") || line.ends_with("Uid(") {
            text += line;
            let inside = lines.by_ref().take_while(|line| *line != format!("{indent}),"));
            text += &inside.map(str::trim).collect::<Vec<_>>().join(" ");
            text = text.trim_end_matches(',').to_owned() + "),\n";
        } else if !line.ends_with(": None,") {
            text = text + line + "\n";
        }
    }
    text
}

/// The events whose sample says more than that of the first event of their shape, or something else.
const TELLING: [&str; 12] = [
    "managed_backup.fail",
    "backup.verification.failed",
    "stack.provision.fail",
    "application.update.failed",
    "web.process.stopped",
    "service.build.fail",
    "cloud_object.delete.fail",
    "ssl_certificate.expire.soon",
    "db.slave.failed",
    "payment.fail",
    "autoscaling.actions",
    "ssl_certificate.install.fail",
];

/// One event for each payload type: the telling ones, and the first where there is none.
fn shapes() -> Vec<EventType> {
    let mut shapes: Vec<EventType> = TELLING.map(EventType::from).into();
    let mut seen: BTreeSet<String> = shapes.iter().map(payload_type).collect();
    shapes.extend(EventType::all().filter(|event_type| seen.insert(payload_type(event_type))));
    shapes
}

#[test]
fn the_typed_value_of_each_shape() {
    for event_type in shapes() {
        insta::assert_snapshot!(format!("typed_{event_type}"), typed(event_type.as_str()));
    }
}

fn payload_type(event_type: &EventType) -> String {
    let value = format!("{:?}", Sample::of(event_type).unwrap().event());
    value.split_once('(').unwrap().1.split_once(' ').unwrap().0.to_owned()
}

/// `Debug` names every field that a struct has: the same ones as the tests' own list of documented fields.
#[test]
fn the_structs_have_the_documented_fields() {
    let mut seen = BTreeSet::new();
    for event_type in EventType::all() {
        let event = event(&model::event(&event_type, true));
        let shown = format!("{event:#?}");
        let own = model::payload_fields(&event_type).iter().map(|field| field.name).collect();
        check_fields(&shown, &payload_type(&event_type), own, &["timestamp"]);
        for object in model::object_names() {
            if shown.contains(&format!(" {object} {{\n")) {
                seen.insert(object);
                let fields = model::object_fields(object).iter().map(|field| field.name).collect();
                check_fields(&shown, object, fields, &[]);
            }
        }
    }
    assert_eq!(seen, model::object_names().collect(), "every object stands in some event");
}

/// Finds the struct in a text of `{:#?}`, and compares the names one level below it.
fn check_fields(shown: &str, name: &str, expected: Vec<&str>, more: &[&str]) {
    let mut lines = shown
        .lines()
        .skip_while(|line| !line.trim_start().trim_start_matches("Some(").ends_with(&format!("{name} {{")));
    let first = lines.next().unwrap();
    let indent = first.len() - first.trim_start().len() + 4;
    let inside = lines.take_while(|line| line.len() - line.trim_start().len() >= indent);
    let names: Vec<&str> = inside
        .filter(|line| line.len() - line.trim_start().len() == indent)
        .filter_map(|line| Some(line.trim_start().split_once(": ")?.0.trim_start_matches("r#")))
        .collect();
    let expected: Vec<&str> = more.iter().copied().chain(expected).chain(["unknown"]).collect();
    assert_eq!(names, expected, "{name}");
}

#[test]
fn skipped_tables_are_names() {
    for (text, expected) in [
        (json!("temp_logs,cache_data"), vec!["temp_logs", "cache_data"]),
        (json!("temp_logs, cache_data ,\tx"), vec!["temp_logs", "cache_data", "x"]),
        (json!("one"), vec!["one"]),
        (json!("a,,b,"), vec!["a", "b"]),
        (json!(" , "), vec![]),
        (json!(""), vec![]),
        (Value::Null, vec![]),
    ] {
        let read = event(&sample_with("managed_backup.fail", "/backup/skip_tables", text.clone()));
        assert_eq!(read.backup().unwrap().skipped_tables().collect::<Vec<_>>(), expected);
        // The text itself stays as it came.
        let written = &serde_json::to_value(&read).unwrap()["backup"]["skip_tables"];
        assert_eq!(written, &text);
    }
}

#[test]
fn domains_of_a_certificate_are_names() {
    let json =
        sample_with("ssl_certificate.install.ok", "/ssl_certificate/server_names", "example.com, *.example.org,");
    let WebhookEvent::SslCertificateInstallOk(event) = event(&json) else { panic!() };
    assert_eq!(event.ssl_certificate.domains().collect::<Vec<_>>(), ["example.com", "*.example.org"]);
}

#[test]
fn addresses_are_typed_where_they_are_addresses_and_kept_where_not() {
    for (text, ip) in [
        ("203.0.113.10", Some("203.0.113.10")),
        ("2001:db8::1", Some("2001:db8::1")),
        ("2001:0DB8:0::0001", Some("2001:db8::1")),
        ("203.0.113.10/24", None),
        ("203.0.113.256", None),
        ("0203.0.113.10", None),
        ("web-1.example.com", None),
        (" 203.0.113.10", None),
        ("", None),
    ] {
        let address = IpAddress::from(text);
        assert_eq!(address.ip(), ip.map(|ip| ip.parse::<IpAddr>().unwrap()), "{text}");
        assert_eq!((address.as_str(), address.as_ref()), (text, text));
        assert!(address == text);
        for (event_type, pointer) in [
            ("server.ip.change.fail", "/new_ext_ipv4"),
            ("db.slave.ok", "/ext_ipv6"),
            ("container.down", "/private_ip"),
            ("active.protect.block", "/activeprotect_action/address"),
        ] {
            let written = serde_json::to_value(event(&sample_with(event_type, pointer, text))).unwrap();
            assert_eq!(written.pointer(pointer), Some(&json!(text)));
        }
    }
    assert_eq!(IpAddress::from("2001:db8::1".parse::<IpAddr>().unwrap()), IpAddress::from("2001:db8::1"));
}

#[test]
fn names_show_themselves_on_one_line() {
    let uid = ServerUid::from("a\nb".to_owned());
    assert_eq!((uid.to_string().as_str(), uid.as_str()), ("a\\u{a}b", "a\nb"));
    assert_eq!(serde_json::to_value(&uid).unwrap(), json!("a\nb"));
    assert!(serde_json::from_value::<ServerUid>(json!(5)).is_err());
}

#[test]
fn the_value_of_a_notification_may_be_anything() {
    let notifications = json!({"disk": {"value": [1, "x"], "reason": "full", "asof": "2024-01-15 10:30:00 UTC"}});
    let read = event(&sample_with("db.slave.ok", "/notifications", notifications));
    let notification = &read.server().unwrap().notifications.as_ref().unwrap()["disk"];
    assert_eq!(notification.value.as_ref().unwrap().value(), json!([1, "x"]));
    assert_eq!(format!("{:?}", notification.value), "Some(Untyped(..))");
    assert_eq!(read.drift(), []);
    assert_eq!(notification.reason.as_deref(), Some("full"));
}

#[test]
fn fields_are_a_small_map() {
    let mut fields = Fields::new();
    assert!(fields.is_empty() && fields == Fields::default());
    assert_eq!(fields.insert("b", 1), None);
    assert_eq!(fields.insert("b", "x"), Some(json!(1)));
    fields.insert("a", Value::Null);
    assert_eq!((fields.len(), fields.contains("a"), fields.contains("c")), (2, true, false));
    assert!(!fields.is_empty());
    assert_eq!(fields.get("b"), Some(json!("x")));
    let mut entries: Vec<_> = fields.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(entries, [("a".to_owned(), Value::Null), ("b".to_owned(), json!("x"))]);
    assert_eq!(Value::from(fields.clone()), json!({"a": null, "b": "x"}));
    let map: serde_json::Map<String, Value> = fields.clone().into();
    assert_eq!(Fields::from(map), fields);
    assert_eq!(serde_json::from_str::<Fields>(&serde_json::to_string(&fields).unwrap()).unwrap(), fields);
    assert_eq!(fields.remove("b"), Some(json!("x")));
    assert_eq!(fields.remove("b"), None);
    assert_eq!(Value::from(fields), json!({"a": null}));
    for wrong in [json!(5), json!(null), json!([]), json!("x")] {
        assert!(serde_json::from_value::<Fields>(wrong).is_err());
    }
}

/// Neither the order of fields nor the spelling of a value counts.
#[test]
fn unknown_fields_are_equal_if_names_and_values_are() {
    let fields = |json: &str| serde_json::from_str::<Fields>(json).unwrap();
    for (other, is_same) in [
        (r#"{"b":{"c":2,"d":[]},"a":1}"#, true),
        (r#"{ "a": 1, "b": { "d": [], "c": 2 } }"#, true),
        (r#"{"b":{"c":2,"d":[]},"a":2}"#, false),
        (r#"{"b":{"c":2,"d":[]},"c":1}"#, false),
        (r#"{"b":{"c":2,"d":[]}}"#, false),
        (r#"{"b":{"c":2,"d":[]},"a":1,"c":1}"#, false),
        ("{}", false),
    ] {
        assert_eq!(fields(r#"{"a":1,"b":{"c":2,"d":[]}}"#) == fields(other), is_same, "{other}");
    }
    let untyped = |json: &str| serde_json::from_str::<Untyped>(json).unwrap();
    for (other, is_same) in [(r#"{"b":1,"a":[2]}"#, true), (r#"{"a":[2],"b":2}"#, false), ("[2]", false)] {
        assert_eq!(untyped(r#"{"a":[2],"b":1}"#) == untyped(other), is_same, "{other}");
    }
}

/// What the vendor requires is no more than this.
#[test]
fn the_least_of_a_stack_and_a_backup() {
    let stack: Stack = serde_json::from_str(r#"{"uid":"stack-1","name":"shop"}"#).unwrap();
    assert_eq!((stack.uid.as_str(), stack.name.as_str()), ("stack-1", "shop"));
    assert!(stack.namespaces.is_empty() && stack.considerations.is_none());
    let backup: Backup = serde_json::from_str(r#"{"id":7,"db_type":"mysql","database_name":"orders"}"#).unwrap();
    assert_eq!(serde_json::to_value(&backup).unwrap(), json!({"id": 7, "db_type": "mysql", "database_name": "orders"}));
}

#[test]
fn a_name_is_the_string_that_it_was_made_from() {
    let text = "Web-1/Ü";
    assert_eq!(ServerUid::from(text).as_str(), text);
    assert_eq!(ServerUid::from(text.to_owned()).as_str(), text);
    assert_eq!(ServerUid::from(text).as_ref(), text);
    assert_eq!(ServerUid::from(text), text);
    assert_ne!(ServerUid::from(text), "web-1/ü");
}
