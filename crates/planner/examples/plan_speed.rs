//! How long a plan takes: 200 actions for 124 measures, one to five years. `cargo run --release --example plan_speed`.

#![expect(clippy::print_stdout, clippy::cast_possible_wrap, reason = "an example that shows times")]

use std::collections::BTreeSet;
use std::time::Instant;
use ward_domain::{MeasureId, Money};
use ward_planner::plan::{BONUS, Candidate, GoalWorth, Means, Question, STEPS, plan};

fn main() {
    for years in 1..=5 {
        for tightness in [8, 3] {
            let question = question(years, tightness);
            let begin = Instant::now();
            let made = plan(&question);
            let took = begin.elapsed();
            if let Ok(made) = made {
                println!(
                    "{years} years, means for 1/{tightness}: {} of 200 actions, value {:.3}, bound {:.3}, gap {:.2} %, {took:?}",
                    made.chosen.len(),
                    made.value,
                    made.bound,
                    made.gap * 100.0
                );
            }
        }
    }
}

fn question(years: usize, tightness: i64) -> Question {
    let mut state = 7_u64;
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
            once: Money::dollars(below(40_000) as i64),
            yearly: Money::dollars(below(15_000) as i64),
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
    let share = tightness * years as i64;
    let means = Means { budget: Money { cents: all / share }, hours: hours / share as f64 };
    Question {
        candidates,
        done: BTreeSet::new(),
        goals,
        bonus: BONUS,
        years: vec![means; years],
        steps: STEPS,
    }
}
