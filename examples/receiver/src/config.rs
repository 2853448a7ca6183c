use std::{env, time::Duration};

use crate::Failure;

/// What `receiver --help` prints.
pub const HELP: &str = include_str!("../help.txt");

/// The settings. No `Debug`, so that the secret gets into no log.
#[derive(Clone)]
pub struct Config {
    /// The last segment of the address.
    pub secret: String,
    /// Where the deliveries are.
    pub database_url: String,
    /// Where to receive.
    pub address: String,
    /// Where to serve the metrics.
    pub metrics_address: String,
    /// How long handling may take.
    pub handle_time: Duration,
    /// The distance of the first retry.
    pub retry_time: Duration,
    /// How many attempts may fail.
    pub attempts: i64,
    /// How long deliveries that are done are kept.
    pub keep_time: Duration,
    /// How long a stop waits for what is in progress.
    pub stop_time: Duration,
}

impl Config {
    /// Reads the environment.
    pub fn from_env() -> Result<Self, Failure> {
        let text = |name: &str, default: &str| {
            env::var_os(name).map_or(default.to_owned(), |value| value.to_string_lossy().into_owned())
        };
        let number =
            |name: &str, default: &str| text(name, default).parse::<u32>().map_err(|error| format!("{name}: {error}"));
        let seconds = |name, default| number(name, default).map(|seconds| Duration::from_secs(seconds.into()));
        // 128 random bits, unless one was chosen.
        let secret = text("RECEIVER_SECRET", &format!("{:016x}{:016x}", getrandom::u64()?, getrandom::u64()?));
        if secret.len() < 20 || !secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
            return Err("RECEIVER_SECRET is not 20 or more of a-z A-Z 0-9 - _".into());
        }
        Ok(Self {
            secret,
            database_url: text("DATABASE_URL", "sqlite:target/receiver.db"),
            address: text("RECEIVER_ADDRESS", "127.0.0.1:8066"),
            metrics_address: text("RECEIVER_METRICS", "127.0.0.1:9066"),
            handle_time: seconds("RECEIVER_HANDLE_SECONDS", "10")?,
            retry_time: seconds("RECEIVER_RETRY_SECONDS", "5")?,
            attempts: number("RECEIVER_ATTEMPTS", "10")?.into(),
            keep_time: seconds("RECEIVER_KEEP_DAYS", "7")?.saturating_mul(24 * 60 * 60),
            stop_time: seconds("RECEIVER_STOP_SECONDS", "10")?,
        })
    }
}
