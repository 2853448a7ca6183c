//! Values and fields.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// The schema of a field in its form.
pub(crate) enum FieldSchema {
    /// A value under the field's name.
    Plain(Schema),
    /// An object that is documented under the field's name, and also read from among the fields of the event.
    Nested(Schema),
    /// An object that is documented among the fields of the event, and also read under the field's name.
    Inline(Schema),
}

impl From<Schema> for FieldSchema {
    fn from(schema: Schema) -> Self {
        Self::Plain(schema)
    }
}

/// One field of an object.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) schema: FieldSchema,
    pub(crate) required: bool,
    /// An older name of the field, or an empty one.
    pub(crate) alias: &'static str,
    pub(crate) description: String,
}

impl Property {
    pub(crate) fn new(name: &'static str, description: &str, schema: Schema) -> Self {
        Self { name, schema: schema.into(), required: true, alias: "", description: description.to_owned() }
    }

    /// Adds the description to a schema. No keyword is beside `$ref`: draft 7 does not read it, and generators make copies of
    /// such a type.
    pub(crate) fn documented(&self, mut schema: Schema) -> Value {
        if target(schema.as_value()).is_some() {
            schema = json_schema!({ "allOf": [schema] });
        }
        schema.insert("description".to_owned(), self.description.clone().into());
        schema.into()
    }
}

/// The first paragraph of a doc comment, as plain sentences. The others are for Rust.
pub(crate) fn description(docs: &[&str]) -> String {
    let lines = docs.iter().map(|line| line.trim()).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ").replace('`', "'")
}

/// The name of the definition that a schema refers to.
pub(crate) fn target(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// The schema of a field that need not be there. Null is valid too, but for an object, which is written as absent and is
/// documented nowhere as null.
///
/// For datamodel-code-generator: with the option that gives codes their names, pydantic does not load what it makes of "object or null".
pub(crate) fn optional(mut schema: Schema) -> Schema {
    let null = json!({ "type": "null" });
    if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
        branches.push(null);
    } else if let Some(Value::String(kind)) = schema.get("type").cloned() {
        schema.insert("type".to_owned(), json!([kind, "null"]));
    }
    schema
}

/// An integer of 64 bits. Strict leaves its bounds to the format, because JavaScript rounds them; in open they say what is read,
/// and there is no format, which some validators refuse.
pub(crate) fn integer(generator: &SchemaGenerator) -> Schema {
    if generator.contract().is_deserialize() {
        return json_schema!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX });
    }
    json_schema!({ "type": "integer", "format": "int64" })
}

/// A size, which is not negative.
pub(crate) fn size() -> Schema {
    json_schema!({ "type": "integer", "format": "int64", "minimum": 0 })
}

/// The timestamp of an event: Unix seconds, and under the deserialize contract also a string in any documented form.
pub(crate) fn unix_seconds((first, last): (i64, i64), generator: &SchemaGenerator) -> Schema {
    let mut seconds = json_schema!({ "type": "integer", "minimum": first, "maximum": last });
    if generator.contract().is_deserialize() {
        return json_schema!({ "anyOf": [seconds, matching(&any_timestamp())] });
    }
    seconds.insert("format".to_owned(), "int64".into());
    seconds
}

/// A timestamp as nearly all fields are documented, `2024-02-15T14:30:00Z`.
pub(crate) fn date_time() -> Schema {
    json_schema!({ "type": "string", "format": "date-time" })
}

/// A timestamp as `last_activity` is documented, `2024-02-15 14:30:00 UTC`.
pub(crate) fn spaced_timestamp() -> Schema {
    matching(&format!("^{DAY} (?:{TIME}|{LEAP_SECOND}){FRACTION} UTC$"))
}

// Regular expressions in the subset that every engine knows.
const DAY: &str = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";
const MINUTE: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
const TIME: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]";
const LEAP_SECOND: &str = "23:59:60";
const FRACTION: &str = "(?:[.][0-9]{1,9})?";

/// Every form of a timestamp that is read: a day that exists, a time of day, and a zone. Which second 60 an offset makes a leap
/// second is beyond a regular expression, so any of them is one.
fn any_timestamp() -> String {
    format!(
        "^{DAY}[Tt ](?:(?:{TIME}|{LEAP_SECOND}){FRACTION}(?:[Zz]| UTC)|{MINUTE}:(?:[0-5][0-9]|60){FRACTION}[+-](?:[01][0-9]|2[0-3]):?[0-5][0-9])$"
    )
}

/// A string that matches a pattern from its first character to its last.
///
/// The second keyword is for dialects in which `$` also matches before a final line break: it allows only printable ASCII. It says
/// no type: with type coercion, that would make a string of a number.
fn matching(pattern: &str) -> Schema {
    json_schema!({ "type": "string", "pattern": pattern, "not": { "pattern": "[^ -~]" } })
}

/// The schema of a value that may also be text.
pub(crate) fn or_text(mut typed: Schema) -> Schema {
    let text = json!({ "type": "string" });
    if let Some(Value::Array(branches)) = typed.get_mut("anyOf") {
        if !branches.contains(&text) {
            branches.push(text);
        }
        return typed;
    }
    json_schema!({ "anyOf": [typed, text] })
}

/// The schema of an object with any fields.
pub(crate) fn any_object() -> Schema {
    json_schema!({ "type": "object" })
}

/// `JsonSchema` for a type of this crate. `json_schema_of!(Stack: generator => ..)` expands to an impl under the type's name and
/// path with the expression as its schema, which is a definition; with `inline` in front it is put where the type is used.
macro_rules! json_schema_of {
    (inline $name:ident: $generator:ident => $schema:expr) => {
        $crate::schema::parts::json_schema_of!(@impl $name, true, $generator => $schema);
    };
    ($name:ident: $generator:ident => $schema:expr) => {
        $crate::schema::parts::json_schema_of!(@impl $name, false, $generator => $schema);
    };
    (@impl $name:ident, $is_inline:literal, $generator:ident => $schema:expr) => {
        // rustdoc does not see the condition of the macro's call.
        #[cfg_attr(docsrs, doc(cfg(feature = "schemars")))]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                $is_inline
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $schema
            }
        }
    };
}
pub(crate) use json_schema_of;
