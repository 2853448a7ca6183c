//! How what has no type is read and written.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::fields::{Fields, Scalar, Untyped, Written};
use crate::path::Problem;
use crate::wire::{Field, Leaf, Place, View, serde_by_field};

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

serde_by_field!(Untyped);

/// `unknown` is a field of every struct but not of the JSON: it begins blank, and nothing is read to it or written of it as a field.
impl Leaf for Fields {
    fn blank() -> Self {
        Self::new()
    }

    fn set(&mut self, scalar: &Scalar<'_>) -> Result<(), Problem> {
        Err(scalar.unexpected("an object"))
    }

    fn view(&self) -> View<'_> {
        View::Absent
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::schema::any_object()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let any = Untyped::deserialize(deserializer)?;
        Self::of_object(any.json()).ok_or_else(|| D::Error::custom(Scalar::of_json(any.json()).unexpected("an object")))
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, json) in self.entries() {
            map.serialize_entry(name, &Written(json))?;
        }
        map.end()
    }
}

#[cfg(feature = "schemars")]
crate::schema::json_schema_of!(inline Untyped: generator => <Untyped as Field>::schema(generator));

#[cfg(feature = "schemars")]
crate::schema::json_schema_of!(inline Fields: generator => <Fields as Field>::schema(generator));
