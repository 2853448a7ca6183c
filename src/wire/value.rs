//! One JSON value: strings, numbers, booleans, and what holds several values of one type.

use std::collections::BTreeMap;

use super::View;
#[cfg(feature = "schemars")]
use crate::json::Fields;
use crate::json::{Member, Node, Untyped};
use crate::path::{Failure, Problem, Result};
#[cfg(feature = "schemars")]
use crate::schema::parts::{FieldSchema, Property, description};

/// A type whose value is one of JSON.
pub(crate) trait Value: Sized {
    /// The fields that it has itself, if it is an object of the model.
    const FIELDS: &'static [FieldInfo] = &[];

    /// The value of a node other than null, or where and why it has another type.
    fn read(node: &Node<'_>) -> Result<Self>;

    /// What is written.
    fn view(&self) -> View<'_>;

    /// The JSON Schema of the value.
    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema;
}

/// What is known about a field of an object without a value.
pub(crate) struct FieldInfo {
    pub(crate) name: &'static str,
    /// Whether the object cannot be typed without it.
    pub(crate) required: bool,
    /// Its documentation, line by line.
    #[cfg(feature = "schemars")]
    pub(crate) docs: &'static [&'static str],
    /// An older name of the field, or an empty one.
    #[cfg(feature = "schemars")]
    pub(crate) alias: &'static str,
    #[cfg(feature = "schemars")]
    pub(crate) schema: fn(&mut schemars::SchemaGenerator) -> FieldSchema,
}

/// The fields of an object for its schema: all, or under the deserialize contract those that are required.
#[cfg(feature = "schemars")]
pub(crate) fn properties<T: Value>(generator: &mut schemars::SchemaGenerator) -> Vec<Property> {
    let is_open = generator.contract().is_deserialize();
    let fields = T::FIELDS.iter().filter(|field| field.required || !is_open);
    let property = |&FieldInfo { name, required, docs, alias, schema }: &FieldInfo| Property {
        name,
        schema: schema(generator),
        required,
        alias,
        description: description(docs),
    };
    fields.map(property).collect()
}

/// True, or it fails to compile. No field of such an object may be required: otherwise one odd value would cost everything
/// around it.
pub(crate) const fn needs_nothing<T: Value>() -> bool {
    let mut fields = T::FIELDS;
    while let [field, rest @ ..] = fields {
        assert!(!field.required, "an object that may be absent must not have a required field");
        fields = rest;
    }
    true
}

/// An array or a map of more is kept as a whole: typed, an element can take a hundred times the memory of its JSON.
pub(crate) const MOST: usize = 1000;

const TOO_MANY: Problem = Problem::Expected { expected: "at most 1000 elements", found: "more" };

/// The elements of an array. One that cannot be typed costs the whole array, because one with a gap would have wrong indices.
pub(crate) fn read_array<T: Value>(node: &Node<'_>) -> Result<Vec<T>> {
    match node {
        Node::Array(elements) if elements.len() > MOST => Err(Failure::new(TOO_MANY)),
        Node::Array(elements) => elements
            .iter()
            .zip(0..)
            .map(|(element, index)| T::read(element).map_err(|failure| failure.inside_element(index)))
            .collect(),
        other => Err(other.unexpected("an array")),
    }
}

impl Value for String {
    #[inline(never)] // Here and below: once for each type, and not once for each field.
    fn read(node: &Node<'_>) -> Result<Self> {
        node.text().map(str::to_owned)
    }

    fn view(&self) -> View<'_> {
        View::Text(self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

impl Value for bool {
    fn read(node: &Node<'_>) -> Result<Self> {
        match node {
            Node::Boolean(value) => Ok(*value),
            other => Err(other.unexpected("a boolean")),
        }
    }

    fn view(&self) -> View<'_> {
        View::Boolean(*self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "boolean" })
    }
}

impl Value for i64 {
    fn read(node: &Node<'_>) -> Result<Self> {
        node.integer("an integer")
    }

    fn view(&self) -> View<'_> {
        View::Integer(*self)
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::schema::parts::integer(generator)
    }
}

const NEGATIVE: Problem = Problem::Expected { expected: "a non-negative integer", found: "a negative integer" };

impl Value for u64 {
    fn read(node: &Node<'_>) -> Result<Self> {
        match node {
            Node::Unsigned(value) => Ok(*value),
            other => u64::try_from(other.integer("an integer")?).map_err(|_| Failure::new(NEGATIVE)),
        }
    }

    fn view(&self) -> View<'_> {
        View::Unsigned(*self)
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::schema::parts::size()
    }
}

impl Value for Untyped {
    fn read(node: &Node<'_>) -> Result<Self> {
        node.check_names()?;
        Ok(Self::of(node))
    }

    fn view(&self) -> View<'_> {
        View::Json(self.json())
    }

    #[cfg(feature = "schemars")]
    fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::Schema::default()
    }
}

super::serde_by_value!(Untyped);

#[cfg(feature = "schemars")]
crate::schema::parts::json_schema_of!(inline Untyped: generator => <Untyped as Value>::schema(generator));

#[cfg(feature = "schemars")]
crate::schema::parts::json_schema_of!(inline Fields: _generator => crate::schema::parts::any_object());

/// An object whose names are data, such as the areas of a stack's score.
impl<T: Value> Value for BTreeMap<String, T> {
    fn read(node: &Node<'_>) -> Result<Self> {
        const { assert!(needs_nothing::<T>()) }
        let members = node.members()?;
        if members.len() > MOST {
            return Err(Failure::new(TOO_MANY));
        }
        node.check_names()?;
        let typed = |member: &Member<'_>| Ok((String::from(&*member.name), member.typed(T::read)?));
        members.iter().map(typed).collect()
    }

    fn view(&self) -> View<'_> {
        View::Map(self.iter().map(|(name, value)| (name.as_str(), value.view())).collect())
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = T::schema(generator);
        schemars::json_schema!({ "type": "object", "maxProperties": MOST, "additionalProperties": value })
    }
}
