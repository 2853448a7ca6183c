//! The examples that hand events on: through a queue and back, and into alerts.

use std::collections::BTreeSet;

use cloud66_webhooks::{EventType, Sample, Severity};
use serde_json::{Value, json};

use crate::example::example;

#[test]
fn every_event_goes_through_the_queue_and_back() {
    let output = example("queue").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed.lines().count(), Sample::all().len());
    for ((id, sample), line) in (1..).zip(Sample::all()).zip(printed.lines()) {
        let (envelope, summary) = line.split_once(": ").unwrap();
        assert_eq!(envelope.split(' ').next(), Some(format!("{id}").as_str()));
        assert_eq!(summary, sample.event().to_string());
    }
}

/// What `route` prints for these bodies, or for the samples if there are none.
fn route(name: &str, bodies: &[String]) -> Vec<Value> {
    let directory = std::env::temp_dir().join(format!("cloud66-webhooks-route-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let files: Vec<_> = (0..bodies.len()).map(|index| directory.join(format!("{index}.json"))).collect();
    for (file, body) in files.iter().zip(bodies) {
        std::fs::write(file, body).unwrap();
    }
    let output = example("route").args(files).output().unwrap();
    std::fs::remove_dir_all(&directory).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every other event closes or tells, and the alert of every pair is closed by its counterpart.
#[test]
fn an_alert_opens_and_its_end_closes_it() {
    let messages = route("samples", &[]);
    assert_eq!(messages.len(), Sample::all().len());
    let of = |event_type: &EventType| &messages[EventType::all().position(|of| of == *event_type).unwrap()];
    for sample in Sample::all() {
        let (message, ends) = (of(&sample.event_type), sample.event_type.resolves());
        let expected = match sample.event_type.severity().unwrap() {
            Severity::Alert => "open",
            _ if ends.is_empty() => "tell",
            _ => "close",
        };
        assert_eq!(message["action"], expected, "{}", sample.event_type);
        assert_eq!(message["text"], sample.event().to_string());
        assert_eq!(message["documentation"].as_str(), sample.event_type.documentation());
        for alert in ends {
            assert!(message["keys"].as_array().unwrap().contains(&of(alert)["key"]), "{alert} stays open");
            assert!(of(alert)["closed_by"].as_array().unwrap().contains(&json!(sample.event_type.as_str())));
        }
    }
    assert_eq!(of(&EventType::ManagedBackupFail)["closed_by"], json!([]));
}

#[test]
fn nothing_closes_an_alert_about_something_else() {
    let events = [
        ("free.disk.space.alert", "a"),
        ("free.disk.space.normal", "b"),
        ("web.process.stopped", "a"),
        ("web.process.unknown", "a"),
        ("web.process.started", "a"),
        ("web.process.started", "b"),
    ];
    let bodies = events.map(|(event_type, server)| {
        json!({ "timestamp": 1, "event_type": event_type, "server": server, "stack": "s" }).to_string()
    });
    let messages = route("others", &bodies);
    let closed =
        |index: usize| -> BTreeSet<String> { serde_json::from_value(messages[index]["keys"].clone()).unwrap() };
    let key = |index: usize| messages[index]["key"].as_str().unwrap().to_owned();
    assert!(!closed(1).contains(&key(0)));
    assert_eq!(closed(4), BTreeSet::from([key(2), key(3)]));
    assert!(closed(5).is_disjoint(&BTreeSet::from([key(0), key(2), key(3)])));
}

#[test]
fn an_unrecognized_event_and_one_outside_of_production_wake_nobody() {
    let staging = Sample::of(&EventType::ManagedBackupFail).unwrap().json.replace(r#""production""#, r#""staging""#);
    let newer = r#"{"timestamp": 1, "event_type": "stack.melted"}"#.to_owned();
    let messages = route("quiet", &[newer, staging]);
    for message in &messages {
        assert_eq!((&message["action"], &message["urgency"]), (&json!("open"), &json!("ticket")), "{message}");
    }
    assert_eq!(messages[0]["key"], "stack.melted");

    // An event that does not say where it happened does.
    let backup = Sample::of(&EventType::ManagedBackupFail).unwrap().json;
    let environments = ["\"production\"", "\"\"", "\" \"", "null"];
    let messages = route("loud", &environments.map(|other| backup.replace(r#""production""#, other)));
    assert!(messages.iter().all(|message| message["urgency"] == "page"), "{messages:?}");

    // Without a subject nothing is merged with another alert, and nothing closes it.
    let messages = route("nobody", &[r#"{"timestamp": 1, "event_type": "process.down"}"#.to_owned()]);
    assert_eq!(messages[0]["key"], Value::Null);
}
