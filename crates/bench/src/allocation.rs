//! A funding round of the whole sector: 6,200 applications for 20 goals with three levels each, floors and caps for 50
//! states and a class, a least number of awards for another.

use crate::Result;
use crate::machine::{processor_seconds, thread_seconds};
use crate::report::{Figure, Report};
use std::time::Instant;
use ward_domain::Money;
use ward_planner::allocation::{Application, Ask, Level, Limit, Round, Rule, allocate};

const APPLICATIONS: u64 = 6_200;
/// Seconds for one round.
const BUDGET: f64 = 1.0;
/// Per cent from the best possible.
const GAP: f64 = 0.01;

pub(crate) fn run(report: &Report) -> Result<()> {
    report.group(&format!("allocation of {APPLICATIONS} applications x 20 goals x 3 levels, 52 rules"));
    // The budget as a share of what is asked, and the cap of one applicant in dollars.
    for (share, cap) in [(0.1, 400_000), (0.3, 400_000), (0.3, 1_500_000), (0.6, 250_000)] {
        let round = round(share, cap);
        let (all, thread, started) = (processor_seconds(), thread_seconds(), Instant::now());
        let made = allocate(&round)?;
        let wall = started.elapsed().as_secs_f64();
        let (all, thread) = (processor_seconds() - all, thread_seconds() - thread);
        let what = format!("budget {:.0} % of what is asked, cap {}", share * 100.0, Money::dollars(cap));
        report.below(&what, Figure::Cpu(all.max(thread)), BUDGET);
        report.figure("  the same, wall time", Figure::Wall(wall));
        let gap = made.gap * 100.0;
        let verdict = if gap < GAP { "within" } else { "OVER" };
        report.note(&format!("    at most {gap:.6} % from the best possible (budget {GAP} %: {verdict})"));
    }
    Ok(())
}

fn round(share: f64, cap: i64) -> Round {
    let mut state = 11_u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let mut all = Money::ZERO;
    let applications: Vec<Application> = (0..APPLICATIONS)
        .map(|at| {
            let size = 1 + below(8);
            let asks = (0..20_u64).filter_map(|goal| {
                let (mut cost, mut value) = (0, 0);
                let levels = (0..3).map(|_| {
                    cost += (2_000 + below(15_000)) * size;
                    value += (1_000 + below(60_000)) * (4 + size);
                    Level { cost: Money::dollars(cost.cast_signed()), value }
                });
                let levels: Vec<Level> = levels.collect();
                let id = format!("{}{}", if goal < 10 { "E" } else { "H" }, goal % 10 + 1);
                Some(Ask { goal: id.parse().ok()?, levels })
            });
            let asks: Vec<Ask> = asks.collect();
            let wanted: Money = asks.iter().filter_map(|ask| ask.levels.last()).map(|level| level.cost).sum();
            all += wanted.min(Money::dollars(cap));
            let class = if below(4) == 0 { "class:critical-access" } else { "class:other" };
            let groups = [format!("state:{}", below(50)), class.to_owned()].into();
            Application { id: format!("p{at}"), cap: Money::dollars(cap), groups, asks }
        })
        .collect();
    let budget = all.share(share);
    let money = |group: String, least: f64, most: f64| {
        let limit = Limit::Money { at_least: budget.share(least), at_most: Some(budget.share(most)) };
        Rule { group, limit }
    };
    let mut rules: Vec<Rule> = (0..50).map(|state| money(format!("state:{state}"), 0.019, 0.025)).collect();
    rules.push(money("class:critical-access".to_owned(), 0.30, 1.0));
    rules.push(Rule {
        group: "class:other".to_owned(),
        limit: Limit::Awards { at_least: 1_000, at_most: None },
    });
    Round { budget, applications, rules }
}
