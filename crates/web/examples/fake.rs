//! Serves the pages over a made-up hospital, to look at them:
//! `cargo run -p ward-web --features fake --example fake -- typical 8499`.

use std::sync::Arc;
use ward_web::fake::{Fake, Kind};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let kind = match arguments.next().as_deref() {
        Some("first-run") => Kind::FirstRun,
        Some("empty") => Kind::Empty,
        Some("full") => Kind::Full,
        Some("hostile") => Kind::Hostile,
        _ => Kind::Typical,
    };
    let port = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(8499u16);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let until = async {
        // Without signals it serves until it is killed.
        let _ = tokio::signal::ctrl_c().await;
    };
    ward_web::serve(Arc::new(Fake::of(kind)), ward_web::Settings::default(), listener, until).await
}
