//! The program: receives, or shows what was received. `--help` says how.

use std::{fmt::Write as _, io, io::Write as _, net::SocketAddr, sync::Arc};

use chrono::DateTime;
use metrics_exporter_prometheus::PrometheusBuilder;
use receiver::{Config, Delivery, Failure, HELP, Store, handle, run};
use tokio::signal::unix::{SignalKind, signal};
use tokio::{net::TcpListener, runtime::Builder};

fn main() -> Result<(), Failure> {
    tracing_subscriber::fmt().with_writer(io::stderr).init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // As many events are parsed at once as there are threads, and each may take 40 times its size and 2 MiB.
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let result = runtime.block_on(command(&arguments.iter().map(String::as_str).collect::<Vec<_>>()));
    // A handler that blocks its thread holds up no stop.
    runtime.shutdown_background();
    result
}

async fn command(arguments: &[&str]) -> Result<(), Failure> {
    let store = async || Store::open(&Config::from_env()?.database_url).await;
    match arguments {
        [] => return receive(Config::from_env()?).await,
        ["--help" | "-h"] => print!("{HELP}"),
        ["list"] => print(&store().await?.list("").await?)?,
        ["list", state] => print(&store().await?.list(state).await?)?,
        ["show", id] => io::stdout().write_all(&store().await?.body(id.parse()?).await?)?,
        ["retry", id] if store().await?.retry(id.parse()?).await? => {}
        ["retry", _] => return Err("there is no such delivery, or it is being handled".into()),
        _ => return Err("see --help".into()),
    }
    Ok(())
}

async fn receive(config: Config) -> Result<(), Failure> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    PrometheusBuilder::new().with_http_listener(config.metrics_address.parse::<SocketAddr>()?).install()?;
    let listener = TcpListener::bind(&config.address).await?;
    // A secret that was chosen is on no screen. One that was made has to be.
    let segment = if std::env::var_os("RECEIVER_SECRET").is_some() { "$RECEIVER_SECRET" } else { &config.secret };
    println!("Metrics are at http://{}/metrics. Post a sample with", config.metrics_address);
    println!("curl -i --data-binary @samples/managed_backup.fail.json \"http://{}/{segment}\"", listener.local_addr()?);
    let stop = async {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
    };
    run(config, listener, Arc::new(|event| Box::pin(handle::handle(event))), stop).await
}

fn print(deliveries: &[Delivery]) -> io::Result<()> {
    let time = |milliseconds| DateTime::from_timestamp_millis(milliseconds).unwrap_or_default().format("%FT%TZ");
    let mut list = String::new();
    for Delivery { id, arrival, event_type, state, attempts, next_attempt, reason, .. } in deliveries {
        let (at, next) = (time(*arrival), time(*next_attempt));
        let _ = writeln!(list, "{id} {at} {state} {event_type} (attempts: {attempts}, next: {next}) {reason}");
    }
    // Whoever reads it may stop early, as in `receiver list | head`.
    io::stdout().write_all(list.as_bytes()).or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}
