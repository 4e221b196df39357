//! Taking a file back: a reason, and then it does not count any more.

use super::evidence_file::{find, parse};
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::port::Trouble;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Path;
use maud::html;
use ward_domain::Digest;

pub(crate) async fn show(visit: Visit, Path(digest): Path<String>) -> Answer {
    visit.show(move |context| page(context, parse(&digest)?, &Fields::default(), &Errors::default())).await
}

pub(crate) async fn submit(Path(digest): Path<String>, Posted { visit, fields }: Posted) -> Answer {
    let digest = parse(&digest)?;
    visit
        .act(move |context| {
            let reason = fields.get("reason");
            if reason.is_empty() {
                let mut errors = Errors::default();
                errors.add("reason", "Say why the file must not count");
                return Ok(Done::Again(page(context, digest, &fields, &errors)?));
            }
            context.port.withdraw(digest, reason)?;
            Ok(Done::GoTo(format!("/evidence/{digest}")))
        })
        .await
}

fn page(context: &Context<'_>, digest: Digest, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let row = find(context, digest)?;
    let name = shortened(&row.file_name, 100);
    let questions = html! {
        (Field::new("reason", "Why must it not count?", Kind::Area).hint("For example: wrong site, test data, replaced by a better export. The reason stays in the record.").show(fields, errors))
        p { button type="submit" { "Withdraw it" } " " a href={ "/evidence/" (digest) } { "Keep it" } }
    };
    let content = html! {
        (errors.summary())
        @if row.withdrawn.is_some() {
            p.lead { "It is withdrawn already." }
        } @else {
            p.lead { "Everything will be as if the file had never come. The file and this decision stay in the record. The same file can be added again later." }
            (post(&format!("/evidence/{digest}/withdraw"), context.token, false, questions))
        }
    };
    Ok(Page::new(format!("Withdraw {name}"), Some(Section::Evidence), content)
        .up(format!("/evidence/{digest}"), name)
        .failed(errors.any()))
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let fake = Fake::of(Kind::Hostile);
    let context = fake.context();
    let digest = context.port.evidence().unwrap()[0].digest;
    let mut errors = Errors::default();
    errors.add("reason", "Say why the file must not count");
    vec![
        ("withdraw", page(&context, digest, &Fields::default(), &Errors::default()).unwrap()),
        ("withdraw-error", page(&context, digest, &Fields::default(), &errors).unwrap()),
    ]
}
