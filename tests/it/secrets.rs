//! No secret and no value of an unknown field reaches a log: not through `Debug`, not through `Display`, not in an error.

use std::collections::BTreeSet;
use std::fmt;

use cloud66_webhooks::{EventType, RawEvent, RepositoryAddress, Secret, WebhookEvent};
#[cfg(feature = "proptest")]
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde_json::json;

use crate::expected::mismatch;
use crate::model::{self, Field, Kind};
use crate::places;
#[cfg(feature = "proptest")]
use crate::properties::for_all_events;
use crate::support::{differences, event, sample, sample_with, sources};

const MARKER: &str = "MARKER-0123456789";

fn shown(event: &WebhookEvent) -> String {
    let drift = event.drift();
    format!("{event} {event:?} {event:#?} {drift:?} {}", drift.iter().map(ToString::to_string).collect::<String>())
}

/// Where the documentation has a secret.
const SECRETS: [(&str, &str); 8] = [
    ("managed_backup.fail", "/stack/redeploy_hook"),
    ("stack.created", "/redeploy_hook"),
    ("db.slave.ok", "/ssh_private_key"),
    ("active.protect.block", "/server/ssh_private_key"),
    ("active.protect.change", "/server/ssh_private_key"),
    ("ssl_certificate.install.ok", "/ssl_certificate/key"),
    ("ssl_certificate.install.ok", "/ssl_certificate/certificate"),
    ("ssl_certificate.install.ok", "/ssl_certificate/intermediate_certificate"),
];

#[test]
fn documented_secrets_are_redacted_and_written() {
    for (event_type, pointer) in SECRETS {
        let json = sample_with(event_type, pointer, MARKER);
        let event = event(&json);
        assert_eq!(event.drift(), [], "{event_type} {pointer}");
        assert!(!shown(&event).contains(MARKER), "{event_type} {pointer}");
        assert!(shown(&event).contains("Secret([redacted])"), "{event_type} {pointer}");
        assert_eq!(serde_json::to_value(&event).unwrap().pointer(pointer), Some(&json!(MARKER)));
    }
}

const SECRET_NAMES: [&str; 5] = ["certificate", "intermediate_certificate", "key", "redeploy_hook", "ssh_private_key"];

/// In every event that carries such an object, and in whichever form.
#[test]
fn every_field_with_the_name_of_a_secret_is_one() {
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        let mut found = 0;
        for place in places::places(&event_type, &full) {
            if SECRET_NAMES.contains(&place.name.as_str()) {
                found += 1;
                let mut json = full.clone();
                place.set(&mut json, json!(MARKER));
                assert!(!shown(&event(&json)).contains(MARKER), "{event_type} {}", place.path);
                assert!(serde_json::to_string(&event(&json)).unwrap().contains(MARKER));
            }
        }
        let carried = model::payload_fields(&event_type);
        let secrets = |field: &Field| match field.kind {
            Kind::Object("Stack" | "Server") => 1,
            Kind::Object("SslCertificate") => 3,
            _ => 0,
        };
        assert_eq!(found, carried.iter().map(secrets).sum::<usize>(), "{event_type}");
    }
}

/// Who somebody is, wherever the documentation says so.
const PERSONAL: [&str; 7] =
    ["account_email", "account_name", "authorized_by", "reverted_by", "triggered_by", "user", "user_email"];

/// The lists above are those of the sources.
#[test]
fn the_lists_of_secret_and_of_personal_fields_are_whole() {
    let (mut secret, mut personal) = (BTreeSet::new(), BTreeSet::new());
    for source in ["src/objects", "src/payloads"].into_iter().flat_map(sources) {
        let mut is_personal = false;
        for line in source.lines().map(str::trim) {
            is_personal |= line.starts_with("///") && line.contains("Personal data.");
            let Some((name, kind)) = line.strip_prefix("pub ").and_then(|field| field.split_once(": ")) else {
                continue;
            };
            if kind.contains("Secret") {
                secret.insert(name.to_owned());
            }
            if std::mem::take(&mut is_personal) {
                personal.insert(name.to_owned());
            }
        }
    }
    assert_eq!(secret.iter().collect::<Vec<_>>(), SECRET_NAMES.iter().collect::<Vec<_>>());
    assert_eq!(personal.iter().collect::<Vec<_>>(), PERSONAL.iter().collect::<Vec<_>>());
}

/// The line for an operator may go anywhere. `Debug` shows the whole event, as the page of limits says.
#[test]
fn personal_data_is_in_no_display_and_in_debug() {
    let mut seen = BTreeSet::new();
    for event_type in EventType::all() {
        // With all that a line can name, and with nothing else that it could.
        for full in [true, false] {
            let json = model::event(&event_type, full);
            for place in places::places(&event_type, &json) {
                if let Some(name) = PERSONAL.into_iter().find(|name| *name == place.name) {
                    seen.insert(name);
                    let mut json = json.clone();
                    place.set(&mut json, json!(MARKER));
                    let event = event(&json);
                    assert!(!event.to_string().contains(MARKER), "{event_type} {}: {event}", place.path);
                    assert!(format!("{event:?}").contains(MARKER), "{event_type} {}: {event:?}", place.path);
                }
            }
        }
    }
    assert_eq!(seen, BTreeSet::from(PERSONAL), "each of them stands in some event");
}

#[test]
fn a_secret_is_read_on_purpose_only() {
    let WebhookEvent::ManagedBackupFail(failed) = event(&sample("managed_backup.fail")) else { panic!() };
    let hook = failed.stack.redeploy_hook.unwrap();
    assert_eq!(hook.expose(), "https://hooks.cloud66.com/stacks/redeploy/abc123def456");
    assert_eq!(
        format!("{hook} {hook:?} {hook:#?} {hook:>40}"),
        "[redacted] Secret([redacted]) Secret([redacted]) [redacted]"
    );
    assert_eq!(serde_json::to_value(&hook).unwrap(), json!("https://hooks.cloud66.com/stacks/redeploy/abc123def456"));
    assert_eq!(Secret::from(MARKER), Secret::from(MARKER.to_owned()));
}

#[test]
fn a_repository_address_hides_its_credential() {
    let cases = [
        ("https://user:MARKER@git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("https://MARKER@git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("https://user:MAR@KER@git.example.com/app.git", "https://[redacted]@git.example.com/app.git"),
        ("user:MARKER@git.example.com/app.git", "[redacted]@git.example.com/app.git"),
        ("MARKER@git.example.com:app.git", "[redacted]@git.example.com:app.git"),
        ("https://git.example.com/app.git?token=MARKER", "https://git.example.com/app.git?[redacted]"),
        ("git@git.example.com:app.git?token=MARKER", "git@git.example.com:app.git?[redacted]"),
        ("https://git.example.com/app.git#MARKER", "https://git.example.com/app.git?[redacted]"),
        (
            "user:MARKER@git.example.com:mirror/https://git.example.com/app.git",
            "[redacted]@git.example.com:mirror/https://git.example.com/app.git",
        ),
        ("user:MARKER@git.example.com:app?next=https://x.example.com", "[redacted]@git.example.com:app?[redacted]"),
        ("https://user:MARKER?MARKER@git.example.com/app.git", "https://[redacted]"),
        ("https://git.example.com/app.git?user=me@MARKER", "https://[redacted]"),
        ("ssh://git@git.example.com:22/app.git", "ssh://git@git.example.com:22/app.git"),
        ("https://git.example.com/app.git", "https://git.example.com/app.git"),
        ("git@git.example.com:app.git", "git@git.example.com:app.git"),
        ("git.example.com/app.git", "git.example.com/app.git"),
        ("", ""),
    ];
    for (address, expected) in cases {
        let git = RepositoryAddress::from(address);
        assert_eq!(git.to_string(), expected);
        assert_eq!(format!("{git:?}"), format!("RepositoryAddress({expected})"));
        assert_eq!(git.expose(), address);
        let json = sample_with("managed_backup.fail", "/stack/git", address);
        assert!(!shown(&event(&json)).contains("MARKER") && !shown(&event(&json)).contains("KER@"), "{address}");
        assert_eq!(serde_json::to_value(event(&json)).unwrap()["stack"]["git"], address);
    }
}

/// An `@` that is escaped is one for git as well.
#[test]
fn an_escaped_at_sign_hides_no_credential() {
    for address in [
        "user:MARKER%40git.example.com/app.git",
        "https://user:MARKER%40git.example.com/app.git",
        "ssh://user:MARKER%40git.example.com:22/app.git",
        "user:MARKER%40git.example.com:app.git",
        "user:MAR@MARKER%40git.example.com/app.git",
        "https://user:MAR@MARKER%40git.example.com/app.git",
        "https://user:MARKER%40MAR@git.example.com/app.git",
        "https://user:MAR@MARKER%40MARKER%40git.example.com:22",
        "https://user:MARKER%2540git.example.com/app.git",
        "https://user:MAR@MARKER%2540MARKER%40git.example.com/app.git",
        "https://user:MAR%40MARKER%2540git.example.com/app.git",
        "https://user:MARKER\u{ff20}git.example.com/app.git",
        "https://user:MAR@MARKER\u{fe6b}git.example.com/app.git",
        "https://git.example.com/app.git;token=MARKER",
        "https://git.example.com/app.git&token=MARKER",
    ] {
        let git = RepositoryAddress::from(address);
        assert!(!format!("{git} {git:?}").contains("MARKER"), "{git}");
        assert_eq!(git.expose(), address);
    }
    // Behind the authority it is a part of the path.
    let git = RepositoryAddress::from("https://user:MARKER@git.example.com/my%40app.git");
    assert_eq!(git.to_string(), "https://[redacted]@git.example.com/my%40app.git");
}

/// Unknown fields and parameters may hold anything, so their values are nowhere but in what is serialized.
#[test]
fn unknown_values_are_not_shown() {
    let mut json = sample("db.slave.ok");
    json["new"] = json!(MARKER);
    json["newer"] = json!({MARKER: [MARKER]});
    json["params"] = json!({"password": MARKER, "deep": {MARKER: MARKER}});
    json["notifications"] = json!({"disk": {"value": MARKER, "new": MARKER}});
    let event = event(&json);
    assert!(!shown(&event).contains(MARKER), "{}", shown(&event));
    for name in ["new", "newer", "params", "value"] {
        assert!(format!("{event:?}").contains(name), "the name {name} is shown");
    }
    assert_eq!(differences(&json, &serde_json::to_value(&event).unwrap()), [""; 0]);
}

#[test]
fn an_unrecognized_event_shows_no_values() {
    let json = json!({"a": MARKER, "b": {"c": MARKER}, "event_type": "new.event", "timestamp": 5});
    let event = event(&json);
    assert!(!shown(&event).contains(MARKER));
    let WebhookEvent::Unrecognized(raw) = &event else { panic!() };
    assert_eq!(
        format!("{raw:?}"),
        r#"UnrecognizedEvent { event_type: Unrecognized(new.event), timestamp: 1970-01-01T00:00:05Z, fields: {"a", "b", "event_type", "timestamp"} }"#
    );
    assert_eq!(format!("{:?}", raw.fields()), r#"{"a", "b", "event_type", "timestamp"}"#);
}

fn assert_hidden(error: &cloud66_webhooks::ParseError) {
    let raw: &RawEvent = error.raw();
    let shown = format!("{error} {error:?} {error:#?} {} {raw:?}", error.reason());
    assert!(!shown.contains("MARKER"), "{shown}");
}

/// A marker as the value, or inside of a value of a wrong type, at every documented place of every event: neither an error nor
/// an event that keeps it shows it.
#[test]
fn what_cannot_be_typed_is_not_shown() {
    for event_type in EventType::all() {
        let full = model::event(&event_type, true);
        for place in places::places(&event_type, &full) {
            let mut wrong = vec![json!([MARKER]), json!([[MARKER]]), json!({"a": MARKER}), json!({"a": [MARKER]})];
            if !matches!(
                place.kind,
                Kind::Text
                    | Kind::Word
                    | Kind::TextOrCode(..)
                    | Kind::TextOrFlag
                    | Kind::TextOrInteger
                    | Kind::TextOrObject(_)
            ) {
                wrong.push(json!(MARKER));
            }
            for value in wrong {
                let mut json = full.clone();
                place.set(&mut json, value);
                let text = json.to_string();
                match text.parse::<WebhookEvent>() {
                    Ok(event) => {
                        let is_kept = mismatch(&place.kind, json.pointer(&place.pointer()).unwrap()).is_some();
                        assert!(!place.required || !is_kept, "{}", place.path);
                        // A value that could not be typed is one of an unknown field; one that could may be shown.
                        assert!(!is_kept || !shown(&event).contains("MARKER"), "{event_type} {}", place.path);
                    }
                    Err(error) => assert_hidden(&error),
                }
                let generic = [
                    serde_json::from_str::<WebhookEvent>(&text).map_err(|error| format!("{error} {error:?}")),
                    serde_json::from_value::<WebhookEvent>(json).map_err(|error| format!("{error} {error:?}")),
                ];
                for error in generic.into_iter().filter_map(Result::err) {
                    assert!(!error.contains("MARKER"), "{error}");
                }
            }
        }
    }
}

/// A payload full of markers that has one thing wrong, wherever that is.
#[test]
fn no_error_shows_another_fields_value() {
    for event_type in EventType::all() {
        let mut full = model::event(&event_type, true);
        let places = places::places(&event_type, &full);
        for place in &places {
            if matches!(place.kind, Kind::Text) {
                place.set(&mut full, json!(MARKER));
            }
        }
        full["new"] = json!({"deep": [MARKER]});
        for place in places.iter().filter(|place| place.required) {
            let mut json = full.clone();
            place.set(&mut json, place.wrong().remove(0));
            assert_hidden(&json.to_string().parse::<WebhookEvent>().unwrap_err());
            assert_hidden(&WebhookEvent::try_from(json).unwrap_err());
        }
        let text = full.to_string();
        for end in (0..text.len()).step_by(7) {
            assert_hidden(&text[..end].parse::<WebhookEvent>().unwrap_err());
        }
    }
}

/// `event_type` is shown, being no secret; what stands in its place without being text is not.
#[test]
fn no_error_shows_what_is_no_event_type() {
    for value in [json!([MARKER]), json!({"a": MARKER}), json!({MARKER: 1})] {
        let json = json!({"timestamp": 5, "event_type": value});
        assert_hidden(&json.to_string().parse::<WebhookEvent>().unwrap_err());
        assert_hidden(&WebhookEvent::try_from(json).unwrap_err());
    }
    for body in [
        "MARKER",
        "\"MARKER\"",
        "[\"MARKER\"]",
        "{\"a\":MARKER}",
        "{\"timestamp\":5,\"a\":\"MARKER\"",
        "{\"a\":\"\\MARKER\"}",
    ] {
        assert_hidden(&body.parse::<WebhookEvent>().unwrap_err());
        assert_hidden(&WebhookEvent::from_slice(format!("{body}\u{0}").as_bytes()).unwrap_err());
        let mut bytes = body.as_bytes().to_vec();
        bytes.push(0xff);
        assert_hidden(&WebhookEvent::from_slice(&bytes).unwrap_err());
    }
}

/// The same for arbitrary events with arbitrary damages by a byte.
#[cfg(feature = "proptest")]
#[test]
fn no_error_of_a_damaged_event_shows_a_value() {
    for_all_events(
        cloud66_webhooks::strategies::Form::WithDrift,
        16,
        || (any::<prop::sample::Index>(), any::<u8>()),
        |_, mut json, (at, byte)| {
            json["new"] = json!(MARKER);
            json["params"] = json!(MARKER);
            let text = json.to_string();
            // The marker itself stays whole.
            let mut body = text.clone().into_bytes();
            let at = at.index(body.len());
            if text
                .match_indices(MARKER)
                .all(|(start, marker)| !(start.saturating_sub(3)..start + marker.len() + 3).contains(&at))
            {
                body[at] = byte;
            }
            if let Err(error) = WebhookEvent::from_slice(&body) {
                prop_assert!(!format!("{error} {error:?}").contains(MARKER), "{error}");
            }
            Ok(())
        },
    );
}

/// What the errors of some formats show behind a message.
const SHOWN: [&str; 5] = [
    ", near: hunter2",
    " at line 2 column hunter2",
    " at line x column 7",
    " at line 2 column ",
    " at line 2 column 71",
];

/// An error of the format of that number.
#[derive(Debug)]
struct Talkative<const FORMAT: usize>(String);

impl<const FORMAT: usize> fmt::Display for Talkative<FORMAT> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<const FORMAT: usize> std::error::Error for Talkative<FORMAT> {}

impl<const FORMAT: usize> serde::de::Error for Talkative<FORMAT> {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(format!("{message}{}", SHOWN[FORMAT]))
    }
}

fn talkative<const FORMAT: usize>() -> String {
    let fields = [("event_type", "app.auth"), ("timestamp", "now")];
    let fields = MapDeserializer::<_, Talkative<FORMAT>>::new(fields.into_iter());
    WebhookEvent::deserialize(fields).unwrap_err().0
}

/// The crate makes a message of its own of that of a format. Line and column are all that it takes over.
#[test]
fn what_a_format_shows_behind_its_message_is_not_taken_over() {
    let messages = [talkative::<0>(), talkative::<1>(), talkative::<2>(), talkative::<3>(), talkative::<4>()];
    for (message, shown) in messages.iter().zip(SHOWN) {
        let again = if shown == SHOWN[4] { shown } else { "" };
        let expected =
            "app.auth: timestamp: expected a timestamp, found a string not in the format 2024-02-15T14:30:00Z";
        assert_eq!(*message, format!("{expected}{again}{shown}"));
    }
}
