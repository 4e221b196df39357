//! Reads nmap's XML (`-oX`): which ports answered, and what the scan was told to look at.
//!
//! The scope of a scan is in its command line and not in its results: an address that did not answer was looked at
//! too. So the arguments are read as nmap reads them. One row is one `host`; a host that is down is no device.

mod arguments;
mod host;
mod tls;

use crate::targets::tcp_ports;
use crate::xml::{Element, Xml};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use arguments::Scope;
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::network::AddressRange;
use ward_domain::observation::{Observations, Origin, Scan};

/// Reads nmap's XML.
pub struct Nmap;

static ABOUT: About = About {
    id: "nmap",
    name: "nmap scan (XML)",
    how_to_get: "Run nmap with `-oX scan.xml`; for all TCP ports add `-p-`, for TLS `--script ssl-enum-ciphers,ssl-cert`",
    carries: "Devices that answered, their open ports, and which addresses and ports were tried, from the command line; \
              TLS versions, weak ciphers, certificates and default accounts where the scripts ssl-enum-ciphers, ssl-cert \
              and http-default-accounts ran",
    version: 2,
    evidence_kind: "port-scan",
};

impl Importer for Nmap {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        if head.xml_root() == Some("nmaprun") { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut xml = Xml::new(input, &context.limits, &["nmaprun"]);
        let mut run = Run::default();
        let mut account = Account::new(&context.limits);
        let mut observations = Observations { origin: Origin::Machine, ..Observations::default() };
        let mut tcp_services = String::new();
        while let Some(element) = xml.next_within(0)? {
            match element.name() {
                "nmaprun" => run.start(&element)?,
                "scaninfo" => push_tcp_services(&element, &mut tcp_services)?,
                "host" => {
                    let start = host::Start::of(&element)?;
                    host::read(&mut xml, start, &mut observations, &mut account)?;
                    if observations.services.len() > context.limits.rows {
                        let reason = format!("there are more than {} open ports", context.limits.rows);
                        return Err(Damaged { line: xml.line(), reason });
                    }
                }
                "finished" => run.finish(&element)?,
                _ => {}
            }
        }
        if !run.is_finished {
            let reason =
                "the file has no <finished> element: the scan was stopped before its end, run it again";
            return Err(Damaged { line: xml.line(), reason: reason.to_owned() });
        }
        if let Some(error) = &run.error {
            account.problem(
                0,
                format!("nmap ended with an error: {error}; no device counts as looked at to its end"),
            );
            observations.coverage.iter_mut().for_each(|host| host.completed = false);
        }
        let scope = scope(&run, &observations, &mut account);
        let ended = run.ended.filter(|_| run.error.is_none());
        for host in &mut observations.coverage {
            host.at = host.at.or(run.ended);
        }
        observations.tool = run.tool();
        observations.collected_at = run.ended;
        observations.scans = vec![Scan {
            started: run.started,
            ended,
            targets: scope.targets.ranges,
            target_hosts: scope.targets.hosts,
            tcp_ports: tcp_ports(&tcp_services),
            looks_for_vulnerabilities: false,
            checks_run: None,
        }];
        Ok(Reading { observations, tally: account.finish() })
    }
}

/// What the file says of the run as a whole.
#[derive(Default)]
struct Run {
    scanner: String,
    version: String,
    arguments: String,
    started: Option<Timestamp>,
    ended: Option<Timestamp>,
    is_finished: bool,
    error: Option<String>,
}

impl Run {
    fn start(&mut self, element: &Element<'_>) -> Result<(), Damaged> {
        for attribute in element.attributes() {
            match attribute? {
                ("scanner", value) => self.scanner = value.into_owned(),
                ("version", value) => self.version = value.into_owned(),
                ("args", value) => self.arguments = value.into_owned(),
                ("start", value) => self.started = epoch(&value),
                _ => {}
            }
        }
        Ok(())
    }
    fn finish(&mut self, element: &Element<'_>) -> Result<(), Damaged> {
        self.is_finished = true;
        let mut is_error = false;
        let mut message = String::new();
        for attribute in element.attributes() {
            match attribute? {
                ("time", value) => self.ended = epoch(&value),
                ("exit", value) => is_error = value == "error",
                ("errormsg", value) => {
                    message = value.chars().filter(|c| !c.is_control()).take(200).collect();
                }
                _ => {}
            }
        }
        self.error = is_error.then_some(message);
        Ok(())
    }
    fn tool(&self) -> String {
        let scanner = if self.scanner.is_empty() { "nmap" } else { &self.scanner };
        format!("{scanner} {}", self.version).trim().to_owned()
    }
}

/// What was looked at: the targets of the command line; where it does not hold them, the hosts that the file lists.
fn scope(run: &Run, observations: &Observations, account: &mut Account) -> Scope {
    let mut scope = Scope::of(&run.arguments);
    for target in &scope.targets.not_understood {
        account
            .problem(0, format!("the target `{target}` was not understood: it does not count as looked at"));
    }
    if scope.is_elsewhere {
        account.problem(0, "the targets come from another file or from chance: only the hosts that answered count as looked at");
    } else if scope.targets.ranges.is_empty() && scope.targets.hosts.is_empty() {
        account
            .problem(0, "the command line names no target: only the hosts that answered count as looked at");
    } else {
        return scope;
    }
    let assets = &observations.assets;
    scope.targets.ranges =
        assets.iter().flat_map(|asset| asset.addresses.iter().map(|&a| AddressRange::from(a))).collect();
    scope.targets.hosts = assets.iter().filter_map(|asset| asset.fqdn.clone()).collect();
    scope.targets.tidy();
    scope
}

/// Collects the TCP ports that `scaninfo` lists; there is one such element for each kind of scan.
fn push_tcp_services(element: &Element<'_>, services: &mut String) -> Result<(), Damaged> {
    let (mut is_tcp, mut listed) = (false, String::new());
    for attribute in element.attributes() {
        match attribute? {
            ("protocol", value) => is_tcp = value == "tcp",
            ("services", value) => listed = value.into_owned(),
            _ => {}
        }
    }
    if is_tcp {
        services.push(',');
        services.push_str(&listed);
    }
    Ok(())
}

/// Seconds since 1970, as a moment.
fn epoch(text: &str) -> Option<Timestamp> {
    let seconds: i64 = text.trim().parse().ok()?;
    Timestamp::from_second(seconds).ok().filter(|_| seconds > 0)
}

#[cfg(test)]
mod tests;
