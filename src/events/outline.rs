//! Text that cannot be read as an event, one level at a time: where a path leads to, and what can be read all the same.

use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::{LEVELS, Member, Node};
use crate::path::{Failure, Problem, Step};

/// The fields of an object with the text of their values: up to the `last` name, or to where the text cannot be read. If that is
/// in a value, all of the text from there on stands for it.
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
                let Ok(name) = serde_json::from_str::<String>(key.get()) else { break };
                let is_last = self.last == Some(&name);
                let value = map.next_value::<&RawValue>();
                let rest = after(self.text, key.get()).trim_ascii_start().strip_prefix(':').unwrap_or_default();
                self.fields.push((name, value.as_ref().map_or(rest, |value| value.get())));
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

/// Line and column of the value that a failure leads to: of its end, or of the end of the object that lacks it, or for a
/// duplicate field of the end of the second name.
pub(super) fn locate(text: &str, failure: &Failure) -> Option<(usize, usize)> {
    // The end of the body, if anything is missing in it, is that of its object.
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
                let before = text.get(..offset(text, inner)?)?;
                return Some(place(before.trim_ascii_end().strip_suffix(':')?.trim_ascii_end()));
            }
            Some(inner) => value = inner,
            None => break,
        }
    }
    Some(place(text.get(..offset(text, value)?.saturating_add(value.len()))?))
}

/// Where a part of a text begins in it.
fn offset(text: &str, part: &str) -> Option<usize> {
    part.as_ptr().addr().checked_sub(text.as_ptr().addr())
}

/// What comes after a part of a text in it.
fn after<'t>(text: &'t str, part: &str) -> &'t str {
    offset(text, part).and_then(|at| text.get(at.saturating_add(part.len())..)).unwrap_or_default()
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
    // A number may have lost digits, unless a comma or a brace follows it, or after white space the next name.
    let is_whole = |value: &str| {
        let after = after(text, value);
        let next = after.trim_ascii_start();
        !value.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            || next.starts_with([',', '}'])
            || next.starts_with('"') && next.len() < after.len()
    };
    let fields = level(text, None).into_iter().filter(|(_, value)| is_whole(value));
    let member = |(name, value): (String, _)| Some(Member::new(name.into(), salvage(value, levels.saturating_add(1))?));
    Some(Node::Object(fields.filter_map(member).collect()))
}
