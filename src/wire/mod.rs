//! How typed values are read from and written to JSON: the machinery under every object of the model.
//! No vendor object or event is named here, and of the fields only the two that every event has.

mod declare;
mod field;
mod json;
mod locate;
mod object;
mod scalar;
mod trace;

pub(crate) use declare::{form, object, object_impl, payload, serde_by_wire};
pub(crate) use field::{Documented, Form, FormSeed, Listed, NestedOrFlat, Slot};
pub(crate) use json::Json;
pub(crate) use locate::locate;
pub(crate) use object::{
    EVENT_TYPE, Nothing, Object, Tagged, drift_flat, drift_object, may_have, read_as_object, read_object, wire_name,
    write_flat,
};
pub(crate) use scalar::{Leaf, LeafSeed, Scalar, parse_whole, read_leaf};
pub(crate) use trace::{Problem, Segment, Trace, push_index, push_name};

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::drift::DriftCollector;

/// A type with one JSON form: text, number, object.
///
/// This is serde's `Deserialize` and `Serialize` with one addition, the [`Trace`]: reading notes in it where and why it
/// failed, so that an error knows its path without a second pass, and a successful read pays for nothing but the pointer.
pub(crate) trait Wire: Sized {
    /// Reads the value. On failure `trace` holds the problem and the path below this value.
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error>;

    /// Reads the value to where it stays.
    #[inline]
    fn read_into<'de, D: Deserializer<'de>>(
        deserializer: D,
        place: &mut Option<Self>,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        *place = Some(Self::read(deserializer, trace)?);
        Ok(())
    }

    /// Reads the value, or null, which leaves its place empty.
    fn read_nullable<'de, D: Deserializer<'de>>(
        deserializer: D,
        place: &mut Option<Self>,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        field::read_nullable(deserializer, trace, field::Reader(place))
    }

    /// Writes the value in its documented form.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reports what this version does not know about the value.
    fn drift(&self, _drift: &mut DriftCollector) {}

    /// The JSON Schema of what [`read`](Wire::read) accepts or [`write`](Wire::write) gives, by the generator's contract.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema;
}

/// Reads a `T` where serde wants a seed.
pub(crate) struct Seed<'t, T> {
    trace: &'t mut Trace,
    value: PhantomData<T>,
}

impl<'t, T> Seed<'t, T> {
    pub(crate) fn new(trace: &'t mut Trace) -> Self {
        Self { trace, value: PhantomData }
    }
}

impl<'de, T: Wire> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer, self.trace)
    }
}

/// Writes a `T` where serde wants a `Serialize`.
pub(crate) struct Written<'a, T>(pub(crate) &'a T);

impl<T: Wire> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// The `Visitor` methods of everything that is not wanted. One line `refuse!("an object": bool str);` expands to
///
/// ```ignore
/// fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self::Value, E> {
///     Err(self.trace.fail(Problem::Expected { expected: "an object", found: "a boolean" }))
/// }
/// fn visit_str<E: de::Error>(self, _: &str) -> Result<Self::Value, E> { /* the same with "a text" */ }
/// ```
///
/// serde's own defaults would quote the value that was found, and no error of this crate does.
macro_rules! refuse {
    ($expected:literal: $($kind:ident)*) => { $( $crate::wire::refuse!(@$kind $expected); )* };
    (@bool $e:literal) => { $crate::wire::refuse!(@fn visit_bool bool, $e, "a boolean"); };
    (@i64 $e:literal) => {
        $crate::wire::refuse!(@fn visit_i64 i64, $e, "a number");
        $crate::wire::refuse!(@fn visit_i128 i128, $e, "a number");
    };
    (@u64 $e:literal) => {
        $crate::wire::refuse!(@fn visit_u64 u64, $e, "a number");
        $crate::wire::refuse!(@fn visit_u128 u128, $e, "a number");
    };
    (@f64 $e:literal) => { $crate::wire::refuse!(@fn visit_f64 f64, $e, "a number"); };
    (@str $e:literal) => { $crate::wire::refuse!(@fn visit_str &str, $e, "a text"); };
    (@bytes $e:literal) => { $crate::wire::refuse!(@fn visit_bytes &[u8], $e, "bytes"); };
    (@unit $e:literal) => {
        $crate::wire::refuse!(@null visit_unit, $e);
        $crate::wire::refuse!(@null visit_none, $e);
    };
    (@seq $e:literal) => {
        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(self.trace.fail($crate::wire::Problem::Expected { expected: $e, found: "a list" }))
        }
    };
    (@map $e:literal) => {
        fn visit_map<A: serde::de::MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
            Err(self.trace.fail($crate::wire::Problem::Expected { expected: $e, found: "an object" }))
        }
    };
    (@null $visit:ident, $e:literal) => {
        fn $visit<E: serde::de::Error>(self) -> Result<Self::Value, E> {
            Err(self.trace.fail($crate::wire::Problem::Expected { expected: $e, found: "null" }))
        }
    };
    (@fn $visit:ident $type:ty, $e:literal, $found:literal) => {
        fn $visit<E: serde::de::Error>(self, _: $type) -> Result<Self::Value, E> {
            Err(self.trace.fail($crate::wire::Problem::Expected { expected: $e, found: $found }))
        }
    };
}
pub(crate) use refuse;

/// A list without its `null`: the elements, each with its index on the path.
pub(crate) fn read_list<'de, T: Wire, D: Deserializer<'de>>(
    deserializer: D,
    trace: &mut Trace,
) -> Result<Vec<T>, D::Error> {
    struct List<'t, T> {
        trace: &'t mut Trace,
        element: PhantomData<T>,
    }

    impl<'de, T: Wire> Visitor<'de> for List<'_, T> {
        type Value = Vec<T>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            // No capacity from the size hint: it is the sender's word.
            let mut elements = Vec::new();
            loop {
                match list.next_element_seed(Seed::<T>::new(self.trace)) {
                    Ok(Some(element)) => elements.push(element),
                    Ok(None) => return Ok(elements),
                    Err(error) => {
                        self.trace.inside(Segment::Index(elements.len()));
                        return Err(error);
                    }
                }
            }
        }

        refuse!("a list": bool i64 u64 f64 str bytes unit map);
    }

    deserializer.deserialize_any(List { trace, element: PhantomData })
}

/// An object whose keys are data: `{"<name>": T}`.
impl<T: Wire> Wire for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        struct Named<'t, T> {
            trace: &'t mut Trace,
            value: PhantomData<T>,
        }

        impl<'de, T: Wire> Visitor<'de> for Named<'_, T> {
            type Value = BTreeMap<String, T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut named = BTreeMap::new();
                while let Some(name) = map.next_key::<String>()? {
                    let may_be_number = named.is_empty() && json::is_number(&name);
                    let (name, failed) = match named.entry(name) {
                        Entry::Vacant(vacant) => match map.next_value_seed(Seed::<T>::new(self.trace)) {
                            Ok(value) => {
                                vacant.insert(value);
                                continue;
                            }
                            // `T` is an object. The text of a number is none, and it is this number that was found.
                            Err(_) if may_be_number && self.trace.found_text_here() => {
                                let found = Problem::Expected { expected: "an object", found: "a number" };
                                return Err(self.trace.fail(found));
                            }
                            Err(error) => (vacant.into_key(), error),
                        },
                        Entry::Occupied(occupied) => (occupied.key().clone(), self.trace.fail(Problem::Duplicate)),
                    };
                    self.trace.inside(Segment::Name(name));
                    return Err(failed);
                }
                Ok(named)
            }

            refuse!("an object": bool i64 u64 f64 str bytes unit seq);
        }

        deserializer.deserialize_any(Named { trace, value: PhantomData })
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self {
            map.serialize_entry(name, &Written(value))?;
        }
        map.end()
    }

    fn drift(&self, drift: &mut DriftCollector) {
        for (name, value) in self {
            drift.inside(name, |drift| value.drift(drift));
        }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = T::schema(generator);
        schemars::json_schema!({ "type": "object", "additionalProperties": value })
    }
}
