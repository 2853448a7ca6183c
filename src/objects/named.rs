//! An object whose names are data, such as the areas of a stack's score.

use std::collections::BTreeMap;

#[cfg(feature = "schemars")]
use crate::path::MOST;
use crate::wire::{Field, Many, Place, View, needs_nothing};

impl<T: Field> Field for BTreeMap<String, T> {
    const REQUIRED: bool = !needs_nothing::<T>();

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
