//! The importers, one file each.

pub mod ad_users;
pub mod answers;
pub mod asset_inventory;
pub mod backup_jobs;
pub mod cisa_kev;
pub mod cisco_asa;
pub mod ckl;
pub mod cpg_checklist;
pub mod critical_systems;
pub mod cve5;
pub mod cyber_hygiene;
pub mod cyclonedx;
pub mod defender_devices;
pub mod entra_graph;
pub mod entra_mfa_csv;
pub mod entra_users_csv;
pub mod exceptions;
pub mod exercises;
pub mod firewall_rules;
pub mod google_users;
pub mod incidents;
pub mod intune_devices;
pub mod iptables;
pub mod ldif;
pub mod log_sources;
pub mod mds2;
pub mod medical_devices;
pub mod nessus;
pub mod nmap;
pub mod notices;
pub mod okta;
pub mod openvas;
pub mod pfsense;
pub mod phishing_tests;
pub mod pingcastle;
pub mod qualys;
pub mod restore_tests;
pub mod roster;
pub mod scubagear;
pub mod scubagoggles;
pub mod secure_score;
pub mod spdx;
pub mod sra_tool;
pub mod sslyze;
pub mod test_findings;
pub mod testssl;
pub mod training;
pub mod vendor_register;
pub mod ward_check;
pub mod ward_organisation;
pub mod xccdf;

use crate::Importer;
use crate::table::Layout;

/// Every importer, in the order `ward formats` prints them.
pub static IMPORTERS: &[&dyn Importer] = &[
    &ad_users::AdUsers,
    &answers::Answers,
    &asset_inventory::AssetInventory,
    &backup_jobs::BackupJobs,
    &cisa_kev::CisaKev,
    &cisco_asa::CiscoAsa,
    &ckl::Ckl,
    &cpg_checklist::CpgChecklist,
    &critical_systems::CriticalSystems,
    &cve5::Cve5,
    &cyber_hygiene::CyberHygiene,
    &cyclonedx::CycloneDx,
    &defender_devices::DefenderDevices,
    &entra_graph::EntraGraph,
    &entra_mfa_csv::EntraMfaCsv,
    &entra_users_csv::EntraUsersCsv,
    &exceptions::Exceptions,
    &exercises::Exercises,
    &firewall_rules::FirewallRules,
    &google_users::GoogleUsers,
    &incidents::Incidents,
    &intune_devices::IntuneDevices,
    &iptables::Iptables,
    &ldif::Ldif,
    &log_sources::LogSources,
    &mds2::Mds2,
    &medical_devices::MedicalDevices,
    &nessus::Nessus,
    &nmap::Nmap,
    &notices::Notices,
    &okta::Okta,
    &openvas::OpenVas,
    &pfsense::PfSense,
    &phishing_tests::PhishingTests,
    &pingcastle::PingCastle,
    &qualys::Qualys,
    &restore_tests::RestoreTests,
    &roster::Roster,
    &scubagear::ScubaGear,
    &scubagoggles::ScubaGoggles,
    &secure_score::SecureScore,
    &spdx::Spdx,
    &sra_tool::SraTool,
    &sslyze::Sslyze,
    &test_findings::TestFindings,
    &testssl::TestSsl,
    &training::Training,
    &vendor_register::VendorRegister,
    &ward_check::WardCheck,
    &ward_organisation::WardOrganisation,
    &xccdf::Xccdf,
];

/// The lists among them, which take a mapping.
pub(crate) static TABLES: &[&Layout] = &[
    &ad_users::LAYOUT,
    &answers::LAYOUT,
    &asset_inventory::LAYOUT,
    &backup_jobs::LAYOUT,
    &cpg_checklist::LAYOUT,
    &critical_systems::LAYOUT,
    &entra_mfa_csv::LAYOUT,
    &entra_users_csv::LAYOUT,
    &exceptions::LAYOUT,
    &exercises::LAYOUT,
    &firewall_rules::LAYOUT,
    &google_users::LAYOUT,
    &incidents::LAYOUT,
    &intune_devices::LAYOUT,
    &log_sources::LAYOUT,
    &mds2::LAYOUT,
    &medical_devices::LAYOUT,
    &notices::LAYOUT,
    &phishing_tests::LAYOUT,
    &restore_tests::LAYOUT,
    &roster::LAYOUT,
    &sra_tool::LAYOUT,
    &test_findings::LAYOUT,
    &training::LAYOUT,
    &vendor_register::LAYOUT,
];
