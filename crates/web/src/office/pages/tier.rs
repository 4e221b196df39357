//! Recognition: tiers that are offered, who reached them, statements, and what must be withdrawn now.

use super::round_rule::read_grade;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{After, PAGE, Slice, number, prose, table, text, turn};
use crate::kit::words::{count, moment};
use crate::office::answers::{Sight, decide, money_tabs, number as whole, sentence, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use ward_domain::Digest;
use ward_programme::participants::ParticipantId;
use ward_programme::recognition::{Event, Goals, Issued, Status, Tier};

pub(crate) async fn show(visit: Visit, Query(after): Query<After>) -> Answer {
    visit
        .show_office(move |desk| {
            let mut fields = Fields::default();
            for (name, value) in
                [("goals", "essential"), ("grade", "C"), ("valid", "365"), ("freshest", "100")]
            {
                fields.set(name, value);
            }
            page(desk, &after, &fields, &Errors::default())
        })
        .await
}

/// Offers or ends a tier, issues statements or withdraws them: `do` says which.
pub(crate) async fn act(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let sight = Sight::of(desk)?;
            let (events, field) = events(&sight, &fields, &mut errors);
            if events.is_empty() && !errors.any() {
                errors.add(field, "There is nothing to do any more");
            }
            let events = events.into_iter().map(ward_programme::Event::Recognition).collect();
            if !errors.any() && decide(desk, events, field, &mut errors)?.is_some() {
                return Ok(Done::GoTo("/tiers".to_owned()));
            }
            Ok(Done::Again(page(desk, &After::default(), &fields, &errors)?))
        })
        .await
}

fn events(sight: &Sight, fields: &Fields, errors: &mut Errors) -> (Vec<Event>, &'static str) {
    let recognition = &sight.programme.recognition;
    match fields.get("do") {
        "offer" => (read(fields, errors).map(|tier| Event::TierOffered { tier }).into_iter().collect(), "id"),
        "end" => {
            let reason = told(fields, "end-reason", errors);
            (vec![Event::TierEnded { tier: fields.get("tier").to_owned(), reason }], "tier")
        }
        "withdraw" => {
            let fallen = recognition.to_withdraw(sight.now, &sight.roll());
            let event = |one: ward_programme::recognition::Fallen| Event::Withdrawn {
                statement: one.statement,
                reason: one.reason,
            };
            (fallen.into_iter().map(event).collect(), "do")
        }
        _ => {
            let Some(tier) = recognition.tiers().find(|tier| tier.id == fields.get("issue")) else {
                errors.add("do", "This tier is not offered any more");
                return (Vec::new(), "do");
            };
            let event =
                |(participant, summary)| Event::Issued { participant, tier: tier.id.clone(), summary };
            (due(sight, tier).into_iter().map(event).collect(), "do")
        }
    }
}

/// Who reached a tier, agreed to be named, and has no statement of it that stands.
fn due(sight: &Sight, tier: &Tier) -> Vec<(ParticipantId, Digest)> {
    let roll = sight.roll();
    let recognition = &sight.programme.recognition;
    let has = |who: &ParticipantId| {
        let mut mine =
            recognition.statements().filter(|one| one.participant == *who && one.tier.id == tier.id);
        mine.any(|one| matches!(recognition.status(one.id, sight.now), Status::Valid(_)))
    };
    let enrolled = sight.programme.participants.iter().filter(|one| one.is_enrolled() && !has(&one.id));
    enrolled.filter_map(|one| Some((one.id.clone(), tier.reached(&one.id, sight.now, &roll).ok()?))).collect()
}

fn read(fields: &Fields, errors: &mut Errors) -> Option<Tier> {
    let goals = match fields.get("goals") {
        "essential" => Some(Goals::Essential),
        "enhanced" => Some(Goals::Enhanced),
        "all" => Some(Goals::All),
        _ => {
            errors.add("goals", "Choose which goals");
            None
        }
    };
    let grade = read_grade(fields.get("grade"));
    if grade.is_none() {
        errors.add("grade", "Choose a grade");
    }
    let [title, meaning, source] = ["title", "meaning", "source"].map(|name| told(fields, name, errors));
    let (valid, freshest) =
        (whole(fields, "valid", 1..=1_827, errors), whole(fields, "freshest", 1..=1_827, errors));
    Some(Tier {
        id: fields.get("id").to_owned(),
        title,
        meaning,
        goals: goals?,
        grade: grade?,
        valid_days: u16::try_from(valid?).ok()?,
        freshest_days: u16::try_from(freshest?).ok()?,
        source,
    })
}

fn page(desk: &Desk<'_>, after: &After, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let recognition = &sight.programme.recognition;
    let tiers: Vec<&Tier> = recognition.tiers().collect();
    let content = html! {
        (money_tabs("/tiers"))
        (errors.summary())
        p.lead { "A tier says in public what a signed summary shows, for a time, and is taken back when it is true no longer." }
        div #f-do {}
        (to_withdraw(desk, &sight))
        (table(
            "Tiers that are offered",
            [text("Tier"), text("Asks for"), text("Valid"), text("Where it comes from"), number("Statements that stand"), text("Reached, and no statement")],
            tiers.iter().map(|tier| {
                let due = due(&sight, tier).len();
                [
                    html! { (shortened(&tier.title, 100)) " " code { (tier.id) } },
                    html! { (tier.goals.words()) ", grade " (tier.grade.as_str()) " or better, by a summary of the last " (count(tier.freshest_days.into(), "day")) },
                    html! { (count(tier.valid_days.into(), "day")) },
                    html! { (shortened(&tier.source, 200)) },
                    html! { (standing(&sight, tier)) },
                    html! {
                        (due)
                        @if due > 0 {
                            (post("/tiers", desk.token, false, html! {
                                input type="hidden" name="issue" value=(tier.id);
                                button type="submit" name="do" value="issue" { "Issue " (count(due as u64, "statement")) }
                            }))
                        }
                    },
                ]
            }),
            "No tier is offered.",
        ))
        (statements(&sight, after))
        (forms(desk, &tiers, fields, errors))
    };
    Ok(Page::new("Recognition", Some(Section::Office(Room::Funding)), content)
        .up("/rounds", "Rounds")
        .failed(errors.any()))
}

fn standing(sight: &Sight, tier: &Tier) -> usize {
    let recognition = &sight.programme.recognition;
    let of_tier = recognition.statements().filter(|one| one.tier.id == tier.id);
    of_tier.filter(|one| matches!(recognition.status(one.id, sight.now), Status::Valid(_))).count()
}

fn to_withdraw(desk: &Desk<'_>, sight: &Sight) -> Markup {
    let recognition = &sight.programme.recognition;
    let fallen = recognition.to_withdraw(sight.now, &sight.roll());
    let name = |one: &ward_programme::recognition::Fallen| {
        let issued = recognition.statements().find(|issued| issued.id == one.statement);
        issued.map_or(String::new(), |issued| shortened(&issued.name, 80))
    };
    html! {
        @if !fallen.is_empty() {
            section.panel aria-labelledby="fallen" {
                h2 #fallen { strong.bad { (count(fallen.len() as u64, "statement")) } " must be withdrawn now" }
                p { "The newest summaries do not carry them any more. The public can read the reasons." }
                (table(
                    "What is true no longer",
                    [text("Statement"), text("Who"), prose("Why")],
                    fallen.iter().map(|one| [
                        html! { a href={ "/public/statements/" (one.statement) } { (one.statement) } },
                        html! { (name(one)) },
                        html! { (sentence(&shortened(&one.reason, 300))) },
                    ]),
                    "",
                ))
                (post("/tiers", desk.token, false, html! { button type="submit" name="do" value="withdraw" { "Withdraw them all" } }))
            }
        }
    }
}

fn statements(sight: &Sight, after: &After) -> Markup {
    let recognition = &sight.programme.recognition;
    let all: Vec<&Issued> = recognition.statements().collect();
    // Newest first, so what comes after a statement is older.
    let after = after.number();
    let later = all.iter().rev().copied().filter(|one| after.is_none_or(|after| one.id.0 < after));
    let slice = Slice::first(later, PAGE, after.is_some(), |last| last.id.to_string());
    let state = |one: &Issued| match recognition.status(one.id, sight.now) {
        Status::Valid(_) => html! { strong.good { "valid" } },
        Status::Expired(_) => html! { "expired" },
        Status::Withdrawn(_) => html! { strong.bad { "withdrawn" } },
        Status::Unknown => html! { "unknown" },
    };
    html! {
        (table(
            &format!("Statements, newest first, of {}", all.len()),
            [text("Statement"), text("Who"), text("Tier"), text("Issued"), text("Until"), text("State")],
            slice.rows.iter().map(|one| [
                html! { a href={ "/public/statements/" (one.id) } { (one.id) } },
                html! { (sight.link(&one.participant)) },
                html! { (shortened(&one.tier.title, 80)) },
                html! { (moment(one.made.at)) },
                html! { (moment(one.expires)) },
                state(one),
            ]),
            "No statement was issued yet.",
        ))
        (turn(&slice, "/tiers?", "statements"))
    }
}

fn forms(desk: &Desk<'_>, tiers: &[&Tier], fields: &Fields, errors: &Errors) -> Markup {
    let goals = [
        ("essential", "All ten essential goals"),
        ("enhanced", "All ten enhanced goals"),
        ("all", "All twenty goals"),
    ];
    let grades = [
        ("A", "A: a machine’s own file"),
        ("B", "B: a dated paper"),
        ("C", "C: an own list"),
        ("D", "D: an answer"),
    ];
    let offered: Vec<(&str, &str)> =
        tiers.iter().map(|tier| (tier.id.as_str(), tier.title.as_str())).collect();
    html! {
        section.panel aria-labelledby="offer" {
            h2 #offer { "Offer a tier" }
            p { "The numbers are your own choice. An id that is offered already gets the new rule; statements that were issued keep theirs." }
            (post("/tiers", desk.token, false, html! {
                (Field::new("id", "Id", Kind::Text).hint("Small letters, digits and hyphens, such as essential.").autocomplete("off").show(fields, errors))
                (Field::new("title", "Name", Kind::Text).hint("For example: Essential goals met.").show(fields, errors))
                (Field::new("meaning", "What it means, in plain words for patients", Kind::Area).show(fields, errors))
                (Field::new("goals", "Goals that must be met", Kind::Select(&goals)).show(fields, errors))
                (Field::new("grade", "Lowest grade of evidence that counts", Kind::Select(&grades)).show(fields, errors))
                (Field::new("valid", "Days for which a statement is valid", Kind::Text).show(fields, errors))
                (Field::new("freshest", "Days after which a summary is too old", Kind::Text).show(fields, errors))
                (Field::new("source", "Where the rule comes from", Kind::Text).hint("A decision of the programme, or a law.").show(fields, errors))
                button type="submit" name="do" value="offer" { "Offer the tier" }
            }))
        }
        @if !offered.is_empty() {
            details {
                summary { "End a tier" }
                p { "Statements that were issued stand until they expire." }
                (post("/tiers", desk.token, false, html! {
                    (Field::new("tier", "Which", Kind::Select(&offered)).show(fields, errors))
                    (Field::new("end-reason", "Why", Kind::Text).show(fields, errors))
                    button.second type="submit" name="do" value="end" { "End the tier" }
                }))
            }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    use crate::office::fake::money::{recognise, tells};
    use ward_domain::assessment::Status as GoalStatus;
    let empty = FakeOffice::of(Story::Empty);
    let shown = |fake: &FakeOffice| {
        page(&fake.desk(), &After::default(), &Fields::default(), &Errors::default()).unwrap()
    };
    let (full, fallen, hostile) =
        (FakeOffice::of(Story::Typical), FakeOffice::of(Story::Typical), FakeOffice::of(Story::Hostile));
    recognise(&full);
    recognise(&hostile);
    let (_, who) = recognise(&fallen);
    tells(&fallen, &who, GoalStatus::NotMet);
    let mut errors = Errors::default();
    read(&Fields::default(), &mut errors);
    vec![
        ("tiers-empty", shown(&empty)),
        ("tiers", shown(&full)),
        ("tiers-fallen", shown(&fallen)),
        ("tiers-hostile", shown(&hostile)),
        ("tiers-wrong", page(&empty.desk(), &After::default(), &Fields::default(), &errors).unwrap()),
    ]
}
