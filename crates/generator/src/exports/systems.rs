//! What care depends on: the critical systems, their backups and restores, and where their logs go.

use super::{Site, csv_bytes, vendors};
use crate::truth::Faultlist;

/// A system as the business impact analysis lists it.
struct System {
    name: &'static str,
    owner: &'static str,
    is_critical: bool,
    holds_patient_data: bool,
    recovery_time_hours: u32,
    recovery_point_hours: u32,
    fallback: &'static str,
    vendor: &'static str,
    /// Minutes that its last restore took.
    restored_in: u32,
}

const RECORD: &str = "Electronic health record";
const IMAGES: &str = "Image archive";
const LAB: &str = "Laboratory system";
const PHARMACY: &str = "Pharmacy system";
const DIRECTORY: &str = "Directory and sign-in";
const FILES: &str = "File server";

const SYSTEMS: &[System] = &[
    System {
        name: RECORD,
        owner: "Chief Nursing Officer",
        is_critical: true,
        holds_patient_data: true,
        recovery_time_hours: 24,
        recovery_point_hours: 4,
        fallback: "Downtime charts in the red box of each unit",
        vendor: vendors::RECORD_HOST,
        restored_in: 610,
    },
    System {
        name: IMAGES,
        owner: "Chief Nursing Officer",
        is_critical: true,
        holds_patient_data: true,
        recovery_time_hours: 48,
        recovery_point_hours: 24,
        fallback: "Read at the modality; film printer in radiology",
        vendor: "",
        restored_in: 1_130,
    },
    System {
        name: LAB,
        owner: "Chief Nursing Officer",
        is_critical: true,
        holds_patient_data: true,
        recovery_time_hours: 24,
        recovery_point_hours: 12,
        fallback: "Paper requisitions; results by telephone and runner",
        vendor: "",
        restored_in: 395,
    },
    System {
        name: PHARMACY,
        owner: "Chief Nursing Officer",
        is_critical: true,
        holds_patient_data: true,
        recovery_time_hours: 24,
        recovery_point_hours: 12,
        fallback: "Override list at the cabinets; paper orders",
        vendor: "",
        restored_in: 420,
    },
    System {
        name: DIRECTORY,
        owner: "IT Manager",
        is_critical: true,
        holds_patient_data: false,
        recovery_time_hours: 8,
        recovery_point_hours: 24,
        fallback: "Emergency accounts in the safe",
        vendor: "",
        restored_in: 205,
    },
    System {
        name: FILES,
        owner: "IT Manager",
        is_critical: true,
        holds_patient_data: true,
        recovery_time_hours: 72,
        recovery_point_hours: 24,
        fallback: "Paper forms; shared tablets",
        vendor: "",
        restored_in: 540,
    },
    System {
        name: "Cafeteria register",
        owner: "Chief Financial Officer",
        is_critical: false,
        holds_patient_data: false,
        recovery_time_hours: 168,
        recovery_point_hours: 168,
        fallback: "Cash box",
        vendor: "",
        restored_in: 0,
    },
];

fn critical() -> impl Iterator<Item = &'static System> {
    SYSTEMS.iter().filter(|system| system.is_critical)
}

/// The application list of the business impact analysis.
pub(super) fn critical_systems(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let yes = |so: bool| if so { "Yes" } else { "No" }.to_owned();
    let rows: Vec<_> = SYSTEMS
        .iter()
        .map(|system| {
            let fallback = if system.name == FILES {
                let why = "nobody wrote down how to work without it";
                faults.either(site.plan.faults, &[("E7.6", FILES)], why, "", system.fallback)
            } else {
                system.fallback
            };
            [
                system.name.to_owned(),
                site.mail_of(system.owner),
                yes(system.is_critical),
                yes(system.holds_patient_data),
                yes(true),
                format!("{} hours", system.recovery_time_hours),
                format!("{} hours", system.recovery_point_hours),
                fallback.to_owned(),
                system.vendor.to_owned(),
                site.day(64).to_string(),
            ]
        })
        .collect();
    let columns = [
        "Application Name",
        "Business Owner",
        "Critical",
        "Contains ePHI",
        "Encrypted at Rest",
        "RTO",
        "RPO",
        "Downtime Procedure",
        "Vendor",
        "Last Access Review",
    ];
    csv_bytes(columns, rows.into_iter())
}

/// The nightly report of the backup software, with the statement of the host of the health record.
pub(super) fn backup_jobs(site: &Site<'_>, days_ago: i32, faults: &mut Faultlist) -> Vec<u8> {
    let plan = site.plan.faults;
    let rows: Vec<_> = (1..)
        .zip(critical())
        .map(|(number, system)| {
            let name = system.name;
            let job = format!("Nightly {number:02}");
            let (mut age, mut is_encrypted) = (0, true);
            if name == LAB {
                age = faults.either(plan, &[("E7.3", LAB)], "the last three nights failed", 3, 0);
            }
            if name == PHARMACY {
                let subject = format!("backup of {name} ({job})");
                let why = "the copy is not encrypted";
                is_encrypted = faults.either(plan, &[("E5.3", &subject)], why, false, true);
            }
            [
                name.to_owned(),
                job,
                format!("{} 04:{:02}", site.day(days_ago + age), 10 + number),
                "vault-2, tape weekly".to_owned(),
                "Yes".to_owned(),
                if is_encrypted { "Yes" } else { "No" }.to_owned(),
            ]
        })
        .collect();
    let columns = ["System", "Job Name", "Last Successful Backup", "Repository", "Immutable", "Encrypted"];
    csv_bytes(columns, rows.into_iter())
}

/// The restores that were tried.
pub(super) fn restore_tests(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let rows: Vec<_> = (0..)
        .zip(critical())
        .map(|(number, system)| {
            let day = 60 + number * 35;
            let day = if system.name == IMAGES {
                let why = "last restored more than a year ago";
                faults.either(site.plan.faults, &[("E7.4", IMAGES)], why, 440, day)
            } else {
                day
            };
            [
                system.name.to_owned(),
                format!("{} 07:00", site.day(day)),
                system.restored_in.to_string(),
                "Passed".to_owned(),
                site.mail_of(system.owner),
            ]
        })
        .collect();
    csv_bytes(["System", "Restore Started", "Duration (minutes)", "Result", "Verified By"], rows.into_iter())
}

/// Sources of the log collector: name, kind, system.
const SOURCES: &[(&str, &str, &str)] = &[
    ("fw-main", "Firewall", ""),
    ("sensor-1", "Intrusion detection (IDS)", ""),
    ("entra-tenant", "Directory sign-in", DIRECTORY),
    ("mail-gateway", "Mail protection", ""),
    ("resolver-1", "Web proxy and DNS", ""),
    ("endpoint-console", "Endpoint protection (EDR)", ""),
    ("flow-collector", "Network flow", ""),
    ("file1", "File server", FILES),
    ("record-audit", "EHR audit", RECORD),
    ("vpn-gateway", "VPN and remote access", ""),
    ("m365-tenant", "Microsoft 365 cloud", ""),
    ("host-cluster", "Hypervisor", ""),
    ("pacs1", "Imaging audit", IMAGES),
    ("lab1", "Laboratory audit", LAB),
    ("pharmacy1", "Dispensing audit", PHARMACY),
];

/// The source list of the log collector.
pub(super) fn log_sources(site: &Site<'_>, days_ago: i32, faults: &mut Faultlist) -> Vec<u8> {
    let plan = site.plan.faults;
    let rows: Vec<_> = (0..)
        .zip(SOURCES)
        .map(|(number, &(name, kind, system))| {
            let (mut silent, mut kept, mut alert) = (0, 400, "Yes");
            match name {
                "file1" => {
                    let found_by = [("H8.1", FILES), ("H8.1", "logs of file server")];
                    silent = faults.either(plan, &found_by, "silent for nine days", 9, 0);
                }
                "vpn-gateway" => {
                    kept = faults.either(plan, &[("H8.3", name)], "its events are kept for 90 days", 90, 400);
                }
                "sensor-1" => {
                    alert = faults.either(
                        plan,
                        &[("H8.2", name)],
                        "nobody is told when it is silent",
                        "No",
                        "Yes",
                    );
                }
                _ => {}
            }
            [
                name.to_owned(),
                kind.to_owned(),
                system.to_owned(),
                format!("{}T{:02}:41:07Z", site.day(days_ago + silent), 8 + number % 9),
                kept.to_string(),
                alert.to_owned(),
                site.day(38).to_string(),
            ]
        })
        .collect();
    let columns = [
        "Log Source",
        "Kind",
        "Critical System",
        "Last Event",
        "Retention (days)",
        "Silence Alert",
        "Alert Tested",
    ];
    csv_bytes(columns, rows.into_iter())
}
