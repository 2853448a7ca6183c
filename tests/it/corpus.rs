//! Inputs of the fuzz targets, replayed: `fuzz/regressions`, which have a line each in its README, and the seeds of `fuzz/corpus`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::folder;

#[allow(clippy::pedantic, dead_code, reason = "written for the fuzz targets")]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn replay(paths: &[PathBuf], checks: &[fn(&[u8])]) {
    for path in paths {
        let body = fs::read(path).unwrap();
        for check in checks {
            let checked = std::panic::catch_unwind(|| check(&body));
            assert!(checked.is_ok(), "see the message above, about {}", path.display());
        }
    }
}

#[test]
fn what_was_found_once() {
    let mut paths = files(&folder("fuzz/regressions"));
    let readme = paths.remove(paths.iter().position(|path| path.ends_with("README.md")).unwrap());
    replay(&paths, &[fuzz::bytes::check, fuzz::differential::check]);
    let readme = fs::read_to_string(readme).unwrap();
    let mut listed: Vec<&str> =
        readme.lines().filter_map(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0)).collect();
    listed.sort_unstable();
    let named: Vec<&str> = paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(named, listed, "fuzz/regressions/README.md has a line for each file");
}

#[test]
fn seeds() {
    for (target, check) in [("bytes", fuzz::bytes::check as fn(&[u8])), ("differential", fuzz::differential::check)] {
        let paths = files(&folder(&format!("fuzz/corpus/{target}")));
        assert!(paths.len() >= 100, "{} files", paths.len());
        replay(&paths, &[check]);
    }
}
