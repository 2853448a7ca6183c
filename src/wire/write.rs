//! Writing: the known fields in the documented order, then what was kept. Generic over the format only.

use serde::ser::{Error, Serialize, SerializeMap, Serializer};

use super::{EVENT_TYPE, Key, Object, View};
use crate::fields::{Names, Written};

const NO_FORM: &str = "a timestamp outside of the years 0 to 9999 has no documented form";

impl View<'_> {
    /// The value as JSON. Everything that was read can be written.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Text(text) | Self::Word(text, _) => serializer.serialize_str(text),
            Self::Spelled(timestamp, spell) => match spell(timestamp) {
                Some(text) => serializer.serialize_str(text.as_str()),
                None => Err(S::Error::custom(NO_FORM)),
            },
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) | Self::Code(value, _) => serializer.serialize_i64(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Object(object) => Tagged { object: *object, tag: None }.serialize(serializer),
            Self::Array(many) => serializer.collect_seq(many.views().map(|(_, view)| view)),
            Self::Named(many) => serializer.collect_map(many.views()),
            Self::Any(untyped) => Written(untyped.json()).serialize(serializer),
        }
    }
}

/// An object where serde wants a `Serialize`, with the tag of its event.
pub(crate) struct Tagged<'a> {
    pub(crate) object: &'a dyn Object,
    pub(crate) tag: Option<&'a str>,
}

impl Serialize for Tagged<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        write_object(self.object, self.tag, &mut map)?;
        map.end()
    }
}

fn write_object<M: SerializeMap>(object: &dyn Object, tag: Option<&str>, map: &mut M) -> Result<(), M::Error> {
    let shape = object.shape();
    let nested = nested_after_all(object);
    let flat = shape.flat().filter(|_| nested.is_none());
    for (index, name) in (0..).zip(shape.names) {
        match object.view(index) {
            View::Absent => {}
            View::Object(spread) if flat.is_some_and(|(flat, _)| flat == index) => write_object(spread, None, map)?,
            view => map.serialize_entry(name, &view)?,
        }
        if let (0, Some(tag)) = (index, tag) {
            map.serialize_entry(EVENT_TYPE, tag)?;
        }
    }
    for (name, json) in object.unknown().entries() {
        if Some(name) != nested && is_kept_for(object, shape.find(name)) {
            map.serialize_entry(name, &Written(json))?;
        }
    }
    Ok(())
}

/// Whether a kept field is written. One with an unknown name is, and one that could not be typed is until a typed value is set.
/// Any other was inserted by hand, and would be a duplicate field.
pub(crate) fn is_kept_for(object: &dyn Object, key: Key) -> bool {
    let is_absent = |view| matches!(view, View::Absent);
    match key {
        Key::Own(index) => is_absent(object.view(index)),
        Key::Flat(index) => flat_of(object).is_some_and(|(_, flat)| is_absent(flat.view(index))),
        Key::Tag => false,
        Key::Unknown => true,
    }
}

/// The object that is documented among the fields, and its index.
pub(crate) fn flat_of(object: &dyn Object) -> Option<(u8, &dyn Object)> {
    let (index, _) = object.shape().flat()?;
    match object.view(index) {
        View::Object(flat) => Some((index, flat)),
        _ => None,
    }
}

/// The name of the object that is documented among the fields, if it has to be written nested: it has unknown fields that would
/// be taken for fields of the event.
fn nested_after_all(object: &dyn Object) -> Option<&'static str> {
    let (index, flat) = flat_of(object)?;
    if flat.unknown().is_empty() {
        return None;
    }
    let mut names = Names::default();
    flat.unknown().names().any(|name| is_taken(object, name, &mut names)).then(|| object.shape().name(index))
}

/// Whether the object around one that is documented among its fields has a field of this name.
pub(crate) fn is_taken(object: &dyn Object, name: &str, names: &mut Names) -> bool {
    let shape = object.shape();
    !object.unknown().is_new(name, names)
        || shape.spread.is_some_and(|(index, _)| name == shape.name(index))
        || matches!(shape.find(name), Key::Own(_) | Key::Tag)
}
