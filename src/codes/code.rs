//! How a table of integer codes becomes an open enum.

use std::fmt;

use crate::wire::{Problem, Scalar, parse_whole};

/// One row of a table of codes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) code: i64,
    pub(crate) vendor_name: &'static str,
    pub(crate) label: Option<&'static str>,
}

impl Row {
    /// The vendor's words for this code: its constant with and without the prefix, and its label.
    pub(crate) fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        let constant = self.vendor_name.split_once('_').map(|(_, name)| name);
        [Some(self.vendor_name), constant, self.label].into_iter().flatten()
    }
}

/// What all code enums can do; it is what [`OrText`] asks of its type.
pub(crate) trait Code: Copy + From<i64> + Into<i64> {
    const ROWS: &'static [Row];
    #[cfg(feature = "schemars")]
    const NAME: &'static str;
    #[cfg(feature = "schemars")]
    const DOC: &'static [&'static str];

    fn row(self) -> Option<&'static Row> {
        let code = self.into();
        Self::ROWS.iter().find(|row| row.code == code)
    }

    fn by_word(word: &str) -> Option<Self> {
        Self::ROWS
            .iter()
            .find(|row| row.words().any(|name| name.eq_ignore_ascii_case(word)))
            .map(|row| Self::from(row.code))
    }

    fn show(self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(row) => formatter.pad(row.label.unwrap_or(row.vendor_name)),
            None => formatter.pad(&format!("unrecognized code {}", self.into())),
        }
    }
}

/// The code that the scalar is, as an integer or as the vendor's word for it.
pub(crate) fn code_of<C: Code>(scalar: &Scalar<'_>) -> Result<C, Problem> {
    match scalar {
        Scalar::Number(number) => parse_whole::<i64>(number).map(C::from),
        Scalar::Text(word) => C::by_word(word).ok_or(Problem::Word),
        other => Err(other.unexpected("a status code as an integer")),
    }
}

/// Declares an open enum over a table of integer codes. One line
///
/// ```ignore
/// /// The backup failed.
/// Failed = 1 => "BCK_FAILED", "Failed";
/// ```
///
/// expands to the variant `Failed` with its documentation, to the arms `1 => Self::Failed` and `Self::Failed => 1` of the
/// conversions from and into `i64`, and to the row of the table from which name, label, words and schema come.
macro_rules! codes {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $( $(#[doc = $variant_doc:literal])* $variant:ident = $code:literal => $vendor:literal $(, $label:literal)?; )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[doc = $variant_doc])* $variant, )*
            /// A code that is not in the vendor's table. Make it by `From<i64>`, which gives a known code its own variant.
            Unrecognized(i64),
        }

        impl $name {
            /// The codes of the vendor's table, in its order.
            pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
                [$( Self::$variant ),*].into_iter()
            }

            /// The integer on the wire.
            #[must_use]
            pub fn code(self) -> i64 {
                self.into()
            }

            /// Whether this version knows the code.
            #[must_use]
            pub fn is_recognized(self) -> bool {
                !matches!(self, Self::Unrecognized(_))
            }

            /// The name of the vendor's constant, if the code is in its table.
            #[must_use]
            pub fn vendor_name(self) -> Option<&'static str> {
                $crate::codes::Code::row(self).map(|row| row.vendor_name)
            }

            /// What the vendor shows for the code, if its table has a label for it.
            #[must_use]
            pub fn label(self) -> Option<&'static str> {
                $crate::codes::Code::row(self).and_then(|row| row.label)
            }

            /// The code that the vendor's word stands for, in any case: the label, or the constant's name with or without
            /// its prefix.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                $crate::codes::Code::by_word(word)
            }
        }

        impl From<i64> for $name {
            fn from(code: i64) -> Self {
                match code {
                    $( $code => Self::$variant, )*
                    _ => Self::Unrecognized(code),
                }
            }
        }

        impl From<$name> for i64 {
            fn from(code: $name) -> Self {
                match code {
                    $( $name::$variant => $code, )*
                    $name::Unrecognized(code) => code,
                }
            }
        }

        /// The label, else the name of the vendor's constant, else `unrecognized code 9`.
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::codes::Code::show(*self, formatter)
            }
        }

        impl $crate::codes::Code for $name {
            const ROWS: &'static [$crate::codes::Row] = &[
                $( $crate::codes::Row {
                    code: $code,
                    vendor_name: $vendor,
                    label: $crate::codes::label!($($label)?),
                } ),*
            ];
            #[cfg(feature = "schemars")]
            const NAME: &'static str = concat!(stringify!($name), "Code");
            #[cfg(feature = "schemars")]
            const DOC: &'static [&'static str] = &[$($doc),*];
        }

        impl $crate::wire::Leaf for $name {
            fn from_scalar(scalar: $crate::wire::Scalar<'_>) -> Result<Self, $crate::wire::Problem> {
                $crate::codes::code_of(&scalar)
            }

            fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64((*self).into())
            }

            fn drift(&self, drift: &mut $crate::drift::DriftCollector) {
                if let Self::Unrecognized(code) = self {
                    drift.unrecognized(code);
                }
            }

            #[cfg(feature = "schemars")]
            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::schema::code::<Self>(generator)
            }
        }

        $crate::wire::serde_by_wire!($name);

        #[cfg(feature = "schemars")]
        $crate::schema::json_schema_by_wire!($name);
    };
}
pub(crate) use codes;

/// The label of a row, which may lack one: `label!()` expands to `None`, `label!("Failed")` to `Some("Failed")`.
macro_rules! label {
    () => {
        None
    };
    ($label:literal) => {
        Some($label)
    };
}
pub(crate) use label;
