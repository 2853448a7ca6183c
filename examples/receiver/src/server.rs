//! Takes deliveries from the network, and answers when they are safe.

use std::{sync::Arc, time::Duration};

use axum::extract::{FromRequest, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::{Router, body::Bytes, http::Method, http::StatusCode, serve::Listener};
use cloud66_webhooks::WebhookEvent;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::{server::graceful::GracefulShutdown, service::TowerToHyperService};
use metrics::counter;
use subtle::ConstantTimeEq;
use tokio::{net::TcpListener, sync::Semaphore, time};
use tokio_util::sync::CancellationToken;
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer, trace::TraceLayer};
use tracing::{error, info_span, warn};

use crate::store::Store;

/// The published payloads are below 4 KiB. This leaves room for long lists, and none to fill the memory.
const LARGEST_BODY: usize = 256 * 1024;
/// How many bodies are in memory. Whoever comes later waits with an open connection.
const BODIES: usize = 64;
/// How many connections are open. Whoever comes later waits in the system's queue.
const CONNECTIONS: usize = 1024;
const LARGEST_HEAD: usize = 16 * 1024;
/// How long a head may take to arrive, which is also how long a connection may idle.
const HEAD_TIME: Duration = Duration::from_secs(10);
const BODY_TIME: Duration = Duration::from_secs(10);
/// The sender gives up after 30 s, and gets an answer before that.
const ANSWER_TIME: Duration = Duration::from_secs(25);

#[derive(Clone)]
struct Receiver {
    secret: Arc<str>,
    bodies: Arc<Semaphore>,
    store: Arc<Store>,
}

pub(crate) fn app(secret: &str, store: Arc<Store>) -> Router {
    let receiver = Receiver { secret: secret.into(), bodies: Arc::new(Semaphore::new(BODIES)), store };
    // One handler for every path and method, and strangers sorted out first, so that all they get is the same. The span
    // names no path, because that is the secret.
    Router::new()
        .fallback(receive)
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, ANSWER_TIME))
        .layer(TraceLayer::new_for_http().make_span_with(|_: &Request| info_span!("delivery")))
        .layer(from_fn_with_state(receiver.clone(), only_the_sender))
        .with_state(receiver)
}

async fn only_the_sender(State(receiver): State<Receiver>, request: Request, next: Next) -> Response {
    let segment = request.uri().path().strip_prefix('/').unwrap_or_default();
    // In constant time: how long it takes must not tell how much of a guess was right. The length is no secret.
    let is_sender = bool::from(segment.as_bytes().ct_eq(receiver.secret.as_bytes()));
    if !is_sender || request.method() != Method::POST {
        counter!("receiver_strangers_total").increment(1);
        return StatusCode::NOT_FOUND.into_response();
    }
    let response = next.run(request).await;
    if !response.status().is_success() {
        counter!("receiver_refused_total", "status" => response.status().as_u16().to_string()).increment(1);
        error!(status = %response.status(), "a delivery is lost");
    }
    response
}

async fn receive(State(receiver): State<Receiver>, request: Request) -> Result<StatusCode, StatusCode> {
    let permit = Arc::clone(&receiver.bodies).acquire_owned().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    // Its time begins here, and not while it waits.
    let body =
        time::timeout(BODY_TIME, Bytes::from_request(request, &())).await.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    let body = body.map_err(|rejection| rejection.status())?;
    // In a task of its own, which goes on when the sender hangs up: all of the delivery is here. The permit bounds them.
    let stored = tokio::spawn(async move { (keep(&receiver.store, &body).await, permit).0 });
    stored.await.unwrap_or(Err(StatusCode::SERVICE_UNAVAILABLE))
}

/// Brings a delivery to safety. What cannot be read is kept too: an error would not bring it back.
async fn keep(store: &Store, body: &[u8]) -> Result<StatusCode, StatusCode> {
    let parsed = WebhookEvent::from_slice(body).inspect_err(|error| warn!(%error, "a delivery is unreadable"));
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
    store.insert(body, &event_type, state, &reason).await.map_err(|error| {
        error!(%error, "a delivery could not be stored");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    counter!("receiver_accepted_total", "state" => state).increment(1);
    Ok(StatusCode::OK)
}

/// Accepts connections until `stopping`, and then finishes the requests that are open.
///
/// Not by `axum::serve`, which bounds neither the connections nor the time that a head may take.
pub(crate) async fn serve(mut listener: TcpListener, app: Router, stopping: CancellationToken) {
    let (connections, graceful) = (Arc::new(Semaphore::new(CONNECTIONS)), GracefulShutdown::new());
    let mut http = http1::Builder::new();
    // With `half_close`, a sender that hangs up with its last byte is heard out.
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(LARGEST_HEAD).half_close(true);
    // Axum's `accept` goes on after an error: most likely there is no file handle left, and soon there is one again.
    let mut accept = async || (Arc::clone(&connections).acquire_owned().await, Listener::accept(&mut listener).await);
    while let Some((permit, (stream, _))) = stopping.run_until_cancelled(accept()).await {
        let service = TowerToHyperService::new(app.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        // An error is the other side's: it hung up, or does not speak HTTP.
        tokio::spawn(async move { (connection.await, permit).0 });
    }
    drop(listener);
    graceful.shutdown().await;
}
