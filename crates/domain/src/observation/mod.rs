//! What evidence says, row by row, before anybody judges it.
//!
//! An importer turns one file into one [`Observations`]. Rows point at each other by position and at their place in
//! the file by `line` (1-based; for JSON without lines, the 1-based number of the record), so that every verdict can
//! lead back to `sha256#L<line>`. Rows repeat nothing: a check that fires on 900 hosts is one [`Check`] and 900
//! sixteen-byte [`FindingSeen`] rows.

mod advisories;
mod answers;
mod configuration;
mod devices;
mod outside;
mod registers;
mod scans;
mod workforce;

pub use advisories::*;
pub use answers::*;
pub use configuration::*;
pub use devices::*;
pub use outside::*;
pub use registers::*;
pub use scans::*;
pub use workforce::*;

use crate::organisation::Organisation;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Rises when the shape of [`Observations`] changes, so that stored ones are read again from their files.
pub const SHAPE: u32 = 2;

/// The 1-based line (or record) of a file.
pub type Line = u32;
/// The position of a row in its list within the same [`Observations`].
pub type Index = u32;

/// Everything that one piece of evidence says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observations {
    /// The tool that wrote the file, with its version where the file says so: `Nessus 10.7.2`, `Workday`.
    pub tool: String,
    /// Who made the file: it decides the grade.
    pub origin: Origin,
    /// When what the file says was true: the end of the scan, the moment of the export. `None` when the file does not
    /// say; the record then asks, and falls back on the date the person gave or the day of receipt.
    pub collected_at: Option<Timestamp>,
    /// Name of the list that this file is a full copy of (same system, same columns). A newer file of the same series
    /// replaces what an older one listed. `None` when the file is not a full list.
    pub series: Option<String>,

    /// Scans described by the file: what was looked at, not only what was found.
    pub scans: Vec<Scan>,
    /// Devices seen or listed.
    pub assets: Vec<AssetSeen>,
    /// What each scan did on each device.
    pub coverage: Vec<HostScan>,
    /// Open ports.
    pub services: Vec<ServiceSeen>,
    /// The tool's checks that fired at least once.
    pub checks: Vec<Check>,
    /// Check × device × port.
    pub findings: Vec<FindingSeen>,
    /// Workforce members of every kind.
    pub people: Vec<PersonSeen>,
    /// Accounts in a directory.
    pub accounts: Vec<AccountSeen>,
    /// Training assigned or done.
    pub trainings: Vec<TrainingSeen>,
    /// Entries of a known-exploited-vulnerabilities catalogue. A file with any is a full catalogue.
    pub known_exploited: Vec<KnownExploited>,
    /// SSVC decision inputs.
    pub ssvc: Vec<SsvcSeen>,
    /// Answers by people.
    pub answers: Vec<AnswerSeen>,
    /// Exceptions that somebody approved.
    pub exceptions: Vec<ExceptionSeen>,
    /// Rules of benchmarks that were looked at.
    pub configuration_rules: Vec<ConfigurationRule>,
    /// Rule × device, or rule × tenant.
    pub configuration_results: Vec<ConfigurationResult>,
    /// Practice phishing messages, one row for each person.
    pub phishing: Vec<PhishingSeen>,
    /// Vendors with their agreements.
    pub vendors: Vec<VendorSeen>,
    /// Systems that care or business depends on.
    pub systems: Vec<SystemSeen>,
    /// Backup jobs.
    pub backups: Vec<BackupSeen>,
    /// Restores that were tried.
    pub restores: Vec<RestoreSeen>,
    /// Sources of the log collector.
    pub log_sources: Vec<LogSourceSeen>,
    /// Rules of packet filters.
    pub firewall_rules: Vec<FirewallRuleSeen>,
    /// Drills.
    pub exercises: Vec<ExerciseSeen>,
    /// Incidents, own and vendors'.
    pub incidents: Vec<IncidentSeen>,
    /// Findings of tests, as a register carries them.
    pub test_findings: Vec<TestFindingSeen>,
    /// Notices about flaws in products, and what became of them.
    pub notices: Vec<NoticeSeen>,
    /// Parts of products.
    pub components: Vec<ComponentSeen>,
    /// Mail domains that were asked.
    pub mail_domains: Vec<MailDomainSeen>,
    /// Servers that speak TLS.
    pub tls_endpoints: Vec<TlsEndpointSeen>,
    /// Disclosure files that were asked for.
    pub security_txts: Vec<SecurityTxtSeen>,
    /// The organisation's profile, when the file declares it.
    pub organisation: Option<Organisation>,
}

impl Observations {
    /// How many rows the file contributed, by kind, each as one row is called.
    pub fn contributed(&self) -> Vec<(&'static str, u64)> {
        let count = |n: usize| n as u64;
        vec![
            ("device", count(self.assets.len())),
            ("open port", count(self.services.len())),
            ("finding", count(self.findings.len())),
            ("person", count(self.people.len())),
            ("account", count(self.accounts.len())),
            ("course", count(self.trainings.len())),
            ("practice message", count(self.phishing.len())),
            ("known exploited vulnerability", count(self.known_exploited.len())),
            ("vulnerability decision", count(self.ssvc.len())),
            ("setting", count(self.configuration_results.len())),
            ("vendor", count(self.vendors.len())),
            ("system", count(self.systems.len())),
            ("backup job", count(self.backups.len())),
            ("restore", count(self.restores.len())),
            ("log source", count(self.log_sources.len())),
            ("firewall rule", count(self.firewall_rules.len())),
            ("exercise", count(self.exercises.len())),
            ("incident", count(self.incidents.len())),
            ("test finding", count(self.test_findings.len())),
            ("notice", count(self.notices.len())),
            ("component", count(self.components.len())),
            ("mail domain", count(self.mail_domains.len())),
            ("TLS server", count(self.tls_endpoints.len())),
            ("disclosure file", count(self.security_txts.len())),
            ("answer", count(self.answers.len())),
            ("exception", count(self.exceptions.len())),
            ("profile", count(usize::from(self.organisation.is_some()))),
        ]
    }
}

/// Who made a file. Ward grades by it: a machine's own export can be A, a list that somebody keeps is C at best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A scanner's or system's own export, recognised by its own shape.
    Machine,
    /// A dated document of a third party.
    ThirdParty,
    /// The organisation's own list (a generic or mapped CSV).
    #[default]
    OwnRecord,
}
