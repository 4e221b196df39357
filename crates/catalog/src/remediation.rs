//! What a remediation table answers for one finding.

use crate::{RemediationRow, RemediationTable};
use ward_domain::observation::Severity;

/// All severities, lowest first.
pub(crate) const SEVERITIES: [Severity; 5] =
    [Severity::Info, Severity::Low, Severity::Medium, Severity::High, Severity::Critical];

/// What a table asks of a finding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    pub(crate) public: bool,
    pub(crate) known_exploited: bool,
    pub(crate) automatable: bool,
    pub(crate) total: bool,
    pub(crate) severity: Severity,
}

impl Traits {
    /// Whether they meet every condition that the row has.
    pub(crate) fn fit(self, row: &RemediationRow) -> bool {
        row.public.is_none_or(|asked| asked == self.public)
            && row.known_exploited.is_none_or(|asked| asked == self.known_exploited)
            && row.automatable.is_none_or(|asked| asked == self.automatable)
            && row.total.is_none_or(|asked| asked == self.total)
            && row.severity.is_none_or(|asked| asked == self.severity)
    }
}

impl RemediationTable {
    /// The row that decides for such a finding: the first that fits. There is always one, for loading refuses a table
    /// whose last row does not fit everything.
    ///
    /// `public`: the Internet can reach the asset. `known_exploited`: a CVE of it is in the KEV catalogue. `automatable`
    /// and `total` (technical impact) are the SSVC inputs; for those that are not known the caller takes `true`, the
    /// stricter answer.
    ///
    /// # Panics
    /// When the table was not loaded but put together by hand, and has no rows.
    #[expect(clippy::fn_params_excessive_bools, reason = "the four questions of the table, in its own order")]
    pub fn decide(
        &self,
        public: bool,
        known_exploited: bool,
        automatable: bool,
        total: bool,
        severity: Severity,
    ) -> &RemediationRow {
        let traits = Traits { public, known_exploited, automatable, total, severity };
        self.rows
            .iter()
            .find(|row| traits.fit(row))
            .or(self.rows.last())
            .expect("a loaded table ends with a row that fits everything")
    }
}
