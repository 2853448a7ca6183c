//! Where and why reading failed: the path to a field and the problem, neither with a value of the payload.

use std::collections::HashMap;
use std::fmt::{self, Write as _};

use serde::de;

use crate::text::is_invisible;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Name(String),
    Index(usize),
}

/// Why a value could not be typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// A required field is absent.
    Missing,
    /// Two fields of one object have the same name.
    Duplicate,
    Expected {
        expected: &'static str,
        found: &'static str,
    },
    /// A number that JSON does not have, such as infinity. It comes from other formats.
    NotFinite,
    /// More nested arrays and objects than [`LEVELS`].
    Depth,
}

/// How many arrays and objects may be nested in each other, the event itself included. `serde_json` reads no more.
pub(crate) const LEVELS: usize = 127;

/// An array, with those in it, or a map of more is kept as a whole: typed, it can take a hundred times the memory of its JSON.
pub(crate) const MOST: usize = 1000;

pub(crate) const TOO_MANY: Problem = Problem::Expected { expected: "at most 1000 elements", found: "more" };

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => formatter.write_str("missing field"),
            Self::Duplicate => formatter.write_str("duplicate field"),
            Self::Expected { expected, found } => write!(formatter, "expected {expected}, found {found}"),
            Self::NotFinite => formatter.write_str("expected a finite number"),
            Self::Depth => write!(formatter, "more than {LEVELS} nested arrays and objects"),
        }
    }
}

/// What is known about the value that is being read, and, once that fails, where and why.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    /// The innermost step first: each level adds its own while the error passes through it.
    segments: Vec<Segment>,
    problem: Option<Problem>,
    /// How many arrays and objects are open.
    levels: usize,
    /// How many elements of arrays were typed so far.
    pub(crate) elements: usize,
    /// The JSON of the last value that could not be typed, on its way to its object.
    pub(crate) kept: String,
    /// The last decimal that was read into a typed field. It may be an integer only because it was rounded.
    pub(crate) decimal: Option<String>,
    /// Decimals of the text that are rounded to an integer although they have a fraction: their digits, by the bits of the
    /// rounded value.
    pub(crate) inexact: Option<HashMap<u64, String>>,
}

impl Trace {
    /// For a value inside this many arrays and objects.
    pub(crate) fn below(levels: usize) -> Self {
        Self { levels, ..Self::default() }
    }

    /// For reading again, with the decimals that were found.
    pub(crate) fn anew(inexact: Option<HashMap<u64, String>>) -> Self {
        Self { inexact, ..Self::default() }
    }

    /// The digits of a decimal that is no integer, although it is rounded to this one.
    pub(crate) fn inexact_digits(&self, value: f64) -> Option<String> {
        self.inexact.as_ref()?.get(&value.to_bits()).cloned()
    }

    /// Notes the problem and makes the error that stops the deserializer.
    #[cold]
    pub(crate) fn fail<E: de::Error>(&mut self, problem: Problem) -> E {
        self.problem = Some(problem);
        E::custom(problem)
    }

    /// Notes the problem of a field of the object that is being read.
    #[cold]
    pub(crate) fn fail_at<E: de::Error>(&mut self, name: &str, problem: Problem) -> E {
        self.inside(name);
        self.fail(problem)
    }

    /// Notes the problem of a field where no deserializer is at work.
    #[cold]
    pub(crate) fn note(&mut self, name: &str, problem: Problem) {
        self.inside(name);
        self.problem = Some(problem);
    }

    /// Notes a problem of the value itself, if none is known yet.
    #[cold]
    pub(crate) fn note_here(&mut self, problem: Problem) {
        self.problem = self.problem.or(Some(problem));
    }

    /// Stops the deserializer for a problem that is already noted.
    #[cold]
    pub(crate) fn stop<E: de::Error>(&self) -> E {
        E::custom(self.problem.unwrap_or(Problem::Missing))
    }

    /// Adds the field that led to what failed.
    #[cold]
    pub(crate) fn inside(&mut self, name: &str) {
        self.segments.push(Segment::Name(name.to_owned()));
    }

    /// Adds the field that led to a problem of this crate. What `serde_json` itself cannot read has the path of the field
    /// around it.
    #[cold]
    pub(crate) fn inside_problem(&mut self, name: &str) {
        if self.problem.is_some() {
            self.inside(name);
        }
    }

    /// The same for an element.
    #[cold]
    pub(crate) fn inside_element_of_problem(&mut self, index: usize) {
        if self.problem.is_some() {
            self.inside_element(index);
        }
    }

    /// Adds the element that led to what failed.
    #[cold]
    pub(crate) fn inside_element(&mut self, index: usize) {
        self.segments.push(Segment::Index(index));
    }

    /// Opens an array or object.
    pub(crate) fn enter<E: de::Error>(&mut self) -> Result<(), E> {
        self.enter_unchecked();
        self.check_levels()
    }

    /// Opens what may be an object, or a number that `serde_json` passes on as one, which is not a level.
    pub(crate) fn enter_unchecked(&mut self) {
        self.levels = self.levels.saturating_add(1);
    }

    /// Fails if too many arrays and objects are open.
    pub(crate) fn check_levels<E: de::Error>(&mut self) -> Result<(), E> {
        if self.levels > LEVELS { Err(self.fail(Problem::Depth)) } else { Ok(()) }
    }

    /// Closes it.
    pub(crate) fn leave(&mut self) {
        self.levels = self.levels.saturating_sub(1);
    }

    /// Closes an array that is not typed after all, so that its elements do not count.
    pub(crate) fn leave_untyped(&mut self, elements_before: usize) {
        self.leave();
        self.elements = elements_before;
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

    /// [`explain`](Trace::explain), with a prefix.
    #[cold]
    pub(crate) fn explain_as<E: de::Error>(&self, prefix: &dyn fmt::Display, error: E) -> E {
        // `serde_json` shows line and column behind the message, and takes them back from there. `sonic-rs` does, too, and shows a
        // snippet of the body behind them, which must not reach a log. It makes none for an error that comes with its place.
        let shown = error.to_string();
        match self.problem {
            Some(problem) => {
                let place = shown.strip_prefix(&problem.to_string()).map(place).unwrap_or_default();
                E::custom(format_args!("{prefix}{self}{place}"))
            }
            // The parser's own.
            None => match shown.split_once('\n') {
                Some((line, _)) if ends_in_place(line) => E::custom(line),
                _ => error,
            },
        }
    }
}

const PLACE: &str = " at line ";

fn ends_in_place(line: &str) -> bool {
    line.rfind(PLACE).and_then(|at| line.get(at..)).is_some_and(|end| place(end) == end)
}

/// The place with which this begins, ` at line 2 column 71`, or nothing.
fn place(text: &str) -> &str {
    let behind = text.strip_prefix(PLACE).and_then(behind_digits).and_then(|rest| rest.strip_prefix(" column "));
    behind.and_then(behind_digits).and_then(|rest| text.strip_suffix(rest)).unwrap_or_default()
}

/// What follows the digits with which this begins.
fn behind_digits(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

/// Path and problem, `backup.id: expected an integer, found a string`, or nothing if there is no problem.
impl fmt::Display for Trace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(problem) = self.problem else { return Ok(()) };
        if !self.segments.is_empty() {
            write!(formatter, "{}: ", self.path())?;
        }
        problem.fmt(formatter)
    }
}

/// A path is not longer than this, in bytes. Those of the crate's own types are far shorter.
const LONGEST_PATH: usize = 1000;

/// A name is shown to this many characters.
const LONGEST_NAME: usize = 64;

/// Appends the step into an object. A name that is not plain (`[A-Za-z0-9_-]+`) is a JSON string in brackets, so that a path
/// is one clean line and can be read back. A long name is cut off, which `…` behind the string says.
pub(crate) fn push_name(path: &mut String, name: &str) {
    if path.len() > LONGEST_PATH {
        return end(path);
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(plain) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
        return;
    }
    path.push_str("[\"");
    for character in name.chars().take(LONGEST_NAME) {
        match character {
            '"' | '\\' => path.extend(['\\', character]),
            _ if is_invisible(character) => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a `String` does not fail.
                    let _ = write!(path, "\\u{unit:04x}");
                }
            }
            _ => path.push(character),
        }
    }
    path.push('"');
    if name.chars().nth(LONGEST_NAME).is_some() {
        path.push('…');
    }
    path.push(']');
}

/// Appends the step into an array.
pub(crate) fn push_index(path: &mut String, index: usize) {
    if path.len() > LONGEST_PATH {
        return end(path);
    }
    let _ = write!(path, "[{index}]");
}

fn end(path: &mut String) {
    if !path.ends_with('…') {
        path.push('…');
    }
}
