//! Tiny estates and what a measure concludes from them, in one line.

use crate::build::{File, a_scan, addressed, day, named, noon, numbered, sources};
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::LazyLock;
use ward_catalog::Catalog;
use ward_domain::assessment::{Assessment, MeasureResult};
use ward_domain::network::Protocol;
use ward_domain::observation::{
    AnswerSeen, AssetSeen, Check, ExceptionSeen, Exploitation, FindingSeen, KnownExploited, Observations,
    Origin, Says, Severity, SsvcSeen,
};
use ward_domain::{Organisation, Size};
use ward_estate::fold;
use ward_estate::identity::Decisions;

/// The day of judgement: BOD 26-04 is in force since 10 June.
pub(crate) const TODAY: &str = "2026-06-30";
/// The one public address of the organisation, and the host there.
pub(crate) const ADDRESS: &str = "203.0.113.5";
pub(crate) const WEB: &str = "www.h.example";
pub(crate) const CVE: &str = "CVE-2026-90001";

/// A day so many days before the day of judgement.
pub(crate) fn ago(days: i32) -> String {
    day(TODAY).saturating_sub(days.days()).to_string()
}

pub(crate) fn judged(measure: &str, size: Size, files: Vec<File>, on: Date) -> MeasureResult {
    judged_for(&Organisation { size, ..organisation() }, measure, files, on)
}

/// The organisation of the tests.
pub(crate) fn organisation() -> Organisation {
    Organisation {
        domains: vec!["h.example".to_owned()],
        public_addresses: vec![ADDRESS.parse().unwrap()],
        dmz_addresses: vec!["10.9.0.0/24".parse().unwrap()],
        ..Organisation::default()
    }
}

pub(crate) fn judged_for(
    organisation: &Organisation,
    measure: &str,
    files: Vec<File>,
    on: Date,
) -> MeasureResult {
    assessed_for(organisation, files, on).find_measure(measure.parse().unwrap()).unwrap().clone()
}

/// All measures of files on a day.
pub(crate) fn assessed(size: Size, files: Vec<File>, on: Date) -> Assessment {
    assessed_for(&Organisation { size, ..organisation() }, files, on)
}

fn assessed_for(organisation: &Organisation, files: Vec<File>, on: Date) -> Assessment {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);
    let files = numbered(files);
    let estate = fold(organisation, &sources(&files), &Decisions::default(), on);
    ward_engine::assess(&CATALOG, &estate)
}

/// Status and counts: `partly 8+ 2- 0?`, with `1x` for an exception and `1n` for what the rule does not apply to.
pub(crate) fn verdict(result: &MeasureResult) -> String {
    let c = result.counts;
    let judged = format!("{} {}+ {}- {}?", result.status.as_str(), c.met, c.not_met, c.unknown);
    let aside =
        |count: u64, letter: char| if count > 0 { format!(" {count}{letter}") } else { String::new() };
    judged + &aside(c.excepted, 'x') + &aside(c.not_applicable, 'n')
}

#[track_caller]
pub(crate) fn check(measure: &str, files: Vec<File>, expected: &str) {
    check_for(measure, Size::Medium, files, expected);
}

#[track_caller]
pub(crate) fn check_for(measure: &str, size: Size, files: Vec<File>, expected: &str) {
    let result = judged(measure, size, files, day(TODAY));
    let why = result.failing.iter().chain(&result.undecided).map(|c| format!("{}: {}", c.subject, c.reason));
    assert_eq!(verdict(&result), expected, "{} {:?}", result.because, why.collect::<Vec<_>>());
}

/// Whether a reason, or the verdict's own sentence, has the words.
#[track_caller]
pub(crate) fn says(measure: &str, files: Vec<File>, words: &str) {
    let result = judged(measure, Size::Medium, files, day(TODAY));
    let reasons = result.failing.iter().chain(&result.undecided).map(|case| case.reason.clone());
    let said: Vec<String> = reasons.chain([result.because]).chain(result.notes).collect();
    assert!(said.iter().any(|sentence| sentence.contains(words)), "{said:?}");
}

/// A scan of the public address, where a web server answers.
pub(crate) fn outside(on: &str) -> File {
    let web = AssetSeen { addresses: addressed(ADDRESS).addresses, ..named(WEB) };
    a_scan(on).scan(|s| s.targets = vec![ADDRESS.parse().unwrap()]).asset(web)
}

/// A scan of a computer inside, logged in.
pub(crate) fn inside(on: &str) -> File {
    let computer = AssetSeen { addresses: addressed("10.0.0.9").addresses, ..named("pc1.h.example") };
    a_scan(on).asset(computer).looked(|h| h.credentialed = Some(true))
}

/// A catalogue of known exploited vulnerabilities that lists the one vulnerability since a day, or does not list it.
pub(crate) fn exploited(on: &str, added: Option<&str>) -> File {
    let entry = |cve: &str, added: &str| KnownExploited {
        cve: cve.parse().unwrap(),
        added: day(added),
        due: Some(day(added).saturating_add(21.days())),
        ransomware: false,
        line: 1,
    };
    let mut entries = vec![entry("CVE-2020-90000", "2022-01-01")];
    entries.extend(added.map(|added| entry(CVE, added)));
    let says = Observations { known_exploited: entries, origin: Origin::Machine, ..Observations::default() };
    a_file("cisa-kev", "known-exploited-catalogue", on, says)
}

/// CISA's decision on the one vulnerability: automatable, total impact.
pub(crate) fn ssvc(on: &str, is_automatable: bool, impact_is_total: bool) -> File {
    let row = SsvcSeen {
        cve: CVE.parse().unwrap(),
        exploitation: Some(Exploitation::None),
        is_automatable: Some(is_automatable),
        impact_is_total: Some(impact_is_total),
        decided_at: None,
        line: 1,
    };
    let says = Observations { ssvc: vec![row], origin: Origin::Machine, ..Observations::default() };
    a_file("cve5", "ssvc-decisions", on, says)
}

pub(crate) fn a_file(format: &'static str, kind: &'static str, on: &str, says: Observations) -> File {
    File { number: 0, format, kind, collected_at: noon(on), says }
}

/// A signed answer of the day of judgement, with an artefact.
pub(crate) fn an_answer(measure: &str, subject: &str, says: Says) -> File {
    answered(&ago(0), measure, subject, says, None)
}

pub(crate) fn answered(on: &str, measure: &str, subject: &str, says: Says, expires: Option<&str>) -> File {
    let answer = AnswerSeen {
        measure: measure.parse().unwrap(),
        subject: (!subject.is_empty()).then(|| subject.to_owned()),
        says,
        signer: "Pat Poe".to_owned(),
        signed_on: day(on),
        artefact: Some("note.pdf".to_owned()),
        is_third_party: false,
        expires: expires.map(day),
        effective: None,
        alternate_control: None,
        is_for_review: false,
        comment: "because".to_owned(),
        line: 1,
    };
    a_file("ward-answers", "answers", on, Observations { answers: vec![answer], ..Observations::default() })
}

/// An exception that was approved on a day and holds until another.
pub(crate) fn an_exception(measure: &str, subject: &str, approved_on: &str, expires: &str) -> File {
    excepted(measure, subject, approved_on, expires, "old device")
}

pub(crate) fn excepted(measure: &str, subject: &str, approved_on: &str, expires: &str, reason: &str) -> File {
    let exception = ExceptionSeen {
        measure: measure.parse().unwrap(),
        subject: subject.to_owned(),
        reason: reason.to_owned(),
        compensating_control: "watched".to_owned(),
        approver: "Pat Poe".to_owned(),
        approved_on: day(approved_on),
        expires: day(expires),
        line: 1,
    };
    let says = Observations { exceptions: vec![exception], ..Observations::default() };
    a_file("ward-exceptions", "exception-register", &ago(200), says)
}

impl File {
    /// A vulnerability on the device that was added last, with the check's number, its severity and its CVE.
    pub(crate) fn flaw(mut self, number: u32, severity: Severity, cve: &str) -> Self {
        let cves = cve.parse().into_iter().collect();
        let title = format!("Flaw {number}");
        let check = Check { id: format!("nessus:{number}"), title, severity, cves, ..Check::default() };
        self.says.checks.push(check);
        let (asset, line) = (self.says.assets.len() as u32 - 1, 100 + self.says.findings.len() as u32);
        let check = self.says.checks.len() as u32 - 1;
        self.says.findings.push(FindingSeen {
            asset,
            check,
            scan: 0,
            port: 0,
            protocol: Protocol::Tcp,
            line,
        });
        self
    }
}
