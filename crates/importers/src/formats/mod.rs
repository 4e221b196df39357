//! The importers, one file each.

pub mod ad_users;
pub mod answers;
pub mod asset_inventory;
pub mod cisa_kev;
pub mod cisco_asa;
pub mod ckl;
pub mod cve5;
pub mod cyber_hygiene;
pub mod cyclonedx;
pub mod defender_devices;
pub mod entra_graph;
pub mod entra_mfa_csv;
pub mod entra_users_csv;
pub mod exceptions;
pub mod google_users;
pub mod intune_devices;
pub mod iptables;
pub mod ldif;
pub mod nessus;
pub mod nmap;
pub mod okta;
pub mod openvas;
pub mod pfsense;
pub mod pingcastle;
pub mod qualys;
pub mod roster;
pub mod scubagear;
pub mod scubagoggles;
pub mod secure_score;
pub mod spdx;
pub mod sslyze;
pub mod testssl;
pub mod training;
pub mod ward_organisation;
pub mod xccdf;

use crate::Importer;
use crate::table::Layout;

/// Every importer, in the order `ward formats` prints them.
pub static IMPORTERS: &[&dyn Importer] = &[
    &ad_users::AdUsers,
    &answers::Answers,
    &asset_inventory::AssetInventory,
    &cisa_kev::CisaKev,
    &cisco_asa::CiscoAsa,
    &ckl::Ckl,
    &cve5::Cve5,
    &cyber_hygiene::CyberHygiene,
    &cyclonedx::CycloneDx,
    &defender_devices::DefenderDevices,
    &entra_graph::EntraGraph,
    &entra_mfa_csv::EntraMfaCsv,
    &entra_users_csv::EntraUsersCsv,
    &exceptions::Exceptions,
    &google_users::GoogleUsers,
    &intune_devices::IntuneDevices,
    &iptables::Iptables,
    &ldif::Ldif,
    &nessus::Nessus,
    &nmap::Nmap,
    &okta::Okta,
    &openvas::OpenVas,
    &pfsense::PfSense,
    &pingcastle::PingCastle,
    &qualys::Qualys,
    &roster::Roster,
    &scubagear::ScubaGear,
    &scubagoggles::ScubaGoggles,
    &secure_score::SecureScore,
    &spdx::Spdx,
    &sslyze::Sslyze,
    &testssl::TestSsl,
    &training::Training,
    &ward_organisation::WardOrganisation,
    &xccdf::Xccdf,
];

/// The lists among them, which take a mapping.
pub(crate) static TABLES: &[&Layout] = &[
    &ad_users::LAYOUT,
    &answers::LAYOUT,
    &asset_inventory::LAYOUT,
    &entra_mfa_csv::LAYOUT,
    &entra_users_csv::LAYOUT,
    &exceptions::LAYOUT,
    &google_users::LAYOUT,
    &intune_devices::LAYOUT,
    &roster::LAYOUT,
    &training::LAYOUT,
];
