//! Small parts that many pages show: status tags, counts as a bar, links to evidence, descriptions.

use super::words;
use crate::port::Posture;
use maud::{Markup, PreEscaped, Render, html};
use ward_domain::assessment::{Counts, EvidenceRef, Grade, Range, Status};

/// The class of a status in the style sheet.
pub(crate) fn class(status: Status) -> &'static str {
    match status {
        Status::Met => "met",
        Status::Partly => "partly",
        Status::NotMet => "not-met",
        Status::Unknown => "unknown",
        Status::NotApplicable => "na",
    }
}

/// The shape of a status within a box of 16 by 16: never colour alone.
pub(crate) fn shape(status: Status) -> &'static str {
    match status {
        Status::Met => r#"<circle cx="8" cy="8" r="7"/><path class="on" d="M4.5 8.5l2.3 2.3 4.7-5"/>"#,
        Status::Partly => {
            r#"<circle class="line" cx="8" cy="8" r="6.2"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z"/>"#
        }
        Status::NotMet => {
            r#"<path d="M8 .8L15.2 8 8 15.2.8 8z"/><path class="on" d="M5.8 5.8l4.4 4.4m0-4.4l-4.4 4.4"/>"#
        }
        Status::Unknown => r#"<circle class="line dash" cx="8" cy="8" r="6.2"/>"#,
        Status::NotApplicable => r#"<path class="line" d="M2 8h12"/>"#,
    }
}

/// The shape alone, hidden from screen readers: words stand beside it.
pub(crate) fn icon(status: Status) -> Markup {
    PreEscaped(format!(
        r#"<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{}</svg>"#,
        shape(status)
    ))
}

/// A status with its shape and words.
pub(crate) fn tag(status: Status) -> Markup {
    html! { span class={ "tag " (class(status)) } { (icon(status)) (status.label()) } }
}

/// A grade with what it means.
pub(crate) fn grade(grade: Option<Grade>) -> Markup {
    html! {
        @match grade {
            Some(grade) => { strong { (grade.as_str()) } " " span.quiet { (grade_words(grade)) } }
            None => span.quiet { "no evidence yet" },
        }
    }
}

fn grade_words(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "a machine's own file",
        Grade::B => "a dated paper from someone else",
        Grade::C => "your own list, or an answer with a paper",
        Grade::D => "an answer only",
    }
}

/// The letter of a grade for narrow columns.
pub(crate) fn grade_letter(grade: Option<Grade>) -> Markup {
    html! {
        @match grade { Some(grade) => (grade.as_str()), None => { span aria-hidden="true" { "–" } span.hidden { "none" } } }
    }
}

/// How the subjects of a measure came out: a bar, and the same in words.
pub(crate) fn counts(counts: &Counts) -> Markup {
    let parts = [
        ("met", "as it should be", counts.met),
        ("not-met", "not", counts.not_met),
        ("unknown", "not known", counts.unknown),
        ("excepted", "excepted", counts.excepted),
        ("na", "not applicable", counts.not_applicable),
    ];
    let total = counts.population();
    html! {
        @if total == 0 {
            p.quiet { "Nothing counted yet." }
        } @else {
            (bar(&parts.map(|(class, _, n)| (class, n as f64 / total as f64))))
            p.key {
                @for (class, words, n) in parts.iter().filter(|(_, _, n)| *n > 0) {
                    span { span class={ "dot " (class) } aria-hidden="true" {} strong { (words::thousands(*n)) } " " (words) }
                }
            }
        }
    }
}

/// A bar of shares that add up to at most 1; the words beside it say the same.
fn bar(parts: &[(&str, f64)]) -> Markup {
    let placed = parts.iter().scan(0.0, |end, (class, share)| {
        let start = *end;
        *end += share * 100.0;
        Some((class, start, share * 100.0))
    });
    html! {
        svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (class, start, width) in placed {
                rect class=(class) x=(format!("{start:.2}")) y="0" width=(format!("{width:.2}")) height="4" {}
            }
        }
    }
}

/// A small bar from what is proven to what may be: for tables.
pub(crate) fn range_bar(status: Status, range: Range) -> Markup {
    let (low, high) = (range.low * 100.0, range.high * 100.0);
    html! {
        span.proven {
            span { (words::range(range)) }
            svg.bar.small viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
                rect.rest x="0" y="0" width="100" height="6" {}
                rect.may x="0" y="0" width=(format!("{high:.1}")) height="6" {}
                rect class=(class(status)) x="0" y="0" width=(format!("{low:.1}")) height="6" {}
            }
        }
    }
}

/// Where a verdict comes from, as a link: the file's name and line, or the entry.
pub(crate) fn evidence(posture: &Posture, reference: &EvidenceRef) -> Markup {
    html! {
        @match reference {
            EvidenceRef::Line(digest, line) => {
                @let name = posture.file_names.get(digest).map_or("a file", String::as_str);
                a.source href={ "/evidence/" (digest) } {
                    (self::name(name, 60)) @if *line > 0 { ", line " (line) }
                }
            }
            EvidenceRef::Entry(number) => a.source href={ "/record?before=" (number + 1) "#entry-" (number) } { "record, entry " (number) },
        }
    }
}

/// Several references with commas; at most three, and how many more.
pub(crate) fn evidence_list(posture: &Posture, references: &[EvidenceRef]) -> Markup {
    html! {
        @for (position, reference) in references.iter().take(3).enumerate() {
            @if position > 0 { ", " }
            (evidence(posture, reference))
        }
        @if references.len() > 3 { " and " (references.len() - 3) " more" }
        @if references.is_empty() { span.quiet { "none" } }
    }
}

/// The text, cut in the middle when it is long: beginnings and ends of names both tell.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let keep = most.saturating_sub(1);
    let (head, tail) = (keep - keep / 3, keep / 3);
    text.chars().take(head).chain(['…']).chain(text.chars().skip(length - tail)).collect()
}

/// A name from a file, shortened, that may be broken after its dots and signs.
pub(crate) fn name(text: &str, most: usize) -> Markup {
    let text = shortened(text, most);
    html! {
        @for (position, part) in text.split_inclusive(['.', '@', '_', '/', ':']).enumerate() {
            @if position > 0 { wbr; }
            (part)
        }
    }
}

/// Terms with their descriptions; those without a description are left out.
pub(crate) fn facts<'a>(facts: impl IntoIterator<Item = (&'a str, Option<Markup>)>) -> Markup {
    html! {
        dl.facts {
            @for (term, description) in facts {
                @if let Some(description) = description { div { dt { (term) } dd { (description) } } }
            }
        }
    }
}

/// The value as markup when there is one.
pub(crate) fn some(value: Option<&(impl Render + ?Sized)>) -> Option<Markup> {
    value.map(Render::render)
}

/// A list of words with commas, when there are any.
pub(crate) fn joined(values: &[String]) -> Option<Markup> {
    (!values.is_empty()).then(|| html! { (shortened(&values.join(", "), 300)) })
}
