//! What `tests/consumers` and `schema/README.md` share with the crate: the programs, and the crate's verdicts on payloads.

use std::collections::HashSet;
use std::fmt::Write;

use cloud66_webhooks::schema::strict;
use cloud66_webhooks::{Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::schema::{damaged_in_one_place, forms, is_typed, validator};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The programs of `schema/README.md` that `tests/consumers/run` compiles and runs.
const PROGRAMS: [(&str, &str); 9] = [
    ("js", "validate_backup.mjs"),
    ("python", "validate_backup.py"),
    ("ts", "typescript/failed_backup.ts"),
    ("ts", "from-schema/failed_backup.ts"),
    ("python", "python/failed_backup.py"),
    ("go", "go/failed_backup.go"),
    ("go", "openapi-go/failed_backup.go"),
    ("java", "java/FailedBackup.java"),
    ("ruby", "ruby/failed_backup.rb"),
];

#[test]
fn the_programs_of_the_schemas_readme_are_those_that_run() {
    let readme = std::fs::read_to_string(format!("{ROOT}/schema/README.md")).unwrap();
    for (language, file) in PROGRAMS {
        let program = std::fs::read_to_string(format!("{ROOT}/tests/consumers/{file}")).unwrap();
        let block = format!("```{language}\n{program}```\n");
        assert!(readme.contains(&block), "schema/README.md does not show tests/consumers/{file} as it is");
    }
}

/// One damaged payload in so many is written. A prime, so that it falls on every place and every kind of damage in turn.
const STEP: usize = 17;

/// Writes documented payloads in each of their forms, damaged in one place, with the crate's verdict.
#[test]
#[ignore = "it writes a file for tests/consumers/run"]
fn write_the_damaged_payloads() {
    let strict = validator(&strict());
    let mut lines = String::new();
    let mut seen = HashSet::new();
    let mut count = 0;
    for sample in Sample::all() {
        for payload in forms(&serde_json::from_str(sample.json).unwrap()) {
            // If not, what is done to it is not the only fault.
            let is_read = is_typed(&WebhookEvent::try_from(payload.clone()));
            damaged_in_one_place(&payload, &mut |what, damaged: &Value| {
                count += 1;
                if count % STEP != 0 {
                    return;
                }
                let text = damaged.to_string();
                if seen.insert(text.clone()) {
                    let line = json!({
                        "event_type": sample.event_type.as_str(),
                        "what": what,
                        "only": is_read,
                        "read": is_typed(&WebhookEvent::from_slice(text.as_bytes())),
                        "strict": strict.is_valid(damaged),
                        "payload": damaged,
                    });
                    writeln!(lines, "{line}").unwrap();
                }
            });
        }
    }
    let folder = format!("{ROOT}/target/consumers");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(format!("{folder}/damaged.jsonl"), lines).unwrap();
}
