//! The documented payloads, for tests of code that uses this crate.

use crate::events::{EventType, WebhookEvent, event_table};
use crate::payloads::EventPayload;

/// A documented payload, as JSON and typed.
///
/// A test starts from a sample and changes it, or makes a payload with `new`:
///
/// ```
/// use cloud66_webhooks::payloads::BackupEvent;
/// use cloud66_webhooks::{BackupStatus, Sample, WebhookEvent};
///
/// let mut failed: BackupEvent = Sample::payload();
/// failed.stack.name = "shop".to_owned();
/// failed.backup.backup_status = Some(BackupStatus::Failed);
/// let event = WebhookEvent::ManagedBackupFail(failed.into());
/// assert!(event.to_string().starts_with("Managed backup failed: stack shop"));
/// ```
///
/// Or it runs through all of them:
///
/// ```
/// use cloud66_webhooks::{Sample, WebhookEvent};
///
/// for sample in Sample::all() {
///     let event = WebhookEvent::from_str(sample.json)?;
///     assert_eq!(event, sample.event());
///     assert!(event.drift().is_empty());
/// }
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sample {
    /// The event type.
    pub event_type: EventType,
    /// The payload as the vendor documents it, pretty-printed.
    pub json: &'static str,
}

/// Makes the list of samples from the table of events. A row expands to a [`Sample`] with its event type and the content of
/// `samples/<event type>.json`.
macro_rules! samples {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $page:literal, $severity:ident resolves [$($resolves:ident),*], $headline:literal;
    )*) => {
        impl Sample {
            /// A payload of this type: the sample of the first event that has one, in the order of [`EventType::all`].
            ///
            /// ```
            /// use cloud66_webhooks::{Sample, payloads::BackupEvent};
            ///
            /// let mut failed: BackupEvent = Sample::payload();
            /// failed.stack.name = "shop".to_owned();
            /// assert_eq!(failed.backup.database_name, "myapp_production");
            /// ```
            #[must_use]
            pub fn payload<P: EventPayload>() -> P {
                let mut samples = Self::all().zip([$( stringify!($payload) ),*]);
                let sample = samples.find(|(_, name)| *name == P::NAME);
                sample.and_then(|(sample, _)| P::from_sample(sample.json)).expect(READABLE)
            }

            /// The samples of all documented events, in the order of [`EventType::all`].
            pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
                [$( Self {
                    event_type: EventType::$variant,
                    json: include_str!(concat!("../samples/", $name, ".json")),
                } ),*].into_iter()
            }
        }
    };
}

event_table!(samples);

const READABLE: &str = "a sample has its documented form";

impl Sample {
    /// The sample of an event type. `None` for a type that this version does not know.
    ///
    /// ```
    /// use cloud66_webhooks::{EventType, Sample};
    ///
    /// let sample = Sample::of(&EventType::BackupVerificationFailed).unwrap();
    /// assert_eq!(sample.event().name(), "backup.verification.failed");
    /// ```
    #[must_use]
    pub fn of(event_type: &EventType) -> Option<Self> {
        Self::all().find(|sample| sample.event_type == *event_type)
    }

    /// The sample as an event.
    #[must_use]
    #[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a test reads every sample")]
    pub fn event(&self) -> WebhookEvent {
        self.json.parse().expect(READABLE)
    }
}
