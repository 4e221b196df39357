//! Files about mail, encryption, passwords, administrators and settings, each all in order or all wrong, and the
//! builders that they are made with.

use crate::build::{
    File, a_directory, a_person, a_roster, a_scan, an_account, an_inventory, day, named, noon,
};
use crate::cases::*;
use ward_domain::observation::*;
use ward_domain::{Size, Status};

/// What answered.
pub(crate) fn found<T>(value: T) -> Asked<T> {
    Asked::Found(value)
}

fn list(kind: &'static str, days: i32, says: Observations) -> File {
    a_file("list", kind, &ago(days), Observations { origin: Origin::Machine, ..says })
}

/// What the DNS said of the domain so many days ago.
pub(crate) fn dns(days: i32, domain: MailDomainSeen) -> File {
    list("dns-check", days, Observations { mail_domains: vec![domain], ..Observations::default() })
}

/// A domain that is as it should be, with one mail server.
pub(crate) fn good_domain() -> MailDomainSeen {
    let key = DkimKey { algorithm: "rsa".to_owned(), bits: Some(2048), ..DkimKey::default() };
    MailDomainSeen {
        domain: "h.example".to_owned(),
        mx: found(vec!["mx.h.example".to_owned()]),
        spf: found(SpfSeen {
            record: "v=spf1 mx -all".to_owned(),
            records: 1,
            all: Some('-'),
            lookups: 1,
            ..SpfSeen::default()
        }),
        dmarc: found(good_dmarc()),
        dkim: vec![DkimSeen { selector: "s1".to_owned(), key: found(key) }],
        ..MailDomainSeen::default()
    }
}

pub(crate) fn good_dmarc() -> DmarcSeen {
    DmarcSeen {
        at: "h.example".to_owned(),
        records: 1,
        policy: "reject".to_owned(),
        percent: 100,
        reports_to: vec!["mailto:d@h.example".to_owned()],
        ..DmarcSeen::default()
    }
}

fn bad_domain() -> MailDomainSeen {
    let key = DkimKey { algorithm: "rsa".to_owned(), bits: Some(512), ..DkimKey::default() };
    MailDomainSeen {
        spf: Asked::Absent,
        dmarc: Asked::Absent,
        dkim: vec![DkimSeen { selector: "s1".to_owned(), key: found(key) }],
        ..good_domain()
    }
}

/// What servers answered so many days ago.
pub(crate) fn tls(days: i32, endpoints: Vec<TlsEndpointSeen>) -> File {
    list("tls-check", days, Observations { tls_endpoints: endpoints, ..Observations::default() })
}

/// A server that is as it should be: on port 25 it speaks mail, else the web.
pub(crate) fn good_server(host: &str, port: u16) -> TlsEndpointSeen {
    let tried = |version, answer| (version, answer);
    TlsEndpointSeen {
        host: host.to_owned(),
        port,
        speaks: if port == 25 { TlsService::Mail } else { TlsService::Web },
        offers_tls: found(()),
        versions: vec![
            tried(TlsVersion::Ssl3, Asked::Absent),
            tried(TlsVersion::Tls10, Asked::Absent),
            tried(TlsVersion::Tls11, Asked::Absent),
            tried(TlsVersion::Tls12, found(())),
        ],
        weak_ciphers_tried: true,
        certificate: found(good_certificate()),
        hsts_seconds: found(31_536_000),
        ..TlsEndpointSeen::default()
    }
}

pub(crate) fn good_certificate() -> CertificateSeen {
    CertificateSeen {
        not_after: Some(noon(&ago(-100))),
        key: "ec".to_owned(),
        key_bits: Some(256),
        is_trusted: Some(true),
        fits_host: Some(true),
        ..CertificateSeen::default()
    }
}

fn bad_server(host: &str, port: u16) -> TlsEndpointSeen {
    TlsEndpointSeen {
        versions: vec![(TlsVersion::Tls10, found(())), (TlsVersion::Tls12, found(()))],
        certificate: found(CertificateSeen { not_after: Some(noon(&ago(1))), ..good_certificate() }),
        ..good_server(host, port)
    }
}

/// The security.txt of the domain, as it was so many days ago.
pub(crate) fn security_txt(days: i32, host: &str, file: Asked<SecurityTxt>) -> File {
    let row = SecurityTxtSeen { host: host.to_owned(), file, line: 1 };
    list("disclosure-policy", days, Observations { security_txts: vec![row], ..Observations::default() })
}

pub(crate) fn good_security_txt() -> SecurityTxt {
    let contacts = vec!["mailto:security@h.example".to_owned()];
    SecurityTxt { contacts, expires: Some(noon(&ago(-200))), error: None }
}

/// How rules came out: id or title, with what each says of the device, or of the tenant when the device is empty.
pub(crate) fn checked(days: i32, device: &str, results: &[(&str, &str, Outcome)]) -> File {
    let mut says = Observations::default();
    if !device.is_empty() {
        says.assets.push(AssetSeen { line: 1, ..named(device) });
    }
    for (number, (id, title, outcome)) in (0u32..).zip(results) {
        says.configuration_rules.push(ConfigurationRule {
            benchmark: "SCuBA and others".to_owned(),
            id: (*id).to_owned(),
            title: (*title).to_owned(),
            ..ConfigurationRule::default()
        });
        says.configuration_results.push(ConfigurationResult {
            rule: number,
            asset: (!device.is_empty()).then_some(0),
            outcome: *outcome,
            line: number + 1,
        });
    }
    list("configuration-compliance", days, says)
}

/// A test of so many days ago: who fell for it and who reported it, and when somebody spoke with those who fell.
pub(crate) fn a_test(days: i32, name: &str, people: &[(&str, bool, bool)], talked: Option<i32>) -> File {
    let row = |(line, (mail, fell, reported)): (u32, &(&str, bool, bool))| PhishingSeen {
        mail: Some((*mail).to_owned()),
        campaign: name.to_owned(),
        sent: Some(day(&ago(days))),
        fell_for_it: Some(*fell),
        reported: Some(*reported),
        followed_up: talked.filter(|_| *fell).map(|days| day(&ago(days))),
        line,
        ..PhishingSeen::default()
    };
    let phishing = (1u32..).zip(people).map(row).collect();
    list("phishing-tests", 0, Observations { phishing, ..Observations::default() })
}

/// An inventory of today with one device.
pub(crate) fn one_device(kind: AssetKind, state: DeviceState) -> File {
    a_device(an_inventory(&ago(0)), "pc1.h.example", kind, state)
}

pub(crate) fn a_device(inventory: File, name: &str, kind: AssetKind, state: DeviceState) -> File {
    inventory.asset(AssetSeen {
        kind: Some(kind),
        operating_system: Some("Windows 11".to_owned()),
        state: Some(Box::new(state)),
        ..named(name)
    })
}

/// Systems and backups of today, each with what is said of its encryption.
pub(crate) fn systems(
    systems: &[(&str, Option<bool>, Option<bool>)],
    backups: &[(&str, Option<bool>)],
) -> Vec<File> {
    let system = |(name, holds_ephi, is_encrypted): &(&str, Option<bool>, Option<bool>)| SystemSeen {
        name: (*name).to_owned(),
        holds_ephi: *holds_ephi,
        is_encrypted: *is_encrypted,
        ..SystemSeen::default()
    };
    let backup = |(system, is_encrypted): &(&str, Option<bool>)| BackupSeen {
        system: (*system).to_owned(),
        is_encrypted: *is_encrypted,
        ..BackupSeen::default()
    };
    let systems = systems.iter().map(system).collect();
    let backups = backups.iter().map(backup).collect();
    vec![
        list("asset-inventory", 0, Observations { systems, ..Observations::default() }),
        list("backup-report", 0, Observations { backups, ..Observations::default() }),
    ]
}

/// A signed answer to a measure as a whole.
pub(crate) fn whole(measure: &str, says: Says) -> File {
    an_answer(measure, "", says)
}

/// Ana's everyday account and, with some change, the one that she administers with.
pub(crate) fn administrator(change: impl FnOnce(&mut AccountSeen)) -> Vec<File> {
    let number = || Some("7".to_owned());
    let mut second = AccountSeen {
        person_id: number(),
        is_privileged: Some(true),
        has_mailbox: Some(false),
        is_synced: Some(false),
        roles: vec!["Global Administrator".to_owned()],
        ..an_account("ana.admin@h.example")
    };
    change(&mut second);
    let everyday = AccountSeen {
        person_id: number(),
        is_privileged: Some(false),
        has_mailbox: Some(true),
        ..an_account("ana@h.example")
    };
    let directory = a_directory(&ago(0)).account(everyday).account(second);
    vec![a_roster(&ago(0)).person(a_person("7", "Ana Lee", "ana@h.example")), directory]
}

/// Two top administrators of the cloud directory, or any number.
pub(crate) fn top_administrators(count: u32) -> File {
    (0..count).fold(a_directory(&ago(0)), |file, n| {
        file.account(AccountSeen {
            roles: vec!["Global Administrator".to_owned()],
            is_synced: Some(false),
            ..an_account(&format!("top{n}@h.example"))
        })
    })
}

/// An account that a program uses, as it should be.
pub(crate) fn a_service(change: impl FnOnce(&mut AccountSeen)) -> File {
    let mut account = AccountSeen {
        kind: Some(AccountKind::Service),
        owner: Some("Ana Lee".to_owned()),
        purpose: Some("lab interface".to_owned()),
        is_interactive: Some(false),
        password_set: Some(noon(&ago(100))),
        ..an_account("svc-lab")
    };
    change(&mut account);
    a_directory(&ago(0)).account(account)
}

const MAIL_RULES: [&str; 5] =
    ["MS.EXO.10.1v1", "MS.EXO.11.3v1", "MS.EXO.9.1v2", "MS.EXO.7.1v1", "MS.EXO.1.1v2"];
/// Titles of rules about the weak spots of computers.
pub(crate) const WEAK_SPOTS: [&str; 3] = [
    "Block macros from running in Office files from the Internet",
    "Configure SMB v1 server is disabled",
    "Turn off multicast name resolution",
];

/// The files of one measure, all in order or all wrong; `None` for a measure of somebody else.
pub(crate) fn files(measure: &str, is_fine: bool) -> Option<Vec<File>> {
    let outcome = if is_fine { Outcome::Pass } else { Outcome::Fail };
    let answer = || whole(measure, if is_fine { Says::Yes } else { Says::No });
    let is = Some(is_fine);
    let device = |kind, state| vec![one_device(kind, state)];
    let computer = |state| device(AssetKind::Workstation, state);
    let none = DeviceState::default;
    Some(match measure {
        "E2.1" | "E2.2" | "E2.3" => vec![dns(0, if is_fine { good_domain() } else { bad_domain() })],
        "E2.4" if is_fine => vec![dns(0, good_domain()), tls(0, vec![good_server("mx.h.example", 25)])],
        "E2.4" => vec![dns(0, good_domain()), tls(0, vec![bad_server("mx.h.example", 25)])],
        "E2.5" => vec![checked(0, "", &MAIL_RULES.map(|id| (id, "", outcome)))],
        "E2.6" => practice(is_fine).into_iter().chain([answer()]).collect(),
        "E4.5" => practice(is_fine),
        "E5.1" if is_fine => vec![tls(0, vec![good_server("www.h.example", 443)])],
        "E5.1" => vec![tls(0, vec![bad_server("www.h.example", 443)])],
        "E5.2" => computer(DeviceState { is_encrypted: is, ..none() }),
        "E5.3" => systems(&[("EHR", Some(true), is)], &[("EHR", is)]),
        "E5.4" if is_fine => vec![a_scan(&ago(0)).host("pc1.h.example").open(443)],
        "E5.4" => vec![a_scan(&ago(0)).host("pc1.h.example").open(23)],
        "E5.6" => computer(DeviceState { blocks_removable_media: is, ..none() }),
        "E8.1" => {
            let shared = AccountSeen { is_shared: Some(!is_fine), ..an_account("ana@h.example") };
            vec![a_directory(&ago(0)).account(shared)]
        }
        "E8.2" => computer(DeviceState { has_managed_admin_password: is, ..none() }),
        "E8.3" => device(AssetKind::Network, DeviceState { default_password_changed: is, ..none() }),
        "E8.4" => {
            vec![checked(0, "pc1.h.example", &[("1", "A minimum of 15 characters", outcome)]), answer()]
        }
        "E8.6" => vec![a_service(|account| account.is_interactive = Some(!is_fine))],
        "E8.7" => vec![checked(0, "dc1.h.example", &[("1", "Account lockout threshold", outcome)]), answer()],
        "E9.1" => {
            let mut files = administrator(|account| account.has_mailbox = Some(!is_fine));
            files.push(answer());
            files
        }
        "E9.2" => vec![top_administrators(if is_fine { 2 } else { 1 })],
        "E9.3" => {
            let local = if is_fine { "h\\it-admins" } else { "h\\ana" };
            let state = DeviceState { local_administrators: Some(vec![local.to_owned()]), ..none() };
            let ana = AccountSeen { is_privileged: Some(false), ..an_account("ana@h.example") };
            vec![one_device(AssetKind::Workstation, state), a_directory(&ago(0)).account(ana)]
        }
        "H2.5" => {
            let file = if is_fine { found(good_security_txt()) } else { Asked::Absent };
            vec![security_txt(0, "h.example", file), answer()]
        }
        "H6.1" => computer(DeviceState { is_protected: is, last_contact: Some(noon(&ago(1))), ..none() }),
        "H6.2" => device(AssetKind::MedicalDevice, DeviceState { is_watched_or_isolated: is, ..none() }),
        "H10.2" => {
            vec![one_device(AssetKind::Server, none()), checked(0, "pc1.h.example", &[("1", "One", outcome)])]
        }
        "H10.4" => vec![
            one_device(AssetKind::Server, none()),
            checked(0, "pc1.h.example", &[0, 1, 2].map(|n| (["1", "2", "3"][n], WEAK_SPOTS[n], outcome))),
            answer(),
        ],
        "H10.5" => {
            let saved = Some(day(&ago(if is_fine { 3 } else { 30 })));
            let state = DeviceState { configuration_saved: saved, ..none() };
            vec![one_device(AssetKind::Network, state), answer()]
        }
        "H10.6" => vec![checked(0, "", &[("MS.AAD.1.1v1", "Legacy log-in is blocked", outcome)])],
        _ => return None,
    })
}

/// Four tests, in which more and more report; or one in which all fall for it.
fn practice(is_fine: bool) -> Vec<File> {
    if !is_fine {
        let both = [("ana@h.example", true, true), ("bo@h.example", true, true)];
        let later = [("ana@h.example", true, false), ("bo@h.example", true, false)];
        return vec![a_test(20, "one", &both, Some(15)), a_test(10, "two", &later, Some(15))];
    }
    let calm = |reported| [("ana@h.example", false, true), ("bo@h.example", false, reported)];
    let first = ["one", "two", "three"].map(|name| a_test(0, name, &calm(false), None));
    first.into_iter().chain([a_test(0, "two again", &calm(true), None)]).collect()
}

const MEASURES: [&str; 28] = [
    "E2.1", "E2.2", "E2.3", "E2.4", "E2.5", "E2.6", "E4.5", "E5.1", "E5.2", "E5.3", "E5.4", "E5.6", "E8.1",
    "E8.2", "E8.3", "E8.4", "E8.6", "E8.7", "E9.1", "E9.2", "E9.3", "H2.5", "H6.1", "H6.2", "H10.2", "H10.4",
    "H10.5", "H10.6",
];

/// How good a result is: its status, and the share that is surely met.
fn rank(measure: &str, files: Vec<File>) -> (u8, f64) {
    let result = judged(measure, Size::Medium, files, day(TODAY));
    let status = match result.status {
        Status::Met | Status::NotApplicable => 2,
        Status::Partly => 1,
        Status::NotMet | Status::Unknown => 0,
    };
    (status, result.score.low)
}

#[test]
fn losing_or_ageing_a_file_never_helps() {
    for measure in MEASURES {
        for is_fine in [true, false] {
            let all = files(measure, is_fine).unwrap();
            let (status, low) = rank(measure, all.clone());
            for position in 0..all.len() {
                let mut without = all.clone();
                without.remove(position);
                let lost = rank(measure, without);
                // A file that fails what others show is a witness; in these sets all files agree.
                assert!(lost.0 <= status && lost.1 <= low, "{measure} without file {position}: {lost:?}");
                for days in [5, 20, 60, 400] {
                    let mut older = all.clone();
                    older[position].collected_at = noon(&ago(days));
                    let aged = rank(measure, older);
                    assert!(
                        aged.0 <= status && aged.1 <= low,
                        "{measure}, file {position} of {days} days ago: {aged:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_measure_here_is_answered_by_people_while_no_file_speaks_of_it() {
    for measure in MEASURES {
        check(measure, vec![whole(measure, Says::Yes)], "met 1+ 0- 0?");
        check(measure, vec![whole(measure, Says::No)], "not-met 0+ 1- 0?");
        check(measure, Vec::new(), "unknown 0+ 0- 0?");
    }
}
