//! What every event answers without a match.

use std::fmt::Write;

use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::model;
use crate::support::{event, sample, sample_with};

fn answers(event: &WebhookEvent) -> String {
    let mut answers = vec![event.timestamp().timestamp().to_string()];
    let mut add = |what: &str, answer: Option<String>| answers.extend(answer.map(|answer| format!("{what} {answer}")));
    add("stack:", event.stack().map(|stack| stack.name.clone()));
    add("backup:", event.backup().map(|backup| backup.id.to_string()));
    add("server:", event.server().map(|server| server.name.clone()));
    add("container:", event.container().and_then(|container| container.name.clone()));
    add("job:", event.job().map(|job| job.name.clone()));
    add("stack_uid:", event.stack_uid().map(ToOwned::to_owned));
    add("server_uid:", event.server_uid().map(ToOwned::to_owned));
    add("account_id:", event.account_id().map(|id| id.to_string()));
    answers.join(", ")
}

#[test]
fn answers_of_all_documented_payloads() {
    let lines = Sample::all().fold(String::new(), |mut lines, sample| {
        writeln!(lines, "{}: {}", sample.event_type, answers(&sample.event())).unwrap();
        lines
    });
    insta::assert_snapshot!(lines);
}

/// Where a payload has the object, the accessor finds it, and nowhere else.
#[test]
fn the_accessors_find_every_object_that_is_there() {
    for event_type in EventType::all() {
        let event = event(&model::event(&event_type, true));
        let carries = |object: &'static str| {
            model::payload_fields(&event_type).iter().any(|field| field.kind == model::Kind::Object(object))
        };
        assert_eq!(event.stack().is_some(), carries("Stack"), "{event_type}");
        assert_eq!(event.server().is_some(), carries("Server"), "{event_type}");
        assert_eq!(event.backup().is_some(), carries("Backup"), "{event_type}");
        assert_eq!(event.container().is_some(), carries("Container"), "{event_type}");
        assert_eq!(event.job().is_some(), carries("Job"), "{event_type}");
        assert_eq!(event.certificate().is_some(), carries("SslCertificate"), "{event_type}");
        assert_eq!(event.service().is_some(), carries("Service"), "{event_type}");
        assert_eq!(event.cloud_object().is_some(), carries("CloudObject"), "{event_type}");
        assert_eq!(event.deploy_context().is_some(), carries("DeployContext"), "{event_type}");
    }
}

#[test]
fn without_the_optional_fields_there_is_no_answer() {
    for event_type in EventType::all() {
        let event = event(&model::event(&event_type, false));
        assert_eq!(event.account_id(), None, "{event_type}");
        let has_stack = event.stack().is_some();
        assert_eq!(event.stack_uid().is_some(), has_stack, "{event_type}");
    }
}

#[test]
fn a_server_names_its_stack() {
    let json = sample_with("db.slave.ok", "/stack_uid", "stack-7");
    assert_eq!(event(&json).stack_uid(), Some("stack-7"));
    assert_eq!(event(&sample_with("db.slave.ok", "/stack_uid", Value::Null)).stack_uid(), None);
    assert_eq!(
        event(&sample_with("active.protect.block", "/server/stack_uid", "stack-8")).stack_uid(),
        Some("stack-8")
    );
}

/// The agent's `server` says which server it is. Its own uid is that of the agent.
#[test]
fn an_agent_names_its_server() {
    let mut json = sample("server.stopped");
    json["uid"] = json!("agent-1");
    json["server"] = json!("server-1");
    assert_eq!(event(&json).server_uid(), Some("server-1"));
    json["server"] = Value::Null;
    assert_eq!(event(&json).server_uid(), None);
    assert!(event(&json).to_string().starts_with("Server stopped: agent agent-1, at "));
}

#[test]
fn an_unrecognized_event_answers_with_type_and_time_only() {
    let json = json!({"event_type": "new.event", "timestamp": 7, "stack": sample("managed_backup.fail")["stack"]});
    let event = event(&json);
    assert_eq!(answers(&event), "7");
    assert_eq!(*event.event_type(), EventType::from("new.event"));
}

#[test]
fn a_raw_event_can_be_made_and_asked() {
    let instant = chrono::DateTime::from_timestamp(7, 0).unwrap();
    let raw = cloud66_webhooks::RawEvent::new(&EventType::AppAuth, instant);
    assert_eq!(raw.event_type(), Some(&EventType::AppAuth));
    assert_eq!(raw.timestamp(), Some(instant));
    assert_eq!(serde_json::to_value(&raw).unwrap(), json!({"timestamp": 7, "event_type": "app.auth"}));
    assert!(matches!(WebhookEvent::try_from(raw), Ok(WebhookEvent::AppAuth(_))));
}

/// A test of a user changes a sample and gives it to the code under test.
#[test]
fn a_sample_can_be_changed_in_every_part() {
    let WebhookEvent::ManagedBackupFail(mut failed) = Sample::of(&EventType::ManagedBackupFail).unwrap().event() else {
        panic!()
    };
    failed.timestamp = chrono::DateTime::from_timestamp(9, 0).unwrap();
    failed.stack.environment = None;
    failed.stack.redeploy_hook = Some("https://hooks.example.com/1".into());
    failed.backup.database_name = "orders".to_owned();
    failed.backup.db_type = "mysql".into();
    failed.unknown.insert("new", 5);
    let event = WebhookEvent::ManagedBackupFail(failed);
    assert_eq!(event.timestamp().timestamp(), 9);
    assert_eq!(
        event.to_string(),
        "Managed backup failed: stack my-production-app, database orders (mysql); \
         the record contradicts the event: backup status \"Ok\", \"Backup completed successfully\", at 1970-01-01 00:00:09 UTC"
    );
    assert_eq!(event.drift().len(), 1);
}
