//! How a value sits in an object: required or optional, nested or flat, and in which spelling it is written.

use std::fmt;

use serde::de::value::{BytesDeserializer, MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde_json::Value;

use super::{Object, Trace, Wire, Written, read_list};
use crate::Fields;
use crate::drift::DriftCollector;

/// A field of type `T`, as one of its forms reads and writes it.
///
/// [`Documented`] is the form of nearly all fields and follows the type: `T` is required, `Option<T>` and `Vec<T>` are not.
pub(crate) trait Form<T> {
    /// What reading the key leaves until the object is complete.
    type Slot: Slot;

    /// Reads the value into its slot, which saves moving whole objects from call to call.
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        slot: &mut Self::Slot,
        trace: &mut Trace,
    ) -> Result<(), D::Error>;

    /// The finished field. `None` is a failure, and then `trace` says which.
    fn finish(slot: Self::Slot, name: &'static str, unknown: &mut Fields, trace: &mut Trace) -> Option<T>;

    /// Writes the entry, or nothing if there is no value.
    fn write<M: SerializeMap>(value: &T, name: &'static str, map: &mut M) -> Result<(), M::Error>;

    fn drift(value: &T, drift: &mut DriftCollector);

    /// The field's schema and whether an object without the field is invalid.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, bool);

    /// The schema of the object whose fields may stand in its place.
    #[cfg(feature = "schemars")]
    fn or_flat(_: &mut schemars::SchemaGenerator) -> Option<schemars::Schema> {
        None
    }
}

/// Where a field's value waits until its object is complete.
pub(crate) trait Slot: Default {
    /// Whether no value came, or only null, or an empty list where that means the same.
    fn is_empty(&self) -> bool;
}

impl<T> Slot for Option<T> {
    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T> Slot for Vec<T> {
    fn is_empty(&self) -> bool {
        self.is_empty()
    }
}

fn required<T>(slot: Option<T>, name: &'static str, trace: &mut Trace) -> Option<T> {
    if slot.is_none() {
        trace.missing(name);
    }
    slot
}

/// The form that the type implies.
pub(crate) struct Documented;

impl<T: Wire> Form<T> for Documented {
    type Slot = Option<T>;

    #[inline]
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        slot: &mut Self::Slot,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        T::read_into(deserializer, slot, trace)
    }

    fn finish(slot: Self::Slot, name: &'static str, _: &mut Fields, trace: &mut Trace) -> Option<T> {
        required(slot, name, trace)
    }

    fn write<M: SerializeMap>(value: &T, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, &Written(value))
    }

    fn drift(value: &T, drift: &mut DriftCollector) {
        value.drift(drift);
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, bool) {
        (T::schema(generator), true)
    }
}

impl<T: Wire> Form<Option<T>> for Documented {
    type Slot = Option<T>;

    #[inline]
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        slot: &mut Self::Slot,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        T::read_nullable(deserializer, slot, trace)
    }

    fn finish(slot: Self::Slot, _: &'static str, _: &mut Fields, _: &mut Trace) -> Option<Option<T>> {
        Some(slot)
    }

    fn write<M: SerializeMap>(value: &Option<T>, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        match value {
            Some(value) => map.serialize_entry(name, &Written(value)),
            None => Ok(()),
        }
    }

    fn drift(value: &Option<T>, drift: &mut DriftCollector) {
        if let Some(value) = value {
            value.drift(drift);
        }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, bool) {
        (crate::schema::optional(T::schema(generator), generator), false)
    }
}

impl<T: Wire> Form<Vec<T>> for Documented {
    type Slot = Vec<T>;

    #[inline]
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        slot: &mut Self::Slot,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        read_nullable(deserializer, trace, ListReader(slot))
    }

    fn finish(slot: Self::Slot, _: &'static str, _: &mut Fields, _: &mut Trace) -> Option<Vec<T>> {
        Some(slot)
    }

    fn write<M: SerializeMap>(value: &Vec<T>, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        if value.is_empty() { Ok(()) } else { Listed::write(value, name, map) }
    }

    fn drift(value: &Vec<T>, drift: &mut DriftCollector) {
        for (index, element) in value.iter().enumerate() {
            drift.inside_element(index, |drift| element.drift(drift));
        }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, bool) {
        let (list, _) = <Listed as Form<Vec<T>>>::schema(generator);
        (crate::schema::nullable(list), false)
    }
}

/// A list that is always there, also when it is empty.
pub(crate) struct Listed;

impl<T: Wire> Form<Vec<T>> for Listed {
    type Slot = Option<Vec<T>>;

    #[inline]
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        slot: &mut Self::Slot,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        *slot = Some(read_list(deserializer, trace)?);
        Ok(())
    }

    fn finish(slot: Self::Slot, name: &'static str, _: &mut Fields, trace: &mut Trace) -> Option<Vec<T>> {
        required(slot, name, trace)
    }

    fn write<M: SerializeMap>(value: &Vec<T>, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        struct Elements<'a, T>(&'a [T]);

        impl<T: Wire> serde::Serialize for Elements<'_, T> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.iter().map(Written))
            }
        }

        map.serialize_entry(name, &Elements(value))
    }

    fn drift(value: &Vec<T>, drift: &mut DriftCollector) {
        <Documented as Form<Vec<T>>>::drift(value, drift);
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, bool) {
        let element = T::schema(generator);
        (schemars::json_schema!({ "type": "array", "items": element }), true)
    }
}

/// An object that the documentation nests under its key, and that older deliveries have among the event's own fields.
///
/// The nested one counts. Only where there is none, the flat one is taken out of the event's unknown fields: that is a
/// rare way, so it may go through generic values, and a documented event pays nothing for it.
pub(crate) struct NestedOrFlat;

impl<T: Object + Wire> Form<T> for NestedOrFlat {
    type Slot = Option<T>;

    #[inline]
    fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        slot: &mut Self::Slot,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        T::read_nullable(deserializer, slot, trace)
    }

    fn finish(slot: Self::Slot, name: &'static str, unknown: &mut Fields, trace: &mut Trace) -> Option<T> {
        if slot.is_some() {
            return slot;
        }
        // The first field of every object is the one that identifies it.
        if !T::NAMES.first().is_some_and(|identity| unknown.contains(identity)) {
            trace.missing(name);
            return None;
        }
        let mut flat = Fields::new();
        for name in T::NAMES {
            if let Some(value) = unknown.remove(name) {
                flat.insert(*name, value);
            }
        }
        T::read(Value::from(flat), trace).ok()
    }

    fn write<M: SerializeMap>(value: &T, name: &'static str, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry(name, &Written(value))
    }

    fn drift(value: &T, drift: &mut DriftCollector) {
        value.drift(drift);
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> (schemars::Schema, bool) {
        (T::schema(generator), true)
    }

    #[cfg(feature = "schemars")]
    fn or_flat(generator: &mut schemars::SchemaGenerator) -> Option<schemars::Schema> {
        Some(T::schema(generator))
    }
}

/// What to read where there is no null.
pub(super) trait Read {
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D, trace: &mut Trace) -> Result<(), D::Error>;
}

pub(super) struct Reader<'s, T>(pub(super) &'s mut Option<T>);

impl<T: Wire> Read for Reader<'_, T> {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D, trace: &mut Trace) -> Result<(), D::Error> {
        T::read_into(deserializer, self.0, trace)
    }
}

/// The `Visitor` methods that hand a scalar on to the reader. `hand_on!(visit_bool: bool)` expands to
///
/// ```ignore
/// fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
///     self.reader.read(value.into_deserializer(), self.trace)
/// }
/// ```
macro_rules! hand_on {
    ($($visit:ident: $type:ty),*) => { $(
        fn $visit<E: Error>(self, value: $type) -> Result<(), E> {
            self.reader.read(value.into_deserializer(), self.trace)
        }
    )* };
}

struct ListReader<'s, T>(&'s mut Vec<T>);

impl<T: Wire> Read for ListReader<'_, T> {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D, trace: &mut Trace) -> Result<(), D::Error> {
        *self.0 = read_list(deserializer, trace)?;
        Ok(())
    }
}

/// Reads a value, or null.
///
/// It asks for any value and not for an option, because some formats tell a value from an optional one: RON would want a
/// `Some` around it, which JSON has not and this crate does not write.
#[inline]
pub(super) fn read_nullable<'de, R: Read, D: Deserializer<'de>>(
    deserializer: D,
    trace: &mut Trace,
    reader: R,
) -> Result<(), D::Error> {
    struct Nullable<'t, R> {
        trace: &'t mut Trace,
        reader: R,
    }

    impl<'de, R: Read> Visitor<'de> for Nullable<'_, R> {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a value or null")
        }

        // A key stands once, so there is nothing in the slot that a null would have to take out.
        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }

        fn visit_none<E>(self) -> Result<(), E> {
            Ok(())
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            self.reader.read(deserializer, self.trace)
        }

        #[inline]
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
            self.reader.read(MapAccessDeserializer::new(map), self.trace)
        }

        #[inline]
        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
            self.reader.read(SeqAccessDeserializer::new(list), self.trace)
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<(), E> {
            self.reader.read(BytesDeserializer::new(bytes), self.trace)
        }

        hand_on!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64,
            visit_str: &str);
    }

    deserializer.deserialize_any(Nullable { trace, reader })
}

/// Reads into a field's slot where serde wants a seed.
pub(crate) struct FormSeed<'s, 't, F: Form<T>, T> {
    slot: &'s mut F::Slot,
    trace: &'t mut Trace,
}

impl<'s, 't, F: Form<T>, T> FormSeed<'s, 't, F, T> {
    #[inline]
    pub(crate) fn new(slot: &'s mut F::Slot, trace: &'t mut Trace) -> Self {
        Self { slot, trace }
    }
}

impl<'de, F: Form<T>, T> DeserializeSeed<'de> for FormSeed<'_, '_, F, T> {
    type Value = ();

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        F::read(deserializer, self.slot, self.trace)
    }
}
