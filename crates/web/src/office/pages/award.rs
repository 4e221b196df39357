//! One award: its milestones, what each rests on, and its end.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened};
use crate::kit::table::{number, table, text};
use crate::kit::words::{day, moment};
use crate::office::answers::{Sight, absent, decide, told};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_domain::Money;
use ward_programme::funding::{ApplicationId, Award, AwardedMilestone, Event, MilestoneRef, Progress};

pub(crate) async fn show(visit: Visit, Path(id): Path<u64>) -> Answer {
    visit.show_office(move |desk| page(desk, ApplicationId(id), &Fields::default(), &Errors::default())).await
}

/// Closes the award: what was promised and not paid is free again.
pub(crate) async fn close(Path(id): Path<u64>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let (award, reason) = (ApplicationId(id), told(&fields, "close-reason", &mut errors));
            let events = vec![ward_programme::Event::Funding(Event::AwardClosed { award, reason })];
            if !errors.any() && decide(desk, events, "close-reason", &mut errors)?.is_some() {
                return Ok(Done::GoTo(format!("/awards/{id}")));
            }
            Ok(Done::Again(page(desk, award, &fields, &errors)?))
        })
        .await
}

/// The address of a milestone's page.
pub(super) fn address(award: ApplicationId, at: MilestoneRef) -> String {
    format!("/awards/{award}/{}/{}", at.goal, at.number)
}

/// How far a milestone came, in words with a tag.
pub(super) fn progress(milestone: &AwardedMilestone, today: jiff::civil::Date) -> Markup {
    html! {
        @match &milestone.progress {
            Progress::Pending if milestone.due < today => { strong.bad { "overdue" } }
            Progress::Pending => "not yet verified",
            Progress::Payable(proof) => { strong.part { "verified, to be paid" } " by the summary of " (day(proof.verified.as_of)) }
            Progress::Paid(payment) => { strong.good { "paid" } " " (moment(payment.made.at)) }
            Progress::ClawedBack(_, clawback) => { strong.bad { (clawback.amount) " asked back" } ", " (clawback.outstanding()) " to come" }
        }
    }
}

fn page(desk: &Desk<'_>, id: ApplicationId, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let funding = &sight.programme.funding;
    let award = funding.award(id).map_err(absent)?;
    let round = funding.round(&award.round).map_err(absent)?;
    let today = desk.port.today();
    let content = html! {
        (errors.summary())
        @if let Some((stamp, reason)) = &award.closed { p.note { strong { "Closed" } " " (moment(stamp.at)) ": " (shortened(reason, 300)) } }
        (facts([
            ("Who", Some(sight.link(&award.participant))),
            ("Round", Some(html! { a href={ "/rounds/" (round.id) } { (shortened(&round.terms.title, 100)) } })),
            ("Promised", Some(html! { (award.amount()) })),
            ("Asked back and not come", Some(html! { (award.outstanding()) })),
            ("Evidence must be", Some(html! { "of grade " (award.required_grade.as_str()) " or better" })),
            ("Decided", Some(html! { (moment(award.decided.at)) ", by " (shortened(&award.decided.by, 60)) ", entry " a href={ "/record?before=" (award.decided.entry + 1) } { (award.decided.entry) } })),
            ("Application", Some(html! { a href={ "/applications/" (id) } { (id) } })),
        ]))
        (bar(award))
        (table(
            "Milestones: each is paid when a signed summary shows its goal met",
            [text("Milestone"), number("Pays"), text("Due"), text("State"), text("Summary behind it")],
            award.milestones.iter().map(|(at, milestone)| [
                html! { a href=(address(id, *at)) { (at.goal) ", " (shortened(&milestone.name, 100)) } },
                html! { (milestone.amount) },
                html! { (day(milestone.due)) },
                progress(milestone, today),
                html! { @match proof(milestone) { Some(digest) => code { (shortened(&digest.to_string(), 16)) }, None => span.quiet { "none yet" } } },
            ]),
            "No milestone.",
        ))
        @if award.closed.is_none() {
            details {
                summary { "Close the award" }
                p { "What was promised and not paid is free again for the round. Nothing can happen to the award afterwards." }
                (post(&format!("/awards/{id}/close"), desk.token, false, html! {
                    (Field::new("close-reason", "Why", Kind::Text).hint("For example: all milestones paid.").show(fields, errors))
                    button.second type="submit" { "Close the award" }
                }))
            }
        }
    };
    let title = format!("Award {id}: {}", shortened(sight.name(&award.participant), 100));
    Ok(Page::new(title, Some(Section::Office(Room::Funding)), content)
        .up(format!("/rounds/{}", round.id), shortened(&round.terms.title, 80))
        .failed(errors.any()))
}

/// The summary that a milestone rests on.
fn proof(milestone: &AwardedMilestone) -> Option<ward_domain::Digest> {
    match &milestone.progress {
        Progress::Pending => None,
        Progress::Payable(proof) => Some(proof.verified.summary),
        Progress::Paid(payment) | Progress::ClawedBack(payment, _) => Some(payment.proof.verified.summary),
    }
}

/// Paid, verified and promised money as parts of the award; the words below say the same.
fn bar(award: &Award) -> Markup {
    let sum = |is_in: fn(&Progress) -> bool| -> Money {
        award.milestones.values().filter(|one| is_in(&one.progress)).map(|one| one.amount).sum()
    };
    let parts = [
        ("met", "paid", sum(|p| matches!(p, Progress::Paid(_)))),
        ("partly", "verified, to be paid", sum(|p| matches!(p, Progress::Payable(_)))),
        ("not-met", "paid and asked back", sum(|p| matches!(p, Progress::ClawedBack(..)))),
        ("unknown", "promised", sum(|p| *p == Progress::Pending)),
    ];
    money_bar(&parts, award.amount())
}

/// Sums of money as parts of a whole: a bar, and the same in words.
pub(super) fn money_bar(parts: &[(&str, &str, Money)], whole: Money) -> Markup {
    let share = |money: Money| {
        if whole == Money::ZERO { 0.0 } else { 100.0 * money.cents as f64 / whole.cents as f64 }
    };
    let placed = parts.iter().scan(0.0, |end, (class, _, money)| {
        let start = *end;
        *end += share(*money);
        Some((class, start, share(*money)))
    });
    html! {
        svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (class, start, width) in placed { rect class=(class) x=(format!("{start:.2}")) y="0" width=(format!("{width:.2}")) height="4" {} }
        }
        p.key {
            @for (class, words, money) in parts.iter().filter(|(_, _, money)| *money > Money::ZERO) {
                span { span class={ "dot " (class) } aria-hidden="true" {} strong { (money) } " " (words) }
            }
            span { "of " (whole) }
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
    let fake = FakeOffice::of(Story::Typical);
    let ids = tell(&fake, To::Paid);
    let mut errors = Errors::default();
    told(&Fields::default(), "close-reason", &mut errors);
    vec![
        ("award-decided", make(Story::Typical, To::Decided)),
        ("award-paid", make(Story::Typical, To::Paid)),
        ("award-hostile", make(Story::Hostile, To::Paid)),
        ("award-wrong", page(&fake.desk(), ids[0], &Fields::default(), &errors).unwrap()),
    ]
}
