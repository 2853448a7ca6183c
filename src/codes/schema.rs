//! The JSON Schema of codes and words.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::{Row, StatusCode};
use crate::definition::{description, matching};

/// The schema of a code at a field: one of the named codes, or any other integer; in the open schema, also the vendor's words.
pub(crate) fn code<C: StatusCode>(generator: &mut SchemaGenerator) -> Schema {
    let named = generator.subschema_for::<CodeTable<C>>();
    let bounded = json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX });
    if generator.contract().is_deserialize() {
        let words = matching(&words_in_any_case(C::ROWS.iter().flat_map(Row::words)));
        return json_schema!({ "anyOf": [named, bounded, words] });
    }
    // The bounds are beside the branch: in it, datamodel-code-generator would make a class of the integer.
    json_schema!({ "anyOf": [named, { "type": "integer" }], "if": { "type": "integer" }, "then": bounded })
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

/// The schema of an open list of words.
pub(crate) fn words(known: impl Iterator<Item = String>) -> Schema {
    json_schema!({ "type": "string", "examples": known.collect::<Vec<_>>() })
}

/// One of the words, in any case. JSON Schema has no flag for that, so each letter is spelled in both.
fn words_in_any_case(words: impl Iterator<Item = &'static str>) -> String {
    let mut patterns: Vec<String> = words.map(in_any_case).collect();
    patterns.sort();
    patterns.dedup();
    format!("^(?:{})$", patterns.join("|"))
}

fn in_any_case(word: &str) -> String {
    let spell = |letter: char| match letter {
        letter if letter.is_ascii_alphabetic() => {
            format!("[{}{}]", letter.to_ascii_uppercase(), letter.to_ascii_lowercase())
        }
        letter => letter.to_string(),
    };
    word.chars().map(spell).collect()
}
