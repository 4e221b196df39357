//! The importers, one file each.

pub mod answers;
pub mod asset_inventory;
pub mod cisa_kev;
pub mod cve5;
pub mod entra_graph;
pub mod entra_mfa_csv;
pub mod entra_users_csv;
pub mod exceptions;
pub mod nessus;
pub mod nmap;
pub mod roster;
pub mod training;
pub mod ward_organisation;

use crate::Importer;
use crate::table::Layout;

/// Every importer, in the order `ward formats` prints them.
pub static IMPORTERS: &[&dyn Importer] = &[
    &answers::Answers,
    &asset_inventory::AssetInventory,
    &cisa_kev::CisaKev,
    &cve5::Cve5,
    &entra_graph::EntraGraph,
    &entra_mfa_csv::EntraMfaCsv,
    &entra_users_csv::EntraUsersCsv,
    &exceptions::Exceptions,
    &nessus::Nessus,
    &nmap::Nmap,
    &roster::Roster,
    &training::Training,
    &ward_organisation::WardOrganisation,
];

/// The lists among them, which take a mapping.
pub(crate) static TABLES: &[&Layout] = &[
    &answers::LAYOUT,
    &asset_inventory::LAYOUT,
    &entra_mfa_csv::LAYOUT,
    &entra_users_csv::LAYOUT,
    &exceptions::LAYOUT,
    &roster::LAYOUT,
    &training::LAYOUT,
];
