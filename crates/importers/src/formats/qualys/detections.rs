//! The CSV of a scan report, and of VMDR detections: one row for each vulnerability of a device.

use super::severity;
use crate::scanned::{Scanned, tenths};
use crate::table::{COLLECTED, Field, Layout, Row, System, Table, recognise_system};
use crate::targets::host_name;
use crate::{Confidence, Context, Damaged, Head, Reading, names};
use std::io::BufRead;
use std::net::IpAddr;
use ward_domain::network::Protocol;
use ward_domain::observation::{AssetSeen, Check, Observations, Scan};

/// Headings of: scan reports · VMDR.
static LAYOUT: Layout = Layout {
    id: "qualys",
    fields: &[
        Field::new("address", &["IP", "Asset IPV4", "IP Address"]),
        Field::new("address6", &["Asset IPV6"]),
        Field::new("dns", &["FQDN", "DNS", "DNS Name"]),
        Field::new("netbios", &["NetBIOS", "Asset Name", "NetBIOS Name"]),
        Field::new("os", &["OS", "Operating System"]),
        Field::new("qid", &["QID"]),
        Field::new("title", &["Title"]),
        Field::new("status", &["Vuln Status", "Status"]),
        Field::new("type", &["Type", "Type Detected"]),
        Field::new("severity", &["KB Severity", "Severity"]),
        Field::new("port", &["Port"]),
        Field::new("protocol", &["Protocol"]),
        Field::new("cve", &["CVE ID", "CVE"]),
        Field::new("cvss2", &["CVSS Base", "CVSSv2 Base (nvd)"]),
        Field::new("cvss3", &["CVSS3 Base", "CVSS3.1 Base", "CVSSv3.1 Base (nvd)"]),
        Field::new("patch", &["Patch Released"]),
        Field::new(COLLECTED, &["Last Detected", "Last Scan Datetime"]),
    ],
    systems: &[
        System {
            name: "Qualys",
            marks: &[
                &["IP"],
                &["QID"],
                &["Vuln Status", "IP Status"],
                &["Tracking Method", "Category"],
                &["Severity"],
            ],
        },
        System {
            name: "Qualys VMDR",
            marks: &[&["QID"], &["KB Severity"], &["Type Detected"], &["Asset Id"], &["Last Detected"]],
        },
    ],
    needs: &[&["qid"], &["severity"], &["address", "netbios", "dns"]],
    foreign: &[],
};

pub(super) fn recognise(head: &Head<'_>) -> Confidence {
    recognise_system(head, &LAYOUT)
}

pub(super) fn read(input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
    let mut table = Table::open(input, context, &LAYOUT)?;
    let mut scanned = Scanned::new(&context.limits);
    table.each(detection, |Detection { key, asset, place, check }| {
        let line = asset.line;
        let asset = scanned.host(&key, line, || asset)?;
        scanned.open_port(asset, place, "", line)?;
        check.map_or(Ok(()), |check| scanned.fired(asset, check, place, line))
    })?;
    let tool = table.observations("Qualys").tool;
    let scan = Scan { ended: table.newest(), looks_for_vulnerabilities: true, ..Scan::default() };
    let observations = scanned.finish(scan, |told| table.problem(told));
    Ok(table.finish(Observations { tool, ..observations }))
}

/// A row.
struct Detection {
    /// The text by which other rows name the device.
    key: String,
    asset: AssetSeen,
    place: (Protocol, u16),
    /// `None` for information, for what is fixed, and for a device on which nothing was found.
    check: Option<Check>,
}

fn detection(row: &mut Row<'_>) -> Result<Detection, String> {
    let (key, asset) = device(row).ok_or("the row names no device")?;
    // A device on which nothing was found has a row without a QID.
    let number = row.text("qid").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(number) = number else {
        return Ok(Detection { key, asset, place: (Protocol::Other, 0), check: None });
    };
    let is_information =
        row.lower("type").is_some_and(|kind| matches!(kind.as_str(), "ig" | "info" | "information"));
    let is_fixed = row.lower("status").is_some_and(|status| status == "fixed");
    let check = if is_information || is_fixed { None } else { Some(check(row, &number)?) };
    Ok(Detection { key, asset, place: place(row), check })
}

fn check(row: &mut Row<'_>, number: &str) -> Result<Check, String> {
    let severity = severity(&row.text("severity").unwrap_or_default())
        .ok_or_else(|| format!("QID {number} has no severity from 1 to 5"))?;
    let title = row.text("title").unwrap_or_default();
    Ok(Check {
        id: format!("qualys:{number}"),
        is_unsupported_product: title.starts_with("EOL/Obsolete"),
        title,
        severity,
        cvss2_tenths: row.text("cvss2").as_deref().and_then(tenths),
        cvss3_tenths: row.text("cvss3").as_deref().and_then(tenths),
        patch_published: row.date("patch"),
        cves: row.cves("cve"),
        ..Check::default()
    })
}

/// The device of a row, with the text by which its other rows name it.
fn device(row: &mut Row<'_>) -> Option<(String, AssetSeen)> {
    let mut asset = AssetSeen { line: row.line(), ..AssetSeen::default() };
    for field in ["address", "address6"] {
        let listed = row.text(field).unwrap_or_default();
        asset.addresses.extend(listed.split([',', ' ']).filter_map(|part| part.parse::<IpAddr>().ok()));
    }
    if let Some(name) = row.text("dns").and_then(|name| host_name(&name)) {
        (asset.host_name, asset.fqdn) = names::host(&name);
    }
    if let Some(name) = row.text("netbios").and_then(|name| host_name(&name)) {
        let (short, full) = names::host(&name);
        asset.host_name = short.or(asset.host_name);
        asset.fqdn = asset.fqdn.or(full);
    }
    asset.operating_system = row.text("os");
    let name = asset.fqdn.as_ref().or(asset.host_name.as_ref());
    let key = asset.addresses.first().map(ToString::to_string).or_else(|| name.cloned())?;
    Some((key, asset))
}

fn place(row: &mut Row<'_>) -> (Protocol, u16) {
    let protocol = match row.lower("protocol").as_deref() {
        Some("tcp") => Protocol::Tcp,
        Some("udp") => Protocol::Udp,
        _ => Protocol::Other,
    };
    (protocol, row.text("port").and_then(|port| port.parse().ok()).unwrap_or(0))
}
