//! A complete receiver of webhooks: `cargo run --example receiver`, then the `curl` line that it prints.
//!
//! The sender signs nothing, gives up after 30 s, and does **not** retry. What follows from that:
//!
//! - The address is the password. It ends in a segment that nobody can guess, and whoever does not know it gets one and the
//!   same empty 404. Put a proxy in front that speaks TLS, keep the address out of its logs, and let it bound the number of
//!   connections and the time that a request's head may take.
//! - A delivery is answered with 200 when it is safe, and safe means on disk: written to a file and flushed (`fdatasync`).
//!   A kill of this process loses nothing that was answered, nor does a crash of the machine if its disk keeps its word.
//! - An event that could be typed goes to `journal.jsonl` and then through a queue to the worker. The worker marks what it
//!   has handled; what has no mark at the next start is handled then. So an event may be handled twice, but none is skipped.
//! - What could not be typed goes to `aside.jsonl` with the reason, and is answered with 200 too: an error would not bring it
//!   back. An event whose handling fails, panics or hangs goes there as well. Somebody has to look at this file; for example:
//!   `jq -r .body target/receiver/aside.jsonl | cargo run -p inspect`.
//!
//! Both files hold secrets, `redeploy_hook` for one. The journal is emptied at a start that finds all of it handled. One
//! process at a time may use the directory.
//!
//! It is set by `RECEIVER_ADDRESS`, `RECEIVER_SECRET` and `RECEIVER_DIRECTORY`. Without a secret each start makes a new one,
//! which is good for a try only. To copy it, take these dependencies too:
//!
//! ```toml
//! axum = { version = "0.8", default-features = false, features = ["http1", "tokio"] }
//! serde = { version = "1", features = ["derive"] }
//! serde_json = "1"
//! subtle = "2"
//! tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "signal", "sync", "time"] }
//! tracing = "0.1"
//! tracing-subscriber = "0.3"
//! ```
#![allow(clippy::print_stdout, reason = "the address and the curl line are what it prints")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::{HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use cloud66_webhooks::{Severity, WebhookEvent};
use serde::{Deserialize, Serialize};
use serde_json::json;
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};
use tracing::{error, info, warn};

/// The published payloads are below 4 KiB. This leaves room for a stack with long lists, and none to fill the memory.
const LARGEST_BODY: usize = 256 * 1024;
/// How long a body may take to arrive: well inside the sender's 30 s.
const READ_TIME: Duration = Duration::from_secs(5);
/// How long the handling of one event may take. The others wait meanwhile.
const HANDLE_TIME: Duration = Duration::from_secs(10);
/// How many events wait for the worker in memory.
const QUEUE_LENGTH: usize = 1024;
/// How long a shutdown waits for open connections, and then for the worker.
const STOP_TIME: Duration = Duration::from_secs(5);

pub(crate) type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    let setting = |name, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let (secret, shown) = match std::env::var("RECEIVER_SECRET") {
        Ok(secret) if secret.len() < 20 => {
            return Err("RECEIVER_SECRET is easy to guess: use 20 characters or more".into());
        }
        Ok(secret) if !secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) => {
            return Err("RECEIVER_SECRET would be spelled otherwise in an address: use letters, digits, - and _".into());
        }
        Ok(secret) => (secret, "$RECEIVER_SECRET".to_owned()),
        Err(_) => random_secret().map(|secret| (secret.clone(), secret))?,
    };
    let stop = stop_signal()?;
    let listener = TcpListener::bind(setting("RECEIVER_ADDRESS", "127.0.0.1:8066")).await?;
    println!("Listening. Post a sample with");
    println!("curl -i -H 'Content-Type: application/json' --data-binary @samples/managed_backup.fail.json \\");
    println!("  \"http://{}/{shown}\"", listener.local_addr()?);
    serve(listener, secret, Path::new(&setting("RECEIVER_DIRECTORY", "target/receiver")), handle, stop).await
}

/// What this service does with an event. Yours goes here; it may take its time, the sender has had its answer.
async fn handle(event: WebhookEvent) -> Result<(), Failure> {
    match event.event_type().severity() {
        Some(Severity::BadNews) | None => warn!("{event}"),
        _ => info!("{event}"),
    }
    Ok(())
}

/// Receives until `stop`, then finishes what it has. An error if the worker ends before that, so that the process ends too,
/// and whatever watches over it starts it again.
pub(crate) async fn serve<H, F>(
    listener: TcpListener,
    secret: String,
    directory: &Path,
    handle: H,
    stop: impl Future<Output = ()>,
) -> Result<(), Failure>
where
    H: Fn(WebhookEvent) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let (store, pending) = Store::open(directory).await?;
    let (queue, queued) = mpsc::channel(QUEUE_LENGTH);
    let mut worker = tokio::spawn(work(queued, store.clone(), Arc::new(handle)));
    let resumed = queue.clone();
    tokio::spawn(async move {
        for event in pending {
            let _ = resumed.send(event).await;
        }
    });
    // One handler for every path and method, so that all that is refused looks the same.
    let receiver = Receiver { secret, store, queue: queue.downgrade() };
    let app = Router::new().fallback(receive).with_state(Arc::new(receiver));
    let (stopping, stopped) = oneshot::channel::<()>();
    let serving = axum::serve(listener, app).with_graceful_shutdown(async { drop(stopped.await) });
    tokio::select! {
        ended = serving.into_future() => ended?,
        () = async { stop.await; drop(stopping); sleep(STOP_TIME).await } => warn!("connections were still open"),
        _ = &mut worker => return Err("the worker ended; what is queued is in the journal".into()),
    }
    // With its last sender the queue is closed, whatever connections are open still: the worker drains it and ends.
    drop(queue);
    match timeout(STOP_TIME, worker).await {
        Ok(ended) => Ok(ended?),
        Err(_) => Err("the worker did not finish in time; what is left is in the journal".into()),
    }
}

struct Receiver {
    secret: String,
    store: Store,
    /// Weak, so that a connection which a stranger holds open does not hold up a shutdown.
    queue: mpsc::WeakSender<(u64, WebhookEvent)>,
}

async fn receive(State(receiver): State<Arc<Receiver>>, request: Request) -> StatusCode {
    let segment = request.uri().path().strip_prefix('/').unwrap_or_default();
    // In constant time: how long it takes must not tell how much of a guess was right. The length is no secret.
    let is_sender = bool::from(segment.as_bytes().ct_eq(receiver.secret.as_bytes()));
    if !is_sender || request.method() != Method::POST {
        return StatusCode::NOT_FOUND;
    }
    // In a task of its own: this one ends when the sender hangs up, also if all of the delivery has arrived. A sender that
    // does so with its last byte is not even shown to this function by the server underneath.
    let taken = tokio::spawn(async move { receiver.take(request).await });
    taken.await.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// `application/json`, whatever parameters follow.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

impl Receiver {
    /// Brings a delivery to safety, and then has an answer.
    async fn take(&self, request: Request) -> StatusCode {
        let is_json = is_json(request.headers());
        if request.body().size_hint().lower() > LARGEST_BODY as u64 {
            error!(length = request.body().size_hint().lower(), "a delivery is lost: too large");
            return StatusCode::PAYLOAD_TOO_LARGE;
        }
        let body = match timeout(READ_TIME, to_bytes(request.into_body(), LARGEST_BODY)).await {
            Ok(Ok(body)) => body,
            Ok(Err(reason)) => {
                error!(%reason, "a delivery is lost: too large, or broken off");
                return StatusCode::PAYLOAD_TOO_LARGE;
            }
            Err(_) => {
                error!("a delivery is lost: it came too slowly");
                return StatusCode::REQUEST_TIMEOUT;
            }
        };
        let (kept, answer) = match WebhookEvent::from_slice(&body) {
            _ if !is_json => {
                let kept = self.store.set_aside("the content type is not JSON", &body).await;
                (kept, StatusCode::UNSUPPORTED_MEDIA_TYPE)
            }
            Ok(event) => (self.accept(event).await, StatusCode::OK),
            Err(error) => (self.store.set_aside(&error.to_string(), &body).await, StatusCode::OK),
        };
        kept.map_or_else(
            |reason| {
                error!(%reason, "a delivery could not be written");
                StatusCode::SERVICE_UNAVAILABLE
            },
            |()| answer,
        )
    }

    /// Writes the delivery to the journal, then queues it, which is worth a try also if it could not be written.
    async fn accept(&self, event: WebhookEvent) -> io::Result<()> {
        let id = self.store.next_id.fetch_add(1, Ordering::Relaxed);
        let kept = self.store.journal.append(&Entry::Received { id, at: now(), event: Cow::Borrowed(&event) }).await;
        // After the stop there is no queue, and the event waits in the journal for the next start.
        if let Some(queue) = self.queue.upgrade()
            && let Err(TrySendError::Full(waiting)) = queue.try_send((id, event))
        {
            warn!(id, "the worker is behind");
            tokio::spawn(async move { queue.send(waiting).await });
        }
        kept
    }
}

/// The worker: handles one event after the other until the queue is closed and empty.
async fn work<H, F>(mut queue: mpsc::Receiver<(u64, WebhookEvent)>, store: Store, handle: Arc<H>)
where
    H: Fn(WebhookEvent) -> F + Send + Sync + 'static,
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let mut last_mark = None;
    while let Some((id, event)) = queue.recv().await {
        for drift in event.drift().iter().take(10) {
            warn!(id, event_type = %event.event_type(), %drift, "the vendor has changed something");
        }
        // In a task of its own, so that a panic is the end of that and not of the worker.
        let (handle, handled) = (Arc::clone(&handle), event.clone());
        let mut task = tokio::spawn(async move { handle(handled).await });
        let failure = match timeout(HANDLE_TIME, &mut task).await {
            Ok(Ok(Ok(()))) => None,
            Ok(Ok(Err(reason))) => Some(reason.to_string()),
            Ok(Err(died)) => Some(died.to_string()),
            Err(_) => {
                task.abort();
                Some("it took too long".to_owned())
            }
        };
        if let Some(reason) = failure {
            let body = serde_json::to_vec(&event).unwrap_or_default();
            if let Err(reason) = store.set_aside(&format!("handling failed: {reason}"), &body).await {
                error!(id, %reason, "stays in the journal for the next start");
                continue;
            }
        }
        // Nobody waits for the mark: if it is lost, the event is handled again.
        last_mark = store.journal.enqueue(&Entry::Handled { id }).await.ok();
    }
    if let Some(mark) = last_mark {
        drop(mark.await);
    }
}

/// A line of the journal. The event stands in it in its documented form.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry<'a> {
    Received { id: u64, at: u64, event: Cow<'a, WebhookEvent> },
    Handled { id: u64 },
}

#[derive(Clone)]
struct Store {
    journal: Log,
    aside: Log,
    next_id: Arc<AtomicU64>,
}

impl Store {
    /// Opens both files, and reads from the journal what is not handled yet.
    async fn open(directory: &Path) -> io::Result<(Self, BTreeMap<u64, WebhookEvent>)> {
        fs::create_dir_all(directory)?;
        let path = directory.join("journal.jsonl");
        let (journal, aside) = (Log::open(&path)?, Log::open(&directory.join("aside.jsonl"))?);
        // On Unix a new file is safe when its directory is flushed too.
        #[cfg(unix)]
        File::open(directory)?.sync_all()?;
        let mut store = Self { journal, aside, next_id: Arc::default() };
        let mut pending = BTreeMap::new();
        for line in fs::read(&path)?.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match serde_json::from_slice(line) {
                Ok(Entry::Received { id, event, .. }) => drop(pending.insert(id, event.into_owned())),
                Ok(Entry::Handled { id }) => drop(pending.remove(&id)),
                // Half a line, of a delivery that was not answered; or an older version of the crate is at work now.
                Err(error) => store.set_aside(&format!("unreadable in the journal: {error}"), line).await?,
            }
        }
        info!("the last run left {} events to handle", pending.len());
        match pending.last_key_value() {
            Some((last, _)) => store.next_id = Arc::new(last.saturating_add(1).into()),
            None => fs::write(&path, "")?,
        }
        Ok((store, pending))
    }

    /// Keeps a body that somebody has to look at: as text, or as a list of bytes if it is none.
    async fn set_aside(&self, reason: &str, body: &[u8]) -> io::Result<()> {
        warn!(reason, "set aside");
        let body = std::str::from_utf8(body).map_or_else(|_| json!(body), |text| json!(text));
        self.aside.append(&json!({ "at": now(), "reason": reason, "body": body })).await
    }
}

/// A file of lines. A thread writes them, and flushes once for all that came in meanwhile.
#[derive(Clone)]
struct Log(mpsc::Sender<(Vec<u8>, Receipt)>);

type Receipt = oneshot::Sender<Result<(), io::ErrorKind>>;

impl Log {
    fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.create(true).append(true).open(path)?;
        let (sender, mut queue) = mpsc::channel::<(Vec<u8>, Receipt)>(QUEUE_LENGTH);
        std::thread::spawn(move || {
            let mut batch = Vec::new();
            // The last line of the file may have no end: after a kill, and after a failed write.
            let mut is_torn = true;
            while queue.blocking_recv_many(&mut batch, QUEUE_LENGTH) > 0 {
                let mut text = if is_torn { b"\n".to_vec() } else { Vec::new() };
                for (line, _) in &batch {
                    text.extend_from_slice(line);
                    text.push(b'\n');
                }
                let written = file.write_all(&text).and_then(|()| file.sync_data()).map_err(|error| error.kind());
                is_torn = written.is_err();
                for (_, receipt) in batch.drain(..) {
                    let _ = receipt.send(written);
                }
            }
        });
        Ok(Self(sender))
    }

    /// Hands a line to the thread, which answers when it is on disk.
    async fn enqueue(&self, line: &impl Serialize) -> io::Result<oneshot::Receiver<Result<(), io::ErrorKind>>> {
        let (receipt, written) = oneshot::channel();
        let line = serde_json::to_vec(line)?;
        self.0.send((line, receipt)).await.map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(written)
    }

    /// Writes a line, and waits until it is on disk.
    async fn append(&self, line: &impl Serialize) -> io::Result<()> {
        let written = self.enqueue(line).await?.await;
        Ok(written.unwrap_or(Err(io::ErrorKind::BrokenPipe))?)
    }
}

/// Unix seconds.
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// 128 random bits in hexadecimal digits.
fn random_secret() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    let random = File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    random.map_err(|error| format!("no /dev/urandom ({error}): set RECEIVER_SECRET"))?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

/// Ends on ctrl-c, and on the signal by which service managers stop a process. Listens for both from the call on.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[cfg(not(unix))]
    let mut terminate = tokio::signal::windows::ctrl_shutdown()?;
    Ok(async move {
        tokio::select! { _ = tokio::signal::ctrl_c() => {}, _ = terminate.recv() => {} }
    })
}
