//! The JSON Schema of codes.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::{Row, StatusCode};
use crate::schema::parts::{description, integer, or_text};

/// The schema of a code at a field: one of the named codes, or any other integer. Under the deserialize contract an integer, or a
/// word.
pub(crate) fn code<C: StatusCode>(generator: &mut SchemaGenerator) -> Schema {
    if generator.contract().is_deserialize() {
        return or_text(integer(generator));
    }
    let named = generator.subschema_for::<CodeTable<C>>();
    // Without the format: with it, datamodel-code-generator would make a class of the integer.
    json_schema!({ "anyOf": [named, { "type": "integer" }] })
}

/// The definition of a table of codes: the codes as constants under the vendor's names.
struct CodeTable<C>(PhantomData<C>);

impl<C: StatusCode> JsonSchema for CodeTable<C> {
    fn schema_name() -> Cow<'static, str> {
        C::NAME.into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("{}::{}", module_path!(), C::NAME).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let meaning = |row: &Row| row.label.unwrap_or(row.vendor_name);
        let list: Vec<String> = C::ROWS.iter().map(|row| format!("{} = {}", row.code, meaning(row))).collect();
        let rows: Vec<Value> = C::ROWS
            .iter()
            .map(|row| {
                json!({ "title": row.vendor_name, "description": meaning(row), "type": "integer", "const": row.code })
            })
            .collect();
        json_schema!({
            "title": C::NAME,
            "description": format!("{} {}.", description(C::DOC), list.join(", ")),
            "anyOf": rows,
        })
    }
}
