//! One participant: who it is, how it takes part, and where it stands by its own signed summaries.

use super::participant_steps::{self as steps, forms};
use super::participants::link;
use crate::kit::form::{Errors, Fields};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, grade_letter, range_bar, shortened, tag};
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day, day_or, moment, percent, thousands};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_domain::assessment::{Range, Status};
use ward_programme::Programme;
use ward_programme::participants::{Held, Participant, ParticipantId};
use ward_programme::standing::{GOALS, Standing, Told};

/// Entries of the record that the page shows.
const MOST_ENTRIES: usize = 12;

pub(crate) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    visit.show_office(move |desk| page(desk, &id, &Fields::default(), &Errors::default())).await
}

/// A step of enrolment, by one of the forms of the page.
pub(crate) async fn submit(Path(id): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let who = known(&id)?;
            let mut errors = Errors::default();
            if let Some(events) = steps::read(&who, &fields, desk.port.today(), &mut errors) {
                match desk.port.decide(events) {
                    Ok(_) => return Ok(Done::GoTo(format!("/participants/{who}"))),
                    Err(refused) => {
                        super::participant_new::blame(
                            refused,
                            steps::field(fields.get("step")),
                            &mut errors,
                        )?;
                    }
                }
            }
            Ok(Done::Again(page(desk, who.as_str(), &fields, &errors)?))
        })
        .await
}

/// An id that has the form of one.
pub(crate) fn known(id: &str) -> Result<ParticipantId, Trouble> {
    id.parse().map_err(|_| Trouble::not_found("There is no such participant."))
}

fn page(desk: &Desk<'_>, id: &str, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let (programme, standing) = (desk.port.programme()?, desk.port.standing()?);
    let id = known(id)?;
    let one = programme.participants.get(&id);
    let one = one.ok_or_else(|| Trouble::not_found("There is no such participant."))?;
    let content = html! {
        (errors.summary())
        p.lead {
            (one.id) ", " (one.profile.kind.label())
            @if let Some(state) = one.profile.state { ", " (state) }
            ": " strong { (one.enrolment.label()) }
            @if let Some(on) = one.closed { ", closed on " (day(on)) }
            "."
        }
        (alarms(desk, &one.id)?)
        (standing_now(desk, &programme, &standing, one)?)
        (forms(desk, one, fields, errors))
        (who(desk, &programme, one))
        (numbers(one))
        (keys(one))
        (entries(desk, one)?)
    };
    let title = shortened(&one.profile.name, 120);
    Ok(Page::new(title, Some(Section::Office(Room::Participants)), content)
        .up("/participants", "Participants")
        .failed(errors.any()))
}

fn alarms(desk: &Desk<'_>, id: &ParticipantId) -> Result<Markup, Trouble> {
    let alarms: Vec<_> =
        desk.port.alarms()?.into_iter().filter(|alarm| alarm.participant == id.as_str()).collect();
    Ok(html! {
        @if !alarms.is_empty() {
            section.problem.alarm aria-labelledby="alarms" {
                h2 #alarms { "A history was rewritten" }
                ul { @for alarm in &alarms { li { (moment(alarm.at)) ": " (shortened(&alarm.why, 400)) } } }
                p { "The refused file is kept as proof. Call the organisation: was an old backup restored, or was something changed?" }
            }
        }
    })
}

fn standing_now(
    desk: &Desk<'_>,
    programme: &Programme,
    standing: &Standing,
    one: &Participant,
) -> Result<Markup, Trouble> {
    let today = desk.port.today();
    let Some(told) = standing.latest(&one.id) else {
        return Ok(
            html! { h2 { "Where it stands" } p.none { "No signed summary has come. What is not told is unknown, and unknown is never a pass." } },
        );
    };
    let age = (today - told.as_of).get_days();
    let smallest = desk.smallest(today);
    let peers = standing.compare(&programme.participants, &one.id, today, smallest);
    let share =
        |goal| peers.as_ref().and_then(|peers| peers.goals.iter().find(|peer| peer.goal == goal)?.share_met);
    Ok(html! {
        h2 { "Where it stands" }
        p {
            "As of " (day(told.as_of)) ", " (count(age.unsigned_abs().into(), "day")) " old; received " (moment(told.received_at)) " as summary "
            (told.number) ", judged by catalogue " (told.catalogue) ". Signed summary " code { (told.summary) } "."
        }
        (table(
            "The twenty goals, as the organisation signed them",
            [text("Goal"), text("Status"), text("Proven"), text("Grade"), number("Covered by evidence"), number("Peers that meet it")],
            told.goals.iter().map(|goal| [
                html! { strong { (goal.goal) } " " (desk.goal_title(goal.goal)) },
                tag(goal.status),
                range_bar(goal.status, Range { low: goal.low, high: goal.high }),
                grade_letter(goal.grade),
                html! { (percent(goal.coverage)) },
                html! { @match share(goal.goal) { Some(share) => { "about " (percent(share)) }, None => "not shown" } },
            ]),
            "The summary tells of no goal.",
        ))
        p.quiet {
            @match &peers {
                Some(peers) => { "Peers: " (peers.count) " " (peers.peers) " that report and agreed to be compared; shares in steps of 5 %, and only where " (smallest) " or more meet a goal and " (smallest) " or more do not. The organisation may be shown the same." }
                None => { "Fewer than " (smallest) " organisations of its kind report and agreed to be compared, so no peers are shown." }
            }
        }
        (history(&desk.port.history(&one.id)?))
    })
}

fn met(told: &Told) -> usize {
    told.goals.iter().filter(|goal| goal.status == Status::Met).count()
}

fn history(all: &[Told]) -> Markup {
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return html! {} };
    let days = |told: &Told| f64::from((told.as_of - first.as_of).get_days());
    let width = days(last).max(1.0);
    let point = |(place, told): (usize, &Told)| {
        let (x, y) = (days(told) / width * 300.0, 38.0 - met(told) as f64 / GOALS as f64 * 36.0);
        if place == 0 { format!("M{x:.1} {y:.1}") } else { format!("H{x:.1}V{y:.1}") }
    };
    let path: String = all.iter().enumerate().map(point).collect();
    html! {
        h2 { "Over time" }
        @if all.len() > 1 {
            svg.steps viewBox="0 0 300 40" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                path.floor d="M0 38H300" {}
                path.floor d="M0 2H300" {}
                path.line d=(path) {}
            }
        }
        details {
            summary { "The same as a table: every summary received (" (all.len()) ")" }
            (table(
                "Summaries, newest first",
                [number("No."), text("Judges"), text("Received"), number("Goals met, of 20"), text("SHA-256")],
                all.iter().rev().map(|told| [html! { (told.number) }, day(told.as_of), moment(told.received_at), html! { (met(told)) }, html! { code { (told.summary) } }]),
                "",
            ))
        }
    }
}

fn who(desk: &Desk<'_>, programme: &Programme, one: &Participant) -> Markup {
    let profile = &one.profile;
    let size = profile.size(programme.participants.size_limits(desk.port.today()));
    let other: Vec<String> = profile.other_names.iter().cloned().collect();
    let children: Vec<&Participant> = programme.participants.children(&one.id).collect();
    let designations: Vec<String> = profile.designations.iter().cloned().collect();
    let parent = profile.parent.as_ref().and_then(|parent| programme.participants.get(parent));
    html! {
        h2 { "Who it is" }
        (facts([
            ("Class", Some(html! { (profile.kind.label()) })),
            ("Owner", profile.ownership.map(|owner| html! { (owner.label()) })),
            ("County", profile.county.as_ref().map(|county| html! { (shortened(county, 80)) })),
            ("Beds", Some(html! { @match profile.beds { Some(beds) => (thousands(beds.into())), None => "not known" } })),
            ("Size (HICP)", Some(html! { @match size { Some(size) => (size.as_str()), None => "not known" } })),
            ("Setting", Some(html! { (profile.setting.label()) })),
            ("Other names", crate::kit::parts::joined(&other)),
            ("Designations", crate::kit::parts::joined(&designations)),
            ("Belongs to", parent.map(link)),
            ("Below it", (!children.is_empty()).then(|| html! { @for (n, child) in children.iter().enumerate() { @if n > 0 { ", " } (link(child)) } })),
        ]))
        @if !profile.figures.is_empty() {
            (table(
                "Public figures",
                [text("Figure"), number("Value"), text("As of"), text("From")],
                profile.figures.iter().map(|(name, figure)| [html! { (shortened(name, 60)) }, html! { (figure.value) }, day_or(figure.as_of, "not said"), html! { (shortened(&figure.source, 120)) }]),
                "",
            ))
        }
    }
}

fn numbers(one: &Participant) -> Markup {
    fn row<T: std::fmt::Display>(kind: &str, held: &Held<T>) -> [Markup; 4] {
        [html! { (held.id) }, html! { (kind) }, day_or(held.from, "not known"), day_or(held.to, "held now")]
    }
    let ccns = one.ccns.iter().map(|held| row("CCN", held));
    let npis = one.npis.iter().map(|held| row("NPI", held));
    html! {
        h2 { "Numbers" }
        (table("CCNs and NPIs, those of the past too", [text("Number"), text("Kind"), text("From"), text("Until")], ccns.chain(npis), "None is known."))
    }
}

fn keys(one: &Participant) -> Markup {
    html! {
        h2 { "Keys, consent and steps" }
        (table(
            "Keys that verify its summaries",
            [text("Key"), text("From"), text("Until"), text("Why it ended")],
            one.keys.iter().map(|key| [
                html! { code { (key.key) } },
                moment(key.from),
                html! { @match &key.ended { Some((at, _)) => (moment(*at)), None => "counts now" } },
                html! { @if let Some((_, why)) = &key.ended { (shortened(why, 200)) } },
            ]),
            "It has no key: it is not enrolled.",
        ))
        @if let Some(consent) = &one.consent {
            (facts([
                ("Consent given", Some(day(consent.given_on))),
                ("Counted in published tables", Some(yes(consent.in_statistics))),
                ("Among the peers of others", Some(yes(consent.among_peers))),
                ("Named in public", Some(yes(consent.named_in_public))),
                ("Signed paper", consent.document.map(|document| html! { code { (document) } })),
            ]))
        }
        (table("Steps of enrolment", [text("When"), text("Became")], one.steps.iter().map(|(at, step)| [moment(*at), html! { (step.label()) }]), ""))
    }
}

fn yes(is: bool) -> Markup {
    html! { @if is { "yes" } @else { "no" } }
}

fn entries(desk: &Desk<'_>, one: &Participant) -> Result<Markup, Trouble> {
    let mut rows = Vec::new();
    for number in one.entries.iter().rev().take(MOST_ENTRIES) {
        let (_, found) = desk.port.record(Some(number + 1), 1)?;
        rows.extend(found);
    }
    let more = one.entries.len().saturating_sub(MOST_ENTRIES);
    Ok(html! {
        h2 { "In the record" }
        (table(
            "Entries about it, newest first",
            [text("No."), text("When"), text("Who"), text("What")],
            rows.iter().map(|entry| [
                html! { a href={ "/record?before=" (entry.number + 1) } { (entry.number) } },
                moment(entry.at),
                html! { (shortened(&entry.actor, 80)) },
                html! { (shortened(&entry.event.words(), 300)) },
            ]),
            "",
        ))
        @if more > 0 { p.quiet { "and " (more) " older" } }
    })
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::{FakeOffice, HOSTILE};
    let of = |name, kind, id| {
        (name, page(&FakeOffice::of(kind).desk(), id, &Fields::default(), &Errors::default()).unwrap())
    };
    let mut samples = vec![
        of("participant", Of::Typical, "o001"),
        of("participant-listed", Of::Typical, "o006"),
        of("participant-invited", Of::Typical, "o014"),
        of("participant-silent", Of::Typical, "o011"),
        of("participant-alarmed", Of::Typical, "o007"),
        of("participant-hostile", Of::Hostile, "o002"),
    ];
    for (name, id, step) in [
        ("participant-enrol-wrong", "o014", "enrol"),
        ("participant-leave-wrong", "o001", "leave"),
        ("participant-key-wrong", "o001", "key"),
    ] {
        let fake = FakeOffice::of(Of::Hostile);
        let mut fields = Fields::default();
        fields.set("step", step);
        for name in ["key", "given-on", "document"] {
            fields.set(name, HOSTILE);
        }
        let mut errors = Errors::default();
        assert!(
            steps::read(&id.parse().unwrap(), &fields, jiff::civil::date(2026, 11, 21), &mut errors)
                .is_none()
        );
        samples.push((name, page(&fake.desk(), id, &fields, &errors).unwrap()));
    }
    samples
}
