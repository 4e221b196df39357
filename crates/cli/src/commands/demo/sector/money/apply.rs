//! What organisations ask for, and what reviewers say.

use super::super::rewards::Newest;
use super::super::{Story, digest, officer};
use super::{Call, standing};
use std::collections::BTreeSet;
use ward_app::AppError;
use ward_app::programme::Role;
use ward_catalog::Catalog;
use ward_domain::{GoalId, Money, Size};
use ward_generator::sector::Organisation;
use ward_programme::Event;
use ward_programme::funding::{
    Advice, Answer, Event as Of, Form, Kind, Line, Milestone, Opinion, Roll as _, RoundId,
};
use ward_programme::participants::ParticipantId;
use ward_programme::standing::Told;
use ward_programme::{Known, Programme};

/// Goals that one organisation asks for at most.
const MOST_GOALS: usize = 5;
/// The part of the cost that is asked; the rest is its own.
const ASKED: f64 = 0.8;

/// Those whose turn it is apply.
pub(super) fn file(story: &Story<'_>, call: &Call, round: &RoundId, week: u32) -> Result<(), AppError> {
    let newest = Newest::of(story)?;
    let (now, programme) = (story.office.now(), story.office.programme()?);
    let open = programme.funding.round(round)?;
    let eligibility = &open.terms.eligibility.value;
    let known = Known { participants: &programme.participants, summaries: &newest };
    let turns = (call.closes - call.opens - 1) as usize;
    let mut events = Vec::new();
    for (place, (participant, one)) in story.enrolled()?.into_iter().enumerate() {
        // Others enrol meanwhile, so that the places move.
        let is_turn =
            place % turns == (week - call.opens - 1) as usize && !open.applicants.contains_key(&participant);
        let Some(told) = newest.get(&participant).filter(|_| is_turn) else { continue };
        if known.answer(&participant, eligibility, now) != Answer::Yes {
            continue;
        }
        let form = form(story, call, &programme, &participant, one, told);
        if !form.lines.is_empty() {
            events.push(Of::Applied { round: round.clone(), participant, form });
        }
    }
    drop(programme);
    let applicants = officer("the applicants, by post", Role::GrantsOfficer);
    story.decide(&applicants, events.into_iter().map(Event::Funding).collect())?;
    Ok(())
}

fn form(
    story: &Story<'_>,
    call: &Call,
    programme: &Programme,
    participant: &ParticipantId,
    one: &Organisation,
    told: &Told,
) -> Form {
    let funded: BTreeSet<GoalId> = programme
        .funding
        .awards_of(participant)
        .filter(|award| award.closed.is_none())
        .flat_map(|award| award.milestones.keys().map(|at| at.goal))
        .collect();
    let open = told.goals.iter().filter(|standing| {
        let holds =
            standing.status == ward_domain::Status::Met && standing.grade.is_some_and(|g| g <= call.grade);
        standing.goal.tier() == call.kind.tier() && !holds && !funded.contains(&standing.goal)
    });
    let (mut lines, mut sum) = (Vec::new(), Money::ZERO);
    for goal in open.map(|standing| standing.goal).take(MOST_GOALS) {
        let levels = lines_for(story, call, goal, one.size);
        let dearest = levels.iter().map(|line| line.asked).max().unwrap_or_default();
        if sum + dearest <= Money::dollars(call.cap) {
            sum += dearest;
            lines.extend(levels);
        }
    }
    Form { document: digest(&format!("application of {participant} for {}", call.id)), lines }
}

/// A goal at its leanest, and at the middle of the ranges.
fn lines_for(story: &Story<'_>, call: &Call, goal: GoalId, size: Size) -> Vec<Line> {
    let (actions, lean, middle) = costs(story.office.catalog(), goal, size);
    let later = |week| story.sector.day(week);
    let made = |level, cost: Money| {
        let asked = cost.share(ASKED);
        let first = asked.share(0.6);
        let (met, still) = match call.kind {
            Kind::Upfront => (call.closes + 45, call.closes + 90),
            Kind::Incentive => (call.closes + 46, call.closes + 76),
        };
        let milestones = vec![
            Milestone { name: "met".to_owned(), amount: first, not_before: None, due: later(met) },
            Milestone {
                name: "still met half a year later".to_owned(),
                amount: asked - first,
                not_before: Some(later(call.closes + 32)),
                due: later(still),
            },
        ];
        Line { goal, level, actions: actions.clone(), cost, asked, milestones }
    };
    if lean < middle { vec![made(1, lean), made(2, middle)] } else { vec![made(1, middle)] }
}

/// Actions that together satisfy the goal's measures, with their cost in the first year at the lowest and in the middle.
fn costs(catalog: &Catalog, goal: GoalId, size: Size) -> (Vec<String>, Money, Money) {
    let firsts = catalog.measures_of(goal).filter_map(|measure| catalog.actions_for(measure.id).next());
    let actions: BTreeSet<&str> = firsts.map(|action| action.id.as_str()).collect();
    let spans = actions.iter().filter_map(|id| Some(catalog.actions.get(*id)?.first_year_dollars(size)));
    let (low, middle) =
        spans.fold((0.0, 0.0), |(low, middle), span| (low + span.low, middle + span.middle()));
    let money = |dollars: f64| Money { cents: (dollars.max(500.0) * 100.0).round() as i64 };
    (actions.into_iter().map(str::to_owned).collect(), money(low), money(middle))
}

/// One applicant thinks better of it.
pub(super) fn withdraw_one(story: &Story<'_>, round: &RoundId) -> Result<(), AppError> {
    let Some(&application) = standing(story, round)?.last() else { return Ok(()) };
    let reason = "the owner pays for it this year".to_owned();
    story.decide_one(&super::grants(), Event::Funding(Of::ApplicationWithdrawn { application, reason }))?;
    Ok(())
}

/// Two reviewers share the applications; one has a stake in the first.
pub(super) fn review(story: &Story<'_>, round: &RoundId) -> Result<(), AppError> {
    let reviewers = ["Nadia Whitlock (reviewer)", "Roscoe Fairlock (reviewer)"]
        .map(|name| officer(name, Role::GrantsOfficer));
    let all = standing(story, round)?;
    for (turn, reviewer) in reviewers.iter().enumerate() {
        let mut events = Vec::new();
        for (place, &application) in all.iter().enumerate() {
            let has_stake = place == 0;
            if has_stake && turn == 0 {
                let reason = "my sister works there".to_owned();
                events.push(Of::ConflictDeclared { application, reason });
            } else if has_stake || place % 2 == turn {
                let opinion = Opinion {
                    advice: if place % 9 == 4 { Advice::FundInPart } else { Advice::Fund },
                    merit: u8::try_from(55 + place * 7 % 40).unwrap_or(60),
                    note: "The plan names what is missing, who does it and by when.".to_owned(),
                };
                // A declaration counts as a change of the application too.
                let expected = if has_stake { 2 } else { 1 };
                events.push(Of::Reviewed { application, expected, opinion });
            }
        }
        story.decide(reviewer, events.into_iter().map(Event::Funding).collect())?;
    }
    Ok(())
}
