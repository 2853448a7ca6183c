//! How a list of words becomes an open enum.

/// Declares an open enum over words. One line
///
/// ```ignore
/// /// PostgreSQL.
/// Postgresql = "postgresql";
/// ```
///
/// expands to the variant `Postgresql`, and to the arms that read and write its word. Any other word is kept in a variant that
/// cannot be made from outside, so that a word which gets a variant in a later version breaks nobody's comparison.
macro_rules! words {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $( $(#[doc = $variant_doc:expr])* $variant:ident = $word:expr; )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[doc = $variant_doc])* $variant, )*
            #[doc(hidden)]
            Unrecognized($crate::codes::Unlisted),
        }

        impl $name {
            /// All values that this version knows, in the order of the documentation.
            pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
                [$( Self::$variant ),*].into_iter()
            }

            /// The string, as delivered.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $word, )*
                    Self::Unrecognized(word) => &word.0,
                }
            }

            /// Whether this version knows the value.
            #[must_use]
            pub fn is_recognized(&self) -> bool {
                !matches!(self, Self::Unrecognized(_))
            }

            /// The value with this word, if this version knows it.
            pub(crate) fn recognize(word: &str) -> Option<Self> {
                $( if word == $word { return Some(Self::$variant); } )*
                None
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $( Self::$variant => formatter.write_str(stringify!($variant)), )*
                    Self::Unrecognized(_) => write!(formatter, "Unrecognized({self})"),
                }
            }
        }

        $crate::codes::word_impls!($name);
    };
}
pub(crate) use words;

/// What all open lists of words do in the same way: `word_impls!(DbType);` expands to the conversions from and comparisons with
/// strings, and to `Display`, `Value`, serde's traits and the schema.
macro_rules! word_impls {
    ($name:ident) => {
        impl From<&str> for $name {
            fn from(word: &str) -> Self {
                Self::recognize(word).unwrap_or_else(|| Self::Unrecognized($crate::codes::Unlisted(word.into())))
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::recognize(&word).unwrap_or_else(|| Self::Unrecognized($crate::codes::Unlisted(word.into())))
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Ok(word.into())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        /// The string on one line: control characters are escaped, a long string is cut off, and a blank one is quoted.
        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::text::clean(self.as_str()).fmt(formatter)
            }
        }

        impl $crate::wire::Value for $name {
            fn read(node: &$crate::json::Node<'_>) -> $crate::path::Result<Self> {
                node.text().map(Self::from)
            }

            fn view(&self) -> $crate::wire::View<'_> {
                $crate::wire::View::Word(self.as_str(), self.is_recognized())
            }

            #[cfg(feature = "schemars")]
            fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let known: Vec<String> = Self::all().map(|word| word.as_str().to_owned()).collect();
                schemars::json_schema!({ "type": "string", "examples": known })
            }
        }

        $crate::wire::serde_by_value!($name);

        #[cfg(feature = "schemars")]
        $crate::schema::parts::json_schema_of!(inline $name: generator => <$name as $crate::wire::Value>::schema(generator));
    };
}
pub(crate) use word_impls;

/// A word that this version does not list. Only this crate can construct one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unlisted(pub(crate) Box<str>);
