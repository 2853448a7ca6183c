//! What events are in Rust: their typed values, what all of them answer without a match, and values with a meaning of their own.

use std::fmt::Write;
use std::net::IpAddr;

use cloud66_webhooks::{EventType, Fields, IpAddress, RawEvent, Sample, ServerUid, Untyped, WebhookEvent};
use serde_json::{Value, json};

use crate::model;
use crate::support::{event, sample, sample_with};

/// One sample for each kind of value. Fields that are not there are left out: a list of them says nothing.
#[test]
fn typed_values() {
    for event_type in [
        "managed_backup.fail",
        "stack.provision.fail",
        "service.build.fail",
        "container.down",
        "db.slave.failed",
        "ssl_certificate.install.fail",
    ] {
        let shown = format!("{:#?}", event(&sample(event_type)));
        let typed = shown.lines().filter(|line| !line.ends_with(": None,")).collect::<Vec<_>>().join("\n");
        insta::assert_snapshot!(format!("typed_{event_type}"), typed);
    }
}

/// What the event has an answer to, and which. The objects answer with one field of theirs.
fn answers(event: &WebhookEvent) -> String {
    let answers = [
        ("stack", event.stack().map(|stack| stack.name.clone())),
        ("backup", event.backup().map(|backup| backup.database_name.clone())),
        ("server", event.server().map(|server| server.name.clone())),
        ("container", event.container().map(|container| container.image.clone())),
        ("job", event.job().map(|job| job.name.clone())),
        ("certificate", event.certificate().map(|certificate| certificate.server_names.clone())),
        ("service", event.service().map(|service| service.name.clone())),
        ("cloud_object", event.cloud_object().map(|object| object.object_type.clone())),
        ("deploy_context", event.deploy_context().map(|context| format!("{:?}", context.id))),
        ("stack_uid", event.stack_uid().map(ToOwned::to_owned)),
        ("server_uid", event.server_uid().map(ToOwned::to_owned)),
        ("account_id", event.account_id().map(|id| id.to_string())),
    ];
    answers.into_iter().filter_map(|(name, answer)| Some(format!(" {name}={}", answer?))).collect()
}

/// The documented payload, and one with every documented field.
#[test]
fn answers_without_a_match() {
    let mut lines = String::new();
    for sample in Sample::all() {
        writeln!(lines, "{}:{}", sample.event_type, answers(&sample.event())).unwrap();
        writeln!(lines, "    in full:{}", answers(&event(&model::event(&sample.event_type, true)))).unwrap();
    }
    // A server names its stack. An agent names its server; its own uid is that of the agent.
    for (event_type, pointer, uid) in [
        ("db.slave.ok", "/stack_uid", Value::Null),
        ("active.protect.block", "/server/stack_uid", json!("stack-8")),
        ("server.stopped", "/uid", json!("agent-1")),
        ("server.stopped", "/server", Value::Null),
    ] {
        let json = sample_with(event_type, pointer, uid.clone());
        writeln!(lines, "{event_type} with {uid} in {pointer}:{}", answers(&event(&json))).unwrap();
    }
    let unrecognized =
        json!({"event_type": "new.event", "timestamp": 7, "stack": sample("managed_backup.fail")["stack"]});
    writeln!(lines, "new.event:{}", answers(&event(&unrecognized))).unwrap();
    insta::assert_snapshot!(lines);
}

#[test]
fn a_raw_event_can_be_made_and_asked() {
    let instant = chrono::DateTime::from_timestamp(7, 0).unwrap();
    let raw = RawEvent::new(&EventType::AppAuth, instant);
    assert_eq!(raw.event_type(), Some(&EventType::AppAuth));
    assert_eq!(raw.timestamp(), Some(instant));
    assert_eq!(serde_json::to_value(&raw).unwrap(), json!({"timestamp": 7, "event_type": "app.auth"}));
    assert!(matches!(WebhookEvent::try_from(raw), Ok(WebhookEvent::AppAuth(_))));
    let raw = RawEvent::new(&EventType::from("new.event"), instant);
    let Ok(WebhookEvent::Unrecognized(unrecognized)) = WebhookEvent::try_from(raw.clone()) else { panic!() };
    assert_eq!(unrecognized.fields().get("timestamp"), Some(json!(7)));
    assert_eq!(unrecognized.into_raw(), raw);
    let fields = raw.fields().clone();
    assert_eq!(raw.into_fields(), fields);
}

#[test]
fn comma_separated_texts_are_names() {
    for (text, expected) in [
        (json!("temp_logs, cache_data ,\tx"), vec!["temp_logs", "cache_data", "x"]),
        (json!("a,,b,"), vec!["a", "b"]),
        (json!(" , "), vec![]),
        (json!(""), vec![]),
        (Value::Null, vec![]),
    ] {
        let read = event(&sample_with("managed_backup.fail", "/backup/skip_tables", text.clone()));
        assert_eq!(read.backup().unwrap().skipped_tables().collect::<Vec<_>>(), expected);
        // The text itself stays as it came.
        assert_eq!(serde_json::to_value(&read).unwrap()["backup"]["skip_tables"], text);
    }
    let names =
        sample_with("ssl_certificate.install.ok", "/ssl_certificate/server_names", "example.com, *.example.org,");
    let event = event(&names);
    assert_eq!(event.certificate().unwrap().domains().collect::<Vec<_>>(), ["example.com", "*.example.org"]);
}

#[test]
fn addresses_are_typed_where_they_are_addresses_and_kept_where_not() {
    for (text, ip) in [
        ("203.0.113.10", Some("203.0.113.10")),
        ("2001:db8::1", Some("2001:db8::1")),
        ("2001:0DB8:0::0001", Some("2001:db8::1")),
        ("203.0.113.10/24", None),
        ("0203.0.113.10", None),
        ("web-1.example.com", None),
        (" 203.0.113.10", None),
        ("", None),
    ] {
        let address = IpAddress::from(text);
        assert_eq!(address.ip(), ip.map(|ip| ip.parse::<IpAddr>().unwrap()), "{text}");
        assert_eq!(address.as_str(), text);
    }
    assert_eq!(IpAddress::from("2001:db8::1".parse::<IpAddr>().unwrap()), IpAddress::from("2001:db8::1"));
}

#[test]
fn a_name_is_the_string_that_it_was_made_from_and_shows_itself_on_one_line() {
    let text = "Web-1\nÜ";
    let uid = ServerUid::from(text);
    assert_eq!(uid, ServerUid::from(text.to_owned()));
    assert_eq!((uid.as_str(), uid.as_ref(), uid.to_string().as_str()), (text, text, "Web-1\\u{a}Ü"));
    assert_eq!(uid, text);
    assert_ne!(uid, "web-1\nü");
    assert_eq!(serde_json::to_value(&uid).unwrap(), json!(text));
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
    assert_eq!((fields.len(), fields.is_empty()), (2, false));
    assert_eq!((fields.contains("a"), fields.contains("c"), fields.get("b")), (true, false, Some(json!("x"))));
    let entries: serde_json::Map<_, _> = fields.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    assert_eq!(Value::from(entries.clone()), json!({"a": null, "b": "x"}));
    assert_eq!((serde_json::Map::from(fields.clone()), Fields::from(entries.clone())), (entries, fields.clone()));
    assert_eq!(serde_json::from_str::<Fields>(&serde_json::to_string(&fields).unwrap()).unwrap(), fields);
    assert_eq!((fields.remove("b"), fields.remove("b")), (Some(json!("x")), None));
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
