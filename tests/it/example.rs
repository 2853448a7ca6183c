//! The built examples, as programs to run.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The program of an example, which `cargo test` builds beside this test.
pub(crate) fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let mut program: PathBuf = test.parent().unwrap().parent().unwrap().join("examples").join(name);
    program.set_extension(std::env::consts::EXE_EXTENSION);
    // `cargo test --test it` builds this test and no example.
    assert!(is_fresh(&program), "example {name} is not built from these sources: run `cargo build --examples` first");
    let mut command = Command::new(program);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Whether a program is there, and newer than each file that cargo lists as a source of it.
fn is_fresh(program: &Path) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    let Some(built) = changed(program) else { return false };
    let list = std::fs::read_to_string(program.with_extension("d")).unwrap_or_default().replace("\\ ", "\0");
    list.split_whitespace().skip(1).all(|source| changed(Path::new(&source.replace('\0', " "))) <= Some(built))
}
