//! Text that cannot be read as an event, one level at a time: where a path leads to, and what can be read all the same.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::{LEVELS, Member, Node};
use crate::path::{Failure, Problem, Step};

/// The fields of an object, each with the text of its value, up to the field `last` or to where the text becomes unreadable. If
/// that is inside a value, its text is all of the rest.
pub(super) fn level<'t>(text: &'t str, last: Option<&str>) -> Vec<(String, &'t str)> {
    struct Level<'l, 't> {
        text: &'t str,
        fields: &'l mut Vec<(String, &'t str)>,
        last: Option<&'l str>,
    }

    impl<'de> Visitor<'de> for Level<'_, 'de> {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<&RawValue>()? {
                let value = map.next_value::<&RawValue>();
                let rest = || after(self.text, key.get()).trim_ascii_start().strip_prefix(':').unwrap_or_default();
                let text = value.as_ref().map_or_else(|_| rest().trim_ascii_start(), |value| value.get());
                let name = serde_json::from_str::<String>(key.get()).ok();
                let name = name.filter(|_| is_whole(text, after(self.text, text)));
                let is_last = name.as_deref().is_some_and(|name| self.last == Some(name));
                self.fields.extend(name.map(|name| (name, text)));
                if is_last || value.is_err() {
                    break;
                }
            }
            Ok(())
        }
    }

    let mut fields = Vec::new();
    // An error says no more than where the readable part ends.
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(Level { text, fields: &mut fields, last });
    fields
}

/// Whether a value is there as it was sent. In broken text, a string may be one only up to a quotation mark in it, and a number may
/// have lost digits: a comma or a brace must follow, or after white space the next name. Arrays and objects end by themselves.
fn is_whole(value: &str, after: &str) -> bool {
    let next = after.trim_ascii_start();
    value.starts_with(['{', '['])
        || next.starts_with([',', '}'])
        || next.starts_with('"') && next.len() < after.len()
        || next.is_empty() && !value.ends_with(|c: char| c.is_ascii_digit())
}

/// Line and column of the end of the value that a failure leads to; of the object, if a field is missing in it; of the second name,
/// if it is a duplicate.
pub(super) fn locate(text: &str, failure: &Failure) -> Option<(usize, usize)> {
    // If a field of the event is missing, the place is the end of its object.
    let mut value = text.trim_ascii();
    let mut steps = failure.steps().peekable();
    while let Some(step) = steps.next() {
        let is_duplicate = steps.peek().is_none() && failure.problem() == Problem::Duplicate;
        let inner = match step {
            Step::Name(name) => {
                let mut found = level(value, None).into_iter().filter(|(other, _)| other == name);
                found.nth(usize::from(is_duplicate)).map(|(_, value)| value)
            }
            Step::Index(index) => {
                serde_json::from_str::<Vec<&RawValue>>(value).ok()?.get(*index).map(|value| value.get())
            }
        };
        match inner {
            Some(inner) if is_duplicate => {
                let before = text.strip_suffix(after(text, inner))?.strip_suffix(inner)?;
                return Some(place(before.trim_ascii_end().strip_suffix(':')?.trim_ascii_end()));
            }
            Some(inner) => value = inner,
            None => break,
        }
    }
    Some(place(text.strip_suffix(after(text, value))?))
}

/// What comes after a part of a text in it.
fn after<'t>(text: &'t str, part: &str) -> &'t str {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr());
    start.and_then(|start| text.get(start.saturating_add(part.len())..)).unwrap_or_default()
}

/// Line and column of the end of a text, as `serde_json` counts them.
pub(super) fn place(text: &str) -> (usize, usize) {
    let line = text.rsplit('\n').next().unwrap_or_default();
    (text.matches('\n').count().saturating_add(1), line.len())
}

/// What can be read of a text up to where reading fails, `levels` inside the event. A value that cannot be read is left out, and its
/// object keeps the others, down to eight objects inside each other: each level is read once more. In an array, it costs the array.
pub(super) fn salvage(text: &str, levels: usize) -> Option<Node<'_>> {
    const DEEPEST: usize = 8;
    let whole = Node::of_text(text).ok().filter(|node| node.levels().saturating_add(levels) <= LEVELS);
    if whole.is_some() || levels == DEEPEST || !text.trim_ascii_start().starts_with('{') {
        return whole;
    }
    let member = |(name, value): (String, _)| Some(Member::new(name.into(), salvage(value, levels.saturating_add(1))?));
    Some(Node::Object(level(text, None).into_iter().filter_map(member).collect()))
}
