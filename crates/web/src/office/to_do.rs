//! What waits for the operator, read from the state of the programme: shown on the first page.

use super::{Desk, Room};
use crate::kit::words::count;
use crate::routes::{Section, address_of};
use maud::{Markup, html};
use ward_programme::Programme;
use ward_programme::funding::Progress;
use ward_programme::participants::Enrolment;
use ward_programme::standing::Standing;

/// Days after which silence is worth a call (OWN).
pub(crate) const SILENT_DAYS: i32 = 45;

/// The list; nothing when nothing waits.
pub(super) fn list(desk: &Desk<'_>, programme: &Programme, standing: &Standing) -> Markup {
    let waiting: Vec<(Room, &str, String)> = waiting(desk, programme, standing)
        .into_iter()
        .filter(|(_, _, n, _)| *n > 0)
        .map(|(room, address, n, words)| (room, address, words(n)))
        .collect();
    html! {
        @if !waiting.is_empty() {
            h2 { "Do next" }
            ul {
                @for (room, address, words) in &waiting {
                    li {
                        @match (address.is_empty(), address_of(Section::Office(*room))) {
                            (false, _) => a href=(address) { (words) },
                            (true, Some(address)) => a href=(address) { (words) },
                            (true, None) => (words),
                        }
                    }
                }
            }
        }
    }
}

type Waiting = (Room, &'static str, u64, fn(u64) -> String);

fn waiting(desk: &Desk<'_>, programme: &Programme, standing: &Standing) -> [Waiting; 6] {
    let today = desk.port.today();
    let queue = programme.help.queue();
    let late = queue.iter().filter(|request| request.is_late(today)).count() as u64;
    let overdue = programme.audit.iter().map(|(_, audit)| audit.overdue(today).len() as u64).sum();
    let payable = programme
        .funding
        .awards()
        .flat_map(|award| award.milestones.values())
        .filter(|milestone| matches!(milestone.progress, Progress::Payable(_)))
        .count() as u64;
    let enrolled = || programme.participants.iter().filter(|one| one.is_enrolled());
    let silent = enrolled().filter(|one| is_silent(standing, &one.id, today)).count() as u64;
    let invited =
        programme.participants.iter().filter(|one| one.enrolment == Enrolment::Invited).count() as u64;
    [
        (Room::Help, "", late, |n| {
            format!("{} for help: the day it was wanted by is past", count(n, "request"))
        }),
        (Room::Audit, "/audits", overdue, |n| format!("{}: something is overdue", count(n, "audit case"))),
        (Room::Funding, "", payable, |n| {
            format!("{} to pay: the goal is met and verified", count(n, "milestone"))
        }),
        (Room::Participants, "/participants?show=silent", silent, |n| {
            format!(
                "{} silent for more than {SILENT_DAYS} days, or from the start: call",
                count(n, "organisation")
            )
        }),
        (Room::Participants, "/participants?show=invited", invited, |n| {
            format!("{} open: enrol with key and consent", count(n, "invitation"))
        }),
        (Room::Help, "", queue.len() as u64 - late, |n| {
            format!("{} for help, not late yet", count(n, "request"))
        }),
    ]
}

/// Whether an enrolled participant should be called: nothing came for long.
pub(crate) fn is_silent(
    standing: &Standing,
    id: &ward_programme::participants::ParticipantId,
    today: jiff::civil::Date,
) -> bool {
    standing.track(id).and_then(|track| track.on(today)).is_none_or(|(_, age)| age > SILENT_DAYS)
}
