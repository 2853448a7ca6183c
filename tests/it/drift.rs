//! `drift()` lists what this version does not know, by path, and nothing else.

use std::fmt::Write;

use cloud66_webhooks::{Drift, EventType, Sample};
use serde_json::{Value, json};

use crate::model;
use crate::places;
use crate::support::{assert_clean, event, sample, sample_with};

fn drift_of(event: &Value) -> Vec<String> {
    crate::support::event(event).drift().iter().map(ToString::to_string).collect()
}

#[test]
fn documented_payloads_have_none() {
    for sample in Sample::all() {
        assert_eq!(sample.event().drift(), [], "{}", sample.event_type);
        assert_eq!(event(&model::event(&sample.event_type, true)).drift(), [], "{}", sample.event_type);
    }
}

/// One unknown field in every object of every event type, each found at its path.
#[test]
fn an_unknown_field_is_found_in_every_object() {
    let mut lines = String::new();
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        let mut objects: Vec<(String, String)> = places::places(&event_type, &full)
            .into_iter()
            .map(|place| (place.object, place.path.strip_suffix(&place.name).unwrap().to_owned()))
            .collect();
        objects.sort();
        objects.dedup();
        for (pointer, prefix) in objects {
            let mut json = full.clone();
            json.pointer_mut(&pointer).unwrap()["new"] = json!("value");
            let drift = event(&json).drift();
            assert_eq!(drift, [Drift::UnknownField { path: format!("{prefix}new") }]);
            writeln!(lines, "{event_type}: {}", drift[0]).unwrap();
        }
    }
    insta::assert_snapshot!(lines);
}

/// The documentation spreads the stack of this event. Where it came nested, its unknown fields stood there.
#[test]
fn an_unknown_field_is_found_where_it_stood() {
    let json = json!({"timestamp": 1, "event_type": "stack.created", "stack": {"uid": "a", "name": "b", "new": 1}});
    assert_eq!(drift_of(&json), ["unknown field `stack.new`"]);
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
fn codes_in_text_or_code_fields() {
    assert_eq!(drift_of(&sample_with("job.fail", "/status", 9)), ["unrecognized code `9` in `status`"]);
    assert_eq!(drift_of(&sample_with("job.fail", "/status", 3)), [""; 0]);
    assert_eq!(drift_of(&sample_with("job.fail", "/status", "anything")), [""; 0]);
    assert_eq!(
        drift_of(&sample_with("ssl_certificate.install.ok", "/ssl_certificate/status", -2)),
        ["unrecognized code `-2` in `ssl_certificate.status`"]
    );
    assert_eq!(drift_of(&sample_with("db.slave.ok", "/db_type", "mysql")), [""; 0]);
    assert_eq!(drift_of(&sample_with("db.slave.ok", "/db_type", "")), ["unrecognized code `` in `db_type`"]);
    // A word of the list in another case is another word.
    assert_eq!(drift_of(&sample_with("db.slave.ok", "/db_type", "MySQL")), ["unrecognized code `MySQL` in `db_type`"]);
}

#[test]
fn lists_and_maps_name_the_element() {
    let mut json = sample("container.down");
    json["ports"] = json!([{}, {"udp": 53}]);
    assert_eq!(drift_of(&json), ["unknown field `ports[1].udp`"]);
    let json = sample_with("stack.stackscore.changed", "/diff", json!({"security": {"why": 1}, "a b": {"why": 1}}));
    assert_eq!(drift_of(&json), ["unknown field `diff[\"a b\"].why`", "unknown field `diff.security.why`"]);
}

#[test]
fn an_unrecognized_event_type_is_the_only_drift_of_its_event() {
    let json = json!({"event_type": "new.event", "timestamp": 5, "a": 1, "b": 2});
    assert_eq!(drift_of(&json), ["unrecognized event type `new.event`"]);
    let Drift::EventType { event_type, .. } = &event(&json).drift()[0] else { panic!() };
    assert_eq!(event_type, "new.event");

    // Clean and bounded, as what is shown of it.
    let drift = event(&json!({"event_type": format!("a\nb{}", "z".repeat(1_000)), "timestamp": 5})).drift();
    let [unrecognized @ Drift::EventType { event_type, .. }] = drift.as_slice() else { panic!("{drift:?}") };
    assert_eq!(*event_type, format!("a\\u{{a}}b{}…", "z".repeat(197)));
    assert!(unrecognized.to_string().starts_with("unrecognized event type `a\\u{a}b"), "{unrecognized}");
}

#[test]
fn fields_and_codes_are_there_to_match_on() {
    let json = sample_with("managed_backup.fail", "/backup/verify_status", 9);
    let drift = event(&json).drift();
    let [Drift::UnrecognizedCode { path, code, .. }] = drift.as_slice() else { panic!("{drift:?}") };
    assert_eq!((path.as_str(), code.as_str()), ("backup.verify_status", "9"));

    // Clean and bounded, as what is shown of it.
    let drift = event(&sample_with("managed_backup.fail", "/backup/db_type", "a\nb")).drift();
    let [unrecognized @ Drift::UnrecognizedCode { code, .. }] = drift.as_slice() else { panic!("{drift:?}") };
    assert_eq!(code, "a\\u{a}b");
    assert_eq!(unrecognized.to_string(), "unrecognized code `a\\u{a}b` in `backup.db_type`");
}

/// Names out of a payload may be anything; a line of drift stays one line of bounded length, and has no value in it.
#[test]
fn a_line_stays_one_line() {
    for name in ["a\nb", "a\u{1b}[31m", "a\u{202e}b", "", "a.b", "a[0]", "\"", "\u{2028}"] {
        let mut json = sample("managed_backup.fail");
        json["stack"][name] = json!("MARKER");
        let drift = drift_of(&json);
        assert_eq!(drift.len(), 1);
        assert_clean(&drift[0]);
        assert!(!drift[0].contains("MARKER"));
        assert!(drift[0].starts_with("unknown field `stack[\""), "{drift:?}");
    }
    let mut json = sample("managed_backup.fail");
    json["x".repeat(64)] = json!(1);
    assert_eq!(drift_of(&json), [format!("unknown field `{}`", "x".repeat(64))]);
    json["x".repeat(100_000)] = json!(1);
    json["backup"]["db_type"] = json!("y".repeat(100_000));
    assert!(drift_of(&json).iter().all(|line| line.chars().count() < 300));
    let json = json!({"event_type": format!("new\n{}", "z".repeat(100_000)), "timestamp": 5});
    assert!(drift_of(&json).iter().all(|line| line.chars().count() < 300 && !line.contains('\n')));
}
