//! The look from outside at a domain, as `ward check` writes it.

use super::to_bytes;
use crate::dates::at;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use ward_domain::live_check::{LiveCheck, Statement, VERSION};
use ward_domain::observation::{
    Asked, CertificateSeen, DkimKey, DkimSeen, DmarcSeen, MailDomainSeen, MtaStsSeen, SecurityTxt,
    SecurityTxtSeen, SpfSeen, TlsEndpointSeen, TlsService, TlsVersion,
};

/// The selector under which the keys for signatures stand.
pub(crate) const SELECTOR: &str = "selector1";

/// A report that is being put together.
pub(crate) struct Look(LiveCheck);

impl Look {
    /// A look on that day, allowed by that person.
    pub(crate) fn on(day: Date, by: &str) -> Self {
        let ended = at(day, 9, 4, 0);
        Self(LiveCheck {
            ward_check: VERSION,
            tool: "ward 0.1.0".to_owned(),
            started: at(day, 9, 0, 0),
            ended,
            statement: Statement { by: by.to_owned(), on: day, says: "These names are ours.".to_owned() },
            mail_domains: Vec::new(),
            tls_endpoints: Vec::new(),
            security_txts: Vec::new(),
            reach: Vec::new(),
            refused: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// The report.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        to_bytes(|out| Ok(serde_json::to_writer_pretty(out, &self.0)?))
    }

    /// A domain with that mail server, or one without mail, with that DMARC policy.
    pub(crate) fn mail_domain(&mut self, domain: &str, server: Option<&str>, policy: &str) {
        let record = if server.is_some() { "v=spf1 mx -all" } else { "v=spf1 -all" };
        let key =
            DkimKey { algorithm: "rsa".to_owned(), bits: Some(2_048), is_revoked: false, is_testing: false };
        let mode = MtaStsSeen {
            mode: "enforce".to_owned(),
            mx: server.into_iter().map(str::to_owned).collect(),
            max_age: 604_800,
            error: None,
        };
        self.0.mail_domains.push(MailDomainSeen {
            domain: domain.to_owned(),
            mx: Asked::Found(server.into_iter().map(str::to_owned).collect()),
            spf: Asked::Found(SpfSeen {
                record: record.to_owned(),
                records: 1,
                all: Some('-'),
                lookups: u32::from(server.is_some()),
                void_lookups: 0,
                error: None,
            }),
            dmarc: Asked::Found(DmarcSeen {
                at: domain.to_owned(),
                record: format!("v=DMARC1; p={policy}; rua=mailto:dmarc@{domain}"),
                records: 1,
                policy: policy.to_owned(),
                subdomain_policy: None,
                percent: 100,
                reports_to: vec![format!("mailto:dmarc@{domain}")],
                error: None,
            }),
            dkim: if server.is_some() {
                vec![DkimSeen { selector: SELECTOR.to_owned(), key: Asked::Found(key) }]
            } else {
                Vec::new()
            },
            mta_sts: if server.is_some() { Asked::Found(mode) } else { Asked::Absent },
            tls_rpt: Asked::Absent,
            line: 0,
        });
    }

    /// A server in order, whose certificate ends in that many days; its row can still be changed.
    pub(crate) fn server(
        &mut self,
        host: &str,
        port: u16,
        address: [u8; 4],
        days_left: i32,
    ) -> &mut TlsEndpointSeen {
        let is_web = port == 443;
        let ends = moment(self.0.ended, days_left);
        let versions = [
            (TlsVersion::Ssl3, false),
            (TlsVersion::Tls10, false),
            (TlsVersion::Tls11, false),
            (TlsVersion::Tls12, true),
            (TlsVersion::Tls13, true),
        ];
        self.0.tls_endpoints.push(TlsEndpointSeen {
            host: host.to_owned(),
            address: Some(address.into()),
            port,
            speaks: if is_web { TlsService::Web } else { TlsService::Mail },
            offers_tls: Asked::Found(()),
            versions: versions
                .map(|(version, speaks)| (version, if speaks { Asked::Found(()) } else { Asked::Absent }))
                .to_vec(),
            weak_ciphers: Vec::new(),
            weak_ciphers_tried: true,
            certificate: Asked::Found(CertificateSeen {
                subject: format!("CN={host}"),
                issuer: "CN=Elkwater Test Root".to_owned(),
                names: vec![host.to_owned()],
                not_before: Some(moment(self.0.ended, days_left - 90)),
                not_after: Some(ends),
                key: "ec".to_owned(),
                key_bits: Some(256),
                is_trusted: Some(days_left > 0),
                fits_host: Some(true),
                problem: (days_left <= 0).then(|| "the certificate has expired".to_owned()),
            }),
            hsts_seconds: if is_web { Asked::Found(31_536_000) } else { Asked::NotAsked },
            redirects_to_https: if is_web { Asked::Found(()) } else { Asked::NotAsked },
            line: 0,
        });
        let last = self.0.tls_endpoints.len() - 1;
        &mut self.0.tls_endpoints[last]
    }

    /// A name without a web site behind it.
    pub(crate) fn no_web_site(&mut self, host: &str) {
        self.0.tls_endpoints.push(TlsEndpointSeen {
            host: host.to_owned(),
            port: 443,
            speaks: TlsService::Web,
            offers_tls: Asked::Absent,
            ..TlsEndpointSeen::default()
        });
        self.0.notes.push(format!("{host} has no web server"));
    }

    /// Whether a web site says whom to tell of a flaw.
    pub(crate) fn security_contact(&mut self, host: &str, contact: Option<&str>) {
        let file = contact.map_or(Asked::Absent, |contact| {
            Asked::Found(SecurityTxt {
                contacts: vec![format!("mailto:{contact}")],
                expires: Some(moment(self.0.ended, 200)),
                error: None,
            })
        });
        self.0.security_txts.push(SecurityTxtSeen { host: host.to_owned(), file, line: 0 });
    }
}

fn moment(from: Timestamp, days: i32) -> Timestamp {
    from.saturating_add((i64::from(days) * 24).hours()).unwrap_or(from)
}

/// The look at the hospital's domains.
pub(super) fn report(site: &super::Site<'_>, days_ago: i32, faults: &mut crate::truth::Faultlist) -> Vec<u8> {
    let (plan, domain, parked) = (site.plan.faults, site.domain, site.parked_domain());
    let [mail, web, portal] = ["mx1", "www", "portal"].map(|name| format!("{name}.{domain}"));
    let mut look = Look::on(site.day(days_ago), &site.mail_of("IT Manager"));
    let why = "parked domain in whose name anybody may write";
    let policy = faults.either(plan, &[("E2.1", &parked)], why, "none", "reject");
    look.mail_domain(domain, Some(&mail), "reject");
    look.mail_domain(&parked, None, policy);
    look.server(&web, 443, [203, 0, 113, 200], 71);
    let old = faults.either(plan, &[("E5.1", &format!("{portal}:443"))], "still speaks TLS 1.0", true, false);
    let server = look.server(&portal, 443, [203, 0, 113, 19], 64);
    if old {
        server.versions[1].1 = Asked::Found(());
    }
    look.no_web_site(&parked);
    let left = faults.either(plan, &[("E2.4", &mail)], "its certificate has ended", -13, 58);
    look.server(&mail, 25, [203, 0, 113, 18], left);
    look.security_contact(&web, Some(&format!("security@{domain}")));
    look.into_bytes()
}
