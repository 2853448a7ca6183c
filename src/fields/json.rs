//! Any JSON value as compact text: written from what a deserializer reads, and read again as a value or into a serializer.
//!
//! `serde_json::Value` does not keep what it reads: of two fields with one name it drops the first, and it takes an object
//! with a name that `serde_json` uses internally for something else, such as `{"$serde_json::private::RawValue": "[1]"}` for
//! `[1]`. It also needs up to a hundred times the memory of the text.

use std::any::type_name;
use std::collections::HashMap;
use std::fmt::{self, Write as _};
use std::hash::BuildHasher;
use std::ops::Range;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use super::scalar::{EXACT, TAGGED, is_whole, signed, unsigned};
use super::{Fields, Scalar};
use crate::path::{Problem, Trace};

/// The name under which `serde_json` passes a number on when some crate has enabled its `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Whether an object whose only field has this name is a number, as `serde_json` passes it on with `arbitrary_precision`.
fn is_number(name: &str) -> bool {
    // Another crate enables the feature, so only a trial can tell: with it, a number keeps its spelling. Without it, such a name is
    // rare.
    name == NUMBER && "0.50".parse::<Number>().is_ok_and(|number| number.to_string() == "0.50")
}

/// The digits of the number that an object with this one field is, or nothing if it is an object like others.
pub(super) fn digits<'v>(name: &str, json: &'v str) -> Option<&'v str> {
    let digits = json.strip_prefix('"')?.strip_suffix('"')?;
    (is_number(name) && digits.parse::<Number>().is_ok()).then_some(digits)
}

/// Appends a JSON string.
pub(crate) fn push_string(json: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let is_escaped = match bytes.last_chunk() {
        // The last word may overlap the one before.
        Some(last) => bytes.as_chunks().0.iter().chain([last]).any(|word| has_escaped(u64::from_le_bytes(*word))),
        None => bytes.iter().any(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\')),
    };
    if is_escaped {
        // Writing a string does not fail.
        json.push_str(&serde_json::to_string(text).unwrap_or_default());
    } else {
        json.push('"');
        json.push_str(text);
        json.push('"');
    }
}

/// A one in each byte.
const EACH: u64 = u64::from_le_bytes([1; 8]);

/// Whether one of eight bytes is one that JSON escapes: a quote, a backslash or a control character. Subtracting sets the high bit
/// of the bytes that are too small for it.
fn has_escaped(word: u64) -> bool {
    let is_below = |word: u64, limit: u64| word.wrapping_sub(EACH.wrapping_mul(limit)) & !word;
    let is = |byte: u8| is_below(word ^ EACH.wrapping_mul(byte.into()), 1);
    (is_below(word, 0x20) | is(b'"') | is(b'\\')) & EACH.wrapping_mul(0x80) != 0
}

/// A string as JSON.
pub(crate) fn json_string(text: &str) -> String {
    let mut json = String::new();
    push_string(&mut json, text);
    json
}

/// Tells whether a name is new among those of one object, in a time that does not grow with their number.
#[derive(Default)]
pub(crate) struct Names {
    /// How many names it has been asked about, and a bit for the mark of each: where it is not set, no name has to be compared.
    asked: usize,
    marks: [u64; 4],
    /// Which name has a hash, once there are many. If it is another one, the name that is looked for has the next hash.
    places: Option<HashMap<u32, u32>>,
    /// The hash for the name that it was asked about last.
    last: Option<u32>,
}

impl Names {
    /// Whether the name is none of the `earlier` ones, which come with their [marks](mark): names with different marks differ. It
    /// has to be asked about a name before that is added, and is quicker if it always was. `at` is one of them by its place.
    pub(crate) fn is_new<'n>(
        &mut self,
        name: &[u8],
        mut earlier: impl ExactSizeIterator<Item = (u64, &'n [u8])>,
        at: impl Fn(usize) -> Option<&'n [u8]>,
    ) -> bool {
        const FEW: usize = 64;
        let count = earlier.len();
        if count >= FEW {
            let places = self.places.get_or_insert_default();
            for place in places.len()..count {
                // The last of them is the name before.
                let last = self.last.take().filter(|_| place.saturating_add(1) == count);
                if let Some(free) = last.or_else(|| free_hash(places, at(place).unwrap_or_default(), &at)) {
                    places.insert(free, u32::try_from(place).unwrap_or(u32::MAX));
                }
            }
            self.last = free_hash(places, name, &at);
            return self.last.is_some();
        }
        let own = mark(name);
        let may_be_known = self.add(own, count);
        !may_be_known || earlier.all(|(mark, earlier)| mark != own || earlier != name)
    }

    /// Adds the mark of a name. False if surely no earlier name has that mark. Once one of them was left out, or was not asked
    /// about, this is always true.
    pub(super) fn add(&mut self, mark: u64, earlier: usize) -> bool {
        if self.asked != earlier {
            self.asked = usize::MAX;
            return true;
        }
        self.asked = self.asked.saturating_add(1);
        let [.., bit] = mark.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
        let Some(bits) = self.marks.get_mut(usize::from(bit & 3)) else { return true };
        let had = *bits;
        *bits |= 1_u64.wrapping_shl(u32::from(bit >> 2));
        had == *bits
    }
}

/// The hash that a name gets, unless it has one.
fn free_hash<'n>(places: &HashMap<u32, u32>, name: &[u8], at: &impl Fn(usize) -> Option<&'n [u8]>) -> Option<u32> {
    // Its keys are random, so nobody can prepare names with the same hash. Half of it takes half of the memory.
    let [one, two, three, four, ..] = places.hasher().hash_one(name).to_le_bytes();
    let mut hash = u32::from_le_bytes([one, two, three, four]);
    while let Some(place) = places.get(&hash) {
        if usize::try_from(*place).ok().and_then(at) == Some(name) {
            return None;
        }
        hash = hash.wrapping_add(1);
    }
    Some(hash)
}

/// A number that is the same for equal names, and for few others: it saves looking at most of them.
pub(super) fn mark(name: &[u8]) -> u64 {
    let ends = match (name.first_chunk(), name.last_chunk()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(29),
        _ => name.iter().fold(0, |mark, byte| (mark << 8) | u64::from(*byte)),
    };
    ends ^ (name.len() as u64).rotate_right(8)
}

/// Reads any JSON value and appends it to JSON text. Duplicate fields are an error; if lenient, the first one counts.
pub(crate) struct Keeper<'t> {
    json: String,
    /// The marks of the names of all open objects, and where in the text these are.
    names: Vec<(u64, Range<usize>)>,
    trace: &'t mut Trace,
    is_lenient: bool,
}

impl<'t> Keeper<'t> {
    pub(crate) fn strict(json: String, trace: &'t mut Trace) -> Self {
        Self { json, names: Vec::new(), trace, is_lenient: false }
    }

    pub(crate) fn lenient(trace: &'t mut Trace) -> Self {
        Self { json: String::new(), names: Vec::new(), trace, is_lenient: true }
    }

    pub(crate) fn into_json(self) -> String {
        self.json
    }

    /// Reads a value, and returns all of the text.
    pub(crate) fn keep<E>(mut self, read: impl FnOnce(&mut Self) -> Result<(), E>) -> Result<String, E> {
        read(&mut self).map(|()| self.json)
    }

    fn at(&self, range: &Range<usize>) -> &[u8] {
        self.json.as_bytes().get(range.clone()).unwrap_or_default()
    }

    fn name(&self, range: &Range<usize>) -> String {
        serde_json::from_slice(self.at(range)).unwrap_or_default()
    }

    pub(crate) fn number<E: Error>(&mut self, number: Option<Number>) -> Result<(), E> {
        match number {
            Some(number) => {
                let _ = write!(self.json, "{number}");
                Ok(())
            }
            None => Err(self.trace.fail(Problem::NotFinite)),
        }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Keeper<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Appends a name. Its value tells whether it is the one of `serde_json`'s numbers.
struct NameKeeper<'k>(&'k mut String);

impl<'de> DeserializeSeed<'de> for NameKeeper<'_> {
    type Value = bool;

    // Not as an identifier: CBOR limits its length, and RON accepts no string for one.
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for NameKeeper<'_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a field name")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        push_string(self.0, name);
        Ok(name == NUMBER)
    }
}

impl<'de> Visitor<'de> for &mut Keeper<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.json.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.number(Some(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.number(Some(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.number(signed(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.number(unsigned(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.number(Number::from_f64(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        push_string(&mut self.json, text);
        Ok(())
    }

    // serde's own defaults would quote what was found.
    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<(), E> {
        Err(self.trace.fail(Scalar::Bytes.unexpected("any JSON value")))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.trace.fail(TAGGED))
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.json.push_str("null");
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<(), A::Error> {
        self.json.push('[');
        self.finish_array(array, 0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.trace.enter_unchecked();
        let start = self.json.len();
        let open = self.names.len();
        let mut names = Names::default();
        let mut only_name = false;
        self.json.push('{');
        loop {
            let before = self.json.len();
            if before > start.saturating_add(1) {
                self.json.push(',');
            }
            let begin = self.json.len();
            let Some(is_token) = map.next_key_seed(NameKeeper(&mut self.json))? else {
                self.json.truncate(before);
                break;
            };
            let name = begin..self.json.len();
            let count = self.names.len().saturating_sub(open);
            only_name = is_token && count == 0;
            if !only_name {
                self.trace.check_levels()?;
            }
            let earlier = self.names.get(open..).unwrap_or_default();
            let marked = earlier.iter().map(|(mark, range)| (*mark, self.at(range)));
            let at = |place: usize| earlier.get(place).map(|(_, range)| self.at(range));
            let is_new = names.is_new(self.at(&name), marked, at);
            if !is_new && !self.is_lenient {
                let name = self.name(&name);
                return Err(self.trace.fail_at(&name, Problem::Duplicate));
            }
            self.json.push(':');
            if let Err(error) = map.next_value_seed(&mut *self) {
                let name = self.name(&name);
                self.trace.inside_problem(&name);
                return Err(error);
            }
            if is_new {
                self.names.push((mark(self.at(&name)), name));
            } else {
                self.json.truncate(before);
            }
        }
        let number = self.names.get(open).filter(|_| only_name).map(|(_, name)| name.end.saturating_add(1));
        self.names.truncate(open);
        if let Some(digits) = number.and_then(|value| digits(NUMBER, self.json.get(value..)?)) {
            let digits = digits.to_owned();
            self.json.truncate(start);
            self.json.push_str(&digits);
        } else {
            self.trace.check_levels()?;
            self.json.push('}');
        }
        self.trace.leave();
        Ok(())
    }
}

impl Keeper<'_> {
    /// Reads the rest of an array, of which `count` elements are in the text.
    pub(crate) fn finish_array<'de, A: SeqAccess<'de>>(&mut self, mut array: A, count: usize) -> Result<(), A::Error> {
        self.trace.enter()?;
        for index in count.. {
            let before = self.json.len();
            if index > 0 {
                self.json.push(',');
            }
            match array.next_element_seed(&mut *self) {
                Ok(Some(())) => {}
                Ok(None) => {
                    self.json.truncate(before);
                    break;
                }
                Err(error) => {
                    self.trace.inside_element_of_problem(index);
                    return Err(error);
                }
            }
        }
        self.json.push(']');
        self.trace.leave();
        Ok(())
    }
}

/// The value of JSON text that a [`Keeper`] wrote.
pub(super) fn to_value(json: &str) -> Value {
    Built::deserialize(&mut serde_json::Deserializer::from_str(json)).map_or(Value::Null, |built| built.0)
}

/// A value, built without `Value`'s own reader.
struct Built(Value);

impl<'de> Deserialize<'de> for Built {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Builder)
    }
}

struct Builder;

impl<'de> Visitor<'de> for Builder {
    type Value = Built;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Built, E> {
        Ok(Built(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Built, E> {
        Ok(Built(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Built, E> {
        Ok(Built(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Built, E> {
        Ok(Built(value.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Built, E> {
        Ok(Built(text.into()))
    }

    fn visit_unit<E>(self) -> Result<Built, E> {
        Ok(Built(Value::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Built, A::Error> {
        let mut elements = Vec::new();
        while let Some(Built(element)) = array.next_element()? {
            elements.push(element);
        }
        Ok(Built(Value::Array(elements)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Built, A::Error> {
        let mut fields = Map::new();
        while let Some((name, Built(value))) = map.next_entry::<String, _>()? {
            fields.insert(name, value);
        }
        let number = fields.iter().next().filter(|_| fields.len() == 1).and_then(|(name, value)| {
            let digits = value.as_str().filter(|_| is_number(name))?;
            digits.parse().ok()
        });
        Ok(Built(number.map_or(Value::Object(fields), Value::Number)))
    }
}

/// A JSON text where serde wants a `Serialize`: numbers and null are written as such, in every format.
pub(crate) struct Written<'a>(pub(crate) &'a str);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Scalar::of_json(self.0) {
            Scalar::Boolean(value) => serializer.serialize_bool(value),
            Scalar::Integer(value) => serializer.serialize_i64(value),
            Scalar::Unsigned(value) => serializer.serialize_u64(value),
            Scalar::Digits(digits) => write_digits(digits, serializer),
            Scalar::Text(text) if !text.contains('\\') => serializer.serialize_str(text),
            Scalar::Text(_) => serializer.serialize_str(&read::<String, S>(self.0)?),
            Scalar::Array => {
                let elements = read::<Vec<&RawValue>, S>(self.0)?;
                let mut array = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    array.serialize_element(&Written(element.get()))?;
                }
                array.end()
            }
            Scalar::Object => {
                let Object(fields) = read::<Object, S>(self.0)?;
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields.entries() {
                    map.serialize_entry(name, &Written(value))?;
                }
                map.end()
            }
            Scalar::Null | Scalar::Decimal(_) | Scalar::Bytes => serializer.serialize_none(),
        }
    }
}

/// Reads one level of JSON text that a [`Keeper`] wrote.
fn read<'a, T: Deserialize<'a>, S: Serializer>(json: &'a str) -> Result<T, S::Error> {
    serde_json::from_str(json).map_err(serde::ser::Error::custom)
}

/// Writes a number that is not a 64-bit integer.
fn write_digits<S: Serializer>(digits: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let number = read::<Number, S>(digits)?;
    let value = number.as_f64();
    let is_all_of_it = value.and_then(Number::from_f64).as_ref() == Some(&number);
    if !is_all_of_it && is_serde_json::<S::Error>() {
        // With `arbitrary_precision`, an object with a private name that only `serde_json` takes for a number.
        return number.serialize(serializer);
    }
    // Other formats have no number of so many digits, or no other spelling of it. Infinity could not be read again.
    let Some(value) = value else { return serializer.serialize_str(digits) };
    // Rounded to an integer it would come back as one, so the decimal next to that is written.
    let is_rounded = value.abs() <= EXACT && value.fract() == 0.0 && !is_whole(digits);
    serializer.serialize_f64(if is_rounded { value.next_up() } else { value })
}

/// Whether a serializer with this type of error is one of `serde_json`, or one around it.
fn is_serde_json<E>() -> bool {
    // Types can be compared only where they are `'static`. If two of them had the same name, such a format would get a number as
    // `serde_json` does.
    type_name::<E>() == type_name::<serde_json::Error>()
}

/// The fields of an object that a [`Keeper`] wrote.
pub(super) struct Object(pub(super) Fields);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;

        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Object;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut fields = Fields::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    fields.push(&name, value.get());
                }
                Ok(Object(fields))
            }
        }

        deserializer.deserialize_map(ObjectVisitor)
    }
}
