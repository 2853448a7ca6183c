//! What in a payload confirms or contradicts the event type.

use std::fmt::Display;

use super::non_blank;

/// A code, a flag or a word of the record that says how it turned out, and the message that belongs to it.
///
/// The vendor's examples of failures have the records of healthy objects, so what a record says may contradict the event. Only codes
/// and words that stand for a code are compared with the event type. What a message says is not judged: it goes with its code.
pub(crate) struct Evidence<'a> {
    /// What it is, such as `backup status`.
    pub(super) what: &'static str,
    /// What it says, such as `Ok`, if it says anything.
    pub(super) says: Option<String>,
    /// Whether that is what the event type says. `None` if it is neither that nor the contrary.
    pub(super) agrees: Option<bool>,
    /// What is said beside it in free text.
    pub(super) message: Option<&'a str>,
}

impl<'a> Evidence<'a> {
    /// A code, and whether it agrees with the event type.
    pub(super) fn new(what: &'static str, says: Option<impl Display>, agrees: Option<bool>) -> Self {
        Self { what, says: says.map(|says| says.to_string()), agrees, message: None }
    }

    /// A word for a success or a failure, in an event whose type names one too.
    pub(super) fn word(what: &'static str, says: Option<&str>, event_type: &str) -> Self {
        Self::new(what, says, agreement(event_type, says.and_then(verdict)))
    }

    /// The same with the message that belongs to the code.
    pub(super) fn with(self, message: Option<&'a str>) -> Self {
        Self { message, ..self }
    }

    /// Whether the record says the contrary of the event type.
    pub(super) fn contradicts(&self) -> bool {
        self.agrees == Some(false)
    }

    /// The message as a reason for what happened. None if its code says that something else happened.
    pub(super) fn reason(&self) -> Option<&'a str> {
        non_blank(self.message).filter(|_| !self.contradicts())
    }
}

/// Whether the name of an event type says that something failed.
pub(super) fn is_failure(event_type: &str) -> bool {
    reported(event_type) == Some(false)
}

/// Whether the name of an event type says that something succeeded or that it failed.
fn reported(event_type: &str) -> Option<bool> {
    match event_type.rsplit('.').next()? {
        "ok" | "succeeded" | "done" | "backon" => Some(true),
        "fail" | "failed" => Some(false),
        _ => None,
    }
}

/// Whether what succeeded or failed according to the record did so according to the event type.
pub(super) fn agreement(event_type: &str, succeeded: Option<bool>) -> Option<bool> {
    Some(reported(event_type)? == succeeded?)
}

/// Whether a word that stands for a code is one of success or one of failure.
pub(super) fn verdict(word: &str) -> Option<bool> {
    let word = word.trim();
    let is_one_of = |words: &[&str]| words.iter().any(|one| word.eq_ignore_ascii_case(one));
    if is_one_of(&["ok", "success", "successful", "deleted", "installed"]) {
        return Some(true);
    }
    is_one_of(&["fail", "failed", "failure"]).then_some(false)
}
