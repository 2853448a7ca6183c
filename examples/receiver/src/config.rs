use std::{env, time::Duration};

use crate::Failure;

/// What `receiver --help` prints.
pub const HELP: &str = include_str!("../help.txt");

/// The settings, as the help has them. No `Debug`, so that the secret gets into no log.
#[derive(Clone)]
#[expect(missing_docs, reason = "the help says it")]
pub struct Config {
    pub secret: String,
    pub database_url: String,
    pub address: String,
    pub metrics_address: String,
    pub handle_time: Duration,
    pub retry_time: Duration,
    pub attempts: i64,
    pub keep_time: Duration,
    pub stop_time: Duration,
}

impl Config {
    /// Reads the environment.
    pub fn from_env() -> Result<Self, Failure> {
        let text = |name: &str, default: &str| env::var(name).unwrap_or_else(|_| default.to_owned());
        let number =
            |name: &str, default: &str| text(name, default).parse::<u32>().map_err(|error| format!("{name}: {error}"));
        let seconds = |name, default| number(name, default).map(|seconds| Duration::from_secs(seconds.into()));
        let secret = env::var("RECEIVER_SECRET").or_else(|_| random_secret())?;
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

/// 128 random bits in hexadecimal digits.
fn random_secret() -> Result<String, getrandom::Error> {
    Ok(format!("{:032x}", u128::from(getrandom::u64()?) << 64 | u128::from(getrandom::u64()?)))
}
