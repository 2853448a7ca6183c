//! The macros that declare an object of the model: the struct as it is documented, and what reads and writes it.

/// Declares an object. The struct is the one that is written, with `unknown` as its last field. A field is required or
/// optional by its type; `#[form(..)]` below its documentation names a form other than
/// [`Documented`](crate::objects::Documented), and `#[alias("..")]` an older name that is read too. A line like
///
/// ```ignore
/// /// Size in bytes.
/// pub backup_size: Option<u64>,
/// ```
///
/// expands to the same line in the struct, and to
///
/// ```ignore
/// "backup_size"                                                                  // in its names
/// Documented::shape::<Option<u64>>("")                                           // in its shape
/// if index == Key::backup_size as u8 { return Documented::place(&mut self.backup_size) } // in `place`
/// if index == Key::backup_size as u8 { return Documented::view(&self.backup_size) }      // in `view`
/// ```
macro_rules! object {
    ($($declaration:tt)*) => { $crate::objects::declare! { false $($declaration)* } };
}
pub(crate) use object;

/// The form that a field names, or the one that its type implies: `form!()` expands to `Documented`, `form!(Spaced)` to
/// `Spaced`.
macro_rules! form {
    () => {
        $crate::objects::Documented
    };
    ($form:ident) => {
        $form
    };
}
pub(crate) use form;

/// An object as a field: `field_of_object! { Agent: SHAPE, uid, unknown }` expands to its [`Field`](crate::wire::Field).
macro_rules! field_of_object {
    ($name:ident: $shape:ident, $($field:ident),*) => {
        impl Field for $name {
            const SHAPE: Option<&'static Shape> = Some($shape);

            #[inline(never)] // Inlined, it would be compiled once more for each of its calls.
            fn blank() -> Self {
                Self { $( $field: Field::blank(), )* }
            }

            #[inline(never)] // As `optional` of `Field`.
            fn place(&mut self) -> Place<'_> {
                Place::Object(self)
            }

            #[inline(never)] // As `optional` of `Field`.
            fn view(&self) -> View<'_> {
                View::Object(self)
            }

            #[cfg(feature = "schemars")]
            fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                generator.subschema_for::<Self>()
            }
        }
    };
}
pub(crate) use field_of_object;

/// What [`object!`] and `payload!` expand to.
macro_rules! declare {
    (
        $is_payload:literal
        $(#[doc = $doc:literal])*
        $(#[derive($derive:ident)])?
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                $(#[form($form:ident)])?
                $(#[alias($alias:literal)])?
                pub $field:ident: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, $($derive)?)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $type, )*
        }

        const _: () = {
            use $crate::objects::form;
            use $crate::text::wire_name;
            use $crate::wire::{Field, FieldShape, Object, Place, Shape, View};

            #[allow(non_camel_case_types, reason = "named after the fields")]
            enum Key { $($field,)* }

            const FIELDS: &[FieldShape] =
                &[$( <form!($($form)?)>::shape::<$type>(concat!($($alias)?)), )*];

            const NAMES: &[&str] = &[$( wire_name(stringify!($field)) ),*];

            const SHAPE: &Shape = &Shape::new(|| Box::new(<$name as Field>::blank()), NAMES, FIELDS, $is_payload);

            impl Object for $name {
                fn shape(&self) -> &'static Shape {
                    SHAPE
                }

                fn place(&mut self, index: u8) -> Place<'_> {
                    $( if index == Key::$field as u8 { return <form!($($form)?)>::place(&mut self.$field); } )*
                    Place::Nowhere
                }

                fn view(&self, index: u8) -> View<'_> {
                    $( if index == Key::$field as u8 { return <form!($($form)?)>::view(&self.$field); } )*
                    View::Absent
                }

                fn unknown(&self) -> &$crate::fields::Fields {
                    &self.unknown
                }

                fn unknown_mut(&mut self) -> &mut $crate::fields::Fields {
                    &mut self.unknown
                }
            }

            $crate::objects::field_of_object! { $name: SHAPE, $($field),* }

            #[cfg(feature = "schemars")]
            impl $crate::schema::Described for $name {
                fn describe(generator: &mut schemars::SchemaGenerator) -> $crate::schema::Fields {
                    let docs: &[&[&str]] = &[$( &[$($field_doc),*] ),*];
                    let schemas: &[$crate::schema::MakeSchema] = &[$( <form!($($form)?)>::schema::<$type> ),*];
                    let declared = NAMES.iter().zip(FIELDS);
                    let declared = declared.map(|(name, field)| (*name, field.alias, field.required || field.spread.is_some()));
                    $crate::schema::Fields::new(declared, docs, schemas, generator)
                }
            }

            #[cfg(feature = "schemars")]
            $crate::schema::json_schema_of! {
                $name: generator => $crate::schema::object::<$name>(stringify!($name), &[$($doc),*], generator)
            }
        };

        $crate::wire::serde_by_field!($name);
    };
}
pub(crate) use declare;
