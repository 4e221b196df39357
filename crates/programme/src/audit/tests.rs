//! Samples that anyone can re-draw, exact intervals, and cases from notice to close.

use super::*;
use crate::participants::{Consent, Event as Enrolling, Profile};
use jiff::ToSpan as _;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn id(number: usize) -> ParticipantId {
    format!("p{number:03}").parse().unwrap()
}

fn members(range: std::ops::Range<usize>) -> BTreeSet<ParticipantId> {
    range.map(id).collect()
}

fn stratum(name: &str, risk_weight: f64, range: std::ops::Range<usize>) -> Stratum {
    Stratum { name: name.into(), risk_weight, because: "test".into(), members: members(range) }
}

fn design(strata: Vec<Stratum>) -> Design {
    Design {
        name: "Spring".into(),
        confidence: 0.95,
        tolerable: 0.1,
        accepted: 0,
        deviation: FindingGrade::Minor,
        strata,
    }
}

fn enrolled(count: usize) -> Participants {
    let mut all = crate::shipped::nobody();
    for number in 0..count {
        let consent = Consent {
            given_on: "2026-01-01".parse().unwrap(),
            document: None,
            in_statistics: true,
            among_peers: true,
            named_in_public: false,
        };
        for event in [
            Enrolling::Listed {
                participant: id(number),
                profile: Box::new(Profile { name: "P".into(), ..Profile::default() }),
            },
            Enrolling::Invited { participant: id(number) },
            Enrolling::Enrolled {
                participant: id(number),
                consent,
                key: format!("{number:064}").parse().unwrap(),
            },
        ] {
            all.apply(Made { number: 0, at: Timestamp::UNIX_EPOCH, actor: "operator" }, &event).unwrap();
        }
    }
    all
}

const SEED: &str = "0123456789abcdef";

fn designed(design: Design) -> Event {
    Event::Designed { audit: "spring".into(), commitment: design.commitment(), design: Box::new(design) }
}

fn seeded() -> Event {
    Event::SeedPublished {
        audit: "spring".into(),
        seed: SEED.into(),
        source: "the beacon of 1 May, noon".into(),
    }
}

fn drawn(design: &Design) -> Event {
    let sample = redraw(design, SEED).into_iter().map(|one| one.participant).collect();
    Event::Drawn { audit: "spring".into(), sample }
}

fn step(what: Step) -> Event {
    Event::Case { audit: "spring".into(), participant: id(0), what }
}

/// Applies events, each with its day in 2026 counted from 1 May; the code of the last one's refusal, or `ok`.
#[track_caller]
fn run(events: &[(i64, Event)], participants: &Participants) -> (Audit, &'static str) {
    let mut audit = Audit::default();
    for (number, (day, event)) in (0..).zip(events) {
        let at = Timestamp::from_second(1_777_593_600 + day * 86_400 + number).unwrap();
        let before = audit.clone();
        if let Err(refused) =
            audit.apply(Made { number: number as u64, at, actor: "auditor" }, event, participants)
        {
            assert_eq!(before, audit, "a refusal changed something");
            assert_eq!(number as usize + 1, events.len(), "{refused}");
            return (audit, refused.code);
        }
    }
    (audit, "ok")
}

#[track_caller]
fn check(events: &[(i64, Event)], code: &str) {
    assert_eq!(run(events, &enrolled(3)).1, code);
}

fn may(day: i64) -> Date {
    "2026-05-01".parse::<Date>().unwrap().checked_add(day.days()).unwrap()
}

fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}

#[test]
fn the_seed_comes_after_the_design_and_the_draw_after_the_seed() {
    let three = || design(vec![stratum("all", 1.0, 0..3)]);
    check(&[(0, designed(three())), (1, seeded()), (1, drawn(&three()))], "ok");
    check(&[(0, seeded())], "no-audit");
    check(&[(0, designed(three())), (1, drawn(&three()))], "order");
    check(&[(0, designed(three())), (1, seeded()), (2, seeded())], "seeded");
    check(&[(1, designed(three())), (0, seeded())], "order");
    check(&[(0, designed(three())), (0, designed(three()))], "designed");
    check(&[(0, designed(three())), (1, seeded()), (1, drawn(&three())), (1, drawn(&three()))], "drawn");
    let other = Event::Drawn { audit: "spring".into(), sample: vec![id(1)] };
    check(&[(0, designed(three())), (1, seeded()), (1, other)], "not-the-draw");
    let Event::Designed { audit, design, .. } = designed(three()) else { unreachable!() };
    check(&[(0, Event::Designed { audit, design, commitment: digest(1) })], "commitment");
}

#[test]
fn a_design_that_cannot_be_drawn_is_refused() {
    check(&[(0, designed(design(vec![])))], "design");
    check(&[(0, designed(design(vec![stratum("a", 0.0, 0..3)])))], "design");
    check(&[(0, designed(design(vec![stratum("a", f64::NAN, 0..3)])))], "design");
    check(&[(0, designed(design(vec![stratum("a b", 1.0, 0..3)])))], "design");
    check(&[(0, designed(design(vec![stratum("a", 1.0, 0..2), stratum("b", 1.0, 1..3)])))], "design");
    check(&[(0, designed(Design { confidence: 1.0, ..design(vec![stratum("a", 1.0, 0..3)]) }))], "design");
    check(&[(0, designed(design(vec![stratum("a", 1.0, 0..4)])))], "no-participant");
}

/// The test vectors of the draw: worked out with `printf '…' | sha256sum` from the text in the module's page.
#[test]
fn the_draw_can_be_repeated_by_hand() {
    let design = design(vec![stratum("all", 1.0, 0..3)]);
    assert_eq!(
        design.text(),
        "ward audit design 1\nconfidence 0.95\ntolerable 0.1\naccepted 0\nstratum all weight 1 draw 3\np000\np001\np002\n"
    );
    assert_eq!(
        design.commitment().to_string(),
        "c5f14697b75d08059d630beedb56313369e2e0631b3622a6fbb5879b9dc96e18"
    );
    assert_eq!(
        ticket(design.commitment(), SEED, "all", &id(0)).to_string(),
        "0704bf456d8db309fdd5b0a808c295177922151ac97117a85fa2895ca9ac59a6"
    );
}

#[test]
fn the_size_is_that_of_the_exact_plan() {
    // ln 0.05 / ln 0.95 = 58.4 for a population without end; the usual tables of attribute
    // sampling: 59 and 29.
    assert_eq!(sample_size(1_000_000, 0.95, 0.05, 0), 59);
    assert_eq!(sample_size(1_000_000, 0.95, 0.10, 0), 29);
    // 298.07 without end; a million saves one of them.
    assert_eq!(sample_size(1_000_000, 0.95, 0.01, 0), 298);
    assert_eq!(sample_size(1_000_000, 0.95, 0.05, 1), 93);
    // A small population needs less, and nobody is drawn twice.
    assert!(sample_size(100, 0.95, 0.05, 0) < 59);
    assert_eq!(sample_size(3, 0.95, 0.1, 0), 3);
    assert_eq!(sample_size(1, 0.95, 0.1, 0), 1);
    assert_eq!(sample_size(0, 0.95, 0.1, 0), 0);
    assert_eq!(sample_size(5, 0.95, 0.1, 7), 5);
}

#[test]
fn risk_draws_more_and_nobody_is_left_out() {
    let design = design(vec![
        stratum("low", 1.0, 0..300),
        stratum("high", 3.0, 300..400),
        stratum("one", 1.0, 400..401),
    ]);
    let sizes = design.sizes();
    assert_eq!(sizes.iter().sum::<usize>(), sample_size(401, 0.95, 0.1, 0));
    assert_eq!(sizes[2], 1);
    assert!(sizes[0].abs_diff(sizes[1]) <= 1, "{sizes:?}: 300 × 1 and 100 × 3 weigh the same");
}

#[test]
fn the_interval_is_that_of_clopper_and_pearson() {
    // Published worked examples: 10 of 100, 0 of 10, and the rule of three.
    let close = |(low, high): (f64, f64), l: f64, h: f64| {
        assert!((low - l).abs() < 5e-5 && (high - h).abs() < 5e-5, "{low} {high}");
    };
    close(clopper_pearson(10, 100, 0.025), 0.04900, 0.17622);
    close(clopper_pearson(0, 10, 0.025), 0.0, 0.30850);
    close(clopper_pearson(10, 10, 0.025), 0.69150, 1.0);
    close(clopper_pearson(0, 0, 0.025), 0.0, 1.0);
    close(clopper_pearson(0, 59, 0.05), 0.0, 0.04951);
}

/// Each way of a case through its steps: 10 days pass between one step and the next.
#[track_caller]
fn case(steps: &[Step], code: &str) -> Audit {
    let three = design(vec![stratum("all", 1.0, 0..3)]);
    let mut events = vec![(0, designed(three.clone())), (1, seeded()), (1, drawn(&three))];
    events.extend((0..).zip(steps).map(|(at, what)| (10 + at * 10, step(what.clone()))));
    let (audit, found) = run(&events, &enrolled(3));
    assert_eq!(found, code);
    audit
}

fn notice() -> Step {
    Step::Noticed { answer_by: may(15), summary: digest(9) }
}

fn packet(byte: u8, re_run: ReRun) -> Step {
    examined(byte, re_run, |_| {})
}

fn examined(byte: u8, re_run: ReRun, change: impl FnOnce(&mut Examination)) -> Step {
    let why = (re_run == ReRun::NotPossible).then(|| "another catalogue".to_owned());
    let (contradiction, differences) = (None, Vec::new());
    let mut examination =
        Examination { entries: 20, files: 3, witnessed: 12, contradiction, re_run, why, differences };
    change(&mut examination);
    Step::Examined { packet: digest(byte), examination: Box::new(examination) }
}

fn found(grade: FindingGrade) -> Step {
    Step::Found {
        goal: Some("E1".parse().unwrap()),
        grade,
        text: "12 accounts without a second factor".into(),
    }
}

fn agreed(due: i64) -> Step {
    Step::ActionAgreed { finding: 1, action: "close them".into(), due: may(due) }
}

#[test]
fn a_case_goes_from_notice_to_proven_closure() {
    let requested = Step::Requested { documents: vec!["restore test".into()], by: may(40) };
    let proven = Step::ActionProven { finding: 1, evidence: digest(7) };
    let steps = [
        notice(),
        requested,
        packet(1, ReRun::Same),
        found(FindingGrade::Minor),
        Step::Responded { document: digest(5) },
        agreed(90),
        proven,
        Step::Closed,
    ];
    let audit = case(&steps, "ok");
    let one = &audit.get("spring").unwrap().cases[&id(0)];
    assert!(one.deviates(FindingGrade::Minor) && !one.deviates(FindingGrade::Major));
    assert_eq!((one.ended, one.entries.len()), (Some(Ending::Answered), 8));
    assert_eq!(audit.get("spring").unwrap().overdue(may(300)).len(), 0);
}

#[test]
fn steps_out_of_order_are_refused() {
    let same = || packet(1, ReRun::Same);
    case(&[same()], "no-notice");
    case(&[notice(), notice()], "noticed");
    case(&[Step::Noticed { answer_by: may(10), summary: digest(9) }], "date");
    case(&[notice(), found(FindingGrade::Major)], "no-packet");
    case(&[notice(), Step::Closed], "no-packet");
    case(&[notice(), same(), Step::Responded { document: digest(5) }], "no-finding");
    case(&[notice(), same(), found(FindingGrade::Minor), Step::Closed], "open-finding");
    case(&[notice(), same(), found(FindingGrade::Minor), agreed(30)], "date");
    let proven = |byte| Step::ActionProven { finding: 1, evidence: digest(byte) };
    case(&[notice(), same(), found(FindingGrade::Minor), proven(7)], "no-action");
    case(&[notice(), same(), found(FindingGrade::Minor), agreed(90), proven(1)], "same-evidence");
    case(&[notice(), packet(1, ReRun::Different), Step::Closed], "unproven");
    case(&[notice(), same(), found(FindingGrade::Observation), Step::Closed, same()], "case-closed");
    let withdrawn = Step::Withdrawn { finding: 1, because: "misread".into() };
    case(&[notice(), same(), found(FindingGrade::Major), withdrawn.clone(), Step::Closed], "ok");
    case(&[notice(), same(), found(FindingGrade::Major), withdrawn.clone(), withdrawn], "no-finding");
}

#[test]
fn an_examined_packet_counts_by_what_was_worked_out() {
    let same = || packet(1, ReRun::Same);
    case(&[same()], "no-notice");
    case(&[notice(), same(), Step::Closed], "ok");
    case(&[notice(), same(), same()], "same-packet");
    case(&[notice(), packet(1, ReRun::Different), Step::Closed], "unproven");
    case(&[notice(), packet(1, ReRun::NotPossible), Step::Closed], "unproven");
    let contradicts = |one: &mut Examination| one.contradiction = Some("its root is another one".into());
    case(&[notice(), examined(1, ReRun::Same, contradicts), Step::Closed], "unproven");
    case(&[notice(), examined(1, ReRun::Same, |one| one.why = Some("x".into()))], "examination");
    case(&[notice(), examined(1, ReRun::NotPossible, |one| one.why = None)], "examination");
    let audit = case(&[notice(), packet(1, ReRun::Different), same()], "same-packet");
    assert!(!audit.get("spring").unwrap().cases[&id(0)].packets.is_empty());
    case(&[notice(), packet(1, ReRun::Different), packet(2, ReRun::Same), Step::Closed], "ok");
}

#[test]
fn goals_that_come_out_otherwise_are_told_with_both_sides() {
    use ward_domain::assessment::{Grade, Status};
    use ward_domain::summary::GoalStanding;
    let told = |status, grade| -> Vec<GoalStanding> {
        let one = |goal| GoalStanding { goal, status, low: 0.5, high: 1.0, grade, coverage: 1.0 };
        ward_domain::GoalId::all().map(one).collect()
    };
    let claimed = told(Status::Met, Some(Grade::A));
    assert_eq!(Difference::between(&claimed, &claimed), []);
    let mut found = claimed.clone();
    found[3].status = Status::NotMet;
    found[7].coverage = 0.25;
    let differences = Difference::between(&claimed, &found);
    assert_eq!(
        differences,
        [(3, 3), (7, 7)].map(|(a, b)| Difference { claimed: claimed[a], found: found[b] })
    );
}

#[test]
fn silence_counts_once_the_time_has_run_out() {
    let unanswered = || Step::ClosedUnanswered { because: "three letters".into() };
    let audit = case(&[notice(), unanswered()], "ok");
    assert!(audit.get("spring").unwrap().cases[&id(0)].deviates(FindingGrade::Major));
    case(&[Step::Noticed { answer_by: may(20), summary: digest(9) }, unanswered()], "date");
    case(&[notice(), packet(1, ReRun::Same), unanswered()], "answered");
    let late = case(&[notice()], "ok");
    assert_eq!(
        late.get("spring").unwrap().overdue(may(16)),
        [(&id(0), vec!["a packet was due on 2026-05-16".to_owned()])]
    );
}

#[test]
fn open_cases_widen_the_estimate_on_both_sides() {
    let result = |ended, deviations| StratumResult {
        name: "all".into(),
        population: 400,
        drawn: 60,
        ended,
        deviations,
    };
    let whole = estimate(vec![result(60, 6)], 0.95);
    let part = estimate(vec![result(40, 6)], 0.95);
    assert!(whole.is_final && !part.is_final);
    assert!((whole.interval.0 - part.interval.0).abs() < 1e-12 && whole.interval.1 < part.interval.1);
    assert_eq!(whole.share, Some(0.1));
    // All were drawn: there is nothing to estimate.
    let census = StratumResult { name: "few".into(), population: 4, drawn: 4, ended: 4, deviations: 1 };
    assert_eq!(estimate(vec![census], 0.95).interval, (0.25, 0.25));
}

/// A generator for tests: SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
    /// How many of `marked` are among `drawn` without replacement out of `population`.
    fn hits(&mut self, population: u32, marked: u32, drawn: u32) -> u32 {
        let mut hits = 0;
        for taken in 0..drawn {
            hits += u32::from(self.below(u64::from(population - taken)) < u64::from(marked - hits));
        }
        hits
    }
}

/// Simulates draws from strata of (population, marked, drawn), and gives the share of intervals that hold the truth.
fn coverage(strata: &[(u32, u32, u32)], confidence: f64, draws: u32) -> f64 {
    let mut dice = Dice(20_260_501);
    let truth = strata.iter().map(|one| f64::from(one.1)).sum::<f64>()
        / strata.iter().map(|one| f64::from(one.0)).sum::<f64>();
    let mut known: BTreeMap<Vec<u32>, bool> = BTreeMap::new();
    let mut covered = 0_u32;
    for _ in 0..draws {
        let hits: Vec<u32> =
            strata.iter().map(|(all, marked, drawn)| dice.hits(*all, *marked, *drawn)).collect();
        let holds = *known.entry(hits).or_insert_with_key(|hits| {
            let results = strata.iter().zip(hits).map(|((population, _, drawn), deviations)| StratumResult {
                name: String::new(),
                population: *population,
                drawn: *drawn,
                ended: *drawn,
                deviations: *deviations,
            });
            let (low, high) = estimate(results.collect(), confidence).interval;
            low <= truth && truth <= high
        });
        covered += u32::from(holds);
    }
    f64::from(covered) / f64::from(draws)
}

#[test]
fn the_interval_holds_the_truth_as_often_as_it_says() {
    for (strata, confidence) in [
        (vec![(400, 40, 60)], 0.95),
        (vec![(400, 4, 60)], 0.95),
        (vec![(400, 200, 29)], 0.90),
        (vec![(6_000, 600, 59)], 0.95),
        (vec![(300, 15, 20), (80, 40, 25), (20, 3, 10)], 0.95),
        (vec![(300, 3, 30), (10, 9, 10)], 0.90),
    ] {
        let share = coverage(&strata, confidence, 100_000);
        assert!(share >= confidence, "{strata:?}: {share} of the intervals hold the truth");
        println!("{strata:?} at {confidence}: {share}");
    }
}

#[test]
fn everyone_of_a_stratum_is_drawn_about_as_often() {
    let forty = design(vec![stratum("all", 1.0, 0..40)]);
    let size = forty.sizes()[0];
    let mut times: BTreeMap<ParticipantId, u32> = BTreeMap::new();
    for seed in 0..2_000 {
        for one in redraw(&forty, &format!("seed-number-{seed:08}")) {
            *times.entry(one.participant).or_default() += 1;
        }
    }
    let wanted = 2_000.0 * size as f64 / 40.0;
    let spread = (wanted * (1.0 - size as f64 / 40.0)).sqrt();
    assert_eq!(times.len(), 40);
    for (id, count) in times {
        assert!((f64::from(count) - wanted).abs() < 5.0 * spread, "{id}: {count} times, {wanted} expected");
    }
}

proptest! {
    #[test]
    fn a_draw_is_the_right_number_of_different_members(sizes in prop::collection::vec(1_usize..60, 1..6), weight in 0.1..9.0_f64) {
        let mut from = 0;
        let strata: Vec<Stratum> = sizes.iter().enumerate().map(|(at, size)| {
            from += size;
            stratum(&format!("s{at}"), if at == 0 { weight } else { 1.0 }, from - size..from)
        }).collect();
        let design = design(strata);
        design.check().unwrap();
        let drawn = redraw(&design, SEED);
        prop_assert_eq!(drawn.len(), design.sizes().iter().sum::<usize>());
        let different: BTreeSet<_> = drawn.iter().map(|one| &one.participant).collect();
        prop_assert_eq!(different.len(), drawn.len());
        for (stratum, size) in design.strata.iter().zip(design.sizes()) {
            prop_assert!(size >= 1 && size <= stratum.members.len());
            prop_assert_eq!(drawn.iter().filter(|one| one.stratum == stratum.name && stratum.members.contains(&one.participant)).count(), size);
        }
        prop_assert_eq!(redraw(&design, SEED), drawn);
    }

    #[test]
    fn the_interval_holds_what_was_found(found in 0_u32..50, more in 0_u32..50, miss in 0.001..0.25_f64) {
        let drawn = found + more;
        let (low, high) = clopper_pearson(found, drawn, miss);
        if drawn > 0 {
            let share = f64::from(found) / f64::from(drawn);
            prop_assert!(low <= share + 1e-9 && share <= high + 1e-9 && (0.0..=1.0).contains(&low) && high <= 1.0);
        }
    }
}
