//! How the parts of the model become schemas: fields, objects, codes, events.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::patterns::words_in_any_case;
use crate::codes::{Code, Row};
use crate::wire::{EVENT_TYPE, Form, Object};

/// One field of an object.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    description: String,
    schema: Schema,
    required: bool,
    /// The object itself, if its fields may stand among those of the event instead.
    or_flat: Option<Schema>,
}

impl Property {
    pub(crate) fn new<F: Form<T>, T>(name: &'static str, docs: &[&str], generator: &mut SchemaGenerator) -> Self {
        let (schema, required) = F::schema(generator);
        let or_flat = F::or_flat(generator);
        Self { name, description: description(docs), schema, required, or_flat }
    }

    /// What may stand under the key if the field has no value.
    fn without_value(&self) -> Value {
        let is_list = self.schema.get("items").is_some();
        match (self.required, is_list) {
            (true, _) => Value::Bool(false),
            (false, true) => json!({ "type": ["array", "null"], "maxItems": 0 }),
            (false, false) => json!({ "type": "null" }),
        }
    }

    /// The schema with its description. No keyword stands beside `$ref`: generators make copies of such a type.
    pub(crate) fn documented(self) -> Schema {
        let mut schema = self.schema;
        if schema.get("$ref").is_some() {
            schema = json_schema!({ "allOf": [schema] });
        }
        schema.insert("description".to_owned(), self.description.into());
        schema
    }
}

/// The first paragraph of a documentation as plain sentences; the others are for those who read Rust.
pub(crate) fn description(docs: &[&str]) -> String {
    let lines = docs.iter().map(|line| line.trim()).take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ").replace('`', "'")
}

/// Makes null valid too.
pub(crate) fn nullable(mut schema: Schema) -> Schema {
    let nothing = json!({ "type": "null" });
    if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
        branches.push(nothing);
        return schema;
    }
    match schema.get("type").cloned() {
        Some(Value::String(kind)) => {
            schema.insert("type".to_owned(), json!([kind, "null"]));
            schema
        }
        // Where anything may stand, null may too.
        None if schema.get("$ref").is_none() => schema,
        _ => json_schema!({ "anyOf": [schema, nothing] }),
    }
}

/// The schema of a field that need not be there. Null is valid too, but for an object in the strict schema, which is written as
/// absent and is documented nowhere as null.
///
/// For datamodel-code-generator: with the option that gives codes their names, pydantic does not load its "object or null".
pub(crate) fn optional(schema: Schema, generator: &SchemaGenerator) -> Schema {
    let is_object = schema.get("$ref").is_some();
    if is_object && generator.contract().is_serialize() { schema } else { nullable(schema) }
}

/// The schema of an object of the model.
pub(crate) fn object<T: Object>(name: &str, docs: &[&str], generator: &mut SchemaGenerator) -> Schema {
    object_of(name, docs, T::properties(generator), &Flat::of::<T>(generator), generator)
}

/// The schema of an event: its payload, with the event type as a constant.
pub(crate) fn event<T: Object>(name: &str, event_type: &str, docs: &[&str], generator: &mut SchemaGenerator) -> Schema {
    let mut properties = T::properties(generator);
    properties.insert(
        1.min(properties.len()),
        Property {
            name: EVENT_TYPE,
            description: "What kind of event this is.".to_owned(),
            schema: json_schema!({ "type": "string", "const": event_type }),
            required: true,
            or_flat: None,
        },
    );
    object_of(name, docs, properties, &Flat::of::<T>(generator), generator)
}

/// The object whose fields stand among those of another.
struct Flat {
    name: &'static str,
    schema: Option<Schema>,
    fields: Vec<Property>,
}

impl Flat {
    fn of<T: Object>(generator: &mut SchemaGenerator) -> Self {
        let fields = <T::Flat as Object>::properties(generator);
        let schema = (!fields.is_empty()).then(|| <T::Flat as crate::wire::Wire>::schema(generator));
        Self { name: T::FLAT_NAME, schema, fields }
    }
}

fn object_of(name: &str, docs: &[&str], properties: Vec<Property>, flat: &Flat, generator: &SchemaGenerator) -> Schema {
    let is_open = generator.contract().is_deserialize();
    let mut schema = json_schema!({ "title": name, "description": description(docs), "type": "object" });
    let required: Vec<&'static str> = properties
        .iter()
        .filter(|property| property.required && !(is_open && property.or_flat.is_some()))
        .map(|property| property.name)
        .collect();
    if let (Some(flat_schema), true) = (&flat.schema, is_open) {
        // A nested object counts only where no flat field has a value.
        let mut nested: Map<String, Value> =
            flat.fields.iter().map(|field| (field.name.to_owned(), field.without_value())).collect();
        nested.insert(flat.name.to_owned(), json!(flat_schema));
        let nested = json!({ "properties": nested, "required": [flat.name] });
        schema.insert("anyOf".to_owned(), json!([{ "allOf": [flat_schema] }, nested]));
    }
    let mut by_name = Map::new();
    for mut property in properties {
        if let Some(or_flat) = property.or_flat.take().filter(|_| is_open) {
            let name = property.name;
            // Flat fields count only where there is no nested object.
            let nested = json!({ "properties": { name: or_flat }, "required": [name] });
            let spread = json!({ "properties": { name: { "type": "null" } }, "allOf": [or_flat] });
            schema.insert("anyOf".to_owned(), json!([nested, spread]));
            property.schema = nullable(property.schema);
        }
        by_name.insert(property.name.to_owned(), property.documented().into());
    }
    if let (Some(flat_schema), false) = (&flat.schema, is_open) {
        // Own fields in a branch of their own: beside `allOf`, json-schema-to-typescript makes a second type of them.
        let own = json!({ "type": "object", "required": required, "properties": by_name });
        schema.insert("allOf".to_owned(), json!([flat_schema, own]));
        return schema;
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("properties".to_owned(), Value::Object(by_name));
    schema
}

/// The schema of a code at a field: one of the named codes, or any other integer; where all is read, also the vendor's words.
pub(crate) fn code<C: Code>(generator: &mut SchemaGenerator) -> Schema {
    let named = generator.subschema_for::<CodeTable<C>>();
    let mut branches = vec![named.to_value(), json!({ "type": "integer" })];
    if generator.contract().is_deserialize() {
        branches.push(json!({ "type": "string", "pattern": words_in_any_case(C::ROWS.iter().flat_map(Row::words)) }));
    }
    json_schema!({ "anyOf": branches })
}

/// The definition of a table of codes: the codes as constants under the vendor's names.
struct CodeTable<C>(PhantomData<C>);

impl<C: Code> JsonSchema for CodeTable<C> {
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

/// The schema of a value that may also be text.
pub(crate) fn or_text(mut typed: Schema) -> Schema {
    let text = json!({ "type": "string" });
    if let Some(Value::Array(branches)) = typed.get_mut("anyOf") {
        // The words of a code are text like any other here.
        branches.retain(|branch| branch.get("type") != text.get("type"));
        branches.push(text);
        return typed;
    }
    json_schema!({ "anyOf": [typed, text] })
}

/// `JsonSchema` for a type of the model that is not an object: `json_schema_by_wire!(Secret);` expands to an impl that asks
/// `<Secret as Wire>::schema`, and puts the answer where the type stands.
macro_rules! json_schema_by_wire {
    ($name:ident) => {
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <Self as $crate::wire::Wire>::schema(generator)
            }
        }
    };
}
pub(crate) use json_schema_by_wire;

/// A definition under a name. `definition!(ManagedBackupFail, generator => ..)` expands to a type of that name without
/// values, whose schema is the expression.
macro_rules! definition {
    ($name:ident, $generator:ident => $schema:expr) => {
        pub(crate) struct $name;

        impl schemars::JsonSchema for $name {
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
pub(crate) use definition;
