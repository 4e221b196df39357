//! `POST /api/summaries`, `/api/answers`, `/api/applications` and `/api/requests`: where an organisation's Ward sends what it
//! signed and gets the answer.
//!
//! No token and no cookie: the signature says who speaks. What is refused is answered as a problem in JSON (RFC 9457)
//! with a code that programs can compare and a sentence for people.

#[cfg(test)]
mod tests;

use crate::guard;
use crate::port::{Trouble, TroubleKind};
use crate::state::{Answer, Visit};
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

/// Most bytes of one signed summary; ours have about 5,000.
pub(super) const MOST_BYTES: usize = 64 * 1024;

pub(crate) async fn receive(visit: Visit, body: Result<Bytes, BytesRejection>) -> Answer {
    let body = whole(body)?;
    let receipt = visit.at_desk(move |desk| desk.port.receive(&body)).await?;
    Ok(([(CONTENT_TYPE, "application/json")], receipt).into_response())
}

/// `POST /api/answers`: the same for an answer to what a bulletin asks. What comes back is where it stands in the office's
/// record.
pub(crate) async fn receive_answer(visit: Visit, body: Result<Bytes, BytesRejection>) -> Answer {
    let body = whole(body)?;
    let taken = visit.at_desk(move |desk| desk.port.receive_answer(&body)).await?;
    let answer = serde_json::json!({
        "participant": taken.participant.as_str(),
        "bulletin": taken.bulletin.0,
        "answer": taken.answer.to_string(),
        "entry": taken.entry,
    });
    Ok(([(CONTENT_TYPE, "application/json")], answer.to_string()).into_response())
}

/// The same for a signed application, which is answered with the signed acknowledgement.
pub(crate) async fn receive_application(visit: Visit, body: Result<Bytes, BytesRejection>) -> Answer {
    let body = whole(body)?;
    let taken = visit.at_desk(move |desk| desk.port.receive_application(&body)).await?;
    Ok(([(CONTENT_TYPE, "application/json")], taken.acknowledgement).into_response())
}

/// The same for a signed request for help.
pub(crate) async fn receive_request(visit: Visit, body: Result<Bytes, BytesRejection>) -> Answer {
    let body = whole(body)?;
    let taken = visit.at_desk(move |desk| desk.port.receive_request(&body)).await?;
    Ok(([(CONTENT_TYPE, "application/json")], taken.acknowledgement).into_response())
}

fn whole(body: Result<Bytes, BytesRejection>) -> Result<Bytes, Trouble> {
    let body = body.map_err(|rejected| match rejected.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Trouble::user("The request broke off before its end.", "Send the file again."),
    })?;
    if body.len() > MOST_BYTES { Err(too_large()) } else { Ok(body) }
}

fn too_large() -> Trouble {
    Trouble {
        kind: TroubleKind::TooLarge,
        says: format!("This is larger than {MOST_BYTES} bytes, and no signed file is."),
        hint: "Send the file that the organisation’s Ward wrote, and one in each request.".to_owned(),
        code: "too-large",
    }
}

/// What went wrong, for programs and for people.
pub(crate) fn problem(trouble: &Trouble, request: &str) -> Response {
    let status = status(trouble);
    let (says, hint) = match trouble.kind {
        // Internals stay in the log.
        TroubleKind::Ours => {
            ("The fault is ours.", "Try again later, or tell the office the request number.")
        }
        _ => (trouble.says.as_str(), trouble.hint.as_str()),
    };
    let body = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or_default(),
        "status": status.as_u16(),
        "code": trouble.code,
        "detail": says,
        "hint": hint,
        "request": request,
    });
    (status, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

/// A refusal's status: who is not known or may not, what is no summary, what contradicts what is here.
fn status(trouble: &Trouble) -> StatusCode {
    match trouble.code {
        "unknown-key" | "signature" | "not-enrolled" | "left" | "key-ended" => StatusCode::FORBIDDEN,
        "not-a-summary" | "not-an-answer" | "not-an-application" | "not-a-request" | "kind" | "field"
        | "content" => StatusCode::BAD_REQUEST,
        "replayed" | "older-day" | "history-rewritten" | "not-asked" | "withdrawn" | "too-many"
        | "applied-twice" | "other-call" => StatusCode::CONFLICT,
        _ => guard::status(trouble.kind),
    }
}
