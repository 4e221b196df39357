//! The plan of an organisation: 200 actions for 120 measures of 20 goals, one to five years, means that suffice for a
//! third of what is asked and for an eighth.

use crate::Result;
use crate::machine::thread_seconds;
use crate::report::{Figure, Report};
use std::collections::BTreeSet;
use ward_domain::{MeasureId, Money};
use ward_planner::plan::{BONUS, Candidate, GoalWorth, Means, Question, STEPS, plan};

/// Milliseconds for one plan.
const BUDGET: f64 = 100.0;
/// Plans of each kind; the slowest counts.
const TIMES: u64 = 3;

pub(crate) fn run(report: &Report) -> Result<()> {
    report.group(&format!("plans of 200 actions, processor time of the slowest of {TIMES} questions"));
    for years in 1..=5 {
        for tightness in [3, 8] {
            let (mut slowest, mut widest) = (0.0_f64, 0.0_f64);
            for seed in 1..=TIMES {
                let question = question(years, tightness, seed);
                let before = thread_seconds();
                let made = plan(&question)?;
                slowest = slowest.max((thread_seconds() - before) * 1e3);
                widest = widest.max(made.gap);
            }
            let what = format!("{years} years, means for 1/{tightness}");
            report.below(&what, Figure::Millis(slowest), BUDGET);
            report.note(&format!("    at most {:.2} % from the best possible", widest * 100.0));
        }
    }
    Ok(())
}

fn question(years: usize, tightness: i64, seed: u64) -> Question {
    let mut state = 6 + seed;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let goals: Vec<GoalWorth> = (0..20)
        .filter_map(|at| {
            let goal = format!("{}{}", if at < 10 { "E" } else { "H" }, at % 10 + 1);
            let gaps: BTreeSet<MeasureId> =
                (1..=6).filter_map(|n| format!("{goal}.{n}").parse().ok()).collect();
            Some(GoalWorth { goal: goal.parse().ok()?, weight: 1.0 + below(9) as f64, required: 6, gaps })
        })
        .collect();
    let measures: Vec<MeasureId> = goals.iter().flat_map(|goal| goal.gaps.iter().copied()).collect();
    let candidates: Vec<Candidate> = (0..200_usize)
        .map(|at| Candidate {
            id: format!("a{at}"),
            once: Money::dollars(below(40_000).cast_signed()),
            yearly: Money::dollars(below(15_000).cast_signed()),
            first_year: (Money::ZERO, Money::ZERO),
            hours_once: below(120) as f64,
            hours_yearly: below(60) as f64,
            lead_days: 10 + below(250) as u32,
            needs: if at > 0 && below(3) == 0 { vec![format!("a{}", below(at as u64))] } else { vec![] },
            satisfies: (0..=below(3)).filter_map(|_| measures.get(below(120) as usize).copied()).collect(),
        })
        .collect();
    let all: i64 = candidates.iter().map(|candidate| (candidate.once + candidate.yearly).cents).sum();
    let hours: f64 = candidates.iter().map(|candidate| candidate.hours_once + candidate.hours_yearly).sum();
    let share = tightness * i64::try_from(years).unwrap_or(i64::MAX);
    let means = Means { budget: Money { cents: all / share }, hours: hours / share as f64 };
    let years = vec![means; years];
    Question { candidates, done: BTreeSet::new(), goals, bonus: BONUS, years, steps: STEPS }
}
