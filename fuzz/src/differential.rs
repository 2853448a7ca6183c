//! Against a reference: types as a user would derive them with serde, for a nested event, three flattened ones and a small
//! one. Both must accept the same bodies and write the same JSON, but for the differences that are intended:
//!
//! - a key that stands twice, anywhere, is an error; derived, it is one only if it is a field of the types,
//! - `timestamp` must be an instant that chrono can hold,
//! - an integer may be spelled `3.0` or `3e0`,
//! - a code may be the vendor's word for it,
//! - every documented spelling of an instant is read and no other, in the years 0 to 9999; derived, what chrono reads,
//! - where an event carries a stack, an agent or a job it may be nested or spread,
//! - other event types are read; the reference has five.

use chrono::{DateTime, Datelike, Timelike, Utc};
use cloud66_webhooks::{ParseError, WebhookEvent};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::json::{differences, has_duplicates, lost};

#[derive(Serialize, Deserialize)]
#[serde(tag = "event_type")]
enum Reference {
    #[serde(rename = "managed_backup.fail")]
    Backup(BackupEvent),
    #[serde(rename = "stack.created")]
    Stack(StackEvent),
    #[serde(rename = "server.ip.change.fail")]
    IpChange(IpChangeEvent),
    #[serde(rename = "job.fail")]
    Job(JobEvent),
    #[serde(rename = "free.disk.space.alert")]
    Disk(DiskEvent),
}

type Unknown = Map<String, Value>;
type Date = Option<DateTime<Utc>>;

#[derive(Serialize, Deserialize)]
struct BackupEvent {
    timestamp: i64,
    stack: Stack,
    backup: Backup,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct StackEvent {
    timestamp: i64,
    #[serde(flatten)]
    stack: Stack,
}

#[derive(Serialize, Deserialize)]
struct IpChangeEvent {
    timestamp: i64,
    new_ext_ipv4: Option<String>,
    #[serde(flatten)]
    agent: Agent,
}

#[derive(Serialize, Deserialize)]
struct JobEvent {
    timestamp: i64,
    run_data: Option<String>,
    #[serde(flatten)]
    job: Job,
}

#[derive(Serialize, Deserialize)]
struct DiskEvent {
    timestamp: i64,
    server: Option<String>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Stack {
    uid: String,
    name: String,
    account_id: Option<i64>,
    git: Option<String>,
    git_branch: Option<String>,
    environment: Option<String>,
    cloud: Option<String>,
    fqdn: Option<String>,
    language: Option<String>,
    framework: Option<String>,
    status: Option<i64>,
    health: Option<i64>,
    last_activity: Date,
    last_activity_iso: Date,
    maintenance_mode: Option<bool>,
    has_loadbalancer: Option<bool>,
    created_at: Date,
    updated_at: Date,
    deploy_directory: Option<String>,
    cloud_status: Option<String>,
    backend: Option<String>,
    version: Option<String>,
    revision: Option<String>,
    is_busy: Option<bool>,
    account_name: Option<String>,
    is_cluster: Option<bool>,
    is_inside_cluster: Option<bool>,
    cluster_name: Option<String>,
    application_address: Option<String>,
    configstore_namespace: Option<String>,
    namespaces: Option<Vec<String>>,
    considerations: Option<Considerations>,
    redeploy_hook: Option<String>,
    created_at_iso: Date,
    updated_at_iso: Date,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Considerations {
    warnings: Option<Vec<String>>,
    notices: Option<Vec<String>>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Backup {
    id: i64,
    server_uid: Option<String>,
    db_type: String,
    database_name: String,
    file_base: Option<String>,
    backup_date_iso: Date,
    backup_status: Option<i64>,
    backup_result: Option<String>,
    restore_status: Option<i64>,
    restore_result: Option<String>,
    created_at_iso: Date,
    updated_at_iso: Date,
    verify_status: Option<i64>,
    verify_result: Option<String>,
    storage_path: Option<String>,
    skip_tables: Option<String>,
    backup_size: Option<u64>,
    file_name: Option<String>,
    logical_backup: Option<bool>,
    backup_date: Date,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Agent {
    uid: String,
    status: Option<i64>,
    server: Option<String>,
    created_at: Date,
    updated_at: Date,
    created_at_iso: Date,
    updated_at_iso: Date,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
struct Job {
    uid: String,
    name: String,
    r#type: Option<String>,
    cron: Option<String>,
    status: Option<TextOrCode>,
    paused: Option<bool>,
    params: Option<Map<String, Value>>,
    created_at: Date,
    updated_at: Date,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum TextOrCode {
    Code(i64),
    Text(String),
}

pub fn check(data: &[u8]) {
    let read = WebhookEvent::from_slice(data);
    let reference = serde_json::from_slice::<Reference>(data);
    match (read, reference) {
        (Err(_), Err(_)) => {}
        (Ok(event), Ok(reference)) => {
            let (event, reference) = (value(&event), value(&reference));
            let lost = lost(&reference, &event);
            assert!(lost.is_empty(), "other than the reference: {lost:?}");
        }
        (Ok(event), Err(refused)) => {
            if !["managed_backup.fail", "stack.created", "server.ip.change.fail", "job.fail", "free.disk.space.alert"]
                .contains(&event.event_type().as_str())
            {
                return;
            }
            // The reference must read what was written, and the body may differ from that in the intended ways only. As text,
            // because serde refuses some integers out of a `Value` that it buffers, under `arbitrary_precision`.
            let written = value(&event);
            let reference = match serde_json::from_str::<Reference>(&written.to_string()) {
                Ok(reference) => reference,
                Err(error) => {
                    // An object whose unknown fields clash with those of the event stays nested, and the reference reads none.
                    let is_nested = |name| written.get(name).is_some_and(Value::is_object);
                    assert!(
                        written.get("uid").is_none() && ["stack", "agent", "job"].into_iter().any(is_nested),
                        "the reference reads neither the body ({refused}) nor {written}: {error}"
                    );
                    let body: Value = serde_json::from_slice(data).expect("read, so it is JSON");
                    let lost = lost(&body, &written);
                    assert!(lost.is_empty(), "kept nested, and changed: {lost:?}");
                    return;
                }
            };
            let same = differences(&value(&reference), &written);
            // `Z` and `UTC` are spellings.
            let other: Vec<_> = same.iter().filter(|difference| !super::json::is_spelling(difference)).collect();
            assert!(other.is_empty(), "the reference reads what was written as something else: {other:?}");
            let body: Value = serde_json::from_slice(data).expect("read, so it is JSON");
            let lost = lost(&body, &written);
            assert!(lost.is_empty(), "read what the reference refuses ({refused}), and changed it: {lost:?}");
            let changes = differences(&body, &written);
            assert!(
                !changes.is_empty() || nulls(&body),
                "the reference refuses, for no reason that is listed: {refused}"
            );
        }
        (Err(error), Ok(_)) => {
            let text = std::str::from_utf8(data).unwrap_or_default();
            let twice = error.reason() == "this key stands twice" && has_duplicates(text);
            let unheld = error.path() == Some("timestamp") && error.reason().ends_with("out of the range of time");
            assert!(twice || unheld || undocumented_instant(&error, text), "the reference reads it: {error}");
        }
    }
}

/// Whether the error is about an instant, and rightly: it is in no documented form, or not one in time.
fn undocumented_instant(error: &ParseError, text: &str) -> bool {
    let body: Value = serde_json::from_str(text).expect("the reference reads it");
    let path = error.path().unwrap_or_default().replace('.', "/");
    let Some(Value::String(text)) = body.pointer(&format!("/{path}")) else { return false };
    let pattern = text.split(['Z', 'U']).next().unwrap_or_default();
    let (instant, rest) = pattern.split_at_checked(19).unwrap_or((pattern, ""));
    let shape: String = instant.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    let documented = ["0000-00-00T00:00:00", "0000-00-00 00:00:00"].contains(&shape.as_str())
        && (text[19..] == *"Z" || text[19..] == *" UTC" || rest.starts_with(['.', '+', '-']));
    let in_time = text.parse::<DateTime<Utc>>().is_ok_and(|instant| {
        let leap = instant.timestamp_subsec_nanos() >= 1_000_000_000;
        (0..=9999).contains(&instant.year()) && (!leap || (instant.hour(), instant.minute()) == (23, 59))
    });
    let nanoseconds = rest.trim_start_matches('.').chars().take_while(char::is_ascii_digit).count() <= 9;
    error.reason().starts_with("not a date and time") && !(documented && in_time && nanoseconds)
}

fn value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("what was read can be written")
}

/// Whether a null or an empty list stands anywhere, which count as absent.
fn nulls(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty() || elements.iter().any(nulls),
        Value::Object(fields) => fields.values().any(nulls),
        _ => false,
    }
}
