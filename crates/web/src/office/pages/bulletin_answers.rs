//! Who is affected: what organisations answered to a bulletin, in counts alone, and who has not answered.

use super::request::help_tabs;
use crate::kit::form::{Errors, Field, Fields, Kind as FieldKind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, shortened};
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day, moment, thousands};
use crate::office::answers::{Sight, or_error};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::{Parts, SmallFile};
use crate::routes::Section;
use crate::state::{Answer, Done, Visit, signed_file};
use axum::extract::Path;
use maud::{Markup, html};
use ward_domain::exposure::Question;
use ward_programme::help::{Ask, Bulletin, BulletinNumber, Group, Replies};
use ward_programme::participants::Kind;
use ward_programme::standing::release::OTHER;
use ward_programme::standing::sector::By;

/// A signed answer has less than 1,000 bytes.
const MOST_ANSWER: usize = 64 * 1024;
/// Silent organisations that are listed.
const MOST_SILENT: usize = 300;

pub(crate) async fn show(visit: Visit, Path(number): Path<u64>) -> Answer {
    visit.show_office(move |desk| page(desk, BulletinNumber(number), &Errors::default())).await
}

/// Takes an answer that came as a file.
pub(crate) async fn receive(Path(number): Path<u64>, parts: Parts) -> Answer {
    let SmallFile { visit, bytes, .. } = parts.small_file(MOST_ANSWER).await?;
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if bytes.is_empty() {
                errors.add("answer", "Choose the file that the organisation sent");
            } else if let Some(taken) = or_error(desk.port.receive_answer(&bytes), "answer", &mut errors)? {
                // The file says what it answers, whatever page it was brought to.
                return Ok(Done::GoTo(format!("/bulletins/{}", taken.bulletin)));
            }
            Ok(Done::Again(page(desk, BulletinNumber(number), &errors)?))
        })
        .await
}

/// The advisory that a bulletin asks about, as its publisher wrote it.
pub(crate) async fn download(visit: Visit, Path(number): Path<u64>) -> Answer {
    let (name, bytes) = visit
        .at_desk(move |desk| {
            let programme = desk.port.programme()?;
            let asks = programme.help.bulletin(BulletinNumber(number)).and_then(|one| one.asks.as_ref());
            let Some(Ask { question: Question::Advisory { file }, .. }) = asks else {
                return Err(Trouble::not_found("This bulletin has no advisory."));
            };
            let short: String = file.to_string().chars().take(12).collect();
            Ok((format!("advisory-{short}.json"), desk.port.advisory_file(*file)?))
        })
        .await?;
    Ok(signed_file(&name, bytes))
}

fn page(desk: &Desk<'_>, number: BulletinNumber, errors: &Errors) -> Result<Page, Trouble> {
    let sight = Sight::of(desk)?;
    let (help, participants) = (&sight.programme.help, &sight.programme.participants);
    let missing = || Trouble::not_found("There is no bulletin of that number that asks something.");
    let bulletin = help.bulletin(number).ok_or_else(missing)?;
    let replies = help.replies(number, participants, &desk.port.catalog().smallest_cell);
    let (Some(asks), Some(replies)) = (&bulletin.asks, replies) else {
        return Err(missing());
    };
    let content = html! {
        (help_tabs("/bulletins"))
        (errors.summary())
        @if let Some((at, because)) = &bulletin.withdrawn { p.note { strong { "Withdrawn" } " " (moment(*at)) ": " (shortened(because, 400)) } }
        (headline(&replies))
        (about(desk, bulletin, asks)?)
        (counts(desk, bulletin, &replies))
        (silent(&sight, bulletin, &replies))
        section.panel aria-labelledby="take" {
            h2 #take { "Take an answer that came as a file" }
            p { "Organisations send it by mail or on a stick, or their server posts it to " code { "/api/answers" } ". It is signed: the way does not matter." }
            (post(&format!("/bulletins/{number}/answers"), desk.token, true, html! {
                (Field::new("answer", "The signed answer", FieldKind::File { many: false }).show(&Fields::default(), errors))
                p { button type="submit" { "Check and take it" } }
            }))
        }
    };
    Ok(Page::new(
        format!("Who is affected: {}", shortened(&bulletin.title, 120)),
        Some(Section::Office(Room::Help)),
        content,
    )
    .up("/bulletins", "Bulletins")
    .failed(errors.any()))
}

fn headline(replies: &Replies) -> Markup {
    html! {
        p.lead {
            strong { (thousands(replies.answered as u64)) } " of " (count(replies.asked as u64, "organisation")) " answered. "
            @match &replies.all {
                Some(all) => {
                    strong { (thousands(all.touched.into())) } " are affected or may be" @if all.devices > 0 { ", on " (count(all.devices, "device")) } @if let Some(sure) = all.affected { " (" (thousands(sure.into())) " are sure)" } "; " (thousands(all.not_found.into())) " found nothing."
                }
                None => "Too few answers of each kind are here to count them without naming anybody.",
            }
        }
        @if let Some(all) = &replies.all { (bar(all, replies)) }
        p.quiet {
            "Counts move when " (replies.smallest) " further answers are here"
            @if replies.waiting > 0 { "; " (count(replies.waiting as u64, "answer")) " wait" @if replies.waiting == 1 { "s" } " for that" }
            ". "
            @if let Some((first, last)) = replies.between { "Those that count came from " (moment(first)) " to " (moment(last)) ". " }
            @if let Some(oldest) = replies.oldest_day { "The oldest speaks for " (day(oldest)) "." }
        }
    }
}

/// The shares of those that are asked; the words above say the same.
fn bar(all: &Group, replies: &Replies) -> Markup {
    let asked = replies.asked.max(1) as f64;
    let share = |many: u32| f64::from(many) * 100.0 / asked;
    let (touched, not_found) = (share(all.touched), share(all.not_found));
    html! {
        svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.not-met x="0" y="0" width=(format!("{touched:.2}")) height="4" {}
            rect.met x=(format!("{touched:.2}")) y="0" width=(format!("{not_found:.2}")) height="4" {}
            rect.unknown x=(format!("{:.2}", touched + not_found)) y="0" width=(format!("{:.2}", (100.0 - touched - not_found).max(0.0))) height="4" {}
        }
        p.key {
            span { span.dot.not-met aria-hidden="true" {} strong { (thousands(all.touched.into())) } " affected or maybe" }
            span { span.dot.met aria-hidden="true" {} strong { (thousands(all.not_found.into())) } " nothing found" }
            span { span.dot.unknown aria-hidden="true" {} strong { (thousands((replies.asked as u64).saturating_sub(u64::from(all.touched + all.not_found)))) } " not counted yet" }
        }
    }
}

fn about(desk: &Desk<'_>, bulletin: &Bulletin, asks: &Ask) -> Result<Markup, Trouble> {
    let read = match &asks.question {
        Question::Advisory { file } => Some(desk.port.advisory(*file)?),
        Question::Flaw { .. } | Question::Outage { .. } => None,
    };
    Ok(html! {
        (facts([
            ("Asked about", Some(html! { (shortened(&asked_words(asks), 160)) })),
            ("Advisory", read.as_ref().map(|read| html! {
                (shortened(&read.advisory.title, 160)) ", " (shortened(&read.advisory.publisher, 80)) ". "
                a href={ "/bulletins/" (bulletin.number) "/advisory.json" } { "The file to send along" }
            })),
            ("Fingerprint of the question", Some(html! { code { (asks.digest()) } })),
            ("Asked", Some(html! { (moment(bulletin.at)) ", under " (bulletin.tlp.label()) })),
        ]))
        @if let Some(read) = read.as_ref().filter(|read| !read.tally.problems.is_empty()) {
            details {
                summary { "What Ward did not understand in the advisory (" (read.tally.problems.len()) ")" }
                ul { @for problem in read.tally.problems.iter().take(50) { li { (shortened(&problem.reason, 400)) } } }
            }
        }
    })
}

fn counts(desk: &Desk<'_>, bulletin: &Bulletin, replies: &Replies) -> Markup {
    html! {
        h2 { "By state, class and size" }
        p { "No number counts fewer than " (replies.smallest) " organisations. " (desk.why_smallest(bulletin.day())) " Affected and maybe are counted together here. Small groups are put together, and further ones with them where they could be worked out." }
        @for (by, groups) in &replies.groups {
            // "All others" alone are the counts at the top again.
            @let shown = if groups.iter().all(|group| group.name == OTHER) { &[][..] } else { &groups[..] };
            @let words = match by { By::State => "state", By::Kind => "class", By::Size => "size" };
            (table(
                &format!("Answers by {words}"),
                [text("Group"), number("Affected or maybe"), number("Nothing found"), number("Devices")],
                shown.iter().map(|group| [
                    html! { (group_words(*by, &group.name)) },
                    html! { (thousands(group.touched.into())) },
                    html! { (thousands(group.not_found.into())) },
                    html! { (thousands(group.devices)) },
                ]),
                &format!("Nothing can be shown by {words} yet: too few are counted."),
            ))
        }
    }
}

fn group_words(by: By, name: &str) -> String {
    if name == OTHER {
        return "all others together".to_owned();
    }
    let kind = Kind::from_word(name).filter(|_| by == By::Kind);
    kind.map_or_else(|| name.to_owned(), |kind| kind.label().to_owned())
}

fn silent(sight: &Sight, bulletin: &Bulletin, replies: &Replies) -> Markup {
    let days = sight.now.duration_since(bulletin.at).as_hours().max(0) / 24;
    html! {
        h2 { "Who has not answered" }
        @if replies.silent.is_empty() {
            p.none { "Everyone that takes part and is asked has answered." }
        } @else {
            p { (count(replies.silent.len() as u64, "organisation")) " that take part, " (count(days.unsigned_abs(), "day")) " after they were asked. Silence says nothing about whether they are affected: call those that care depends on most." }
            details {
                summary { "Their names" }
                ul.columns { @for who in replies.silent.iter().take(MOST_SILENT) { li { (sight.link(who)) } } }
                @if replies.silent.len() > MOST_SILENT { p.quiet { (replies.silent.len() - MOST_SILENT) " more." } }
            }
        }
    }
}

/// What is asked about, for people.
pub(super) fn asked_words(asks: &Ask) -> String {
    match &asks.question {
        Question::Advisory { .. } if !asks.id.is_empty() => format!("advisory {}", asks.id),
        question => question.to_string(),
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::{FakeOffice, HOSTILE, now};
    use crate::office::port::OfficePort as _;
    use ward_domain::Digest;
    use ward_domain::exposure::State;
    use ward_programme::help::{Audience, Event};
    use ward_programme::incidents::Tlp;
    let asked = |kind, question: Question, words: &str| {
        let fake = FakeOffice::of(kind);
        let event = Event::BulletinPublished {
            title: words.to_owned(),
            says: words.to_owned(),
            tlp: Tlp::Green,
            audience: Audience::Enrolled,
            asks: Some(Ask { question, id: words.to_owned() }),
        };
        let number = fake.decide(vec![ward_programme::Event::Help(event)]).unwrap()[0];
        (fake, BulletinNumber(number))
    };
    let answer_all = |fake: &FakeOffice, bulletin| {
        let programme = fake.programme().unwrap();
        let readers = programme.participants.iter().filter(|one| one.is_enrolled());
        let events = readers.enumerate().filter(|(place, _)| place % 5 != 4).map(|(place, one)| {
            let state = State::ALL[place % 3];
            Event::Answered {
                participant: one.id.clone(),
                bulletin,
                answer: Digest([7; 32]),
                state,
                devices: if state == State::NotFound { 0 } else { 4 },
                as_of: fake.today(),
                made_at: now(),
            }
        });
        fake.decide(events.map(ward_programme::Event::Help).collect()).unwrap();
    };
    let outage =
        |vendor: &str| Question::Outage { vendor: vendor.to_owned(), since: "2026-11-20".parse().unwrap() };
    let shown = |(fake, number): &(FakeOffice, BulletinNumber), errors: &Errors| {
        page(&fake.desk(), *number, errors).unwrap()
    };
    let advisory = Question::Advisory { file: Digest([1; 32]) };
    let [silent, full] = [Of::Typical, Of::Full].map(|kind| asked(kind, advisory.clone(), "KMSA-2026-007"));
    answer_all(&full.0, full.1);
    let hostile = asked(Of::Hostile, outage(HOSTILE), HOSTILE);
    answer_all(&hostile.0, hostile.1);
    let mut wrong = Errors::default();
    wrong.add("answer", "the file is not a signed envelope");
    vec![
        ("answers-none", shown(&silent, &Errors::default())),
        ("answers", shown(&full, &Errors::default())),
        ("answers-hostile", shown(&hostile, &Errors::default())),
        ("answers-wrong", shown(&silent, &wrong)),
    ]
}
