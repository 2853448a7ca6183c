//! An object of the model, and how it is written.

use chrono::{DateTime, Utc};
use serde::ser::{Error, Serialize, SerializeMap, Serializer};

use super::Members;
use crate::json::{Fields, Json, Kept};
use crate::path::Result;

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

/// Room for a timestamp as a string, without an allocation.
pub(crate) type Spelling = [u8; 33];

/// What is written of a value.
pub(crate) enum View<'v> {
    /// No value: the field is left out.
    Absent,
    Text(&'v str),
    /// A timestamp in a format that does not have all of them.
    Spelled(&'v DateTime<Utc>, for<'b> fn(&DateTime<Utc>, &'b mut Spelling) -> Option<&'b str>),
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

impl Serialize for View<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Text(text) | Self::Word(text, _) => serializer.serialize_str(text),
            Self::Spelled(timestamp, spell) => match spell(timestamp, &mut [0; 33]) {
                Some(text) => serializer.serialize_str(text),
                None => Err(S::Error::custom("a timestamp that has no documented form")),
            },
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Integer(value) | Self::Code(value, _) => serializer.serialize_i64(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Object(object) | Self::Inline(object) => write_object(*object, None, serializer),
            Self::Array(elements) => serializer.collect_seq(elements),
            Self::Map(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
            Self::Json(value) => value.serialize(serializer),
        }
    }
}

/// Writes an object, with the tag of its event if it is one.
pub(crate) fn write_object<S: Serializer>(
    object: &dyn Object,
    tag: Option<&str>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let (mut fields, inline) = written(object);
    if let (Some(tag), [first, ..]) = (tag, &mut fields) {
        // After the timestamp, as the vendor has it.
        first.insert(first.len().min(1), (EVENT_TYPE, View::Text(tag)));
    }
    let mut map = serializer.serialize_map(None)?;
    for (name, view) in fields.iter().flatten().filter(|(_, view)| !matches!(view, View::Absent)) {
        map.serialize_entry(name, view)?;
    }
    // Beside a value of one of its required fields, a nested object would not be read as such.
    let nested = fields.iter().flatten().find_map(|(_, view)| match view {
        View::Inline(inner) => Some(inner.required()),
        _ => None,
    });
    let displaces = |name, value: Json<'_>| value.0 != "null" && nested.iter().flatten().any(|other| *other == name);
    let nothing = Fields::new();
    let (own, of_inline) = (object.unknown(), inline.map_or(&nothing, Object::unknown));
    for (unknown, others) in [(of_inline, &nothing), (own, of_inline)] {
        for Kept { name, value, failure } in unknown.kept() {
            match (is_typed(&fields, name), failure) {
                // A typed value was set since then.
                (true, Some(_)) => {}
                (false, _) if !displaces(name, value) && !others.contains(name) => map.serialize_entry(name, &value)?,
                // It was inserted by hand.
                _ => {
                    let reason = format_args!("the unknown field {name:?} has the name of another field");
                    return Err(S::Error::custom(reason));
                }
            }
        }
    }
    map.end()
}

/// The fields of an object as they are written: those before an inline object, its own in its place, and those after it.
/// And the inline object, if there is one.
pub(crate) fn written(object: &dyn Object) -> ([Vec<Field<'_>>; 3], Option<&dyn Object>) {
    let mut fields = object.fields();
    let inline = fields.iter().enumerate().find_map(|(index, (name, view))| match view {
        View::Inline(inner) if !is_nested(object, name, *inner) => Some((index, *inner)),
        _ => None,
    });
    let Some((index, inner)) = inline else { return ([fields, Vec::new(), Vec::new()], None) };
    let after = fields.split_off(index.saturating_add(1));
    // The inline object itself.
    fields.pop();
    ([fields, inner.fields(), after], Some(inner))
}

/// Whether a typed field of this name is written.
pub(crate) fn is_typed(fields: &[Vec<Field<'_>>], name: &str) -> bool {
    fields.iter().flatten().any(|(other, view)| *other == name && !matches!(view, View::Absent))
}

/// Whether an object that is documented among the fields of another one is written nested: as it was delivered if it has unknown
/// fields of its own, or if there are unknown fields beside it that would be taken for its. It cannot be if one of them has its name.
fn is_nested(outer: &dyn Object, name: &str, inner: &dyn Object) -> bool {
    let unknown = outer.unknown();
    if unknown.is_empty() && inner.unknown().is_empty() || unknown.contains(name) {
        return false;
    }
    let fields = inner.fields();
    let is_field = |name: &str| fields.iter().any(|(other, _)| *other == name);
    !inner.unknown().is_empty() || unknown.kept().any(|field| field.failure.is_none() && is_field(field.name))
}
