//! What the fuzz targets check. The tests of the crate include this file and replay the corpus through it, so it is written
//! for the stable toolchain and needs nothing but the crate's own dev-dependencies.
#![allow(missing_docs, clippy::missing_panics_doc)]

pub mod bytes;
pub mod differential;
pub mod json;
pub mod oracles;
