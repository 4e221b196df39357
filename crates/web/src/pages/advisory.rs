//! One advisory, flaw or outage: what of ours it touches and why, what to do, and the answer for the programme.

mod answer;

pub(crate) use answer::{download, sign};

use crate::kit::form::Errors;
use crate::kit::layout::Page;
use crate::kit::parts::{evidence, facts, icon, shortened};
use crate::kit::table::{number, prose, table, text};
use crate::kit::words::{count, day, escaped, moment, thousands};
use crate::port::{Looked, Posture, Trouble};
use crate::routes::Section;
use crate::state::{Answer, Context, Visit};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeSet;
use ward_domain::Status;
use ward_domain::advisory::{Advisory, Flaw};
use ward_domain::exposure::{Question, State};
use ward_programme::help::exposure::{Case, Subject, Touch, Touches};

/// Subjects of one kind that are listed.
const MOST: usize = 200;
/// Problems and remedies that are listed.
const MOST_NOTES: usize = 50;
/// Reasons that stand beside a subject.
const MOST_REASONS: usize = 4;

/// What an address asks about.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    cve: String,
    #[serde(default)]
    vendor: String,
    #[serde(default)]
    since: String,
}

pub(crate) async fn show(visit: Visit, Path(digest): Path<String>) -> Answer {
    let file = digest.parse().map_err(|_| Trouble::not_found("There is no such advisory."))?;
    visit.show(move |context| page(context, &Question::Advisory { file }, &Errors::default())).await
}

pub(crate) async fn show_flaw(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let hint = "Go back and write its number as CVE-2026-12345.";
    let cve = asked.cve.parse().map_err(|_| Trouble::user("This is not the number of a flaw.", hint))?;
    visit.show(move |context| page(context, &Question::Flaw { cve }, &Errors::default())).await
}

pub(crate) async fn show_outage(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    visit
        .show(move |context| {
            let since = asked.since.parse().unwrap_or_else(|_| context.today());
            let vendor = asked.vendor.trim().to_owned();
            if vendor.is_empty() {
                return Err(Trouble::user("No vendor was named.", "Go back and write which vendor is down."));
            }
            page(context, &Question::Outage { vendor, since }, &Errors::default())
        })
        .await
}

fn page(context: &Context<'_>, question: &Question, errors: &Errors) -> Result<Page, Trouble> {
    let looked = context.port.touched(question)?;
    let title = match (question, &looked.advisory) {
        (Question::Outage { vendor, .. }, _) => format!("Outage of {}", shortened(vendor, 120)),
        (_, Some(read)) => shortened(&read.advisory.title, 150),
        _ => question.to_string(),
    };
    let content = html! {
        (errors.summary())
        (headline(&looked, question))
        @if let Some(read) = &looked.advisory { (about(&read.advisory)) }
        @if !looked.flaws.is_empty() { (flaws(&looked)) }
        (touched(&looked))
        (to_ask(&looked))
        @if let Some(read) = &looked.advisory {
            @if !read.tally.problems.is_empty() {
                details {
                    summary { "What Ward did not understand in this advisory (" (read.tally.problems.len() as u64 + read.tally.more_problems) ")" }
                    ul { @for problem in read.tally.problems.iter().take(MOST_NOTES) { li { (shortened(&problem.reason, 400)) } } }
                }
            }
        }
        (answer::panel(context, question, &looked.touches))
    };
    Ok(Page::new(title, Some(Section::Advisories), content)
        .up("/advisories", "Advisories and outages")
        .failed(errors.any()))
}

/// The answer first.
fn headline(looked: &Looked, question: &Question) -> Markup {
    let touches = &looked.touches;
    let (state, _) = touches.answer();
    let devices = |touch| {
        let of = |(subject, case): &(&Subject, &Case)| {
            matches!(subject, Subject::Device(_)) && case.touch == touch
        };
        touches.cases.iter().filter(of).count() as u64
    };
    let (sure, perhaps) = (devices(Touch::Affected), devices(Touch::Perhaps));
    html! {
        p.lead {
            (state_tag(state)) " "
            @match (state, sure, perhaps) {
                (State::NotFound, ..) => "Nothing that Ward knows here fits.",
                (_, 0, 0) if let Some(blind) = touches.unsaid() => { (blind.says()) }
                (_, 0, 0) => "No device by itself: what depends on it stands below.",
                (_, 0, perhaps) => { "No device is sure; " (count(perhaps, "device")) " may be." }
                (_, sure, 0) => { (count(sure, "device")) "." }
                (_, sure, perhaps) => { (count(sure, "device")) ", and " (count(perhaps, "device")) " more may be." }
            }
            " " a href="#f-answer" { "Tell the programme" }
        }
        p.quiet {
            "By what is known on " (day(looked.posture.assessment.as_of)) ": "
            (count(looked.posture.estate.assets.len() as u64, "device")) ", "
            @match question {
                Question::Outage { .. } => {
                    (count(looked.posture.estate.vendors.len() as u64, "vendor")) ", " (count(looked.posture.estate.systems.len() as u64, "critical system")) "."
                }
                Question::Advisory { .. } | Question::Flaw { .. } => {
                    (count(looked.posture.estate.components.len() as u64, "software part")) ", " (count(looked.posture.estate.services.len() as u64, "open port"))
                    ". A version that is not known counts as maybe affected, never as safe."
                }
            }
        }
    }
}

fn about(advisory: &Advisory) -> Markup {
    let some = |text: &str| (!text.is_empty()).then(|| html! { (shortened(text, 200)) });
    facts([
        ("Number", some(&advisory.id)),
        ("Publisher", some(&advisory.publisher)),
        ("Published", advisory.released.map(moment)),
        ("Version", some(&format!("{} {}", advisory.revision, advisory.status))),
        (
            "May be shared",
            Some(html! {
                @match advisory.tlp {
                    Some("TLP:CLEAR") => "TLP:CLEAR: with anyone",
                    Some(label) => { strong { (label) } ": keep to its rule before you send this on" }
                    None => "the advisory does not say: ask its publisher",
                }
            }),
        ),
    ])
}

fn touched(looked: &Looked) -> Markup {
    let groups = [
        (Touch::Affected, "Affected"),
        (Touch::Perhaps, "Maybe affected: look at these"),
        (Touch::NotAffected, "Named and not affected"),
    ];
    html! {
        @for (touch, title) in groups {
            @let cases: Vec<(&Subject, &Case)> = looked.touches.cases.iter().filter(|(_, case)| case.touch == touch).collect();
            @if !cases.is_empty() {
                h2 { (title) }
                (table(
                    &format!("{title}: {} of {}", cases.len().min(MOST), cases.len()),
                    [text("What"), prose("Why"), text("Known from")],
                    cases.iter().take(MOST).map(|(subject, case)| [
                        subject_link(&looked.posture, subject),
                        reasons(case, touch, &looked.flaws),
                        html! {
                            @let places: BTreeSet<_> = case.reasons.iter().filter_map(|reason| reason.at.as_ref()).map(ToString::to_string).collect();
                            @for (position, place) in case.reasons.iter().filter_map(|reason| reason.at.as_ref()).take(1).enumerate() {
                                @if position > 0 { ", " }
                                (evidence(&looked.posture, place))
                            }
                            @if places.len() > 1 { " and " (places.len() - 1) " more" }
                        },
                    ]),
                    "",
                ))
            }
        }
    }
}

fn subject_link(posture: &Posture, subject: &Subject) -> Markup {
    html! {
        @match subject {
            Subject::Device(position) => {
                @let name = posture.estate.assets.get(*position as usize).map_or("", |asset| asset.name.as_str());
                @let handle = posture.assets.name(*position);
                @if handle.is_empty() { "a device" } @else {
                    a href={ "/estate/assets/" (escaped(handle)) } { (crate::kit::parts::name(if name.is_empty() { handle } else { name }, 80)) }
                }
            }
            Subject::Product(name) => { (shortened(name, 100)) " " span.quiet { "by its bill of materials" } }
            Subject::System(name) => { (shortened(name, 100)) " " span.quiet { "critical system" } }
            Subject::Vendor(name) => { (shortened(name, 100)) " " span.quiet { "vendor" } }
        }
    }
}

fn reasons(case: &Case, touch: Touch, flaws: &[Flaw]) -> Markup {
    let told: Vec<_> = case.reasons.iter().filter(|reason| reason.touch == touch).collect();
    html! {
        @for (position, reason) in told.iter().take(MOST_REASONS).enumerate() {
            @if position > 0 { br; }
            (shortened(&sentence(&reason.says), 400))
            @if !reason.flaws.is_empty() {
                " " span.quiet { "(" (flaw_names(&reason.flaws, flaws)) ")" }
            }
        }
        @let more = told.len().saturating_sub(MOST_REASONS) + case.more;
        @if more > 0 { br; span.quiet { "and " (more) " more reasons" } }
    }
}

fn flaw_names(places: &BTreeSet<u32>, flaws: &[Flaw]) -> String {
    let named = places
        .iter()
        .take(3)
        .filter_map(|at| flaws.get(*at as usize))
        .map(|flaw| shortened(&flaw.name(), 60));
    let words = named.collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(3) {
        0 => words,
        more => format!("{words} and {more} more"),
    }
}

fn to_ask(looked: &Looked) -> Markup {
    html! {
        @if !looked.touches.to_ask.is_empty() {
            h2 { "Vendors to ask" }
            p { "The advisory names their products. What they run for you is theirs to look at: ask them whether it is affected and by when it is mended." }
            ul { @for (vendor, at) in looked.touches.to_ask.iter().take(MOST) { li { (shortened(vendor, 100)) ", " (evidence(&looked.posture, at)) } } }
        }
    }
}

/// The flaws with what to do, those that touch something first.
fn flaws(looked: &Looked) -> Markup {
    let worst = |at: u32| {
        let cases = looked.touches.cases.values().flat_map(|case| &case.reasons);
        cases.filter(|reason| reason.flaws.contains(&at)).map(|reason| reason.touch).min()
    };
    let mut all: Vec<(Option<Touch>, u32, &Flaw)> =
        (0u32..).zip(&looked.flaws).map(|(at, flaw)| (worst(at), at, flaw)).collect();
    all.sort_by_key(|(touch, at, flaw)| {
        (touch.is_none(), *touch, std::cmp::Reverse(flaw.score.map(|score| (score.scale, score.tenths))), *at)
    });
    let known = looked.posture.estate.known_exploited.as_ref();
    html! {
        h2 { "The flaws, and what to do" }
        (table(
            &format!("Flaws, those that touch something first: {} of {}", all.len().min(MOST), all.len()),
            [text("Flaw"), text("Here"), number("Score"), text("Known exploited"), prose("What to do")],
            all.iter().take(MOST).map(|(touch, _, flaw)| [
                html! { strong { (shortened(&flaw.name(), 80)) } @if flaw.cve.is_some() && !flaw.title.is_empty() { br; (shortened(&flaw.title, 160)) } },
                html! { @match touch { Some(touch) => (touch_tag(*touch)), None if looked.touches.blind.is_some() => "nobody can say", None => "nothing found" } },
                html! { @match flaw.score { Some(score) => { (score.tenths / 10) "." (score.tenths % 10) " " span.quiet { "CVSS " (score.scale) } } None => "none given" } },
                html! {
                    @match (flaw.cve, known) {
                        (Some(cve), Some(known)) => { @if known.entries.contains_key(&cve) { strong { "yes, by CISA’s list" } } @else { "not listed" } }
                        _ => "not known",
                    }
                },
                remedies(flaw),
            ]),
            "",
        ))
    }
}

fn remedies(flaw: &Flaw) -> Markup {
    html! {
        @for (position, remedy) in flaw.remedies.iter().take(3).enumerate() {
            @if position > 0 { br; }
            span.quiet { (remedy.kind.replace('_', " ")) ": " } (shortened(&remedy.says, 300))
            @if let Some(url) = &remedy.url { " " a href=(url) rel="noreferrer" { "The maker’s page" } }
        }
        @if flaw.remedies.len() > 3 { br; span.quiet { "and " (flaw.remedies.len() - 3) " more in the advisory" } }
        @if flaw.remedies.is_empty() { "the advisory does not say" }
    }
}

/// How many are touched, in one line.
pub(crate) fn touch_counts(touches: &Touches) -> Markup {
    let (state, _) = touches.answer();
    html! {
        (state_tag(state))
        @for touch in [Touch::Affected, Touch::Perhaps, Touch::NotAffected] {
            @let many = touches.count(touch);
            @if many > 0 { br; span.quiet { (thousands(many as u64)) " " (touch.label()) } }
        }
    }
}

/// A state with its shape and words: never colour alone.
pub(crate) fn state_tag(state: State) -> Markup {
    let (class, shape) = match state {
        State::Affected => ("not-met", Status::NotMet),
        State::Perhaps => ("unknown", Status::Unknown),
        State::NotFound => ("met", Status::Met),
    };
    html! { span class={ "tag " (class) } { (icon(shape)) (state.label()) } }
}

fn touch_tag(touch: Touch) -> Markup {
    let (class, shape) = match touch {
        Touch::Affected => ("not-met", Status::NotMet),
        Touch::Perhaps => ("unknown", Status::Unknown),
        Touch::NotAffected => ("met", Status::Met),
    };
    html! { span class={ "tag " (class) } { (icon(shape)) (touch.label()) } }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    use crate::port::Port as _;
    let none = Errors::default();
    let of =
        |fake: &Fake, question: &Question, errors: &Errors| page(&fake.context(), question, errors).unwrap();
    let kept = |kind| {
        let fake = Fake::of(kind);
        let file = fake.keep_advisory("kestrel.json", &mut &b"{\"document\""[..]).unwrap();
        (fake, Question::Advisory { file })
    };
    let flaw = Question::Flaw { cve: "CVE-2024-0010".parse().unwrap() };
    let outage =
        Question::Outage { vendor: "ClearClaims <b>x</b>".to_owned(), since: "2026-11-20".parse().unwrap() };
    let mut errors = Errors::default();
    errors.add("answer", "It was not signed");
    let [typical, full, hostile] = [Kind::Typical, Kind::Full, Kind::Hostile].map(kept);
    vec![
        ("advisory-empty", of(&Fake::of(Kind::Empty), &flaw, &none)),
        ("advisory", of(&typical.0, &typical.1, &none)),
        ("advisory-full", of(&full.0, &full.1, &none)),
        ("advisory-hostile", of(&hostile.0, &hostile.1, &none)),
        ("advisory-flaw", of(&typical.0, &flaw, &none)),
        ("advisory-outage", of(&typical.0, &outage, &none)),
        ("advisory-not-signed", of(&typical.0, &typical.1, &errors)),
    ]
}
