//! Device lists of clinical engineering: what a computerised maintenance management system (CMMS) such as Nuvolo, Accruent
//! TMS, EQ2 or MediMizer exports.

use super::asset_inventory::device;
use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System};
use ward_domain::observation::{AssetKind, AssetSeen, Observations};

/// Reads device lists of clinical engineering.
pub struct MedicalDevices;

static ABOUT: About = About {
    id: "medical-devices",
    name: "Medical device list (CMMS)",
    how_to_get: "Export all active devices from the CMMS with control number, type, maker, model, serial, place, software version, \
                 address, network segment, MDS2 and SBOM held, FDA clearance date and end of support",
    carries: "Which medical devices there are, and what clinical engineering knows of the security of each",
    version: 1,
    evidence_kind: "medical-devices",
};

const YES_NO: &[&str] = &["yes", "no"];

/// Headings of Nuvolo, Accruent TMS, EQ2 and MediMizer, then common ones.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "medical-devices",
    fields: &[
        Field::new("id", &[
            "Control Number", "Control #", "Control No", "Asset Tag", "Asset Number", "Equipment ID",
            "Equipment Number", "Equipment #", "Asset ID", "Tag Number", "Number",
        ]),
        Field::new("serial", &["Serial Number", "Serial", "Serial #", "Serial No", "S/N"]),
        Field::new("mac", &["MAC Address", "MAC", "Ethernet MAC", "Wireless MAC"]),
        Field::new("fqdn", &["FQDN", "DNS Name"]),
        Field::new("host", &["Hostname", "Host Name", "Computer Name", "Network Name", "NetBIOS Name"]),
        Field::new("name", &["Device Name", "AE Title", "System Name"]),
        Field::new("address", &["IP Address", "IP", "IPv4 Address", "Network Address"]),
        Field::new("device-type", &[
            "Device Type", "Equipment Type", "Device Category", "Equipment Category", "Modality",
            "Asset Category", "Type", "Category",
        ]),
        Field::new("nomenclature", &[
            "UMDNS", "UMDNS Code", "GMDN", "GMDN Code", "UDI", "UDI-DI", "ECRI Category", "Universal Code",
            "FDA Class", "Device Class",
        ]),
        Field::new("maintenance", &[
            "Last PM", "Last PM Date", "Next PM", "Next PM Date", "PM Due", "PM Frequency", "PM Status",
            "Last Inspection", "Next PM Due",
        ]),
        Field::new("os", &["Operating System", "OS", "Software", "Embedded OS"]),
        Field::new("os-version", &[
            "Software Version", "OS Version", "Firmware Version", "Firmware", "Software Revision",
        ]),
        Field::new("site", &["Facility", "Site", "Hospital", "Campus", "Account", "Asset Center"]),
        Field::new("place", &["Location", "Department", "Dept", "Room", "Cost Center", "Building"]),
        Field::new("owner", &[
            "Owner", "Owned By", "Technical Owner", "Assigned To", "Responsible", "Assigned Technician",
            "Primary Tech", "Support Group", "Service Provider",
        ]),
        Field::new("criticality", &[
            "Criticality", "Risk Score", "Risk Class", "Risk Level", "Priority", "AEM Score",
        ]),
        Field::of_words("ephi", &[
            "ePHI", "Stores ePHI", "Contains ePHI", "PHI", "Stores PHI", "Contains PHI",
        ], YES_NO),
        Field::new("support-ends", &[
            "End of Support", "End of Support Date", "EOS Date", "EOS", "End of Service Life", "End of Life",
            "EOL", "EOL Date", "End of Guaranteed Support",
        ]),
        Field::new("maker", &["Manufacturer", "Mfr", "Mfg", "Maker", "Vendor", "OEM"]),
        Field::new("model", &["Model", "Model Number", "Model Name", "Model #"]),
        Field::of_words("edge", &["Internet Facing", "Internet-facing", "Vendor Remote Access"], YES_NO),
        Field::new("last-contact", &["Last Seen", "Last Seen on Network", "Last Connected"]),
        Field::of_words("encrypted", &["Encrypted", "Disk Encryption", "Encryption"], YES_NO),
        Field::of_words("protected", &[
            "Antivirus", "AV Installed", "Endpoint Protection", "Malware Protection",
        ], YES_NO),
        Field::of_words("removable-media", &["USB Blocked", "Removable Media Blocked"], YES_NO),
        Field::of_words("managed-password", &["Local Administrator Password Managed", "LAPS"], YES_NO),
        Field::of_words("default-password", &[
            "Default Password Changed", "Default Credentials Changed", "Default Passwords Changed",
        ], YES_NO),
        Field::of_words("networked", &[
            "Networked", "Network Connected", "Connected to Network", "On Network",
            "Network Capable/Connected", "Connected",
        ], YES_NO),
        Field::new("segment", &["VLAN", "VLAN Name", "Network Segment", "Segment", "Network Zone"]),
        Field::of_words("watched", &[
            "Watched or Isolated", "Network Monitored", "Passively Monitored", "Isolated", "Monitored",
        ], YES_NO),
        Field::of_words("mds2", &[
            "MDS2", "MDS2 Held", "MDS2 on File", "MDS2 Received", "MDS2 Date", "MDS2 Available",
        ], YES_NO),
        Field::of_words("sbom", &[
            "SBOM", "SBOM Held", "SBOM on File", "SBOM Received", "SBOM Date", "SBOM Available",
        ], YES_NO),
        Field::new("cleared", &[
            "FDA Clearance Date", "FDA Cleared", "510(k) Date", "510(k) Clearance Date", "Clearance Date",
            "FDA Approval Date",
        ]),
        Field::new("support-plan", &[
            "Support Plan", "End of Support Plan", "EOL Plan", "Replacement Plan", "Mitigation Plan",
            "Replacement Year",
        ]),
        Field::new("configuration-saved", &[
            "Configuration Saved", "Configuration Backup Date", "Last Configuration Backup",
        ]),
        Field::new("local-administrators", &["Local Administrators", "Local Admins"]),
        Field::new("status", &[
            "Status", "Equipment Status", "Asset Status", "Lifecycle Status", "Device Status",
            "Life Cycle Stage",
        ]),
        Field::new(COLLECTED, &["Exported On", "Report Date", "As Of", "Updated"]),
    ],
    systems: &[
        System {
            name: "Nuvolo",
            marks: &[
                &["Asset Tag", "Number"], &["Model"], &["Device Category", "Asset Category"],
                &["Lifecycle Status", "Life Cycle Stage"], &["Serial Number"],
            ],
        },
        System {
            name: "Accruent TMS",
            marks: &[
                &["Control Number"], &["Asset Center"], &["Manufacturer"], &["Model"],
            ],
        },
        System {
            name: "EQ2",
            marks: &[
                &["Equipment ID", "Equipment Number"], &["Equipment Type"], &["Cost Center"],
                &["Manufacturer"], &["Next PM Date", "PM Frequency"],
            ],
        },
        System {
            name: "MediMizer",
            marks: &[
                &["Control #"], &["Mfr", "Mfg"], &["Model"], &["Last PM", "Next PM"],
            ],
        },
    ],
    needs: &[
        &["id", "serial"], &["device-type", "nomenclature"], &["maker", "model"],
        &["nomenclature", "maintenance", "mds2", "sbom", "cleared"],
    ],
    foreign: &[
        "cve", "cveid", "severity", "cvss", "pluginid", "qid", "employeeid", "hiredate", "course",
        "checkedoutto", "sysclassname",
    ],
};

impl Register for MedicalDevices {
    type Seen = AssetSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "medical device list";
    fn list(observations: &mut Observations) -> &mut Vec<AssetSeen> {
        &mut observations.assets
    }
    fn row(row: &mut Row<'_>) -> Result<AssetSeen, String> {
        if let Some(gone) = row.lower("status").filter(|status| is_gone(status)) {
            return Err(format!("the inventory says that the device is {gone}"));
        }
        Ok(AssetSeen { kind: Some(AssetKind::MedicalDevice), ..device(row)? })
    }
}

fn is_gone(status: &str) -> bool {
    [
        "retired",
        "disposed",
        "inactive",
        "removed",
        "deleted",
        "sold",
        "scrapped",
        "returned to vendor",
        "cannot locate",
        "unable to locate",
        "decommissioned",
    ]
    .iter()
    .any(|word| status.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Confidence;
    use crate::table::testing::Sample;
    use jiff::civil::date;
    use ward_domain::observation::DeviceState;

    const HEADER: &str = "Control Number,Equipment Type,Manufacturer,Model,Serial Number,Facility,Department,Software Version,Networked,IP Address,\
                          VLAN,MDS2,SBOM,FDA Clearance Date,Default Password Changed,Passively Monitored,Support Plan,End of Support,Status\n";

    #[test]
    fn a_device_is_read_whole() {
        let text = format!(
            "{HEADER}B-100,Infusion pump,Northwind,Pump 7,NW-1,Main,ICU,4.2,Yes,10.30.0.7,MED-ICU,2025-03-01,pump7-sbom.json,2024-02-01,Y,Yes,replace 2028,2028-12-31,Active\n\
             B-101,Infusion pump,Northwind,Pump 6,NW-2,Main,ICU,3.1,No,,,requested,No,,,,,,Retired 2025\n"
        );
        let sample = Sample::read(&MedicalDevices, &text);
        assert_eq!(
            sample.observations.assets,
            [AssetSeen {
                is_inventory_record: true,
                directory_id: Some("b-100".into()),
                serial: Some("nw-1".into()),
                addresses: vec!["10.30.0.7".parse().unwrap()],
                kind: Some(AssetKind::MedicalDevice),
                operating_system: Some("4.2".into()),
                site: Some("Main".into()),
                place: Some("ICU".into()),
                maker: Some("Northwind".into()),
                model: Some("Pump 7".into()),
                support_ends: Some(date(2028, 12, 31)),
                state: Some(Box::new(DeviceState {
                    is_networked: Some(true),
                    segment: Some("MED-ICU".into()),
                    has_mds2: Some(true),
                    has_sbom: Some(true),
                    cleared_on: Some(date(2024, 2, 1)),
                    default_password_changed: Some(true),
                    is_watched_or_isolated: Some(true),
                    support_plan: Some("replace 2028".into()),
                    ..DeviceState::default()
                })),
                line: 2,
                ..AssetSeen::default()
            }]
        );
        sample.says(3, "retired 2025");
    }

    #[test]
    fn systems_are_known_by_their_headings() {
        for (headings, tool) in [
            ("Asset Tag,Model,Device Category,Lifecycle Status,Serial Number,MDS2", "Nuvolo"),
            (
                "Control Number,Asset Center,Device Type,Manufacturer,Model,Serial Number,PM Due",
                "Accruent TMS",
            ),
            ("Equipment ID,Equipment Type,Cost Center,Manufacturer,Model,Serial Number,Next PM Date", "EQ2"),
            ("Control #,Type,Mfr,Model,Serial #,Dept,Last PM,Next PM", "MediMizer"),
        ] {
            let sample = Sample::read(&MedicalDevices, &format!("{headings}\n"));
            assert_eq!((sample.confidence, sample.observations.tool.as_str()), (Confidence::Certain, tool));
        }
    }
}
