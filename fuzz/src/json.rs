//! JSON as the targets need it: in order, with keys that stand twice, and compared path by path.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

pub use super::oracles::{Difference, differences, is_spelling};

/// A JSON text in parts. Unlike a `Value` it keeps the order of keys, keys that stand twice, and what is no JSON at all.
#[derive(Clone, Debug)]
pub enum Node {
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    pub fn write(&self, text: &mut String) {
        match self {
            Self::Text(part) => text.push_str(part),
            Self::List(elements) => {
                text.push('[');
                for (index, element) in elements.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    element.write(text);
                }
                text.push(']');
            }
            Self::Object(fields) => {
                text.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    text.push_str(&Value::from(name.as_str()).to_string());
                    text.push(':');
                    value.write(text);
                }
                text.push('}');
            }
        }
    }
}

impl Node {
    /// The value, to any depth. `None` if there is none: what is no JSON, a key that stands twice, or one that serde_json uses
    /// inside for something else.
    pub fn value(&self) -> Option<Value> {
        match self {
            Self::Text(part) => serde_json::from_str(part).ok().filter(|value: &Value| !value.is_object()),
            Self::List(elements) => elements.iter().map(Self::value).collect(),
            Self::Object(fields) => {
                let mut map = serde_json::Map::new();
                for (name, value) in fields {
                    if name.starts_with(PRIVATE) || map.insert(name.clone(), value.value()?).is_some() {
                        return None;
                    }
                }
                Some(Value::Object(map))
            }
        }
    }

    /// How many arrays and objects are nested in each other.
    pub fn levels(&self) -> usize {
        let inner = match self {
            Self::Text(_) => return 0,
            Self::List(elements) => elements.iter().map(Self::levels).max(),
            Self::Object(fields) => fields.iter().map(|(_, value)| value.levels()).max(),
        };
        1 + inner.unwrap_or(0)
    }

    /// Whether some object in it has a key twice.
    pub fn has_duplicates(&self) -> bool {
        self.any(&|fields| {
            let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            names.windows(2).any(|pair| pair[0] == pair[1])
        })
    }

    /// Whether some object in it has a key that serde_json uses inside. A `Value` takes it for something else.
    pub fn has_private(&self) -> bool {
        self.any(&|fields| fields.iter().any(|(name, _)| name.starts_with(PRIVATE)))
    }

    #[allow(clippy::type_complexity, reason = "it is a predicate of fields")]
    fn any(&self, holds: &dyn Fn(&[(String, Self)]) -> bool) -> bool {
        match self {
            Self::Text(_) => false,
            Self::List(elements) => elements.iter().any(|element| element.any(holds)),
            Self::Object(fields) => holds(fields) || fields.iter().any(|(_, value)| value.any(holds)),
        }
    }
}

const PRIVATE: &str = "$serde_json::private::";

/// [`Node::has_private`] of a text.
pub fn has_private(text: &str) -> bool {
    // Few have it or could hide it, and the others need not be read.
    (text.contains(PRIVATE) || text.contains("\\u"))
        && serde_json::from_str::<Node>(text).is_ok_and(|node| node.has_private())
}

/// Line and column of the end of the value at a path, as an error has it; if something is missing there, those of the object that
/// it is missing in. `None` if the path does not lead there, because it is cut off or the object came in another form.
pub fn place(text: &str, path: &str, is_missing: bool) -> Option<(usize, usize)> {
    let whole: &RawValue = serde_json::from_str(text).ok()?;
    let (mut found, mut rest) = (whole.get(), path);
    while !rest.is_empty() {
        let (step, behind) = step(rest)?;
        let next = match step {
            Step::Index(index) => serde_json::from_str::<Vec<&RawValue>>(found).ok()?.get(index).copied(),
            Step::Name(name) => {
                let Entries(entries) = serde_json::from_str(found).ok()?;
                entries.into_iter().find(|(other, _)| *other == name).map(|(_, value)| value)
            }
        };
        match next {
            Some(next) => found = next.get(),
            None if is_missing && behind.is_empty() => break,
            None => return None,
        }
        rest = behind;
    }
    let read = &text[..found.as_ptr() as usize - text.as_ptr() as usize + found.len()];
    Some((read.split('\n').count(), read.rsplit('\n').next().map_or(0, str::len)))
}

enum Step {
    Name(String),
    Index(usize),
}

/// The first step of a path, `.name`, `[0]` or `["any name"]`, and the rest.
fn step(path: &str) -> Option<(Step, &str)> {
    if let Some(quoted) = path.strip_prefix("[\"") {
        let mut names = serde_json::Deserializer::from_str(&path[1..]).into_iter::<String>();
        let name = names.next()?.ok()?;
        // A name that is cut off has something else behind it.
        return Some((Step::Name(name), quoted[names.byte_offset() - 1..].strip_prefix(']')?));
    }
    if let Some(index) = path.strip_prefix('[') {
        let (index, rest) = index.split_once(']')?;
        return Some((Step::Index(index.parse().ok()?), rest));
    }
    let path = path.strip_prefix('.').unwrap_or(path);
    let (name, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    Some((Step::Name(name.to_owned()), rest))
}

/// The fields of an object with their texts.
struct Entries<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(Entries(fields))
            }
        }

        deserializer.deserialize_map(EntriesVisitor)
    }
}

/// Where the numbers are that are rounded to an integer although they are none, such as `3.0000000000000001`. Only those ways in
/// that have the text can tell.
fn rounded(text: &str) -> Vec<Range<usize>> {
    numbers(text, &|number| {
        // An integer has no fraction, and an exponent only adds zeros to it unless it is negative.
        (number.contains('.') || number.contains("e-") || number.contains("E-"))
            && number.parse::<f64>().is_ok_and(|value| value.fract() == 0.0)
            && !is_integer(number)
            // Rust reads numbers that JSON has not, such as `01.5`.
            && number.parse::<serde_json::Number>().is_ok()
    })
}

pub fn has_rounded(text: &str) -> bool {
    !rounded(text).is_empty()
}

/// The text with `0.5` for every number that is [`rounded`], or, from 2^52 on, with a larger integer. Nothing if there is none.
/// Unless digits are kept, also for every other spelling of what it is rounded to: in a text with `3.0000000000000001`, a `3.0` is
/// not taken for an integer either, because the two have one value. That is a limit, in `guide::limits`.
pub fn without_rounded(text: &str, are_digits_kept: bool) -> Option<String> {
    let found = rounded(text);
    if found.is_empty() {
        return None;
    }
    let value = |number: &str| number.parse::<f64>().map(f64::to_bits).ok();
    let values: BTreeSet<Option<u64>> = found.iter().map(|range| value(&text[range.clone()])).collect();
    // What 64 bits hold is no decimal, but `-0` is.
    let is_integer = |number: &str| number != "-0" && (number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok());
    // `08e-9999` is no number of JSON, and stays the error that it is.
    let is_number = |number: &str| number.parse::<serde_json::Number>().is_ok();
    let is_of_such_value = |number: &str| values.contains(&value(number)) && !is_integer(number) && is_number(number);
    let replaced = if are_digits_kept { found } else { numbers(text, &is_of_such_value) };
    let (mut other, mut end) = (String::new(), 0);
    for range in replaced {
        other.push_str(&text[end..range.start]);
        let number = &text[range.clone()];
        let is_large = number.parse::<f64>().is_ok_and(|value| value.abs() >= 2_f64.powi(52));
        other.push_str(match (is_large, number.starts_with('-')) {
            (false, _) => "0.5",
            (true, false) => "1e300",
            (true, true) => "-1e300",
        });
        end = range.end;
    }
    other.push_str(&text[end..]);
    Some(other)
}

/// Where the numbers are, outside of strings, for which `holds` does.
fn numbers(text: &str, holds: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    loop {
        let end = text[start..].find('"').map_or(text.len(), |length| start + length);
        while let Some(length) = text[start..end].find(|c: char| c == '-' || c.is_ascii_digit()) {
            let number = &text[start + length..end];
            let number = &number[..number.find(|c: char| !"0123456789+-.eE".contains(c)).unwrap_or(number.len())];
            let range = start + length..start + length + number.len();
            start = range.end;
            if holds(number) {
                found.push(range);
            }
        }
        // The string behind it.
        start = end + 1;
        loop {
            let Some(length) = text.get(start..).and_then(|rest| rest.find('"')) else { return found };
            let string = &text[start..start + length];
            start += length + 1;
            if (string.len() - string.trim_end_matches('\\').len()).is_multiple_of(2) {
                break;
            }
        }
    }
}

/// Whether the digits are those of an integer, exactly.
fn is_integer(number: &str) -> bool {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
    let significant = digits.trim_end_matches('0');
    let exponent: i64 = exponent.parse().unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX });
    let zeros = (digits.len() - significant.len()) as i64 - fraction.len() as i64;
    significant.is_empty() || exponent.saturating_add(zeros) >= 0
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NodeVisitor;

        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = Node;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("JSON")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Text(value.to_string()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
                Ok(Node::Text(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
                Ok(Node::Text(value.to_string()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
                Ok(Node::Text(Value::from(value).to_string()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Node, E> {
                Ok(Node::Text(Value::from(value).to_string()))
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::Text("null".to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
                let mut elements = Vec::new();
                while let Some(element) = list.next_element()? {
                    elements.push(element);
                }
                Ok(Node::List(elements))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry::<String, Node>()? {
                    fields.push(entry);
                }
                // How serde_json hands over numbers under `arbitrary_precision`: as strings.
                if let [(name, Node::Text(text))] = fields.as_slice()
                    && name == "$serde_json::private::Number"
                    && let Some(number) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'))
                    && number.parse::<serde_json::Number>().is_ok()
                {
                    return Ok(Node::Text(number.to_owned()));
                }
                Ok(Node::Object(fields))
            }
        }

        deserializer.deserialize_any(NodeVisitor)
    }
}

/// How many arrays and objects are nested in each other.
pub fn levels(value: &Value) -> usize {
    let inner = match value {
        Value::Array(elements) => elements.iter().map(levels).max(),
        Value::Object(fields) => fields.values().map(levels).max(),
        _ => return 0,
    };
    1 + inner.unwrap_or(0)
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
