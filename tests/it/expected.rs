//! What an event is expected to report: its drift, and why a value is not of its kind.

use cloud66_webhooks::EventType;
use serde_json::{Number, Value};

use crate::model::{Kind, event_fields};
use crate::places::{join, walk};

/// What an event holds that is not documented: the lines of its drift, sorted.
pub fn expected_drift(event_type: &EventType, event: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    walk(&event_fields(event_type), event, "", "", &mut |fields, object, path, _| {
        for (name, value) in object {
            let path = join(path, name);
            match fields.iter().find(|field| field.name == name) {
                None => lines.push(format!("unknown field `{path}`")),
                Some(_) if value.is_null() => {}
                Some(field) => {
                    // What is required would be an error.
                    let mismatch = mismatch(&field.kind, value).filter(|_| !field.required);
                    if let Some((inside, expected, found)) = mismatch {
                        lines.push(format!("unexpected type in `{path}{inside}`: expected {expected}, found {found}"));
                    } else if let Some(code) = unrecognized(&field.kind, value) {
                        lines.push(format!("unrecognized code `{code}` in `{path}`"));
                    }
                }
            }
        }
    });
    lines.sort();
    lines
}

/// The code, if the table of this kind does not have it.
fn unrecognized(kind: &Kind, value: &Value) -> Option<String> {
    match (kind, value) {
        (Kind::Code(first, last) | Kind::TextOrCode(first, last), Value::Number(number)) => {
            let code = number.as_i64().unwrap_or_else(|| number.as_f64().unwrap() as i64);
            (!(*first..=*last).contains(&code)).then(|| code.to_string())
        }
        (Kind::Word, Value::String(word)) => {
            (!["mysql", "postgresql", "redis", "mongodb"].contains(&word.as_str())).then(|| word.clone())
        }
        _ => None,
    }
}

/// Where in a value, relative to it, something is wrong, what is expected there and what is found.
type Mismatch = (String, &'static str, &'static str);

/// Why a value is not of this kind. The words are those of the documentation of errors, written a second time. Null is of no kind.
pub fn mismatch(kind: &Kind, value: &Value) -> Option<Mismatch> {
    let inside = |step: String, kind: &Kind, value: &Value| {
        let (path, expected, found) = mismatch(kind, value)?;
        Some((step + &path, expected, found))
    };
    let (expected, is_number) = match kind {
        Kind::Any => return None,
        Kind::Text | Kind::Word => ("a string", false),
        Kind::Flag => ("a boolean", false),
        Kind::TextOrFlag => ("a string or a boolean", false),
        Kind::Object(_) | Kind::Named(_) => ("an object", false),
        Kind::TextOrObject(_) => ("a string or an object", false),
        Kind::List(_) => ("an array", false),
        Kind::Integer | Kind::Size => ("an integer", true),
        Kind::TextOrInteger => ("a string or an integer", true),
        Kind::Code(..) => ("a status code", true),
        Kind::TextOrCode(..) => ("a string or a status code", true),
        Kind::Date | Kind::Spaced => ("a timestamp", true),
    };
    let here = |expected, found| Some((String::new(), expected, found));
    match (kind, value) {
        (Kind::List(kind), Value::Array(elements)) => {
            elements.iter().enumerate().find_map(|(index, value)| inside(format!("[{index}]"), kind, value))
        }
        (Kind::Named(name), Value::Object(entries)) => {
            entries.iter().find_map(|(key, value)| inside(format!(".{key}"), &Kind::Object(name), value))
        }
        (Kind::Date | Kind::Spaced, Value::String(text)) => {
            let is_timestamp = text.starts_with(|first: char| first.is_ascii_digit());
            here(expected, "a string not in the format 2024-02-15T14:30:00Z").filter(|_| !is_timestamp)
        }
        (Kind::Code(..), Value::String(_)) => here(expected, "an unknown word"),
        (_, Value::String(_)) if expected.starts_with("a string") => None,
        (_, Value::Bool(_)) if expected.ends_with("a boolean") => None,
        (_, Value::Object(_)) if expected.ends_with("an object") => None,
        (_, Value::Number(number)) if is_number => {
            let (expected, found) = not_an_integer(kind, expected, number)?;
            here(expected, found)
        }
        (_, Value::Null) => here(expected, "null"),
        (_, Value::Bool(_)) => here(expected, "a boolean"),
        (_, Value::Number(_)) => here(expected, "a number"),
        (_, Value::String(_)) => here(expected, "a string"),
        (_, Value::Array(_)) => here(expected, "an array"),
        (_, Value::Object(_)) => here(expected, "an object"),
    }
}

/// Why a number is not an integer of this kind: what is expected and what is found.
fn not_an_integer(kind: &Kind, expected: &'static str, number: &Number) -> Option<(&'static str, &'static str)> {
    let decimal = number.as_f64().unwrap();
    let integer = match (number.as_i64(), number.as_u64()) {
        (Some(integer), _) => i128::from(integer),
        (_, Some(integer)) => i128::from(integer),
        _ if decimal.fract() != 0.0 => return Some((expected, "a number with a fraction")),
        // From 2^52 on, a fraction may have been rounded away.
        _ if decimal.abs() > 4_503_599_627_370_495.0 => i128::MAX,
        _ => decimal as i128,
    };
    let most = if *kind == Kind::Size { u64::MAX.into() } else { i64::MAX.into() };
    if integer > most {
        let is_text_too = expected.starts_with("a string or");
        return Some((
            if is_text_too { "a string or a 64-bit integer" } else { "a 64-bit integer" },
            "a larger number",
        ));
    }
    match kind {
        Kind::Size if integer < 0 => Some(("a non-negative integer", "a negative integer")),
        Kind::Date | Kind::Spaced if !(-62_167_219_200..253_402_300_800).contains(&integer) => {
            Some((expected, "a number out of range"))
        }
        _ => None,
    }
}
