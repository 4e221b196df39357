//! Serving pages over a record: shared by `ward serve` and `ward demo`.

use crate::failure::{Code, Failure};
use crate::office_port::OfficeDesk;
use crate::port::AppPort;
use crate::rounds::Rounds;
use crate::ui::Ui;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use ward_app::Ctx;
use ward_app::programme::Office;
use ward_collectors::Settings;

/// Where to listen.
#[derive(clap::Args)]
pub(crate) struct Listen {
    /// Port on this machine
    #[arg(long, default_value_t = 8405, value_name = "PORT")]
    port: u16,
}

/// Serves until Ctrl-C or a request to stop. `settings` say how live checks look, or why there are none.
pub(crate) fn serve(
    ctx: Ctx,
    listen: &Listen,
    settings: Result<Settings, String>,
    ui: &Ui,
) -> Result<Code, Failure> {
    // Without sign-in, everybody who can reach the port may do everything: loopback only.
    let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), listen.port);
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Failure::machine("starting", &e))?;
    let ctx = Arc::new(ctx);
    let (rounds, thread) = Rounds::start(Arc::clone(&ctx), settings);
    let port = Arc::new(AppPort::new(ctx, Arc::clone(&rounds)));
    let served = runtime.block_on(async {
        let listener = bind(address).await?;
        let bound = listener.local_addr().map_err(|e| Failure::machine("listening", &e))?;
        ui.say(format!("Ward is at http://{bound}  (Ctrl-C ends it)"));
        ward_web::serve(port.clone(), ward_web::Settings::default(), listener, stopped())
            .await
            .map_err(|e| Failure::machine("serving", &e))
    });
    // Work that was begun ends first; the store closes on a thread that may block.
    runtime.shutdown_timeout(std::time::Duration::from_secs(10));
    rounds.stop(thread);
    drop(port);
    served.map(|()| Code::Done)
}

/// Serves the operator's pages until Ctrl-C or a request to stop.
pub(crate) fn serve_office(office: Office, name: String, listen: &Listen, ui: &Ui) -> Result<Code, Failure> {
    let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), listen.port);
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Failure::machine("starting", &e))?;
    let port = Arc::new(OfficeDesk::new(Arc::new(office), name));
    let served = runtime.block_on(async {
        let listener = bind(address).await?;
        let bound = listener.local_addr().map_err(|e| Failure::machine("listening", &e))?;
        ui.say(format!("The office is at http://{bound}  (Ctrl-C ends it)"));
        ward_web::serve_office(port.clone(), ward_web::Settings::default(), listener, stopped())
            .await
            .map_err(|e| Failure::machine("serving", &e))
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(10));
    drop(port);
    served.map(|()| Code::Done)
}

/// Serves the operator's pages at the port and an organisation's at the next, until Ctrl-C or a request to stop.
pub(crate) fn serve_both(
    office: Office,
    name: String,
    house: Ctx,
    listen: &Listen,
    ui: &Ui,
) -> Result<Code, Failure> {
    let address = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    // Port 0 lets the system choose both.
    let next = if listen.port == 0 { 0 } else { listen.port.saturating_add(1) };
    let runtime = tokio::runtime::Runtime::new().map_err(|e| Failure::machine("starting", &e))?;
    let desk = Arc::new(OfficeDesk::new(Arc::new(office), name));
    let house = Arc::new(house);
    let settings = Err("A demonstration contacts no other machine.".to_owned());
    let (rounds, thread) = Rounds::start(Arc::clone(&house), settings);
    let port = Arc::new(AppPort::new(house, Arc::clone(&rounds)));
    let served = runtime.block_on(async {
        let (first, second) = (bind(address(listen.port)).await?, bind(address(next)).await?);
        let bound = |listener: &tokio::net::TcpListener| {
            listener.local_addr().map_err(|e| Failure::machine("listening", &e))
        };
        ui.say(format!("A hospital is at http://{}", bound(&second)?));
        ui.say(format!("The office is at http://{}  (Ctrl-C ends both)", bound(&first)?));
        let office = ward_web::serve_office(desk.clone(), ward_web::Settings::default(), first, stopped());
        let house = ward_web::serve(port.clone(), ward_web::Settings::default(), second, stopped());
        tokio::try_join!(office, house).map(|_| ()).map_err(|e| Failure::machine("serving", &e))
    });
    runtime.shutdown_timeout(std::time::Duration::from_secs(10));
    rounds.stop(thread);
    drop((desk, port));
    served.map(|()| Code::Done)
}

async fn bind(address: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::bind(address).await.map_err(|e| {
        Failure::usage(
            format!("cannot listen on {address}: {e}"),
            "Another program uses the port; choose one with --port.",
        )
    })
}

async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut terminated) = signal(SignalKind::terminate()) else {
            let _ = interrupted.await;
            return;
        };
        tokio::select! { _ = interrupted => {}, _ = terminated.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupted.await;
}
