//! How a table of integer codes becomes an open enum.

use std::fmt;

use crate::json::Node;
use crate::path::{Failure, Problem, Result};
use crate::wire::Value;

/// One row of a table of codes.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub(crate) code: i64,
    pub(crate) vendor_name: &'static str,
    pub(crate) label: Option<&'static str>,
}

/// A code that this version does not list. Only this crate can construct one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnlistedCode(pub(crate) i64);

impl fmt::Debug for UnlistedCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The table behind a code enum.
pub trait Table {
    const ROWS: &'static [Row];
    /// The name of its definition in the schema.
    const NAME: &'static str;
    /// The documentation of the enum, line by line.
    const DOC: &'static [&'static str];
}

/// The methods that all code enums share: an integer code, and the constant and label that the vendor's table has for it.
///
/// The enums have the same methods themselves; the trait is for generic code. It is sealed: only the code enums of this crate
/// implement it.
///
/// ```
/// use cloud66_webhooks::{BackupStatus, StatusCode, VerifyStatus};
///
/// fn table<C: StatusCode>() -> Vec<String> {
///     let row = |code: C| format!("{} {}", code.code(), code.vendor_name().unwrap());
///     C::all().map(row).collect()
/// }
///
/// assert_eq!(table::<BackupStatus>(), ["0 BCK_OK", "1 BCK_FAILED"]);
/// assert_eq!(table::<VerifyStatus>().len(), 5);
/// ```
pub trait StatusCode: Table + Copy + PartialEq + From<i64> + Into<i64> + fmt::Display + fmt::Debug {
    /// The codes of the vendor's table, in its order.
    #[must_use]
    fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
        Self::ROWS.iter().map(|row| Self::from(row.code))
    }

    /// The integer.
    #[must_use]
    fn code(self) -> i64 {
        self.into()
    }

    /// Whether this version knows the code.
    #[must_use]
    fn is_recognized(self) -> bool {
        Self::all().any(|known| known == self)
    }

    /// The name of the vendor's constant, if the code is in its table.
    #[must_use]
    fn vendor_name(self) -> Option<&'static str> {
        Some(row(Self::ROWS, self.into())?.vendor_name)
    }

    /// The label that the vendor shows for the code, if its table has one.
    #[must_use]
    fn label(self) -> Option<&'static str> {
        row(Self::ROWS, self.into())?.label
    }

    /// The code with this label or constant. The constant may lack the part up to its first underscore: `FAILED` for `BCK_FAILED`.
    /// Case does not matter.
    #[must_use]
    fn from_word(word: &str) -> Option<Self> {
        Some(Self::from(row_of(Self::ROWS, word)?.code))
    }
}

// These work on the rows and not on the type, so that they are compiled once and not once for each enum.

fn row(rows: &'static [Row], code: i64) -> Option<&'static Row> {
    rows.iter().find(|row| row.code == code)
}

/// The row with this word: its constant with or without the prefix, or its label.
fn row_of(rows: &'static [Row], word: &str) -> Option<&'static Row> {
    rows.iter().find(|row| {
        let constant = row.vendor_name.split_once('_').map(|(_, name)| name);
        let words = [Some(row.vendor_name), constant, row.label];
        words.into_iter().flatten().any(|name| name.eq_ignore_ascii_case(word))
    })
}

/// Shows the label, else the name of the vendor's constant, else `unrecognized code 9`.
pub(crate) fn show(rows: &'static [Row], code: i64, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match row(rows, code) {
        Some(row) => formatter.pad(row.label.unwrap_or(row.vendor_name)),
        None => formatter.pad(&format!("unrecognized code {code}")),
    }
}

const UNKNOWN_WORD: Problem = Problem::Expected { expected: "a status code", found: "an unknown word" };

/// Reads a code: an integer, or the vendor's word for it.
pub(crate) fn code_of(rows: &'static [Row], node: &Node<'_>) -> Result<i64> {
    match node {
        Node::Text(word) => Ok(row_of(rows, word).ok_or_else(|| Failure::new(UNKNOWN_WORD))?.code),
        other => other.integer("a status code"),
    }
}

/// Reads a code by itself. As the name of a field in a JSON object it is a string of digits.
pub(crate) fn read_code<C: StatusCode + Value>(node: &Node<'_>) -> Result<C> {
    let digits = node.text().ok().and_then(|text| text.parse().ok().filter(|code: &i64| code.to_string() == text));
    digits.map_or_else(|| C::read(node), |code| Ok(code.into()))
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
        ///
        /// In JSON it is an integer. The vendor's constant or label is read as well, in any case, and written as the integer.
        ///
        /// ```
        #[doc = concat!("use cloud66_webhooks::", stringify!($name), ";")]
        ///
        #[doc = concat!("let first = ", stringify!($name), "::all().next().unwrap();")]
        #[doc = concat!("assert_eq!(", stringify!($name), "::from(first.code()), first);")]
        #[doc = concat!("assert_eq!(", stringify!($name), "::from(99).to_string(), \"unrecognized code 99\");")]
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[doc = $variant_doc])* $variant, )*
            /// A code that is not in the vendor's table: [`code`](Self::code) returns it. Make one with `From<i64>`, which gives a
            /// known code its own variant.
            Unrecognized($crate::codes::UnlistedCode),
        }

        impl From<i64> for $name {
            fn from(code: i64) -> Self {
                match code {
                    $( $code => Self::$variant, )*
                    _ => Self::Unrecognized($crate::codes::UnlistedCode(code)),
                }
            }
        }

        impl From<$name> for i64 {
            fn from(code: $name) -> Self {
                match code {
                    $( $name::$variant => $code, )*
                    $name::Unrecognized($crate::codes::UnlistedCode(code)) => code,
                }
            }
        }

        impl $crate::codes::Table for $name {
            const ROWS: &'static [$crate::codes::Row] = &[
                $( $crate::codes::Row {
                    code: $code,
                    vendor_name: $vendor,
                    label: [$($label)?].first().copied(),
                } ),*
            ];
            const NAME: &'static str = concat!(stringify!($name), "Code");
            const DOC: &'static [&'static str] = &[$($doc),*];
        }

        impl $crate::codes::StatusCode for $name {}

        $crate::codes::code_impls!($name);
    };
}
pub(crate) use codes;

/// What all code enums do in the same way: `code_impls!(BackupStatus);` expands to the methods of [`StatusCode`] without that
/// trait, and to `Display`, `Value`, serde's traits and the schema.
macro_rules! code_impls {
    ($name:ident) => {
        impl $name {
            /// The codes of the vendor's table, in its order.
            pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
                <Self as $crate::codes::StatusCode>::all()
            }

            /// The integer.
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
                $crate::codes::StatusCode::vendor_name(self)
            }

            /// The label that the vendor shows for the code, if its table has one.
            #[must_use]
            pub fn label(self) -> Option<&'static str> {
                $crate::codes::StatusCode::label(self)
            }

            /// The code with this label or constant. The constant may lack the part up to its first underscore: `FAILED` for `BCK_FAILED`.
            /// Case does not matter.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                $crate::codes::StatusCode::from_word(word)
            }
        }

        /// The label, else the name of the vendor's constant, else `unrecognized code 9`.
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::codes::show(<Self as $crate::codes::Table>::ROWS, self.code(), formatter)
            }
        }

        impl $crate::wire::Value for $name {
            #[inline(never)]
            fn read(node: &$crate::json::Node<'_>) -> $crate::path::Result<Self> {
                $crate::codes::code_of(<Self as $crate::codes::Table>::ROWS, node).map(Self::from)
            }

            fn view(&self) -> $crate::wire::View<'_> {
                $crate::wire::View::Code(self.code(), self.is_recognized())
            }

            #[cfg(feature = "schemars")]
            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::codes::schema::code::<Self>(generator)
            }
        }

        $crate::wire::serde_by_value!($name, $crate::codes::read_code);

        #[cfg(feature = "schemars")]
        $crate::schema::parts::json_schema_of!(inline $name: generator => <$name as $crate::wire::Value>::schema(generator));
    };
}
pub(crate) use code_impls;
