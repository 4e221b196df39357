//! An application that an officer files for a participant, from paper or a call.

use super::round_terms::parse;
use crate::kit::form::{Errors, Field, Fields, Kind as Asked, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::office::answers::{Sight, absent, day, decide, money};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use jiff::ToSpan as _;
use maud::html;
use sha2::{Digest as _, Sha256};
use ward_domain::{Digest, GoalId, Money};
use ward_programme::funding::{Event, Form, Kind, Line, Milestone, RoundId};
use ward_programme::participants::ParticipantId;

/// Fields of a line: goal, actions, cost, asked, due, and whether half is kept for a year.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);
const ROWS: [Row; 5] = [
    ("goal-1", "actions-1", "cost-1", "asked-1", "due-1", "half-1"),
    ("goal-2", "actions-2", "cost-2", "asked-2", "due-2", "half-2"),
    ("goal-3", "actions-3", "cost-3", "asked-3", "due-3", "half-3"),
    ("goal-4", "actions-4", "cost-4", "asked-4", "due-4", "half-4"),
    ("goal-5", "actions-5", "cost-5", "asked-5", "due-5", "half-5"),
];

pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = parse(&id)?;
    visit.show_office(move |desk| page(desk, &id, &Fields::default(), &Errors::default())).await
}

pub(crate) async fn submit(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    let id = parse(&id)?;
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if let (Some((participant, form)), false) = (read(&fields, &mut errors), errors.any()) {
                let event = Event::Applied { round: id.clone(), participant, form };
                let events = vec![ward_programme::Event::Funding(event)];
                if let Some(numbers) = decide(desk, events, "participant", &mut errors)? {
                    let number = numbers.first().copied().unwrap_or_default();
                    return Ok(Done::GoTo(format!("/applications/{number}")));
                }
            }
            Ok(Done::Again(page(desk, &id, &fields, &errors)?))
        })
        .await
}

fn read(fields: &Fields, errors: &mut Errors) -> Option<(ParticipantId, Form)> {
    let participant = fields.get("participant").parse::<ParticipantId>();
    if participant.is_err() {
        errors.add("participant", "Enter the participant’s id as its page shows it");
    }
    let mut lines: Vec<Line> = Vec::new();
    for row in ROWS.iter().filter(|row| !fields.get(row.0).is_empty()) {
        let level = lines.iter().filter(|line| line.goal.to_string() == fields.get(row.0)).count() + 1;
        lines.extend(line(row, u8::try_from(level).unwrap_or(u8::MAX), fields, errors));
    }
    if lines.is_empty() && !errors.any() {
        errors.add("goal-1", "Choose at least one goal");
    }
    let given = fields.get("document");
    let document = if given.is_empty() {
        // Nothing was received but what is typed here: that is the document.
        let typed = ROWS
            .iter()
            .flat_map(|row| [row.0, row.1, row.2, row.3, row.4, row.5])
            .map(|name| fields.get(name));
        let text = typed.fold(fields.get("participant").to_owned(), |text, value| format!("{text}\n{value}"));
        Some(Digest(Sha256::digest(text).into()))
    } else {
        given.parse().ok()
    };
    if document.is_none() {
        errors.add("document", "Enter 64 hexadecimal digits, or leave it empty");
    }
    Some((participant.ok()?, Form { document: document?, lines }))
}

fn line(row: &Row, level: u8, fields: &Fields, errors: &mut Errors) -> Option<Line> {
    let (goal, actions, cost, asked, due, half) = *row;
    let found = fields.get(goal).parse::<GoalId>().ok();
    if found.is_none() {
        errors.add(goal, "Choose a goal from the list");
    }
    let actions: Vec<String> = {
        let named: Vec<String> = fields.lines(actions).map(str::to_owned).collect();
        if named.is_empty() {
            errors.add(actions, "Say what will be done, such as second-factor-outside");
        }
        named
    };
    let (cost, asked, due) =
        (money(fields, cost, errors), money(fields, asked, errors), day(fields, due, errors));
    let (asked, due) = (asked?, due?);
    let milestone =
        |name: &str, amount, not_before, due| Milestone { name: name.to_owned(), amount, not_before, due };
    let milestones = if fields.get(half) == "yes" {
        let first = Money { cents: asked.cents / 2 };
        let (from, to) = (due.checked_add(1.year()).ok()?, due.checked_add(18.months()).ok()?);
        vec![
            milestone("the goal is met", asked - first, None, due),
            milestone("it is still met a year later", first, Some(from), to),
        ]
    } else {
        vec![milestone("the goal is met", asked, None, due)]
    };
    Some(Line { goal: found?, level, actions, cost: cost?, asked, milestones })
}

fn page(desk: &Desk<'_>, id: &RoundId, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let round = sight.programme.funding.round(id).map_err(absent)?;
    let tier = round.terms.kind.tier();
    let goals: Vec<String> =
        GoalId::all().filter(|goal| goal.tier() == tier).map(|goal| goal.to_string()).collect();
    let options: Vec<(&str, &str)> = std::iter::once(("", "No line"))
        .chain(goals.iter().map(|goal| (goal.as_str(), goal.as_str())))
        .collect();
    let what = match round.terms.kind {
        Kind::Upfront => "essential goals",
        Kind::Incentive => "enhanced goals",
    };
    let content = html! {
        (errors.summary())
        p.lead { "This round pays for " (what) ", at most " (round.terms.cap.value) " for one applicant." }
        p.note { "Has the organisation signed one with its own Ward? " a href="/applications/signed" { "Take that file" } " instead: it needs no typing, and the signature says who speaks." }
        p { "Whoever files an application cannot review it. Name a goal twice to offer a dearer level; at most one of them is funded." }
        (post(&format!("/rounds/{id}/apply"), desk.token, false, html! {
            (Field::new("participant", "Participant", Asked::Text).hint("Its id, as its page shows it.").autocomplete("off").show(fields, errors))
            (Field::new("document", "Fingerprint of the paper or file (SHA-256)", Asked::Text).optional().hint("Leave it empty when nothing was received but a call.").show(fields, errors))
            @for (place, (goal, actions, cost, asked, due, half)) in ROWS.iter().enumerate() {
                fieldset.panel {
                    legend { strong { "Line " (place + 1) } }
                    (Field::new(goal, "Goal", Asked::Select(&options)).show(fields, errors))
                    (Field::new(actions, "What will be done", Asked::Text).hint("Names of actions with commas.").optional().show(fields, errors))
                    (Field::new(cost, "What it costs in all, in dollars", Asked::Text).optional().show(fields, errors))
                    (Field::new(asked, "What is asked of the round, in dollars", Asked::Text).optional().show(fields, errors))
                    (Field::new(due, "Last day on which the goal’s being met counts", Asked::Date).optional().show(fields, errors))
                    (Field::new(half, "Keep half until the goal is still met a year later", Asked::Check).optional().show(fields, errors))
                }
            }
            p { button type="submit" { "File the application" } " " a href={ "/rounds/" (id) } { "Cancel" } }
        }))
    };
    Ok(Page::new("File an application", Some(Section::Office(Room::Funding)), content)
        .up(format!("/rounds/{id}"), shortened(&round.terms.title, 80))
        .failed(errors.any()))
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::money::{To, round, tell};
    use crate::office::fake::{FakeOffice, HOSTILE};
    let fake = FakeOffice::of(Story::Typical);
    tell(&fake, To::Open);
    let mut fields = Fields::default();
    for name in ["participant", "document", "goal-1", "cost-1", "due-1"] {
        fields.set(name, HOSTILE);
    }
    let mut errors = Errors::default();
    read(&fields, &mut errors);
    vec![
        ("application-new", page(&fake.desk(), &round(), &Fields::default(), &Errors::default()).unwrap()),
        ("application-new-wrong", page(&fake.desk(), &round(), &fields, &errors).unwrap()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> Fields {
        let mut fields = Fields::default();
        for (name, value) in [
            ("participant", "o001"),
            ("goal-1", "E1"),
            ("actions-1", "second-factor-outside, unique-and-changed-passwords"),
            ("cost-1", "50,001"),
            ("asked-1", "40,001"),
            ("due-1", "2027-03-31"),
            ("half-1", "yes"),
            ("goal-2", "E1"),
            ("actions-2", "keys-for-administrators"),
            ("cost-2", "90000"),
            ("asked-2", "60000"),
            ("due-2", "2027-03-31"),
        ] {
            fields.set(name, value);
        }
        fields
    }

    #[test]
    fn lines_are_read_with_levels_and_milestones() {
        let mut errors = Errors::default();
        let (_, form) = read(&typed(), &mut errors).unwrap();
        assert!(!errors.any());
        let levels: Vec<_> = form.lines.iter().map(|line| line.level).collect();
        assert_eq!(levels, [1, 2]);
        let first = &form.lines[0];
        assert_eq!(first.milestones.iter().map(|one| one.amount).sum::<Money>(), first.asked);
        assert_eq!(first.milestones[1].not_before, Some(jiff::civil::date(2028, 3, 31)));
        assert_eq!(first.actions.len(), 2);
    }

    #[test]
    fn the_document_is_what_was_typed_when_nothing_else_came() {
        let digest = |fields: &Fields| read(fields, &mut Errors::default()).unwrap().1.document;
        let mut other = typed();
        other.set("cost-1", "50,002");
        assert_eq!(digest(&typed()), digest(&typed()));
        assert_ne!(digest(&typed()), digest(&other));
        other.set("document", "ab".repeat(32));
        assert_eq!(digest(&other), Digest([0xab; 32]));
    }

    #[test]
    fn an_empty_form_is_refused() {
        let mut errors = Errors::default();
        read(&Fields::default(), &mut errors);
        assert!(errors.any());
    }
}
