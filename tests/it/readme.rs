//! The README's table of events is the one that the table in the code makes.

use std::fmt::Write;

use cloud66_webhooks::{Sample, WebhookEvent};

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
