//! The bodies that are read: documented payloads, and what becomes of them on the way.

use std::fmt;

use cloud66_webhooks::{EventType, Sample};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The documented payload on one line, fields in the documented order.
pub fn compact(event_type: &EventType) -> Vec<u8> {
    let mut in_text = false;
    let sample = Sample::of(event_type).expect("a documented event type").json;
    let compact = sample.chars().filter(|character| {
        // No documented text has an escaped quotation mark in it.
        in_text ^= *character == '"';
        in_text || !character.is_whitespace()
    });
    compact.collect::<String>().into_bytes()
}

/// With `event_type` after everything else.
pub fn tag_last(body: &[u8]) -> Vec<u8> {
    let mut fields = fields(text(body));
    fields.sort_by_key(|(name, _)| name == "event_type");
    object(fields.into_iter().map(|(name, value)| (name, value.get().to_owned()))).into_bytes()
}

/// With the fields of every object in the reverse of their order.
pub fn reversed(body: &[u8]) -> Vec<u8> {
    fn reverse(value: &str) -> String {
        if !value.starts_with('{') {
            return value.to_owned();
        }
        object(fields(value).into_iter().rev().map(|(name, value)| (name, reverse(value.get()))))
    }
    reverse(text(body)).into_bytes()
}

/// With an event type that nobody knows.
pub fn unrecognized(body: &[u8]) -> Vec<u8> {
    text(body).replacen("managed_backup.fail", "managed_backup.paused", 1).into_bytes()
}

/// The backup event with unknown fields of all kinds on the event, its stack and its backup, 1 MiB in all.
pub fn full_of_unknown_fields(body: &[u8]) -> Vec<u8> {
    const SIZE: usize = 1024 * 1024;
    let text = text(body);
    let mut fields = [String::new(), String::new(), String::new()];
    let mut length = text.len();
    for number in 0_usize.. {
        let value = match number % 5 {
            0 => format!("\"a text of some length, number {number}\""),
            1 => number.to_string(),
            2 => format!("[{number},true,null,\"{number}\"]"),
            3 => format!("{{\"id\":{number},\"state\":\"on\",\"share\":0.{number}}}"),
            _ => "false".to_owned(),
        };
        let field = format!(",\"new_field_{number}\":{value}");
        if length + field.len() > SIZE {
            break;
        }
        length += field.len();
        fields[number % 3].push_str(&field);
    }
    let [event, stack, backup] = fields;
    let text = text.replacen("},\"backup\"", &format!("{stack}}},\"backup\""), 1);
    let text = text.strip_suffix("}}").expect("the backup ends the event");
    format!("{text}{backup}}}{event}}}").into_bytes()
}

fn text(body: &[u8]) -> &str {
    std::str::from_utf8(body).expect("the samples are text")
}

fn object(fields: impl Iterator<Item = (String, String)>) -> String {
    let fields: Vec<String> = fields.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

/// The fields of an object in their order, with their texts.
fn fields(text: &str) -> Vec<(String, &RawValue)> {
    struct Fields<'t>(Vec<(String, &'t RawValue)>);

    impl<'de> Deserialize<'de> for Fields<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(FieldsVisitor)
        }
    }

    struct FieldsVisitor;

    impl<'de> Visitor<'de> for FieldsVisitor {
        type Value = Fields<'de>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
            let mut fields = Vec::new();
            while let Some(field) = map.next_entry()? {
                fields.push(field);
            }
            Ok(Fields(fields))
        }
    }

    serde_json::from_str::<Fields<'_>>(text).expect("an object").0
}
