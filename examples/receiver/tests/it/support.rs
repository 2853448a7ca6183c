//! The receiver as a process and inside of a test, a client, and a look into the database.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use cloud66_webhooks::WebhookEvent;
use futures_util::future::BoxFuture;
use receiver::{Config, Failure, Receiver, Store, handle::Attempt};
use sqlx::Connection;
use tokio_util::sync::CancellationToken;

pub const SECRET: &str = "an-invented-secret-of-this-test";
/// Nothing here takes nearly as long. A test that waits for it has failed.
pub const PATIENCE: Duration = Duration::from_mins(3);

/// A delivery that is found again by its number.
pub fn delivery(number: usize) -> Vec<u8> {
    delivery_with(number, "")
}

/// One with more fields, as `,"name":value`.
pub fn delivery_with(number: usize, more: &str) -> Vec<u8> {
    format!(
        r#"{{"timestamp":1757011079,"event_type":"managed_backup.fail","stack":{{"uid":"s","name":"shop"}},"backup":{{"id":7,"db_type":"mysql","database_name":"db-{number}"}}{more}}}"#
    )
    .into_bytes()
}

/// The number of a delivery, from its body or from its line in the log.
pub fn number(text: &str) -> Option<usize> {
    let digits = text.split_once("db-")?.1;
    digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())].parse().ok()
}

pub fn number_of(event: &WebhookEvent) -> usize {
    number(&event.to_string()).unwrap()
}

/// How often each delivery stands in the log as handled.
pub fn handled(log: &[String]) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    for number in log.iter().filter(|line| line.contains("Managed backup failed")).filter_map(|line| number(line)) {
        *counts.entry(number).or_default() += 1;
    }
    counts
}

pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < PATIENCE, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The same for a handler, which may not block.
pub async fn set(flag: &AtomicBool) {
    while !flag.load(Ordering::Relaxed) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A directory that goes away with the test, and the database in it.
pub struct Directory(pub PathBuf);

impl Directory {
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("receiver-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn database(&self) -> Database {
        Database(format!("sqlite:{}", self.0.join("receiver.db").display()))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A second look at what the receiver stored, with SQL of its own.
#[derive(Clone)]
pub struct Database(pub String);

impl Database {
    /// State, attempts, reason and body of each row, by id.
    pub fn rows(&self) -> Vec<(String, i64, String, Vec<u8>)> {
        self.query("SELECT state, attempts, reason, body FROM deliveries ORDER BY id")
    }

    pub fn count(&self, state: &'static str) -> usize {
        self.query::<(String,)>("SELECT state FROM deliveries").iter().filter(|(of,)| of == state).count()
    }

    /// The numbers of the deliveries in a state.
    pub fn numbers(&self, state: &str) -> Vec<usize> {
        let rows = self.rows().into_iter().filter(|(of, ..)| of == state);
        rows.filter_map(|(.., body)| number(&String::from_utf8(body).unwrap())).collect()
    }

    pub fn is_settled(&self) -> bool {
        // In one look: between two, a delivery can go from the one state to the other.
        let states = self.query::<(String,)>("SELECT state FROM deliveries");
        states.iter().all(|(state,)| state != "waiting" && state != "claimed")
    }

    pub fn query<T>(&self, sql: &'static str) -> Vec<T>
    where
        T: for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
    {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut connection = sqlx::AnyConnection::connect(&self.0).await.unwrap();
            let rows = sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            rows
        })
    }
}

/// A local address that nobody listens at. Its port is none that the system gives to clients, which come and go while the
/// receiver is down.
pub fn free_address() -> SocketAddr {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let start = std::process::id() as usize * 64;
    let port = || u16::try_from(20_000 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000).unwrap();
    let mut addresses = std::iter::repeat_with(|| SocketAddr::from(([127, 0, 0, 1], port())));
    addresses.find(|address| TcpListener::bind(address).is_ok()).unwrap()
}

/// The program, with the settings of a test.
pub fn program(database: &Database) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_receiver"));
    command.env("DATABASE_URL", &database.0).env("RECEIVER_SECRET", SECRET);
    command.env("RECEIVER_METRICS", free_address().to_string()).env("RECEIVER_ADDRESS", "127.0.0.1:0");
    command
}

/// Runs a subcommand to its end.
pub fn subcommand(database: &Database, arguments: &[&str]) -> Output {
    program(database).args(arguments).output().unwrap()
}

/// The receiver as a process of its own.
pub struct Process {
    pub child: Child,
    pub address: SocketAddr,
    /// The last segment of the address that it printed.
    pub segment: String,
    pub metrics: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
    reader: Option<thread::JoinHandle<()>>,
}

impl Process {
    pub fn start(database: &Database) -> Self {
        Self::spawn(&mut program(database))
    }

    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (stderr, lines) = (BufReader::new(child.stderr.take().unwrap()), Arc::clone(&log));
        let reader = thread::spawn(move || stderr.lines().for_each(|line| lines.lock().unwrap().push(line.unwrap())));
        let printed = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut urls =
            printed.filter_map(|line| Some(line.split_once("http://")?.1.split(['"', ' ']).next()?.to_owned()));
        let mut url = || urls.next().unwrap_or_else(|| panic!("it did not start: {:?}", log.lock().unwrap()));
        let (metrics, receiver) = (url(), url());
        let (address, segment) = receiver.split_once('/').unwrap();
        Self {
            child,
            address: address.parse().unwrap(),
            segment: segment.to_owned(),
            metrics: metrics.split_once('/').unwrap().0.parse().unwrap(),
            log,
            reader: Some(reader),
        }
    }

    pub fn terminate(&self) {
        let asked = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", self.child.id())).status().unwrap();
        assert!(asked.success());
    }

    /// Asks it to stop as a service manager does, and returns what it logged.
    pub fn stop(mut self) -> Vec<String> {
        self.terminate();
        wait_until("it has stopped", || self.child.try_wait().unwrap().is_some());
        let log = self.logged();
        assert!(self.child.wait().unwrap().success(), "{log:#?}");
        log
    }

    pub fn kill(mut self) -> Vec<String> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.logged()
    }

    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    fn logged(&mut self) -> Vec<String> {
        self.reader.take().unwrap().join().unwrap();
        self.log()
    }

    /// A value of the page for Prometheus.
    pub fn metric(&self, name: &str) -> usize {
        let page = self.page("/metrics").1;
        let value = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.map_or(0, |value| value.parse().unwrap())
    }

    /// A page beside the metrics, once it is there.
    pub fn page(&self, path: &str) -> (u16, String) {
        let mut client = None;
        wait_until("the metrics are served", || {
            client = Client::connect(self.metrics).ok();
            client.is_some()
        });
        client.unwrap().request("GET", path, "", b"")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection, for one request: the receiver closes it after that.
pub struct Client(BufReader<TcpStream>);

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        Self::connect(address).unwrap()
    }

    pub fn connect(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends bytes. The other side may have heard enough and closed: the answer counts.
    pub fn send(&mut self, bytes: &[u8]) {
        let _ = self.0.get_mut().write_all(bytes);
    }

    /// The answer: its status, and all of it but the date.
    pub fn answer(&mut self) -> std::io::Result<(u16, String)> {
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if line == "\r\n" {
                break;
            }
            if !line.to_ascii_lowercase().starts_with("date:") {
                answer.push_str(&line);
            }
        }
        let lower = answer.to_ascii_lowercase();
        let length = lower.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
        self.0.read_exact(&mut body)?;
        answer.push_str(&String::from_utf8(body).unwrap());
        Ok((answer.split(' ').nth(1).unwrap().parse().unwrap(), answer))
    }

    pub fn request(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> (u16, String) {
        let length = body.len();
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: example.com\r\n{headers}Content-Length: {length}\r\n\r\n");
        self.send(&[head.as_bytes(), body].concat());
        self.answer().unwrap()
    }

    /// Posts a body to the right address. An error: there was no answer, and nobody knows what became of it.
    pub fn deliver(&mut self, body: &[u8]) -> std::io::Result<u16> {
        self.send(&[head(body.len()).as_bytes(), body].concat());
        Ok(self.answer()?.0)
    }

    /// Whether the other side has closed, after whatever it said.
    pub fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        match self.0.read_to_end(&mut rest) {
            Ok(_) => true,
            Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }
}

/// The head of a delivery.
pub fn head(length: usize) -> String {
    format!(
        "POST /{SECRET} HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
}

pub fn post(address: SocketAddr, body: &[u8]) -> u16 {
    Client::new(address).deliver(body).unwrap()
}

/// Sends deliveries from several clients at once, each once, as long as `goes_on` with their number, and tells which were
/// answered 200. Each connects again for each, to whatever `address` says then.
pub fn send(
    clients: usize,
    goes_on: impl Fn(usize) -> bool + Send + Sync + 'static,
    address: impl Fn(usize) -> SocketAddr + Send + Sync + 'static,
) -> (Arc<Mutex<Vec<usize>>>, Vec<thread::JoinHandle<()>>) {
    let answered = Arc::new(Mutex::new(Vec::new()));
    let (goes_on, address) = (Arc::new(goes_on), Arc::new(address));
    let threads = (0..clients).map(|client| {
        let (answered, goes_on, address) = (Arc::clone(&answered), Arc::clone(&goes_on), Arc::clone(&address));
        thread::spawn(move || {
            for number in (client..).step_by(clients).take_while(|number| goes_on(*number)) {
                let mut connection = None;
                wait_until("somebody listens", || {
                    connection = Client::connect(address(client)).ok();
                    connection.is_some()
                });
                match connection.unwrap().deliver(&delivery(number)) {
                    Ok(200) => answered.lock().unwrap().push(number),
                    Ok(503) | Err(_) => {}
                    Ok(status) => panic!("answered {status}"),
                }
            }
        })
    });
    let threads = threads.collect();
    (answered, threads)
}

pub fn join(threads: Vec<thread::JoinHandle<()>>) {
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Settings for a receiver inside of a test.
pub fn config(database: &Database) -> Config {
    let settings = ["--secret", SECRET, "--database-url", &database.0, "--handle-time", "1m", "--retry-time", "100ms"];
    let more = ["--attempts", "3", "--stop-time", "1m"];
    Config::parse_from([&["receiver"][..], &settings, &more].concat())
}

pub type Handled = BoxFuture<'static, Result<(), Failure>>;

/// Runs the receiver in here with a handler of the test's own, until `during` returns.
pub fn with_handler(
    config: Config,
    handler: impl Fn(Attempt) -> Handled + Send + Sync + 'static,
    during: impl FnOnce(SocketAddr) + Send + 'static,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let store = Arc::new(Store::open(&config.database_url, true).await.unwrap());
        let stop = CancellationToken::new();
        let told = stop.clone();
        let during = tokio::task::spawn_blocking(move || {
            let _told = told.drop_guard();
            during(address);
        });
        let receiver = Receiver { config, store, handler: Arc::new(handler) };
        receiver.run(listener, stop).await.unwrap();
        during.await.unwrap();
    });
}

/// A handler that notes what it handles.
pub fn noting(seen: Arc<Mutex<Vec<usize>>>) -> impl Fn(Attempt) -> Handled + Send + Sync + 'static {
    move |attempt| {
        seen.lock().unwrap().push(number_of(&attempt.event));
        Box::pin(std::future::ready(Ok(())))
    }
}
