//! Where and why reading failed: the path to the field and the problem, neither with a value out of the payload.

use std::fmt;

use serde::de;

use crate::text::clean;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Name(String),
    Index(usize),
}

/// Why a field could not be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// Required, and not there.
    Missing,
    /// The same key twice in one object.
    Duplicate,
    Expected {
        expected: &'static str,
        found: &'static str,
    },
    /// A whole number that 64 bits do not hold.
    IntegerRange,
    /// A number that JSON has not, such as infinity. It comes from other formats.
    NotFinite,
    /// Text or number that is no instant; says why.
    Instant(&'static str),
    /// Text in the place of a code that is not one of the vendor's words for it.
    Word,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => formatter.write_str("required, but missing"),
            Self::Duplicate => formatter.write_str("this key stands twice"),
            Self::Expected { expected, found } => write!(formatter, "expected {expected}, found {found}"),
            Self::IntegerRange => formatter.write_str("this integer does not fit into 64 bits"),
            Self::NotFinite => formatter.write_str("this number is not finite"),
            Self::Instant(why) => write!(formatter, "not a date and time: {why}"),
            Self::Word => formatter.write_str("expected a status code, found a text that is no word for one"),
        }
    }
}

/// What reading leaves behind when it fails. Nothing is written to it before that.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// The innermost step first: each level adds its own while the error passes through it.
    segments: Vec<Segment>,
    problem: Option<Problem>,
}

impl Trace {
    /// Notes the problem and makes the error that stops the deserializer.
    #[cold]
    pub(crate) fn fail<E: de::Error>(&mut self, problem: Problem) -> E {
        self.problem = Some(problem);
        E::custom(problem)
    }

    /// Notes that a required field is not there. No deserializer is at work then.
    #[cold]
    pub(crate) fn missing(&mut self, name: &str) {
        self.inside(Segment::Name(name.to_owned()));
        self.problem = Some(Problem::Missing);
    }

    /// Stops the deserializer for a problem that is already noted.
    #[cold]
    pub(crate) fn stop<E: de::Error>(&self) -> E {
        E::custom(self.problem.unwrap_or(Problem::Missing))
    }

    /// Notes the problem of a field of the object that is being read.
    #[cold]
    pub(crate) fn fail_at<E: de::Error>(&mut self, name: &str, problem: Problem) -> E {
        self.inside(Segment::Name(name.to_owned()));
        self.fail(problem)
    }

    /// Adds the step that led to what failed.
    #[cold]
    pub(crate) fn inside(&mut self, segment: Segment) {
        self.segments.push(segment);
    }

    /// Whether the value that was being read is a text, and should not be.
    pub(crate) fn found_text_here(&self) -> bool {
        self.segments.is_empty() && matches!(self.problem, Some(Problem::Expected { found: "a text", .. }))
    }

    /// The path from the top, step by step.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().rev()
    }

    pub(crate) fn problem(&self) -> Option<Problem> {
        self.problem
    }

    /// The path from the top, `service.containers[0].id`.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for segment in self.segments() {
            match segment {
                Segment::Name(name) => push_name(&mut path, name),
                Segment::Index(index) => push_index(&mut path, *index),
            }
        }
        path
    }

    /// The error for those who deserialize without this crate's own error: with path and problem in its message.
    #[cold]
    pub(crate) fn explain<E: de::Error>(&self, error: E) -> E {
        self.explain_as(&"", error)
    }

    /// [`explain`](Trace::explain), with what is known of the whole in front.
    #[cold]
    pub(crate) fn explain_as<E: de::Error>(&self, prefix: &dyn fmt::Display, error: E) -> E {
        let Some(problem) = self.problem else { return error };
        // `serde_json` shows line and column behind the message, and takes them back from there.
        let shown = error.to_string();
        let place = shown.strip_prefix(&problem.to_string()).unwrap_or_default();
        E::custom(format_args!("{prefix}{self}{place}"))
    }
}

/// Path and problem, `backup.id: expected an integer, found a text`, or nothing if there is no problem.
impl fmt::Display for Trace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(problem) = self.problem else { return Ok(()) };
        if !self.segments.is_empty() {
            write!(formatter, "{}: ", self.path())?;
        }
        problem.fmt(formatter)
    }
}

/// Appends the step into an object. A name that is not plain (`[A-Za-z0-9_-]+`) is quoted, so that a path is always one clean
/// line.
pub(crate) fn push_name(path: &mut String, name: &str) {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
        path.push_str("[\"");
        path.push_str(&clean(name).to_string());
        path.push_str("\"]");
    } else {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }
}

/// Appends the step into a list.
pub(crate) fn push_index(path: &mut String, index: usize) {
    path.push('[');
    path.push_str(&index.to_string());
    path.push(']');
}
