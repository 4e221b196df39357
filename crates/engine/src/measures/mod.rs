//! The rules, one file each, named like the measure's data file.

use crate::{Ground, Ruling};
use ward_catalog::Measure;

pub mod accepted_risks_signed;
pub mod accounts_without_living_owner;
pub mod advisories_acted_on;
pub mod attested;
pub mod authenticated_scan_coverage;
pub mod backups_daily_and_apart;
pub mod business_associate_agreements;
pub mod clear_text_inside;
pub mod cloud_tenant_settings;
pub mod configuration_copies;
mod critical_systems;
pub mod critical_systems_ranked;
pub mod dangerous_services_exposed;
mod declared;
pub mod default_deny_between_zones;
pub mod device_flaws_handled;
mod devices;
pub mod devices_without_agent_watched;
pub mod dkim_signatures;
pub mod dmarc_enforced;
pub mod dormant_accounts;
pub mod encrypted_mail_delivery;
pub mod end_of_support_planned;
pub mod endpoint_protection_healthy;
pub mod everyday_accounts_not_administrators;
mod exercises;
pub mod exploited_findings_overdue;
pub mod external_scan_reach;
pub mod failed_log_ins_noticed;
pub mod few_top_administrators;
pub mod finding_status_updated;
mod findings_of_tests;
pub mod firewall_rules_reviewed;
pub mod fixes_retested;
pub mod forensic_triage_done;
pub mod hardening_minimum;
pub mod inbound_mail_filtered;
pub mod incident_contacts_tested;
pub mod incident_drill_held;
mod inventory;
pub mod inventory_kept_current;
pub mod inventory_useful_fields;
pub mod keys_and_badges_returned;
pub mod lessons_closed;
mod listed;
pub mod local_administrator_passwords_unique;
pub mod log_sources_arrive;
pub mod logs_kept_long_enough;
pub mod lost_devices_encrypted;
pub mod measured_against_baseline;
pub mod medical_devices_apart;
pub mod medical_devices_listed;
pub mod mfa_exceptions_bounded;
pub mod mfa_for_outside_access;
pub mod new_starter_training;
pub mod no_default_passwords;
pub mod no_shared_log_ins;
pub mod non_employees_sponsored;
mod outside;
pub mod partners_told;
pub mod phishing_practice;
pub mod phishing_resistant_administrators;
mod practice;
pub mod public_encryption_strong;
pub mod realistic_attack_exercise;
pub mod regional_exercise;
pub mod remediation_speed;
pub mod removable_media_controlled;
pub mod restore_proven;
pub mod role_training;
pub mod scenario_drills;
pub mod security_before_buying;
pub mod security_clauses_in_contracts;
pub mod security_contact_published;
pub mod seen_and_known;
pub mod separate_administrator_accounts;
pub mod service_accounts_owned;
mod settings;
pub mod silent_sources_noticed;
pub mod spf_strict;
pub mod stored_data_encrypted;
pub mod strong_passwords;
pub mod subcontractor_duty_stated;
mod subject;
pub mod suspicious_mail_reported;
pub mod test_findings_decided;
pub mod test_findings_fixed_in_time;
pub mod test_findings_recorded;
pub mod time_to_disable;
mod tls;
pub mod unsupported_software_at_the_edge;
pub mod vendor_incidents_logged;
pub mod vendor_list_complete;
pub mod vendor_outage_plans;
mod vendors;
pub mod vendors_assessed;
pub mod vendors_must_report_incidents;
pub mod vendors_must_tell_flaws;
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
    &accepted_risks_signed::AcceptedRisksSigned,
    &accounts_without_living_owner::AccountsWithoutLivingOwner,
    &advisories_acted_on::AdvisoriesActedOn,
    &authenticated_scan_coverage::AuthenticatedScanCoverage,
    &backups_daily_and_apart::BackupsDailyAndApart,
    &business_associate_agreements::BusinessAssociateAgreements,
    &clear_text_inside::ClearTextInside,
    &cloud_tenant_settings::CloudTenantSettings,
    &configuration_copies::ConfigurationCopies,
    &critical_systems_ranked::CriticalSystemsRanked,
    &dangerous_services_exposed::DangerousServicesExposed,
    &default_deny_between_zones::DefaultDenyBetweenZones,
    &device_flaws_handled::DeviceFlawsHandled,
    &devices_without_agent_watched::DevicesWithoutAgentWatched,
    &dkim_signatures::DkimSignatures,
    &dmarc_enforced::DmarcEnforced,
    &dormant_accounts::DormantAccounts,
    &encrypted_mail_delivery::EncryptedMailDelivery,
    &end_of_support_planned::EndOfSupportPlanned,
    &endpoint_protection_healthy::EndpointProtectionHealthy,
    &everyday_accounts_not_administrators::EverydayAccountsNotAdministrators,
    &exploited_findings_overdue::ExploitedFindingsOverdue,
    &external_scan_reach::ExternalScanReach,
    &failed_log_ins_noticed::FailedLogInsNoticed,
    &few_top_administrators::FewTopAdministrators,
    &finding_status_updated::FindingStatusUpdated,
    &firewall_rules_reviewed::FirewallRulesReviewed,
    &fixes_retested::FixesRetested,
    &forensic_triage_done::ForensicTriageDone,
    &hardening_minimum::HardeningMinimum,
    &inbound_mail_filtered::InboundMailFiltered,
    &incident_contacts_tested::IncidentContactsTested,
    &incident_drill_held::IncidentDrillHeld,
    &inventory_kept_current::InventoryKeptCurrent,
    &inventory_useful_fields::InventoryUsefulFields,
    &keys_and_badges_returned::KeysAndBadgesReturned,
    &lessons_closed::LessonsClosed,
    &local_administrator_passwords_unique::LocalAdministratorPasswordsUnique,
    &log_sources_arrive::LogSourcesArrive,
    &logs_kept_long_enough::LogsKeptLongEnough,
    &lost_devices_encrypted::LostDevicesEncrypted,
    &measured_against_baseline::MeasuredAgainstBaseline,
    &medical_devices_apart::MedicalDevicesApart,
    &medical_devices_listed::MedicalDevicesListed,
    &mfa_exceptions_bounded::MfaExceptionsBounded,
    &mfa_for_outside_access::MfaForOutsideAccess,
    &new_starter_training::NewStarterTraining,
    &no_default_passwords::NoDefaultPasswords,
    &no_shared_log_ins::NoSharedLogIns,
    &non_employees_sponsored::NonEmployeesSponsored,
    &partners_told::PartnersTold,
    &phishing_practice::PhishingPractice,
    &phishing_resistant_administrators::PhishingResistantAdministrators,
    &public_encryption_strong::PublicEncryptionStrong,
    &realistic_attack_exercise::RealisticAttackExercise,
    &regional_exercise::RegionalExercise,
    &remediation_speed::RemediationSpeed,
    &removable_media_controlled::RemovableMediaControlled,
    &restore_proven::RestoreProven,
    &role_training::RoleTraining,
    &scenario_drills::ScenarioDrills,
    &security_before_buying::SecurityBeforeBuying,
    &security_clauses_in_contracts::SecurityClausesInContracts,
    &security_contact_published::SecurityContactPublished,
    &seen_and_known::SeenAndKnown,
    &separate_administrator_accounts::SeparateAdministratorAccounts,
    &service_accounts_owned::ServiceAccountsOwned,
    &silent_sources_noticed::SilentSourcesNoticed,
    &spf_strict::SpfStrict,
    &stored_data_encrypted::StoredDataEncrypted,
    &strong_passwords::StrongPasswords,
    &subcontractor_duty_stated::SubcontractorDutyStated,
    &suspicious_mail_reported::SuspiciousMailReported,
    &test_findings_decided::TestFindingsDecided,
    &test_findings_fixed_in_time::TestFindingsFixedInTime,
    &test_findings_recorded::TestFindingsRecorded,
    &time_to_disable::TimeToDisable,
    &unsupported_software_at_the_edge::UnsupportedSoftwareAtTheEdge,
    &vendor_incidents_logged::VendorIncidentsLogged,
    &vendor_list_complete::VendorListComplete,
    &vendor_outage_plans::VendorOutagePlans,
    &vendors_assessed::VendorsAssessed,
    &vendors_must_report_incidents::VendorsMustReportIncidents,
    &vendors_must_tell_flaws::VendorsMustTellFlaws,
    &yearly_training::YearlyTraining,
];

/// The rule of a slug.
pub fn find(slug: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.slug() == slug)
}
