//! The built examples, as programs to run.

use std::path::PathBuf;
use std::process::Command;

/// The program of an example, which `cargo test` builds beside this test.
pub(crate) fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let mut program: PathBuf = test.parent().unwrap().parent().unwrap().join("examples").join(name);
    program.set_extension(std::env::consts::EXE_EXTENSION);
    assert!(
        program.exists(),
        "example {name} is not built: run `cargo build --examples`, or `cargo test` for all targets"
    );
    let mut command = Command::new(program);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}
