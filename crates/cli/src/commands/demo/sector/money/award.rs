//! From applications to awards by the planner, and what is paid, asked back and closed.

use super::super::rewards::Newest;
use super::super::{Story, ours};
use super::{Call, grants, standing};
use std::collections::{BTreeMap, BTreeSet};
use ward_app::AppError;
use ward_domain::{GoalId, Money};
use ward_planner::allocation::{self, Application as Asker, Ask, Level, Limit, Rule, allocate};
use ward_programme::Event;
use ward_programme::funding::{
    Award, Choice, Decision, Event as Of, Given, Line, MilestoneRef, Progress, Proposal, RoundId, Verified,
};
use ward_programme::participants::{Kind as Class, Setting};

/// Points of a goal of weight 1 in an organisation of the lowest priority.
const POINTS: f64 = 1_000_000.0;
/// What the leanest way brings of the whole: OWN.
const LEAN: f64 = 0.7;

/// Lets the planner allocate.
pub(super) fn propose(story: &Story<'_>, call: &Call, round: &RoundId) -> Result<(), AppError> {
    let programme = story.office.programme()?;
    let terms = &programme.funding.round(round)?.terms;
    let mut floors: BTreeMap<&str, Money> = BTreeMap::new();
    let (mut asked, mut rows) = (Vec::new(), Vec::new());
    for id in standing(story, round)? {
        let application = programme.funding.application(id)?;
        let profile = &programme.participants.find(&application.participant)?.profile;
        let mut groups = BTreeSet::new();
        for floor in terms.floors.iter().filter(|_| profile.kind == Class::CriticalAccess) {
            groups.insert(floor.value.name.clone());
            *floors.entry(floor.value.name.as_str()).or_default() += application.asked();
        }
        let priority = if profile.setting == Setting::Rural { 1.2 } else { 1.0 };
        let goals = by_goal(&application.form.lines);
        let ask = |(goal, lines): (&GoalId, &Vec<&Line>)| {
            let weight = story.office.catalog().base_rates.weight(*goal, false) * priority;
            let level = |line: &&Line| Level {
                cost: line.asked,
                value: (weight * POINTS * if line.level == 1 { LEAN } else { 1.0 }).round() as u64,
            };
            Ask { goal: *goal, levels: lines.iter().map(level).collect() }
        };
        let asks = goals.iter().map(ask).collect();
        asked.push(Asker { id: id.to_string(), cap: terms.cap.value, groups, asks });
        rows.push((id, application.form.lines.clone()));
    }
    let rules = terms.floors.iter().map(|floor| {
        let most = floors.get(floor.value.name.as_str()).copied().unwrap_or_default();
        let at_least = floor.value.amount(terms.budget.value).min(most);
        Rule { group: floor.value.name.clone(), limit: Limit::Money { at_least, at_most: None } }
    });
    let question =
        allocation::Round { budget: terms.budget.value, applications: asked, rules: rules.collect() };
    let made = allocate(&question).map_err(ours)?;
    let decisions = made.awards.iter().zip(&rows).map(|(award, (id, lines))| {
        let goals = by_goal(lines);
        let choice = |((goal, lines), level): ((&GoalId, &Vec<&Line>), &Option<usize>)| {
            let line = level.and_then(|level| lines.get(level));
            let given = line.map(|line| Given { level: line.level, amount: line.asked });
            let because = match line {
                Some(line) if line.level == 1 && lines.len() > 1 => {
                    format!("the leanest way is funded; {}", award.why)
                }
                Some(_) => "funded as asked".to_owned(),
                None => award.why.to_string(),
            };
            Choice { goal: *goal, given, because }
        };
        let choices: Vec<Choice> = goals.iter().zip(&award.levels).map(choice).collect();
        let funded = choices.iter().filter(|choice| choice.given.is_some()).count();
        let because = format!("{funded} of {} goals are funded: {}", choices.len(), award.why);
        Decision { application: *id, choices, because }
    });
    let proposal = Proposal {
        input: super::super::digest(&format!("{question:?}")),
        planner: concat!("ward-planner ", env!("CARGO_PKG_VERSION")).to_owned(),
        value: made.value,
        bound: made.bound,
        decisions: decisions.collect(),
        floors_missed: BTreeMap::new(),
    };
    drop(programme);
    story.ui.say(format!(
        "  {}: {} applications, {} given, at most {:.4} % from the best possible",
        call.title,
        rows.len(),
        made.spent,
        made.gap * 100.0
    ));
    let proposed = Of::AllocationProposed { round: round.clone(), proposal: Box::new(proposal) };
    story.decide_one(&grants(), Event::Funding(proposed))?;
    Ok(())
}

fn by_goal(lines: &[Line]) -> BTreeMap<GoalId, Vec<&Line>> {
    let mut goals: BTreeMap<GoalId, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        goals.entry(line.goal).or_default().push(line);
    }
    goals
}

/// The board takes one goal out of one application, with its reason.
pub(super) fn change_by_hand(story: &Story<'_>, round: &RoundId) -> Result<(), AppError> {
    let programme = story.office.programme()?;
    let found = programme.funding.round(round)?;
    let Some(allocation) = &found.allocation else { return Ok(()) };
    let is_floored = |decision: &&Decision| {
        let application = programme.funding.application(decision.application).ok();
        let one = application.and_then(|application| programme.participants.get(&application.participant));
        one.is_some_and(|one| one.profile.kind == Class::CriticalAccess)
    };
    let mut open = allocation.decisions.values().filter(|decision| !is_floored(decision));
    let changed = open.find_map(|decision| {
        let given = decision.choices.iter().position(|choice| choice.given.is_some())?;
        let mut changed = decision.clone();
        let choice = changed.choices.get_mut(given)?;
        choice.given = None;
        "the association gives it for free this year".clone_into(&mut choice.because);
        changed.because = format!("all but {}, which the association gives for free this year", choice.goal);
        Some(changed)
    });
    let expected = allocation.version;
    drop(programme);
    let Some(decision) = changed else { return Ok(()) };
    let (floors_missed, reason) = (BTreeMap::new(), "another programme pays for it already".to_owned());
    let changed = Of::AllocationChanged { round: round.clone(), expected, decision, floors_missed, reason };
    story.decide_one(&grants(), Event::Funding(changed))?;
    Ok(())
}

/// Makes the awards and starts paying.
pub(super) fn decide(story: &Story<'_>, round: &RoundId) -> Result<(), AppError> {
    let programme = story.office.programme()?;
    let version = programme.funding.round(round)?.allocation.as_ref().map(|allocation| allocation.version);
    drop(programme);
    let Some(expected) = version else { return Ok(()) };
    let events = vec![
        Event::Funding(Of::RoundDecided { round: round.clone(), expected }),
        Event::Funding(Of::PayingStarted { round: round.clone() }),
    ];
    story.decide(&grants(), events)?;
    Ok(())
}

/// What the newest summary says of a goal of an award; none without a summary.
fn fact(newest: &Newest, award: &Award, goal: GoalId) -> Option<Verified> {
    let told = newest.get(&award.participant)?;
    let standing = told.goal(goal)?;
    let (status, grade) = (standing.status, standing.grade);
    Some(Verified { summary: told.summary, as_of: told.as_of, goal, status, grade })
}

/// Verifies and pays every milestone that the newest summaries show.
pub(super) fn pay(story: &Story<'_>) -> Result<(), AppError> {
    let programme = story.office.programme()?;
    if programme.funding.awards().next().is_none() {
        return Ok(());
    }
    let newest = Newest::of(story)?;
    let mut events = Vec::new();
    for award in programme.funding.awards().filter(|award| award.closed.is_none()) {
        if !programme
            .participants
            .get(&award.participant)
            .is_some_and(ward_programme::participants::Participant::is_enrolled)
        {
            continue;
        }
        for (&milestone, found) in &award.milestones {
            let Some(verified) = fact(&newest, award, milestone.goal) else { continue };
            let is_time =
                found.not_before.is_none_or(|first| first <= verified.as_of) && verified.as_of <= found.due;
            if found.progress != Progress::Pending || !is_time || !verified.holds(award.required_grade) {
                continue;
            }
            let (award, amount) = (award.id, found.amount);
            let key = format!("ACH-{award}-{}-{}", milestone.goal, milestone.number);
            events.push(Of::MilestoneVerified { award, milestone, verified });
            events.push(Of::PaymentSent { award, milestone, amount, key });
        }
    }
    drop(programme);
    story.decide(&grants(), events.into_iter().map(Event::Funding).collect())?;
    Ok(())
}

/// Asks back what was paid for the first goal found that is met no longer.
pub(super) fn claw_back(story: &Story<'_>) -> Result<(), AppError> {
    let newest = Newest::of(story)?;
    let programme = story.office.programme()?;
    let paid = programme.funding.awards().filter(|award| award.closed.is_none()).flat_map(|award| {
        let milestones =
            award.milestones.iter().filter(|(_, found)| matches!(found.progress, Progress::Paid(_)));
        milestones.map(move |(at, found)| (award, *at, found.amount))
    });
    let fallen = paid.into_iter().find_map(|(award, milestone, amount)| {
        let standing = fact(&newest, award, milestone.goal)?;
        let reason =
            format!("{} was paid for and is met no longer; the terms ask for half back", milestone.goal);
        let (award, amount) = (award.id, amount.share(0.5));
        (!standing.holds(ward_domain::Grade::C)).then_some(Of::ClawbackOrdered {
            award,
            milestone,
            amount,
            standing,
            reason,
        })
    });
    drop(programme);
    if let Some(event) = fallen {
        story.decide_one(&grants(), Event::Funding(event))?;
    }
    Ok(())
}

/// The first half of what was asked back comes.
pub(super) fn take_back(story: &Story<'_>) -> Result<(), AppError> {
    let programme = story.office.programme()?;
    let asked = programme.funding.awards().flat_map(|award| {
        let asked = |(at, found): (&MilestoneRef, &ward_programme::funding::AwardedMilestone)| {
            Some((award.id, *at, found.clawback()?.outstanding()))
        };
        award.milestones.iter().filter_map(asked).collect::<Vec<_>>()
    });
    let returned = asked.map(|(award, milestone, outstanding)| {
        let key = format!("RET-{award}-{}", milestone.goal);
        Event::Funding(Of::MoneyReturned { award, milestone, amount: outstanding.share(0.5), key })
    });
    let returned = returned.collect();
    drop(programme);
    story.decide(&grants(), returned)?;
    Ok(())
}

/// Closes awards of which everything is paid and nothing is to come back.
pub(super) fn close_what_is_done(story: &Story<'_>) -> Result<(), AppError> {
    let programme = story.office.programme()?;
    let is_done = |award: &&Award| {
        award.closed.is_none()
            && award.milestones.values().all(|found| matches!(found.progress, Progress::Paid(_)))
    };
    let closed = programme.funding.awards().filter(is_done).map(|award| {
        Event::Funding(Of::AwardClosed { award: award.id, reason: "all milestones paid".to_owned() })
    });
    let closed = closed.collect();
    drop(programme);
    story.decide(&grants(), closed)?;
    Ok(())
}
