//! The decision tables row by row, and which one holds on a day.

use jiff::civil::date;
use ward_catalog::FixWithin::{self, Days, KevDueDate, OnUpgrade};
use ward_catalog::{Catalog, RemediationTable};
use ward_domain::observation::Severity;

const SEVERITIES: [Severity; 5] =
    [Severity::Info, Severity::Low, Severity::Medium, Severity::High, Severity::Critical];

fn table(id: &str) -> RemediationTable {
    Catalog::built_in().remediation.into_iter().find(|table| table.id == id).expect("a built-in table")
}

/// `asked` is four letters, Y or N: public, known exploited, automatable, total impact.
#[track_caller]
fn check(asked: &str, fix: FixWithin, triage: bool) {
    let table = table("bod-26-04");
    let yes: Vec<bool> = asked.chars().map(|letter| letter == 'Y').collect();
    for severity in SEVERITIES {
        let row = table.decide(yes[0], yes[1], yes[2], yes[3], severity);
        assert_eq!((row.fix, row.triage), (fix, triage), "{asked} {severity:?}");
    }
}

#[test]
fn bod_26_04_has_an_answer_for_all_sixteen_combinations() {
    check("YYYY", Days(3), true);
    check("YYYN", Days(3), false);
    check("YYNY", Days(3), true);
    check("YYNN", Days(14), false);
    check("YNYY", Days(3), false);
    check("YNYN", Days(14), false);
    check("YNNY", Days(14), false);
    check("YNNN", Days(60), false);
    check("NYYY", Days(3), true);
    check("NYYN", Days(14), false);
    check("NYNY", Days(14), false);
    check("NYNN", Days(14), false);
    check("NNYY", Days(60), false);
    check("NNYN", Days(60), false);
    check("NNNY", OnUpgrade, false);
    check("NNNN", OnUpgrade, false);
}

#[track_caller]
fn check_before(public: bool, known_exploited: bool, severity: Severity, fix: FixWithin) {
    let table = table("bod-22-01-and-19-02");
    for (automatable, total) in [(false, false), (false, true), (true, false), (true, true)] {
        let row = table.decide(public, known_exploited, automatable, total, severity);
        assert_eq!((row.fix, row.triage), (fix, false));
    }
}

#[test]
fn before_it_kev_dates_held_everywhere_and_severity_on_the_outside() {
    for severity in SEVERITIES {
        check_before(true, true, severity, KevDueDate);
        check_before(false, true, severity, KevDueDate);
        check_before(false, false, severity, OnUpgrade);
    }
    check_before(true, false, Severity::Critical, Days(15));
    check_before(true, false, Severity::High, Days(30));
    check_before(true, false, Severity::Medium, OnUpgrade);
}

/// Whatever becomes worse never earns more time.
#[test]
fn bod_26_04_never_gives_more_time_to_a_worse_finding() {
    let table = table("bod-26-04");
    let days = |n: u8| match table.decide(n & 1 > 0, n & 2 > 0, n & 4 > 0, n & 8 > 0, Severity::High).fix {
        Days(days) => days,
        KevDueDate | OnUpgrade => i64::MAX,
    };
    for n in 0..16 {
        for worse in [n | 1, n | 2, n | 4, n | 8] {
            assert!(
                days(worse) <= days(n),
                "{n:04b} has {} days and {worse:04b} has {}",
                days(n),
                days(worse)
            );
        }
    }
}

#[test]
fn the_table_of_a_day() {
    let catalog = Catalog::built_in();
    for (day, id) in [
        (date(2020, 1, 1), "bod-22-01-and-19-02"),
        (date(2021, 11, 3), "bod-22-01-and-19-02"),
        (date(2026, 6, 9), "bod-22-01-and-19-02"),
        (date(2026, 6, 10), "bod-26-04"),
        (date(2026, 11, 21), "bod-26-04"),
    ] {
        assert_eq!(catalog.remediation_on(day).id, id, "{day}");
    }
    assert_eq!(table("bod-26-04").binding_from, Some(date(2026, 12, 7)));
}
