//! The borrowed tree of JSON, between the formats and the types.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt::{self, Write as _};

use serde::ser::{Serialize, Serializer};
use serde_json::{Number, Value};

use crate::path::{Failure, Problem, Result};

/// A JSON value that borrows its strings from the text where it can.
pub(crate) enum Node<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// An integer beyond an `i64`.
    Unsigned(u64),
    /// A finite number with a fraction or an exponent, or beyond 64 bits.
    Decimal(f64),
    Text(Cow<'a, str>),
    Array(Box<[Node<'a>]>),
    /// In the order of the delivery, with duplicates.
    Object(Box<[Member<'a>]>),
}

/// A name and its value.
pub(crate) struct Member<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) value: Node<'a>,
    /// Whether a type took it.
    pub(crate) is_taken: Cell<bool>,
}

impl<'a> Member<'a> {
    pub(crate) fn new(name: Cow<'a, str>, value: Node<'a>) -> Self {
        Self { name, value, is_taken: Cell::new(false) }
    }

    /// What is read of the value, or where in the object it failed.
    pub(crate) fn typed<T>(&self, read: impl FnOnce(&Node<'a>) -> Result<T>) -> Result<T> {
        read(&self.value).map_err(|failure| failure.inside(&self.name))
    }
}

/// How many arrays and objects may be nested in each other, the event itself included. `serde_json` reads no more.
pub(crate) const LEVELS: usize = 127;

const TOO_LARGE: Problem = Problem::Expected { expected: "a 64-bit integer", found: "a larger number" };

impl<'a> Node<'a> {
    /// What kind of value it is, in the words of JSON.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Integer(_) | Self::Unsigned(_) | Self::Decimal(_) => "a number",
            Self::Text(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// What is wrong if something else is expected.
    #[cold]
    #[inline(never)]
    pub(crate) fn unexpected(&self, expected: &'static str) -> Failure {
        Failure::new(Problem::Expected { expected, found: self.kind() })
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value as a string.
    pub(crate) fn text(&self) -> Result<&str> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.unexpected("a string")),
        }
    }

    /// The value as an integer: `3`, or a decimal that is exactly one, `3.0`. JSON Schema makes no difference between the two.
    pub(crate) fn integer(&self, expected: &'static str) -> Result<i64> {
        // From 2^52 on, every `f64` is whole: a fraction may have been rounded away.
        const EXACT: f64 = 4_503_599_627_370_495.0;
        match self {
            Self::Integer(value) => Ok(*value),
            Self::Decimal(value) if value.fract() != 0.0 => {
                Err(Failure::new(Problem::Expected { expected, found: "a number with a fraction" }))
            }
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^52")]
            Self::Decimal(value) if value.abs() <= EXACT => Ok(*value as i64),
            Self::Unsigned(_) | Self::Decimal(_) => Err(Failure::new(TOO_LARGE)),
            other => Err(other.unexpected(expected)),
        }
    }

    /// The members of the value as an object.
    pub(crate) fn members(&self) -> Result<&[Member<'a>]> {
        match self {
            Self::Object(members) => Ok(members),
            other => Err(other.unexpected("an object")),
        }
    }

    /// Fails if two members of one object have the same name, at any depth: keeping one would lose the other.
    pub(crate) fn check_names(&self) -> Result<()> {
        match self {
            Self::Object(members) => {
                if let Some(name) = duplicate(members) {
                    return Err(Failure::at(name, Problem::Duplicate));
                }
                members.iter().try_for_each(|member| member.typed(Node::check_names))
            }
            Self::Array(elements) => elements.iter().enumerate().try_for_each(|(index, element)| {
                element.check_names().map_err(|failure| failure.inside_element(index))
            }),
            _ => Ok(()),
        }
    }

    /// The value as one of `serde_json`. Not by its own visitor, to which some names have a meaning.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Unsigned(value) => (*value).into(),
            Self::Decimal(value) => (*value).into(),
            Self::Text(text) => (&**text).into(),
            Self::Array(elements) => elements.iter().map(Self::to_value).collect(),
            Self::Object(members) => members.iter().map(|member| (&*member.name, member.value.to_value())).collect(),
        }
    }

    /// How many arrays and objects are nested in each other.
    pub(crate) fn levels(&self) -> usize {
        let inner = match self {
            Self::Array(elements) => elements.iter().map(Self::levels).max(),
            Self::Object(members) => members.iter().map(|member| member.value.levels()).max(),
            _ => return 0,
        };
        inner.unwrap_or(0).saturating_add(1)
    }

    /// Appends the value as compact JSON.
    pub(crate) fn push_to(&self, json: &mut String) {
        // Writing to a string does not fail.
        let _ = match self {
            Self::Null => json.write_str("null"),
            Self::Boolean(value) => write!(json, "{value}"),
            Self::Integer(value) => write!(json, "{value}"),
            Self::Unsigned(value) => write!(json, "{value}"),
            Self::Decimal(value) => write!(json, "{}", Number::from_f64(*value).unwrap_or_else(|| 0.into())),
            Self::Text(text) => push_string(json, text),
            Self::Array(elements) => {
                json.push('[');
                for (element, index) in elements.iter().zip(0..) {
                    json.push_str(if index == 0 { "" } else { "," });
                    element.push_to(json);
                }
                json.write_str("]")
            }
            Self::Object(members) => {
                json.push('{');
                for (Member { name, value, .. }, index) in members.iter().zip(0..) {
                    json.push_str(if index == 0 { "" } else { "," });
                    let _ = push_string(json, name);
                    json.push(':');
                    value.push_to(json);
                }
                json.write_str("}")
            }
        };
    }

    /// Keeps the first of the members with the same name, at any depth.
    pub(crate) fn drop_duplicates(&mut self) {
        match self {
            Self::Object(members) => {
                if duplicate(members).is_some() {
                    let mut names = HashSet::new();
                    let mut rest = std::mem::take(members).into_vec();
                    rest.retain(|member| names.insert(member.name.clone()));
                    *members = rest.into_boxed_slice();
                }
                members.iter_mut().for_each(|member| member.value.drop_duplicates());
            }
            Self::Array(elements) => elements.iter_mut().for_each(Self::drop_duplicates),
            _ => {}
        }
    }
}

/// A name that two members have.
pub(crate) fn duplicate<'n>(members: &'n [Member<'_>]) -> Option<&'n str> {
    let mut names: Vec<&str> = members.iter().map(|member| &*member.name).collect();
    // By length first, which is quickly compared.
    names.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    let same = names.iter().zip(names.iter().skip(1)).find(|(a, b)| a == b);
    same.map(|(name, _)| *name)
}

/// Appends a string as JSON.
fn push_string(json: &mut String, text: &str) -> fmt::Result {
    // Without a branch, so that many bytes are looked at at once.
    let is_escaped = text.bytes().fold(false, |is, byte| is | (byte < 0x20 || matches!(byte, b'"' | b'\\')));
    if is_escaped {
        // Writing a string does not fail.
        json.write_str(&serde_json::to_string(text).unwrap_or_default())
    } else {
        json.push('"');
        json.push_str(text);
        json.write_char('"')
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Decimal(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Object(members) => serializer.collect_map(members.iter().map(|member| (&member.name, &member.value))),
        }
    }
}
