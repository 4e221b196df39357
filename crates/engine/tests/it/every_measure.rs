//! What holds of every measure that a rule judges: it can be met, it can fail, a valid exception covers what fails, and
//! the evidence has a last day.

use crate::build::{
    File, a_course, a_directory, a_person, a_registration, a_roster, a_scan, a_training_list, an_account,
    an_inventory, day, named, noon, registrations,
};
use crate::cases::*;
use crate::registers;
use jiff::ToSpan;
use std::collections::BTreeSet;
use ward_domain::observation::{
    AccountSeen, AssetKind, AssetSeen, LastSignIn, Mfa, MfaMethod, PersonKind, PersonSeen, Says, Severity,
    TrainingSeen,
};
use ward_domain::{Size, Status};

/// Ana's files, all of today: everything in order, or everything wrong.
struct Ana {
    is_fine: bool,
}

impl Ana {
    fn web(&self) -> Vec<File> {
        let first = a_scan(&ago(100)).host(WEB);
        let flawed = |days: i32| outside(&ago(days)).flaw(7, Severity::Critical, CVE);
        let mut today = if self.is_fine { outside(&ago(0)) } else { flawed(0).open(3389) };
        if !self.is_fine {
            today.says.checks[0].is_unsupported_product = true;
        }
        vec![first, flawed(if self.is_fine { 10 } else { 61 }), today]
    }
    fn inventory(&self) -> File {
        let text = |text: &str| self.is_fine.then(|| text.to_owned());
        let record = |name, kind| AssetSeen {
            kind: Some(kind),
            owner: text("IT"),
            place: text("Room 1"),
            operating_system: text("Linux 9"),
            criticality: text("low"),
            holds_ephi: Some(false),
            support_ends: Some(day("2030-01-01")),
            ..named(name)
        };
        let computer = record("pc1.h.example", AssetKind::Workstation);
        an_inventory(&ago(0)).asset(computer).asset(record(WEB, AssetKind::Network))
    }
    fn inside(&self) -> File {
        let scan = inside(&ago(0)).looked(|h| h.credentialed = Some(self.is_fine));
        if self.is_fine { scan } else { scan.host("stranger.h.example") }
    }
    fn roster(&self) -> File {
        let end = |days: i32| Some(format!("{}T17:00:00", ago(days)).parse().unwrap());
        let employee = Some(PersonKind::Employee);
        let ana = PersonSeen {
            kind: employee,
            start: Some(day(&ago(60))),
            ..a_person("7", "Ana Lee", "ana@h.example")
        };
        let bo = PersonSeen { kind: employee, end: end(5), ..a_person("8", "Bo Kim", "bo@h.example") };
        let sponsor = self.is_fine.then(|| "Ana Lee".to_owned());
        let kind = Some(PersonKind::Contractor);
        let cy = PersonSeen {
            kind,
            sponsor,
            end: end(-90),
            start: Some(day("2020-01-01")),
            ..a_person("9", "Cy Roe", "")
        };
        a_roster(&ago(0)).person(ana).person(bo).person(cy)
    }
    fn directory(&self) -> Vec<File> {
        let used = |days: i32| LastSignIn::At(noon(&ago(days)));
        let last_sign_in = if self.is_fine { used(1) } else { used(99) };
        let ana = AccountSeen { last_sign_in, ..an_account("ana@h.example") };
        let bo = |is_enabled| AccountSeen {
            is_enabled: Some(is_enabled),
            last_sign_in,
            ..an_account("bo@h.example")
        };
        vec![
            a_directory(&ago(6)).account(bo(!self.is_fine)),
            a_directory(&ago(0)).account(ana).account(bo(!self.is_fine)),
        ]
    }
    fn factors(&self) -> File {
        let methods = vec![if self.is_fine { MfaMethod::Passkey } else { MfaMethod::Sms }];
        let mfa = Some(Mfa { is_capable: Some(self.is_fine), is_enforced: Some(self.is_fine), methods });
        let ana = AccountSeen { is_privileged: Some(true), mfa, ..a_registration("ana@h.example", true) };
        let bo = AccountSeen { is_privileged: Some(false), ..a_registration("bo@h.example", false) };
        registrations(&ago(0)).account(ana).account(bo)
    }
    fn training(&self) -> File {
        let course = |number: &str, title: &str| TrainingSeen {
            course: title.to_owned(),
            ..a_course(number, "", "", &ago(if self.is_fine { 55 } else { 500 }))
        };
        let list = a_training_list(&ago(0)).training(course("7", "Security awareness"));
        list.training(course("9", "Security awareness")).training(course("7", "Privileged users"))
    }
    fn answer(&self, measure: &str, subject: &str) -> File {
        an_answer(measure, subject, if self.is_fine { Says::Yes } else { Says::No })
    }

    fn files(&self) -> Vec<File> {
        let listed = (!self.is_fine).then(|| ago(61));
        let mut files = self.web();
        files.extend(self.directory());
        files.extend([self.inventory(), self.inside(), self.roster(), self.factors(), self.training()]);
        files.extend([exploited(&ago(0), listed.as_deref()), ssvc(&ago(0), !self.is_fine, !self.is_fine)]);
        files.extend([self.answer("E6.5", "bo@h.example"), self.answer("E6.7", "bo@h.example")]);
        files.push(self.answer("E1.7", &format!("{CVE} on {WEB}")));
        files
    }
}

/// Each measure, and for how many days today's evidence holds it in order (for a hospital of medium size).
const MEASURES: &[(&str, i32)] = &[
    ("E1.1", 14),
    ("E1.2", 14),
    ("E1.3", 31),
    ("E1.4", 14),
    ("E1.5", 14),
    ("E1.6", 31),
    ("E1.7", 7),
    ("E2.1", 7),
    ("E2.2", 7),
    ("E2.3", 7),
    ("E2.4", 7),
    ("E2.5", 92),
    ("E2.6", 92),
    ("E3.1", 31),
    ("E3.2", 31),
    ("E3.5", 31),
    ("E4.1", 31),
    ("E4.2", 31),
    ("E4.4", 31),
    ("E4.5", 365),
    ("E5.1", 7),
    ("E5.2", 7),
    ("E5.3", 7),
    ("E5.4", 31),
    ("E5.6", 31),
    ("E6.1", 31),
    ("E6.2", 31),
    ("E6.3", 31),
    ("E6.4", 31),
    ("E6.5", 31),
    ("E6.7", 31),
    ("E8.1", 31),
    ("E8.2", 31),
    ("E8.3", 31),
    ("E8.4", 92),
    ("E8.6", 31),
    ("E8.7", 92),
    ("E9.1", 31),
    ("E9.2", 31),
    ("E9.3", 31),
    ("H1.1", 31),
    ("H1.2", 31),
    ("H1.3", 31),
    ("H2.5", 92),
    ("H6.1", 7),
    ("H6.2", 31),
    ("H10.2", 31),
    ("H10.4", 31),
    ("H10.5", 7),
    ("H10.6", 92),
];

/// The files of a measure: those of the rules of its goal, else Ana's.
fn files(measure: &str, is_fine: bool) -> Vec<File> {
    crate::posture::files(measure, is_fine).unwrap_or_else(|| Ana { is_fine }.files())
}

fn after(measure: &str, is_fine: bool, days: i32) -> Status {
    let on = day(TODAY).saturating_add(days.days());
    judged(measure, Size::Medium, files(measure, is_fine), on).status
}

#[test]
fn every_measure_is_met_until_its_evidence_expires() {
    for &(measure, days) in MEASURES {
        assert!(matches!(after(measure, true, 0), Status::Met | Status::NotApplicable), "{measure}");
        assert!(
            matches!(after(measure, true, days), Status::Met | Status::NotApplicable),
            "{measure}, the last day"
        );
        assert_eq!(after(measure, true, days + 1), Status::Unknown, "{measure}, one day late");
    }
}

#[test]
fn every_measure_can_fail() {
    // An old inventory is no failure: nothing shows that it was not kept.
    for &(measure, _) in MEASURES.iter().filter(|(measure, _)| *measure != "E1.2" && *measure != "H1.2") {
        assert_eq!(after(measure, false, 0), Status::NotMet, "{measure}");
    }
}

#[test]
fn every_failing_measure_is_unknown_when_its_evidence_expires() {
    for &(measure, days) in MEASURES.iter().filter(|(measure, _)| *measure != "E1.2" && *measure != "H1.2") {
        assert_eq!(after(measure, false, days + 1), Status::Unknown, "{measure}, one day late");
    }
}

#[test]
fn every_observed_measure_is_in_the_table() {
    let mut listed: BTreeSet<String> = MEASURES.iter().map(|(id, _)| (*id).to_owned()).collect();
    listed.extend(registers::MEASURES.iter().map(|(id, _, _)| (*id).to_owned()));
    let catalog = ward_catalog::Catalog::built_in();
    let observed = catalog.measures.values().filter(|m| m.kind == ward_catalog::MeasureKind::Observed);
    assert_eq!(observed.map(|m| m.id.to_string()).collect::<BTreeSet<_>>(), listed);
}

/// The failing files with exceptions for all that fails, as many of them as hold.
fn excepted_count(measure: &str, approved: i32, expires: i32) -> (u64, u64) {
    let files = files(measure, false);
    let failing = judged(measure, Size::Medium, files.clone(), day(TODAY)).failing;
    assert!(!failing.is_empty(), "{measure}");
    let exceptions =
        failing.iter().map(|case| an_exception(measure, &case.subject, &ago(approved), &ago(expires)));
    let counts =
        judged(measure, Size::Medium, files.into_iter().chain(exceptions).collect(), day(TODAY)).counts;
    (counts.excepted, counts.not_met)
}

#[test]
fn an_exception_covers_what_fails_from_its_first_to_its_last_day() {
    // E3.5 asks for the exceptions themselves.
    for &(measure, _) in MEASURES.iter().filter(|(m, _)| !["E1.2", "H1.2", "E3.5"].contains(m)) {
        for (approved, expires) in [(100, -100), (0, -100), (100, 0)] {
            let (excepted, not_met) = excepted_count(measure, approved, expires);
            assert!(excepted > 0 && not_met == 0, "{measure}: {excepted} excepted, {not_met} not met");
        }
        for (approved, expires) in [(100, 1), (-1, -100)] {
            assert_eq!(excepted_count(measure, approved, expires).0, 0, "{measure}");
        }
    }
}
