//! Takes deliveries from the network, and answers when they are safe.

use std::{io, net::SocketAddr, sync::Arc, time::Duration, time::Instant};

use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{Method, StatusCode};
use axum::{Router, body::Bytes, body::HttpBody, routing::get, serve::Listener};
use hyper_util::{rt::TokioIo, rt::TokioTimer, service::TowerToHyperService};
use metrics::{counter, histogram};
use subtle::ConstantTimeEq;
use tokio::{net::TcpListener, sync::Semaphore, time::sleep, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::store::{Delivery, Store};

/// The published payloads are below 4 KiB. This leaves room for long lists, and none to fill the memory.
const LARGEST_BODY: usize = 256 * 1024;
/// How many bodies are in memory. Whoever comes later waits with an open connection.
const BODIES: usize = 64;
/// How many connections are open. Whoever comes later waits in the system's queue.
const CONNECTIONS: u32 = 1024;
const LARGEST_HEAD: usize = 16 * 1024;
/// How long a head may take to arrive, which is also how long a connection may idle.
const HEAD_TIME: Duration = Duration::from_secs(10);
const BODY_TIME: Duration = Duration::from_secs(10);
/// The sender gives up after 30 s, and gets an answer before that.
const ANSWER_TIME: Duration = Duration::from_secs(28);

/// The secret, the places for bodies, and where they go.
type Receiver = (Arc<str>, Arc<Semaphore>, Arc<Store>);

pub(crate) fn app(secret: &str, store: Arc<Store>) -> Router {
    // One handler for every path and method, so that all that strangers get is the same.
    let receiver: Receiver = (secret.into(), Arc::new(Semaphore::new(BODIES)), store);
    Router::new().fallback(answer).layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state(receiver)
}

async fn answer(State((secret, bodies, store)): State<Receiver>, request: Request) -> StatusCode {
    let segment = request.uri().path().strip_prefix('/').unwrap_or_default();
    // In constant time: how long it takes must not tell how much of a guess was right. The length is no secret.
    let is_sender = bool::from(segment.as_bytes().ct_eq(secret.as_bytes()));
    if !is_sender || request.method() != Method::POST {
        counter!("receiver_strangers_total").increment(1);
        return StatusCode::NOT_FOUND;
    }
    let start = Instant::now();
    let outcome = timeout(ANSWER_TIME, receive(&bodies, store, request)).await;
    histogram!("receiver_answer_seconds").record(start.elapsed());
    let Err(status) = outcome.unwrap_or(Err(StatusCode::SERVICE_UNAVAILABLE)) else { return StatusCode::OK };
    counter!("receiver_refused_total", "status" => status.as_u16().to_string()).increment(1);
    error!(%status, "a delivery is lost");
    status
}

async fn receive(bodies: &Arc<Semaphore>, store: Arc<Store>, request: Request) -> Result<(), StatusCode> {
    let permit = Arc::clone(bodies).acquire_owned().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    if request.body().size_hint().lower() > LARGEST_BODY as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    // Its time begins here, and not while it waits.
    let body = timeout(BODY_TIME, Bytes::from_request(request, &())).await;
    let body = body.map_err(|_| StatusCode::REQUEST_TIMEOUT)?.map_err(|rejection| rejection.status())?;
    // In a task of its own, which goes on when the sender hangs up: all of the delivery is here. The permit bounds them.
    let kept = tokio::spawn(async move { (keep(&store, body).await, permit).0 });
    if kept.await.unwrap_or(false) { Ok(()) } else { Err(StatusCode::SERVICE_UNAVAILABLE) }
}

/// Brings a delivery to safety. What cannot be read is kept too: an error would not bring it back.
async fn keep(store: &Store, body: Bytes) -> bool {
    let parsed = cloud66_webhooks::WebhookEvent::from_slice(&body)
        .inspect_err(|error| warn!(%error, "a delivery is unreadable"));
    let (event_type, state, reason) = match parsed {
        Ok(event) => {
            for drift in event.drift().into_iter().take(10) {
                counter!("receiver_drift_total").increment(1);
                warn!(event_type = %event.event_type(), %drift, "the vendor has changed something");
            }
            (event.event_type().to_string(), "waiting", String::new())
        }
        Err(error) => (String::new(), "unreadable", error.to_string()),
    };
    let (body, state_of_row) = (body.into(), state.to_owned());
    let is_kept = store.insert(Delivery { body, event_type, state: state_of_row, reason, ..Delivery::default() }).await;
    counter!("receiver_accepted_total", "state" => state).increment(is_kept.into());
    is_kept
}

/// Accepts connections until `close`, and then finishes those that are open.
///
/// Not by `axum::serve`, which bounds neither the connections nor the time that a head may take.
pub(crate) async fn serve(mut listener: TcpListener, app: Router, close: CancellationToken) {
    let (connections, mut http) =
        (Arc::new(Semaphore::new(CONNECTIONS as usize)), hyper::server::conn::http1::Builder::new());
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LARGEST_HEAD);
    // With `half_close`, a sender that hangs up with its last byte is heard out. And a connection has one request: on one
    // that is kept, the next may come at the moment in which it is closed.
    http.half_close(true).keep_alive(false);
    // Axum's `accept` goes on after an error: most likely there is no file handle left, and soon there is one again.
    let mut accept = async || (Arc::clone(&connections).acquire_owned().await, Listener::accept(&mut listener).await);
    while let Some((permit, (stream, _))) = close.run_until_cancelled(accept()).await {
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app.clone()));
        // An error is the other side's: it hung up, or does not speak HTTP.
        tokio::spawn(async move { (connection.await, permit).0 });
    }
    drop(listener);
    // When all are closed, all places are free.
    let _ = connections.acquire_many(CONNECTIONS).await;
}

/// Serves the metrics, and whether the receiver is alive and ready. Where another is still at the address, the one that this
/// one replaces, it comes later, and deliveries need not wait for it.
pub async fn operate(
    address: SocketAddr,
    page: metrics_exporter_prometheus::PrometheusHandle,
    store: Arc<Store>,
    stop: CancellationToken,
) -> ! {
    // Each counter is there before it counts: what has no value raises no alert.
    for (name, label, values) in [
        ("receiver_accepted_total", "state", "waiting unreadable"),
        ("receiver_refused_total", "status", "400 408 413 503"),
        ("receiver_attempts_total", "then", "done waiting failed unreadable"),
    ] {
        values.split(' ').for_each(|value| counter!(name, label => value).increment(0));
    }
    let _ =
        (counter!("receiver_strangers_total"), counter!("receiver_drift_total"), histogram!("receiver_answer_seconds"));
    let ready = async move || match timeout(BODY_TIME, store.list("claimed")).await {
        Ok(Ok(_)) if store.check().is_ok() && !stop.is_cancelled() => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    let app = Router::new().route("/metrics", get(async move || page.render()));
    let app = app.route("/live", get(StatusCode::OK)).route("/ready", get(ready));
    loop {
        let served = async { axum::serve(TcpListener::bind(address).await?, app.clone()).await };
        let _ = served.await.inspect_err(|error: &io::Error| warn!(%error, "no metrics at {address} yet"));
        sleep(Duration::from_secs(1)).await;
    }
}
