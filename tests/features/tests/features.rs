//! The core promises with `arbitrary_precision` and `preserve_order` of serde_json: the same files as in the crate's own
//! tests, and what only these features show.
#![allow(missing_docs, dead_code)]

#[path = "../../it/allocator.rs"]
mod allocator;
#[path = "../../it/arbitrary.rs"]
mod arbitrary;
#[cfg(feature = "switched_on")]
#[path = "../../it/corpus.rs"]
mod corpus;
#[path = "../../it/depth.rs"]
mod depth;
#[path = "../../it/expected.rs"]
mod expected;
#[path = "../../it/guarantees.rs"]
mod guarantees;
#[path = "../../it/hostile.rs"]
mod hostile;
#[path = "../../it/lossless.rs"]
mod lossless;
#[path = "../../it/memory.rs"]
mod memory;
#[path = "../../it/model.rs"]
mod model;
#[path = "../../it/numbers.rs"]
mod numbers;
#[path = "../../it/places.rs"]
mod places;
#[path = "../../it/properties.rs"]
mod properties;
#[path = "../../it/samples.rs"]
mod samples;
#[path = "../../it/support.rs"]
mod support;
#[path = "../../it/ways_in.rs"]
mod ways_in;

use cloud66_webhooks::WebhookEvent;
use serde_json::Value;

use support::{drift_of, error, sample_with};

const TEXT: &str = r#"{"timestamp":1757011079,"event_type":"managed_backup.fail",
    "stack":{"uid":"s","name":"n","NEW":@},"backup":{"id":7,"db_type":"mysql","database_name":"d","NEW":{"z":[@],"a":@}},
    "NEW":@}"#;

/// The published schemas are the same bytes, whatever order the maps of a build have.
#[test]
fn the_schemas_are_the_same_bytes() {
    use cloud66_webhooks::schema::{open, openapi, strict, to_json};
    assert!(to_json(&strict()) == include_str!("../../../schema/webhook-event.schema.json"));
    assert!(to_json(&open()) == include_str!("../../../schema/webhook-event.open.schema.json"));
    assert!(to_json(&openapi()) == include_str!("../../../schema/openapi.json"));
}

/// What `guide::limits` says of serde_json's private names and of serde's buffer.
#[test]
fn private_names_of_serde_json_mean_to_it_what_they_say() {
    let raw: Value = serde_json::from_str(r#"{"$serde_json::private::RawValue": "5"}"#).unwrap();
    assert_eq!(raw, 5);
    for number in [5, u64::MAX] {
        let object = format!(r#"{{"$serde_json::private::Number": "{number}"}}"#);
        let event: WebhookEvent = TEXT.replace('@', &object).parse().unwrap();
        let kept = event.stack().unwrap().unknown.get("NEW").unwrap();
        assert_eq!(kept, number);
    }
}

#[cfg(feature = "switched_on")]
#[test]
fn a_number_beyond_64_bits_cannot_be_flattened_out_of_a_value() {
    #[derive(Debug, serde::Deserialize)]
    struct Flattened {
        #[serde(flatten)]
        event: WebhookEvent,
    }
    let read = |number: &str| {
        let json: Value = serde_json::from_str(&TEXT.replace('@', number)).unwrap();
        serde_json::from_value::<Flattened>(json).map(|flattened| flattened.event.drift().len())
    };
    assert_eq!(read("18446744073709551615").unwrap(), 3);
    assert!(read("18446744073709551616").is_err());
}

/// Numbers are those of a build without `arbitrary_precision`: whole with 64 bits, and an `f64` otherwise.
#[test]
fn numbers_in_unknown_fields_are_those_of_every_build() {
    for (number, written_as) in [
        ("123456789012345678901234567890", "1.2345678901234568e+29"),
        ("0.1000000000000000055511151231257827", "0.1"),
        ("3.0", "3.0"),
        ("1.0e-5", "0.00001"),
        ("18446744073709551616", "1.8446744073709552e+19"),
        ("18446744073709551615", "18446744073709551615"),
    ] {
        let text = TEXT.replace('@', number);
        let value: Value = serde_json::from_str(&text).unwrap();
        let generic = serde_json::from_str::<WebhookEvent>(&text).unwrap();
        let unrecognized = text.replace("managed_backup.fail", "new.event").parse::<WebhookEvent>().unwrap();
        for event in [text.parse().unwrap(), generic, serde_json::from_value(value).unwrap(), unrecognized] {
            let written = serde_json::to_string(&event).unwrap();
            assert_eq!(written.matches(written_as).count(), 4, "{number}: {written}");
        }
    }
    let error = TEXT.replace('@', "1e+1000").parse::<WebhookEvent>().unwrap_err();
    // Where serde_json holds such a number, the crate refuses it.
    let reason = if cfg!(feature = "switched_on") { "expected a finite number" } else { "number out of range" };
    assert_eq!((error.is_syntax(), error.reason()), (true, reason));
}

/// What serde_json makes an object of on its way to us is a number in our errors and in the drift.
#[test]
fn a_number_in_the_place_of_an_object_is_a_number() {
    for number in ["5", "-5", "1.5", "123456789012345678901234567890"] {
        let number: Value = serde_json::from_str(number).unwrap();
        for (event_type, pointer, path, reason) in [
            ("managed_backup.fail", "/stack", "stack", "expected an object, found a number"),
            ("managed_backup.fail", "/stack/name", "stack.name", "expected a string, found a number"),
            ("managed_backup.fail", "/event_type", "event_type", "expected a string, found a number"),
        ] {
            let json = sample_with(event_type, pointer, number.clone());
            for error in [error(&json), WebhookEvent::try_from(json.clone()).unwrap_err()] {
                assert_eq!((error.path(), error.reason()), (Some(path), reason));
            }
        }
        for (event_type, pointer, expected) in [
            ("managed_backup.fail", "/stack/considerations", "an object"),
            ("db.slave.ok", "/notifications", "an object"),
            ("managed_backup.fail", "/stack/namespaces", "an array"),
            ("managed_backup.fail", "/stack/is_busy", "a boolean"),
        ] {
            let json = sample_with(event_type, pointer, number.clone());
            let path = pointer[1..].replace('/', ".");
            let said = format!("unexpected type in `{path}`: expected {expected}, found a number");
            for read in [support::event(&json), WebhookEvent::try_from(json.clone()).unwrap()] {
                assert_eq!(drift_of(&read), std::slice::from_ref(&said));
                let written = serde_json::to_value(&read).unwrap();
                assert_eq!(written.pointer(pointer).unwrap().as_f64(), number.as_f64());
            }
        }
    }
}

/// Unknown fields, and all fields of an unrecognized event, keep the order in which they came.
#[cfg(feature = "switched_on")]
#[test]
fn the_order_of_unknown_fields_is_kept() {
    let text = r#"{"z":1,"event_type":"new.event","a":{"y":1,"b":2},"timestamp":5}"#;
    assert_eq!(serde_json::to_string(&text.parse::<WebhookEvent>().unwrap()).unwrap(), text);
    assert_eq!(serde_json::to_string(&serde_json::from_str::<WebhookEvent>(text).unwrap()).unwrap(), text);
    let text = r#"{"timestamp":5,"event_type":"app.auth","user":"u","app":"a","z":1,"b":{"y":1,"c":2},"a":3}"#;
    assert_eq!(serde_json::to_string(&text.parse::<WebhookEvent>().unwrap()).unwrap(), text);
    assert_eq!(text.parse::<WebhookEvent>().unwrap().drift().len(), 3);
    assert_eq!(drift_of(&text.parse().unwrap()), ["unknown field `z`", "unknown field `b`", "unknown field `a`"]);
    // The stack is taken out from among them.
    let text = r#"{"timestamp":1,"event_type":"stack.created","stack":{"uid":"a","name":"b"},"z":1,"b":2,"a":3}"#;
    let written = serde_json::to_string(&text.parse::<WebhookEvent>().unwrap()).unwrap();
    assert_eq!(written, r#"{"timestamp":1,"event_type":"stack.created","uid":"a","name":"b","z":1,"b":2,"a":3}"#);
}

/// Values order their keys as documented here, so the written event is the documented text.
#[cfg(feature = "switched_on")]
#[test]
fn the_order_of_documented_fields_is_the_documented_one() {
    for sample in cloud66_webhooks::Sample::all() {
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let documented = keys(&serde_json::from_str(sample.json).unwrap());
        let written = keys(&serde_json::to_value(sample.event()).unwrap());
        let kept: Vec<&String> = documented.iter().filter(|key| written.contains(key)).collect();
        assert_eq!(kept, written.iter().collect::<Vec<_>>(), "{}", sample.event_type);
    }
}

/// The features are really switched on, or really not.
#[test]
fn this_is_the_build_that_it_says_it_is() {
    let on = cfg!(feature = "switched_on");
    let value: Value = serde_json::from_str(r#"{"z":123456789012345678901234567890,"a":1}"#).unwrap();
    let text = value.to_string();
    assert_eq!(text.as_str() == r#"{"z":123456789012345678901234567890,"a":1}"#, on);
}

/// What serde_json makes an object of on its way to us is no level of depth, and a timestamp comes back digit by digit.
#[test]
fn a_number_is_no_level() {
    let deep = "[".repeat(126) + "1.5" + &"]".repeat(126);
    for event_type in ["new.event", "app.auth"] {
        let text = format!(r#"{{"timestamp":1.0,"event_type":"{event_type}","app":"a","extra":{deep}}}"#);
        for event in [text.parse::<WebhookEvent>().unwrap(), serde_json::from_str(&text).unwrap()] {
            let written = serde_json::to_string(&event).unwrap();
            assert!(written.contains(&deep), "{written}");
            assert_eq!(written.contains(r#""timestamp":1.0"#), event_type == "new.event", "{written}");
        }
    }
}
