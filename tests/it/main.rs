//! The promises of the crate, one file each. One binary, so that it links once.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::string_slice, clippy::arithmetic_side_effects, clippy::print_stdout, clippy::unreachable)]

mod guarantees;
mod readme;
mod samples;
#[cfg(feature = "schemars")]
mod schema;
mod support;
