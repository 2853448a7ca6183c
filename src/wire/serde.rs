//! serde's traits for the types of the model.

/// serde's two traits for a type of the model. `serde_by_value!(Secret);` expands to impls that
/// [read](super::Value::read) it from a tree of the format's, and write its [`Value::view`](super::Value::view). A second
/// argument is a function that reads it instead.
macro_rules! serde_by_value {
    ($name:ident) => {
        $crate::wire::serde_by_value!($name, <$name as $crate::wire::Value>::read);
    };
    ($name:ident, $read:expr) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::json::read(deserializer, $read)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::Value::view(self).serialize(serializer)
            }
        }
    };
}
pub(crate) use serde_by_value;
