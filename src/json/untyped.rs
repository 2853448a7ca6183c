//! A JSON value as it is kept: as text.

use std::fmt;

use serde::ser::{Error, Serialize, Serializer};
use serde_json::Value;

use super::{LEVELS, Node};
use crate::path::{Failure, Problem, Result};

/// A JSON value whose type is not documented. It is kept as JSON text. One with more than 126 levels of nested arrays and objects,
/// which no delivery has, cannot be written.
///
/// `Debug` does not show the value, because it may contain a key or a token.
///
/// ```
/// use cloud66_webhooks::{Untyped, serde_json::json};
///
/// let params = Untyped::from(json!({"token": "t0ken"}));
/// assert_eq!(params.value()["token"], "t0ken");
/// assert_eq!(format!("{params:?}"), "Untyped(..)");
/// ```
#[derive(Clone)]
pub struct Untyped(Box<str>);

impl Untyped {
    /// The value. Null if it has more than 127 levels of nested arrays and objects, which no delivery has.
    #[must_use]
    pub fn value(&self) -> Value {
        self.json().value()
    }

    pub(crate) fn of(node: &Node<'_>) -> Self {
        let mut json = String::new();
        node.push_to(&mut json);
        Self(json.into_boxed_str())
    }

    pub(crate) fn json(&self) -> Json<'_> {
        Json(&self.0)
    }
}

impl From<Value> for Untyped {
    fn from(value: Value) -> Self {
        Self(value.to_string().into_boxed_str())
    }
}

impl PartialEq for Untyped {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Eq for Untyped {}

impl fmt::Debug for Untyped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Untyped(..)")
    }
}

/// The text of a value that was kept. One that was made by hand may be nested too deep.
#[derive(Clone, Copy)]
pub(crate) struct Json<'a>(pub(crate) &'a str);

impl<'a> Json<'a> {
    /// The value; null if it is nested too deep.
    pub(crate) fn value(self) -> Value {
        Node::of_text(self.0).map_or(Value::Null, |node| node.to_value())
    }

    /// The value, if it can be read in an object.
    pub(crate) fn node(self) -> Result<Node<'a>> {
        let node = Node::of_text(self.0).ok().filter(|node| node.levels() < LEVELS);
        node.ok_or_else(|| Failure::new(Problem::Depth))
    }
}

/// Whatever the order of the fields.
impl PartialEq for Json<'_> {
    fn eq(&self, other: &Self) -> bool {
        let read = || Some((Node::of_text(self.0).ok()?, Node::of_text(other.0).ok()?));
        self.0 == other.0 || read().is_some_and(|(a, b)| a.to_value() == b.to_value())
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.node().map_err(S::Error::custom)?.serialize(serializer)
    }
}
