//! One organisation's audit: notice, documents, packet, findings, response, corrective actions, proof, close.

use super::audit::{find, stage};
use super::audit_steps::{self as steps, forms};
use super::participant_new::blame;
use super::participants::link;
use crate::kit::form::{Errors, Fields};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, grade_letter, shortened, tag};
use crate::kit::table::{number, table, text};
use crate::kit::words::{day, moment, percent, thousands};
use crate::office::{Desk, Room};
use crate::port::Trouble;
use crate::posted::{Parts, Posted, Streamed};
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use ward_domain::summary::GoalStanding;
use ward_programme::Event;
use ward_programme::audit::{self, Case, Examination, Finding, FindingGrade, ReRun};
use ward_programme::participants::ParticipantId;

pub(crate) async fn show(visit: Visit, Path((name, who)): Path<(String, String)>) -> Answer {
    visit.show_office(move |desk| page(desk, &name, &who, &Fields::default(), &Errors::default())).await
}

/// A step, by one of the forms of the page.
pub(crate) async fn submit(
    Path((name, who)): Path<(String, String)>,
    Posted { visit, fields }: Posted,
) -> Answer {
    visit
        .act_office(move |desk| {
            let (participant, mut errors) = (known(&who)?, Errors::default());
            let newest = desk.port.standing()?.latest(&participant).map(|told| told.summary);
            if let Some(what) = steps::read(&fields, newest, &mut errors) {
                let event = audit::Event::Case { audit: name.clone(), participant, what };
                match desk.port.decide(vec![Event::Audit(event)]) {
                    Ok(_) => return Ok(Done::GoTo(format!("/audits/{name}/{who}"))),
                    Err(refused) => blame(refused, steps::field(fields.get("step")), &mut errors)?,
                }
            }
            Ok(Done::Again(page(desk, &name, &who, &fields, &errors)?))
        })
        .await
}

/// Takes in a packet as it arrives: it is examined here, and what came of it is the step.
pub(crate) async fn take_packet(Path((name, who)): Path<(String, String)>, parts: Parts) -> Answer {
    let participant = known(&who)?;
    let (audit, of) = (name.clone(), participant.clone());
    let Streamed { visit, mut fields, read } =
        parts.streamed(move |visit, _, bytes| visit.state.office()?.take_packet(&audit, &of, bytes)).await?;
    let mut errors = Errors::default();
    match read {
        None => errors.add("packet", "Choose the packet"),
        Some(Ok(_)) => return Ok(Redirect::to(&format!("/audits/{name}/{participant}")).into_response()),
        Some(Err(trouble)) => blame(trouble, "packet", &mut errors)?,
    }
    fields.set("step", "packet");
    visit.act_office(move |desk| Ok(Done::Again(page(desk, &name, &who, &fields, &errors)?))).await
}

fn known(who: &str) -> Result<ParticipantId, Trouble> {
    who.parse().map_err(|_| Trouble::not_found("Nobody of that name was drawn."))
}

fn page(desk: &Desk<'_>, name: &str, who: &str, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let programme = desk.port.programme()?;
    let (sampled, id) = (find(&programme, name)?, known(who)?);
    let case = sampled.cases.get(&id).ok_or_else(|| Trouble::not_found("Nobody of that name was drawn."))?;
    let one = programme.participants.get(&id);
    let late = case.overdue(desk.port.today());
    let title = one.map_or_else(|| id.to_string(), |one| shortened(&one.profile.name, 100));
    let content = html! {
        (errors.summary())
        p.lead {
            "Case of " @match one { Some(one) => (link(one)), None => (id) } ": " strong { (stage(case)) } "."
        }
        @if !late.is_empty() { p.note { strong { "Overdue: " } (late.join("; ")) "." } }
        @if case.ended.is_some() && case.deviates(sampled.design.deviation) { p.note { "It counts as a deviation in the estimate." } }
        (forms(&format!("/audits/{name}/{who}"), desk.token, case, fields, errors))
        (told(case))
        (packets(desk, case))
        (findings(case))
        (entries(desk, case)?)
    };
    Ok(Page::new(title, Some(Section::Office(Room::Audit)), content)
        .up(format!("/audits/{name}"), shortened(&sampled.design.name, 60))
        .failed(errors.any()))
}

fn told(case: &Case) -> Markup {
    let Some((answer_by, summary)) = &case.notice else { return html! {} };
    html! {
        h2 { "Notice and requests" }
        (facts([
            ("Answer by", Some(day(*answer_by))),
            ("Summary that is audited", Some(html! { code { (summary) } })),
            ("Answer to the findings", case.response.map(|document| html! { code { (document) } })),
        ]))
        (table(
            "Documents asked for",
            [text("Documents"), text("By")],
            case.requests.iter().map(|(documents, by)| [html! { ul { @for document in documents { li { (shortened(document, 300)) } } } }, day(*by)]),
            "None were asked for yet.",
        ))
    }
}

/// What judging again gave, in words.
pub(crate) fn re_run(re_run: ReRun) -> &'static str {
    match re_run {
        ReRun::Same => "the same verdicts",
        ReRun::Different => "other verdicts",
        ReRun::NotPossible => "could not be judged again",
    }
}

fn packets(desk: &Desk<'_>, case: &Case) -> Markup {
    html! {
        h2 { "Packets" }
        (table(
            "Packets received, the last one counts",
            [text("SHA-256"), text("The record"), text("Judged again")],
            case.packets.iter().map(|packet| [
                html! { code { (packet.digest) } },
                html! { @if packet.examination.is_whole() { "only adds to what was witnessed" } @else { strong.bad { "contradicts what was witnessed" } } },
                html! { (re_run(packet.examination.re_run)) },
            ]),
            "No packet came yet.",
        ))
        @for (place, packet) in case.packets.iter().enumerate() {
            (examined(desk, place + 1, &packet.examination))
        }
    }
}

/// What examining a packet showed, with the goals that come out otherwise.
fn examined(desk: &Desk<'_>, number_of: usize, examination: &Examination) -> Markup {
    let share = |standing: &GoalStanding| html! { (tag(standing.status)) br; span.quiet { (percent(standing.low)) " to " (percent(standing.high)) ", grade " } (grade_letter(standing.grade)) span.quiet { ", evidence reaches " (percent(standing.coverage)) } };
    html! {
        h3 { "What packet " (number_of) " shows" }
        (facts([
            ("Entries of the record", Some(html! { (thousands(examination.entries)) })),
            ("Entries witnessed by this office", Some(html! { (thousands(examination.witnessed)) })),
            ("Evidence files, each compared with its digest", Some(html! { (thousands(examination.files)) })),
            ("Against what was witnessed", Some(html! {
                @match &examination.contradiction { None => "it only adds to it", Some(why) => strong.bad { (shortened(why, 400)) } }
            })),
            ("Why it could not be judged again", examination.why.as_ref().map(|why| html! { (shortened(why, 400)) })),
        ]))
        @if examination.re_run == ReRun::Same {
            p { "The evidence gives all twenty goals as the summary claims them, to the byte." }
        } @else if examination.re_run == ReRun::Different {
            (table(
                "Goals that come out otherwise",
                [text("Goal"), text("The summary claims"), text("The evidence gives")],
                examination.differences.iter().map(|one| [
                    html! { strong { (one.claimed.goal) } " " (desk.goal_title(one.claimed.goal)) },
                    share(&one.claimed),
                    share(&one.found),
                ]),
                "No goal comes out otherwise, but the assessment is not the same to the byte.",
            ))
        }
    }
}

/// A grade of a finding, in words.
pub(crate) fn grade(grade: FindingGrade) -> &'static str {
    match grade {
        FindingGrade::Observation => "observation",
        FindingGrade::Minor => "minor",
        FindingGrade::Major => "major",
    }
}

fn findings(case: &Case) -> Markup {
    let row = |(number, found): (&u32, &Finding)| {
        [
            html! { (number) },
            html! { (grade(found.grade)) @if let Some(goal) = found.goal { ", " (goal) } },
            html! {
                (shortened(&found.text, 500))
                @if let Some(why) = &found.withdrawn { " " strong { "Withdrawn: " } (shortened(why, 300)) }
            },
            html! { @match &found.action { Some((action, due)) => { (shortened(action, 300)) ", by " (day(*due)) }, None => "not agreed" } },
            html! { @match found.proven { Some(evidence) => { "proven: " code { (evidence) } }, None => "not proven" } },
        ]
    };
    html! {
        h2 { "Findings" }
        (table(
            "Findings with what is done about them",
            [number("No."), text("Grade"), text("Finding"), text("Action"), text("Proof")],
            case.findings.iter().map(row),
            "None was made.",
        ))
    }
}

fn entries(desk: &Desk<'_>, case: &Case) -> Result<Markup, Trouble> {
    let mut rows = Vec::new();
    for number in case.entries.iter().rev() {
        rows.extend(desk.port.record(Some(number + 1), 1)?.1);
    }
    Ok(html! {
        h2 { "In the record" }
        (table(
            "Steps of this case, newest first",
            [text("No."), text("When"), text("Who"), text("What")],
            rows.iter().map(|entry| [
                html! { a href={ "/record?before=" (entry.number + 1) } { (entry.number) } },
                moment(entry.at),
                html! { (shortened(&entry.actor, 80)) },
                html! { (shortened(&entry.event.words(), 300)) },
            ]),
            "Nothing happened yet.",
        ))
    })
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::{FakeOffice, HOSTILE};
    use crate::office::port::OfficePort as _;
    let at = |kind, place: usize| {
        let fake = FakeOffice::of(kind);
        let who =
            fake.programme().unwrap().audit.get("autumn-2026").unwrap().drawn[place].participant.to_string();
        (fake, who)
    };
    let of = |name, kind, place| {
        let (fake, who) = at(kind, place);
        (name, page(&fake.desk(), "autumn-2026", &who, &Fields::default(), &Errors::default()).unwrap())
    };
    let wrong = |name, place, step: &str| {
        let (fake, who) = at(Of::Hostile, place);
        let mut fields = Fields::default();
        fields.set("step", step);
        for field in ["answer-by", "by", "goal", "finding", "due", "evidence"] {
            fields.set(field, HOSTILE);
        }
        let mut errors = Errors::default();
        assert!(steps::read(&fields, None, &mut errors).is_none(), "{step}");
        (name, page(&fake.desk(), "autumn-2026", &who, &fields, &errors).unwrap())
    };
    vec![
        of("case-new", Of::Typical, 5),
        of("case-late", Of::Typical, 0),
        of("case-closed", Of::Typical, 1),
        of("case-finding", Of::Typical, 2),
        of("case-different", Of::Typical, 3),
        of("case-hostile", Of::Hostile, 2),
        wrong("case-notice-wrong", 5, "notice"),
        wrong("case-request-wrong", 0, "request"),
        {
            let (fake, who) = at(Of::Typical, 0);
            let mut fields = Fields::default();
            fields.set("step", "packet");
            let mut errors = Errors::default();
            let refused = fake.take_packet("autumn-2026", &known(&who).unwrap(), &mut &b"no zip"[..]);
            blame(refused.unwrap_err(), "packet", &mut errors).unwrap();
            ("case-packet-wrong", page(&fake.desk(), "autumn-2026", &who, &fields, &errors).unwrap())
        },
        wrong("case-finding-wrong", 2, "find"),
        wrong("case-action-wrong", 2, "action"),
        wrong("case-proof-wrong", 2, "prove"),
    ]
}
