//! The promises of the crate, one file each. One binary, so that it links once.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::string_slice, clippy::arithmetic_side_effects, clippy::print_stdout, clippy::unreachable)]

mod example;
mod guarantees;
mod inspect;
mod queue;
mod readme;
mod receiver;
mod samples;
#[cfg(feature = "schemars")]
mod schema;
mod support;
