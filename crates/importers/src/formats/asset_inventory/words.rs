//! What the words of an inventory mean: kinds of devices, statuses, and serial numbers that are none.

use crate::table::yes_or_no;
use std::sync::LazyLock;
use ward_domain::observation::AssetKind;

/// What makers leave in place of a serial number would make one device of many.
pub(super) fn is_serial(text: &str) -> bool {
    const PLACEHOLDERS: &[&str] = &[
        "n/a",
        "na",
        "none",
        "unknown",
        "-",
        "0",
        "default string",
        "to be filled by o.e.m.",
        "system serial number",
        "not specified",
        "tbd",
    ];
    !PLACEHOLDERS.iter().any(|placeholder| text.eq_ignore_ascii_case(placeholder))
}

pub(super) fn is_gone(status: &str) -> bool {
    matches!(
        status,
        "retired"
            | "disposed"
            | "decommissioned"
            | "archived"
            | "stolen"
            | "lost"
            | "lost/stolen"
            | "scrapped"
            | "sold"
            | "absent"
    )
}

/// The words of device lists for an encrypted disk.
pub(super) fn is_encrypted(word: &str) -> Option<bool> {
    match word {
        "encrypted" | "fully encrypted" | "bitlocker" | "filevault" | "luks" | "protection on" => Some(true),
        "not encrypted" | "unencrypted" | "decrypted" | "fully decrypted" | "protection off" => Some(false),
        word => yes_or_no(word),
    }
}

/// What lists write when a maker's paper is held: yes, its file, its address. One that was asked for is not held.
pub(super) fn is_held(word: &str) -> Option<bool> {
    match word {
        "requested" | "pending" | "not available" | "not provided" | "none" | "refused" => Some(false),
        "available" | "provided" | "attached" => Some(true),
        word if word.contains("://")
            || [".pdf", ".xlsx", ".xls", ".json", ".zip", ".docx"].iter().any(|end| word.ends_with(end)) =>
        {
            Some(true)
        }
        word => yes_or_no(word),
    }
}

/// The classes, types and categories of inventories, by the words in them. Medical words first: an `ultrasound
/// workstation` is a medical device.
const WORDS: &[(AssetKind, &[&str])] = &[
    (
        AssetKind::MedicalDevice,
        &[
            "medical",
            "clinical",
            "biomed",
            "infusion",
            "pump",
            "ventilator",
            "ultrasound",
            "imaging",
            "modality",
            "x-ray",
            "xray",
            "mri",
            "ct scanner",
            "patient monitor",
            "defibrillator",
            "ecg",
            "ekg",
            "iomt",
            "analyzer",
            "analyser",
            "anesthesia",
            "telemetry",
        ],
    ),
    (
        AssetKind::Building,
        &[
            "building",
            "hvac",
            "bms",
            "ot device",
            "operational technology",
            "plc",
            "scada",
            "camera",
            "cctv",
            "badge",
            "door",
            "elevator",
            "ics",
        ],
    ),
    (AssetKind::Cloud, &["cloud", "saas", "aws", "azure", "gcp", "ec2", "application service"]),
    (
        AssetKind::Network,
        &[
            "network",
            "switch",
            "router",
            "firewall",
            "access point",
            "wireless",
            "wap",
            "load balancer",
            "gateway",
            "ip_router",
            "netgear",
            "vpn",
        ],
    ),
    (
        AssetKind::Server,
        &["server", "esx", "hypervisor", "virtual machine", "storage", "nas", "database", "mainframe"],
    ),
    (AssetKind::Mobile, &["mobile", "phone", "tablet", "ipad", "android", "ios", "handheld"]),
    (
        AssetKind::Workstation,
        &[
            "workstation",
            "laptop",
            "desktop",
            "computer",
            "notebook",
            "pc",
            "thin client",
            "macos",
            "mac",
            "kiosk",
            "cart",
        ],
    ),
    (
        AssetKind::Other,
        &["printer", "scanner", "peripheral", "other", "monitor", "ups", "copier", "mfp", "unknown"],
    ),
];

/// The words by their first byte, each with the place of its kind: so a text is gone through once for them all.
static BY_FIRST_BYTE: LazyLock<[Vec<(usize, &str)>; 128]> = LazyLock::new(|| {
    let begin_with = |byte: usize| {
        let words = WORDS
            .iter()
            .enumerate()
            .flat_map(|(place, (_, words))| words.iter().map(move |word| (place, *word)));
        words.filter(|(_, word)| word.bytes().next().map(usize::from) == Some(byte)).collect()
    };
    std::array::from_fn(begin_with)
});

/// The kind that a class, type or category means.
pub(super) fn kind_of(text: &str) -> Option<AssetKind> {
    let is_letter = |c: char| c.is_alphanumeric();
    let by_first_byte = &*BY_FIRST_BYTE;
    let mut best = WORDS.len();
    let mut stands_apart = true;
    for (at, letter) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        for (place, word) in by_first_byte.get(letter as usize).map_or(&[][..], Vec::as_slice) {
            // Short words must stand alone: `ups` is not in `groups`.
            let fits = |behind: &str| word.len() > 4 || (stands_apart && !behind.starts_with(is_letter));
            // The second byte tells most of them apart, without a call.
            let may_begin = rest.as_bytes().get(1) == word.as_bytes().get(1);
            if may_begin && *place < best && rest.strip_prefix(word).is_some_and(fits) {
                best = *place;
            }
        }
        stands_apart = !is_letter(letter);
    }
    WORDS.get(best).map(|(kind, _)| *kind)
}
