//! Typed payloads for the webhooks of [Cloud 66](https://www.cloud66.com): read the body of a delivery, act on it, and write
//! it back without losing anything.
//!
//! ```
//! use std::fs::File;
//! use std::io::{self, Write};
//!
//! use cloud66_webhooks::WebhookEvent;
//!
//! /// Handles the body of a POST from Cloud 66.
//! fn receive(body: &[u8]) -> io::Result<()> {
//!     let event = match WebhookEvent::from_slice(body) {
//!         Ok(event) => event,
//!         Err(error) => {
//!             eprintln!("{error}"); // event type, path, reason, line and column
//!             return keep(body); // it is not sent again
//!         }
//!     };
//!     if let WebhookEvent::ManagedBackupFail(failed) = &event {
//!         let database = &failed.backup.database_name;
//!         page(database, event.reason().unwrap_or("no reason given"));
//!     }
//!     println!("{event}"); // what happened, to what, why, and when
//!     Ok(())
//! }
//!
//! fn keep(body: &[u8]) -> io::Result<()> {
//!     let mut file = File::options().create(true).append(true).open("rejected.json")?;
//!     file.write_all(&[body, b"\n"].concat())
//! }
//!
//! fn page(database: &str, reason: &str) {
//!     println!("backup of {database} failed: {reason}"); // wakes somebody
//! }
//! # use cloud66_webhooks::Sample;
//! # for sample in Sample::all() { receive(sample.json.as_bytes())?; }
//! # Ok::<(), io::Error>(())
//! ```
//!
//! Every documented event has a type. This is a library without network access, threads or global state: it reads and writes
//! payloads, and leaves receiving and storing them to you.
//!
//! # Overview
//!
//! **Reading.** [`WebhookEvent::from_slice`] reads a body. `str::parse`, `TryFrom` and serde's `Deserialize` read the same: from
//! text, from a [`serde_json::Value`], as a field of your own type, flattened into it, and from other self-describing formats.
//!
//! **Matching.** Each event type is a variant, such as [`WebhookEvent::ManagedBackupFail`]. What events have in common needs no
//! `match`: [`stack`](WebhookEvent::stack), [`backup`](WebhookEvent::backup), [`server`](WebhookEvent::server),
//! [`timestamp`](WebhookEvent::timestamp) and others. `Display` is one line for a log.
//!
//! **Alerting.** [`reason`](WebhookEvent::reason) is the vendor's explanation. [`subject`](WebhookEvent::subject) is what the
//! event is about, [`EventType::severity`] says whether that is an alert, and [`EventType::resolves`] which alerts about the same
//! subject it ends. [`examples/route.rs`](https://docs.rs/crate/cloud66-webhooks/latest/source/examples/route.rs) opens and closes
//! alerts with them.
//!
//! **Errors and drift.** A [`ParseError`] says where and why reading failed. A delivery that was read may still have what this
//! version does not know; [`drift`](WebhookEvent::drift) lists it, and is empty for what is documented.
//!
//! ```
//! use cloud66_webhooks::{EventType, WebhookEvent};
//!
//! let body = br#"{"timestamp": 1757011079, "event_type": "managed_backup.fail",
//!   "stack": {"uid": "stack-1", "name": "shop", "environment": "production"},
//!   "backup": {"id": 7, "db_type": "mysql", "database_name": "orders",
//!     "backup_status": 1, "backup_result": "mysqldump: got error 2013",
//!     "backup_size": "12 MB", "checksum": "sha1"}}"#;
//! let event = WebhookEvent::from_slice(body).unwrap();
//!
//! assert_eq!(
//!     event.to_string(),
//!     "Managed backup failed: stack shop (production), database orders (mysql): \
//!      mysqldump: got error 2013, at 2025-09-04 18:37:59 UTC",
//! );
//! // A value of an unexpected type and an unknown field are kept and reported:
//! let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
//! assert_eq!(
//!     drift,
//!     [
//!         "unexpected type in `backup.backup_size`: expected an integer, found a string",
//!         "unknown field `backup.checksum`",
//!     ],
//! );
//!
//! // A required field of an unexpected type is an error:
//! let body = br#"{"timestamp": 1757011079, "event_type": "managed_backup.fail",
//!   "stack": {"uid": "stack-1", "name": "shop"}, "backup": {"id": "seven"}}"#;
//! let error = WebhookEvent::from_slice(body).unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "managed_backup.fail: backup.id: expected an integer, found a string \
//!      at line 2 column 71",
//! );
//! assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
//! ```
//!
//! A service that would rather refuse a delivery than go on without an optional value asks the drift:
//!
//! ```
//! # use cloud66_webhooks::{Drift, WebhookEvent};
//! # fn check(event: &WebhookEvent) -> Result<(), &'static str> {
//! let drift = event.drift();
//! if drift.iter().any(Drift::is_unexpected_type) { return Err("unexpected type"); }
//! # Ok(())
//! # }
//! # let with = |server: &str| {
//! #     let body = format!(r#"{{"timestamp": 1, "event_type": "free.disk.space.alert", "server": {server}}}"#);
//! #     check(&body.parse().unwrap())
//! # };
//! # assert!(with(r#""web-1""#).is_ok());
//! # assert!(with(r#"["web-1"]"#).is_err());
//! ```
//!
//! **Receiving.** Cloud 66 neither signs deliveries nor retries them. Receive them at a secret address over TLS, limit the body to
//! 256 KiB (documented deliveries are below 4 KiB), and store it before you answer.
//!
//! **Testing.** [`Sample`] has the documented payload of every event, as JSON and typed. All types are `#[non_exhaustive]`; a test
//! takes a sample and changes its fields.
//!
//! # Guarantees
//!
//! Each has a test of its name in `tests/it/guarantees.rs`.
//!
//! * **No delivery is lost.** Event types, codes and fields that this version does not know are kept and written back. A delivery
//!   that cannot be read is an error that names the path, line and column, and still has the event type, the timestamp and all
//!   fields that could be read.
//! * **One odd value costs only itself.** A value of an unexpected type fails a delivery only if its field is required. An optional
//!   one is `None` or empty. It is kept among the `unknown` fields of its object, written back, and reported by
//!   [`drift`](WebhookEvent::drift).
//! * **A malformed known event is an error**, and never mistaken for an unrecognized one.
//! * **Types tell the truth.** A field is required only if it is in every form of the event that was ever published, with one
//!   exception: an early page had `managed_backup.fail` without a `backup`, and that form is an error. What a code means comes from
//!   the vendor's tables, and not from the examples, which contradict them.
//! * **Nothing leaks.** `Debug`, `Display` and errors show no [`Secret`], no credential of a [`RepositoryAddress`], and no value
//!   of an unknown or undocumented field. An error shows no value of the payload but the event type. `Display` of an event has
//!   no personal data. Serializing writes everything: that is its purpose.
//! * **Every way in behaves alike**, in any order of fields, and also if some crate in your build enables `serde_json`'s
//!   `arbitrary_precision` or `preserve_order`.
//! * **No input panics**, overflows or hangs. `Display` is always a single line of bounded length, with control characters
//!   escaped.
//! * **The schema says what the code does** (feature `schemars`): the strict schema describes what is written, the open one what
//!   is read.
//!
//! [`guide::limits`] says where they end. [`guide::contradictions`] lists what the vendor's sources leave open, and what is
//! decided here.
//!
//! # Features
//!
//! * `schemars`: `JsonSchema` for every payload type, and the two published schemas in `schema`. Off by default.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod codes;
#[cfg(feature = "schemars")]
mod definition;
mod drift;
mod events;
mod fields;
mod names;
pub mod objects;
mod path;
pub mod payloads;
mod samples;
#[cfg(feature = "schemars")]
pub mod schema;
mod secret;
mod text;
pub mod time;
mod wire;

pub use chrono;
pub use codes::{
    BackupStatus, ContainerHealth, DbType, JobStatus, OrText, RestoreStatus, ServerHealth, SslCertificateStatus,
    StackHealth, StackStatus, StatusCode, VerifyStatus,
};
pub use drift::Drift;
pub use events::{
    EventGroup, EventType, ParseError, ParseErrorKind, ParseLabelError, RawEvent, Severity, WebhookEvent,
};
pub use fields::{Fields, Untyped};
pub use names::{IpAddress, ServerName, ServerUid, StackUid};
pub use objects::{Backup, Stack};
pub use payloads::{Subject, SubjectKind};
pub use samples::Sample;
pub use secret::{RepositoryAddress, Secret};
pub use serde_json;

/// Background in prose. It contains no code.
#[cfg(any(doc, doctest))]
pub mod guide {
    #[doc = include_str!("guide/limits.md")]
    pub mod limits {}

    #[doc = include_str!("guide/contradictions.md")]
    pub mod contradictions {}
}

/// Runs the README's code with the other documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
