//! Milestones that wait for the operator, one kind of work at a time and read by key.

use super::super::award::{address as of_milestone, progress};
use crate::kit::parts::shortened;
use crate::kit::table::{PAGE, Slice, number, table, text, turn};
use crate::kit::words::{count, day, thousands};
use crate::office::Desk;
use crate::office::answers::Sight;
use jiff::civil::Date;
use maud::{Markup, html};
use std::collections::BTreeMap;
use ward_domain::Money;
use ward_programme::funding::{ApplicationId, Award, AwardedMilestone, MilestoneRef, Progress, Roll as _};

/// Kinds of work, most welcome to those who wait first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    Pay,
    Verify,
    VerifyAnew,
    AskBack,
    ComesBack,
    Overdue,
}

impl Work {
    const ALL: [Self; 6] =
        [Self::Pay, Self::Verify, Self::VerifyAnew, Self::AskBack, Self::ComesBack, Self::Overdue];

    /// In the address of the page.
    fn word(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Verify => "verify",
            Self::VerifyAnew => "verify-anew",
            Self::AskBack => "ask-back",
            Self::ComesBack => "comes-back",
            Self::Overdue => "overdue",
        }
    }

    /// What is to be done, and why.
    fn says(self) -> (&'static str, &'static str) {
        match self {
            Self::Pay => ("Pay", "They are verified."),
            Self::Verify => ("Verify", "The newest summary shows them met; then they can be paid."),
            Self::VerifyAnew => ("Verify anew", "They were verified, and are met no longer."),
            Self::AskBack => ("Ask back, or wait", "They were paid, and are met no longer."),
            Self::ComesBack => ("Money is to come back", "It was asked back, and not all is returned."),
            Self::Overdue => ("Extend, or close the award", "Their day has passed, and they are not met."),
        }
    }

    fn of(milestone: &AwardedMilestone, holds: bool, today: Date) -> Option<Self> {
        match &milestone.progress {
            Progress::Payable(_) if holds => Some(Self::Pay),
            Progress::Payable(_) => Some(Self::VerifyAnew),
            Progress::Pending if holds => Some(Self::Verify),
            Progress::Pending if milestone.due < today => Some(Self::Overdue),
            Progress::Paid(_) if !holds => Some(Self::AskBack),
            Progress::ClawedBack(_, clawback) if clawback.outstanding() > Money::ZERO => {
                Some(Self::ComesBack)
            }
            Progress::Pending | Progress::Paid(_) | Progress::ClawedBack(..) => None,
        }
    }
}

type Place = (ApplicationId, MilestoneRef);

/// The kind of work that `wanted` names, or else the first of which there is any. `address` ends in `?` or `&`.
pub(super) fn list(
    desk: &Desk<'_>,
    sight: &Sight,
    awards: &[&Award],
    address: &str,
    wanted: &str,
    after: &str,
) -> Markup {
    let (roll, today) = (sight.roll(), desk.port.today());
    let mut waiting: BTreeMap<Work, Vec<(&Award, MilestoneRef, &AwardedMilestone)>> = BTreeMap::new();
    for award in awards.iter().filter(|award| award.closed.is_none()) {
        for (at, milestone) in &award.milestones {
            let verified = roll.verified(&award.participant, at.goal, sight.now);
            let holds = verified.is_some_and(|fact| fact.holds(award.required_grade));
            if let Some(work) = Work::of(milestone, holds, today) {
                waiting.entry(work).or_default().push((award, *at, milestone));
            }
        }
    }
    let asked = Work::ALL.into_iter().find(|work| work.word() == wanted);
    let Some(work) = asked.or_else(|| waiting.keys().next().copied()) else {
        return html! { h2 { "To do now" } p.none { "No milestone waits for you." } };
    };
    let rows = waiting.get(&work).map_or(&[][..], Vec::as_slice);
    let from = place(after);
    let later = rows.iter().filter(|(award, at, _)| from.is_none_or(|from| (award.id, *at) > from));
    let slice = Slice::first(later, PAGE, from.is_some(), |(award, at, _)| {
        format!("{}.{}.{}", award.id, at.goal, at.number)
    });
    let (title, why) = work.says();
    html! {
        h2 #work { "To do now" }
        ul {
            @for (kind, rows) in &waiting {
                li { a href={ (address) "work=" (kind.word()) "#work" } aria-current=[(*kind == work).then_some("true")] { (kind.says().0) } ": " (thousands(rows.len() as u64)) }
            }
        }
        (table(
            &format!("{title}: {}. {why}", count(rows.len() as u64, "milestone")),
            [text("Milestone"), text("Who"), number("Pays"), text("Due"), text("State")],
            slice.rows.iter().map(|(award, at, milestone)| [
                html! { a href=(of_milestone(award.id, *at)) { (at.goal) " of award " (award.id) } },
                html! { (shortened(sight.name(&award.participant), 80)) },
                html! { (milestone.amount) },
                html! { (day(milestone.due)) },
                progress(milestone, today),
            ]),
            "No milestone waits for this.",
        ))
        (turn(&slice, &format!("{address}work={}&", work.word()), "milestones"))
    }
}

/// `4095.E4.1`.
fn place(key: &str) -> Option<Place> {
    let mut parts = key.split('.');
    let award = ApplicationId(parts.next()?.parse().ok()?);
    let goal = parts.next()?.parse().ok()?;
    Some((award, MilestoneRef { goal, number: parts.next()?.parse().ok()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let at = MilestoneRef { goal: "E4".parse().unwrap(), number: 1 };
        assert_eq!(place("4095.E4.1"), Some((ApplicationId(4095), at)));
        for wrong in ["", "4095", "4095.E4", "4095.E99.1", "x.E4.1", "4095.E4.300"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_to_be_done() {
        let today = jiff::civil::date(2026, 11, 22);
        let milestone = |due| AwardedMilestone {
            name: "reached".to_owned(),
            amount: Money::ZERO,
            not_before: None,
            due,
            progress: Progress::Pending,
        };
        let (past, later) = (milestone(today.yesterday().unwrap()), milestone(today));
        assert_eq!(Work::of(&past, true, today), Some(Work::Verify), "met in the end");
        assert_eq!(Work::of(&past, false, today), Some(Work::Overdue));
        assert_eq!(Work::of(&later, false, today), None, "its day is not over");
        let words: std::collections::BTreeSet<_> = Work::ALL.map(Work::word).into();
        assert_eq!(words.len(), Work::ALL.len());
    }
}
