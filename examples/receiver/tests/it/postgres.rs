//! Several replicas on one PostgreSQL. `examples/receiver/tests/postgres` starts one, and runs these.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::restarts::ten_restarts_refuse_nothing_and_lose_nothing;
use crate::stores::forward;
use crate::support::{
    Database, Process, delivery, free_address, handled, join, post, program, send, subcommand, wait_until,
};

/// An empty database, for one test at a time.
fn empty() -> (Database, MutexGuard<'static, ()>) {
    static ONE: Mutex<()> = Mutex::new(());
    let guard = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let url =
        std::env::var("RECEIVER_TEST_POSTGRES").expect("RECEIVER_TEST_POSTGRES is the URL of a database to empty");
    let database = Database(url);
    database.query::<(i64,)>("DROP TABLE IF EXISTS deliveries, _sqlx_migrations");
    (database, guard)
}

#[test]
#[ignore = "needs PostgreSQL: run tests/postgres"]
fn two_replicas_share_the_work_and_one_may_be_killed() {
    let (database, _guard) = empty();
    let start = || Process::spawn(program(&database).env("RECEIVER_HANDLE_TIME", "10s"));
    let (mut first, second) = (start(), start());
    let addresses = [first.address, second.address];
    // Those whose replica is killed go to the other, as a balancer sends them.
    let is_killed = Arc::new(AtomicBool::new(false));
    let (told, killed) = (Arc::clone(&is_killed), Arc::clone(&is_killed));
    let all = 5000;
    let begin = Instant::now();
    let goes_on = move |number| number < all || !told.load(Ordering::Relaxed);
    let address = move |client| if killed.load(Ordering::Relaxed) { addresses[1] } else { addresses[client % 2] };
    let (answered, threads) = send(50, goes_on, address);
    // A worker that finds nothing looks again a second later, by when all may be answered.
    let shares = |replica: &Process| !handled(&replica.log()).is_empty();
    wait_until("a third is answered, and both have handled some of it", || {
        answered.lock().unwrap().len() >= all / 3 && shares(&first) && shares(&second)
    });
    first.child.kill().unwrap();
    is_killed.store(true, Ordering::Relaxed);
    let mut log = first.kill();
    let in_progress = database.numbers("claimed");
    join(threads);
    let count = answered.lock().unwrap().len();
    println!("{count} answered in {:.1?} by two replicas, one killed", begin.elapsed());
    wait_until("all are handled", || database.is_settled());
    println!("all handled {:.1?} after the first", begin.elapsed());

    let (by_first, second) = (handled(&log), second.stop());
    let by_second = handled(&second);
    println!("{} handled by the one that was killed, {} by the other", by_first.len(), by_second.len());
    // None by one of them twice, so at most once by each.
    assert!(by_first.values().chain(by_second.values()).all(|count| *count == 1));
    log.extend(second);
    let counts = handled(&log);
    for number in answered.lock().unwrap().iter() {
        assert!(counts.contains_key(number), "{number} was answered and never handled");
    }
    for (number, count) in counts {
        assert!(count == 1 || in_progress.contains(&number), "{number} was handled {count} times");
    }
}

#[test]
#[ignore = "needs PostgreSQL: run tests/postgres"]
fn what_sqlite_keeps_postgres_keeps_too() {
    let (database, _guard) = empty();
    let process = Process::start(&database);
    // A text of PostgreSQL has no NUL, and an event type may have one.
    let bodies: [&[u8]; 4] = [b"a\0b", b"\xff\xfe{}", br#"{"timestamp":1,"event_type":"ne\u0000w"}"#, &delivery(1)];
    for body in bodies {
        assert_eq!(post(process.address, body), 200);
    }
    wait_until("all is settled", || database.is_settled());
    let rows = database.rows();
    assert_eq!(rows.iter().map(|(.., body)| body.as_slice()).collect::<Vec<_>>(), bodies);
    let states: Vec<&str> = rows.iter().map(|(state, ..)| state.as_str()).collect();
    assert_eq!(states, ["unreadable", "unreadable", "done", "done"]);
    wait_until("the page is up to date", || process.metric("receiver_deliveries{state=\"unreadable\"}") == 2);
    let list = subcommand(&database, &["list"]);
    assert_eq!(String::from_utf8(list.stdout).unwrap().lines().count(), 2);
    assert_eq!(subcommand(&database, &["show", "2"]).stdout, b"\xff\xfe{}");
    assert!(subcommand(&database, &["retry", "1"]).status.success());
    wait_until("it was tried", || database.rows()[0].1 == 1 && database.is_settled());
    process.stop();
}

#[test]
#[ignore = "needs PostgreSQL: run tests/postgres"]
fn ten_restarts_under_load_on_postgres() {
    let (database, _guard) = empty();
    ten_restarts_refuse_nothing_and_lose_nothing(&database);
}

#[test]
#[ignore = "needs PostgreSQL: run tests/postgres"]
fn a_server_that_comes_later_is_waited_for() {
    let (database, _guard) = empty();
    let server = database.0.split(['@', '/']).nth(3).unwrap().to_owned();
    let address = free_address();
    let late = Database(database.0.replace(&server, &address.to_string()));
    let starter = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(5));
        forward(std::net::TcpListener::bind(address).unwrap(), server);
    });
    let process = Process::start(&late);
    assert_eq!(post(process.address, &delivery(1)), 200);
    wait_until("it is handled", || database.count("done") == 1);
    starter.join().unwrap();
    let log = process.stop();
    assert!(log.iter().any(|line| line.contains("waiting for the database")), "{log:#?}");
}
