//! Reading of JSON that has no type, into a `serde_json::Value`.
//!
//! `Value`'s own `Deserialize` is not used, because it does not keep what it reads: of two fields with one name it drops the
//! first without a word, and an object with a key that `serde_json` uses inside is taken for something else, for example
//! `{"$serde_json::private::RawValue": "[1]"}` for `[1]`. A sender could even nest JSON in such texts deeper than the limit.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::{Problem, Segment, Trace};

/// The key under which `serde_json` hands over a number when some crate has switched on its `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// The number that these fields are, if `serde_json` hands over numbers like that. What looks nearly like one is an object.
pub(crate) fn number_of(fields: &Map<String, Value>) -> Option<Number> {
    let (key, value) = fields.iter().next().filter(|_| fields.len() == 1)?;
    if is_number(key) { value.as_str()?.parse().ok() } else { None }
}

/// Whether an object with this key is a number, as `serde_json` hands it over under `arbitrary_precision`.
pub(crate) fn is_number(key: &str) -> bool {
    /// What a number of `serde_json` arrives as.
    struct Arrival(bool);

    impl<'de> Deserialize<'de> for Arrival {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(Self(false))
        }
    }

    impl<'de> Visitor<'de> for Arrival {
        type Value = Self;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a number")
        }

        fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
            Ok(Self(false))
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
            while map.next_entry::<String, String>()?.is_some() {}
            Ok(Self(true))
        }
    }

    // The feature is another crate's, so it can only be asked for by trying, with a fraction because integers of 64 bits arrive
    // as such all the same. Without the feature such a key hardly ever comes.
    key == NUMBER && serde_json::from_str::<Arrival>("0.5").is_ok_and(|arrival| arrival.0)
}

/// Reads any JSON.
pub(crate) struct Json<'t> {
    /// Where a key that stands twice is noted, which is an error then. Without it the first one counts.
    trace: Option<&'t mut Trace>,
}

impl<'t> Json<'t> {
    pub(crate) fn strict(trace: &'t mut Trace) -> Self {
        Self { trace: Some(trace) }
    }

    pub(crate) fn lenient() -> Self {
        Self { trace: None }
    }

    fn inner(&mut self) -> Json<'_> {
        Json { trace: self.trace.as_deref_mut() }
    }

    /// Adds the step to what is wrong, if that is a matter of this crate. What `serde_json` itself cannot read, such as too
    /// deep a nesting, has the path of the field that it stands in, and no longer one.
    fn inside(&mut self, segment: impl FnOnce() -> Segment) {
        if let Some(trace) = self.trace.as_deref_mut().filter(|trace| trace.problem().is_some()) {
            trace.inside(segment());
        }
    }

    fn fail<E: Error>(self, problem: Problem) -> E {
        match self.trace {
            Some(trace) => trace.fail(problem),
            None => E::custom(problem),
        }
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        fields: &mut Map<String, Value>,
        name: String,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match fields.entry(name) {
            Entry::Vacant(vacant) => match map.next_value_seed(self.inner()) {
                Ok(value) => {
                    vacant.insert(value);
                    Ok(())
                }
                Err(error) => {
                    self.inside(|| Segment::Name(vacant.key().clone()));
                    Err(error)
                }
            },
            Entry::Occupied(occupied) => match &mut self.trace {
                Some(trace) => Err(trace.fail_at(occupied.key(), Problem::Duplicate)),
                None => map.next_value_seed(Json::lenient()).map(drop),
            },
        }
    }
}

impl<'de> DeserializeSeed<'de> for Json<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Json<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    // More than 64 bits come from CBOR, or from a `Value` under `arbitrary_precision`. serde's own refusal would quote the value.
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        Number::from_i128(value).map(Value::Number).ok_or_else(|| self.fail(Problem::IntegerRange))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        Number::from_u128(value).map(Value::Number).ok_or_else(|| self.fail(Problem::IntegerRange))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| self.fail(Problem::NotFinite))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        loop {
            match list.next_element_seed(self.inner()) {
                Ok(Some(element)) => elements.push(element),
                Ok(None) => return Ok(Value::Array(elements)),
                Err(error) => {
                    self.inside(|| Segment::Index(elements.len()));
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        let Some(first) = map.next_key::<String>()? else { return Ok(Value::Object(fields)) };
        self.read_field(&mut fields, first, &mut map)?;
        let mut next = map.next_key()?;
        if next.is_none()
            && let Some(number) = number_of(&fields)
        {
            return Ok(Value::Number(number));
        }
        while let Some(name) = next {
            self.read_field(&mut fields, name, &mut map)?;
            next = map.next_key()?;
        }
        Ok(Value::Object(fields))
    }
}
