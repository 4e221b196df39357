//! Log lines on the error output; `WARD_LOG` chooses how many (`WARD_LOG=debug`).

use tracing_subscriber::EnvFilter;

pub(crate) fn start(quiet: bool) {
    let default = if quiet { "error" } else { "warn" };
    let filter = EnvFilter::try_from_env("WARD_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).init();
}
