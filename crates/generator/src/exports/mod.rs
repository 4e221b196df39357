//! Writes the hospital down, each tool in its own format.
//!
//! One module a tool. Dates are chosen so that everything is fresh on the day of judgement for the size *medium*:
//! external scans 14 days, internal scans and lists 31, the catalogue of known exploited vulnerabilities, the consoles and
//! the look from outside 7, the log sources 1.

pub(crate) mod advisories;
pub(crate) mod check;
mod consoles;
mod drills;
pub(crate) mod entra;
mod firewall;
pub(crate) mod inventory;
mod medical;
pub(crate) mod nessus;
pub(crate) mod nmap;
pub(crate) mod rosters;
mod settings;
mod statements;
mod systems;
pub(crate) mod training;
mod vendors;

use crate::dates::days_before;
use crate::devices::Network;
use crate::flaws::FIRST_ROUND;
use crate::people::Staff;
use crate::truth::Faultlist;
use crate::{ExportFile, Plan};
use jiff::civil::Date;
use std::io;

/// Everything that the exports are written from.
pub(crate) struct Site<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) name: &'a str,
    pub(crate) domain: &'a str,
    pub(crate) staff: &'a Staff,
    pub(crate) network: &'a Network,
}

impl Site<'_> {
    fn day(&self, days_ago: i32) -> Date {
        days_before(self.plan.as_of, days_ago)
    }

    /// The mail address of the person with that title; empty when there is none.
    fn mail_of(&self, title: &str) -> String {
        let person = self.staff.people.iter().find(|person| person.title == title);
        person.map(|person| person.mail.clone()).unwrap_or_default()
    }

    /// The domain of a foundation that sends no mail and has no web site.
    fn parked_domain(&self) -> String {
        self.domain.replace("-cah.example", "-foundation.example")
    }
}

/// The rounds of scans, in days before the day of judgement: the gap between the last two lies within the limit for
/// critical findings inside (30 days), and what both saw inside is over it.
const FIRST_EXTERNAL: i32 = FIRST_ROUND + 6;
const EARLIER_EXTERNAL: i32 = 40;
const EARLIER_INTERNAL: i32 = 34;
const LATER_EXTERNAL: i32 = 6;
const LATER_INTERNAL: i32 = 5;

/// All files of the hospital, in the order in which a person would look at them.
pub(crate) fn all(site: &Site<'_>, faults: &mut Faultlist) -> Vec<ExportFile> {
    let file = |name: &str, days_ago: i32, bytes: Vec<u8>| ExportFile {
        name: name.to_owned(),
        bytes,
        collected_on: site.day(days_ago),
    };
    let dated = |stem: &str, days_ago: i32, extension: &str, bytes: Vec<u8>| {
        file(&format!("{stem}-{}.{extension}", site.day(days_ago)), days_ago, bytes)
    };
    use nessus::Round::{Earlier, First, Later};
    let external = |days_ago, round| {
        dated("nessus-external", days_ago, "nessus", nessus::external(site, site.day(days_ago), round))
    };
    let internal = |days_ago, round| {
        dated("nessus-internal", days_ago, "nessus", nessus::internal(site, site.day(days_ago), round))
    };
    vec![
        file("ward-organisation.toml", 1, statements::organisation(site)),
        dated("nmap-external", 3, "xml", nmap::external(site, site.day(3))),
        external(FIRST_EXTERNAL, First),
        external(EARLIER_EXTERNAL, Earlier),
        external(LATER_EXTERNAL, Later),
        internal(FIRST_ROUND, First),
        internal(EARLIER_INTERNAL, Earlier),
        internal(LATER_INTERNAL, Later),
        file("known_exploited_vulnerabilities.json", 1, advisories::known_exploited(site)),
        file("vulnrichment.jsonl", 1, advisories::vulnrichment(site)),
        file("entra-users.json", 2, entra::users(site)),
        file("entra-mfa-registration.csv", 2, entra::registration_details(site)),
        file("roster-employees.csv", 2, rosters::employees(site)),
        file("roster-nonemployees.csv", 2, rosters::nonemployees(site)),
        file("training-knowbe4.csv", 2, training::enrolments(site)),
        file("asset-inventory.csv", 1, inventory::records(site)),
        file("medical-devices.csv", 1, medical::devices(site)),
        file("sbom-infusion-pump.json", 12, medical::pump_parts(site)),
        file("intune-devices.csv", 1, consoles::intune(site)),
        file("defender-devices.csv", 1, consoles::defender(site)),
        file("scubagear-results.csv", 3, settings::scubagear(site, faults)),
        dated("xccdf-windows", 4, "xml", settings::xccdf(site, 4, &settings::WINDOWS)),
        dated("xccdf-linux", 4, "xml", settings::xccdf(site, 4, &settings::LINUX)),
        dated("xccdf-network", 4, "xml", settings::xccdf(site, 4, &settings::NETWORK)),
        file("ward-check.json", 1, check::report(site, 1, faults)),
        file("firewall-rules.csv", 4, firewall::rule_table(site, 4, faults)),
        file("log-sources.csv", 1, systems::log_sources(site, 1, faults)),
        file("critical-systems.csv", 5, systems::critical_systems(site, faults)),
        file("backup-jobs.csv", 1, systems::backup_jobs(site, 1, faults)),
        file("restore-tests.csv", 5, systems::restore_tests(site, faults)),
        file("vendor-register.csv", 5, vendors::register(site, faults)),
        file("incidents.csv", 3, vendors::incidents(site, faults)),
        file("exercises.csv", 5, drills::exercises(site, faults)),
        file("test-findings.csv", 1, drills::test_findings(site, faults)),
        file("notices.csv", 2, drills::notices(site, faults)),
        file("phishing-knowbe4.csv", 2, drills::phishing(site, faults)),
        file("ward-answers.csv", 1, statements::answers(site, faults)),
        file("ward-exceptions.csv", 1, statements::exceptions(site)),
    ]
}

/// Runs a writer against memory.
fn to_bytes(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("writing to memory does not fail");
    bytes
}

/// Writes a CSV file with the usual quoting (RFC 4180).
pub(crate) fn csv_bytes<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Vec<u8> {
    to_bytes(|out| {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(header)?;
        for row in rows {
            csv.write_record(row)?;
        }
        csv.flush()
    })
}

/// The text with the characters that XML reserves replaced.
pub(crate) fn xml_text(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&apos;")
}
