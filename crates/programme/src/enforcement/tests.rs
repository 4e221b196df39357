//! Penalties by worked examples, practices day by day, settings by date.

use super::hipaa::{self, Culpability, Inputs, TableOf, Violations};
use super::*;
use crate::participants::{Kind, Profile};
use crate::shipped::limits;
use std::sync::LazyLock;
use ward_catalog::{Catalog, Force, Parameters};
use ward_domain::{GoalId, Money, Status};

mod cases;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);

fn parameters() -> &'static Parameters {
    &CATALOG.parameters
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

// The Medicare scenario, by the worked examples of the fact sheet.

#[track_caller]
fn check_medicare(kind: Kind, base: i64, market_basket: f64, fiscal_year: i16, wanted: &[i64]) {
    let payment = medicare::Payment { kind, base: Money::dollars(base), market_basket, fiscal_year };
    let penalty = medicare::work_out(parameters(), &payment, true).unwrap();
    let lines: Vec<_> = penalty.lines.iter().map(|line| line.amounts.regulation).collect();
    assert_eq!(lines, wanted.iter().copied().map(Money::dollars).collect::<Vec<_>>());
    assert_eq!(penalty.total(), Money::dollars(wanted.iter().sum()));
    assert!(penalty.rests_on_a_scenario());
}

#[test]
fn medicare_worked_examples() {
    check_medicare(Kind::Acute, 40_000_000, 0.03, 2029, &[1_200_000]);
    check_medicare(Kind::Acute, 40_000_000, 0.03, 2030, &[1_200_000]);
    check_medicare(Kind::Acute, 40_000_000, 0.03, 2031, &[1_200_000, 400_000]);
    check_medicare(Kind::CriticalAccess, 10_000_000, 0.03, 2029, &[100_000]);
    check_medicare(Kind::Acute, 0, 0.03, 2029, &[0]);
}

#[test]
fn medicare_lines_are_sentences_with_their_source() {
    let payment = medicare::Payment {
        kind: Kind::Acute,
        base: Money::dollars(40_000_000),
        market_basket: 0.03,
        fiscal_year: 2029,
    };
    let penalty = medicare::work_out(parameters(), &payment, true).unwrap();
    let line = &penalty.lines[0];
    assert_eq!(
        line.says,
        "FY2029: up to 100 % of the market-basket increase of 3 % on $40,000,000, which is $1,200,000: $1,200,000"
    );
    assert!(line.rules[0].sentence().contains("scenario, never enacted"), "{}", line.rules[0].sentence());
}

#[track_caller]
fn check_medicare_refused(kind: Kind, fiscal_year: i16, with_scenarios: bool, code: &str) {
    let payment = medicare::Payment { kind, base: Money::dollars(1_000), market_basket: 0.03, fiscal_year };
    assert_eq!(medicare::work_out(parameters(), &payment, with_scenarios).unwrap_err().code, code);
}

#[test]
fn medicare_is_refused_where_it_says_nothing() {
    check_medicare_refused(Kind::Acute, 2029, false, "not-law");
    check_medicare_refused(Kind::Acute, 2028, true, "not-law");
    check_medicare_refused(Kind::Clinic, 2029, true, "kind");
    check_medicare_refused(Kind::Acute, i16::MIN, true, "year");
}

// Civil money penalties.

fn violations(
    provision: &str,
    culpability: Culpability,
    from: &str,
    to: &str,
    each_day: u32,
    factor: f64,
) -> Violations {
    let because = "few people were harmed".to_owned();
    Violations {
        provision: provision.into(),
        culpability,
        from: day(from),
        to: day(to),
        each_day,
        factor,
        because,
    }
}

fn inputs(rows: &[Violations]) -> Inputs {
    Inputs {
        violations: rows.to_vec(),
        table: TableOf::Violation,
        charged: Column::Discretion,
        practices: None,
        hardship: None,
        determined: day("2027-06-01"),
    }
}

/// Both sums, in dollars.
#[track_caller]
fn check_hipaa(rows: &[Violations], regulation: i64, discretion: i64) {
    let penalty = hipaa::work_out(parameters(), &inputs(rows)).unwrap();
    assert_eq!(penalty.open, Vec::<String>::new());
    let wanted = Amounts { regulation: Money::dollars(regulation), discretion: Money::dollars(discretion) };
    assert_eq!(penalty.sums(), wanted, "{:#?}", penalty.lines);
    assert_eq!(penalty.total(), wanted.discretion);
}

const PROVISION: &str = "164.308(a)(1)(ii)(A)";

#[test]
fn amounts_lie_between_the_least_and_the_most_of_the_tier() {
    use Culpability::{NeglectCorrected, NeglectNotCorrected, NoKnowledge, ReasonableCause};
    let once =
        |culpability, factor| [violations(PROVISION, culpability, "2026-03-01", "2026-03-01", 1, factor)];
    check_hipaa(&once(NoKnowledge, 0.0), 145, 145);
    check_hipaa(&once(NoKnowledge, 0.5), 36_578, 36_505); // Half way is over the cap under discretion.
    check_hipaa(&once(NoKnowledge, 1.0), 73_011, 36_505);
    check_hipaa(&once(ReasonableCause, 0.0), 1_461, 1_461);
    check_hipaa(&once(NeglectCorrected, 0.0), 14_602, 14_602);
    check_hipaa(&once(NeglectNotCorrected, 0.0), 73_011, 73_011);
    check_hipaa(&once(NeglectNotCorrected, 1.0), 2_190_294, 2_190_294);
}

#[test]
fn caps_hold_for_a_provision_and_a_calendar_year() {
    use Culpability::{NeglectNotCorrected, ReasonableCause};
    let row = |provision, from, to, each_day| violations(provision, ReasonableCause, from, to, each_day, 0.0);
    // 100 days at $1,461.
    check_hipaa(&[row(PROVISION, "2026-03-01", "2026-06-08", 1)], 146_100, 146_053);
    // The same over the new year: 50 days in each year, and no cap is reached.
    check_hipaa(&[row(PROVISION, "2026-11-12", "2027-02-19", 1)], 146_100, 146_100);
    // Two rows of the same provision share a cap, two provisions have two.
    let twice =
        [row(PROVISION, "2026-03-01", "2026-06-08", 1), row(PROVISION, "2026-07-01", "2026-07-01", 1)];
    check_hipaa(&twice, 147_561, 146_053);
    let two =
        [row(PROVISION, "2026-03-01", "2026-06-08", 1), row("164.312(b)", "2026-07-01", "2026-07-01", 1)];
    check_hipaa(&two, 147_561, 147_514);
    // 2,000 people on a day.
    check_hipaa(&[row(PROVISION, "2026-03-01", "2026-03-01", 2_000)], 2_190_294, 146_053);
    // Mixed tiers: each under its own cap, all under the highest.
    let mixed = [
        row(PROVISION, "2026-03-01", "2026-03-01", 2_000),
        violations(PROVISION, NeglectNotCorrected, "2026-05-01", "2026-05-01", 1, 1.0),
    ];
    check_hipaa(&mixed, 2_190_294, 2_190_294);
}

#[test]
fn a_day_without_a_table_is_named_and_not_guessed() {
    let rows = [violations(PROVISION, Culpability::NoKnowledge, "2026-01-20", "2026-02-06", 1, 0.0)];
    let penalty = hipaa::work_out(parameters(), &inputs(&rows)).unwrap();
    assert_eq!(penalty.total(), Money::dollars(10 * 145));
    assert_eq!(penalty.open.len(), 1);
    assert!(
        penalty.open[0]
            .contains("from 2026-01-20 to 2026-01-27: no `hipaa-penalties/tier-1-least` is in force")
    );
    assert_eq!(penalty.check(false).unwrap_err().code, "open");
    let by_assessment = Inputs { table: TableOf::Assessment(day("2026-05-01")), ..inputs(&rows) };
    let penalty = hipaa::work_out(parameters(), &by_assessment).unwrap();
    assert_eq!((penalty.total(), penalty.open.len()), (Money::dollars(18 * 145), 0));
}

#[test]
fn every_line_is_a_sentence_with_its_source() {
    let rows = [violations(PROVISION, Culpability::ReasonableCause, "2026-03-01", "2026-03-02", 1, 0.0)];
    let penalty = hipaa::work_out(parameters(), &inputs(&rows)).unwrap();
    assert_eq!(
        penalty.lines[0].says,
        "2 violations of 164.308(a)(1)(ii)(A) from 2026-03-01 to 2026-03-02, tier 2, reasonable cause: each $1,461, 0 \
         of the way from $1,461 to $73,011 because few people were harmed: $2,922"
    );
    assert!(penalty.lines.iter().all(|line| !line.rules.is_empty()));
    assert!(penalty.lines[0].rules[0].sentence().starts_with("45 CFR 160.404(b) as adjusted"));
}

#[track_caller]
fn check_hipaa_refused(change: impl FnOnce(&mut Inputs), code: &str) {
    let mut all =
        inputs(&[violations(PROVISION, Culpability::NoKnowledge, "2026-03-01", "2026-03-02", 1, 0.5)]);
    change(&mut all);
    assert_eq!(hipaa::work_out(parameters(), &all).unwrap_err().code, code);
}

#[test]
fn senseless_inputs_are_refused() {
    check_hipaa_refused(|all| all.violations.clear(), "rows");
    check_hipaa_refused(|all| all.violations[0].factor = 1.01, "factor");
    check_hipaa_refused(|all| all.violations[0].factor = f64::NAN, "factor");
    check_hipaa_refused(|all| all.violations[0].each_day = 0, "count");
    check_hipaa_refused(|all| all.violations[0].to = day("2026-02-28"), "days");
    check_hipaa_refused(|all| all.violations[0].to = day("2027-06-02"), "days");
    check_hipaa_refused(|all| all.violations[0].from = day("1900-01-01"), "days");
    check_hipaa_refused(|all| all.violations[0].because = " ".into(), "empty");
    check_hipaa_refused(|all| all.hardship = Some(Relief { share: 2.0, because: "poor".into() }), "share");
}

#[test]
fn huge_counts_stay_under_the_cap_or_are_refused() {
    let rows = |each_day| {
        [violations(PROVISION, Culpability::NeglectNotCorrected, "2026-03-01", "2027-05-31", each_day, 1.0)]
    };
    check_hipaa(&rows(1_000_000), 2 * 2_190_294, 2 * 2_190_294);
    assert_eq!(hipaa::work_out(parameters(), &inputs(&rows(u32::MAX))).unwrap_err().code, "count");
}

// Recognised practices.

fn history(
    from: &str,
    days: i64,
    gaps: &[(&str, Option<Status>)],
) -> BTreeMap<GoalId, BTreeMap<Date, Status>> {
    let mut statuses = BTreeMap::new();
    let mut at = day(from);
    for _ in 0..days {
        statuses.insert(at, Status::Met);
        at = at.tomorrow().unwrap();
    }
    for (on, status) in gaps {
        match status {
            Some(status) => statuses.insert(day(on), *status),
            None => statuses.remove(&day(on)),
        };
    }
    BTreeMap::from([("E4".parse().unwrap(), statuses)])
}

#[track_caller]
fn check_practices(gaps: &[(&str, Option<Status>)], wanted: &str, wanted_total: i64) {
    let found = continuity(&history("2026-05-01", 500, gaps), day("2027-06-01"), 12);
    let words: Vec<_> =
        found.gaps.iter().map(|gap| format!("{}..{} {}", gap.from, gap.to, gap.kind.label())).collect();
    assert_eq!(words.join(", "), wanted);
    assert_eq!((found.from, found.days), (day("2026-06-01"), 365));
    let rows = [violations(PROVISION, Culpability::NeglectNotCorrected, "2026-07-01", "2026-07-10", 1, 0.0)];
    let all = Inputs { practices: Some(found), ..inputs(&rows) };
    let penalty = hipaa::work_out(parameters(), &all).unwrap();
    assert_eq!(penalty.total(), Money { cents: wanted_total });
    assert_eq!(penalty.lines.last().unwrap().rules.len(), 2);
}

#[test]
fn practices_count_when_every_day_is_shown() {
    check_practices(&[], "", 54_758_250); // Ten times $73,011, a quarter less.
    check_practices(&[("2026-05-31", None)], "", 54_758_250); // Before the window.
    check_practices(&[("2026-06-01", None)], "2026-06-01..2026-06-01 no record", 73_011_000);
    check_practices(&[("2027-05-31", Some(Status::Unknown))], "2027-05-31..2027-05-31 not known", 73_011_000);
    check_practices(
        &[("2026-08-01", None), ("2026-08-02", None), ("2026-08-03", Some(Status::Partly))],
        "2026-08-01..2026-08-02 no record, 2026-08-03..2026-08-03 not in place",
        73_011_000,
    );
}

#[test]
fn a_shorter_or_another_span_does_not_count() {
    let rows = [violations(PROVISION, Culpability::NeglectNotCorrected, "2026-07-01", "2026-07-10", 1, 0.0)];
    for (until, months) in
        [("2027-06-01", 11), ("2027-05-01", 12), ("2027-06-01", 0), ("2027-06-01", i64::MAX)]
    {
        let found = continuity(&history("2025-01-01", 1_000, &[]), day(until), months);
        let all = Inputs { practices: Some(found), ..inputs(&rows) };
        assert_eq!(
            hipaa::work_out(parameters(), &all).unwrap().total(),
            Money::dollars(730_110),
            "{until} {months}"
        );
    }
    assert!(!continuity(&BTreeMap::new(), day("2027-06-01"), 12).is_whole());
}

#[test]
fn hardship_comes_last() {
    let rows = [violations(PROVISION, Culpability::NoKnowledge, "2026-03-01", "2026-03-02", 1, 0.0)];
    let relief = Relief { share: 0.5, because: "the hospital would close".into() };
    let all = Inputs { hardship: Some(relief), ..inputs(&rows) };
    let penalty = hipaa::work_out(parameters(), &all).unwrap();
    assert_eq!(penalty.total(), Money::dollars(145));
    assert_eq!(penalty.lines.last().unwrap().says, "50 % less: the hospital would close");
}

// What is asked of whom.

fn setting(level: Level, from: &str, kinds: &[Kind]) -> Setting {
    Setting {
        goals: ["E1".parse().unwrap(), "E4".parse().unwrap()].into(),
        class: Class { kinds: kinds.iter().copied().collect(), ..Class::default() },
        level,
        from: day(from),
        authority: "programme rule 7".into(),
        because: "voted by the board".into(),
    }
}

#[test]
fn the_setting_that_begins_last_decides() {
    let mut demands = Demands::default();
    let made = Made { number: 1, at: "2026-01-01T12:00:00Z".parse().unwrap(), actor: "board" };
    for setting in [
        setting(Level::Required, "2027-01-01", &[]),
        setting(Level::Incentivised, "2026-01-01", &[]),
        setting(Level::Penalised, "2028-01-01", &[Kind::Acute]),
    ] {
        demands.set(made, &setting).unwrap();
    }
    let level = |kind, goal: &str, on| {
        demands.level(goal.parse().unwrap(), &Profile { kind, ..Profile::default() }, limits(), day(on))
    };
    assert_eq!(level(Kind::Acute, "E1", "2025-12-31"), Level::Voluntary);
    assert_eq!(level(Kind::Acute, "E1", "2026-12-31"), Level::Incentivised);
    assert_eq!(level(Kind::Acute, "E1", "2027-01-01"), Level::Required);
    assert_eq!(level(Kind::Acute, "E1", "2028-01-01"), Level::Penalised);
    assert_eq!(level(Kind::CriticalAccess, "E1", "2028-01-01"), Level::Required);
    assert_eq!(level(Kind::Acute, "E2", "2028-01-01"), Level::Voluntary);
}

#[test]
fn nothing_is_asked_for_after_the_fact_or_without_authority() {
    let made = Made { number: 1, at: "2026-06-01T12:00:00Z".parse().unwrap(), actor: "board" };
    let code = |setting: Setting| Demands::default().set(made, &setting).map_err(|refused| refused.code);
    assert_eq!(code(setting(Level::Required, "2026-05-31", &[])), Err("retroactive"));
    assert_eq!(code(setting(Level::Required, "2026-06-01", &[])), Ok(()));
    assert_eq!(code(setting(Level::Voluntary, "2026-05-31", &[])), Ok(()));
    assert_eq!(
        code(Setting { authority: " ".into(), ..setting(Level::Required, "2027-01-01", &[]) }),
        Err("empty")
    );
    assert_eq!(
        code(Setting { goals: [].into(), ..setting(Level::Required, "2027-01-01", &[]) }),
        Err("no-goal")
    );
}

#[test]
fn proposals_are_not_among_the_regimes_in_force() {
    let all = regimes(parameters(), day("2026-11-21"));
    let in_force = |id: &str| all.iter().any(|regime| regime.family.id == id && regime.is_in_force());
    assert!(in_force("hipaa-penalties") && in_force("new-york") && in_force("breach-notification"));
    assert!(!in_force("circia") && !in_force("hipaa-nprm-2025") && !in_force("budget-2025"));
    assert!(!in_force("information-sharing-shield")); // Not known since 1 October 2026.
    let shield = all.iter().find(|regime| regime.family.id == "information-sharing-shield").unwrap();
    assert_eq!(shield.words(), "not known for this day: look it up");
    assert_eq!(parameters().standing("circia", day("2026-11-21")).unwrap().status, Force::Proposed);
}
