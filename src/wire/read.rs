//! Reading: what becomes of each value, and the loop over the fields of an object. Generic over the format only.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::object::{NameSeed, bit, is_set};
use super::{FieldShape, Key, Many, Object, Place, Shape};
use crate::fields::{Fields, Keeper, Names, Scalar};
use crate::path::{Problem, Trace};

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Got {
    /// It is in its place.
    Value,
    /// It means no value: null, or an empty array.
    Null,
    /// It could not be typed, and its JSON is in the trace.
    Kept,
}

/// Reads a value to its place. What cannot be typed is an error if it is required, and kept otherwise.
pub(crate) struct ValueSeed<'p, 't> {
    pub(crate) place: Place<'p>,
    pub(crate) is_required: bool,
    pub(crate) trace: &'t mut Trace,
}

impl ValueSeed<'_, '_> {
    #[inline]
    fn scalar<E: Error>(self, scalar: &Scalar<'_>) -> Result<Got, E> {
        match self.place.set(scalar) {
            Ok(true) => Ok(Got::Value),
            Ok(false) => Ok(Got::Null),
            Err(problem) => odd(self.trace, self.is_required, problem, || scalar.to_json()),
        }
    }

    /// A value that was read as JSON, because no array or object can be in its place. It may be a number, which `serde_json` can
    /// hand over as an object.
    fn json<E: Error>(self, json: String) -> Result<Got, E> {
        let scalar = Scalar::of_json(&json);
        match self.place {
            Place::Any(untyped) => {
                untyped.set_json(json);
                Ok(Got::Value)
            }
            Place::Named(many) if matches!(scalar, Scalar::Object) => {
                read_named(json, many, self.is_required, self.trace).map_err(|()| self.trace.stop())
            }
            place if matches!(scalar, Scalar::Array | Scalar::Object) => match place.set(&scalar) {
                Ok(_) => Ok(Got::Value),
                Err(problem) => odd(self.trace, self.is_required, problem, || Ok(json)),
            },
            place => ValueSeed { place, ..self }.scalar(&scalar),
        }
    }
}

/// What becomes of a value that cannot be typed.
#[cold]
fn odd<E: Error>(
    trace: &mut Trace,
    is_required: bool,
    problem: Problem,
    json: impl FnOnce() -> Result<String, Problem>,
) -> Result<Got, E> {
    let json = if is_required { Err(problem) } else { json() };
    trace.kept = json.map_err(|problem| trace.fail(problem))?;
    Ok(Got::Kept)
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_, '_> {
    type Value = Got;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Got, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_, '_> {
    type Value = Got;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<Got, E> {
        self.scalar(&Scalar::Boolean(value))
    }

    #[inline]
    fn visit_i64<E: Error>(self, value: i64) -> Result<Got, E> {
        self.scalar(&Scalar::Integer(value))
    }

    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Got, E> {
        self.scalar(&i64::try_from(value).map_or(Scalar::Unsigned(value), Scalar::Integer))
    }

    // More than 64 bits come from CBOR, or from a `Value` under `arbitrary_precision`, which is what holds them all.
    #[expect(clippy::cast_precision_loss, reason = "rounded as in JSON's text")]
    fn visit_i128<E: Error>(self, value: i128) -> Result<Got, E> {
        match (i64::try_from(value), Number::from_i128(value)) {
            (Ok(value), _) => self.visit_i64(value),
            (_, Some(number)) => self.scalar(&Scalar::Digits(&number.to_string())),
            (_, None) => self.scalar(&Scalar::Decimal(value as f64)),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "rounded as in JSON's text")]
    fn visit_u128<E: Error>(self, value: u128) -> Result<Got, E> {
        match (u64::try_from(value), Number::from_u128(value)) {
            (Ok(value), _) => self.visit_u64(value),
            (_, Some(number)) => self.scalar(&Scalar::Digits(&number.to_string())),
            (_, None) => self.scalar(&Scalar::Decimal(value as f64)),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Got, E> {
        self.trace.has_decimal = true;
        match self.trace.inexact.get(&value.to_bits()).cloned() {
            Some(digits) => self.scalar(&Scalar::Digits(&digits)),
            None => self.scalar(&Scalar::Decimal(value)),
        }
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<Got, E> {
        self.scalar(&Scalar::Text(text))
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<Got, E> {
        self.scalar(&Scalar::Bytes)
    }

    #[inline]
    fn visit_unit<E: Error>(self) -> Result<Got, E> {
        self.scalar(&Scalar::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Got, E> {
        self.scalar(&Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Got, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, array: A) -> Result<Got, A::Error> {
        match self.place.of_value() {
            Place::Array(many) => read_array(array, many, self.is_required, self.trace),
            place => {
                let json = Keeper::strict(String::new(), self.trace).keep(|keeper| keeper.visit_seq(array))?;
                ValueSeed { place, ..self }.json(json)
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Got, A::Error> {
        let place = match self.place.of_value() {
            Place::Object(object) => return read_object(map, object, "an object", self.is_required, self.trace),
            Place::Leaf(leaf) => {
                if let Some(object) = leaf.open() {
                    return read_object(map, object, "a string or an object", self.is_required, self.trace);
                }
                Place::Leaf(leaf)
            }
            place => place,
        };
        let json = Keeper::strict(String::new(), self.trace).keep(|keeper| keeper.visit_map(map))?;
        ValueSeed { place, ..self }.json(json)
    }
}

/// So many elements of an array, or fields of an object whose names are data, are typed. Longer ones are kept as a whole: a typed
/// value can take some hundred times the memory of its JSON.
pub(crate) const MOST: usize = 1000;

const TOO_MANY: Problem = Problem::Expected { expected: "at most 1000 elements", found: "more" };

/// Reads an element to a place of its own.
struct ElementSeed<'m, 't> {
    many: &'m mut dyn Many,
    is_required: bool,
    trace: &'t mut Trace,
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_, '_> {
    type Value = Got;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Got, D::Error> {
        let (place, is_required, trace) = (self.many.add(""), self.is_required, self.trace);
        ValueSeed { place, is_required, trace }.deserialize(deserializer)
    }
}

/// Reads the elements of an array. If one of them cannot be typed, the whole array is kept: those before it in their documented
/// form.
fn read_array<'de, A: SeqAccess<'de>>(
    mut array: A,
    many: &mut dyn Many,
    is_required: bool,
    trace: &mut Trace,
) -> Result<Got, A::Error> {
    trace.enter()?;
    let mut count: usize = 0;
    loop {
        let got = array.next_element_seed(ElementSeed { many, is_required, trace });
        match got.inspect_err(|_| trace.inside_element(count))? {
            Some(Got::Value) if count < MOST => count = count.saturating_add(1),
            Some(Got::Value) if is_required => return Err(trace.fail(TOO_MANY)),
            None => break,
            Some(odd) => {
                let mut json = String::from("[");
                for (_, view) in many.views().take(count) {
                    json.push_str(&view.to_json());
                    json.push(',');
                }
                match odd {
                    Got::Value => json += &many.views().last().map_or_else(String::new, |(_, view)| view.to_json()),
                    Got::Null => json.push_str("null"),
                    Got::Kept => json.push_str(&trace.kept),
                }
                trace.leave();
                let keeper = Keeper::strict(json, trace);
                let json = keeper.keep(|keeper| keeper.finish_array(array, count.saturating_add(1)))?;
                trace.kept = json;
                return Ok(Got::Kept);
            }
        }
    }
    trace.leave();
    Ok(if count == 0 { Got::Null } else { Got::Value })
}

/// Takes the values of an object whose names are data. It was read as JSON, because it is kept as a whole if one of them cannot
/// be typed.
fn read_named(json: String, many: &mut dyn Many, is_required: bool, trace: &mut Trace) -> Result<Got, ()> {
    let fields = Fields::of_object(&json).unwrap_or_default();
    if fields.len() > MOST {
        return odd::<serde_json::Error>(trace, is_required, TOO_MANY, || Ok(json)).map_err(drop);
    }
    for (name, value) in fields.entries() {
        let got = read_json(value, many.add(name), is_required, trace).inspect_err(|()| trace.inside(name))?;
        if got != Got::Value {
            trace.kept = json;
            return Ok(Got::Kept);
        }
    }
    Ok(Got::Value)
}

/// Reads an object.
fn read_object<'de, A: MapAccess<'de>>(
    map: A,
    object: &mut dyn Object,
    expected: &'static str,
    is_required: bool,
    trace: &mut Trace,
) -> Result<Got, A::Error> {
    trace.enter()?;
    let mut reading = Reading::default();
    reading.fields(map, object, trace)?;
    trace.leave();
    let is_bare = reading.own.came == 0 && reading.flat.came == 0 && !reading.tag_came;
    if let Some(digits) = object.unknown().number().filter(|_| is_bare) {
        let problem = Problem::Expected { expected, found: "a number" };
        return odd(trace, is_required, problem, || Ok(digits.to_owned()));
    }
    if reading.finish(object, trace) { Ok(Got::Value) } else { Err(trace.stop()) }
}

/// Which fields of an object have come, and which of them have a value: a bit for each.
#[derive(Default)]
struct Seen {
    came: u64,
    has_value: u64,
}

impl Seen {
    /// Notes that a field has come; false if it had come before.
    fn mark(&mut self, index: u8) -> bool {
        let is_new = !is_set(self.came, index);
        self.came |= bit(index);
        is_new
    }

    /// Whether all required fields have a value. The first one that has none is noted.
    fn check(&self, shape: &Shape, trace: &mut Trace) -> bool {
        let missing = shape.required & !self.has_value;
        if missing != 0 {
            let index = u8::try_from(missing.trailing_zeros()).unwrap_or(0);
            // Only where an object could have been flat, null is no problem at once.
            let null = Problem::Expected { expected: "an object", found: "null" };
            trace.note(shape.name(index), if is_set(self.came, index) { null } else { Problem::Missing });
        }
        missing == 0
    }
}

/// What is known while an object is read.
#[derive(Default)]
pub(crate) struct Reading {
    own: Seen,
    /// The fields of the object that is documented among its own.
    flat: Seen,
    tag_came: bool,
    /// The field that is expected next, and its name.
    next: (Key, &'static str),
    /// The unknown names.
    names: Names,
}

impl Reading {
    /// Reads fields, which may come in any order. Two of one name are an error.
    pub(crate) fn fields<'de, A: MapAccess<'de>>(
        &mut self,
        mut map: A,
        object: &mut dyn Object,
        trace: &mut Trace,
    ) -> Result<(), A::Error> {
        let shape = object.shape();
        let mut other = String::new();
        loop {
            let seed = NameSeed { shape, next: self.next, other: &mut other };
            let Some((key, is_other)) = map.next_key_seed(seed)? else { return Ok(()) };
            let name = || if is_other { other.as_str() } else { shape.name_of(key) };
            if key == Key::Unknown {
                read_unknown(&mut map, &other, object.unknown_mut(), &mut self.names, trace)?;
                continue;
            }
            if !self.mark(key) {
                return Err(trace.fail_at(name(), Problem::Duplicate));
            }
            self.next = shape.after(key);
            if key == Key::Tag {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let (place, is_required) = shape.place_of(object, key);
            match map.next_value_seed(ValueSeed { place, is_required, trace }) {
                Ok(Got::Value) => self.note_value(key),
                Ok(Got::Null) => {}
                Ok(Got::Kept) => self.note_kept(key, name(), object, trace),
                Err(error) => {
                    trace.inside(name());
                    return Err(error);
                }
            }
        }
    }

    /// Reads fields that were held back until it was known whose they are. On failure `trace` says why.
    pub(crate) fn held(&mut self, held: &Fields, object: &mut dyn Object, trace: &mut Trace) -> Result<(), ()> {
        let shape = object.shape();
        for (name, json) in held.entries() {
            let key = shape.find(name);
            if !self.mark(key) || key == Key::Unknown && !object.unknown().is_new(name, &mut self.names) {
                trace.note(name, Problem::Duplicate);
                return Err(());
            }
            match key {
                Key::Unknown => object.unknown_mut().push(name, json),
                Key::Tag => {}
                Key::Own(_) | Key::Flat(_) => {
                    let (place, is_required) = shape.place_of(object, key);
                    match read_json(json, place, is_required, trace).inspect_err(|()| trace.inside(name))? {
                        Got::Value => self.note_value(key),
                        Got::Null => {}
                        Got::Kept => self.note_kept(key, name, object, trace),
                    }
                }
            }
        }
        Ok(())
    }

    /// Notes that the event type has come, and with it the timestamp, which is the first field of every payload.
    pub(crate) fn found_head(&mut self, timestamp: Option<DateTime<Utc>>, object: &mut dyn Object) {
        if let (Some(timestamp), Place::Spelled(place, _)) = (timestamp, object.place(0)) {
            *place = timestamp;
            self.own = Seen { came: bit(0), has_value: bit(0) };
        }
        self.tag_came = true;
        self.next = object.shape().after(Key::Tag);
    }

    /// Notes that a field has come; false if it had come before. The unknown ones know themselves.
    fn mark(&mut self, key: Key) -> bool {
        match key {
            Key::Own(index) => self.own.mark(index),
            Key::Flat(index) => self.flat.mark(index),
            Key::Tag => !std::mem::replace(&mut self.tag_came, true),
            Key::Unknown => true,
        }
    }

    fn note_value(&mut self, key: Key) {
        match key {
            Key::Own(index) => self.own.has_value |= bit(index),
            Key::Flat(index) => self.flat.has_value |= bit(index),
            Key::Tag | Key::Unknown => {}
        }
    }

    /// Keeps the value of a field that could not be typed.
    #[cold]
    fn note_kept(&mut self, key: Key, name: &str, object: &mut dyn Object, trace: &mut Trace) {
        self.note_value(key);
        object.shape().place_of(object, key).0.clear();
        object.unknown_mut().push(name, &std::mem::take(&mut trace.kept));
    }

    /// Completes the object once all of its fields have come. False if it cannot be typed, and then `trace` says why.
    pub(crate) fn finish(&mut self, object: &mut dyn Object, trace: &mut Trace) -> bool {
        let shape = object.shape();
        let is_spread = match shape.spread {
            Some((index, spread)) if spread.is_flat => self.finish_flat(index, spread.shape, object, trace),
            Some((index, spread)) if !is_set(self.own.has_value, index) => {
                self.finish_nested(index, spread.shape, object, trace)
            }
            _ => true,
        };
        is_spread && self.own.check(shape, trace)
    }

    /// The object that is documented among the fields. One that is nested counts where no flat field has a value.
    fn finish_flat(&self, index: u8, flat: &'static Shape, object: &mut dyn Object, trace: &mut Trace) -> bool {
        let name = object.shape().name(index);
        let is_nested = object.unknown().json(name).is_some_and(|json| json.starts_with('{'));
        if self.flat.has_value != 0 || !is_nested {
            return self.flat.check(flat, trace);
        }
        let Some(json) = object.unknown_mut().take(name) else { return true };
        let read = read_json(&json, object.place(index).of_value(), true, trace);
        read.inspect_err(|()| trace.inside(name)).is_ok()
    }

    /// The object that is documented under its name, and did not come there: its fields are among the unknown ones then. This
    /// is a form of older deliveries, so they may be read a second time.
    fn finish_nested(&mut self, index: u8, shape: &'static Shape, object: &mut dyn Object, trace: &mut Trace) -> bool {
        if !object.unknown().contains(shape.name(0)) {
            return true;
        }
        let mut nested = Self::default();
        let mut flat = Fields::new();
        for FieldShape { name, .. } in shape.fields {
            if let Some(json) = object.unknown_mut().take(name) {
                flat.push(name, &json);
            }
        }
        let Place::Object(found) = object.place(index).of_value() else { return true };
        self.own.has_value |= bit(index);
        nested.held(&flat, found, trace).is_ok() && nested.finish(found, trace)
    }
}

/// Reads the value of an unknown field.
pub(crate) fn read_unknown<'de, A: MapAccess<'de>>(
    map: &mut A,
    name: &str,
    unknown: &mut Fields,
    names: &mut Names,
    trace: &mut Trace,
) -> Result<(), A::Error> {
    if !unknown.is_new(name, names) {
        return Err(trace.fail_at(name, Problem::Duplicate));
    }
    unknown.append(name, trace, |keeper| map.next_value_seed(keeper)).inspect_err(|_| trace.inside(name))
}

/// Reads a value that was kept. On failure `trace` says why.
pub(crate) fn read_json(json: &str, place: Place<'_>, is_required: bool, trace: &mut Trace) -> Result<Got, ()> {
    let seed = ValueSeed { place, is_required, trace: &mut *trace };
    let scalar = Scalar::of_json(json);
    let read = match scalar {
        // A string may have escapes in it.
        Scalar::Text(_) | Scalar::Array | Scalar::Object | Scalar::Digits(_) => {
            seed.deserialize(&mut serde_json::Deserializer::from_str(json))
        }
        scalar => seed.scalar(&scalar),
    };
    // It was JSON, so what can be wrong with it otherwise is that it was put together too deep.
    read.map_err(|_| trace.note_here(Problem::Depth))
}

/// Reads a value of the model by itself. The error says path and problem.
pub(crate) fn read_field<'de, D: Deserializer<'de>>(deserializer: D, place: Place<'_>) -> Result<(), D::Error> {
    let mut trace = Trace::default();
    let read = ValueSeed { place, is_required: true, trace: &mut trace }.deserialize(deserializer);
    read.map(drop).map_err(|error| trace.explain(error))
}
