//! Reads what `ward check` wrote: what mail domains, TLS servers and ports answered when they were asked from outside.
//!
//! The shape is [`LiveCheck`](ward_domain::live_check::LiveCheck). It is read list by list, so that a report on many
//! thousand addresses needs the memory of its rows.

use crate::json::{self, Layout, Piece, Value};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::io::BufRead;
use ward_domain::live_check::{Reach, Statement, VERSION};
use ward_domain::network::{AddressRange, Ports, Protocol};
use ward_domain::observation::{
    AssetSeen, HostScan, Index, Line, MailDomainSeen, Observations, Origin, Scan, SecurityTxtSeen,
    ServiceSeen, TlsEndpointSeen,
};

/// Reads the reports of `ward check`.
pub struct WardCheck;

static ABOUT: About = About {
    id: "ward-check",
    name: "Report of `ward check` (JSON)",
    how_to_get: "Run `ward check your-domain.org --i-am-allowed \"Your Name\" --out check.json`",
    carries: "Mail policies in the DNS, encryption of web and mail servers, security.txt, and which of the tried \
              ports answer",
    version: 1,
    // One file has one kind. DNS and TLS looks stay fresh equally long; ports would stay fresh longer.
    evidence_kind: "dns-check",
};

/// The lists of the report.
const LISTS: &[&str] = &["mail_domains", "tls_endpoints", "security_txts", "reach"];

impl Importer for WardCheck {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        match head.json() {
            Some(json) if !json.is_array && json.has("ward_check") && json.has("statement") => {
                Confidence::Certain
            }
            _ => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut report = Report::new(&context.limits);
        json::read(input, &context.limits, Layout::Lists(LISTS), &mut |piece| {
            if let Piece::Field(key, value) = piece {
                report.take(key, value);
            }
        })?;
        report.finish()
    }
}

/// The report while it is read.
struct Report {
    account: Account,
    most_rows: usize,
    number: Line,
    version: Option<u64>,
    tool: String,
    started: Option<Timestamp>,
    ended: Option<Timestamp>,
    statement: Option<Statement>,
    seen: Observations,
    /// Rows of reach by the ports that were tried: one scan each.
    reach: BTreeMap<Vec<u16>, Vec<(Line, Reach)>>,
}

impl Report {
    fn new(limits: &crate::Limits) -> Self {
        Self {
            account: Account::new(limits),
            most_rows: limits.rows,
            number: 0,
            version: None,
            tool: String::new(),
            started: None,
            ended: None,
            statement: None,
            seen: Observations::default(),
            reach: BTreeMap::new(),
        }
    }

    fn take(&mut self, key: &str, value: Value<'_>) {
        match key {
            "ward_check" => self.version = value.as_u64(),
            "tool" => value.as_str().unwrap_or_default().clone_into(&mut self.tool),
            "started" => self.started = typed(value).ok(),
            "ended" => self.ended = typed(value).ok(),
            "statement" => self.statement = typed(value).ok(),
            _ if LISTS.contains(&key) => {
                self.number = self.number.saturating_add(1);
                let taken = if self.number as usize > self.most_rows {
                    Err(format!("the report has more than {} rows", self.most_rows))
                } else {
                    self.row(key, value)
                };
                match taken {
                    Ok(()) => self.account.used(),
                    Err(reason) => self.account.skipped(self.number, reason),
                }
            }
            _ => {}
        }
    }

    fn row(&mut self, list: &str, value: Value<'_>) -> Result<(), String> {
        let line = self.number;
        match list {
            "mail_domains" => {
                let row: MailDomainSeen = typed(value)?;
                if row.domain.is_empty() {
                    return Err("the mail domain has no name".to_owned());
                }
                if row.dmarc.found().is_some_and(|policy| policy.percent > 100) {
                    return Err(format!("the DMARC policy of {} applies to more than 100 %", row.domain));
                }
                self.seen.mail_domains.push(MailDomainSeen { line, ..row });
            }
            "tls_endpoints" => {
                let row: TlsEndpointSeen = typed(value)?;
                self.seen.tls_endpoints.push(TlsEndpointSeen { line, ..row });
            }
            "security_txts" => {
                let row: SecurityTxtSeen = typed(value)?;
                self.seen.security_txts.push(SecurityTxtSeen { line, ..row });
            }
            _ => {
                let mut row: Reach = typed(value)?;
                row.tried.sort_unstable();
                row.tried.dedup();
                if let Some(port) = row.open.iter().find(|port| row.tried.binary_search(port).is_err()) {
                    return Err(format!("port {port} of {} is open and was not tried", row.address));
                }
                if let Some(why) = &row.could_not {
                    self.account
                        .problem(line, format!("not all ports of {} could be tried: {why}", row.address));
                }
                self.reach.entry(row.tried.clone()).or_default().push((line, row));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Reading, Damaged> {
        let damaged = |reason: String| Err(Damaged { line: 0, reason });
        if self.version != Some(u64::from(VERSION)) {
            return damaged(format!(
                "the report is not of version {VERSION}, which is the one that this Ward reads"
            ));
        }
        if self.statement.is_none_or(|statement| statement.by.trim().is_empty()) {
            return damaged(
                "the report does not say who allowed the look: run `ward check` again".to_owned(),
            );
        }
        let Some(ended) = self.ended else {
            return damaged("the report does not say when the look ended: run `ward check` again".to_owned());
        };
        for (ports, rows) in std::mem::take(&mut self.reach) {
            // Without a port nothing was looked at, and a scan without ports would be taken for one of unknown ports.
            if !ports.is_empty() {
                scan(&mut self.seen, ports, rows, self.started);
            }
        }
        self.seen.tool = self.tool;
        self.seen.origin = Origin::Machine;
        self.seen.collected_at = Some(ended);
        Ok(Reading { observations: self.seen, tally: self.account.finish() })
    }
}

fn typed<T: DeserializeOwned>(value: Value<'_>) -> Result<T, String> {
    serde_json::from_value(value.into()).map_err(|error| format!("the row cannot be read: {error}"))
}

/// Addresses on which the same ports were tried.
fn scan(seen: &mut Observations, ports: Vec<u16>, rows: Vec<(Line, Reach)>, started: Option<Timestamp>) {
    let position = |length: usize| Index::try_from(length).unwrap_or(Index::MAX);
    let scan = position(seen.scans.len());
    seen.scans.push(Scan {
        started,
        ended: rows.iter().map(|(_, row)| row.at).max(),
        targets: rows.iter().map(|(_, row)| AddressRange::from(row.address)).collect(),
        tcp_ports: Ports::from_ranges(ports.into_iter().map(|port| (port, port))),
        ..Scan::default()
    });
    for (line, row) in rows {
        let asset = position(seen.assets.len());
        seen.assets.push(AssetSeen { addresses: vec![row.address], line, ..AssetSeen::default() });
        seen.coverage.push(HostScan {
            asset,
            scan,
            at: Some(row.at),
            completed: row.could_not.is_none(),
            credentialed: None,
            line,
        });
        seen.services.extend(row.open.into_iter().map(|port| ServiceSeen {
            asset,
            scan,
            protocol: Protocol::Tcp,
            port,
            service: String::new(),
            product: String::new(),
            line,
        }));
    }
}

#[cfg(test)]
mod tests;
