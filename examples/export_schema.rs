//! Writes the schemas into the folder `schema`, or prints one: `-- --print strict`, `open` or `openapi`.
#![allow(clippy::print_stdout, reason = "it is a command")]

use std::path::Path;
use std::process::ExitCode;

use cloud66_webhooks::schema::{open, openapi, strict, to_json};

/// How a document is called, its file, and what makes it.
type Document = (&'static str, &'static str, fn() -> String);

const DOCUMENTS: [Document; 3] = [
    ("strict", "webhook-event.schema.json", || to_json(&strict())),
    ("open", "webhook-event.open.schema.json", || to_json(&open())),
    ("openapi", "openapi.json", || to_json(&openapi())),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let wanted = match words.as_slice() {
        [] => return write(),
        ["--print", name] => DOCUMENTS.iter().find(|(known, ..)| known == name),
        _ => None,
    };
    let Some((_, _, make)) = wanted else {
        eprintln!("usage: export_schema [--print strict|open|openapi]");
        return ExitCode::from(2);
    };
    print!("{}", make());
    ExitCode::SUCCESS
}

fn write() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    for (_, file, make) in DOCUMENTS {
        if let Err(error) = std::fs::write(folder.join(file), make()) {
            eprintln!("cannot write schema/{file}: {error}");
            return ExitCode::FAILURE;
        }
        println!("schema/{file}");
    }
    ExitCode::SUCCESS
}
