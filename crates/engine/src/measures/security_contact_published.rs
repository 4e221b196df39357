//! H2.5: whoever finds a flaw on one of the web sites can read whom to tell.

use super::subject::{Answered, Subject};
use super::{AnswersCount, Rule, attested, declared};
use crate::{Ground, Ruling};
use ward_domain::observation::{Asked, SecurityTxt, TlsEndpointSeen, TlsService};
use ward_estate::{At, Told, date_of};

/// See the module.
pub struct SecurityContactPublished;

impl Rule for SecurityContactPublished {
    fn slug(&self) -> &'static str {
        "security-contact-published"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let seen = &ground.estate().security_txts;
        if seen.is_empty() {
            return attested::instead(ground, ground.missing("disclosure-policy"));
        }
        if let Some(because) = declared::cannot_judge(ground) {
            return Ruling::unknown(ground, because);
        }
        let is_fresh = |at: At| ground.is_fresh(at.source);
        if !seen.iter().any(|host| host.told.at().is_some_and(is_fresh)) {
            return Ruling::unknown(
                ground,
                "The security.txt files were asked for too long ago. Check the domains again.",
            );
        }
        let mut ruling = Ruling::new(ground);
        for domain in &ground.estate().organisation.domains {
            let www = format!("www.{domain}");
            let hosts = [domain.as_str(), www.as_str()];
            let asked: Vec<_> = hosts
                .into_iter()
                .filter_map(|host| declared::find(seen, host))
                .filter_map(|told| told.asked(|host| &host.file))
                .collect();
            let is_there = |(file, _): &&(&Asked<SecurityTxt>, At)| file.found().is_some();
            // One valid file on either name is enough; a file that is there says more than one that is not.
            let best = asked.iter().find(|one| is_there(one)).or_else(|| asked.first()).copied();
            let webs: Vec<_> = seen_webs(ground, hosts).collect();
            let no_answer = |told: &&Told<TlsEndpointSeen>| {
                told.asked(|e| &e.offers_tls)
                    .is_some_and(|(offers, at)| *offers == Asked::Absent && is_fresh(at))
            };
            if !webs.is_empty() && webs.iter().all(no_answer) && !best.is_some_and(|best| is_there(&&best)) {
                webs.iter().filter_map(|told| told.at()).for_each(|at| ruling.rests_on(at.source));
                ruling.not_applicable();
                continue;
            }
            if best.is_none() && webs.is_empty() {
                ruling
                    .undecided(0, domain, &[], || "Nobody looked for a web site of this domain.".to_owned());
                continue;
            }
            let mut subject = Subject::new(ground, domain);
            match subject.asked(best, "its security.txt") {
                Answered::Found(file) => judge(ground, &mut subject, file),
                Answered::Absent => subject.wrong("Its web site has no security.txt."),
                Answered::Unknown => {}
            }
            subject.conclude(&mut ruling);
        }
        let open = "Nobody says whether people who report a flaw get an answer in time. Answer the question.";
        attested::part(ground, &mut ruling, "answers to people who report a flaw", open);
        ruling
    }
}

/// The web servers that were checked under one of the names.
fn seen_webs<'g>(ground: &Ground<'g>, hosts: [&str; 2]) -> impl Iterator<Item = &'g Told<TlsEndpointSeen>> {
    let is_web = move |told: &&Told<TlsEndpointSeen>| {
        told.rows.last().is_some_and(|newest| {
            newest.row.speaks == TlsService::Web
                && hosts.iter().any(|host| newest.row.host.eq_ignore_ascii_case(host))
        })
    };
    ground.estate().tls_endpoints.iter().map(|endpoint| &endpoint.told).filter(is_web)
}

fn judge(ground: &Ground<'_>, subject: &mut Subject<'_>, file: &SecurityTxt) {
    if let Some(error) = &file.error {
        subject.wrong(format!("Its security.txt is not valid: {error}."));
    }
    if file.contacts.is_empty() {
        subject.wrong("Its security.txt names no contact.");
    }
    let most = ground.days("expires-within");
    match file.expires.map(date_of).map(|end| (end, -ground.age(end))) {
        None => subject.wrong("Its security.txt has no end date."),
        Some((end, left)) if left <= 0 => subject.wrong(format!("Its security.txt ended on {end}.")),
        Some((end, left)) if left > most => {
            subject.wrong(format!("Its security.txt ends on {end}, more than {most} days ahead."));
        }
        Some(_) => {}
    }
}
