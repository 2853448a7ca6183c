//! What several files need: JSON compared path by path, JSON in any order of keys, samples with one thing changed, bodies, folders,
//! and a part of what takes long.

use std::fs;
use std::path::{Path, PathBuf};

use cloud66_webhooks::{EventType, ParseError, Sample, WebhookEvent};
use serde::{Serialize, Serializer};
use serde_json::Value;

#[allow(
    clippy::pedantic,
    clippy::duplicate_mod,
    missing_docs,
    dead_code,
    reason = "written for the fuzz targets, which the corpus runs"
)]
#[path = "../../fuzz/src/oracles.rs"]
mod oracles;

/// Where two JSON values differ, path by path. Null and an empty list count as absent, two spellings of one instant as
/// equal, and `3.0` as the integer that it is.
pub(crate) fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let differences = oracles::differences(expected, found).into_iter();
    differences.filter(|difference| !oracles::is_same_value(difference)).map(|other| format!("{other:?}")).collect()
}

/// JSON with the keys of every object in the order that a function gives them.
struct Ordered<'a>(&'a Value, &'a dyn Fn(&mut Vec<&String>));

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(value, arrange) = *self;
        match value {
            Value::Object(fields) => {
                let mut keys = fields.keys().collect();
                arrange(&mut keys);
                serializer.collect_map(keys.into_iter().map(|key| (key, Self(&fields[key], arrange))))
            }
            Value::Array(elements) => serializer.collect_seq(elements.iter().map(|element| Self(element, arrange))),
            scalar => scalar.serialize(serializer),
        }
    }
}

/// Writes JSON with the keys of every object in the order that `arrange` gives them.
pub fn write_ordered(value: &Value, pretty: bool, arrange: &dyn Fn(&mut Vec<&String>)) -> String {
    let ordered = Ordered(value, arrange);
    let text = if pretty { serde_json::to_string_pretty(&ordered) } else { serde_json::to_string(&ordered) };
    text.unwrap()
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

/// The Rust files of a folder of the repository and of those in it, as text.
pub fn sources(path: &str) -> Vec<String> {
    fn add(folder: &Path, sources: &mut Vec<String>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                add(&path, sources);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut sources = Vec::new();
    add(&folder(path), &mut sources);
    sources
}

/// Markdown without its line breaks.
pub fn unwrapped(markdown: &str) -> String {
    markdown.split_whitespace().collect::<Vec<_>>().join(" ")
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

/// The lines of what is not known of an event.
pub fn drift_of(event: &WebhookEvent) -> Vec<String> {
    event.drift().iter().map(ToString::to_string).collect()
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
    assert_debug_clean(&error);
    error
}

pub fn parsed(body: &str) -> WebhookEvent {
    let event: WebhookEvent = body.parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(serde_json::from_str::<WebhookEvent>(body).unwrap(), event);
    event
}

/// One line, without anything that moves the cursor, turns the text around or hides in it.
pub fn assert_clean(line: &str) {
    oracles::check_line("this", line, usize::MAX);
}

/// The same for `Debug`, in which Rust shows some characters that are not seen.
pub fn assert_debug_clean(value: &dyn std::fmt::Debug) {
    oracles::check_line("Debug", &format!("{value:?}"), usize::MAX);
}

pub fn backup_event(stack: &str, backup: &str, more: &str) -> String {
    format!(
        r#"{{"timestamp":1757011079,"event_type":"managed_backup.fail","stack":{{"uid":"s","name":"shop"{stack}}},"backup":{{"id":7,"db_type":"mysql","database_name":"orders"{backup}}}{more}}}"#
    )
}

/// `/stack/health` as errors have it, `stack.health`; `/a/0/b` as `a[0].b`.
pub fn path_of(pointer: &str) -> String {
    let step = |step: &str| match step.parse::<usize>() {
        Ok(index) => format!("[{index}]"),
        Err(_) => format!(".{step}"),
    };
    pointer.split('/').skip(1).map(step).collect::<String>().trim_start_matches('.').to_owned()
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
