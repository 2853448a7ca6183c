//! A value that is typed in one of the vendor's sources and a string in another.

use std::fmt;

use super::StatusCode;
use crate::fields::Scalar;
use crate::path::Problem;
use crate::wire::{Field, Leaf, Object, Place, View};

/// A value that is typed in one of the vendor's sources and a string in another. Each is kept, and written, as delivered.
///
/// The `status` of a job is `"active"` in the documentation of the webhooks, and an integer code in the vendor's Go client:
///
/// ```
/// use cloud66_webhooks::{JobStatus, OrText};
///
/// let status: OrText<JobStatus> = JobStatus::from(1).into();
/// assert_eq!(status.code(), Some(JobStatus::from(1)));
/// assert_eq!(OrText::<JobStatus>::Text("active".to_owned()).to_string(), "active");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrText<T> {
    /// The typed value.
    Typed(T),
    /// A string in its place.
    Text(String),
}

impl<T> From<T> for OrText<T> {
    fn from(value: T) -> Self {
        Self::Typed(value)
    }
}

impl<C: StatusCode> OrText<C> {
    /// The code. A string is its code if it is one of the vendor's words, see [`from_word`](StatusCode::from_word).
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

impl<T: Field> Leaf for OrText<T> {
    fn blank() -> Self {
        Self::Text(String::new())
    }

    fn set(&mut self, scalar: &Scalar<'_>) -> Result<(), Problem> {
        *self = match scalar {
            Scalar::Text(text) => Self::Text((*text).to_owned()),
            other => {
                let mut value = T::blank();
                value.place().set(other).map_err(or_a_string)?;
                Self::Typed(value)
            }
        };
        Ok(())
    }

    fn open(&mut self) -> Option<&mut dyn Object> {
        T::SHAPE?;
        *self = Self::Typed(T::blank());
        match self {
            Self::Typed(value) => match value.place() {
                Place::Object(object) => Some(object),
                _ => None,
            },
            Self::Text(_) => None,
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
        crate::definition::or_text(typed)
    }
}

/// What was expected, if it could have been a string too.
fn or_a_string(problem: Problem) -> Problem {
    let Problem::Expected { expected, found } = problem else { return problem };
    let expected = match expected {
        "a boolean" => "a string or a boolean",
        "an object" => "a string or an object",
        "a status code" => "a string or a status code",
        "a 64-bit integer" => "a string or a 64-bit integer",
        _ => "a string or an integer",
    };
    Problem::Expected { expected, found }
}
