//! A decision about one application by hand, instead of the planner's, with a reason.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::office::answers::{Sight, absent, decide, money, sentence, told, typed};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use maud::html;
use std::collections::BTreeMap;
use ward_domain::GoalId;
use ward_programme::funding::{
    Allocation, Application, ApplicationId, Choice, Decision, Event, Given, Round,
};

/// Level, amount and reason for each goal; a tier has ten.
const NAMES: [(&str, &str, &str); 10] = [
    ("level-1", "amount-1", "why-1"),
    ("level-2", "amount-2", "why-2"),
    ("level-3", "amount-3", "why-3"),
    ("level-4", "amount-4", "why-4"),
    ("level-5", "amount-5", "why-5"),
    ("level-6", "amount-6", "why-6"),
    ("level-7", "amount-7", "why-7"),
    ("level-8", "amount-8", "why-8"),
    ("level-9", "amount-9", "why-9"),
    ("level-10", "amount-10", "why-10"),
];

pub(crate) async fn show(visit: Visit, Path(id): Path<u64>) -> Answer {
    visit
        .show_office(move |desk| {
            let sight = Sight::of(desk)?;
            let (application, _, allocation) = find(&sight, ApplicationId(id))?;
            let mut fields = Fields::default();
            if let Some(decision) = allocation.decisions.get(&application.id) {
                fill(decision, &mut fields);
            }
            page(desk, ApplicationId(id), &fields, &Errors::default())
        })
        .await
}

pub(crate) async fn submit(Path(id): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let sight = Sight::of(desk)?;
            let (application, round, _) = find(&sight, ApplicationId(id))?;
            let decision = read(application, &fields, &mut errors);
            let reason = told(&fields, "reason", &mut errors);
            if !errors.any() {
                let event = Event::AllocationChanged {
                    round: round.id.clone(),
                    expected: fields.get("expected").parse().unwrap_or(0),
                    decision,
                    floors_missed: floors(&fields),
                    reason,
                };
                let events = vec![ward_programme::Event::Funding(event)];
                if decide(desk, events, "reason", &mut errors)?.is_some() {
                    return Ok(Done::GoTo(format!("/applications/{id}")));
                }
            }
            Ok(Done::Again(page(desk, ApplicationId(id), &fields, &errors)?))
        })
        .await
}

fn find(sight: &Sight, id: ApplicationId) -> Result<(&Application, &Round, &Allocation), Trouble> {
    let funding = &sight.programme.funding;
    let application = funding.application(id).map_err(absent)?;
    let round = funding.round(&application.round).map_err(absent)?;
    let none = || {
        Trouble::user(
            "Nothing is proposed in this round.",
            "Close the round, then let the awards be worked out.",
        )
    };
    Ok((application, round, round.allocation.as_ref().ok_or_else(none)?))
}

fn goals(application: &Application) -> Vec<GoalId> {
    let mut goals: Vec<GoalId> = application.form.lines.iter().map(|line| line.goal).collect();
    goals.sort_unstable();
    goals.dedup();
    goals
}

fn fill(decision: &Decision, fields: &mut Fields) {
    fields.set("because", decision.because.clone());
    let mut choices: Vec<&Choice> = decision.choices.iter().collect();
    choices.sort_by_key(|choice| choice.goal);
    for (choice, (level, amount, why)) in choices.into_iter().zip(NAMES) {
        fields.set(level, choice.given.map_or("0".to_owned(), |given| given.level.to_string()));
        fields.set(amount, choice.given.map_or(String::new(), |given| typed(given.amount)));
        fields.set(why, choice.because.clone());
    }
}

fn read(application: &Application, fields: &Fields, errors: &mut Errors) -> Decision {
    let mut choices = Vec::new();
    for (goal, (level, amount, why)) in goals(application).into_iter().zip(NAMES) {
        let given = match fields.get(level).parse::<u8>() {
            Ok(0) => None,
            Ok(level) => money(fields, amount, errors).map(|amount| Given { level, amount }),
            Err(_) => {
                errors.add(level, format!("Choose what {goal} gets"));
                None
            }
        };
        choices.push(Choice { goal, given, because: told(fields, why, errors) });
    }
    Decision { application: application.id, choices, because: told(fields, "because", errors) }
}

/// Lines of `name of the floor: reason`.
fn floors(fields: &Fields) -> BTreeMap<String, String> {
    let lines = fields.get("floors").lines().filter_map(|line| line.split_once(':'));
    lines.map(|(name, why)| (name.trim().to_owned(), why.trim().to_owned())).collect()
}

fn page(desk: &Desk<'_>, id: ApplicationId, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let (application, round, allocation) = find(&sight, id)?;
    let floors: Vec<&str> = round.terms.floors.iter().map(|floor| floor.value.name.as_str()).collect();
    let content = html! {
        (errors.summary())
        p.lead { "What you decide stands in the record with your reason, beside what the planner proposed." }
        (post(&format!("/applications/{id}/change"), desk.token, false, html! {
            input type="hidden" name="expected" value=(allocation.version);
            @for (goal, (level, amount, why)) in goals(application).into_iter().zip(NAMES) {
                @let lines: Vec<_> = application.form.lines.iter().filter(|line| line.goal == goal).collect();
                @let words: Vec<(String, String)> = lines.iter().map(|line| (line.level.to_string(), format!("Yes, level {}: {} asked", line.level, line.asked))).collect();
                @let options: Vec<(&str, &str)> = std::iter::once(("0", "No")).chain(words.iter().map(|(value, words)| (value.as_str(), words.as_str()))).collect();
                fieldset.panel {
                    legend { strong { "Goal " (goal) } }
                    (Field::new(level, "What it gets", Kind::Select(&options)).show(fields, errors))
                    (Field::new(amount, "Dollars, at most what was asked", Kind::Text).optional().show(fields, errors))
                    (Field::new(why, "Why, for the applicant", Kind::Text).show(fields, errors))
                }
            }
            (Field::new("because", "Why the application gets this and not more or less, for the applicant", Kind::Area).show(fields, errors))
            @if !floors.is_empty() {
                p { "Floors of this round: " (shortened(&floors.join("; "), 300)) }
                (Field::new("floors", "Floors that are not reached any more", Kind::Area).optional().hint("One a line: name of the floor, a colon, the reason.").show(fields, errors))
            }
            (Field::new("reason", "Why you decide otherwise than proposed", Kind::Area).show(fields, errors))
            p { button type="submit" { "Change the proposal" } " " a href={ "/applications/" (id) } { "Cancel" } }
        }))
    };
    let title = format!("Decide otherwise about application {id}");
    Ok(Page::new(title, Some(Section::Office(Room::Funding)), content)
        .up(format!("/applications/{id}"), sentence(&format!("application {id}")))
        .failed(errors.any()))
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    use crate::office::fake::money::{To, tell};
    let fake = FakeOffice::of(Story::Typical);
    let ids = tell(&fake, To::Allocated);
    let sight = Sight::of(&fake.desk()).unwrap();
    let (application, _, allocation) = find(&sight, ids[0]).unwrap();
    let mut fields = Fields::default();
    fill(&allocation.decisions[&ids[0]], &mut fields);
    let mut errors = Errors::default();
    assert_eq!(read(application, &fields, &mut errors), allocation.decisions[&ids[0]], "read as filled in");
    assert!(!errors.any());
    fields.set("amount-1", "<b>");
    fields.set("level-1", "x");
    read(application, &fields, &mut errors);
    vec![
        ("application-change", page(&fake.desk(), ids[0], &Fields::default(), &Errors::default()).unwrap()),
        ("application-change-wrong", page(&fake.desk(), ids[0], &fields, &errors).unwrap()),
    ]
}
