//! The program: receives, or shows what was received. `--help` says how.

use std::{io, io::Write, process::ExitCode, sync::Arc};

use clap::Parser;
use metrics_exporter_prometheus::PrometheusBuilder;
use receiver::{ACKNOWLEDGE, Command, Config, Failure, RETRY, Receiver, Store, handle::handle, operate};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::{EnvFilter, filter::LevelFilter, fmt};

// As many events are parsed at once as there are threads, and each may take 47 times its size and 2 MiB.
#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    let config = Config::parse();
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    let log = fmt().with_env_filter(filter).with_writer(io::stderr);
    match config.log.as_str() {
        "json" => log.json().init(),
        _ => log.init(),
    }
    let ended = match &config.command {
        None => receive(config).await,
        Some(command) => execute(&config.database_url, command).await,
    };
    let _ = ended.as_ref().inspect_err(|error| tracing::error!("{error}"));
    ExitCode::from(u8::from(ended.is_err()))
}

async fn execute(url: &str, command: &Command) -> Result<(), Failure> {
    let (store, mut out) = (Store::open(url, false).await?, io::stdout());
    let time = |milliseconds| chrono::DateTime::from_timestamp_millis(milliseconds).unwrap_or_default();
    match command {
        Command::List { state } => {
            for it in store.list(state.as_deref().unwrap_or_default()).await? {
                write!(out, "{} {:?} {} {} ", it.id, time(it.arrival), it.state, it.event_type)?;
                writeln!(out, "(attempts: {}, next: {:?}) {}", it.attempts, time(it.next_attempt), it.reason)?;
            }
        }
        Command::Show { id } => out.write_all(&store.body(*id).await?)?,
        Command::Retry { id } => store.change(RETRY, *id).await?,
        Command::Acknowledge { id } => store.change(ACKNOWLEDGE, *id).await?,
    }
    store.pool.close().await;
    Ok(())
}

async fn receive(config: Config) -> Result<(), Failure> {
    let stop = tokio_util::sync::CancellationToken::new();
    for kind in [SignalKind::terminate(), SignalKind::interrupt()] {
        let (mut signal, stop) = (signal(kind)?, stop.clone());
        tokio::spawn(async move { (signal.recv().await, stop.cancel()) });
    }
    // A secret that was chosen is on no screen. One that was made has to be.
    let secret = config.secret()?;
    let segment = if config.secret.is_none() && config.secret_file.is_none() { &secret } else { "$RECEIVER_SECRET" };
    let page = PrometheusBuilder::new().set_buckets(&[0.01, 0.1, 1.0, 5.0, 10.0, 25.0])?.install_recorder()?;
    let Some(store) = stop.run_until_cancelled(Store::open(&config.database_url, true)).await else { return Ok(()) };
    let store = Arc::new(store?);
    let listener = match listenfd::ListenFd::from_env().take_tcp_listener(0)? {
        Some(listener) => listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener)),
        None => TcpListener::bind(config.address).await,
    };
    let listener = listener.map_err(|error| format!("RECEIVER_ADDRESS {}: {error}", config.address))?;
    tokio::spawn(operate(config.metrics, page, Arc::clone(&store), stop.clone()));
    println!("Metrics are at http://{}/metrics. Post a sample with", config.metrics);
    println!("curl -i --data-binary @samples/managed_backup.fail.json \"http://{}/{segment}\"", listener.local_addr()?);
    let config = Config { secret: Some(secret), ..config };
    Receiver { config, store, handler: Arc::new(|attempt| Box::pin(handle(attempt))) }.run(listener, stop).await
}
