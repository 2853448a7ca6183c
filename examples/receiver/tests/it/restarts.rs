//! A restart: the socket is held by another process, as systemd does, so that nobody is refused.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{
    Client, Database, Directory, Process, config, delivery, handled, join, number_of, post, program, set, wait_until,
    with_handler,
};

/// Starts the program with a socket handed over, as systemd does.
fn start(database: &Database, listener: &TcpListener) -> Process {
    let receiver = program(database);
    let mut command = Command::new("sh");
    command.args(["-c", r#"exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec "$0""#]).arg(receiver.get_program());
    command.envs(receiver.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Process::spawn(command.stdin(Stdio::from(OwnedFd::from(listener.try_clone().unwrap()))))
}

/// Restarts under load: every other time the new one starts beside the old, and else after it, as `systemctl restart` does.
pub fn ten_restarts_refuse_nothing_and_lose_nothing(database: &Database) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (is_over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut process = start(database, &listener);
    let clients: Vec<_> = (0..8)
        .map(|client| {
            let (is_over, answered) = (Arc::clone(&is_over), Arc::clone(&answered));
            thread::spawn(move || {
                for number in (client..).step_by(8).take_while(|_| !is_over.load(Ordering::Relaxed)) {
                    // Refused, cut off, or not taken: each is a delivery that is lost.
                    assert_eq!(Client::connect(address).unwrap().deliver(&delivery(number)).unwrap(), 200);
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let mut log = Vec::new();
    for restart in 0..10 {
        let before = answered.load(Ordering::Relaxed);
        wait_until("more are answered", || answered.load(Ordering::Relaxed) > before + 100);
        let old = process;
        if restart % 2 == 0 {
            process = start(database, &listener);
            log.extend(old.stop());
        } else {
            log.extend(old.stop());
            process = start(database, &listener);
        }
    }
    is_over.store(true, Ordering::Relaxed);
    join(clients);
    wait_until("all are handled", || database.is_settled());
    let count = answered.load(Ordering::Relaxed);
    println!("ten restarts, {count} answered, none refused");
    assert_eq!(database.count("done"), count);
    log.extend(process.stop());
    let handled = handled(&log);
    // Each stop finished what was in progress, so none was handled twice.
    assert_eq!((handled.len(), handled.values().max()), (count, Some(&1)));
}

#[test]
fn ten_restarts_under_load_on_sqlite() {
    let directory = Directory::new();
    ten_restarts_refuse_nothing_and_lose_nothing(&directory.database());
    assert_eq!(std::fs::read_dir(&directory.0).unwrap().count(), 1, "the file alone is not complete");
}

#[test]
fn while_a_handler_holds_up_a_stop_deliveries_are_taken() {
    let directory = Directory::new();
    let database = directory.database();
    let is_over = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_over);
    let poster = Arc::new(Mutex::new(None));
    let posting = Arc::clone(&poster);
    let rows = database.clone();
    with_handler(
        config(&database),
        move |attempt| {
            let told = Arc::clone(&told);
            Box::pin(async move {
                if number_of(&attempt.event) == 0 {
                    set(&told).await;
                }
                Ok(())
            })
        },
        move |address| {
            assert_eq!(post(address, &delivery(0)), 200);
            wait_until("it is in progress", || rows.count("claimed") == 1);
            *posting.lock().unwrap() = Some(thread::spawn(move || {
                thread::sleep(Duration::from_millis(300));
                for number in 1..20 {
                    assert_eq!(post(address, &delivery(number)), 200);
                }
                is_over.store(true, Ordering::Relaxed);
            }));
        },
    );
    poster.lock().unwrap().take().unwrap().join().unwrap();
    // What came during the stop is there for the next start.
    assert_eq!(database.rows().len(), 20);
}

/// More than there are threads of the runtime and workers.
#[test]
fn handlers_that_block_their_threads_hold_up_neither_answers_nor_a_stop() {
    let directory = Directory::new();
    let database = directory.database();
    let mut config = config(&database);
    (config.handle_time, config.stop_time) = (Duration::from_millis(200), Duration::from_millis(500));
    let blocked = Arc::new(AtomicUsize::new(0));
    let (count, end) = (Arc::clone(&blocked), Arc::new(Mutex::new(Instant::now())));
    let stop = Arc::clone(&end);
    with_handler(
        config,
        move |_| {
            blocked.fetch_add(1, Ordering::Relaxed);
            Box::pin(async {
                thread::sleep(Duration::from_mins(10));
                Ok(())
            })
        },
        move |address| {
            for number in 0..20 {
                let start = Instant::now();
                assert_eq!(post(address, &delivery(number)), 200);
                assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
            }
            wait_until("more are tried than block", || count.load(Ordering::Relaxed) >= 8);
            assert_eq!(post(address, &delivery(20)), 200);
            *stop.lock().unwrap() = Instant::now();
        },
    );
    let time = end.lock().unwrap().elapsed();
    assert!(time < Duration::from_secs(10), "{time:?}");
}
