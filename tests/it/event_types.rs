//! The event types: an open list of words, each with group, severity, headline and page.

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;

use cloud66_webhooks::{EventGroup, EventType, Sample, Severity};
use proptest::prelude::*;
use serde_json::json;

use crate::arbitrary;
use crate::support::{assert_clean, event};

/// The classification of all of them, to be read in one place.
#[test]
fn all_event_types() {
    let mut lines = String::new();
    for event_type in EventType::all() {
        let (group, severity) = (event_type.group().unwrap(), event_type.severity().unwrap());
        let headline = event_type.headline().unwrap();
        let severity = severity.to_string();
        writeln!(lines, "{:<36}{group:<16}{severity:<10}{headline}", event_type.as_str()).unwrap();
    }
    insta::assert_snapshot!(lines);
}

/// The page and the anchor of each, as the vendor's documentation has them.
#[test]
fn pages_of_the_documentation() {
    let lines = EventType::all().fold(String::new(), |mut lines, event_type| {
        writeln!(lines, "{:<36}{}", event_type.as_str(), event_type.documentation().unwrap()).unwrap();
        lines
    });
    insta::assert_snapshot!(lines);
}

/// What the name of a type says about it, its severity does not contradict.
#[test]
fn severities_agree_with_the_names() {
    for event_type in EventType::all() {
        let name = event_type.as_str();
        let severity = event_type.severity().unwrap();
        let last = name.rsplit(['.', '_']).next().unwrap();
        match last {
            "fail" | "failed" | "down" | "stopped" | "suspended" | "alert" => {
                assert_eq!(severity, Severity::Alert, "{name}");
            }
            "backon" | "normal" => assert_eq!(severity, Severity::Recovery, "{name}"),
            "succeeded" | "done" => assert_eq!(severity, Severity::Success, "{name}"),
            "ok" => assert!(matches!(severity, Severity::Success | Severity::Recovery), "{name}"),
            _ => {}
        }
    }
    let of = |severity| EventType::all().filter(|event_type| event_type.severity() == Some(severity)).count();
    let counts: Vec<usize> = Severity::all().map(of).collect();
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    assert_eq!(counts.iter().sum::<usize>(), EventType::all().len());
}

#[test]
fn names_headlines_and_pages_are_unique() {
    let count = EventType::all().len();
    assert_eq!(EventType::all().count(), count);
    let unique = |of: &dyn Fn(&EventType) -> String| EventType::all().map(|e| of(&e)).collect::<BTreeSet<_>>().len();
    assert_eq!(unique(&|event_type| event_type.as_str().to_owned()), count);
    assert_eq!(unique(&|event_type| event_type.headline().unwrap().to_owned()), count);
    assert_eq!(unique(&|event_type| event_type.documentation().unwrap().to_owned()), count);
    assert_eq!(unique(&|event_type| format!("{event_type:?}")), count);
    assert_eq!(EventType::all().collect::<HashSet<_>>().len(), count);
    let mut backwards: Vec<EventType> = EventType::all().rev().collect();
    backwards.reverse();
    assert_eq!(backwards, EventType::all().collect::<Vec<_>>());
}

/// A variant is named after its event type.
#[test]
fn variants_are_named_after_their_type() {
    for event_type in EventType::all() {
        let words = event_type.as_str().split(['.', '_']);
        let camel: String = words.map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        assert_eq!(format!("{event_type:?}"), camel);
        let variant = format!("{:?}", Sample::of(&event_type).unwrap().event());
        assert!(variant.starts_with(&format!("{camel}(")), "{camel}");
    }
}

#[test]
fn every_way_to_an_event_type_and_back() {
    for event_type in EventType::all() {
        let name = event_type.as_str();
        assert!(event_type.is_recognized());
        assert_eq!(EventType::from(name), event_type);
        assert_eq!(EventType::from(name.to_owned()), event_type);
        assert_eq!(name.parse(), Ok(event_type.clone()));
        assert_eq!(event_type.to_string(), name);
        assert_eq!(event_type.as_ref(), name);
        assert!(event_type == name && event_type == *name);
        assert_eq!(serde_json::to_value(&event_type).unwrap(), json!(name));
        assert_eq!(serde_json::from_value::<EventType>(json!(name)).unwrap(), event_type);
        assert_eq!(EventType::peek(Sample::of(&event_type).unwrap().json.as_bytes()), Some(event_type.clone()));
        // The case matters: the vendor has never written it otherwise.
        assert!(!EventType::from(name.to_uppercase()).is_recognized());
    }
    for wrong in [json!(null), json!(5), json!(true), json!(["app.auth"]), json!({})] {
        assert!(serde_json::from_value::<EventType>(wrong).is_err());
    }
}

#[test]
fn an_unrecognized_type_has_no_classification() {
    let event_type = EventType::from("new.event");
    assert!(!event_type.is_recognized());
    assert_eq!(event_type.group(), None);
    assert_eq!(event_type.severity(), None);
    assert_eq!(event_type.headline(), None);
    assert_eq!(event_type.documentation(), None);
    assert!(Sample::of(&event_type).is_none());
    assert_eq!(format!("{event_type:?}"), "Unrecognized(new.event)");
    assert_eq!(format!("{:?}", EventType::from("a\nb")), "Unrecognized(a\\u{a}b)");
}

proptest! {
    #[test]
    fn any_text_is_an_event_type(text in arbitrary::text()) {
        let event_type = EventType::from(text.as_str());
        prop_assert_eq!(event_type.as_str(), text.as_str());
        prop_assert_eq!(serde_json::to_value(&event_type).unwrap(), json!(text));
        prop_assert_eq!(&serde_json::from_value::<EventType>(json!(text)).unwrap(), &event_type);
        assert_clean(&format!("{event_type}{event_type:?}"));
        let read = event(&json!({"event_type": text, "timestamp": 5}));
        prop_assert_eq!(read.event_type(), &event_type);
    }
}

#[test]
fn peeking_finds_the_type_and_promises_nothing_more() {
    let found = [
        r#"{"event_type":"app.auth"}"#,
        r#"{"event_type":"app.auth""#,
        r#"{"timestamp":5,"a":{"event_type":"other"},"b":[1,2],"event_type":"app.auth","#,
        " \n{\"event_type\" : \"app.auth\", nonsense",
        r#"{"event\u005ftype":"app.auth"}"#,
    ];
    for body in found {
        assert_eq!(EventType::peek(body.as_bytes()), Some(EventType::AppAuth), "{body}");
    }
    let mut body = br#"{"event_type":"app.auth","user":""#.to_vec();
    body.push(0xff);
    assert_eq!(EventType::peek(&body), Some(EventType::AppAuth));
    let nothing = [
        "",
        "{",
        "{}",
        "null",
        "[]",
        "\"event_type\"",
        r#"{"event_type":null}"#,
        r#"{"event_type":5}"#,
        r#"{"event_type":["app.auth"]}"#,
        r#"{"event_type":"app.aut"#,
        r#"{"a" "event_type":"app.auth"}"#,
        r#"[{"event_type":"app.auth"}]"#,
        r#"{"Event_Type":"app.auth"}"#,
    ];
    for body in nothing {
        assert_eq!(EventType::peek(body.as_bytes()), None, "{body}");
    }
    assert_eq!(EventType::peek(br#"{"event_type":"new.event"}"#), Some(EventType::from("new.event")));
}

/// What a service writes into its configuration, its metrics and its database.
#[test]
fn labels_are_written_and_read_as_words() {
    let words: Vec<&str> = Severity::all().map(Severity::as_str).collect();
    assert_eq!(words, ["alert", "recovery", "success", "notice"]);
    for severity in Severity::all() {
        let word = severity.as_str();
        assert_eq!((severity.to_string().as_str(), word.parse()), (word, Ok(severity)));
        assert_eq!(serde_json::to_value(severity).unwrap(), json!(word));
        assert_eq!(serde_json::from_value::<Severity>(json!(word)).unwrap(), severity);
        assert_eq!(format!("{severity:>10}|"), format!("{word:>10}|"));
    }
    let groups: HashSet<EventGroup> = EventType::all().filter_map(|event_type| event_type.group()).collect();
    assert_eq!(groups, EventGroup::all().collect());
    assert_eq!((groups.len(), EventGroup::all().len()), (17, 17));
    for group in EventGroup::all() {
        let word = group.as_str();
        assert_eq!((group.to_string().as_str(), word.parse()), (word, Ok(group)));
        assert_eq!(serde_json::to_value(group).unwrap(), json!(word));
        assert_eq!(serde_json::from_value::<EventGroup>(json!(word)).unwrap(), group);
    }
    for wrong in ["", "Alert", "alert ", "bad news", "backup"] {
        let error = wrong.parse::<Severity>().unwrap_err();
        assert_eq!(error.to_string(), "unknown severity");
        assert_eq!(serde_json::from_value::<Severity>(json!(wrong)).unwrap_err().to_string(), "unknown severity");
    }
    assert_eq!("Backup".parse::<EventGroup>().unwrap_err().to_string(), "unknown event group");
}

#[test]
fn peeking_finds_the_type_beside_what_is_not_utf8_and_far_from_the_start() {
    let event_type = br#""event_type":"app.auth""#;
    let other = |value: &[u8]| [br#""app":""#, value, b"\""].concat();
    for value in [&b"\xff"[..], b"\xe2\x82", &[b'x'; 600], &[b"x".repeat(508), b"\xff".repeat(9)].concat()] {
        for body in [[&other(value), &b","[..], event_type], [event_type, &b","[..], &other(value)]] {
            let body = [&b"{"[..], &body.concat(), b"}"].concat();
            assert_eq!(EventType::peek(&body), Some(EventType::AppAuth), "{}", body.escape_ascii());
        }
    }
    assert_eq!(EventType::peek(b"{\"event_type\":\"app.\xff\"}"), None);
    assert_eq!(EventType::peek("\u{feff}{\"event_type\":\"app.auth\"}".as_bytes()), Some(EventType::AppAuth));
    assert_eq!(EventType::peek("{\"event_type\":\"app.\u{fffd}\"}".as_bytes()), Some(EventType::from("app.\u{fffd}")));
    // A character that is cut at the byte up to which it looks first.
    for length in 480..520 {
        let body = format!(r#"{{"app":"{}é","event_type":"app.auth"}}"#, "x".repeat(length));
        assert_eq!(EventType::peek(body.as_bytes()), Some(EventType::AppAuth), "{length}");
        let body = format!(r#"{{"app":"{}","event_type":"app.é"}}"#, "x".repeat(length));
        assert_eq!(EventType::peek(body.as_bytes()), Some(EventType::from("app.é")), "{length}");
    }
}
