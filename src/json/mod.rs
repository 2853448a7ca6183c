//! JSON without types: the tree of a body, how any format becomes one, and what is kept of it as text.

mod fields;
mod node;
mod reader;
mod untyped;

pub(crate) use fields::Kept;
pub use fields::{FieldError, Fields};
pub(crate) use node::{LEVELS, Member, Node, duplicate};
pub(crate) use reader::{Unreadable, read};
pub(crate) use untyped::Json;
pub use untyped::Untyped;
