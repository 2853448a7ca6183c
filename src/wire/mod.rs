//! How typed values are read and written: the machinery under every object of the model, in one piece per format.
//!
//! | trait | is implemented by | says |
//! |---|---|---|
//! | [`Leaf`] | strings, numbers, codes, timestamps | how one scalar is read and written |
//! | [`Object`] | objects and payloads, by the macros | which fields it has, and the place and the view of each |
//! | [`Many`] | `Option`, `Vec`, `BTreeMap` | how a value is added and taken away |
//! | [`Field`] | all of them | where a value is read to ([`Place`]) and what is written ([`View`]) |
//!
//! Reading starts with a blank object and fills its places; what they need is behind trait objects, so that the loops are
//! compiled once per format and not once per type and format.

mod field;
mod leaf;
mod object;
mod read;
mod serde;
mod write;

pub(crate) use field::{Field, Many, Place, View, needs_nothing};
pub(crate) use leaf::Leaf;
pub(crate) use object::{EVENT_TYPE, FieldShape, Key, Object, Shape, Spread};
pub(crate) use read::{Reading, ValueSeed, read_field, read_json, read_unknown};
pub(crate) use serde::serde_by_field;
pub(crate) use write::{Tagged, flat_of, is_kept_for};
