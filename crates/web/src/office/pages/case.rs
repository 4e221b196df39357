//! One case: where it stands, what can be recorded next, the penalty line by line, and every step.

use super::case_penalty;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened};
use crate::kit::table::{table, text};
use crate::kit::words::day as day_words;
use crate::office::answers::{Sight, day, decide, money, sentence, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_domain::Money;
use ward_programme::enforcement::{AID, AppealOutcome, Case, CaseNumber, Event, Hardship, Stage};

pub(crate) async fn show(visit: Visit, Path(number): Path<u64>) -> Answer {
    visit
        .show_office(move |desk| {
            let mut fields = Fields::default();
            fields.set("on", desk.port.today().to_string());
            page(desk, CaseNumber(number), &fields, &Errors::default())
        })
        .await
}

pub(crate) async fn step(Path(number): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let case = CaseNumber(number);
            let mut errors = Errors::default();
            if let (Some(event), false) = (read(desk, case, &fields, &mut errors)?, errors.any()) {
                let events = vec![ward_programme::Event::Enforcement(event)];
                if decide(desk, events, "step", &mut errors)?.is_some() {
                    return Ok(Done::GoTo(format!("/cases/{number}")));
                }
            }
            Ok(Done::Again(page(desk, case, &fields, &errors)?))
        })
        .await
}

pub(super) fn find(sight: &Sight, number: CaseNumber) -> Result<&Case, Trouble> {
    sight
        .programme
        .enforcement
        .case(number)
        .ok_or_else(|| Trouble::not_found(format!("There is no case {number}.")))
}

/// What can be recorded, by stage: word and words.
fn steps(case: &Case) -> Vec<(&'static str, &'static str)> {
    use Stage as S;
    let answer = (case.hardship == Hardship::Asked)
        .then_some([("grant", "Hardship exception granted"), ("refuse", "Hardship exception refused")]);
    let ask = (case.hardship == Hardship::NotAsked).then_some(("ask", "It asks for a hardship exception"));
    let determined = [("violation", "Determined: a violation"), ("no-violation", "Determined: no violation")];
    let agreed =
        [("settle", "Settled: both sides agree on an amount"), ("withdraw", "The notice is withdrawn")];
    let mut steps = vec![("", "Choose a step")];
    match case.stage {
        S::Noticed => {
            steps.extend([
                ("responded", "The response came"),
                ("more-time", "More time for the response, until the day below"),
            ]);
            steps.extend(determined);
            steps.extend(agreed);
        }
        S::Responded => steps.extend(determined.into_iter().chain(agreed)),
        S::Violation => steps.extend(ask.into_iter().chain(answer.into_iter().flatten()).chain(agreed)),
        S::PenaltySet => {
            steps.extend([("appealed", "It appeals"), ("paid", "Money arrived")]);
            steps.extend(ask.into_iter().chain(answer.into_iter().flatten()).chain(agreed));
            steps.push(("close", "Closed: nothing is left to do"));
        }
        S::Appealed => {
            steps.extend([
                ("upheld", "Appeal: the penalty stays"),
                ("reduced", "Appeal: reduced to the amount below"),
                ("overturned", "Appeal: nothing is to be paid"),
            ]);
            steps.extend(answer.into_iter().flatten().chain(agreed));
        }
        S::AppealDecided => {
            steps.push(("paid", "Money arrived"));
            steps.extend(answer.into_iter().flatten().chain(agreed));
            steps.push(("close", "Closed: nothing is left to do"));
        }
        S::Settled => steps.extend([("paid", "Money arrived"), ("close", "Closed: nothing is left to do")]),
        S::NoViolation | S::Withdrawn | S::Excepted => steps.push(("close", "Closed: nothing is left to do")),
        S::Closed => {}
    }
    steps
}

fn read(
    desk: &Desk<'_>,
    case: CaseNumber,
    fields: &Fields,
    errors: &mut Errors,
) -> Result<Option<Event>, Trouble> {
    let Some(on) = day(fields, "on", errors) else { return Ok(None) };
    let mut says = || told(fields, "says", errors);
    let event = match fields.get("step") {
        "responded" => Event::Responded { case, on, says: says() },
        "violation" | "no-violation" => {
            let because = says();
            let sight = Sight::of(desk)?;
            let summary = sight.standing.latest(&find(&sight, case)?.participant).map(|told| told.number);
            Event::Determined { case, on, violation: fields.get("step") == "violation", because, summary }
        }
        "ask" => Event::HardshipAsked { case, on, because: says() },
        "grant" => Event::HardshipDecided { case, on, granted: true, because: says() },
        "refuse" => Event::HardshipDecided { case, on, granted: false, because: says() },
        "appealed" => Event::Appealed { case, on, because: says() },
        "upheld" => Event::AppealDecided { case, on, outcome: AppealOutcome::Upheld, because: says() },
        "overturned" => {
            Event::AppealDecided { case, on, outcome: AppealOutcome::Overturned, because: says() }
        }
        "withdraw" => Event::Withdrawn { case, on, because: says() },
        "close" => Event::Closed { case, on, because: says() },
        "more-time" => {
            let because = says();
            let Some(due) = day(fields, "until", errors) else { return Ok(None) };
            Event::ResponseDueMoved { case, due, because }
        }
        "reduced" => {
            let because = says();
            let Some(to) = money(fields, "amount", errors) else { return Ok(None) };
            Event::AppealDecided { case, on, outcome: AppealOutcome::Reduced { to }, because }
        }
        "paid" => {
            let Some(amount) = money(fields, "amount", errors) else { return Ok(None) };
            Event::Paid { case, on, amount }
        }
        "settle" => {
            let terms = says();
            // A settlement may be over nothing.
            let is_nothing = fields.get("amount").trim_start_matches('$') == "0";
            let amount = if is_nothing { Some(Money::ZERO) } else { money(fields, "amount", errors) };
            let Some(amount) = amount else { return Ok(None) };
            Event::Settled { case, on, amount, terms }
        }
        _ => {
            errors.add("step", "Choose a step");
            return Ok(None);
        }
    };
    Ok(Some(event))
}

fn page(desk: &Desk<'_>, number: CaseNumber, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let case = find(&sight, number)?;
    let today = desk.port.today();
    let family = desk.port.catalog().parameters.families.get(&case.regime);
    let content = html! {
        (errors.summary())
        @if case.exercise { p.note { strong { "An exercise." } " It may reckon with scenarios and proposals, and binds nobody." } }
        (facts([
            ("Who", Some(sight.link(&case.participant))),
            ("Under", Some(html! { (family.map_or(case.regime.as_str(), |family| family.title.as_str())) })),
            ("State", Some(html! { (sentence(case.stage.label())) })),
            ("Next day", Some(html! { @match case.deadline() { Some((due, what)) => { (what) " until " (day_words(due)) @if due < today { " " strong.bad { "overdue" } } } None => "none" } })),
            ("To be paid", Some(html! { (case.due) ", of which " (case.paid) " was paid" })),
            ("Rests on summaries", Some(html! { @if case.summaries.is_empty() { "none" } @else { (case.summaries.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")) } })),
        ]))
        h2 { "What is alleged" }
        p { (shortened(&case.alleged, 2_000)) }
        @if case.stage == Stage::Violation {
            p { a.button href={ "/cases/" (number) "/penalty" } { "Work out a penalty" } }
        }
        @if let Some(penalty) = &case.penalty { h2 { "The penalty as set" } (case_penalty::shown(penalty)) }
        @if case.stage != Stage::Closed { (form(desk, case, fields, errors)) }
        (table(
            "Every step, oldest first",
            [text("Day"), text("What"), text("State after it"), text("Who"), text("Entry")],
            case.steps.iter().map(|step| [
                html! { (day_words(step.on)) },
                html! { (shortened(&step.says, 600)) },
                html! { (step.stage.label()) },
                html! { (shortened(&step.actor, 60)) },
                html! { a href={ "/record?before=" (step.entry + 1) } { (step.entry) } },
            ]),
            "",
        ))
        p.quiet { (AID) }
    };
    let title = format!("Case {number}: {}", shortened(sight.name(&case.participant), 100));
    Ok(Page::new(title, Some(Section::Office(Room::Enforcement)), content)
        .up("/cases", "Cases")
        .failed(errors.any()))
}

fn form(desk: &Desk<'_>, case: &Case, fields: &Fields, errors: &Errors) -> Markup {
    let steps = steps(case);
    html! {
        section.panel aria-labelledby="next" {
            h2 #next { "Record what happened" }
            (post(&format!("/cases/{}", case.number), desk.token, false, html! {
                (Field::new("step", "Step", Kind::Select(&steps)).show(fields, errors))
                (Field::new("on", "On which day", Kind::Date).show(fields, errors))
                (Field::new("says", "What was said, or why", Kind::Area).show(fields, errors))
                (Field::new("amount", "Amount in dollars", Kind::Text).optional().hint("For money that arrived, a settlement, or a reduced penalty.").show(fields, errors))
                (Field::new("until", "Until", Kind::Date).optional().hint("For more time.").show(fields, errors))
                button type="submit" { "Record the step" }
            }))
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use tests::opened;
    let make = |kind, regime, steps| {
        let (fake, number) = opened(kind, regime, steps);
        page(&fake.desk(), number, &Fields::default(), &Errors::default()).unwrap()
    };
    let (fake, number) = opened(Story::Typical, "hipaa-penalties", 1);
    let mut errors = Errors::default();
    read(&fake.desk(), number, &Fields::default(), &mut errors).unwrap();
    vec![
        ("case-noticed", make(Story::Typical, "hipaa-penalties", 0)),
        ("case-violation", make(Story::Typical, "hipaa-penalties", 2)),
        ("case-penalty-set", make(Story::Typical, "hipaa-penalties", 3)),
        ("case-hostile", make(Story::Hostile, "hipaa-penalties", 3)),
        ("case-wrong", page(&fake.desk(), number, &Fields::default(), &errors).unwrap()),
    ]
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::fake::Kind as Story;
    use crate::office::fake::{FakeOffice, HOSTILE, now};
    use jiff::civil::date;

    /// A programme with one case: noticed, responded, violation, penalty set, as many steps as asked.
    pub(in super::super) fn opened(kind: Story, regime: &str, steps: usize) -> (FakeOffice, CaseNumber) {
        let fake = FakeOffice::of(kind);
        let words = if kind == Story::Hostile { HOSTILE } else { "no second factor for outside access" };
        let one = |event| fake.decide_at(now(), vec![ward_programme::Event::Enforcement(event)]).unwrap()[0];
        let case = CaseNumber(one(Event::CaseOpened {
            participant: "o002".parse().unwrap(),
            regime: regime.to_owned(),
            alleged: words.to_owned(),
            served: date(2026, 11, 2),
            response_due: date(2026, 11, 10),
            summary: Some(11),
            exercise: true,
        }));
        let because = words.to_owned();
        if steps > 0 {
            one(Event::Responded { case, on: date(2026, 11, 9), says: because.clone() });
        }
        if steps > 1 {
            let on = date(2026, 11, 12);
            one(Event::Determined { case, on, violation: true, because: because.clone(), summary: None });
        }
        if steps > 2 {
            let desk = fake.desk();
            let sight = Sight::of(&desk).unwrap();
            let fields = case_penalty::typed::tests::typed(words);
            let mut errors = Errors::default();
            let penalty =
                case_penalty::work_out(&desk, &sight, find(&sight, case).unwrap(), &fields, &mut errors);
            assert!(!errors.any());
            let (penalty, on) = (Box::new(penalty.unwrap()), date(2026, 11, 20));
            one(Event::PenaltySet { case, on, penalty, appeal_due: date(2026, 12, 31) });
        }
        (fake, case)
    }

    #[test]
    fn a_case_offers_only_steps_of_its_stage() {
        for (number, has, has_not) in
            [(0, "more-time", "close"), (2, "ask", "paid"), (3, "appealed", "violation")]
        {
            let (fake, case) = opened(Story::Typical, "hipaa-penalties", number);
            let sight = Sight::of(&fake.desk()).unwrap();
            let words: Vec<_> =
                steps(find(&sight, case).unwrap()).into_iter().map(|(word, _)| word).collect();
            assert!(words.contains(&has) && !words.contains(&has_not), "{words:?}");
        }
    }
}
