//! Times the fold and the judgement of a large estate: 1,000,000 findings, 10,000 devices, 20,000 accounts.
//!
//! `cargo run --release -p ward-engine --example scale`. The observations are made in memory: no file is read.

use jiff::Timestamp;
use jiff::civil::date;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::time::Instant;
use ward_catalog::Catalog;
use ward_domain::network::{Ports, Protocol};
use ward_domain::observation::{
    AccountSeen, AssetKind, AssetSeen, Check, FindingSeen, HostScan, LastSignIn, Mfa, MfaMethod,
    Observations, Origin, PersonSeen, Scan, Severity, TrainingSeen,
};
use ward_domain::{Digest, Organisation};
use ward_estate::identity::Decisions;
use ward_estate::{Source, SourceId, end_of_day, fold};

const DEVICES: u32 = 10_000;
const FINDINGS_PER_DEVICE: u32 = 100;
const CHECKS: u32 = 900;
const ACCOUNTS: u32 = 20_000;

fn main() -> io::Result<()> {
    let files = files();
    let sources: Vec<Source<'_>> = (1u8..)
        .zip(&files)
        .map(|(number, (format, evidence_kind, collected_at, observations))| Source {
            id: SourceId::Evidence(Digest([number; 32])),
            format,
            evidence_kind,
            collected_at: *collected_at,
            observations,
        })
        .collect();
    let organisation = Organisation {
        public_addresses: vec!["203.0.113.0/24".parse().map_err(io::Error::other)?],
        ..Organisation::default()
    };
    let catalog = Catalog::built_in();
    let mut out = io::stdout().lock();
    for round in 1..=3 {
        let start = Instant::now();
        let estate = fold(&organisation, &sources, &Decisions::default(), date(2026, 11, 21));
        let folded = start.elapsed();
        let start = Instant::now();
        let assessment = ward_engine::assess(&catalog, &estate);
        let judged = start.elapsed();
        writeln!(
            out,
            "round {round}: fold {:.3} s, assess {:.3} s; {} findings, {} devices, {} accounts, {} people, {} goals",
            folded.as_secs_f64(),
            judged.as_secs_f64(),
            estate.findings.len(),
            estate.assets.len(),
            estate.accounts.len(),
            estate.people.len(),
            assessment.goals.len()
        )?;
    }
    Ok(())
}

type File = (&'static str, &'static str, Timestamp, Observations);

/// Three rounds of scans, an inventory, a directory, a roster and a training list.
fn files() -> Vec<File> {
    let on = |day| end_of_day(date(2026, 11, day));
    let file = |format, kind, at, observations| (format, kind, at, observations);
    vec![
        file(
            "nessus",
            "vulnerability-scan",
            end_of_day(date(2026, 9, 1)),
            scan(end_of_day(date(2026, 9, 1)), 0),
        ),
        file(
            "nessus",
            "vulnerability-scan",
            end_of_day(date(2026, 10, 10)),
            scan(end_of_day(date(2026, 10, 10)), 1),
        ),
        file("nessus", "vulnerability-scan", on(10), scan(on(10), 2)),
        file("asset-inventory", "asset-inventory", on(19), inventory()),
        file("entra-mfa-csv", "identity-export", on(20), directory()),
        file("roster", "workforce-roster", on(20), roster()),
        file("training", "training-records", on(20), training()),
    ]
}

fn device(n: u32) -> AssetSeen {
    let [_, _, high, low] = n.to_be_bytes();
    let third = Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 64, 0, 0)) + n);
    let outside = (n < 200).then(|| Ipv4Addr::new(203, 0, 113, low).into());
    AssetSeen {
        macs: vec![format!("02:5c:00:00:{high:02x}:{low:02x}")],
        fqdn: Some(format!("host-{n:05}.scale.example")),
        addresses: std::iter::once(third.into()).chain(outside).collect(),
        line: n + 1,
        ..AssetSeen::default()
    }
}

/// A scan of all devices: each round finds a third that the round before did not, and no longer a third that it did.
fn scan(ended: Timestamp, round: u32) -> Observations {
    let check = |n: u32| Check {
        id: format!("nessus:{}", 100_000 + n),
        title: format!("Flaw {n}"),
        severity: [Severity::Info, Severity::Low, Severity::Medium, Severity::High, Severity::Critical]
            [n as usize % 5],
        cves: format!("CVE-2025-{}", 92_000 + n).parse().into_iter().collect(),
        ..Check::default()
    };
    let finding = |asset: u32, n: u32| FindingSeen {
        asset,
        check: (asset * 7 + n * 9) % CHECKS,
        scan: 0,
        port: 445,
        protocol: Protocol::Tcp,
        line: asset * 200 + n,
    };
    let seen = round * FINDINGS_PER_DEVICE / 6..round * FINDINGS_PER_DEVICE / 6 + FINDINGS_PER_DEVICE * 2 / 3;
    let host = |asset| HostScan {
        asset,
        scan: 0,
        at: None,
        completed: true,
        credentialed: Some(true),
        line: asset + 1,
    };
    Observations {
        tool: "Nessus".to_owned(),
        origin: Origin::Machine,
        scans: vec![Scan {
            ended: Some(ended),
            tcp_ports: Ports::all(),
            looks_for_vulnerabilities: true,
            targets: "203.0.113.0/24".parse().into_iter().collect(),
            ..Scan::default()
        }],
        assets: (0..DEVICES).map(device).collect(),
        coverage: (0..DEVICES).map(host).collect(),
        checks: (0..CHECKS).map(check).collect(),
        findings: (0..DEVICES).flat_map(|asset| seen.clone().map(move |n| finding(asset, n))).collect(),
        ..Observations::default()
    }
}

fn inventory() -> Observations {
    let record = |n| AssetSeen { is_inventory_record: true, kind: Some(AssetKind::Workstation), ..device(n) };
    let series = Some("inventory".to_owned());
    Observations { series, assets: (0..DEVICES).map(record).collect(), ..Observations::default() }
}

fn directory() -> Observations {
    let account = |n: u32| AccountSeen {
        directory: "entra".to_owned(),
        account_id: Some(format!("00000000-0000-4000-8000-{n:012}")),
        log_in: format!("person{n}@scale.example"),
        mail: Some(format!("person{n}@scale.example")),
        name: format!("First{n} Last{n}"),
        is_enabled: Some(true),
        last_sign_in: LastSignIn::At(end_of_day(date(2026, 11, 15))),
        is_privileged: Some(n.is_multiple_of(500)),
        mfa: Some(Mfa { is_capable: Some(true), is_enforced: None, methods: vec![MfaMethod::App] }),
        line: n + 2,
        ..AccountSeen::default()
    };
    let series = Some("entra".to_owned());
    let accounts = (0..ACCOUNTS).map(account).collect();
    Observations { origin: Origin::Machine, series, accounts, ..Observations::default() }
}

fn roster() -> Observations {
    let person = |n: u32| PersonSeen {
        person_id: Some(format!("{}", 100_000 + n)),
        name: format!("First{n} Last{n}"),
        mail: Some(format!("person{n}@scale.example")),
        start: Some(date(2020, 1, 1)),
        line: n + 2,
        ..PersonSeen::default()
    };
    Observations {
        series: Some("roster".to_owned()),
        people: (0..ACCOUNTS).map(person).collect(),
        ..Observations::default()
    }
}

fn training() -> Observations {
    let course = |n: u32| TrainingSeen {
        person_id: Some(format!("{}", 100_000 + n)),
        course: "Annual security awareness".to_owned(),
        completed: (!n.is_multiple_of(30)).then(|| date(2026, 6, 1)),
        line: n + 2,
        ..TrainingSeen::default()
    };
    Observations {
        series: Some("lms".to_owned()),
        trainings: (0..ACCOUNTS).map(course).collect(),
        ..Observations::default()
    }
}
