//! Everyone that the operator knows, to search and to narrow.

use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::search::{Needle, choice};
use crate::kit::table::{PAGE, Slice, number, table, text, turn};
use crate::kit::words::{count, escaped, thousands};
use crate::office::to_do::{is_silent, silent_after};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Visit};
use axum::extract::Query;
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use ward_domain::assessment::Status;
use ward_programme::identifiers::State;
use ward_programme::participants::{Enrolment, Kind, Participant, ParticipantId, Participants};
use ward_programme::standing::{GOALS, Standing};

/// What is looked for, and from where.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Look {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    state: String,
}

impl Look {
    /// The list's address with everything but the place in it; ends in `?` or `&`.
    fn address(&self) -> String {
        let mut address = "/participants?".to_owned();
        let all = [("q", &self.q), ("show", &self.show), ("kind", &self.kind), ("state", &self.state)];
        for (name, value) in all.into_iter().filter(|(_, value)| !value.is_empty()) {
            address.extend([name, "=", &escaped(value), "&"]);
        }
        address
    }
    fn fits(&self, one: &Participant, standing: &Standing, today: Date, silent_after: u32) -> bool {
        let profile = &one.profile;
        let shown = match self.show.as_str() {
            "enrolled" => one.is_enrolled(),
            "invited" => one.enrolment == Enrolment::Invited,
            "listed" => one.enrolment == Enrolment::Listed,
            "left" => one.enrolment == Enrolment::Left,
            "closed" => one.closed.is_some(),
            "silent" => one.is_enrolled() && is_silent(standing, &one.id, today, silent_after),
            _ => true,
        };
        shown
            && (self.kind.is_empty() || profile.kind.as_str() == self.kind)
            && (self.state.is_empty() || profile.state.is_some_and(|state| state.as_str() == self.state))
            && self.names(one)
    }
    /// Whether a name or a number of it holds what is looked for.
    fn names(&self, one: &Participant) -> bool {
        let needle = Needle::of(&self.q);
        if needle.is_empty() {
            return true;
        }
        let numbers: Vec<String> = one
            .ccns
            .iter()
            .map(|held| held.id.to_string())
            .chain(one.npis.iter().map(|held| held.id.to_string()))
            .collect();
        let words = [one.id.as_str(), &one.profile.name].into_iter().chain(one.profile.county.as_deref());
        needle.is_in(
            words
                .chain(one.profile.other_names.iter().map(String::as_str))
                .chain(numbers.iter().map(String::as_str)),
        )
    }
}

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show_office(move |desk| page(desk, &look)).await
}

/// So many that fit after an id; an id that is not one starts again at the first.
fn slice<'a>(
    all: &'a Participants,
    after: &str,
    most: usize,
    fits: impl Fn(&Participant) -> bool,
) -> Slice<&'a Participant> {
    let after: Option<ParticipantId> = after.parse().ok();
    let later = all.iter().filter(|one| after.as_ref().is_none_or(|after| one.id > *after));
    Slice::first(later.filter(|one| fits(one)), most, after.is_some(), |last| last.id.to_string())
}

fn page(desk: &Desk<'_>, look: &Look) -> Result<Page, Trouble> {
    let (programme, standing) = (desk.port.programme()?, desk.port.standing()?);
    let (all, today) = (&programme.participants, desk.port.today());
    let silent_after = silent_after(desk);
    let fits = |one: &Participant| look.fits(one, &standing, today, silent_after);
    let (fitting, total) = (all.iter().filter(|one| fits(one)).count() as u64, all.len() as u64);
    let slice = slice(all, &look.after, PAGE, fits);
    let content = html! {
        p.lead {
            (count(total, "participant")) " known"
            @if fitting != total { "; " (thousands(fitting)) " of them fit this search" }
            "."
        }
        p { a.button href="/participants/lists" { "Read a public list" } a.button.second href="/participants/new" { "List one by hand" } }
        (search(look, silent_after))
        (table(
            "Participants, by their short names",
            [text("Name"), text("Short name"), text("Class"), text("State"), text("Enrolment"), number("Goals met"), number("Days old")],
            slice.rows.iter().map(|one| line(one, &standing, today)),
            if total == 0 { "Nobody yet. The public lists of CMS bring hospitals." } else { "Nobody fits this search." },
        ))
        (turn(&slice, &look.address(), "participants"))
        p.quiet { a href="/catalogues" { "Whose verdicts are accepted: catalogue versions" } }
    };
    Ok(Page::new("Participants", Some(Section::Office(Room::Participants)), content))
}

fn search(look: &Look, silent_after: u32) -> Markup {
    let silent = format!("silent for more than {silent_after} days");
    let shows = [
        ("", "everyone"),
        ("enrolled", "enrolled"),
        ("invited", "invited"),
        ("listed", "listed"),
        ("left", "left"),
        ("closed", "closed for good"),
        ("silent", silent.as_str()),
    ];
    let states: Vec<State> = State::all().collect();
    let states: Vec<(&str, &str)> = [("", "every state")]
        .into_iter()
        .chain(states.iter().map(|state| (state.as_str(), state.as_str())))
        .collect();
    let kinds: Vec<(&str, &str)> = [("", "every class")]
        .into_iter()
        .chain(Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label())))
        .collect();
    html! {
        form.search method="get" action="/participants" role="search" {
            div {
                label for="q" { "Search" }
                input type="search" id="q" name="q" value=(look.q) aria-describedby="q-hint";
            }
            (choice("show", "Who", &shows, &look.show))
            (choice("kind", "Class", &kinds, &look.kind))
            (choice("state", "State", &states, &look.state))
            button type="submit" { "Search" }
            p.hint #q-hint { "Name, short name, CCN, NPI or county." }
        }
    }
}

fn line(one: &Participant, standing: &Standing, today: Date) -> [Markup; 7] {
    let marks = standing.track(&one.id).and_then(|track| track.on(today)).filter(|_| one.is_enrolled());
    let met = marks.map(|(marks, _)| marks.iter().filter(|mark| mark.status() == Status::Met).count());
    [
        link(one),
        html! { (one.id) },
        html! { (one.profile.kind.label()) },
        html! { @match one.profile.state { Some(state) => (state), None => "not known" } },
        html! { (one.enrolment.label()) @if one.closed.is_some() { ", closed" } },
        html! { @match met { Some(met) => { (met) " of " (GOALS) }, None => "–" } },
        html! { @match marks { Some((_, age)) => (age), None => "nothing sent" } },
    ]
}

/// A participant as a link to its page.
pub(crate) fn link(one: &Participant) -> Markup {
    html! { a href={ "/participants/" (escaped(one.id.as_str())) } { (shortened(&one.profile.name, 80)) } }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::FakeOffice;
    let of = |name, kind, look| (name, page(&FakeOffice::of(kind).desk(), &look).unwrap());
    let look = |q: &str, show: &str| Look { q: q.into(), show: show.into(), ..Look::default() };
    vec![
        of("participants-empty", Of::Empty, Look::default()),
        of("participants", Of::Typical, look("", "enrolled")),
        of("participants-silent", Of::Typical, look("", "silent")),
        of("participants-full", Of::Full, look("regional", "")),
        of("participants-none-fits", Of::Typical, look("<script>", "")),
        of("participants-hostile", Of::Hostile, Look::default()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Kind as Of;
    use crate::office::fake::FakeOffice;
    use crate::office::port::OfficePort as _;

    #[test]
    fn pages_hold_everyone_once_and_in_order() {
        let programme = FakeOffice::of(Of::Typical).programme().unwrap();
        let (mut after, mut seen) = (String::new(), Vec::new());
        loop {
            let page = slice(
                &programme.participants,
                &after,
                9,
                ward_programme::participants::Participant::is_enrolled,
            );
            seen.extend(page.rows.iter().map(|one| one.id.clone()));
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        let all: Vec<_> =
            programme.participants.iter().filter(|one| one.is_enrolled()).map(|one| one.id.clone()).collect();
        assert_eq!(seen, all);
    }

    #[track_caller]
    fn finds(q: &str, show: &str, expected: usize) {
        let fake = FakeOffice::of(Of::Typical);
        let (programme, standing) = (fake.programme().unwrap(), fake.standing().unwrap());
        let look = Look { q: q.into(), show: show.into(), ..Look::default() };
        let found = programme
            .participants
            .iter()
            .filter(|one| look.fits(one, &standing, fake.today(), silent_after(&fake.desk())))
            .count();
        assert_eq!(found, expected, "{q} {show}");
    }

    #[test]
    fn names_numbers_and_steps_are_found() {
        finds("O012", "", 1);
        finds("450012", "", 1);
        finds("  ", "", 84);
        finds("taos", "", 21);
        finds("", "listed", 14);
        finds("", "closed", 0);
        finds("no such thing", "", 0);
    }
}
