//! Any format to the tree: the only visitor that reads values. What formats have beyond JSON ends here.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::node::{LEVELS, Member, Node};
use crate::path::{Failure, Problem, Result, Step, explain};

/// The name under which `serde_json` passes a number on when some crate has enabled its `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

const BYTES: Problem = Problem::Expected { expected: "any JSON value", found: "bytes" };
const TAGGED: Problem = Problem::Expected { expected: "any JSON value", found: "a value with a tag" };
const NAME: Problem = Problem::Expected { expected: "a string as a field name", found: "another value" };

/// Reads a value in any format and gives it its type. The error of the format says path and reason.
pub(crate) fn read<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    typed: impl Fn(&Node<'de>) -> Result<T, String>,
) -> Result<T, D::Error> {
    let mut value = None;
    let mut root = |node: &Node<'de>| typed(node).map(|typed| value = Some(typed));
    // An event has about so many fields.
    let members = Vec::with_capacity(32);
    let mut reader = Reader { members, root: Some(&mut root), ..Reader::default() };
    let read = reader.deserialize(deserializer);
    let message = reader.message();
    match (read, value) {
        (Ok(_), Some(value)) => Ok(value),
        (Ok(scalar), None) => typed(&scalar).map_err(D::Error::custom),
        (Err(error), _) => Err(explain(message, error)),
    }
}

type Root<'de, 'r> = &'r mut dyn FnMut(&Node<'de>) -> Result<(), String>;

/// Reads a value, and knows where it failed. Arrays and objects are collected on two stacks, so that each takes the memory that
/// it needs and no more.
#[derive(Default)]
struct Reader<'de, 'r> {
    elements: Vec<Node<'de>>,
    members: Vec<Member<'de>>,
    levels: usize,
    /// The steps to where it failed, the innermost first.
    steps: Vec<Step>,
    /// What is wrong, unless it is the parser that says so.
    problem: Option<Problem>,
    /// Gives the outermost array or object its type. If that fails, the format has the place.
    root: Option<Root<'de, 'r>>,
    /// What `root` said.
    rejected: Option<String>,
}

/// Where and why text could not be read. There is no problem if the parser's own error says it.
pub(crate) struct Unreadable {
    pub(crate) error: serde_json::Error,
    /// The innermost first.
    pub(crate) steps: Vec<Step>,
    pub(crate) problem: Option<Problem>,
}

impl<'a> Node<'a> {
    /// The value of JSON text.
    pub(crate) fn of_text(text: &'a str) -> Result<Self, Unreadable> {
        // A field of a documented event has about so many bytes.
        let mut reader = Reader::default();
        reader.members.reserve(text.len() / 32);
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let node = reader.deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node));
        node.map_err(|error| Unreadable { error, steps: reader.steps, problem: reader.problem })
    }
}

impl<'de> Reader<'de, '_> {
    /// What was said to the format, and the whole message; nothing if the parser's own error says what is wrong.
    fn message(self) -> Option<(String, String)> {
        let failure = || Some((self.problem?.to_string(), Failure::of(self.steps, self.problem?).to_string()));
        self.rejected.map(|message| (message.clone(), message)).or_else(failure)
    }

    #[cold]
    fn fail<T, E: Error>(&mut self, problem: Problem) -> Result<T, E> {
        self.problem = Some(problem);
        Err(E::custom(problem))
    }

    #[cold]
    fn failed_at<E>(&mut self, step: Step, error: E) -> E {
        self.steps.push(step);
        error
    }

    fn open<E: Error>(&mut self) -> Result<(), E> {
        self.levels = self.levels.saturating_add(1);
        // One more may be a number that comes as an object.
        if self.levels > LEVELS + 1 { self.fail(Problem::Depth) } else { Ok(()) }
    }

    fn close<E: Error>(&mut self, node: Node<'de>) -> Result<Node<'de>, E> {
        let is_too_deep = self.levels > LEVELS;
        self.levels = self.levels.saturating_sub(1);
        if is_too_deep {
            return self.fail(Problem::Depth);
        }
        match &mut self.root {
            Some(root) if self.levels == 0 => match root(&node) {
                Ok(()) => Ok(node),
                Err(message) => {
                    let error = E::custom(&message);
                    self.rejected = Some(message);
                    Err(error)
                }
            },
            _ => Ok(node),
        }
    }

    fn decimal<E: Error>(&mut self, value: f64) -> Result<Node<'de>, E> {
        if value.is_finite() { Ok(Node::Decimal(value)) } else { self.fail(Problem::NotFinite) }
    }

    /// The number whose digits `serde_json` passes on. Without its feature, that is an object like others.
    fn number<E: Error>(&mut self, digits: &str) -> Option<Result<Node<'de>, E>> {
        // Another crate enables the feature, so only a trial can tell: with it, a number keeps its spelling.
        "0.50".parse::<Number>().ok().filter(|number| number.to_string() == "0.50")?;
        let number = digits.parse::<Number>().ok()?;
        Some(match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Ok(Node::Integer(value)),
            (_, Some(value)) => Ok(Node::Unsigned(value)),
            _ => self.decimal(number.as_f64().unwrap_or(f64::INFINITY)),
        })
    }
}

/// An integer, rounded as in JSON's text if it has more than 64 bits.
#[expect(clippy::cast_precision_loss, reason = "rounded as in JSON's text")]
fn wide<'a>(value: i128) -> Node<'a> {
    match (value.try_into(), value.try_into()) {
        (Ok(value), _) => Node::Integer(value),
        (_, Ok(value)) => Node::Unsigned(value),
        _ => Node::Decimal(value as f64),
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reader<'de, '_> {
    type Value = Node<'de>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Reader<'de, '_> {
    type Value = Node<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    #[inline]
    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Boolean(value))
    }

    #[inline]
    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Integer(value))
    }

    #[inline]
    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(i64::try_from(value).map_or(Node::Unsigned(value), Node::Integer))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node<'de>, E> {
        Ok(wide(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "rounded as in JSON's text")]
    fn visit_u128<E: Error>(self, value: u128) -> Result<Node<'de>, E> {
        Ok(i128::try_from(value).map_or(Node::Decimal(value as f64), wide))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node<'de>, E> {
        self.decimal(value)
    }

    #[inline]
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    // serde's own defaults would quote what was found.
    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Node<'de>, E> {
        self.fail(BYTES)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node<'de>, A::Error> {
        self.fail(TAGGED)
    }

    #[inline]
    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Node<'de>, A::Error> {
        self.open()?;
        let start = self.elements.len();
        loop {
            match array.next_element_seed(&mut *self) {
                Ok(Some(element)) => self.elements.push(element),
                Ok(None) => break,
                Err(error) => {
                    let index = self.elements.len().saturating_sub(start);
                    self.elements.truncate(start);
                    return Err(self.failed_at(Step::Index(index), error));
                }
            }
        }
        let elements = self.elements.split_off(start).into_boxed_slice();
        self.close(Node::Array(elements))
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        self.open()?;
        let start = self.members.len();
        // Not as an identifier: CBOR limits its length, and RON accepts no string for one.
        while let Some(name) = map.next_key_seed(&mut *self)? {
            let Node::Text(name) = name else { return self.fail(NAME) };
            match map.next_value_seed(&mut *self) {
                Ok(value) => self.members.push(Member::new(name, value)),
                Err(error) => return Err(self.failed_at(Step::Name(name.into_owned()), error)),
            }
        }
        if let [Member { name, value: Node::Text(digits), .. }] = self.members.get(start..).unwrap_or_default()
            && name == NUMBER
        {
            let digits = digits.clone();
            if let Some(number) = self.number(&digits) {
                self.members.truncate(start);
                self.levels = self.levels.saturating_sub(1);
                return number;
            }
        }
        let members = self.members.split_off(start).into_boxed_slice();
        self.close(Node::Object(members))
    }
}
