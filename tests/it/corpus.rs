//! What the fuzz targets found worth keeping, replayed: the files of `fuzz/corpus` through the checks of their target.

use std::fs;

use crate::support::{OneIn, folder};

#[allow(clippy::pedantic, clippy::large_enum_variant, dead_code, reason = "written for the fuzz targets")]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

fn replay(target: &str, every: usize, check: fn(&[u8])) {
    let directory = folder("fuzz/corpus").join(target);
    let entries = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 2_000, "{} files in {}", paths.len(), directory.display());
    let mut one_in = OneIn::new(every);
    for path in paths.into_iter().filter(|_| one_in.takes()) {
        let body = fs::read(&path).unwrap();
        let checked = std::panic::catch_unwind(|| check(&body));
        assert!(checked.is_ok(), "see the message above, about {}", path.display());
    }
}

#[test]
fn bytes() {
    replay("bytes", 1, fuzz::bytes::check);
}

#[test]
fn bytes_of_cbor() {
    replay("cbor", 1, fuzz::cbor::check);
}

#[test]
fn mutated_payloads() {
    replay("mutate", 3, fuzz::mutate::check);
}

#[test]
#[ignore = "the whole is for the gate: .ci/run only sweep"]
fn all_mutated_payloads() {
    replay("mutate", 1, fuzz::mutate::check);
}

#[test]
fn the_derived_reference() {
    replay("differential", 1, fuzz::differential::check);
}
