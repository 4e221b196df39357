//! The pages: HTTP in, HTML out, everything that people see of Ward in a browser.
//!
//! * [`port`]: what pages ask of the rest of Ward. The one trait to implement.
//! * [`routes`]: every route in one table.
//! * `pages`: one file for each page, with its handler, its markup and its samples.
//! * [`office`]: the same for the programme operator: his port, his routes, his pages.
//! * `kit`: the parts that pages are made of.
//! * `guard`: who may ask, tokens of forms, headers, pages for what went wrong.
//!
//! Pages are made on the server and need no JavaScript.

mod batches;
#[cfg(any(test, feature = "fake"))]
pub mod fake;
mod guard;
mod kit;
pub mod office;
mod pages;
mod pipe;
pub mod port;
mod posted;
pub mod routes;
mod state;
mod statics;
#[cfg(test)]
mod tests;

pub use office::port::OfficePort;
pub use port::{Port, Posture, Trouble, TroubleKind};
pub use state::Settings;

use state::{AppState, Side};
use std::future::Future;
use std::io;
use std::sync::Arc;

/// The router of the programme operator's pages.
pub fn office_router(port: Arc<dyn OfficePort>, settings: Settings) -> axum::Router {
    routes::build(AppState::new(Side::Office(port), settings))
}

/// The router with the default settings.
pub fn router(port: Arc<dyn Port>) -> axum::Router {
    router_with(port, Settings::default())
}

/// The router.
pub fn router_with(port: Arc<dyn Port>, settings: Settings) -> axum::Router {
    routes::build(AppState::new(Side::House(port), settings))
}

/// Serves until `shutdown` comes, then lets answers that were begun end.
pub async fn serve(
    port: Arc<dyn Port>,
    settings: Settings,
    listener: tokio::net::TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, router_with(port, settings)).with_graceful_shutdown(shutdown).await
}

/// The same for the operator's pages.
pub async fn serve_office(
    port: Arc<dyn OfficePort>,
    settings: Settings,
    listener: tokio::net::TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    axum::serve(listener, office_router(port, settings)).with_graceful_shutdown(shutdown).await
}
