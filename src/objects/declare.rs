//! The macros that declare an object of the model: the struct as it is documented, and what reads and writes it.

/// Declares an object. The struct is the one that is written, with `unknown` as its last field. A field is required or
/// optional by its type; `#[form(..)]` below its documentation names a [`Form`](crate::wire::Form) other than
/// [`Documented`](crate::wire::Documented), and `#[alias("..")]` an older name that is read too. A line like
///
/// ```ignore
/// /// Size in bytes.
/// pub backup_size: Option<u64>,
/// ```
///
/// expands to the same line in the struct, and to
///
/// ```ignore
/// FieldInfo { name: "backup_size", .. }                                              // in what is known about its fields
/// backup_size: <Documented as Form<Option<u64>>>::take(members, "backup_size")?      // in `take`
/// ("backup_size", <Documented as Form<Option<u64>>>::view(&self.backup_size))        // in `fields`
/// ```
macro_rules! object {
    (
        $(#[doc = $doc:literal])*
        $(#[derive($derive:ident)])?
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $(#[form($form:ident)])?
                $(#[alias($alias:literal)])?
                pub $field:ident: $outer:ident $(<$($inner:ty),+>)?,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, $($derive)?)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $outer $(<$($inner),+>)?, )*
        }

        $crate::objects::constructor! { $name [] [] $( $field $outer [$outer $(<$($inner),+>)?] )* }

        const _: () = {
            use $crate::json::{Fields, Node};
            use $crate::objects::form;
            use $crate::path::Result;
            use $crate::text::wire_name;
            use $crate::wire::{FieldInfo, Form, Members, Object, Value, View, read_object};

            /// With `unknown`, which is the last of the fields and not one of the JSON.
            const ALL: &[FieldInfo] = &[$( FieldInfo {
                name: wire_name(stringify!($field)),
                required: <form!($($form)?) as Form<$outer $(<$($inner),+>)?>>::REQUIRED,
                #[cfg(feature = "schemars")]
                docs: &[$($field_doc),*],
                #[cfg(feature = "schemars")]
                alias: concat!($($alias)?),
                #[cfg(feature = "schemars")]
                schema: <form!($($form)?) as Form<$outer $(<$($inner),+>)?>>::schema,
            } ),*];

            impl Value for $name {
                const FIELDS: &[FieldInfo] = match ALL {
                    [fields @ .., _] => fields,
                    [] => &[],
                };

                #[inline(never)]
                fn read(node: &Node<'_>) -> Result<Self> {
                    read_object(node)
                }

                fn view(&self) -> View<'_> {
                    View::Object(self)
                }

                #[cfg(feature = "schemars")]
                fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    generator.subschema_for::<Self>()
                }
            }

            impl Object for $name {
                #[inline(never)]
                fn take(members: &mut Members<'_>) -> Result<Self> {
                    Ok(Self { $(
                        $field: {
                            let name = const { wire_name(stringify!($field)) };
                            $( let name = members.name_of(name, $alias); )?
                            <form!($($form)?) as Form<_>>::take(members, name)?
                        },
                    )* })
                }

                fn required(&self) -> Vec<&'static str> {
                    $crate::wire::required::<Self>().collect()
                }

                #[inline(never)]
                fn fields(&self) -> Vec<(&'static str, View<'_>)> {
                    let mut fields = vec![$(
                        (const { wire_name(stringify!($field)) }, <form!($($form)?) as Form<_>>::view(&self.$field))
                    ),*];
                    // `unknown` is the last.
                    fields.pop();
                    fields
                }

                fn unknown(&self) -> &Fields {
                    &self.unknown
                }

                fn unknown_mut(&mut self) -> &mut Fields {
                    &mut self.unknown
                }
            }

            #[cfg(feature = "schemars")]
            $crate::schema::parts::json_schema_of! {
                $name: generator => {
                    let fields = $crate::wire::properties::<$name>(generator);
                    $crate::schema::parts::object(stringify!($name), &[$($doc),*], fields, generator)
                }
            }
        };

        $crate::wire::serde_by_value!($name);

        #[cfg(feature = "proptest")]
        $crate::strategies::source::arbitrary!($name);
    };
}
pub(crate) use object;

/// The form that a field names, or the one that its type implies: `form!()` expands to `Documented`, `form!(Spaced)` to
/// `Spaced`.
macro_rules! form {
    () => {
        $crate::wire::Documented
    };
    ($form:ident) => {
        $form
    };
}
pub(crate) use form;

/// The function that makes an object of what it must have. The fields are sorted one by one: those that must be there become
/// parameters, and the others start absent.
macro_rules! constructor {
    ($name:ident [] [$($absent:ident)*]) => {
        impl $name {
            #[doc = concat!("A `", stringify!($name), "` without any field: none is required.")]
            ///
            /// Set the fields that you need afterwards, as in [this example](crate#testing).
            #[must_use]
            pub fn new() -> Self {
                Self { $( $absent: Default::default(), )* }
            }
        }
    };
    ($name:ident [$first:ident $first_type:ty, $($required:ident $type:ty,)*] [$($absent:ident)*]) => {
        impl $name {
            #[doc = concat!(
                "A `", stringify!($name), "` with the required fields: `", stringify!($first), "`",
                $(", `", stringify!($required), "`",)* "."
            )]
            ///
            /// Every other field is absent. Set those that you need afterwards, as in [this example](crate#testing).
            #[must_use]
            pub fn new($first: impl Into<$first_type>, $($required: impl Into<$type>),*) -> Self {
                Self { $first: $first.into(), $( $required: $required.into(), )* $( $absent: Default::default(), )* }
            }
        }
    };
    ($name:ident $required:tt [$($absent:ident)*] $field:ident Option $type:tt $($rest:tt)*) => {
        $crate::objects::constructor! { $name $required [$($absent)* $field] $($rest)* }
    };
    ($name:ident $required:tt [$($absent:ident)*] $field:ident Vec $type:tt $($rest:tt)*) => {
        $crate::objects::constructor! { $name $required [$($absent)* $field] $($rest)* }
    };
    ($name:ident $required:tt [$($absent:ident)*] $field:ident Fields $type:tt $($rest:tt)*) => {
        $crate::objects::constructor! { $name $required [$($absent)* $field] $($rest)* }
    };
    ($name:ident [$($required:tt)*] $absent:tt $field:ident $outer:ident [$type:ty] $($rest:tt)*) => {
        $crate::objects::constructor! { $name [$($required)* $field $type,] $absent $($rest)* }
    };
}
pub(crate) use constructor;
