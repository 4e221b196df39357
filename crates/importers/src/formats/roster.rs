//! Workforce rosters as CSV: employees, contractors, affiliates, volunteers, students and vendor staff, from the system
//! that keeps each of them or from a list that somebody keeps by hand.

mod layout;
mod words;

pub(crate) use layout::LAYOUT;

use crate::table::{COLLECTED, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use ward_domain::observation::PersonSeen;
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

impl Importer for Roster {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        recognise(head, &LAYOUT)
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        let mut observations = table.observations("roster");
        let people = &mut observations.people;
        let only_kind = kind_of_system(table.system());
        let names = ["name", "first-name", "last-name"].map(|field| table.column(field));
        let (person_id, mail, log_in) =
            (table.column("person-id"), table.column("mail"), table.column("log-in"));
        let (kind, status, start) = (table.column("kind"), table.column("status"), table.column("start"));
        let (end, end_time, access_ended) =
            (table.column("end"), table.column("end-time"), table.column("access-ended"));
        let (involuntary, department, title) =
            (table.column("involuntary"), table.column("department"), table.column("title"));
        let (security_role, collected) = (table.column("security-role"), table.column(COLLECTED));
        // A manager is a sponsor only on lists of people who are no employees.
        let sponsor = match table.column("sponsor") {
            sponsor if sponsor.is_there() => sponsor,
            _ if table.system() == Some("Workday contingent workers") => table.column("manager"),
            none => none,
        };

        while table.next()? {
            let (line, row) = (table.line(), people.len());
            let name = table.name(names);
            let (person_id, mail, log_in) = (table.text(person_id), table.lower(mail), table.lower(log_in));
            if person_id.is_none() && mail.is_none() && log_in.is_none() && name.is_empty() {
                table.skipped(line, "the row names nobody: it has no number, mail address, log-in or name");
                continue;
            }
            // BambooHR and others write `Contractor` as an employment status.
            let kind_by_status = table.word(status).and_then(|word| telling_kind_of(&word));
            let kind =
                if kind.is_there() { table.meaning(kind, kind_of) } else { kind_by_status.or(only_kind) };
            let time = table.time_of_day(end_time);
            people.push(PersonSeen {
                person_id,
                name,
                mail,
                log_in,
                kind,
                status: table.meaning(status, status_of),
                start: table.when(start, row).map(|when| when.date),
                end: table.when_with_time(end, row, time).map(|when| when.end()),
                is_involuntary: table.meaning(involuntary, is_involuntary),
                access_ended: table.when(access_ended, row).map(|when| when.end()),
                sponsor: table.text(sponsor),
                department: table.text(department),
                title: table.text(title),
                security_role: table.text(security_role),
                line,
            });
            table.collected(collected);
            table.used();
        }

        for late in table.settle_dates() {
            let Some(person) = people.get_mut(late.row) else { continue };
            match late.field {
                "start" => person.start = Some(late.when.date),
                "end" => person.end = Some(late.when.end()),
                "access-ended" => person.access_ended = Some(late.when.end()),
                _ => {}
            }
        }
        Ok(table.finish(observations))
    }
}

#[cfg(test)]
mod tests;
