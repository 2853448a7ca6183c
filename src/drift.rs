//! What a delivery held that this version does not know, so that a service can say so before it matters.

use std::fmt;

use crate::text::clean;
use crate::wire::{push_index, push_name};

/// One thing in a delivery that this version of the crate does not know.
///
/// `Display` is a line for a log: ``unknown field `backup.checksum` ``. It shows no value but a code or an event type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Drift {
    /// An event type that is not documented, or not yet.
    EventType {
        /// The event type as delivered.
        event_type: String,
    },
    /// A field that its object does not have.
    UnknownField {
        /// Where it stood, for example `backup.checksum`.
        path: String,
    },
    /// A code or word that its table does not have.
    UnrecognizedCode {
        /// Where it stood, for example `backup.verify_status`.
        path: String,
        /// The code as delivered.
        code: String,
    },
}

impl fmt::Display for Drift {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EventType { event_type } => write!(formatter, "unrecognized event type `{}`", clean(event_type)),
            Self::UnknownField { path } => write!(formatter, "unknown field `{path}`"),
            Self::UnrecognizedCode { path, code } => {
                write!(formatter, "unrecognized code `{}` in `{path}`", clean(code))
            }
        }
    }
}

/// Walks through an event with the path at hand.
#[derive(Debug, Default)]
pub(crate) struct DriftCollector {
    path: String,
    found: Vec<Drift>,
}

impl DriftCollector {
    pub(crate) fn inside(&mut self, name: &str, visit: impl FnOnce(&mut Self)) {
        self.step(|path| push_name(path, name), visit);
    }

    pub(crate) fn inside_element(&mut self, index: usize, visit: impl FnOnce(&mut Self)) {
        self.step(|path| push_index(path, index), visit);
    }

    fn step(&mut self, push: impl FnOnce(&mut String), visit: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        push(&mut self.path);
        visit(self);
        self.path.truncate(length);
    }

    pub(crate) fn unknown_field(&mut self, name: &str) {
        self.inside(name, |drift| {
            drift.found.push(Drift::UnknownField { path: drift.path.clone() });
        });
    }

    pub(crate) fn unrecognized(&mut self, code: &dyn fmt::Display) {
        self.found.push(Drift::UnrecognizedCode { path: self.path.clone(), code: code.to_string() });
    }

    pub(crate) fn event_type(&mut self, event_type: &str) {
        self.found.push(Drift::EventType { event_type: event_type.to_owned() });
    }

    pub(crate) fn finish(self) -> Vec<Drift> {
        self.found
    }
}
