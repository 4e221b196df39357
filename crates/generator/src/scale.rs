//! Files of any size in the same shapes, for benchmarks: written as a stream, the same for the same arguments.
//!
//! The content is plain and repetitive on purpose, as that of large exports is; only sizes and counts are the point.
//! The writers do no buffering: pass a buffered writer.

use crate::dates::{at, day, days_before, later};
use crate::devices::Door;
use crate::exports::nessus::{Item, foot, head, item, open_host, scan_information, severity};
use crate::exports::{advisories, entra, inventory, nmap as port_scan, rosters, training};
use crate::flaws::vector;
use crate::prng::Prng;
use crate::words::{DEPARTMENTS, MAKERS, Names, WEAKNESSES};
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::{self, Write};
use std::net::Ipv4Addr;

/// Size of a [`nessus`] file, and which hosts stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NessusSize {
    /// Number of the first host. The same number is the same device in all files of this module, so an estate can be
    /// spread over several scans.
    pub first_host: u32,
    /// Hosts in the report.
    pub hosts: u32,
    /// Report items of each host, the one about the scan itself included; at most 901.
    pub items_per_host: u32,
    /// Length of the plugin output of each item in bytes, on top of about 1,100 bytes of other elements.
    pub padding_bytes_per_item: usize,
}

impl NessusSize {
    /// 1,000 hosts with 100 items each, about 250 MB: the file of the project's speed targets.
    pub const QUARTER_GIGABYTE: Self =
        Self { first_host: 0, hosts: 1_000, items_per_host: 100, padding_bytes_per_item: 1_385 };
}

/// Writes a credentialed Nessus scan that ended at `scan_end`.
///
/// After the item about the scan, every third item of a host is information, the rest vulnerabilities with one CVE each;
/// 900 different checks in all.
pub fn nessus(out: &mut dyn Write, size: NessusSize, seed: u64, scan_end: Timestamp) -> io::Result<()> {
    let prng = &mut Prng::stream(seed, "nessus at scale");
    let scan = "Internal credentialed at scale";
    let hosts = size.first_host..size.first_host + size.hosts;
    let targets = format!("{}-{}", address(hosts.start), address(hosts.end.saturating_sub(1)));
    head(out, scan, &targets)?;
    let padding = padding(size.padding_bytes_per_item, prng);
    for n in hosts.clone() {
        let end = later(scan_end, i64::from(n) - i64::from(hosts.end));
        let start = later(end, -420);
        let tags = [
            ("host-ip", address(n).to_string()),
            ("host-fqdn", full_name(n)),
            ("mac-address", mac(n)),
            ("netbios-name", format!("HOST-{n:05}")),
            ("operating-system", "Microsoft Windows 11 Pro Build 26100".to_owned()),
            ("Credentialed_Scan", "true".to_owned()),
        ];
        open_host(out, &address(n).to_string(), &tags, start, end)?;
        for position in 0..size.items_per_host {
            if position == 0 {
                scan_information(out, scan, true, start, end)?;
            } else {
                // 7 and 900 share no factor: no check comes twice on a host, and hosts begin at different checks.
                let check = (n * 11 + position * 7) % 900;
                let published = days_before(day(scan_end), 20 + (check % 300).cast_signed());
                write_item(out, check, published, &padding)?;
            }
        }
        writeln!(out, "</ReportHost>")?;
    }
    foot(out)
}

/// Address, full name and network card of a host.
fn address(n: u32) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 64, 0, 0)) + n)
}
fn full_name(n: u32) -> String {
    format!("host-{n:05}.scale.example")
}
fn mac(n: u32) -> String {
    let [_, a, b, c] = n.to_be_bytes();
    format!("02:5C:00:{a:02X}:{b:02X}:{c:02X}")
}

const SCORES: [u8; 8] = [98, 91, 88, 78, 75, 65, 53, 33];

fn write_item(out: &mut dyn Write, check: u32, published: Date, padding: &str) -> io::Result<()> {
    let (maker, product) = MAKERS[check as usize % MAKERS.len()];
    let (weakness, _) = WEAKNESSES[check as usize % WEAKNESSES.len()];
    if check.is_multiple_of(3) {
        let name = format!("{maker} {product} Detection ({check})");
        let about = Item {
            port: 0,
            service: "general",
            severity: 0,
            plugin: 920_000 + check,
            name: &name,
            family: "General",
        };
        let elements = [
            ("description", ABOUT),
            ("plugin_name", name.as_str()),
            ("plugin_type", "local"),
            ("risk_factor", "None"),
            ("plugin_output", padding),
        ];
        return item(out, &about, &elements);
    }
    let score_tenths = SCORES[check as usize % SCORES.len()];
    let (severity, risk) = severity(score_tenths);
    let name = format!("{maker} {product} {weakness} ({check})");
    let cve = format!("CVE-2025-{}", 92_000 + check);
    let score = format!("{}.{}", score_tenths / 10, score_tenths % 10);
    let published = published.strftime("%Y/%m/%d").to_string();
    let about = Item {
        port: 445,
        service: "cifs",
        severity,
        plugin: 920_000 + check,
        name: &name,
        family: "Windows",
    };
    let elements = [
        ("cve", cve.as_str()),
        ("cvss3_base_score", &score),
        ("cvss3_vector", vector(score_tenths)),
        ("description", ABOUT),
        ("exploit_available", if check.is_multiple_of(5) { "true" } else { "false" }),
        ("patch_publication_date", &published),
        ("plugin_name", &name),
        ("plugin_publication_date", &published),
        ("plugin_type", "local"),
        ("risk_factor", risk),
        ("see_also", "https://vendor.example/advisories\nhttps://vendor.example/downloads"),
        (
            "solution",
            "Install the update that the maker has released for this version, then restart the service.",
        ),
        ("synopsis", "The remote host has software with a known vulnerability."),
        ("vuln_publication_date", &published),
        ("plugin_output", padding),
    ];
    item(out, &about, &elements)
}

const ABOUT: &str = "The version of the software on the remote host is older than the one in which its maker removed a \
weakness.\n\nSomebody who can reach the service may be able to read or change what it holds.\n\nThe check relies on the \
version that the software reports of itself, and has not tried to use the weakness.";

/// Text such as a check prints, of that length: a list of installed packages.
fn padding(bytes: usize, prng: &mut Prng) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes + 80);
    while text.len() < bytes {
        let (maker, product) = MAKERS[prng.below(MAKERS.len())];
        let (major, minor) = (prng.below(9), prng.below(90));
        let _ = write!(
            text,
            "\n  Package : {maker} {product}\n  Installed : {major}.{minor} < {major}.{}\n",
            minor + 1
        ); // Writing to a string does not fail.
    }
    text.truncate(bytes); // Only ASCII in it.
    text
}

/// Writes an nmap scan of every TCP port with `hosts` hosts up, six open ports on each.
pub fn nmap(out: &mut dyn Write, hosts: u32, scan_end: Timestamp) -> io::Result<()> {
    let seconds = i64::from(hosts) * 4;
    let range = format!("{}-{}", address(0), address(hosts.saturating_sub(1)));
    port_scan::head(out, &format!("nmap -sS -sV -p- -oX scale.xml {range}"), later(scan_end, -seconds))?;
    let door = |port, service| Door { port, service, nessus_service: service, product: "", is_public: false };
    let doors = [
        door(22, "ssh"),
        door(80, "http"),
        door(135, "msrpc"),
        door(443, "https"),
        door(445, "microsoft-ds"),
        door(9100, "jetdirect"),
    ];
    for n in 0..hosts {
        port_scan::host(
            out,
            &address(n).to_string(),
            &full_name(n),
            &doors,
            later(scan_end, i64::from(n) * 4 - seconds),
        )?;
    }
    port_scan::foot(out, scan_end, seconds, hosts, hosts)
}

/// Writes a catalogue of `entries` known exploited vulnerabilities, released on that day. The first 900 are about the
/// checks of [`nessus`], two in three of which name a CVE.
pub fn kev(out: &mut dyn Write, entries: u32, released: Date) -> io::Result<()> {
    let entry = |n: u32| {
        let added = days_before(released, 3 + (n % 1_500).cast_signed());
        let cve = format!("CVE-2025-{}", 92_000 + n);
        advisories::entry(
            cve,
            n as usize,
            n as usize / 7,
            added,
            days_before(added, -14),
            n.is_multiple_of(5),
        )
    };
    let catalogue = advisories::catalogue((0..entries).map(entry).collect(), released);
    Ok(serde_json::to_writer_pretty(out, &catalogue)?)
}

/// Writes the registration details of `accounts` accounts (CSV) as of a day; one in fifty has no second factor.
pub fn entra_users_csv(out: &mut dyn Write, accounts: u32, exported: Date) -> io::Result<()> {
    let prng = &mut Prng::stream(0, "accounts at scale");
    let updated = at(exported, 5, 15, 0).to_string();
    people_csv(out, entra::REGISTRATION_COLUMNS, accounts, |n, [first, last, mail]| {
        let capable = if n % 50 == 49 { "False" } else { "True" };
        let methods = if n % 50 == 49 { "" } else { "microsoftAuthenticatorPush,softwareOneTimePasscode" };
        let admin = if n % 500 == 0 { "True" } else { "False" };
        let name = format!("{first} {last}");
        let fixed =
            [admin, "True", "True", "True", capable, capable, "False", methods, "microsoftAuthenticatorPush"];
        let [admin, registered, enabled, reset, mfa_registered, mfa_capable, passwordless, methods, default] =
            fixed.map(str::to_owned);
        [
            prng.uuid(),
            mail.to_owned(),
            name,
            "member".to_owned(),
            admin,
            registered,
            enabled,
            reset,
            mfa_registered,
            mfa_capable,
            passwordless,
            methods,
            default,
            updated.clone(),
        ]
    })
}

/// Writes a worker report with `workers` workers (CSV) as of a day; one in forty has left.
pub fn roster_csv(out: &mut dyn Write, workers: u32, exported: Date) -> io::Result<()> {
    people_csv(out, rosters::WORKER_COLUMNS, workers, |n, [first, last, mail]| {
        let (department, titles) = DEPARTMENTS[n as usize % DEPARTMENTS.len()];
        let left = n % 40 == 39;
        let end =
            if left { days_before(exported, 1 + (n % 300).cast_signed()).to_string() } else { String::new() };
        let removed = if left { format!("{end} 16:30:00") } else { String::new() };
        let category = if left { "Voluntary" } else { "" };
        let start = days_before(exported, 400 + (n % 6_000).cast_signed());
        let status = if left { "Terminated" } else { "Active" };
        [
            (100_000 + n).to_string(),
            format!("{first} {last}"),
            first.to_owned(),
            last.to_owned(),
            "Employee".to_owned(),
            status.to_owned(),
            start.to_string(),
            end,
            category.to_owned(),
            titles.first().copied().unwrap_or_default().to_owned(),
            department.to_owned(),
            "Main Campus".to_owned(),
            mail.to_owned(),
            mail.to_owned(),
            String::new(),
            removed,
        ]
    })
}

/// Writes a training report with one enrolment for each of `people` people (CSV) as of a day; one in thirty is not
/// completed.
pub fn training_csv(out: &mut dyn Write, people: u32, exported: Date) -> io::Result<()> {
    people_csv(out, training::COLUMNS, people, |n, [first, last, mail]| {
        let passed = at(days_before(exported, 10 + (n % 320).cast_signed()), 14, (n % 60) as i8, 0);
        let is_done = n % 30 != 29;
        let completed = if is_done { passed.to_string() } else { String::new() };
        let status = if is_done { "Passed" } else { "In Progress" };
        [
            (7_410_000 + n).to_string(),
            mail.to_owned(),
            first.to_owned(),
            last.to_owned(),
            (100_000 + n).to_string(),
            "Annual Security Awareness 2026".to_owned(),
            "Annual Security Awareness and Privacy Training 2026".to_owned(),
            "Store Purchase".to_owned(),
            later(passed, -600_000).to_string(),
            later(passed, -3_600).to_string(),
            completed,
            status.to_owned(),
        ]
    })
}

/// Writes an asset inventory with the hosts of [`nessus`] from number 0 (CSV), every field filled.
pub fn inventory_csv(out: &mut dyn Write, hosts: u32, exported: Date) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(inventory::COLUMNS)?;
    let support_ends = days_before(exported, -700).to_string();
    let updated = format!("{} 10:00:00", days_before(exported, 2));
    for n in 0..hosts {
        let (department, _) = DEPARTMENTS[n as usize % DEPARTMENTS.len()];
        csv.write_record([
            format!("HOST-{n:05}").as_str(),
            format!("SC{n:08}").as_str(),
            format!("P{:06}", 100_000 + n).as_str(),
            "Workstation",
            address(n).to_string().as_str(),
            mac(n).as_str(),
            full_name(n).as_str(),
            "Microsoft Windows 11 Pro",
            "Main Campus",
            department,
            if n.is_multiple_of(20) { "High" } else { "Medium" },
            if n.is_multiple_of(4) { "true" } else { "false" },
            &support_ends,
            "false",
            "Inside",
            "Operational",
            "Farrier Computing",
            "Desk 7",
            "true",
            "true",
            "",
            "",
            "",
            "",
            "workstation-support",
            &updated,
        ])?;
    }
    csv.flush()
}

/// Writes a CSV of people; the lists of this module have the same people in the same order, so they join.
fn people_csv<const N: usize>(
    out: &mut dyn Write,
    header: [&str; N],
    count: u32,
    mut row: impl FnMut(u32, [&str; 3]) -> [String; N],
) -> io::Result<()> {
    let prng = &mut Prng::stream(0, "people at scale");
    let mut names = Names::default();
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(header)?;
    for n in 0..count {
        let (first, last, local) = names.next(prng);
        csv.write_record(row(n, [&first, &last, &format!("{local}@scale.example")]))?;
    }
    csv.flush()
}
