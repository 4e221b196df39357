//! Three enforcement cases, all exercises: one to its end, two under way. Each penalty is worked out line by line.

use super::{Story, officer};
use jiff::ToSpan as _;
use ward_app::AppError;
use ward_app::programme::{Officer, Role};
use ward_domain::{GoalId, Money};
use ward_generator::sector::{Class as Sort, Course, Organisation};
use ward_programme::Event;
use ward_programme::enforcement::hipaa::{self, Culpability, Inputs, TableOf, Violations};
use ward_programme::enforcement::medicare::{self, Payment};
use ward_programme::enforcement::{
    AppealOutcome, CaseNumber, Class, Column, Event as Of, Level, Penalty, Setting, Stage,
};
use ward_programme::participants::{Kind, ParticipantId};

/// When the cases begin: the one that ends, the one that waits for an answer, the one that waits for its penalty.
const FIRST: u32 = 74;
const SECOND: u32 = 88;
const THIRD: u32 = 94;

/// The cases by number, once they are open.
#[derive(Default)]
pub(super) struct Cases {
    first: Option<CaseNumber>,
    second: Option<CaseNumber>,
    third: Option<CaseNumber>,
}

fn counsel() -> Officer {
    officer("Orin Brackley (enforcement)", Role::Auditor)
}

impl Cases {
    /// What happens in a week.
    pub(super) fn week(&mut self, story: &Story<'_>, week: u32) -> Result<(), AppError> {
        if week == 4 {
            demand(story)?;
        }
        if week == FIRST {
            let alleged = "no risk analysis was made, and no log of access was kept";
            self.first = open(story, "hipaa-penalties", alleged, |one| one.course == Course::Slow)?;
        }
        if week == SECOND {
            let alleged = "the essential goals are not met in the year that the scenario takes as its first";
            self.second = open(story, "budget-2025", alleged, |one| {
                one.course != Course::Leader && one.class == Sort::CriticalAccess
            })?;
        }
        if week == THIRD {
            let alleged = "accounts of people who had left stayed open for months";
            self.third = open(story, "hipaa-penalties", alleged, |one| one.course == Course::SetBack)?;
        }
        if let Some(case) = self.first {
            let events = first(story, case, week)?;
            story.decide(&counsel(), events.into_iter().map(Event::Enforcement).collect())?;
        }
        if let Some(case) = self.second {
            let events = second(story, case, week)?;
            story.decide(&counsel(), events.into_iter().map(Event::Enforcement).collect())?;
        }
        if let Some(case) = self.third {
            let events = third(story, case, week);
            story.decide(&counsel(), events.into_iter().map(Event::Enforcement).collect())?;
        }
        Ok(())
    }
}

/// From the start the essential goals are rewarded, of everybody.
fn demand(story: &Story<'_>) -> Result<(), AppError> {
    let setting = Setting {
        goals: GoalId::all().take(10).collect(),
        class: Class::default(),
        level: Level::Incentivised,
        from: story.today(),
        authority: "programme rule 3".to_owned(),
        because: "money first, demands later".to_owned(),
    };
    story.decide_one(&counsel(), Event::Enforcement(Of::DemandSet(setting)))?;
    Ok(())
}

fn open(
    story: &Story<'_>,
    regime: &str,
    alleged: &str,
    fits: impl Fn(&Organisation) -> bool,
) -> Result<Option<CaseNumber>, AppError> {
    let enrolled = story.enrolled()?;
    let Some((participant, _)) = enrolled.into_iter().find(|(_, one)| fits(one)) else { return Ok(None) };
    let summary = newest_number(story, &participant)?;
    let served = story.today();
    let event = Of::CaseOpened {
        participant,
        regime: regime.to_owned(),
        alleged: alleged.to_owned(),
        served,
        response_due: served.saturating_add(30.days()),
        summary,
        exercise: true,
    };
    Ok(Some(CaseNumber(story.decide_one(&counsel(), Event::Enforcement(event))?)))
}

fn newest_number(story: &Story<'_>, who: &ParticipantId) -> Result<Option<u64>, AppError> {
    Ok(super::rewards::Newest::of(story)?.get(who).map(|told| told.number))
}

fn first(story: &Story<'_>, case: CaseNumber, week: u32) -> Result<Vec<Of>, AppError> {
    let on = story.today();
    let programme = story.office.programme()?;
    let Some(now) = programme.enforcement.case(case) else { return Ok(Vec::new()) };
    let (stage, due) = (now.stage, now.due);
    drop(programme);
    let because = |text: &str| text.to_owned();
    Ok(match (week.saturating_sub(FIRST), stage) {
        (3, Stage::Noticed) => {
            vec![Of::Responded { case, on, says: because("the analysis was begun and the person left") }]
        }
        (6, Stage::Responded) => vec![Of::Determined {
            case,
            on,
            violation: true,
            because: because("no analysis was shown"),
            summary: None,
        }],
        (7, Stage::Violation) => {
            let penalty = Box::new(hipaa_penalty(story)?);
            if penalty.open.is_empty() {
                vec![Of::PenaltySet { case, on, penalty, appeal_due: on.saturating_add(60.days()) }]
            } else {
                // The catalogue has no amounts for these days: nothing is guessed.
                let terms = because("the amounts of these days are not known; an analysis is made");
                vec![Of::Settled { case, on, amount: Money::dollars(5_000), terms }]
            }
        }
        (10, Stage::PenaltySet) => {
            vec![Of::Appealed { case, on, because: because("an analysis was made since") }]
        }
        (14, Stage::Appealed) => {
            let outcome = AppealOutcome::Reduced { to: due.share(0.5) };
            vec![Of::AppealDecided { case, on, outcome, because: because("it was made, and late") }]
        }
        (17, Stage::AppealDecided | Stage::Settled) => vec![Of::Paid { case, on, amount: due }],
        (18, Stage::AppealDecided | Stage::Settled) => {
            vec![Of::Closed { case, on, because: because("paid, and the analysis is kept up") }]
        }
        _ => Vec::new(),
    })
}

fn second(story: &Story<'_>, case: CaseNumber, week: u32) -> Result<Vec<Of>, AppError> {
    let on = story.today();
    Ok(match week.saturating_sub(SECOND) {
        4 => vec![Of::Responded {
            case,
            on,
            says: "a supplier failed us; two goals will be met in spring".to_owned(),
        }],
        8 => vec![Of::Determined {
            case,
            on,
            violation: true,
            because: "two essential goals are not met".to_owned(),
            summary: None,
        }],
        10 => {
            let payment = Payment {
                kind: Kind::CriticalAccess,
                base: Money::dollars(8_400_000),
                market_basket: 0.03,
                fiscal_year: 2031,
            };
            let penalty = Box::new(medicare::work_out(&story.office.catalog().parameters, &payment, true)?);
            vec![Of::PenaltySet { case, on, penalty, appeal_due: on.saturating_add(60.days()) }]
        }
        12 => vec![Of::HardshipAsked { case, on, because: "the only hospital within 60 miles".to_owned() }],
        _ => Vec::new(),
    })
}

fn third(story: &Story<'_>, case: CaseNumber, week: u32) -> Option<Of> {
    let on = story.today();
    match week.saturating_sub(THIRD) {
        3 => Some(Of::Responded { case, on, says: "they were closed on the day of the notice".to_owned() }),
        8 => {
            let because = "they had been open for 40 days and more".to_owned();
            Some(Of::Determined { case, on, violation: true, because, summary: None })
        }
        _ => None,
    }
}

fn hipaa_penalty(story: &Story<'_>) -> Result<Penalty, AppError> {
    let today = story.today();
    let row = |provision: &str, culpability, days: i32, factor| Violations {
        provision: provision.to_owned(),
        culpability,
        from: today.saturating_sub((days + 30).days()),
        to: today.saturating_sub(30.days()),
        each_day: 1,
        factor,
        because: "few people were touched, and it told of it itself".to_owned(),
    };
    let inputs = Inputs {
        violations: vec![
            row("164.308(a)(1)(ii)(A)", Culpability::ReasonableCause, 40, 0.1),
            row("164.312(b)", Culpability::NoKnowledge, 20, 0.0),
        ],
        table: TableOf::Violation,
        charged: Column::Discretion,
        practices: None,
        hardship: None,
        determined: today,
    };
    Ok(hipaa::work_out(&story.office.catalog().parameters, &inputs)?)
}
