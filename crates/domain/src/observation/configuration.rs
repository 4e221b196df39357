//! Settings compared with a benchmark: a rule, and how it came out on a device or on a whole tenant.

use super::{Index, Line, Severity};
use serde::{Deserialize, Serialize};

/// A rule of a benchmark, once for each file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConfigurationRule {
    /// The benchmark, as the tool names it: `SCuBA Microsoft Entra ID`, `CIS Windows 11`.
    pub benchmark: String,
    /// The rule's own id: `MS.AAD.3.1v1`, `xccdf_…_rule_1.1`, `V-253260`.
    pub id: String,
    /// What it asks for.
    pub title: String,
    /// Whether the benchmark requires it.
    pub obligation: Obligation,
    /// The tool's own severity.
    pub severity: Severity,
}

/// Whether a benchmark requires a rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obligation {
    /// Required (SHALL).
    #[default]
    Shall,
    /// Recommended (SHOULD).
    Should,
}

/// How one rule came out. Kept small: a compliance scan may hold hundreds of thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigurationResult {
    /// Which of [`Observations::configuration_rules`](super::Observations::configuration_rules).
    pub rule: Index,
    /// Which of [`Observations::assets`](super::Observations::assets); `None` for a tenant or domain as a whole.
    pub asset: Option<Index>,
    /// How it came out.
    pub outcome: Outcome,
    /// Where in the file.
    pub line: Line,
}

/// Outcomes of a rule. What a tool could not look at is never a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As the benchmark asks.
    Pass,
    /// Not so.
    Fail,
    /// The rule does not apply there.
    NotApplicable,
    /// Not looked at: manual, left out, or an error of the tool.
    NotChecked,
}
