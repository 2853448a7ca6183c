//! The bodies that are read: documented payloads, and what becomes of them on the way.

use cloud66_webhooks::{EventType, Sample};
use serde_json::Value;

/// The payload as the documentation shows it, in several lines.
pub fn pretty(event_type: &EventType) -> Vec<u8> {
    sample(event_type).as_bytes().to_vec()
}

/// The same on one line, keys in the same order.
pub fn compact(event_type: &EventType) -> Vec<u8> {
    let mut in_text = false;
    let compact = sample(event_type).chars().filter(|character| {
        // No documented text has an escaped quotation mark in it.
        in_text ^= *character == '"';
        in_text || !character.is_whitespace()
    });
    compact.collect::<String>().into_bytes()
}

/// With `event_type` behind everything else.
pub fn tag_last(body: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(body).expect("the samples are text");
    let name = text.find("\"event_type\"").expect("the samples have an event type");
    let length = text[name..].find(',').expect("the event type stands before something");
    let start = text[..name].trim_end().len();
    let end = name + length + 1;
    let (tag, separator) = (&text[name..end - 1], &text[start..name]);
    let last = text.trim_end().strip_suffix('}').expect("an object").trim_end();
    let ending = &text[last.len()..];
    format!("{}{separator}{},{separator}{tag}{ending}", &text[..start], text[end..last.len()].trim_start()).into_bytes()
}

/// With an event type that nobody knows.
pub fn unrecognized(body: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(body).expect("the samples are text");
    text.replacen("managed_backup.fail", "managed_backup.paused", 1).into_bytes()
}

/// The backup event with unknown fields of all kinds on the event, its stack and its backup, 1 MiB in all.
pub fn full_of_unknown_fields() -> Vec<u8> {
    const SIZE: usize = 1024 * 1024;
    let text = String::from_utf8(compact(&EventType::ManagedBackupFail)).expect("the samples are text");
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

fn sample(event_type: &EventType) -> &'static str {
    Sample::of(event_type).expect("a documented event type").json
}

/// Whether two bodies say the same.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    let value = |body| serde_json::from_slice::<Value>(body).expect("the bodies are JSON");
    value(left) == value(right)
}
