//! The macros that declare an object of the model: the struct as it is documented, and all that reads and writes it.

/// Declares an object: the struct as it stands, with `unknown` as its last field, and what reads and writes it.
///
/// A field is required, optional or a list by its type, and has the form [`Documented`](super::Documented); `#[form(..)]` above its
/// documentation names another one. The keys are the fields' names. A line like
///
/// ```ignore
/// /// Size in bytes.
/// pub backup_size: Option<u64>,
/// ```
///
/// expands to the same line in the struct, and to
///
/// ```ignore
/// backup_size: <Documented as Form<Option<u64>>>::Slot,                              // in its slots
/// if index == Key::backup_size as usize { return map.next_value_seed(..slots.backup_size..) } // in `fill`
/// Documented::write(&self.backup_size, "backup_size", map)?;                         // in `write_known`
/// ```
macro_rules! object {
    (
        $(#[doc = $doc:literal])*
        $(#[derive($derive:ident)])?
        pub struct $name:ident {
            $(
                $(#[form($form:ty)])?
                $(#[doc = $field_doc:literal])*
                pub $field:ident: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, $($derive)?)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[doc = $field_doc])* pub $field: $type, )*
            /// The fields that this version does not know, as they were delivered.
            pub unknown: $crate::Fields,
        }

        $crate::wire::object_impl! {
            $name [$($doc)*] tagged: false,
            flat: {},
            head: {},
            fields: { $( [$crate::wire::form!($($form)?)] [$($field_doc)*] $field: $type, )* }
        }
    };
}
pub(crate) use object;

/// Declares the payload of an event: an [`object!`] that begins with `timestamp`, takes `event_type` among its keys, and
/// may name behind `#[flat]` the object whose fields the documentation spreads among its own. Its fields expand as those of
/// an [`object!`]; the flat one is a field of the struct, and has the slots of its own object.
macro_rules! payload {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $(#[doc = $timestamp_doc:literal])*
            pub timestamp: $timestamp:ty,
            $(
                #[flat]
                $(#[doc = $flat_doc:literal])*
                pub $flat:ident: $flat_type:ty,
            )?
            $(
                $(#[form($form:ty)])?
                $(#[doc = $field_doc:literal])*
                pub $field:ident: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $(#[doc = $timestamp_doc])*
            pub timestamp: $timestamp,
            $( $(#[doc = $flat_doc])* pub $flat: $flat_type, )?
            $( $(#[doc = $field_doc])* pub $field: $type, )*
            /// The fields that this version does not know, as they were delivered.
            pub unknown: $crate::Fields,
        }

        $crate::wire::object_impl! {
            $name [$($doc)*] tagged: true,
            flat: { $($flat: $flat_type)? },
            head: { [$crate::time::UnixSeconds] [$($timestamp_doc)*] timestamp: $timestamp, },
            fields: { $( [$crate::wire::form!($($form)?)] [$($field_doc)*] $field: $type, )* }
        }
    };
}
pub(crate) use payload;

/// The form that a field names, or the one that its type implies: `form!()` expands to `Documented`, `form!(Spaced)` to
/// `Spaced`.
macro_rules! form {
    () => {
        $crate::wire::Documented
    };
    ($form:ty) => {
        $form
    };
}
pub(crate) use form;

/// What [`object!`] and [`payload!`] share: everything but the struct. It expands to the keys and the slots, to the impls of
/// [`Object`](super::Object), [`Wire`](super::Wire) and `JsonSchema` on top of them, and to [`serde_by_wire!`].
macro_rules! object_impl {
    // Without an object to spread.
    (
        $name:ident $doc:tt tagged: $tagged:literal,
        flat: {},
        head: $head:tt,
        fields: $fields:tt
    ) => {
        $crate::wire::object_impl! {
            @impl $name $doc $tagged, $crate::wire::Nothing, "", (object => &$crate::wire::Nothing), {},
            $head $fields
        }
    };
    (
        $name:ident $doc:tt tagged: $tagged:literal,
        flat: { $flat:ident: $flat_type:ty },
        head: $head:tt,
        fields: $fields:tt
    ) => {
        $crate::wire::object_impl! {
            @impl $name $doc $tagged, $flat_type, stringify!($flat), (object => &object.$flat), { $flat },
            $head $fields
        }
    };
    (
        @impl $name:ident [$($doc:literal)*] $tagged:literal, $flat_type:ty, $flat_name:expr,
        ($object:ident => $flat_of:expr), { $($flat:ident)? },
        { $( [$head_form:ty] [$($head_doc:literal)*] $head:ident: $head_type:ty, )* }
        { $( [$form:ty] [$($field_doc:literal)*] $field:ident: $type:ty, )* }
    ) => {
        const _: () = {
            use $crate::wire::{Form, Object, Slot, wire_name};

            #[allow(non_camel_case_types, reason = "named after the fields")]
            enum Key { $($head,)* $($field,)* }

            #[derive(Default)]
            pub(crate) struct Slots {
                $( $head: <$head_form as Form<$head_type>>::Slot, )*
                $( $field: <$form as Form<$type>>::Slot, )*
            }

            impl Slot for Slots {
                fn is_empty(&self) -> bool {
                    $( Slot::is_empty(&self.$head) && )* $( Slot::is_empty(&self.$field) && )* true
                }
            }

            const _: () = assert!($crate::wire::may_have(<$name as Object>::NAMES, <$flat_type as Object>::NAMES));

            impl Object for $name {
                const NAMES: &'static [&'static str] =
                    &[$(wire_name(stringify!($head)),)* $(wire_name(stringify!($field)),)*];
                const TAGGED: bool = $tagged;
                const FLAT_NAME: &'static str = $flat_name;
                type Flat = $flat_type;
                type Slots = Slots;

                fn fill<'de, A: serde::de::MapAccess<'de>>(
                    slots: &mut Slots,
                    index: usize,
                    map: &mut A,
                    trace: &mut $crate::wire::Trace,
                ) -> Result<(), A::Error> {
                    $( if index == Key::$head as usize {
                        return map.next_value_seed(
                            $crate::wire::FormSeed::<$head_form, $head_type>::new(&mut slots.$head, trace));
                    } )*
                    $( if index == Key::$field as usize {
                        return map.next_value_seed(
                            $crate::wire::FormSeed::<$form, $type>::new(&mut slots.$field, trace));
                    } )*
                    Ok(())
                }

                #[allow(unused_variables, unused_mut, reason = "used by some forms")]
                fn finish(
                    slots: Slots,
                    flat: $flat_type,
                    mut unknown: $crate::Fields,
                    trace: &mut $crate::wire::Trace,
                ) -> Option<Self> {
                    Some(Self {
                        $( $head: <$head_form as Form<$head_type>>::finish(
                            slots.$head, wire_name(stringify!($head)), &mut unknown, trace)?, )*
                        $( $flat: flat, )?
                        $( $field: <$form as Form<$type>>::finish(
                            slots.$field, wire_name(stringify!($field)), &mut unknown, trace)?, )*
                        unknown,
                    })
                }

                fn flat(&self) -> &$flat_type {
                    let $object = self;
                    let _ = $object;
                    $flat_of
                }

                fn unknown(&self) -> Option<&$crate::Fields> {
                    Some(&self.unknown)
                }

                fn write_known<M: serde::ser::SerializeMap>(
                    &self,
                    map: &mut M,
                    tag: Option<&str>,
                ) -> Result<(), M::Error> {
                    $( <$head_form as Form<$head_type>>::write(&self.$head, wire_name(stringify!($head)), map)?; )*
                    if let Some(tag) = tag {
                        map.serialize_entry($crate::wire::EVENT_TYPE, tag)?;
                    }
                    $crate::wire::write_flat::<Self, M>(self.flat(), &self.unknown, map)?;
                    $( <$form as Form<$type>>::write(&self.$field, wire_name(stringify!($field)), map)?; )*
                    Ok(())
                }

                fn drift_known(&self, drift: &mut $crate::drift::DriftCollector) {
                    $crate::wire::drift_flat::<Self>(self.flat(), drift);
                    $( drift.inside(wire_name(stringify!($field)), |drift| {
                        <$form as Form<$type>>::drift(&self.$field, drift);
                    }); )*
                }

                #[cfg(feature = "schemars")]
                fn properties(generator: &mut schemars::SchemaGenerator) -> Vec<$crate::schema::Property> {
                    vec![
                        $( $crate::schema::Property::new::<$head_form, $head_type>(
                            wire_name(stringify!($head)), &[$($head_doc),*], generator), )*
                        $( $crate::schema::Property::new::<$form, $type>(
                            wire_name(stringify!($field)), &[$($field_doc),*], generator), )*
                    ]
                }
            }

            impl $crate::wire::Wire for $name {
                fn read<'de, D: serde::Deserializer<'de>>(
                    deserializer: D,
                    trace: &mut $crate::wire::Trace,
                ) -> Result<Self, D::Error> {
                    let mut place = None;
                    $crate::wire::read_as_object(deserializer, &mut place, trace)?;
                    place.ok_or_else(|| trace.stop())
                }

                fn read_into<'de, D: serde::Deserializer<'de>>(
                    deserializer: D,
                    place: &mut Option<Self>,
                    trace: &mut $crate::wire::Trace,
                ) -> Result<(), D::Error> {
                    $crate::wire::read_as_object(deserializer, place, trace)
                }

                fn write<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serde::Serialize::serialize(&$crate::wire::Tagged { payload: self, tag: None }, serializer)
                }

                fn drift(&self, drift: &mut $crate::drift::DriftCollector) {
                    $crate::wire::drift_object(self, drift);
                }

                #[cfg(feature = "schemars")]
                fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    generator.subschema_for::<Self>()
                }
            }

            #[cfg(feature = "schemars")]
            impl schemars::JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn schema_id() -> std::borrow::Cow<'static, str> {
                    concat!(module_path!(), "::", stringify!($name)).into()
                }

                fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    $crate::schema::object::<Self>(stringify!($name), &[$($doc),*], generator)
                }
            }
        };

        $crate::wire::serde_by_wire!($name);
    };
}
pub(crate) use object_impl;

/// serde's two traits for a type of the model: `serde_by_wire!(Secret);` expands to impls that call its [`Wire`](super::Wire)
/// form. The error says path and problem.
macro_rules! serde_by_wire {
    ($name:ident) => {
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut trace = $crate::wire::Trace::default();
                <Self as $crate::wire::Wire>::read(deserializer, &mut trace).map_err(|error| trace.explain(error))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::Wire::write(self, serializer)
            }
        }
    };
}
pub(crate) use serde_by_wire;
