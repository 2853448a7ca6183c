//! The types whose JSON is one scalar.

use super::{Object, Place, View};
use crate::fields::{Scalar, TOO_LARGE};
use crate::path::Problem;

/// A type whose JSON is one scalar.
pub(crate) trait Leaf {
    /// The value before anything is read.
    fn blank() -> Self
    where
        Self: Sized;

    /// Takes the scalar, or says what is wrong with it.
    fn set(&mut self, scalar: &Scalar<'_>) -> Result<(), Problem>;

    /// Where a value is read to.
    #[inline(never)] // As in `Field`.
    fn place(&mut self) -> Place<'_>
    where
        Self: Sized,
    {
        Place::Leaf(self)
    }

    /// Where a value is read to that may be null.
    #[inline(never)] // As in `Field`.
    fn optional(value: &mut Option<Self>) -> Place<'_>
    where
        Self: Sized,
    {
        Place::Optional(value)
    }

    /// The object to read, for a type that can be one too.
    fn open(&mut self) -> Option<&mut dyn Object> {
        None
    }

    /// The value in its documented form.
    fn view(&self) -> View<'_>;

    /// The JSON Schema of the value.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema
    where
        Self: Sized;
}

/// Strings, numbers and booleans: how the value is taken from a scalar, its view, its schema, and what else is different.
/// `leaf!(bool: value, scalar, scalar.boolean()?, View::Boolean(*value), generator => ..);` expands to a `set` with
/// `*self = scalar.boolean()?`, and a `view` with `let value = self; View::Boolean(*value)`.
macro_rules! leaf {
    ($type:ty: $value:ident, $scalar:ident, $set:expr, $view:expr, $generator:ident => $schema:expr $(, $($more:item)*)?) => {
        impl Leaf for $type {
            fn blank() -> Self {
                Self::default()
            }

            fn set(&mut self, $scalar: &Scalar<'_>) -> Result<(), Problem> {
                *self = $set;
                Ok(())
            }

            fn view(&self) -> View<'_> {
                let $value = self;
                $view
            }

            #[cfg(feature = "schemars")]
            fn schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $schema
            }

            $($($more)*)?
        }
    };
}

leaf!(String: value, scalar, scalar.text()?.to_owned(), View::Text(value), _generator =>
    schemars::json_schema!({ "type": "string" }),
    fn place(&mut self) -> Place<'_> { Place::Text(self) }
    fn optional(value: &mut Option<Self>) -> Place<'_> { Place::OptionalText(value) });
leaf!(bool: value, scalar, scalar.boolean()?, View::Boolean(*value), _generator =>
    schemars::json_schema!({ "type": "boolean" }));
leaf!(i64: value, scalar, scalar.whole("an integer")?.try_into().map_err(|_| TOO_LARGE)?, View::Integer(*value),
    generator => crate::schema::integer(generator));
leaf!(u64: value, scalar, size(scalar.whole("an integer")?)?, View::Unsigned(*value),
    _generator => crate::schema::size());

fn size(value: i128) -> Result<u64, Problem> {
    const NEGATIVE: Problem = Problem::Expected { expected: "a non-negative integer", found: "a negative integer" };
    value.try_into().map_err(|_| if value < 0 { NEGATIVE } else { TOO_LARGE })
}
