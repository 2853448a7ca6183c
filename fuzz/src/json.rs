//! What the checks ask of a JSON text that a `Value` of it does not tell.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use serde_json::value::RawValue;

/// Whether serde_json keeps the digits of numbers, as the feature `exotic` has it.
pub fn arbitrary_precision() -> bool {
    serde_json::from_str::<Value>("1e400").is_ok()
}

/// Whether a number in the text has another spelling in a `Value`: under `exotic`, all that are no integers of 64 bits.
pub fn has_respelled(text: &str) -> bool {
    let is_integer = |number: &str| number != "-0" && (number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok());
    let mut numbers = text.split(|c: char| !"0123456789+-.eE".contains(c)).filter(|number| !number.is_empty());
    arbitrary_precision() && numbers.any(|number| !is_integer(number))
}

/// Whether a name may stand in the text that serde_json uses inside. A `Value` takes its object for something else.
pub fn has_private(text: &str) -> bool {
    // Written in full or with escapes.
    text.contains("$serde_json::private::") || text.contains("\\u00")
}

/// Whether a name stands twice in some object of this JSON text. A value of CBOR keeps both.
pub fn has_duplicates(text: &str) -> bool {
    fn is_any_twice(value: &ciborium::Value) -> bool {
        match value {
            ciborium::Value::Array(elements) => elements.iter().any(is_any_twice),
            ciborium::Value::Map(fields) => {
                let mut names = HashSet::new();
                fields.iter().any(|(name, value)| !names.insert(name.as_text()) || is_any_twice(value))
            }
            _ => false,
        }
    }
    serde_json::from_str(text).is_ok_and(|value| is_any_twice(&value))
}

/// Line and column of the end of the value at a path, as an error has it; if something is missing there, those of the object that
/// it is missing in. `None` if the path does not lead there, because it is cut off, has a `]` in a name, or the
/// object came in another form.
pub fn place(text: &str, path: &str, is_missing: bool) -> Option<(usize, usize)> {
    let (mut found, mut rest) = (text.trim_end_matches([' ', '\n', '\r', '\t']), path);
    while !rest.is_empty() {
        // `.name`, `[0]` or `["any name"]`
        let (step, after) = match rest.strip_prefix('[') {
            Some(rest) => {
                let (step, after) = rest.split_once(']')?;
                (serde_json::from_str(step).ok()?, after)
            }
            None => {
                let rest = rest.strip_prefix('.').unwrap_or(rest);
                let (name, after) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
                (Value::from(name), after)
            }
        };
        let next = match step.as_str() {
            // No name stands twice, so any map will do.
            Some(name) => serde_json::from_str::<HashMap<String, &RawValue>>(found).ok()?.get(name).copied(),
            None => serde_json::from_str::<Vec<&RawValue>>(found).ok()?.get(step.as_u64()? as usize).copied(),
        };
        match next {
            Some(next) => found = next.get(),
            None if is_missing && after.is_empty() => break,
            None => return None,
        }
        rest = after;
    }
    let read = &text[..found.as_ptr() as usize - text.as_ptr() as usize + found.len()];
    Some((read.split('\n').count(), read.rsplit('\n').next().map_or(0, str::len)))
}
