//! What every public type can do: cross threads, be copied out of a borrow, be compared, be shown, and be made in a test.

use std::collections::BTreeSet;
use std::fmt::Debug;

use cloud66_webhooks as c66;
use cloud66_webhooks::{Sample, objects, payloads, time};
use serde_json::json;

use crate::model;

fn is_a_good_value<T: Clone + Debug + PartialEq + Send + Sync + Unpin + 'static>() {}
fn is_a_good_marker<T: Copy + Debug + Send + Sync + Unpin + 'static>() {}

/// Checks the bounds, and notes the names.
macro_rules! types {
    ($check:ident: $($module:ident :: $name:ident $(<$of:ty>)?),* $(,)?) => {{
        $( $check::<$module::$name $(<$of>)?>(); )*
        vec![$( stringify!($name) ),*]
    }};
}

#[test]
fn every_public_type_crosses_threads() {
    let mut checked: BTreeSet<&str> = BTreeSet::new();
    checked.extend(types!(is_a_good_value:
        c66::BackupStatus, c66::ContainerHealth, c66::DbType, c66::JobStatus, c66::OrText<bool>, c66::RestoreStatus,
        c66::ServerHealth, c66::SslCertificateStatus, c66::StackHealth, c66::StackStatus, c66::VerifyStatus,
        c66::Drift, c66::ParseError, c66::ParseErrorKind, c66::ParseLabelError, c66::Subject, c66::SubjectKind,
        c66::EventGroup, c66::EventType, c66::RawEvent, c66::Severity, c66::WebhookEvent,
        c66::Fields, c66::IpAddress, c66::ServerName, c66::ServerUid, c66::StackUid, c66::Backup, c66::Stack,
        c66::Sample, c66::RepositoryAddress, c66::Secret, c66::Untyped, c66::FieldError, c66::UnrecognizedEvent,
        objects::ActiveProtectAction, objects::Agent, objects::Backup, objects::CloudObject, objects::Container,
        objects::PortMapping, objects::DeployContext, objects::CodeMeaning, objects::Image, objects::Job,
        objects::Scaler, objects::Server, objects::ServerNotification, objects::ServerReference, objects::Service,
        objects::ServiceContainer, objects::SslCertificate, objects::Considerations, objects::Stack,
        objects::ScoreChange, objects::WatchedFile,
    ));
    checked.extend(types!(is_a_good_marker: time::Rfc3339, time::Spaced));

    // The list above holds all that the crate shows.
    let sources = [include_str!("../../src/lib.rs"), include_str!("../../src/objects/mod.rs")];
    let public: BTreeSet<&str> = sources.into_iter().flat_map(exported).collect();
    // A trait, which is no value.
    checked.insert("StatusCode");
    let missing: Vec<&&str> = public.difference(&checked).collect();
    assert_eq!(missing, [&""; 0], "public, and not in the list above");
    assert!(public.len() > 40, "the sources were read: {public:?}");
}

/// A payload is a part of `WebhookEvent`, which is in the list above and can do no more than its parts.
#[test]
fn every_public_payload_is_a_part_of_an_event() {
    let events: Vec<String> = Sample::all().map(|sample| format!("{:?}", sample.event())).collect();
    let parts: BTreeSet<&str> =
        events.iter().map(|shown| shown.split_once('(').unwrap().1.split_once(' ').unwrap().0).collect();
    let mut public: BTreeSet<&str> = exported(include_str!("../../src/payloads/mod.rs")).into_iter().collect();
    // What an event is about, and a mark that all payloads have.
    for other in ["Subject", "SubjectKind"] {
        assert!(public.remove(other), "{other}");
    }
    assert_eq!(public, parts);
}

/// The names behind `pub use`.
fn exported(source: &str) -> Vec<&str> {
    source
        .split("pub use ")
        .skip(1)
        .flat_map(|text| text.split(';').next().unwrap().split(['{', '}', ',', ':']))
        .map(str::trim)
        .filter(|name| name.starts_with(char::is_uppercase))
        .collect()
}

/// An event is moved, queued and returned: it stays small.
#[test]
fn an_event_is_small() {
    assert!(size_of::<c66::WebhookEvent>() <= 4 * size_of::<usize>(), "{}", size_of::<c66::WebhookEvent>());
    assert_eq!(size_of::<c66::ParseError>(), size_of::<usize>());
    assert!(size_of::<Result<c66::WebhookEvent, c66::ParseError>>() <= 3 * size_of::<usize>());
}

/// What an event holds in one piece, in bytes. A new one may be missing here; none of these grows unnoticed.
#[test]
#[cfg(target_pointer_width = "64")]
fn sizes_are_known() {
    macro_rules! sizes {
        ($($module:ident: $($name:ident),*;)*) => {
            [$( $( (stringify!($name), size_of::<$module::$name>()) ),* ),*]
        };
    }
    let sizes = sizes! {
        payloads: AccountEvent, AuthorizationEvent, AutoscalingEvent, BackupEvent, BlockEvent, BuildEvent, CloudObjectEvent, ContainerEvent, DeployEvent, DiskSpaceEvent, FileChangeEvent, IntegrationEvent, IpChangeEvent, JobEvent, PaymentEvent, ProcessEvent, ProvisionEvent, RedeployHookEvent, ReplicationEvent, ServerEvent, SshKeyEvent, SslCertificateEvent, StackEvent, StackScoreEvent, UpdateEvent, WebProcessEvent;
        objects: Agent, Backup, CloudObject, Container, DeployContext, Job, Server, Service, ServiceContainer, SslCertificate, Stack;
    };
    let lines: String = sizes.iter().map(|(name, size)| format!("{size:5} {name}\n")).collect();
    insta::assert_snapshot!(lines);
}

/// The least that makes each object, through serde; and `Default` where nothing is required.
#[test]
fn every_object_can_be_made() {
    macro_rules! made {
        ($($name:ident),*) => {
            vec![$({
                let object: objects::$name = serde_json::from_value(model::object(stringify!($name), false)).unwrap();
                assert_eq!(serde_json::to_value(&object).unwrap(), model::object(stringify!($name), false));
                let all = model::object(stringify!($name), true);
                let full: objects::$name = serde_json::from_value(all.clone()).unwrap();
                assert_eq!(serde_json::to_value(&full).unwrap(), all);
                // Nothing set by hand is lost in silence: a field cannot be there twice.
                for name in all.as_object().unwrap().keys() {
                    let mut twice = full.clone();
                    twice.unknown.insert(name, json!([["by hand"]]));
                    let error = serde_json::to_value(&twice).unwrap_err().to_string();
                    assert_eq!(error, format!("the unknown field {name:?} has the name of another field"));
                }
                stringify!($name)
            }),*]
        };
    }
    let made = made!(
        ActiveProtectAction,
        Agent,
        Backup,
        CloudObject,
        Container,
        PortMapping,
        DeployContext,
        CodeMeaning,
        Image,
        Job,
        Scaler,
        Server,
        ServerNotification,
        ServerReference,
        Service,
        ServiceContainer,
        SslCertificate,
        Considerations,
        Stack,
        ScoreChange,
        WatchedFile
    );
    assert_eq!(made.into_iter().collect::<BTreeSet<_>>(), model::object_names().collect());

    macro_rules! default {
        ($($name:ident),*) => {
            $( assert_eq!(serde_json::to_value(objects::$name::default()).unwrap(), json!({})); )*
        };
    }
    default!(
        CodeMeaning,
        Considerations,
        DeployContext,
        Image,
        PortMapping,
        Scaler,
        ScoreChange,
        ServerNotification,
        ServerReference,
        ServiceContainer
    );
}
