//! Where and why a value could not be typed: the path to it and the problem, neither with a value of the payload.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::text::is_invisible;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    Name(Cow<'a, str>),
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
    /// More nested arrays and objects than can be read.
    Depth,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => formatter.write_str("missing field"),
            Self::Duplicate => formatter.write_str("duplicate field"),
            Self::Expected { expected, found } => write!(formatter, "expected {expected}, found {found}"),
            Self::Depth => formatter.write_str("more than 127 nested arrays and objects"),
        }
    }
}

/// Where and why a value could not be typed. Boxed, because results are returned from field to field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure(Box<Located>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Located {
    /// The innermost step first: each level adds its own while the failure passes through it.
    steps: Vec<Step<'static>>,
    problem: Problem,
}

/// What typing a value results in.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    #[cold]
    pub(crate) fn new(problem: Problem) -> Self {
        Self(Box::new(Located { steps: Vec::new(), problem }))
    }

    /// The problem of a field.
    #[cold]
    pub(crate) fn at(name: &str, problem: Problem) -> Self {
        Self::new(problem).inside(name)
    }

    /// Adds the field that led to it.
    #[cold]
    pub(crate) fn inside(mut self, name: &str) -> Self {
        self.0.steps.push(Step::Name(name.to_owned().into()));
        self
    }

    /// Adds the element that led to it.
    #[cold]
    pub(crate) fn inside_element(mut self, index: usize) -> Self {
        self.0.steps.push(Step::Index(index));
        self
    }

    /// The steps from the top.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &Step<'static>> {
        self.0.steps.iter().rev()
    }

    pub(crate) fn problem(&self) -> Problem {
        self.0.problem
    }
}

/// Path and problem, `backup.id: expected an integer, found a string`.
impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.steps.is_empty() {
            write!(formatter, "{}: ", path_of(self.steps()))?;
        }
        self.problem().fmt(formatter)
    }
}

/// The path with these steps, `service.containers[0].id`.
pub(crate) fn path_of<'s>(steps: impl Iterator<Item = &'s Step<'static>>) -> String {
    let mut path = String::new();
    steps.for_each(|step| step.push_to(&mut path));
    path
}

/// A path is not longer than this, in bytes. Those of the crate's own types are far shorter.
const LONGEST_PATH: usize = 1000;

/// A name is shown to this many characters.
const LONGEST_NAME: usize = 64;

impl Step<'_> {
    /// Appends the step to a path, or `…` to one that is long enough.
    pub(crate) fn push_to(&self, path: &mut String) {
        match self {
            _ if path.ends_with('…') => {}
            _ if path.len() > LONGEST_PATH => path.push('…'),
            Self::Name(name) => push_name(path, name),
            // Writing to a `String` does not fail.
            Self::Index(index) => drop(write!(path, "[{index}]")),
        }
    }
}

/// Appends the step into an object. A name that is not plain (`[A-Za-z0-9_-]+`) is a JSON string in brackets, so that a path
/// is one clean line and can be read back. A long name is cut off, which `…` after the string says.
fn push_name(path: &mut String, name: &str) {
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
