//! Strategies of [`proptest`] for events, payloads and objects (feature `proptest`), so that a service can test that it neither
//! panics nor loses anything, whatever is delivered.
//!
//! [`proptest`]: https://docs.rs/proptest/1
//!
//! [`WebhookEvent`], every payload and every object implement `Arbitrary`: write `any::<BackupEvent>()`, or
//! `any_with::<BackupEvent>(Form::WithDrift)` for values with drift as well. [`delivery`] makes JSON, for code that
//! receives bodies.
//!
//! ```
//! use cloud66_webhooks::WebhookEvent;
//! use cloud66_webhooks::payloads::BackupEvent;
//! use cloud66_webhooks::strategies::{Form, delivery};
//! use proptest::prelude::*;
//!
//! /// The code under test: what is kept of a delivery.
//! fn record(event: &WebhookEvent) -> String {
//!     serde_json::to_string(event).unwrap()
//! }
//!
//! proptest! {
//!     # #![proptest_config(ProptestConfig::with_cases(8))]
//!     # /*
//!     #[test]
//!     # */
//!     fn every_delivery_is_kept(body in delivery(Form::WithDrift)) {
//!         let event = WebhookEvent::from_slice(body.to_string().as_bytes()).unwrap();
//!         prop_assert_eq!(WebhookEvent::from_str(&record(&event)).unwrap(), event);
//!     }
//!
//!     # /*
//!     #[test]
//!     # */
//!     fn a_failed_backup_is_a_single_line(failed in any::<BackupEvent>()) {
//!         let event = WebhookEvent::ManagedBackupFail(failed.into());
//!         prop_assert_eq!(event.to_string().lines().count(), 1);
//!     }
//! }
//! # every_delivery_is_kept();
//! # a_failed_backup_is_a_single_line();
//! ```

pub(crate) mod source;

use proptest::prelude::{Arbitrary, BoxedStrategy, Strategy, prop_oneof};
use serde_json::{Value, json};

pub use source::Form;

use crate::events::{EventType, WebhookEvent};
use crate::schema::is_event;
use crate::wire::EVENT_TYPE;
use source::{Source, seconds, text, typed, unknown};

/// Deliveries of any event type, as JSON objects. Each can be read as a [`WebhookEvent`].
pub fn delivery(form: Form) -> BoxedStrategy<Value> {
    let known = Source::of::<WebhookEvent>(form).whole();
    match form {
        Form::Documented => known,
        Form::WithDrift => {
            let of_tomorrow = text().prop_flat_map(|name| unrecognized(format!("new.{name}")));
            prop_oneof![20 => known, 1 => of_tomorrow].boxed()
        }
    }
}

/// Deliveries of an event type, as JSON objects. Those of a type that this version does not know have any fields.
pub fn delivery_of(event_type: &EventType, form: Form) -> BoxedStrategy<Value> {
    let source = Source::of::<WebhookEvent>(form);
    let mut definitions = source.root.get("$defs").and_then(Value::as_object).into_iter().flatten();
    match definitions.find(|(_, definition)| is_event(definition, event_type.as_str())) {
        Some((_, event)) => source.value(event),
        None => unrecognized(event_type.as_str().to_owned()),
    }
}

/// An event of a type that this version does not know.
fn unrecognized(event_type: String) -> BoxedStrategy<Value> {
    (seconds(), unknown())
        .prop_map(move |(timestamp, unknown)| {
            let own = [(EVENT_TYPE.to_owned(), json!(event_type)), ("timestamp".to_owned(), timestamp)];
            own.into_iter().chain(unknown).collect()
        })
        .boxed()
}

impl Arbitrary for WebhookEvent {
    type Parameters = Form;
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with(form: Form) -> Self::Strategy {
        typed(delivery(form))
    }
}
