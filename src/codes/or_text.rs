//! A value for which the vendor's sources disagree whether it is a string.

use std::fmt;

use super::StatusCode;
use crate::json::Node;
use crate::path::{Failure, Problem, Result};
use crate::wire::{Value, View};

/// Either a typed value or a string, for fields on which the vendor's sources disagree. It is kept, and written back, as delivered.
///
/// For example, the `status` of a job is `"active"` in the documentation of the webhooks, and an integer code in the vendor's Go
/// client:
///
/// ```
/// use cloud66_webhooks::{JobStatus, OrText, objects::Job};
///
/// let webhook = r#"{"uid": "job-1", "name": "backup", "status": "active"}"#;
/// let webhook: Job = serde_json::from_str(webhook)?;
/// let client = r#"{"uid": "job-1", "name": "backup", "status": 3}"#;
/// let client: Job = serde_json::from_str(client)?;
///
/// assert_eq!(webhook.status, Some(OrText::Text("active".to_owned())));
/// assert_eq!(client.status, Some(OrText::Typed(JobStatus::Failed)));
/// assert_eq!(client.status.unwrap().to_string(), "Failed");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrText<T> {
    /// The typed value.
    Typed(T),
    /// A string instead.
    Text(String),
}

impl<T> From<T> for OrText<T> {
    fn from(value: T) -> Self {
        Self::Typed(value)
    }
}

impl<C: StatusCode> OrText<C> {
    /// The code. For a string, it is the code with that label or constant, if there is one: see
    /// [`from_word`](StatusCode::from_word).
    ///
    /// ```
    /// use cloud66_webhooks::{JobStatus, OrText};
    ///
    /// let text = |word: &str| OrText::<JobStatus>::Text(word.to_owned());
    /// assert_eq!(OrText::Typed(JobStatus::Failed).code(), Some(JobStatus::Failed));
    /// assert_eq!(text("failed").code(), Some(JobStatus::Failed));
    /// assert_eq!(text("active").code(), None);
    /// ```
    #[must_use]
    pub fn code(&self) -> Option<C> {
        match self {
            Self::Typed(code) => Some(*code),
            Self::Text(word) => C::from_word(word),
        }
    }
}

/// The label of the code, or the string, on one line.
impl<T: fmt::Display> fmt::Display for OrText<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Typed(value) => value.fmt(formatter),
            Self::Text(text) => crate::text::clean(text).fmt(formatter),
        }
    }
}

impl<T: Value> Value for OrText<T> {
    fn read(node: &Node<'_>) -> Result<Self> {
        match node {
            Node::Text(text) => Ok(Self::Text((**text).to_owned())),
            other => T::read(other).map(Self::Typed).map_err(or_a_string),
        }
    }

    fn view(&self) -> View<'_> {
        match self {
            Self::Typed(value) => value.view(),
            Self::Text(text) => View::Text(text),
        }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let typed = T::schema(generator);
        crate::schema::parts::or_text(typed)
    }
}

/// What was expected, if it could have been a string too. It is the value itself that is of another type: an object here requires
/// nothing of its fields.
fn or_a_string(failure: Failure) -> Failure {
    let Problem::Expected { expected, found } = failure.problem() else { return failure };
    let expected = match expected {
        "a boolean" => "a string or a boolean",
        "an object" => "a string or an object",
        "a status code" => "a string or a status code",
        "a 64-bit integer" => "a string or a 64-bit integer",
        _ => "a string or an integer",
    };
    Failure::new(Problem::Expected { expected, found })
}
