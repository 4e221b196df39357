//! The rules, one file each, named like the measure's data file.

use crate::{Ground, Ruling};
use ward_catalog::Measure;

pub mod accounts_without_living_owner;
pub mod attested;
pub mod authenticated_scan_coverage;
pub mod dangerous_services_exposed;
pub mod dormant_accounts;
pub mod exploited_findings_overdue;
pub mod external_scan_reach;
pub mod forensic_triage_done;
pub mod inventory_kept_current;
pub mod inventory_useful_fields;
pub mod keys_and_badges_returned;
pub mod mfa_exceptions_bounded;
pub mod mfa_for_outside_access;
pub mod new_starter_training;
pub mod non_employees_sponsored;
mod outside;
pub mod partners_told;
pub mod phishing_resistant_administrators;
pub mod remediation_speed;
pub mod role_training;
pub mod seen_and_known;
pub mod time_to_disable;
pub mod unsupported_software_at_the_edge;
mod workforce;
pub mod yearly_training;

/// Which answers by people count towards a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswersCount {
    /// One for the measure as a whole, as long as nobody has given the evidence that the measure looks at first. Once
    /// there is some, it decides, and a statement does not stand in for it when it grows old.
    UntilEvidence,
    /// One for the measure as a whole.
    Whole,
    /// One for each subject.
    EachSubject,
}

/// Which answers count towards a measure, so that pages ask for no others.
pub fn answers_count(measure: &Measure) -> AnswersCount {
    find(&measure.slug).map_or(AnswersCount::Whole, Rule::answers_count)
}

/// Judges a measure by its rule, or by what people say where there is no rule or nothing for it to look at.
pub(crate) fn judge<'g>(ground: &'g Ground<'g>) -> Ruling<'g> {
    let Some(rule) = find(&ground.measure().slug) else { return attested::judge(ground) };
    let mut ruling = rule.judge(ground);
    let counts = rule.answers_count() == AnswersCount::UntilEvidence;
    let Some(answer) = ground.answer(None).filter(|_| counts) else { return ruling };
    let looks_at_first = ground.measure().evidence.first();
    if ruling.population_is_unknown() && !looks_at_first.is_some_and(|kind| ground.was_ever_given(kind)) {
        return attested::judge(ground);
    }
    ruling.note(format!(
        "{} answered “{}” on {}. Evidence was given since, and it alone decides.",
        answer.row.signer,
        answer.row.says.label(),
        answer.row.signed_on
    ));
    ruling
}

/// A measure that is judged from the estate.
pub trait Rule: Sync {
    /// The slug of the measure: the name of this file and of the data file.
    fn slug(&self) -> &'static str;
    /// Which answers by people count.
    fn answers_count(&self) -> AnswersCount {
        AnswersCount::UntilEvidence
    }
    /// How every subject comes out.
    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g>;
}

/// Every rule, by slug.
pub static RULES: &[&dyn Rule] = &[
    &accounts_without_living_owner::AccountsWithoutLivingOwner,
    &authenticated_scan_coverage::AuthenticatedScanCoverage,
    &dangerous_services_exposed::DangerousServicesExposed,
    &dormant_accounts::DormantAccounts,
    &exploited_findings_overdue::ExploitedFindingsOverdue,
    &external_scan_reach::ExternalScanReach,
    &forensic_triage_done::ForensicTriageDone,
    &inventory_kept_current::InventoryKeptCurrent,
    &inventory_useful_fields::InventoryUsefulFields,
    &keys_and_badges_returned::KeysAndBadgesReturned,
    &mfa_exceptions_bounded::MfaExceptionsBounded,
    &mfa_for_outside_access::MfaForOutsideAccess,
    &new_starter_training::NewStarterTraining,
    &non_employees_sponsored::NonEmployeesSponsored,
    &partners_told::PartnersTold,
    &phishing_resistant_administrators::PhishingResistantAdministrators,
    &remediation_speed::RemediationSpeed,
    &role_training::RoleTraining,
    &seen_and_known::SeenAndKnown,
    &time_to_disable::TimeToDisable,
    &unsupported_software_at_the_edge::UnsupportedSoftwareAtTheEdge,
    &yearly_training::YearlyTraining,
];

/// The rule of a slug.
pub fn find(slug: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.slug() == slug)
}
