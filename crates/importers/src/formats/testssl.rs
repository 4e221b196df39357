//! Reads what testssl.sh found out about servers that speak TLS: its flat JSON, its pretty JSON and its CSV.
//!
//! All three are lists of `id`, host, port, severity and finding; the pretty JSON groups them by server. The ids that
//! say which versions, suites and certificates a server has are read; ratings and attacks are not.

mod findings;

use crate::head::peek;
use crate::json::{self, Layout as Shape, Object, Piece, Value, text};
use crate::table::{Field, Layout, Row, System, Table, recognise_system};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use findings::Servers;
use std::io::BufRead;
use ward_domain::observation::{Line, Observations, Origin};

/// Reads what testssl.sh found.
pub struct TestSsl;

static ABOUT: About = About {
    id: "testssl",
    name: "testssl.sh results (JSON or CSV)",
    how_to_get: "Run `testssl.sh --jsonfile tls.json www.hospital.example`, with `--starttls smtp` for mail servers",
    carries: "Which TLS versions and weak cipher suites each server accepts, its certificate and HSTS; ratings and \
              single attacks are not read",
    version: 1,
    evidence_kind: "tls-check",
};

static LAYOUT: Layout = Layout {
    id: "testssl",
    fields: &[
        Field::new("id", &["id"]),
        Field::new("host", &["fqdn/ip"]),
        Field::new("port", &["port"]),
        Field::new("severity", &["severity"]),
        Field::new("finding", &["finding"]),
    ],
    systems: &[System {
        name: "testssl.sh",
        marks: &[&["id"], &["fqdn/ip"], &["port"], &["severity"], &["finding"]],
    }],
    needs: &[&["id"], &["host"], &["finding"]],
    foreign: &[],
};

impl Importer for TestSsl {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let Some(json) = head.json() else {
            return recognise_system(head, &LAYOUT);
        };
        let is_flat =
            json.is_array && ["id", "ip", "port", "severity", "finding"].iter().all(|key| json.has(key));
        let is_pretty = json.has("Invocation") && (json.has("openssl") || json.has("scanResult"));
        if is_flat || is_pretty { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let is_pretty = peek(input, |head| head.json().map(|json| !json.is_array))?;
        match is_pretty {
            None => csv(input, context),
            Some(is_pretty) => json_lists(input, context, is_pretty),
        }
    }
}

fn json_lists(input: &mut dyn BufRead, context: &Context<'_>, is_pretty: bool) -> Result<Reading, Damaged> {
    let mut account = Account::new(&context.limits);
    let mut servers = Servers::default();
    let mut version = None;
    let shape = if is_pretty { Shape::Within("scanResult", &["version"], &[]) } else { Shape::Outermost };
    json::read(input, &context.limits, shape, &mut |piece| match piece {
        Piece::Field(_, value) => version = value.as_str().map(str::to_owned),
        Piece::Record(line, record) if is_pretty => {
            let place = Place::of(&record, "targetHost");
            let groups = record.as_object().map(Object::sorted).unwrap_or_default();
            for finding in groups.iter().filter_map(|(_, group)| group.as_array()).flatten() {
                take(&mut servers, &mut account, line, &place, finding);
            }
        }
        Piece::Record(line, record) => {
            let place = Place::of(&record, "ip");
            take(&mut servers, &mut account, line, &place, &record);
        }
    })?;
    let observations = observations(servers, &mut |line, reason| account.problem(line, reason), version);
    Ok(Reading { observations, tally: account.finish() })
}

fn csv(input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
    let mut table = Table::open(input, context, &LAYOUT)?;
    let mut servers = Servers::default();
    table.each(finding, |finding| {
        servers.take(&finding.host, finding.port, &finding.id, &finding.text, finding.line);
        Ok(())
    })?;
    let observations = observations(servers, &mut |line, reason| table.problem_at(line, reason), None);
    Ok(table.finish(observations))
}

/// A row of the CSV.
struct Finding {
    host: String,
    port: u16,
    id: String,
    text: String,
    line: Line,
}

fn finding(row: &mut Row<'_>) -> Result<Finding, String> {
    let port = row.text("port").and_then(|port| port.parse().ok());
    let (Some(id), Some(host), Some(port)) = (row.text("id"), row.text("host"), port) else {
        return Err("the row has no id, no host or no port".to_owned());
    };
    Ok(Finding { host, port, id, text: row.text("finding").unwrap_or_default(), line: row.line() })
}

/// Which server a finding is about.
struct Place {
    host: Option<String>,
    port: Option<u16>,
}

impl Place {
    fn of(record: &Value, host: &str) -> Self {
        let address = if host == "ip" { None } else { text(record, "ip") };
        let host = text(record, host).map(|host| match address {
            Some(address) if !host.contains('/') => format!("{host}/{address}"),
            _ => host,
        });
        Self { host, port: text(record, "port").and_then(|port| port.parse().ok()) }
    }
}

fn take(servers: &mut Servers, account: &mut Account, line: Line, place: &Place, finding: &Value) {
    let (Some(host), Some(port), Some(id)) = (&place.host, place.port, text(finding, "id")) else {
        return account.skipped(line, "the finding has no id, no host or no port");
    };
    servers.take(host, port, &id, &text(finding, "finding").unwrap_or_default(), line);
    account.used();
}

fn observations(
    servers: Servers,
    tell: &mut dyn FnMut(Line, String),
    version: Option<String>,
) -> Observations {
    let tls_endpoints = servers.finish(tell);
    Observations {
        tool: format!("testssl.sh {}", version.unwrap_or_default()).trim().to_owned(),
        origin: Origin::Machine,
        tls_endpoints,
        ..Observations::default()
    }
}

#[cfg(test)]
mod tests;
