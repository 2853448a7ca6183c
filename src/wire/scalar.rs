//! The JSON values that are not objects or lists, read in one way for all leaf types.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde_json::{Number, Value};

use super::{Json, Problem, Trace, Wire};
use crate::drift::DriftCollector;

/// Any JSON value, as far as a leaf needs to tell them apart.
pub(crate) enum Scalar<'de> {
    Null,
    Boolean(bool),
    Number(Number),
    Text(Cow<'de, str>),
    List,
    Object,
    Bytes,
}

impl<'de> Scalar<'de> {
    /// What it is, in the words of the error messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Bytes => "bytes",
        }
    }

    /// What is wrong if something else is wanted.
    pub(crate) fn unexpected(&self, expected: &'static str) -> Problem {
        Problem::Expected { expected, found: self.kind() }
    }

    /// The text, or what is wrong with what stands in its place.
    pub(crate) fn text(self) -> Result<Cow<'de, str>, Problem> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.unexpected("a text")),
        }
    }
}

/// A [`Wire`] type whose JSON is one scalar.
pub(crate) trait Leaf: Sized {
    /// The value that the scalar stands for, or what is wrong with it.
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Problem>;

    /// Writes the value in its documented form.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Reports what this version does not know about the value.
    fn drift(&self, _drift: &mut DriftCollector) {}

    /// The JSON Schema of the value.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema;
}

impl<T: Leaf> Wire for T {
    #[inline]
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        read_leaf(deserializer, trace, T::from_scalar)
    }

    /// Null is a scalar too, so one look at the value is enough.
    #[inline]
    fn read_nullable<'de, D: Deserializer<'de>>(
        deserializer: D,
        place: &mut Option<Self>,
        trace: &mut Trace,
    ) -> Result<(), D::Error> {
        read_leaf(deserializer, trace, |scalar| {
            if !matches!(scalar, Scalar::Null) {
                *place = Some(T::from_scalar(scalar)?);
            }
            Ok(())
        })
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Leaf::write(self, serializer)
    }

    fn drift(&self, drift: &mut DriftCollector) {
        Leaf::drift(self, drift);
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        <T as Leaf>::schema(generator)
    }
}

/// Reads a leaf: `read` makes the value of the scalar that stands there, or says what is wrong with it.
///
/// It runs while the deserializer is still at the end of that scalar, so that an error knows its place.
#[inline]
pub(crate) fn read_leaf<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    trace: &mut Trace,
    read: impl FnOnce(Scalar<'de>) -> Result<T, Problem>,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(LeafSeed { trace, read })
}

/// [`read_leaf`] where serde wants a seed.
pub(crate) struct LeafSeed<'t, F> {
    pub(crate) trace: &'t mut Trace,
    pub(crate) read: F,
}

impl<'de, T, F: FnOnce(Scalar<'de>) -> Result<T, Problem>> DeserializeSeed<'de> for LeafSeed<'_, F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<F> LeafSeed<'_, F> {
    #[inline]
    fn finish<'de, T, E>(self, scalar: Scalar<'de>) -> Result<T, E>
    where
        F: FnOnce(Scalar<'de>) -> Result<T, Problem>,
        E: Error,
    {
        (self.read)(scalar).map_err(|problem| self.trace.fail(problem))
    }
}

impl<'de, T, F: FnOnce(Scalar<'de>) -> Result<T, Problem>> Visitor<'de> for LeafSeed<'_, F> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    // More than 64 bits come from CBOR, or from a `Value` under `arbitrary_precision`. No field holds them, so that it is such
    // a number is enough.
    fn visit_i128<E: Error>(self, value: i128) -> Result<T, E> {
        match i64::try_from(value) {
            Ok(value) => self.visit_i64(value),
            Err(_) => self.visit_f64(f64::MIN),
        }
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<T, E> {
        match u64::try_from(value) {
            Ok(value) => self.visit_u64(value),
            Err(_) => self.visit_f64(f64::MAX),
        }
    }

    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        self.finish(Scalar::Boolean(value))
    }

    #[inline]
    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.finish(Scalar::Number(value.into()))
    }

    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.finish(Scalar::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        match Number::from_f64(value) {
            Some(number) => self.finish(Scalar::Number(number)),
            None => Err(self.trace.fail(Problem::NotFinite)),
        }
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
        self.finish(Scalar::Text(Cow::Borrowed(text)))
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        self.finish(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<T, E> {
        self.finish(Scalar::Text(Cow::Owned(text)))
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<T, E> {
        self.finish(Scalar::Bytes)
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        self.finish(Scalar::Null)
    }

    fn visit_none<E: Error>(self) -> Result<T, E> {
        self.finish(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<T, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.finish(Scalar::List)
    }

    // With serde_json's `arbitrary_precision` a number arrives as an object of its own making, which `Json` knows how to take
    // apart. Any other object is in the wrong place, so what it costs to build does not matter.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let scalar = match Json::lenient().visit_map(map)? {
            Value::Number(number) => Scalar::Number(number),
            _ => Scalar::Object,
        };
        self.finish(scalar)
    }
}

/// The whole number that `number` is, in either spelling: `3` or `3.0`. JSON Schema makes no difference between the two.
///
/// A fraction has to be exact, so `3.0` counts only up to 2^53.
pub(crate) fn parse_whole<N: TryFrom<i64> + TryFrom<u64>>(number: &Number) -> Result<N, Problem> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let found = if let Some(value) = number.as_i64() {
        N::try_from(value).ok()
    } else if let Some(value) = number.as_u64() {
        N::try_from(value).ok()
    } else {
        match number.as_f64() {
            Some(value) if value.is_finite() && value.fract() != 0.0 => {
                return Err(Problem::Expected { expected: "an integer", found: "a number with a fraction" });
            }
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
            Some(value) if value.abs() <= EXACT => N::try_from(value as i64).ok(),
            _ => None,
        }
    };
    found.ok_or(Problem::IntegerRange)
}

fn read_whole<N: TryFrom<i64> + TryFrom<u64>>(scalar: &Scalar<'_>) -> Result<N, Problem> {
    match scalar {
        Scalar::Number(number) => parse_whole(number),
        other => Err(other.unexpected("an integer")),
    }
}

impl Leaf for String {
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Problem> {
        scalar.text().map(Cow::into_owned)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

impl Leaf for bool {
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Problem> {
        match scalar {
            Scalar::Boolean(value) => Ok(value),
            other => Err(other.unexpected("a boolean")),
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "boolean" })
    }
}

impl Leaf for i64 {
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Problem> {
        read_whole(&scalar)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*self)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::schema::integer(i64::MIN, i64::MAX, generator)
    }
}

impl Leaf for u64 {
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Problem> {
        read_whole(&scalar)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(*self)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::schema::integer(u64::MIN, u64::MAX, generator)
    }
}
