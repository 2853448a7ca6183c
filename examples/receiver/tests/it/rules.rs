//! Who is let in, and what with.

use std::sync::{Arc, Mutex};

use crate::support::{
    Client, Directory, Process, SECRET, config, delivery, delivery_with, head, noting, post, wait_until, with_handler,
};

#[test]
fn strangers_get_one_and_the_same_answer() {
    let directory = Directory::new();
    let process = Process::start(&directory.database());
    let address = process.address;
    let right = format!("/{SECRET}");
    let body = delivery(1);
    let first = Client::new(address).request("POST", "/", "", &body);
    assert_eq!(first, (404, "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n".to_owned()));
    let near = format!("{}X", &right[..right.len() - 1]);
    for (method, path) in [
        ("POST", near.as_str()),
        ("POST", &right[..10]),
        ("POST", &format!("{right}/")),
        ("POST", &format!("/{right}")),
        ("POST", &format!("{right}x")),
        ("GET", "/"),
        ("GET", "/metrics"),
        ("PUT", &right),
        ("GET", &right),
        ("DELETE", &right),
    ] {
        assert_eq!(Client::new(address).request(method, path, "", &body), first, "{method} {path}");
    }
    // Nor does the rest of a request tell anything: the address is looked at first.
    assert_eq!(Client::new(address).request("POST", &near, "Content-Type: text/plain\r\n", b"garbage"), first);
    let mut client = Client::new(address);
    client.send(format!("POST {near} HTTP/1.1\r\nHost: example.com\r\nContent-Length: 262145\r\n\r\n").as_bytes());
    assert_eq!(client.answer().unwrap(), first);
    assert_eq!(directory.database().rows().len(), 0);
    assert_eq!(process.metric("receiver_strangers_total"), 13);
    assert!(!process.stop().concat().contains(SECRET));
}

#[test]
fn the_content_type_does_not_matter_and_the_size_does() {
    let directory = Directory::new();
    let process = Process::start(&directory.database());
    let right = format!("/{SECRET}");
    for kind in ["", "Content-Type: text/plain\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"] {
        assert_eq!(Client::new(process.address).request("POST", &right, kind, &delivery(1)).0, 200, "{kind}");
    }
    let fill = 256 * 1024 - delivery_with(2, r#","x":"""#).len();
    let largest = delivery_with(2, &format!(r#","x":"{}""#, "x".repeat(fill)));
    assert_eq!((largest.len(), post(process.address, &largest)), (256 * 1024, 200));
    // Announced and not sent, then sent without announcement.
    let mut client = Client::new(process.address);
    client.send(head(256 * 1024 + 1).as_bytes());
    assert_eq!(client.answer().unwrap().0, 413);
    let mut client = Client::new(process.address);
    client.send(head(0).replace("Content-Length: 0", "Transfer-Encoding: chunked").as_bytes());
    for _ in 0..5 {
        client.send(format!("10000\r\n{}\r\n", " ".repeat(0x10000)).as_bytes());
    }
    assert_eq!(client.answer().unwrap().0, 413);
    wait_until("the others are handled", || directory.database().count("done") == 4);
    assert_eq!(directory.database().rows().len(), 4);
    assert_eq!(process.metric("receiver_refused_total{status=\"413\"}"), 2);
    process.stop();
}

#[test]
fn what_is_127_levels_deep_is_handled_and_deeper_is_kept() {
    let directory = Directory::new();
    let database = directory.database();
    let process = Process::start(&database);
    let deep = |levels: usize| delivery_with(levels, &format!(r#","x":{}{}"#, "[".repeat(levels), "]".repeat(levels)));
    // The event itself is the first level.
    for levels in [126, 127, 10_000] {
        assert_eq!(post(process.address, &deep(levels)), 200);
    }
    wait_until("they are handled", || database.is_settled());
    let states: Vec<String> = database.rows().into_iter().map(|(state, ..)| state).collect();
    assert_eq!(states, ["done", "unreadable", "unreadable"]);
    assert_eq!(database.rows()[2].3, deep(10_000));
    assert!(process.stop().iter().any(|line| line.contains("db-126")), "it was not handled");
}

#[test]
fn a_sender_that_hangs_up_before_the_answer_loses_nothing() {
    let directory = Directory::new();
    let database = directory.database();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (noted, rows) = (Arc::clone(&seen), database.clone());
    with_handler(config(&database), noting(noted), move |address| {
        for number in 0..50 {
            let body = delivery(number);
            let mut client = Client::new(address);
            // The receiver asks for the body, so it is at work when the sender goes.
            client.send(head(body.len()).replace("Host:", "Expect: 100-continue\r\nHost:").as_bytes());
            assert_eq!(client.answer().unwrap().0, 100);
            client.send(&body);
            drop(client);
        }
        wait_until("all are handled", || rows.count("done") == 50);
    });
    let mut seen = seen.lock().unwrap().clone();
    seen.sort_unstable();
    assert_eq!(seen, (0..50).collect::<Vec<_>>());
}
