//! Any format to one borrowed tree of JSON: the only visitor that reads values. What formats have beyond JSON ends here.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt::{self, Write as _};

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Number, Value};

use crate::path::{Failure, Problem, Result, Step, explain};

/// A JSON value that borrows its strings from the text where it can.
#[derive(Debug)]
pub(crate) enum Node<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// An integer beyond an `i64`.
    Unsigned(u64),
    /// A number with a fraction or an exponent, or beyond 64 bits.
    Decimal(f64),
    Text(Cow<'a, str>),
    Array(Box<[Node<'a>]>),
    /// In the order of the delivery, with duplicates.
    Object(Box<[Member<'a>]>),
}

/// A name and its value.
#[derive(Debug)]
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
}

/// How many arrays and objects may be nested in each other, the event itself included. `serde_json` reads no more.
pub(crate) const LEVELS: usize = 127;

/// The name under which `serde_json` passes a number on when some crate has enabled its `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

const TOO_LARGE: Problem = Problem::Expected { expected: "a 64-bit integer", found: "a larger number" };
const NEGATIVE: Problem = Problem::Expected { expected: "a non-negative integer", found: "a negative integer" };
const BYTES: Problem = Problem::Expected { expected: "any JSON value", found: "bytes" };
const TAGGED: Problem = Problem::Expected { expected: "any JSON value", found: "a value with a tag" };
const NAME: Problem = Problem::Expected { expected: "a string as a field name", found: "another value" };

impl<'a> Node<'a> {
    /// The value of JSON text.
    pub(crate) fn of_text(text: &'a str) -> serde_json::Result<Self> {
        Reader::default().text(text)
    }

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
    pub(crate) fn unexpected(&self, expected: &'static str) -> Box<Failure> {
        Failure::new(Problem::Expected { expected, found: self.kind() })
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The string that it is.
    pub(crate) fn text(&self) -> Result<&str> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.unexpected("a string")),
        }
    }

    /// The integer that it is: `3`, or a decimal that is exactly one, `3.0`. JSON Schema makes no difference between the two.
    pub(crate) fn integer(&self, expected: &'static str) -> Result<i64> {
        // From 2^52 on, an `f64` has no room for a fraction.
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

    /// The integer that it is, if it is not negative.
    pub(crate) fn unsigned(&self) -> Result<u64> {
        match self {
            Self::Unsigned(value) => Ok(*value),
            other => u64::try_from(other.integer("an integer")?).map_err(|_| Failure::new(NEGATIVE)),
        }
    }

    /// The members of the object that it is.
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
                members.iter().try_for_each(|Member { name, value, .. }| {
                    value.check_names().map_err(|failure| failure.inside(name))
                })
            }
            Self::Array(elements) => elements.iter().enumerate().try_for_each(|(index, element)| {
                element.check_names().map_err(|failure| failure.inside_element(index))
            }),
            _ => Ok(()),
        }
    }

    /// The value as one of `serde_json`.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Boolean(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Unsigned(value) => (*value).into(),
            Self::Decimal(value) => (*value).into(),
            Self::Text(text) => (&**text).into(),
            Self::Array(elements) => elements.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                members.iter().map(|member| (String::from(&*member.name), member.value.to_value())).collect()
            }
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
            Self::Decimal(value) => match Number::from_f64(*value) {
                Some(number) => write!(json, "{number}"),
                None => json.write_str("null"),
            },
            Self::Text(text) => {
                push_string(json, text);
                Ok(())
            }
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
                    push_string(json, name);
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
fn push_string(json: &mut String, text: &str) {
    // Without a way out of the loop, many bytes are compared at once.
    let is_escaped = |byte| byte < 0x20 || byte == b'"' || byte == b'\\';
    if text.bytes().fold(false, |any, byte| any | is_escaped(byte)) {
        // Writing a string does not fail.
        json.push_str(&serde_json::to_string(text).unwrap_or_default());
    } else {
        json.push('"');
        json.push_str(text);
        json.push('"');
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

/// Reads a value in any format and gives it its type. The error of the format says path and reason.
pub(crate) fn read<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    typed: impl Fn(&Node<'de>) -> Result<T, String>,
) -> Result<T, D::Error> {
    let mut value = None;
    let mut root = |node: &Node<'de>| typed(node).map(|typed| value = Some(typed));
    let mut reader = Reader { root: Some(&mut root), ..Reader::default() };
    let read = reader.deserialize(deserializer);
    let message = reader.message();
    match (read, value) {
        (Ok(_), Some(value)) => Ok(value),
        (Ok(scalar), None) => typed(&scalar).map_err(D::Error::custom),
        (Err(error), _) => Err(explain(message, error)),
    }
}

/// Reads a value, and knows where it failed. Arrays and objects are collected on two stacks, so that each takes the memory that
/// it needs and no more.
#[derive(Default)]
pub(crate) struct Reader<'de, 'r> {
    elements: Vec<Node<'de>>,
    members: Vec<Member<'de>>,
    levels: usize,
    /// The steps to where it failed, the innermost first.
    steps: Vec<Step>,
    /// What is wrong, unless it is the parser that says so.
    problem: Option<Problem>,
    /// Gives the outermost array or object its type. If that fails, the format has the place.
    root: Option<&'r mut dyn FnMut(&Node<'de>) -> Result<(), String>>,
    /// What `root` said.
    rejected: Option<String>,
}

impl<'de> Reader<'de, '_> {
    /// Reads JSON text.
    pub(crate) fn text(&mut self, text: &'de str) -> serde_json::Result<Node<'de>> {
        // A field of a documented event has about so many bytes.
        self.members.reserve(text.len() / 32);
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let node = self.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(node)
    }

    /// Where it failed, and why; there is no problem if the parser's own error says that.
    pub(crate) fn into_failure(self) -> (Vec<Step>, Option<Problem>) {
        (self.steps, self.problem)
    }

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
        self.levels += 1;
        // One more may be a number that comes as an object.
        if self.levels > LEVELS + 1 { self.fail(Problem::Depth) } else { Ok(()) }
    }

    fn close<E: Error>(&mut self, node: Node<'de>) -> Result<Node<'de>, E> {
        let is_too_deep = self.levels > LEVELS;
        self.levels -= 1;
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
            (Some(value), _) if digits != "-0" => Ok(Node::Integer(value)),
            (_, Some(value)) if digits != "-0" => Ok(Node::Unsigned(value)),
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

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Node<'de>, A::Error> {
        self.open()?;
        let start = self.elements.len();
        loop {
            match array.next_element_seed(&mut *self) {
                Ok(Some(element)) => self.elements.push(element),
                Ok(None) => break,
                Err(error) => {
                    let index = self.elements.len() - start;
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
                self.levels -= 1;
                return number;
            }
        }
        let members = self.members.split_off(start).into_boxed_slice();
        self.close(Node::Object(members))
    }
}
