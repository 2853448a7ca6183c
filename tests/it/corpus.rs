//! What the fuzz targets found worth keeping, replayed: every file of `fuzz/corpus` through the checks of its target.

use std::fs;

use crate::support::folder;

#[allow(clippy::pedantic, clippy::large_enum_variant, dead_code, reason = "written for the fuzz targets")]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

fn replay(target: &str, check: fn(&[u8])) {
    let directory = folder("fuzz/corpus").join(target);
    let mut files = 0;
    for file in fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display())) {
        let path = file.unwrap().path();
        let body = fs::read(&path).unwrap();
        let checked = std::panic::catch_unwind(|| check(&body));
        assert!(checked.is_ok(), "see the message above, about {}", path.display());
        files += 1;
    }
    assert!(files >= 5, "{files} files in {}", directory.display());
}

#[test]
fn bytes() {
    replay("bytes", fuzz::bytes::check);
}

#[test]
fn bytes_of_cbor() {
    replay("cbor", fuzz::cbor::check);
}

#[test]
fn mutated_payloads() {
    replay("mutate", fuzz::mutate::check);
}

#[test]
fn the_derived_reference() {
    replay("differential", fuzz::differential::check);
}
