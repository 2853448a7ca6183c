//! An object of the model: its fields by name, the place and the view of each, and how a name finds its field.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::{Field, Place, View};
use crate::fields::Fields;
use crate::text::{is_same, is_same_name};

/// The field with the event type.
pub(crate) const EVENT_TYPE: &str = "event_type";

/// An object of the model. Implemented by the macros of `objects/declare.rs`, never by hand.
pub(crate) trait Object {
    fn shape(&self) -> &'static Shape;

    /// The place of the field with this index.
    fn place(&mut self, index: u8) -> Place<'_>;

    /// The view of the field with this index.
    fn view(&self, index: u8) -> View<'_>;

    /// The fields that are kept untyped.
    fn unknown(&self) -> &Fields;

    fn unknown_mut(&mut self) -> &mut Fields;
}

/// One field of an object, at compile time.
pub(crate) struct FieldShape {
    /// An older name that is read as this field.
    pub(crate) alias: &'static str,
    pub(crate) required: bool,
    /// The object whose fields may be among those of the event.
    pub(crate) spread: Option<Spread>,
}

impl FieldShape {
    /// A field as its type implies.
    pub(crate) const fn of<T: Field>(alias: &'static str) -> Self {
        Self { alias, required: T::REQUIRED, spread: None }
    }
}

/// An object that is found nested in an event, and also with its fields among those of the event.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) shape: &'static Shape,
    /// Whether its fields among those of the event are the documented form.
    pub(crate) is_flat: bool,
}

/// What is the same for all values of an object.
pub(crate) struct Shape {
    /// An object of this shape in which nothing has been read.
    pub(crate) blank: fn() -> Box<dyn Object>,
    /// The names of the fields in the documented order. The first one identifies the object.
    pub(crate) names: &'static [&'static str],
    /// A bit for each field that is required.
    pub(crate) required: u64,
    /// Whether it is a payload, which has `event_type` among its fields.
    pub(crate) is_payload: bool,
    /// The index of the field that is spread, and how.
    pub(crate) spread: Option<(u8, Spread)>,
    /// The field that has an older name, and that name.
    alias: (u8, &'static str),
    /// A bit for every kind of name that the object has. Most unknown names are of another kind, and need no comparison.
    kinds: u128,
}

impl Shape {
    /// The shape of an object with these fields, and `unknown` behind them.
    #[expect(clippy::panic, clippy::arithmetic_side_effects, reason = "at compile time")]
    pub(crate) const fn new(
        blank: fn() -> Box<dyn Object>,
        names: &'static [&'static str],
        fields: &[FieldShape],
        is_payload: bool,
    ) -> Self {
        let ([names @ .., unknown], [fields @ .., _]) = (names, fields) else { panic!("an object has `unknown`") };
        assert!(is_same(unknown.as_bytes(), b"unknown"), "the last field of an object is `unknown`");
        assert!(fields.len() <= 64, "an object has at most 64 fields");
        let (mut required, mut alias, mut kinds, mut spread) = (0, (0, ""), 0, None);
        let (mut rest, mut index) = ((names, fields), 0);
        while let ([name, names_behind @ ..], [field, behind @ ..]) = rest {
            required |= if field.required { bit(index) } else { 0 };
            kinds |= kind(name) | kind(field.alias);
            alias = if field.alias.is_empty() { alias } else { (index, field.alias) };
            if let Some(found) = field.spread {
                assert!(may_spread(names, found.shape.names), "a name must not be a field of both");
                spread = Some((index, found));
            }
            (rest, index) = ((names_behind, behind), index + 1);
        }
        Self { blank, names, required, is_payload, spread, alias, kinds }
    }

    /// The object whose fields are documented among those of this one, and its index.
    pub(crate) fn flat(&self) -> Option<(u8, &'static Self)> {
        self.spread.filter(|(_, spread)| spread.is_flat).map(|(index, spread)| (index, spread.shape))
    }

    /// The field that is expected after this one, and its name.
    #[inline]
    pub(crate) fn after(&self, key: Key) -> (Key, &'static str) {
        let index = match key {
            Key::Own(0) if self.is_payload => return (Key::Tag, EVENT_TYPE),
            Key::Own(index) => index.wrapping_add(1),
            Key::Tag => 1,
            Key::Flat(index) => {
                let index = index.wrapping_add(1);
                match self.flat() {
                    Some((_, flat)) if usize::from(index) < flat.names.len() => {
                        return (Key::Flat(index), flat.name(index));
                    }
                    Some((spread, _)) => spread.wrapping_add(1),
                    None => return (Key::Unknown, ""),
                }
            }
            Key::Unknown => return (Key::Unknown, ""),
        };
        match self.flat() {
            Some((spread, flat)) if spread == index => (Key::Flat(0), flat.name(0)),
            _ => (Key::Own(index), self.name(index)),
        }
    }

    pub(crate) fn name(&self, index: u8) -> &'static str {
        self.names.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// The field's own name.
    pub(crate) fn name_of(&self, key: Key) -> &'static str {
        match key {
            Key::Own(index) => self.name(index),
            Key::Flat(index) => self.flat().map_or("", |(_, flat)| flat.name(index)),
            Key::Tag => EVENT_TYPE,
            Key::Unknown => "",
        }
    }

    /// The place of the object that is documented among the fields of `object`.
    pub(crate) fn place_of_flat<'o>(&self, object: &'o mut dyn Object) -> Place<'o> {
        self.spread.map_or(Place::Nowhere, |(spread, _)| object.place(spread).of_value())
    }

    /// The place of a field of `object`.
    #[inline]
    pub(crate) fn place_of<'o>(&self, object: &'o mut dyn Object, key: Key) -> Place<'o> {
        match key {
            Key::Own(index) => object.place(index),
            Key::Flat(index) => match self.place_of_flat(object) {
                Place::Object(flat) => flat.place(index),
                other => other,
            },
            Key::Tag | Key::Unknown => Place::Nowhere,
        }
    }

    /// Whether the object cannot be typed without the field.
    #[inline]
    pub(crate) fn is_required(&self, key: Key) -> bool {
        match key {
            Key::Own(index) => is_set(self.required, index),
            Key::Flat(index) => self.flat().is_some_and(|(_, flat)| is_set(flat.required, index)),
            Key::Tag | Key::Unknown => false,
        }
    }

    /// The index of the field with this name, or with this older name.
    pub(crate) fn position(&self, name: &str) -> Option<u8> {
        if self.kinds & kind(name) == 0 || name.is_empty() {
            return None;
        }
        let alias = (name == self.alias.1).then_some(self.alias.0);
        alias.or_else(|| u8::try_from(self.names.iter().position(|field| *field == name)?).ok())
    }

    /// Whose field the name is: `Own`, `Flat` or neither.
    pub(crate) fn find(&self, name: &str) -> Key {
        let flat = self.flat();
        match self.position(name) {
            Some(index) if flat.is_none_or(|(spread, _)| spread != index) => Key::Own(index),
            _ if self.is_payload && name == EVENT_TYPE => Key::Tag,
            _ => flat.and_then(|(_, flat)| flat.position(name)).map_or(Key::Unknown, Key::Flat),
        }
    }
}

/// What a name of an object is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Key {
    /// The field with this index.
    Own(u8),
    /// The field with this index of the object that is documented among the fields.
    Flat(u8),
    /// The event type.
    Tag,
    /// Any other name.
    #[default]
    Unknown,
}

/// Finds the field of a name. Payloads have their fields in the documented order, so the one after the last is tried first:
/// then a name costs one comparison and no allocation.
pub(crate) struct NameSeed {
    pub(crate) shape: &'static Shape,
    /// The field that is expected, and its name, which is empty after the last one.
    pub(crate) next: (Key, &'static str),
    /// What the last name was.
    pub(crate) found: Key,
    /// Whether its value could not be typed, and has to be kept.
    pub(crate) is_kept: bool,
    /// The last name, if it is not the field's own; otherwise empty.
    pub(crate) other: String,
}

impl NameSeed {
    /// Reads the next name of a map, if there is one.
    pub(crate) fn read<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<bool, A::Error> {
        let is_next = map.next_key_seed(&mut *self)?;
        if is_next == Some(true) {
            self.found = self.next.0;
        }
        Ok(is_next.is_some())
    }

    /// The last name.
    #[cold]
    pub(crate) fn name(&self) -> &str {
        if self.other.is_empty() { self.shape.name_of(self.found) } else { &self.other }
    }
}

impl<'de> DeserializeSeed<'de> for &mut NameSeed {
    /// Whether it is the expected name, which is not noted in `found`.
    type Value = bool;

    // Not as an identifier: CBOR limits its length, and RON accepts no string for one.
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_> for &mut NameSeed {
    type Value = bool;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a field name")
    }

    #[inline]
    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        self.other.clear();
        if is_same_name(name, self.next.1) && !name.is_empty() {
            return Ok(true);
        }
        self.found = self.shape.find(name);
        if self.shape.name_of(self.found) != name {
            name.clone_into(&mut self.other);
        }
        Ok(false)
    }
}

/// The bit of a field. An object has at most 64 of them.
pub(super) const fn bit(index: u8) -> u64 {
    1_u64.wrapping_shl(index as u32)
}

/// Whether the bit of a field is set.
pub(super) const fn is_set(bits: u64, index: u8) -> bool {
    bits & bit(index) != 0
}

/// One bit of 128, by length and first byte.
const fn kind(name: &str) -> u128 {
    let bytes = name.as_bytes();
    let first = if let [first, ..] = bytes { *first as usize } else { 0 };
    let mut bit = bytes.len().wrapping_mul(29) ^ first;
    bit %= 128;
    1 << bit
}

/// Whether no field of the one has the name of a field of the other: it would depend on the order of the fields which of the
/// two is meant.
const fn may_spread(mut own: &[&str], flat: &[&str]) -> bool {
    while let [field, behind @ ..] = own {
        let mut others = flat;
        while let [other, behind @ ..] = others {
            if is_same(field.as_bytes(), other.as_bytes()) {
                return false;
            }
            others = behind;
        }
        own = behind;
    }
    true
}
