//! Prints what this crate costs beside each rival, as one Markdown table: time, allocations and, from the file that
//! `benches/compile` makes and `--costs` names, CPU time of compiling and size of binaries. Words choose cases by a part of
//! their name. Without `--all` only those stand in it that have an aim, and the older version of the crate.
//!
//! Everything is done nine times, each time by a process of its own whose code was linked in an order of its own (by
//! `benches/run`) and that puts what it works on at places of its own, so that where things happen to lie evens out. In each,
//! the contenders of a case take turns, and the fastest turn of each counts: whatever else the machine does can only make a turn
//! slower. A row shows the median of its nine ratios, and how far the middle five of them lie apart; above `SPREAD` it is too
//! noisy to be believed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use cloud66_webhooks_benches::{CASES, Case, Contender, ITSELF, OLD, SCATTER, allocating};

const REPETITIONS: usize = 9;
/// How often the contenders of a case take turns in one repetition, and how long a turn lasts, about.
const ROUNDS: u32 = 31;
const TURN: Duration = Duration::from_millis(1);
/// A contender that takes longer than a turn gets fewer turns, but not fewer than these.
const LEAST_ROUNDS: u32 = 6;

/// Memory that was freed stays with the process, as it does in a service that has run for a while. What the allocator would give
/// back and ask for again hangs on chance.
const WARM: &str = "glibc.malloc.trim_threshold=268435456:glibc.malloc.mmap_threshold=268435456";

/// How far the ratios of a row may lie apart, as a share of their median.
const SPREAD: f64 = 0.10;
/// How far from 1 the crate may be beside itself.
const CONTROL: f64 = 0.03;
/// The share of noisy rows from which nothing is believed.
const NOISY_ROWS: f64 = 0.25;

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let costs = words.iter().position(|word| word == "--costs").map(|at| {
        words.remove(at);
        words.remove(at)
    });
    let programs = words.iter().position(|word| word == "--programs").map(|at| {
        words.remove(at);
        PathBuf::from(words.remove(at))
    });
    let mut flag = |flag: &str| words.iter().position(|word| word == flag).map(|at| words.remove(at)).is_some();
    let (once, all) = (flag("--once"), flag("--all"));
    SCATTER.store(once, Relaxed);
    let chosen = CASES.iter().filter(|(key, _)| words.is_empty() || words.iter().any(|word| key.contains(word)));
    let mut cases: Vec<Case> = chosen.map(|(_, make)| make()).collect();
    for case in &mut cases {
        let mut first = true;
        case.contenders.retain(|contender| std::mem::take(&mut first) || all || contender.is_essential());
    }
    if once {
        for case in &mut cases {
            let fastest: Vec<String> = fastest(case).iter().map(f64::to_string).collect();
            println!("{}", fastest.join(" "));
        }
        return ExitCode::SUCCESS;
    }

    // For each repetition, case and contender.
    let repetitions: Vec<Vec<Vec<f64>>> =
        (1..=REPETITIONS).map(|number| repetition(number, programs.as_deref(), &words, all)).collect();
    let mut table = Table::new();
    for (index, case) in cases.iter().enumerate() {
        let times: Vec<&[f64]> = repetitions.iter().filter_map(|cases| cases.get(index).map(Vec::as_slice)).collect();
        report(case, &times, &mut table);
    }
    if words.is_empty() || words.iter().any(|word| word == "allocations") {
        allocations(&mut table);
    }
    if let Some(costs) = costs {
        compile(&mut table, &std::fs::read_to_string(costs).expect("the file that `benches/compile` makes"));
    }
    table.verdict()
}

/// What this program prints when it is started once more to measure, or rather the one of `programs` with the number.
fn repetition(number: usize, programs: Option<&Path>, words: &[String], all: bool) -> Vec<Vec<f64>> {
    let linked = programs.map(|programs| programs.join(format!("ratios-{number}"))).filter(|program| program.exists());
    let program = linked.unwrap_or_else(|| std::env::current_exe().expect("this program"));
    let output = Command::new(program)
        .env("GLIBC_TUNABLES", WARM)
        .arg("--once")
        .args(all.then_some("--all"))
        .args(words)
        .output()
        .expect("starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let number = |word: &str| word.parse().expect("a number");
    String::from_utf8_lossy(&output.stdout).lines().map(|line| line.split(' ').map(number).collect()).collect()
}

/// The fastest turn of each contender, per time and in nanoseconds.
fn fastest(case: &mut Case) -> Vec<f64> {
    let (times, longest): (Vec<u64>, Vec<Duration>) = case.contenders.iter_mut().map(turn).unzip();
    let longest = longest.into_iter().max().unwrap_or(TURN).max(TURN);
    let rounds = (f64::from(ROUNDS) * TURN.as_secs_f64() / longest.as_secs_f64()) as u32;
    let mut fastest = vec![f64::INFINITY; times.len()];
    for round in 0..rounds.max(LEAST_ROUNDS) as usize {
        for place in 0..times.len() {
            // What the one before left in caches and in the allocator counts for some percent, so the order changes, and
            // the first times are for nobody.
            let place = if round % 2 == 0 { place } else { times.len() - 1 - place };
            let index = (place + round / 2) % times.len();
            (case.contenders[index].run)((times[index] / 8).max(1));
            let time = (case.contenders[index].run)(times[index]).as_secs_f64() * 1e9 / times[index] as f64;
            fastest[index] = fastest[index].min(time);
        }
    }
    fastest
}

fn report(case: &Case, times: &[&[f64]], table: &mut Table) {
    for (index, rival) in case.contenders.iter().enumerate().skip(1) {
        let ratios = Sample::of(times.iter().map(|times| times[0] / times[index]));
        let time = |index: usize| show_time(Sample::of(times.iter().map(|times| times[index])).median);
        if rival.name == ITSELF {
            table.controls.push(ratios.median);
        }
        table.row(&case.name, rival.name, &time(0), &time(index), &ratios, rival.at_most);
    }
}

/// How many times make a turn, and how long one time lasts. The shortest of some tries counts here as well: a turn that is too
/// short, because the machine was busy when its length was found, would measure what it is to begin.
fn turn(contender: &mut Contender) -> (u64, Duration) {
    let mut times = 1;
    loop {
        let elapsed = (0..5).map(|_| (contender.run)(times)).min().unwrap_or(TURN);
        if elapsed >= TURN / 2 || times > 1 << 24 {
            let turn = times as f64 * TURN.as_secs_f64() / elapsed.as_secs_f64().max(1e-9);
            return ((turn as u64).max(1), elapsed / u32::try_from(times).unwrap_or(u32::MAX));
        }
        times *= 2;
    }
}

/// Median of some numbers, and how far they lie apart but for the two lowest and the two highest of nine.
struct Sample {
    median: f64,
    spread: f64,
}

impl Sample {
    fn of(numbers: impl Iterator<Item = f64>) -> Self {
        let mut numbers: Vec<f64> = numbers.collect();
        numbers.sort_by(f64::total_cmp);
        let last = numbers.len() - 1;
        let outliers = numbers.len() / 4;
        let median = f64::midpoint(numbers[last / 2], numbers[numbers.len() / 2]);
        Self { median, spread: (numbers[last - outliers] - numbers[outliers]) / median }
    }

    fn exact(number: f64) -> Self {
        Self { median: number, spread: 0.0 }
    }
}

/// Prints rows as they come, and counts what they say.
struct Table {
    case: String,
    rows: usize,
    missed: usize,
    noisy: usize,
    controls: Vec<f64>,
}

impl Table {
    fn new() -> Self {
        println!("| case | beside | here | there | ratio | spread | at most | |");
        println!("|---|---|--:|--:|--:|--:|--:|---|");
        Self { case: String::new(), rows: 0, missed: 0, noisy: 0, controls: Vec::new() }
    }

    fn row(&mut self, case: &str, rival: &str, here: &str, there: &str, ratio: &Sample, at_most: Option<f64>) {
        let noisy = ratio.spread > SPREAD;
        let reached = at_most.map(|at_most| ratio.median <= at_most);
        self.rows += 1;
        self.noisy += usize::from(noisy);
        self.missed += usize::from(reached == Some(false) && !noisy);
        let verdict = match (noisy, reached) {
            (true, _) => "noisy",
            (false, Some(true)) => "reached",
            (false, Some(false)) => "**missed**",
            (false, None) => "",
        };
        let name = if self.case == case { "" } else { case };
        let at_most = at_most.map(|at_most| format!("{at_most:.2}")).unwrap_or_default();
        let (ratio, spread) = (ratio.median, ratio.spread * 100.0);
        println!("| {name} | {rival} | {here} | {there} | {ratio:.3} | {spread:.0} % | {at_most} | {verdict} |");
        case.clone_into(&mut self.case);
    }

    fn verdict(&self) -> ExitCode {
        let Self { rows, missed, noisy, controls, .. } = self;
        println!();
        println!(
            "{missed} missed; {noisy} of {rows} rows too noisy to be believed: their ratios lie more than {SPREAD:.2} apart."
        );
        let off = controls.iter().map(|control| (control - 1.0).abs()).fold(0.0, f64::max);
        if !controls.is_empty() {
            println!("The crate beside itself is off by {off:.3} at most.");
        }
        if *noisy as f64 > NOISY_ROWS * *rows as f64 || off > CONTROL {
            println!("**The machine was too noisy: believe none of this.**");
            return ExitCode::from(2);
        }
        ExitCode::SUCCESS
    }
}

fn show_time(nanoseconds: f64) -> String {
    if nanoseconds < 1e4 { format!("{nanoseconds:.0} ns") } else { format!("{:.1} µs", nanoseconds / 1e3) }
}

/// Counts what is asked of the system's allocator while `COUNTING`.
struct Counter;

static COUNTING: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static COUNTER: Counter = Counter;

fn count(bytes: usize) {
    if COUNTING.load(Relaxed) {
        ALLOCATIONS.fetch_add(1, Relaxed);
        BYTES.fetch_add(bytes as u64, Relaxed);
    }
}

// SAFETY: All is left to the system's allocator.
unsafe impl GlobalAlloc for Counter {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// The aim is a number and no ratio, so it stands where a rival's number does.
fn allocations(table: &mut Table) {
    const AT_MOST: f64 = 30.0;
    let mut counts = allocating().into_iter().map(|mut contender| {
        ALLOCATIONS.store(0, Relaxed);
        BYTES.store(0, Relaxed);
        COUNTING.store(true, Relaxed);
        (contender.run)(1);
        COUNTING.store(false, Relaxed);
        (contender.name, ALLOCATIONS.load(Relaxed) as f64, BYTES.load(Relaxed) as f64)
    });
    let (_, here, bytes) = counts.next().expect("this crate");
    let case = "allocations of a backup event, compact";
    table.row(
        case,
        "the number aimed at",
        &here.to_string(),
        &AT_MOST.to_string(),
        &Sample::exact(here / AT_MOST),
        Some(1.0),
    );
    let rivals: Vec<(&str, f64, f64)> = counts.collect();
    for (rival, there, _) in &rivals {
        table.row(case, rival, &here.to_string(), &there.to_string(), &Sample::exact(here / there), None);
    }
    for (rival, _, there) in &rivals {
        let ratio = Sample::exact(bytes / there);
        table.row("bytes allocated for it", rival, &bytes.to_string(), &there.to_string(), &ratio, None);
    }
}

/// The rows of what a build costs. The rival is measured before and after all else, so that its spread tells how noisy the
/// machine was, and is that of every row of CPU time. A line of `costs` is `what<TAB>who<TAB>number`, and may come several times.
fn compile(table: &mut Table, costs: &str) {
    let mut numbers = BTreeMap::<(&str, &str), Vec<f64>>::new();
    for line in costs.lines() {
        let mut words = line.split('\t');
        let (Some(what), Some(who), Some(number)) = (words.next(), words.next(), words.next()) else { continue };
        numbers.entry((who, what)).or_default().push(number.parse().expect("a number"));
    }
    /// Sums of what was measured, in the order of the repetitions.
    fn sum(numbers: &BTreeMap<(&str, &str), Vec<f64>>, who: &str, parts: &[&str]) -> Option<Sample> {
        let parts: Option<Vec<&Vec<f64>>> = parts.iter().map(|part| numbers.get(&(who, *part))).collect();
        let parts = parts?;
        let repetitions = parts.iter().map(|part| part.len()).min()?;
        Some(Sample::of((0..repetitions).map(|at| parts.iter().map(|part| part[at]).sum())))
    }

    const DERIVES: &str = "the same events by plain derives";
    type Row =
        (&'static str, &'static [&'static str], &'static str, &'static str, &'static [&'static str], Option<f64>);
    const ROWS: &[Row] = &[
        ("crate and binary, `from_slice`, CPU", &["crate", "slice"], "rival", DERIVES, &["crate", "serde"], Some(1.0)),
        ("", &["crate", "slice"], "old", OLD, &["crate", "slice"], None),
        ("crate and binary, serde reads, CPU", &["crate", "serde"], "rival", DERIVES, &["crate", "serde"], Some(1.1)),
        ("", &["crate", "serde"], "old", OLD, &["crate", "serde"], None),
        (
            "crate and binary, serde reads and writes, CPU",
            &["crate", "both"],
            "rival",
            DERIVES,
            &["crate", "both"],
            Some(1.2),
        ),
        ("", &["crate", "both"], "old", OLD, &["crate", "both"], None),
        ("crate alone, CPU", &["crate"], "old", OLD, &["crate"], Some(0.53)),
        ("", &["crate"], "rival", DERIVES, &["crate"], None),
        ("binary alone, `from_slice`, CPU", &["slice"], "old", OLD, &["slice"], None),
        ("binary alone, serde reads, CPU", &["serde"], "old", OLD, &["serde"], Some(0.38)),
        ("binary alone, serde reads and writes, CPU", &["both"], "old", OLD, &["both"], Some(0.37)),
        (
            "stripped binary, reads by `from_slice` and prints",
            &["slice size"],
            "rival",
            DERIVES,
            &["serde size"],
            Some(0.9),
        ),
        ("", &["slice size"], "old", OLD, &["slice size"], None),
        ("stripped binary, serde reads and writes", &["both size"], "rival", DERIVES, &["both size"], None),
        ("", &["both size"], "old", OLD, &["both size"], None),
    ];
    let noise = sum(&numbers, "rival", &["crate", "serde", "both"]).map_or(0.0, |rival| rival.spread);
    let mut case = "";
    for (name, parts, who, rival, theirs, at_most) in ROWS {
        case = if name.is_empty() { case } else { name };
        let (Some(here), Some(there)) = (sum(&numbers, "new", parts), sum(&numbers, who, theirs)) else { continue };
        let show =
            |number: f64| if number > 1e3 { format!("{:.0} kB", number / 1e3) } else { format!("{number:.1} s") };
        let noise = if case.ends_with("CPU") { noise } else { 0.0 };
        let ratio = Sample { median: here.median / there.median, spread: here.spread.max(there.spread).max(noise) };
        table.row(case, rival, &show(here.median), &show(there.median), &ratio, *at_most);
    }
}
