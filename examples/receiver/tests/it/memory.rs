//! What the largest deliveries cost.

use std::fs;
use std::thread;

use crate::support::{Client, Directory, Process, delivery_with, wait_until};

/// The most memory that a process has had, in MiB.
fn peak(process: &Process) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", process.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() / 1024
}

#[test]
fn memory_is_bounded_however_many_large_deliveries_come_at_once() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    let before = peak(&process);
    // Small objects are what takes the most memory for its length.
    let body = delivery_with(1, &format!(r#","x":[{}{{}}]"#, r#"{"":0},"#.repeat(37_000)));
    assert!((250_000..256 * 1024).contains(&body.len()), "{}", body.len());
    let clients: Vec<_> = (0..100)
        .map(|_| {
            let (address, body) = (process.address, body.clone());
            thread::spawn(move || {
                for _ in 0..3 {
                    // A busy machine may not answer in time.
                    wait_until("it is stored", || {
                        Client::new(address).deliver(&body).is_ok_and(|status| status == 200)
                    });
                }
            })
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
    wait_until("all are handled", || database.is_settled());
    assert!(database.count("done") >= 300);
    println!("300 deliveries of 256 KiB from 100 clients: {before} MiB before, {} MiB at most", peak(&process));
    assert!(peak(&process) < 200, "{} MiB", peak(&process));
    process.stop();
}
