//! The importers, one file each.

mod cisa_kev;
mod cve5;
mod entra_graph;
mod nessus;
mod nmap;
mod ward_organisation;

use crate::Importer;
use crate::table::Layout;

/// Every importer, in the order `ward formats` prints them.
pub static IMPORTERS: &[&dyn Importer] = &[
    &nessus::Nessus,
    &nmap::Nmap,
    &cisa_kev::CisaKev,
    &cve5::Cve5,
    &entra_graph::EntraGraph,
    &ward_organisation::WardOrganisation,
];

/// The lists among them, which take a mapping.
pub(crate) static TABLES: &[&Layout] = &[];
