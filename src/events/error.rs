//! The error of reading: what went wrong and where, and what could be read all the same.

use std::fmt;
use std::str::Utf8Error;

use chrono::{DateTime, Utc};

use super::event_type::labels;
use super::outline::{locate, place, salvage};
use super::{EventType, RawEvent};
use crate::json::{Node, Unreadable};
use crate::path::{Failure, Problem, path_of};
use crate::wire::EVENT_TYPE;

/// Why a delivery could not be read.
///
/// `Display` is one line for a log: event type, path, reason, line and column. Of the payload's values, `Display` shows only
/// the event type, and `Debug` the timestamp as well, so that no secret gets into a log. The values are in [`raw`](ParseError::raw).
///
/// ```
/// use cloud66_webhooks::{EventType, WebhookEvent};
///
/// let body = br#"{"timestamp":1757011079,"event_type":"managed_backup.fail",
///     "stack":{"uid":"stack-1","name":"shop"},"backup":{"id":"seven"}}"#;
/// let error = WebhookEvent::from_slice(body).unwrap_err();
///
/// assert_eq!(
///     error.to_string(),
///     "managed_backup.fail: backup.id: expected an integer, found a string \
///      at line 2 column 66",
/// );
/// assert!(error.is_data());
/// assert_eq!(error.path(), Some("backup.id"));
/// assert_eq!(error.event_type(), Some(&EventType::ManagedBackupFail));
/// assert_eq!(error.raw().fields().get("backup").unwrap()["id"], "seven");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParseError(Box<Details>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Details {
    kind: ParseErrorKind,
    event_type: Option<EventType>,
    timestamp: Option<DateTime<Utc>>,
    path: String,
    reason: String,
    /// Line and column, if the delivery was read from JSON text.
    place: Option<(usize, usize)>,
    raw: RawEvent,
}

labels! {
    /// The kind of a [`ParseError`].
    ///
    /// ```
    /// use cloud66_webhooks::{ParseErrorKind, WebhookEvent};
    ///
    /// let kind = |body: &str| WebhookEvent::from_str(body).unwrap_err().kind();
    /// assert_eq!(kind("404 page not found"), ParseErrorKind::Syntax);
    /// assert_eq!(kind(r#"{"event_type": "#), ParseErrorKind::Eof);
    /// assert_eq!(kind(r#"{"ping": true}"#), ParseErrorKind::MissingEventType);
    /// assert_eq!(kind(r#"{"event_type": "job.fail"}"#).as_str(), "data");
    /// ```
    #[derive(PartialOrd, Ord)]
    pub enum ParseErrorKind("kind of error") {
        /// The text is not JSON, is not UTF-8, or exceeds a [limit](crate::guide::limits) on depth or numbers.
        Syntax = "syntax";
        /// The body ends before its JSON does. An empty body counts as well.
        Eof = "eof";
        /// The body is JSON, but not an object.
        NotAnObject = "not_an_object";
        /// The body is an object in which `event_type` is missing or null.
        MissingEventType = "missing_event_type";
        /// A required field is missing or has an unexpected type, there is a duplicate field, or an object would be nested too deeply: a
        /// value in memory, or one whose fields are among those of the event.
        Data = "data";
    }
}

impl ParseError {
    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> ParseErrorKind {
        self.0.kind
    }

    /// Whether the text is not JSON, is not UTF-8, or exceeds a [limit](crate::guide::limits) on depth or numbers.
    #[must_use]
    pub fn is_syntax(&self) -> bool {
        self.kind() == ParseErrorKind::Syntax
    }

    /// Whether the body ends before its JSON does. An empty body counts as well.
    #[must_use]
    pub fn is_eof(&self) -> bool {
        self.kind() == ParseErrorKind::Eof
    }

    /// Whether the body is JSON, but not an object.
    #[must_use]
    pub fn is_not_an_object(&self) -> bool {
        self.kind() == ParseErrorKind::NotAnObject
    }

    /// Whether the body is an object in which `event_type` is missing or null.
    #[must_use]
    pub fn is_missing_event_type(&self) -> bool {
        self.kind() == ParseErrorKind::MissingEventType
    }

    /// Whether a required field is missing or has an unexpected type, there is a duplicate field, or an object would be nested too
    /// deeply: a value in memory, or one whose fields are among those of the event.
    #[must_use]
    pub fn is_data(&self) -> bool {
        self.kind() == ParseErrorKind::Data
    }

    /// The path to the field where reading stopped, such as `backup.id`. `None` if the error concerns the whole body.
    ///
    /// Names that are not plain are JSON strings in brackets, as in `stack["a b"]`. A very long path or name is cut off.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        Some(self.0.path.as_str()).filter(|path| !path.is_empty())
    }

    /// The line where reading stopped, counted from 1. `None` if the delivery was not read from JSON text, or if the body is
    /// JSON, but not an object.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.place.map(|(line, _)| line)
    }

    /// The column in that line, in bytes, counted from 1; 0 is before the first byte. `None` whenever [`line`](ParseError::line)
    /// is `None`.
    ///
    /// It is the end of the unexpected value. For a missing field it is the end of the object that lacks it, and for a
    /// duplicate field the end of the second name.
    #[must_use]
    pub fn column(&self) -> Option<usize> {
        self.0.place.map(|(_, column)| column)
    }

    /// The reason in a few words, such as `expected an integer, found a string`. It contains no value of the payload.
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

    /// The fields that could be read: all of them if the body is a JSON object, or those before the syntax error. A value beyond a
    /// [limit](crate::guide::limits) is left out, and of fields with the same name, only the first that can be read is kept. Of what
    /// follows invalid UTF-8, only [`event_type`](ParseError::event_type) is read.
    ///
    /// Cloud 66 does not retry, so store this or act on it. To lose nothing at all, store the body.
    ///
    /// ```
    /// use cloud66_webhooks::WebhookEvent;
    ///
    /// let cut_off = r#"{"event_type": "job.fail", "uid": "job-1", "name": "#;
    /// let error = WebhookEvent::from_str(cut_off).unwrap_err();
    /// assert_eq!(error.raw().fields().get("uid").unwrap(), "job-1");
    /// assert_eq!(error.raw().fields().get("name"), None);
    /// ```
    #[must_use]
    pub fn raw(&self) -> &RawEvent {
        &self.0.raw
    }

    /// Converts the error into [`raw`](ParseError::raw).
    #[must_use]
    pub fn into_raw(self) -> RawEvent {
        self.0.raw
    }

    /// From a value that was not read from text.
    pub(super) fn of_value(failure: &Failure, raw: RawEvent) -> Self {
        let path = path_of(failure.steps());
        let is_missing = path == EVENT_TYPE && failure.problem() == Problem::Missing;
        let kind = if is_missing { ParseErrorKind::MissingEventType } else { ParseErrorKind::Data };
        Self::new(kind, path, failure.problem().to_string(), None, raw)
    }

    /// From text that was read, and could not be typed.
    pub(super) fn of_node(failure: &Failure, node: Node<'_>, text: &str) -> Self {
        if !matches!(node, Node::Object(_)) {
            return Self::not_an_object();
        }
        let mut error = Self::of_value(failure, RawEvent::of(node));
        error.0.place = locate(text, failure);
        error
    }

    /// From text that could not be read.
    pub(super) fn of_text(text: &str, unreadable: Unreadable) -> Self {
        let Unreadable { error, steps, reason } = unreadable;
        let kind = if error.is_eof() { ParseErrorKind::Eof } else { ParseErrorKind::Syntax };
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = reason.unwrap_or_else(|| message.strip_suffix(&place).unwrap_or(&message).to_owned());
        Self::new(kind, path_of(steps.iter().rev()), reason, Some((error.line(), error.column())), raw_of(text))
    }

    pub(super) fn not_utf8(body: &[u8], error: Utf8Error) -> Self {
        let text = body.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let (line, column) = place(text);
        let (kind, reason) = match error.error_len() {
            None => (ParseErrorKind::Eof, "the body ends inside a character"),
            Some(_) => (ParseErrorKind::Syntax, "invalid UTF-8"),
        };
        let place = Some((line, column.saturating_add(1)));
        let mut failed = Self::new(kind, String::new(), reason.to_owned(), place, raw_of(text));
        failed.0.event_type = failed.0.event_type.or_else(|| EventType::peek(body));
        failed
    }

    pub(super) fn not_an_object() -> Self {
        let reason = "the body is JSON, but not an object".to_owned();
        Self::new(ParseErrorKind::NotAnObject, String::new(), reason, None, RawEvent::default())
    }

    fn new(kind: ParseErrorKind, path: String, reason: String, place: Option<(usize, usize)>, raw: RawEvent) -> Self {
        let (event_type, timestamp) = (raw.event_type().cloned(), raw.timestamp());
        Self(Box::new(Details { kind, event_type, timestamp, path, reason, place, raw }))
    }
}

/// What can be read of a text that is no event. JSON may not begin with a byte-order mark, but what follows it is worth keeping.
fn raw_of(text: &str) -> RawEvent {
    salvage(text.trim_start_matches('\u{feff}'), 0).map(RawEvent::of).unwrap_or_default()
}

impl fmt::Display for Details {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(event_type) = &self.event_type {
            write!(formatter, "{event_type}: ")?;
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
