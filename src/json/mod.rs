//! JSON without types: the tree of a body, how any format becomes one, and what is kept of it as text.

mod node;
mod reader;

use std::any::type_name;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Error, Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use crate::path::{Failure, Problem, Result};

pub(crate) use node::{LEVELS, Member, Node, duplicate};
pub(crate) use reader::{Unreadable, read};

/// JSON fields by name, in the order of the delivery.
///
/// The values are kept as JSON text and converted on access: [`get`](Fields::get) returns an owned [`serde_json::Value`]. 64-bit
/// integers, and decimals that an `f64` can represent, are exact. Access takes linear time; to look up many fields, convert them
/// into a [`serde_json::Map`].
///
/// `Debug` shows the names but not the values: an undocumented field may contain a key or a token.
///
/// ```
/// use cloud66_webhooks::WebhookEvent;
///
/// let body = br#"{"timestamp": 1, "event_type": "server.rebooted", "seconds": 12}"#;
/// let event = WebhookEvent::from_slice(body)?;
/// let WebhookEvent::Unrecognized(event) = event else { unreachable!() };
/// assert_eq!(event.fields().get("seconds"), Some(12.into()));
/// assert_eq!(event.fields().get_as::<u8>("seconds").unwrap(), Ok(12));
/// for (name, _value) in event.fields() {
///     println!("{name}");
/// }
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Default)]
pub struct Fields(Option<Box<Kept>>);

/// Names and values, one after the other.
#[derive(Clone, Default)]
struct Kept {
    text: String,
    entries: Vec<Entry>,
}

/// Where the name and the value of a field end, and why the value is here although the field has a type.
#[derive(Clone)]
struct Entry {
    name: usize,
    value: usize,
    failure: Option<Failure>,
}

impl Kept {
    fn get(&self, index: usize) -> Option<(&str, &str)> {
        let start = match index.checked_sub(1) {
            Some(before) => self.entries.get(before)?.value,
            None => 0,
        };
        let entry = self.entries.get(index)?;
        Some((self.text.get(start..entry.name)?, self.text.get(entry.name..entry.value)?))
    }
}

impl Fields {
    /// No fields.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of the field with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        self.json(name).map(to_value)
    }

    /// The value of the field with this name as a type. `None` if there is no such field.
    ///
    /// # Errors
    ///
    /// If the type cannot be read from the value. The error names the field and the Rust type, and shows nothing of the value.
    ///
    /// # Examples
    ///
    /// ```
    /// use cloud66_webhooks::Fields;
    ///
    /// let mut fields = Fields::new();
    /// fields.insert("checksum", "sha1");
    /// assert_eq!(fields.get_as::<String>("checksum").unwrap(), Ok("sha1".to_owned()));
    ///
    /// let error = fields.get_as::<i64>("checksum").unwrap().unwrap_err();
    /// assert_eq!(error.to_string(), "checksum: expected i64, found a string");
    /// ```
    #[must_use]
    pub fn get_as<T: DeserializeOwned>(&self, name: &str) -> Option<Result<T, FieldError>> {
        let json = self.json(name)?;
        Some(serde_json::from_str(json).map_err(|_| {
            let found = Node::of_text(json).map_or("a value that is nested too deep", |node| node.kind());
            // The path of a type is not part of its name; that of a type with parameters has several.
            let path = type_name::<T>();
            let expected = if path.contains('<') { path } else { path.rsplit("::").next().unwrap_or(path) };
            FieldError(Failure::at(name, Problem::Expected { expected, found }))
        }))
    }

    /// Whether there is a field with this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.json(name).is_some()
    }

    /// Sets a field, and returns its previous value.
    ///
    /// A value with more than 126 levels of nested arrays and objects, which no delivery has, cannot be written, and
    /// [`get`](Fields::get) returns null for one with more than 127.
    ///
    /// ```
    /// use cloud66_webhooks::Fields;
    ///
    /// let mut fields = Fields::new();
    /// assert_eq!(fields.insert("seconds", 12), None);
    /// assert_eq!(fields.insert("seconds", 13), Some(12.into()));
    /// assert_eq!(fields.remove("seconds"), Some(13.into()));
    /// assert!(fields.is_empty());
    /// ```
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        let (name, json) = (name.into(), value.into().to_string());
        let had = self.get(&name);
        match had {
            Some(_) => *self = self.replaced(&name, Some(&json)),
            None => self.push(&name, &json, None),
        }
        had
    }

    /// Removes a field, and returns its value. The others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let had = self.get(name)?;
        *self = self.replaced(name, None);
        Some(had)
    }

    /// The number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |kept| kept.entries.len())
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Value)> {
        self.entries().map(|(name, json)| (name, to_value(json)))
    }

    /// The names of the fields, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries().map(|(name, _)| name)
    }

    /// The fields with their values as JSON.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        (0..self.len()).filter_map(|index| self.0.as_deref()?.get(index))
    }

    /// The fields with their values as JSON, and why those that have a type could not be typed.
    pub(crate) fn kept(&self) -> impl Iterator<Item = (&str, &str, Option<&Failure>)> {
        let failures = self.0.iter().flat_map(|kept| &kept.entries).map(|entry| entry.failure.as_ref());
        self.entries().zip(failures).map(|((name, json), failure)| (name, json, failure))
    }

    /// The value of a field as JSON.
    pub(crate) fn json(&self, name: &str) -> Option<&str> {
        self.entries().find(|(other, _)| *other == name).map(|(_, json)| json)
    }

    /// Appends a field that is not there yet.
    pub(crate) fn push(&mut self, name: &str, json: &str, failure: Option<Failure>) {
        let kept = self.0.get_or_insert_default();
        kept.text.push_str(name);
        let end = kept.text.len();
        kept.text.push_str(json);
        kept.entries.push(Entry { name: end, value: kept.text.len(), failure });
    }

    /// The members of an object, which have different names. Fails if two in a value have the same.
    pub(crate) fn of<'n>(
        members: impl Iterator<Item = (&'n Member<'n>, Option<Failure>)>,
        capacity: usize,
    ) -> Result<Self> {
        let (mut text, mut entries) = (String::with_capacity(capacity), Vec::new());
        for (Member { name, value, .. }, failure) in members {
            value.check_names().map_err(|failure| failure.inside(name))?;
            text.push_str(name);
            let end = text.len();
            value.push_to(&mut text);
            entries.push(Entry { name: end, value: text.len(), failure });
        }
        Ok(if entries.is_empty() { Self(None) } else { Self(Some(Box::new(Kept { text, entries }))) })
    }

    /// The fields whose values can be read: [`insert`](Fields::insert) takes some that are nested too deep.
    pub(crate) fn readable(&self) -> Self {
        let mut readable = Self::new();
        for (name, json) in self.entries().filter(|(_, json)| kept_node(json).is_some()) {
            readable.push(name, json, None);
        }
        readable
    }

    /// The object with these fields. Fails for one that is nested too deep.
    pub(crate) fn node(&self) -> Result<Node<'_>> {
        let mut members = Vec::with_capacity(self.len());
        for (name, json) in self.entries() {
            let value = kept_node(json).ok_or_else(|| Failure::at(name, Problem::Depth))?;
            members.push(Member::new(name.into(), value));
        }
        Ok(Node::Object(members.into_boxed_slice()))
    }

    /// The members of an object. Fails if two have the same name, at any depth.
    pub(crate) fn of_object(node: &Node<'_>) -> Result<Self> {
        let members = node.members()?;
        if let Some(name) = duplicate(members) {
            return Err(Failure::at(name, Problem::Duplicate));
        }
        Self::of(members.iter().map(|member| (member, None)), 512)
    }

    /// The same fields, with another value for one of them, or without it.
    fn replaced(&self, name: &str, json: Option<&str>) -> Self {
        let mut fields = Self::new();
        for (other, before, failure) in self.kept() {
            if other != name {
                fields.push(other, before, failure.cloned());
            } else if let Some(json) = json {
                fields.push(name, json, None);
            }
        }
        fields
    }
}

impl<'a> IntoIterator for &'a Fields {
    type Item = (&'a str, Value);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter().collect::<Vec<_>>().into_iter()
    }
}

/// Why [`Fields::get_as`] could not read a field: its name and the reason, without its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FieldError(Failure);

/// The value of JSON text that was kept, if it can be read in an object.
fn kept_node(json: &str) -> Option<Node<'_>> {
    Node::of_text(json).ok().filter(|node| node.levels() < LEVELS)
}

/// Writes a field that was kept. Fails for a value that could not be read again.
pub(crate) fn write_kept_field<M: SerializeMap>(map: &mut M, name: &str, json: &str) -> Result<(), M::Error> {
    let value = kept_node(json).ok_or_else(|| M::Error::custom(Problem::Depth))?;
    map.serialize_entry(name, &value)
}

/// The value of JSON text that was kept; null if it is nested too deep.
fn to_value(json: &str) -> Value {
    Node::of_text(json).map_or(Value::Null, |node| node.to_value())
}

/// Whether two values are the same, whatever the order of their fields.
fn is_same(a: &str, b: &str) -> bool {
    a == b || Node::of_text(a).is_ok_and(|a| Node::of_text(b).is_ok_and(|b| a.to_value() == b.to_value()))
}

/// The order of the fields is not significant.
impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        let others: HashMap<&str, &str> = other.entries().collect();
        let is_there = |(name, json)| others.get(name).is_some_and(|other| is_same(json, other));
        self.len() == other.len() && self.entries().all(is_there)
    }
}

impl Eq for Fields {}

impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.names()).finish()
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, json) in self.entries() {
            write_kept_field(&mut map, name, json)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, |node| Self::of_object(node).map_err(|failure| failure.to_string()))
    }
}

impl From<Map<String, Value>> for Fields {
    fn from(map: Map<String, Value>) -> Self {
        let mut fields = Self::new();
        for (name, value) in &map {
            fields.push(name, &value.to_string(), None);
        }
        fields
    }
}

impl From<Fields> for Map<String, Value> {
    fn from(fields: Fields) -> Self {
        fields.iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Self::Object(fields.into())
    }
}

/// Kept JSON text where serde wants a `Serialize`, for every format.
pub(crate) struct Json<'a>(pub(crate) &'a str);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // What is nested too deep was inserted by hand.
        Node::of_text(self.0).map_err(|_| S::Error::custom(Problem::Depth))?.serialize(serializer)
    }
}

/// A JSON value whose type is not documented. It is kept as JSON text.
///
/// `Debug` does not show the value, because it may contain a key or a token.
///
/// ```
/// use cloud66_webhooks::{Untyped, serde_json::json};
///
/// let params = Untyped::from(json!({"token": "t0ken"}));
/// assert_eq!(params.value()["token"], "t0ken");
/// assert_eq!(format!("{params:?}"), "Untyped(..)");
/// ```
#[derive(Clone)]
pub struct Untyped(Box<str>);

impl Untyped {
    /// The value. Null if it has more than 127 levels of nested arrays and objects, which no delivery has.
    #[must_use]
    pub fn value(&self) -> Value {
        to_value(&self.0)
    }

    /// Fails if two fields of one object have the same name.
    pub(crate) fn of(node: &Node<'_>) -> Result<Self> {
        node.check_names()?;
        let mut json = String::new();
        node.push_to(&mut json);
        Ok(Self(json.into_boxed_str()))
    }

    pub(crate) fn json(&self) -> &str {
        &self.0
    }
}

impl From<Value> for Untyped {
    fn from(value: Value) -> Self {
        Self(value.to_string().into_boxed_str())
    }
}

impl PartialEq for Untyped {
    fn eq(&self, other: &Self) -> bool {
        is_same(&self.0, &other.0)
    }
}

impl Eq for Untyped {}

impl fmt::Debug for Untyped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Untyped(..)")
    }
}
