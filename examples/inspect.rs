//! Explains payloads: `cargo run --example inspect -- FILE...`, or payloads on standard input.
//!
//! For each payload it prints what happened, the status codes with their labels, and what this version of the crate does not
//! know. For a payload that cannot be read it prints `file:line:column: path: reason` to standard error and continues; the
//! exit code is then 1. An input holds one payload or several; a payload may span several lines.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use cloud66_webhooks::{OrText, ParseError, StatusCode, WebhookEvent};
use serde::de::IgnoredAny;

fn main() -> io::Result<ExitCode> {
    let mut inputs: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if inputs.is_empty() {
        inputs.push("-".into());
    }
    let mut all_good = true;
    for input in &inputs {
        match inspect(input) {
            Ok(good) => all_good &= good,
            // The reader closed the output, as in `inspect ... | head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            Err(error) => {
                writeln!(io::stderr(), "{}: {error}", input.display())?;
                all_good = false;
            }
        }
    }
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints what an input holds. Returns whether all of it could be read.
fn inspect(input: &Path) -> io::Result<bool> {
    let (name, content) = if input == "-" {
        let mut content = Vec::new();
        io::stdin().read_to_end(&mut content)?;
        (Path::new("<stdin>").display(), content)
    } else {
        (input.display(), std::fs::read(input)?)
    };
    let mut all_good = true;
    let mut place = Place { line: 1, column: 1 };
    let mut rest = content.as_slice();
    // An input of nothing but whitespace counts as one payload that was cut off.
    for count in 0_usize.. {
        let (space, payload, following) = next_payload(rest);
        if payload.is_empty() && count > 0 {
            break;
        }
        place.pass(space);
        match WebhookEvent::from_slice(payload) {
            Ok(event) => write!(io::stdout(), "{name}:{}: {event}\n{}", place.line, details(&event))?,
            Err(error) => {
                all_good = false;
                writeln!(io::stderr(), "{name}:{}", place.of(&error))?;
            }
        }
        place.pass(payload);
        rest = following;
    }
    Ok(all_good)
}

/// Splits the input into the whitespace before the next payload, the payload, and the rest.
///
/// The payload is the next JSON value. If that is malformed, it extends to the next line that begins with a brace.
fn next_payload(input: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let (space, input) = input.split_at(input.len().saturating_sub(input.trim_ascii_start().len()));
    let mut values = serde_json::Deserializer::from_slice(input).into_iter::<IgnoredAny>();
    let length = match values.next() {
        Some(Ok(_)) => values.byte_offset(),
        _ => input.windows(2).position(|pair| pair == b"\n{").unwrap_or(input.len()),
    };
    let (payload, following) = input.split_at(length);
    (space, payload, following)
}

/// Where a payload begins in the input. Both count from 1.
struct Place {
    line: usize,
    column: usize,
}

impl Place {
    fn pass(&mut self, text: &[u8]) {
        for byte in text {
            (self.line, self.column) = match byte {
                b'\n' => (self.line.saturating_add(1), 1),
                _ => (self.line, self.column.saturating_add(1)),
            };
        }
    }

    /// The error, with its line and column in the input instead of the payload.
    fn of(&self, error: &ParseError) -> String {
        let (line, column) = match (error.line(), error.column()) {
            (Some(1), Some(column)) => (self.line, self.column.saturating_add(column).saturating_sub(1)),
            (Some(line), Some(column)) => (self.line.saturating_add(line).saturating_sub(1), column),
            _ => (self.line, self.column),
        };
        let path = error.path().map(|path| format!("{path}: ")).unwrap_or_default();
        let event = error.event_type().map(|event_type| format!(" ({event_type})")).unwrap_or_default();
        format!("{line}:{column}: {path}{}{event}", error.reason())
    }
}

/// The codes of an event with their labels and constants, and what this version of the crate does not know.
fn details(event: &WebhookEvent) -> String {
    let mut lines = String::new();
    if let Some(stack) = event.stack() {
        code(&mut lines, "stack status", stack.status, stack.status_label());
        labelled(&mut lines, "stack health", stack.health);
    }
    if let Some(backup) = event.backup() {
        labelled(&mut lines, "backup status", backup.backup_status);
        labelled(&mut lines, "restore status", backup.restore_status);
        labelled(&mut lines, "verify status", backup.verify_status);
    }
    labelled(&mut lines, "server health", event.server().and_then(|server| server.health_state));
    let health = event.container().and_then(|container| container.health_state.as_ref());
    labelled(&mut lines, "container health", health.and_then(OrText::code));
    labelled(&mut lines, "job status", event.job().and_then(|job| job.status.as_ref()?.code()));
    labelled(&mut lines, "certificate status", event.certificate().and_then(|certificate| certificate.status.code()));
    for drift in event.drift() {
        let _ = writeln!(lines, "  drift: {drift}");
    }
    lines
}

fn labelled<C: StatusCode>(lines: &mut String, name: &str, status: Option<C>) {
    code(lines, name, status, status.and_then(StatusCode::label));
}

/// Adds the line of a code that the event has: `  backup status: 1 Failed (BCK_FAILED)`.
fn code<C: StatusCode>(lines: &mut String, name: &str, status: Option<C>, label: Option<&str>) {
    let Some(status) = status else { return };
    let constant = status.vendor_name().map(|constant| format!(" ({constant})")).unwrap_or_default();
    let _ = writeln!(lines, "  {name}: {} {}{constant}", status.code(), label.unwrap_or("no label"));
}
