//! The example receiver, end to end: as a process behind a real socket, and in here with a worker that goes wrong.

use std::collections::BTreeMap;
use std::future::{Ready, pending, ready};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use cloud66_webhooks::{EventType, Sample, WebhookEvent};
use serde_json::{Value, json};

use crate::example::example;

#[allow(dead_code, clippy::module_inception)]
#[path = "../../examples/receiver.rs"]
mod receiver;

const SECRET: &str = "an-invented-secret-of-this-test";
/// Nothing here takes nearly as long. A test that waits for it has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A directory that goes away with the test.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cloud66-webhooks-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The lines that were set aside: reason and body.
    fn aside(&self) -> Vec<(String, Value)> {
        let text = std::fs::read_to_string(self.0.join("aside.jsonl")).unwrap_or_default();
        let lines = text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap());
        lines.map(|line: Value| (line["reason"].as_str().unwrap().to_owned(), line["body"].clone())).collect()
    }

    fn journal(&self) -> (usize, usize) {
        journal(&self.0)
    }
}

/// How many events the journal has as received, and how many as handled. A line without an end does not count.
fn journal(directory: &Path) -> (usize, usize) {
    let text = std::fs::read_to_string(directory.join("journal.jsonl")).unwrap_or_default();
    let lines: Vec<Value> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let count = |kind| lines.iter().filter(|line| line.get(kind).is_some()).count();
    (count("received"), count("handled"))
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The receiver as a process of its own.
struct Process {
    child: Child,
    address: SocketAddr,
    /// The last segment of the address that it printed.
    segment: String,
    log: Arc<Mutex<Vec<String>>>,
    reader: Option<thread::JoinHandle<()>>,
}

impl Process {
    fn start(directory: &Directory, secret: Option<&str>) -> Self {
        let mut command = example("receiver");
        command
            .env("RECEIVER_ADDRESS", "127.0.0.1:0")
            .env("RECEIVER_DIRECTORY", &directory.0)
            .env_remove("RECEIVER_SECRET");
        if let Some(secret) = secret {
            command.env("RECEIVER_SECRET", secret);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut printed = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let url =
            printed.find_map(|line| Some(line.split_once("http://")?.1.trim_end_matches('"').to_owned())).unwrap();
        let (address, segment) = url.split_once('/').unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let lines = Arc::clone(&log);
        let reader = thread::spawn(move || stderr.lines().for_each(|line| lines.lock().unwrap().push(line.unwrap())));
        Self { address: address.parse().unwrap(), segment: segment.to_owned(), child, log, reader: Some(reader) }
    }

    /// Asks it to stop as a service manager does, and returns what it logged.
    fn stop(mut self) -> Vec<String> {
        let asked = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", self.child.id())).status().unwrap();
        assert!(asked.success());
        wait_until("it has stopped", || self.child.try_wait().unwrap().is_some());
        assert!(self.child.wait().unwrap().success(), "{:?}", self.log);
        self.logged()
    }

    fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.logged()
    }

    fn logged(&mut self) -> Vec<String> {
        self.reader.take().unwrap().join().unwrap();
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait_until(what: &str, condition: impl FnMut() -> bool) {
    assert!(comes_true(condition), "waited in vain until {what}");
}

fn comes_true(mut condition: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while !condition() {
        if start.elapsed() > PATIENCE {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}

/// A connection that sends one request after the other.
struct Client(BufReader<TcpStream>);

impl Client {
    fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends bytes. The other side may have heard enough and closed: the answer counts.
    fn send(&mut self, bytes: &[u8]) {
        let _ = self.0.get_mut().write_all(bytes);
    }

    /// The answer: its status, and all of it but the date.
    fn answer(&mut self) -> std::io::Result<(u16, String)> {
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if line == "\r\n" {
                break;
            }
            if !line.starts_with("date:") {
                answer.push_str(&line);
            }
        }
        let length =
            answer.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        answer.push_str(&String::from_utf8(body).unwrap());
        Ok((answer.split(' ').nth(1).unwrap().parse().unwrap(), answer))
    }

    fn request(&mut self, method: &str, path: &str, content_type: &str, body: &[u8]) -> (u16, String) {
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
        );
        self.send(&[head.as_bytes(), body].concat());
        self.answer().unwrap()
    }

    /// Sends a whole delivery, and waits for no answer.
    fn deliver(&mut self, body: &[u8]) {
        let head = head();
        self.send(&[format!("{head}Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat());
    }

    /// Posts a body to the right address.
    fn post(&mut self, body: &[u8]) -> u16 {
        self.request("POST", &format!("/{SECRET}"), "application/json", body).0
    }
}

/// The head of a delivery, but for the length and the end.
fn head() -> String {
    format!("POST /{SECRET} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
}

fn post(address: SocketAddr, body: &[u8]) -> u16 {
    Client::new(address).post(body)
}

/// A failed backup of the database `db-<number>`, by which it is found again.
fn delivery(number: usize) -> Vec<u8> {
    let sample = Sample::of(&EventType::ManagedBackupFail).unwrap().json;
    sample.replace("myapp_production\"", &format!("db-{number}\"")).into_bytes()
}

/// Sends deliveries from eight clients at once, and wants all of them answered well.
fn send_from_eight(address: SocketAddr, numbers: Range<usize>) {
    let clients: Vec<_> = (0..8)
        .map(|client| {
            let numbers = numbers.clone().skip(client).step_by(8);
            thread::spawn(move || {
                let mut connection = Client::new(address);
                for number in numbers {
                    assert_eq!(connection.post(&delivery(number)), 200);
                }
            })
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
}

/// How often each database is named in the lines that report a failed backup.
fn handled<'a>(log: impl IntoIterator<Item = &'a String>) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for line in log.into_iter().filter(|line| line.contains("Managed backup failed")) {
        let number = line.split_once("database db-").unwrap().1.split(' ').next().unwrap();
        *counts.entry(number.parse().unwrap()).or_default() += 1;
    }
    counts
}

#[test]
fn all_samples_are_handled_and_the_printed_address_is_where() {
    let directory = Directory::new("samples");
    let process = Process::start(&directory, None);
    assert_eq!(process.segment.len(), 32, "128 random bits, and not {}", process.segment);
    let path = format!("/{}", process.segment);
    let mut client = Client::new(process.address);
    for sample in Sample::all() {
        let (status, _) = client.request("POST", &path, "application/json", sample.json.as_bytes());
        assert_eq!(status, 200, "{}", sample.event_type);
    }
    let (status, _) =
        client.request("POST", &path, "Application/JSON; charset=utf-8", br#"{"timestamp":1,"event_type":"new"}"#);
    assert_eq!(status, 200);
    let log = process.stop();
    for sample in Sample::all() {
        let line = sample.event().to_string();
        assert!(log.iter().any(|logged| logged.ends_with(&line)), "not handled: {line}");
    }
    assert!(log.iter().any(|line| line.contains("unrecognized event type `new`")), "drift is not logged: {log:#?}");
    assert!(!log.concat().contains("hooks.cloud66.com"), "a secret was logged");
    let sent = Sample::all().len() + 1;
    assert_eq!((directory.journal(), directory.aside()), ((sent, sent), vec![]));

    // The next start finds nothing to do, and another secret.
    let process = Process::start(&directory, None);
    assert_ne!(format!("/{}", process.segment), path);
    assert_eq!(handled(&process.stop()).len(), 0);
    assert_eq!(directory.journal(), (0, 0));
}

#[test]
fn what_cannot_be_typed_is_on_disk_before_the_answer() {
    let directory = Directory::new("garbage");
    let process = Process::start(&directory, Some(SECRET));
    assert_eq!(process.segment, "$RECEIVER_SECRET", "a configured secret is not printed");
    let bad_field = r#"{"timestamp": 1, "event_type": "managed_backup.fail",
        "stack": {"uid": "stack-1", "name": "shop"}, "backup": {"id": 7, "db_type": [], "database_name": "orders"}}"#;
    let bodies: [&[u8]; 7] =
        [b"", b"garbage", b"{\"timestamp\": 1,\n\"event_ty", b"\xff\xfe{}", b"[1]", b"{}", bad_field.as_bytes()];
    for (count, body) in (1..).zip(bodies) {
        assert_eq!(post(process.address, body), 200);
        let aside = directory.aside();
        assert_eq!(aside.len(), count);
        let expected = std::str::from_utf8(body).map_or_else(|_| json!(body), |text| json!(text));
        assert_eq!(aside.last().unwrap().1, expected);
    }
    assert!(directory.aside().last().unwrap().0.starts_with("managed_backup.fail: backup.db_type: "));
    process.stop();
}

#[test]
fn a_stranger_learns_nothing_and_the_sender_is_held_to_the_rules() {
    let directory = Directory::new("rules");
    let process = Process::start(&directory, Some(SECRET));
    let address = process.address;
    let right = format!("/{SECRET}");
    let sample = Sample::all().next().unwrap().json.as_bytes();

    let first = Client::new(address).request("POST", "/", "application/json", sample);
    assert_eq!(first, (404, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n".to_owned()));
    let near = format!("{}X", right.get(..right.len() - 1).unwrap());
    for (method, path) in [
        ("POST", near.as_str()),
        ("POST", &right[..10]),
        ("POST", &format!("{right}/")),
        ("POST", &format!("/{right}")),
        ("GET", "/"),
        ("PUT", &right),
        ("GET", &right),
    ] {
        assert_eq!(Client::new(address).request(method, path, "application/json", sample), first, "{method} {path}");
    }

    // Nor does the rest of the request tell anything: the address is looked at first.
    assert_eq!(Client::new(address).request("POST", &near, "text/plain", b"garbage"), first);
    let mut client = Client::new(address);
    client.send(format!("POST {near} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 262145\r\n\r\n").as_bytes());
    assert_eq!(client.answer().unwrap().0, 404);

    // The sender of the wrong content type may be the vendor after a change: it is refused, and kept.
    assert_eq!(Client::new(address).request("POST", &right, "text/plain", sample).0, 415);
    let (reason, body) = directory.aside().pop().unwrap();
    assert_eq!((reason.as_str(), body.as_str().unwrap().as_bytes()), ("the content type is not JSON", sample));

    // Announced and not sent, then sent without announcement.
    let mut client = Client::new(address);
    let head = head();
    client.send(format!("{head}Content-Length: 262145\r\n\r\n").as_bytes());
    assert_eq!(client.answer().unwrap().0, 413);
    let mut client = Client::new(address);
    client.send(format!("{head}Transfer-Encoding: chunked\r\n\r\n").as_bytes());
    for _ in 0..65 {
        client.send(format!("1000\r\n{}\r\n", " ".repeat(4096)).as_bytes());
    }
    assert_eq!(client.answer().unwrap().0, 413);
    // The largest that is allowed.
    let mut body = sample.to_vec();
    body.resize(262_144, b' ');
    assert_eq!(post(address, &body), 200);

    // A body that does not come, and one that breaks off.
    let start = Instant::now();
    let mut slow = Client::new(address);
    slow.send(format!("{head}Content-Length: 100\r\n\r\n{{").as_bytes());
    let mut broken = Client::new(address);
    broken.send(format!("{head}Content-Length: 100\r\n\r\n{{").as_bytes());
    drop(broken);
    assert_eq!(slow.answer().unwrap().0, 408);
    assert!(start.elapsed() < Duration::from_secs(25), "the sender would have given up");

    assert_eq!(post(address, sample), 200);
    assert_eq!(directory.aside().len(), 1);
    let log = process.stop();
    assert_eq!(log.iter().filter(|line| line.contains("a delivery is lost")).count(), 4, "{log:#?}");
    assert!(!log.concat().contains(SECRET), "the address was logged");
}

#[test]
fn a_burst_from_several_clients_is_handled_to_the_last_and_drained_at_the_end() {
    let directory = Directory::new("burst");
    let process = Process::start(&directory, Some(SECRET));
    let address = process.address;
    let start = Instant::now();
    send_from_eight(address, 0..2000);
    println!("2,000 deliveries in {:?}", start.elapsed());
    // At once: what is still queued has to be drained.
    let counts = handled(&process.stop());
    assert_eq!(counts, (0..2000).map(|number| (number, 1)).collect());
    assert_eq!((directory.journal(), directory.aside()), ((2000, 2000), vec![]));
}

#[test]
fn a_killed_process_loses_nothing_that_it_answered() {
    let directory = Directory::new("kill");
    let process = Process::start(&directory, Some(SECRET));
    let address = process.address;
    let answered = Arc::new(Mutex::new(Vec::new()));
    let clients: Vec<_> = (0..4)
        .map(|client| {
            let answered = Arc::clone(&answered);
            thread::spawn(move || {
                let mut connection = Client::new(address);
                for number in (0..1000).map(|number| client * 1000 + number) {
                    connection.deliver(&delivery(number));
                    match connection.answer() {
                        Ok((200, _)) => answered.lock().unwrap().push(number),
                        _ => return,
                    }
                }
            })
        })
        .collect();
    wait_until("300 are answered", || answered.lock().unwrap().len() >= 300);
    let mut log = process.kill();
    for client in clients {
        client.join().unwrap();
    }
    let answered = answered.lock().unwrap().clone();
    assert!(answered.len() < 4000, "it was killed too late to show anything");

    let process = Process::start(&directory, Some(SECRET));
    wait_until("the rest is handled", || directory.journal().0 == directory.journal().1);
    log.extend(process.stop());
    let counts = handled(&log);
    for number in &answered {
        assert!(counts.contains_key(number), "{number} was answered and never handled");
    }
}

#[test]
fn what_a_killed_process_left_is_handled_at_the_next_start() {
    let directory = Directory::new("left");
    let event = |number| serde_json::from_slice::<Value>(&delivery(number)).unwrap();
    let journal = format!(
        "{}\n{}\n{}\n{}\n{{\"received\":{{\"id\":9,\"at\":1,\"eve",
        json!({"received": {"id": 4, "at": 1, "event": event(4)}}),
        json!({"received": {"id": 5, "at": 1, "event": event(5)}}),
        json!({"handled": {"id": 4}}),
        json!({"received": {"id": 6, "at": 1, "event": event(6)}}),
    );
    std::fs::write(directory.0.join("journal.jsonl"), journal).unwrap();
    let process = Process::start(&directory, Some(SECRET));
    assert_eq!(post(process.address, &delivery(7)), 200);
    assert_eq!(handled(&process.stop()), BTreeMap::from([(5, 1), (6, 1), (7, 1)]));
    let journal = std::fs::read_to_string(directory.0.join("journal.jsonl")).unwrap();
    assert!(journal.contains(r#"{"received":{"id":7,"#), "the mark of one event must not be taken for that of another");
    // The line without an end is there to be looked at, and did not swallow the one behind it.
    assert_eq!(directory.aside().len(), 1);
    assert_eq!(directory.aside()[0].1, r#"{"received":{"id":9,"at":1,"eve"#);
    let process = Process::start(&directory, Some(SECRET));
    assert_eq!(handled(&process.stop()).len(), 0);
}

#[test]
fn a_secret_that_is_easy_or_cannot_stand_in_an_address_is_refused() {
    for (secret, complaint) in [("guess-me", "easy to guess"), ("a secret, and long enough", "spelled otherwise")] {
        let mut receiver = example("receiver");
        let output = receiver.env("RECEIVER_SECRET", secret).env("RECEIVER_ADDRESS", "127.0.0.1:0").output().unwrap();
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains(complaint));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_not_answered_well() {
    let directory = Directory::new("full");
    std::os::unix::fs::symlink("/dev/full", directory.0.join("aside.jsonl")).unwrap();
    let process = Process::start(&directory, Some(SECRET));
    assert_eq!(post(process.address, b"garbage"), 503);
    assert_eq!(post(process.address, &delivery(1)), 200);
    let log = process.stop();
    assert!(log.iter().any(|line| line.contains("a delivery could not be written")), "{log:#?}");
}

/// Runs the receiver in here with a worker of the test's own; `during` sends to it.
fn with_worker<H, F>(
    directory: &Path,
    handle: H,
    during: impl FnOnce(SocketAddr) + Send + 'static,
) -> Result<(), String>
where
    H: Fn(WebhookEvent) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), receiver::Failure>> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let result = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let during = tokio::task::spawn_blocking(move || during(address));
        let stop = async { during.await.unwrap() };
        receiver::serve(listener, SECRET.to_owned(), directory, handle, stop).await.map_err(|error| error.to_string())
    });
    // What is stuck is left behind, as by a kill.
    runtime.shutdown_background();
    result
}

fn number(event: &WebhookEvent) -> usize {
    event.backup().unwrap().database_name.strip_prefix("db-").unwrap().parse().unwrap()
}

#[test]
fn a_worker_that_dies_on_an_event_goes_on_with_the_next() {
    let directory = Directory::new("panic");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let handle = {
        let seen = Arc::clone(&seen);
        move |event: WebhookEvent| {
            let seen = Arc::clone(&seen);
            async move {
                match number(&event) {
                    n if n % 50 == 0 => panic!("this is the panic that the test asks for"),
                    n if n % 50 == 1 => return Err("the pager does not answer".into()),
                    n => seen.lock().unwrap().push(n),
                }
                Ok(())
            }
        }
    };
    with_worker(&directory.0, handle, |address| {
        let mut client = Client::new(address);
        for number in 0..200 {
            assert_eq!(client.post(&delivery(number)), 200);
        }
    })
    .unwrap();
    let expected: Vec<usize> = (0..200).filter(|number| number % 50 > 1).collect();
    assert_eq!(*seen.lock().unwrap(), expected);
    let aside = directory.aside();
    let kept: Vec<usize> = aside.iter().map(|(_, body)| number(&body.as_str().unwrap().parse().unwrap())).collect();
    assert_eq!(kept, [0, 1, 50, 51, 100, 101, 150, 151]);
    assert!(aside[0].0.starts_with("handling failed: ") && aside[0].0.contains("panicked"), "{}", aside[0].0);
    assert_eq!(aside[1].0, "handling failed: the pager does not answer");
    assert_eq!(directory.journal(), (200, 200));
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
fn the_end_of_the_worker_itself_is_noticed_and_loses_nothing() {
    let directory = Directory::new("end");
    let result = with_worker(
        &directory.0,
        |_| ready(Err(Untold.into())),
        |address| {
            let mut client = Client::new(address);
            client.deliver(&delivery(3));
            // The receiver may end before it answers.
            let _ = client.answer();
            thread::sleep(PATIENCE);
        },
    );
    assert_eq!(result.unwrap_err(), "the worker ended; what is queued is in the journal");
    assert_eq!(directory.journal(), (1, 0));
    let process = Process::start(&directory, Some(SECRET));
    assert_eq!(handled(&process.stop()), BTreeMap::from([(3, 1)]));
}

#[test]
fn a_handler_that_panics_before_it_begins_is_no_end_of_the_worker() {
    let directory = Directory::new("early");
    let handle = |_| -> Ready<Result<(), receiver::Failure>> { panic!("this is the panic that the test asks for") };
    with_worker(&directory.0, handle, |address| assert_eq!(post(address, &delivery(3)), 200)).unwrap();
    assert_eq!((directory.journal(), directory.aside().len()), ((1, 1), 1));
}

/// A handler that counts, slowly.
fn slow(count: &Arc<AtomicUsize>) -> impl Fn(WebhookEvent) -> BoxFuture + Send + Sync + 'static {
    let count = Arc::clone(count);
    move |_| {
        let count = Arc::clone(&count);
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            count.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
    }
}

type BoxFuture = std::pin::Pin<Box<dyn Future<Output = Result<(), receiver::Failure>> + Send>>;

#[test]
fn what_is_queued_at_the_stop_is_handled_before_the_end() {
    let directory = Directory::new("drain");
    let count = Arc::new(AtomicUsize::new(0));
    let at_the_stop = Arc::new(AtomicUsize::new(0));
    let (counted, noted) = (Arc::clone(&count), Arc::clone(&at_the_stop));
    with_worker(&directory.0, slow(&count), move |address| {
        send_from_eight(address, 0..300);
        noted.store(counted.load(Ordering::Relaxed), Ordering::Relaxed);
    })
    .unwrap();
    assert!(at_the_stop.load(Ordering::Relaxed) < 300, "nothing was left to drain");
    assert_eq!(count.load(Ordering::Relaxed), 300);
    assert_eq!(directory.journal(), (300, 300));
}

#[test]
fn a_connection_that_a_stranger_holds_open_does_not_spoil_the_end() {
    let directory = Directory::new("open");
    let count = Arc::new(AtomicUsize::new(0));
    with_worker(&directory.0, slow(&count), |address| {
        let mut stranger = Client::new(address);
        stranger.send(b"POST / HTTP/1.1\r\n");
        send_from_eight(address, 0..20);
        std::mem::forget(stranger);
    })
    .unwrap();
    assert_eq!(count.load(Ordering::Relaxed), 20);
    assert_eq!(directory.journal(), (20, 20));
}

#[test]
fn a_sender_that_hangs_up_before_the_answer_loses_nothing() {
    let directory = Directory::new("hangup");
    let count = Arc::new(AtomicUsize::new(0));
    let path = directory.0.clone();
    with_worker(&directory.0, slow(&count), move |address| {
        for number in 0..50 {
            let body = delivery(number);
            let mut client = Client::new(address);
            // The receiver asks for the body, so it is at work when the sender goes.
            client.send(format!("{}Expect: 100-continue\r\nContent-Length: {}\r\n\r\n", head(), body.len()).as_bytes());
            assert_eq!(client.answer().unwrap().0, 100);
            client.send(&body);
        }
        wait_until("all are in the journal", || journal(&path).0 == 50);
    })
    .unwrap();
    assert_eq!(count.load(Ordering::Relaxed), 50);
    assert_eq!(directory.journal(), (50, 50));
}

#[test]
fn a_handler_that_hangs_is_given_up_and_the_others_are_handled() {
    let directory = Directory::new("hang");
    // One that it is at, a queue full of others, and some for which there is no room.
    let all = 1 + 1024 + 8;
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let handle = move |event: WebhookEvent| -> BoxFuture {
        if number(&event) == 0 {
            return Box::pin(pending());
        }
        counted.fetch_add(1, Ordering::Relaxed);
        Box::pin(ready(Ok(())))
    };
    let counted = Arc::clone(&count);
    with_worker(&directory.0, handle, move |address| {
        assert_eq!(post(address, &delivery(0)), 200);
        let start = Instant::now();
        send_from_eight(address, 1..all);
        assert!(start.elapsed() < Duration::from_secs(25), "the sender would have given up");
        wait_until("the others are handled", || counted.load(Ordering::Relaxed) == all - 1);
    })
    .unwrap();
    let aside = directory.aside();
    assert_eq!((directory.journal(), aside.len()), ((all, all), 1));
    assert_eq!(aside[0].0, "handling failed: it took too long");
}

#[test]
fn what_does_not_fit_into_the_queue_at_a_start_is_handled_too() {
    let directory = Directory::new("resume");
    let all = 1024 + 9;
    let lines: Vec<String> = (0..all)
        .map(|number| {
            let event: Value = serde_json::from_slice(&delivery(number)).unwrap();
            json!({"received": {"id": number, "at": 1, "event": event}}).to_string()
        })
        .collect();
    std::fs::write(directory.0.join("journal.jsonl"), lines.join("\n")).unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let handle = move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        ready(Ok(()))
    };
    with_worker(&directory.0, handle, |_| {}).unwrap();
    assert_eq!(count.load(Ordering::Relaxed), all);
    assert_eq!(directory.journal(), (all, all));
}
