//! The table of deliveries. All SQL is here, and the same for both databases but for the claim.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

use sqlx::{AnyPool, Executor, FromRow, any::AnyPoolOptions, migrate, query, query_as, query_scalar};
use tokio::sync::Notify;

use crate::Failure;

/// How long an access waits for a connection.
const CONNECT_TIME: Duration = Duration::from_secs(10);

// A commit is durable when it returns, whatever the database's own settings say.
const DURABLE_SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
const DURABLE_POSTGRES: &str = "SET synchronous_commit = on";

// A claim is a lease: it ends by itself, so the rows of a worker that was killed come back. Of several replicas on
// PostgreSQL, none waits for rows that another is about to claim.
const CLAIM_SQLITE: &str =
    "UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, next_attempt = $1 WHERE id IN (
        SELECT id FROM deliveries INDEXED BY deliveries_due WHERE state IN ('waiting', 'claimed') AND next_attempt <= $2
        ORDER BY next_attempt LIMIT $3
    ) RETURNING id, attempts, body";
const CLAIM_POSTGRES: &str =
    "UPDATE deliveries SET state = 'claimed', attempts = attempts + 1, next_attempt = $1 WHERE id = ANY(ARRAY(
        SELECT id FROM deliveries WHERE state IN ('waiting', 'claimed') AND next_attempt <= $2
        ORDER BY next_attempt LIMIT $3 FOR UPDATE SKIP LOCKED
    )) RETURNING id, attempts, body";

/// The connection to the table.
#[derive(Debug)]
pub struct Store {
    pool: AnyPool,
    claim: &'static str,
    /// Saves the worker of this process the wait for its next look.
    pub(crate) arrived: Notify,
}

/// A delivery that this worker may handle until its lease ends.
#[derive(FromRow)]
pub(crate) struct Claim {
    id: i64,
    /// This one included.
    pub(crate) attempts: i64,
    pub(crate) body: Vec<u8>,
}

/// A row of the table. The migration says what is in it.
#[derive(Debug, FromRow)]
#[expect(missing_docs, reason = "the migration says it")]
pub struct Delivery {
    pub id: i64,
    pub arrival: i64,
    pub event_type: String,
    pub state: String,
    pub attempts: i64,
    pub next_attempt: i64,
    pub reason: String,
}

impl Store {
    /// Connects, and brings the table up to date.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        sqlx::any::install_default_drivers();
        let file = url.strip_prefix("sqlite:").map(|file| Path::new(file.trim_start_matches("//")));
        if let Some(file) = file {
            // SQLite would make the file too, but readable for all, and deliveries hold secrets.
            fs::create_dir_all(file.parent().unwrap_or(file))?;
            OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
        }
        // SQLite has one writer at a time. With one connection those that want to write wait in a fair queue.
        let (connections, durable, claim, migrations) = match file {
            Some(_) => (1, DURABLE_SQLITE, CLAIM_SQLITE, migrate!("migrations/sqlite")),
            None => (8, DURABLE_POSTGRES, CLAIM_POSTGRES, migrate!("migrations/postgres")),
        };
        let options = AnyPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT_TIME);
        let prepare = options
            .after_connect(move |connection, _| Box::pin(async move { connection.execute(durable).await.map(drop) }));
        let pool = prepare.connect(url).await?;
        migrations.run(&pool).await?;
        Ok(Self { pool, claim, arrived: Notify::new() })
    }

    /// Stores a delivery. It is safe when this returns.
    pub(crate) async fn insert(&self, body: &[u8], event_type: &str, state: &str, reason: &str) -> sqlx::Result<()> {
        let sql = "INSERT INTO deliveries (arrival, next_attempt, body, event_type, state, reason)
            VALUES ($1, $1, $2, $3, $4, $5)";
        let query = query(sql).bind(now()).bind(body).bind(text(event_type)).bind(state).bind(text(reason));
        query.execute(&self.pool).await?;
        self.arrived.notify_one();
        Ok(())
    }

    /// Claims up to `count` deliveries that are due.
    pub(crate) async fn claim(&self, count: usize, lease: Duration) -> sqlx::Result<Vec<Claim>> {
        let (now, count) = (now(), i64::try_from(count).unwrap_or(i64::MAX));
        query_as(self.claim).bind(after(now, lease)).bind(now).bind(count).fetch_all(&self.pool).await
    }

    /// Says what became of a claim, unless its lease has ended and another worker has it: attempts tell the two apart.
    pub(crate) async fn finish(&self, claim: &Claim, state: &str, reason: &str, wait: Duration) -> sqlx::Result<()> {
        let sql = "UPDATE deliveries SET state = $1, reason = $2, next_attempt = $3
            WHERE id = $4 AND state = 'claimed' AND attempts = $5";
        let query =
            query(sql).bind(state).bind(text(reason)).bind(after(now(), wait)).bind(claim.id).bind(claim.attempts);
        query.execute(&self.pool).await.map(drop)
    }

    /// Removes what is done and older than `age`.
    pub(crate) async fn purge(&self, age: Duration) -> sqlx::Result<()> {
        let before = now().saturating_sub(after(0, age));
        query("DELETE FROM deliveries WHERE state = 'done' AND arrival < $1")
            .bind(before)
            .execute(&self.pool)
            .await
            .map(drop)
    }

    /// How many deliveries are in a state.
    pub(crate) async fn count(&self, state: &str) -> sqlx::Result<f64> {
        let sql = "SELECT CAST(COUNT(*) AS DOUBLE PRECISION) FROM deliveries WHERE state = $1";
        query_scalar(sql).bind(state).fetch_one(&self.pool).await
    }

    /// The first thousand deliveries in a state, or in all but `done`.
    pub async fn list(&self, state: &str) -> sqlx::Result<Vec<Delivery>> {
        let sql = "SELECT id, arrival, event_type, state, attempts, next_attempt, reason FROM deliveries
            WHERE state = $1 OR ($1 = '' AND state <> 'done') ORDER BY id LIMIT 1000";
        query_as(sql).bind(state).fetch_all(&self.pool).await
    }

    /// The body of a delivery.
    pub async fn body(&self, id: i64) -> sqlx::Result<Vec<u8>> {
        query_scalar("SELECT body FROM deliveries WHERE id = $1").bind(id).fetch_one(&self.pool).await
    }

    /// Makes a delivery due now, with all its attempts before it. False if there is none, or a worker is at it.
    pub async fn retry(&self, id: i64) -> sqlx::Result<bool> {
        let sql = "UPDATE deliveries SET state = 'waiting', attempts = 0, next_attempt = $1
            WHERE id = $2 AND state <> 'claimed'";
        Ok(query(sql).bind(now()).bind(id).execute(&self.pool).await?.rows_affected() > 0)
    }
}

/// PostgreSQL's text has no NUL, and nobody wants to read more than this.
fn text(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(500).collect()
}

fn now() -> i64 {
    after(0, SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
}

/// In milliseconds.
fn after(start: i64, wait: Duration) -> i64 {
    start.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}
