//! What `ward check` writes: the report of one look from outside, kept as evidence like any file.
//!
//! The collectors write it and the importer `ward-check` reads it. The JSON is this struct; fields may be added with a
//! default, and never renamed: a rename makes version 2.

use crate::observation::{Asked, MailDomainSeen, SecurityTxtSeen, TlsEndpointSeen};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// The version that this program writes in [`LiveCheck::ward_check`].
pub const VERSION: u32 = 1;

/// The report of one look from outside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveCheck {
    /// The version of the report, [`VERSION`]; also the mark by which the file is recognised.
    pub ward_check: u32,
    /// The program that looked, with its version: `ward 0.1.0`.
    pub tool: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// Who says that these names and addresses may be looked at.
    pub statement: Statement,
    /// Mail domains, in the order of the plan.
    pub mail_domains: Vec<MailDomainSeen>,
    /// Servers that speak TLS, or should: the web first, then mail.
    pub tls_endpoints: Vec<TlsEndpointSeen>,
    /// Disclosure files.
    pub security_txts: Vec<SecurityTxtSeen>,
    /// Ports that were tried, one row for each address.
    pub reach: Vec<Reach>,
    /// What was not contacted, and why.
    pub refused: Vec<Refusal>,
    /// What a person should know beside it: a name without a web server, a redirect that was not followed.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Who says that the organisation owns what is looked at, or may look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The person's name.
    pub by: String,
    /// The day on which they said so.
    pub on: Date,
    /// What they said.
    pub says: String,
}

/// Which TCP ports of an address answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// The address.
    pub address: IpAddr,
    /// When its last port had been tried.
    pub at: Timestamp,
    /// Ports that gave an answer, sorted: open or closed. One that stays silent may be filtered on our own way out.
    pub tried: Vec<u16>,
    /// Those of them that accepted a connection, sorted.
    pub open: Vec<u16>,
    /// Why other ports could not be tried, when there were such.
    pub could_not: Option<String>,
}

/// Something that was not contacted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Refusal {
    /// A name, an address or a range.
    pub what: String,
    /// Why, in a sentence.
    pub why: String,
}

/// Something that was asked, and why nobody could say, if so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question<'r> {
    /// The domain, server or address.
    pub of: String,
    /// What was asked: `SPF`, `certificate`.
    pub what: &'static str,
    /// Why nobody could say; `None` when there was an answer.
    pub failed: Option<&'r str>,
}

impl LiveCheck {
    /// Everything that was asked, in order. What was not asked is not in it.
    pub fn questions(&self) -> Vec<Question<'_>> {
        let mut all = Vec::new();
        for mail in &self.mail_domains {
            let mut add = |what, failed| all.push(Question { of: mail.domain.clone(), what, failed });
            add("mail servers", mail.mx.failed());
            add("SPF", mail.spf.failed());
            add("DMARC", mail.dmarc.failed());
            add("DKIM", mail.dkim.iter().find_map(|row| row.key.failed()));
            add("MTA-STS", mail.mta_sts.failed());
            add("TLS reports", mail.tls_rpt.failed());
        }
        for server in &self.tls_endpoints {
            let of = format!("{}:{}", server.host, server.port);
            let mut add = |what, failed| all.push(Question { of: of.clone(), what, failed });
            add("TLS", server.offers_tls.failed());
            // A server that offers nothing, or of which nothing is known, was asked no more.
            if server.offers_tls.found().is_some() {
                add("versions", server.versions.iter().find_map(|(_, asked)| asked.failed()));
                add("certificate", server.certificate.failed());
                let unlooked = "not all weak suites could be tried";
                add("weak suites", (!server.weak_ciphers_tried).then_some(unlooked));
            }
            if server.hsts_seconds != Asked::NotAsked && server.offers_tls.found().is_some() {
                add("Strict-Transport-Security", server.hsts_seconds.failed());
                add("plain HTTP", server.redirects_to_https.failed());
            }
        }
        for file in &self.security_txts {
            all.push(Question { of: file.host.clone(), what: "security.txt", failed: file.file.failed() });
        }
        for row in &self.reach {
            all.push(Question {
                of: row.address.to_string(),
                what: "ports",
                failed: row.could_not.as_deref(),
            });
        }
        all
    }
}
