//! Reads reports of Greenbone (GVM, OpenVAS) as XML: devices, open ports, findings and what the scan covered.
//!
//! A report wraps another of the same name. Results come first and the devices with their properties after them, so a
//! device made by a result is completed when its own element comes. Log messages say that a check ran: they are counted
//! and kept only when they name a CVE.

mod host;
mod result;

use crate::scanned::Scanned;
use crate::xml::Xml;
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::network::Protocol;
use ward_domain::observation::{Observations, Scan};

/// Reads reports of Greenbone.
pub struct OpenVas;

static ABOUT: About = About {
    id: "openvas",
    name: "Greenbone or OpenVAS report (XML)",
    how_to_get: "In Greenbone open the report, choose Download and the report format XML; set the filter so that log \
                 messages are in it",
    carries: "Devices, open ports, findings with Greenbone's own severity, CVSS by version, EPSS and CVEs, and whether \
              log-in worked; which addresses were asked for is not in it",
    version: 1,
    evidence_kind: "vulnerability-scan",
};

impl Importer for OpenVas {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let text = head.text();
        let has_mark = ["format_id=", "<gmp>", "<gmp ", "<omp>", "<results", "<report_format"];
        match head.xml_root() {
            Some("get_reports_response") => Confidence::Certain,
            Some("report") if has_mark.iter().any(|mark| text.contains(mark)) => Confidence::Certain,
            _ => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut xml = Xml::new(input, &context.limits, &["report", "get_reports_response"]);
        let mut file = File {
            scanned: Scanned::new(&context.limits),
            account: Account::new(&context.limits),
            started: None,
            ended: None,
            is_done: None,
            version: None,
        };
        while let Some(element) = xml.next_within(0)? {
            match element.name() {
                "report" | "get_reports_response" | "results" => {}
                "result" => result::read(&mut xml, &mut file)?,
                "host" => host::read(&mut xml, &mut file)?,
                "ports" => file.ports(&mut xml)?,
                "scan_start" => file.started = moment(&xml.text()?).or(file.started),
                "scan_end" => file.ended = moment(&xml.text()?).or(file.ended),
                "scan_run_status" => file.is_done = Some(xml.text()?.eq_ignore_ascii_case("done")),
                "gmp" | "omp" => {
                    let (_, children) = xml.text_and_children()?;
                    file.version =
                        children.into_iter().find(|(name, _)| name == "version").map(|(_, text)| text);
                }
                _ => xml.leave()?,
            }
        }
        Ok(file.finish())
    }
}

/// What has been read so far.
struct File {
    scanned: Scanned,
    account: Account,
    started: Option<Timestamp>,
    ended: Option<Timestamp>,
    /// Whether the scan ran to its end; `None` when the report does not say.
    is_done: Option<bool>,
    version: Option<String>,
}

impl File {
    /// The list of open ports: `<port>22/tcp<host>10.0.0.1</host>…</port>`.
    fn ports(&mut self, xml: &mut Xml<'_>) -> Result<(), Damaged> {
        let inside = xml.depth();
        while let Some(element) = xml.next_within(inside)? {
            if element.name() != "port" {
                xml.leave()?;
                continue;
            }
            let line = xml.line();
            let (text, children) = xml.text_and_children()?;
            let host = children.into_iter().find(|(name, _)| name == "host").map(|(_, text)| text);
            let Some(host) = host.filter(|host| host::is_known(host)) else { continue };
            let asset = self.scanned.host(&host, line, || host::asset(&host, line))?;
            self.scanned.open_port(asset, port(&text), "", line)?;
        }
        Ok(())
    }
    fn finish(mut self) -> Reading {
        let is_done = self.is_done != Some(false);
        if !is_done {
            let reason = "the scan did not run to its end: no device counts as looked at to its end";
            self.account.problem(0, reason);
            self.scanned.observations.coverage.iter_mut().for_each(|host| host.completed = false);
        }
        let ended = self.ended.filter(|_| is_done);
        let scan = Scan { started: self.started, ended, looks_for_vulnerabilities: true, ..Scan::default() };
        let observations = self.scanned.finish(scan, |told| self.account.problem(0, told));
        let version = self.version.unwrap_or_default();
        let observations = Observations {
            tool: format!("Greenbone {version}").trim().to_owned(),
            collected_at: self.ended.or(self.started),
            ..observations
        };
        Reading { observations, tally: self.account.finish() }
    }
}

/// `22/tcp`; `general/tcp` is the device as a whole.
fn port(text: &str) -> (Protocol, u16) {
    let (number, protocol) = text.split_once('/').unwrap_or((text, ""));
    // Older reports write `http (80/tcp)`.
    let number = number.rsplit(['(', ' ']).next().unwrap_or_default();
    let protocol = match protocol.trim_end_matches(')').trim().to_ascii_lowercase().as_str() {
        "tcp" => Protocol::Tcp,
        "udp" => Protocol::Udp,
        _ => Protocol::Other,
    };
    (protocol, number.trim().parse().unwrap_or(0))
}

fn moment(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests;
