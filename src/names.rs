//! Strings with a type of their own: an identifier or a name where other events have an object, and IP addresses.

use std::fmt;
use std::net::IpAddr;

/// What all types around a `String` do in the same way. `string_value!(ServerUid);` expands to the conversions from strings, to an
/// `impl Value` that reads and writes the `String` inside, to serde's traits, and to the schema. `string_value!(Secret: "password");`
/// adds a `format` to the schema.
macro_rules! string_value {
    ($name:ident $(: $format:literal)?) => {
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

        impl $crate::wire::Value for $name {
            fn read(node: &$crate::json::Node<'_>) -> $crate::path::Result<Self> {
                $crate::wire::Value::read(node).map(Self)
            }

            fn view(&self) -> $crate::wire::View<'_> {
                $crate::wire::View::Text(&self.0)
            }

            #[cfg(feature = "schemars")]
            fn schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string" $(, "format": $format)? })
            }
        }

        $crate::wire::serde_by_value!($name);

        #[cfg(feature = "schemars")]
        $crate::schema::parts::json_schema_of!(inline $name: generator => <$name as $crate::wire::Value>::schema(generator));
    };
}
pub(crate) use string_value;

/// Declares a string with a meaning. `name! { /// A server's uid. pub struct ServerUid; }` expands to a struct around a
/// `String` with `as_str`, `Display` on one line, and [`string_value!`].
macro_rules! name {
    ($(#[doc = $doc:literal])* pub struct $name:ident;) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The string as delivered.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
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

        /// The string on one line: control characters are escaped, a long string is cut off, and a blank one is quoted.
        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                $crate::text::clean(&self.0).fmt(formatter)
            }
        }

        string_value!($name);
    };
}

name! {
    /// The uid of a stack, in an event that does not carry the stack itself.
    pub struct StackUid;
}

name! {
    /// The uid of a server, in an event that does not carry the server itself.
    pub struct ServerUid;
}

name! {
    /// The name of a server, in an event that does not carry the server itself.
    pub struct ServerName;
}

name! {
    /// An IP address as a string. Any string is accepted; [`ip`](IpAddress::ip) is `None` if it is not an address.
    ///
    /// ```
    /// use cloud66_webhooks::IpAddress;
    ///
    /// assert!(IpAddress::from("192.0.2.7").ip().is_some_and(|ip| ip.is_ipv4()));
    /// assert_eq!(IpAddress::from("pending").ip(), None);
    /// ```
    pub struct IpAddress;
}

impl IpAddress {
    /// The address, if the string is one.
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
