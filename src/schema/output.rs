//! A schema as text: the same bytes on every run and in every build.

use schemars::Schema;
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

/// What a reader wants to see first. The other keywords follow in alphabetical order, the definitions come last.
const FIRST: [&str; 11] =
    ["$schema", "$id", "title", "description", "type", "const", "format", "pattern", "anyOf", "allOf", "required"];
const LAST: [&str; 2] = ["properties", "$defs"];

/// A schema as indented JSON with a newline at its end.
///
/// Keywords stand in an order of their own and names in the alphabet's, so the bytes do not depend on `serde_json`'s
/// `preserve_order`, which any crate in a build can switch on.
#[must_use]
pub fn to_json(schema: &Schema) -> String {
    // Strings, numbers and maps with text for keys: there is nothing that could fail.
    let mut text = serde_json::to_string_pretty(&Ordered(schema.as_value(), Keys::Keywords)).unwrap_or_default();
    text.push('\n');
    text
}

/// What the keys of an object are.
#[derive(Clone, Copy)]
enum Keys {
    Keywords,
    Names,
}

struct Ordered<'a>(&'a Value, Keys);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for key in ordered(fields, self.1) {
                    let below = match (self.1, key.as_str()) {
                        (Keys::Keywords, "properties" | "$defs") => Keys::Names,
                        _ => Keys::Keywords,
                    };
                    if let Some(value) = fields.get(key) {
                        map.serialize_entry(key, &Ordered(value, below))?;
                    }
                }
                map.end()
            }
            Value::Array(elements) => {
                let mut list = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    list.serialize_element(&Ordered(element, Keys::Keywords))?;
                }
                list.end()
            }
            scalar => scalar.serialize(serializer),
        }
    }
}

fn ordered(fields: &Map<String, Value>, keys: Keys) -> Vec<&String> {
    let rank = |key: &str| match keys {
        Keys::Names => 0,
        Keys::Keywords => {
            let first = FIRST.iter().position(|known| *known == key);
            let last = LAST.iter().position(|known| *known == key);
            first.or_else(|| last.map(|place| place.saturating_add(100))).unwrap_or(50)
        }
    };
    let mut names: Vec<&String> = fields.keys().collect();
    names.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
    names
}
