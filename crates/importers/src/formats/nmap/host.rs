//! One `host` of an nmap run.

use super::epoch;
use crate::targets::host_name;
use crate::xml::{Element, Xml};
use crate::{Account, Damaged, names};
use jiff::Timestamp;
use std::borrow::Cow;
use std::net::IpAddr;
use ward_domain::network::Protocol;
use ward_domain::observation::{AssetKind, AssetSeen, HostScan, Index, Line, Observations, ServiceSeen};

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
            "status" => host.state = attribute(&element, "state")?,
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
                        line,
                    }),
                    Err(reason) => host.port_problems.push((line, reason)),
                }
            }
            "state" => {
                let is_open = attribute(&element, "state")?.is_some_and(|state| state == "open");
                host.ports.last_mut().into_iter().for_each(|port| port.is_open |= is_open);
            }
            "service" => host.service(&element)?,
            "osmatch" if !host.has_os => {
                host.has_os = true;
                host.asset.operating_system = attribute(&element, "name")?.filter(|name| !name.is_empty());
            }
            "osclass" if host.asset.kind.is_none() => {
                host.asset.kind = attribute(&element, "type")?.and_then(|kind| device_kind(&kind));
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

fn attribute(element: &Element<'_>, wanted: &str) -> Result<Option<String>, Damaged> {
    for attribute in element.attributes() {
        let (name, value) = attribute?;
        if name == wanted {
            return Ok(Some(Cow::into_owned(value)));
        }
    }
    Ok(None)
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
