//! How typed values are read from the tree of a body, and written.
//!
//! | trait | is implemented by | says |
//! |---|---|---|
//! | [`Value`] | strings, numbers, codes, timestamps, objects | how one JSON value is read and written |
//! | [`Form`] | what `#[form(..)]` names | how a field takes its value out of an object, and how it is written |
//! | [`Object`] | objects and payloads, by the macros | which fields it has |

mod inline;
mod object;
mod read;
mod serde;
mod value;

pub(crate) use inline::{Inline, NestedOrInline, required};
pub(crate) use object::{EVENT_TYPE, Object, Spelling, View, is_typed, write_object, written};
pub(crate) use read::{Documented, Form, Members, read_object};
pub(crate) use serde::serde_by_value;
#[cfg(feature = "schemars")]
pub(crate) use value::properties;
pub(crate) use value::{FieldInfo, Value};
