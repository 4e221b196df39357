//! A mail domain: what its DNS says of its mail, and what its mail servers do.

mod dkim;
mod dmarc;
mod mta_sts;
mod server;
mod tags;

pub(crate) use server::look as look_at_server;

use crate::dns::{Answer, Dns, Kind, Record};
use crate::outside::Outside;
use crate::spf;
use ward_domain::observation::{Asked, MailDomainSeen};

/// Most mail servers of one domain that are kept.
const MOST_SERVERS: usize = 20;
/// Most places for reports that are kept of one record.
const MOST_PLACES: usize = 20;

/// Looks at a mail domain.
pub(crate) async fn look(outside: &Outside, domain: &str, selectors: &[String]) -> MailDomainSeen {
    let dns = &outside.dns;
    let (mx, spf, dmarc, dkim, mta_sts, tls_rpt) = tokio::join!(
        dns.ask(domain, Kind::Mx),
        spf::policy(dns, domain),
        dmarc::look(dns, domain),
        dkim::look(dns, domain, selectors),
        mta_sts::look(outside, domain),
        tls_rpt(dns, domain),
    );
    let mut seen = MailDomainSeen {
        domain: domain.to_owned(),
        mx: servers(&mx),
        spf,
        dmarc,
        dkim,
        mta_sts,
        tls_rpt,
        line: 0,
    };
    // A name either exists or not. Who says both is not to be believed when it says that something is not there.
    let texts = dns.ask(domain, Kind::Txt).await;
    let is_contradiction = matches!(
        (&mx, &texts),
        (Answer::NoName, Answer::NoData | Answer::Records(_))
            | (Answer::NoData | Answer::Records(_), Answer::NoName)
    );
    if is_contradiction {
        let why = format!("the name servers say both that {domain} exists and that it does not");
        if seen.mx == Asked::Absent {
            seen.mx = Asked::Failed(why.clone());
        }
        if seen.spf == Asked::Absent {
            seen.spf = Asked::Failed(why);
        }
    }
    seen
}

/// Mail servers, best first; none when the domain says that it takes no mail (RFC 7505).
fn servers(answer: &Answer) -> Asked<Vec<String>> {
    match answer {
        Answer::Failed(why) => Asked::Failed(why.clone()),
        Answer::NoData | Answer::NoName => Asked::Absent,
        Answer::Records(records) => {
            let mut servers: Vec<(u16, &String)> = records
                .iter()
                .filter_map(|record| match record {
                    Record::Mx(preference, host) if !host.is_empty() => Some((*preference, host)),
                    _ => None,
                })
                .collect();
            servers.sort();
            servers.dedup();
            Asked::Found(servers.into_iter().map(|(_, host)| host.clone()).take(MOST_SERVERS).collect())
        }
    }
}

/// Where reports on TLS failures go (RFC 8460).
async fn tls_rpt<D: Dns>(dns: &D, domain: &str) -> Asked<Vec<String>> {
    match tags::only(&dns.ask(&format!("_smtp._tls.{domain}"), Kind::Txt).await, "TLSRPTv1") {
        Asked::Found(Ok((_, found))) => Asked::Found(tags::places(&found, MOST_PLACES)),
        // Several records, or none that can be read: senders act as if there were none.
        Asked::Found(Err(_)) | Asked::Absent | Asked::NotAsked => Asked::Absent,
        Asked::Failed(why) => Asked::Failed(why),
    }
}

#[cfg(test)]
mod tests;
