//! What has no type: unknown fields, and values whose type is not documented. They are kept as JSON text.

mod json;
mod scalar;

use std::fmt;

use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use crate::path::Trace;

pub(crate) use json::{Keeper, Names, Written, json_string, push_string};
pub(crate) use scalar::{Scalar, TAGGED, TOO_LARGE, inexact, signed, unsigned};

/// JSON fields by name, in the order of the delivery.
///
/// The values are kept as JSON text and converted on access: [`get`](Fields::get) returns an owned [`serde_json::Value`]. 64-bit
/// integers, and decimals that an `f64` can represent, are exact. Access takes linear time; to look up many fields, convert them
/// into a [`serde_json::Map`].
///
/// `Debug` shows the names but not the values: an undocumented field may contain a key or a token.
///
/// ```
/// use cloud66_webhooks::{RawEvent, WebhookEvent};
///
/// let body = br#"{"timestamp": 1, "event_type": "server.rebooted", "seconds": 12}"#;
/// let event = WebhookEvent::from_slice(body)?;
/// let WebhookEvent::Unrecognized(RawEvent { fields, .. }) = event else {
///     unreachable!()
/// };
/// assert_eq!(fields.get("seconds"), Some(12.into()));
/// assert_eq!(format!("{fields:?}"), r#"{"timestamp", "event_type", "seconds"}"#);
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Default)]
pub struct Fields(Option<Box<Kept>>);

/// Names and values, one after the other, and where each of them ends.
#[derive(Clone, Default, PartialEq, Eq)]
struct Kept {
    text: String,
    /// The ends of a field's name and of its value.
    ends: Vec<(usize, usize)>,
}

impl Kept {
    fn start(&self, index: usize) -> Option<usize> {
        match index.checked_sub(1) {
            Some(before) => self.ends.get(before).map(|(_, end)| *end),
            None => Some(0),
        }
    }

    /// The marks of the names, and the names.
    fn names(&self) -> impl ExactSizeIterator<Item = (u64, &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |(name, value)| {
            let name = self.text.as_bytes().get(std::mem::replace(&mut start, *value)..*name).unwrap_or_default();
            (json::mark(name), name)
        })
    }

    fn entry(&self, index: usize) -> Option<(&str, &str)> {
        let start = self.start(index)?;
        let (name, value) = *self.ends.get(index)?;
        Some((self.text.get(start..name)?, self.text.get(name..value)?))
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
        self.json(name).map(json::to_value)
    }

    /// Whether there is a field with this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.json(name).is_some()
    }

    /// Sets a field, and returns its previous value.
    ///
    /// A value with more than 127 levels of nested arrays and objects, which no delivery has, is written, but cannot be read:
    /// [`get`](Fields::get) returns null for it.
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
        self.set(&name.into(), &value.into().to_string())
    }

    fn set(&mut self, name: &str, json: &str) -> Option<Value> {
        let had = self.get(name);
        if had.is_none() {
            self.push(name, json);
            return None;
        }
        for (other, before) in std::mem::take(self).entries() {
            self.push(other, if other == name { json } else { before });
        }
        had
    }

    /// Removes a field, and returns its value. The others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.take(name).as_deref().map(json::to_value)
    }

    /// The number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |kept| kept.ends.len())
    }

    /// Whether there are no fields.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Value)> {
        self.entries().map(|(name, json)| (name, json::to_value(json)))
    }

    /// The names of the fields, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries().map(|(name, _)| name)
    }

    /// The fields with their values as JSON.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        (0..self.len()).filter_map(|index| self.0.as_deref()?.entry(index))
    }

    /// The value of a field as JSON.
    pub(crate) fn json(&self, name: &str) -> Option<&str> {
        self.entries().find(|(other, _)| *other == name).map(|(_, json)| json)
    }

    /// Whether there is no field of this name yet. It is quicker if `names` was asked about every field before it was added.
    pub(crate) fn is_new(&self, name: &str, names: &mut Names) -> bool {
        let Some(kept) = self.0.as_deref() else {
            names.add(json::mark(name.as_bytes()), 0);
            return true;
        };
        names.is_new(name.as_bytes(), kept.names(), |place| kept.entry(place).map(|(name, _)| name.as_bytes()))
    }

    /// No fields, with capacity for so many bytes of names and values.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(Some(Box::new(Kept { text: String::with_capacity(bytes), ends: Vec::new() })))
    }

    /// Appends a field that is not there yet, with the value that is read. On failure it leaves nothing.
    pub(crate) fn append<E>(
        &mut self,
        name: &str,
        trace: &mut Trace,
        read: impl FnOnce(&mut Keeper<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let kept = self.0.get_or_insert_default();
        let start = kept.text.len();
        kept.text.push_str(name);
        let end = kept.text.len();
        let mut keeper = Keeper::strict(std::mem::take(&mut kept.text), trace);
        let read = read(&mut keeper);
        kept.text = keeper.into_json();
        if read.is_ok() {
            kept.ends.push((end, kept.text.len()));
        } else {
            kept.text.truncate(start);
            if kept.ends.is_empty() {
                self.0 = None;
            }
        }
        read
    }

    fn append_json(&mut self, name: &str, json: &str, trace: &mut Trace) -> Result<(), serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        self.append(name, trace, |keeper| keeper.deserialize(&mut deserializer))
    }

    /// Appends a field that is not there yet.
    pub(crate) fn push(&mut self, name: &str, json: &str) {
        let kept = self.0.get_or_insert_default();
        kept.text.push_str(name);
        let end = kept.text.len();
        kept.text.push_str(json);
        kept.ends.push((end, kept.text.len()));
    }

    /// Takes a field out, as JSON.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        let taken = self.json(name)?.to_owned();
        self.split_off(|other| other == name);
        Some(taken)
    }

    /// The fields, if a delivery with them can be read. [`insert`](Fields::insert) takes values that are nested too deep for that.
    /// On failure `trace` says why.
    pub(crate) fn checked(&self, trace: &mut Trace) -> Result<Self, ()> {
        let mut checked = Self::new();
        trace.enter::<serde_json::Error>().map_err(drop)?;
        for (name, json) in self.entries() {
            checked.append_json(name, json, trace).map_err(|_| trace.inside(name))?;
        }
        trace.leave();
        Ok(checked)
    }

    /// The fields without those that are nested too deep to be read.
    pub(crate) fn readable(&self) -> Self {
        let mut readable = Self::new();
        for (name, json) in self.entries() {
            // A field that cannot be read is left out.
            let _ = readable.append_json(name, json, &mut Trace::below(1));
        }
        readable
    }

    /// Takes out the fields whose names are wanted.
    pub(crate) fn split_off(&mut self, mut is_taken: impl FnMut(&str) -> bool) -> Self {
        let (mut taken, mut rest) = (Self::new(), Self::new());
        for (name, json) in self.entries() {
            if is_taken(name) { &mut taken } else { &mut rest }.push(name, json);
        }
        *self = rest;
        taken
    }

    /// The fields of an object that was kept. `None` if it is another value.
    pub(crate) fn of_object(json: &str) -> Option<Self> {
        let json::Object(fields) = serde_json::from_str(json).ok().filter(|_| json.starts_with('{'))?;
        Some(fields)
    }

    /// The object with these fields.
    pub(crate) fn to_json(&self) -> String {
        let mut json = String::from("{");
        for (name, value) in self.entries() {
            json.push_str(if json.len() > 1 { "," } else { "" });
            push_string(&mut json, name);
            json.push(':');
            json.push_str(value);
        }
        json.push('}');
        json
    }

    /// The digits, if this is how `serde_json` passes on a number with `arbitrary_precision`.
    pub(crate) fn number(&self) -> Option<&str> {
        let (name, json) = self.entries().next().filter(|_| self.len() == 1)?;
        json::digits(name, json)
    }
}

/// The order of the fields is not significant.
impl PartialEq for Fields {
    fn eq(&self, other: &Self) -> bool {
        if self.0 == other.0 {
            return true;
        }
        self.len() == other.len() && Map::from(self.clone()) == Map::from(other.clone())
    }
}

impl Eq for Fields {}

impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.names()).finish()
    }
}

impl From<Map<String, Value>> for Fields {
    fn from(map: Map<String, Value>) -> Self {
        let mut fields = Self::new();
        for (name, value) in &map {
            fields.push(name, &value.to_string());
        }
        fields
    }
}

impl From<Fields> for Map<String, Value> {
    fn from(fields: Fields) -> Self {
        let mut map = Self::new();
        for (name, value) in fields.iter() {
            map.insert(name.to_owned(), value);
        }
        map
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Self::Object(fields.into())
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
    /// The value. Null if it has more than 127 levels of nested arrays and objects, which no delivery has: such a value is written,
    /// but cannot be read.
    #[must_use]
    pub fn value(&self) -> Value {
        json::to_value(&self.0)
    }

    pub(crate) fn from_json(json: String) -> Self {
        Self(json.into_boxed_str())
    }

    pub(crate) fn set_json(&mut self, json: String) {
        *self = Self::from_json(json);
    }

    pub(crate) fn json(&self) -> &str {
        &self.0
    }
}

impl From<Value> for Untyped {
    fn from(value: Value) -> Self {
        Self::from_json(value.to_string())
    }
}

impl PartialEq for Untyped {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.value() == other.value()
    }
}

impl Eq for Untyped {}

impl fmt::Debug for Untyped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Untyped(..)")
    }
}
