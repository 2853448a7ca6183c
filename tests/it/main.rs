//! The promises of the crate, one file each. One binary, so that it links once.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::string_slice, clippy::arithmetic_side_effects, clippy::print_stdout, clippy::unreachable)]
#![allow(
    clippy::format_push_string,
    clippy::format_collect,
    clippy::items_after_statements,
    reason = "short beats fast"
)]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "numbers in JSON may be fractions")]

mod allocator;
mod arbitrary;
mod auto_traits;
mod bounds;
mod cases;
mod codes;
#[cfg(feature = "schemars")]
mod conformance;
#[cfg(feature = "schemars")]
mod consumers;
mod corpus;
mod damage;
mod depth;
mod drift;
mod errors;
mod event_types;
mod example;
mod expected;
mod forms;
mod guarantees;
mod hostile;
mod inspect;
#[cfg(feature = "jiff")]
mod jiff;
mod lossless;
mod memory;
mod model;
mod numbers;
mod paths;
mod places;
#[cfg(feature = "proptest")]
mod properties;
mod queue;
mod readme;
mod samples;
#[cfg(feature = "schemars")]
mod schema;
#[cfg(feature = "schemars")]
mod schema_documents;
mod secrets;
mod subjects;
mod summaries;
mod support;
mod time;
mod values;
mod ways_in;
