//! What a result is compared with, once for the fuzz targets and for the tests of the crate, which include this file.

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// One path where two JSON values differ, with what stands there.
pub struct Difference {
    pub path: String,
    pub expected: Option<Value>,
    pub found: Option<Value>,
}

impl fmt::Debug for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: expected {:?}, found {:?}", self.path, self.expected, self.found)
    }
}

/// Where two JSON values differ. Null and the empty list count as absent.
pub fn differences(expected: &Value, found: &Value) -> Vec<Difference> {
    let mut list = Vec::new();
    compare("$", Some(expected), Some(found), &mut list);
    list
}

fn compare(path: &str, expected: Option<&Value>, found: Option<&Value>, list: &mut Vec<Difference>) {
    match (expected.filter(|value| is_present(value)), found.filter(|value| is_present(value))) {
        (None, None) => {}
        (Some(Value::Object(expected)), Some(Value::Object(found))) => {
            for name in expected.keys().chain(found.keys().filter(|name| !expected.contains_key(*name))) {
                compare(&format!("{path}.{name}"), expected.get(name), found.get(name), list);
            }
        }
        (Some(Value::Array(expected)), Some(Value::Array(found))) if expected.len() == found.len() => {
            for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
                if expected != found {
                    compare(&format!("{path}[{index}]"), Some(expected), Some(found), list);
                }
            }
        }
        (Some(expected), Some(found)) if expected == found => {}
        (expected, found) => {
            list.push(Difference { path: path.to_owned(), expected: expected.cloned(), found: found.cloned() })
        }
    }
}

fn is_present(value: &Value) -> bool {
    !value.is_null() && value.as_array().is_none_or(|elements| !elements.is_empty())
}

/// chrono's lenient parser is not the code under test.
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    (text.len() >= 19).then(|| text.parse::<DateTime<Utc>>().ok())?
}

/// Whether both say the same: two spellings of one instant, as text or in Unix seconds, and `3.0` and the integer that it is.
pub fn is_same_value(difference: &Difference) -> bool {
    let (Some(expected), Some(found)) = (&difference.expected, &difference.found) else { return false };
    let is_at = |number: &Value, instant: DateTime<Utc>| number.as_f64() == Some(instant.timestamp() as f64);
    let integer = |number: &Value| number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
    match (expected.as_str().and_then(instant), found.as_str().and_then(instant)) {
        (Some(expected), Some(found)) => expected == found,
        (Some(instant), None) => is_at(found, instant),
        (None, Some(instant)) => is_at(expected, instant),
        (None, None) => match (integer(expected), integer(found)) {
            (None, Some(_)) => expected.as_f64() == found.as_f64(),
            (expected, found) => expected.is_some() && expected == found,
        },
    }
}

/// The differences that every reading of an event may make: how a value is spelled, but not what it says.
pub fn is_spelling(difference: &Difference) -> bool {
    // The vendor's word for a code is read as the code.
    let is_word = match (&difference.expected, &difference.found) {
        (Some(Value::String(word)), Some(Value::Number(code))) => {
            code.is_i64() && !word.is_empty() && ["status", "health"].iter().any(|key| difference.path.contains(key))
        }
        _ => false,
    };
    is_word || is_same_value(difference)
}

/// No line break, nothing that moves the cursor, turns the text around or hides in it, and not too long. What Rust's own `Debug` of
/// a string does not escape is not in the list; `tests/features` compares lines with all that Unicode has.
pub fn check_line(what: &str, line: &str, longest: usize) {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}')
            || matches!(c, '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
    };
    assert!(!line.contains(bad), "{what} is not one clean line: {line:?}");
    assert!(line.len() <= longest, "{what} takes {} bytes: {line}", line.len());
}

/// What was lost or changed from `input` to `output`, both being the same event. Documentation and older deliveries have
/// some objects nested or inline, so one of them may be in the other form.
pub fn lost(input: &Value, output: &Value) -> Vec<Difference> {
    let compare = |input: &Value, output: &Value| -> Vec<Difference> {
        differences(input, output).into_iter().filter(|difference| !is_spelling(difference)).collect()
    };
    let lost = compare(input, output);
    let mut names = [input, output].into_iter().filter_map(Value::as_object).flat_map(Map::keys);
    let is_moved = |name: &String| compare(&inline(input, name), &inline(output, name)).is_empty();
    if !lost.is_empty() && names.any(is_moved) { Vec::new() } else { lost }
}

/// The fields of an event, with those of one object among them. A name that stands in both has two values.
fn inline(event: &Value, object: &str) -> Value {
    let mut fields: Map<String, Value> = Map::new();
    for (name, value) in event.as_object().into_iter().flatten() {
        let nested = value.as_object().filter(|_| name == object);
        for (name, value) in nested.map_or_else(|| vec![(name, value)], |nested| nested.iter().collect()) {
            // Null and the empty list say nothing.
            if is_present(value) {
                let values = fields.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                values.as_array_mut().expect("a list").push(value.clone());
            }
        }
    }
    Value::Object(fields)
}
