//! The table of deliveries. All SQL is here, and the same for both databases but for the claim.

use std::os::unix::fs::OpenOptionsExt;
use std::time::{Duration, SystemTime};
use std::{fs, path::Path};

use sqlx::{AnyPool, Executor, FromRow, any::AnyPoolOptions, migrate, query, query_as, query_scalar};
use tokio::sync::Notify;

use crate::Failure;

/// How long an access waits for a connection. Whoever waits for it in vain gets an error, and the sender 503.
const CONNECT_TIME: Duration = Duration::from_secs(10);

// A commit is durable when it returns, whatever the database's own settings say.
const DURABLE_SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
const DURABLE_POSTGRES: &str = "SET synchronous_commit = on";

const CLAIM_SQLITE: &str = include_str!("../queries/claim.sqlite.sql");
const CLAIM_POSTGRES: &str = include_str!("../queries/claim.postgres.sql");

/// The connection to the table.
#[derive(Debug)]
pub struct Store {
    pool: AnyPool,
    claim: &'static str,
    /// Saves the worker of this process the wait for its next look.
    pub(crate) arrived: Notify,
}

/// A row of the table. No `Debug`, so that no body gets into a log.
#[derive(FromRow)]
pub struct Delivery {
    /// Counts up.
    pub id: i64,
    /// Milliseconds since 1970, as all times are.
    pub arrival: i64,
    /// Empty if the body could not be read.
    pub event_type: String,
    /// `waiting`, `claimed`, `done`, `failed` or `unreadable`.
    pub state: String,
    /// How often it was claimed, since its arrival or the last `retry`.
    pub attempts: i64,
    /// While `waiting`: when it is due. While `claimed`: when the lease ends. If `done`: since when.
    pub next_attempt: i64,
    /// Why the last attempt failed, or why the body could not be read.
    pub reason: String,
    /// As it came. Empty in a list, which would be large with it.
    #[sqlx(default)]
    pub body: Vec<u8>,
}

impl Store {
    /// Connects, and brings the table up to date.
    pub async fn open(url: &str) -> Result<Self, Failure> {
        sqlx::any::install_default_drivers();
        let file = url.strip_prefix("sqlite:").map(|file| Path::new(file.trim_start_matches("//")));
        if let Some(file) = file {
            // SQLx would take another part of it for the name of the file.
            if url.contains(['?', '%']) {
                return Err("DATABASE_URL: `sqlite:` takes the name of a file, without parameters".into());
            }
            // SQLite would make the file too, but readable for all, and deliveries hold secrets.
            fs::create_dir_all(file.parent().unwrap_or(file))?;
            fs::OpenOptions::new().create(true).append(true).mode(0o600).open(file)?;
        }
        // SQLite has one writer at a time. With one connection those that want to write wait in a fair queue.
        let (connections, durable, claim, migrations) = match file {
            Some(_) => (1, DURABLE_SQLITE, CLAIM_SQLITE, migrate!("migrations/sqlite")),
            None => (8, DURABLE_POSTGRES, CLAIM_POSTGRES, migrate!("migrations/postgres")),
        };
        let options = AnyPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT_TIME);
        let options = options.after_connect(move |it, _| Box::pin(async move { it.execute(durable).await.map(drop) }));
        let pool = options.connect(url).await?;
        migrations.run(&pool).await?;
        Ok(Self { pool, claim, arrived: Notify::new() })
    }

    /// Stores a delivery. It is safe when this returns.
    pub(crate) async fn insert(&self, body: &[u8], event_type: &str, state: &str, reason: &str) -> sqlx::Result<()> {
        let sql = "INSERT INTO deliveries (arrival, next_attempt, body, event_type, state, reason)
            VALUES ($1, $1, $2, $3, $4, $5)";
        let query = query(sql).bind(now()).bind(body).bind(text(event_type));
        query.bind(state).bind(text(reason)).execute(&self.pool).await?;
        self.arrived.notify_one();
        Ok(())
    }

    /// Claims up to `count` deliveries that are due, for this worker alone until the lease ends.
    pub(crate) async fn claim(&self, count: usize, lease: Duration) -> sqlx::Result<Vec<Delivery>> {
        let (now, count) = (now(), i64::try_from(count).unwrap_or(i64::MAX));
        query_as(self.claim).bind(after(now, lease)).bind(now).bind(count).fetch_all(&self.pool).await
    }

    /// Says what became of a claim, unless its lease has ended and another worker has it: attempts tell the two apart.
    pub(crate) async fn finish(&self, claim: &Delivery, state: &str, reason: &str, wait: Duration) -> sqlx::Result<()> {
        let sql = "UPDATE deliveries SET state = $1, reason = $2, next_attempt = $3
            WHERE id = $4 AND state = 'claimed' AND attempts = $5";
        let query = query(sql).bind(state).bind(text(reason)).bind(after(now(), wait));
        query.bind(claim.id).bind(claim.attempts).execute(&self.pool).await.map(drop)
    }

    /// Removes what has been done for longer than `age`.
    pub(crate) async fn purge(&self, age: Duration) -> sqlx::Result<()> {
        let query = query("DELETE FROM deliveries WHERE state = 'done' AND next_attempt < $1");
        query.bind(now().saturating_sub(after(0, age))).execute(&self.pool).await.map(drop)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Killing the process does not show it: what the system has is not yet on disk.
    #[test]
    fn sqlite_flushes_each_commit() -> Result<(), Failure> {
        let file = std::env::temp_dir().join(format!("receiver-store-{}.db", std::process::id()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let synchronous: i64 = runtime.block_on(async {
            let store = Store::open(&format!("sqlite:{}", file.display())).await?;
            Ok::<_, Failure>(query_scalar("PRAGMA synchronous").fetch_one(&store.pool).await?)
        })?;
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{end}", file.display()));
        }
        assert_eq!(synchronous, 2, "FULL");
        Ok(())
    }
}
