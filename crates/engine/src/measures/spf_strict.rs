//! E2.2: every declared domain publishes one list of allowed mail senders, which refuses all others.

use super::subject::{Answered, Subject};
use super::{Rule, declared};
use crate::{Ground, Ruling};
use ward_domain::observation::SpfSeen;

/// See the module.
pub struct SpfStrict;

impl Rule for SpfStrict {
    fn slug(&self) -> &'static str {
        "spf-strict"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut in_part = 0;
        let mut ruling = declared::judge_mail(ground, |subject, told| {
            match subject.asked(told.asked(|domain| &domain.spf), "its SPF record") {
                Answered::Found(spf) => {
                    in_part += u32::from(has_ending(ground, "partial-endings", spf));
                    judge(ground, subject, spf);
                    if !is_parked_record(ground, spf) && senders_but_no_mail(subject, told) {
                        subject.wrong(format!(
                            "No server takes mail for it, so it counts as parked, and its record is {} where `v=spf1 -all` belongs.",
                            spf.record
                        ));
                    }
                }
                Answered::Absent => subject.wrong("It has no SPF record."),
                Answered::Unknown => {}
            }
            true
        });
        if in_part > 0 {
            ruling.note(format!("Domains that reach the target in part, with an ending of ~all: {in_part}."));
        }
        ruling
    }
}

fn judge(ground: &Ground<'_>, subject: &mut Subject<'_>, spf: &SpfSeen) {
    let (records, most) = (ground.days("records"), ground.days("look-ups"));
    if i64::from(spf.records) != records {
        subject.wrong(format!("It has {} SPF records, and only {records} may be there.", spf.records));
    } else if let Some(error) = &spf.error {
        subject.wrong(format!("Receivers ignore its SPF record: {error}."));
    }
    if i64::from(spf.lookups) > most {
        subject.wrong(format!("Its record needs {} look-ups, and {most} are allowed.", spf.lookups));
    }
    if !has_ending(ground, "endings", spf) {
        subject.wrong(match spf.all {
            Some(sign) => format!("Its record ends in {sign}all."),
            None => "Its record does not say what to do with all other senders.".to_owned(),
        });
    }
}

fn has_ending(ground: &Ground<'_>, list: &str, spf: &SpfSeen) -> bool {
    spf.all.is_some_and(|sign| ground.measure().list(list).contains(&format!("{sign}all")))
}

fn is_parked_record(ground: &Ground<'_>, spf: &SpfSeen) -> bool {
    let record = spf.record.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    ground.measure().list("parked-record").contains(&record)
}

/// Whether the domain is known to take no mail. While nobody knows, the subject stays open.
fn senders_but_no_mail<'g>(
    subject: &mut Subject<'g>,
    told: &'g ward_estate::Told<ward_domain::observation::MailDomainSeen>,
) -> bool {
    declared::mail_servers(subject, told).is_some_and(<[String]>::is_empty)
}
