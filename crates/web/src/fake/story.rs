//! The made-up hospitals.

use super::Kind;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use ward_domain::network::{Ports, Protocol};
use ward_domain::observation::{
    AccountKind, AccountSeen, AssetKind, AssetSeen, Check, FindingSeen, HostScan, KnownExploited, LastSignIn,
    Mfa, MfaMethod, Observations, Origin, PersonKind, PersonSeen, PersonStatus, Scan, ServiceSeen, Severity,
    TrainingSeen,
};
use ward_domain::organisation::{Organisation, Size};
use ward_domain::record::Problem;

/// What a file may try.
pub(super) const HOSTILE: &str = "\"><script>alert('ward')</script><img src=x onerror=alert(1)>&amp;";

type File = (String, &'static str, &'static str, Observations);

/// The organisation of the hospitals.
pub fn organisation() -> Organisation {
    Organisation {
        name: "Prairie Creek Hospital".into(),
        size: Size::Medium,
        domains: vec!["prairiecreek.example".into()],
        public_addresses: "203.0.113.8/29".parse().into_iter().collect(),
        public_hosts: vec!["portal.prairiecreek.example".into()],
        dmz_addresses: vec![],
        ..Organisation::default()
    }
}

pub(super) fn problem() -> Problem {
    Problem {
        line: 3,
        reason: "the end date “02/03/26” can be read in two ways; write it as 2026-03-02".into(),
    }
}

/// The files of a hospital: name, format, kind of evidence, content.
pub(super) fn files(kind: Kind) -> Vec<File> {
    if matches!(kind, Kind::FirstRun | Kind::Empty) {
        return vec![];
    }
    let name = |plain: &str| {
        if kind == Kind::Hostile { format!("{HOSTILE}{plain}{}", "x".repeat(200)) } else { plain.to_owned() }
    };
    vec![
        (
            name("outside-october.nessus"),
            "nessus",
            "vulnerability-scan",
            scan(kind, "2026-10-20T05:00:00Z", false),
        ),
        (
            name("outside-november.nessus"),
            "nessus",
            "vulnerability-scan",
            scan(kind, "2026-11-17T05:00:00Z", true),
        ),
        (name("known_exploited_vulnerabilities.json"), "cisa-kev", "known-exploited-catalogue", exploited()),
        (name("staff list.csv"), "roster", "workforce-roster", roster(kind)),
        (name("exportUsers_2026-11-18.csv"), "entra-users-csv", "identity-export", accounts(kind)),
        (name("training report.csv"), "training", "training-records", trainings(kind)),
    ]
}

fn text(kind: Kind, plain: String) -> String {
    if kind == Kind::Hostile { format!("{plain}{HOSTILE}{}", "w".repeat(120)) } else { plain }
}

fn at(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn many(kind: Kind) -> usize {
    if kind == Kind::Full { 180 } else { 9 }
}

fn scan(kind: Kind, ended: &str, is_second: bool) -> Observations {
    let hosts = many(kind) as u32;
    let checks: Vec<Check> = (0..12u8)
        .map(|n| Check {
            id: format!("nessus:{}", 40_000 + u32::from(n)),
            title: text(
                kind,
                [
                    "VPN gateway: remote code execution",
                    "Outdated web server",
                    "TLS 1.0 is switched on",
                    "Host information",
                ][usize::from(n) % 4]
                    .to_owned(),
            ),
            severity: [Severity::Critical, Severity::High, Severity::Medium, Severity::Info]
                [usize::from(n) % 4],
            cvss3_tenths: Some(98 - n),
            cves: if n % 4 < 2 {
                format!("CVE-2024-{:04}", 10 + n).parse().into_iter().collect()
            } else {
                vec![]
            },
            ..Check::default()
        })
        .collect();
    let assets = (0..hosts)
        .map(|n| AssetSeen {
            fqdn: Some(text(kind, format!("host-{n:03}.prairiecreek.example"))),
            host_name: Some(text(kind, format!("host-{n:03}"))),
            macs: vec![format!("52:54:00:00:{:02x}:{:02x}", n / 256, n % 256)],
            addresses: if n < 3 {
                format!("203.0.113.{}", 8 + n)
            } else {
                format!("10.0.{}.{}", n / 200, n % 200 + 1)
            }
            .parse()
            .into_iter()
            .collect(),
            kind: Some(
                [AssetKind::Server, AssetKind::Workstation, AssetKind::MedicalDevice, AssetKind::Network]
                    [n as usize % 4],
            ),
            operating_system: Some(text(kind, "Microsoft Windows Server 2016 Standard".into())),
            line: 10 + n * 7,
            ..AssetSeen::default()
        })
        .collect();
    let findings = (0..hosts)
        .flat_map(|asset| (0..12u32).map(move |check| (asset, check)))
        .filter(|(asset, check)| (asset + check) % 3 == 0 && !(is_second && (asset + check) % 2 == 0))
        .map(|(asset, check)| FindingSeen {
            asset,
            check,
            scan: 0,
            port: if check % 2 == 0 { 443 } else { 0 },
            protocol: Protocol::Tcp,
            line: 12 + asset * 7 + check,
        })
        .collect();
    let services = (0..hosts)
        .map(|asset| ServiceSeen {
            asset,
            scan: 0,
            protocol: Protocol::Tcp,
            port: 443,
            service: "https".into(),
            product: text(kind, "nginx 1.18".into()),
            line: 11 + asset * 7,
        })
        .collect();
    Observations {
        tool: "Nessus 10.7.2".into(),
        origin: Origin::Machine,
        collected_at: at(ended),
        scans: vec![Scan {
            started: at(ended),
            ended: at(ended),
            targets: ["203.0.113.8/29", "10.0.0.0/16"]
                .iter()
                .filter_map(|range| range.parse().ok())
                .collect(),
            tcp_ports: Ports::all(),
            looks_for_vulnerabilities: true,
            ..Scan::default()
        }],
        coverage: (0..hosts)
            .map(|asset| HostScan {
                asset,
                scan: 0,
                at: at(ended),
                completed: true,
                credentialed: Some(asset % 4 != 3),
                line: 13 + asset * 7,
            })
            .collect(),
        assets,
        checks,
        findings,
        services,
        ..Observations::default()
    }
}

fn exploited() -> Observations {
    let entry = |cve: &str, line| {
        cve.parse().ok().map(|cve| KnownExploited {
            cve,
            added: date(2026, 9, 1),
            due: Some(date(2026, 9, 22)),
            ransomware: true,
            line,
        })
    };
    Observations {
        tool: "CISA".into(),
        origin: Origin::Machine,
        collected_at: at("2026-11-20T00:00:00Z"),
        known_exploited: [entry("CVE-2024-0010", 1), entry("CVE-2024-0014", 2)]
            .into_iter()
            .flatten()
            .collect(),
        ..Observations::default()
    }
}

const NAMES: [&str; 9] = [
    "Ana Lee",
    "Ben Okafor",
    "Carla Ruiz",
    "Dev Patel",
    "Eva Lindqvist",
    "Femi Ade",
    "Greta Holm",
    "Hiro Tanaka",
    "Ines Duarte",
];

fn name(kind: Kind, n: usize) -> String {
    let plain = NAMES[n % NAMES.len()];
    text(kind, if n < NAMES.len() { plain.to_owned() } else { format!("{plain} {n}") })
}

fn mail(n: usize) -> String {
    format!("{}{n}@prairiecreek.example", NAMES[n % NAMES.len()].to_lowercase().replace(' ', "."))
}

/// The staff list.
pub(super) fn roster(kind: Kind) -> Observations {
    let people = (0..many(kind))
        .map(|n| PersonSeen {
            person_id: Some(format!("{}", 1_000 + n)),
            name: name(kind, n),
            mail: Some(mail(n)),
            kind: Some(if n % 8 == 7 { PersonKind::Contractor } else { PersonKind::Employee }),
            status: Some(if n % 9 == 5 { PersonStatus::Ended } else { PersonStatus::Active }),
            start: Some(date(2024, 3, 1)),
            end: (n % 9 == 5).then(|| date(2026, 10, 30).at(17, 0, 0, 0)),
            department: Some(text(kind, ["Nursing", "Pharmacy", "IT", "Laboratory"][n % 4].into())),
            title: Some("Registered nurse".into()),
            line: n as u32 + 2,
            ..PersonSeen::default()
        })
        .collect();
    Observations {
        tool: "Workday".into(),
        origin: Origin::Machine,
        collected_at: at("2026-11-18T08:00:00Z"),
        series: Some("roster".into()),
        people,
        ..Observations::default()
    }
}

fn accounts(kind: Kind) -> Observations {
    let accounts = (0..many(kind) + 2)
        .map(|n| AccountSeen {
            directory: "entra".into(),
            account_id: Some(format!("id-{n}")),
            log_in: if n < many(kind) { mail(n) } else { format!("scanner{n}@prairiecreek.example") },
            mail: (n < many(kind)).then(|| mail(n)),
            name: name(kind, n),
            is_enabled: Some(n % 9 != 8),
            last_sign_in: if n % 7 == 6 {
                LastSignIn::Never
            } else {
                at("2026-11-10T07:30:00Z").map_or(LastSignIn::NotReported, LastSignIn::At)
            },
            kind: Some(AccountKind::Member),
            is_privileged: Some(n % 6 == 2),
            mfa: Some(Mfa {
                is_capable: Some(n % 3 != 0),
                is_enforced: Some(n % 3 == 1),
                methods: if n % 3 == 0 { vec![] } else { vec![MfaMethod::App] },
            }),
            line: n as u32 + 2,
            ..AccountSeen::default()
        })
        .collect();
    Observations {
        tool: "Microsoft Entra".into(),
        origin: Origin::Machine,
        collected_at: at("2026-11-18T09:00:00Z"),
        series: Some("entra".into()),
        accounts,
        ..Observations::default()
    }
}

fn trainings(kind: Kind) -> Observations {
    let done = |n: usize| -> Option<Date> { (n % 4 != 3).then(|| date(2026, 6, 12)) };
    let trainings = (0..many(kind))
        .map(|n| TrainingSeen {
            person_id: Some(format!("{}", 1_000 + n)),
            mail: Some(mail(n)),
            name: name(kind, n),
            course: text(kind, "Security awareness 2026".into()),
            assigned: Some(date(2026, 5, 1)),
            completed: done(n),
            line: n as u32 + 2,
            ..TrainingSeen::default()
        })
        .collect();
    Observations { tool: "KnowBe4".into(), origin: Origin::Machine, trainings, ..Observations::default() }
}
