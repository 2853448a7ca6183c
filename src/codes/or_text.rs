//! A value that is typed in one of the vendor's sources and text in another.

use std::fmt;

use serde::ser::Serializer;

use super::{JobStatus, SslCertificateStatus};
use crate::drift::DriftCollector;
use crate::wire::{Leaf, Problem, Scalar};

/// A value that Cloud 66 documents in two ways: typed, and as text. Each is kept, and written back, as it came.
///
/// `status` of a job is `"active"` in the webhook's documentation and an integer in the vendor's Go client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrText<T> {
    /// The typed value.
    Typed(T),
    /// Text in its place.
    Text(String),
}

impl<T> From<T> for OrText<T> {
    fn from(value: T) -> Self {
        Self::Typed(value)
    }
}

/// What a code can do where it may be text. `or_text_code!(JobStatus);` expands to `OrText::<JobStatus>::code`.
macro_rules! or_text_code {
    ($code:ident) => {
        impl OrText<$code> {
            /// The code, also where it came as the vendor's word for it: `"failed"` is the code for it here.
            #[must_use]
            pub fn code(&self) -> Option<$code> {
                match self {
                    Self::Typed(code) => Some(*code),
                    Self::Text(word) => $code::from_word(word),
                }
            }
        }
    };
}
or_text_code!(JobStatus);
or_text_code!(SslCertificateStatus);

/// The code's label, or the text, on one line.
impl<T: fmt::Display> fmt::Display for OrText<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Typed(value) => value.fmt(formatter),
            Self::Text(text) => crate::text::clean(text).fmt(formatter),
        }
    }
}

impl<T: Leaf> Leaf for OrText<T> {
    fn from_scalar(scalar: Scalar<'_>) -> Result<Self, Problem> {
        match scalar {
            Scalar::Text(text) => Ok(Self::Text(text.into_owned())),
            Scalar::Number(_) | Scalar::Boolean(_) => T::from_scalar(scalar).map(Self::Typed),
            other => Err(other.unexpected("a text, or a typed value")),
        }
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Typed(value) => value.write(serializer),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }

    fn drift(&self, drift: &mut DriftCollector) {
        if let Self::Typed(value) = self {
            value.drift(drift);
        }
    }

    #[cfg(feature = "schemars")]
    fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let typed = T::schema(generator);
        crate::schema::or_text(typed)
    }
}
