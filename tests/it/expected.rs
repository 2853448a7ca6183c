//! What an event is expected to report: its drift, and why a value is not of its kind.

use cloud66_webhooks::EventType;
use serde_json::Value;

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

/// Why a value is not of this kind: where in it, relative to it, what is expected there and what is found. The words are those
/// of the documentation of errors, written a second time. Null is of no kind.
#[expect(clippy::match_same_arms, clippy::unnested_or_patterns, reason = "a line for each kind")]
pub fn mismatch(kind: &Kind, value: &Value) -> Option<(String, &'static str, &'static str)> {
    let here = |expected| Some((String::new(), expected, found(value)));
    match (kind, value) {
        (Kind::Any, _)
        | (Kind::Text | Kind::Word, Value::String(_))
        | (Kind::TextOrCode(..) | Kind::TextOrFlag | Kind::TextOrInteger | Kind::TextOrObject(_), Value::String(_))
        | (Kind::Flag | Kind::TextOrFlag, Value::Bool(_))
        | (Kind::Object(_) | Kind::TextOrObject(_), Value::Object(_)) => None,
        (Kind::Text | Kind::Word, _) => here("a string"),
        (Kind::Flag, _) => here("a boolean"),
        (Kind::TextOrFlag, _) => here("a string or a boolean"),
        (Kind::Object(_), _) => here("an object"),
        (Kind::TextOrObject(_), _) => here("a string or an object"),
        (Kind::Integer, Value::Number(number)) => whole(number, "an integer", i64::MIN.into(), i64::MAX.into()),
        (Kind::Code(..), Value::Number(number)) => whole(number, "a status code", i64::MIN.into(), i64::MAX.into()),
        (Kind::TextOrCode(..), Value::Number(number)) => {
            whole(number, "a string or a status code", i64::MIN.into(), i64::MAX.into())
        }
        (Kind::TextOrInteger, Value::Number(number)) => {
            whole(number, "a string or an integer", i64::MIN.into(), i64::MAX.into())
        }
        (Kind::Size, Value::Number(number)) => whole(number, "an integer", 0, u64::MAX.into()),
        (Kind::Integer | Kind::Size, _) => here("an integer"),
        (Kind::TextOrInteger, _) => here("a string or an integer"),
        (Kind::Code(..), Value::String(_)) => Some((String::new(), "a status code", "an unknown word")),
        (Kind::Code(..), _) => here("a status code"),
        (Kind::TextOrCode(..), _) => here("a string or a status code"),
        (Kind::Date | Kind::Spaced, Value::String(text)) if text == "wrong" || text.starts_with("new") => {
            Some((String::new(), "a timestamp", "a string not in the format 2024-02-15T14:30:00Z"))
        }
        (Kind::Date | Kind::Spaced, Value::String(_)) => None,
        (Kind::Date | Kind::Spaced, Value::Number(number)) => {
            let seconds = number.as_i64().or(number.as_f64().map(|decimal| decimal as i64)).unwrap();
            let is_in_time = (-62_167_219_200..253_402_300_800).contains(&seconds);
            whole(number, "a timestamp", i64::MIN.into(), i64::MAX.into())
                .or_else(|| (!is_in_time).then(|| (String::new(), "a timestamp", "a number out of range")))
        }
        (Kind::Date | Kind::Spaced, _) => here("a timestamp"),
        (Kind::List(element), Value::Array(elements)) => elements.iter().enumerate().find_map(|(index, value)| {
            let (path, expected, found) = mismatch(element, value)?;
            Some((format!("[{index}]{path}"), expected, found))
        }),
        (Kind::List(_), _) => here("an array"),
        (Kind::Named(name), Value::Object(entries)) => entries.iter().find_map(|(key, value)| {
            let (path, expected, found) = mismatch(&Kind::Object(name), value)?;
            Some((format!(".{key}{path}"), expected, found))
        }),
        (Kind::Named(_), _) => here("an object"),
    }
}

fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

fn whole(
    number: &serde_json::Number,
    expected: &'static str,
    least: i128,
    most: i128,
) -> Option<(String, &'static str, &'static str)> {
    let too_large = || {
        let integer = if expected.contains(" or ") { "a string or a 64-bit integer" } else { "a 64-bit integer" };
        Some((String::new(), integer, "a larger number"))
    };
    let whole = match (number.as_i64(), number.as_u64(), number.as_f64()) {
        (Some(integer), _, _) => i128::from(integer),
        (_, Some(integer), _) => i128::from(integer),
        (_, _, Some(decimal)) if decimal.fract() != 0.0 => {
            return Some((String::new(), expected, "a number with a fraction"));
        }
        // From 2^52 on, a fraction may have been rounded away.
        (_, _, Some(decimal)) if decimal.abs() > 4_503_599_627_370_495.0 => {
            return too_large();
        }
        (_, _, decimal) => decimal.unwrap() as i128,
    };
    if whole > most || (whole < least && least < 0) {
        return too_large();
    }
    (whole < least).then(|| (String::new(), "a non-negative integer", "a negative integer"))
}
