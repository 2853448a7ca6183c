//! What a result is compared with, once for the fuzz targets and for the tests of the crate, which include this file.

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::{Number, Value};

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
    let present = |value: &&Value| !value.is_null() && value.as_array().is_none_or(|elements| !elements.is_empty());
    match (expected.filter(present), found.filter(present)) {
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

/// chrono's lenient parser is not the code under test.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    (text.len() >= 19).then(|| text.parse::<DateTime<Utc>>().ok())?
}

/// Whether both say the same: two spellings of one instant, as text or in Unix seconds, and `3.0` and the integer that it is.
pub fn is_same_value(difference: &Difference) -> bool {
    match (&difference.expected, &difference.found) {
        (Some(Value::Number(expected)), Some(Value::Number(found))) => {
            let integer = |number: &Number| number.as_i64().map(i128::from).or(number.as_u64().map(i128::from));
            match (integer(expected), integer(found)) {
                (None, Some(_)) => expected.as_f64() == found.as_f64(),
                (expected, found) => expected.is_some() && expected == found,
            }
        }
        (Some(Value::String(expected)), Some(Value::String(found))) => {
            instant(expected).is_some_and(|expected| instant(found) == Some(expected))
        }
        (Some(Value::String(text)), Some(Value::Number(seconds)))
        | (Some(Value::Number(seconds)), Some(Value::String(text))) => {
            instant(text).is_some_and(|instant| seconds.as_f64() == Some(instant.timestamp() as f64))
        }
        _ => false,
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

/// No line break, nothing that moves the cursor, turns the text around or hides in it, and not too long.
pub fn check_line(what: &str, line: &str, longest: usize) {
    check_debug(what, line, longest);
    assert!(!line.contains(is_filler), "{what} has something in it that is not seen: {line:?}");
}

/// The same for what Rust's own `Debug` of a string is a part of, which shows some characters that are not seen: `guide::limits`.
pub fn check_debug(what: &str, line: &str, longest: usize) {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}')
            || matches!(c, '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
    };
    assert!(!line.contains(bad), "{what} is not one clean line: {line:?}");
    assert!(line.len() <= longest, "{what} takes {} bytes: {line}", line.len());
}

/// What else Unicode calls a format character or ignorable. `tests/features` compares the crate with Unicode's own tables.
fn is_filler(c: char) -> bool {
    matches!(c, '\u{34f}' | '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}')
        || matches!(c, '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}')
        || matches!(c, '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}')
        || matches!(c, '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}')
        || matches!(c, '\u{1d173}'..='\u{1d17a}' | '\u{e0100}'..='\u{e01ef}')
}

/// What was lost or changed from `input` to `output`, both being the same event. Documentation and older deliveries have
/// some objects nested or spread among the event's own fields, so both layouts are tried.
pub fn lost(input: &Value, output: &Value) -> Vec<Difference> {
    let compare = |input: &Value| -> Vec<Difference> {
        differences(input, output).into_iter().filter(|difference| !is_spelling(difference)).collect()
    };
    let direct = compare(input);
    if direct.is_empty() {
        return direct;
    }
    let (Some(from), Some(to)) = (input.as_object(), output.as_object()) else { return direct };
    for (key, nested) in from.iter().filter_map(|(key, value)| Some((key, value.as_object()?))) {
        let mut spread = from.clone();
        spread.remove(key);
        // A field that is in both places stays in both. A null or an empty array among the event's own fields says nothing, unless
        // it is an unknown field, which is kept.
        let says_nothing = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        let stays = |name: &str| to.get(key).is_some_and(|kept| kept.get(name).is_some());
        let (others, twice): (Vec<_>, Vec<_>) = nested
            .clone()
            .into_iter()
            .partition(|(name, _)| from.get(name).is_none_or(|value| says_nothing(value) && !stays(name)));
        spread.extend(others);
        if !twice.is_empty() {
            spread.insert(key.clone(), twice.into_iter().collect());
        }
        if compare(&Value::Object(spread)).is_empty() {
            return Vec::new();
        }
    }
    for (key, nested) in to.iter().filter_map(|(key, value)| Some((key, value.as_object()?))) {
        let mut moved = from.clone();
        let mut gathered = serde_json::Map::new();
        for name in nested.keys() {
            if let Some(value) = moved.remove(name) {
                gathered.insert(name.clone(), value);
            }
        }
        moved.insert(key.clone(), Value::Object(gathered));
        if compare(&Value::Object(moved)).is_empty() {
            return Vec::new();
        }
    }
    direct
}
