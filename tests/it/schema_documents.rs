//! The schemas as documents: up to date, and written so that tools and readers can use them.

use cloud66_webhooks::schema::{open, openapi, strict, to_json};
use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::{Value, json};

#[test]
fn the_files_are_up_to_date() {
    let documents = [
        ("webhook-event.schema.json", to_json(&strict())),
        ("webhook-event.open.schema.json", to_json(&open())),
        ("openapi.json", to_json(&openapi())),
    ];
    for (name, document) in documents {
        let path = format!("{}/schema/{name}", env!("CARGO_MANIFEST_DIR"));
        let file = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            file == document,
            "schema/{name} is stale; renew it with: cargo run --features schemars --example export_schema"
        );
    }
}

/// Whatever order the map has.
#[test]
fn a_schema_is_written_with_its_keys_sorted() {
    let schema = schemars::json_schema!({ "title": "T", "anyOf": [{ "type": "null", "const": null }], "$defs": {} });
    assert_eq!(
        to_json(&schema).split_whitespace().collect::<String>(),
        r#"{"$defs":{},"anyOf":[{"const":null,"type":"null"}],"title":"T"}"#
    );
}

#[test]
fn the_schemas_are_valid_by_their_own_metaschema() {
    for schema in [strict(), open()] {
        jsonschema::meta::validate(schema.as_value()).unwrap();
    }
}

/// Every schema inside of a schema, with the pointer to it.
fn each_schema(schema: &Value, pointer: &str, visit: &mut dyn FnMut(&str, &serde_json::Map<String, Value>)) {
    let Value::Object(keywords) = schema else { return };
    visit(pointer, keywords);
    for (keyword, value) in keywords {
        let pointer = format!("{pointer}/{keyword}");
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(by_name)) => {
                for (name, schema) in by_name {
                    each_schema(schema, &format!("{pointer}/{name}"), visit);
                }
            }
            ("anyOf" | "allOf", Value::Array(branches)) => {
                for (index, schema) in branches.iter().enumerate() {
                    each_schema(schema, &format!("{pointer}/{index}"), visit);
                }
            }
            ("items" | "additionalProperties" | "not" | "if" | "then" | "else", schema) => {
                each_schema(schema, &pointer, visit);
            }
            _ => {}
        }
    }
}

/// What a generator makes of a condition is wrong or nothing, and JavaScript rounds what a double does not hold.
#[test]
fn strict_has_no_condition_and_no_bound_that_a_double_does_not_hold() {
    let mut bounds = 0;
    each_schema(strict().as_value(), "", &mut |pointer, keywords| {
        assert!(!["if", "then", "else"].iter().any(|keyword| keywords.contains_key(*keyword)), "{pointer}");
        for bound in ["minimum", "maximum"] {
            if let Some(bound) = keywords.get(bound) {
                bounds += 1;
                assert!(bound.as_i64().unwrap().abs() < 1 << 53, "{pointer}");
            }
        }
    });
    assert!(bounds > 2, "{bounds}");
}

/// A format costs some validators their load. An `anyOf` is only where a value is a scalar: of an object, Python's `jsonschema`
/// would quote all of it. A type in a condition, or in `not`, changes the value under type coercion, unless it is that of an object.
#[test]
fn open_is_small_and_has_nothing_that_quotes_or_changes_a_delivery() {
    let open = open();
    let length = to_json(&open).len();
    assert!(length <= 40_000, "{length} bytes");
    let mut conditions = 0;
    each_schema(open.as_value(), "", &mut |pointer, keywords| {
        assert!(!keywords.contains_key("format"), "{pointer}");
        for branch in keywords.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            assert!(branch["type"] == "integer" || branch["type"] == "string", "{pointer}");
        }
        conditions += u32::from(keywords.contains_key("if"));
        if pointer.split('/').any(|step| step == "if" || step == "not") {
            assert!(keywords.get("type").is_none_or(|kind| kind == "object"), "{pointer}");
        }
    });
    assert!(conditions > 10, "{conditions}");
}

/// In Python, Ruby and Java `$` also matches before a line break at the end. Rust's does not, so this looks for the keyword that
/// says so without `$`; `tests/consumers/run` tries it in Python.
#[test]
fn every_pattern_forbids_what_cannot_be_printed() {
    let mut patterns = 0;
    for schema in [strict(), open()] {
        each_schema(schema.as_value(), "", &mut |pointer, keywords| {
            if keywords.contains_key("pattern") && !pointer.ends_with("/not") {
                patterns += 1;
                let expected = json!({ "pattern": "[^ -~]" });
                assert_eq!(keywords.get("not"), Some(&expected), "{pointer}");
            }
        });
    }
    assert!(patterns > 1, "{patterns}");
    let not = jsonschema::validator_for(&json!({ "not": { "pattern": "[^ -~]" } })).unwrap();
    for tail in ["", "\n", "\r", "\r\n", "\u{85}", "\u{2028}"] {
        assert_eq!(not.is_valid(&json!(format!("2024-02-15T14:30:00Z{tail}"))), tail.is_empty(), "{tail:?}");
    }
}

#[test]
fn each_file_says_what_made_it_and_has_its_own_title_and_name() {
    let (strict, open) = (strict(), open());
    for schema in [&strict, &open] {
        let comment = schema.get("$comment").and_then(Value::as_str).unwrap();
        assert!(comment.contains(&format!("cloud66-webhooks {} ", env!("CARGO_PKG_VERSION"))), "{comment}");
        let id = schema.get("$id").and_then(Value::as_str).unwrap();
        assert!(id.starts_with("https://docs.rs/cloud66-webhooks/v1/"), "{id}");
    }
    for keyword in ["title", "description", "$id"] {
        assert_ne!(strict.get(keyword), open.get(keyword));
    }
}

#[test]
fn every_event_says_its_name_on_the_wire_and_has_its_documented_payload() {
    let strict = strict();
    let definitions = strict.get("$defs").unwrap().as_object().unwrap();
    for sample in Sample::all() {
        let name = sample.event_type.as_str();
        let wanted = format!("Event type '{name}'.");
        let mut events = definitions.values().filter(|definition| {
            definition["description"].as_str().is_some_and(|description| description.ends_with(&wanted))
        });
        let event = events.next().unwrap_or_else(|| panic!("no definition says {wanted}"));
        assert!(events.next().is_none(), "{wanted}");
        let payload: Value = serde_json::from_str(sample.json).unwrap();
        assert_eq!(event["examples"], json!([payload]), "{name}");
    }
}

#[test]
fn the_openapi_document_has_a_webhook_for_every_event_and_no_loose_end() {
    let document = openapi();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["paths"], json!({}));
    // swagger-ui shows each of them as an empty group. The webhooks have tags.
    assert_eq!(document.get("tags"), None);
    assert_eq!(document["webhooks"].as_object().unwrap().len(), EventType::all().len());
    let mapping = document.pointer("/components/schemas/WebhookEvent/discriminator/mapping").unwrap();
    for sample in Sample::all() {
        let post = &document["webhooks"][sample.event_type.as_str()]["post"];
        let content = &post["requestBody"]["content"]["application/json"];
        assert_eq!(content["example"], serde_json::from_str::<Value>(sample.json).unwrap());
        assert_eq!(content["schema"]["$ref"], mapping[sample.event_type.as_str()]);
        assert_eq!(post["responses"].as_object().unwrap().keys().collect::<Vec<_>>(), ["2XX", "default"]);
    }
    let text = document.to_string();
    for behind in text.split(r##""$ref":"#"##).skip(1) {
        let pointer = behind.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "#{pointer}");
    }
    assert!(!text.contains("$defs"));
    let code = document.pointer("/components/schemas/StackHealthCode").unwrap();
    assert_eq!(code["enum"], json!([0, 1, 2, 3, 4]));
    assert_eq!(code["x-enum-varnames"][3], "HLT_OK");
}

/// Beside `allOf`, a type costs json-schema-to-zod its types; without a title, generators make up names for the own part.
#[test]
fn what_is_put_together_has_a_title_and_no_type_beside_it() {
    let mut count = 0;
    for (name, definition) in strict().get("$defs").unwrap().as_object().unwrap() {
        if let Some(parts) = definition.get("allOf") {
            count += 1;
            assert_eq!((definition.get("type"), parts[1]["title"].as_str()), (None, Some(&*format!("{name}Fields"))));
        }
    }
    assert!(count > 20, "{count}");
}

/// So that no type of a user with the same name is taken for one of these.
#[test]
fn every_type_has_an_id_under_the_path_of_the_crate() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root];
    let mut impls = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let here = source.matches("JsonSchema for ").count();
            let by_path = source.split("fn schema_id()").skip(1).filter(|behind| {
                let body = behind.split("fn json_schema").next().unwrap();
                body.contains("module_path!()") || body.contains("type_name::<")
            });
            assert_eq!(by_path.count(), here, "{}", path.display());
            impls += here;
        }
    }
    assert!(impls > 1, "{impls}");
    let ids = [
        <WebhookEvent as schemars::JsonSchema>::schema_id(),
        <cloud66_webhooks::RawEvent as schemars::JsonSchema>::schema_id(),
        <EventType as schemars::JsonSchema>::schema_id(),
        <cloud66_webhooks::Stack as schemars::JsonSchema>::schema_id(),
        <cloud66_webhooks::StackStatus as schemars::JsonSchema>::schema_id(),
        <cloud66_webhooks::Fields as schemars::JsonSchema>::schema_id(),
    ];
    for id in ids {
        assert!(id.starts_with("cloud66_webhooks::"), "{id}");
    }
}

/// A user's types with the names of the crate's.
#[test]
fn a_type_of_the_same_name_is_another_definition() {
    struct WebhookEvent;
    struct RawEvent;
    macro_rules! of_the_user {
        ($($name:ident),*) => { $(
            impl schemars::JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({ "const": "of the user" })
                }
            }
        )* };
    }
    of_the_user!(WebhookEvent, RawEvent);
    let mut generator = schemars::SchemaGenerator::default();
    let pairs = [
        (generator.subschema_for::<WebhookEvent>(), generator.subschema_for::<cloud66_webhooks::WebhookEvent>()),
        (generator.subschema_for::<RawEvent>(), generator.subschema_for::<cloud66_webhooks::RawEvent>()),
    ];
    for (theirs, ours) in pairs {
        assert_ne!(theirs, ours);
    }
}

/// For those who export a schema of their own with a raw event or unknown fields in it.
#[test]
fn a_raw_event_is_any_object() {
    for schema in [schemars::schema_for!(cloud66_webhooks::RawEvent), schemars::schema_for!(cloud66_webhooks::Fields)] {
        assert_eq!((schema.get("type"), schema.get("properties")), (Some(&json!("object")), None));
    }
}
