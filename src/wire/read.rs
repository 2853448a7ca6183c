//! Reading: what becomes of each value, and the loop over the fields of an object. Generic over the format only.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::object::{NameSeed, bit, is_set};
use super::write::is_taken;
use super::{EVENT_TYPE, Key, Many, Object, Place, Shape};
use crate::fields::{Fields, Keeper, Names, Scalar, TAGGED, signed, unsigned};
use crate::path::{MOST, Problem, TOO_MANY, Trace};

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
    /// Not the place itself: what has just been written to memory is slow to copy.
    pub(crate) place: &'t mut Place<'p>,
    pub(crate) is_required: bool,
    pub(crate) trace: &'t mut Trace,
}

impl ValueSeed<'_, '_> {
    #[expect(clippy::inline_always, reason = "see `Place::set`")]
    #[inline(always)]
    fn scalar<E: Error>(&mut self, scalar: &Scalar<'_>) -> Result<Got, E> {
        match self.place.set(scalar) {
            Ok(true) => Ok(Got::Value),
            Ok(false) => Ok(Got::Null),
            Err(problem) => odd(self.trace, self.is_required, problem, || scalar.to_json()),
        }
    }

    /// Goes on to the place of the value itself, where null is not one.
    fn of_value(&mut self) {
        *self.place = std::mem::replace(self.place, Place::Nowhere).of_value();
    }

    /// A value that was read as JSON: no array or object can be in its place. `serde_json` may pass on a number as an object.
    fn json<E: Error>(&mut self, json: String) -> Result<Got, E> {
        let scalar = Scalar::of_json(&json);
        if let Scalar::Digits(digits) = scalar {
            self.trace.decimal = Some(digits.to_owned());
        }
        match &mut *self.place {
            Place::Any(untyped) => {
                untyped.set_json(json);
                Ok(Got::Value)
            }
            Place::Named(many) if matches!(scalar, Scalar::Object) => {
                read_named(json, *many, self.is_required, self.trace).map_err(|()| self.trace.stop())
            }
            place if matches!(scalar, Scalar::Array | Scalar::Object) => match place.set(&scalar) {
                Ok(_) => Ok(Got::Value),
                Err(problem) => odd(self.trace, self.is_required, problem, || Ok(json)),
            },
            _ => self.scalar(&scalar),
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

impl<'de> DeserializeSeed<'de> for &mut ValueSeed<'_, '_> {
    type Value = Got;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Got, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut ValueSeed<'_, '_> {
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

    fn visit_i128<E: Error>(self, value: i128) -> Result<Got, E> {
        self.scalar(&Scalar::of_number(&signed(value).map_or_else(String::new, |number| number.to_string())))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Got, E> {
        self.scalar(&Scalar::of_number(&unsigned(value).map_or_else(String::new, |number| number.to_string())))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Got, E> {
        let digits = self.trace.inexact_digits(value);
        self.trace.decimal = digits.clone().or_else(|| Scalar::Decimal(value).to_json().ok());
        match digits {
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
        self.of_value();
        if let Place::Array(many) = &mut *self.place {
            return read_array(array, *many, self.is_required, self.trace);
        }
        let json = Keeper::strict(String::new(), self.trace).keep(|keeper| keeper.visit_seq(array))?;
        self.json(json)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Got, A::Error> {
        self.of_value();
        match &mut *self.place {
            Place::Object(object) => return read_object(map, *object, "an object", self.is_required, self.trace),
            Place::Leaf(leaf) => {
                if let Some(object) = leaf.open() {
                    return read_object(map, object, "a string or an object", self.is_required, self.trace);
                }
            }
            _ => {}
        }
        let json = Keeper::strict(String::new(), self.trace).keep(|keeper| keeper.visit_map(map))?;
        self.json(json)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Got, A::Error> {
        Err(self.trace.fail(TAGGED))
    }
}

/// Reads an element to a place of its own.
struct ElementSeed<'m, 't> {
    many: &'m mut dyn Many,
    is_required: bool,
    trace: &'t mut Trace,
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_, '_> {
    type Value = Got;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Got, D::Error> {
        let (mut place, is_required, trace) = (self.many.add(""), self.is_required, self.trace);
        trace.elements = trace.elements.saturating_add(1);
        (&mut ValueSeed { place: &mut place, is_required, trace }).deserialize(deserializer)
    }
}

/// Reads the elements of an array. If one cannot be typed, all of it is kept: those before it in their documented form.
fn read_array<'de, A: SeqAccess<'de>>(
    mut array: A,
    many: &mut dyn Many,
    is_required: bool,
    trace: &mut Trace,
) -> Result<Got, A::Error> {
    trace.enter()?;
    let (before, mut count) = (trace.elements, 0_usize);
    loop {
        let seed = ElementSeed { many, is_required, trace };
        match array.next_element_seed(seed).inspect_err(|_| trace.inside_element(count))? {
            Some(Got::Value) if trace.elements.saturating_sub(before) <= MOST => count = count.saturating_add(1),
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
                trace.leave_untyped(before);
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
    let mut reading = Reading { next: (Key::Own(0), object.shape().name(0)), ..Reading::default() };
    reading.fields(map, object, trace)?;
    let is_bare = reading.own.came == 0 && reading.flat.came == 0 && !reading.tag_came;
    if is_bare && let Some(digits) = object.unknown().number() {
        let problem = Problem::Expected { expected, found: "a number" };
        trace.leave();
        return odd(trace, is_required, problem, || Ok(digits.to_owned()));
    }
    let is_complete = reading.finish(object, trace);
    trace.leave();
    if is_complete { Ok(Got::Value) } else { Err(trace.stop()) }
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

    /// Reads the fields of an object for as long as they are its own, up to one that could not be typed. False at the end of the
    /// map. Most of the time is spent here, so the fields of a flat object are read without a look at the object around it.
    fn run<'de, A: MapAccess<'de>>(
        &mut self,
        map: &mut A,
        name: &mut NameSeed,
        object: &mut dyn Object,
        trace: &mut Trace,
    ) -> Result<bool, A::Error> {
        let Shape { required, names, is_payload, .. } = *object.shape();
        let is_flat = matches!(name.found, Key::Flat(_));
        let mut key = name.found;
        loop {
            let index = match key {
                Key::Own(index) if !is_flat => index,
                Key::Flat(index) if is_flat => index,
                _ => return Ok(true),
            };
            if !self.mark(index) {
                return Err(trace.fail_at(name.name(), Problem::Duplicate));
            }
            let next = index.wrapping_add(1);
            let next = match names.get(usize::from(next)) {
                Some(name) if !is_payload => (if is_flat { Key::Flat(next) } else { Key::Own(next) }, *name),
                _ => name.shape.after(key),
            };
            name.next = next;
            let mut place = object.place(index);
            let is_required = is_set(required, index);
            match map.next_value_seed(&mut ValueSeed { place: &mut place, is_required, trace }) {
                Ok(Got::Value) => self.has_value |= bit(index),
                Ok(Got::Null) => {}
                Ok(Got::Kept) => {
                    name.is_kept = true;
                    return Ok(true);
                }
                Err(error) => {
                    trace.inside(name.name());
                    return Err(error);
                }
            }
            match map.next_key_seed(&mut *name)? {
                Some(true) => name.found = next.0,
                Some(false) => {}
                None => return Ok(false),
            }
            key = name.found;
        }
    }

    /// Whether all required fields have a value. The first one that has none is noted.
    fn check(&self, shape: &Shape, trace: &mut Trace) -> bool {
        let missing = shape.required & !self.has_value;
        if missing != 0 {
            let index = u8::try_from(missing.trailing_zeros()).unwrap_or(0);
            // Null was accepted where the object could still have been flat.
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
    /// The event type, if it is only a guess: the result counts only if this event type follows.
    pub(crate) expected_tag: &'static str,
    /// The field that is expected next, and its name.
    next: (Key, &'static str),
    /// The unknown names.
    names: Option<Names>,
}

impl Reading {
    /// Reads fields in any order. Duplicate fields are an error.
    pub(crate) fn fields<'de, A: MapAccess<'de>>(
        &mut self,
        mut map: A,
        object: &mut dyn Object,
        trace: &mut Trace,
    ) -> Result<(), A::Error> {
        let shape = object.shape();
        let mut name = NameSeed { shape, next: self.next, found: Key::Unknown, is_kept: false, other: String::new() };
        let mut has_name = name.read(&mut map)?;
        while has_name {
            match name.found {
                Key::Own(_) => has_name = self.own.run(&mut map, &mut name, object, trace)?,
                Key::Flat(_) => {
                    let Place::Object(flat) = shape.place_of_flat(object) else { return Err(trace.stop()) };
                    has_name = self.flat.run(&mut map, &mut name, flat, trace)?;
                }
                Key::Tag if self.tag_came => return Err(trace.fail_at(EVENT_TYPE, Problem::Duplicate)),
                Key::Tag => {
                    self.tag_came = true;
                    name.next = shape.after(Key::Tag);
                    self.read_tag(&mut map, trace)?;
                    has_name = name.read(&mut map)?;
                }
                Key::Unknown => {
                    read_unknown(
                        &mut map,
                        &name.other,
                        object.unknown_mut(),
                        self.names.get_or_insert_default(),
                        trace,
                    )?;
                    has_name = name.read(&mut map)?;
                }
            }
            if std::mem::take(&mut name.is_kept) {
                self.note_kept(name.found, name.name(), object, trace);
                has_name = name.read(&mut map)?;
            }
        }
        Ok(())
    }

    /// Reads the event type, which is known by now.
    fn read_tag<'de, A: MapAccess<'de>>(&self, map: &mut A, trace: &mut Trace) -> Result<(), A::Error> {
        if self.expected_tag.is_empty() {
            return map.next_value::<IgnoredAny>().map(drop);
        }
        let mut tag = String::new();
        map.next_value_seed(&mut ValueSeed { place: &mut Place::Text(&mut tag), is_required: true, trace })?;
        if tag == self.expected_tag { Ok(()) } else { Err(trace.stop()) }
    }

    /// Reads fields that were held back until it was known whose they are. On failure `trace` says why.
    pub(crate) fn held(&mut self, held: &Fields, object: &mut dyn Object, trace: &mut Trace) -> Result<(), ()> {
        let shape = object.shape();
        for (name, json) in held.entries() {
            let key = shape.find(name);
            if !self.mark(key)
                || key == Key::Unknown && !object.unknown().is_new(name, self.names.get_or_insert_default())
            {
                trace.note(name, Problem::Duplicate);
                return Err(());
            }
            match key {
                Key::Unknown => object.unknown_mut().push(name, json),
                Key::Tag => {}
                Key::Own(_) | Key::Flat(_) => {
                    let got = read_json(json, shape.place_of(object, key), shape.is_required(key), trace);
                    match got.inspect_err(|()| trace.inside(name))? {
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

    /// Notes that a field has come; false if it had come before. Duplicates of unknown fields are found where those are kept.
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
        object.shape().place_of(object, key).clear();
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
        is_spread && (self.tag_came || self.expected_tag.is_empty()) && self.own.check(shape, trace)
    }

    /// The object that is documented among the fields. If none of its required fields came there, it may be nested.
    fn finish_flat(&self, index: u8, flat: &'static Shape, object: &mut dyn Object, trace: &mut Trace) -> bool {
        let name = object.shape().name(index);
        let nested = object.unknown().json(name).filter(|_| self.flat.has_value & flat.required == 0);
        let Some(mut nested) = nested.and_then(Fields::of_object) else { return self.flat.check(flat, trace) };
        object.unknown_mut().take(name);
        if self.flat.has_value != 0 {
            // It is written flat, so what is there already, or would clash, stays nested.
            let (came, mut names) = (self.flat.has_value, Names::default());
            let has_come = |name: &str| flat.position(name).map(|index| is_set(came, index));
            let stays = nested.split_off(|name| has_come(name).unwrap_or_else(|| is_taken(object, name, &mut names)));
            if !stays.is_empty() {
                object.unknown_mut().push(name, &stays.to_json());
            }
        }
        Self::complete(&nested, object.place(index), trace) || {
            trace.inside(name);
            false
        }
    }

    /// The object that is documented under its name, and did not come there: its fields are among the unknown ones then. This
    /// is a form of older deliveries, so they may be read a second time.
    fn finish_nested(&mut self, index: u8, shape: &'static Shape, object: &mut dyn Object, trace: &mut Trace) -> bool {
        if !object.unknown().contains(shape.name(0)) {
            return true;
        }
        let flat = object.unknown_mut().split_off(|name| shape.position(name).is_some());
        self.own.has_value |= bit(index);
        // They are one level deeper there, and are written so.
        trace.enter_unchecked();
        let is_complete = Self::complete(&flat, object.place(index), trace);
        trace.leave();
        is_complete
    }

    /// Reads an object that came in another form than the documented one.
    fn complete(fields: &Fields, place: Place<'_>, trace: &mut Trace) -> bool {
        let Place::Object(object) = place.of_value() else { return true };
        let mut reading = Self::default();
        reading.held(fields, object, trace).is_ok() && reading.finish(object, trace)
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
pub(crate) fn read_json(json: &str, mut place: Place<'_>, is_required: bool, trace: &mut Trace) -> Result<Got, ()> {
    let mut seed = ValueSeed { place: &mut place, is_required, trace: &mut *trace };
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
pub(crate) fn read_field<'de, D: Deserializer<'de>>(deserializer: D, mut place: Place<'_>) -> Result<(), D::Error> {
    let mut trace = Trace::default();
    let read = (&mut ValueSeed { place: &mut place, is_required: true, trace: &mut trace }).deserialize(deserializer);
    read.map(drop).map_err(|error| trace.explain(error))
}
