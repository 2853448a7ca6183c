//! Makes the open schema short, fast, and precise in its errors. No step changes which values are valid.
//!
//! A validator reports one error for the fault itself and one for every `anyOf` or `if` around it, and for an `anyOf` also the
//! errors of the other branches. So no `anyOf` is left here, and as few `if` as possible.

use std::collections::BTreeSet;

use schemars::Schema;
use serde_json::{Map, Value, json};

use crate::definition::{FIELDS, target};
use crate::time::any_timestamp;

const DEFINITIONS: &str = "$defs";
const TIMESTAMP: &str = "Timestamp";

type Keywords = Map<String, Value>;

pub(crate) fn compact(schema: &mut Schema) {
    let Some(Value::Object(mut definitions)) = schema.remove(DEFINITIONS) else { return };
    let root = schema.ensure_object();
    let codes: BTreeSet<String> =
        definitions.iter().filter(|(_, definition)| is_table(definition)).map(|(name, _)| name.clone()).collect();
    each(root, &mut definitions, &mut |keywords| split_by_type(keywords, &codes));
    definitions.retain(|name, _| !codes.contains(name));
    each(root, &mut definitions, &mut refer_to_timestamp);
    each(root, &mut definitions, &mut |keywords| {
        keywords.remove("format");
    });
    share_fields(&mut definitions);
    accept_null_in_definitions(root, &mut definitions);
    definitions.insert(TIMESTAMP.to_owned(), timestamp());
    schema.insert(DEFINITIONS.to_owned(), Value::Object(definitions));
}

/// Visits the root and every schema of the definitions.
fn each(root: &mut Keywords, definitions: &mut Keywords, visit: &mut dyn FnMut(&mut Keywords)) {
    walk(root, visit);
    for definition in definitions.values_mut() {
        walk_value(definition, visit);
    }
}

/// Visits a schema and all schemas in it, the inner ones first.
fn walk(schema: &mut Keywords, visit: &mut dyn FnMut(&mut Keywords)) {
    for (keyword, value) in schema.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties", Value::Object(by_name)) => {
                for value in by_name.values_mut() {
                    walk_value(value, visit);
                }
            }
            ("allOf" | "anyOf", Value::Array(branches)) => {
                for value in branches {
                    walk_value(value, visit);
                }
            }
            ("items" | "additionalProperties" | "not" | "if" | "then" | "else", value) => walk_value(value, visit),
            _ => {}
        }
    }
    visit(schema);
}

fn walk_value(schema: &mut Value, visit: &mut dyn FnMut(&mut Keywords)) {
    if let Value::Object(schema) = schema {
        walk(schema, visit);
    }
}

fn has_type(schema: &Value, kind: &str) -> bool {
    schema.get("type").is_some_and(|found| found == kind)
}

/// Whether a definition is a table of codes: constants that are integers.
fn is_table(definition: &Value) -> bool {
    let branches = definition.get("anyOf").and_then(Value::as_array);
    branches.is_some_and(|branches| branches.iter().all(|branch| branch.get("const").is_some()))
}

/// Makes an `anyOf` of a string and another type an `if`: string or not. A table of codes among them says nothing that the
/// integer beside it does not, and null goes to the other type.
fn split_by_type(schema: &mut Keywords, codes: &BTreeSet<String>) {
    let Some(Value::Array(branches)) = schema.get("anyOf") else { return };
    let mut branches: Vec<Value> =
        branches.iter().filter(|branch| !target(branch).is_some_and(|name| codes.contains(name))).cloned().collect();
    let nullable = branches.iter().any(|branch| has_type(branch, "null"));
    branches.retain(|branch| !has_type(branch, "null"));
    let strings: Vec<Value> = branches.iter().filter(|branch| has_type(branch, "string")).cloned().collect();
    branches.retain(|branch| !has_type(branch, "string"));
    let ([Value::Object(string)], [Value::Object(other)]) = (strings.as_slice(), branches.as_slice()) else { return };
    let (string, mut other) = (string.clone(), other.clone());
    if nullable {
        match other.get("type").cloned() {
            Some(kind) => drop(other.insert("type".to_owned(), json!([kind, "null"]))),
            None => other = Keywords::from_iter([("anyOf".to_owned(), json!([other, { "type": "null" }]))]),
        }
    }
    schema.remove("anyOf");
    schema.insert("if".to_owned(), json!({ "type": "string" }));
    if string.len() > 1 {
        schema.insert("then".to_owned(), Value::Object(string));
    }
    schema.insert("else".to_owned(), Value::Object(other));
}

/// The definition of a timestamp. It accepts null, so that the type of a field says whether null is valid there.
fn timestamp() -> Value {
    json!({
        "title": TIMESTAMP,
        "description": "A timestamp, in any format that was published.",
        "type": ["string", "null"],
        "pattern": any_timestamp(),
        "not": { "type": "string", "pattern": "[^ -~]" },
    })
}

fn refer_to_timestamp(schema: &mut Keywords) {
    if schema.get("pattern").is_some_and(|pattern| *pattern == any_timestamp()) {
        schema.remove("pattern");
        schema.remove("not");
        refer(schema, reference(TIMESTAMP));
    }
}

/// Has a schema with a type take the rest from a definition, which says "or null". Where null is valid, the reference says
/// it all; otherwise the type stays, and beside it the reference in `allOf`: draft 7 reads nothing beside a reference.
fn refer(schema: &mut Keywords, reference: Value) {
    if schema.get("type").is_some_and(Value::is_array) {
        schema.remove("type");
        if let Value::Object(reference) = reference {
            schema.extend(reference);
        }
    } else {
        schema.insert("allOf".to_owned(), json!([reference]));
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// Has the definition of an object take its properties from that of its fields, if there is one.
fn share_fields(definitions: &mut Keywords) {
    let names: Vec<String> =
        definitions.keys().filter_map(|name| name.strip_suffix(FIELDS)).map(str::to_owned).collect();
    for name in names {
        if let Some(Value::Object(whole)) = definitions.get_mut(&name) {
            whole.remove("properties");
            whole.insert("allOf".to_owned(), json!([reference(&format!("{name}{FIELDS}"))]));
        }
    }
}

/// Has the definitions of objects accept null, so that "object or null" at a field is a matter of its type, and a fault
/// in the object is not reported a second time as a value that is not null.
fn accept_null_in_definitions(root: &mut Keywords, definitions: &mut Keywords) {
    let mut nullable = BTreeSet::new();
    each(root, definitions, &mut |schema| {
        if let Some(name) = object_or_null(schema).and_then(target) {
            nullable.extend([name.to_owned(), format!("{name}{FIELDS}")]);
        }
    });
    let is_nullable = |value: &Value| target(value).is_some_and(|name| nullable.contains(name));
    // Where such an object is required, the type says so now.
    each(root, definitions, &mut |schema| {
        let uses = schema.get("allOf").and_then(Value::as_array).is_some_and(|all| all.iter().any(is_nullable));
        if uses && !schema.contains_key("type") {
            schema.insert("type".to_owned(), "object".into());
        }
        for (keyword, value) in schema.iter_mut() {
            let places = match (keyword.as_str(), value) {
                ("properties", Value::Object(by_name)) => by_name.values_mut().collect(),
                ("items" | "additionalProperties", value) => vec![value],
                _ => Vec::new(),
            };
            for place in places.into_iter().filter(|place| is_nullable(place)) {
                *place = json!({ "type": "object", "allOf": [place] });
            }
        }
    });
    each(root, definitions, &mut |schema| {
        if let Some(object) = object_or_null(schema).cloned() {
            schema.remove("anyOf");
            schema.insert("type".to_owned(), json!(["object", "null"]));
            refer(schema, object);
        }
    });
    for name in &nullable {
        if let Some(Value::Object(definition)) = definitions.get_mut(name) {
            definition.insert("type".to_owned(), json!(["object", "null"]));
        }
    }
}

/// The reference in "this object or null".
fn object_or_null(schema: &Keywords) -> Option<&Value> {
    match schema.get("anyOf")?.as_array()?.as_slice() {
        [object, null] if has_type(null, "null") => Some(object),
        _ => None,
    }
}
