//! Serves the operator's pages over a made-up programme, to look at them:
//! `cargo run -p ward-web --features fake --example office -- typical 8498`.

use std::sync::Arc;
use ward_web::fake::Kind;
use ward_web::office::fake::FakeOffice;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let kind = match arguments.next().as_deref() {
        Some("empty") => Kind::Empty,
        Some("full") => Kind::Full,
        Some("hostile") => Kind::Hostile,
        _ => Kind::Typical,
    };
    let port = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(8498u16);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    let until = async {
        // Without signals it serves until it is killed.
        let _ = tokio::signal::ctrl_c().await;
    };
    let settings = ward_web::Settings::default();
    ward_web::serve_office(Arc::new(FakeOffice::of(kind)), settings, listener, until).await
}
