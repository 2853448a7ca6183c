//! What several files need: JSON compared path by path.

use serde_json::Value;

/// Where two JSON values differ, path by path. Null and an empty list count as absent, two spellings of one instant as
/// equal, and `3` and `3.0` as one number.
pub(crate) fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut list = Vec::new();
    compare("$", Some(expected), Some(found), &mut list);
    list
}

fn compare(path: &str, expected: Option<&Value>, found: Option<&Value>, list: &mut Vec<String>) {
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
        (Some(expected), Some(found)) if same(expected, found) => {}
        (expected, found) => list.push(format!("{path}: expected {expected:?}, found {found:?}")),
    }
}

fn same(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Number(expected), Value::Number(found)) => {
            expected == found || (expected.is_f64() && expected.as_f64() == found.as_f64())
        }
        (Value::String(expected), Value::String(found)) => {
            expected == found || instant(expected).is_some_and(|instant_| Some(instant_) == instant(found))
        }
        _ => expected == found,
    }
}

/// An instant by chrono's own, lenient parser: not the code under test.
fn instant(text: &str) -> Option<chrono::DateTime<chrono::Utc>> {
    (text.len() >= 19).then(|| text.parse().ok()).flatten()
}
