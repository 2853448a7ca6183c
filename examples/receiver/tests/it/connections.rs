//! Connections that idle, crawl, or are many.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::support::{
    Client, Directory, Process, SECRET, config, delivery, head, noting, post, wait_until, with_handler,
};

#[test]
fn idle_and_slow_connections_hold_up_nobody_and_are_closed() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    let mut strangers: Vec<Client> = Vec::new();
    for number in 0..300 {
        let mut stranger = Client::new(process.address);
        match number % 3 {
            0 => {}
            1 => stranger.send(b"POST / HTTP/1.1\r\nHost: exam"),
            // After a request, in keep-alive.
            _ => assert_eq!(stranger.request("GET", "/", "", b"").0, 404),
        }
        strangers.push(stranger);
    }
    let start = Instant::now();
    for number in 0..20 {
        assert_eq!(post(process.address, &delivery(number)), 200);
    }
    // The strangers are closed after ten seconds.
    assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    for stranger in &mut strangers {
        assert!(stranger.is_closed());
    }
    wait_until("all are handled", || database.count("done") == 20);
    process.stop();
}

#[test]
fn a_body_that_crawls_is_refused_and_the_others_come_through() {
    let directory = Directory::new();
    let process = Process::start(&directory.database());
    // Fewer than bodies may be in memory.
    let mut crawlers: Vec<Client> = (0..32).map(|_| Client::new(process.address)).collect();
    for crawler in &mut crawlers {
        crawler.send(head(100).as_bytes());
        crawler.send(b"{");
    }
    assert_eq!(post(process.address, &delivery(1)), 200);
    for crawler in &mut crawlers {
        let (status, _) = crawler.answer().unwrap();
        assert!((400..500).contains(&status), "{status}");
    }
    wait_until("the other is handled", || directory.database().count("done") == 1);
    assert_eq!(directory.database().rows().len(), 1);
    process.stop();
}

#[test]
fn more_bodies_than_fit_wait_and_are_all_stored() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    // More than may be in memory at once, all but their last bytes sent.
    let mut clients: Vec<Client> = (0..100).map(|_| Client::new(process.address)).collect();
    for (number, client) in clients.iter_mut().enumerate() {
        let body = delivery(number);
        client.send(head(body.len()).as_bytes());
        client.send(&body[..body.len() - 1]);
    }
    for client in &mut clients {
        client.send(b"}");
    }
    for client in &mut clients {
        assert_eq!(client.answer().unwrap().0, 200);
    }
    wait_until("all are handled", || database.count("done") == 100);
    process.stop();
}

#[test]
fn connections_that_are_gone_leave_their_place_to_others() {
    let directory = Directory::new();
    let process = Process::start(&directory.database());
    // More than may be open at once.
    for _ in 0..1200 {
        Client::new(process.address).send(b"POST /");
    }
    assert_eq!(post(process.address, &delivery(1)), 200);
    process.stop();
}

#[test]
fn connections_that_are_open_do_not_spoil_a_stop() {
    let directory = Directory::new();
    let database = directory.database();
    let mut config = config(&database);
    config.stop_time = Duration::from_millis(500);
    let rows = database.clone();
    let end = Arc::new(Mutex::new(Instant::now()));
    let stop = Arc::clone(&end);
    with_handler(config, noting(Arc::default()), move |address| {
        for beginning in ["", "POST /", &format!("POST /{SECRET} HTTP/1.1\r\nContent-Length: 9\r\n\r\n")] {
            let mut stranger = Client::new(address);
            stranger.send(beginning.as_bytes());
            std::mem::forget(stranger);
        }
        assert_eq!(post(address, &delivery(1)), 200);
        wait_until("it is handled", || rows.count("done") == 1);
        *stop.lock().unwrap() = Instant::now();
    });
    // After ten seconds they would have been closed anyway.
    let time = end.lock().unwrap().elapsed();
    assert!(time < Duration::from_secs(9), "{time:?}");
}
