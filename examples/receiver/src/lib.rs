//! Receives Cloud 66 webhooks: the server writes each delivery to a database and answers, the worker reads it from there and
//! handles it. `README.md` says how to run it; to adapt it, start at `handle.rs`.
//!
//! The sender signs nothing, gives up after 30 s, and does not retry. So the address is the password, an answer means that
//! the delivery is on disk, and what goes wrong after that is tried again here.

mod config;
pub mod handle;
mod server;
mod store;
mod worker;

use std::sync::Arc;

use futures_util::future::{BoxFuture, join, join_all};
use tokio::{net::TcpListener, runtime::Builder, select, sync::mpsc, time::sleep};
use tokio_util::sync::CancellationToken;

pub use config::{Command, Config};
pub use server::operate;
pub use store::{ACKNOWLEDGE, RETRY, STATES, Store};

/// How many events are handled at once, and so how many are in memory.
const AT_ONCE: usize = 4;
/// Any error, with a message for whoever reads the log.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
/// What handles an event: `handle::handle`, and others in tests.
pub type Handler = Arc<dyn Fn(handle::Attempt) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// The receiver, and what it is made of.
pub struct Receiver {
    /// The settings.
    pub config: Config,
    /// Where the deliveries are.
    pub store: Arc<Store>,
    /// What happens with them.
    pub handler: Handler,
}

impl Receiver {
    /// Receives and handles until `stop`, then finishes what is in progress.
    ///
    /// What is in progress after `stop_time` keeps its lease, and is tried again when that ends.
    pub async fn run(&self, listener: TcpListener, stop: CancellationToken) -> Result<(), Failure> {
        let (close, (queue, waiting)) = (CancellationToken::new(), mpsc::channel(store::BATCH));
        let path = format!("/{}", self.config.secret()?).into();
        // Handlers get a runtime of their own, which is never waited for: whatever they do to its threads stops nothing here.
        let runtime = Box::leak(Box::new(Builder::new_multi_thread().worker_threads(2).enable_all().build()?));
        let serve = join(server::serve(listener, path, queue, &close), self.store.keep(waiting));
        let work = async {
            let workers = join_all((0..AT_ONCE).map(|_| self.work(runtime, &stop)));
            let housekeeping = self.store.housekeep(self.config.keep_time, &stop);
            let patience = async { (stop.cancelled().await, sleep(self.config.stop_time).await) };
            select! {
                _ = join(workers, housekeeping) => {}
                _ = patience => tracing::warn!("what is still in progress is tried again when its lease ends"),
            }
            // The listener is the last to go: who finds nobody there does not come back.
            close.cancel();
            sleep(self.config.stop_time).await;
        };
        select! { _ = serve => {}, () = work => {} }
        self.store.pool.close().await;
        Ok(())
    }
}
