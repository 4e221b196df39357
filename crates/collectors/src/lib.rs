//! Looks from outside at names and addresses that an organisation declared, and reports what they answer.
//!
//! [`look`] takes a [`Plan`] and gives a [`LiveCheck`], which is kept as evidence like any file. Nothing is judged here.
//!
//! * Only what the plan names is contacted: its domains and hosts, the mail servers and the `mta-sts` host of its
//!   domains, and its addresses. Redirects elsewhere are told and not followed. Refused ranges are refused at the one
//!   place that opens connections (`net.rs`), so also when a name leads there; private addresses likewise.
//! * What could not be asked is [`Asked::Failed`](ward_domain::observation::Asked), and never an absence.
//! * Every wait, answer and list has a bound, because the servers may be slow, endless or hostile.
//! * [`fetch`] is the one exception: it gets a file from an address that the person who runs Ward names.
//! * SPF ([`spf`]) and the mail policies are functions over the trait [`dns::Dns`], so that they run without a network.
//!
//! One more check of a mail domain is a file in `mail/` and a field of `MailDomainSeen`.

mod bytes;
pub mod dns;
mod feed;
mod http;
mod mail;
mod net;
mod outside;
mod plan;
mod reach;
mod security_txt;
mod smtp;
pub mod spf;
mod tls;
mod web;

pub use feed::{CannotFetch, fetch};
pub use plan::{CannotLook, Plan, Services, Settings};

use jiff::Timestamp;
use outside::Outside;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use ward_domain::live_check::{LiveCheck, VERSION};
use ward_domain::network::AddressRange;
use web::Declared;

/// Domains, hosts, servers or addresses that are looked at at once.
const AT_ONCE: usize = 64;

/// Carries out a plan; `now` is the moment at which it begins. Blocks until it is done: not for use within an async task.
pub fn look(plan: &Plan, settings: &Settings, now: Timestamp) -> Result<LiveCheck, CannotLook> {
    plan.check()?;
    let needs_names = !plan.domains.is_empty() || !plan.hosts.is_empty();
    if needs_names && settings.name_servers.is_empty() {
        return Err(CannotLook::NoNameServer);
    }
    let machine = |error: std::io::Error| CannotLook::Machine(error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(machine)?;
    runtime.block_on(carry_out(plan, settings, now))
}

async fn carry_out(plan: &Plan, settings: &Settings, now: Timestamp) -> Result<LiveCheck, CannotLook> {
    let outside = Arc::new(Outside::new(plan, settings, now)?);
    let domains: BTreeSet<&String> = plan.domains.iter().collect();
    let hosts = plan.hosts.iter().filter(|host| !domains.contains(host));
    let web: Vec<(String, Declared)> = domains
        .iter()
        .map(|domain| ((*domain).clone(), Declared::AsDomain))
        .chain(hosts.collect::<BTreeSet<_>>().into_iter().map(|host| (host.clone(), Declared::AsHost)))
        .collect();
    let domains: Vec<String> = domains.into_iter().cloned().collect();
    let addresses: BTreeSet<_> = plan.addresses.iter().flat_map(AddressRange::addresses).collect();
    let ports: BTreeSet<u16> = plan.ports.iter().copied().collect();
    let ports: Arc<Vec<u16>> = Arc::new(ports.into_iter().collect());
    let selectors = Arc::new(plan.selectors.clone());

    let mail = each(&outside, domains, move |outside, domain| {
        let selectors = Arc::clone(&selectors);
        async move { mail::look(&outside, &domain, &selectors).await }
    });
    let web =
        each(
            &outside,
            web,
            |outside, (host, declared)| async move { web::look(&outside, &host, declared).await },
        );
    let addresses = if ports.is_empty() { Vec::new() } else { addresses.into_iter().collect() };
    let reach = each(&outside, addresses, move |outside, address| {
        let ports = Arc::clone(&ports);
        async move { reach::look(&outside, address, &ports).await }
    });
    let (mail_domains, web, reach) = tokio::try_join!(mail, web, reach)?;

    let servers: BTreeSet<String> =
        mail_domains.iter().filter_map(|seen| seen.mx.found()).flatten().cloned().collect();
    let mail_servers = each(&outside, servers.into_iter().collect(), |outside, host| async move {
        mail::look_at_server(&outside, &host).await
    })
    .await?;

    let (mut tls_endpoints, mut security_txts, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for seen in web {
        tls_endpoints.extend(seen.endpoint);
        security_txts.extend(seen.security_txt);
        notes.extend(seen.notes);
    }
    tls_endpoints.extend(mail_servers);
    Ok(LiveCheck {
        ward_check: VERSION,
        tool: settings.tool.clone(),
        started: now,
        ended: outside.now(),
        statement: plan.statement.clone(),
        mail_domains,
        tls_endpoints,
        security_txts,
        reach,
        refused: outside.net.refusals(),
        notes,
    })
}

/// Does the same for each item, some at once, and gives the results in the order of the items.
async fn each<I, T, F, W>(outside: &Arc<Outside>, items: Vec<I>, work: F) -> Result<Vec<T>, CannotLook>
where
    F: Fn(Arc<Outside>, I) -> W,
    W: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let broken = |error: &dyn std::fmt::Display| CannotLook::Machine(error.to_string());
    let mut tasks = JoinSet::new();
    for (position, item) in items.into_iter().enumerate() {
        let turn = Arc::clone(&turns).acquire_owned().await.map_err(|error| broken(&error))?;
        let result = work(Arc::clone(outside), item);
        tasks.spawn(async move {
            let _turn = turn;
            (position, result.await)
        });
    }
    let mut results = Vec::with_capacity(tasks.len());
    while let Some(done) = tasks.join_next().await {
        results.push(done.map_err(|error| broken(&error))?);
    }
    results.sort_by_key(|(position, _)| *position);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
