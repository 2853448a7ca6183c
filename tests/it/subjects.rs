//! What an event is about, which alerts it ends, and why it happened.

use std::collections::{BTreeMap, BTreeSet};

use cloud66_webhooks::{EventType, Severity};
use serde_json::{Value, json};

use crate::model;
use crate::places;
use crate::support::{event, sample};

fn of(name: &str) -> EventType {
    let event_type = EventType::from(name);
    assert!(event_type.is_recognized(), "{name}");
    event_type
}

fn pairs() -> impl Iterator<Item = (EventType, EventType)> {
    model::PAIRS.iter().map(|(alert, end)| (of(alert), of(end)))
}

#[test]
fn each_alert_is_resolved_by_its_counterpart_and_by_nothing_else() {
    let expected: BTreeSet<(EventType, EventType)> = pairs().collect();
    let found: BTreeSet<(EventType, EventType)> = EventType::all()
        .flat_map(|end| end.resolves().iter().map(|alert| (alert.clone(), end.clone())).collect::<Vec<_>>())
        .collect();
    assert_eq!(found, expected);
    for (alert, end) in found {
        assert_eq!(alert.severity(), Some(Severity::Alert), "{alert}");
        assert!(matches!(end.severity(), Some(Severity::Recovery | Severity::Success)), "{end}");
        assert_eq!(alert.group(), end.group(), "{alert}");
    }
    assert!(EventType::from("server.melted").resolves().is_empty());
}

/// Every alert has an end or is in the list of those without; the documentation says the same.
#[test]
fn what_has_no_documented_end_says_so() {
    let resolved: BTreeSet<EventType> = pairs().map(|(alert, _)| alert).collect();
    let alerts = EventType::all().filter(|event_type| event_type.severity() == Some(Severity::Alert));
    let endless: BTreeSet<EventType> = alerts.filter(|alert| !resolved.contains(alert)).collect();
    assert_eq!(endless, model::ENDLESS.iter().map(|name| of(name)).collect());

    let (_, said) = include_str!("../../src/events/event_type.rs")
        .split_once("No counterpart is documented for")
        .expect("the documentation lists them");
    let (said, _) = said.split_once("///\n").unwrap();
    let said: BTreeSet<EventType> = said.split('`').skip(1).step_by(2).map(of).collect();
    assert_eq!(said, endless);
}

/// So they are in the documented payloads of both, and where one of them has the fields of the other.
#[test]
fn an_alert_and_its_end_are_about_the_same() {
    for (alert, end) in pairs() {
        assert!(model::identifying(&alert).eq(model::identifying(&end)), "{alert}");
        for path in model::identifying(&alert) {
            let pointer = format!("/{}", path.replace('.', "/"));
            assert!(sample(alert.as_str()).pointer(&pointer).is_some(), "{alert} {path}");
            assert!(sample(end.as_str()).pointer(&pointer).is_some(), "{end} {path}");
        }
        for (down, up) in
            [(sample(alert.as_str()), sample(end.as_str())), (model::event(&alert, true), model::event(&end, true))]
        {
            let subject = event(&down).subject();
            assert!(subject.is_some(), "{alert}");
            let mut turned = down.clone();
            turned["event_type"] = json!(end.as_str());
            for end in [up, turned] {
                assert_eq!(event(&end).subject(), subject, "{alert}");
            }
        }
    }
}

/// Each part has its name, so no two things have one identifier: not by another split of the same characters, and not where a part
/// is missing. Where a payload does not say enough, there is no subject rather than a wrong one.
#[test]
fn a_subject_reads_as_kind_and_parts() {
    let backup = |stack: &str, db_type: &str, name: &str| {
        let backup = json!({"id": 1, "db_type": db_type, "database_name": name});
        ("managed_backup.fail", json!({"stack": {"uid": stack, "name": "n"}, "backup": backup}))
    };
    let build = |stack: &str, name: &str| {
        ("service.build.ok", json!({"stack": {"uid": stack, "name": "n"}, "service": {"name": name}}))
    };
    let container = |fields: Value| ("container.down", fields);
    // Without names, the identifier is what tells certificates of one stack apart.
    let certificate = |uuid: &str, server_names: &str| {
        let certificate = json!({"stack_id": 5, "uuid": uuid, "server_names": server_names, "status": "installed"});
        ("ssl_certificate.install.ok", json!({"ssl_certificate": certificate}))
    };
    let process = |name: &str, server: Value| ("process.down", json!({"process_name": name, "server": server}));
    let web = |fields: Value| ("web.process.started", fields);
    for ((event_type, mut json), expected) in [
        (("server.stopped", json!({"uid": "abc"})), "agent/uid=abc"),
        (("free.disk.space.alert", json!({"server": "abc"})), "server/uid=abc"),
        (
            ("free.disk.space.alert", json!({"server": "a/b= %\n\u{202e}ä"})),
            "server/uid=a%2Fb=%20%25%0A%E2%80%AE%C3%A4",
        ),
        (("free.disk.space.alert", json!({"server": " \t"})), ""),
        (("free.disk.space.normal", json!({})), ""),
        (("payment.fail", json!({})), "account"),
        (("app.auth", json!({"user": "a"})), ""),
        (("db.slave.failed", json!({"uid": "a", "name": "b"})), "replica/server_uid=a"),
        (backup("st", "mysql", "d"), "database/stack_uid=st/db_type=mysql/database_name=d"),
        (backup("st", "", "mysql"), "database/stack_uid=st/database_name=mysql"),
        (backup("st", "mysql", " "), "database/stack_uid=st/db_type=mysql"),
        (build("a/b", "c"), "service/stack_uid=a%2Fb/name=c"),
        (build("a", "b/c"), "service/stack_uid=a/name=b%2Fc"),
        (build("a%2Fb", "c"), "service/stack_uid=a%252Fb/name=c"),
        (
            container(json!({"server_uid": "a", "service_name": "web", "name": "x", "image": "y"})),
            "container/server_uid=a/service_name=web/name=x",
        ),
        (
            container(json!({"server_uid": "a", "service_name": "web", "image": "x"})),
            "container/server_uid=a/service_name=web/image=x",
        ),
        (
            container(json!({"server_name": "a", "service_name": "web", "image": "x"})),
            "container/server_name=a/service_name=web/image=x",
        ),
        (certificate("6", "b.org, a.org"), "certificate/stack_id=5/server_names=b.org,a.org"),
        (certificate("", " "), "certificate/stack_id=5"),
        (certificate("6", ""), "certificate/uuid=6"),
        (process("nginx", json!({"uid": "a", "name": "b"})), "process/server_uid=a/process_name=nginx"),
        (process("nginx", json!({"uid": "", "name": "a"})), "process/server_name=a/process_name=nginx"),
        (process("nginx", Value::Null), ""),
        (process("", json!({"uid": "a"})), ""),
        (web(json!({"stack": "st", "server": "sv"})), "web_process/stack_uid=st/server_uid=sv"),
        (web(json!({"stack": "st"})), ""),
        (web(json!({"stack": "st", "server": ""})), ""),
        (web(json!({"server": "sv"})), ""),
        (("x.y", json!({"uid": "a"})), ""),
    ] {
        json["timestamp"] = json!(1);
        json["event_type"] = json!(event_type);
        let subject = event(&json).subject();
        assert_eq!(subject.as_ref().map(ToString::to_string).unwrap_or_default(), expected);
        if let Some(subject) = subject {
            assert_eq!(serde_json::to_value(&subject).unwrap(), json!(expected));
            let (kind, id) = expected.split_once('/').unwrap_or((expected, ""));
            assert_eq!((subject.kind().to_string().as_str(), subject.id()), (kind, id));
            assert_eq!(serde_json::to_value(subject.kind()).unwrap(), json!(kind));
        }
    }
}

/// One field changed at a time, in every event: the subject is another one if the field identifies the thing, and else the same. The
/// same holds where the field is absent: an alert stays open only without what says what it is about. In this way, a subject has no
/// secret and no personal data either. What is blank names nothing, whether it is empty or has spaces in it.
#[test]
fn another_thing_is_another_subject_and_the_same_thing_the_same() {
    for event_type in EventType::all() {
        let whole = model::event(&event_type, true);
        let subject = event(&whole).subject().unwrap();
        let mut identified = BTreeSet::new();
        for place in places::places(&event_type, &whole) {
            let other = match whole.pointer(&place.pointer()).unwrap() {
                Value::String(_) if matches!(place.kind, model::Kind::Date | model::Kind::Spaced) => {
                    json!("2025-02-03T04:05:06Z")
                }
                Value::String(_) if place.kind == model::Kind::Word => json!("mysql"),
                Value::String(_) => json!("another text"),
                Value::Bool(flag) => json!(!flag),
                Value::Number(_) if matches!(place.kind, model::Kind::Code(..)) => json!(0),
                Value::Number(_) => json!(5),
                _ => continue,
            };
            let with = |value: Value| {
                let mut json = whole.clone();
                place.set(&mut json, value);
                event(&json).subject()
            };
            let is_other = with(other).as_ref() != Some(&subject);
            if !place.required {
                assert_eq!(with(Value::Null).as_ref() != Some(&subject), is_other, "{event_type} {}", place.path);
            }
            if is_other {
                if place.kind == model::Kind::Text {
                    assert_eq!(with(json!(" \t")), with(json!("")), "{event_type} {}", place.path);
                }
                identified.insert(place.path);
            }
        }
        let expected: BTreeSet<String> = model::identifying(&event_type).map(str::to_owned).collect();
        assert_eq!(identified, expected, "{event_type}");
    }
}

#[test]
fn every_event_says_why_by_the_fields_that_it_has_for_that() {
    let expected: BTreeMap<&str, &[&str]> = model::REASONS.iter().copied().collect();
    for event_type in EventType::all() {
        let fields = expected.get(event_type.as_str()).copied().unwrap_or_default();
        let mut json = model::event(&event_type, true);
        let places = places::places(&event_type, &json);
        let place = |path: &str| places.iter().find(|place| place.path == path).unwrap();
        // Each text says where it is.
        for place in places.iter().filter(|place| place.kind == model::Kind::Text) {
            place.set(&mut json, json!(format!("at {}", place.path)));
        }
        let mut left = fields;
        while let Some((first, rest)) = left.split_first() {
            let read = event(&json);
            assert_eq!(read.reason(), Some(format!("at {first}").as_str()), "{event_type}");
            assert!(read.to_string().contains(&format!(": at {first}, at ")), "{event_type}: {read}");
            // Nothing, and nothing to read, are no reason.
            for nothing in [json!(""), json!(" \n"), Value::Null] {
                place(first).set(&mut json, nothing);
                let next = rest.first().map(|next| format!("at {next}"));
                assert_eq!(event(&json).reason(), next.as_deref(), "{event_type} {first}");
            }
            left = rest;
        }
        assert_eq!(event(&json).reason(), None, "{event_type}");
    }
    let unknown = event(&json!({"timestamp": 1, "event_type": "x.fail", "reason": "some", "error_message": "some"}));
    assert_eq!(unknown.reason(), None);
}
