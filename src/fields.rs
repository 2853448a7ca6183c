//! The small map that keeps what has no type: unknown fields, and objects whose content nobody documents.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use crate::wire::{Json, Problem, Segment, Trace, Wire, refuse, serde_by_wire};

/// JSON fields by name, as they were delivered.
///
/// `Debug` shows the names and never the values: nobody has said what an undocumented field may hold, and it may be a key or
/// a token. Read them with [`get`](Fields::get) or [`iter`](Fields::iter).
///
/// Values are [`serde_json::Value`]s, with what that means for numbers: integers of 64 bits and the decimals of an `f64`
/// are exact. The order of the fields is kept if some crate in your build switches on `serde_json`'s `preserve_order`, and is
/// alphabetical otherwise.
#[derive(Clone, Default, PartialEq)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// No fields.
    #[must_use]
    pub fn new() -> Self {
        Self(Map::new())
    }

    /// The value of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Whether there is a field of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Sets a field, and gives back the value that it had.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(name.into(), value.into())
    }

    /// Takes a field out. The others stay in their order.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        // Under `preserve_order`, the map's own `remove` moves the last field into the gap.
        let value = self.0.get_mut(name).map(Value::take)?;
        self.0.retain(|kept, _| kept != name);
        Some(value)
    }

    /// How many fields there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields with their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub(crate) fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// Reads the value that belongs to `name`, which may not be there yet.
    pub(crate) fn read_entry<'de, A: MapAccess<'de>>(
        &mut self,
        name: String,
        map: &mut A,
        trace: &mut Trace,
    ) -> Result<(), A::Error> {
        match self.0.entry(name) {
            serde_json::map::Entry::Vacant(vacant) => match map.next_value_seed(Json::strict(trace)) {
                Ok(value) => {
                    vacant.insert(value);
                    Ok(())
                }
                Err(error) => {
                    trace.inside(Segment::Name(vacant.key().clone()));
                    Err(error)
                }
            },
            serde_json::map::Entry::Occupied(occupied) => Err(trace.fail_at(occupied.key(), Problem::Duplicate)),
        }
    }

    /// Reads the fields one by one, and keeps on failure those that were complete.
    pub(crate) fn read_all<'de, A: MapAccess<'de>>(&mut self, mut map: A, trace: &mut Trace) -> Result<(), A::Error> {
        while let Some(name) = map.next_key()? {
            self.read_entry(name, &mut map, trace)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

impl From<Map<String, Value>> for Fields {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

impl From<Fields> for Map<String, Value> {
    fn from(fields: Fields) -> Self {
        fields.0
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Self::Object(fields.0)
    }
}

/// A JSON value of which nobody says what it may be.
///
/// `Debug` does not show it, for the reason that [`Fields`] has; it is in the public field.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Untyped(pub Value);

impl From<Value> for Untyped {
    fn from(value: Value) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Untyped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Untyped(..)")
    }
}

impl Wire for Untyped {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        Json::strict(trace).deserialize(deserializer).map(Self)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::Schema::default()
    }
}

serde_by_wire!(Untyped);

#[cfg(feature = "schemars")]
crate::schema::json_schema_by_wire!(Untyped);

impl Wire for Fields {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        struct FieldsVisitor<'t> {
            trace: &'t mut Trace,
        }

        impl<'de> serde::de::Visitor<'de> for FieldsVisitor<'_> {
            type Value = Fields;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            // A number may arrive as an object too (see `wire::json`).
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Fields, A::Error> {
                match Json::strict(self.trace).visit_map(map)? {
                    Value::Object(fields) => Ok(Fields(fields)),
                    _ => Err(self.trace.fail(Problem::Expected { expected: "an object", found: "a number" })),
                }
            }

            refuse!("an object": bool i64 u64 f64 str bytes unit seq);
        }

        deserializer.deserialize_any(FieldsVisitor { trace })
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

serde_by_wire!(Fields);

#[cfg(feature = "schemars")]
crate::schema::json_schema_by_wire!(Fields);
