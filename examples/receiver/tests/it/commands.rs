//! What an operator does: start it with nothing set, read the log, look at what failed, and have it tried again.

use std::os::unix::fs::PermissionsExt;

use cloud66_webhooks::Sample;

use crate::support::{
    Client, Database, Directory, Process, SECRET, delivery, handled, post, program, subcommand, wait_until,
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
    for sample in Sample::all() {
        assert_eq!(
            Client::new(process.address).request("POST", &path, "", sample.json.as_bytes()).0,
            200,
            "{}",
            sample.event_type
        );
    }
    assert_eq!(
        Client::new(process.address).request("POST", &path, "", br#"{"timestamp":1,"event_type":"new"}"#).0,
        200
    );
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
        assert!(log.iter().any(|logged| logged.contains(&line)), "not handled: {line}");
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
    let process = Process::spawn(program(&database).env("RECEIVER_KEEP_TIME", "0s"));
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
fn what_is_not_known_is_refused_with_2_and_makes_no_database() {
    let directory = Directory::new();
    let database = directory.database();
    let wrong: [&[&str]; 9] = [
        &["list", "nonsense"],
        &["list", "failed", "done"],
        &["show"],
        &["show", "x"],
        &["retry", "x"],
        &["remove", "8"],
        &["--handle-time", "soon"],
        &["--attempts", "-1"],
        &["--log", "xml"],
    ];
    for arguments in wrong {
        assert_eq!(subcommand(&database, arguments).status.code(), Some(2), "{arguments:?}");
    }
    for arguments in [&["list"][..], &["show", "1"], &["retry", "1"], &["acknowledge", "0"]] {
        let output = subcommand(&database, arguments);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && complaint.contains("DATABASE_URL: "), "{complaint}");
    }
    assert_eq!(std::fs::read_dir(&directory.0).unwrap().count(), 0);
}

#[test]
fn an_error_names_the_setting_and_shows_no_secret() {
    let directory = Directory::new();
    let database = directory.database();
    let file = directory.0.join("secret");
    std::fs::write(&file, "guess-me").unwrap();
    let file = file.to_str().unwrap();
    let unresolved = "postgres://somebody:hunter2@127.0.0.1:99999/deliveries";
    for (name, value, said) in [
        ("RECEIVER_SECRET", "guess-me", "RECEIVER_SECRET"),
        ("RECEIVER_SECRET", "guess-me, which is long enough", "RECEIVER_SECRET"),
        ("RECEIVER_SECRET", "", "RECEIVER_SECRET"),
        ("RECEIVER_SECRET_FILE", file, "RECEIVER_SECRET"),
        ("RECEIVER_SECRET_FILE", "/nowhere", "--secret-file <FILE>"),
        ("DATABASE_URL", "mysql://somebody:hunter2@127.0.0.1/deliveries", "DATABASE_URL"),
        ("DATABASE_URL", unresolved, "DATABASE_URL"),
        ("RECEIVER_ADDRESS", "localhost", "--address <IP:PORT>"),
        ("RECEIVER_ADDRESS", "192.0.2.1:80", "RECEIVER_ADDRESS 192.0.2.1:80"),
        ("RECEIVER_HANDLE_TIME", "10", "--handle-time <TIME>"),
        ("RECEIVER_ATTEMPTS", "many", "--attempts <NUMBER>"),
    ] {
        let mut command = program(&database);
        if name == "RECEIVER_SECRET_FILE" {
            command.env_remove("RECEIVER_SECRET");
        }
        let output = command.env(name, value).output().unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && complaint.contains(said), "{name}={value}: {complaint}");
        assert!(!complaint.contains("guess-me") && !complaint.contains("hunter2"), "{complaint}");
        // What `Debug` of an error looks like.
        assert!(
            !complaint.contains("Error {") && !complaint.contains("Os {") && !complaint.contains("(\""),
            "{complaint}"
        );
        assert!(output.stdout.is_empty(), "{name}={value}: it announced itself");
    }
}

#[test]
fn the_help_is_the_documentation() {
    let directory = Directory::new();
    let help = printed(&directory.database(), &["--help"]);
    let names = ["SECRET", "SECRET_FILE", "ADDRESS", "METRICS", "HANDLE_TIME", "RETRY_TIME", "ATTEMPTS", "KEEP_TIME"];
    for name in names.iter().chain(&["STOP_TIME", "LOG"]) {
        assert!(help.contains(&format!("[env: RECEIVER_{name}")), "{name} is not in {help}");
    }
    for word in ["[env: DATABASE_URL", "list", "show", "retry", "acknowledge", "[default: sqlite:target/receiver.db]"] {
        assert!(help.contains(word), "{word} is not in {help}");
    }
    assert!(!help.contains(SECRET));
}

#[test]
fn a_secret_from_a_file_json_and_a_filter_of_the_log() {
    let directory = Directory::new();
    let database = directory.database();
    let file = directory.0.join("secret");
    std::fs::write(&file, format!("{SECRET}\n")).unwrap();
    let mut command = program(&database);
    command.env_remove("RECEIVER_SECRET").args(["--log", "json", "--secret-file", file.to_str().unwrap()]);
    let process = Process::spawn(command.env("RUST_LOG", "trace"));
    assert_eq!(post(process.address, &delivery(1)), 200);
    wait_until("it is handled", || database.count("done") == 1);
    let log = process.stop();
    assert!(log.iter().all(|line| line.starts_with('{') && line.ends_with('}')), "{log:#?}");
    let line = log.iter().find(|line| line.contains("Managed backup failed")).unwrap();
    assert!(line.contains(r#""id":1"#) && line.contains(r#""attempt":1"#), "{line}");
    assert!(log.iter().any(|line| line.contains(r#""level":"DEBUG""#)), "RUST_LOG did nothing");
    assert!(!log.concat().contains(SECRET));

    let process = Process::spawn(program(&database).env("RUST_LOG", "warn"));
    assert_eq!(post(process.address, &delivery(2)), 200);
    wait_until("it is handled", || database.count("done") == 2);
    assert!(process.stop().is_empty());
}

#[test]
fn every_metric_is_there_from_the_start() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    wait_until("the store was asked", || process.page("/metrics").1.contains("receiver_store_is_well 1"));
    let page = process.page("/metrics").1;
    for (name, label, values) in [
        ("accepted_total", "state", "waiting unreadable"),
        ("refused_total", "status", "400 408 413 503"),
        ("attempts_total", "then", "done waiting failed unreadable"),
        ("deliveries", "state", "waiting claimed done failed unreadable acknowledged"),
        ("oldest_seconds", "state", "waiting claimed done failed unreadable acknowledged"),
    ] {
        for value in values.split(' ') {
            let line = format!("receiver_{name}{{{label}=\"{value}\"}} 0\n");
            assert!(page.contains(&line), "{line} is not in {page}");
        }
    }
    for line in ["strangers_total 0", "drift_total 0", "answer_seconds_count 0"] {
        assert!(page.contains(&format!("receiver_{line}\n")), "{line} is not in {page}");
    }
    assert_eq!(post(process.address, &delivery(1)), 200);
    let page = process.page("/metrics").1;
    assert!(page.contains("receiver_answer_seconds_bucket{le=\"25\"} 1\n"), "{page}");
    process.stop();
}

#[test]
fn what_somebody_has_looked_at_alerts_no_more_and_a_list_has_no_end() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::spawn(program(&database).env("RECEIVER_KEEP_TIME", "5s"));
    for _ in 0..3 {
        assert_eq!(post(process.address, b"garbage"), 200);
    }
    database.query::<(i64,)>(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1500)
        INSERT INTO deliveries (arrival, next_attempt, event_type, state, reason, body)
        SELECT 0, 0, 'new', 'failed', 'invented', x'7b' FROM n RETURNING id",
    );
    assert_eq!(printed(&database, &["list"]).lines().count(), 1503);
    let unreadable = r#"receiver_deliveries{state="unreadable"}"#;
    wait_until("the gauge says it", || process.metric(unreadable) == 3);
    printed(&database, &["acknowledge", "1"]);
    wait_until("the gauge says it", || process.metric(unreadable) == 2);
    assert_eq!(process.metric(r#"receiver_deliveries{state="acknowledged"}"#), 1);
    assert_eq!(subcommand(&database, &["acknowledge", "1"]).status.code(), Some(1), "it is no more");
    printed(&database, &["acknowledge", "0"]);
    assert_eq!(printed(&database, &["list"]), "");
    assert_eq!(printed(&database, &["list", "acknowledged"]).lines().count(), 1503);
    wait_until("they have gone as what is done goes", || database.rows().is_empty());
    process.stop();
}
