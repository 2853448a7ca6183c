//! The promises of the receiver, over real sockets and a real file, and with `--ignored` over a real PostgreSQL.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::print_stdout
)]

mod around;
mod bursts;
mod commands;
mod connections;
mod full;
mod handlers;
mod memory;
mod postgres;
mod restarts;
mod rules;
mod stores;
mod support;
