//! The CSV of a scan report, and of VMDR detections: one row for each vulnerability of a device.

use super::severity;
use crate::scanned::{Scanned, tenths};
use crate::table::{self, COLLECTED, Column, Field, Layout, System, Table};
use crate::targets::host_name;
use crate::{Confidence, Context, Damaged, Head, Reading, names};
use jiff::Timestamp;
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
    match table::recognise(head, &LAYOUT) {
        Confidence::Certain => Confidence::Certain,
        _ => Confidence::No,
    }
}

pub(super) fn read(input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
    let mut table = Table::open(input, context, &LAYOUT)?;
    let mut scanned = Scanned::new(&context.limits);
    let (address, address6) = (table.column("address"), table.column("address6"));
    let (dns, netbios, os) = (table.column("dns"), table.column("netbios"), table.column("os"));
    let (qid, title, status) = (table.column("qid"), table.column("title"), table.column("status"));
    let (kind, level) = (table.column("type"), table.column("severity"));
    let (port, protocol) = (table.column("port"), table.column("protocol"));
    let (cve, cvss2, cvss3) = (table.column("cve"), table.column("cvss2"), table.column("cvss3"));
    let (patch, seen) = (table.column("patch"), table.column(COLLECTED));
    let mut last: Option<Timestamp> = None;
    while table.next()? {
        let line = table.line();
        let asset = device(&mut table, [address, address6], [dns, netbios], os);
        let Some((key, asset)) = asset else {
            table.skipped(line, "the row names no device");
            continue;
        };
        let Some(number) = table.text(qid).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
        else {
            // A device on which nothing was found has a row without a QID.
            scanned.host(&key, line, || asset)?;
            table.used();
            continue;
        };
        let index = scanned.host(&key, line, || asset)?;
        let place = place(&mut table, port, protocol);
        scanned.open_port(index, place, "", line)?;
        table.collected(seen);
        last = last.max(table.when(seen, 0).and_then(|when| when.timestamp()));
        let is_information =
            table.lower(kind).is_some_and(|kind| matches!(kind.as_str(), "ig" | "info" | "information"));
        let is_fixed = table.lower(status).is_some_and(|status| status == "fixed");
        if is_information || is_fixed {
            table.used();
            continue;
        }
        let word = table.text(level).unwrap_or_default();
        let Some(severity) = severity(&word) else {
            table.skipped(line, format!("QID {number} has no severity from 1 to 5"));
            continue;
        };
        let title = table.text(title).unwrap_or_default();
        let mut check = Check {
            id: format!("qualys:{number}"),
            is_unsupported_product: title.starts_with("EOL/Obsolete"),
            title,
            severity,
            cvss2_tenths: table.text(cvss2).as_deref().and_then(tenths),
            cvss3_tenths: table.text(cvss3).as_deref().and_then(tenths),
            patch_published: table.when(patch, 0).map(|when| when.date),
            ..Check::default()
        };
        for id in table.text(cve).iter().flat_map(|text| text.split([',', ' '])).filter(|id| id.len() > 2) {
            match id.parse() {
                Ok(cve) => check.cves.push(cve),
                Err(error) => table.problem(line, format!("{error}: it was left out")),
            }
        }
        scanned.fired(index, check, place, line)?;
        table.used();
    }
    table.settle_dates();
    let tool = table.system().unwrap_or("Qualys").to_owned();
    let scan = Scan { ended: last, looks_for_vulnerabilities: true, ..Scan::default() };
    let observations = scanned.finish(scan, |told| table.problem(0, told));
    Ok(table.finish(Observations { tool, ..observations }))
}

/// The device of a row, with the text by which its other rows name it.
fn device(
    table: &mut Table<'_>,
    addresses: [Column; 2],
    [dns, netbios]: [Column; 2],
    os: Column,
) -> Option<(String, AssetSeen)> {
    let mut asset = AssetSeen { line: table.line(), ..AssetSeen::default() };
    for column in addresses {
        let listed = table.text(column).unwrap_or_default();
        asset.addresses.extend(listed.split([',', ' ']).filter_map(|part| part.parse::<IpAddr>().ok()));
    }
    if let Some(name) = table.text(dns).and_then(|name| host_name(&name)) {
        (asset.host_name, asset.fqdn) = names::host(&name);
    }
    if let Some(name) = table.text(netbios).and_then(|name| host_name(&name)) {
        let (short, full) = names::host(&name);
        asset.host_name = short.or(asset.host_name);
        asset.fqdn = asset.fqdn.or(full);
    }
    asset.operating_system = table.text(os);
    let name = asset.fqdn.as_ref().or(asset.host_name.as_ref());
    let key = asset.addresses.first().map(ToString::to_string).or_else(|| name.cloned())?;
    Some((key, asset))
}

fn place(table: &mut Table<'_>, port: Column, protocol: Column) -> (Protocol, u16) {
    let protocol = match table.lower(protocol).as_deref() {
        Some("tcp") => Protocol::Tcp,
        Some("udp") => Protocol::Udp,
        _ => Protocol::Other,
    };
    (protocol, table.text(port).and_then(|port| port.parse().ok()).unwrap_or(0))
}
