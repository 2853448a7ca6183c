//! No secret and no value of an unknown field reaches a log: not through `Debug`, not through `Display`, not in an error.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

use cloud66_webhooks::{EventType, ParseError, RepositoryAddress, Secret, WebhookEvent};
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde_json::json;

use crate::expected::mismatch;
use crate::model::{self, Kind};
use crate::places::places;
use crate::support::{differences, error, event, sample, sample_with, sources};

const MARKER: &str = "MARKER-0123456789";

fn shown(event: &WebhookEvent) -> String {
    let drift = event.drift();
    format!("{event} {event:?} {event:#?} {drift:?} {}", drift.iter().map(ToString::to_string).collect::<String>())
}

const SECRET: [&str; 5] = ["certificate", "intermediate_certificate", "key", "redeploy_hook", "ssh_private_key"];

/// Who somebody is, wherever the documentation says so.
const PERSONAL: [&str; 7] =
    ["account_email", "account_name", "authorized_by", "reverted_by", "triggered_by", "user", "user_email"];

/// The line for an operator may go anywhere. `Debug` shows the whole event but its secrets, as the page of limits says.
#[test]
fn secrets_are_shown_nowhere_and_personal_data_in_debug_only() {
    let mut seen = BTreeSet::new();
    for event_type in EventType::all() {
        // With all that a line can name, and with nothing else that it could.
        for full in [true, false] {
            let whole = model::event(&event_type, full);
            for place in places(&event_type, &whole) {
                let name = place.name.as_str();
                let is_secret = SECRET.contains(&name);
                if is_secret || PERSONAL.contains(&name) {
                    let mut json = whole.clone();
                    place.set(&mut json, json!(MARKER));
                    let event = event(&json);
                    assert!(!event.to_string().contains(MARKER), "{event_type} {}: {event}", place.path);
                    assert_eq!(shown(&event).contains(MARKER), !is_secret, "{event_type} {}: {event:?}", place.path);
                    assert_eq!(differences(&json, &serde_json::to_value(&event).unwrap()), [""; 0]);
                    seen.insert(place.name);
                }
            }
        }
    }
    assert_eq!(seen, [&SECRET[..], &PERSONAL].concat().into_iter().map(ToOwned::to_owned).collect());
}

/// The lists above are those of the sources.
#[test]
fn the_lists_of_secret_and_of_personal_fields_are_whole() {
    let sources = [sources("src/objects"), sources("src/payloads")].concat().join("\n");
    let name = |field: &str| field.split_once("pub ").unwrap().1.split_once(':').unwrap().0.to_owned();
    let secret = sources.lines().filter(|line| line.contains("pub ") && line.contains("Secret")).map(name);
    assert_eq!(secret.collect::<BTreeSet<_>>(), SECRET.map(ToOwned::to_owned).into());
    let personal = sources.split("Personal data.").skip(1).map(name);
    assert_eq!(personal.collect::<BTreeSet<_>>(), PERSONAL.map(ToOwned::to_owned).into());
}

#[test]
fn a_secret_is_read_on_purpose_only() {
    let secret = Secret::from(MARKER);
    assert_eq!(secret, Secret::from(MARKER.to_owned()));
    assert_eq!(secret.expose(), MARKER);
    let shown = format!("{secret} {secret:?} {secret:#?} {secret:>40}");
    assert_eq!(shown, "[redacted] Secret([redacted]) Secret([redacted]) [redacted]");
    assert_eq!(serde_json::to_value(&secret).unwrap(), json!(MARKER));
}

/// The credential is before the last `@`, or what a program may take for one; what is after the path may hold another.
#[test]
fn a_repository_address_hides_its_credential() {
    for (address, shown_as) in [
        ("https://user:MARKER@git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("https://user:MAR@KER@git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("MARKER@git.example.com:app.git", "[redacted]@git.example.com:app.git"),
        ("https://git.example.com/app.git?token=MARKER", "https://git.example.com/app.git?[redacted]"),
        ("git@git.example.com:app.git?token=MARKER", "git@git.example.com:app.git?[redacted]"),
        ("https://git.example.com/app.git#MARKER", "https://git.example.com/app.git?[redacted]"),
        ("https://git.example.com/app.git;token=MARKER", "https://git.example.com/app.git?[redacted]"),
        ("https://git.example.com/app.git&token=MARKER", "https://git.example.com/app.git?[redacted]"),
        (
            "user:MARKER@git.example.com:a/https://git.example.com/b",
            "[redacted]@git.example.com:a/https://git.example.com/b",
        ),
        ("user:MARKER@git.example.com:app?next=https://x.example.com", "[redacted]@git.example.com:app?[redacted]"),
        ("https://user:MARKER?MARKER@git.example.com/app.git", "https://[redacted]"),
        ("https://git.example.com/app.git?user=me@MARKER", "https://[redacted]"),
        // An `@` that is escaped, once or twice, full-width or small.
        ("user:MARKER%40git.example.com:app.git", "[redacted]@git.example.com:app.git"),
        ("https://user:MARKER%40git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("https://user:MAR@MARKER%40git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("https://user:MARKER%40MAR@git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("https://user:MAR@MARKER%2540MARKER%40git.example.com:22", "https://[redacted]@git.example.com:22"),
        ("https://user:MAR%40MARKER%2540git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("https://user:MARKER\u{ff20}git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("https://user:MAR@MARKER\u{fe6b}git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        // Behind the authority it is a part of the path.
        ("https://user:MARKER@git.example.com/my%40app.git", "https://[redacted]@git.example.com/my%40app.git"),
        // There is none.
        ("ssh://git@git.example.com:22/app.git", "ssh://git@git.example.com:22/app.git"),
        ("https://git.example.com/app.git", "https://git.example.com/app.git"),
        ("git@git.example.com:app.git", "git@git.example.com:app.git"),
        ("git.example.com/app.git", "git.example.com/app.git"),
        ("", ""),
    ] {
        let git = RepositoryAddress::from(address);
        assert_eq!(format!("{git} {git:?}"), format!("{shown_as} RepositoryAddress({shown_as})"), "{address}");
        assert_eq!(git.expose(), address);
        let json = sample_with("managed_backup.fail", "/stack/git", address);
        assert!(!shown(&event(&json)).contains("MARKER"), "{address}");
        assert_eq!(serde_json::to_value(event(&json)).unwrap()["stack"]["git"], address);
    }
}

/// Unknown fields and parameters may hold anything, so their values are nowhere but in what is serialized.
#[test]
fn unknown_values_are_not_shown() {
    let mut known = sample("db.slave.ok");
    known["new"] = json!(MARKER);
    known["newer"] = json!({MARKER: [MARKER]});
    known["params"] = json!({"password": MARKER, "deep": {MARKER: MARKER}});
    known["notifications"] = json!({"disk": {"value": MARKER, "new": MARKER}});
    let unrecognized = json!({"event_type": "new.event", "timestamp": 5, "newer": MARKER, "params": {"value": MARKER}});
    for json in [known, unrecognized] {
        let event = event(&json);
        assert!(!shown(&event).contains(MARKER), "{}", shown(&event));
        for name in ["newer", "params"] {
            assert!(format!("{event:?}").contains(name), "the name {name} is shown");
        }
        assert_eq!(differences(&json, &serde_json::to_value(&event).unwrap()), [""; 0]);
    }
}

fn assert_hidden(error: &ParseError) {
    let shown = format!("{error} {error:?} {error:#?} {} {:?}", error.reason(), error.raw());
    assert!(!shown.contains("MARKER"), "{shown}");
}

/// The marker as the value, or inside of a value of a wrong type, at every documented place: neither an error nor an event that
/// keeps it shows it, and an error none of the other fields.
#[test]
fn what_cannot_be_typed_is_not_shown() {
    let markers = [json!(MARKER), json!([MARKER]), json!([[MARKER]]), json!({"a": [MARKER]})];
    for event_type in EventType::all() {
        let plain = model::event(&event_type, true);
        let places = places(&event_type, &plain);
        let mut marked = plain.clone();
        marked["new"] = json!({"deep": [MARKER]});
        for place in places.iter().filter(|place| place.kind == Kind::Text) {
            place.set(&mut marked, json!(MARKER));
        }
        for place in &places {
            for value in markers.iter().filter(|value| mismatch(&place.kind, value).is_some()) {
                let mut json = if place.required { marked.clone() } else { plain.clone() };
                place.set(&mut json, value.clone());
                if place.required {
                    assert_hidden(&error(&json));
                    assert_hidden(&WebhookEvent::try_from(json.clone()).unwrap_err());
                    let message = serde_json::from_value::<WebhookEvent>(json).unwrap_err();
                    assert!(!format!("{message} {message:?}").contains("MARKER"), "{message}");
                } else {
                    assert!(!shown(&event(&json)).contains("MARKER"), "{event_type} {}", place.path);
                }
            }
        }
    }
}

/// `event_type` is shown, being no secret; what stands in its place without being text is not.
#[test]
fn no_error_shows_what_is_no_event() {
    for body in [
        "MARKER",
        r#""MARKER""#,
        r#"["MARKER"]"#,
        r#"{"a":MARKER}"#,
        r#"{"timestamp":5,"a":"MARKER""#,
        r#"{"a":"\MARKER"}"#,
        r#"{"timestamp":5,"event_type":["MARKER"]}"#,
        r#"{"timestamp":5,"event_type":{"MARKER":"MARKER"}}"#,
    ] {
        for after in [&b""[..], b"\0", b"\xff"] {
            assert_hidden(&WebhookEvent::from_slice(&[body.as_bytes(), after].concat()).unwrap_err());
        }
    }
}

thread_local! {
    /// What the error of a format shows after a message.
    static AFTER: Cell<&'static str> = const { Cell::new("") };
}

#[derive(Debug)]
struct Talkative(String);

impl fmt::Display for Talkative {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Talkative {}

impl serde::de::Error for Talkative {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(format!("{message}{}", AFTER.get()))
    }
}

/// The crate makes a message of its own of that of a format. Line and column are all that it takes over.
#[test]
fn what_a_format_shows_behind_its_message_is_not_taken_over() {
    for (after, taken) in [
        (", near: hunter2", ""),
        (" at line 2 column hunter2", ""),
        (" at line x column 7", ""),
        (" at line 2 column ", ""),
        (" at line 2 column 71", " at line 2 column 71"),
    ] {
        AFTER.set(after);
        let fields = [("event_type", "app.auth"), ("timestamp", "now")].into_iter();
        let error = WebhookEvent::deserialize(MapDeserializer::<_, Talkative>::new(fields)).unwrap_err();
        let expected =
            "app.auth: timestamp: expected a timestamp, found a string not in the format 2024-02-15T14:30:00Z";
        assert_eq!(error.0, format!("{expected}{taken}{after}"));
    }
}
