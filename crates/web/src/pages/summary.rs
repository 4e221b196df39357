//! The summary: read what would leave, in words; sign it; take the file away; keep the operator's receipt.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::{facts, grade_letter, tag};
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day, moment};
use crate::port::{SummaryRow, Trouble, TroubleKind};
use crate::posted::{Parts, Posted, SmallFile};
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit, signed_file};
use axum::extract::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;
use ward_domain::Digest;
use ward_domain::summary::{GoalStanding, Summary};

/// A receipt is a few hundred bytes; more than this is none.
const MOST_RECEIPT: usize = 256 * 1024;

/// Class fields to be told.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Class {
    #[serde(default)]
    state: String,
    #[serde(default)]
    ccn: String,
}

pub(crate) async fn show(visit: Visit, Query(class): Query<Class>) -> Answer {
    visit
        .show(move |context| {
            let mut fields = Fields::default();
            fields.set("state", class.state);
            fields.set("ccn", class.ccn);
            page(context, &fields, &Errors::default())
        })
        .await
}

/// Signs what was read; when it says something else by now, the page says so.
pub(crate) async fn sign(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act(move |context| {
            let as_read: Digest = fields
                .get("as-read")
                .parse()
                .map_err(|_| Trouble::user("The form is not complete.", "Open the summary again."))?;
            match context.port.sign_summary(fields.get("state"), fields.get("ccn"), as_read) {
                Ok(_) => Ok(Done::GoTo("/summary#signed".to_owned())),
                Err(trouble) if trouble.kind == TroubleKind::User => {
                    let mut errors = Errors::default();
                    errors.add("state", format!("It was not signed: {}", trouble.says));
                    Ok(Done::Again(page(context, &fields, &errors)?))
                }
                Err(trouble) => Err(trouble),
            }
        })
        .await
}

/// Keeps a receipt that was uploaded.
pub(crate) async fn receipt(parts: Parts) -> Answer {
    let SmallFile { visit, fields, bytes, .. } = parts.small_file(MOST_RECEIPT).await?;
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            if bytes.is_empty() {
                errors.add("receipt", "Choose the file that the operator sent");
                return Ok(Done::Again(page(context, &fields, &errors)?));
            }
            match context.port.keep_receipt(&bytes, fields.get("operator-key")) {
                Ok(_) => Ok(Done::GoTo("/summary#signed".to_owned())),
                Err(trouble) if trouble.kind == TroubleKind::User => {
                    errors.add("receipt", trouble.says);
                    Ok(Done::Again(page(context, &fields, &errors)?))
                }
                Err(trouble) => Err(trouble),
            }
        })
        .await
}

/// A signed file, to be sent by whatever way.
pub(crate) async fn download(visit: Visit, Path(digest): Path<String>) -> Answer {
    let digest: Digest = digest.parse().map_err(|_| Trouble::not_found("There is no such signed file."))?;
    let (name, bytes) = visit
        .run(move |context| {
            let Some(context) = context else {
                return Err(Trouble::not_found("There is no such signed file."));
            };
            let rows = context.port.summaries()?;
            let name = rows.iter().find_map(|row| {
                let is_receipt = row.receipt == Some(digest);
                (row.digest == digest || is_receipt).then(|| file_name(row, is_receipt))
            });
            let name = name.ok_or_else(|| Trouble::not_found("There is no such signed file."))?;
            Ok((name, context.port.signed_file(digest)?))
        })
        .await?;
    Ok(signed_file(&name, bytes))
}

fn file_name(row: &SummaryRow, is_receipt: bool) -> String {
    let what = if is_receipt { "receipt" } else { "summary" };
    format!("ward-{what}-{}-{}.json", row.number, row.as_of)
}

fn page(context: &Context<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let (draft, refused) = match context.port.summary_draft(fields.get("state"), fields.get("ccn")) {
        Ok(draft) => (Some(draft), None),
        Err(trouble) if trouble.kind == TroubleKind::User => (None, Some(trouble)),
        Err(trouble) => return Err(trouble),
    };
    let rows = context.port.summaries()?;
    let content = html! {
        (errors.summary())
        p.lead { "The summary is what the programme sees of your organisation, and only when you send it. Read it, then sign it." }
        @if let Some(draft) = &draft {
            (told(context, draft))
            (class(draft, fields, errors))
            div.panel {
                h2 { "Sign it" }
                p { "Signing keeps summary " (draft.number) " in your record and makes the file to send. Nothing is sent by itself." }
                (post("/summary/sign", context.token, false, html! {
                    input type="hidden" name="as-read" value=(draft.assessment);
                    input type="hidden" name="state" value=(draft.class.state.as_deref().unwrap_or_default());
                    input type="hidden" name="ccn" value=(draft.class.ccn.as_deref().unwrap_or_default());
                    p { button type="submit" { "I have read it: sign it" } }
                }))
            }
        }
        @if let Some(trouble) = &refused {
            div.note { p { strong { "There is no summary to read yet. " } (trouble.says) " " (trouble.hint) } }
            @if !fields.get("state").is_empty() || !fields.get("ccn").is_empty() { p { a href="/summary" { "Start again without these fields" } } }
        }
        (history(&rows))
        (receipt_form(context, fields, errors, rows.iter().any(|row| row.receipt.is_some())))
    };
    Ok(Page::new("Summary", Some(Section::Summary), content).failed(errors.any()))
}

/// Every field that leaves, in words, and what does not.
fn told(context: &Context<'_>, draft: &Summary) -> Markup {
    let share = |share: f64| format!("{:.2} %", share * 100.0);
    let title = |goal: &GoalStanding| {
        let mut goals = context.catalog().frameworks.values().flat_map(|framework| &framework.goals);
        goals.find(|known| known.id == goal.goal).map_or("", |known| known.short_title.as_str()).to_owned()
    };
    html! {
        h2 { "What it says" }
        (facts([
            ("Summary number", Some(html! { (draft.number) })),
            ("Day judged", Some(day(draft.as_of))),
            ("Made", Some(moment(draft.made_at))),
            ("Format version", Some(html! { (draft.version) })),
            ("Catalogue", Some(html! { (draft.catalogue) })),
            ("Size", Some(html! { (draft.class.size.as_str()) })),
            ("State", Some(html! { (draft.class.state.as_deref().unwrap_or("not told")) })),
            ("CMS certification number", Some(html! { (draft.class.ccn.as_deref().unwrap_or("not told")) })),
            ("Entries in your record", Some(html! { (draft.record.size) })),
            ("Fingerprint of the record", Some(html! { code { (draft.record.root) } })),
            ("Fingerprint of the assessment", Some(html! { code { (draft.assessment) } })),
        ]))
        (table(
            "The twenty goals, as they are told",
            [text("Goal"), text("Status"), number("At least"), number("At most"), text("Grade"), number("Evidence reaches")],
            draft.goals.iter().map(|goal| [
                html! { a href={ "/goals/" (goal.goal) } { (goal.goal) " " (title(goal)) } },
                tag(goal.status),
                html! { (share(goal.low)) },
                html! { (share(goal.high)) },
                grade_letter(goal.grade),
                html! { (share(goal.coverage)) },
            ]),
            "",
        ))
        h2 { "What it does not say" }
        ul {
            li { "No device, host name or address." }
            li { "No person, account or mail address." }
            li { "No finding, flaw or software version." }
            li { "No file of yours, no file name, no answer and no comment." }
            li { "No measure and no number of devices, people or findings; not even your organisation’s name. The operator knows you by your key." }
        }
    }
}

fn class(draft: &Summary, fields: &Fields, errors: &Errors) -> Markup {
    let mut shown = fields.clone();
    if fields.get("state").is_empty() {
        shown.set("state", draft.class.state.clone().unwrap_or_default());
    }
    if fields.get("ccn").is_empty() {
        shown.set("ccn", draft.class.ccn.clone().unwrap_or_default());
    }
    html! {
        form.ask.panel method="get" action="/summary" novalidate {
            h2 { "What kind of organisation you are" }
            p { "Both may stay empty. What is empty is told as the last time." }
            (Field::new("state", "State, two letters", Kind::Text).optional().autocomplete("off").show(&shown, errors))
            (Field::new("ccn", "CMS certification number", Kind::Text).optional().autocomplete("off").hint("Six characters, with its zeros, for example 050001.").show(&shown, errors))
            p { button.second type="submit" { "Show the summary with these" } }
        }
    }
}

fn history(rows: &[SummaryRow]) -> Markup {
    html! {
        h2 #signed { "Signed so far" }
        (table(
            "Signed summaries, newest first",
            [text("Summary"), text("Day judged"), text("Signed"), text("File to send"), text("Receipt")],
            rows.iter().rev().map(|row| [
                html! { "Summary " (row.number) },
                day(row.as_of),
                moment(row.made_at),
                html! { a href={ "/summary/files/" (row.digest) } download { "Download" span.hidden { " summary " (row.number) } } },
                html! {
                    @if let Some(receipt) = row.receipt { a href={ "/summary/files/" (receipt) } download { "Download" span.hidden { " the receipt for summary " (row.number) } } }
                    @else { "none yet" }
                },
            ]),
            "None was signed yet.",
        ))
        @if !rows.is_empty() {
            p.quiet { (count(rows.iter().filter(|row| row.receipt.is_some()).count() as u64, "receipt")) " for " (count(rows.len() as u64, "summary file")) ". Send a file by the operator’s page, by mail or on a stick: it is signed, so the way does not matter." }
        }
    }
}

fn receipt_form(context: &Context<'_>, fields: &Fields, errors: &Errors, is_known: bool) -> Markup {
    let hint = if is_known {
        "Known from the last receipt. Give it only when the operator has a new one."
    } else {
        "Needed with the first receipt. Get it another way than the receipt: on paper or by telephone."
    };
    html! {
        h2 { "Keep the operator’s receipt" }
        p { "The receipt proves that the operator has your summary and saw your record as it was." }
        (post("/summary/receipt", context.token, true, html! {
            (Field::new("operator-key", "The operator’s key", Kind::Text).optional().autocomplete("off").hint(hint).show(fields, errors))
            (Field::new("receipt", "The receipt", Kind::File { many: false }).show(fields, errors))
            p { button type="submit" { "Check and keep it" } }
        }))
    }
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |fake: &Fake, fields: &Fields, errors: &Errors| page(&fake.context(), fields, errors).unwrap();
    let (no_fields, none) = (Fields::default(), Errors::default());
    let signed = Fake::of(Kind::Hostile);
    signed.context().port.sign_summary("NY", "", Digest([7; 32])).unwrap();
    signed.context().port.keep_receipt(b"{}", "").unwrap();
    let mut wrong = Fields::default();
    wrong.set("ccn", "<script>x</script>");
    let mut errors = Errors::default();
    errors.add("receipt", "the receipt is not kept");
    vec![
        ("summary-empty", of(&Fake::of(Kind::Empty), &no_fields, &none)),
        ("summary", of(&Fake::of(Kind::Typical), &no_fields, &none)),
        ("summary-signed", of(&signed, &no_fields, &none)),
        ("summary-wrong-class", of(&Fake::of(Kind::Typical), &wrong, &none)),
        ("summary-wrong-receipt", of(&signed, &no_fields, &errors)),
    ]
}
