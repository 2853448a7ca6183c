//! Prints how many instructions each case takes, by this crate and by its rival: what callgrind counts within `measured`, per
//! call. Unlike times, counts are the same on a busy machine. Words choose cases by a part of their name.

use std::process::{Command, ExitCode};

use cloud66_webhooks_benches::{Case, Work, cases};

/// How often a case is done before it is counted, so that the allocator has its lists.
const BEFORE: u32 = 3;
const COUNTED: u32 = 10;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // What this program starts under valgrind.
    if let [run, index, who] = words.as_slice()
        && run == "--run"
    {
        let case = cases().swap_remove(index.parse().expect("a number"));
        let work = if who == "crate" { case.ours } else { case.theirs };
        (0..BEFORE).for_each(|_| work());
        measured(&work);
        return ExitCode::SUCCESS;
    }
    println!("| case | rival | ours | rival's | ratio | at most |");
    println!("|---|---|--:|--:|--:|--:|");
    for (index, case) in cases().into_iter().enumerate() {
        if !words.is_empty() && !words.iter().any(|word| case.name.contains(word.as_str())) {
            continue;
        }
        let (Some(ours), Some(theirs)) = (count(index, "crate"), count(index, "rival")) else {
            eprintln!("callgrind did not run: `apt-get install valgrind`");
            return ExitCode::FAILURE;
        };
        let ratio = ours as f64 / theirs as f64;
        let bold = if case.at_most.is_some_and(|most| ratio > most) { "**" } else { "" };
        let at_most = case.at_most.map_or_else(String::new, |most| format!("{most:.2}"));
        let Case { name, rival, .. } = case;
        println!("| {name} | {rival} | {} | {} | {bold}{ratio:.3}{bold} | {at_most} |", grouped(ours), grouped(theirs));
    }
    ExitCode::SUCCESS
}

#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn measured(work: &Work) {
    (0..COUNTED).for_each(|_| work());
}

/// How many instructions one call takes.
fn count(index: usize, who: &str) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=measured", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().expect("this program"))
        .args(["--run", &format!("{index:02}"), who])
        .output()
        .ok()?;
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected: u64 = report.split("Collected :").nth(1)?.split_whitespace().next()?.parse().ok()?;
    (output.status.success() && collected > 0).then(|| collected / u64::from(COUNTED))
}

/// `77,400`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        (0..digits.len()).rev().step_by(3).rev().map(|end| &digits[end.saturating_sub(2)..=end]).collect();
    groups.join(",")
}
