//! JSON fields by name, each as it is kept.

use std::any::type_name;
use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::untyped::Json;
use super::{Member, Node, read};
use crate::path::{Failure, Problem, Result};

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
/// let body = br#"{"timestamp": 1, "event_type": "event.of.tomorrow", "seconds": 12}"#;
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
pub struct Fields(Option<Box<Texts>>);

/// The names and values of fields, one after the other.
#[derive(Clone, Default)]
struct Texts {
    text: String,
    entries: Vec<Entry>,
}

/// The lengths of a name and of its value, and why the value could not be typed, if the field has a type.
#[derive(Clone)]
struct Entry {
    name: usize,
    value: usize,
    failure: Option<Failure>,
}

/// A field as it is kept and, if it has a type, why its value could not be typed.
pub(crate) struct Kept<'f> {
    pub(crate) name: &'f str,
    pub(crate) value: Json<'f>,
    pub(crate) failure: Option<&'f Failure>,
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
        self.json(name).map(Json::value)
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
        let value = self.json(name)?;
        Some(serde_json::from_str(value.0).map_err(|_| {
            let found = Node::of_text(value.0).map_or("a value that is nested too deep", |node| node.kind());
            // Without its path, unless it has parameters, each of which has a path of its own.
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

    /// Sets a field, which becomes the last one, and returns its previous value.
    ///
    /// A value with more than 126 levels of nested arrays and objects, which no delivery has, cannot be written, and
    /// [`get`](Fields::get) returns null for one with more than 127. In a nested object, one with 126 is written but cannot be read
    /// again.
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
        let had = self.remove(&name);
        self.push(&name, None, |text| text.push_str(&json));
        had
    }

    /// Removes a field, and returns its value. The others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let had = self.get(name)?;
        *self = self.filtered(|field| field.name != name);
        Some(had)
    }

    /// The number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |texts| texts.entries.len())
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Value)> {
        self.kept().map(|field| (field.name, field.value.value()))
    }

    /// The names of the fields, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.kept().map(|field| field.name)
    }

    /// The fields as they are kept.
    pub(crate) fn kept(&self) -> impl Iterator<Item = Kept<'_>> {
        self.0.iter().flat_map(|texts| {
            texts.entries.iter().scan(&*texts.text, |rest, entry| {
                let (name, values) = rest.split_at_checked(entry.name)?;
                let (value, after) = values.split_at_checked(entry.value)?;
                *rest = after;
                Some(Kept { name, value: Json(value), failure: entry.failure.as_ref() })
            })
        })
    }

    /// The value of the field with this name, as it is kept.
    pub(crate) fn json(&self, name: &str) -> Option<Json<'_>> {
        self.kept().find(|field| field.name == name).map(|field| field.value)
    }

    /// Appends a field that is not there yet. The value is what `write` appends to a string.
    fn push(&mut self, name: &str, failure: Option<Failure>, write: impl FnOnce(&mut String)) {
        let Texts { text, entries } = &mut **self.0.get_or_insert_default();
        text.push_str(name);
        let start = text.len();
        write(text);
        entries.push(Entry { name: name.len(), value: text.len().saturating_sub(start), failure });
    }

    /// Appends a member that is not there yet.
    pub(crate) fn keep(&mut self, Member { name, value, .. }: &Member<'_>, failure: Option<Failure>) {
        self.push(name, failure, |json| value.push_to(json));
    }

    /// The members of an object. Fails if two have the same name, at any depth.
    pub(crate) fn of_object(node: &Node<'_>) -> Result<Self> {
        node.check_names()?;
        // The text of most events is longer than that.
        let mut fields = Self(Some(Box::new(Texts { text: String::with_capacity(512), entries: Vec::new() })));
        for member in node.members()? {
            fields.keep(member, None);
        }
        Ok(fields)
    }

    /// The object with these fields. Fails for one that is nested too deep.
    pub(crate) fn node(&self) -> Result<Node<'_>> {
        let members = self.kept().map(|field| match field.value.node() {
            Ok(value) => Ok(Member::new(field.name.into(), value)),
            Err(failure) => Err(failure.inside(field.name)),
        });
        members.collect::<Result<_>>().map(Node::Object)
    }

    /// Those of the fields that are wanted, in the same order.
    pub(crate) fn filtered(&self, is_wanted: impl Fn(&Kept<'_>) -> bool) -> Self {
        let mut fields = Self::new();
        for Kept { name, value, failure } in self.kept().filter(is_wanted) {
            fields.push(name, failure.cloned(), |text| text.push_str(value.0));
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

/// The order of the fields is not significant.
impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        let others: HashMap<&str, Json<'_>> = other.kept().map(|field| (field.name, field.value)).collect();
        self.len() == other.len() && self.kept().all(|field| others.get(field.name) == Some(&field.value))
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
        self.kept().try_for_each(|field| map.serialize_entry(field.name, &field.value))?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, Self::of_object)
    }
}

impl From<Map<String, Value>> for Fields {
    fn from(map: Map<String, Value>) -> Self {
        let mut fields = Self::new();
        for (name, value) in &map {
            fields.push(name, None, |text| text.push_str(&value.to_string()));
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
