//! The lists that organisations keep: vendors, critical systems, backups, logs, exercises, incidents, test findings.
//!
//! `None` always means that the list does not say; a list that says *no* says `Some(false)`.

use super::{Line, Severity};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A vendor and its agreement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VendorSeen {
    /// Name, as written.
    pub name: String,
    /// What it does: `EHR`, `clearing house`.
    pub service: Option<String>,
    /// Whether it sees electronic protected health information.
    pub holds_ephi: Option<bool>,
    /// Tier; 1 is the one that care depends on most.
    pub tier: Option<u8>,
    /// Who answers for it here.
    pub owner: Option<String>,
    /// When the business associate agreement was signed.
    pub agreement_signed: Option<Date>,
    /// Last day of the agreement; `None` with a signature is an agreement without an end.
    pub agreement_ends: Option<Date>,
    /// The agreement as a file name, link or digest.
    pub agreement: Option<String>,
    /// Within how many hours it must tell of an incident.
    pub incident_notice_hours: Option<u32>,
    /// Whether it must tell of vulnerabilities in its product.
    pub must_tell_of_vulnerabilities: Option<bool>,
    /// Whether the agreement requires a second factor.
    pub must_use_mfa: Option<bool>,
    /// Whether it must bind its subcontractors in the same way.
    pub must_bind_subcontractors: Option<bool>,
    /// Whether it must give back or destroy the data.
    pub must_return_data: Option<bool>,
    /// Whether it must show evidence when asked.
    pub must_show_evidence: Option<bool>,
    /// When it was last assessed.
    pub assessed: Option<Date>,
    /// By what: `SOC 2`, `HITRUST`, `questionnaire`.
    pub assessment: Option<String>,
    /// Whom to call at any hour.
    pub contact: Option<String>,
    /// When that was last tried.
    pub contact_tested: Option<Date>,
    /// When it was bought.
    pub bought: Option<Date>,
    /// When its security was reviewed before buying.
    pub reviewed_before_buying: Option<Date>,
    /// When the plan for its outage was last tried.
    pub outage_plan_tested: Option<Date>,
    /// When its line of the list was last confirmed.
    pub reviewed: Option<Date>,
    /// Where in the file.
    pub line: Line,
}

/// A system that care or business depends on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SystemSeen {
    /// Name; backups, restores and log sources refer to it.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Whether it is critical.
    pub is_critical: Option<bool>,
    /// Whether it holds electronic protected health information.
    pub holds_ephi: Option<bool>,
    /// Whether that is encrypted where it lies.
    pub is_encrypted: Option<bool>,
    /// Within how many hours it must run again.
    pub recovery_time_hours: Option<u32>,
    /// How many hours of data may be lost.
    pub recovery_point_hours: Option<u32>,
    /// How people work without it.
    pub fallback: Option<String>,
    /// The vendor that runs it, when it is hosted.
    pub vendor: Option<String>,
    /// When its access list was last signed off.
    pub access_reviewed: Option<Date>,
    /// Where in the file.
    pub line: Line,
}

/// A backup job.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BackupSeen {
    /// What is backed up.
    pub system: String,
    /// Name of the job.
    pub job: Option<String>,
    /// When it last succeeded; `None` is never, as far as the report goes.
    pub last_success: Option<DateTime>,
    /// Where the copy is.
    pub place: Option<String>,
    /// Whether a copy is offline or cannot be changed.
    pub is_offline_or_immutable: Option<bool>,
    /// Whether the copy is encrypted.
    pub is_encrypted: Option<bool>,
    /// Where in the file.
    pub line: Line,
}

/// A restore that somebody tried.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RestoreSeen {
    /// What was restored.
    pub system: String,
    /// When it began.
    pub started: Option<DateTime>,
    /// When it ran again.
    pub restored: Option<DateTime>,
    /// How long that took, in minutes, where the list gives it instead.
    pub minutes: Option<u32>,
    /// Whether it worked.
    pub succeeded: Option<bool>,
    /// Who used it and found it in order.
    pub verified_by: Option<String>,
    /// Where in the file.
    pub line: Line,
}

/// A source of a log collector.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LogSourceSeen {
    /// Name of the source: a host, a service, a tenant.
    pub name: String,
    /// Kind: `firewall`, `EHR audit`, `sign-in`.
    pub kind: Option<String>,
    /// The critical system that it belongs to, when the list says.
    pub system: Option<String>,
    /// When its last event came.
    pub last_event: Option<Timestamp>,
    /// For how many days its events are kept.
    pub kept_days: Option<u32>,
    /// Whether somebody is told when it falls silent.
    pub has_silence_alert: Option<bool>,
    /// When that alert was last tried.
    pub alert_tested: Option<Date>,
    /// Where in the file.
    pub line: Line,
}

/// A drill.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExerciseSeen {
    /// What it was called.
    pub name: String,
    /// Day.
    pub held: Option<Date>,
    /// How it was held.
    pub kind: Option<ExerciseKind>,
    /// What was played: `ransomware with loss of the EHR`.
    pub scenario: Option<String>,
    /// Whether leaders of clinical care took part.
    pub with_clinical_leaders: Option<bool>,
    /// Whether neighbours or the coalition took part.
    pub with_neighbours: Option<bool>,
    /// The after-action report as a file name, link or digest.
    pub report: Option<String>,
    /// What must change, how many.
    pub actions: Option<u32>,
    /// How many of them were done in time.
    pub actions_done: Option<u32>,
    /// Where in the file.
    pub line: Line,
}

/// How a drill was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExerciseKind {
    /// Talked through at a table.
    Tabletop,
    /// Done by hand: downtime procedures, a restore.
    HandsOn,
    /// Attackers and defenders together, or unannounced.
    PurpleTeam,
}

/// An incident, own or a vendor's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IncidentSeen {
    /// Number or name.
    pub id: String,
    /// What happened.
    pub title: String,
    /// The vendor at which it happened; `None` for an own incident.
    pub vendor: Option<String>,
    /// When the vendor knew.
    pub vendor_aware: Option<DateTime>,
    /// When the organisation was told or noticed.
    pub noticed: Option<DateTime>,
    /// Whether it was weighed as a breach of patient data.
    pub breach_assessed: Option<bool>,
    /// Whether the clocks for own reports were started.
    pub clocks_started: Option<bool>,
    /// When it was closed.
    pub closed: Option<DateTime>,
    /// Where in the file.
    pub line: Line,
}

/// A finding of a penetration test or assessment, as the register carries it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TestFindingSeen {
    /// Number in the register or report.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Which test.
    pub test: Option<String>,
    /// The tester's severity.
    pub severity: Option<Severity>,
    /// What it concerns.
    pub asset: Option<String>,
    /// Day of the report.
    pub reported: Option<Date>,
    /// Day on which it was entered.
    pub entered: Option<Date>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// By when it must be closed.
    pub due: Option<Date>,
    /// Day of the decision.
    pub decided: Option<Date>,
    /// What was decided, in the register's words.
    pub decision: Option<String>,
    /// Day on which the line was last changed.
    pub updated: Option<Date>,
    /// Day of closing.
    pub closed: Option<Date>,
    /// Day of the test that showed it closed.
    pub retested: Option<Date>,
    /// Whether it was seen before, in an earlier test.
    pub seen_again: Option<bool>,
    /// Who accepted the risk.
    pub accepted_by: Option<String>,
    /// Until when.
    pub accepted_until: Option<Date>,
    /// Whether it concerns the Internet-facing side.
    pub is_exposed: Option<bool>,
    /// Where in the file.
    pub line: Line,
}

/// A part of a product, from a software bill of materials.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ComponentSeen {
    /// The product that the bill describes, with its version.
    pub product: String,
    /// Name of the part.
    pub name: String,
    /// Version of the part.
    pub version: Option<String>,
    /// Who makes it.
    pub supplier: Option<String>,
    /// Package URL.
    pub purl: Option<String>,
    /// CPE name.
    pub cpe: Option<String>,
    /// Where in the file.
    pub line: Line,
}

/// A notice about a flaw in a product, and what became of it here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NoticeSeen {
    /// `ICSMA-26-012-01`, `CVE-2026-1234`, a vendor's number.
    pub id: String,
    /// When it came out.
    pub published: Option<Date>,
    /// Whether the product is in use here.
    pub applies: Option<bool>,
    /// When that was decided.
    pub decided: Option<Date>,
    /// When something protected in the meantime.
    pub contained: Option<Date>,
    /// When it was fixed.
    pub fixed: Option<Date>,
    /// Whether the risk to patients is uncontrolled until then (FDA post-market guidance).
    pub is_uncontrolled: Option<bool>,
    /// Where in the file.
    pub line: Line,
}

/// A rule of a packet filter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FirewallRuleSeen {
    /// Which firewall.
    pub firewall: String,
    /// Number or name of the rule.
    pub rule: String,
    /// Whether it is switched on.
    pub is_enabled: Option<bool>,
    /// Whether it lets traffic through.
    pub allows: bool,
    /// Zone or interface from which.
    pub from_zone: Option<String>,
    /// Zone or interface to which.
    pub to_zone: Option<String>,
    /// Source, as written; `any` for everything.
    pub source: String,
    /// Destination, as written; `any` for everything.
    pub destination: String,
    /// Service or ports, as written; `any` for everything.
    pub service: String,
    /// How often it was used; `None` when not counted.
    pub hits: Option<u64>,
    /// When it was last used.
    pub last_hit: Option<Date>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// When it was last looked at.
    pub reviewed: Option<Date>,
    /// Where in the file.
    pub line: Line,
}

impl FirewallRuleSeen {
    /// Whether it lets anything from anywhere to anywhere.
    pub fn is_any_any(&self) -> bool {
        let any = |text: &str| text.eq_ignore_ascii_case("any");
        self.allows
            && self.is_enabled != Some(false)
            && any(&self.source)
            && any(&self.destination)
            && any(&self.service)
    }
}
