//! Many deliveries at once, and what a kill and a stop in between lose: nothing that was answered.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::support::{Directory, Process, free_address, handled, join, program, send, wait_until};

const ALL: usize = 5000;
const CLIENTS: usize = 50;

#[test]
fn a_burst_of_5000_from_50_clients_is_answered_and_handled() {
    let directory = Directory::new();
    let database = directory.database();
    // So that no lease ends on a machine that has other things to do: nothing may be handled twice here.
    let process = Process::spawn(program(&database).env("RECEIVER_HANDLE_TIME", "60s"));
    let address = process.address;
    let start = Instant::now();
    let (answered, threads) = send(CLIENTS, |number| number < ALL, move |_| address);
    join(threads);
    let burst = start.elapsed();
    wait_until("all are handled", || database.is_settled());
    println!("{ALL} deliveries answered in {burst:.1?}, handled {:.1?} after the first", start.elapsed());
    assert_eq!(answered.lock().unwrap().len(), ALL);
    assert_eq!(handled(&process.stop()), (0..ALL).map(|number| (number, 1)).collect::<BTreeMap<_, _>>());
    assert_eq!(database.count("done"), ALL);
}

#[test]
fn ten_kills_in_a_burst_lose_nothing_that_was_answered() {
    let directory = Directory::new();
    let database = directory.database();
    let address = free_address();
    let start = || {
        Process::spawn(
            program(&database).env("RECEIVER_ADDRESS", address.to_string()).env("RECEIVER_HANDLE_TIME", "10s"),
        )
    };
    let mut process = start();
    // On a machine that is slow the burst is longer, and does not end before the kills.
    let is_over = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_over);
    let (answered, threads) =
        send(CLIENTS, move |number| number < ALL || !told.load(Ordering::Relaxed), move |_| address);
    // Each of these may be handled once more for each time that it was in progress at a kill.
    let (mut log, mut in_progress) = (Vec::new(), BTreeMap::<usize, usize>::new());
    for kill in 1..=10 {
        let before = answered.lock().unwrap().len();
        wait_until("150 more are answered", || answered.lock().unwrap().len() >= before + 150);
        // A kill that shows more: one that interrupts something.
        wait_until("something new is in progress", || {
            database.numbers("claimed").iter().any(|number| !in_progress.contains_key(number))
        });
        log.extend(process.kill());
        for number in database.numbers("claimed") {
            *in_progress.entry(number).or_default() += 1;
        }
        let (killed, before) = (Instant::now(), answered.lock().unwrap().len());
        process = start();
        wait_until("it answers again", || answered.lock().unwrap().len() > before);
        println!("kill {kill}: answers again after {:.1?}", killed.elapsed());
    }
    is_over.store(true, Ordering::Relaxed);
    join(threads);
    assert!(!in_progress.is_empty(), "no kill interrupted anything");
    let sent = Instant::now();
    wait_until("the leases of the killed have ended", || database.is_settled());
    println!("{} in progress at kills; all handled {:.1?} after the burst", in_progress.len(), sent.elapsed());
    log.extend(process.stop());

    let counts = handled(&log);
    let answered = answered.lock().unwrap().clone();
    println!("{} answered, {} handled", answered.len(), counts.len());
    for number in &answered {
        assert!(counts.contains_key(number), "{number} was answered and never handled");
    }
    for (number, count) in counts {
        let allowed = 1 + in_progress.get(&number).unwrap_or(&0);
        assert!(count <= allowed, "{number} was handled {count} times, and not in progress at as many kills");
    }
}

#[test]
fn a_stop_in_a_burst_finishes_what_is_in_progress_and_leaves_the_rest() {
    let directory = Directory::new();
    let database = directory.database();
    let address = free_address();
    let start = || {
        let mut command = program(&database);
        command.env("RECEIVER_ADDRESS", address.to_string()).env("RECEIVER_HANDLE_TIME", "60s");
        Process::spawn(command.env("RECEIVER_STOP_TIME", "2m"))
    };
    let process = start();
    let is_stopped = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&is_stopped);
    let (answered, threads) =
        send(CLIENTS, move |number| number < 2000 || !told.load(Ordering::Relaxed), move |_| address);
    wait_until("300 are answered", || answered.lock().unwrap().len() >= 300);
    let mut log = process.stop();
    is_stopped.store(true, Ordering::Relaxed);
    assert_eq!(database.count("claimed"), 0, "it did not wait for what was in progress");

    let process = start();
    join(threads);
    wait_until("the rest is handled", || database.is_settled());
    log.extend(process.stop());
    let counts = handled(&log);
    for number in answered.lock().unwrap().iter() {
        assert_eq!(counts.get(number), Some(&1), "{number}");
    }
    assert!(counts.values().all(|count| *count == 1));
}
