//! E2.4: every server that takes mail for a declared domain offers encryption with a valid certificate.

use super::subject::{Answered, Subject};
use super::{Rule, declared, tls};
use crate::{Ground, Ruling};
use std::collections::BTreeSet;
use ward_domain::observation::{TlsEndpointSeen, TlsService};
use ward_estate::Named;

/// See the module.
pub struct EncryptedMailDelivery;

impl Rule for EncryptedMailDelivery {
    fn slug(&self) -> &'static str {
        "encrypted-mail-delivery"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut servers: BTreeSet<String> = BTreeSet::new();
        let mut enforced = 0;
        let mut domains = 0;
        let mut looked_up = BTreeSet::new();
        let mut ruling = declared::judge_mail(ground, |subject, told| {
            let found = declared::mail_servers(subject, told);
            looked_up
                .extend(told.asked(|domain| &domain.mx).filter(|_| found.is_some()).map(|(_, at)| at.source));
            if found == Some(&[]) {
                return false;
            }
            domains += 1;
            servers.extend(found.unwrap_or_default().iter().map(|host| host.to_lowercase()));
            let policy = told.asked(|domain| &domain.mta_sts).filter(|(_, at)| ground.is_fresh(at.source));
            let wanted = ground.measure().list("mta-sts-modes");
            enforced += u32::from(
                policy
                    .and_then(|(p, _)| p.found())
                    .is_some_and(|policy| policy.error.is_none() && wanted.contains(&policy.mode)),
            );
            // The servers are judged below; the domain itself only counts while nobody knows them.
            found.is_none()
        });
        if ruling.population_is_unknown() {
            return ruling;
        }
        for source in looked_up {
            ruling.rests_on(source);
        }
        for server in &servers {
            judge(ground, server).conclude(&mut ruling);
        }
        if domains > 0 {
            ruling.note(format!("Domains with an MTA-STS policy set to enforce: {enforced} of {domains}."));
        }
        ruling.no_cases("None of the declared domains takes mail.");
        ruling
    }
}

fn judge<'g>(ground: &'g Ground<'g>, server: &str) -> Subject<'g> {
    let mut subject = Subject::new(ground, server);
    let is_it = |endpoint: &&Named<TlsEndpointSeen>| {
        endpoint.told.rows.last().is_some_and(|newest| {
            newest.row.speaks == TlsService::Mail && newest.row.host.eq_ignore_ascii_case(server)
        })
    };
    let ports = ground.measure().list("ports");
    let at_port = |endpoint: &&Named<TlsEndpointSeen>| {
        endpoint.told.rows.last().is_some_and(|newest| ports.contains(&newest.row.port.to_string()))
    };
    let Some(endpoint) = ground.estate().tls_endpoints.iter().filter(is_it).find(at_port) else {
        subject.open("Nobody asked this server.");
        return subject;
    };
    let told = &endpoint.told;
    match subject.asked(told.asked(|e| &e.offers_tls), "encryption (STARTTLS)") {
        Answered::Found(()) => {
            tls::must_speak_one(&mut subject, told, &tls::versions(ground, "protocols"));
            tls::must_be_valid(ground, &mut subject, told, 0);
        }
        Answered::Absent => subject.wrong("It does not offer encryption (STARTTLS)."),
        Answered::Unknown => {}
    }
    subject
}
