//! The settings and the commands. Their comments are what `--help` prints.

use std::{fs::read_to_string, net::SocketAddr, time::Duration};

use clap::{Parser, Subcommand};

use crate::{Failure, STATES};

// No `Debug`, so that no secret gets into a log.
/// Receives Cloud 66 webhooks, keeps them in a database, and handles them, until SIGTERM or ctrl-c. With a command, looks at
/// what is in the database instead.
#[derive(Clone, Parser)]
pub struct Config {
    /// Last segment of the address, 20 or more of a-z A-Z 0-9 - _ [default: a new one at each start, printed]
    #[arg(long, env = "RECEIVER_SECRET", hide_env_values = true)]
    pub secret: Option<String>,
    /// A file that holds the secret: others can see the flags of a process, and sometimes its variables
    #[arg(long, env = "RECEIVER_SECRET_FILE", value_name = "FILE", conflicts_with = "secret", value_parser = |file: &str| read_to_string(file))]
    pub secret_file: Option<String>,
    /// Where the deliveries are: sqlite:FILE or postgres://...
    #[arg(long, env, hide_env_values = true, default_value = "sqlite:target/receiver.db", global = true)]
    pub database_url: String,
    /// Where to receive, unless systemd hands over a socket
    #[arg(long, env = "RECEIVER_ADDRESS", value_name = "IP:PORT", default_value = "127.0.0.1:8066")]
    pub address: SocketAddr,
    /// Where to serve /metrics, /ready and /live; keep it local
    #[arg(long, env = "RECEIVER_METRICS", value_name = "IP:PORT", default_value = "127.0.0.1:9066")]
    pub metrics: SocketAddr,
    /// How long handling may take; a claim lasts 20 s more
    #[arg(long, env = "RECEIVER_HANDLE_TIME", value_name = "TIME", default_value = "10s", value_parser = humantime::parse_duration)]
    pub handle_time: Duration,
    /// Distance of the first retry; it doubles, up to an hour
    #[arg(long, env = "RECEIVER_RETRY_TIME", value_name = "TIME", default_value = "5s", value_parser = humantime::parse_duration)]
    pub retry_time: Duration,
    /// How many attempts may fail
    #[arg(long, env = "RECEIVER_ATTEMPTS", value_name = "NUMBER", default_value_t = 10)]
    pub attempts: u32,
    /// How long deliveries are kept that are done or acknowledged
    #[arg(long, env = "RECEIVER_KEEP_TIME", value_name = "TIME", default_value = "7d", value_parser = humantime::parse_duration)]
    pub keep_time: Duration,
    /// How long a stop waits for handlers, and then as long for senders
    #[arg(long, env = "RECEIVER_STOP_TIME", value_name = "TIME", default_value = "10s", value_parser = humantime::parse_duration)]
    pub stop_time: Duration,
    /// How to log, on stderr; RUST_LOG says what
    #[arg(long, env = "RECEIVER_LOG", value_parser = ["text", "json"], default_value = "text", global = true)]
    pub log: String,
    /// What to do instead of receiving
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What an operator does with deliveries.
#[derive(Clone, Subcommand)]
#[expect(missing_docs, reason = "the help has a line for each")]
pub enum Command {
    /// List the deliveries of a state, or all that are neither done nor acknowledged
    #[rustfmt::skip]
    List { #[arg(value_parser = STATES)] state: Option<String> },
    /// Print the body of a delivery, which may hold secrets
    Show { id: i64 },
    /// Handle a delivery again, with all its attempts before it; with 0, all that are failed or unreadable
    Retry { id: i64 },
    /// Set a delivery aside that is failed or unreadable; with 0, all. It alerts no more, and is kept as if it were done
    Acknowledge { id: i64 },
}

impl Config {
    /// The secret that was set, or a new one of 128 random bits.
    pub fn secret(&self) -> Result<String, Failure> {
        let Some(secret) = self.secret.as_ref().or(self.secret_file.as_ref()).map(|secret| secret.trim_end()) else {
            return Ok(format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?));
        };
        let is_good = secret.len() >= 20 && secret.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it));
        // Not by clap, whose errors quote what they refuse.
        if is_good { Ok(secret.into()) } else { Err("RECEIVER_SECRET: expected 20 or more of a-z A-Z 0-9 - _".into()) }
    }
}
