//! What may be looked at, who says so, and how: nothing outside the plan is ever contacted.

use crate::dns::wire;
use std::net::SocketAddr;
use std::time::Duration;
use ward_domain::live_check::Statement;
use ward_domain::network::AddressRange;

/// What to look at. Names are lower case, international ones in their ASCII form (`xn--…`).
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Who says that all this is theirs to look at, or that they may. Required.
    pub statement: Statement,
    /// Domains: their mail records, their mail servers, and the web server of the bare name if there is one.
    pub domains: Vec<String>,
    /// Web hosts.
    pub hosts: Vec<String>,
    /// Addresses whose TCP ports are tried.
    pub addresses: Vec<AddressRange>,
    /// The TCP ports to try there.
    pub ports: Vec<u16>,
    /// DKIM selectors that the organisation uses; a list of common ones is asked for as well.
    pub selectors: Vec<String>,
    /// Ranges that are never contacted, whatever leads there: medical devices.
    pub refused: Vec<AddressRange>,
    /// Whether private and loopback addresses may be contacted. Not for looking from outside; for tests.
    pub allows_inside: bool,
}

/// The ports of the services; others than the usual ones are for tests.
#[derive(Clone, Copy, Debug)]
pub struct Services {
    /// Mail between servers.
    pub smtp: u16,
    /// The web in the clear.
    pub http: u16,
    /// The web over TLS.
    pub https: u16,
}

impl Default for Services {
    fn default() -> Self {
        Self { smtp: 25, http: 80, https: 443 }
    }
}

/// How to look.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program that looks, for the report.
    pub tool: String,
    /// Name servers, asked in turn.
    pub name_servers: Vec<SocketAddr>,
    /// Longest wait for one step: an answer of the DNS, a connection, a handshake, a page.
    pub limit: Duration,
    /// Certificates (DER) that are trusted beside the roots that browsers trust.
    pub extra_roots: Vec<Vec<u8>>,
    /// Ports of the services.
    pub services: Services,
}

impl Settings {
    /// The usual ones: five seconds for each step.
    pub fn new(tool: &str, name_servers: Vec<SocketAddr>) -> Self {
        Self {
            tool: tool.to_owned(),
            name_servers,
            limit: Duration::from_secs(5),
            extra_roots: Vec::new(),
            services: Services::default(),
        }
    }
}

/// Most addresses that one look tries.
const MOST_ADDRESSES: u64 = 65_536;

/// The plan cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotLook {
    /// No statement.
    #[error("nobody has stated that these names and addresses may be looked at")]
    NoStatement,
    /// Nothing in it.
    #[error("the plan names no domain, host or address")]
    NothingToDo,
    /// A text that is no name.
    #[error("`{0}` is no domain name: write it as example.org, international names as xn--…")]
    NotAName(String),
    /// Too much.
    #[error("the plan has more than {MOST_ADDRESSES} addresses: name the blocks that are in use")]
    TooManyAddresses,
    /// Nobody to ask.
    #[error("no name server is known: name one")]
    NoNameServer,
    /// A fault of this machine.
    #[error("the machine cannot do it: {0}")]
    Machine(String),
}

impl Plan {
    /// Refuses a plan that cannot be carried out.
    pub fn check(&self) -> Result<(), CannotLook> {
        if self.statement.by.trim().is_empty() {
            return Err(CannotLook::NoStatement);
        }
        if self.domains.is_empty() && self.hosts.is_empty() && self.addresses.is_empty() {
            return Err(CannotLook::NothingToDo);
        }
        let names = self.domains.iter().chain(&self.hosts).chain(&self.selectors);
        if let Some(name) = names.clone().find(|name| !is_name(name)) {
            return Err(CannotLook::NotAName(name.clone()));
        }
        if let Some(name) = self.domains.iter().find(|name| !name.contains('.')) {
            return Err(CannotLook::NotAName(name.clone()));
        }
        let counts = self.addresses.iter().map(|range| range.count().unwrap_or(u64::MAX));
        if counts.fold(0, u64::saturating_add) > MOST_ADDRESSES {
            return Err(CannotLook::TooManyAddresses);
        }
        Ok(())
    }
}

fn is_name(name: &str) -> bool {
    let is_made_of = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
    wire::labels(name).is_some() && name.chars().all(is_made_of) && !name.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(change: impl Fn(&mut Plan), expected: Option<CannotLook>) {
        let statement = Statement { by: "A. Manager".to_owned(), ..Statement::default() };
        let mut plan = Plan { statement, domains: vec!["clinic.example".to_owned()], ..Plan::default() };
        change(&mut plan);
        assert_eq!(plan.check().err(), expected);
    }

    #[test]
    fn a_plan_needs_a_statement_and_a_subject() {
        check(|_| (), None);
        check(|plan| plan.statement.by = " ".to_owned(), Some(CannotLook::NoStatement));
        check(|plan| plan.domains.clear(), Some(CannotLook::NothingToDo));
    }
    #[test]
    fn names_are_names() {
        for name in
            ["Clinic.example", "clinic", "a b.example", "clínica.example", "clinic.example.", "a..b", ""]
        {
            check(|plan| plan.domains.push(name.to_owned()), Some(CannotLook::NotAName(name.to_owned())));
        }
    }
    #[test]
    fn addresses_are_counted_first() {
        check(|plan| plan.addresses.push("10.0.0.0/16".parse().unwrap()), None);
        check(|plan| plan.addresses.push("10.0.0.0/15".parse().unwrap()), Some(CannotLook::TooManyAddresses));
        check(
            |plan| plan.addresses.push("2001:db8::/32".parse().unwrap()),
            Some(CannotLook::TooManyAddresses),
        );
    }
}
