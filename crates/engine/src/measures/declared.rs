//! Domains that the organisation declares, and what their servers answer.

use super::subject::{Answered, Subject};
use crate::{Ground, Ruling};
use ward_domain::observation::MailDomainSeen;
use ward_estate::{Named, Told};

/// What is told of a name.
pub(super) fn find<'g, T>(named: &'g [Named<T>], name: &str) -> Option<&'g Told<T>> {
    named.iter().find(|thing| thing.name.eq_ignore_ascii_case(name)).map(|thing| &thing.told)
}

/// Why the declared domains cannot be judged at all, if so.
pub(super) fn cannot_judge(ground: &Ground<'_>) -> Option<String> {
    ground.estate().organisation.domains.is_empty().then(|| {
        "No domain is declared. Declare every domain that you own, those without mail too.".to_owned()
    })
}

/// Judges each declared domain by its mail records. `each` asks, and says whether the rule applies to the domain.
pub(super) fn judge_mail<'g>(
    ground: &'g Ground<'g>,
    mut each: impl FnMut(&mut Subject<'g>, &'g Told<MailDomainSeen>) -> bool,
) -> Ruling<'g> {
    if let Some(because) = cannot_judge(ground) {
        return Ruling::unknown(ground, because);
    }
    let domains = &ground.estate().organisation.domains;
    let told = |domain: &str| find(&ground.estate().mail_domains, domain);
    let is_fresh = |told: &Told<MailDomainSeen>| told.at().is_some_and(|at| ground.is_fresh(at.source));
    if !domains.iter().any(|domain| told(domain).is_some_and(is_fresh)) {
        return Ruling::unknown(ground, ground.missing("dns-check"));
    }
    let mut ruling = Ruling::new(ground);
    for domain in domains {
        let mut subject = Subject::new(ground, domain);
        match told(domain) {
            Some(told) if !each(&mut subject, told) => {
                ruling.not_applicable();
                continue;
            }
            Some(_) => {}
            None => subject.open("Nobody looked up this domain."),
        }
        subject.conclude(&mut ruling);
    }
    ruling
}

/// The mail servers of a domain, empty for one that takes no mail: a null MX (RFC 7505), or none. `None` when that is
/// not known, which leaves the subject open.
pub(super) fn mail_servers<'g>(
    subject: &mut Subject<'g>,
    told: &'g Told<MailDomainSeen>,
) -> Option<&'g [String]> {
    match subject.asked(told.asked(|domain| &domain.mx), "its mail servers") {
        Answered::Found(servers) => Some(servers),
        Answered::Absent => Some(&[]),
        Answered::Unknown => None,
    }
}
