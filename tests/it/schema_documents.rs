//! The schemas as documents: up to date, and written so that tools and readers can use them.

use cloud66_webhooks::schema::{open, openapi, strict, to_json};
use cloud66_webhooks::{EventType, Fields, RawEvent, Sample, Stack, StackStatus, WebhookEvent};
use schemars::{JsonSchema, Schema, SchemaGenerator, schema_for};
use serde_json::{Map, Value, json};

use crate::support::sources;

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

/// Every schema inside of a schema, with the pointer to it.
fn each_schema(schema: &Value, pointer: &str, visit: &mut dyn FnMut(&str, &Map<String, Value>)) {
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

#[test]
fn each_file_is_a_schema_with_its_own_name_that_says_what_made_it() {
    let (strict, open) = (strict(), open());
    for schema in [&strict, &open] {
        jsonschema::meta::validate(schema.as_value()).unwrap();
        let text = |keyword| schema.get(keyword).and_then(Value::as_str).unwrap();
        assert!(text("$comment").contains(&format!("cloud66-webhooks {} ", env!("CARGO_PKG_VERSION"))));
        assert!(text("$id").starts_with("https://docs.rs/cloud66-webhooks/v1/"));
    }
    for keyword in ["title", "description", "$id"] {
        assert_ne!(strict.get(keyword), open.get(keyword));
    }
}

/// In Python, Ruby and Java `$` also matches before a line break at the end. Rust's does not, so this looks for the keyword that
/// says so without `$`; `tests/consumers/run` tries it in Python.
fn is_checked_pattern(pointer: &str, keywords: &Map<String, Value>) -> bool {
    let is_pattern = keywords.contains_key("pattern") && !pointer.ends_with("/not");
    assert!(!is_pattern || keywords.get("not") == Some(&json!({ "pattern": "[^ -~]" })), "{pointer}");
    is_pattern
}

/// What a generator makes of a condition is wrong or nothing, and JavaScript rounds what a double does not hold. Beside `allOf`, a
/// type costs json-schema-to-zod its types; without a title, generators make up names for the own part.
#[test]
fn strict_has_only_what_generators_understand() {
    let (mut bounds, mut patterns, mut put_together) = (0, 0, 0);
    each_schema(strict().as_value(), "", &mut |pointer, keywords| {
        patterns += u32::from(is_checked_pattern(pointer, keywords));
        assert!(!["if", "then", "else"].iter().any(|keyword| keywords.contains_key(*keyword)), "{pointer}");
        for bound in ["minimum", "maximum"].iter().filter_map(|bound| keywords.get(*bound)) {
            bounds += 1;
            assert!(bound.as_i64().unwrap().abs() < 1 << 53, "{pointer}");
        }
        if let (Some(name), Some(parts)) = (pointer.strip_prefix("/$defs/"), keywords.get("allOf")) {
            // In a property stands a reference with its description.
            if !name.contains('/') {
                put_together += 1;
                let title = format!("{name}Fields");
                assert_eq!((keywords.get("type"), parts[1]["title"].as_str()), (None, Some(&*title)));
            }
        }
    });
    assert!(bounds > 2 && patterns > 0 && put_together > 20, "{bounds}, {patterns}, {put_together}");
}

/// A format costs some validators their load. An `anyOf` is only where a value is a scalar: of an object, Python's `jsonschema`
/// would quote all of it. A type in a condition, or in `not`, changes the value under type coercion, unless it is that of an object.
#[test]
fn open_is_small_and_has_nothing_that_quotes_or_changes_a_delivery() {
    let open = open();
    let length = to_json(&open).len();
    assert!(length <= 40_000, "{length} bytes");
    let (mut conditions, mut patterns) = (0, 0);
    each_schema(open.as_value(), "", &mut |pointer, keywords| {
        patterns += u32::from(is_checked_pattern(pointer, keywords));
        assert!(!keywords.contains_key("format"), "{pointer}");
        for branch in keywords.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
            assert!(branch["type"] == "integer" || branch["type"] == "string", "{pointer}");
        }
        conditions += u32::from(keywords.contains_key("if"));
        if pointer.split('/').any(|step| step == "if" || step == "not") {
            assert!(keywords.get("type").is_none_or(|kind| kind == "object"), "{pointer}");
        }
    });
    assert!(conditions > 10 && patterns > 0, "{conditions}, {patterns}");
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
    for after in text.split(r##""$ref":"#"##).skip(1) {
        let pointer = after.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "#{pointer}");
    }
    assert!(!text.contains("$defs"));
    let code = document.pointer("/components/schemas/StackHealthCode").unwrap();
    assert_eq!(code["enum"], json!([0, 1, 2, 3, 4]));
    assert_eq!(code["x-enum-varnames"][3], "HLT_OK");
}

/// So that no type of a user with the same name is taken for one of these.
#[test]
fn every_type_has_an_id_under_the_path_of_the_crate() {
    let mut impls = 0;
    for source in sources("src") {
        let here = source.matches("JsonSchema for ").count();
        let by_path = source.split("fn schema_id()").skip(1).filter(|after| {
            let body = after.split("fn json_schema").next().unwrap();
            body.contains("module_path!()") || body.contains("type_name::<")
        });
        assert_eq!(by_path.count(), here, "{source}");
        impls += here;
    }
    assert!(impls > 1, "{impls}");
    let ids = [
        <WebhookEvent as JsonSchema>::schema_id(),
        <RawEvent as JsonSchema>::schema_id(),
        <EventType as JsonSchema>::schema_id(),
        <Stack as JsonSchema>::schema_id(),
        <StackStatus as JsonSchema>::schema_id(),
        <Fields as JsonSchema>::schema_id(),
    ];
    for id in ids {
        assert!(id.starts_with("cloud66_webhooks::"), "{id}");
    }
}

#[test]
fn a_type_of_the_same_name_is_another_definition() {
    /// A user's.
    struct RawEvent;
    impl JsonSchema for RawEvent {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "RawEvent".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            schemars::json_schema!({ "const": "of the user" })
        }
    }
    let mut generator = SchemaGenerator::default();
    let theirs = generator.subschema_for::<RawEvent>();
    assert_ne!(theirs, generator.subschema_for::<cloud66_webhooks::RawEvent>());
}

/// For those who export a schema of their own with a raw event or unknown fields in it.
#[test]
fn a_raw_event_is_any_object() {
    for schema in [schema_for!(RawEvent), schema_for!(Fields)] {
        assert_eq!((schema.get("type"), schema.get("properties")), (Some(&json!("object")), None));
    }
}
