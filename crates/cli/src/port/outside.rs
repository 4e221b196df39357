//! Looking from outside, reminders and drift, as the pages ask for them.

use crate::rounds::Rounds;
use ward_app::posture::{self, Why as AppWhy};
use ward_app::schedule::{self, Soon as AppSoon};
use ward_app::{Actor, AppError, Ctx, check, ownership};
use ward_web::port::{Drift, Looks, Reminder, Soon, Stated, Why, Worse};

pub(super) fn looks(ctx: &Ctx, who: &Actor, rounds: &Rounds) -> Result<Looks, AppError> {
    let ownership::Allowed { statement, every_days, covered, not_covered, next } =
        ownership::allowed(ctx, who)?;
    let state = rounds.state();
    Ok(Looks {
        statement: statement.map(|stated| Stated { by: stated.by, at: stated.at, names: stated.names }),
        covered,
        not_covered,
        every_days,
        next,
        running_since: state.running_since,
        trouble: state.trouble,
        cannot: rounds.cannot().map(str::to_owned),
        last: check::newest(ctx, who)?,
    })
}

pub(super) fn reminder(reminder: schedule::Reminder) -> Reminder {
    let what = match reminder.what {
        AppSoon::Task { role, .. } => Soon::Task(role),
        AppSoon::Answer { subject } => Soon::Answer(subject),
        AppSoon::Evidence => Soon::Evidence,
    };
    Reminder { last_day: reminder.last_day, measure: reminder.measure, what }
}

pub(super) fn drift(drift: &posture::Drift) -> Drift {
    let worse = drift.worse.iter().map(|worse| Worse {
        measure: worse.measure,
        then: worse.then,
        now: worse.now,
        since: worse.since,
        why: match &worse.why {
            AppWhy::Expired(expires) => Why::Expired(*expires),
            AppWhy::Case { subject, reason, evidence } => {
                Why::Case(subject.clone(), reason.clone(), evidence.clone())
            }
            AppWhy::Said(words) => Why::Said(words.clone()),
        },
    });
    Drift { since: drift.since, is_other_catalogue: drift.is_other_catalogue, worse: worse.collect() }
}
