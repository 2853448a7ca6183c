//! What every public type can do: cross threads, be copied out of a borrow, be compared, be shown, and be made in a test.

use std::collections::BTreeSet;
use std::fmt::Debug;

use cloud66_webhooks as c66;
use cloud66_webhooks::{Sample, objects, time};
use serde_json::json;

use crate::model;

fn is_a_good_value<T: Clone + Debug + PartialEq + Send + Sync + Unpin + 'static>() {}
fn is_a_good_marker<T: Copy + Debug + Send + Sync + Unpin + 'static>() {}

/// Calls a macro with the names of all objects.
macro_rules! for_objects {
    ($macro:ident) => {
        $macro! {
            ActiveProtectAction Agent Backup CloudObject CodeMeaning Considerations Container DeployContext Image Job PortMapping Scaler
            ScoreChange Server ServerNotification ServerReference Service ServiceContainer SslCertificate Stack WatchedFile
        }
    };
}

#[test]
fn every_public_type_crosses_threads() {
    macro_rules! checked {
        ($($name:ident $(<$of:ty>)?)*) => {{
            $( is_a_good_value::<c66::$name $(<$of>)?>(); )*
            [$( stringify!($name) ),*]
        }};
    }
    macro_rules! checked_objects {
        ($($name:ident)*) => { $( is_a_good_value::<objects::$name>(); )* };
    }
    for_objects!(checked_objects);
    is_a_good_marker::<time::Rfc3339>();
    is_a_good_marker::<time::Spaced>();
    let mut checked = BTreeSet::from(checked! {
        Backup BackupStatus ContainerHealth DbType Drift EventGroup EventType FieldError Fields IpAddress JobStatus OrText<bool> ParseError
        ParseErrorKind ParseLabelError RawEvent RepositoryAddress RestoreStatus Sample Secret ServerHealth ServerName ServerUid Severity
        SslCertificateStatus Stack StackHealth StackStatus StackUid Subject SubjectKind UnrecognizedEvent Untyped VerifyStatus WebhookEvent
    });
    // A trait, which is no value.
    checked.insert("StatusCode");
    assert_eq!(exported(include_str!("../../src/lib.rs")), checked, "all that the crate shows");
    assert_eq!(exported(include_str!("../../src/objects/mod.rs")), model::object_names().collect());
}

/// A payload is a part of `WebhookEvent`, which is in the list above and can do no more than its parts.
#[test]
fn every_public_payload_is_a_part_of_an_event() {
    let events: Vec<String> = Sample::all().map(|sample| format!("{:?}", sample.event())).collect();
    let mut parts: BTreeSet<&str> =
        events.iter().map(|shown| shown.split_once('(').unwrap().1.split_once(' ').unwrap().0).collect();
    // What an event is about.
    parts.extend(["Subject", "SubjectKind"]);
    assert_eq!(exported(include_str!("../../src/payloads/mod.rs")), parts);
}

/// The names behind `pub use`.
fn exported(source: &str) -> BTreeSet<&str> {
    let lists = source.split("pub use ").skip(1).map(|text| text.split(';').next().unwrap());
    let names = lists.flat_map(|list| list.split(['{', '}', ',', ':']).map(str::trim));
    names.filter(|name| name.starts_with(char::is_uppercase)).collect()
}

/// An event is moved, queued and returned: it stays small.
#[test]
fn an_event_is_small() {
    assert!(size_of::<c66::WebhookEvent>() <= 4 * size_of::<usize>(), "{}", size_of::<c66::WebhookEvent>());
    assert_eq!(size_of::<c66::ParseError>(), size_of::<usize>());
    assert!(size_of::<Result<c66::WebhookEvent, c66::ParseError>>() <= 3 * size_of::<usize>());
}

/// The least that makes each object and all that it can have, through serde; and nothing where nothing is required.
#[test]
fn every_object_can_be_made() {
    macro_rules! made {
        ($($name:ident)*) => {
            [$({
                for full in [false, true] {
                    let json = model::object(stringify!($name), full);
                    let object: objects::$name = serde_json::from_value(json.clone()).unwrap();
                    assert_eq!(serde_json::to_value(&object).unwrap(), json);
                    // Nothing set by hand is lost in silence: a field cannot be there twice.
                    for name in json.as_object().unwrap().keys() {
                        let mut twice = object.clone();
                        twice.unknown.insert(name, json!([["by hand"]]));
                        let error = serde_json::to_value(&twice).unwrap_err().to_string();
                        assert_eq!(error, format!("the unknown field {name:?} has the name of another field"));
                    }
                }
                stringify!($name)
            }),*]
        };
    }
    assert_eq!(BTreeSet::from(for_objects!(made)), model::object_names().collect());

    macro_rules! default {
        ($($name:ident)*) => { $( assert_eq!(serde_json::to_value(objects::$name::default()).unwrap(), json!({})); )* };
    }
    default! {
        CodeMeaning Considerations DeployContext Image PortMapping Scaler ScoreChange ServerNotification ServerReference ServiceContainer
    }
}
