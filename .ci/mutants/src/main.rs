//! Mutation testing of all of `src` in one build: every mutant that cargo-mutants lists is in it, switched on by a variable.
//!
//!     mutants COPY LIST RESULTS
//!
//! COPY is a copy of the tree that may be spoilt, LIST is what `cargo mutants --list --json` prints, and RESULTS is a table that
//! is added to: what is in it is not run again. Each test is run once on its own to see which mutants it reaches; then each
//! mutant is given to the tests that reach it: the quick ones, those of `tests/features`, and the slow ones. A mutant that does
//! not compile with the others is tried alone, in the plain way.

mod rewrite;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use rewrite::Mark;
use serde_json::Value;

/// Tests that run the examples, which would have to be built each time.
const LEFT_OUT: [&str; 2] = ["inspect::", "queue::"];
/// How many tests run at once.
const WORKERS: usize = 2;
/// A test that takes less is quick.
const QUICK: Duration = Duration::from_millis(500);

const NOT_REACHED: &str = "missed by 0 tests";
const NO_END: &str = "caught: no end";
/// What begins so is not in the build with all others.
const NOT_COMPILING: &str = "does not compile";
const TRIED_ALONE: &str = "alone, ";

const TESTS: [&str; 8] = ["test", "--no-run", "--profile", "mutants", "--all-features", "--lib", "--test", "it"];
const TESTS_OF_FEATURES: [&str; 6] =
    ["test", "--no-run", "--manifest-path", "tests/features/Cargo.toml", "--target-dir", "target"];

const SWITCH: &str = r#"//! Which mutant is switched on: `MUTANT`. With `MUTANT_REACHED`, the file for those that are reached.
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

static ON: OnceLock<u32> = OnceLock::new();
static REACHED: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];

pub(crate) fn is(mutant: u32) -> bool {
    let number = || std::env::var("MUTANT").ok().and_then(|number| number.parse().ok()).unwrap_or(u32::MAX);
    let on = *ON.get_or_init(number);
    if on == u32::MAX {
        reached(mutant);
    }
    on == mutant
}

#[cold]
fn reached(mutant: u32) {
    if REACHED[mutant as usize].swap(true, Ordering::Relaxed) {
        return;
    }
    if let Some(path) = std::env::var_os("MUTANT_REACHED") {
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        file.write_all(format!("{mutant}\n").as_bytes()).unwrap();
    }
}
"#;

#[derive(Clone, PartialEq)]
enum Outcome {
    Open,
    /// It does not compile with the others.
    Alone,
    Missed,
    Caught,
    Out,
}

struct Mutant {
    name: String,
    file: String,
    genre: String,
    replacement: String,
    range: Range<usize>,
    function: Range<usize>,
    outcome: Outcome,
}

struct Binary {
    path: PathBuf,
    folder: PathBuf,
}

struct Test {
    binary: usize,
    name: String,
    time: Duration,
    reached: HashSet<usize>,
}

enum Run {
    Passed,
    Failed(String),
    TimedOut,
}

struct Work {
    copy: PathBuf,
    sources: BTreeMap<String, String>,
    mutants: Vec<Mutant>,
    results: Mutex<File>,
}

fn main() {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [copy, list, results] = &*arguments else { panic!("usage: mutants COPY LIST RESULTS") };
    let mut work = Work::new(copy, list, results);
    work.build_switched();
    let (binaries, tests) = work.trace(&TESTS, "it");
    let (quick, slow): (Vec<&Test>, Vec<&Test>) = tests.iter().partition(|test| test.time < QUICK);
    work.run_switched(Outcome::Open, &binaries, &quick);
    let (of_features, more) = work.trace(&TESTS_OF_FEATURES, "features");
    // The slow ones are those of `it`.
    work.run_switched(Outcome::Missed, &of_features, &more.iter().filter(|test| test.time < QUICK).collect::<Vec<_>>());
    work.run_alone(&quick);
    work.run_switched(Outcome::Missed, &binaries, &slow);
    work.print_table(results);
}

impl Mutant {
    fn is_switched(&self) -> bool {
        !matches!(self.outcome, Outcome::Alone | Outcome::Out)
    }
}

impl Work {
    fn new(copy: &Path, list: &Path, results: &Path) -> Self {
        let known = fs::read_to_string(results).unwrap_or_default();
        let known: HashMap<&str, &str> = known.lines().filter_map(|line| line.split_once('\t')).collect();
        let list: Vec<Value> = serde_json::from_slice(&fs::read(list).expect("the list")).expect("the list as JSON");
        let mut sources = BTreeMap::new();
        let mut mutants = Vec::new();
        for entry in &list {
            let text = |name: &str| entry[name].as_str().expect("a text").to_owned();
            let (file, name) = (text("file"), text("name"));
            let source: &String =
                sources.entry(file.clone()).or_insert_with(|| fs::read_to_string(copy.join(&file)).expect("a source"));
            let lines = rewrite::lines(source);
            let range = |span: &Value| {
                let at = |place: &Value| {
                    let number = |name: &str| place[name].as_u64().expect("a number") as usize;
                    rewrite::offset(source, &lines, number("line"), number("column") - 1)
                };
                at(&span["start"])..at(&span["end"])
            };
            let range_of_mutant = range(&entry["span"]);
            let function = &entry["function"]["span"];
            let function = if function.is_null() { range_of_mutant.clone() } else { range(function) };
            let (genre, replacement) = (text("genre"), text("replacement"));
            let known = |starts: &[&str]| {
                known.get(&*name).is_some_and(|outcome| starts.iter().any(|start| outcome.starts_with(start)))
            };
            // A `return` of another type than that of the body does not fit `impl Trait`.
            let returns_impl =
                entry["function"]["return_type"].as_str().is_some_and(|kind| kind.starts_with("-> impl"));
            let outcome = match () {
                () if known(&[NOT_COMPILING, TRIED_ALONE]) => Outcome::Out,
                () if genre == "FnValue" && returns_impl => Outcome::Alone,
                () if known(&["missed"]) => Outcome::Missed,
                () if known(&["caught"]) => Outcome::Caught,
                () => Outcome::Open,
            };
            mutants.push(Mutant { name, file, genre, replacement, range: range_of_mutant, function, outcome });
        }
        let results = OpenOptions::new().append(true).create(true).open(results).expect("the results");
        Self { copy: copy.to_owned(), sources, mutants, results: Mutex::new(results) }
    }

    fn report(&self, id: usize, outcome: &str) {
        let name = &self.mutants[id].name;
        println!("{outcome}: {name}");
        let mut results = self.results.lock().expect("no panic");
        writeln!(results, "{name}\t{outcome}").expect("the results");
    }

    /// The table of tests/mutants.md, and what it has to give reasons for.
    fn print_table(&self, results: &Path) {
        let results = fs::read_to_string(results).expect("the results");
        // The last word about a mutant counts.
        let results: HashMap<&str, &str> = results.lines().filter_map(|line| line.split_once('\t')).collect();
        let mut table: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
        for mutant in &self.mutants {
            let outcome = results.get(&*mutant.name).copied().unwrap_or("not run");
            let column = match outcome.trim_start_matches(TRIED_ALONE) {
                NO_END => 2,
                NOT_COMPILING => 3,
                outcome if outcome.starts_with("caught") => 1,
                outcome => {
                    println!("{outcome}: {}", mutant.name);
                    4
                }
            };
            let row = table.entry(&*mutant.file).or_default();
            row[0] += 1;
            row[column] += 1;
        }
        println!("| file | mutants | caught | without an end | not compiling | missed |\n|---|---|---|---|---|---|");
        let all = table.values().fold([0; 5], |all, row| std::array::from_fn(|index| all[index] + row[index]));
        for (file, [mutants, caught, endless, wrong, missed]) in table.into_iter().chain([("all", all)]) {
            println!("| `{file}` | {mutants} | {caught} | {endless} | {wrong} | {missed} |");
        }
    }

    /// Writes the whole source with every mutant that compiles with the others.
    fn build_switched(&mut self) {
        let library = self.copy.join("src/lib.rs");
        let lib = fs::read_to_string(&library).expect("src/lib.rs");
        fs::write(&library, format!("{lib}\nmod mutant;\n")).expect("src/lib.rs");
        let switch = SWITCH.replace("COUNT", &self.mutants.len().to_string());
        fs::write(self.copy.join("src/mutant.rs"), switch).expect("src/mutant.rs");
        loop {
            let mut marks = BTreeMap::new();
            for (file, source) in &self.sources {
                let (text, places, lost) = rewrite::switched(file, source, &self.mutants);
                fs::write(self.copy.join(file), text).expect("a source");
                marks.insert(file.clone(), places);
                lost.into_iter().for_each(|id| self.mutants[id].outcome = Outcome::Alone);
            }
            let errors = cargo(&self.copy, &["check", "--all-features"], "0").0;
            let dropped = blamed(&errors, &marks);
            assert!(errors.is_empty() || !dropped.is_empty(), "errors of no mutant: {errors:?}");
            if dropped.is_empty() {
                break;
            }
            println!("{} do not compile with the others", dropped.len());
            dropped.into_iter().for_each(|id| self.mutants[id].outcome = Outcome::Alone);
        }
    }

    /// Builds tests, and sees what they reach. They are moved to where no other build writes.
    fn trace(&self, build: &[&str], name: &str) -> (Vec<Binary>, Vec<Test>) {
        let (errors, mut binaries) = cargo(&self.copy, build, "1");
        errors.iter().for_each(|error| println!("{}", error["rendered"].as_str().unwrap_or_default()));
        assert!(errors.is_empty(), "the tests do not compile");
        for (number, binary) in binaries.iter_mut().enumerate() {
            let place = self.copy.join(format!("target/switched-{name}-{number}"));
            fs::copy(&binary.path, &place).expect("a copy of a test binary");
            binary.path = place;
        }
        let tests = trace(&binaries, &self.copy.join("target/reached"));
        (binaries, tests)
    }

    /// Runs tests with each of some mutants switched on.
    fn run_switched(&mut self, state: Outcome, binaries: &[Binary], tests: &[&Test]) {
        let ids: Vec<usize> = (0..self.mutants.len()).filter(|id| self.mutants[*id].outcome == state).collect();
        println!("{} mutants, {} tests", ids.len(), tests.len());
        let next = AtomicUsize::new(0);
        let missed = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..WORKERS {
                scope.spawn(|| {
                    while let Some(id) = ids.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let reaching = tests.iter().copied().filter(|test| test.reached.contains(id));
                        let outcome = outcome_of(*id, binaries, &reaching.collect::<Vec<_>>());
                        if outcome.starts_with("missed") {
                            missed.lock().expect("no panic").push(*id);
                        }
                        if self.mutants[*id].outcome == Outcome::Open || outcome != NOT_REACHED {
                            self.report(*id, &outcome);
                        }
                    }
                });
            }
        });
        ids.iter().for_each(|id| self.mutants[*id].outcome = Outcome::Caught);
        let missed = missed.into_inner().expect("no panic");
        missed.iter().for_each(|id| self.mutants[*id].outcome = Outcome::Missed);
    }

    /// The source with some mutants in the plain way, each in a function of its own.
    fn write_plain(&self, ids: &[usize]) -> BTreeMap<String, Vec<Mark>> {
        let mut marks = BTreeMap::new();
        for (file, source) in &self.sources {
            let mut here: Vec<usize> = ids.iter().copied().filter(|id| self.mutants[*id].file == *file).collect();
            here.sort_by_key(|id| self.mutants[*id].range.start);
            let (mut text, mut at, mut places) = (String::new(), 0, Vec::new());
            for id in here {
                let mutant = &self.mutants[id];
                text.push_str(&source[at..mutant.range.start]);
                let start = text.len() - (mutant.range.start - mutant.function.start);
                text.push_str(&mutant.replacement);
                let end = text.len() + (mutant.function.end - mutant.range.end);
                places.push(Mark { range: start..end, mutants: vec![id] });
                at = mutant.range.end;
            }
            text.push_str(&source[at..]);
            fs::write(self.copy.join(file), text).expect("a source");
            marks.insert(file.clone(), places);
        }
        marks
    }

    /// Those that do not compile with the others. What does not compile is found many at once, with one in each function; what
    /// does is built and run one by one.
    fn run_alone(&mut self, tests: &[&Test]) {
        let mut open =
            (0..self.mutants.len()).filter(|id| self.mutants[*id].outcome == Outcome::Alone).collect::<Vec<_>>();
        let mut compiling = Vec::new();
        while !open.is_empty() {
            let mut some: Vec<usize> = Vec::new();
            for id in &open {
                let (file, function) = (&self.mutants[*id].file, &self.mutants[*id].function);
                let is_beside = |other: &usize| {
                    let other = &self.mutants[*other];
                    other.file != *file || other.function.end <= function.start || function.end <= other.function.start
                };
                if some.iter().all(is_beside) {
                    some.push(*id);
                }
            }
            open.retain(|id| !some.contains(id));
            loop {
                let marks = self.write_plain(&some);
                let errors = cargo(&self.copy, &["check", "--all-features"], "0").0;
                let mut wrong = blamed(&errors, &marks);
                if wrong.is_empty() && !errors.is_empty() {
                    // A constant fails, or something else that is far from the mutant.
                    wrong.extend(some.iter().copied().filter(|id| {
                        self.write_plain(&[*id]);
                        !cargo(&self.copy, &["check", "--all-features"], "0").0.is_empty()
                    }));
                }
                wrong.iter().for_each(|id| self.report(*id, NOT_COMPILING));
                some.retain(|id| !wrong.contains(id));
                if wrong.is_empty() || some.is_empty() {
                    break;
                }
            }
            compiling.extend(some);
        }
        println!("{} compile only alone", compiling.len());
        for id in compiling {
            self.write_plain(&[id]);
            let (errors, binaries) = cargo(&self.copy, &TESTS, "0");
            if errors.is_empty() {
                self.report(id, &format!("{TRIED_ALONE}{}", outcome_of(id, &binaries, tests)));
            } else {
                self.report(id, NOT_COMPILING);
            }
        }
        self.write_plain(&[]);
    }
}

/// Runs cargo, and returns the errors of the compiler and the tests that it built.
fn cargo(copy: &Path, arguments: &[&str], opt_level: &str) -> (Vec<Value>, Vec<Binary>) {
    let mut command = Command::new("cargo");
    command.current_dir(copy).args(arguments).args(["--quiet", "--message-format", "json"]);
    // Tests that run a thousand times are worth it; those that are built for one run are not.
    command.env("CARGO_PROFILE_MUTANTS_OPT_LEVEL", opt_level).env("CARGO_PROFILE_DEV_DEBUG", "0");
    let output = command.stderr(Stdio::null()).output().expect("cargo");
    let (mut errors, mut binaries) = (Vec::new(), Vec::new());
    for line in output.stdout.split(|byte| *byte == b'\n') {
        let Ok(message) = serde_json::from_slice::<Value>(line) else { continue };
        if message["message"]["level"] == "error" {
            errors.push(message["message"].clone());
        } else if let Some(path) = message["executable"].as_str() {
            let manifest = Path::new(message["manifest_path"].as_str().expect("a path"));
            let folder = manifest.parent().expect("a folder").to_owned();
            binaries.push(Binary { path: path.into(), folder });
        }
    }
    assert!(output.status.success() || !errors.is_empty(), "cargo {arguments:?} failed");
    (errors, binaries)
}

/// The mutants that errors are about: those of the smallest part of the text that has the error in it.
fn blamed(errors: &[Value], marks: &BTreeMap<String, Vec<Mark>>) -> Vec<usize> {
    let mut all = Vec::new();
    for error in errors {
        let mut spans: Vec<&Value> = error["spans"].as_array().expect("spans").iter().collect();
        spans.sort_by_key(|span| span["is_primary"] != true);
        if spans.is_empty() {
            // "aborting due to 3 previous errors"
            continue;
        }
        // What a macro expands to is where the macro is used.
        let outer = |span: &&Value| Some(&span["expansion"]["span"]).filter(|span| !span.is_null()).cloned();
        let places = spans.iter().map(|span| (*span).clone()).chain(spans.iter().filter_map(outer));
        let found = places.into_iter().find_map(|span| {
            let at = |name: &str| span[name].as_u64().expect("a number") as usize;
            let (start, end) = (at("byte_start"), at("byte_end"));
            let around = marks.get(span["file_name"].as_str()?)?.iter();
            let around = around.filter(|mark| mark.range.start <= start && end <= mark.range.end);
            around.min_by_key(|mark| mark.range.len())
        });
        all.extend(found.iter().flat_map(|mark| &mark.mutants));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Runs each test on its own, without a mutant, to see what it reaches. What fails is left out.
fn trace(binaries: &[Binary], file: &Path) -> Vec<Test> {
    let mut tests = Vec::new();
    for (index, binary) in binaries.iter().enumerate() {
        let list = |more: &[&str]| {
            let mut command = Command::new(&binary.path);
            let output = command.current_dir(&binary.folder).args(["--list", "--format", "terse"]).args(more).output();
            let output = String::from_utf8(output.expect("a test binary").stdout).expect("UTF-8");
            output.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect::<Vec<_>>()
        };
        let ignored = list(&["--ignored"]);
        for name in list(&[]) {
            if ignored.contains(&name) || LEFT_OUT.iter().any(|start| name.starts_with(start)) {
                continue;
            }
            fs::write(file, "").expect("the file of what is reached");
            let began = Instant::now();
            match run(binary, &[&name], ("MUTANT_REACHED", file.to_str().expect("UTF-8")), Duration::from_secs(600)) {
                Run::Passed => {}
                _ => {
                    println!("{name} fails without a mutant, and is left out");
                    continue;
                }
            }
            let time = began.elapsed();
            let reached = fs::read_to_string(file).expect("the file of what is reached");
            let reached = reached.lines().map(|line| line.parse().expect("a number")).collect();
            println!("{} ms: {name}", time.as_millis());
            tests.push(Test { binary: index, name, time, reached });
        }
    }
    tests
}

/// What becomes of a mutant: the quick tests run first, and the tests of `tests/features` last.
fn outcome_of(id: usize, binaries: &[Binary], tests: &[&Test]) -> String {
    if tests.is_empty() {
        return NOT_REACHED.to_owned();
    }
    let mut batches: BTreeMap<(usize, usize), Vec<&Test>> = BTreeMap::new();
    for test in tests {
        let speed = [30, 300, 3000].iter().filter(|limit| test.time.as_millis() > **limit).count();
        batches.entry((speed, test.binary)).or_default().push(test);
    }
    for ((_, binary), batch) in batches {
        let names: Vec<&str> = batch.iter().map(|test| &*test.name).collect();
        let limit = Duration::from_secs(15) + 5 * batch.iter().map(|test| test.time).sum::<Duration>();
        let binary = &binaries[binary];
        let place = if binary.folder.ends_with("tests/features") { " in tests/features" } else { "" };
        match run(binary, &names, ("MUTANT", &id.to_string()), limit) {
            Run::Passed => {}
            Run::Failed(name) => return format!("caught{place} by {name}"),
            Run::TimedOut => return NO_END.to_owned(),
        }
    }
    format!("missed by {} tests", tests.len())
}

/// Runs tests of a binary until one fails.
fn run(binary: &Binary, names: &[&str], (variable, value): (&str, &str), limit: Duration) -> Run {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v 8000000; exec \"$0\" \"$@\""]).arg(&binary.path).args([
        "--exact",
        "--test-threads",
        "1",
    ]);
    command.args(names).current_dir(&binary.folder).env(variable, value).env("INSTA_UPDATE", "no");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("a test binary");
    let output = BufReader::new(child.stdout.take().expect("it is piped"));
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || output.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
    let end = Instant::now() + limit;
    let mut last = String::new();
    let found = loop {
        match lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) if line.ends_with("... FAILED") => break Some(Run::Failed(test_name(&line))),
            Ok(line) => last = line,
            Err(mpsc::RecvTimeoutError::Timeout) => break Some(Run::TimedOut),
            Err(mpsc::RecvTimeoutError::Disconnected) => break None,
        }
    };
    if found.is_some() {
        child.kill().expect("it can be killed");
    }
    let status = child.wait().expect("it was started");
    found.unwrap_or_else(|| {
        if status.success() { Run::Passed } else { Run::Failed(format!("{} (abort)", test_name(&last))) }
    })
}

/// The name in `test NAME ... FAILED`.
fn test_name(line: &str) -> String {
    line.split(' ').nth(1).unwrap_or_default().to_owned()
}
