//! Invented words: places, people, departments, makers. Names are made of parts that mean no real person or company.

use crate::prng::Prng;
use std::collections::BTreeMap;

const PLACES: &[&str] = &[
    "Pinehollow",
    "Copperfen",
    "Larkridge",
    "Stonebrook",
    "Ashmere",
    "Willowgap",
    "Ferncross",
    "Millhaven",
    "Oxbow Flats",
    "Redwillow",
    "Saltgrass",
    "Thornbury Bend",
    "Quailford",
    "Juniper Falls",
    "Harrowdale",
    "Elkwater",
];

const FIRST: &[&str] = &[
    "Adela", "Alton", "Anwen", "Basil", "Beatrix", "Bram", "Calla", "Cedric", "Clio", "Dara", "Dorian",
    "Edda", "Elian", "Emrys", "Enid", "Fabian", "Fern", "Galen", "Greta", "Hollis", "Ida", "Ilsa", "Ivor",
    "Jorun", "Juno", "Keir", "Lena", "Linnea", "Lowell", "Mabel", "Marek", "Merle", "Mina", "Nadia", "Nels",
    "Odile", "Orin", "Petra", "Quill", "Ramona", "Reed", "Rhoda", "Roscoe", "Sable", "Selma", "Silas",
    "Tamsin", "Tobin", "Una", "Vera", "Wendell", "Willa", "Yara", "Zeno",
];

const LAST: &[&str] = &[
    "Abernook",
    "Ashgrove",
    "Barrowell",
    "Birchall",
    "Brackley",
    "Brightmoor",
    "Calderwick",
    "Coldridge",
    "Copperlin",
    "Cresswold",
    "Dappleton",
    "Dunmarrow",
    "Eastwhistle",
    "Elderby",
    "Fairlock",
    "Fennimoor",
    "Foxhollow",
    "Garrowby",
    "Glenmark",
    "Goldenreed",
    "Greywater",
    "Hartsling",
    "Hawkmere",
    "Hazelden",
    "Hollowell",
    "Ironwick",
    "Kestrel",
    "Kindlewood",
    "Larkspur",
    "Lindenholt",
    "Longacre",
    "Marshgate",
    "Meadowlin",
    "Millburn",
    "Mossley",
    "Netherby",
    "Northwood",
    "Oakhanger",
    "Orchardson",
    "Pebblemoor",
    "Penhallow",
    "Quickwater",
    "Ravenhurst",
    "Redfern",
    "Rookwood",
    "Rushbrook",
    "Sandover",
    "Silverton",
    "Sparrowell",
    "Stillwater",
    "Stonehouse",
    "Swallowfield",
    "Tallgrass",
    "Thistledown",
    "Thornwood",
    "Underhill",
    "Vinterby",
    "Wainwell",
    "Waterlow",
    "Westermoor",
    "Whitlock",
    "Wildersham",
    "Winterbourne",
    "Yarrow",
];

/// Departments with the titles found in them; the order is the order of staffing, so small hospitals have the first.
pub(crate) const DEPARTMENTS: &[(&str, &[&str])] = &[
    ("Nursing", &["Registered Nurse", "Licensed Practical Nurse", "Nursing Assistant", "Charge Nurse"]),
    ("Emergency Department", &["Registered Nurse", "Emergency Technician", "Unit Clerk"]),
    ("Laboratory", &["Medical Laboratory Scientist", "Phlebotomist"]),
    ("Radiology", &["Radiologic Technologist", "Sonographer"]),
    ("Pharmacy", &["Pharmacist", "Pharmacy Technician"]),
    ("Rehabilitation", &["Physical Therapist", "Occupational Therapist"]),
    ("Family Clinic", &["Medical Assistant", "Nurse Practitioner", "Receptionist"]),
    ("Patient Accounts", &["Billing Specialist", "Coder"]),
    ("Health Information", &["Records Specialist", "Release Coordinator"]),
    ("Registration", &["Patient Access Representative", "Scheduler"]),
    ("Environmental Services", &["Environmental Services Aide"]),
    ("Food Service", &["Cook", "Dietary Aide"]),
    ("Facilities", &["Maintenance Mechanic"]),
    ("Human Resources", &["Recruiter", "Benefits Specialist"]),
    ("Materials", &["Supply Technician", "Buyer"]),
];

/// Makers and products of software that does not exist; each has weaknesses in the invented advisories.
pub(crate) const MAKERS: &[(&str, &str)] = &[
    ("Arbelos", "Gateway OS"),
    ("Brindlesoft", "Document Server"),
    ("Cairnworks", "Mail Relay"),
    ("Dovetail Systems", "Remote Console"),
    ("Eventide", "Backup Agent"),
    ("Farrier", "Web Toolkit"),
    ("Gneiss", "Storage Manager"),
    ("Halyard", "VPN Concentrator"),
    ("Inkwell", "Print Services"),
    ("Jackdaw", "Image Viewer"),
    ("Kelpline", "Directory Sync"),
    ("Lodestar", "Session Broker"),
    ("Marrow", "Scripting Engine"),
    ("Nettle", "Endpoint Manager"),
    ("Osprey", "File Transfer"),
    ("Pallet", "Hypervisor"),
    ("Quarrystone", "Database"),
    ("Rivet", "Patch Server"),
    ("Sextant", "Load Balancer"),
    ("Tamarack", "Portal Server"),
];

/// Kinds of weaknesses with their CWE numbers (MITRE CWE).
pub(crate) const WEAKNESSES: &[(&str, &str)] = &[
    ("Command Injection", "CWE-77"),
    ("Path Traversal", "CWE-22"),
    ("Out-of-Bounds Write", "CWE-787"),
    ("Use-After-Free", "CWE-416"),
    ("SQL Injection", "CWE-89"),
    ("Missing Authentication", "CWE-306"),
    ("Deserialization of Untrusted Data", "CWE-502"),
    ("Improper Authentication", "CWE-287"),
    ("Cross-Site Scripting", "CWE-79"),
    ("Improper Privilege Management", "CWE-269"),
];

/// A hospital's name and its domain, which lies under the reserved top-level domain `.example` (RFC 2606).
pub(crate) fn hospital_name(prng: &mut Prng) -> (String, String) {
    let place = prng.pick(PLACES);
    let slug = place.to_lowercase().replace(' ', "-");
    (format!("{place} Critical Access Hospital"), format!("{slug}-cah.example"))
}

/// A clinic's name and its domain.
pub(crate) fn clinic_name(prng: &mut Prng) -> (String, String) {
    let place = prng.pick(PLACES);
    let slug = place.to_lowercase().replace(' ', "-");
    (format!("{place} Family Practice"), format!("{slug}-practice.example"))
}

/// Names that are each given once; a second bearer of the same name gets a number in the log-in.
#[derive(Default)]
pub(crate) struct Names {
    /// How many bear each name so far.
    bearers: BTreeMap<String, u32>,
}

impl Names {
    /// A first name, a last name, and the unique part of a mail address.
    pub(crate) fn next(&mut self, prng: &mut Prng) -> (String, String, String) {
        let (first, last) = (prng.pick(FIRST), prng.pick(LAST));
        let base = format!("{first}.{last}").to_lowercase();
        let bearers = self.bearers.entry(base.clone()).or_default();
        *bearers += 1;
        let local = if *bearers == 1 { base } else { format!("{base}{bearers}") };
        (first.to_owned(), last.to_owned(), local)
    }
}
