//! The JSON values that are not objects or lists, read in one way for all leaf types.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde_json::{Number, Value};

use super::{Problem, Trace, Wire};
use crate::time;

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

/// What a value is, in the words of the error messages.
pub(crate) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
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

    pub(crate) fn unexpected<E: serde::de::Error>(&self, expected: &'static str, trace: &mut Trace) -> E {
        trace.fail(Problem::Expected { expected, found: self.kind() })
    }

    /// The text, or the error that says what stands in its place.
    pub(crate) fn text<E: serde::de::Error>(self, trace: &mut Trace) -> Result<Cow<'de, str>, E> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.unexpected("a text", trace)),
        }
    }
}

impl<'de> Deserialize<'de> for Scalar<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;

        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("any JSON value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
                Ok(Scalar::Boolean(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
                Ok(Scalar::Number(value.into()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
                Ok(Scalar::Number(value.into()))
            }

            // More than 64 bits come from CBOR, or from a `Value` under `arbitrary_precision`. No field holds them, so that it
            // is such a number is enough.
            fn visit_i128<E: serde::de::Error>(self, value: i128) -> Result<Self::Value, E> {
                i64::try_from(value)
                    .map_or_else(|_| ScalarVisitor.visit_f64(f64::MIN), |value| ScalarVisitor.visit_i64(value))
            }

            fn visit_u128<E: serde::de::Error>(self, value: u128) -> Result<Self::Value, E> {
                u64::try_from(value)
                    .map_or_else(|_| ScalarVisitor.visit_f64(f64::MAX), |value| ScalarVisitor.visit_u64(value))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
                Ok(Number::from_f64(value).map_or(Scalar::Null, Scalar::Number))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
                Ok(Scalar::Text(Cow::Owned(text)))
            }

            fn visit_bytes<E>(self, _: &[u8]) -> Result<Self::Value, E> {
                Ok(Scalar::Bytes)
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Scalar::Null)
            }

            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(Scalar::Null)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                Scalar::deserialize(deserializer)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::List)
            }

            // With serde_json's `arbitrary_precision` a number arrives as an object of its own making, which its `Value`
            // knows how to take apart. Any other object is in the wrong place, so what it costs to build does not matter.
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Ok(match Value::deserialize(MapAccessDeserializer::new(map))? {
                    Value::Number(number) => Scalar::Number(number),
                    _ => Scalar::Object,
                })
            }
        }

        deserializer.deserialize_any(ScalarVisitor)
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

fn read_whole<'de, N, D>(deserializer: D, trace: &mut Trace) -> Result<N, D::Error>
where
    N: TryFrom<i64> + TryFrom<u64>,
    D: Deserializer<'de>,
{
    match Scalar::deserialize(deserializer)? {
        Scalar::Number(number) => parse_whole(&number).map_err(|problem| trace.fail(problem)),
        other => Err(other.unexpected("an integer", trace)),
    }
}

impl Wire for String {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        Ok(Scalar::deserialize(deserializer)?.text(trace)?.into_owned())
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

impl Wire for bool {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        match Scalar::deserialize(deserializer)? {
            Scalar::Boolean(value) => Ok(value),
            other => Err(other.unexpected("a boolean", trace)),
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

impl Wire for i64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        read_whole(deserializer, trace)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "format": "int64" })
    }
}

impl Wire for u64 {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        read_whole(deserializer, trace)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(*self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "format": "int64", "minimum": 0 })
    }
}

/// RFC 3339 in UTC, `2024-01-15T10:30:00Z`; every other documented text form is read too.
impl Wire for DateTime<Utc> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D, trace: &mut Trace) -> Result<Self, D::Error> {
        let text = match Scalar::deserialize(deserializer)? {
            Scalar::Text(text) => text,
            other => return Err(other.unexpected("a date and time as text", trace)),
        };
        time::parse(&text).map_err(|problem| trace.fail(Problem::Instant(problem)))
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        time::write(self, time::Spelling::Rfc3339, serializer)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        time::schema(time::Spelling::Rfc3339, generator)
    }
}
