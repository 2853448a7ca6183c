//! What an operator does: start it with nothing set, read the log, look at what failed, and have it tried again.

use std::os::unix::fs::PermissionsExt;

use cloud66_webhooks::Sample;

use crate::support::{
    Client, Database, Directory, Process, SECRET, delivery, free_address, handled, post, program, subcommand,
    wait_until,
};

fn printed(database: &Database, arguments: &[&str]) -> String {
    let output = subcommand(database, arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn with_nothing_set_it_takes_every_sample_at_the_address_that_it_prints() {
    let directory = Directory::new();
    let mut command = program(&directory.database());
    // The metrics are at a free port: two tests may run at once.
    command.env_remove("RECEIVER_SECRET").env_remove("DATABASE_URL").current_dir(&directory.0);
    let process = Process::spawn(&mut command);
    assert_eq!(process.segment.len(), 32, "128 random bits, and not {}", process.segment);
    let path = format!("/{}", process.segment);
    let mut client = Client::new(process.address);
    for sample in Sample::all() {
        assert_eq!(client.request("POST", &path, "", sample.json.as_bytes()).0, 200, "{}", sample.event_type);
    }
    assert_eq!(client.request("POST", &path, "", br#"{"timestamp":1,"event_type":"new"}"#).0, 200);
    let file = directory.0.join("target/receiver.db");
    let database = Database(format!("sqlite:{}", file.display()));
    wait_until("all are handled", || database.count("done") == Sample::all().len() + 1);
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "others can read it");

    wait_until("the page is up to date", || process.metric("receiver_deliveries{state=\"waiting\"}") == 0);
    let all = Sample::all().len();
    assert_eq!(process.metric("receiver_accepted_total{state=\"waiting\"}"), all + 1);
    assert_eq!(process.metric("receiver_attempts_total{then=\"done\"}"), all + 1);
    assert!(process.metric("receiver_drift_total") >= 1);

    let secret = process.segment.clone();
    let log = process.stop();
    for sample in Sample::all() {
        let line = sample.event().to_string();
        assert!(log.iter().any(|logged| logged.ends_with(&line)), "not handled: {line}");
    }
    assert!(log.iter().any(|line| line.contains("unrecognized event type `new`")), "drift is not logged: {log:#?}");
    let log = log.concat();
    assert!(!log.contains("hooks.cloud66.com") && !log.contains(&secret), "a secret was logged");
}

#[test]
fn what_cannot_be_read_is_kept_as_it_came_listed_shown_and_tried_again() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    assert_eq!(process.segment, "$RECEIVER_SECRET", "a secret that was chosen is not printed");
    let bad_field = br#"{"timestamp": 1, "event_type": "managed_backup.fail",
        "stack": {"uid": "stack-1", "name": "shop"}, "backup": {"id": 7, "db_type": [], "database_name": "orders"}}"#;
    let bodies: [&[u8]; 8] =
        [b"", b"garbage", b"a\0b", b"{\"timestamp\": 1,\n\"event_ty", b"\xff\xfe{}", b"[1]", b"{}", bad_field];
    for (count, body) in (1..).zip(bodies) {
        assert_eq!(post(process.address, body), 200);
        // Before the answer, not some time after it.
        let rows = database.rows();
        assert_eq!(rows.len(), count);
        let (state, _, reason, kept) = rows.last().unwrap();
        assert_eq!((state.as_str(), kept.as_slice()), ("unreadable", body));
        assert!(!reason.is_empty());
    }
    assert!(database.rows()[7].2.contains("backup.db_type"), "{:?}", database.rows()[7].2);
    assert_eq!(process.metric("receiver_accepted_total{state=\"unreadable\"}"), 8);

    // Beside the receiver, which goes on.
    let list = printed(&database, &["list"]);
    assert_eq!(list.lines().count(), 8);
    assert!(list.lines().all(|line| line.contains(" unreadable ")), "{list}");
    assert_eq!(printed(&database, &["list", "failed"]), "");
    assert_eq!(subcommand(&database, &["show", "5"]).stdout, b"\xff\xfe{}");
    printed(&database, &["retry", "8"]);
    wait_until("it was tried", || database.rows()[7].1 == 1 && database.is_settled());
    assert_eq!(database.rows()[7].0, "unreadable");
    for wrong in [&["retry", "9"][..], &["show", "9"], &["show", "x"], &["remove", "8"], &["list", "a", "b"]] {
        assert!(!subcommand(&database, wrong).status.success(), "{wrong:?}");
    }
    let log = process.stop().concat();
    assert!(!log.contains(SECRET) && !log.contains("garbage"));
}

#[test]
fn what_is_done_goes_after_its_time_and_nothing_else_does() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::spawn(program(&database).env("RECEIVER_KEEP_DAYS", "0"));
    for body in [b"garbage".as_slice(), &delivery(1)] {
        assert_eq!(post(process.address, body), 200);
    }
    wait_until("what is done has gone", || database.rows().len() == 1);
    assert_eq!(database.count("unreadable"), 1);
    assert_eq!(handled(&process.stop()).into_iter().collect::<Vec<_>>(), [(1, 1)]);
}

/// A week from when it is done, and not from its arrival: an operator may have it tried again long after that.
#[test]
fn what_is_done_late_is_kept_as_long() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    assert_eq!(post(process.address, &delivery(1)), 200);
    wait_until("it is handled", || database.count("done") == 1);
    database.query::<(i64,)>("UPDATE deliveries SET state = 'failed', arrival = 0, next_attempt = 0 RETURNING id");
    printed(&database, &["retry", "1"]);
    wait_until("it is handled again", || database.count("done") == 1);
    std::thread::sleep(std::time::Duration::from_millis(2500)); // the receiver cleans up every second
    assert_eq!(database.count("done"), 1);
    database.query::<(i64,)>("UPDATE deliveries SET next_attempt = 0 RETURNING id");
    wait_until("it has gone", || database.rows().is_empty());
    process.stop();
}

#[test]
fn parameters_of_sqlite_are_refused() {
    let directory = Directory::new();
    let database = Database(format!("{}?mode=rwc", directory.database().0));
    let output = subcommand(&database, &["list"]);
    assert!(!output.status.success() && String::from_utf8(output.stderr).unwrap().contains("without parameters"));
    assert_eq!(std::fs::read_dir(&directory.0).unwrap().count(), 0);
}

#[test]
fn the_help_names_every_variable_and_a_bad_secret_is_refused() {
    let directory = Directory::new();
    let help = printed(&directory.database(), &["--help"]);
    let source = include_str!("../../src/config.rs");
    let names: Vec<&str> =
        source.split('"').filter(|text| text.starts_with("RECEIVER_") && !text.contains(' ')).collect();
    assert!(names.len() >= 8);
    let mut defaults = 0;
    for (name, rest) in source.split("(\"").filter_map(|call| call.split_once("\", \"")) {
        let default = format!("[{}]", rest.split('"').next().unwrap());
        assert!(help.lines().any(|line| line.contains(name) && line.contains(&default)), "{name} {default}");
        defaults += 1;
    }
    assert!(defaults >= 8, "{defaults}");
    for name in names {
        assert!(help.contains(name), "{name} is not in the help");
    }
    for secret in ["guess-me", "a secret, and long enough"] {
        let mut command = program(&directory.database());
        command.env("RECEIVER_SECRET", secret).env("RECEIVER_ADDRESS", free_address().to_string());
        let output = command.output().unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && complaint.contains("RECEIVER_SECRET") && !complaint.contains(secret));
    }
}
