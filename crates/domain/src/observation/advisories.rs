//! What others know of vulnerabilities: CISA's catalogue and SSVC decisions.

use super::Line;
use crate::ids::CveId;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An entry of CISA's Known Exploited Vulnerabilities catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownExploited {
    /// Which vulnerability.
    pub cve: CveId,
    /// When CISA listed it.
    pub added: Date,
    /// CISA's due date; a field of the file, never computed.
    pub due: Option<Date>,
    /// Known to be used in ransomware campaigns.
    pub ransomware: bool,
    /// Where in the file.
    pub line: Line,
}

/// SSVC decision inputs for one CVE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsvcSeen {
    /// Which vulnerability.
    pub cve: CveId,
    /// `none`, `poc`, `active`.
    pub exploitation: Option<Exploitation>,
    /// Whether attacks can be automated.
    pub is_automatable: Option<bool>,
    /// Whether an attacker gains total control.
    pub impact_is_total: Option<bool>,
    /// When CISA decided.
    pub decided_at: Option<Timestamp>,
    /// Where in the file.
    pub line: Line,
}

/// SSVC exploitation status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exploitation {
    /// No evidence.
    None,
    /// Proof of concept.
    Poc,
    /// Active.
    Active,
}
