//! The examples that hand events on: through a queue and back, and to whom they concern.

use cloud66_webhooks::{EventType, Sample, Severity};
use serde_json::Value;

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

#[test]
fn every_event_is_routed_by_what_it_means() {
    let output = example("route").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(messages.len(), Sample::all().len());

    let security = ["app.auth", "app.deauth", "active.protect.block", "active.protect.change", "ssh_key.downloaded"];
    for (message, sample) in messages.iter().zip(Sample::all()) {
        let channel = message["channel"].as_str().unwrap();
        let expected: &[&str] = match sample.event_type.severity().unwrap() {
            _ if security.contains(&sample.event_type.as_str()) => &["security"],
            Severity::BadNews => &["page", "ticket"],
            Severity::Recovery => &["resolve"],
            Severity::Success if sample.event_type == EventType::WebProcessStarted => &["resolve"],
            _ => &["chat"],
        };
        assert!(expected.contains(&channel), "{} went to {channel}", sample.event_type);
        assert_eq!(message["text"], sample.event().to_string());
        assert_eq!(message["documentation"].as_str(), sample.event_type.documentation().as_deref());
    }
    let of = |event_type| messages.iter().zip(EventType::all()).find(|(_, of)| *of == event_type).unwrap().0;
    assert_eq!(of(EventType::ServerStopped)["channel"], "page");
    assert_eq!(of(EventType::ServiceBuildFail)["channel"], "ticket");
    // A page and the end of it find each other.
    for (page, end) in [
        (EventType::ServerStopped, EventType::ServerBackon),
        (EventType::FreeDiskSpaceAlert, EventType::FreeDiskSpaceNormal),
        (EventType::DbSlaveFailed, EventType::DbSlaveOk),
        (EventType::JobFail, EventType::JobBackon),
        (EventType::WebProcessStopped, EventType::WebProcessStarted),
    ] {
        let (page, end) = (of(page), of(end));
        assert_eq!(page["key"], end["key"]);
        assert_eq!(end["channel"], "resolve");
    }
}

#[test]
fn an_unrecognized_event_and_one_outside_of_production_wake_nobody() {
    let directory = std::env::temp_dir().join(format!("cloud66-webhooks-route-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let newer = directory.join("newer.json");
    std::fs::write(&newer, r#"{"timestamp": 1, "event_type": "stack.melted"}"#).unwrap();
    let staging = directory.join("staging.json");
    let payload = Sample::of(&EventType::ManagedBackupFail).unwrap().json.replace(r#""production""#, r#""staging""#);
    std::fs::write(&staging, payload).unwrap();

    let output = example("route").args([&newer, &staging]).output().unwrap();
    std::fs::remove_dir_all(&directory).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let channels: Vec<bool> = printed.lines().map(|line| line.starts_with(r#"{"channel":"ticket","#)).collect();
    assert_eq!(channels, [true, true], "{printed}");
}
