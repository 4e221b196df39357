//! From facts and times to clocks: which apply, when they started, when they end, and what is late.

use super::facts::Hold;
use super::rules::{Asked, ClockId, ClockRule, RULES};
use super::{Facts, Incident, Times};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use ward_catalog::{Force, Parameter, Parameters, Starts, Unit};

/// Whether a clock concerns this incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applies {
    /// It does, because …
    Yes(String),
    /// It does not, because …
    No(String),
    /// It depends on a fact that is not known.
    Unknown(&'static str),
}

/// By when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// At that instant.
    At(Timestamp),
    /// At the end of that local day.
    On(Date),
}

/// One clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock<'a> {
    /// Which.
    pub id: ClockId,
    /// Who must be told.
    pub tells: &'static str,
    /// Whether it concerns this incident, and why.
    pub applies: Applies,
    /// Its length with citation and force; none where the catalogue has none for that day.
    pub length: Option<&'a Parameter>,
    /// What starts it.
    pub starts: Option<Starts>,
    /// When it started; none while that has not happened or is not known.
    pub started: Option<Timestamp>,
    /// By when.
    pub deadline: Option<Deadline>,
    /// When it was reported.
    pub reported: Option<Timestamp>,
    /// Whether the deadline passed before a report.
    pub is_overdue: bool,
    /// Whether it is law today; a proposal must look like one.
    pub is_law: bool,
}

/// All clocks of an incident at an instant, in the order of the list. Those that do not apply are there with their reason.
pub fn clocks<'a>(parameters: &'a Parameters, incident: &Incident, now: Timestamp) -> Vec<Clock<'a>> {
    RULES.iter().map(|rule| clock(parameters, rule, incident, now)).collect()
}

fn clock<'a>(parameters: &'a Parameters, rule: &ClockRule, incident: &Incident, now: Timestamp) -> Clock<'a> {
    let (facts, times) = (&incident.facts, &incident.times);
    // The rule of the day on which the clock starts; before that, the rule of today.
    let today = times.day(now);
    let guess = parameters.scenario(rule.length, today).ok().and_then(|length| length.starts);
    let started = guess.and_then(|starts| times.of(starts));
    let day = started.map_or(today, |at| times.day(at));
    let length = parameters.scenario(rule.length, day).ok();
    let starts = length.and_then(|length| length.starts);
    let applies = match length {
        None => Applies::No(format!("the catalogue knows no such rule for {day}")),
        Some(_) => (rule.applies)(&Asked { facts, parameters, day }),
    };
    let deadline = match applies {
        Applies::No(_) => None,
        Applies::Yes(_) | Applies::Unknown(_) => length.zip(started).and_then(|(length, started)| {
            let own = (rule.id == ClockId::Insurer).then_some(facts.insurance_hours).flatten();
            let deadline = deadline(parameters, length, own, times, started)?;
            Some(if rule.can_wait { wait(parameters, deadline, facts, day) } else { deadline })
        }),
    };
    let reported = incident.reported.get(&rule.id).map(|(at, _)| *at);
    let is_late = |at: Timestamp| match deadline {
        None => false,
        Some(Deadline::At(limit)) => at > limit,
        Some(Deadline::On(limit)) => times.day(at) > limit,
    };
    let is_overdue = matches!(applies, Applies::Yes(_)) && reported.is_none() && is_late(now);
    let is_law = length.is_some_and(|length| length.status == Force::InForce);
    Clock {
        id: rule.id,
        tells: rule.tells,
        applies,
        length,
        starts,
        started,
        deadline,
        reported,
        is_overdue,
        is_law,
    }
}

fn deadline(
    parameters: &Parameters,
    length: &Parameter,
    own_hours: Option<u32>,
    times: &Times,
    started: Timestamp,
) -> Option<Deadline> {
    let number = length.value as i64;
    let day = times.day(started);
    match length.unit {
        Unit::Hours => {
            let hours = own_hours.map_or(number, i64::from);
            started.checked_add(SignedDuration::from_hours(hours)).ok().map(Deadline::At)
        }
        Unit::Days => {
            let from = match length.starts {
                Some(Starts::EndOfYear) => Date::new(day.year(), 12, 31).ok()?,
                _ => day,
            };
            from.checked_add(number.days()).ok().map(Deadline::On)
        }
        Unit::BusinessDays => {
            let days = u32::try_from(number).ok()?;
            parameters.holidays.business_days_after(day, days).map(Deadline::On)
        }
        _ => None,
    }
}

/// The later of the deadline and the end of what law enforcement asked for.
fn wait(parameters: &Parameters, deadline: Deadline, facts: &Facts, day: Date) -> Deadline {
    let until = match facts.hold {
        None => None,
        Some(Hold::Written { until }) => Some(until),
        Some(Hold::Oral { on }) => parameters
            .in_force("breach-notification/oral-delay", day)
            .ok()
            .and_then(|most| on.checked_add((most.value as i64).days()).ok()),
    };
    match (deadline, until) {
        (Deadline::On(due), Some(until)) => Deadline::On(due.max(until)),
        (deadline, _) => deadline,
    }
}
