//! What `tests/consumers` and `schema/README.md` share with the crate: the programs, and the crate's verdicts on payloads.

use std::collections::HashSet;
use std::fmt::Write;

use cloud66_webhooks::schema::strict;
use cloud66_webhooks::{Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::schema::{damaged_in_one_place, forms, validator};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The programs of `schema/README.md` that `tests/consumers/run` compiles and runs.
const PROGRAMS: [(&str, &str); 5] = [
    ("ts", "typescript/failed_backup.ts"),
    ("python", "python/failed_backup.py"),
    ("go", "go/failed_backup.go"),
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

/// The commands of `schema/README.md` that generate types are those that `tests/consumers/run` runs: the words that start
/// with `--` are the same.
#[test]
fn the_commands_of_the_schemas_readme_are_those_that_run() {
    let read = |path: &str| std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap();
    let (readme, run) = (read("schema/README.md"), read("tests/consumers/run"));
    let options = |text: &str, tool: &str| -> Vec<Vec<String>> {
        let joined = text.replace("\\\n", " ");
        let commands = joined.lines().map(str::trim).filter(|line| line.contains(&format!("{tool} -")));
        let of = |line: &str| {
            let words = line.split_whitespace().skip_while(|word| !word.ends_with(tool));
            // Where input and output are is the reader's affair.
            let words = words.filter(|word| !word.contains('/') && !word.contains('.'));
            words.skip(1).map(|word| word.trim_matches(['"', '\'']).to_owned()).collect()
        };
        commands.map(of).collect()
    };
    for (tool, count) in [("json2ts", 1), ("datamodel-codegen", 1), ("quicktype", 3)] {
        let (shown, done) = (options(&readme, tool), options(&run, tool));
        assert_eq!(shown.len(), count, "{tool} in schema/README.md: {shown:?}");
        assert_eq!(shown, done, "{tool}");
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
                        "read": WebhookEvent::from_slice(text.as_bytes()).is_ok(),
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
