//! A schema as text: the same bytes on every run and in every build.

use serde::Serialize;
use serde_json::{Map, Value};

/// What a reader wants to see first. The other keywords follow in alphabetical order, the definitions come last.
const FIRST: [&str; 22] = [
    "openapi",
    "info",
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "summary",
    "deprecated",
    "type",
    "const",
    "format",
    "pattern",
    "$ref",
    "anyOf",
    "allOf",
    "if",
    "then",
    "else",
    "required",
    "operationId",
    "tags",
];
const LAST: [&str; 4] = ["properties", "webhooks", "components", "$defs"];

/// The keywords whose value is an object with names for keys.
const OF_NAMES: [&str; 4] = ["properties", "$defs", "webhooks", "schemas"];

/// What fits into so many columns is on one line.
const WIDTH: usize = 120;

/// A schema, or the `OpenAPI` document, as indented JSON with a newline at its end.
///
/// Keywords are in a fixed order and names in alphabetical order, so the bytes do not depend on `serde_json`'s
/// `preserve_order`, which any crate in a build can enable.
///
/// ```
/// use cloud66_webhooks::schema::{strict, to_json};
///
/// assert!(to_json(&strict()).starts_with("{\n"));
/// ```
#[must_use]
pub fn to_json(document: &impl Serialize) -> String {
    // Strings, numbers and maps with strings for keys: there is nothing that could fail.
    let document = serde_json::to_value(document).unwrap_or_default();
    let mut text = String::new();
    write(&mut text, &document, Keys::Keywords, 0, 0);
    text.push('\n');
    text
}

/// What the keys of an object are.
#[derive(Clone, Copy)]
enum Keys {
    Keywords,
    Names,
    /// Those of a payload, and of all that is below it.
    Data,
}

impl Keys {
    fn below(self, key: &str) -> Self {
        match self {
            Self::Data => Self::Data,
            Self::Keywords if key == "examples" || key == "example" => Self::Data,
            Self::Keywords if OF_NAMES.contains(&key) => Self::Names,
            Self::Keywords | Self::Names => Self::Keywords,
        }
    }
}

/// Writes a value that begins in the column `column` of a line which is indented by `indent`.
fn write(text: &mut String, value: &Value, keys: Keys, indent: usize, column: usize) {
    let start = text.len();
    write_line(text, value, keys);
    // The comma after it counts, too.
    let end = text.len().saturating_sub(start).saturating_add(column);
    if end < WIDTH || !is_composite(value) {
        return;
    }
    text.truncate(start);
    let inside = indent.saturating_add(2);
    let mut comma = "";
    match value {
        Value::Object(fields) => {
            text.push('{');
            for (key, value) in ordered(fields, keys) {
                new_line(text, &mut comma, inside);
                let key_start = text.len();
                write_key(text, key);
                let column = text.len().saturating_sub(key_start).saturating_add(inside);
                write(text, value, keys.below(key), inside, column);
            }
        }
        Value::Array(elements) => {
            text.push('[');
            for element in elements {
                new_line(text, &mut comma, inside);
                write(text, element, keys, inside, inside);
            }
        }
        _ => {}
    }
    new_line(text, &mut "", indent);
    text.push(if value.is_object() { '}' } else { ']' });
}

fn is_composite(value: &Value) -> bool {
    match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        _ => false,
    }
}

fn new_line(text: &mut String, comma: &mut &str, indent: usize) {
    text.push_str(comma);
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
    *comma = ",";
}

fn write_key(text: &mut String, key: &str) {
    text.push_str(&Value::from(key).to_string());
    text.push_str(": ");
}

/// Writes a value on one line.
fn write_line(text: &mut String, value: &Value, keys: Keys) {
    let mut comma = "";
    match value {
        Value::Object(fields) => {
            text.push('{');
            for (key, value) in ordered(fields, keys) {
                text.push_str(comma);
                write_key(text, key);
                write_line(text, value, keys.below(key));
                comma = ", ";
            }
            text.push('}');
        }
        Value::Array(elements) => {
            text.push('[');
            for element in elements {
                text.push_str(comma);
                write_line(text, element, keys);
                comma = ", ";
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn ordered(fields: &Map<String, Value>, keys: Keys) -> Vec<(&String, &Value)> {
    let rank = |key: &str| match keys {
        Keys::Names | Keys::Data => 0,
        Keys::Keywords => {
            let first = FIRST.iter().position(|known| *known == key);
            let last = LAST.iter().position(|known| *known == key);
            first.or_else(|| last.map(|place| place.saturating_add(100))).unwrap_or(50)
        }
    };
    let mut entries: Vec<(&String, &Value)> = fields.iter().collect();
    entries.sort_by(|(a, _), (b, _)| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    entries
}
