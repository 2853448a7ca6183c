//! Arbitrary bytes as CBOR, which has more than JSON: integers of any size, floats that are no number, bytes, tags, keys that are
//! no strings. What is accepted can be written as JSON and read again.

use std::collections::BTreeSet;

use ciborium::Value;
use cloud66_webhooks::{RawEvent, WebhookEvent};
use serde_json::{Map, Value as Json};

use super::bytes::{LEVELS, arbitrary_precision, check_event, check_line, check_said, is_same};

pub fn check(data: &[u8]) {
    let read = ciborium::from_reader::<WebhookEvent, _>(data);
    let raw = ciborium::from_reader::<RawEvent, _>(data);
    let value = ciborium::from_reader::<Value, _>(data).ok();
    match &read {
        Ok(event) => {
            check_event(event, None, None);
            let mut again = Vec::new();
            ciborium::into_writer(event, &mut again).expect("what was read can be written");
            let again: WebhookEvent = ciborium::from_reader(again.as_slice()).expect("and read again");
            let json =
                |event: &WebhookEvent| rounded(serde_json::to_value(event).expect("what was read can be written"));
            assert_eq!(json(&again), json(event));
            let text = serde_json::to_string(event).expect("as JSON too");
            let parsed: WebhookEvent = text.parse().expect("and read again");
            // The fields of an object that came nested may have moved. After that, all is the same.
            assert_eq!(json(&parsed), json(event));
            assert!(
                parsed == again || arbitrary_precision(),
                "CBOR and JSON of one event differ: {parsed:?}, and {again:?}"
            );
            assert!(raw.is_ok(), "its fields are not read: {raw:?}");
        }
        // The format's own form of a string has its escapes doubled, and stays one line.
        Err(error) => check_line("error", &error.to_string(), 8192, None),
    }
    if let Ok(raw) = &raw {
        let text = serde_json::to_string(raw).expect("what was read can be written");
        assert_eq!(&serde_json::from_str::<RawEvent>(&text).expect("and read again"), raw);
    }
    // What is JSON in another form is read as that.
    let Some((json, value)) = value.and_then(|value| Some((to_json(&value, 0)?, value))) else { return };
    match (WebhookEvent::try_from(json), read) {
        (Ok(expected), Ok(event)) => assert!(is_same(&expected, &event), "{event:?}, and {expected:?}"),
        (Err(_), Err(error)) => {
            // A `Value` sorts its keys, and the first of several errors depends on their order. A text has theirs.
            let text = serde_json::to_string(&value).expect("it has a JSON form");
            check_said(&WebhookEvent::from_slice(text.as_bytes()).expect_err("a Value of it is refused"), &error);
        }
        (Ok(_), Err(error)) => panic!("CBOR refuses what is read as a Value: {error}"),
        (Err(error), Ok(_)) => panic!("CBOR reads what is refused as a Value: {error}"),
    }
}

/// The same with each integer beyond 64 bits as the `f64` that is written to other formats than `serde_json`'s.
fn rounded(mut json: Json) -> Json {
    match &mut json {
        Json::Number(number) if !number.is_i64() && !number.is_u64() => {
            *number = number.as_f64().and_then(serde_json::Number::from_f64).unwrap_or_else(|| number.clone());
        }
        Json::Array(elements) => elements.iter_mut().for_each(|element| *element = rounded(element.take())),
        Json::Object(fields) => fields.values_mut().for_each(|value| *value = rounded(value.take())),
        _ => {}
    }
    json
}

/// The same as JSON, unless it has something that JSON has not.
fn to_json(value: &Value, levels: usize) -> Option<Json> {
    match value {
        Value::Null => Some(Json::Null),
        Value::Bool(value) => Some(Json::Bool(*value)),
        Value::Integer(value) => match (i64::try_from(*value), u64::try_from(*value)) {
            (Ok(value), _) => Some(value.into()),
            (_, Ok(value)) => Some(value.into()),
            _ => None,
        },
        Value::Float(value) => serde_json::Number::from_f64(*value).map(Json::Number),
        Value::Text(text) => Some(Json::String(text.clone())),
        Value::Array(elements) if levels < LEVELS => {
            elements.iter().map(|element| to_json(element, levels + 1)).collect()
        }
        Value::Map(fields) if levels < LEVELS => {
            let mut names = BTreeSet::new();
            let mut map = Map::new();
            for (name, value) in fields {
                let name = name.as_text().filter(|name| !name.starts_with("$serde_json::private::"))?;
                names.insert(name).then_some(())?;
                map.insert(name.to_owned(), to_json(value, levels + 1)?);
            }
            Some(Json::Object(map))
        }
        _ => None,
    }
}
