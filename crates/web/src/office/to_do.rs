//! What waits for the operator, read from the state of the programme: shown on the first page.

use super::{Desk, Room};
use crate::kit::words::count;
use crate::routes::{Section, address_of};
use maud::{Markup, html};
use ward_programme::Programme;
use ward_programme::funding::Progress;
use ward_programme::participants::Enrolment;
use ward_programme::standing::Standing;

/// The list; nothing when nothing waits.
pub(super) fn list(desk: &Desk<'_>, programme: &Programme, standing: &Standing) -> Markup {
    let waiting = waiting(desk, programme, standing);
    let waiting: Vec<_> = waiting.iter().filter(|(_, _, n, _)| *n > 0).collect();
    html! {
        @if !waiting.is_empty() {
            h2 { "Do next" }
            ul {
                @for (room, address, _, words) in &waiting {
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

/// Where it is done, how many there are, and what they are.
type Waiting = (Room, &'static str, u64, String);

fn waiting(desk: &Desk<'_>, programme: &Programme, standing: &Standing) -> [Waiting; 6] {
    let today = desk.port.today();
    let silent_after = silent_after(desk);
    let queue = programme.help.queue();
    let late = queue.iter().filter(|request| request.is_late(today)).count() as u64;
    let overdue: u64 = programme.audit.iter().map(|(_, audit)| audit.overdue(today).len() as u64).sum();
    let payable = programme
        .funding
        .awards()
        .flat_map(|award| award.milestones.values())
        .filter(|milestone| matches!(milestone.progress, Progress::Payable(_)))
        .count() as u64;
    let enrolled = || programme.participants.iter().filter(|one| one.is_enrolled());
    let silent = enrolled().filter(|one| is_silent(standing, &one.id, today, silent_after)).count() as u64;
    let invited =
        programme.participants.iter().filter(|one| one.enrolment == Enrolment::Invited).count() as u64;
    let unhurried = queue.len() as u64 - late;
    let silence = format!(
        "{} silent for more than {silent_after} days, or from the start: call",
        count(silent, "organisation")
    );
    [
        (
            Room::Help,
            "",
            late,
            format!("{} for help: the day it was wanted by is past", count(late, "request")),
        ),
        (Room::Audit, "/audits", overdue, format!("{}: something is overdue", count(overdue, "audit case"))),
        (
            Room::Funding,
            "",
            payable,
            format!("{} to pay: the goal is met and verified", count(payable, "milestone")),
        ),
        (Room::Participants, "/participants?show=silent", silent, silence),
        (
            Room::Participants,
            "/participants?show=invited",
            invited,
            format!("{} open: enrol with key and consent", count(invited, "invitation")),
        ),
        (Room::Help, "", unhurried, format!("{} for help, not late yet", count(unhurried, "request"))),
    ]
}

/// Whether an enrolled participant should be called: nothing came for long.
pub(crate) fn is_silent(
    standing: &Standing,
    id: &ward_programme::participants::ParticipantId,
    today: jiff::civil::Date,
    after: u32,
) -> bool {
    let age = standing.track(id).and_then(|track| track.on(today)).map(|(_, age)| age);
    age.is_none_or(|age| i64::from(age) > i64::from(after))
}

/// Days after which silence is worth a call, as of today.
pub(crate) fn silent_after(desk: &Desk<'_>) -> u32 {
    desk.port.catalog().office_days.on(desk.port.today()).silent_after
}
