//! Takes deliveries from the network, and answers when they are safe.

use std::{io, net::SocketAddr, sync::Arc, time::Duration, time::Instant};

use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::{Router, body::Bytes, body::HttpBody, http::Method, http::StatusCode, routing::get, serve::Listener};
use cloud66_webhooks::WebhookEvent;
use hyper_util::{rt::TokioIo, rt::TokioTimer, service::TowerToHyperService};
use metrics::{counter, histogram};
use metrics_exporter_prometheus::PrometheusHandle;
use subtle::ConstantTimeEq;
use tokio::{net::TcpListener, sync::Semaphore, sync::oneshot, time::sleep, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::store::{Delivery, Queue, Store};

/// The published payloads are below 4 KiB. This leaves room for long lists, and none to fill the memory.
const LARGEST_BODY: usize = 256 * 1024;
/// How many connections are open. Whoever comes later waits in the system's queue.
const CONNECTIONS: u32 = 1024;
/// How long a head may take to arrive, which is also how long a connection may idle, and then a body.
const READ_TIME: Duration = Duration::from_secs(10);
/// The sender gives up after 30 s, and gets an answer before that.
const ANSWER_TIME: Duration = Duration::from_secs(28);

async fn answer(State((path, queue)): State<(Arc<str>, Queue)>, request: Request) -> StatusCode {
    // In constant time: how long it takes must not tell how much of a guess was right. The length is no secret.
    if request.method() != Method::POST || !bool::from(request.uri().path().as_bytes().ct_eq(path.as_bytes())) {
        counter!("receiver_strangers_total").increment(1);
        return StatusCode::NOT_FOUND;
    }
    let start = Instant::now();
    let outcome = timeout(ANSWER_TIME, receive(queue, request)).await;
    histogram!("receiver_answer_seconds").record(start.elapsed());
    let Err(status) = outcome.unwrap_or(Err(StatusCode::SERVICE_UNAVAILABLE)) else { return StatusCode::OK };
    counter!("receiver_refused_total", "status" => status.as_u16().to_string()).increment(1);
    error!(%status, "a delivery is lost");
    status
}

async fn receive(queue: Queue, request: Request) -> Result<(), StatusCode> {
    // A body is read once it has a place: that bounds the memory. Whoever comes later waits with an open connection.
    let place = queue.reserve_owned().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    if request.body().size_hint().lower() > LARGEST_BODY as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    // Its time begins here, and not while it waits.
    let body = timeout(READ_TIME, Bytes::from_request(request, &())).await;
    let body = body.map_err(|_| StatusCode::REQUEST_TIMEOUT)?.map_err(|rejection| rejection.status())?;
    // Nothing is waited for between the two, so a sender that hangs up now takes nothing with it.
    let (answer, answered) = oneshot::channel();
    place.send((read(body), answer));
    if answered.await == Ok(true) { Ok(()) } else { Err(StatusCode::SERVICE_UNAVAILABLE) }
}

/// What to store. What cannot be read is stored too: an error would not bring it back.
fn read(body: Bytes) -> Delivery {
    let event = WebhookEvent::from_slice(&body).inspect_err(|error| warn!(%error, "a delivery is unreadable"));
    let event_type = event.as_ref().map(|event| event.event_type().to_string()).unwrap_or_default();
    for drift in event.iter().flat_map(WebhookEvent::drift).take(10) {
        counter!("receiver_drift_total").increment(1);
        warn!(event_type, %drift, "the vendor has changed something");
    }
    let state = if event.is_ok() { "waiting" } else { "unreadable" }.to_owned();
    let reason = event.err().map(|error| error.to_string()).unwrap_or_default();
    Delivery { body: body.into(), event_type, state, reason, ..Delivery::default() }
}

/// Accepts connections until `close`, and then finishes those that are open.
///
/// Not by `axum::serve`, which bounds neither the connections nor the time that a head may take.
pub(crate) async fn serve(mut listener: TcpListener, path: Arc<str>, queue: Queue, close: &CancellationToken) {
    // One handler for every path and method, so that all that strangers get is the same.
    let app = Router::new().fallback(answer).layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state((path, queue));
    let connections = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(READ_TIME).max_buf_size(16 * 1024);
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
pub async fn operate(address: SocketAddr, page: PrometheusHandle, store: Arc<Store>, stop: CancellationToken) -> ! {
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
    let ready = async move || match timeout(READ_TIME, store.list("claimed")).await {
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
