//! Looking from outside, as several commands do it: which name servers are asked, and who allows it.

use crate::failure::Failure;
use std::net::{IpAddr, SocketAddr};
use ward_app::{Clock as _, SystemClock};
use ward_collectors::{Settings, dns};
use ward_domain::live_check::Statement;

/// Whom to ask about names.
#[derive(clap::Args)]
pub(crate) struct NameServers {
    /// A name server to ask, with or without port; may be repeated [default: those of this machine]
    #[arg(long, value_name = "ADDRESS", value_parser = name_server)]
    name_server: Vec<SocketAddr>,
}

impl NameServers {
    /// The settings of a look that asks these.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let name_servers = if self.name_server.is_empty() {
            dns::of_this_machine().map_err(|error| {
                Failure::usage(
                    format!("cannot tell which name servers this machine uses: {error}"),
                    "Name one with --name-server.",
                )
            })?
        } else {
            self.name_server.clone()
        };
        Ok(Settings::new(concat!("ward ", env!("CARGO_PKG_VERSION")), name_servers))
    }
}

/// A statement of today.
pub(crate) fn statement(by: &str) -> Statement {
    Statement {
        by: by.trim().to_owned(),
        on: SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date(),
        says: "These names and addresses are ours, or we may look at them.".to_owned(),
    }
}

/// A name as the DNS writes it.
pub(crate) fn tidy(name: &str) -> String {
    name.trim().trim_end_matches('.').to_lowercase()
}

fn name_server(text: &str) -> Result<SocketAddr, String> {
    let with_port = text.parse::<SocketAddr>().ok();
    let without = || text.parse::<IpAddr>().map(|address| SocketAddr::new(address, 53)).ok();
    with_port
        .or_else(without)
        .ok_or_else(|| "it is no address such as 192.0.2.53 or 127.0.0.1:5353".to_owned())
}
