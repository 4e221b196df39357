//! Files that were sent together: what became of each. While they are being read the page loads itself again.

use crate::batches::{File, Progress, Stage};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{prose, table, text};
use crate::kit::words::{count, percent, thousands};
use crate::port::{Trouble, TroubleKind};
use crate::routes::Section;
use crate::state::{Answer, Visit};
use axum::extract::Path;
use maud::{Markup, html};
use ward_reports::{Input, Outcome};

/// Seconds between two looks.
const REFRESH_SECONDS: u32 = 2;
/// Problems shown for each file.
const MOST_PROBLEMS: usize = 3;

pub(crate) async fn show(visit: Visit, Path(number): Path<u64>) -> Answer {
    let batch = visit.state.batches.find(number).ok_or_else(|| Trouble {
        hint:
            "Ward forgets finished uploads when it is started again. What was kept is on the evidence page."
                .into(),
        ..Trouble::not_found("There is no such upload.")
    })?;
    let progress = batch.progress();
    visit.show(move |_| Ok(page(&progress))).await
}

fn page(progress: &Progress) -> Page {
    let done = progress.files.iter().filter(|file| !matches!(file.stage, Stage::Reading(_))).count();
    let kept = progress
        .files
        .iter()
        .filter(|file| matches!(&file.stage, Stage::Done(input) if input.outcome.is_read()))
        .count();
    let content = html! {
        @if progress.is_finished {
            p.lead {
                (kept) " of " (count(progress.files.len() as u64, "file")) " can be used."
                @if kept < progress.files.len() { " The others say below what is wrong with them; nothing of them was kept." }
            }
            @if kept > 0 { p { a.button href="/" { "See where you stand" } " " a href="/evidence" { "Add more" } } }
            @else { p { a.button href="/evidence" { "Back to evidence" } } }
        } @else {
            p.lead role="status" {
                @if progress.is_judging { "All files are read. What they change is being judged." }
                @else { (done) " of " (count(progress.files.len() as u64, "file")) " read." }
                " This page looks again every " (REFRESH_SECONDS) " seconds."
            }
            @if let Some(share) = share(progress) {
                p { progress max="100" value=(format!("{:.0}", share * 100.0)) aria-label="Read of this upload" {} " " (size(progress.bytes)) " read, " (percent(share)) " of what was sent" }
            }
        }
        @if let Some(trouble) = &progress.trouble {
            div.problem role="alert" { h2 { "There is a problem" } p { (said(trouble)) } }
        }
        (table("Files of this upload", [text("File"), prose("What became of it"), text("Details")], progress.files.iter().map(line), "No file yet."))
    };
    let title = if progress.is_finished { "What became of your files" } else { "Reading your files" };
    let mut page = Page::new(title, Some(Section::Evidence), content).up("/evidence", "Evidence");
    page.refresh = (!progress.is_finished).then_some(REFRESH_SECONDS);
    page
}

/// How much of what was sent is read, 0 to 1; `None` when the browser did not say how much it sends.
fn share(progress: &Progress) -> Option<f64> {
    let announced = progress.announced.filter(|bytes| *bytes > 0)?;
    Some((progress.bytes as f64 / announced as f64).min(1.0))
}

/// Bytes in words: `12 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", thousands(bytes / 1_000)),
        _ => format!("{} MB", thousands(bytes / 1_000_000)),
    }
}

fn line(file: &File) -> [Markup; 3] {
    let (verdict, details) = match &file.stage {
        Stage::Reading(bytes) => (html! { "being read" }, html! { (size(*bytes)) " so far" }),
        Stage::Done(input) => outcome(input),
        Stage::Failed(trouble) => (html! { strong.bad { "not kept" } }, html! { (said(trouble)) }),
    };
    [html! { (shortened(&file.name, 80)) }, verdict, details]
}

/// What may be said of trouble on a page.
fn said(trouble: &Trouble) -> String {
    if trouble.kind == TroubleKind::Ours {
        return format!(
            "Something went wrong in Ward ({}). Nothing of yours was lost; try again.",
            trouble.code
        );
    }
    format!("{} {}", trouble.says, trouble.hint)
}

/// The verdict on a file, and its details.
fn outcome(input: &Input) -> (Markup, Markup) {
    match &input.outcome {
        Outcome::Read { format, tally } => (
            html! {
                @if tally.skipped == 0 { strong.good { "read" } } @else { strong.part { "read in part" } }
                " as " (format)
            },
            html! {
                (thousands(tally.used)) " of " (count(tally.read, "row")) " used"
                @if tally.skipped > 0 { ", " (thousands(tally.skipped)) " skipped" }
                "."
                @if !tally.problems.is_empty() {
                    ul {
                        @for problem in tally.problems.iter().take(MOST_PROBLEMS) {
                            li { @if problem.line > 0 { "Line " (problem.line) ": " } (problem.reason) }
                        }
                    }
                }
                @if let Some(digest) = input.digest { " " a href={ "/evidence/" (digest) } { "All about this file" span.hidden { " " (shortened(&input.file, 60)) } } }
            },
        ),
        Outcome::SameAs { file } => (
            html! { strong.good { "known already" } },
            html! { "The same bytes as " (shortened(file, 80)) ". They count once." },
        ),
        Outcome::Damaged { format, reason, line } => (
            html! { strong.bad { "damaged" } ", nothing kept" },
            html! { "It looks like " (format) ". " @if *line > 0 { "Line " (line) ": " } (reason) ". Export it again." },
        ),
        Outcome::NotRecognised { looks_like } => (
            html! { strong.bad { "not recognised" } },
            html! { "It looks like " (looks_like) ". " a href="/evidence" { "See which files help" } "." },
        ),
        Outcome::Unreadable { reason } => (html! { strong.bad { "could not be read" } }, html! { (reason) }),
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use ward_domain::record::{Problem, Tally};
    let file = |name: &str, stage| File { name: name.to_owned(), stage };
    let done = |name: &str, outcome| {
        file(
            name,
            Stage::Done(Box::new(Input {
                file: name.into(),
                outcome,
                digest: Some(ward_domain::Digest([7; 32])),
            })),
        )
    };
    let tally = Tally {
        read: 10,
        used: 8,
        skipped: 2,
        problems: vec![Problem { line: 3, reason: "no <b>name</b>".into() }],
        ..Tally::default()
    };
    let files = vec![
        done(
            "scan.nessus",
            Outcome::Read { format: "nessus".into(), tally: Tally { read: 9, used: 9, ..Tally::default() } },
        ),
        done("<script>alert(1)</script>.csv", Outcome::Read { format: "roster".into(), tally }),
        done("copy.nessus", Outcome::SameAs { file: "scan.nessus".into() }),
        done(
            "cut.xml",
            Outcome::Damaged {
                format: "nmap".into(),
                reason: "the file ends in the middle of <host>".into(),
                line: 90,
            },
        ),
        done("photo.png", Outcome::NotRecognised { looks_like: "a PNG image".into() }),
        done("x.xml", Outcome::Unreadable { reason: "it is a folder".into() }),
        file("broken.csv", Stage::Failed(Trouble::user("The upload broke off.", "Send it again."))),
        file("ours.csv", Stage::Failed(Trouble::ours("SQL secret"))),
    ];
    let reading = vec![file("big.nessus", Stage::Reading(96_000_000)), file("next.csv", Stage::Reading(0))];
    vec![
        ("batch-empty", page(&Progress::default())),
        (
            "batch-reading",
            page(&Progress {
                files: reading,
                bytes: 96_000_000,
                announced: Some(240_000_000),
                ..Progress::default()
            }),
        ),
        (
            "batch-finished",
            page(&Progress {
                files,
                is_finished: true,
                trouble: Some(Trouble::ours("secret")),
                ..Progress::default()
            }),
        ),
    ]
}
