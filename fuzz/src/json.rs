//! JSON as the targets need it: in order, with keys that stand twice, and compared path by path.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

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
                // How serde_json hands over numbers under `arbitrary_precision`.
                if let [(name, Node::Text(text))] = fields.as_slice()
                    && name == "$serde_json::private::Number"
                    && let number = text.trim_matches('"')
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

/// Whether some object in the JSON text has a key twice.
pub fn has_duplicates(text: &str) -> bool {
    fn search(node: &Node) -> bool {
        match node {
            Node::Text(_) => false,
            Node::List(elements) => elements.iter().any(search),
            Node::Object(fields) => {
                let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
                names.sort_unstable();
                names.windows(2).any(|pair| pair[0] == pair[1]) || fields.iter().any(|(_, value)| search(value))
            }
        }
    }
    serde_json::from_str::<Node>(text).is_ok_and(|node| search(&node))
}

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
                compare(&format!("{path}[{index}]"), Some(expected), Some(found), list);
            }
        }
        (Some(expected), Some(found)) if expected == found => {}
        (expected, found) => {
            list.push(Difference { path: path.to_owned(), expected: expected.cloned(), found: found.cloned() })
        }
    }
}

/// The differences that every reading of an event may make: how a value is spelled, but not what it says.
pub fn is_spelling(difference: &Difference) -> bool {
    match (&difference.expected, &difference.found) {
        // `3.0` is read as the integer that it is.
        (Some(Value::Number(expected)), Some(Value::Number(found))) => {
            found.as_f64() == expected.as_f64() && (found.is_i64() || found.is_u64())
        }
        // The vendor's word for a code is read as the code.
        (Some(Value::String(word)), Some(Value::Number(code))) => {
            code.is_i64() && !word.is_empty() && ["status", "health"].iter().any(|key| difference.path.contains(key))
        }
        // One instant in two spellings. chrono's lenient parser is not the code under test.
        (Some(Value::String(expected)), Some(Value::String(found))) => {
            let instant = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().ok();
            instant(expected).is_some_and(|expected| instant(found) == Some(expected))
        }
        _ => false,
    }
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
        for (name, value) in nested {
            // A null among the event's own fields says nothing.
            if spread.get(name).is_none_or(Value::is_null) {
                spread.insert(name.clone(), value.clone());
            }
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
