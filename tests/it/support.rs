//! What several files need: JSON compared path by path, JSON in any order of keys, samples with one thing changed, bodies, folders,
//! and one in so many of what is long.

use std::path::{Path, PathBuf};

use cloud66_webhooks::{EventType, ParseError, Sample, WebhookEvent};
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

/// Writes JSON with the keys of every object in the order that `arrange` gives them.
pub fn write_ordered(value: &Value, pretty: bool, arrange: &dyn Fn(&mut Vec<&String>)) -> String {
    let mut text = String::new();
    write_value(value, pretty.then_some(0), arrange, &mut text);
    text
}

fn write_value(value: &Value, indent: Option<usize>, arrange: &dyn Fn(&mut Vec<&String>), text: &mut String) {
    let inside = indent.map(|indent| indent + 2);
    let line = |indent: Option<usize>, text: &mut String| {
        if let Some(indent) = indent {
            text.push('\n');
            text.push_str(&" ".repeat(indent));
        }
    };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let mut keys = fields.keys().collect();
            arrange(&mut keys);
            text.push('{');
            for (index, key) in keys.into_iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                line(inside, text);
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push_str(if pretty(indent) { ": " } else { ":" });
                write_value(&fields[key], inside, arrange, text);
            }
            line(indent, text);
            text.push('}');
        }
        Value::Array(elements) if !elements.is_empty() => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                text.push_str(if index > 0 { "," } else { "" });
                line(inside, text);
                write_value(element, inside, arrange, text);
            }
            line(indent, text);
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn pretty(indent: Option<usize>) -> bool {
    indent.is_some()
}

/// An order of keys that looks like none, the same for the same seed.
pub fn shuffled(seed: u64) -> impl Fn(&mut Vec<&String>) {
    move |keys| {
        keys.sort_by_cached_key(|key| {
            use std::hash::{DefaultHasher, Hash, Hasher};
            let mut hasher = DefaultHasher::new();
            (seed, key).hash(&mut hasher);
            hasher.finish()
        });
    }
}

/// The sample of an event type as a JSON value.
pub fn sample(event_type: &str) -> Value {
    let sample = Sample::of(&EventType::from(event_type)).unwrap_or_else(|| panic!("no sample of {event_type}"));
    serde_json::from_str(sample.json).unwrap()
}

/// The sample of an event type with one value set, by JSON pointer.
pub fn sample_with(event_type: &str, pointer: &str, value: impl Into<Value>) -> Value {
    let mut event = sample(event_type);
    set(&mut event, pointer, value);
    event
}

pub fn set(event: &mut Value, pointer: &str, value: impl Into<Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    event.pointer_mut(parent).unwrap()[name] = value.into();
}

/// A folder of the repository. `tests/features` runs some of these files too, from where it is.
pub fn folder(path: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = [package.join(path), package.join("../..").join(path)];
    places.into_iter().find(|place| place.is_dir()).unwrap_or_else(|| panic!("{path} is not there"))
}

/// Whether this build has `arbitrary_precision` of `serde_json`, as `tests/features` switches it on.
pub fn numbers_are_exact() -> bool {
    let number: Value = serde_json::from_str("1.0e-5").unwrap();
    format!("{number}") == "1.0e-5"
}

pub fn read(value: &Value) -> Result<WebhookEvent, ParseError> {
    value.to_string().parse()
}

/// The event, which has to be one.
pub fn event(value: &Value) -> WebhookEvent {
    read(value).unwrap_or_else(|error| panic!("{error}"))
}

/// The error, which there has to be.
pub fn error(value: &Value) -> ParseError {
    read(value).map(|event| panic!("no error: {event}")).unwrap_err()
}

/// The error of a body; every way in must refuse it.
pub fn refused(body: &[u8]) -> ParseError {
    assert!(serde_json::from_slice::<WebhookEvent>(body).is_err(), "Deserialize reads it");
    let error = WebhookEvent::from_slice(body).expect_err("from_slice reads it");
    assert_clean(&error.to_string());
    assert_clean(&format!("{error:?}"));
    error
}

pub fn parsed(body: &str) -> WebhookEvent {
    let event: WebhookEvent = body.parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(serde_json::from_str::<WebhookEvent>(body).unwrap(), event);
    event
}

/// One line, without anything that moves the cursor or turns the text around.
pub fn assert_clean(line: &str) {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert!(!line.contains(bad), "not one clean line: {line:?}");
}

pub fn backup_event(stack: &str, backup: &str, more: &str) -> String {
    format!(
        r#"{{"timestamp":1757011079,"event_type":"managed_backup.fail","stack":{{"uid":"s","name":"shop"{stack}}},"backup":{{"id":7,"db_type":"mysql","database_name":"orders"{backup}}}{more}}}"#
    )
}

/// `/stack/health` as errors have it, `stack.health`; `/a/0/b` as `a[0].b`.
pub fn path_of(pointer: &str) -> String {
    let mut path = String::new();
    for step in pointer.split('/').skip(1) {
        match step.parse::<usize>() {
            Ok(index) => path.push_str(&format!("[{index}]")),
            Err(_) if path.is_empty() => path.push_str(step),
            Err(_) => path.push_str(&format!(".{step}")),
        }
    }
    path
}

/// One in so many of a long row of things, in the order in which they come. A test that takes one in several has a twin that takes
/// one in one: it is ignored, and the gate runs it as its exhaustive sweep.
pub struct OneIn {
    every: usize,
    seen: usize,
}

impl OneIn {
    /// `every` divides nothing that the row repeats itself after, so that what is left out in one place is taken in another.
    pub fn new(every: usize) -> Self {
        Self { every, seen: 0 }
    }

    pub fn takes(&mut self) -> bool {
        self.seen += 1;
        (self.seen - 1).is_multiple_of(self.every)
    }
}
