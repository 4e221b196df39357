//! One `host` of an nmap run.

use super::{epoch, tls};
use crate::targets::host_name;
use crate::tls::service_on;
use crate::xml::{Element, Xml};
use crate::{Account, Damaged, names};
use jiff::Timestamp;
use std::net::IpAddr;
use ward_domain::network::Protocol;
use ward_domain::observation::{
    Asked, AssetKind, AssetSeen, Check, FindingSeen, HostScan, Index, Line, Observations, ServiceSeen,
    TlsEndpointSeen,
};

/// The attributes of `host`.
#[derive(Default)]
pub(super) struct Start {
    ended: Option<Timestamp>,
    is_timed_out: bool,
}

impl Start {
    pub(super) fn of(element: &Element<'_>) -> Result<Self, Damaged> {
        let mut start = Self::default();
        for attribute in element.attributes() {
            match attribute? {
                ("endtime", value) => start.ended = epoch(&value),
                ("timedout", value) => start.is_timed_out = value == "true",
                _ => {}
            }
        }
        Ok(start)
    }
}

/// What is known of the host under way.
#[derive(Default)]
struct Host {
    state: Option<String>,
    asset: AssetSeen,
    has_os: bool,
    /// A name that the person gave, which goes before the one that the DNS gave for the address.
    has_given_name: bool,
    ports: Vec<Port>,
    port_problems: Vec<(Line, String)>,
}

struct Port {
    protocol: Protocol,
    number: u16,
    is_open: bool,
    service: String,
    product: String,
    tls: Option<TlsEndpointSeen>,
    /// Where a script logged in with a maker's default account.
    default_account: Option<Line>,
    line: Line,
}

/// Reads the element `host`, which was just opened.
pub(super) fn read(
    xml: &mut Xml<'_>,
    start: Start,
    observations: &mut Observations,
    account: &mut Account,
) -> Result<(), Damaged> {
    let inside = xml.depth();
    let mut host = Host::default();
    host.asset.line = xml.line();
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "status" => host.state = element.attribute("state")?,
            "address" => host.address(&element)?,
            "hostname" => host.name(&element)?,
            "port" => {
                let port = port(&element)?;
                let line = xml.line();
                match port {
                    Ok((protocol, number)) => host.ports.push(Port {
                        protocol,
                        number,
                        is_open: false,
                        service: String::new(),
                        product: String::new(),
                        tls: None,
                        default_account: None,
                        line,
                    }),
                    Err(reason) => host.port_problems.push((line, reason)),
                }
            }
            "state" => {
                let is_open = element.attribute("state")?.is_some_and(|state| state == "open");
                host.ports.last_mut().into_iter().for_each(|port| port.is_open |= is_open);
            }
            "service" => host.service(&element)?,
            "script" => {
                let (script, output) = (element.attribute("id")?, element.attribute("output")?);
                let line = xml.line();
                if let (Some(script), Some(port)) = (script, host.ports.last_mut()) {
                    match script.as_str() {
                        "ssl-enum-ciphers" => tls::ciphers(xml, port.tls.get_or_insert_default())?,
                        "ssl-cert" => tls::certificate(xml, port.tls.get_or_insert_default())?,
                        "http-default-accounts" if output.is_some_and(|text| !text.trim().is_empty()) => {
                            port.default_account = Some(line);
                        }
                        _ => {}
                    }
                }
            }
            "osmatch" if !host.has_os => {
                host.has_os = true;
                host.asset.operating_system = element.attribute("name")?.filter(|name| !name.is_empty());
            }
            "osclass" if host.asset.kind.is_none() => {
                host.asset.kind = element.attribute("type")?.and_then(|kind| device_kind(&kind));
            }
            _ => {}
        }
    }
    host.finish(start, observations, account);
    Ok(())
}

impl Host {
    fn address(&mut self, element: &Element<'_>) -> Result<(), Damaged> {
        let (mut text, mut is_mac, mut vendor) = (String::new(), false, None);
        for attribute in element.attributes() {
            match attribute? {
                ("addr", value) => text = value.into_owned(),
                ("addrtype", value) => is_mac = value == "mac",
                ("vendor", value) => vendor = Some(value.into_owned()),
                _ => {}
            }
        }
        if is_mac {
            self.asset.macs.extend(names::mac(&text));
            self.asset.maker = vendor;
        } else {
            self.asset.addresses.extend(text.parse::<IpAddr>());
        }
        Ok(())
    }
    fn name(&mut self, element: &Element<'_>) -> Result<(), Damaged> {
        let (mut name, mut is_given) = (None, false);
        for attribute in element.attributes() {
            match attribute? {
                ("name", value) => name = host_name(&value),
                ("type", value) => is_given = value == "user",
                _ => {}
            }
        }
        let Some(name) = name.filter(|name| name != "localhost" && !name.starts_with("localhost.")) else {
            return Ok(());
        };
        let place = if name.contains('.') { &mut self.asset.fqdn } else { &mut self.asset.host_name };
        if place.is_none() || (is_given && !self.has_given_name) {
            *place = Some(name);
            self.has_given_name |= is_given;
        }
        Ok(())
    }
    fn service(&mut self, element: &Element<'_>) -> Result<(), Damaged> {
        let Some(port) = self.ports.last_mut() else { return Ok(()) };
        let (mut product, mut version, mut extra, mut is_tls) = (None, None, None, false);
        for attribute in element.attributes() {
            match attribute? {
                ("name", value) => port.service = value.into_owned(),
                ("product", value) => product = Some(value.into_owned()),
                ("version", value) => version = Some(value.into_owned()),
                ("extrainfo", value) => extra = Some(format!("({value})")),
                ("tunnel", value) => is_tls = value == "ssl",
                _ => {}
            }
        }
        if is_tls && !port.service.is_empty() {
            port.service.insert_str(0, "ssl/");
        }
        port.product = [product, version, extra].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Ok(())
    }
    fn finish(self, start: Start, observations: &mut Observations, account: &mut Account) {
        let line = self.asset.line;
        match self.state.as_deref() {
            Some("up") => {}
            Some(_) => return account.used(), // Looked at, and nothing there.
            None => return account.skipped(line, "the host has no status"),
        }
        let asset = self.asset;
        let name = asset.fqdn.clone().or_else(|| asset.addresses.first().map(ToString::to_string));
        let address = asset.addresses.first().copied();
        if asset.addresses.is_empty() && asset.macs.is_empty() && asset.fqdn.is_none() {
            return account.skipped(line, "the host has no address that can be read");
        }
        let Ok(index) = Index::try_from(observations.assets.len()) else {
            return account.skipped(line, "there are more hosts than can be counted");
        };
        account.used();
        for (line, reason) in self.port_problems {
            account.problem(line, reason);
        }
        observations.assets.push(asset);
        observations.coverage.push(HostScan {
            asset: index,
            scan: 0,
            at: start.ended,
            completed: !start.is_timed_out,
            credentialed: None,
            line,
        });
        if start.is_timed_out {
            account.problem(line, "the host timed out: it does not count as looked at to its end");
        }
        for port in self.ports.iter().filter(|port| port.is_open) {
            if let Some(line) = port.default_account {
                let check = default_account_check(observations);
                let (protocol, port) = (port.protocol, port.number);
                observations.findings.push(FindingSeen {
                    asset: index,
                    check,
                    scan: 0,
                    port,
                    protocol,
                    line,
                });
            }
            if let Some(endpoint) = &port.tls {
                observations.tls_endpoints.push(TlsEndpointSeen {
                    host: name.clone().unwrap_or_default(),
                    address,
                    port: port.number,
                    speaks: service_on(port.number),
                    offers_tls: Asked::Found(()),
                    line: port.line,
                    ..endpoint.clone()
                });
            }
        }
        observations.services.extend(self.ports.into_iter().filter(|port| port.is_open).map(|port| {
            ServiceSeen {
                asset: index,
                scan: 0,
                protocol: port.protocol,
                port: port.number,
                service: port.service,
                product: port.product,
                line: port.line,
            }
        }));
    }
}

/// The place of the one check of nmap that is a finding. nmap gives it no severity.
fn default_account_check(observations: &mut Observations) -> Index {
    const ID: &str = "nmap:http-default-accounts";
    let checks = &mut observations.checks;
    checks.iter().position(|check| check.id == ID).unwrap_or_else(|| {
        let title = "A web page accepts the maker's default account".to_owned();
        checks.push(Check { id: ID.to_owned(), title, ..Check::default() });
        checks.len() - 1
    }) as Index
}

fn port(element: &Element<'_>) -> Result<Result<(Protocol, u16), String>, Damaged> {
    let mut protocol = Protocol::Other;
    let mut number = Err("a port has no number: it was left out".to_owned());
    for attribute in element.attributes() {
        match attribute? {
            ("protocol", value) => match &*value {
                "tcp" => protocol = Protocol::Tcp,
                "udp" => protocol = Protocol::Udp,
                _ => {}
            },
            ("portid", value) => {
                number = value.parse().map_err(|_| {
                    let shown: String = value.chars().filter(|c| !c.is_control()).take(20).collect();
                    format!("`{shown}` is not a port number: it was left out")
                });
            }
            _ => {}
        }
    }
    Ok(number.map(|number| (protocol, number)))
}

/// The device types of nmap's fingerprints (<https://nmap.org/book/osdetect-device-types.html>).
fn device_kind(kind: &str) -> Option<AssetKind> {
    Some(match kind.to_ascii_lowercase().as_str() {
        "bridge" | "broadband router" | "firewall" | "hub" | "load balancer" | "router" | "switch"
        | "wap" => AssetKind::Network,
        "phone" | "pda" => AssetKind::Mobile,
        "printer" | "print server" | "media device" | "game console" | "voip adapter" | "voip phone"
        | "webcam" => AssetKind::Other,
        _ => return None,
    })
}
