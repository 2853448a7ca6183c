//! Objects whose fields may be among those of the event around them.

use super::{Form, Members, Object, Value, View};
use crate::json::Node;
use crate::path::Result;

/// The names of the required fields of an object.
pub(crate) fn required<T: Value>() -> impl Iterator<Item = &'static str> {
    T::FIELDS.iter().filter(|field| field.required).map(|field| field.name)
}

/// An object that is documented with its fields among those of the event. It may be nested where none of its required fields is
/// among those of the event.
pub(crate) struct Inline;

impl<T: Object + Value> Form<T> for Inline {
    const REQUIRED: bool = true;

    #[inline(never)]
    fn take(members: &mut Members<'_>, name: &str) -> Result<T> {
        match members.peek(name) {
            Some(Node::Object(_)) if required::<T>().all(|name| members.peek(name).is_none()) => {
                members.required(name, T::read)
            }
            _ => T::take(members),
        }
    }

    fn view(value: &T) -> View<'_> {
        View::Inline(value)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        crate::schema::parts::FieldSchema::Inline(T::schema(generator))
    }
}

/// An object that is documented under its name. Where nothing is there, its fields may be among those of the event: if the
/// field that identifies it, its first required one, is there.
pub(crate) struct NestedOrInline;

impl<T: Object + Value> Form<T> for NestedOrInline {
    const REQUIRED: bool = true;

    #[inline(never)]
    fn take(members: &mut Members<'_>, name: &str) -> Result<T> {
        let has = |name| members.peek(name).is_some();
        if has(name) || !required::<T>().next().is_some_and(has) {
            return members.required(name, T::read);
        }
        // It may be there as null, and is written under its name.
        members.take(name);
        members.check_levels(2)?;
        let mut object = T::take(members)?;
        // What could not be typed is the object's. What nobody took is the event's.
        *object.unknown_mut() = members.rest(false)?;
        Ok(object)
    }

    fn view(value: &T) -> View<'_> {
        value.view()
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        crate::schema::parts::FieldSchema::Nested(T::schema(generator))
    }
}
