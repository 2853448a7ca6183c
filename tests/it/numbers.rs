//! Numbers: integers of every field, decimals of unknown ones, and the range of time.

use cloud66_webhooks::{EventType, RawEvent, WebhookEvent};
use serde_json::{Value, json};

use crate::model::{self, Kind};
use crate::places::{self, Place};
use crate::support::{assert_clean, numbers_are_exact, parsed, path_of, refused, sample_with};

/// The integers of a JSON value, by pointer.
fn integers(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => found.push(pointer.to_owned()),
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                integers(element, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                integers(value, &format!("{pointer}/{name}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_integer_field_takes_its_integers_and_no_others() {
    // The values that may be any JSON.
    let free = |pointer: &str| pointer.split('/').any(|step| step == "params" || step == "value");
    let digits = "1".repeat(10_000);
    let (mut fields, mut free_fields) = (0, 0);
    for event_type in EventType::all() {
        // With every documented field, those too that the examples lack.
        let payload = model::event(&event_type, true);
        let mut pointers = Vec::new();
        integers(&payload, "", &mut pointers);
        // Texts, and codes as well.
        let places = places::places(&event_type, &payload);
        let or_code = |place: &&Place| matches!(place.kind, Kind::TextOrCode(..) | Kind::TextOrInteger);
        pointers.extend(places.iter().filter(or_code).map(Place::pointer));
        for pointer in pointers {
            let with = |number: &str| {
                let mut payload = payload.clone();
                *payload.pointer_mut(&pointer).unwrap() = json!("#");
                payload.to_string().replacen("\"#\"", number, 1)
            };
            let number = |body: &str| {
                let written = serde_json::to_value(parsed(body)).unwrap();
                written.pointer(&pointer).cloned().unwrap_or_else(|| panic!("{pointer} of {event_type}"))
            };
            if free(&pointer) {
                free_fields += 1;
                assert_eq!(number(&with("18446744073709551615")), json!(u64::MAX));
                assert_eq!(number(&with("9007199254740993.5")), json!(9_007_199_254_740_994.0));
                continue;
            }
            fields += 1;
            for (text, value) in [("-0", 0), ("-0.0", 0), ("1.0", 1), ("1e3", 1000), ("0", 0)] {
                assert_eq!(number(&with(text)), json!(value), "{pointer} {text} of {event_type}");
            }
            let is_size = pointer.ends_with("/backup_size");
            if pointer != "/timestamp" && !is_size {
                for value in [i64::MIN, i64::MAX, -1, 1 << 53, (1 << 53) + 1] {
                    assert_eq!(number(&with(&value.to_string())), json!(value), "{pointer} of {event_type}");
                }
            }
            let unfit = match places.iter().find(|place| place.pointer() == pointer).map(|place| &place.kind) {
                Some(Kind::TextOrInteger | Kind::TextOrCode(..)) => {
                    "expected a string or a 64-bit integer, found a larger number"
                }
                _ => "expected a 64-bit integer, found a larger number",
            };
            let negative = "expected a non-negative integer, found a negative integer";
            let kind = places.iter().find(|place| place.pointer() == pointer).map(|place| &place.kind);
            let expected = match kind {
                _ if pointer == "/timestamp" => "a timestamp",
                Some(Kind::Code(..)) => "a status code",
                Some(Kind::TextOrCode(..)) => "a string or a status code",
                Some(Kind::TextOrInteger) => "a string or an integer",
                _ => "an integer",
            };
            let fraction = &*format!("expected {expected}, found a number with a fraction");
            let beyond = match pointer.as_str() {
                _ if is_size => negative,
                _ => unfit,
            };
            // With `arbitrary_precision`, it is not the parser that says so.
            let too_big = if numbers_are_exact() { "expected a finite number" } else { "number out of range" };
            let beyond_i64 = if is_size { "-1" } else { "9223372036854775808" };
            let is_required = places.iter().any(|place| place.pointer() == pointer && place.required);
            for (text, reason) in [
                (digits.as_str(), too_big),
                ("1e400", too_big),
                ("-1e400", too_big),
                (beyond_i64, beyond),
                ("-9223372036854775809", unfit),
                ("18446744073709551616", unfit),
                ("1e300", unfit),
                ("9007199254740994.0", unfit),
                ("9007199254740992.3", unfit),
                ("-4503599627370496.5", unfit),
                ("4503599627370495.75", unfit),
                ("0.5", fraction),
                ("1e-3", fraction),
            ] {
                if !is_required && reason != too_big {
                    let event = parsed(&with(text));
                    let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
                    let said = format!("unexpected type in `{}`: {reason}", path_of(&pointer));
                    assert_eq!(drift, [said], "{event_type}");
                    assert!(event.drift()[0].is_unexpected_type());
                    let again = parsed(&serde_json::to_string(&event).unwrap());
                    assert_eq!(again.drift(), event.drift(), "{pointer} {text} of {event_type}");
                    // Under `arbitrary_precision` it may be larger than any `f64`.
                    let kept = serde_json::to_value(&event).unwrap().pointer(&pointer).unwrap().to_string();
                    assert_eq!(kept.parse::<f64>(), text.parse::<f64>(), "{pointer} {text} of {event_type}");
                    continue;
                }
                let error = refused(with(text).as_bytes());
                assert_eq!(error.reason(), reason, "{pointer} of {event_type}");
                assert_eq!(error.event_type(), Some(&event_type));
                assert_eq!(error.path(), Some(path_of(&pointer).as_str()), "{event_type}");
                assert!(error.raw().fields().contains("event_type"));
            }
        }
    }
    assert!(fields > 180 && free_fields > 0, "{fields} integer fields, {free_fields} in free objects");
}

#[test]
fn the_timestamp_is_in_the_range_of_time() {
    for (seconds, good) in [
        (8_210_266_876_799_i64, true),
        (8_210_266_876_800, false),
        (-8_334_601_228_800, true),
        (-8_334_601_228_801, false),
        (i64::MAX, false),
        (i64::MIN, false),
    ] {
        for event_type in ["server.stopped", "x.y"] {
            let body = format!(r#"{{"timestamp":{seconds},"event_type":"{event_type}","uid":"a"}}"#);
            if good {
                let event = parsed(&body);
                assert_eq!(event.timestamp().timestamp(), seconds);
                assert_clean(&event.to_string());
                assert_eq!(serde_json::to_value(&event).unwrap()["timestamp"], seconds);
            } else {
                let error = refused(body.as_bytes());
                assert_eq!(error.reason(), "expected a timestamp, found a number out of range");
                assert_eq!(error.path(), Some("timestamp"));
                assert_eq!(error.timestamp(), None);
                assert_eq!(error.event_type().unwrap().as_str(), event_type);
            }
        }
    }
}

#[test]
fn decimals_come_back_as_they_were() {
    // The last three come back as their neighbours from serde_json's quicker way to read decimals.
    for number in [
        "0.1",
        "5e-324",
        "1.7976931348623157e308",
        "122.416294033786585",
        "7.2057594037927933e16",
        "16409959223372036854775808200",
    ] {
        let read = parsed(&format!(r#"{{"event_type":"x.y","timestamp":1,"a":{number}}}"#));
        let written = serde_json::to_value(read).unwrap();
        assert_eq!(written["a"].as_f64().unwrap().to_bits(), number.parse::<f64>().unwrap().to_bits(), "{number}");
    }
    // That needs a feature of serde_json, which here some other crate switches on as well. So look where it must stand.
    let manifest = include_str!("../../Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with("serde_json = ")).unwrap();
    assert!(line.contains("float_roundtrip"), "{line}");
}

#[test]
fn an_integer_beyond_64_bits_in_cbor_is_kept_and_never_quoted() {
    let event = |more: (&str, ciborium::Value)| {
        let text = |text: &str| ciborium::Value::Text(text.to_owned());
        let fields = [("event_type", text("x.y")), ("timestamp", 1.into()), more];
        let mut cbor = Vec::new();
        let map = fields.into_iter().map(|(name, value)| (text(name), value)).collect();
        ciborium::into_writer(&ciborium::Value::Map(map), &mut cbor).unwrap();
        ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice())
    };
    assert!(event(("extra", u64::MAX.into())).is_ok());
    let big = ciborium::Value::Integer(ciborium::value::Integer::try_from(-18_446_744_073_709_551_616_i128).unwrap());
    let read = event(("extra", big.clone())).unwrap();
    let written = serde_json::to_string(&read).unwrap();
    assert!(written.contains("-1.8446744073709552e+19"), "{written}");
    let message = event(("timestamp", big)).unwrap_err().to_string();
    assert!(!message.contains("18446744073709551616"), "{message}");
}

/// The timestamp of an unrecognized event comes back as it was, although it is read as an integer.
#[test]
fn a_timestamp_with_a_fraction_of_zero_comes_back() {
    for body in [
        r#"{"timestamp":1.0,"event_type":"new.event","a":1}"#,
        r#"{"event_type":"new.event","timestamp":1.0,"a":1}"#,
        r#"{"a":1,"timestamp":1.0,"event_type":"new.event"}"#,
    ] {
        let value: Value = serde_json::from_str(body).unwrap();
        let ways: [WebhookEvent; 4] = [
            parsed(body),
            serde_json::from_str(body).unwrap(),
            serde_json::from_value(value.clone()).unwrap(),
            WebhookEvent::try_from(value).unwrap(),
        ];
        for (way, event) in ways.into_iter().enumerate() {
            assert_eq!(event.timestamp().timestamp(), 1);
            let written = serde_json::to_string(&event).unwrap();
            assert!(written.contains(r#""timestamp":1.0"#), "{body}, way {way}: {written}");
        }
    }
}

/// Where a string may stand too, the bounds of the integer are said all the same.
#[test]
fn an_integer_beyond_64_bits_is_an_unexpected_type_beside_a_string() {
    for number in ["9223372036854775808", "-9223372036854775809", "1e300"] {
        let json = sample_with("stack.provision.fail", "/deploy_context/outcome", json!({"code": "@"}));
        let event: WebhookEvent = json.to_string().replace("\"@\"", number).parse().unwrap();
        let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
        let expected = "expected a string or a 64-bit integer, found a larger number";
        assert_eq!(drift, [format!("unexpected type in `deploy_context.outcome.code`: {expected}")], "{number}");
    }
}

/// What is tagged is no value of JSON: neither the name of a field, nor what stands in one, nor the event.
#[test]
fn what_has_a_tag_in_cbor_is_refused() {
    const TAGGED: &str = "any JSON value, found a value with a tag";
    let text = |text: &str| ciborium::Value::Text(text.to_owned());
    let tagged = |value: ciborium::Value| ciborium::Value::Tag(1, Box::new(value));
    for event_type in ["new.event", "app.auth"] {
        let event = |first: ciborium::Value, last: ciborium::Value, value: ciborium::Value| {
            let fields = [(first, 1.into()), (text("event_type"), text(event_type)), (last, value)];
            ciborium::Value::Map(fields.to_vec())
        };
        let bytes = || ciborium::Value::Bytes(vec![77; 8]);
        for (event, expected) in [
            (event(text("timestamp"), text("a"), bytes()), "any JSON value, found bytes"),
            (event(text("timestamp"), text("a"), ciborium::Value::Array(vec![bytes()])), "any JSON value, found bytes"),
            (event(text("timestamp"), tagged(text("a")), 2.into()), TAGGED),
            (event(tagged(text("a")), text("timestamp"), 2.into()), TAGGED),
            (event(text("timestamp"), text("a"), tagged(2.into())), TAGGED),
            (event(text("timestamp"), text("user"), tagged(2.into())), TAGGED),
            (event(text("timestamp"), text("a"), ciborium::Value::Array(vec![tagged(2.into())])), TAGGED),
            (event(text("timestamp"), text("a"), ciborium::Value::Map(vec![(tagged(text("b")), 2.into())])), TAGGED),
            (tagged(event(text("timestamp"), text("a"), 2.into())), TAGGED),
        ] {
            let mut cbor = Vec::new();
            ciborium::into_writer(&event, &mut cbor).unwrap();
            let error = ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice()).unwrap_err().to_string();
            assert!(error.contains(&format!("expected {expected}")), "{error}");
            assert!(ciborium::from_reader::<RawEvent, _>(cbor.as_slice()).is_err(), "{event_type}");
        }
    }
}
