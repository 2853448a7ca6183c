//! A field: the place that a value is read to, and the view that is written. Both are trait objects for what has a type.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

#[cfg(feature = "schemars")]
use super::read::MOST;
use super::{Leaf, Object, Shape};
use crate::fields::{Scalar, Untyped};
use crate::path::Problem;
use crate::text::Short;

/// Where a value is read to.
pub(crate) enum Place<'p> {
    Leaf(&'p mut dyn Leaf),
    /// A timestamp in a spelling of its own.
    Spelled(&'p mut DateTime<Utc>, fn(&Scalar<'_>) -> Result<DateTime<Utc>, Problem>),
    Object(&'p mut dyn Object),
    /// An object that may be absent, because its fields may be among those of the event.
    Spread(&'p mut dyn Object),
    /// A value or null.
    Optional(&'p mut dyn Many),
    Array(&'p mut dyn Many),
    /// An object whose names are data.
    Named(&'p mut dyn Many),
    /// Any JSON.
    Any(&'p mut Untyped),
    /// There is no such place. Nothing leads here.
    Nowhere,
}

impl Place<'_> {
    /// Takes a scalar; false if it is a null that means no value.
    #[inline]
    pub(crate) fn set(self, scalar: &Scalar<'_>) -> Result<bool, Problem> {
        match (self, scalar) {
            (Self::Optional(_) | Self::Array(_) | Self::Named(_) | Self::Spread(_), Scalar::Null) => Ok(false),
            (Self::Optional(place), scalar) => match place.add("") {
                Self::Leaf(leaf) => leaf.set(scalar).map(|()| true),
                other => other.set(scalar),
            },
            (Self::Leaf(leaf), scalar) => leaf.set(scalar).map(|()| true),
            (Self::Spelled(timestamp, read), scalar) => {
                *timestamp = read(scalar)?;
                Ok(true)
            }
            (Self::Object(_) | Self::Spread(_) | Self::Named(_), scalar) => Err(scalar.unexpected("an object")),
            (Self::Array(_), scalar) => Err(scalar.unexpected("an array")),
            (Self::Any(untyped), scalar) => {
                *untyped = Untyped::from_json(scalar.to_json()?);
                Ok(true)
            }
            (Self::Nowhere, scalar) => Err(scalar.unexpected("nothing")),
        }
    }

    /// The place of the value itself, where null is not one.
    pub(crate) fn of_value(self) -> Self {
        match self {
            Self::Optional(place) => place.add("").of_value(),
            Self::Spread(object) => Self::Object(object),
            other => other,
        }
    }

    /// Takes away what an attempt to read has left.
    pub(crate) fn clear(self) {
        if let Self::Optional(many) | Self::Array(many) | Self::Named(many) = self {
            many.clear();
        }
    }
}

/// What is written of a value.
pub(crate) enum View<'v> {
    /// No value: the field is left out.
    Absent,
    Text(&'v str),
    /// A string that is made for the view.
    Short(Short),
    Boolean(bool),
    Integer(i64),
    Unsigned(u64),
    /// A code, and whether it is in its table.
    Code(i64, bool),
    /// A word, and whether it is in its list.
    Word(&'v str, bool),
    Object(&'v dyn Object),
    Array(&'v dyn Many),
    Named(&'v dyn Many),
    Any(&'v Untyped),
    /// A value that has no documented form; says why.
    Unwritable(&'static str),
}

/// What holds any number of values of one type.
pub(crate) trait Many {
    /// Adds a blank value, and gives the place to read it to.
    fn add(&mut self, name: &str) -> Place<'_>;

    fn clear(&mut self);

    /// The values, with their names if they have any.
    fn views(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_>;
}

/// The type of a field.
pub(crate) trait Field: Sized {
    /// Whether an object without the field cannot be typed.
    const REQUIRED: bool = true;
    /// The fields that it has itself, if it is an object.
    const SHAPE: Option<&'static Shape> = None;

    /// What is there until a value is read.
    fn blank() -> Self;

    fn place(&mut self) -> Place<'_>;

    fn view(&self) -> View<'_>;

    /// The JSON Schema of what is read or written, by the generator's contract.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema;
}

/// Fails to compile if there is something without which such an object could not be typed: one odd value in it would cost all
/// that holds it.
const fn needs_nothing<T: Field>() {
    if let Some(shape) = T::SHAPE {
        assert!(shape.required == 0, "an object that may be absent must not have a required field");
    }
}

impl<T: Leaf> Field for T {
    fn blank() -> Self {
        T::blank()
    }

    fn place(&mut self) -> Place<'_> {
        Place::Leaf(self)
    }

    fn view(&self) -> View<'_> {
        Leaf::view(self)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <T as Leaf>::schema(generator)
    }
}

impl<T: Field> Field for Option<T> {
    const REQUIRED: bool = {
        needs_nothing::<T>();
        false
    };

    fn blank() -> Self {
        None
    }

    fn place(&mut self) -> Place<'_> {
        Place::Optional(self)
    }

    fn view(&self) -> View<'_> {
        self.as_ref().map_or(View::Absent, T::view)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::definition::optional(T::schema(generator), generator)
    }
}

impl<T: Field> Many for Option<T> {
    fn add(&mut self, _: &str) -> Place<'_> {
        self.insert(T::blank()).place()
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn views(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_> {
        Box::new(self.iter().map(|value| ("", value.view())))
    }
}

impl<T: Field> Field for Vec<T> {
    const REQUIRED: bool = {
        needs_nothing::<T>();
        false
    };

    fn blank() -> Self {
        Self::new()
    }

    fn place(&mut self) -> Place<'_> {
        Place::Array(self)
    }

    fn view(&self) -> View<'_> {
        if self.is_empty() { View::Absent } else { View::Array(self) }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let element = T::schema(generator);
        crate::definition::nullable(schemars::json_schema!({ "type": "array", "maxItems": MOST, "items": element }))
    }
}

impl<T: Field> Many for Vec<T> {
    fn add(&mut self, _: &str) -> Place<'_> {
        self.push(T::blank());
        self.last_mut().map_or(Place::Nowhere, T::place)
    }

    fn clear(&mut self) {
        *self = Self::new();
    }

    fn views(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_> {
        Box::new(self.iter().map(|value| ("", value.view())))
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    const REQUIRED: bool = {
        needs_nothing::<T>();
        false
    };

    fn blank() -> Self {
        Self::new()
    }

    fn place(&mut self) -> Place<'_> {
        Place::Named(self)
    }

    fn view(&self) -> View<'_> {
        View::Named(self)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = T::schema(generator);
        schemars::json_schema!({ "type": "object", "maxProperties": MOST, "additionalProperties": value })
    }
}

impl<T: Field> Many for BTreeMap<String, T> {
    fn add(&mut self, name: &str) -> Place<'_> {
        self.entry(name.to_owned()).or_insert_with(T::blank).place()
    }

    fn clear(&mut self) {
        self.clear();
    }

    fn views(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_> {
        Box::new(self.iter().map(|(name, value)| (name.as_str(), value.view())))
    }
}

impl Field for Untyped {
    fn blank() -> Self {
        Self::from_json("null".to_owned())
    }

    fn place(&mut self) -> Place<'_> {
        Place::Any(self)
    }

    fn view(&self) -> View<'_> {
        View::Any(self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::Schema::default()
    }
}
