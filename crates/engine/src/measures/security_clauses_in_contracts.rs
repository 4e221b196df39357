//! E10.3: contracts with vendors of the first tier hold the clauses of the list.

use super::{Rule, vendors};
use crate::{Ground, Ruling};
use ward_domain::observation::VendorSeen;

/// See the module.
pub struct SecurityClausesInContracts;

impl Rule for SecurityClausesInContracts {
    fn slug(&self) -> &'static str {
        "security-clauses-in-contracts"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let mut ruling = vendors::each(ground, |vendor, line| {
            vendors::of_first_tier(line, vendor);
            for clause in ground.measure().list("clauses") {
                line.must(vendor, |v| holds(v, clause), clause);
            }
        });
        ruling.no_cases(vendors::NO_FIRST_TIER);
        ruling
    }
}

fn holds(vendor: &VendorSeen, clause: &str) -> Option<bool> {
    match clause {
        "notice of incidents in hours" => vendor.incident_notice_hours.map(|_| true),
        "notice of weaknesses" => vendor.must_tell_of_vulnerabilities,
        "second factor" => vendor.must_use_mfa,
        "same duties for subcontractors" => vendor.must_bind_subcontractors,
        "return of data" => vendor.must_return_data,
        "right to evidence" => vendor.must_show_evidence,
        // A clause that nobody knows is lacking everywhere: the mistake shows at once.
        _ => Some(false),
    }
}
