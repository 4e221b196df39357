//! E5.3: systems with patient data, and their backups, are encrypted where the data lies.

use super::subject::Subject;
use super::{AnswersCount, Rule, attested};
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::BackupSeen;
use ward_estate::Placed;

/// See the module.
pub struct StoredDataEncrypted;

impl Rule for StoredDataEncrypted {
    fn slug(&self) -> &'static str {
        "stored-data-encrypted"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let estate = ground.estate();
        if estate.systems.is_empty() {
            return attested::instead(ground, "No list of the systems with patient data was given.");
        }
        let mut ruling = Ruling::new(ground);
        // What no list clears of patient data may hold some.
        let mut without_data: BTreeMap<String, bool> = BTreeMap::new();
        for system in &estate.systems {
            let mut subject = Subject::new(ground, &system.name);
            let holds = subject.said(system.told.newest(|s| s.holds_ephi));
            without_data.insert(system.name.to_lowercase(), holds == Some(false));
            if holds == Some(false) {
                system.told.at().into_iter().for_each(|at| ruling.rests_on(at.source));
                ruling.not_applicable();
                continue;
            }
            subject.must(
                system.told.newest(|s| s.is_encrypted),
                if holds.is_none() {
                    "It is not encrypted, and nobody says that it holds no patient data."
                } else {
                    "Its patient data is not encrypted."
                },
                "No list that still counts says whether it is encrypted.",
            );
            subject.conclude(&mut ruling);
        }
        if ruling.has_no_cases() {
            return attested::instead(ground, "The list of systems names none with patient data.");
        }
        backups(ground, &mut ruling, &without_data);
        ruling
    }
}

fn backups<'g>(ground: &'g Ground<'g>, ruling: &mut Ruling<'g>, without_data: &BTreeMap<String, bool>) {
    let mut sets: BTreeMap<String, &Placed<BackupSeen>> = BTreeMap::new();
    for placed in &ground.estate().backups {
        let row = &placed.row;
        let job = row.job.as_ref().map_or(String::new(), |job| format!(" ({job})"));
        sets.insert(format!("backup of {}{job}", row.system), placed);
    }
    let is_about_data = |row: &BackupSeen| without_data.get(&row.system.to_lowercase()) != Some(&true);
    let mut is_known = false;
    for (name, placed) in sets.into_iter().filter(|(_, placed)| is_about_data(&placed.row)) {
        is_known = true;
        let mut subject = Subject::new(ground, name);
        let told = placed.row.is_encrypted.map(|encrypted| (encrypted, placed.at));
        subject.must(
            told,
            "The copy is not encrypted.",
            "No report that still counts says whether the copy is encrypted.",
        );
        subject.conclude(ruling);
    }
    if !is_known {
        let open = "No backup report says whether the copies are encrypted. Add one, or answer.";
        attested::part(ground, ruling, "backups", open);
    }
}
