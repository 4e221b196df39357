//! One round: where it is, what comes next, its terms with the ground of each number, applications and the allocation.

mod applications;

use super::{round_rule, round_terms::parse};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened};
use crate::kit::table::{table, text};
use crate::kit::words::{count, day, moment};
use crate::office::answers::{Sight, absent, decide, or_error, sentence, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use applications::Look;
use axum::extract::{Path, Query};
use maud::{Markup, html};
use ward_domain::Money;
use ward_programme::funding::{
    Account, Allocation, Basis, By, Event, Force, Part, Round, RoundId, Stage, Terms, Totals,
};

pub(crate) async fn show(visit: Visit, Path(id): Path<String>, Query(look): Query<Look>) -> Answer {
    let id = parse(&id)?;
    visit.show_office(move |desk| page(desk, &id, &look, &Fields::default(), &Errors::default())).await
}

/// Takes the round one step further: `do` says which.
pub(crate) async fn step(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    let id = parse(&id)?;
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if let Some(event) = event(desk, &id, &fields, &mut errors)? {
                let events = vec![ward_programme::Event::Funding(event)];
                if !errors.any() && decide(desk, events, "do", &mut errors)?.is_some() {
                    return Ok(Done::GoTo(format!("/rounds/{id}")));
                }
            }
            Ok(Done::Again(page(desk, &id, &Look::default(), &fields, &errors)?))
        })
        .await
}

fn event(
    desk: &Desk<'_>,
    id: &RoundId,
    fields: &Fields,
    errors: &mut Errors,
) -> Result<Option<Event>, Trouble> {
    let round = id.clone();
    Ok(Some(match fields.get("do") {
        "open" => Event::RoundOpened { round },
        "close" => Event::RoundClosed { round },
        "allocate" => match or_error(desk.port.propose(id), "do", errors)? {
            Some(proposal) => Event::AllocationProposed { round, proposal: Box::new(proposal) },
            None => return Ok(None),
        },
        "drop" => Event::AllocationDropped { round, reason: told(fields, "drop-reason", errors) },
        "decide" => Event::RoundDecided { round, expected: fields.get("expected").parse().unwrap_or(0) },
        "pay" => Event::PayingStarted { round },
        "finish" => Event::RoundFinished { round },
        _ => {
            errors.add("do", "Choose what shall happen to the round");
            return Ok(None);
        }
    }))
}

fn page(
    desk: &Desk<'_>,
    id: &RoundId,
    look: &Look,
    fields: &Fields,
    errors: &Errors,
) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let round = sight.programme.funding.round(id).map_err(absent)?;
    let scenario = round.terms.budget.basis.scenario.as_deref();
    let content = html! {
        (errors.summary())
        @if let Some(scenario) = scenario {
            p.note { strong { "This round reckons with the scenario " (scenario) ", which was never enacted." } " It can open only while that scenario is adopted." }
        }
        (path(round))
        (next(desk, &sight, round, fields, errors))
        @if let Some(allocation) = &round.allocation { (allocated(allocation)) }
        (applications::list(&sight, round, look))
        @if round.stage >= Stage::Decided { (totals(&sight, id)?) }
        h2 { "Terms" }
        (terms(&round.terms))
        @if round.stage == Stage::Draft { p { a href={ "/rounds/" (id) "/terms" } { "Change the terms" } } }
        h3 { "Who may apply" }
        (round_rule::words(&round.terms.eligibility.value))
        (round_rule::preview_of(&round.terms.eligibility.value, &sight))
        h2 { "Steps" }
        ul { @for (stage, stamp) in &round.steps { li { (moment(stamp.at)) ": " (stage.label()) ", by " (shortened(&stamp.by, 60)) ", entry " a href={ "/record?before=" (stamp.entry + 1) } { (stamp.entry) } } } }
    };
    Ok(Page::new(shortened(&round.terms.title, 150), Some(Section::Office(Room::Funding)), content)
        .up("/rounds", "Rounds")
        .failed(errors.any()))
}

const STAGES: [Stage; 7] = [
    Stage::Draft,
    Stage::Open,
    Stage::Closed,
    Stage::Allocated,
    Stage::Decided,
    Stage::Paying,
    Stage::Finished,
];

/// The way of a round, with the part behind it drawn strong.
fn path(round: &Round) -> Markup {
    let at = STAGES.iter().position(|stage| *stage == round.stage).unwrap_or(0);
    html! {
        p { strong { (round.stage.label()) } ", step " (at + 1) " of 7: " @for (place, stage) in STAGES.iter().enumerate() { @if place > 0 { " → " } @if place == at { strong { (stage.label().to_lowercase()) } } @else { (stage.label().to_lowercase()) } } "." }
        svg.bar viewBox="0 0 70 4" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for place in 0..7 { rect class=(if place <= at { "met" } else { "rest" }) x=(place * 10) y="0" width="9.6" height="4" {} }
        }
    }
}

/// What can be done now, as buttons.
fn next(desk: &Desk<'_>, sight: &Sight, round: &Round, fields: &Fields, errors: &Errors) -> Markup {
    let action = format!("/rounds/{}/step", round.id);
    let button = |word: &str, words: &str| html! { button type="submit" name="do" value=(word) { (words) } };
    let one = |says: Markup, word: &str, words: &str| {
        html! { p { (says) } (post(&action, desk.token, false, button(word, words))) }
    };
    let is_over = sight.now >= round.terms.closes;
    let open = sight.programme.funding.awards().filter(|a| a.round == round.id && a.closed.is_none()).count();
    html! {
        section.panel aria-labelledby="next" {
            h2 #next { "What comes next" }
            div #f-do {}
            @match round.stage {
                Stage::Draft => (one(html! { "Opening sets " (round.terms.budget.value) " apart and makes the terms stand. Look at the preview of who may apply first." }, "open", "Open the round")),
                Stage::Open => {
                    p { "Applications are taken from " (moment(round.terms.opens)) " until " (moment(round.terms.closes)) "." }
                    p { "Organisations apply with their own Ward: they take the " a href={ "/public/rounds/" (round.id) "/call.json" } download { "signed call" } ", which anyone finds at " a href="/public/rounds" { "/public/rounds" } "." }
                    p { a.button href="/applications/signed" { "Take a signed application" } a.button.second href={ "/rounds/" (round.id) "/apply" } { "File one by hand" } }
                    @if is_over { (one(html! { "The window is over." }, "close", "Close the round")) }
                    @else { p.quiet { "The round can be closed when the window is over: applicants were promised that time." } }
                }
                Stage::Closed => (one(html! { "Reviewers read now: each application needs " (count(round.terms.reviews_needed.into(), "review")) ". Then let the planner find the best awards within budget, cap and floors." }, "allocate", "Work out the awards")),
                Stage::Allocated => {
                    @let version = round.allocation.as_ref().map_or(0, |allocation| allocation.version);
                    p { "Read the proposal. You can change each decision by hand with a reason, on the application’s page." }
                    (post(&action, desk.token, false, html! {
                        input type="hidden" name="expected" value=(version);
                        (button("decide", "Make the awards as proposed"))
                    }))
                    (post(&action, desk.token, false, html! {
                        (Field::new("drop-reason", "Why the proposal shall be dropped", Kind::Text).show(fields, errors))
                        button.second type="submit" name="do" value="drop" { "Drop the proposal" }
                    }))
                }
                Stage::Decided => (one(html! { "The awards are made and their money is promised." }, "pay", "Start paying")),
                Stage::Paying => {
                    p { (count(open as u64, "award")) " open. Each milestone is paid when the newest signed summary shows its goal met." }
                    p { a.button href={ "/payments?round=" (round.id) } { "Milestones and payments" } }
                    (one(html! { "When all awards are closed, what is left goes back to whoever gave it." }, "finish", "Finish the round"))
                }
                Stage::Finished => p { "Nothing is left to do. " a href={ "/payments?round=" (round.id) } { "Payments" } },
            }
        }
    }
}

fn allocated(allocation: &Allocation) -> Markup {
    let given = allocation.decisions.values().filter(|decision| decision.amount() > Money::ZERO).count();
    html! {
        h2 { "Proposed awards" }
        p { strong { (allocation.amount()) } " for " (given) " of " (count(allocation.decisions.len() as u64, "application")) ", proposed by " (allocation.planner) ", " (moment(allocation.proposed.at)) "." }
        (facts([
            ("How good it is", Some(html! {
                @if allocation.value == allocation.bound { "Proven best: no other awards within the rules are worth more." }
                @else { "At most " (format!("{:.4}", allocation.gap() * 100.0)) " % below the best possible, by a proven bound." }
            })),
            ("Its worth", Some(html! { (format!("{:.2}", allocation.value as f64 / 1e6)) " weighted points of risk, of at most " (format!("{:.2}", allocation.bound as f64 / 1e6)) })),
            ("Fingerprint of the planner’s input", Some(html! { code { (allocation.input) } })),
            ("Changed by hand", Some(html! { (count(allocation.changes.len() as u64, "time")) })),
        ]))
        @for (floor, why) in &allocation.floors_missed { p.note { strong { "Not reached: " (shortened(floor, 100)) ". " } (sentence(&shortened(why, 400))) } }
        @for change in &allocation.changes {
            p { "Application " a href={ "/applications/" (change.before.application) } { (change.before.application) } " was changed from " (change.before.amount()) " by " (shortened(&change.made.by, 60)) ", " (moment(change.made.at)) ": " (shortened(&change.reason, 300)) }
        }
        @if allocation.decisions.is_empty() { p.none { "Nobody applied, so nobody is decided about." } }
        @else { p { a href="#applications" { "Every yes and every no, with its reason" } } }
    }
}

fn totals(sight: &Sight, id: &RoundId) -> Result<Markup, Trouble> {
    let roll = sight.roll();
    let by = |by| sight.programme.funding.totals(id, by, &roll).map_err(absent);
    let of = |part: Part| html! { (part.amount) " of " (part.of_amount) br; span.quiet { (part.number) " of " (part.of) } };
    let shown = |caption: &str, groups: std::collections::BTreeMap<String, Totals>| {
        table(
            caption,
            [
                text("Group"),
                text("Awarded, of what was asked"),
                text("Promised"),
                text("Paid"),
                text("Asked back, of the paid"),
            ],
            groups.into_iter().map(|(name, totals)| {
                [
                    html! { @if name.is_empty() { "not known" } @else { (name) } },
                    of(totals.awarded),
                    of(totals.obligated),
                    of(totals.paid),
                    of(totals.clawed_back),
                ]
            }),
            "Nothing to add up.",
        )
    };
    Ok(html! {
        h2 { "Totals" }
        p { "Money of all money, and below it how many of how many: applications for awards, milestones for the rest." }
        (shown("The whole round", by(By::Whole)?))
        details { summary { "By state" } (shown("By state", by(By::State)?)) }
        details { summary { "By class" } (shown("By class", by(By::Class)?)) }
        details { summary { "By goal" } (shown("By goal", by(By::Goal)?)) }
        p { "Not promised to anyone: " (sight.programme.funding.ledger().balance(&Account::Appropriation(id.clone()))) "." }
    })
}

fn terms(terms: &Terms) -> Markup {
    let row = |what: String, value: String, basis: &Basis| {
        [html! { (shortened(&what, 120)) }, html! { (value) }, ground(basis)]
    };
    let mut rows = vec![
        row("Budget".into(), terms.budget.value.to_string(), &terms.budget.basis),
        row("Most for one applicant".into(), terms.cap.value.to_string(), &terms.cap.basis),
        row(
            "Lowest grade of evidence".into(),
            terms.required_grade.value.as_str().into(),
            &terms.required_grade.basis,
        ),
    ];
    for floor in &terms.floors {
        let share = f64::from(floor.value.basis_points) / 100.0;
        let amount = floor.value.amount(terms.budget.value);
        rows.push(row(
            format!("Floor: {}", floor.value.name),
            format!("{share} %, which is {amount}"),
            &floor.basis,
        ));
    }
    for priority in &terms.priorities {
        let name = format!("Priority: {}", priority.value.name);
        rows.push(row(name, format!("counts {} %", priority.value.per_cent), &priority.basis));
    }
    table(
        "Every number with the ground on which it stands",
        [text("What"), text("Number"), text("Where it comes from")],
        rows,
        "",
    )
}

/// Where a number comes from, in words; what is no law looks like it.
fn ground(basis: &Basis) -> Markup {
    let force = match basis.force {
        Force::InForce => "in force",
        Force::Proposed => "proposed, not law",
        Force::Reported => "reported by committee, not law",
        Force::Lapsed => "lapsed",
        Force::NeverEnacted => "never enacted",
        Force::Scenario => "scenario, never enacted",
        Force::Template => "a model that binds nobody",
        Force::Own => "our own choice",
    };
    html! {
        span class=[(!matches!(basis.force, Force::InForce | Force::Own)).then_some("unverified")] { (force) }
        ": " (shortened(&basis.citation, 200)) ", from " (day(basis.from))
        @if let Some(to) = basis.to { " to " (day(to)) }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    use crate::office::fake::money::{To, round, tell};
    let make = |kind, to| {
        let fake = FakeOffice::of(kind);
        tell(&fake, to);
        page(&fake.desk(), &round(), &Look::default(), &Fields::default(), &Errors::default()).unwrap()
    };
    let found = |q: &str, after| {
        let fake = FakeOffice::of(Story::Typical);
        tell(&fake, To::Allocated);
        let look = applications::look(q, after);
        page(&fake.desk(), &round(), &look, &Fields::default(), &Errors::default()).unwrap()
    };
    let mut errors = Errors::default();
    errors.add("do", "The window is open: close the round then");
    let fake = FakeOffice::of(Story::Typical);
    tell(&fake, To::Allocated);
    vec![
        ("round-draft", make(Story::Typical, To::Draft)),
        ("round-open", make(Story::Typical, To::Open)),
        ("round-closed", make(Story::Typical, To::Closed)),
        ("round-allocated", make(Story::Typical, To::Allocated)),
        ("round-decided", make(Story::Typical, To::Decided)),
        ("round-paying", make(Story::Full, To::Paid)),
        ("round-hostile", make(Story::Hostile, To::Allocated)),
        ("round-searched", found("hospital", 0)),
        ("round-nobody-found", found("nobody has this name", 0)),
        ("round-last-page", found("", u64::MAX)),
        ("round-wrong", page(&fake.desk(), &round(), &Look::default(), &Fields::default(), &errors).unwrap()),
    ]
}
