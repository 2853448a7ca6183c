//! A field: the place that a value is read to, and the view that is written. Both are trait objects for what has a type.

use chrono::{DateTime, Utc};

use super::{Leaf, Object, Shape};
use crate::fields::{Scalar, Untyped};
#[cfg(feature = "schemars")]
use crate::path::MOST;
use crate::path::Problem;
use crate::text::Short;

/// Where a value is read to.
pub(crate) enum Place<'p> {
    Text(&'p mut String),
    /// A string or null.
    OptionalText(&'p mut Option<String>),
    Leaf(&'p mut dyn Leaf),
    /// A timestamp in a format of its own.
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
    /// No place, for a key that is not a field.
    Nowhere,
}

impl Place<'_> {
    /// Takes a scalar; false if it is a null that means no value. Strings come first, because they are most of a delivery.
    #[expect(clippy::inline_always, reason = "what kind of scalar it is, is known where this is called")]
    #[inline(always)]
    pub(crate) fn set(&mut self, scalar: &Scalar<'_>) -> Result<bool, Problem> {
        match (&mut *self, scalar) {
            (Self::Text(text), Scalar::Text(value)) => **text = String::from(*value),
            (Self::OptionalText(text), Scalar::Text(value)) => **text = Some(String::from(*value)),
            (Self::Optional(many), Scalar::Text(_) | Scalar::Integer(_) | Scalar::Boolean(_)) => many.set(scalar)?,
            _ => return self.set_other(scalar),
        }
        Ok(true)
    }

    /// The other places. It is compiled once, and not into every visitor.
    fn set_other(&mut self, scalar: &Scalar<'_>) -> Result<bool, Problem> {
        match self {
            Self::Optional(_) | Self::OptionalText(_) | Self::Array(_) | Self::Named(_) | Self::Spread(_)
                if matches!(scalar, Scalar::Null) =>
            {
                return Ok(false);
            }
            Self::Optional(many) => many.set(scalar)?,
            Self::Leaf(leaf) => leaf.set(scalar)?,
            Self::Spelled(timestamp, read) => **timestamp = read(scalar)?,
            Self::Any(untyped) => **untyped = Untyped::from_json(scalar.to_json()?),
            Self::Text(_) | Self::OptionalText(_) => return Err(scalar.unexpected("a string")),
            Self::Object(_) | Self::Spread(_) | Self::Named(_) => return Err(scalar.unexpected("an object")),
            Self::Array(_) => return Err(scalar.unexpected("an array")),
            Self::Nowhere => return Err(scalar.unexpected("nothing")),
        }
        Ok(true)
    }

    /// The place of a value other than null.
    pub(crate) fn of_value(self) -> Self {
        match self {
            Self::Optional(place) => place.add("").of_value(),
            Self::OptionalText(text) => Self::Text(text.insert(String::new())),
            Self::Spread(object) => Self::Object(object),
            other => other,
        }
    }

    /// Removes what a failed attempt to read left behind.
    pub(crate) fn clear(self) {
        if let Self::OptionalText(text) = self {
            *text = None;
        } else if let Self::Optional(many) | Self::Array(many) | Self::Named(many) = self {
            many.clear();
        }
    }
}

/// What is written of a value.
pub(crate) enum View<'v> {
    /// No value: the field is left out.
    Absent,
    Text(&'v str),
    /// A timestamp in a format of its own, which does not have all years.
    Spelled(&'v DateTime<Utc>, fn(&DateTime<Utc>) -> Option<Short>),
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
}

/// What holds any number of values of one type.
pub(crate) trait Many {
    /// Adds a blank value, and returns the place to read it to.
    fn add(&mut self, name: &str) -> Place<'_>;

    /// Takes a scalar that is not null. If it cannot be typed, something may be left that has to be cleared.
    fn set(&mut self, scalar: &Scalar<'_>) -> Result<(), Problem> {
        self.add("").set(scalar).map(drop)
    }

    fn clear(&mut self);

    /// The elements of an array, or the fields of an object whose names are data. Empty for any other value.
    fn views(&self) -> Box<dyn Iterator<Item = (&str, View<'_>)> + '_> {
        Box::new(std::iter::empty())
    }
}

/// The type of a field.
pub(crate) trait Field: Sized {
    /// Whether an object without the field cannot be typed.
    const REQUIRED: bool = true;
    /// The fields that it has itself, if it is an object.
    const SHAPE: Option<&'static Shape> = None;

    /// The value before anything is read.
    fn blank() -> Self;

    fn place(&mut self) -> Place<'_>;

    /// Where a value is read to that may be null.
    #[inline(never)] // Inlined, every codegen unit would have a vtable of its own for the type.
    fn optional(value: &mut Option<Self>) -> Place<'_> {
        Place::Optional(value)
    }

    /// Takes a scalar that is not null.
    fn take(&mut self, scalar: &Scalar<'_>) -> Result<(), Problem> {
        self.place().set(scalar).map(drop)
    }

    fn view(&self) -> View<'_>;

    /// The JSON Schema of what is read or written, by the generator's contract.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema;
}

/// True, or it fails to compile. No field of such an object may be required: otherwise one odd value would cost everything
/// around it.
pub(crate) const fn needs_nothing<T: Field>() -> bool {
    if let Some(shape) = T::SHAPE {
        assert!(shape.required == 0, "an object that may be absent must not have a required field");
    }
    true
}

impl<T: Leaf> Field for T {
    fn blank() -> Self {
        T::blank()
    }

    fn place(&mut self) -> Place<'_> {
        T::place(self)
    }

    fn optional(value: &mut Option<Self>) -> Place<'_> {
        T::optional(value)
    }

    fn take(&mut self, scalar: &Scalar<'_>) -> Result<(), Problem> {
        self.set(scalar)
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
    const REQUIRED: bool = !needs_nothing::<T>();

    fn blank() -> Self {
        None
    }

    fn place(&mut self) -> Place<'_> {
        T::optional(self)
    }

    #[inline(never)] // Once for each type, and not once for each field of every object.
    fn view(&self) -> View<'_> {
        if let Some(value) = self { value.view() } else { View::Absent }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::schema::optional(T::schema(generator))
    }
}

impl<T: Field> Many for Option<T> {
    fn add(&mut self, _: &str) -> Place<'_> {
        self.insert(T::blank()).place()
    }

    fn set(&mut self, scalar: &Scalar<'_>) -> Result<(), Problem> {
        self.insert(T::blank()).take(scalar)
    }

    fn clear(&mut self) {
        *self = None;
    }
}

impl<T: Field> Field for Vec<T> {
    const REQUIRED: bool = !needs_nothing::<T>();

    fn blank() -> Self {
        Self::new()
    }

    #[inline(never)] // As `optional`.
    fn place(&mut self) -> Place<'_> {
        Place::Array(self)
    }

    #[inline(never)] // As `optional`.
    fn view(&self) -> View<'_> {
        if self.is_empty() { View::Absent } else { View::Array(self) }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let element = T::schema(generator);
        crate::schema::optional(schemars::json_schema!({ "type": "array", "maxItems": MOST, "items": element }))
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
