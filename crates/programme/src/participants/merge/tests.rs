//! Public lists against what is known: new, changed, closed, linked.

use super::*;
use crate::Made;
use crate::participants::{Kind, Setting};
use jiff::Timestamp;
use proptest::prelude::*;

fn row(line: u32, ccn: &str, name: &str) -> PublicRow {
    PublicRow { line, ccn: ccn.into(), name: name.into(), ..PublicRow::default() }
}

fn acute(line: u32, ccn: &str, name: &str) -> PublicRow {
    PublicRow { kind: Some("Acute Care Hospitals".into()), state: Some("TX".into()), ..row(line, ccn, name) }
}

fn ended(row: PublicRow, day: &str) -> PublicRow {
    PublicRow { termination_code: Some("01".into()), termination_date: Some(day.into()), ..row }
}

fn planned(rows: &[PublicRow], known: &Participants) -> Plan {
    plan("test file", "2026-02-06".parse().unwrap(), rows, known)
}

/// What is known after the plan has become events.
fn made(plan: &Plan, mut known: Participants) -> Participants {
    for (number, event) in (0..).zip(plan.events()) {
        known.apply(Made { number, at: Timestamp::UNIX_EPOCH, actor: "operator" }, event).unwrap();
    }
    known
}

fn after(rows: &[PublicRow]) -> Participants {
    made(&planned(rows, &crate::shipped::nobody()), crate::shipped::nobody())
}

#[track_caller]
fn noted(plan: &Plan, line: u32, words: &str) {
    assert!(plan.notes.iter().any(|(at, note)| *at == line && note.contains(words)), "{:?}", plan.notes);
}

#[test]
fn what_is_new_is_listed_under_its_ccn() {
    let all = after(&[acute(2, "450123", "Example"), acute(3, "45014F", "Example VA")]);
    let ids: Vec<_> = all.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["450123", "45014f"]);
}

#[test]
fn the_same_file_again_changes_nothing() {
    let rows = [acute(2, "450123", "Example"), acute(3, "451310", "Other")];
    let again = planned(&rows, &after(&rows));
    assert_eq!((again.changes.len(), again.unchanged), (0, 2));
}

#[test]
fn repairs_repeats_and_units_are_told() {
    let rows = [
        acute(2, "10001", "Lost zero"),
        acute(3, "010001", "Lost zero"),
        acute(4, "010001", "Something else"),
        acute(5, "45S123", "A unit"),
        acute(6, "45Q", "Nonsense"),
    ];
    let plan = planned(&rows, &crate::shipped::nobody());
    assert_eq!(plan.count(Change::New), 1);
    noted(&plan, 2, "read as 010001");
    noted(&plan, 3, "says the same");
    noted(&plan, 4, "the first row counts");
    noted(&plan, 5, "unit of a hospital");
    noted(&plan, 6, "not a CCN");
}

#[test]
fn the_type_field_decides_and_not_the_range() {
    let reh = PublicRow { kind: Some("Rural Emergency Hospital".into()), ..row(2, "370784", "REH") };
    assert_eq!(after(std::slice::from_ref(&reh)).iter().next().unwrap().profile.kind, Kind::RuralEmergency);
    // Provider of Services gives it the code of a short-term hospital: that changes nothing.
    let services =
        PublicRow { category: Some("01".into()), subtype: Some("01".into()), ..row(2, "370784", "REH") };
    assert_eq!(planned(&[services], &after(&[reh])).changes, []);
}

#[test]
fn a_column_that_is_missing_changes_nothing() {
    let full = PublicRow { beds: Some(25), urban_rural: Some("R".into()), ..acute(2, "450123", "Example") };
    let all = after(&[full]);
    assert_eq!(planned(&[row(2, "450123", "EXAMPLE")], &all).changes, []);
    let profile = &all.iter().next().unwrap().profile;
    assert_eq!((profile.beds, profile.setting), (Some(25), Setting::Rural));
}

#[test]
fn a_closed_hospital_is_closed_and_a_strange_one_is_not_listed() {
    let rows =
        [ended(row(2, "450123", "Example"), "20190630"), ended(row(3, "450888", "Nobody"), "20190630")];
    let plan = planned(&rows, &after(&[acute(2, "450123", "Example")]));
    assert_eq!((plan.count(Change::Closed), plan.changes.len()), (1, 1));
    noted(&plan, 3, "nobody here held it");
    let all = made(&plan, after(&[acute(2, "450123", "Example")]));
    let one = all.iter().next().unwrap();
    assert_eq!(one.closed, Some("2019-06-30".parse().unwrap()));
    let back = PublicRow { termination_code: Some("00".into()), ..acute(2, "450123", "Example") };
    assert_eq!(planned(&[back], &all).count(Change::Reopened), 1);
}

#[test]
fn a_new_ccn_is_linked_to_the_hospital_that_had_the_old_one() {
    let before = after(&[acute(2, "370245", "Clintville Regional")]);
    let conversion = PublicRow {
        former_ccn: Some("370245".into()),
        reh_conversion: Some((true, Some("2024-01-01".into()))),
        ..row(2, "370784", "Clintville Emergency")
    };
    let old = ended(row(3, "370245", "Clintville Regional"), "20231231");
    let plan = planned(&[old, conversion], &before);
    assert_eq!((plan.count(Change::Linked), plan.changes.len()), (1, 1));
    let all = made(&plan, before);
    let one = all.by_ccn(&"370784".parse().unwrap(), "2024-01-01".parse().unwrap()).unwrap();
    assert_eq!((one.id.as_str(), one.profile.kind, one.closed), ("370245", Kind::RuralEmergency, None));
    assert_eq!(one.ccn_on("2023-12-31".parse().unwrap()).unwrap().as_str(), "370245");
    assert!(one.profile.other_names.contains("Clintville Regional"));
}

#[test]
fn files_do_not_take_turns_in_renaming() {
    let general = acute(2, "450123", "Example General");
    let enrolment = PublicRow {
        trade_name: Some("Example Gen. Hosp.".into()),
        npi: Some("1234567893".into()),
        ..row(2, "450123", "Example General LLC")
    };
    let first = after(std::slice::from_ref(&general));
    let second = made(&planned(std::slice::from_ref(&enrolment), &first), first);
    let profile = &second.iter().next().unwrap().profile;
    assert_eq!(profile.name, "Example General");
    assert_eq!(profile.other_names.len(), 2);
    for again in [general, enrolment] {
        assert_eq!(planned(&[again], &second).changes, []);
    }
    let renamed = planned(&[acute(2, "450123", "Sample Regional")], &second);
    assert_eq!(
        renamed.changes[0].details,
        ["name: Example General → Sample Regional", "also known as Example General"]
    );
}

#[test]
fn two_that_the_file_takes_for_one_are_told() {
    let before = after(&[acute(2, "370245", "A"), acute(3, "370784", "B")]);
    let linked = PublicRow { former_ccn: Some("370245".into()), ..acute(2, "370784", "B") };
    noted(&planned(&[linked], &before), 2, "if they are one hospital");
}

#[test]
fn npis_are_added_and_wrong_ones_told() {
    let npi = |line, npi: &str| PublicRow { npi: Some(npi.into()), ..acute(line, "450123", "Example") };
    let rows = [npi(2, "1234567893"), npi(3, "1003000126"), npi(4, "1234567898")];
    let plan = planned(&rows, &crate::shipped::nobody());
    noted(&plan, 4, "last digit should be 3");
    assert_eq!(made(&plan, crate::shipped::nobody()).iter().next().unwrap().npis.len(), 2);
}

proptest! {
    /// A plan can always be made, and making it twice changes nothing more.
    #[test]
    fn every_plan_can_be_applied(
        cells in prop::collection::vec(("0?[0-9]{5}|37024[0-3]|37078[0-3]", "[AB]", prop::option::of("37024[0-3]"), 0_u8..3), 0..12)
    ) {
        let rows: Vec<PublicRow> = (2..).zip(cells).map(|(line, (ccn, name, former_ccn, code))| PublicRow {
            former_ccn,
            termination_code: (code < 2).then(|| format!("0{code}")),
            ..acute(line, &ccn, &name)
        }).collect();
        let first = planned(&rows, &crate::shipped::nobody());
        let all = made(&first, crate::shipped::nobody());
        let again = planned(&rows, &all);
        let news = again.changes.iter().filter(|change| change.what == Change::New).count();
        prop_assert_eq!(news, 0);
    }
}
