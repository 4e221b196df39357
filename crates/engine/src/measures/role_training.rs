//! E4.4: people with special security roles have done a course for that role within a year.

use super::{Rule, workforce};
use crate::{Ground, Ruling};
use std::collections::BTreeSet;

/// See the module.
pub struct RoleTraining;

impl Rule for RoleTraining {
    fn slug(&self) -> &'static str {
        "role-training"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["workforce-roster", "identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let estate = ground.estate();
        if !estate.accounts.iter().any(|a| a.is_privileged.is_some()) {
            return Ruling::unknown(ground, "No export says which accounts are administrators.");
        }
        let has_records = !ground.fresh("training-records").is_empty();
        let days = ground.days("max-age");
        let words = ground.measure().list("role-course-words");
        let administrators: BTreeSet<u32> = estate
            .accounts
            .iter()
            .filter(|a| a.may_be_used() && a.is_privileged == Some(true))
            .filter_map(|a| a.owner)
            .collect();
        let mut ruling = Ruling::new(ground);
        for kind in ["workforce-roster", "identity-export", "training-records"] {
            for source in ground.fresh(kind) {
                ruling.rests_on(source);
            }
        }
        for (position, person) in (0u32..).zip(&estate.people) {
            let is_administrator = administrators.contains(&position);
            if !(is_administrator || person.security_role.is_some()) || !person.is_active_on(ground.as_of()) {
                continue;
            }
            let at = person.at();
            if !has_records {
                ruling.undecided(0, &person.subject, at.as_slice(), || ground.missing("training-records"));
            } else if !workforce::is_on_a_fresh_list(ground, person) {
                ruling.undecided(0, &person.subject, at.as_slice(), || workforce::OLD_LIST.to_owned());
            } else if let Some(done) = workforce::completed(ground, &person.trainings, words, days) {
                ruling.rests_on_history(done.at.source);
                ruling.met();
            } else {
                let role = person.security_role.as_deref().unwrap_or("administrator of a directory");
                ruling.not_met(0, &person.subject, at.as_slice(), || {
                    format!("Role: {role}. No course for the role within {days} days.")
                });
            }
        }
        if ruling.has_no_cases() {
            return Ruling::unknown(
                ground,
                "No administrator account belongs to a person on the roster, and the roster names no security role.",
            );
        }
        ruling
    }
}
