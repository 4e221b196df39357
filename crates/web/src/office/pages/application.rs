//! One application: what is asked, what reviewers say, what was decided about each goal and why.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, grade_letter, shortened, tag};
use crate::kit::table::{number, prose, table, text};
use crate::kit::words::{count, day, moment};
use crate::office::answers::{Sight, absent, decide, number as whole, sentence, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_catalog::Catalog;
use ward_programme::funding::{
    Advice, Application, ApplicationId, Decision, Event, Line, Opinion, Roll as _, Round, Stage,
};

const ADVICE: [(&str, &str, &str); 3] =
    [("fund", "Fund it as asked", ""), ("part", "Fund some of it", ""), ("decline", "Do not fund it", "")];

pub(crate) async fn show(visit: Visit, Path(id): Path<u64>) -> Answer {
    visit.show_office(move |desk| page(desk, ApplicationId(id), &Fields::default(), &Errors::default())).await
}

/// Reviews, declares a conflict or withdraws: `do` says which.
pub(crate) async fn act(Path(id): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let application = ApplicationId(id);
            let (event, field) = match fields.get("do") {
                "review" => (review(application, &fields, &mut errors), "note"),
                "conflict" => {
                    let reason = told(&fields, "stake", &mut errors);
                    (Some(Event::ConflictDeclared { application, reason }), "stake")
                }
                _ => {
                    let reason = told(&fields, "withdraw-reason", &mut errors);
                    (Some(Event::ApplicationWithdrawn { application, reason }), "withdraw-reason")
                }
            };
            if let (Some(event), false) = (event, errors.any()) {
                let events = vec![ward_programme::Event::Funding(event)];
                if decide(desk, events, field, &mut errors)?.is_some() {
                    return Ok(Done::GoTo(format!("/applications/{id}")));
                }
            }
            Ok(Done::Again(page(desk, application, &fields, &errors)?))
        })
        .await
}

fn review(application: ApplicationId, fields: &Fields, errors: &mut Errors) -> Option<Event> {
    let advice = match fields.get("advice") {
        "fund" => Some(Advice::Fund),
        "part" => Some(Advice::FundInPart),
        "decline" => Some(Advice::Decline),
        _ => {
            errors.add("advice", "Choose what should happen");
            None
        }
    };
    let merit = whole(fields, "merit", 0..=100, errors);
    let note = told(fields, "note", errors);
    let expected = fields.get("expected").parse().unwrap_or(0);
    let opinion = Opinion { advice: advice?, merit: u8::try_from(merit?).ok()?, note };
    Some(Event::Reviewed { application, expected, opinion })
}

fn page(desk: &Desk<'_>, id: ApplicationId, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let funding = &sight.programme.funding;
    let application = funding.application(id).map_err(absent)?;
    let round = funding.round(&application.round).map_err(absent)?;
    let decision = round.allocation.as_ref().and_then(|allocation| allocation.decisions.get(&id));
    let award = funding.award(id).ok();
    let content = html! {
        (errors.summary())
        @if let Some((stamp, reason)) = &application.withdrawn { p.note { strong { "Withdrawn" } " " (moment(stamp.at)) ": " (shortened(reason, 300)) } }
        (facts([
            ("Who", Some(sight.link(&application.participant))),
            ("Round", Some(html! { a href={ "/rounds/" (round.id) } { (shortened(&round.terms.title, 100)) } ", " (round.stage.label().to_lowercase()) })),
            ("Asked", Some(html! { (application.asked()) " at most" })),
            ("Filed", Some(html! { (moment(application.filed.at)) ", by " (shortened(&application.filed.by, 60)) })),
            ("How it came", Some(how(application))),
            ("Version", Some(html! { (application.version) ", last changed " (moment(application.touched.at)) " by " (shortened(&application.touched.by, 60)) })),
            ("Fingerprint of the document", Some(html! { code { (application.form.document) } })),
            ("Award", award.map(|award| html! { a href={ "/awards/" (id) } { (award.amount()) } })),
        ]))
        @if let Some(decision) = decision { (decided(round, id, decision)) }
        (lines(desk.port.catalog(), application))
        (already(&sight, application))
        (reviews(round, application))
        @if application.is_live() { (forms(desk, round, application, fields, errors)) }
    };
    let title = format!("Application {id}: {}", shortened(sight.name(&application.participant), 100));
    Ok(Page::new(title, Some(Section::Office(Room::Funding)), content)
        .up(format!("/rounds/{}", round.id), shortened(&round.terms.title, 80))
        .failed(errors.any()))
}

/// Whether the organisation signed it or an officer filed it.
pub(super) fn came(application: &Application) -> &'static str {
    if application.received.is_some() { "signed by the organisation" } else { "filed by hand" }
}

fn how(application: &Application) -> Markup {
    html! {
        (came(application))
        @if let Some(received) = &application.received {
            ", its application " (received.sent.number) ", signed " (moment(received.sent.made_at)) ", received " (moment(received.at.at)) ". "
            a href={ "/applications/" (application.id) "/acknowledgement.json" } download { "Acknowledgement to send back" }
            @if received.document != application.form.document { ". " strong { "Changed by hand since then." } }
        }
    }
}

/// What a signed application says that is there already, beside what the newest verified summary says.
fn already(sight: &Sight, application: &Application) -> Markup {
    let Some(received) = &application.received else { return html! {} };
    let verified = |goal| sight.roll().verified(&application.participant, goal, sight.now);
    html! {
        h2 { "What it has already" }
        (table(
            "By its own word in the application, and by its newest signed summary",
            [text("Goal"), text("In the application"), text("In the newest summary"), text("The same")],
            received.sent.already.iter().map(|one| {
                let found = verified(one.goal);
                let is_same = found.is_some_and(|found| (found.status, found.grade) == (one.status, one.grade));
                [
                    html! { (one.goal) },
                    html! { (tag(one.status)) " " (grade_letter(one.grade)) },
                    html! { @match found { Some(found) => { (tag(found.status)) " " (grade_letter(found.grade)) ", of " (day(found.as_of)) } None => "no summary" } },
                    html! { @if is_same { "yes" } @else { strong.bad { "no" } } },
                ]
            }),
            "It says that no goal of this round is met, in whole or in part.",
        ))
    }
}

fn decided(round: &Round, id: ApplicationId, decision: &Decision) -> Markup {
    html! {
        h2 { @if round.stage >= Stage::Decided { "What was decided" } @else { "What is proposed" } }
        p.lead { strong { (decision.amount()) } ". " (sentence(&shortened(&decision.because, 400))) "." }
        (table(
            "Each goal, yes or no",
            [text("Goal"), text("Answer"), prose("Why")],
            decision.choices.iter().map(|choice| [
                html! { (choice.goal) },
                html! { @match choice.given { Some(given) => { strong.good { "Yes" } ": " (given.amount) ", level " (given.level) } None => strong.bad { "No" } } },
                html! { (sentence(&shortened(&choice.because, 400))) },
            ]),
            "Nothing is decided.",
        ))
        @if round.stage == Stage::Allocated { p { a href={ "/applications/" (id) "/change" } { "Decide otherwise, with a reason" } } }
    }
}

fn lines(catalog: &Catalog, application: &Application) -> Markup {
    // Applications name actions by the ids of their own catalogue, which this one may not know.
    let titles = |line: &Line| {
        let title =
            |id: &String| catalog.actions.get(id).map_or(id.as_str(), |action| &action.title).to_owned();
        line.actions.iter().map(title).collect::<Vec<_>>().join("; ")
    };
    let milestones = |line: &Line| {
        html! {
            @for (place, milestone) in line.milestones.iter().enumerate() {
                @if place > 0 { br; }
                (milestone.amount) " when " (shortened(&milestone.name, 100)) ", by " (day(milestone.due))
                @if let Some(first) = milestone.not_before { " and not before " (day(first)) }
            }
        }
    };
    html! {
        h2 { "What is asked" }
        (table(
            "One line for each goal and level; at most one level of a goal is funded",
            [text("Goal"), number("Level"), number("Cost"), number("Asked"), prose("Actions"), text("Paid")],
            application.form.lines.iter().map(|line| [
                html! { (line.goal) },
                html! { (line.level) },
                html! { (line.cost) },
                html! { (line.asked) },
                html! { (shortened(&titles(line), 400)) },
                milestones(line),
            ]),
            "Nothing is asked.",
        ))
    }
}

fn reviews(round: &Round, application: &Application) -> Markup {
    let counting: Vec<u64> = application.counting_reviews().map(|review| review.made.entry).collect();
    let advice = |advice| match advice {
        Advice::Fund => "fund it as asked",
        Advice::FundInPart => "fund some of it",
        Advice::Decline => "do not fund it",
    };
    html! {
        h2 { "Reviews" }
        p { (counting.len()) " of the " (count(round.terms.reviews_needed.into(), "review")) " that it needs." }
        (table(
            "All reviews; the last of each reviewer counts",
            [text("Reviewer"), text("When"), text("Advice"), number("Merit of 100"), prose("Why"), text("Counts")],
            application.reviews.iter().map(|review| [
                html! { (shortened(&review.made.by, 60)) },
                html! { (moment(review.made.at)) },
                html! { (advice(review.opinion.advice)) },
                html! { (review.opinion.merit) },
                html! { (shortened(&review.opinion.note, 400)) },
                html! { @if counting.contains(&review.made.entry) { "yes" } @else { "no" } },
            ]),
            "Nobody has reviewed it.",
        ))
        @for (who, stake) in &application.conflicts { p { strong { (shortened(who, 60)) } " declared a conflict of interest: " (shortened(stake, 300)) } }
    }
}

fn forms(
    desk: &Desk<'_>,
    round: &Round,
    application: &Application,
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let action = format!("/applications/{}", application.id);
    html! {
        @if round.stage == Stage::Closed {
            section.panel aria-labelledby="review" {
                h2 #review { "Your review" }
                p { "Whoever filed the application, or has a stake in it, cannot review it. If somebody changes it while you write, you are asked to read it again." }
                (post(&action, desk.token, false, html! {
                    input type="hidden" name="expected" value=(application.version);
                    (Field::new("advice", "What should happen", Kind::Choice(&ADVICE)).show(fields, errors))
                    (Field::new("merit", "How good the plan is, 0 to 100", Kind::Text).show(fields, errors))
                    (Field::new("note", "Why, for the file", Kind::Area).show(fields, errors))
                    button type="submit" name="do" value="review" { "Record the review" }
                }))
            }
        }
        @if matches!(round.stage, Stage::Open | Stage::Closed | Stage::Allocated) {
            details {
                summary { "I have a stake in it" }
                (post(&action, desk.token, false, html! {
                    (Field::new("stake", "What stake", Kind::Text).show(fields, errors))
                    button.second type="submit" name="do" value="conflict" { "Declare the conflict of interest" }
                }))
            }
        }
        @if matches!(round.stage, Stage::Open | Stage::Closed) {
            details {
                summary { "It does not want the money any more" }
                (post(&action, desk.token, false, html! {
                    (Field::new("withdraw-reason", "Why", Kind::Text).show(fields, errors))
                    button.second type="submit" name="do" value="withdraw" { "Withdraw the application" }
                }))
            }
        }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    use crate::office::fake::money::{To, tell};
    let make = |kind, to| {
        let fake = FakeOffice::of(kind);
        let ids = tell(&fake, to);
        page(&fake.desk(), ids[0], &Fields::default(), &Errors::default()).unwrap()
    };
    let signed = FakeOffice::of(Story::Typical);
    tell(&signed, To::Open);
    let taken = signed.desk().port.receive_application(b"{\"application\"").unwrap().application;
    let fake = FakeOffice::of(Story::Typical);
    let ids = tell(&fake, To::Closed);
    let mut errors = Errors::default();
    review(ids[0], &Fields::default(), &mut errors);
    vec![
        ("application-open", make(Story::Typical, To::Open)),
        ("application-closed", make(Story::Typical, To::Closed)),
        ("application-allocated", make(Story::Typical, To::Allocated)),
        ("application-paid", make(Story::Typical, To::Paid)),
        ("application-hostile", make(Story::Hostile, To::Allocated)),
        (
            "application-came-signed",
            page(&signed.desk(), taken, &Fields::default(), &Errors::default()).unwrap(),
        ),
        ("application-wrong", page(&fake.desk(), ids[0], &Fields::default(), &errors).unwrap()),
    ]
}
