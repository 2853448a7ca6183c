//! What `tests/consumers` and `schema/README.md` share with the crate: the programs, and the crate's verdicts on payloads.

use std::collections::HashSet;
use std::fmt::Write;

use cloud66_webhooks::WebhookEvent;
use serde_json::json;

use crate::schema::{STRICT, for_changed_payloads};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The programs of `schema/README.md` that `tests/consumers/run` compiles and runs.
const PROGRAMS: [(&str, &str); 4] = [
    ("js", "validate_backup.mjs"),
    ("python", "validate_backup.py"),
    ("ts", "typescript/failed_backup.ts"),
    ("python", "python/failed_backup.py"),
];

#[test]
fn the_programs_of_the_schemas_readme_are_those_that_run() {
    let readme = std::fs::read_to_string(format!("{ROOT}/schema/README.md")).unwrap();
    assert!(readme.len() <= 9_000, "{} bytes", readme.len());
    for (language, file) in PROGRAMS {
        let program = std::fs::read_to_string(format!("{ROOT}/tests/consumers/{file}")).unwrap();
        let block = format!("```{language}\n{program}```\n");
        assert!(readme.contains(&block), "schema/README.md does not show tests/consumers/{file} as it is");
    }
}

/// Writes documented payloads in each of their forms, changed in one place, with the verdicts of the crate and of strict; and those
/// changed in what is required, with everything else marked.
#[test]
#[ignore = "it writes a file for tests/consumers/run"]
fn write_the_deliveries() {
    let (mut lines, mut seen) = (String::new(), HashSet::new());
    // Primes, so that they fall on every place and every kind of change in turn.
    for_changed_payloads([53, 7], &mut |what, is_marked, payload| {
        let text = payload.to_string();
        let read = WebhookEvent::from_slice(text.as_bytes());
        let line = json!({
            "what": what,
            "marked": is_marked,
            "read": read.is_ok(),
            "path": read.err().and_then(|error| error.path().map(str::to_owned)),
            "strict": STRICT.is_valid(payload),
            "payload": payload,
        });
        if seen.insert(text) {
            writeln!(lines, "{line}").unwrap();
        }
    });
    let folder = format!("{ROOT}/target/consumers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(format!("{folder}/deliveries.jsonl"), lines).unwrap();
}
