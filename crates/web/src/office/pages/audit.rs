//! One audit: its design and published digest, the seed, the draw that anyone can repeat, the cases and the estimate.

use super::audit_new::strata_table;
use super::audits::interval;
use super::participant_new::blame;
use crate::kit::form::{Errors, Field, Fields, Kind as As, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{After, PAGE, Slice, number, table, text, turn};
use crate::kit::words::{count, moment, percent};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::{Path, Query};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use maud::{Markup, html};
use std::fmt::Write as _;
use ward_programme::audit::{self, Case, Ending, Estimate, Sampled, redraw};
use ward_programme::{Event, Programme};

pub(crate) async fn show(visit: Visit, Path(name): Path<String>, Query(after): Query<After>) -> Answer {
    visit.show_office(move |desk| page(desk, &name, &after, &Fields::default(), &Errors::default())).await
}

/// Publishes the seed, or draws.
pub(crate) async fn submit(Path(name): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            let programme = desk.port.programme()?;
            let sampled = find(&programme, &name)?;
            if let Some(event) = read(&name, sampled, &fields, &mut errors) {
                match desk.port.decide(vec![Event::Audit(event)]) {
                    Ok(_) => return Ok(Done::GoTo(format!("/audits/{name}"))),
                    Err(refused) => blame(refused, "seed", &mut errors)?,
                }
            }
            Ok(Done::Again(page(desk, &name, &After::default(), &fields, &errors)?))
        })
        .await
}

fn read(name: &str, sampled: &Sampled, fields: &Fields, errors: &mut Errors) -> Option<audit::Event> {
    let audit = name.to_owned();
    if fields.get("step") == "draw" {
        let Some((seed, _)) = &sampled.seed else {
            errors.add("seed", "Publish the seed before the draw");
            return None;
        };
        let sample = redraw(&sampled.design, seed).into_iter().map(|one| one.participant).collect();
        return Some(audit::Event::Drawn { audit, sample });
    }
    for (field, words) in [("seed", "Enter the seed"), ("source", "Say where anyone can look it up")] {
        if fields.get(field).is_empty() {
            errors.add(field, words);
        }
    }
    let (seed, source) = (fields.get("seed").to_owned(), fields.get("source").to_owned());
    (!errors.any()).then_some(audit::Event::SeedPublished { audit, seed, source })
}

/// Everything that is needed to draw again, as plain text.
pub(crate) async fn draw_text(visit: Visit, Path(name): Path<String>) -> Answer {
    let text = visit.at_desk(move |desk| Ok(as_text(find(&*desk.port.programme()?, &name)?))).await?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

fn as_text(sampled: &Sampled) -> String {
    let mut text = sampled.design.text();
    // Writing to a string cannot fail.
    let _ = write!(text, "\nSHA-256 of the lines above, up to the empty line\n{}\n", sampled.commitment);
    if let Some((seed, source)) = &sampled.seed {
        let _ = write!(text, "\nseed\n{seed}\nfrom {}\n", source.replace(['\n', '\r'], " "));
    }
    if !sampled.drawn.is_empty() {
        text.push_str("\ndrawn: ticket, stratum, organisation\n");
    }
    for one in &sampled.drawn {
        let _ = writeln!(text, "{} {} {}", one.ticket, one.stratum, one.participant);
    }
    text
}

/// The audit of that name.
pub(crate) fn find<'p>(programme: &'p Programme, name: &str) -> Result<&'p Sampled, Trouble> {
    programme.audit.get(name).ok_or_else(|| Trouble::not_found("There is no such audit."))
}

fn page(
    desk: &Desk<'_>,
    name: &str,
    after: &After,
    fields: &Fields,
    errors: &Errors,
) -> Result<Page, Trouble> {
    let programme = desk.port.programme()?;
    let sampled = find(&programme, name)?;
    let design = &sampled.design;
    let content = html! {
        (errors.summary())
        p.lead {
            @if sampled.drawn.is_empty() { (count(design.sizes().iter().sum::<usize>() as u64, "organisation")) " of " (design.population()) " will be drawn." }
            @else { (sampled.drawn.len()) " of " (count(design.population() as u64, "organisation")) " were drawn." }
        }
        @if let Some(estimate) = sampled.estimate() { (estimated(sampled, &estimate)) (cases(desk, &programme, name, sampled, after)) }
        @else { (next(desk, name, sampled, fields, errors)) }
        h2 { "The design" }
        p { "Fixed on " (moment(sampled.designed_at)) ". Confidence " (design.confidence) ", tolerable share " (design.tolerable) ", " (count(design.accepted.into(), "deviation")) " accepted in the sample." }
        (strata_table(design))
        p { "Its digest, published before the seed:" }
        pre.scroll { (sampled.commitment) }
        @if let Some((seed, source)) = &sampled.seed {
            p { "The seed, from " (shortened(source, 300)) ":" }
            pre.scroll { (seed) }
        }
        (how_to_repeat(name))
    };
    Ok(Page::new(shortened(&design.name, 120), Some(Section::Office(Room::Audit)), content)
        .up("/audits", "Audits")
        .failed(errors.any()))
}

fn next(desk: &Desk<'_>, name: &str, sampled: &Sampled, fields: &Fields, errors: &Errors) -> Markup {
    let action = format!("/audits/{name}");
    html! {
        @if sampled.seed.is_none() {
            h2 { "Next: the seed" }
            p { "Publish the digest below first. Then take the seed from a public source at a time that was announced, such as a randomness beacon. It cannot be changed afterwards." }
            (post(&action, desk.token, false, html! {
                input type="hidden" name="step" value="seed";
                (Field::new("seed", "Seed", As::Text).hint("16 to 512 letters, digits and signs, without spaces.").show(fields, errors))
                (Field::new("source", "Where anyone can look it up", As::Text).show(fields, errors))
                button type="submit" { "Publish the seed" }
            }))
        } @else {
            h2 #f-seed { "Next: the draw" }
            (post(&action, desk.token, false, html! {
                input type="hidden" name="step" value="draw";
                button type="submit" { "Draw" }
            }))
        }
    }
}

fn estimated(sampled: &Sampled, estimate: &Estimate) -> Markup {
    html! {
        h2 { "What the sample says about all" }
        p {
            "With confidence " (sampled.design.confidence) ", the share of organisations whose claims deviate is " strong { (interval(estimate)) } "."
            @if let Some(share) = estimate.share { " The best single figure is " (percent(share)) "." }
            @if !estimate.is_final { " Open cases count as right for the lower end and as wrong for the upper one." }
        }
        (table(
            "By group",
            [text("Group"), number("Members"), number("Drawn"), number("Ended"), number("Deviate")],
            estimate.strata.iter().map(|one| [
                html! { (one.name) }, html! { (one.population) }, html! { (one.drawn) }, html! { (one.ended) }, html! { (one.deviations) },
            ]),
            "",
        ))
        p.quiet { "Exact interval (Clopper and Pearson; with several groups each takes its part of the risk, by Bonferroni), for the whole of those from whom was drawn." }
    }
}

fn cases(desk: &Desk<'_>, programme: &Programme, name: &str, sampled: &Sampled, after: &After) -> Markup {
    let today = desk.port.today();
    let from = after.number().map_or(0, |place| place as usize).min(sampled.drawn.len());
    let later = (1..).zip(&sampled.drawn).skip(from);
    let slice = Slice::first(later, PAGE, from > 0, |(place, _): &(u64, _)| place.to_string());
    let rows = slice.rows.iter().map(|(_, one)| {
        let case = sampled.cases.get(&one.participant);
        let known = programme
            .participants
            .get(&one.participant)
            .map_or(one.participant.as_str(), |found| found.profile.name.as_str());
        let late = case.map(|case| case.overdue(today)).unwrap_or_default();
        [
            html! { a href={ "/audits/" (name) "/" (one.participant) } { (shortened(known, 80)) } },
            html! { (one.stratum) },
            html! { (case.map_or("", stage)) },
            html! { @if late.is_empty() { "nothing" } @else { strong.bad { (late.join("; ")) } } },
            html! { code { (one.ticket.to_string().chars().take(16).collect::<String>()) "…" } },
        ]
    });
    html! {
        h2 { "Cases" }
        (table("Who was drawn", [text("Organisation"), text("Group"), text("Stage"), text("Overdue"), text("Ticket")], rows, ""))
        (turn(&slice, &format!("/audits/{name}?"), "organisations"))
    }
}

/// How far a case is, in words.
pub(crate) fn stage(case: &Case) -> &'static str {
    match (case.ended, &case.notice, case.packets.is_empty()) {
        (Some(Ending::Answered), ..) => "closed",
        (Some(Ending::Unanswered), ..) => "closed without an answer",
        (None, None, _) => "to be told",
        (None, Some(_), true) => "waits for its packet",
        (None, Some(_), false) if case.standing().next().is_some() => "has findings",
        (None, Some(_), false) => "packet to be judged",
    }
}

fn how_to_repeat(name: &str) -> Markup {
    html! {
        h2 { "How anyone draws again" }
        ol {
            li { "Take " a href={ "/audits/" (name) "/draw.txt" } { "the plain text of design, seed and list" } ". The SHA-256 of the design's lines must be the published digest." }
            li { "For each organisation hash five lines, each ended by a line feed: the words “ward audit draw 1”, the digest, the seed, the group, the organisation. On any Unix:" }
        }
        pre.scroll { "printf 'ward audit draw 1\\n%s\\n%s\\n%s\\n%s\\n' DIGEST SEED GROUP ORGANISATION | sha256sum" }
        p { "Sort the hashes of each group. The smallest are drawn, as many as the design says." }
    }
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::{FakeOffice, HOSTILE};
    use crate::office::port::OfficePort as _;
    let (none, empty) = (Fields::default(), Errors::default());
    let story = |name, kind| {
        (name, page(&FakeOffice::of(kind).desk(), "autumn-2026", &After::default(), &none, &empty).unwrap())
    };
    let fake = FakeOffice::of(Of::Typical);
    let design = fake.programme().unwrap().audit.get("autumn-2026").unwrap().design.clone();
    let audit = || "next".to_owned();
    let designed =
        audit::Event::Designed { audit: audit(), commitment: design.commitment(), design: Box::new(design) };
    fake.decide(vec![Event::Audit(designed)]).unwrap();
    let now = |fake: &FakeOffice, fields: &Fields, errors: &Errors| {
        page(&fake.desk(), "next", &After::default(), fields, errors).unwrap()
    };
    let designed = now(&fake, &none, &empty);
    let mut fields = Fields::default();
    fields.set("source", HOSTILE);
    let mut errors = Errors::default();
    assert!(read("next", find(&fake.programme().unwrap(), "next").unwrap(), &fields, &mut errors).is_none());
    let wrong = now(&fake, &fields, &errors);
    let seeded = audit::Event::SeedPublished {
        audit: audit(),
        seed: "0123456789abcdef".into(),
        source: HOSTILE.into(),
    };
    fake.decide(vec![Event::Audit(seeded)]).unwrap();
    vec![
        story("audit", Of::Typical),
        story("audit-hostile", Of::Hostile),
        ("audit-designed", designed),
        ("audit-seed-wrong", wrong),
        ("audit-seeded", now(&fake, &none, &empty)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Kind as Of;
    use crate::office::fake::FakeOffice;
    use crate::office::port::OfficePort as _;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_text_is_enough_to_draw_again() {
        let programme = FakeOffice::of(Of::Typical).programme().unwrap();
        let sampled = programme.audit.get("autumn-2026").unwrap();
        let text = as_text(sampled);
        let (design, rest) = text.split_once("\n\n").unwrap();
        let digest = hex::encode(Sha256::digest(format!("{design}\n")));
        assert_eq!(digest, sampled.commitment.to_string());
        let seed = rest.split("seed\n").nth(1).unwrap().lines().next().unwrap();
        let drawn: Vec<&str> = rest.split("organisation\n").nth(1).unwrap().lines().collect();
        assert_eq!(drawn.len(), sampled.drawn.len());
        for line in drawn {
            let [ticket, stratum, who] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
            let lines = format!("ward audit draw 1\n{digest}\n{seed}\n{stratum}\n{who}\n");
            assert_eq!(ticket, hex::encode(Sha256::digest(lines)), "{who}");
        }
    }
}
