//! E6.1: accounts of people who left were disabled by the end of their last day.
//!
//! When an account was disabled is known as an interval: after the last export that showed it enabled, and not later
//! than the first that showed it disabled or gone. The organisation's own note of the time counts where it does not
//! contradict an export.

use super::{Rule, workforce};
use crate::{Ground, Ruling};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use ward_estate::{Account, At, Person};

/// See the module.
pub struct TimeToDisable;

enum Disabled {
    /// Still enabled, says the newest export.
    NotYet(At),
    /// After one time and not later than the other.
    Between(Option<DateTime>, DateTime, At),
    /// Nobody says whether it can be used.
    NotSaid,
}

impl Rule for TimeToDisable {
    fn slug(&self) -> &'static str {
        "time-to-disable"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if let Some(because) = workforce::missing(ground, &["workforce-roster", "identity-export"]) {
            return Ruling::unknown(ground, because);
        }
        let mut ruling = Ruling::new(ground);
        for kind in ["workforce-roster", "identity-export"] {
            for source in ground.fresh(kind) {
                ruling.rests_on(source);
            }
        }
        let mut hours: Vec<i64> = Vec::new();
        for person in ground.departures(ground.days("window")) {
            let Some(end) = person.end else { continue };
            if person.accounts.is_empty() {
                ruling.not_applicable();
            }
            for &position in &person.accounts {
                judge(
                    ground,
                    &mut ruling,
                    person,
                    end,
                    &ground.estate().accounts[position as usize],
                    &mut hours,
                );
            }
        }
        hours.sort_unstable();
        if let (Some(most), Some(median)) = (hours.last(), hours.get(hours.len() / 2)) {
            let proposed = ground.days("nprm-hours");
            let within = hours.iter().filter(|h| **h <= proposed).count();
            ruling.note(format!(
                "Hours from the end of engagement to the recorded end of access, of {} known: median {median}, most {most}. Within {proposed} hour (proposed HIPAA rule, not law): {within}.",
                hours.len()
            ));
        }
        ruling.no_cases(format!("Nobody on the roster left in the last {} days.", ground.days("window")));
        ruling
    }
}

fn judge<'g>(
    ground: &'g Ground<'g>,
    ruling: &mut Ruling<'g>,
    person: &Person,
    end: DateTime,
    account: &Account,
    hours: &mut Vec<i64>,
) {
    let subject = account.log_in.as_str();
    let (last_enabled, disabled) = history(ground, account);
    let listed: Vec<At> = person.at().into_iter().collect();
    match disabled {
        Disabled::NotYet(at) => {
            let days = ground.age(end.date());
            ruling.not_met(days, subject, &[at], || format!("{} left on {}, and the account is still enabled {days} days later.", person.name, end.date()));
        }
        Disabled::NotSaid => ruling.undecided(0, subject, &listed, || "No fresh export says whether the account is disabled.".to_owned()),
        Disabled::Between(_, by, at) if by <= end => {
            ruling.rests_on_history(at.source);
            ruling.met();
        }
        Disabled::Between(Some(after), _, at) if after > end => ruling.not_met(0, subject, &[at], || {
            format!("{} left on {}, and the account was still enabled on {}.", person.name, end.date(), after.date())
        }),
        Disabled::Between(_, by, at) => match person.access_ended {
            Some((then, noted)) if last_enabled.is_none_or(|after| after <= then) => {
                ruling.rests_on_history(noted.source);
                hours.push(end.until(then).map_or(0, |span| i64::from(span.get_days()) * 24 + i64::from(span.get_hours())).max(0));
                if then <= end {
                    ruling.met();
                } else {
                    ruling.not_met(0, subject, &[noted, at], || format!("{} left on {end}, and access ended on {then}.", person.name));
                }
            }
            _ => ruling.undecided(0, subject, &[at], || {
                format!("{} left on {}. The account was disabled by {}; nothing says when. Record when access ended.", person.name, end.date(), by.date())
            }),
        },
    }
}

fn history(ground: &Ground<'_>, account: &Account) -> (Option<DateTime>, Disabled) {
    let time = |at: jiff::Timestamp| at.to_zoned(TimeZone::UTC).datetime();
    let last_enabled = account.sightings.iter().rev().find(|s| s.is_enabled == Some(true));
    let after = last_enabled.map(|s| time(s.collected_at));
    let since = account.sightings.iter().find(|s| {
        s.is_enabled == Some(false) && last_enabled.is_none_or(|l| l.collected_at < s.collected_at)
    });
    let disabled = since.map(|s| Disabled::Between(after, time(s.collected_at), s.at));
    if let Some((gone, source)) = account.gone {
        // Disabled before it was deleted, if an export says so.
        let deleted = Disabled::Between(after, time(gone), At { source, line: 0 });
        return (after, disabled.unwrap_or(deleted));
    }
    match account.is_enabled {
        Some(true) if account.at.is_some_and(|at| ground.is_fresh(at.source)) => {
            (after, account.at.map_or(Disabled::NotSaid, Disabled::NotYet))
        }
        Some(false) => (after, disabled.unwrap_or(Disabled::NotSaid)),
        _ => (after, Disabled::NotSaid),
    }
}
