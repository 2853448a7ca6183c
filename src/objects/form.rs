//! The forms of a field: as its type implies, or an object whose fields may be among those of the event.

use crate::wire::{Field, FieldShape, Place, Spread, View};

/// A field as its type implies. What `#[form(..)]` names in a declaration has the same four functions.
pub(crate) struct Documented;

impl Documented {
    pub(crate) const fn shape<T: Field>(alias: &'static str) -> FieldShape {
        FieldShape::of::<T>(alias)
    }

    pub(crate) fn place<T: Field>(value: &mut T) -> Place<'_> {
        value.place()
    }

    pub(crate) fn view<T: Field>(value: &T) -> View<'_> {
        value.view()
    }

    #[cfg(feature = "schemars")]
    pub(crate) fn schema<T: Field>(generator: &mut schemars::SchemaGenerator) -> crate::schema::FieldSchema {
        T::schema(generator).into()
    }
}

/// An object that may be nested under its name, or have its fields among those of the event. Which of the two is documented
/// is the parameter; both are read.
pub(crate) struct Spreading<const IS_FLAT: bool>;

/// Documented among the fields of the event.
pub(crate) type Flat = Spreading<true>;

/// Documented under its name.
pub(crate) type NestedOrFlat = Spreading<false>;

impl<const IS_FLAT: bool> Spreading<IS_FLAT> {
    #[expect(clippy::panic, reason = "at compile time")]
    pub(crate) const fn shape<T: Field>(alias: &'static str) -> FieldShape {
        let Some(shape) = T::SHAPE else { panic!("only an object has fields to spread") };
        FieldShape { alias, required: !IS_FLAT, spread: Some(Spread { shape, is_flat: IS_FLAT }) }
    }

    pub(crate) fn place<T: Field>(value: &mut T) -> Place<'_> {
        match value.place() {
            Place::Object(object) => Place::Spread(object),
            other => other,
        }
    }

    pub(crate) fn view<T: Field>(value: &T) -> View<'_> {
        value.view()
    }

    #[cfg(feature = "schemars")]
    pub(crate) fn schema<T: Field>(generator: &mut schemars::SchemaGenerator) -> crate::schema::FieldSchema {
        use crate::schema::FieldSchema;
        let object = T::schema(generator);
        if IS_FLAT { FieldSchema::Flat(object) } else { FieldSchema::Nested(object) }
    }
}
