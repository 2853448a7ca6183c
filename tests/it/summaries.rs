//! The one line for an operator, for all documented payloads; and that it stays one line.

use std::collections::BTreeSet;
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

fn lines(events: impl IntoIterator<Item = Value>) -> String {
    events.into_iter().map(|json| event(&json).to_string() + "\n").collect()
}

#[test]
fn the_code_counts_and_not_the_example() {
    let mut failed = sample("managed_backup.fail");
    failed["backup"]["backup_status"] = json!(1);
    failed["backup"]["verify_status"] = json!(42);
    let mut never_began = sample("managed_backup.fail");
    never_began["backup"]["verify_status"] = Value::Null;
    never_began["backup"]["backup_status"] = Value::Null;
    never_began["stack"]["environment"] = json!("");
    insta::assert_snapshot!(lines([failed, never_began]));
}

#[test]
fn fields_that_the_examples_lack() {
    let mut scaled = sample("autoscaling.actions");
    scaled["scaler"] = json!({"server_group": "web", "current_count": 2, "target_count": 3});
    scaled["action_message"] = json!("added one server");
    let diff = json!({"security": {"change": "down", "from": "A", "to": "C"}, "speed": {"change": "up"}, "uptime": {}});
    insta::assert_snapshot!(lines([
        scaled,
        sample_with("stack.stackscore.changed", "/diff", diff),
        sample_with("stack.redeploy.hook.fail", "/reason", "no such branch"),
        sample_with("job.fail", "/status", 3),
    ]));
}

#[test]
fn unrecognized_events() {
    let known = lines([
        json!({"event_type": "new.event", "timestamp": 5, "a": 1}),
        json!({"event_type": "new\n\u{1b}[31mevent", "timestamp": -5}),
    ]);
    insta::assert_snapshot!(known);
}

const CONTRADICTS: &str = "; the record contradicts the event: ";

/// Where a code says the contrary of the event, the line says so, once, and quotes the message beside it, which is no reason then.
/// Where it says the same, or neither, the message is a reason.
#[test]
fn a_record_that_contradicts_its_event_is_quoted() {
    let mut lines = String::new();
    for (event_type, path, contrary, same, message) in model::EVIDENCE {
        let event_type = EventType::from(*event_type);
        let full = model::event(&event_type, true);
        let place = |path: &str| {
            let places = places::places(&event_type, &full);
            places.into_iter().find(|place| place.path == path).unwrap()
        };
        let line = |value: &Value| {
            let mut json = full.clone();
            // Another code of the same event would contradict it too.
            for (_, other, _, same, _) in model::EVIDENCE.iter().filter(|row| row.0 == event_type.as_str()) {
                place(other).set(&mut json, serde_json::from_str::<Vec<Value>>(same).unwrap().remove(0));
            }
            if let Some(message) = message {
                for reason in model::REASONS.iter().filter(|row| row.0 == event_type.as_str()).flat_map(|row| row.1) {
                    place(reason).set(&mut json, Value::Null);
                }
                place(message).set(&mut json, json!("all is well"));
            }
            place(path).set(&mut json, value.clone());
            (event(&json).to_string(), event(&json).reason().map(ToOwned::to_owned))
        };
        for value in serde_json::from_str::<Vec<Value>>(same).unwrap() {
            let (line, reason) = line(&value);
            assert!(!line.contains(CONTRADICTS), "{line}");
            let is_reason = message.is_some() && model::REASONS.iter().any(|row| row.0 == event_type.as_str());
            assert_eq!(reason.as_deref() == Some("all is well"), is_reason, "{line}");
        }
        for value in serde_json::from_str::<Vec<Value>>(contrary).unwrap() {
            let (line, reason) = line(&value);
            assert_eq!(line.matches(CONTRADICTS).count(), 1, "{line}");
            if message.is_some() {
                assert_eq!(line.matches("\"all is well\"").count(), 1, "{line}");
                assert_eq!(reason, None, "{line}");
            }
            writeln!(lines, "{line}").unwrap();
        }
    }
    insta::assert_snapshot!(lines);
}

/// A code, a flag or a word that stands for a code, and nothing else: no wording of any other text, and no code of another thing.
#[test]
fn nothing_else_contradicts_an_event() {
    let words = ["success", "failed", "Backup completed successfully"];
    for event_type in EventType::all() {
        let mut agreeing = model::event(&event_type, true);
        let rows = || model::EVIDENCE.iter().filter(|row| row.0 == event_type.as_str());
        for (_, path, _, same, _) in rows() {
            let places = places::places(&event_type, &agreeing);
            let place = places.iter().find(|place| place.path == *path).unwrap();
            place.set(&mut agreeing, serde_json::from_str::<Vec<Value>>(same).unwrap().remove(0));
        }
        for place in places::places(&event_type, &agreeing) {
            let codes = |first: i64, last: i64| (first..=last + 1).map(Value::from).collect::<Vec<_>>();
            let values = match place.kind {
                Kind::Text | Kind::TextOrObject(_) | Kind::TextOrFlag => words.map(Value::from).to_vec(),
                Kind::TextOrCode(first, last) => [codes(first, last), words.map(Value::from).to_vec()].concat(),
                Kind::Code(first, last) => codes(first, last),
                Kind::Flag => vec![json!(true), json!(false)],
                _ => continue,
            };
            let found: BTreeSet<String> = values
                .iter()
                .filter(|value| {
                    let mut json = agreeing.clone();
                    place.set(&mut json, (*value).clone());
                    event(&json).to_string().contains(CONTRADICTS)
                })
                .map(ToString::to_string)
                .collect();
            let contrary =
                rows().filter(|row| row.1 == place.path).flat_map(|row| serde_json::from_str::<Vec<Value>>(row.2));
            let expected: BTreeSet<String> = contrary.flatten().map(|value| value.to_string()).collect();
            // A word may be spelled in several ways, of which the table has some.
            let is_known =
                |value: &String| expected.contains(value) || (value.starts_with('"') && !expected.is_empty());
            assert!(found.iter().all(is_known), "{event_type} {}: {found:?}", place.path);
        }
    }
}

/// An empty text counts as none, in every optional field of every event. What identifies a thing is shown as it is.
#[test]
fn an_empty_text_is_not_shown() {
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        for place in places::places(&event_type, &full) {
            let identifies = ["stack", "server", "new_ext_ipv4"].contains(&&*place.path);
            if place.kind == Kind::Text && !place.required && !identifies {
                let (mut empty, mut absent) = (full.clone(), full.clone());
                place.set(&mut empty, json!(""));
                place.remove(&mut absent);
                assert_eq!(event(&empty).to_string(), event(&absent).to_string(), "{event_type} {}", place.path);
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
    let mut container = sample("container.down");
    assert_eq!(
        shown::<Container>(container.clone()),
        ["container web-app-container (service web)", "web-app-container (service web)"]
    );
    container["name"] = json!("");
    assert_eq!(
        shown::<Container>(container.clone()),
        ["container container-ab (service web)", "container-ab (service web)"]
    );
    container["uid"] = json!("");
    assert_eq!(shown::<Container>(container), ["container of service web", "service web"]);
    assert_eq!(shown::<Agent>(json!({"uid": "a", "server": "s"})), ["server s", "s"]);
    assert_eq!(shown::<Agent>(json!({"uid": "a"})), ["agent a", "agent a"]);
    let server = |name: &str, uid: &str| shown::<ServerReference>(json!({"uid": uid, "name": name}));
    assert_eq!(server("a\nb", "u"), ["server a\\u{a}b", "a\\u{a}b"]);
    assert_eq!(server(" ", "u"), ["server u", "u"]);
    assert_eq!(server("", ""), ["server (unnamed)", "(unnamed)"]);
    let certificate = |name: &str| json!({"uuid": "u", "name": name, "server_names": "a.org", "status": "x"});
    assert_eq!(shown::<SslCertificate>(certificate("n")), ["certificate n for a.org", "n for a.org"]);
    assert_eq!(shown::<SslCertificate>(certificate("")), ["certificate for a.org", "a.org"]);
    for (json, meaning) in [
        (json!({"code": 1, "meaning": "one"}), "one"),
        (json!({"code": 1, "meaning": ""}), "1"),
        (json!({"code": "word", "meaning": ""}), "word"),
        (json!({"meaning": ""}), ""),
    ] {
        assert_eq!(shown::<CodeMeaning>(json.clone()), [meaning; 2]);
        let deployment: DeployContext = serde_json::from_value(json!({"outcome": json})).unwrap();
        assert_eq!(deployment.outcome.unwrap().meaning(), Some(meaning).filter(|meaning| !["", "1"].contains(meaning)));
    }
}

/// Characters that end a line, move the cursor, colour the terminal, or turn the text round.
#[test]
fn what_breaks_a_line_is_escaped() {
    let json = sample_with(
        "managed_backup.fail",
        "/stack/name",
        "a\nb\r\tc\u{0}\u{1b}[31md\u{7f}\u{85}\u{202e}e\u{2028}\u{2029}\u{200b}\u{feff}\u{2066}f ü😀",
    );
    insta::assert_snapshot!(event(&json));
}

const BREAKERS: &str = "\n\r\u{b}\u{c}\u{1b}\u{0}\u{7f}\u{85}\u{9b}\u{200e}\u{200f}\u{202a}\u{202e}\u{2028}\u{2029}\u{2066}\u{2069}\u{feff}\u{61c}";

/// In whichever text of whichever event, and in each of a list of texts.
#[test]
fn no_text_of_any_event_breaks_the_line() {
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        for place in places::places(&event_type, &full) {
            let in_its_place: fn(String) -> Value = match &place.kind {
                Kind::Text | Kind::Word | Kind::TextOrCode(..) | Kind::TextOrFlag => |text| json!(text),
                Kind::List(element) if **element == Kind::Text => |text| json!([text, text]),
                _ => continue,
            };
            let mut json = full.clone();
            place.set(&mut json, in_its_place(BREAKERS.to_owned()));
            let line = event(&json).to_string();
            assert!(!line.contains(|c| BREAKERS.contains(c)), "{event_type} {}: {line:?}", place.path);
            place.set(&mut json, in_its_place("x".repeat(100_000)));
            let line = event(&json).to_string();
            assert!(line.len() < 2_000, "{event_type} {}: {} bytes", place.path, line.len());
        }
    }
}

/// Names, not only texts, and more of them than fit a line.
#[test]
fn many_and_long_areas_of_a_score_stay_one_line() {
    let diff: serde_json::Map<String, Value> =
        (0..10_000).map(|n| (format!("a\n{n}{}", "x".repeat(300)), json!({}))).collect();
    let line = event(&sample_with("stack.stackscore.changed", "/diff", Value::Object(diff))).to_string();
    assert!(line.len() < 2_000 && !line.contains('\n'), "{line}");
}

/// Cut off after 200 characters, with a sign that it is.
#[test]
fn very_long_names_are_cut() {
    let line = event(&sample_with("managed_backup.fail", "/stack/name", "ä".repeat(201))).to_string();
    assert!(line.contains(&format!("stack {}… (production)", "ä".repeat(200))), "{line}");
    let line = event(&sample_with("managed_backup.fail", "/stack/name", "ä".repeat(200))).to_string();
    assert!(line.contains(&format!("stack {} (production)", "ä".repeat(200))), "{line}");
}
