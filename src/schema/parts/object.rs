//! An object, as one contract or the other has it.

use schemars::{Schema, SchemaGenerator};

use super::fields::{Property, description};
use super::{open, strict};

/// The schema of an object of the model.
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
