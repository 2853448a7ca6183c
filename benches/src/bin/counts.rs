//! Prints how many instructions a case takes, by this crate and by what stands beside it, as a Markdown table: what
//! `valgrind --tool=callgrind` counts for `FEW + MANY` times less what it counts for `FEW`, per time. Words choose cases by a
//! part of their name. `--profile` prints the functions of the first case instead, with what they call.
//!
//! Unlike times, counts say the same on a busy machine; what a cache miss or a mispredicted jump costs they do not say.

use std::path::Path;
use std::process::{Command, ExitCode};

use cloud66_webhooks_benches::{CASES, Contender, FLOOR, ITSELF, SCAN, VALUE, WALK};

const FEW: u64 = 3;
const MANY: u64 = 40;
/// One time of the case of 1 MiB takes as long as a thousand of the others.
const MANY_BYTES: u64 = 2;
/// How many functions a profile shows, and how often the case is done for it.
const LINES: usize = 30;
const PROFILED: u64 = 1000;
/// What calls the case.
const ABOVE: [&str; 6] = ["main", "std::rt", "std::sys::backtrace", "measured", "contender", "0x0"];

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        // What this program starts under valgrind.
        Some("--run") => run(&words[1..]),
        Some("--profile") => {
            words.remove(0);
            profile(&words)
        }
        _ => count(&words),
    }
}

fn contenders(key: &str) -> Vec<Contender> {
    CASES.iter().find(|(name, _)| *name == key).expect("a case").1().contenders
}

fn run(words: &[String]) -> ExitCode {
    let [key, index, times] = words else { panic!("--run <case> <contender> <times>") };
    let mut contender = contenders(key).swap_remove(index.parse().expect("a number"));
    measured(&mut contender, times.parse().expect("a number"));
    ExitCode::SUCCESS
}

/// The profile begins here.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn measured(contender: &mut Contender, times: u64) {
    (contender.run)(times);
}

fn count(words: &[String]) -> ExitCode {
    println!("| case | by | instructions | in times of it |");
    println!("|---|---|--:|--:|");
    for (key, make) in CASES {
        if !words.is_empty() && !words.iter().any(|word| key.contains(word)) {
            continue;
        }
        let case = make();
        let many = if case.name.contains("MiB") { MANY_BYTES } else { MANY };
        let mut name = case.name;
        let mut here = None;
        for (index, contender) in case.contenders.iter().enumerate() {
            if !counted(contender.name) {
                continue;
            }
            let total = |times| callgrind(key, index, times, Path::new("/dev/null"), &[]);
            let (Some(more), Some(less)) = (total(FEW + many), total(FEW)) else {
                eprintln!("`valgrind --tool=callgrind` has to be installed");
                return ExitCode::FAILURE;
            };
            let instructions = more.saturating_sub(less) / many;
            let here = *here.get_or_insert(instructions);
            let ratio = here as f64 / instructions as f64;
            println!("| {name} | {} | {} | {ratio:.3} |", contender.name, grouped(instructions));
            name.clear();
        }
    }
    ExitCode::SUCCESS
}

/// simd-json and sonic-rs choose their instructions by the processor, and valgrind's is none that one would buy.
fn counted(name: &str) -> bool {
    let ours = name.starts_with("this crate") && name != ITSELF;
    ours || [FLOOR, SCAN, VALUE, WALK].contains(&name)
        || name.starts_with("derived tag")
        || name.starts_with("plain struct")
}

/// Runs a case under callgrind and says how many instructions that took.
fn callgrind(key: &str, index: usize, times: u64, out: &Path, options: &[&str]) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())])
        .args(options)
        .arg(std::env::current_exe().expect("this program"))
        .args(["--run", key, &index.to_string(), &times.to_string()])
        .output()
        .ok()?;
    let report = String::from_utf8_lossy(&output.stderr);
    let collected = report.lines().find_map(|line| line.split("Collected :").nth(1));
    collected?.split_whitespace().next()?.parse().ok()
}

/// Prints the functions that take most instructions, by all that they call (first number) and by themselves.
fn profile(words: &[String]) -> ExitCode {
    let mut chosen = CASES.iter().filter(|(key, _)| words.iter().any(|word| key.contains(word)));
    let Some((key, make)) = chosen.next() else { panic!("--profile <case> [<part of the contender's name>]") };
    let case = make();
    let index =
        words.get(1).and_then(|word| case.contenders.iter().position(|contender| contender.name.contains(word)));
    let index = index.unwrap_or(0);
    let out = std::env::temp_dir().join(format!("callgrind.{}", std::process::id()));
    let Some(total) = callgrind(key, index, PROFILED, &out, &["--toggle-collect=measured"]) else {
        eprintln!("`valgrind --tool=callgrind` has to be installed");
        return ExitCode::FAILURE;
    };
    let annotate = |inclusive: &str| {
        let output = Command::new("callgrind_annotate").args([inclusive, "--threshold=100"]).arg(&out).output();
        String::from_utf8_lossy(&output.expect("callgrind_annotate").stdout).into_owned()
    };
    let (inclusive, own) = (annotate("--inclusive=yes"), annotate("--inclusive=no"));
    std::fs::remove_file(&out).expect("the file is there");
    let own: Vec<(u64, String)> = functions(&own).collect();

    println!("{}, by {}: {} instructions", case.name, case.contenders[index].name, grouped(total / PROFILED));
    println!();
    println!("| with what it calls | by itself | function |");
    println!("|--:|--:|---|");
    let share = |instructions: u64| format!("{:.1} %", instructions as f64 * 100.0 / total as f64);
    let within = functions(&inclusive).filter(|(_, name)| !ABOVE.iter().any(|above| name.contains(above)));
    for (instructions, name) in within.take(LINES) {
        let itself = own.iter().find(|(_, other)| *other == name).map_or(0, |(itself, _)| *itself);
        println!("| {} | {} | `{}` |", share(instructions), share(itself), name.replace("cloud66_webhooks::", ""));
    }
    ExitCode::SUCCESS
}

/// The lines of callgrind_annotate's list: `1,234 (5.67%)  file:function [object]`.
fn functions(list: &str) -> impl Iterator<Item = (u64, String)> {
    list.lines().filter_map(|line| {
        let (number, rest) = line.trim().split_once(" (")?;
        let (_, place) = rest.split_once(')')?;
        let place = place.split(" [").next().unwrap_or(place);
        let (_, function) = place.trim().split_once(':')?;
        Some((number.replace(',', "").parse().ok()?, function.to_owned()))
    })
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        (0..digits.len()).rev().step_by(3).rev().map(|end| &digits[end.saturating_sub(2)..=end]).collect();
    groups.join(",")
}
