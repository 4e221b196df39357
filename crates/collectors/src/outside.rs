//! What every check works with: the name servers, the way out, the clock of this look, and who was declared.

use crate::dns::{Answer, Client, Dns as _, Kind};
use crate::net::Net;
use crate::plan::{CannotLook, Plan, Services, Settings};
use crate::tls::Handshaker;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::future::Future;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// Most addresses of one name that are tried.
const MOST_ADDRESSES: usize = 6;

/// The context of one look.
pub(crate) struct Outside {
    pub(crate) dns: Client,
    pub(crate) net: Net,
    pub(crate) tls: Handshaker,
    pub(crate) services: Services,
    limit: Duration,
    declared: BTreeSet<String>,
    started: Timestamp,
    since: Instant,
}

impl Outside {
    pub(crate) fn new(plan: &Plan, settings: &Settings, now: Timestamp) -> Result<Self, CannotLook> {
        Ok(Self {
            dns: Client::new(settings.name_servers.clone(), settings.limit),
            net: Net::new(plan, settings),
            tls: Handshaker::new(settings, now)?,
            services: settings.services,
            limit: settings.limit,
            declared: plan.domains.iter().chain(&plan.hosts).cloned().collect(),
            started: now,
            since: Instant::now(),
        })
    }

    /// Now, by the moment at which the look began.
    pub(crate) fn now(&self) -> Timestamp {
        let passed = SignedDuration::try_from(self.since.elapsed()).unwrap_or_default();
        self.started.checked_add(passed).unwrap_or(self.started)
    }

    /// Whether the name was declared.
    pub(crate) fn declares(&self, host: &str) -> bool {
        self.declared.contains(host)
    }

    /// The addresses of a host; none when it has none, and an error when nobody could say.
    pub(crate) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, String> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let (v4, v6) = tokio::join!(self.dns.ask(host, Kind::A), self.dns.ask(host, Kind::Aaaa));
        let addresses: Vec<IpAddr> = v4.addresses().chain(v6.addresses()).take(MOST_ADDRESSES).collect();
        match (v4, v6) {
            (Answer::Failed(why), _) | (_, Answer::Failed(why)) if addresses.is_empty() => Err(why),
            _ => Ok(addresses),
        }
    }

    /// Waits for a step, as long as its limit allows.
    pub(crate) async fn in_time<T>(
        &self,
        step: impl Future<Output = Result<T, String>>,
    ) -> Result<T, String> {
        self.within(self.limit, step).await
    }

    /// The same with three times the limit, for servers that let everybody wait on purpose.
    pub(crate) async fn in_long_time<T>(
        &self,
        step: impl Future<Output = Result<T, String>>,
    ) -> Result<T, String> {
        self.within(self.limit * 3, step).await
    }

    async fn within<T>(
        &self,
        limit: Duration,
        step: impl Future<Output = Result<T, String>>,
    ) -> Result<T, String> {
        match timeout(limit, step).await {
            Ok(result) => result,
            Err(_) => Err(format!("the server took longer than {} s", limit.as_secs_f32())),
        }
    }
}
