//! Requests for help, as the pages ask for them.

use std::io::Read;
use ward_app::assistance::{self, KnownRequest};
use ward_app::{Actor, AppError, Ctx};
use ward_domain::Digest;
use ward_reports::Outcome;
use ward_web::port::help::{Need, RequestRow, ResultRow};

pub(super) fn need(need: &Need) -> assistance::Need {
    let Need { wants, says, goals, wanted_by } = need.clone();
    assistance::Need { wants, says, goals, wanted_by }
}

pub(super) fn requests(ctx: &Ctx, who: &Actor) -> Result<Vec<RequestRow>, AppError> {
    let row = |known: KnownRequest| RequestRow {
        digest: known.digest,
        request: known.request,
        signed_at: known.signed_at,
        acknowledgement: known.acknowledgement,
        results: known
            .results
            .into_iter()
            .map(|(statement, file, says, is_evidence)| ResultRow { statement, file, says, is_evidence })
            .collect(),
    };
    Ok(assistance::requests(ctx, who)?.into_iter().map(row).collect())
}

/// Takes a result; one that no importer reads is no evidence, and its reason is said.
pub(super) fn take(
    ctx: &Ctx,
    who: &Actor,
    statement: Digest,
    name: &str,
    content: &mut dyn Read,
) -> Result<Digest, AppError> {
    let input = assistance::take_result(ctx, who, Some(statement), name, content)?;
    match (&input.outcome, input.digest) {
        (Outcome::Read { .. } | Outcome::SameAs { .. }, Some(digest)) => Ok(digest),
        (Outcome::NotRecognised { looks_like }, _) => Err(AppError::Invalid(format!(
            "{name} is the file that was handed over, and Ward does not read it: it looks like {looks_like}; ask the office for an export, or attach it to an answer"
        ))),
        (Outcome::Damaged { reason, .. } | Outcome::Unreadable { reason }, _) => {
            Err(AppError::Invalid(format!("{name} cannot be read: {reason}")))
        }
        (_, None) => Err(AppError::Invalid(format!("{name} was not kept"))),
    }
}
