//! The forms of a field: as its type implies, or an object whose fields may be among those of the event.

#[cfg(feature = "schemars")]
use super::value::MOST;
use super::value::{needs_nothing, read_array};
use super::{Members, Object, Value, View};
use crate::json::{Fields, Node};
use crate::path::{Failure, Problem, Result};

/// How a field takes its value out of an object, and how it is written. `#[form(..)]` names one in a declaration.
pub(crate) trait Form<T> {
    /// Whether an object without the field cannot be typed.
    const REQUIRED: bool;

    /// Takes the value from the members of the object.
    fn take(members: &mut Members<'_>, name: &str) -> Result<T>;

    /// What is written.
    fn view(value: &T) -> View<'_>;

    /// The JSON Schema of the field.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema;
}

/// A field as its type implies: an `Option` or an array may be absent, and what is neither is required.
pub(crate) struct Documented;

impl<T: Value> Form<T> for Documented {
    const REQUIRED: bool = true;

    #[inline(never)] // Here and below: once for each type, and not once for each field.
    fn take(members: &mut Members<'_>, name: &str) -> Result<T> {
        members.required(name, T::read)
    }

    fn view(value: &T) -> View<'_> {
        value.view()
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        T::schema(generator).into()
    }
}

impl<T: Value> Form<Option<T>> for Documented {
    const REQUIRED: bool = !needs_nothing::<T>();

    #[inline(never)]
    fn take(members: &mut Members<'_>, name: &str) -> Result<Option<T>> {
        Ok(members.optional(name, T::read))
    }

    fn view(value: &Option<T>) -> View<'_> {
        value.as_ref().map_or(View::Absent, T::view)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        crate::schema::parts::optional(T::schema(generator)).into()
    }
}

impl<T: Value> Form<Vec<T>> for Documented {
    const REQUIRED: bool = !needs_nothing::<T>();

    #[inline(never)]
    fn take(members: &mut Members<'_>, name: &str) -> Result<Vec<T>> {
        Ok(members.optional(name, read_array).unwrap_or_default())
    }

    fn view(value: &Vec<T>) -> View<'_> {
        if value.is_empty() { View::Absent } else { View::Array(value.iter().map(T::view).collect()) }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        let element = T::schema(generator);
        crate::schema::parts::optional(schemars::json_schema!({ "type": "array", "maxItems": MOST, "items": element }))
            .into()
    }
}

/// `unknown` is a field of every struct, and not of the JSON: what nobody took goes there in the end.
impl Form<Fields> for Documented {
    const REQUIRED: bool = false;

    fn take(_: &mut Members<'_>, _: &str) -> Result<Fields> {
        Ok(Fields::new())
    }

    fn view(_: &Fields) -> View<'_> {
        View::Absent
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> crate::schema::parts::FieldSchema {
        crate::schema::parts::any_object().into()
    }
}

/// The names of the required fields of an object.
fn required<T: Value>() -> impl Iterator<Item = &'static str> {
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
        crate::schema::parts::FieldSchema::Flat(T::schema(generator))
    }
}

/// An object that is documented under its name. Where nothing is there, its fields may be among those of the event, if the one is
/// that identifies it: its first required one.
pub(crate) struct NestedOrInline;

impl<T: Object + Value> Form<T> for NestedOrInline {
    const REQUIRED: bool = true;

    #[inline(never)]
    fn take(members: &mut Members<'_>, name: &str) -> Result<T> {
        let nested = members.take(name);
        if let Some(value) = nested.filter(|value| !value.is_null()) {
            return T::read(value).map_err(|failure| failure.inside(name));
        }
        if required::<T>().next().is_none_or(|identity| members.peek(identity).is_none()) {
            return Err(match nested {
                Some(null) => null.unexpected("an object").inside(name),
                None => Failure::at(name, Problem::Missing),
            });
        }
        // It is written under its name.
        members.check_levels(2)?;
        let before = members.kept();
        let mut object = T::take(members)?;
        *object.unknown_mut() = members.kept_since(before)?;
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
