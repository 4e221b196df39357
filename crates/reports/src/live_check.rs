//! A look from outside in words that people read.

use std::fmt::Write as _;
use ward_domain::live_check::{LiveCheck, Reach};
use ward_domain::observation::{
    Asked, CertificateSeen, DkimSeen, DmarcSeen, MailDomainSeen, MtaStsSeen, SecurityTxt, SpfSeen,
    TlsEndpointSeen, TlsService,
};

/// Width of the column of names.
const LABEL: usize = 16;

/// What one part of a look is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The mail of a domain.
    Mail,
    /// A server that speaks TLS, or should.
    Server,
    /// The disclosure file of a web host.
    Disclosure,
    /// The ports of an address.
    Ports,
}

/// One part of a look, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub subject: Subject,
    /// The domain, host or address.
    pub of: String,
    /// The same as a heading: `www.clinic.example:443 (web)`.
    pub title: String,
    /// What was asked, and what the answer says.
    pub rows: Vec<Row>,
}

/// A question and its answer, in words.
pub type Row = (&'static str, String);

/// What was seen, part by part: mail domains, servers, disclosure files, ports.
pub fn sections(report: &LiveCheck) -> Vec<Section> {
    let part = |subject, of: &str, title: String, rows| Section { subject, of: of.to_owned(), title, rows };
    let mail =
        report.mail_domains.iter().map(|m| part(Subject::Mail, &m.domain, m.domain.clone(), mail_domain(m)));
    let servers = report
        .tls_endpoints
        .iter()
        .map(|server| part(Subject::Server, &server.host, title(server), endpoint(server)));
    let files = report.security_txts.iter().map(|file| {
        let rows = vec![("security.txt", asked(&file.file, "none", security_txt))];
        part(Subject::Disclosure, &file.host, file.host.clone(), rows)
    });
    let reach = report.reach.iter().map(|row| {
        let address = row.address.to_string();
        part(Subject::Ports, &address, address.clone(), vec![("dangerous ports", ports(row))])
    });
    mail.chain(servers).chain(files).chain(reach).collect()
}

/// The report as text.
pub fn text(report: &LiveCheck) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "Looked from outside on {}, as {} allowed.\n",
        report.started.strftime("%Y-%m-%d %H:%M UTC"),
        report.statement.by
    );
    for section in sections(report) {
        let _ = writeln!(out, "{}", safe(&section.title));
        for (label, says) in &section.rows {
            let _ = writeln!(out, "  {label:LABEL$}{}", safe(says));
        }
        out.push('\n');
    }
    closing(&mut out, report);
    out
}

fn ports(row: &Reach) -> String {
    let open: Vec<String> = row.open.iter().map(u16::to_string).collect();
    if row.tried.is_empty() {
        "none could be tried".to_owned()
    } else if open.is_empty() {
        format!("none of {} answers", row.tried.len())
    } else {
        format!("OPEN: {}; {} were tried", open.join(", "), row.tried.len())
    }
}

fn closing(out: &mut String, report: &LiveCheck) {
    let questions = report.questions();
    let failed: Vec<_> = questions.iter().filter_map(|q| Some((q, q.failed?))).collect();
    let mut list = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(out, "{title}");
            for says in lines {
                let _ = writeln!(out, "  {}", safe(&says));
            }
            out.push('\n');
        }
    };
    list("Not contacted:", report.refused.iter().map(|r| format!("{}: {}", r.what, r.why)).collect());
    list(
        "Could not be checked:",
        failed.iter().map(|(q, why)| format!("{}, {}: {why}", q.of, q.what)).collect(),
    );
    list("Also:", report.notes.clone());
    let _ = writeln!(out, "{} questions, {} of them without an answer.", questions.len(), failed.len());
}

fn mail_domain(mail: &MailDomainSeen) -> Vec<Row> {
    let servers = |servers: &Vec<String>| {
        if servers.is_empty() { "takes no mail, and says so".to_owned() } else { servers.join(", ") }
    };
    let dmarc = |policy: &DmarcSeen| {
        let mut says = policy.policy.clone();
        if policy.percent < 100 {
            let _ = write!(says, " for {} % of the mail", policy.percent);
        }
        if policy.at != mail.domain {
            let _ = write!(says, ", by the policy of {}", policy.at);
        }
        if let Some(subdomains) = &policy.subdomain_policy {
            let _ = write!(says, "; {subdomains} for subdomains");
        }
        with_error(says, policy.error.as_deref())
    };
    let sts = |policy: &MtaStsSeen| with_error(policy.mode.clone(), policy.error.as_deref());
    vec![
        ("mail servers", asked(&mail.mx, "none", servers)),
        ("SPF", asked(&mail.spf, "none: nothing says who may send its mail", spf)),
        ("DMARC", asked(&mail.dmarc, "none: nothing says what becomes of forged mail", dmarc)),
        ("DKIM", dkim(&mail.dkim)),
        ("MTA-STS", asked(&mail.mta_sts, "none: mail to it may travel in the clear", sts)),
        ("TLS reports", asked(&mail.tls_rpt, "none", |places| format!("to {}", places.join(", ")))),
    ]
}

fn spf(policy: &SpfSeen) -> String {
    let end = match policy.all {
        Some('-') => "refuses all others (-all)",
        Some('~') => "doubts all others (~all)",
        Some('+') => "allows everybody (+all)",
        Some(_) => "says nothing of others (?all)",
        None => "does not say what holds for others",
    };
    with_error(format!("{end}, {} of 10 look-ups", policy.lookups), policy.error.as_deref())
}

fn dkim(rows: &[DkimSeen]) -> String {
    let keys: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let key = row.key.found()?;
            let length = key.bits.map(|bits| format!(" {bits} bits")).unwrap_or_default();
            let revoked = if key.is_revoked { ", revoked" } else { "" };
            let testing = if key.is_testing { ", only tried out" } else { "" };
            Some(format!("{} ({}{length}{revoked}{testing})", row.selector, key.algorithm))
        })
        .collect();
    if !keys.is_empty() {
        return keys.join(", ");
    }
    match rows.iter().find_map(|row| row.key.failed()) {
        Some(why) => unknown(why),
        None => "unknown: no key at the selectors that were tried; name yours".to_owned(),
    }
}

fn title(server: &TlsEndpointSeen) -> String {
    let role = match server.speaks {
        TlsService::Web => "web",
        TlsService::Mail => "mail",
        TlsService::Other => "other",
    };
    format!("{}:{} ({role})", server.host, server.port)
}

fn endpoint(server: &TlsEndpointSeen) -> Vec<Row> {
    let mut rows = Vec::new();
    match &server.offers_tls {
        Asked::Absent => rows.push(("TLS", "NOT offered".to_owned())),
        Asked::Failed(why) => rows.push(("TLS", unknown(why))),
        _ => {
            let versions: Vec<&str> = server
                .versions
                .iter()
                .filter(|(_, asked)| asked.found().is_some())
                .map(|(version, _)| version.as_str())
                .collect();
            let weak = match (server.weak_ciphers_tried, server.weak_ciphers.as_slice()) {
                (false, _) => unknown("not all could be tried"),
                (true, []) => "none accepted".to_owned(),
                (true, weak) => weak.join(", "),
            };
            rows.push(("TLS", versions.join(", ")));
            rows.push(("weak suites", weak));
            rows.push(("certificate", asked(&server.certificate, "none", certificate)));
        }
    }
    if server.speaks == TlsService::Web && server.offers_tls.failed().is_none() {
        let days = |seconds: &u64| format!("for {} days", seconds / 86_400);
        let insists = asked(&server.hsts_seconds, "no (no Strict-Transport-Security)", days);
        let leads = |(): &()| "leads to HTTPS".to_owned();
        rows.push(("insists on TLS", insists));
        rows.push(("plain HTTP", asked(&server.redirects_to_https, "stays in the clear", leads)));
    }
    rows
}

fn certificate(seen: &CertificateSeen) -> String {
    let until = seen.not_after.map(|at| format!("until {}, ", at.strftime("%Y-%m-%d"))).unwrap_or_default();
    let bits = seen.key_bits.map(|bits| format!(" {bits} bits")).unwrap_or_default();
    let says = format!("{until}{}{bits}", seen.key);
    match &seen.problem {
        Some(problem) => format!("{says}; PROBLEM: {problem}"),
        None => format!("{says}, in order"),
    }
}

fn security_txt(file: &SecurityTxt) -> String {
    let until = file.expires.map(|at| format!(", until {}", at.strftime("%Y-%m-%d"))).unwrap_or_default();
    with_error(format!("{}{until}", file.contacts.join(", ")), file.error.as_deref())
}

fn with_error(says: String, error: Option<&str>) -> String {
    match error {
        Some(error) => format!("{says}; BROKEN: {error}"),
        None => says,
    }
}

fn unknown(why: &str) -> String {
    format!("unknown: {why}")
}

fn asked<T>(asked: &Asked<T>, absent: &str, found: impl FnOnce(&T) -> String) -> String {
    match asked {
        Asked::Found(value) => found(value),
        Asked::Absent => absent.to_owned(),
        Asked::Failed(why) => unknown(why),
        Asked::NotAsked => "not asked".to_owned(),
    }
}

/// Texts of strangers may hold anything; nothing of it reaches a terminal as a command.
fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ward_domain::live_check::{Statement, VERSION};
    use ward_domain::observation::TlsVersion;

    fn report() -> LiveCheck {
        LiveCheck {
            ward_check: VERSION,
            tool: "ward".to_owned(),
            started: "2026-11-22T08:00:00Z".parse().unwrap(),
            ended: "2026-11-22T08:01:00Z".parse().unwrap(),
            statement: Statement { by: "A. Manager".to_owned(), ..Statement::default() },
            mail_domains: Vec::new(),
            tls_endpoints: Vec::new(),
            security_txts: Vec::new(),
            reach: Vec::new(),
            refused: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut LiveCheck), expected: &[&str]) {
        let mut report = report();
        change(&mut report);
        let text = text(&report);
        for words in expected {
            assert!(text.contains(words), "no `{words}` in:\n{text}");
        }
    }

    #[test]
    fn a_domain_is_told_in_words() {
        let spf = SpfSeen { all: Some('-'), lookups: 3, ..SpfSeen::default() };
        let dmarc = DmarcSeen {
            policy: "reject".to_owned(),
            percent: 20,
            at: "example".to_owned(),
            ..DmarcSeen::default()
        };
        let mail = MailDomainSeen {
            domain: "clinic.example".to_owned(),
            mx: Asked::Found(Vec::new()),
            spf: Asked::Found(spf),
            dmarc: Asked::Found(dmarc),
            mta_sts: Asked::Failed("SERVFAIL".to_owned()),
            tls_rpt: Asked::Absent,
            ..MailDomainSeen::default()
        };
        check(
            |report| report.mail_domains.push(mail),
            &[
                "as A. Manager allowed",
                "takes no mail, and says so",
                "refuses all others (-all), 3 of 10 look-ups",
                "reject for 20 % of the mail, by the policy of example",
                "unknown: SERVFAIL",
                "clinic.example, MTA-STS: SERVFAIL",
                "6 questions, 1 of them without an answer",
            ],
        );
    }
    #[test]
    fn a_server_is_told_in_words() {
        let certificate = CertificateSeen {
            key: "rsa".to_owned(),
            key_bits: Some(2048),
            problem: Some("it has expired".to_owned()),
            ..CertificateSeen::default()
        };
        let server = TlsEndpointSeen {
            host: "www.clinic.example".to_owned(),
            port: 443,
            offers_tls: Asked::Found(()),
            versions: vec![(TlsVersion::Tls10, Asked::Found(())), (TlsVersion::Tls12, Asked::Absent)],
            weak_ciphers_tried: true,
            certificate: Asked::Found(certificate),
            hsts_seconds: Asked::Absent,
            redirects_to_https: Asked::Found(()),
            ..TlsEndpointSeen::default()
        };
        check(
            |report| report.tls_endpoints.push(server),
            &[
                "TLS 1.0\n",
                "none accepted",
                "rsa 2048 bits; PROBLEM: it has expired",
                "no (no Strict",
                "leads to HTTPS",
            ],
        );
    }
    #[test]
    fn texts_of_strangers_are_only_texts() {
        let mail = MailDomainSeen { mx: Asked::Failed("\u{1b}[2J".to_owned()), ..MailDomainSeen::default() };
        let mut report = report();
        report.mail_domains.push(mail);
        assert!(!text(&report).contains('\u{1b}'));
    }
}
