//! The parts of a JSON Schema: fields, objects, integers, and the definitions that they make.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// The suffix of the name of a definition that has only the properties of an object.
pub(crate) const FIELDS: &str = "Fields";

/// The field that identifies an object which may be nested or flat.
const IDENTITY: &str = "uid";

/// One field of an object.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    description: String,
    schema: Schema,
    required: bool,
    /// An older name of the field, or an empty one.
    alias: &'static str,
    /// The object itself, if its fields may be among those of the event instead.
    or_flat: Option<Schema>,
}

/// The schema of a field in its form.
pub(crate) struct FieldSchema {
    schema: Schema,
    /// The object itself, if its fields may be among those of the event instead.
    or_flat: Option<Schema>,
    /// The object, if its fields are documented among those of the event.
    flat: Option<Flat>,
}

impl From<Schema> for FieldSchema {
    fn from(schema: Schema) -> Self {
        Self { schema, or_flat: None, flat: None }
    }
}

impl FieldSchema {
    /// An object that is documented under its name, and may be flat.
    pub(crate) fn nested<T: Described>(generator: &mut SchemaGenerator) -> Self {
        let schema = generator.subschema_for::<T>();
        Self { or_flat: Some(schema.clone()), schema, flat: None }
    }

    /// An object that is documented flat, and may be under its name.
    pub(crate) fn flat<T: Described>(name: &'static str, generator: &mut SchemaGenerator) -> Self {
        Self { schema: generator.subschema_for::<T>(), or_flat: None, flat: Some(Flat::of::<T>(name, generator)) }
    }
}

/// An object of the model.
pub(crate) trait Described: JsonSchema {
    /// Its fields with their documentation and their schemas.
    fn describe(generator: &mut SchemaGenerator) -> Object;
}

/// The parts of an object's schema.
pub(crate) struct Object {
    properties: Vec<Property>,
    flat: Option<Flat>,
}

impl Object {
    /// `unknown` is the last of the fields and not one of the properties.
    pub(crate) fn new(
        fields: impl ExactSizeIterator<Item = (&'static str, &'static str, bool)>,
        docs: &[&[&str]],
        schemas: Vec<FieldSchema>,
    ) -> Self {
        let mut object = Self { properties: Vec::new(), flat: None };
        let known = fields.len().saturating_sub(1);
        for (((name, alias, required), docs), schema) in fields.zip(docs).zip(schemas).take(known) {
            if schema.flat.is_some() {
                object.flat = schema.flat;
                continue;
            }
            let FieldSchema { schema, or_flat, .. } = schema;
            object.properties.push(Property { name, description: description(docs), schema, required, alias, or_flat });
        }
        object
    }
}

impl Property {
    pub(crate) fn new(name: &'static str, docs: &[&str], schema: FieldSchema) -> Self {
        Self { name, description: description(docs), schema: schema.schema, required: true, alias: "", or_flat: None }
    }

    /// The schema with its description. No keyword is beside `$ref`: generators make copies of such a type.
    pub(crate) fn documented(self) -> Schema {
        let mut schema = self.schema;
        if schema.get("$ref").is_some() {
            schema = json_schema!({ "allOf": [schema] });
        }
        schema.insert("description".to_owned(), self.description.into());
        schema
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
        // Where anything is valid, null is too.
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

/// An integer between two bounds, which are those of its 64 bits or narrower. The format is for generators, which choose a type
/// by it. The open schema has none, because a validator refuses it.
pub(crate) fn integer(minimum: impl Into<Value>, maximum: impl Into<Value>, generator: &SchemaGenerator) -> Schema {
    let mut schema = json_schema!({ "type": "integer", "minimum": minimum.into(), "maximum": maximum.into() });
    if generator.contract().is_serialize() {
        schema.insert("format".to_owned(), "int64".into());
    }
    schema
}

/// A string that matches a pattern from its first character to its last.
///
/// The second keyword is for dialects in which `$` also matches before a final line break: it allows only printable ASCII.
pub(crate) fn matching(pattern: &str) -> Schema {
    json_schema!({ "type": "string", "pattern": pattern, "not": { "type": "string", "pattern": "[^ -~]" } })
}

/// The schema of an object of the model.
pub(crate) fn object<T: Described>(name: &str, docs: &[&str], generator: &mut SchemaGenerator) -> Schema {
    let object = T::describe(generator);
    object_of(name, &description(docs), object.properties, object.flat.as_ref(), generator)
}

/// The schema of an event: its payload, with the event type as a constant. Under the deserialize contract it refers to the
/// payload, which several events share.
pub(crate) fn event<T: Described>(
    name: &str,
    (tag, event_type): (&'static str, &str),
    docs: &[&str],
    generator: &mut SchemaGenerator,
) -> Schema {
    let description = format!("{} Event type '{event_type}'.", description(docs));
    if generator.contract().is_deserialize() {
        let payload = generator.subschema_for::<T>();
        return json_schema!({
            "title": name,
            "description": description,
            "type": "object",
            "properties": { tag: { "const": event_type } },
            "required": [tag],
            "allOf": [payload],
        });
    }
    let Object { mut properties, flat } = T::describe(generator);
    properties.insert(
        1.min(properties.len()),
        Property {
            name: tag,
            description: "What kind of event this is.".to_owned(),
            schema: json_schema!({ "type": "string", "const": event_type }),
            required: true,
            alias: "",
            or_flat: None,
        },
    );
    object_of(name, &description, properties, flat.as_ref(), generator)
}

/// The object whose fields are among those of an event, and under the deserialize contract also nested.
pub(crate) struct Flat {
    /// The name of the field if it is nested.
    name: &'static str,
    /// A reference to its definition.
    whole: Schema,
    /// The same for its properties with none of them required.
    fields: Option<Schema>,
    required: Vec<&'static str>,
}

impl Flat {
    fn of<T: Described>(name: &'static str, generator: &mut SchemaGenerator) -> Self {
        let properties = T::describe(generator).properties;
        let whole = generator.subschema_for::<T>();
        let fields = generator.contract().is_deserialize().then(|| generator.subschema_for::<FieldsOf<T>>());
        let required = properties.iter().filter(|field| field.required).map(|field| field.name).collect();
        Self { name, whole, fields, required }
    }
}

/// The name of a type without its path.
fn short_name<T>() -> &'static str {
    let path = std::any::type_name::<T>();
    path.rsplit("::").next().unwrap_or(path)
}

/// The definition of an object's properties, none of them required. An event and a nested object share it.
struct FieldsOf<T>(PhantomData<T>);

impl<T: Described> JsonSchema for FieldsOf<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}{FIELDS}", short_name::<T>()).into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("{}::{FIELDS}", std::any::type_name::<T>()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let properties =
            T::describe(generator).properties.into_iter().map(|field| (field.name.to_owned(), field.documented()));
        json_schema!({
            "title": Self::schema_name(),
            "description": format!("The fields of {}, all of them optional.", short_name::<T>()),
            "type": "object",
            "properties": properties.map(|(name, schema)| (name, schema.to_value())).collect::<Map<_, _>>(),
        })
    }
}

fn object_of(
    name: &str,
    description: &str,
    properties: Vec<Property>,
    flat: Option<&Flat>,
    generator: &SchemaGenerator,
) -> Schema {
    let is_open = generator.contract().is_deserialize();
    let mut schema = json_schema!({ "title": name, "description": description, "type": "object" });
    let required: Vec<&'static str> = properties
        .iter()
        .filter(|property| {
            property.required && !(is_open && (property.or_flat.is_some() || !property.alias.is_empty()))
        })
        .map(|property| property.name)
        .collect();
    let mut by_name = Map::new();
    for mut property in properties {
        if let Some(whole) = property.or_flat.take().filter(|_| is_open) {
            extend(&mut schema, nested_or_flat(property.name, &whole));
            property.schema = nullable(property.schema);
        }
        let (name, alias, required) = (property.name, property.alias, property.required);
        let documented = property.documented();
        if is_open && !alias.is_empty() {
            extend(&mut schema, json!({ "allOf": [either(name, alias, required)] }));
            let mut older = documented.clone();
            older.insert("deprecated".to_owned(), true.into());
            older.insert("description".to_owned(), format!("The older form of '{name}'.").into());
            by_name.insert(alias.to_owned(), older.into());
        }
        by_name.insert(name.to_owned(), documented.into());
    }
    if let Some(Flat { whole, fields: None, .. }) = flat {
        // Own fields in a branch of their own: beside `allOf`, json-schema-to-typescript makes a second type of them. And no
        // type beside `allOf`, with which json-schema-to-zod would give up.
        let own = json!({ "title": format!("{name}{FIELDS}"), "type": "object", "required": required, "properties": by_name });
        schema.remove("type");
        schema.insert("allOf".to_owned(), json!([whole, own]));
        return schema;
    }
    if let Some(Flat { name, whole, fields: Some(fields), required }) = flat {
        extend(&mut schema, flat_or_nested((name, whole), fields, required));
    }
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("properties".to_owned(), Value::Object(by_name));
    schema
}

fn extend(schema: &mut Schema, keywords: Value) {
    if let Value::Object(keywords) = keywords {
        schema.ensure_object().extend(keywords);
    }
}

/// A field under its name or under an older one, and not under both.
fn either(name: &str, alias: &str, required: bool) -> Value {
    let names: &[&str] = if required { &[name] } else { &[] };
    json!({
        "if": { "required": [alias] },
        "then": { "properties": { name: false } },
        "else": { "required": names },
    })
}

/// An object that is documented nested. Its fields count among those of the event only where nothing is nested, and where the
/// one among them is there that identifies it.
fn nested_or_flat(name: &str, whole: &Schema) -> Value {
    json!({
        "if": { "properties": { name: { "type": "null" } }, "required": [IDENTITY] },
        "then": { "description": "The older form, flat.", "deprecated": true, "$ref": whole.get("$ref") },
        "else": { "properties": { name: { "type": "object" } }, "required": [name] },
    })
}

/// An object that is documented flat. It counts nested only where none of its required fields is among those of the event.
fn flat_or_nested((name, whole): (&str, &Schema), fields: &Schema, required: &[&str]) -> Value {
    let flat: Vec<Value> = required.iter().map(|name| json!({ "required": [name] })).collect();
    json!({
        "allOf": [fields],
        "if": { "not": { "anyOf": flat }, "properties": { name: { "type": "object" } }, "required": [name] },
        "then": { "properties": { name: whole } },
        "else": { "required": required },
    })
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

/// `JsonSchema` for a type of this crate. `json_schema_of!(Stack: generator => ..)` expands to an impl under the type's name and
/// path with the expression as its schema, which is a definition; with `inline` in front it is put where the type is used.
macro_rules! json_schema_of {
    (inline $name:ident: $generator:ident => $schema:expr) => {
        $crate::definition::json_schema_of!(@impl $name, true, $generator => $schema);
    };
    ($name:ident: $generator:ident => $schema:expr) => {
        $crate::definition::json_schema_of!(@impl $name, false, $generator => $schema);
    };
    (@impl $name:ident, $is_inline:literal, $generator:ident => $schema:expr) => {
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

/// The schema of an object with any fields.
pub(crate) fn any_object() -> Schema {
    json_schema!({ "type": "object" })
}
