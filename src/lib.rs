//! Typed payloads of [Cloud 66](https://www.cloud66.com) webhooks: from the bytes of a delivery to a value and back, with
//! nothing lost.
//!
//! ```
//! use cloud66_webhooks::{ParseError, WebhookEvent};
//!
//! fn receive(body: &[u8]) -> Result<(), ParseError> {
//!     let event = WebhookEvent::from_slice(body)?; // the body of the POST
//!     match &event {
//!         WebhookEvent::ManagedBackupFail(e) => page(&e.stack.name, &e.backup.database_name, e.backup.backup_status),
//!         WebhookEvent::BackupVerificationFailed(e) => page(&e.stack.name, &e.backup.database_name, e.backup.verify_status),
//!         other => println!("{other}"),
//!     }
//!     Ok(())
//! }
//! # fn page<C: std::fmt::Display>(stack: &str, database: &str, code: Option<C>) {
//! #     println!("{stack} {database} {}", code.map(|code| code.to_string()).unwrap_or_default());
//! # }
//! # use cloud66_webhooks::Sample;
//! # for sample in Sample::all() { receive(sample.json.as_bytes())?; }
//! # Ok::<(), ParseError>(())
//! ```
//!
//! All 48 documented events have a type. It is a pure library: no network, no threads, no global state. Receiving, storing
//! and answering are yours; `examples/receiver.rs` in the package is a complete receiver to copy.
//!
//! # From the first event to production
//!
//! **Read.** [`WebhookEvent::from_slice`] takes a body. `str::parse`, `TryFrom` and serde's `Deserialize` read the same, from
//! a [`serde_json::Value`], as a field of your own type (also flattened), and from other self-describing formats.
//!
//! **Match, or ask.** The variants are the event types: [`WebhookEvent::ManagedBackupFail`]. What events share is asked without a
//! match: [`stack`](WebhookEvent::stack), [`backup`](WebhookEvent::backup), [`server`](WebhookEvent::server),
//! [`stack_uid`](WebhookEvent::stack_uid), [`timestamp`](WebhookEvent::timestamp). To route events without naming them, take
//! the [group](EventType::group) and the [severity](EventType::severity) of their [`EventType`]. `Display` is one line for an
//! operator.
//!
//! ```
//! use cloud66_webhooks::{EventType, Sample, Severity};
//!
//! let event = Sample::of(&EventType::DbSlaveFailed).unwrap().event();
//! if event.event_type().severity() == Some(Severity::BadNews) {
//!     assert_eq!(event.to_string(), "Database replication failed: server web-server-01, at 2025-09-04 18:37:59 UTC");
//! }
//! ```
//!
//! **Keep what fails.** A failed delivery is not sent again. A [`ParseError`] says where and why, and still has the event
//! type, the instant and the fields: store them, or better the body itself, before you answer.
//!
//! ```
//! use cloud66_webhooks::WebhookEvent;
//!
//! let body = br#"{"timestamp": 1757011079, "event_type": "managed_backup.fail",
//!     "stack": {"uid": "stack-1", "name": "shop"},
//!     "backup": {"id": 7, "db_type": "mysql", "database_name": "orders", "verify_status": []}}"#;
//! let error = WebhookEvent::from_slice(body).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "managed_backup.fail: backup.verify_status: expected a status code as an integer, found a list at line 3 column 90",
//! );
//! assert_eq!(error.raw().fields.get("stack").unwrap()["name"], "shop");
//! ```
//!
//! **Watch for changes.** [`WebhookEvent::drift`] lists what a delivery held that this version does not know. Log it.
//!
//! **Guard the door.** The sender signs nothing. Receive under an address that nobody can guess, over TLS, with a limit on the
//! body of 256 KiB: documented deliveries are below 4 KiB, and a hostile body can take a multiple of its size in memory while
//! it is read.
//!
//! **Test.** [`Sample`] has the documented payload of every event, as JSON and typed. Types are `#[non_exhaustive]`, and any
//! field of a sample can be changed.
//!
//! # Guarantees
//!
//! Each has a test of its name in `tests/it/guarantees.rs`.
//!
//! * **No delivery is lost.** Event types, codes and fields that this version does not know are kept where they stood, and
//!   written back. What cannot be typed is an error that has path, line and column, and hands over event type, timestamp and
//!   fields. Null, an empty list and an absent field are the same; an instant is written in the documented form of its field.
//! * **A malformed known event is an error**, and never taken for an unrecognized one.
//! * **Types tell the truth.** A field is required only if it stands in everything that was ever published. What a code means
//!   comes from the vendor's tables. Nothing is derived from the examples, which contradict them.
//! * **Nothing leaks.** `Debug`, `Display` and errors show no [`Secret`], no credential of a [`RepositoryAddress`], and no value
//!   of an unknown or undocumented field. An error shows no value of the payload but the event type. `Display` of an event has
//!   no personal data. Serializing writes everything: that is its purpose.
//! * **Every way in behaves alike**, in any order of keys, and also if some crate in your build switches on `serde_json`'s
//!   `arbitrary_precision` or `preserve_order`.
//! * **No input panics**, overflows or hangs. A line stays one line: control characters are escaped.
//! * **The schema says what the code does** (feature `schemars`): strict is what is written, open is what is read.
//!
//! Their limits are in [`guide::limits`]; what the vendor's documentation leaves open, and what is decided here, is in
//! [`guide::contradictions`].
//!
//! # Features
//!
//! * `schemars`: `JsonSchema` on every payload type, and the two published schemas in `schema`. Off by default.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod codes;
mod drift;
mod error;
mod events;
mod fields;
mod names;
pub mod objects;
pub mod payloads;
mod samples;
#[cfg(feature = "schemars")]
pub mod schema;
mod secret;
mod text;
pub mod time;
mod wire;

pub use codes::{
    BackupStatus, ContainerHealth, DbType, JobStatus, OrText, RestoreStatus, ServerHealth, SslCertificateStatus,
    StackHealth, StackStatus, VerifyStatus,
};
pub use drift::Drift;
pub use error::ParseError;
pub use events::{EventGroup, EventType, RawEvent, Severity, WebhookEvent};
pub use fields::{Fields, Untyped};
pub use names::{IpAddress, ServerName, ServerUid, StackUid};
pub use objects::{Backup, Stack};
pub use samples::Sample;
pub use secret::{RepositoryAddress, Secret};

/// Pages to read once. There is nothing to call here.
#[cfg(any(doc, doctest))]
pub mod guide {
    #[doc = include_str!("guide/limits.md")]
    pub mod limits {}

    #[doc = include_str!("guide/contradictions.md")]
    pub mod contradictions {}
}

/// The README's code, compiled and run with the other documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
