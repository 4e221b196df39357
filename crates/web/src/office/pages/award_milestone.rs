//! One milestone of an award: verified by the newest summary, paid, extended, asked back; and the way back to its proof.

use super::award::{address, progress};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened, tag};
use crate::kit::words::{day as day_words, moment};
use crate::office::answers::{Sight, absent, day, decide, money, told, typed};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_programme::funding::{
    ApplicationId, Award, AwardedMilestone, Event, MilestoneRef, Progress, Roll, Verified,
};

pub(crate) async fn show(visit: Visit, Path((id, goal, number)): Path<(u64, String, u8)>) -> Answer {
    let at = place(&goal, number)?;
    visit
        .show_office(move |desk| {
            let mut fields = Fields::default();
            fields.set("key", format!("award-{id}-{}-{}", at.goal, at.number));
            page(desk, ApplicationId(id), at, &fields, &Errors::default())
        })
        .await
}

/// Verifies, pays, extends, asks back, takes back or writes off: `do` says which.
pub(crate) async fn act(
    Path((id, goal, number)): Path<(u64, String, u8)>,
    Posted { visit, fields }: Posted,
) -> Answer {
    let at = place(&goal, number)?;
    visit
        .act_office(move |desk| {
            let id = ApplicationId(id);
            let mut errors = Errors::default();
            let (event, field) = event(desk, id, at, &fields, &mut errors)?;
            if let (Some(event), false) = (event, errors.any()) {
                let events = vec![ward_programme::Event::Funding(event)];
                if decide(desk, events, field, &mut errors)?.is_some() {
                    return Ok(Done::GoTo(address(id, at)));
                }
            }
            Ok(Done::Again(page(desk, id, at, &fields, &errors)?))
        })
        .await
}

fn place(goal: &str, number: u8) -> Result<MilestoneRef, Trouble> {
    let goal = goal.parse().map_err(|_| Trouble::not_found("There is no such goal."))?;
    Ok(MilestoneRef { goal, number })
}

fn find(sight: &Sight, id: ApplicationId, at: MilestoneRef) -> Result<(&Award, &AwardedMilestone), Trouble> {
    let award = sight.programme.funding.award(id).map_err(absent)?;
    let none = || Trouble::not_found("The award has no such milestone.");
    Ok((award, award.milestones.get(&at).ok_or_else(none)?))
}

fn newest(sight: &Sight, award: &Award, at: MilestoneRef) -> Option<Verified> {
    sight.roll().verified(&award.participant, at.goal, sight.now)
}

fn event(
    desk: &Desk<'_>,
    award: ApplicationId,
    milestone: MilestoneRef,
    fields: &Fields,
    errors: &mut Errors,
) -> Result<(Option<Event>, &'static str), Trouble> {
    let sight = Sight::of(desk)?;
    let (found, paid) = find(&sight, award, milestone)?;
    let fact = newest(&sight, found, milestone);
    let mut needed = |field| {
        if fact.is_none() {
            errors.add(field, "It has sent no summary yet: ask for one first");
        }
        fact
    };
    Ok(match fields.get("do") {
        "verify" => {
            (needed("do").map(|verified| Event::MilestoneVerified { award, milestone, verified }), "do")
        }
        "pay" => {
            let (amount, key) = (paid.amount, told(fields, "key", errors));
            (Some(Event::PaymentSent { award, milestone, amount, key }), "key")
        }
        "extend" => {
            let reason = told(fields, "extend-reason", errors);
            let due = day(fields, "due", errors);
            (due.map(|due| Event::MilestoneExtended { award, milestone, due, reason }), "due")
        }
        "claw-back" => {
            let standing = needed("amount");
            let reason = told(fields, "claw-reason", errors);
            let amount = money(fields, "amount", errors);
            let both = amount.zip(standing);
            let event =
                |(amount, standing)| Event::ClawbackOrdered { award, milestone, amount, standing, reason };
            (both.map(event), "amount")
        }
        "returned" => {
            let key = told(fields, "return-key", errors);
            let amount = money(fields, "returned", errors);
            (amount.map(|amount| Event::MoneyReturned { award, milestone, amount, key }), "returned")
        }
        "write-off" => {
            let reason = told(fields, "off-reason", errors);
            let amount = money(fields, "off", errors);
            (amount.map(|amount| Event::ClawbackWrittenOff { award, milestone, amount, reason }), "off")
        }
        _ => {
            errors.add("do", "Choose what shall happen to the milestone");
            (None, "do")
        }
    })
}

fn page(
    desk: &Desk<'_>,
    id: ApplicationId,
    at: MilestoneRef,
    fields: &Fields,
    errors: &Errors,
) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let (award, milestone) = find(&sight, id, at)?;
    let fact = newest(&sight, award, at);
    let content = html! {
        (errors.summary())
        (facts([
            ("Who", Some(sight.link(&award.participant))),
            ("Pays", Some(html! { (milestone.amount) })),
            ("State", Some(progress(milestone, desk.port.today()))),
            ("Due", Some(html! { @if let Some(first) = milestone.not_before { "from " (day_words(first)) " " } "until " (day_words(milestone.due)) })),
            ("Must be", Some(html! { "met at grade " (award.required_grade.as_str()) " or better" })),
            ("The newest summary says", Some(html! {
                @match fact {
                    Some(fact) => { (tag(fact.status)) " " @match fact.grade { Some(grade) => { "at grade " (grade.as_str()) } None => "with no evidence" } ", on " (day_words(fact.as_of)) }
                    None => span.quiet { "nothing: it has sent none" },
                }
            })),
        ]))
        @if award.closed.is_some() { p.note { "The award is closed: nothing more can happen to it." } }
        @else { (forms(desk, award, at, milestone, fact, fields, errors)) }
        (trace(&sight, milestone))
    };
    let title = format!("{} of award {id}", crate::office::answers::sentence(&at.to_string()));
    Ok(Page::new(title, Some(Section::Office(Room::Funding)), content)
        .up(format!("/awards/{id}"), format!("Award {id}"))
        .failed(errors.any()))
}

fn forms(
    desk: &Desk<'_>,
    award: &Award,
    at: MilestoneRef,
    milestone: &AwardedMilestone,
    fact: Option<Verified>,
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let action = address(award.id, at);
    let form = |content: Markup| post(&action, desk.token, false, content);
    let button = |word: &str, words: &str| html! { button type="submit" name="do" value=(word) { (words) } };
    let holds = fact.is_some_and(|fact| fact.holds(award.required_grade));
    html! {
        section.panel aria-labelledby="next" {
            h2 #next { "What can be done" }
            div #f-do {}
            @match &milestone.progress {
                Progress::Pending => {
                    @if holds {
                        p { "The newest summary shows the goal met as the award needs it." }
                        (form(button("verify", "Verify with the newest summary")))
                    } @else {
                        p { "The newest summary does not show the goal met as the award needs it, so nothing can be paid yet." }
                    }
                    details {
                        summary { "Give more time" }
                        (form(html! {
                            (Field::new("due", "New last day", Kind::Date).show(fields, errors))
                            (Field::new("extend-reason", "Why", Kind::Text).show(fields, errors))
                            button.second type="submit" name="do" value="extend" { "Give more time" }
                        }))
                    }
                }
                Progress::Payable(_) => {
                    p { "Record the payment once it is sent. Its name is the same however often you try, so nothing is paid twice." }
                    (form(html! {
                        (Field::new("key", "Name of the payment", Kind::Text).hint("The number that your bank or treasury uses will do.").autocomplete("off").show(fields, errors))
                        (button("pay", &format!("{} was sent", milestone.amount)))
                    }))
                }
                Progress::Paid(_) if holds => p { "It is paid, and the newest summary still shows the goal met. Nothing is to be done." },
                Progress::Paid(_) => {
                    p { "The newest summary does not show the goal met any more." }
                    (form(html! {
                        (Field::new("amount", "Dollars to ask back", Kind::Text).hint(&format!("At most {}.", milestone.amount)).show(fields, errors))
                        (Field::new("claw-reason", "Why, for the participant", Kind::Text).show(fields, errors))
                        (button("claw-back", "Ask it back"))
                    }))
                }
                Progress::ClawedBack(_, clawback) => {
                    p { strong { (clawback.outstanding()) } " of " (clawback.amount) " is still to come. Asked back: " (shortened(&clawback.reason, 300)) }
                    (form(html! {
                        (Field::new("returned", "Dollars that came", Kind::Text).hint(&typed(clawback.outstanding())).show(fields, errors))
                        (Field::new("return-key", "Name of the movement", Kind::Text).autocomplete("off").show(fields, errors))
                        (button("returned", "It came back"))
                    }))
                    details {
                        summary { "Give it up" }
                        (form(html! {
                            (Field::new("off", "Dollars to give up", Kind::Text).show(fields, errors))
                            (Field::new("off-reason", "Why", Kind::Text).show(fields, errors))
                            button.second type="submit" name="do" value="write-off" { "Write it off" }
                        }))
                    }
                }
            }
        }
    }
}

/// From the payment back to the summary, each with its entry.
fn trace(sight: &Sight, milestone: &AwardedMilestone) -> Markup {
    let entry = |number: u64| html! { "entry " a href={ "/record?before=" (number + 1) } { (number) } };
    let Some(trace) = milestone.payment().and_then(|payment| sight.programme.funding.trace(&payment.key))
    else {
        return html! { p.quiet { "When it is paid, the way from the payment back to the summary stands here." } };
    };
    let [filed, decided, verified, paid] = trace.entries();
    let proof = &trace.payment.proof;
    html! {
        h2 { "What the payment rests on" }
        ol {
            li { "Paid as " code { (shortened(&trace.payment.key, 100)) } ", " (moment(trace.payment.made.at)) ", by " (shortened(&trace.payment.made.by, 60)) ", " (entry(paid)) }
            li { "Verified " (moment(proof.made.at)) ": " (proof.verified.goal) " is " (proof.verified.status.label().to_lowercase()) @if let Some(grade) = proof.verified.grade { " at grade " (grade.as_str()) } " on " (day_words(proof.verified.as_of)) ", " (entry(verified)) }
            li { "By the signed summary " code { (trace.summary) } }
            li { "Awarded, " (entry(decided)) "; applied for, " (entry(filed)) }
        }
        p { "Movements of money: " @for (place, posting) in trace.postings.iter().enumerate() { @if place > 0 { ", " } (posting.transfer.amount) " (" (entry(posting.entry)) ")" } }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Story;
    use crate::office::fake::FakeOffice;
    use crate::office::fake::money::{To, tell};
    let make = |kind, to, errors: &Errors| {
        let fake = FakeOffice::of(kind);
        let ids = tell(&fake, to);
        let desk = fake.desk();
        let sight = Sight::of(&desk).unwrap();
        let at = *sight.programme.funding.award(ids[0]).unwrap().milestones.keys().next().unwrap();
        page(&desk, ids[0], at, &Fields::default(), errors).unwrap()
    };
    let mut errors = Errors::default();
    errors.add("do", "Nothing is verified");
    let none = Errors::default();
    vec![
        ("milestone-pending", make(Story::Typical, To::Decided, &none)),
        ("milestone-payable", make(Story::Typical, To::Payable, &none)),
        ("milestone-paid", make(Story::Typical, To::Paid, &none)),
        ("milestone-clawed-back", make(Story::Typical, To::ClawedBack, &none)),
        ("milestone-hostile", make(Story::Hostile, To::ClawedBack, &none)),
        ("milestone-wrong", make(Story::Typical, To::Payable, &errors)),
    ]
}
