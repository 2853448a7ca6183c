//! The README and the front page of the documentation: generated where they can be, and consistent where not.

use std::fmt::Write;

use cloud66_webhooks::{EventGroup, EventType, Sample};

use crate::support::sources;

const BEGIN: &str = "<!-- events -->\n";
const END: &str = "<!-- /events -->\n";

/// No line of code or of a command is longer: it would need a scroll bar on docs.rs, in a window of 1,300 pixels.
const COLUMNS: usize = 85;

/// The README has at most so many words.
const WORDS: usize = 1_000;

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The README, split around its list of events.
fn readme() -> (String, String, String) {
    let readme = read("README.md");
    let (before, rest) = readme.split_once(BEGIN).expect("the marker before the list");
    let (found, after) = rest.split_once(END).expect("the marker after the list");
    (before.to_owned(), found.to_owned(), after.to_owned())
}

/// The Markdown of the documentation in a source, in lines that begin so.
fn documentation(source: &str, marks: &[&str]) -> String {
    let text = |line: &str| marks.iter().find_map(|mark| Some(line.trim_start().strip_prefix(mark)?.to_owned()));
    source.lines().filter_map(text).map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned() + "\n").collect()
}

/// The Markdown of the crate's front page.
fn front_page() -> String {
    documentation(&read("src/lib.rs"), &["//!"])
}

/// The blocks of code in Markdown, each with its language, without the lines that rustdoc hides.
fn blocks(markdown: &str) -> Vec<(&str, String)> {
    let blocks = markdown.split("```").skip(1).step_by(2).map(|block| {
        let (language, code) = block.split_once('\n').unwrap();
        let shown = code.lines().filter(|line| !line.starts_with("# "));
        (language, shown.fold(String::new(), |code, line| code + line + "\n"))
    });
    blocks.collect()
}

/// The names of the events, one line a group.
fn list() -> String {
    let mut list = String::from("\n");
    for group in EventGroup::all() {
        let names = EventType::all().filter(|event_type| event_type.group() == Some(group));
        let names: Vec<String> = names.map(|event_type| format!("`{event_type}`")).collect();
        writeln!(list, "* {group}: {}", names.join(", ")).unwrap();
    }
    list.push('\n');
    list
}

#[test]
fn the_list_of_events_is_up_to_date() {
    let (before, found, after) = readme();
    let expected = list();
    if std::env::var_os("RENEW_README").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
        std::fs::write(path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert!(found == expected, "the list is stale; renew it with: RENEW_README=1 cargo test --test it readme");
}

/// A number in prose is out of date with the next event. The list counts by itself.
#[test]
fn no_prose_counts_the_events() {
    let count = EventType::all().len().to_string();
    let (before, _, after) = readme();
    let prose = before + &after + &front_page() + &read("CHANGELOG.md");
    // A ratio such as 0.49 is one word.
    let mut words = prose.split(|c: char| !c.is_ascii_alphanumeric() && c != '.');
    assert!(!words.any(|word| word.trim_matches('.') == count), "the events are counted by hand");
}

#[test]
fn the_examples_of_the_readme_are_those_of_the_front_page() {
    let (readme, front_page) = (read("README.md"), front_page());
    let of_front_page: Vec<String> = blocks(&front_page).into_iter().map(|(_, code)| code).collect();
    let examples = blocks(&readme).into_iter().filter(|(language, _)| *language == "rust");
    assert!(examples.clone().count() > 0);
    for (_, example) in examples {
        assert!(of_front_page.contains(&example), "the front page does not have:\n{example}");
    }
}

/// In the README, the documentation of every item and the guides.
#[test]
fn no_line_of_an_example_is_cut_off() {
    let documentation = sources("src").into_iter().map(|source| documentation(&source, &["//!", "///"]));
    let pages = ["README.md", "src/guide/limits.md", "src/guide/contradictions.md"].map(read);
    let mut lines = 0;
    for page in documentation.chain(pages) {
        for (_, code) in blocks(&page).into_iter().filter(|(language, _)| *language != "ignore") {
            for line in code.lines() {
                lines += 1;
                assert!(line.chars().count() <= COLUMNS, "too wide: {line}");
            }
        }
    }
    assert!(lines > 300, "{lines}");
}

#[test]
fn the_readme_is_short_and_its_links_work_everywhere() {
    let prose = read("README.md");
    let words = prose.split_whitespace().count();
    assert!(words <= WORDS, "{words} words");
    for link in prose.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
        // crates.io cannot resolve a relative link without a repository, and docs.rs shows the sources of the package.
        assert!(link.starts_with("https://") || link.starts_with('#'), "{link} is relative");
        if let Some(path) = link.strip_prefix("https://docs.rs/crate/cloud66-webhooks/latest/source/") {
            read(path);
            let first = path.split('/').next().unwrap();
            let is_in = |part: &str| read("Cargo.toml").contains(&format!("\"/{part}\""));
            assert!(is_in(first) || is_in(path), "{path} is not in the package");
        }
    }
}

#[test]
fn the_page_of_a_payload_names_its_events_and_sources() {
    let sources = sources("src/payloads").concat();
    for sample in Sample::all() {
        // `ManagedBackupFail(BackupEvent { …`
        let shown = format!("{:?}", sample.event());
        let payload = shown.split(['(', ' ']).nth(1).unwrap();
        let (before, _) = sources.split_once(&format!("    pub struct {payload} {{")).expect(payload);
        let (_, documentation) = before.rsplit_once("payload! {").unwrap();
        for named in [format!("`{}`", sample.event_type), format!("<{}>", sample.event_type.documentation().unwrap())] {
            assert!(documentation.contains(&named), "{named} is not in:{documentation}");
        }
        assert!(documentation.contains("it has no `event_type`"), "{documentation}");
    }
}

/// Such as `BCK_FAILED` (1, "Failed"), above the row of the table that says the same.
#[test]
fn every_variant_of_a_code_shows_integer_constant_and_label() {
    let source = read("src/codes/status.rs");
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let mut rows = 0;
    for pair in lines.windows(2) {
        let Some((left, right)) = pair[1].split_once(" => \"") else { continue };
        let (_, code) = left.split_once(" = ").unwrap();
        let (constant, label) = right.trim_end_matches(';').split_once('"').unwrap();
        assert!(pair[0].starts_with(&format!("/// `{constant}` ({code}{label}): ")), "{}", pair[1]);
        rows += 1;
    }
    assert!(rows > 40, "{rows} rows");
}

#[test]
fn what_the_readme_says_of_size_and_toolchain_is_so() {
    let readme = read("README.md");
    assert!(readme.contains("Documented deliveries are smaller than 4 KiB."));
    assert!(front_page().contains("documented deliveries are smaller than 4 KiB"));
    assert!(Sample::all().all(|sample| sample.json.len() < 4096));
    assert!(readme.contains(concat!("/cloud66-webhooks/", env!("CARGO_PKG_VERSION"), "/download)")));
    let receiver = read("examples/receiver/Cargo.toml");
    let (_, version) = receiver.split_once("rust-version = \"").unwrap();
    let version = version.split('"').next().unwrap();
    for page in [readme, read("examples/receiver/README.md")] {
        assert!(page.contains(&format!("needs Rust {version}")), "{version}");
    }
}

#[test]
fn there_is_no_input_no_thread_and_no_global_state() {
    assert!(front_page().contains("it does\nno I/O, starts no threads and has no global state."));
    let sources = sources("src").concat();
    let lines = sources.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    assert!(lines.clone().count() > 3_000);
    for line in lines {
        for part in
            ["std::fs", "std::io", "std::env", "std::process", "std::thread", "TcpStream", "UdpSocket", "print!("]
        {
            assert!(!line.contains(part), "{line}");
        }
        for part in ["static ", "thread_local!", "OnceLock", "LazyLock", "Mutex", "Atomic"] {
            assert!(!line.split("'static ").any(|rest| rest.contains(part)), "{line}");
        }
    }
}

#[test]
fn every_guarantee_has_a_test_of_its_name() {
    let page = front_page();
    let (_, section) = page.split_once("# Guarantees\n").unwrap();
    let (section, _) = section.split_once("# Features\n").unwrap();
    let tests = read("tests/it/guarantees.rs");
    let names = section.split("* **").skip(1).map(|rest| rest.split("**").next().unwrap());
    let names: Vec<_> = names.map(|name| name.trim_end_matches('.').to_lowercase().replace(' ', "_")).collect();
    let tests = tests.split("#[test]\nfn ").skip(1).map(|rest| rest.split('(').next().unwrap());
    assert_eq!(names, tests.collect::<Vec<_>>());
}
