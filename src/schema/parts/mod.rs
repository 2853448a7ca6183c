//! The parts of a JSON Schema, as the types of the model describe themselves.
//!
//! Under the generator's serialize contract they are documented in full, as in [`strict`](super::strict()); under its deserialize
//! contract they say what is required, as in [`open`](super::open()).

mod fields;
mod object;
mod open;
mod strict;

pub(crate) use fields::target;
pub(crate) use fields::{
    FieldSchema, Property, any_object, date_time, description, integer, json_schema_of, optional, or_text, size,
    spaced_timestamp, unix_seconds,
};
pub(crate) use object::object;
pub(crate) use open::any_event;
pub(crate) use strict::event;
