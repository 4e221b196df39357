//! Makes a fictional critical access hospital, written as the export files that its tools would produce, and a clinic
//! of five people that has no tools.
//!
//! The files tell one coherent story: the same person stands on the roster, in the directory and in the training
//! report; the same device stands in the inventory and in the scans. Into that story faults are planted, each listed in
//! a [`Truth`]; everything else is in order. So a judge can be tested on whole folders: it must find every planted
//! fault, no other, and call nothing met that is not.
//!
//! Everything depends on the [`Plan`] alone: same plan, same bytes. There is no I/O here, and no clock. Every name,
//! vendor, vulnerability and serial number is invented; addresses are from the documentation block 203.0.113.0/24
//! (RFC 5737) and a private network, domains end in `.example` (RFC 2606).
//!
//! [`sector`] makes a whole state: what the public files list of its organisations, and what their summaries tell over two
//! years. [`scale`] writes files of any size in the same shapes, for benchmarks.
//!
//! ```
//! use ward_generator::{Faults, Plan, hospital};
//!
//! let hospital = hospital(&Plan { beds: 25, seed: 7, as_of: jiff::civil::date(2026, 11, 21), faults: Faults::Planted });
//! assert!(hospital.files.iter().any(|file| file.name == "roster-employees.csv"));
//! ```

mod clinic;
mod dates;
mod devices;
mod exports;
mod flaws;
mod people;
mod prng;
pub mod scale;
pub mod sector;
mod truth;
mod words;

pub use clinic::clinic;
pub use truth::{PlantedFault, Truth};

use jiff::civil::Date;
use ward_domain::Size;

/// What kind of hospital to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Licensed beds, from 5 to 1,000 (values outside are moved inside); staff and devices grow with it. A critical
    /// access hospital has up to 25 (42 CFR 485.620).
    pub beds: u32,
    /// Which hospital of that size.
    pub seed: u64,
    /// The day on which it is to be judged. All evidence is fresh on that day for the size *medium*.
    pub as_of: Date,
    /// Whether anything is wrong with it.
    pub faults: Faults,
}

/// Whether faults are planted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Faults {
    /// One or more faults in each goal.
    #[default]
    Planted,
    /// None: every measure is met or has no cases, but for those that [`Truth`] names.
    None,
}

/// A generated hospital or clinic.
#[derive(Clone, Debug, PartialEq)]
pub struct Hospital {
    /// Its invented name.
    pub name: String,
    /// Which thresholds it declares.
    pub size: Size,
    /// Its evidence.
    pub files: Vec<ExportFile>,
    /// What must be found in it.
    pub truth: Truth,
}

/// A file as a tool would have written it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportFile {
    /// File name, without a folder.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// When it was exported; the file itself does not always say.
    pub collected_on: Date,
}

/// Makes the hospital of that plan.
pub fn hospital(plan: &Plan) -> Hospital {
    let plan = Plan { beds: plan.beds.clamp(5, 1_000), ..*plan };
    let mut faults = truth::Faultlist::default();
    let (name, domain) = words::hospital_name(&mut prng::Prng::stream(plan.seed, "name"));
    let staff = people::Staff::make(&plan, &domain, &mut faults);
    let mut network = devices::Network::make(&plan, &domain, &mut faults);
    flaws::spread(&plan, &mut network, &mut faults);
    devices::local_administrators(&plan, &staff, &mut network.devices, &mut faults);
    let site = exports::Site { plan: &plan, name: &name, domain: &domain, staff: &staff, network: &network };
    let files = exports::all(&site, &mut faults);
    Hospital { name, size: Size::Medium, files, truth: faults.into_truth(plan.faults) }
}

/// How many of `population` must fail so that fewer than 95 % pass, with room to spare.
fn enough_to_miss_the_target(population: usize) -> usize {
    (population * 2).div_ceil(25).max(3)
}
