//! Deliveries a second and their 99th percentile, for 1, 50 and 500 clients, beside a bare axum handler that only answers, and
//! beside what the disk allows: `cargo bench -p receiver`. The load is from `ab`, of Debian's package `apache2-utils`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::indexing_slicing, missing_docs)]

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::{Router, body::Bytes};
use sqlx::Connection;

const SECRET: &str = "an-invented-secret-of-this-bench";
const BODY: &str = r#"{"timestamp":1757011079,"event_type":"managed_backup.fail","stack":{"uid":"s","name":"shop"},"backup":{"id":7,"db_type":"mysql","database_name":"orders"}}"#;
const BARE: &str = "127.0.0.1:18066";
const RECEIVER: &str = "127.0.0.1:18067";
const TIME: Duration = Duration::from_secs(2);

fn main() {
    if std::env::args().any(|argument| argument == "bare") {
        return bare();
    }
    // On the disk of the repository, because a temporary directory may be in memory.
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deliveries");
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("body"), BODY).unwrap();

    println!("SQLite with synchronous = FULL, in a loop: {:.0} rows a second, 50 a commit", commits(&directory, 50));
    println!("         bare axum         one commit each  receiver");
    println!("clients  a second  p99 ms         a second  a second  p99 ms  of commits  of bare axum");
    for clients in [1, 50, 500] {
        let bare = Command::new(std::env::current_exe().unwrap());
        let (bare, bare_p99) = measure(&directory, bare, &["bare"], BARE, clients);
        // Just before, because others may use the disk too.
        let bound = commits(&directory, 1);
        let url = format!("sqlite:{}", directory.join(format!("{clients}.db")).display());
        let settings =
            ["--secret", SECRET, "--address", RECEIVER, "--metrics", "127.0.0.1:18068", "--database-url", &url];
        let receiver = Command::new(env!("CARGO_BIN_EXE_receiver"));
        let (rate, p99) = measure(&directory, receiver, &settings, RECEIVER, clients);
        let (of_disk, of_bare) = (rate / bound, rate / bare);
        println!(
            "{clients:>7}  {bare:>8.0} {bare_p99:>7.1}  {bound:>15.0}  {rate:>8.0} {p99:>7.1}  {of_disk:>10.2}  {of_bare:>12.2}"
        );
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::main(worker_threads = 2)]
async fn bare() {
    let app = Router::new().fallback(async |_: Bytes| ());
    axum::serve(tokio::net::TcpListener::bind(BARE).await.unwrap(), app).await.unwrap();
}

/// Rows of the same size a second, without a receiver.
#[tokio::main(flavor = "current_thread")]
async fn commits(directory: &Path, rows: usize) -> f64 {
    sqlx::any::install_default_drivers();
    let url = format!("sqlite:{}?mode=rwc", directory.join(format!("commits-{rows}.db")).display());
    let _ = std::fs::remove_file(directory.join(format!("commits-{rows}.db")));
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    for sql in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE bodies (body BLOB)"] {
        sqlx::query(sql).execute(&mut connection).await.unwrap();
    }
    let sql = format!("INSERT INTO bodies VALUES {}", vec!["($1)"; rows].join(", "));
    let (start, mut count) = (Instant::now(), 0.0);
    while start.elapsed() < TIME {
        sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).bind(BODY.as_bytes()).execute(&mut connection).await.unwrap();
        count += f64::from(u32::try_from(rows).unwrap());
    }
    count / start.elapsed().as_secs_f64()
}

/// Starts a server, and posts to it for a while, each time over a new connection as the sender does.
fn measure(directory: &Path, mut server: Command, arguments: &[&str], address: &str, clients: usize) -> (f64, f64) {
    let _server = Server(server.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let start = Instant::now();
    while std::net::TcpStream::connect(address).is_err() {
        assert!(start.elapsed() < Duration::from_secs(10), "it does not start");
        std::thread::sleep(Duration::from_millis(20));
    }
    let (body, percentiles) = (directory.join("body"), directory.join("percentiles.csv"));
    let mut ab = Command::new("ab");
    ab.args(["-q", "-n", "1000000", "-t", &TIME.as_secs().to_string(), "-c", &clients.to_string(), "-s", "30"]);
    ab.arg("-p").arg(body).args(["-T", "application/json", "-e"]).arg(&percentiles);
    let output =
        ab.arg(format!("http://{address}/{SECRET}")).output().expect("ab is of Debian's package apache2-utils");
    let report = String::from_utf8(output.stdout).unwrap();
    let number = |name: &str| -> Option<f64> {
        report.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
    };
    assert_eq!((number("Failed requests:"), number("Non-2xx responses:")), (Some(0.0), None), "{report}");
    let percentiles = std::fs::read_to_string(percentiles).unwrap();
    let p99 = percentiles.lines().find_map(|line| line.strip_prefix("99,")).unwrap().parse().unwrap();
    (number("Requests per second:").unwrap(), p99)
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
