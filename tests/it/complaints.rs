//! What is said about every wrong value, pinned: the error where it is required, and the drift where it is kept.

use std::fmt::Write;

use cloud66_webhooks::{EventType, WebhookEvent};
use serde_json::{Value, json};

use crate::model;
use crate::places;
use crate::support::{event, sample_with};

/// One line for each thing that is wrong.
fn list(events: impl IntoIterator<Item = Value>) -> String {
    let mut lines = String::new();
    for json in events {
        complain(&mut lines, &json.to_string());
    }
    lines
}

fn complain(lines: &mut String, text: &str) {
    match text.parse::<WebhookEvent>() {
        Ok(event) => {
            assert!(!event.drift().is_empty(), "nothing is wrong with {text}");
            for drift in event.drift() {
                writeln!(lines, "kept: {drift}").unwrap();
            }
        }
        Err(error) => writeln!(lines, "refused: {error}").unwrap(),
    }
}

/// Each kind of field with each wrong kind of value.
#[test]
fn wrong_values() {
    let wrong = [json!(null), json!(true), json!(5), json!(1.5), json!("text"), json!([1]), json!({"a": 1})];
    let mut events = Vec::new();
    for (name, accepts) in [
        ("database_name", "text"),
        ("db_type", "text"),
        ("id", "5"),
        ("backup_result", "text"),
        ("backup_size", "5"),
        ("logical_backup", "true"),
        ("backup_date_iso", ""),
        ("verify_status", "5"),
    ] {
        for value in &wrong {
            let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            let null = value.is_null() && !["database_name", "db_type", "id"].contains(&name);
            // A timestamp may be Unix seconds too.
            let is_date = name == "backup_date_iso" && text == "5";
            if text != accepts && !null && !is_date {
                events.push(sample_with("managed_backup.fail", &format!("/backup/{name}"), value.clone()));
            }
        }
    }
    insta::assert_snapshot!(list(events));
}

#[test]
fn wrong_structures() {
    insta::assert_snapshot!(list([
        sample_with("managed_backup.fail", "/stack", "text"),
        sample_with("managed_backup.fail", "/stack", Value::Null),
        sample_with("managed_backup.fail", "/backup", json!([])),
        sample_with("managed_backup.fail", "/stack/namespaces", "text"),
        sample_with("managed_backup.fail", "/stack/namespaces", json!({"a": 1})),
        sample_with("managed_backup.fail", "/stack/namespaces", json!(["a", "b", 5])),
        sample_with("managed_backup.fail", "/stack/considerations", json!(["a"])),
        sample_with("managed_backup.fail", "/stack/considerations", json!({"warnings": [null]})),
        sample_with("db.slave.ok", "/notifications", json!([])),
        sample_with("db.slave.ok", "/notifications", 5),
        sample_with("db.slave.ok", "/notifications", json!({"disk": 5})),
        sample_with("db.slave.ok", "/notifications", json!({"disk": "full"})),
        sample_with("db.slave.ok", "/notifications", json!({"disk full": {"asof": true}})),
        sample_with("container.down", "/ports", json!([5])),
        sample_with("container.down", "/ports", json!([{}, {"http": "80"}])),
        sample_with("stack.stackscore.changed", "/diff", json!({"": {"from": 1}})),
        sample_with("stack.stackscore.changed", "/diff", json!({"a\nb\u{1b}[31m": {"from": 1}})),
        sample_with("stack.stackscore.changed", "/diff", json!({"a\"]b\\": 1})),
        sample_with("job.fail", "/status", json!([])),
        sample_with("job.fail", "/status", 1.5),
        sample_with("job.fail", "/status", true),
        sample_with("ssl_certificate.install.ok", "/ssl_certificate/ssl_termination", 5),
        sample_with("ssl_certificate.install.ok", "/ssl_certificate/status", Value::Null),
        sample_with("stack.redeploy.fail", "/deploy_context/triggered_via", 5),
        sample_with("stack.redeploy.fail", "/deploy_context/triggered_via", json!({"code": true, "meaning": 5})),
        sample_with("stack.redeploy.fail", "/deploy_context", "none"),
    ]));
}

#[test]
fn numbers_out_of_range() {
    let mut lines = String::new();
    for (pointer, numbers) in [
        ("/backup/id", ["9223372036854775808", "-9223372036854775809", "1e30"]),
        ("/backup/backup_size", ["-1", "18446744073709551616", "1e30"]),
        ("/backup/verify_status", ["9223372036854775808", "-1e300", "0.5"]),
        ("/timestamp", ["9223372036854775807", "-9223372036854775808", "1757011079.5"]),
    ] {
        for number in numbers {
            let text = sample_with("managed_backup.fail", pointer, "@").to_string().replace("\"@\"", number);
            complain(&mut lines, &text);
        }
    }
    insta::assert_snapshot!(lines);
}

#[test]
fn texts_that_are_no_timestamp() {
    let dates = [
        "",
        "yesterday",
        "2024-02-15",
        "2024-02-15T14:30:00",
        "2024-02-15 14:30:00",
        "2024-02-15T14:30Z",
        "2024-13-15T14:30:00Z",
        "2024-00-15T14:30:00Z",
        "2024-02-30T14:30:00Z",
        "2023-02-29T14:30:00Z",
        "2024-02-15T25:00:00Z",
        "2024-02-15T24:00:00Z",
        "2024-02-15T14:60:00Z",
        "2024-02-15T14:30:61Z",
        "2024-02-15T14:30:60Z",
        "2024-02-15T23:59:60+01:00",
        "2024-02-15T14:30:60+01:30",
        "10000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "0000-01-01T00:00:00+01:00",
        "-001-01-01T00:00:00Z",
        "2024-2-15T14:30:00Z",
        " 2024-02-15T14:30:00Z",
        "2024-02-15T14:30:00Z ",
        "2024-02-15T14:30:00Z\n",
        "2024-02-15T14:30:00zz",
        "2024-02-15_14:30:00Z",
        "2024-02-15T14:30:00.Z",
        "2024-02-15T14:30:00.1234567890Z",
        "2024-02-15T14:30:00,5Z",
        "2024-02-15T14:30:00 CET",
        "2024-02-15T14:30:00UTC",
        "2024-02-15T14:30:00+25:00",
        "2024-02-15T14:30:00+1",
        "2024-02-15T14:30:00+01",
        "2024-02-15T14:30:00+01:60",
        "2024-02-15T14:30:00+01:00:00",
        "2024-02-15T14:30:00 +01:00",
        "٢٠٢٤-02-15T14:30:00Z",
        "1757011079",
    ];
    let mut lines = String::new();
    for date in dates {
        let drift = event(&sample_with("managed_backup.fail", "/stack/created_at", date)).drift();
        assert_eq!(drift.len(), 1, "{date}");
        let said = drift[0].to_string();
        let said = said.strip_prefix("unexpected type in `stack.created_at`: expected a timestamp, found ").unwrap();
        writeln!(lines, "{date:?}: {said}").unwrap();
    }
    insta::assert_snapshot!(lines);
}

/// One wrong value for each event type, in the last of its fields that is required, and in the last that is not.
#[test]
fn one_complaint_of_each_kind_about_every_event_type() {
    let events = EventType::all().flat_map(|event_type| {
        let whole = model::event(&event_type, true);
        let places = places::places(&event_type, &whole);
        let damaged = |required| {
            let place = places.iter().rfind(|place| place.required == required)?;
            let mut bad = whole.clone();
            place.set(&mut bad, place.wrong().remove(0));
            Some(bad)
        };
        [damaged(true), damaged(false)].into_iter().flatten().collect::<Vec<_>>()
    });
    insta::assert_snapshot!(list(events));
}
