//! The event types: an open list of words, each with group, severity, headline and page.

use std::collections::{BTreeSet, HashSet};
use std::fmt::{Debug, Display, Write};
use std::str::FromStr;

use cloud66_webhooks::{EventGroup, EventType, Sample, Severity};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::support::event;

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

#[test]
fn names_headlines_and_pages_are_unique() {
    let count = EventType::all().len();
    let unique = |of: fn(&EventType) -> String| EventType::all().map(|e| of(&e)).collect::<BTreeSet<_>>().len();
    assert_eq!(unique(EventType::to_string), count);
    assert_eq!(unique(|event_type| event_type.headline().unwrap().to_owned()), count);
    assert_eq!(unique(|event_type| event_type.documentation().unwrap().to_owned()), count);
    assert_eq!(EventType::all().collect::<HashSet<_>>().len(), count);
}

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
    // Whatever it is, it is written as it came, and shown on one line.
    for (text, shown) in [("new.event", "new.event"), ("", "\"\""), ("a\n\u{202e}b", "a\\u{a}\\u{202e}b")] {
        let event_type = EventType::from(text);
        assert_eq!(event_type.as_str(), text);
        assert_eq!(serde_json::to_value(&event_type).unwrap(), json!(text));
        assert_eq!(serde_json::from_value::<EventType>(json!(text)).unwrap(), event_type);
        assert_eq!(event(&json!({"event_type": text, "timestamp": 5})).event_type(), &event_type);
        assert_eq!(format!("{event_type:?}"), format!("Unrecognized({shown})"));
    }
}

#[test]
fn peeking_finds_the_type_and_promises_nothing_more() {
    for (body, expected) in [
        (&br#"{"event_type":"app.auth"}"#[..], Some("app.auth")),
        (br#"{"event_type":"app.auth""#, Some("app.auth")),
        (br#"{"timestamp":5,"a":{"event_type":"other"},"b":[1,2],"event_type":"app.auth","#, Some("app.auth")),
        (b" \n{\"event_type\" : \"app.auth\", nonsense", Some("app.auth")),
        (br#"{"event\u005ftype":"app.auth"}"#, Some("app.auth")),
        (b"\xef\xbb\xbf{\"event_type\":\"app.auth\"}", Some("app.auth")),
        (br#"{"event_type":"new.event"}"#, Some("new.event")),
        (b"{\"event_type\":\"app.auth\",\"user\":\"\xff", Some("app.auth")),
        (b"{\"event_type\":\"app.\xff\"}", None),
        // The character that stands for what is not UTF-8, as it was sent.
        (b"{\"event_type\":\"app.\xef\xbf\xbd\"}", Some("app.\u{fffd}")),
        (b"", None),
        (b"{", None),
        (b"{}", None),
        (b"null", None),
        (b"[]", None),
        (b"\"event_type\"", None),
        (br#"{"event_type":null}"#, None),
        (br#"{"event_type":5}"#, None),
        (br#"{"event_type":["app.auth"]}"#, None),
        (br#"{"event_type":"app.aut"#, None),
        (br#"{"a" "event_type":"app.auth"}"#, None),
        (br#"[{"event_type":"app.auth"}]"#, None),
        (br#"{"Event_Type":"app.auth"}"#, None),
    ] {
        assert_eq!(EventType::peek(body), expected.map(EventType::from), "{}", body.escape_ascii());
    }
}

/// It looks at the first 512 bytes first, whatever is cut there.
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
    for length in 480..520 {
        let body = format!(r#"{{"app":"{}é","event_type":"app.é"}}"#, "x".repeat(length));
        assert_eq!(EventType::peek(body.as_bytes()), Some(EventType::from("app.é")), "{length}");
    }
}

/// What a service writes into its configuration, its metrics and its database.
#[test]
fn labels_are_written_and_read_as_words() {
    fn check<T>(label: T, word: &str)
    where
        T: Copy + Debug + Display + FromStr<Err: Debug + PartialEq> + PartialEq + Serialize + DeserializeOwned,
    {
        assert_eq!((label.to_string().as_str(), word.parse()), (word, Ok(label)));
        assert_eq!(serde_json::to_value(label).unwrap(), json!(word));
        assert_eq!(serde_json::from_value::<T>(json!(word)).unwrap(), label);
        assert_eq!(format!("{label:>10}|"), format!("{word:>10}|"));
    }
    let words: Vec<&str> = Severity::all().map(Severity::as_str).collect();
    assert_eq!(words, ["alert", "recovery", "success", "notice"]);
    Severity::all().for_each(|severity| check(severity, severity.as_str()));
    EventGroup::all().for_each(|group| check(group, group.as_str()));
    let groups: HashSet<EventGroup> = EventType::all().filter_map(|event_type| event_type.group()).collect();
    assert_eq!(groups, EventGroup::all().collect());
    assert_eq!((groups.len(), EventGroup::all().len()), (17, 17));
    for wrong in ["", "Alert", "alert ", "bad news", "backup"] {
        assert_eq!(wrong.parse::<Severity>().unwrap_err().to_string(), "unknown severity");
        assert_eq!(serde_json::from_value::<Severity>(json!(wrong)).unwrap_err().to_string(), "unknown severity");
    }
    assert_eq!("Backup".parse::<EventGroup>().unwrap_err().to_string(), "unknown event group");
}
