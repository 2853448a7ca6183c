//! Text with a meaning of its own: an identifier or a name where other events have an object, and IP addresses.

use std::fmt;
use std::net::IpAddr;

/// serde and JSON Schema for a type that is text on the wire and nothing else. Expands to an `impl Leaf` that reads and
/// writes the `String` inside, and to serde's traits on top of it.
macro_rules! text_by_wire {
    ($name:ident) => {
        impl $crate::wire::Leaf for $name {
            fn from_scalar(scalar: $crate::wire::Scalar<'_>) -> Result<Self, $crate::wire::Problem> {
                <String as $crate::wire::Leaf>::from_scalar(scalar).map(Self)
            }

            fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }

            #[cfg(feature = "schemars")]
            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                <String as $crate::wire::Leaf>::schema(generator)
            }
        }

        $crate::wire::serde_by_wire!($name);

        #[cfg(feature = "schemars")]
        $crate::schema::json_schema_by_wire!($name);
    };
}
pub(crate) use text_by_wire;

/// Declares text with a meaning. `name! { /// A server's uid. pub struct ServerUid; }` expands to a struct around a
/// `String` with `as_str`, the conversions, `Display` on one line, and [`text_by_wire!`].
macro_rules! name {
    ($(#[doc = $doc:literal])* pub struct $name:ident;) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text as delivered.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        /// The text on one line: control characters are escaped, and a very long one is cut off.
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                $crate::text::clean(&self.0).fmt(formatter)
            }
        }

        text_by_wire!($name);
    };
}

name! {
    /// The uid of a stack, where an event has no more of it than that.
    pub struct StackUid;
}

name! {
    /// The uid of a server, where an event has no more of it than that.
    pub struct ServerUid;
}

name! {
    /// The name of a server, where an event has no more of it than that.
    pub struct ServerName;
}

name! {
    /// An IP address as text. What does not parse as one is kept all the same, and [`ip`](IpAddress::ip) is `None` then.
    pub struct IpAddress;
}

impl IpAddress {
    /// The address, if the text is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        self.0.parse().ok()
    }
}

impl From<IpAddr> for IpAddress {
    fn from(address: IpAddr) -> Self {
        Self(address.to_string())
    }
}
