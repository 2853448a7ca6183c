//! Says what payloads are: `cargo run -p inspect -- FILE...`, or payloads on standard input.
//!
//! For each payload it prints what happened in words, the status codes with their labels, and what this version of the crate
//! does not know. For one that cannot be typed it prints `file:line:column: path: reason` to standard error, goes on, and ends
//! with 1. An input holds one payload, or several behind one another: one per line, or several lines each.

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use cloud66_webhooks::{ParseError, WebhookEvent};
use serde::de::IgnoredAny;

fn main() -> io::Result<ExitCode> {
    let mut inputs: Vec<String> = std::env::args().skip(1).collect();
    if inputs.is_empty() {
        inputs.push("-".to_owned());
    }
    let mut all_good = true;
    for input in &inputs {
        match inspect(input) {
            Ok(good) => all_good &= good,
            // Whoever reads the output has enough of it: `inspect ... | head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            Err(error) => {
                writeln!(io::stderr(), "{input}: {error}")?;
                all_good = false;
            }
        }
    }
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints what an input holds; whether all of it could be typed.
fn inspect(input: &str) -> io::Result<bool> {
    let (name, content) = if input == "-" {
        let mut content = Vec::new();
        io::stdin().read_to_end(&mut content)?;
        ("<stdin>", content)
    } else {
        (input, std::fs::read(input)?)
    };
    let mut all_good = true;
    let mut place = Place { line: 1, column: 1 };
    let mut rest = content.as_slice();
    // Also an input of nothing but space is looked at: it is a payload that was cut off.
    for count in 0_usize.. {
        let (space, payload, behind) = next_payload(rest);
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
        rest = behind;
    }
    Ok(all_good)
}

/// Splits off the next payload: the space before it, the payload, and what stands behind it.
///
/// It is the next JSON value. Where there is none, it is all up to a line that begins with a brace: the next payload.
fn next_payload(input: &[u8]) -> (&[u8], &[u8], &[u8]) {
    let (space, input) = input.split_at(input.len().saturating_sub(input.trim_ascii_start().len()));
    let mut values = serde_json::Deserializer::from_slice(input).into_iter::<IgnoredAny>();
    let length = match values.next() {
        Some(Ok(_)) => values.byte_offset(),
        _ => input.windows(2).position(|pair| pair == b"\n{").unwrap_or(input.len()),
    };
    let (payload, behind) = input.split_at(length);
    (space, payload, behind)
}

/// Where in the input a payload begins, both from 1.
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

    /// The error, with its place in the input and not in the payload.
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
    /// The line of a code, if the event has it: `  backup status: 1 Failed (BCK_FAILED)`. The enums of codes share no trait.
    macro_rules! code {
        ($field:literal, $code:expr) => {
            code!($field, $code, $code.and_then(|code| code.label()))
        };
        ($field:literal, $code:expr, $label:expr) => {
            if let Some(code) = $code {
                let name = code.vendor_name().map(|name| format!(" ({name})")).unwrap_or_default();
                let _ = writeln!(lines, "  {}: {} {}{name}", $field, code.code(), $label.unwrap_or("no label"));
            }
        };
    }
    if let Some(stack) = event.stack() {
        code!("stack status", stack.status, stack.status_label());
        code!("stack health", stack.health);
    }
    if let Some(backup) = event.backup() {
        code!("backup status", backup.backup_status);
        code!("restore status", backup.restore_status);
        code!("verify status", backup.verify_status);
    }
    code!("server health", event.server().and_then(|server| server.health_state));
    code!("container health", event.container().and_then(|container| container.health_state));
    code!("job status", event.job().and_then(|job| job.status.as_ref()?.code()));
    if let WebhookEvent::SslCertificateInstallOk(event)
    | WebhookEvent::SslCertificateInstallFail(event)
    | WebhookEvent::SslCertificateExpireSoon(event) = event
    {
        code!("certificate status", event.ssl_certificate.status.code());
    }
    for drift in event.drift() {
        let _ = writeln!(lines, "  drift: {drift}");
    }
    lines
}
