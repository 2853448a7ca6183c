//! The one line for an operator, for all documented payloads; and that it stays one line.

use std::fmt::{Display, Write};

use cloud66_webhooks::objects::{Agent, CodeMeaning, Container, DeployContext, ServerReference, SslCertificate};
use cloud66_webhooks::{EventType, Sample};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::model::{self, Kind};
use crate::places;
use crate::support::{event, sample, sample_with};

#[test]
fn summaries_of_all_documented_payloads() {
    let lines = Sample::all().fold(String::new(), |mut lines, sample| {
        writeln!(lines, "{}", sample.event()).unwrap();
        lines
    });
    insta::assert_snapshot!(lines);
}

/// With all documented fields, those too that the examples lack, and with none but the required ones.
#[test]
fn summaries_of_the_fullest_and_the_emptiest_payloads() {
    let mut lines = String::new();
    for event_type in EventType::all() {
        writeln!(lines, "{event_type}").unwrap();
        writeln!(lines, "    {}", event(&model::event(&event_type, true))).unwrap();
        writeln!(lines, "    {}", event(&model::event(&event_type, false))).unwrap();
    }
    insta::assert_snapshot!(lines);
}

/// A blank string leaves no hole: an optional one is left out, and a required one is quoted.
#[test]
fn summaries_of_blank_strings() {
    let mut lines = String::new();
    for event_type in EventType::all() {
        for (blank, is_full) in [("", true), (" ", true), ("", false)] {
            let mut json = model::event(&event_type, is_full);
            for place in places::places(&event_type, &json.clone()) {
                if matches!(place.kind, Kind::Text | Kind::Word | Kind::TextOrCode(..)) {
                    place.set(&mut json, json!(blank));
                }
            }
            let line = event(&json).to_string();
            assert!(![": ,", ", ,", "  ", ": :", " :", "()"].iter().any(|hole| line.contains(hole)), "{line}");
            if is_full && blank.is_empty() {
                writeln!(lines, "{line}").unwrap();
            }
        }
    }
    insta::assert_snapshot!(lines);
}

/// What the examples lack: other codes, a reason, characters that break a line, an event of tomorrow.
#[test]
fn lines_that_no_documented_payload_has() {
    let mut failed = sample("managed_backup.fail");
    failed["backup"]["backup_status"] = json!(1);
    failed["backup"]["verify_status"] = json!(42);
    let mut never_began = sample("managed_backup.fail");
    never_began["backup"]["verify_status"] = Value::Null;
    never_began["backup"]["backup_status"] = Value::Null;
    never_began["stack"]["environment"] = json!("");
    let mut scaled = sample("autoscaling.actions");
    scaled["scaler"] = json!({"server_group": "web", "current_count": 2, "target_count": 3});
    scaled["action_message"] = json!("added one server");
    let diff = json!({
        "security": {"change": "down", "from": "A", "to": "C"}, "speed": {"change": "up"}, "uptime": {},
        "x": {}, "y": {}, "z": {},
    });
    let breaking = "a\nb\r\tc\u{0}\u{1b}[31md\u{7f}\u{85}\u{202e}e\u{2028}\u{2029}\u{200b}\u{feff}\u{2066}f ü😀";
    let events = [
        failed,
        never_began,
        scaled,
        sample_with("stack.stackscore.changed", "/diff", diff),
        sample_with("stack.redeploy.hook.fail", "/reason", "no such branch"),
        sample_with("job.fail", "/status", 3),
        sample_with("managed_backup.fail", "/stack/name", breaking),
        json!({"event_type": "new.event", "timestamp": 5, "a": 1}),
        json!({"event_type": "new\n\u{1b}[31mevent", "timestamp": -5}),
    ];
    let lines: String = events.iter().map(|json| format!("{}\n", event(json))).collect();
    insta::assert_snapshot!(lines);
}

const CONTRADICTS: &str = "; the record contradicts the event: ";

/// A path, the values that contradict the event there, those that agree with it, and the message beside it.
type Evidence = (&'static str, Vec<Value>, Vec<Value>, Option<&'static str>);

fn evidence(event_type: &EventType) -> Vec<Evidence> {
    let values = |json: &str| serde_json::from_str(json).unwrap();
    let rows = model::EVIDENCE.iter().filter(|row| row.0 == event_type.as_str());
    rows.map(|(_, path, contrary, same, message)| (*path, values(contrary), values(same), *message)).collect()
}

fn set(event_type: &EventType, json: &mut Value, path: &str, value: Value) {
    let places = places::places(event_type, json);
    places.iter().find(|place| place.path == path).unwrap().set(json, value);
}

/// An event whose record agrees with it.
fn agreeing(event_type: &EventType) -> Value {
    let mut json = model::event(event_type, true);
    for (path, _, mut same, _) in evidence(event_type) {
        set(event_type, &mut json, path, same.remove(0));
    }
    json
}

/// Where a code says the contrary of the event, the line says so, once, and quotes the message beside it, which is no reason then.
/// Where it says the same, or neither, the message is a reason.
#[test]
fn a_record_that_contradicts_its_event_is_quoted() {
    let mut lines = String::new();
    for event_type in EventType::all() {
        for (path, contrary, same, message) in evidence(&event_type) {
            let reasons = model::REASONS.iter().find(|row| row.0 == event_type.as_str()).map(|row| row.1);
            let line = |value: &Value| {
                let mut json = agreeing(&event_type);
                if let Some(message) = message {
                    for reason in reasons.into_iter().flatten() {
                        set(&event_type, &mut json, reason, Value::Null);
                    }
                    set(&event_type, &mut json, message, json!("all is well"));
                }
                set(&event_type, &mut json, path, value.clone());
                (event(&json).to_string(), event(&json).reason().map(ToOwned::to_owned))
            };
            let places = places::places(&event_type, &agreeing(&event_type));
            let may_be_absent = places.iter().any(|place| place.path == path && !place.required);
            let without = may_be_absent.then(|| line(&Value::Null).0);
            for value in same {
                let (line, reason) = line(&value);
                // What agrees with the event says no more than the headline.
                assert!(without.as_ref().is_none_or(|without| line == *without), "{line}");
                assert!(!line.contains(CONTRADICTS), "{line}");
                let is_reason = message.is_some() && reasons.is_some();
                assert_eq!(reason.as_deref() == Some("all is well"), is_reason, "{line}");
            }
            for value in contrary {
                let (line, reason) = line(&value);
                assert_eq!(line.matches(CONTRADICTS).count(), 1, "{line}");
                if message.is_some() {
                    assert_eq!(line.matches("\"all is well\"").count(), 1, "{line}");
                    assert_eq!(reason, None, "{line}");
                }
                writeln!(lines, "{line}").unwrap();
            }
        }
    }
    insta::assert_snapshot!(lines);
}

/// A code, a flag or a word that stands for a code, and nothing else: no wording of any other text, and no code of another thing.
#[test]
fn nothing_else_contradicts_an_event() {
    let words = ["success", "failed", "Backup completed successfully"].map(Value::from);
    for event_type in EventType::all() {
        let agreeing = agreeing(&event_type);
        for place in places::places(&event_type, &agreeing) {
            let codes = |first: i64, last: i64| (first..=last + 1).map(Value::from).collect::<Vec<_>>();
            let values = match place.kind {
                Kind::Text | Kind::TextOrObject(_) | Kind::TextOrFlag => words.to_vec(),
                Kind::TextOrCode(first, last) => [codes(first, last), words.to_vec()].concat(),
                Kind::Code(first, last) => codes(first, last),
                Kind::Flag => vec![json!(true), json!(false)],
                _ => continue,
            };
            let rows = evidence(&event_type);
            let contrary = rows.iter().find(|row| row.0 == place.path).map_or(&[][..], |row| &row.1);
            for value in values {
                let mut json = agreeing.clone();
                place.set(&mut json, value.clone());
                // A word may be spelled in several ways, of which the table has some.
                let may = contrary.contains(&value) || (value.is_string() && !contrary.is_empty());
                let line = event(&json).to_string();
                assert!(may || !line.contains(CONTRADICTS), "{event_type} {}: {line}", place.path);
            }
        }
    }
}

/// An object says what it is, where no headline does.
#[test]
fn an_object_alone_has_its_noun() {
    fn shown<T: DeserializeOwned + Display>(json: Value) -> [String; 2] {
        let object: T = serde_json::from_value(json).unwrap();
        [object.to_string(), format!("{object:#}")]
    }
    let container = |fields: Value| {
        let mut container = sample("container.down");
        container.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        shown::<Container>(container)
    };
    let server = |name: &str, uid: &str| shown::<ServerReference>(json!({"uid": uid, "name": name}));
    let certificate = |name: &str| {
        shown::<SslCertificate>(json!({"uuid": "u", "name": name, "server_names": "a.org", "status": "x"}))
    };
    for (shown, expected) in [
        (container(json!({})), ["container web-app-container (service web)", "web-app-container (service web)"]),
        (container(json!({"name": ""})), ["container container-ab (service web)", "container-ab (service web)"]),
        (container(json!({"name": "", "uid": ""})), ["container of service web", "service web"]),
        (shown::<Agent>(json!({"uid": "a", "server": "s"})), ["server s", "s"]),
        (shown::<Agent>(json!({"uid": "a"})), ["agent a", "agent a"]),
        (server("a\nb", "u"), ["server a\\u{a}b", "a\\u{a}b"]),
        (server(" ", "u"), ["server u", "u"]),
        (server("", ""), ["server (unnamed)", "(unnamed)"]),
        (certificate("n"), ["certificate n for a.org", "n for a.org"]),
        (certificate(""), ["certificate for a.org", "a.org"]),
    ] {
        assert_eq!(shown, expected);
    }
    for (json, meaning) in [
        (json!({"code": 1, "meaning": "one"}), "one"),
        (json!({"code": 1, "meaning": ""}), "1"),
        (json!({"code": "word", "meaning": " "}), "word"),
        (json!({"meaning": ""}), ""),
    ] {
        assert_eq!(shown::<CodeMeaning>(json.clone()), [meaning; 2]);
        let deployment: DeployContext = serde_json::from_value(json!({"outcome": json})).unwrap();
        assert_eq!(deployment.outcome.unwrap().meaning(), Some(meaning).filter(|meaning| !["", "1"].contains(meaning)));
    }
}

const BREAKERS: &str = "\n\r\u{b}\u{c}\u{1b}\u{0}\u{7f}\u{85}\u{9b}\u{200e}\u{200f}\u{202a}\u{202e}\u{2028}\u{2029}\u{2066}\u{2069}\u{feff}\u{61c}";

/// In whichever text of whichever event, in each of a list of texts, and in names, of which there are more than fit a line.
#[test]
fn no_text_of_any_event_breaks_the_line() {
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        for place in places::places(&event_type, &full) {
            let in_its_place: fn(String) -> Value = match &place.kind {
                Kind::Text | Kind::Word | Kind::TextOrCode(..) | Kind::TextOrFlag => |text| json!(text),
                Kind::List(element) if **element == Kind::Text => |text| json!([text, text]),
                Kind::Named(_) => |text| (0..100).map(|n| (format!("{n}{text}"), json!({}))).collect(),
                _ => continue,
            };
            let mut json = full.clone();
            place.set(&mut json, in_its_place(BREAKERS.to_owned()));
            let line = event(&json).to_string();
            assert!(!line.contains(|c| BREAKERS.contains(c)), "{event_type} {}: {line:?}", place.path);
            place.set(&mut json, in_its_place("x".repeat(5_000)));
            let line = event(&json).to_string();
            assert!(line.len() < 2_000, "{event_type} {}: {} bytes", place.path, line.len());
        }
    }
}

#[test]
fn a_text_is_cut_after_200_characters_with_a_sign_that_it_is() {
    for (length, sign) in [(200, ""), (201, "…")] {
        let line = event(&sample_with("managed_backup.fail", "/stack/name", "ä".repeat(length))).to_string();
        assert!(line.contains(&format!("stack {}{sign} (production)", "ä".repeat(200))), "{line}");
    }
}
