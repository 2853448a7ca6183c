//! A handler that goes wrong.

use std::collections::BTreeMap;
use std::future::{pending, ready};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use receiver::handle::Attempt;

use crate::support::{
    Client, Database, Directory, Handled, config, delivery, head, join, noting, number_of, post, send, set, subcommand,
    wait_until, with_handler,
};

type Times = Arc<Mutex<BTreeMap<usize, Vec<Instant>>>>;

/// A handler that is at work until it is told to end.
fn until(told: &Arc<AtomicBool>, outcome: Result<(), &'static str>) -> impl Fn(Attempt) -> Handled + use<> {
    let told = Arc::clone(told);
    move |_| {
        let told = Arc::clone(&told);
        Box::pin(async move {
            set(&told).await;
            outcome.map_err(Into::into)
        })
    }
}

/// As when time passes.
fn end_the_leases(database: &Database) {
    database.query::<(i64,)>("UPDATE deliveries SET next_attempt = 0 WHERE state = 'claimed'");
}

#[test]
fn what_fails_is_tried_again_at_growing_distances_and_then_given_up() {
    let directory = Directory::new();
    let database = directory.database();
    let mut config = config(&database);
    (config.attempts, config.retry_time) = (4, Duration::from_millis(400));
    let times = Times::default();
    let noted = Arc::clone(&times);
    let handler = move |attempt: Attempt| -> Handled {
        let mut times = noted.lock().unwrap();
        let attempts = times.entry(number_of(&attempt.event)).or_default();
        attempts.push(Instant::now());
        // The first never goes well, the second at its third attempt.
        let is_well = number_of(&attempt.event) == 2 || (number_of(&attempt.event) == 1 && attempts.len() == 3);
        Box::pin(ready(if is_well { Ok(()) } else { Err("the pager\n\0 does not answer".into()) }))
    };
    let rows = database.clone();
    with_handler(config, handler, move |address| {
        for number in 0..3 {
            assert_eq!(post(address, &delivery(number)), 200);
        }
        wait_until("all is settled", || rows.is_settled());
    });
    let settled: Vec<_> =
        database.rows().into_iter().map(|(state, attempts, reason, _)| (state, attempts, reason)).collect();
    let of = |state: &str, attempts, reason: &str| (state.to_owned(), attempts, reason.to_owned());
    assert_eq!(settled, [of("failed", 4, "the pager does not answer"), of("done", 3, ""), of("done", 1, "")]);
    // No attempt comes before its time, but for the rest of a millisecond. A busy machine may make it later.
    let times = times.lock().unwrap();
    for (gap, at_least) in times[&0].windows(2).zip([399, 799, 1599]) {
        assert!(gap[1] - gap[0] >= Duration::from_millis(at_least), "{:?}", times[&0]);
    }
}

#[test]
fn what_was_given_up_is_handled_after_retry() {
    let directory = Directory::new();
    let database = directory.database();
    let mut config = config(&database);
    (config.attempts, config.retry_time) = (2, Duration::from_millis(10));
    let is_well = Arc::new(Mutex::new(false));
    let told = Arc::clone(&is_well);
    let handler = move |_: Attempt| -> Handled {
        Box::pin(ready(if *told.lock().unwrap() { Ok(()) } else { Err("not now".into()) }))
    };
    let rows = database.clone();
    with_handler(config, handler, move |address| {
        assert_eq!(post(address, &delivery(1)), 200);
        wait_until("it is given up", || rows.count("failed") == 1);
        *is_well.lock().unwrap() = true;
        assert!(subcommand(&rows, &["retry", "1"]).status.success());
        wait_until("it is handled", || rows.count("done") == 1);
    });
}

/// A failure that cannot even be told.
#[derive(Debug)]
struct Untold;

impl std::fmt::Display for Untold {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("this is the panic that the test asks for")
    }
}

impl std::error::Error for Untold {}

#[test]
fn one_that_panics_or_hangs_is_a_failed_attempt_and_the_others_are_handled() {
    let directory = Directory::new();
    let database = directory.database();
    let mut config = config(&database);
    (config.attempts, config.handle_time) = (2, Duration::from_secs(2));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let well = noting(Arc::clone(&seen));
    let handler = move |attempt: Attempt| -> Handled {
        match number_of(&attempt.event) % 50 {
            0 => panic!("this is the panic that the test asks for"),
            1 => Box::pin(async { panic!("this is the panic that the test asks for") }),
            2 => Box::pin(ready(Err(Untold.into()))),
            3 => Box::pin(pending()),
            _ => well(attempt),
        }
    };
    let rows = database.clone();
    with_handler(config, handler, move |address| {
        let (answered, threads) = send(8, |number| number < 200, move |_| address);
        join(threads);
        assert_eq!(answered.lock().unwrap().len(), 200);
        wait_until("all is settled", || rows.is_settled());
    });
    let mut failed = database.numbers("failed");
    failed.sort_unstable();
    assert_eq!(failed, [0, 1, 2, 3, 50, 51, 52, 53, 100, 101, 102, 103, 150, 151, 152, 153]);
    let seen: std::collections::BTreeSet<usize> = seen.lock().unwrap().iter().copied().collect();
    assert_eq!(seen, (0..200).filter(|number| number % 50 > 3).collect());
    for (state, attempts, reason, _) in database.rows().into_iter().filter(|(state, ..)| state == "failed") {
        assert!(attempts == 2 && (reason.contains("panicked") || reason.contains("too long")), "{state} {reason}");
    }
}

#[test]
fn what_is_in_progress_at_the_deadline_of_a_stop_is_no_failure_and_tried_again() {
    let directory = Directory::new();
    let database = directory.database();
    let mut first = config(&database);
    // Its last attempt: a failure would set it aside for good.
    (first.attempts, first.stop_time, first.handle_time) = (1, Duration::from_millis(200), Duration::from_mins(10));
    let rows = database.clone();
    with_handler(
        first,
        |_| Box::pin(pending()),
        move |address| {
            for number in 0..10 {
                assert_eq!(post(address, &delivery(number)), 200);
            }
            wait_until("they are in progress", || rows.count("claimed") == 4);
        },
    );
    assert_eq!((database.count("claimed"), database.count("waiting"), database.count("failed")), (4, 6, 0));
    end_the_leases(&database);

    let seen = Arc::new(Mutex::new(Vec::new()));
    let rows = database.clone();
    with_handler(config(&database), noting(Arc::clone(&seen)), move |_| {
        wait_until("all are handled", || rows.count("done") == 10);
    });
    let mut seen = seen.lock().unwrap().clone();
    seen.sort_unstable();
    assert_eq!(seen, (0..10).collect::<Vec<_>>());
}

/// As when a process was suspended for longer than its lease.
#[test]
fn a_worker_whose_lease_has_ended_has_no_say_any_more() {
    let directory = Directory::new();
    let database = directory.database();
    let mut config = config(&database);
    // Its last attempt: a failure would set it aside for good.
    (config.attempts, config.handle_time) = (1, Duration::from_mins(10));
    let (is_late, is_over) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let other = Arc::new(Mutex::new(None));
    let (late, rows, started) = (Arc::clone(&is_late), database.clone(), Arc::clone(&other));
    let (for_other, rows_for_other, over) = (config.clone(), database.clone(), until(&is_over, Ok(())));
    with_handler(config, until(&is_late, Err("too late")), move |address| {
        // As many as it handles at once, so that it is not the one to claim them again.
        for number in 0..4 {
            assert_eq!(post(address, &delivery(number)), 200);
        }
        wait_until("all are in progress", || rows.count("claimed") == 4);
        end_the_leases(&rows);
        *started.lock().unwrap() = Some(std::thread::spawn(move || {
            with_handler(for_other, over, move |_| {
                wait_until("all are done", || rows_for_other.count("done") == 4);
            });
        }));
        wait_until("another has them", || rows.rows().iter().all(|(_, attempts, ..)| *attempts == 2));
        late.store(true, Ordering::Relaxed);
    });
    // It has stopped, so all that it says is said.
    assert_eq!(database.count("claimed"), 4, "it took them from the other");
    assert!(!subcommand(&database, &["retry", "1"]).status.success(), "a worker is at it");
    is_over.store(true, Ordering::Relaxed);
    other.lock().unwrap().take().unwrap().join().unwrap();
    assert_eq!(database.count("done"), 4);
}

#[test]
fn a_handler_that_is_slow_holds_up_no_answer() {
    let directory = Directory::new();
    let database = directory.database();
    let mut config = config(&database);
    (config.stop_time, config.handle_time) = (Duration::from_millis(200), Duration::from_mins(10));
    let rows = database.clone();
    with_handler(
        config,
        |_| Box::pin(pending()),
        move |address| {
            let (answered, threads) = send(8, |number| number < 400, move |_| address);
            join(threads);
            assert_eq!(answered.lock().unwrap().len(), 400);
            // However many wait, few are in memory.
            wait_until("some are in progress", || rows.count("claimed") >= 4);
            assert_eq!((rows.count("claimed"), rows.count("waiting")), (4, 396));
        },
    );
}

#[test]
fn a_stop_waits_for_the_handler_and_for_the_sender() {
    let directory = Directory::new();
    let database = directory.database();
    let is_stopping = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_stopping);
    let handler = move |_: Attempt| -> Handled {
        let told = Arc::clone(&told);
        Box::pin(async move {
            // The stop comes while this is at work.
            set(&told).await;
            tokio::time::sleep(Duration::from_millis(200)).await;
            Ok(())
        })
    };
    let (rows, sender) = (database.clone(), Arc::new(Mutex::new(None)));
    let started = Arc::clone(&sender);
    with_handler(config(&database), handler, move |address| {
        assert_eq!(post(address, &delivery(1)), 200);
        wait_until("it is in progress", || rows.count("claimed") == 1);
        let body = delivery(2);
        let mut client = Client::new(address);
        client.send(head(body.len()).replace("Host:", "Expect: 100-continue\r\nHost:").as_bytes());
        assert_eq!(client.answer().unwrap().0, 100);
        is_stopping.store(true, Ordering::Relaxed);
        *started.lock().unwrap() = Some(std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(1));
            client.send(&body);
            assert_eq!(client.answer().unwrap().0, 200);
        }));
    });
    sender.lock().unwrap().take().unwrap().join().unwrap();
    let states: Vec<String> = database.rows().into_iter().map(|(state, ..)| state).collect();
    // The second came after the last look of the worker, unless the machine was slow to stop it.
    assert!(states == ["done", "waiting"] || states == ["done", "done"], "{states:?}");
}

/// What is logged in this process, for all tests.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_handler_knows_which_delivery_and_which_attempt_it_has_and_so_does_the_log() {
    tracing_subscriber::fmt().with_writer(|| Log).init();
    let directory = Directory::new();
    let database = directory.database();
    let mut config = config(&database);
    (config.attempts, config.retry_time) = (2, Duration::from_millis(10));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let handler = move |attempt: Attempt| -> Handled {
        noted.lock().unwrap().push((attempt.id, attempt.number, attempt.received));
        Box::pin(ready(Err("the pager is unplugged".into())))
    };
    let rows = database.clone();
    with_handler(config, handler, move |address| {
        for number in 0..2 {
            assert_eq!(post(address, &delivery(number)), 200);
            wait_until("it is given up", || rows.count("failed") == number + 1);
        }
    });
    let arrivals: Vec<(i64,)> = database.query("SELECT arrival FROM deliveries ORDER BY id");
    let of = |id: i64, number| {
        let (arrival,) = arrivals[usize::try_from(id).unwrap() - 1];
        (id, number, chrono::DateTime::from_timestamp_millis(arrival).unwrap())
    };
    assert_eq!(*seen.lock().unwrap(), [of(1, 1), of(1, 2), of(2, 1), of(2, 2)]);
    let log = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
    let line = log.lines().find(|line| line.contains("unplugged") && line.contains("failed: failed")).unwrap();
    for said in ["id=1", "attempt=2", r#"event_type="managed_backup.fail""#] {
        assert!(line.contains(said), "{said} is not in {line}");
    }
}
