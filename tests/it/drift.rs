//! `drift()` lists what this version does not know, by path, and nothing else.

use std::collections::BTreeSet;

use cloud66_webhooks::{Drift, EventType};
use serde_json::{Value, json};

use crate::model;
use crate::places;
use crate::support::{event, sample, sample_with};

fn drift_of(json: &Value) -> Vec<String> {
    event(json).drift().iter().map(ToString::to_string).collect()
}

#[test]
fn an_unknown_field_is_found_in_every_object_of_every_event() {
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        let mut seen = BTreeSet::new();
        for place in places::places(&event_type, &full).iter().filter(|place| seen.insert(place.object.clone())) {
            let mut json = full.clone();
            json.pointer_mut(&place.object).unwrap()["new"] = json!("value");
            let path = format!("{}new", place.path.strip_suffix(&place.name).unwrap());
            assert_eq!(event(&json).drift(), [Drift::UnknownField { path }], "{event_type}");
        }
    }
}

#[test]
fn everything_at_once() {
    let mut json = sample("managed_backup.fail");
    json["new"] = json!(1);
    json["stack"]["new"] = json!({"deep": {"er": 1}});
    json["stack"]["status"] = json!(99);
    json["stack"]["health"] = json!(-1);
    json["stack"]["considerations"]["hints"] = json!(["a"]);
    json["backup"]["db_type"] = json!("cassandra");
    json["backup"]["verify_status"] = json!(i64::MIN);
    json["backup"]["checksum"] = Value::Null;
    insta::assert_snapshot!(drift_of(&json).join("\n"));
}

#[test]
fn codes_and_elements_are_named_where_they_stand() {
    for (event_type, pointer, value, expected) in [
        ("job.fail", "/status", json!(9), &["unrecognized code `9` in `status`"][..]),
        ("job.fail", "/status", json!(3), &[]),
        ("job.fail", "/status", json!("anything"), &[]),
        (
            "ssl_certificate.install.ok",
            "/ssl_certificate/status",
            json!(-2),
            &["unrecognized code `-2` in `ssl_certificate.status`"],
        ),
        ("db.slave.ok", "/db_type", json!("mysql"), &[]),
        ("db.slave.ok", "/db_type", json!(""), &["unrecognized code `` in `db_type`"]),
        // A word of the list in another case is another word.
        ("db.slave.ok", "/db_type", json!("MySQL"), &["unrecognized code `MySQL` in `db_type`"]),
        ("container.down", "/ports", json!([{}, {"udp": 53}]), &["unknown field `ports[1].udp`"]),
        (
            "stack.stackscore.changed",
            "/diff",
            json!({"security": {"why": 1}, "a b": {"why": 1}}),
            &["unknown field `diff[\"a b\"].why`", "unknown field `diff.security.why`"],
        ),
    ] {
        assert_eq!(drift_of(&sample_with(event_type, pointer, value)), expected, "{event_type} {pointer}");
    }
}

/// Clean and bounded, as what is shown of them.
#[test]
fn event_types_and_codes_are_there_to_match_on() {
    // It is the only drift of its event.
    let (long, cut) = ("z".repeat(1_000), format!("{}…", "z".repeat(200)));
    for (event_type, shown) in [("new\nevent", "new\\u{a}event"), (&long, &cut)] {
        let drift = event(&json!({"event_type": event_type, "timestamp": 5, "a": 1, "b": 2})).drift();
        let [unrecognized @ Drift::EventType { event_type, .. }] = drift.as_slice() else { panic!("{drift:?}") };
        assert_eq!(event_type, shown);
        assert_eq!(unrecognized.to_string(), format!("unrecognized event type `{shown}`"));
    }
    for (field, value, shown) in [("verify_status", json!(9), "9"), ("db_type", json!("a\nb"), "a\\u{a}b")] {
        let drift = event(&sample_with("managed_backup.fail", &format!("/backup/{field}"), value)).drift();
        let [unrecognized @ Drift::UnrecognizedCode { path, code, .. }] = drift.as_slice() else { panic!("{drift:?}") };
        assert_eq!((path.as_str(), code.as_str()), (&*format!("backup.{field}"), shown));
        assert_eq!(unrecognized.to_string(), format!("unrecognized code `{shown}` in `backup.{field}`"));
    }
}
