//! What `tests/consumers` and `schema/README.md` share with the crate: the programs, and the crate's verdicts on payloads.

use std::collections::HashSet;
use std::fmt::Write;

use cloud66_webhooks::schema::strict;
use cloud66_webhooks::{Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::schema::{damaged_in_one_place, faults, forms, validator};
use crate::support::OneIn;

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

/// One in so many is written. Primes, so that they fall on every place and every kind of damage in turn.
const DAMAGED: usize = 41;
const MARKED: usize = 5;

/// Writes documented payloads in each of their forms, damaged in one place, with the verdicts of the crate and of strict; and
/// those with a fault in what is required and everything else marked.
#[test]
#[ignore = "it writes a file for tests/consumers/run"]
fn write_the_deliveries() {
    let strict = validator(&strict());
    let (mut lines, mut seen) = (String::new(), HashSet::new());
    let (mut damaged, mut marked) = (OneIn::new(DAMAGED), OneIn::new(MARKED));
    let mut write = |what: String, is_marked: bool, payload: &Value| {
        let is_taken = if is_marked { marked.takes() } else { damaged.takes() };
        if is_taken && seen.insert(payload.to_string()) {
            let text = payload.to_string();
            let read = WebhookEvent::from_slice(text.as_bytes());
            let line = json!({
                "what": what,
                "marked": is_marked,
                "read": read.is_ok(),
                "path": read.err().and_then(|error| error.path().map(str::to_owned)),
                "strict": strict.is_valid(payload),
                "payload": payload,
            });
            writeln!(lines, "{line}").unwrap();
        }
    };
    for sample in Sample::all() {
        for payload in forms(&serde_json::from_str(sample.json).unwrap()) {
            if WebhookEvent::try_from(payload.clone()).is_err() {
                continue;
            }
            damaged_in_one_place(&payload, &mut |what, damaged| {
                write(format!("{}: {what}", sample.event_type), false, damaged);
            });
            faults(&payload, &mut |fault, damaged| {
                write(format!("{}: {fault} at fault", sample.event_type), true, damaged);
            });
        }
    }
    let folder = format!("{ROOT}/target/consumers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(format!("{folder}/deliveries.jsonl"), lines).unwrap();
}
