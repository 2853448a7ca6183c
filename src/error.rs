//! The one error of reading: what went wrong and where, and what could be read all the same.

use std::fmt;
use std::str::Utf8Error;

use chrono::{DateTime, Utc};
use serde::de::IgnoredAny;
use serde_json::error::Category;

use crate::events::{EventType, RawEvent};
use crate::wire::{EVENT_TYPE, Problem, Trace, locate};

/// Why a delivery could not be typed.
///
/// `Display` is one line for a log: event type, path, reason, place. Neither it nor `Debug` has another value out of the
/// payload, so that no secret gets into a log with it; the values are in [`raw`](ParseError::raw).
///
/// ```
/// use cloud66_webhooks::{EventType, WebhookEvent};
///
/// let body = br#"{"timestamp":1757011079,"event_type":"managed_backup.fail",
///     "stack":{"uid":"stack-1","name":"shop"},"backup":{"id":"seven"}}"#;
/// let error = WebhookEvent::from_slice(body).unwrap_err();
///
/// assert_eq!(error.to_string(), "managed_backup.fail: backup.id: expected an integer, found a text at line 2 column 66");
/// assert!(error.is_bad_field());
/// assert_eq!(error.path(), Some("backup.id"));
/// assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
/// assert_eq!(error.raw().fields.get("backup").unwrap()["id"], "seven");
/// ```
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct ParseError(Box<Details>);

#[derive(Debug, Clone, PartialEq)]
struct Details {
    kind: Kind,
    event_type: Option<EventType>,
    timestamp: Option<DateTime<Utc>>,
    path: String,
    reason: String,
    /// Line and column, if the delivery was text.
    place: Option<(usize, usize)>,
    raw: RawEvent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    NotJson,
    CutOff,
    NotAnObject,
    NoEventType,
    BadField,
}

impl ParseError {
    /// Whether the body is not JSON: something in it is out of place, or not UTF-8, or too deep or too large for
    /// `serde_json`.
    #[must_use]
    pub fn is_not_json(&self) -> bool {
        self.0.kind == Kind::NotJson
    }

    /// Whether the body ends before its JSON does. An empty body does so too.
    #[must_use]
    pub fn is_cut_off(&self) -> bool {
        self.0.kind == Kind::CutOff
    }

    /// Whether the body is JSON, but not an object.
    #[must_use]
    pub fn is_not_an_object(&self) -> bool {
        self.0.kind == Kind::NotAnObject
    }

    /// Whether the body is an object without `event_type`, or with null for it.
    #[must_use]
    pub fn is_without_event_type(&self) -> bool {
        self.0.kind == Kind::NoEventType
    }

    /// Whether a field is missing, stands twice, or is not what it is documented to be.
    #[must_use]
    pub fn is_bad_field(&self) -> bool {
        self.0.kind == Kind::BadField
    }

    /// The path to the field where reading stopped, for example `backup.verify_status` or `service.containers[0].id`.
    /// `None` if it stopped at the body as a whole.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        Some(self.0.path.as_str()).filter(|path| !path.is_empty())
    }

    /// The line where reading stopped, from 1; `None` if the delivery was not read from text, or is no object.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.place.map(|(line, _)| line)
    }

    /// The column in that line, in bytes from 1, 0 being before the first; `None` where [`line`](ParseError::line) is.
    ///
    /// It is the end of the value that is wrong. For a missing field it is the end of its object, and for a key that stands
    /// twice the end of the second one.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.place.map(|(_, column)| column)
    }

    /// Why, in a few words and without a value.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// The event type, if it could be read.
    #[must_use]
    pub fn event_type(&self) -> Option<&EventType> {
        self.0.event_type.as_ref()
    }

    /// When the event was sent, if that could be read.
    #[must_use]
    pub fn timestamp(&self) -> Option<DateTime<Utc>> {
        self.0.timestamp
    }

    /// The fields that could be read: all of an object that is JSON, and of a broken one those that are complete before the
    /// break. Left out are values that `serde_json` cannot hold, nested too deep or too large a number, and the second of two
    /// fields of one name.
    ///
    /// The sender does not retry, so store it, or act on it. To lose nothing whatever, store the body.
    #[must_use]
    pub fn raw(&self) -> &RawEvent {
        &self.0.raw
    }

    /// The same as [`raw`](ParseError::raw), to keep.
    #[must_use]
    pub fn into_raw(self) -> RawEvent {
        self.0.raw
    }

    pub(crate) fn in_text(text: &str, error: &serde_json::Error, trace: &Trace) -> Self {
        let starts_object = text.trim_start_matches([' ', '\n', '\r', '\t']).starts_with('{');
        // For what is no object the complaint is about the syntax, not about a wrong kind of value.
        let syntax = if starts_object {
            None
        } else {
            match serde_json::from_str::<IgnoredAny>(text) {
                Ok(_) => return Self::not_an_object(),
                Err(error) => Some(error),
            }
        };
        let error = syntax.as_ref().unwrap_or(error);
        let readable = text.trim_start_matches(BYTE_ORDER_MARK);
        let mut details = Details::new(RawEvent::salvage(readable), error, trace);
        details.place = match trace.problem() {
            // The deserializer has gone past the value by now, and for a key that stands twice it is where it should be.
            Some(problem) if problem != Problem::Duplicate => locate(text, trace),
            _ => Some((error.line(), error.column())),
        };
        if details.kind == Kind::NotJson && ends_in_a_number(text) {
            details.kind = Kind::CutOff;
        }
        if details.event_type.is_none() {
            details.event_type = EventType::peek(readable.as_bytes());
        }
        Self(Box::new(details))
    }

    pub(crate) fn in_fields(raw: RawEvent, error: &serde_json::Error, trace: &Trace) -> Self {
        Self(Box::new(Details::new(raw, error, trace)))
    }

    pub(crate) fn not_utf8(body: &[u8], error: Utf8Error) -> Self {
        let (valid, _) = body.split_at_checked(error.valid_up_to()).unwrap_or_default();
        let text = std::str::from_utf8(valid).unwrap_or_default();
        let line = text.lines().count().max(1).saturating_add(usize::from(text.ends_with('\n')));
        let column = text.rsplit('\n').next().map_or(0, str::len).saturating_add(1);
        let raw = RawEvent::salvage(text);
        let is_cut_off = error.error_len().is_none();
        Self(Box::new(Details {
            kind: if is_cut_off { Kind::CutOff } else { Kind::NotJson },
            event_type: raw.event_type().or_else(|| EventType::peek(body)),
            timestamp: raw.timestamp(),
            path: String::new(),
            reason: if is_cut_off { "the body ends inside a character" } else { "invalid UTF-8" }.to_owned(),
            place: Some((line, column)),
            raw,
        }))
    }

    pub(crate) fn not_an_object() -> Self {
        Self(Box::new(Details {
            kind: Kind::NotAnObject,
            event_type: None,
            timestamp: None,
            path: String::new(),
            reason: "the body is JSON, but not an object".to_owned(),
            place: None,
            raw: RawEvent::default(),
        }))
    }
}

/// It may not stand before JSON, but what stands behind it is worth keeping.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Whether the text ends within a number, such as `-` or `1.`, which `serde_json` takes for a wrong number: another digit
/// makes it right, and then only the end is missing.
fn ends_in_a_number(text: &str) -> bool {
    text.ends_with(['-', '+', '.', 'e', 'E'])
        && serde_json::from_str::<IgnoredAny>(&format!("{text}0")).is_err_and(|error| error.is_eof())
}

impl Details {
    fn new(raw: RawEvent, error: &serde_json::Error, trace: &Trace) -> Self {
        let path = trace.path();
        let kind = match (trace.problem(), error.classify()) {
            (Some(Problem::Missing), _) if path == EVENT_TYPE => Kind::NoEventType,
            (Some(_), _) | (None, Category::Data) => Kind::BadField,
            (None, Category::Eof) => Kind::CutOff,
            (None, Category::Syntax | Category::Io) => Kind::NotJson,
        };
        let reason = if let Some(problem) = trace.problem() {
            problem.to_string()
        } else {
            let message = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            message.strip_suffix(&place).unwrap_or(&message).to_owned()
        };
        Self { kind, event_type: raw.event_type(), timestamp: raw.timestamp(), path, reason, place: None, raw }
    }
}

impl fmt::Display for Details {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.event_type {
            Some(event_type) => write!(formatter, "{event_type}: ")?,
            None => formatter.write_str("unknown event: ")?,
        }
        if !self.path.is_empty() {
            write!(formatter, "{}: ", self.path)?;
        }
        formatter.write_str(&self.reason)?;
        match self.place {
            Some((line, column)) => write!(formatter, " at line {line} column {column}"),
            None => Ok(()),
        }
    }
}
