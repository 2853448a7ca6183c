//! serde's traits for the types of the model.

/// serde's two traits for a type of the model. `serde_by_field!(Secret);` expands to impls that read its
/// [`Field::place`](super::Field::place) and write its [`Field::view`](super::Field::view).
macro_rules! serde_by_field {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut value = <Self as $crate::wire::Field>::blank();
                $crate::wire::read_field(deserializer, $crate::wire::Field::place(&mut value))?;
                Ok(value)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::Field::view(self).serialize(serializer)
            }
        }
    };
}
pub(crate) use serde_by_field;
