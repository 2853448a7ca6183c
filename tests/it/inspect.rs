//! The example that explains payloads, as its users run it.

use std::io::Write;
use std::process::Stdio;

use cloud66_webhooks::Sample;

use crate::example::example;

/// Whether all went well, and what was printed to both outputs.
fn inspect(files: &[String], input: &[u8]) -> (bool, String, String) {
    let mut command = example("inspect");
    command.args(files).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        // With files it reads no input.
        scope.spawn(move || stdin.write_all(input).unwrap());
        child.wait_with_output().unwrap()
    });
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}

#[test]
fn each_payload_is_told_in_words_and_a_bad_one_located() {
    let files =
        ["samples/managed_backup.fail", "examples/payloads/broken-backup", "nowhere", "examples/payloads/newer-backup"];
    let files = files.map(|file| format!("{file}.json"));
    let (good, printed, complaints) = inspect(&files, b"");
    assert!(!good);
    let (bad, missing) = complaints.split_once('\n').unwrap();
    assert_eq!(
        bad,
        "examples/payloads/broken-backup.json:11:17: backup.id: expected an integer, found a string \
         (backup.verification.failed)"
    );
    assert!(missing.starts_with("nowhere.json: "), "{missing}");
    assert_eq!(
        printed,
        "\
samples/managed_backup.fail.json:1: Managed backup failed: stack my-production-app (production), \
database myapp_production (postgresql); the record contradicts the event: backup status \"Ok\", \
\"Backup completed successfully\", at 2025-09-04 18:37:59 UTC
  stack status: 1 Deployed successfully (STK_SUCCESS)
  stack health: 3 Healthy (HLT_OK)
  backup status: 0 Ok (BCK_OK)
  restore status: 0 Not Restored (RST_NA)
  verify status: 0 Not Verified (VRF_NA)
examples/payloads/newer-backup.json:1: Managed backup failed: stack shop (production), database orders (mysql): \
mysqldump: got error 2013, at 2025-09-04 18:37:59 UTC
  stack health: 9 no label
  backup status: 1 Failed (BCK_FAILED)
  drift: unrecognized code `9` in `stack.health`
  drift: unexpected type in `backup.verify_status`: expected a status code, found an array
  drift: unknown field `backup.checksum`
"
    );
    assert!(!format!("{printed}{complaints}").contains("hooks.example.com"), "a secret was printed");
}

#[test]
fn standard_input_takes_payloads_by_line_or_by_paragraph() {
    let by_line: String = Sample::all().map(|sample| sample.json.replace('\n', "") + "\r\n").collect();
    let by_paragraph: String = Sample::all().map(|sample| sample.json).collect();
    let (good, printed, _) = inspect(&[], by_line.as_bytes());
    assert!(good);
    let told: Vec<&str> = printed.lines().filter(|line| line.starts_with('<')).collect();
    let expected: Vec<String> =
        (1..).zip(Sample::all()).map(|(line, sample)| format!("<stdin>:{line}: {}", sample.event())).collect();
    assert_eq!(told, expected);

    let (good, printed, _) = inspect(&[], by_paragraph.as_bytes());
    assert!(good);
    assert_eq!(printed.lines().filter(|line| line.starts_with('<')).count(), Sample::all().len());
}

#[test]
fn a_complaint_names_the_line_of_the_input() {
    let input = b"{\"timestamp\":1,\"event_type\":\"free.disk.space.alert\",\"server\":\"web-1\"}
garbage
{} {\"timestamp\":\"soon\",\"event_type\":\"free.disk.space.alert\",\"server\":\"web-1\"}
{\"timestamp\":1,\"event_type\":\"managed_backup.fail\",\"stack\":
{\"timestamp\":2,\"event_type\":\"free.disk.space.normal\",\"server\":\"web-1\"}
[1]
";
    let (good, printed, complaints) = inspect(&[], input);
    assert!(!good);
    assert_eq!(
        printed,
        "<stdin>:1: Disk space low: server web-1, at 1970-01-01 00:00:01 UTC\n\
         <stdin>:5: Disk space back to normal: server web-1, at 1970-01-01 00:00:02 UTC\n"
    );
    assert_eq!(
        complaints.lines().collect::<Vec<_>>(),
        [
            "<stdin>:2:1: expected value",
            "<stdin>:3:2: event_type: missing field",
            "<stdin>:3:22: timestamp: expected a timestamp, found a string not in the format 2024-02-15T14:30:00Z (free.disk.space.alert)",
            "<stdin>:4:58: stack: EOF while parsing a value (managed_backup.fail)",
            "<stdin>:6:1: the body is JSON, but not an object",
        ]
    );
    let (good, printed, complaints) = inspect(&[], b"");
    assert_eq!((good, printed.as_str(), complaints.as_str()), (false, "", "<stdin>:1:0: EOF while parsing a value\n"));
}
