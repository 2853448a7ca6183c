//! Any format to the tree: the only visitor that reads values. What formats have beyond JSON ends here.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::node::{LEVELS, Member, Node};
use crate::path::{Problem, Result, Step, path_of};

/// The name under which `serde_json` passes a number on when some crate has enabled its `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

const NOT_FINITE: &str = "expected a finite number";

/// Reads a value in any format and gives it its type. The error of the format says path and reason.
pub(crate) fn read<'de, D: Deserializer<'de>, T, F: fmt::Display>(
    deserializer: D,
    typed: impl Fn(&Node<'de>) -> Result<T, F>,
) -> Result<T, D::Error> {
    let mut value = None;
    let mut root = |node: &Node<'de>| typed(node).map(|made| value = Some(made)).map_err(|failure| failure.to_string());
    // The longest documented event has about so many fields.
    let members = Vec::with_capacity(64);
    let mut reader = Reader { members, root: Some(&mut root), ..Reader::default() };
    match reader.deserialize(deserializer) {
        Err(error) => Err(reader.explained(error)),
        Ok(scalar) => value.map_or_else(|| typed(&scalar).map_err(D::Error::custom), Ok),
    }
}

/// Reads a value, and knows where it failed. Arrays and objects are collected on two stacks, so that each takes the memory that
/// it needs and no more.
#[derive(Default)]
struct Reader<'de, 'r> {
    elements: Vec<Node<'de>>,
    members: Vec<Member<'de>>,
    levels: usize,
    /// The steps to where it failed, the innermost first.
    steps: Vec<Step<'static>>,
    /// What is wrong, unless it is the parser that says so.
    reason: Option<String>,
    /// Gives the outermost array or object its type. The format still knows line and column then, so that its error has them.
    root: Option<Root<'de, 'r>>,
}

type Root<'de, 'r> = &'r mut dyn FnMut(&Node<'de>) -> Result<(), String>;

/// Where and why text could not be read. There is no reason if the parser's own error says it.
pub(crate) struct Unreadable {
    pub(crate) error: serde_json::Error,
    /// The innermost first.
    pub(crate) steps: Vec<Step<'static>>,
    pub(crate) reason: Option<String>,
}

impl<'a> Node<'a> {
    /// The value of JSON text.
    pub(crate) fn of_text(text: &'a str) -> Result<Self, Unreadable> {
        // A field of a documented event has about so many bytes.
        let members = Vec::with_capacity((text.len() / 32).max(4));
        let mut reader = Reader { members, ..Reader::default() };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let node = reader.deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node));
        node.map_err(|error| Unreadable { error, steps: reader.steps, reason: reader.reason })
    }
}

impl<'de> Reader<'de, '_> {
    /// The error of the format with the path in it, and without what it shows of the body.
    #[cold]
    fn explained<E: Error>(self, error: E) -> E {
        let shown = error.to_string();
        let Some(reason) = self.reason else {
            // The parser's own. `sonic-rs` shows a snippet of the body after it, but none for a message that has its place.
            return shown.split_once("\n\n\t").map_or(error, |(line, _)| E::custom(line));
        };
        let path = path_of(self.steps.iter().rev());
        let colon = if path.is_empty() { "" } else { ": " };
        // After the reason, a format of text shows line and column. `serde_json` takes them back from there.
        let after = shown.strip_prefix(&reason).and_then(|after| after.lines().next());
        let digit = |c: char| c.is_ascii_digit();
        let is_place = |after: &&str| after.ends_with(digit) && after.replace(digit, "") == " at line  column ";
        E::custom(format_args!("{path}{colon}{reason}{}", after.filter(is_place).unwrap_or_default()))
    }

    #[cold]
    fn fail<T, E: Error>(&mut self, reason: impl fmt::Display) -> Result<T, E> {
        let error = E::custom(&reason);
        self.reason = Some(reason.to_string());
        Err(error)
    }

    #[cold]
    fn failed_at<E>(&mut self, step: Step<'static>, error: E) -> E {
        self.steps.push(step);
        error
    }

    fn open<E: Error>(&mut self) -> Result<(), E> {
        self.levels = self.levels.saturating_add(1);
        // One more may be a number that comes as an object.
        if self.levels > LEVELS + 1 { self.fail(Problem::Depth) } else { Ok(()) }
    }

    fn close<E: Error>(&mut self, node: Node<'de>) -> Result<Node<'de>, E> {
        let is_too_deep = self.levels > LEVELS && matches!(node, Node::Array(_) | Node::Object(_));
        self.levels = self.levels.saturating_sub(1);
        match &mut self.root {
            _ if is_too_deep => self.fail(Problem::Depth),
            Some(root) if self.levels == 0 => root(&node).or_else(|reason| self.fail(reason)).map(|()| node),
            _ => Ok(node),
        }
    }

    /// The number with these digits, as in JSON's text.
    fn number<E: Error>(&mut self, digits: &str) -> Result<Node<'de>, E> {
        match digits.parse::<Number>().map(|number| (number.as_i64(), number.as_u64(), number.as_f64())) {
            Ok((Some(value), ..)) => Ok(Node::Integer(value)),
            Ok((_, Some(value), _)) => Ok(Node::Unsigned(value)),
            Ok((.., Some(value))) => Ok(Node::Decimal(value)),
            _ => self.fail(NOT_FINITE),
        }
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

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(i64::try_from(value).map_or(Node::Unsigned(value), Node::Integer))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Node<'de>, E> {
        self.number(&value.to_string())
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Node<'de>, E> {
        self.number(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node<'de>, E> {
        if value.is_finite() { Ok(Node::Decimal(value)) } else { self.fail(NOT_FINITE) }
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    // serde's own defaults would quote what was found.
    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Node<'de>, E> {
        self.fail("expected any JSON value, found bytes")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node<'de>, A::Error> {
        self.fail("expected any JSON value, found a value with a tag")
    }

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
                    // An array around it has its own elements only.
                    self.elements.truncate(start);
                    return Err(self.failed_at(Step::Index(index), error));
                }
            }
        }
        let elements = self.elements.split_off(start).into_boxed_slice();
        self.close(Node::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        self.open()?;
        let start = self.members.len();
        // Not as an identifier: CBOR limits its length, and RON accepts no string for one.
        while let Some(name) = map.next_key_seed(&mut *self)? {
            let Node::Text(name) = name else {
                return self.fail("expected a string as a field name, found another value");
            };
            match map.next_value_seed(&mut *self) {
                Ok(value) => self.members.push(Member::new(name, value)),
                Err(error) => return Err(self.failed_at(Step::Name(name.into_owned().into()), error)),
            }
        }
        let members = self.members.split_off(start).into_boxed_slice();
        let node = match &*members {
            [Member { name, value: Node::Text(digits), .. }] if name == NUMBER && digits.parse::<Number>().is_ok() => {
                self.number(digits)?
            }
            _ => Node::Object(members),
        };
        self.close(node)
    }
}
