//! Workforce rosters as CSV: employees, contractors, affiliates, volunteers, students and vendor staff, from the system
//! that keeps each of them or from a list that somebody keeps by hand.

mod layout;
mod words;

pub(crate) use layout::LAYOUT;

use crate::About;
use crate::table::{Layout, Register, Row};
use ward_domain::observation::{Observations, PersonSeen};
use words::{is_involuntary, kind_of, kind_of_system, status_of, telling_kind_of};

/// Reads workforce rosters.
pub struct Roster;

static ABOUT: About = About {
    id: "roster",
    name: "Workforce roster (CSV)",
    how_to_get: "Export everybody who works for you, with start and end dates, from the HR system; export or keep a second \
                 list of contractors, affiliated physicians, students and volunteers with their sponsors",
    carries: "Who belongs to the organisation, how, from when and until when, and who answers for those who are no \
              employees; no accounts",
    version: 1,
    evidence_kind: "workforce-roster",
};

impl Register for Roster {
    type Seen = PersonSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "roster";
    fn list(observations: &mut Observations) -> &mut Vec<PersonSeen> {
        &mut observations.people
    }
    fn row(row: &mut Row<'_>) -> Result<PersonSeen, String> {
        let name = row.name();
        let (person_id, mail, log_in) = (row.text("person-id"), row.lower("mail"), row.lower("log-in"));
        if person_id.is_none() && mail.is_none() && log_in.is_none() && name.is_empty() {
            return Err("the row names nobody: it has no number, mail address, log-in or name".to_owned());
        }
        // BambooHR and others write `Contractor` as an employment status.
        let kind = if row.has("kind") {
            row.meaning("kind", kind_of)
        } else {
            let by_status = row.word("status").and_then(telling_kind_of);
            by_status.or(kind_of_system(row.system()))
        };
        // A manager is a sponsor only on lists of people who are no employees.
        let manager_is_sponsor = !row.has("sponsor") && row.system() == Some("Workday contingent workers");
        let time = row.time_of_day("end-time");
        Ok(PersonSeen {
            person_id,
            name,
            mail,
            log_in,
            kind,
            status: row.meaning("status", status_of),
            start: row.date("start"),
            end: row.when_with_time("end", time).map(|when| when.end()),
            is_involuntary: row.meaning("involuntary", is_involuntary),
            access_ended: row.when("access-ended").map(|when| when.end()),
            sponsor: row.text(if manager_is_sponsor { "manager" } else { "sponsor" }),
            department: row.text("department"),
            title: row.text("title"),
            security_role: row.text("security-role"),
            line: row.line(),
        })
    }
}

#[cfg(test)]
mod tests;
