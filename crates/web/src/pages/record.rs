//! The record: entries in plain sentences, the signed checkpoint, and how anybody can check it.

use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{PAGE, Slice, prose, table, text, turn};
use crate::kit::words::{bytes, count, day, escaped, moment, thousands};
use crate::port::Trouble;
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::Query;
use maud::{Markup, html};
use serde::Deserialize;
use ward_domain::plan::Outcome;
use ward_domain::record::{Decision, Entry, Event};

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Look {
    before: Option<u64>,
    /// The same, as the links to further pages write it.
    after: Option<u64>,
}

pub(crate) async fn show(visit: Visit, Query(look): Query<Look>) -> Answer {
    visit.show(move |context| page(context, look.after.or(look.before))).await
}

fn page(context: &Context<'_>, before: Option<u64>) -> Result<Page, Trouble> {
    let shown = context.port.record(before, PAGE)?;
    let oldest = shown.entries.last().map(|entry| entry.number);
    let slice: Slice<()> = Slice {
        rows: vec![],
        next: oldest.filter(|n| *n > 0).map(|n| n.to_string()),
        is_later: before.is_some_and(|b| b < shown.size),
    };
    let content = html! {
        p.lead { (count(shown.size, "entry")) ". Nothing in the record is ever changed or removed; each entry is sealed by those after it." }
        div.panel {
            h2 { "Take it away, and let anybody check it" }
            p { "The packet holds the whole record, the files behind it and the signature. With it, " code { "ward verify packet.zip" }
                " checks on any computer, offline, that nothing was changed or left out, and that the verdicts follow from the evidence. \
                 Give the verifying key below to the checker in another way than the packet, on paper or by telephone." }
            p { a.button href="/record/packet.zip" { "Download the packet" } }
            p.quiet { "The packet holds your raw evidence, with names of people and devices. Hand it only to those who may see them." }
        }
        h2 { "Entries" }
        (table("Entries, newest first", [text("No."), text("When"), text("Who"), prose("What happened")], shown.entries.iter().map(line), "No entry yet."))
        (turn(&slice, "/record?", "entries"))
        h2 { "Checkpoint" }
        p { "The signed state of the record. Whoever keeps a copy can prove later that the record was not rewritten." }
        pre.scroll tabindex="0" role="region" aria-label="Checkpoint" { (context.port.checkpoint()?) }
        h3 { "Verifying key" }
        pre.scroll tabindex="0" role="region" aria-label="Verifying key" { (context.port.verifying_key()?) }
    };
    Ok(Page::new("The record", Some(Section::Record), content))
}

fn line(entry: &Entry) -> [Markup; 4] {
    [
        html! { span id={ "entry-" (entry.number) } { (entry.number) } },
        moment(entry.received_at),
        html! { (shortened(&entry.actor, 60)) },
        sentence(&entry.event),
    ]
}

/// What happened, in a sentence.
fn sentence(event: &Event) -> Markup {
    html! {
        @match event {
            Event::ProfileChanged { organisation } => {
                "The organisation said who it is: " strong { (shortened(&organisation.name, 100)) } ", size " (organisation.size.as_str())
                ", " (count(organisation.domains.len() as u64, "domain")) ", " (count(organisation.public_addresses.len() as u64, "public address range")) "."
            }
            Event::EvidenceAdded { evidence, file_name, bytes: size, format, collected_at, tally, .. } => {
                "The file " a href={ "/evidence/" (evidence) } { (shortened(file_name, 80)) } " was added (" (format) ", " (bytes(*size)) ", of "
                (day(ward_estate::date_of(*collected_at))) "): " (thousands(tally.used)) " of " (count(tally.read, "row")) " used."
            }
            Event::EvidenceWithdrawn { evidence, reason } => {
                "The file " a href={ "/evidence/" (evidence) } { (short(&evidence.to_string())) } " was withdrawn: " (shortened(reason, 300))
            }
            Event::AnswerGiven { answer, .. } => {
                (shortened(&answer.signer, 60)) " answered " strong { (answer.says.label()) } " to " (measure(&answer.measure.to_string(), &answer.measure.goal().to_string()))
                @if let Some(subject) = &answer.subject { " for " (shortened(subject, 80)) }
                @if let Some(artefact) = &answer.artefact { ", backed by " (shortened(artefact, 80)) }
                "."
                @if !answer.comment.is_empty() { " “" (shortened(&answer.comment, 300)) "”" }
            }
            Event::DecisionMade { decision } => (decided(decision)),
            Event::AssessmentRecorded { as_of, catalogue, assessment, goals_met } => {
                "Ward judged " (day(*as_of)) ": " (count(u64::from(*goals_met), "goal")) " met. Catalogue " (catalogue) ", assessment " code { (short(&assessment.to_string())) } "."
            }
            Event::SummaryMade { number, as_of, summary, .. } => {
                "Summary " (number) " of " (day(*as_of)) " was signed for the programme: " code { (short(&summary.to_string())) } "."
            }
            Event::ReceiptKept { number, summary, .. } => {
                "The operator's receipt for summary " (number) " is kept: it has " code { (short(&summary.to_string())) } " and witnessed this record."
            }
            Event::AdvisoryKept { advisory, id, title, publisher, .. } => {
                "The advisory " a href={ "/advisories/" (advisory) } { (shortened(id, 60)) } " of " (shortened(publisher, 60)) " is kept: " (shortened(title, 120))
            }
            Event::ExposureTold { question, state, devices, .. } => {
                "An answer for the programme was signed on " (shortened(&question.to_string(), 100)) ": " (state.label()) ", " (count(u64::from(*devices), "device")) "."
            }
            Event::LetterSigned { kind, letter, about } => {
                "Signed for the office: " (kind.label()) ", about " (shortened(about, 80)) ": " code { (short(&letter.to_string())) } "."
            }
            Event::LetterKept { kind, letter, about, .. } => {
                "The office’s " (kind.label()) " about " (shortened(about, 80)) " is kept: its signature is right: " code { (short(&letter.to_string())) } "."
            }
            Event::IncidentNoted { incident, .. } => {
                "Something became known about " a href={ "/incidents/" (incident) } { "incident " (incident) } "."
            }
        }
    }
}

fn decided(decision: &Decision) -> Markup {
    html! {
        @match decision {
            Decision::Except { exception } => {
                (shortened(&exception.approver, 60)) " excepted " (shortened(&exception.subject, 80)) " from "
                (measure(&exception.measure.to_string(), &exception.measure.goal().to_string())) " until " (day(exception.expires)) ": "
                (shortened(&exception.reason, 300)) " Instead: " (shortened(&exception.compensating_control, 300))
            }
            Decision::KeepApart { one, other, reason } => { (shortened(one, 80)) " and " (shortened(other, 80)) " are two: " (shortened(reason, 300)) }
            Decision::ChooseNumber { measure: id, key, value, reason } => { "For " (measure(&id.to_string(), &id.goal().to_string())) " the number " (key) " is " (value) " here: " (shortened(reason, 300)) }
            Decision::GiveTask { measure: id, role, person, due, note, .. } => { "Task on " (measure(&id.to_string(), &id.goal().to_string())) " for " (role) @if let Some(person) = person { ", " (shortened(person, 80)) } ", until " (day(*due)) ". " (shortened(note, 300)) }
            Decision::CloseTask { task, note } => { "The task of entry " (task) " is closed. " (shortened(note, 300)) }
            Decision::StateOwnership { names, by } if names.is_empty() => { (shortened(by, 60)) " took back the permission to look from outside." }
            Decision::StateOwnership { names, by } => { (shortened(by, 60)) " stated that these belong to the organisation, or that it may look at them from outside: " (shortened(&names.join(", "), 300)) "." }
            Decision::LookEvery { days: 0 } => { "Ward looks from outside only when somebody asks." }
            Decision::LookEvery { days } => { "Ward looks from outside by itself, every " (count(u64::from(*days), "day")) "." }
            Decision::SetPlanFrame { frame } => { "The plan may take " (frame.budget) " and " (frame.hours) " hours a year, for " (count(u64::from(frame.years), "year")) "." }
            Decision::Assume { of, which, value: Some(value), reason } => { (which.label()) " of " (shortened(of, 80)) " is taken as " (value) " in the plan: " (shortened(reason, 300)) }
            Decision::Assume { of, which, value: None, reason } => { (which.label()) " of " (shortened(of, 80)) " is as published again in the plan: " (shortened(reason, 300)) }
            Decision::PlanAction { action, due, role, note, .. } => { (planned(action)) " was taken into the plan for " (role) ", until " (day(*due)) ". " (shortened(note, 300)) }
            Decision::EndAction { action, outcome: Outcome::Done, note } => { (planned(action)) " is done. " (shortened(note, 300)) }
            Decision::EndAction { action, outcome: Outcome::Dropped, note } => { (planned(action)) " is not for this organisation: " (shortened(note, 300)) }
            Decision::Join { one, other, reason } => { (shortened(one, 80)) " and " (shortened(other, 80)) " are one: " (shortened(reason, 300)) }
        }
    }
}

fn measure(id: &str, goal: &str) -> Markup {
    html! { a href={ "/goals/" (goal) "#" (id) } { (id) } }
}

fn planned(action: &str) -> Markup {
    html! { "The action " a href={ "/plan/actions/" (escaped(action)) } { (shortened(action, 80)) } }
}

/// The first digits of a digest.
fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, before| (name, page(&Fake::of(kind).context(), before).unwrap());
    vec![
        of("record-empty", Kind::Empty, None),
        of("record-typical", Kind::Typical, None),
        of("record-older", Kind::Typical, Some(2)),
        of("record-hostile", Kind::Hostile, None),
    ]
}
