//! The table of deliveries. All SQL is in `queries` and `migrations`.

use std::{fs, os::unix::fs::MetadataExt, os::unix::fs::OpenOptionsExt, path::Path, time::Duration};

use metrics::{counter, gauge};
use sqlx::{AnyPool, AssertSqlSafe, Executor, any::AnyPoolOptions, migrate, query, query_as, query_scalar};
use tokio::{sync::mpsc, sync::oneshot, time::sleep, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::Failure;

/// How long an access waits for a connection, or for a lock that another process holds: nearly as long as the sender.
/// Whoever waits for it in vain gets an error, and the sender 503.
const WAIT_TIME: Duration = Duration::from_secs(25);
/// Longer than that, and for a database that does not answer any more.
const WRITE_TIME: Duration = Duration::from_secs(27);
/// How often the worker and the housekeeping look.
pub(crate) const LOOK_TIME: Duration = Duration::from_secs(1);
/// How many deliveries go into one commit, and as many more may wait for the next.
pub(crate) const BATCH: usize = 64;

// Only the commit of a delivery is durable when it returns, whatever the database's own settings say: `DURABLE` is set for it,
// and `USUAL` before and after. All else is on disk a little later. If the power fails in between, an event is handled again.
const DURABLE_SQLITE: &str = "PRAGMA synchronous = FULL";
const USUAL_SQLITE: &str = "PRAGMA busy_timeout = 25000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL";
const DURABLE_POSTGRES: &str = "SET synchronous_commit = on";
const USUAL_POSTGRES: &str = "SET synchronous_commit = off";

const CLAIM_SQLITE: &str = include_str!("../queries/claim.sqlite.sql");
const CLAIM_POSTGRES: &str = include_str!("../queries/claim.postgres.sql");

/// The states of a delivery.
pub const STATES: [&str; 6] = ["waiting", "claimed", "done", "failed", "unreadable", "acknowledged"];
/// Makes a delivery due now, with all its attempts before it, unless a worker is at it.
pub const RETRY: &str = include_str!("../queries/retry.sql");
/// Sets a delivery aside that is `failed` or `unreadable`.
pub const ACKNOWLEDGE: &str = include_str!("../queries/acknowledge.sql");

/// The connection to the table.
pub struct Store {
    /// When it is closed, SQLite's file is complete, with no `-wal` beside it.
    pub pool: AnyPool,
    claim: &'static str,
    durable: &'static str,
    usual: &'static str,
    /// The file of SQLite, and its number in the file system.
    file: Option<(String, u64)>,
}

/// The way to the disk.
pub(crate) type Queue = mpsc::Sender<Waiting>;
/// What waits for the next commit, and who waits to hear whether it is safe.
pub(crate) type Waiting = (Delivery, oneshot::Sender<bool>);

/// A row of the table. No `Debug`, so that no body gets into a log.
#[derive(Default, sqlx::FromRow)]
pub struct Delivery {
    /// Counts up.
    pub id: i64,
    /// Milliseconds since 1970, as all times are.
    pub arrival: i64,
    /// Empty if the body could not be read.
    pub event_type: String,
    /// One of `STATES`.
    pub state: String,
    /// How often it was claimed, since its arrival or the last `retry`.
    pub attempts: i64,
    /// While `waiting`: when it is due. While `claimed`: when the lease ends. If `done` or `acknowledged`: since when.
    pub next_attempt: i64,
    /// Why the last attempt failed, or why the body could not be read.
    pub reason: String,
    /// As it came. Empty in a list, which would be large with it.
    #[sqlx(default)]
    pub body: Vec<u8>,
}

impl Store {
    /// Connects, and waits for PostgreSQL. With `create`, makes the file of SQLite, and brings the table up to date.
    pub async fn open(url: &str, create: bool) -> Result<Self, Failure> {
        sqlx::any::install_default_drivers();
        let file = url.strip_prefix("sqlite:").map(|name| open_file(name.trim_start_matches("//"), create));
        let file = file.transpose().map_err(|error| format!("DATABASE_URL: {error}"))?;
        // SQLite has one writer at a time. With one connection those that want to write wait in a fair queue.
        let (connections, durable, usual, claim, migrations) = match file {
            Some(_) => (1, DURABLE_SQLITE, USUAL_SQLITE, CLAIM_SQLITE, migrate!("migrations/sqlite")),
            None => (8, DURABLE_POSTGRES, USUAL_POSTGRES, CLAIM_POSTGRES, migrate!("migrations/postgres")),
        };
        let options = AnyPoolOptions::new().max_connections(connections).acquire_timeout(WAIT_TIME);
        let options = options.after_connect(move |it, _| Box::pin(async move { it.execute(usual).await.map(drop) }));
        let pool = loop {
            // Three seconds pass before a line says that it is waited for.
            match timeout(Duration::from_secs(3), options.clone().connect(url)).await {
                Err(_) | Ok(Err(sqlx::Error::Io(_))) => warn!("waiting for the database"),
                Ok(pool) => break pool.map_err(|error| format!("DATABASE_URL: {error}"))?,
            }
            sleep(Duration::from_secs(1)).await;
        };
        if create {
            migrations.run(&pool).await?;
        }
        Ok(Self { pool, claim, durable, usual, file })
    }

    /// Stores what comes through the queue, until nobody is left who could send.
    ///
    /// To flush the disk costs as much for many rows as for one: whatever waits goes into one commit. A database that takes
    /// one of them takes all: there is nothing in a row that it could refuse.
    pub(crate) async fn keep(&self, mut queue: mpsc::Receiver<Waiting>) {
        let mut batch = Vec::new();
        while queue.recv_many(&mut batch, BATCH).await > 0 {
            let written = timeout(WRITE_TIME, self.insert(&batch)).await.unwrap_or_else(|late| Err(late.into()));
            let is_safe = written.inspect_err(|error| error!("deliveries could not be stored: {error}")).is_ok();
            for (delivery, answer) in batch.drain(..) {
                counter!("receiver_accepted_total", "state" => delivery.state).increment(is_safe.into());
                let _ = answer.send(is_safe);
            }
        }
    }

    async fn insert(&self, batch: &[Waiting]) -> Result<(), Failure> {
        let mut numbers = (1..).map(|number| format!("${number}"));
        let rows = batch.iter().map(|_| format!("({})", numbers.by_ref().take(6).collect::<Vec<_>>().join(", ")));
        let sql = format!("{}{}", include_str!("../queries/insert.sql"), rows.collect::<Vec<_>>().join(", "));
        let (mut insert, now) = (query(AssertSqlSafe(sql)), at(Duration::ZERO));
        for (it, _) in batch {
            insert = insert.bind(now).bind(now).bind(&it.body[..]).bind(text(&it.event_type));
            insert = insert.bind(&it.state).bind(text(&it.reason));
        }
        let mut connection = self.pool.acquire().await?;
        connection.execute(self.durable).await?;
        insert.execute(&mut *connection).await?;
        connection.execute(self.usual).await?;
        self.check()
    }

    /// Fails if the file is gone: SQLite goes on writing to it, and all of that is gone when it closes it.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let Some((file, number)) = &self.file else { return Ok(()) };
        let is_there = fs::metadata(file).is_ok_and(|found| found.ino() == *number);
        if is_there { Ok(()) } else { Err(format!("{file} was deleted or replaced").into()) }
    }

    /// Claims a delivery that is due, for this worker alone until the lease ends.
    pub(crate) async fn claim(&self, lease: Duration) -> sqlx::Result<Option<Delivery>> {
        query_as(self.claim).bind(at(lease)).bind(at(Duration::ZERO)).fetch_optional(&self.pool).await
    }

    /// Says what became of a claim, unless another worker has it now.
    pub(crate) async fn finish(&self, claim: &Delivery, state: &str, reason: &str, wait: Duration) -> sqlx::Result<()> {
        let query = query(include_str!("../queries/finish.sql")).bind(state).bind(text(reason));
        let query = query.bind(at(wait)).bind(claim.id).bind(claim.attempts);
        query.execute(&self.pool).await.map(drop)
    }

    /// Keeps the gauges up to date, and removes what has been done or acknowledged for longer than `age`, until `stop`.
    pub(crate) async fn housekeep(&self, age: Duration, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let kept = self.count_and_purge(age).await.inspect_err(|error| error!("the store: {error}"));
            gauge!("receiver_store_is_well").set(f64::from(kept.is_ok()));
            let _ = timeout(LOOK_TIME, stop.cancelled()).await;
        }
    }

    async fn count_and_purge(&self, age: Duration) -> Result<(), Failure> {
        for state in STATES {
            let counted = query_as(include_str!("../queries/count.sql")).bind(at(Duration::ZERO)).bind(state);
            let (count, oldest): (f64, f64) = counted.fetch_one(&self.pool).await?;
            gauge!("receiver_deliveries", "state" => state).set(count);
            gauge!("receiver_oldest_seconds", "state" => state).set(oldest);
        }
        let old = query(include_str!("../queries/purge.sql")).bind(at(Duration::ZERO)).bind(at(age));
        old.execute(&self.pool).await?;
        self.check()
    }

    /// All deliveries in a state, or with `""` all that are neither `done` nor `acknowledged`.
    pub async fn list(&self, state: &str) -> sqlx::Result<Vec<Delivery>> {
        query_as(include_str!("../queries/list.sql")).bind(state).fetch_all(&self.pool).await
    }

    /// The body of a delivery.
    pub async fn body(&self, id: i64) -> sqlx::Result<Vec<u8>> {
        query_scalar("SELECT body FROM deliveries WHERE id = $1").bind(id).fetch_one(&self.pool).await
    }

    /// `RETRY` or `ACKNOWLEDGE` for a delivery, or with 0 for all that are `failed` or `unreadable`.
    pub async fn change(&self, sql: &'static str, id: i64) -> Result<(), Failure> {
        let changed = query(sql).bind(at(Duration::ZERO)).bind(id).execute(&self.pool).await?.rows_affected();
        if changed > 0 { Ok(()) } else { Err("there is no such delivery, or its state does not allow that".into()) }
    }
}

/// The file of SQLite, and its number in the file system.
fn open_file(name: &str, create: bool) -> Result<(String, u64), Failure> {
    // SQLx would take another part of it for the name, and what has such a name for SQLite is gone with the process.
    if name.contains([':', '?', '%']) {
        return Err("expected the name of a file after `sqlite:`, without parameters".into());
    }
    // SQLite would make the file too, but readable for all, and deliveries hold secrets.
    let open = |name: &str| fs::OpenOptions::new().create(create).append(true).mode(0o600).open(name)?.metadata();
    if create {
        fs::create_dir_all(Path::new(name).parent().ok_or("expected the name of a file")?)?;
        // What is new is beside it. Where that cannot be, this says so.
        open(&format!("{name}-wal")).map_err(|error| format!("{name}-wal: {error}"))?;
    }
    let number = open(name).map_err(|error| format!("{name}: {error}"))?.ino();
    Ok((name.to_owned(), number))
}

/// PostgreSQL's text has no NUL, and nobody wants to read more than this.
fn text(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(500).collect()
}

/// When it will be, in milliseconds.
fn at(wait: Duration) -> i64 {
    chrono::Utc::now().timestamp_millis().saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}
