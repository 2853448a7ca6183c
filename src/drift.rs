//! What this version does not know about a delivery, so that a service can log it before it matters.

use std::fmt;
use std::mem::discriminant;

use crate::path::{Failure, Problem, Step};
use crate::text::clean_part;

/// Something in a delivery that this version of the crate does not know.
///
/// `Display` is one line of bounded length for a log, such as `` unknown field `backup.checksum` ``. The only values of the payload
/// in it are unrecognized codes and event types.
///
/// ```
/// use cloud66_webhooks::{Drift, WebhookEvent};
///
/// let event: WebhookEvent = r#"{
///     "timestamp": 1640995200, "event_type": "free.disk.space.alert",
///     "server": ["web-1"], "mount": "/var"
/// }"#.parse()?;
/// let drift = event.drift();
/// assert_eq!(
///     drift[0].to_string(),
///     "unexpected type in `server`: expected a string, found an array",
/// );
/// assert_eq!(drift[1].to_string(), "unknown field `mount`");
/// // A service can reject such a delivery:
/// assert!(drift.iter().any(Drift::is_unexpected_type));
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Drift {
    /// An event type that this version does not know.
    EventType {
        /// The event type, as delivered, with control characters escaped and a long one cut off. The whole of it is in
        /// [`WebhookEvent::event_type`](crate::WebhookEvent::event_type).
        event_type: String,
    },
    /// A field that is not documented.
    UnknownField {
        /// The path to the field as the Rust type has it, for example `backup.checksum`.
        path: String,
    },
    /// An optional field whose value has an unexpected type. The typed field is `None` or empty, and the value is kept in the
    /// `unknown` fields of its object.
    UnexpectedType {
        /// The path to the value, for example `stack.namespaces[1]`.
        path: String,
        /// What was expected, for example `a string`.
        expected: &'static str,
        /// What was found, for example `a number`.
        found: &'static str,
    },
    /// A code that is not in its table: an integer, or a string such as a `db_type`. The typed field keeps it.
    UnrecognizedCode {
        /// The path to the field, for example `backup.verify_status`.
        path: String,
        /// The code, as delivered, with control characters escaped and a long string cut off.
        code: String,
    },
    /// The last entry, if [`WebhookEvent::drift`](crate::WebhookEvent::drift) found more than the 100 entries that it lists. These
    /// have at least one of each kind that it found.
    More {
        /// How many entries are not listed.
        count: usize,
    },
}

impl Drift {
    /// Whether this is an event type that this version does not know.
    #[must_use]
    pub fn is_event_type(&self) -> bool {
        matches!(self, Self::EventType { .. })
    }

    /// Whether this is a field that is not documented.
    #[must_use]
    pub fn is_unknown_field(&self) -> bool {
        matches!(self, Self::UnknownField { .. })
    }

    /// Whether this is a value of an unexpected type.
    #[must_use]
    pub fn is_unexpected_type(&self) -> bool {
        matches!(self, Self::UnexpectedType { .. })
    }

    /// Whether this is a code that is not in its table.
    #[must_use]
    pub fn is_unrecognized_code(&self) -> bool {
        matches!(self, Self::UnrecognizedCode { .. })
    }

    /// The path to the field. `None` for an event type and for [`More`](Drift::More).
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::UnknownField { path } | Self::UnexpectedType { path, .. } | Self::UnrecognizedCode { path, .. } => {
                Some(path)
            }
            Self::EventType { .. } | Self::More { .. } => None,
        }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EventType { event_type } => write!(formatter, "unrecognized event type `{}`", clean_part(event_type)),
            Self::UnknownField { path } => write!(formatter, "unknown field `{path}`"),
            Self::UnexpectedType { path, expected, found } => {
                write!(formatter, "unexpected type in `{path}`: expected {expected}, found {found}")
            }
            Self::UnrecognizedCode { path, code } => {
                write!(formatter, "unrecognized code `{}` in `{path}`", clean_part(code))
            }
            Self::More { count } => write!(formatter, "and {count} more"),
        }
    }
}

/// Walks through an event with the path at hand.
#[derive(Default)]
pub(crate) struct DriftCollector {
    path: String,
    found: Vec<Drift>,
    /// How many were found beyond those in `found`.
    more: usize,
}

/// At most so many are listed. Nobody reads more, and the list for a hostile body must not be larger than the body.
const MOST: usize = 100;

impl DriftCollector {
    pub(crate) fn inside(&mut self, step: &Step<'_>, visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        step.push_to(&mut self.path);
        visit(self);
        self.path.truncate(length);
    }

    fn add(&mut self, drift: Drift) {
        if self.found.len() < MOST {
            self.found.push(drift);
            return;
        }
        self.more = self.more.saturating_add(1);
        // The first of a kind is listed all the same, in the place of one whose kind has another entry: a service may look for it.
        if !self.found.iter().any(|entry| discriminant(entry) == discriminant(&drift)) {
            let mut kinds = Vec::new();
            let spare = self.found.iter_mut().rev().find(|entry| {
                let kind = discriminant(&**entry);
                let is_spare = kinds.contains(&kind);
                kinds.push(kind);
                is_spare
            });
            if let Some(spare) = spare {
                *spare = drift;
            }
        }
    }

    /// A field that is kept: a value that could not be typed, or one that is not documented.
    pub(crate) fn kept(&mut self, failure: Option<&Failure>) {
        let mut path = self.path.clone();
        self.add(match failure.map(|failure| (failure.problem(), failure)) {
            Some((Problem::Expected { expected, found }, failure)) => {
                failure.steps().for_each(|step| step.push_to(&mut path));
                Drift::UnexpectedType { path, expected, found }
            }
            _ => Drift::UnknownField { path },
        });
    }

    pub(crate) fn unrecognized(&mut self, code: &dyn fmt::Display) {
        self.add(Drift::UnrecognizedCode { path: self.path.clone(), code: clean_part(&code.to_string()).to_string() });
    }

    pub(crate) fn event_type(&mut self, event_type: &str) {
        self.add(Drift::EventType { event_type: clean_part(event_type).to_string() });
    }

    pub(crate) fn finish(mut self) -> Vec<Drift> {
        if self.more > 0 {
            self.found.push(Drift::More { count: self.more });
        }
        self.found
    }
}
