//! An object of the model, and how it is written.

use chrono::{DateTime, Utc};
use serde::ser::{Error, Serialize, SerializeMap, Serializer};

use super::Members;
use crate::json::{Fields, Json, Kept};
use crate::path::Result;
use crate::text::Short;

/// The field with the event type.
pub(crate) const EVENT_TYPE: &str = "event_type";

/// An object of the model. Implemented by the macros of `objects/declare.rs`, never by hand.
pub(crate) trait Object {
    /// Takes the known fields. `unknown` is left empty.
    fn take(members: &mut Members<'_>) -> Result<Self>
    where
        Self: Sized;

    /// The names of the fields that the object must have.
    fn required(&self) -> Vec<&'static str>;

    /// The known fields, in the documented order.
    fn fields(&self) -> Vec<Field<'_>>;

    /// The fields that are kept untyped.
    fn unknown(&self) -> &Fields;

    fn unknown_mut(&mut self) -> &mut Fields;
}

/// A field, and what is written of its value.
pub(crate) type Field<'v> = (&'static str, View<'v>);

/// What is written of a value.
pub(crate) enum View<'v> {
    /// No value: the field is left out.
    Absent,
    Text(&'v str),
    /// A timestamp in a format that does not have all of them.
    Spelled(&'v DateTime<Utc>, fn(&DateTime<Utc>) -> Option<Short>),
    Boolean(bool),
    Integer(i64),
    Unsigned(u64),
    /// A code, and whether it is in its table.
    Code(i64, bool),
    /// A word, and whether it is in its list.
    Word(&'v str, bool),
    Object(&'v dyn Object),
    /// An object whose fields are documented among those of the object around it.
    Inline(&'v dyn Object),
    Array(Vec<View<'v>>),
    /// An object whose names are data.
    Map(Vec<(&'v str, View<'v>)>),
    /// A value without a type.
    Json(Json<'v>),
}

impl View<'_> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Text(text) | Self::Word(text, _) => serializer.serialize_str(text),
            Self::Spelled(timestamp, spell) => match spell(timestamp) {
                Some(text) => serializer.serialize_str(text.as_str()),
                None => Err(S::Error::custom("a timestamp that has no documented form")),
            },
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) | Self::Code(value, _) => serializer.serialize_i64(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Object(object) | Self::Inline(object) => Tagged { object: *object, tag: None }.serialize(serializer),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Map(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
            Self::Json(value) => value.serialize(serializer),
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
        let fields = self.object.fields();
        let tag = self.tag.map(|tag| [(EVENT_TYPE, View::Text(tag))]);
        let tag = tag.as_ref().map_or(&[][..], |tag| tag);
        let inline = inline(self.object, &fields);
        let inner = inline.map(Object::fields).unwrap_or_default();
        for (index, (name, view)) in fields.iter().enumerate() {
            match view {
                View::Absent => {}
                View::Inline(_) if inline.is_some() => write_fields(&inner, &mut map)?,
                view => map.serialize_entry(name, view)?,
            }
            if index == 0 {
                write_fields(tag, &mut map)?;
            }
        }
        let typed = [&*fields, &*inner, tag];
        let nested = fields.iter().find_map(|(_, view)| match view {
            View::Inline(inner) if inline.is_none() => Some(inner.required()),
            _ => None,
        });
        // Beside a required field, the nested object would not be read as such.
        if let Some(name) = nested.iter().flatten().find(|name| self.object.unknown().contains(name)) {
            return Err(clash(name));
        }
        let nothing = Fields::new();
        let of_inline = inline.map_or(&nothing, Object::unknown);
        write_kept(of_inline, typed, &nothing, &mut map)?;
        write_kept(self.object.unknown(), typed, of_inline, &mut map)?;
        map.end()
    }
}

fn clash<E: Error>(name: &str) -> E {
    E::custom(format_args!("the unknown field {name:?} has the name of another field"))
}

fn write_fields<M: SerializeMap>(fields: &[Field<'_>], map: &mut M) -> Result<(), M::Error> {
    fields.iter().filter(|(_, view)| !view.is_absent()).try_for_each(|(name, view)| map.serialize_entry(name, view))
}

/// Writes the kept fields, except those that have a typed value since then. Any other one whose name is there was inserted by hand.
fn write_kept<M: SerializeMap>(
    kept: &Fields,
    typed: [&[Field<'_>]; 3],
    others: &Fields,
    map: &mut M,
) -> Result<(), M::Error> {
    for Kept { name, value, failure } in kept.kept() {
        if !typed.iter().any(|fields| is_typed(fields, name)) && !others.contains(name) {
            map.serialize_entry(name, &value)?;
        } else if failure.is_none() {
            return Err(clash(name));
        }
    }
    Ok(())
}

/// The object that is documented among the fields of another one, if it is written so.
pub(crate) fn inline<'o>(object: &dyn Object, fields: &[Field<'o>]) -> Option<&'o dyn Object> {
    fields.iter().find_map(|(name, view)| match view {
        View::Inline(inner) if !is_nested(object, name, *inner) => Some(*inner),
        _ => None,
    })
}

/// Whether a field of this name is written. An object whose fields are among the others is not, and one that is nested after all
/// has no other field of its name beside it.
pub(crate) fn is_typed(fields: &[Field<'_>], name: &str) -> bool {
    fields.iter().any(|(other, view)| *other == name && !matches!(view, View::Absent | View::Inline(_)))
}

/// Whether an object that is documented among the fields of another one is written nested: as it was delivered if it has unknown
/// fields of its own, or if there are unknown fields beside it that would be taken for its.
fn is_nested(outer: &dyn Object, name: &str, inner: &dyn Object) -> bool {
    let unknown = outer.unknown();
    if unknown.is_empty() && inner.unknown().is_empty() || unknown.contains(name) {
        return false;
    }
    let fields = inner.fields();
    let is_field = |name: &str| fields.iter().any(|(other, _)| *other == name);
    !inner.unknown().is_empty() || unknown.kept().any(|field| field.failure.is_none() && is_field(field.name))
}
