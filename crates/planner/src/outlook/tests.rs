//! From gaps, actions and a budget to a plan with its reasons.

mod funding;

use super::*;
use jiff::civil::date;
use std::sync::{Arc, LazyLock};
use ward_domain::Status;
use ward_domain::assessment::{Counts, GoalResult, MeasureResult, Range};
use ward_domain::ids::Tier;
use ward_domain::plan::Outcome;
use ward_domain::record::Decision;

static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);

/// Everything that a medium hospital needs is not met, but for these.
fn standing(met: &[&str]) -> Assessment {
    let framework = &CATALOG.frameworks["hph-cpg"];
    let measure = |id: MeasureId| MeasureResult {
        id,
        slug: "".into(),
        status: if met.contains(&id.to_string().as_str()) { Status::Met } else { Status::NotMet },
        because: String::new(),
        target: String::new(),
        is_required: CATALOG.measures[&id].is_required.get(Size::Medium),
        counts: Counts::default(),
        score: Range { low: 0.0, high: 0.0 },
        grade: None,
        observed_at: None,
        expires_at: None,
        failing: vec![],
        failing_omitted: 0,
        undecided: vec![],
        undecided_omitted: 0,
        notes: vec![],
        would_change: vec![],
    };
    let goal = |id: GoalId| GoalResult {
        id,
        title: "".into(),
        tier: Tier::Essential,
        status: Status::NotMet,
        because: String::new(),
        score: Range { low: 0.0, high: 0.0 },
        grade: None,
        measures: CATALOG.measures_of(id).map(|known| measure(known.id)).collect(),
    };
    Assessment {
        as_of: date(2026, 11, 21),
        profile: Size::Medium,
        framework: Arc::from("hph-cpg"),
        catalogue: Arc::from("test"),
        goals: framework.goals.iter().map(|known| goal(known.id)).collect(),
    }
}

fn look(met: &[&str], intentions: &Intentions, change: fn(&mut Frame)) -> Outlook {
    let mut frame = first_frame(Size::Medium);
    change(&mut frame);
    let assessment = standing(met);
    let ask = Ask {
        catalog: &CATALOG,
        assessment: &assessment,
        has_exploited_flaws: false,
        intentions,
        frame: &frame,
        today: date(2026, 11, 21),
    };
    outlook(&ask).unwrap()
}

fn decided(decisions: &[Decision]) -> Intentions {
    let mut intentions = Intentions::default();
    for (entry, decision) in (0..).zip(decisions) {
        intentions.read(entry, "2026-11-20T00:00:00Z".parse().unwrap(), decision);
    }
    intentions
}

fn ended(action: &str, outcome: Outcome) -> Decision {
    Decision::EndAction { action: action.into(), outcome, note: "so".into() }
}

fn assume(of: &str, which: Assumed, value: Option<f64>) -> Decision {
    Decision::Assume { of: of.into(), which, value, reason: "our quote".into() }
}

#[test]
fn a_plan_keeps_to_its_means_and_explains_every_action() {
    let seen = look(&[], &Intentions::default(), |_| {});
    assert!(!seen.plan.chosen.is_empty());
    for year in &seen.plan.years {
        assert!(year.money <= seen.frame.budget && year.hours <= seen.frame.hours + 0.1, "{year:?}");
    }
    for choice in &seen.choices {
        let why = choice.why.as_ref().unwrap();
        let words = words::why(&CATALOG, why);
        let begins = if choice.step.is_some() { "In: " } else { "Out: " };
        assert!(words.starts_with(begins) && words.ends_with('.'), "{words}");
    }
    assert!(seen.closed(1) >= seen.closed(0) && seen.closed(1) > 0.0 && seen.closed(1) <= 1.0);
    assert!(seen.frontier.windows(2).all(|pair| pair[0].value <= pair[1].value));
    assert_eq!(seen.without_action, [], "every measure has an action");
}

#[test]
fn own_costs_take_the_place_of_the_published_ones() {
    let own = decided(&[assume("second-factor-outside", Assumed::DollarsOnce, Some(9_999_999.0))]);
    let (ours, theirs) = (look(&[], &Intentions::default(), |_| {}), look(&[], &own, |_| {}));
    let of = |seen: &Outlook| seen.choice("second-factor-outside").unwrap().clone();
    assert!(of(&ours).step.is_some() && of(&theirs).step.is_none());
    assert!(matches!(of(&theirs).why, Some(Why::OverMeans { .. })), "{:?}", of(&theirs).why);
    assert_eq!(of(&theirs).numbers[0].published, of(&ours).numbers[0].published);
    let back = decided(&[
        assume("second-factor-outside", Assumed::DollarsOnce, Some(9_999_999.0)),
        assume("second-factor-outside", Assumed::DollarsOnce, None),
    ]);
    assert_eq!(look(&[], &back, |_| {}).plan.value.to_bits(), ours.plan.value.to_bits());
}

#[test]
fn an_own_weight_counts() {
    let own = decided(&[assume("E3", Assumed::Weight, Some(0.0))]);
    let weight = |seen: &Outlook| seen.weights.iter().find(|w| w.goal.to_string() == "E3").unwrap().value();
    assert!(weight(&look(&[], &Intentions::default(), |_| {})) > 0.0);
    assert!(weight(&look(&[], &own, |_| {})).abs() < 1e-9);
}

#[test]
fn what_is_said_to_be_done_waits_for_evidence() {
    let seen = look(&[], &decided(&[ended("second-factor-outside", Outcome::Done)]), |_| {});
    let waits: Vec<String> = seen.awaiting_evidence.iter().map(ToString::to_string).collect();
    assert_eq!(waits, ["E3.1", "E3.3", "E3.5"]);
    assert!(seen.plan.chosen.iter().all(|step| step.action != "second-factor-outside"));
    assert!(seen.weights.iter().all(|weight| !weight.gaps.contains(&seen.awaiting_evidence[0])));
    let shown =
        look(&["E3.1", "E3.3", "E3.5"], &decided(&[ended("second-factor-outside", Outcome::Done)]), |_| {});
    assert_eq!(shown.awaiting_evidence, []);
}

#[test]
fn what_is_not_for_us_is_no_candidate() {
    let seen = look(&[], &decided(&[ended("second-factor-outside", Outcome::Dropped)]), |_| {});
    let choice = seen.choice("second-factor-outside").unwrap();
    assert_eq!((choice.step.is_none(), choice.why.is_none()), (true, true));
}

#[test]
fn without_means_nothing_is_planned() {
    let seen = look(&[], &Intentions::default(), |frame| {
        (frame.budget, frame.hours) = (Money::ZERO, 0.0);
    });
    assert_eq!(seen.plan.chosen, []);
    assert!(seen.closed(0).abs() < 1e-12);
}

#[test]
fn a_free_offer_takes_the_place_of_money_only_for_those_who_may_have_it() {
    let of = |change: fn(&mut Frame)| {
        let seen = look(&[], &Intentions::default(), change);
        seen.choices.iter().filter(|choice| choice.is_free).count()
    };
    let (unknown, known, off) = (
        of(|_| {}),
        of(|frame| frame.kind = Some("critical-access-hospital".into())),
        of(|frame| {
            frame.kind = Some("critical-access-hospital".into());
            frame.counts_on_free = false;
        }),
    );
    assert!(known > unknown, "{known} with a known kind, {unknown} without");
    assert_eq!(off, 0);
}

#[test]
fn where_all_is_met_nothing_is_planned() {
    let all: Vec<String> = CATALOG.measures.keys().map(ToString::to_string).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let seen = look(&all, &Intentions::default(), |_| {});
    assert_eq!((seen.plan.chosen.len(), seen.choices.len(), seen.open.abs() < 1e-12), (0, 0, true));
    assert!((seen.closed(0) - 1.0).abs() < 1e-12);
}
