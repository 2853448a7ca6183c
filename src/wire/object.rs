//! Reading and writing of whole objects: known fields into their slots, the rest kept, the documented form out.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap};
use serde_json::Value;

use super::{Problem, Segment, Slot, Trace, Wire, Written};
use crate::Fields;
use crate::drift::DriftCollector;

/// The key that says what a payload is.
pub(crate) const EVENT_TYPE: &str = "event_type";

/// An object of the model. Written by the macros of `declare`, never by hand.
pub(crate) trait Object: Sized {
    /// The keys of its own fields, in the documented order. The first one identifies the object.
    const NAMES: &'static [&'static str];
    /// Whether `event_type` belongs to it.
    const TAGGED: bool;
    /// The key of [`Flat`](Object::Flat) where that stands nested; empty if it is [`Nothing`].
    const FLAT_NAME: &'static str;
    /// The object whose fields the documentation spreads among its own, or [`Nothing`].
    type Flat: Object<Flat = Nothing> + Wire;
    type Slots: Slot;

    /// Reads the value of the field with this index.
    fn fill<'de, A: MapAccess<'de>>(
        slots: &mut Self::Slots,
        index: usize,
        map: &mut A,
        trace: &mut Trace,
    ) -> Result<(), A::Error>;

    /// The finished object. `None` is a failure, and then `trace` says which.
    fn finish(slots: Self::Slots, flat: Self::Flat, unknown: Fields, trace: &mut Trace) -> Option<Self>;

    /// The object whose fields stand among its own.
    fn flat(&self) -> &Self::Flat;

    /// What was kept; [`Nothing`] keeps nothing.
    fn unknown(&self) -> Option<&Fields>;

    /// Writes all known fields; a payload writes `tag` behind its first field.
    fn write_known<M: SerializeMap>(&self, map: &mut M, tag: Option<&str>) -> Result<(), M::Error>;

    fn drift_known(&self, drift: &mut DriftCollector);

    /// The fields' names, descriptions and schemas.
    #[cfg(feature = "schemars")]
    fn properties(generator: &mut schemars::SchemaGenerator) -> Vec<crate::schema::Property>;
}

/// The object that is not there.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Nothing;

/// The slots of [`Nothing`].
#[derive(Default)]
pub(crate) struct NoSlots;

impl Slot for NoSlots {
    fn is_empty(&self) -> bool {
        true
    }
}

impl Object for Nothing {
    const NAMES: &'static [&'static str] = &[];
    const TAGGED: bool = false;
    const FLAT_NAME: &'static str = "";
    type Flat = Self;
    type Slots = NoSlots;

    fn fill<'de, A: MapAccess<'de>>(_: &mut NoSlots, _: usize, _: &mut A, _: &mut Trace) -> Result<(), A::Error> {
        Ok(())
    }

    fn finish(_: NoSlots, _: Self, _: Fields, _: &mut Trace) -> Option<Self> {
        Some(Self)
    }

    fn flat(&self) -> &Self {
        self
    }

    fn unknown(&self) -> Option<&Fields> {
        None
    }

    fn write_known<M: SerializeMap>(&self, _: &mut M, _: Option<&str>) -> Result<(), M::Error> {
        Ok(())
    }

    fn drift_known(&self, _: &mut DriftCollector) {}

    #[cfg(feature = "schemars")]
    fn properties(_: &mut schemars::SchemaGenerator) -> Vec<crate::schema::Property> {
        Vec::new()
    }
}

impl Wire for Nothing {
    fn read<'de, D: Deserializer<'de>>(_: D, _: &mut Trace) -> Result<Self, D::Error> {
        Ok(Self)
    }

    fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::Schema::default()
    }
}

/// The key on the wire for a field's name: `r#type` is `type`.
pub(crate) const fn wire_name(name: &'static str) -> &'static str {
    if let [b'r', b'#', rest @ ..] = name.as_bytes()
        && let Ok(name) = std::str::from_utf8(rest)
    {
        return name;
    }
    name
}

/// A key of an object.
#[derive(Clone, Copy)]
enum Key {
    Own(usize),
    Flat(usize),
    Tag,
    /// Its name is in [`KeySeed::unknown`].
    Unknown,
}

/// Tells a key of the object `T`. Payloads have their keys in the documented order, so the one behind the last is tried
/// first; a key costs one comparison then, and no allocation.
struct KeySeed<'a, T> {
    next_own: usize,
    next_flat: usize,
    unknown: &'a mut String,
    object: PhantomData<T>,
}

impl<T: Object> KeySeed<'_, T> {
    #[inline]
    fn tell(&self, key: &str) -> Option<Key> {
        let flat = <T::Flat as Object>::NAMES;
        if !flat.is_empty() && flat.get(self.next_flat) == Some(&key) {
            return Some(Key::Flat(self.next_flat));
        }
        if T::NAMES.get(self.next_own) == Some(&key) {
            return Some(Key::Own(self.next_own));
        }
        if T::TAGGED && key == EVENT_TYPE {
            return Some(Key::Tag);
        }
        Names::<T>::position(key).map(Key::Own).or_else(|| Names::<T::Flat>::position(key).map(Key::Flat))
    }
}

/// The keys of an object, searched.
struct Names<T>(PhantomData<T>);

impl<T: Object> Names<T> {
    /// A bit for every kind of key that the object has, so that most unknown keys are told without a comparison.
    const KINDS: u128 = kinds(T::NAMES);

    fn position(key: &str) -> Option<usize> {
        if Self::KINDS & kind(key) == 0 {
            return None;
        }
        T::NAMES.iter().position(|name| *name == key)
    }
}

/// One bit of 128, by length and first byte.
const fn kind(key: &str) -> u128 {
    let bytes = key.as_bytes();
    let first = if let [first, ..] = bytes { *first as usize } else { 0 };
    let mut bit = bytes.len().wrapping_mul(29) ^ first;
    bit %= 128;
    1 << bit
}

const fn kinds(mut names: &[&str]) -> u128 {
    let mut kinds = 0;
    while let [name, rest @ ..] = names {
        kinds |= kind(name);
        names = rest;
    }
    kinds
}

impl<'de, T: Object> DeserializeSeed<'de> for KeySeed<'_, T> {
    type Value = Key;

    // Not as an identifier: CBOR takes no long one, and RON no text for one.
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<T: Object> Visitor<'_> for KeySeed<'_, T> {
    type Value = Key;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    #[inline]
    fn visit_str<E>(self, key: &str) -> Result<Key, E> {
        Ok(self.tell(key).unwrap_or_else(|| {
            key.clone_into(self.unknown);
            Key::Unknown
        }))
    }
}

/// Reads an object. The keys may come in any order; one that stands twice is an error.
pub(crate) fn read_object<'de, T: Object, A: MapAccess<'de>>(
    mut map: A,
    place: &mut Option<T>,
    trace: &mut Trace,
) -> Result<(), A::Error> {
    let mut slots = T::Slots::default();
    let mut flat_slots = <T::Flat as Object>::Slots::default();
    let mut unknown = Fields::new();
    let (mut seen, mut flat_seen, mut tag_seen) = (0_u64, 0_u64, false);
    let (mut next_own, mut next_flat) = (0, 0);
    let mut unknown_name = String::new();
    let flat_names = <T::Flat as Object>::NAMES;
    loop {
        let keys = KeySeed::<T> { next_own, next_flat, unknown: &mut unknown_name, object: PhantomData };
        let Some(key) = map.next_key_seed(keys)? else { break };
        match key {
            Key::Own(index) => {
                next_own = index.saturating_add(1);
                if !mark(&mut seen, index) {
                    return Err(trace.fail_at(name_at(T::NAMES, index), Problem::Duplicate));
                }
                if let Err(error) = T::fill(&mut slots, index, &mut map, trace) {
                    trace.inside(Segment::Name(name_at(T::NAMES, index).to_owned()));
                    return Err(error);
                }
            }
            Key::Flat(index) => {
                next_flat = index.saturating_add(1);
                if !mark(&mut flat_seen, index) {
                    return Err(trace.fail_at(name_at(flat_names, index), Problem::Duplicate));
                }
                if let Err(error) = <T::Flat as Object>::fill(&mut flat_slots, index, &mut map, trace) {
                    trace.inside(Segment::Name(name_at(flat_names, index).to_owned()));
                    return Err(error);
                }
            }
            Key::Tag => {
                if std::mem::replace(&mut tag_seen, true) {
                    return Err(trace.fail_at(EVENT_TYPE, Problem::Duplicate));
                }
                map.next_value::<IgnoredAny>()?;
            }
            Key::Unknown => unknown.read_entry(std::mem::take(&mut unknown_name), &mut map, trace)?,
        }
    }
    if seen == 0 && flat_seen == 0 && !tag_seen && super::json::number_of(unknown.as_map()).is_some() {
        return Err(trace.fail(Problem::Expected { expected: "an object", found: "a number" }));
    }
    *place = finish_flat::<T>(flat_slots, &mut unknown, trace).and_then(|flat| T::finish(slots, flat, unknown, trace));
    if place.is_some() { Ok(()) } else { Err(trace.stop()) }
}

/// The object that the documentation spreads among the event's own fields. A nested one counts only where no flat field
/// has a value; that is an undocumented form, so it may go through generic values.
fn finish_flat<T: Object>(
    slots: <T::Flat as Object>::Slots,
    unknown: &mut Fields,
    trace: &mut Trace,
) -> Option<T::Flat> {
    if !T::FLAT_NAME.is_empty() && unknown.get(T::FLAT_NAME).is_some_and(Value::is_object) && slots.is_empty() {
        let nested = unknown.remove(T::FLAT_NAME)?;
        return T::Flat::read(nested, trace).map_err(|_| trace.inside(Segment::Name(T::FLAT_NAME.to_owned()))).ok();
    }
    <T::Flat as Object>::finish(slots, Nothing, Fields::new(), trace)
}

/// Marks a field as seen; false if it was seen before. An object of the model has at most 64 fields, see [`may_have`].
fn mark(seen: &mut u64, index: usize) -> bool {
    let bit = u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or(0);
    let new = *seen & bit == 0;
    *seen |= bit;
    new
}

fn name_at(names: &'static [&'static str], index: usize) -> &'static str {
    names.get(index).copied().unwrap_or_default()
}

/// Writes an object: its known fields, then what was kept.
pub(crate) fn write_object<T: Object, M: SerializeMap>(
    object: &T,
    map: &mut M,
    tag: Option<&str>,
) -> Result<(), M::Error> {
    object.write_known(map, tag)?;
    for (name, value) in object.unknown().into_iter().flat_map(Fields::iter) {
        // A key of the model among the unknown ones was put there by hand; written twice it could not be read again.
        let is_tag = T::TAGGED && name == EVENT_TYPE;
        let is_known = Names::<T>::position(name).is_some() || Names::<T::Flat>::position(name).is_some();
        let is_flat = name == T::FLAT_NAME && is_nested::<T>(object.flat(), object.unknown());
        if !is_tag && !is_known && !is_flat {
            map.serialize_entry(name, value)?;
        }
    }
    Ok(())
}

/// Writes the object that the documentation spreads among the fields of `T`.
pub(crate) fn write_flat<T: Object, M: SerializeMap>(
    flat: &T::Flat,
    unknown: &Fields,
    map: &mut M,
) -> Result<(), M::Error> {
    if is_nested::<T>(flat, Some(unknown)) {
        map.serialize_entry(T::FLAT_NAME, &Written(flat))
    } else {
        write_object(flat, map, None)
    }
}

/// Whether the object that the documentation spreads has to be written nested: it has unknown fields that would be taken for
/// fields of the event.
fn is_nested<T: Object>(flat: &T::Flat, unknown: Option<&Fields>) -> bool {
    flat.unknown().into_iter().flat_map(Fields::iter).any(|(name, _)| {
        let is_taken = unknown.is_some_and(|unknown| unknown.contains(name));
        Names::<T>::position(name).is_some() || name == EVENT_TYPE || name == T::FLAT_NAME || is_taken
    })
}

/// What is not known about an object: its unknown fields, then what its known fields report.
pub(crate) fn drift_object<T: Object>(object: &T, drift: &mut DriftCollector) {
    for (name, _) in object.unknown().into_iter().flat_map(Fields::iter) {
        drift.unknown_field(name);
    }
    object.drift_known(drift);
}

/// The same about the object that the documentation spreads among the fields of `T`. It has unknown fields only if it stood
/// nested.
pub(crate) fn drift_flat<T: Object>(flat: &T::Flat, drift: &mut DriftCollector) {
    for (name, _) in flat.unknown().into_iter().flat_map(Fields::iter) {
        drift.inside(T::FLAT_NAME, |drift| drift.unknown_field(name));
    }
    flat.drift_known(drift);
}

/// Whether an object may have these keys: so few that [`mark`] tells them apart, and none that the object which it spreads has
/// too, because then it would depend on the order of the keys which of the two is meant.
pub(crate) const fn may_have(own: &[&str], flat: &[&str]) -> bool {
    if own.len() > 64 {
        return false;
    }
    let mut rest = own;
    while let [name, behind @ ..] = rest {
        let mut others = flat;
        while let [other, behind @ ..] = others {
            if is_same(name.as_bytes(), other.as_bytes()) {
                return false;
            }
            others = behind;
        }
        rest = behind;
    }
    true
}

const fn is_same(mut a: &[u8], mut b: &[u8]) -> bool {
    while let ([first, rest @ ..], [other, behind @ ..]) = (a, b) {
        if *first != *other {
            return false;
        }
        (a, b) = (rest, behind);
    }
    a.is_empty() && b.is_empty()
}

/// Reads an object where any value may stand.
pub(crate) fn read_as_object<'de, T: Object, D: Deserializer<'de>>(
    deserializer: D,
    place: &mut Option<T>,
    trace: &mut Trace,
) -> Result<(), D::Error> {
    struct ObjectVisitor<'p, 't, T> {
        place: &'p mut Option<T>,
        trace: &'t mut Trace,
    }

    impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, '_, T> {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
            read_object(map, self.place, self.trace)
        }

        super::refuse!("an object": bool i64 u64 f64 str bytes unit seq);
    }

    deserializer.deserialize_any(ObjectVisitor { place, trace })
}

/// A value of the model where serde wants a `Serialize` with the tag of its event.
pub(crate) struct Tagged<'a, T> {
    pub(crate) payload: &'a T,
    pub(crate) tag: Option<&'a str>,
}

impl<T: Object> Serialize for Tagged<'_, T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        write_object(self.payload, &mut map, self.tag)?;
        map.end()
    }
}
