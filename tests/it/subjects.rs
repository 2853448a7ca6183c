//! What an event is about, which alerts it ends, and why it happened.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cloud66_webhooks::{EventType, Sample, Severity, Subject, SubjectKind, WebhookEvent};
use serde_json::{Value, json};

use crate::model;
use crate::places;
use crate::support::{assert_clean, event, sample, sample_with};

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

/// What is blank names nothing, whether it is empty or has spaces in it.
#[test]
fn a_blank_part_of_a_subject_is_none() {
    for (event_type, path) in [
        ("application.integration.removed", &["integration_name"][..]),
        ("free.disk.space.alert", &["server"]),
        ("app.auth", &["app"]),
        ("ssl_certificate.install.ok", &["ssl_certificate", "server_names"]),
        ("service.build.ok", &["service", "name"]),
    ] {
        let subject = |value: &str| {
            let mut json = sample(event_type);
            *path.iter().fold(&mut json, |json, name| &mut json[*name]) = json!(value);
            event(&json).subject()
        };
        assert_ne!(subject("a"), subject(""), "{event_type}");
        assert_eq!(subject(" \t"), subject(""), "{event_type}");
    }
}

/// The recovery of an alert in the other form of its payload: the same thing, at another time and with other details.
fn turned_into(alert: &Value, end: &EventType) -> Value {
    let mut other = alert.clone();
    other["event_type"] = json!(end.as_str());
    other["timestamp"] = json!(other["timestamp"].as_i64().unwrap() + 60);
    other
}

#[test]
fn an_alert_and_its_end_are_about_the_same() {
    for (alert, end) in pairs() {
        for json in [sample(alert.as_str()), model::event(&alert, true)] {
            let down = event(&json);
            let up = event(&turned_into(&json, &end));
            assert!(down.subject().is_some(), "{alert}");
            assert_eq!(up.subject(), down.subject(), "{alert}");
        }
        // The vendor's own examples too, where both say enough.
        let (down, up) = (Sample::of(&alert).unwrap().event(), Sample::of(&end).unwrap().event());
        assert_eq!(down.subject(), up.subject(), "{alert}");
    }
}

/// The documented payloads of an alert and of its end both have what they are about. A field that only one of them has, or that
/// either has lost, does not keep the alert open, unless the field is all that says so.
#[test]
fn an_alert_is_ended_by_an_event_that_has_one_field_more_or_less() {
    let removed = |json: &Value, place: &places::Place| {
        let mut less = json.clone();
        place.remove(&mut less).map(|_| event(&less).subject())
    };
    let mut count = 0;
    for (alert, end) in pairs() {
        let identifying: BTreeSet<&str> = model::identifying(&alert).collect();
        assert_eq!(identifying, model::identifying(&end).collect(), "{alert}");
        for path in &identifying {
            let pointer = format!("/{}", path.replace('.', "/"));
            assert!(sample(alert.as_str()).pointer(&pointer).is_some(), "{alert} {path}");
            assert!(sample(end.as_str()).pointer(&pointer).is_some(), "{end} {path}");
        }
        for (down, up) in [
            (sample(alert.as_str()), sample(end.as_str())),
            (model::event(&alert, true), model::event(&end, true)),
            (sample(alert.as_str()), turned_into(&sample(alert.as_str()), &end)),
        ] {
            let subject = event(&down).subject();
            assert!(subject.is_some(), "{alert}");
            assert_eq!(event(&up).subject(), subject, "{alert}");
            for (side, json) in [(&alert, &down), (&end, &up)] {
                for place in places::places(side, json).iter().filter(|place| !place.required) {
                    let Some(less) = removed(json, place) else { continue };
                    count += 1;
                    assert_eq!(less != subject, identifying.contains(&*place.path), "{side} without {}", place.path);
                }
            }
        }
    }
    assert!(count > 1_000, "{count}");
}

/// An identifier that stands where another one could stand does not make two things equal.
#[test]
fn different_things_have_different_subjects() {
    let with = |event_type: &str, mut fields: Value| {
        fields["timestamp"] = json!(1);
        fields["event_type"] = json!(event_type);
        fields
    };
    let container = |fields: Value| with("container.down", fields);
    let certificate = |event_type: &str, fields: Value| with(event_type, json!({"ssl_certificate": fields}));
    let events = [
        container(json!({"server_uid": "a", "service_name": "web", "name": "x", "image": "y"})),
        container(json!({"server_uid": "a", "service_name": "web", "image": "x"})),
        certificate(
            "ssl_certificate.install.fail",
            json!({"stack_id": 5, "name": "n", "server_names": "", "status": "failed"}),
        ),
        certificate(
            "ssl_certificate.install.ok",
            json!({"uuid": "5", "name": "n", "server_names": "", "status": "installed"}),
        ),
        // Without names, the identifier is what tells certificates of one stack apart.
        certificate(
            "ssl_certificate.install.ok",
            json!({"stack_id": 5, "uuid": "6", "server_names": "", "status": "installed"}),
        ),
    ];
    let shown: Vec<String> = events.iter().map(|json| event(json).subject().unwrap().to_string()).collect();
    assert_eq!(
        shown,
        [
            "container/server_uid=a/service_name=web/name=x",
            "container/server_uid=a/service_name=web/image=x",
            "certificate/stack_id=5",
            "certificate/uuid=5",
            "certificate/uuid=6",
        ]
    );
    let process = |server: Value| {
        let json = with("process.down", json!({"process_name": "nginx", "server": server}));
        event(&json).subject().unwrap().to_string()
    };
    assert_eq!(process(json!({"uid": "a", "name": "b"})), "process/server_uid=a/process_name=nginx");
    assert_eq!(process(json!({"uid": "", "name": "a"})), "process/server_name=a/process_name=nginx");
}

/// One field changed at a time, in every event: the subject is another one if the field identifies the thing, and else the same.
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
            let mut json = whole.clone();
            place.set(&mut json, other);
            if event(&json).subject().as_ref() != Some(&subject) {
                identified.insert(place.path);
            }
        }
        let expected: BTreeSet<String> = model::identifying(&event_type).map(str::to_owned).collect();
        assert_eq!(identified, expected, "{event_type}");
    }
}

/// An alert is keyed by its type and its subject. Of two events that are about different things, none ends an alert of the other.
#[test]
fn no_event_resolves_what_it_is_not_about() {
    let things = ["one", "other"];
    let mut open: HashMap<(EventType, Subject), &str> = HashMap::new();
    let all_about = |event_type: &EventType, thing: &str| {
        let text = model::event(event_type, true).to_string().replace("some text", thing);
        let number = if thing == "one" { "71" } else { "72" };
        let json: Value = serde_json::from_str(&text.replace(":-7", &format!(":{number}"))).unwrap();
        event(&json)
    };
    for event_type in EventType::all().filter(|event_type| event_type.severity() == Some(Severity::Alert)) {
        for thing in things {
            let subject = all_about(&event_type, thing).subject().unwrap();
            let before = open.insert((event_type.clone(), subject), thing);
            // Payments and accounts have nothing that tells them apart.
            let is_account = model::identifying(&event_type).next().is_none();
            assert_eq!(before.is_some(), is_account && thing == "other", "{event_type}");
        }
    }
    for event_type in EventType::all() {
        for thing in things {
            let end = all_about(&event_type, thing);
            let subject = end.subject().unwrap();
            let ended: Vec<&EventType> = open
                .keys()
                .filter(|(alert, about)| event_type.resolves().contains(alert) && *about == subject)
                .map(|(alert, _)| alert)
                .collect();
            assert_eq!(ended.len(), event_type.resolves().len(), "{event_type} {thing}");
            for alert in event_type.resolves() {
                let about = open[&(alert.clone(), subject.clone())];
                assert!(
                    about == thing || alert.as_str() == "payment.fail",
                    "{event_type} about {thing} ends that about {about}"
                );
            }
        }
    }
}

/// Where a payload does not say enough, there is no subject rather than a wrong one.
#[test]
fn without_what_identifies_it_there_is_no_subject() {
    let none = [
        ("web.process.stopped", json!({"stack": "st-1"})),
        ("web.process.started", json!({"server": "sv-1"})),
        ("web.process.started", json!({"stack": "st-1", "server": ""})),
        ("process.down", json!({"process_name": "nginx"})),
        ("process.down", json!({"server": {"uid": "sv-1"}})),
        ("process.down", json!({"process_name": "", "server": {"uid": "sv-1"}})),
        ("free.disk.space.alert", json!({})),
        ("free.disk.space.normal", json!({"server": ""})),
        ("app.auth", json!({"user": "a"})),
    ];
    for (event_type, fields) in none {
        let mut json = fields;
        json["timestamp"] = json!(1);
        json["event_type"] = json!(event_type);
        assert_eq!(event(&json).subject(), None, "{json}");
    }
    assert_eq!(event(&json!({"timestamp": 1, "event_type": "x.y", "uid": "a"})).subject(), None);
}

#[test]
fn a_subject_reads_as_kind_and_identifier() {
    let shown = |json: &Value| event(json).subject().unwrap().to_string();
    assert_eq!(shown(&sample_with("server.stopped", "/uid", "abc")), "agent/uid=abc");
    assert_eq!(shown(&sample_with("free.disk.space.alert", "/server", "abc")), "server/uid=abc");
    assert_eq!(
        shown(&sample_with("free.disk.space.alert", "/server", "a/b= %\n\u{202e}ä")),
        "server/uid=a%2Fb=%20%25%0A%E2%80%AE%C3%A4"
    );
    assert_eq!(shown(&sample("payment.fail")), "account");
    assert_eq!(shown(&sample("db.slave.failed")), "replica/server_uid=550e8400-e29b-41d4-a716-446655440001");
    let backup = event(&sample("managed_backup.fail")).subject().unwrap();
    assert_eq!(backup.kind(), SubjectKind::Database);
    assert_eq!(backup.to_string(), format!("database/{}", backup.id()));
    assert_eq!(
        backup.id(),
        "stack_uid=stack-550e8400-e29b-41d4-a716/db_type=postgresql/database_name=myapp_production"
    );
    assert_eq!(serde_json::to_value(&backup).unwrap(), json!(backup.to_string()));
    assert_eq!(serde_json::to_value(backup.kind()).unwrap(), json!("database"));
}

/// Parts never run together: a different split of the same characters is another subject, and an absent part leaves a mark.
#[test]
fn no_two_things_have_one_identifier() {
    let build = |stack: &str, service: &str| {
        let mut json = sample("service.build.ok");
        json["stack"]["uid"] = json!(stack);
        json["service"]["name"] = json!(service);
        event(&json).subject().unwrap()
    };
    assert_ne!(build("a/b", "c"), build("a", "b/c"));
    assert_ne!(build("a%2Fb", "c"), build("a/b", "c"));
    assert_ne!(build("a", ""), build("", "a"));
    let container = |server: Option<&str>, service: &str, name: &str| {
        let mut json = json!({"timestamp": 1, "event_type": "container.down", "service_name": service, "image": "i", "name": name});
        json["server_uid"] = json!(server);
        event(&json).subject().unwrap()
    };
    assert_ne!(container(Some("a"), "b", "c"), container(None, "a", "b/c"));
    let backup = |stack: &str, db_type: &str, name: &str| {
        let mut json = sample("managed_backup.fail");
        json["stack"]["uid"] = json!(stack);
        json["backup"]["db_type"] = json!(db_type);
        json["backup"]["database_name"] = json!(name);
        event(&json).subject().unwrap()
    };
    assert_ne!(backup("a", "", "b"), backup("a", "b", ""));
    assert_ne!(backup("", "a", "b"), backup("a", "", "b"));
}

#[test]
fn a_subject_has_no_personal_data_and_no_secret() {
    for event_type in EventType::all() {
        let whole = model::event(&event_type, true);
        for place in places::places(&event_type, &whole) {
            let hidden = [
                "account_name",
                "account_email",
                "user_email",
                "user",
                "triggered_by",
                "authorized_by",
                "reverted_by",
                "redeploy_hook",
                "ssh_private_key",
                "key",
                "certificate",
                "intermediate_certificate",
                "git",
            ];
            if hidden.contains(&place.name.as_str()) {
                let mut json = whole.clone();
                place.set(&mut json, json!("MARKER"));
                let read = event(&json);
                assert!(!read.subject().unwrap().to_string().contains("MARKER"), "{event_type} {}", place.path);
                assert!(!read.reason().unwrap_or_default().contains("MARKER"), "{event_type} {}", place.path);
            }
        }
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

/// The line with a reason, as somebody on call reads it.
#[test]
fn the_reason_is_in_the_line() {
    let mut json = sample("managed_backup.fail");
    json["stack"]["name"] = json!("shop");
    json["backup"]["database_name"] = json!("orders");
    json["backup"]["db_type"] = json!("mysql");
    json["backup"]["backup_status"] = json!(1);
    json["error_message"] = json!("mysqldump: got error 2013");
    assert_eq!(
        event(&json).to_string(),
        "Managed backup failed: stack shop (production), database orders (mysql): mysqldump: got error 2013, \
         at 2025-09-04 18:37:59 UTC"
    );
    // One line and of bounded length, whatever a job has printed.
    let printed = "line one\nline two\r\n\u{1b}[31m".repeat(10_000);
    let line = event(&sample_with("job.fail", "/run_data", printed.as_str())).to_string();
    assert!(
        line.starts_with("Job failed: daily-backup, type backup: line one\\u{a}line two\\u{d}\\u{a}\\u{1b}[31m"),
        "{line}"
    );
    assert!(line.chars().count() < 1_000, "{line}");
    assert_clean(&line);
    let WebhookEvent::JobFail(failed) = event(&sample_with("job.fail", "/run_data", printed.as_str())) else {
        panic!()
    };
    assert_eq!(failed.run_data, Some(printed));
}
