//! Writes the two schemas into the folder `schema`, or prints one: `-- --print strict` or `-- --print open`.
#![allow(clippy::print_stdout, reason = "it is a command")]

use std::path::Path;
use std::process::ExitCode;

use cloud66_webhooks::schema::{open, strict, to_json};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => match write() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("cannot write the schemas: {error}");
                ExitCode::FAILURE
            }
        },
        ["--print", "strict"] => {
            print!("{}", to_json(&strict()));
            ExitCode::SUCCESS
        }
        ["--print", "open"] => {
            print!("{}", to_json(&open()));
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("usage: export_schema [--print strict|open]");
            ExitCode::from(2)
        }
    }
}

fn write() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    std::fs::create_dir_all(&folder)?;
    for (name, schema) in [("webhook-event.schema.json", strict()), ("webhook-event.open.schema.json", open())] {
        std::fs::write(folder.join(name), to_json(&schema))?;
        println!("schema/{name}");
    }
    Ok(())
}
