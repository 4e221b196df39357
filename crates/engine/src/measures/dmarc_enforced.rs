//! E2.1: every declared domain, parked ones too, tells the world to reject mail that is forged in its name.

use super::subject::{Answered, Subject};
use super::{Rule, declared};
use crate::{Ground, Ruling};
use ward_domain::observation::DmarcSeen;

/// See the module.
pub struct DmarcEnforced;

impl Rule for DmarcEnforced {
    fn slug(&self) -> &'static str {
        "dmarc-enforced"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut on_the_way = 0;
        let mut ruling = declared::judge_mail(ground, |subject, told| {
            match subject.asked(told.asked(|domain| &domain.dmarc), "its DMARC policy") {
                Answered::Found(policy) => {
                    let domain = told.rows.last().map_or("", |newest| newest.row.domain.as_str());
                    on_the_way += u32::from(is_on_the_way(ground, policy));
                    judge(ground, subject, policy, domain);
                }
                Answered::Absent => subject.wrong("It has no DMARC record."),
                Answered::Unknown => {}
            }
            true
        });
        if on_the_way > 0 {
            ruling.note(format!(
                "Domains on the way, with forged mail put into quarantine and not yet rejected: {on_the_way}."
            ));
        }
        ruling
    }
}

fn judge(ground: &Ground<'_>, subject: &mut Subject<'_>, policy: &DmarcSeen, domain: &str) {
    if let Some(error) = &policy.error {
        subject.wrong(format!("Its DMARC record holds no policy: {error}."));
        return;
    }
    let records = ground.days("records");
    if i64::from(policy.records) != records {
        subject.wrong(format!(
            "It has {} DMARC records, and only {records} may be there: with more, none counts.",
            policy.records
        ));
        return;
    }
    let rejects = |wanted: &str| ground.measure().list("policies").iter().any(|p| p == wanted);
    let of_subdomains = policy.subdomain_policy.as_deref().unwrap_or(&policy.policy);
    // A domain without a record of its own is a sub-domain of the one that has it.
    let own = if policy.at.eq_ignore_ascii_case(domain) { policy.policy.as_str() } else { of_subdomains };
    if !rejects(own) {
        subject.wrong(format!("Its policy is {own}."));
    } else if !rejects(of_subdomains) {
        subject.wrong(format!("Its policy for sub-domains is {of_subdomains}."));
    }
    if i64::from(policy.percent) < ground.days("percent") {
        subject.wrong(format!("The policy covers {} % of the mail.", policy.percent));
    }
    if policy.reports_to.is_empty() {
        subject.wrong("It names no address for reports.");
    }
}

/// Quarantine for all of the mail earns credit in the sentence below, and no more.
fn is_on_the_way(ground: &Ground<'_>, policy: &DmarcSeen) -> bool {
    policy.error.is_none()
        && i64::from(policy.percent) >= ground.days("quarantine-percent")
        && ground.measure().list("interim-policies").contains(&policy.policy)
}
