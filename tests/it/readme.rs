//! The README's table of events is the one that the table in the code makes.

use std::fmt::Write;

use cloud66_webhooks::{EventType, Sample, WebhookEvent};

const BEGIN: &str = "<!-- events -->\n";
const END: &str = "<!-- /events -->\n";

/// `ManagedBackupFail` and `BackupEvent`, as `Debug` has them.
fn names(event: &WebhookEvent) -> (String, String) {
    let shown = format!("{event:?}");
    let (variant, rest) = shown.split_once('(').unwrap();
    (variant.to_owned(), rest.split_once(' ').unwrap().0.to_owned())
}

fn table() -> String {
    let mut table =
        String::from("\n| event type | means | variant | payload | group | severity |\n|---|---|---|---|---|---|\n");
    for sample in Sample::all() {
        let event_type = &sample.event_type;
        let (variant, payload) = names(&sample.event());
        writeln!(
            table,
            "| [`{event_type}`]({}) | {} | `{variant}` | `{payload}` | {} | {} |",
            event_type.documentation().unwrap(),
            event_type.headline().unwrap(),
            event_type.group().unwrap(),
            event_type.severity().unwrap(),
        )
        .unwrap();
    }
    table.push('\n');
    table
}

/// The places that say how many events there are. The crate says it of itself, so a new event has to be counted in.
#[test]
fn the_number_of_events_is_the_right_one_wherever_it_stands() {
    let count = EventType::all().len();
    for (file, texts) in [
        ("README.md", &["All {} documented events"][..]),
        ("src/lib.rs", &["All {} documented events"]),
        ("Cargo.toml", &["webhooks: {} events"]),
        (
            "schema/README.md",
            &["the {} documented events", "over all {} can end", "the {} documented payloads", "read all {} into"],
        ),
    ] {
        let found = std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        for text in texts {
            let expected = text.replace("{}", &count.to_string());
            assert!(found.contains(&expected), "{file} does not say: {expected}");
        }
    }
}

#[test]
fn the_table_of_events_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the marker before the table");
    let (found, after) = rest.split_once(END).expect("the marker behind the table");
    let expected = table();
    if std::env::var_os("RENEW_README").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
        return;
    }
    assert!(found == expected, "the table is stale; renew it with: RENEW_README=1 cargo test --test it readme");
}
