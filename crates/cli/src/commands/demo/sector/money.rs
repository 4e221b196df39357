//! Two funding rounds from draft to payments with one clawback, and a third that is open at the end.

mod apply;
mod award;

use super::{Story, officer, ours};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use ward_app::AppError;
use ward_app::programme::{Officer, Role};
use ward_domain::{Grade, Money};
use ward_programme::Event;
use ward_programme::eligibility::{Condition, Group, Rule};
use ward_programme::funding::{
    ApplicationId, Basis, Dated, Event as Of, Floor, Force, Kind, Priority, RoundId, Terms,
};
use ward_programme::participants::{Kind as Class, Setting};

/// The scenario that the rounds rest on. It was never law.
const SCENARIO: &str = "budget-2025";
/// The share of the payers' money for those with the least: OWN.
const FLOOR_BASIS_POINTS: u32 = 3_000;

/// When a round takes its steps, in weeks of the story.
struct Call {
    id: &'static str,
    title: &'static str,
    kind: Kind,
    grade: Grade,
    /// Dollars for each organisation of the state.
    budget_each: i64,
    cap: i64,
    drafted: u32,
    opens: u32,
    closes: u32,
}

const CALLS: [Call; 3] = [
    Call {
        id: "upfront-investment",
        title: "Upfront investment in the essential goals",
        kind: Kind::Upfront,
        grade: Grade::C,
        budget_each: 22_000,
        cap: 400_000,
        drafted: 8,
        opens: 10,
        closes: 18,
    },
    Call {
        id: "incentive",
        title: "Incentive for the enhanced goals",
        kind: Kind::Incentive,
        grade: Grade::C,
        budget_each: 14_000,
        cap: 250_000,
        drafted: 52,
        opens: 54,
        closes: 62,
    },
    Call {
        id: "upfront-second",
        title: "Second upfront investment in the essential goals",
        kind: Kind::Upfront,
        grade: Grade::C,
        budget_each: 9_000,
        cap: 200_000,
        drafted: 98,
        opens: 100,
        closes: 110,
    },
];

/// Payments are made every sixth week; the clawback comes late.
const PAID_EVERY: u32 = 6;
const CLAWBACK: u32 = 98;

fn grants() -> Officer {
    officer("Tobin Meadowlin (grants)", Role::GrantsOfficer)
}

/// What happens in a week.
pub(super) fn week(story: &Story<'_>, week: u32) -> Result<(), AppError> {
    if week == 2 {
        let scenario = SCENARIO.to_owned();
        let reason =
            "to try out how such a programme would run; asked for in 2024 and never enacted".to_owned();
        story.decide_one(&grants(), Event::Funding(Of::ScenarioAdopted { scenario, reason }))?;
    }
    for call in &CALLS {
        let round: RoundId = call.id.parse().map_err(ours)?;
        if week == call.drafted {
            let terms = Box::new(terms(story, call)?);
            story.decide_one(&grants(), Event::Funding(Of::RoundDrafted { round: round.clone(), terms }))?;
        }
        if week == call.opens {
            story.decide_one(&grants(), Event::Funding(Of::RoundOpened { round: round.clone() }))?;
        }
        if (call.opens + 1..call.closes).contains(&week) {
            apply::file(story, call, &round, week)?;
        }
        if week == call.closes {
            apply::withdraw_one(story, &round)?;
            story.decide_one(&grants(), Event::Funding(Of::RoundClosed { round: round.clone() }))?;
        }
        if week == call.closes + 1 {
            apply::review(story, &round)?;
        }
        if week == call.closes + 2 {
            award::propose(story, call, &round)?;
            award::change_by_hand(story, &round)?;
        }
        if week == call.closes + 3 {
            award::decide(story, &round)?;
        }
    }
    if week.is_multiple_of(PAID_EVERY) {
        award::pay(story)?;
    }
    if week == CLAWBACK {
        award::claw_back(story)?;
    }
    if week == CLAWBACK + 3 {
        award::take_back(story)?;
        award::close_what_is_done(story)?;
    }
    Ok(())
}

/// Eight in the morning, UTC: before the office opens.
fn morning(day: Date) -> Result<Timestamp, AppError> {
    Ok(day.at(8, 0, 0, 0).to_zoned(TimeZone::UTC).map_err(ours)?.timestamp())
}

fn rule(name: &str, conditions: Vec<Condition>) -> Rule {
    Rule { any_of: vec![Group { name: name.to_owned(), all_of: conditions }] }
}

fn kinds(kinds: &[Class]) -> Condition {
    Condition::Kind { one_of: kinds.iter().copied().collect() }
}

fn terms(story: &Story<'_>, call: &Call) -> Result<Terms, AppError> {
    let day = |week| morning(story.sector.day(week));
    let asked = story.sector.day(0);
    let from_scenario = || Basis {
        force: Force::NeverEnacted,
        citation: "President's budget FY2025, HHS, 11 March 2024, scaled to one state".to_owned(),
        scenario: Some(SCENARIO.to_owned()),
        from: asked,
        to: None,
    };
    let own = || Basis {
        force: Force::Own,
        citation: "decision 7 of the programme board".to_owned(),
        scenario: None,
        from: asked,
        to: None,
    };
    let small = [Class::CriticalAccess, Class::RuralEmergency, Class::RuralHealthClinic, Class::HealthCenter];
    let eligibility = match call.kind {
        Kind::Upfront => Rule {
            any_of: vec![
                Group { name: "small and rural providers".to_owned(), all_of: vec![kinds(&small)] },
                Group {
                    name: "rural hospitals".to_owned(),
                    all_of: vec![Condition::Setting { is: Setting::Rural }],
                },
            ],
        },
        Kind::Incentive => {
            rule("hospitals", vec![kinds(&[Class::Acute, Class::CriticalAccess, Class::RuralEmergency])])
        }
    };
    let floor = Floor {
        name: "critical access hospitals".to_owned(),
        who: rule("critical access hospitals", vec![kinds(&[Class::CriticalAccess])]),
        basis_points: FLOOR_BASIS_POINTS,
    };
    let priority = Priority {
        name: "rural".to_owned(),
        who: rule("rural", vec![Condition::Setting { is: Setting::Rural }]),
        per_cent: 120,
    };
    let organisations = i64::try_from(story.sector.organisations.len()).unwrap_or(i64::MAX);
    let budget = Money::dollars(call.budget_each.saturating_mul(organisations));
    Ok(Terms {
        title: call.title.to_owned(),
        kind: call.kind,
        opens: day(call.opens)?,
        closes: day(call.closes)?,
        budget: Dated { value: budget, basis: from_scenario() },
        cap: Dated { value: Money::dollars(call.cap).min(budget), basis: from_scenario() },
        required_grade: Dated { value: call.grade, basis: own() },
        eligibility: Dated { value: eligibility, basis: own() },
        floors: vec![Dated { value: floor, basis: own() }],
        priorities: vec![Dated { value: priority, basis: own() }],
        reviews_needed: 1,
    })
}

/// The standing applications of a round, by number.
fn standing(story: &Story<'_>, round: &RoundId) -> Result<Vec<ApplicationId>, AppError> {
    let programme = story.office.programme()?;
    let mut all: Vec<_> = programme.funding.round(round)?.applicants.values().copied().collect();
    all.sort_unstable();
    Ok(all)
}
