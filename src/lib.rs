//! Typed payloads for [Cloud 66](https://www.cloud66.com) webhooks: read the body of a delivery, act on it, and write it back
//! without losing anything.
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
//!             return keep(body); // Cloud 66 will not send it again
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
//!     println!("backup of {database} failed: {reason}"); // wake somebody up
//! }
//! # use cloud66_webhooks::Sample;
//! # for sample in Sample::all() { receive(sample.json.as_bytes())?; }
//! # Ok::<(), io::Error>(())
//! ```
//!
//! Every documented event has a type. The crate reads and writes payloads, and leaves receiving and storing them to you: it does
//! no I/O, starts no threads and has no global state.
//!
//! # Overview
//!
//! **Reading.** [`WebhookEvent::from_slice`] reads a body. An event can also be parsed from a string, converted from a
//! [`serde_json::Value`], or deserialized with serde: as a field of your own type, flattened into it, or from any self-describing
//! format.
//!
//! **Matching.** Each event type is a variant, such as [`WebhookEvent::ManagedBackupFail`]. What many events have in common is
//! available without a `match`, through [`stack`](WebhookEvent::stack), [`backup`](WebhookEvent::backup),
//! [`server`](WebhookEvent::server), [`timestamp`](WebhookEvent::timestamp) and others. `Display` is one line for a log.
//!
//! **Alerting.** [`reason`](WebhookEvent::reason) is the vendor's explanation, and [`subject`](WebhookEvent::subject) is what the
//! event is about. Where a code in the payload contradicts the event, as in the documented `managed_backup.fail` with the status
//! Ok, `Display` says so and quotes it, and the message next to the code is no reason: `reason` is `None` unless another field has
//! one. [`EventType::severity`] tells whether an event is an alert, and [`EventType::resolves`] which alerts about the same subject
//! it ends. [`examples/route.rs`](https://docs.rs/crate/cloud66-webhooks/latest/source/examples/route.rs) opens and closes
//! alerts this way.
//!
//! **Errors and drift.** A [`ParseError`] says where and why reading failed. A delivery that can be read may still contain
//! something that this version does not know, such as a new field. [`drift`](WebhookEvent::drift) lists it; for a documented
//! delivery, the list is empty.
//!
//! ```
//! use cloud66_webhooks::WebhookEvent;
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
//! let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
//! assert_eq!(drift[0], "unexpected type in `backup.backup_size`: \
//!                       expected an integer, found a string");
//! assert_eq!(drift[1], "unknown field `backup.checksum`");
//! ```
//!
//! A required field of an unexpected type is an error, which names the event type, the path and the place:
//!
//! ```
//! use cloud66_webhooks::{EventType, WebhookEvent};
//!
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
//! A service that would rather reject a delivery than continue without an optional value checks the drift:
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
//! **Receiving.** Cloud 66 neither signs deliveries nor retries them. Receive them at a secret URL over TLS, limit the body to
//! 256 KiB (documented deliveries are smaller than 4 KiB), and store it before you respond.
//!
//! # Testing
//!
//! [`Sample`] has the documented payload of every event, as JSON and typed. Every payload and object has `new`, which takes the
//! required fields. All are `#[non_exhaustive]`, so the other fields are set afterwards.
//!
//! ```
//! use cloud66_webhooks::payloads::BackupEvent;
//! use cloud66_webhooks::{Backup, DbType, Sample, Stack, WebhookEvent, chrono::Utc};
//!
//! let mut documented: BackupEvent = Sample::payload();
//! documented.backup.db_type = DbType::Redis;
//! let event = WebhookEvent::ManagedBackupFail(documented.into());
//! assert_eq!(event.backup().unwrap().db_type, DbType::Redis);
//!
//! let backup = Backup::new(7, DbType::Mysql, "orders");
//! let made = BackupEvent::new(Utc::now(), Stack::new("stack-1", "shop"), backup);
//! let event = WebhookEvent::ManagedBackupFail(made.into());
//! assert!(event.to_string().starts_with("Managed backup failed: stack shop, "));
//!
//! let mut delivery = serde_json::to_value(&event)?;
//! delivery["backup"]["checksum"] = "sha1".into(); // a field that is not known yet
//! let event = WebhookEvent::try_from(delivery)?;
//! assert_eq!(event.drift()[0].to_string(), "unknown field `backup.checksum`");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! For property tests, the feature `proptest` has strategies for arbitrary events, documented or with drift, in `strategies`.
//!
//! # Guarantees
//!
//! Each has a test of the same name in `tests/it/guarantees.rs`.
//!
//! * **No delivery is lost.** Event types, codes and fields that this version does not know are kept and written back. A delivery
//!   that cannot be read is an error that names the path, line and column, and still has the event type, the timestamp and all
//!   fields that could be read.
//! * **One odd value costs only itself.** A value of an unexpected type fails a delivery only if its field is required. An optional
//!   one is then `None` or empty, and the value is kept among the `unknown` fields of its object, written back, and reported by
//!   [`drift`](WebhookEvent::drift).
//! * **A malformed known event is an error**, and never mistaken for an unrecognized one.
//! * **Types tell the truth.** A field is required only if every form of the event that was ever published has it, with one
//!   exception: an early page had `managed_backup.fail` without a `backup`, and that form is an error. The meaning of a code comes
//!   from the vendor's tables, not from the examples, which contradict them.
//! * **Nothing leaks.** `Debug`, `Display` and errors never show a [`Secret`], the credential in a [`RepositoryAddress`], or the
//!   value of an unknown or untyped field. An error shows no value of the payload except the event type and, in `Debug`,
//!   the timestamp. `Display` of an event shows no field with personal data. Serializing writes everything: that is its purpose.
//! * **Every way of reading behaves alike**, with fields in any order, and even if another crate in your build enables
//!   `serde_json`'s `arbitrary_precision` or `preserve_order`.
//! * **No input panics**, overflows or hangs. `Display` is always a single line, with control characters escaped, and of bounded
//!   length, except that of a [`Subject`], which is never cut off because it is a key.
//! * **The schema says what the code does** (feature `schemars`): the strict schema describes what is written, the open one what
//!   is read.
//!
//! [`guide::limits`] describes where these guarantees end. [`guide::contradictions`] lists where the vendor's sources disagree, and
//! what this crate does about it.
//!
//! # Features
//!
//! All are off by default.
//!
//! * `schemars`: `JsonSchema` for every payload type, and the published schemas as functions in `schema`.
//! * `proptest`: `Arbitrary` for `WebhookEvent`, every payload and every object, and arbitrary deliveries, in `strategies`. It enables
//!   `schemars`, because they are made from the schema.
//! * `jiff`: `time::to_jiff` and `time::from_jiff`, for a service that uses jiff. In this version, the timestamps of the payloads are
//!   chrono's.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod codes;
mod drift;
mod events;
#[cfg(feature = "jiff")]
mod jiff;
mod json;
mod names;
pub mod objects;
mod path;
pub mod payloads;
mod samples;
#[cfg(feature = "schemars")]
pub mod schema;
mod secret;
#[cfg(feature = "proptest")]
pub mod strategies;
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
    EventGroup, EventType, ParseError, ParseErrorKind, ParseLabelError, RawEvent, Severity, UnrecognizedEvent,
    WebhookEvent,
};
pub use json::{FieldError, Fields, Untyped};
pub use names::{IpAddress, ServerName, ServerUid, StackUid};
pub use objects::{Backup, Stack};
pub use payloads::{Subject, SubjectKind};
pub use samples::Sample;
pub use secret::{RepositoryAddress, Secret};
pub use serde_json;

/// Background reading. These modules contain no code.
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
