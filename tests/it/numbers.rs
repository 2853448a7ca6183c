//! Numbers: integers of every field, decimals of unknown ones, and what only CBOR has.

use ciborium::Value as Cbor;
use cloud66_webhooks::{RawEvent, Untyped, WebhookEvent};
use serde::de::value::I128Deserializer;
use serde::de::{Deserialize, IntoDeserializer};
use serde_json::{Value, json};

use crate::model::Kind;
use crate::places;
use crate::support::{drift_of, numbers_are_exact, parsed, refused};

/// The integer that a number is, or what is left of it without its fraction.
fn whole(number: &Value) -> i128 {
    let integer = number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    integer.unwrap_or_else(|| number.as_f64().unwrap() as i128)
}

/// Whether a field takes each of them, and if not, why, is said by the model.
#[test]
fn every_integer_field_takes_its_integers_and_no_others() {
    const NUMBERS: [&str; 16] = [
        "0",
        "-0",
        "1.0",
        "1e3",
        "-1",
        "9007199254740993",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        "1e300",
        "0.5",
        // From 2^52 on, a fraction may have been rounded away.
        "4503599627370495.0",
        "4503599627370496.0",
    ];
    let is_number = |kind: &Kind| {
        matches!(kind, Kind::Integer | Kind::Size | Kind::Code(..) | Kind::TextOrCode(..) | Kind::TextOrInteger)
    };
    places::for_each(|_, event, place| {
        for text in NUMBERS.into_iter().filter(|_| is_number(&place.kind)) {
            let mut json = event.clone();
            place.set(&mut json, json!("#"));
            let read = json.to_string().replacen("\"#\"", text, 1).parse::<WebhookEvent>();
            let number: Value = serde_json::from_str(text).unwrap();
            let said = place.mismatch(&number);
            match (read, said) {
                (Err(error), Some((path, reason))) if place.required => {
                    assert_eq!((error.path(), error.reason()), (Some(&*path), &*reason), "{text}");
                }
                (Ok(event), said) if said.is_none() || !place.required => {
                    let written = serde_json::to_value(&event).unwrap().pointer(&place.pointer()).unwrap().clone();
                    assert_eq!(
                        (written.as_f64(), whole(&written)),
                        (number.as_f64(), whole(&number)),
                        "{}",
                        place.path
                    );
                    let drift = drift_of(&event);
                    if let Some((path, reason)) = said {
                        assert_eq!(drift, [format!("unexpected type in `{path}`: {reason}")], "{text}");
                    } else {
                        assert!(drift.is_empty() || drift[0].starts_with("unrecognized code"), "{drift:?}");
                        assert!(written.is_i64() || written.is_u64(), "{}: {text}: {written}", place.path);
                    }
                }
                (read, said) => panic!("{}: {text}: {read:?} and {said:?}", place.path),
            }
        }
    });
}

#[test]
fn numbers_of_unknown_fields_come_back_as_they_were() {
    // Three of them come back as their neighbours from serde_json's quicker way to read decimals.
    for number in [
        "0.1",
        "5e-324",
        "1.7976931348623157e308",
        "122.416294033786585",
        "7.2057594037927933e16",
        "16409959223372036854775808200",
        "18446744073709551615",
        "-9223372036854775808",
    ] {
        let server = r#""timestamp":1,"event_type":"db.slave.ok","uid":"u","name":"n""#;
        let written =
            serde_json::to_value(parsed(&format!(r#"{{{server},"params":{number},"a":[{number}]}}"#))).unwrap();
        let number: Value = serde_json::from_str(number).unwrap();
        for written in [&written["params"], &written["a"][0]] {
            assert_eq!(written.as_f64().unwrap().to_bits(), number.as_f64().unwrap().to_bits(), "{number}");
            assert_eq!(whole(written), whole(&number), "{number}");
        }
    }
    // With `arbitrary_precision`, it is not the parser that says so.
    let too_big = if numbers_are_exact() { "expected a finite number" } else { "number out of range" };
    for number in ["1e400", "-1e400", &"1".repeat(10_000)] {
        let error = refused(format!(r#"{{"timestamp":1,"event_type":"x.y","a":{number}}}"#).as_bytes());
        assert_eq!((error.path(), error.reason()), (Some("a"), too_big));
    }
    // Decimals need a feature of serde_json, which here some other crate switches on as well. So look where it must stand.
    let manifest = include_str!("../../Cargo.toml");
    let line = manifest.lines().find(|line| line.starts_with("serde_json = ")).unwrap();
    assert!(line.contains("float_roundtrip"), "{line}");
}

/// Integers beyond 64 bits are rounded like those of JSON. Bytes and what is tagged are no values of JSON: neither the name of a
/// field, nor what stands in one, nor the event.
#[test]
fn what_only_cbor_has_is_kept_or_refused() {
    const TAG: &str = "a value with a tag";
    let text = |text: &str| Cbor::Text(text.to_owned());
    let tagged = |value: Cbor| Cbor::Tag(1, Box::new(value));
    let big = ciborium::value::Integer::try_from(-18_446_744_073_709_551_616_i128).unwrap();
    let bytes = || Cbor::Bytes(vec![77; 8]);
    for event_type in ["new.event", "app.auth"] {
        let event = |first: Cbor, last: Cbor, value: Cbor| {
            Cbor::Map(vec![(first, 1.into()), (text("event_type"), text(event_type)), (last, value)])
        };
        let with = |value: Cbor| event(text("timestamp"), text("user"), value);
        for (event, expected) in [
            (with(u64::MAX.into()), Ok("18446744073709551615")),
            (with(Cbor::Integer(big)), Ok("-1.8446744073709552e+19")),
            (with(bytes()), Err(("user: ", "bytes"))),
            (with(Cbor::Array(vec![bytes()])), Err(("user[0]: ", "bytes"))),
            (with(tagged(2.into())), Err(("user: ", TAG))),
            (with(Cbor::Array(vec![tagged(2.into())])), Err(("user[0]: ", TAG))),
            (with(Cbor::Map(vec![(tagged(text("b")), 2.into())])), Err(("user: ", TAG))),
            (event(text("timestamp"), tagged(text("a")), 2.into()), Err(("", TAG))),
            (event(tagged(text("a")), text("timestamp"), 2.into()), Err(("", TAG))),
            (tagged(with(2.into())), Err(("", TAG))),
        ] {
            let mut cbor = Vec::new();
            ciborium::into_writer(&event, &mut cbor).unwrap();
            let read = ciborium::from_reader::<WebhookEvent, _>(cbor.as_slice()).map_err(|error| error.to_string());
            match (read, expected) {
                (Ok(event), Ok(number)) => {
                    assert!(serde_json::to_string(&event).unwrap().contains(number), "{event:?}");
                }
                (Err(error), Err((path, found))) => {
                    let expected = format!("{path}expected any JSON value, found {found}");
                    assert!(error.contains(&expected), "{error}, and not {expected}");
                    assert!(ciborium::from_reader::<RawEvent, _>(cbor.as_slice()).is_err(), "{error}");
                }
                (read, expected) => panic!("{read:?}, and not {expected:?}"),
            }
        }
    }
}

/// Some formats hand over every integer as one of 128 bits.
#[test]
fn an_integer_of_128_bits_is_the_integer_that_it_is() {
    for (integer, expected) in
        [(-5, json!(-5)), (u64::MAX.into(), json!(u64::MAX)), (i128::MAX, json!(1.701_411_834_604_692_3e38))]
    {
        let deserializer: I128Deserializer<serde::de::value::Error> = integer.into_deserializer();
        assert_eq!(Untyped::deserialize(deserializer).unwrap().value(), expected);
    }
}
