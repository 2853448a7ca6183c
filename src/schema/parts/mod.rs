//! The parts of a JSON Schema, as the types of the model describe themselves.
//!
//! Under the generator's serialize contract they are documented in full, as in [`strict`](super::strict()); under its deserialize
//! contract they say what is required, as in [`open`](super::open()).

mod fields;
mod open;
mod strict;

use schemars::{Schema, SchemaGenerator};

pub(crate) use fields::{
    FieldSchema, Property, any_object, date_time, description, integer, json_schema_of, optional, or_text, size,
    spaced_timestamp, target, unix_seconds,
};
pub(crate) use open::any_event;
pub(crate) use strict::event;

/// The schema of an object of the model, as one contract or the other has it.
pub(crate) fn object(name: &str, docs: &[&str], fields: Vec<Property>, generator: &SchemaGenerator) -> Schema {
    let mut schema = if generator.contract().is_deserialize() {
        open::object(fields, generator)
    } else {
        strict::object(name, fields)
    };
    schema.insert("title".to_owned(), name.into());
    schema.insert("description".to_owned(), description(docs).into());
    schema
}
