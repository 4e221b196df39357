//! Requests for help of the made-up hospitals, and what answers them.

use super::{Fake, now};
use crate::port::Trouble;
use crate::port::help::{Need, RequestRow, ResultRow};
use ward_domain::Digest;
use ward_domain::letters::{Acknowledgement, HandOver, LetterKind, Request, VERSION};
use ward_domain::record::Event;

fn digest(first: u8, number: u64) -> Digest {
    let mut bytes = [first; 32];
    bytes[31] = u8::try_from(number).unwrap_or(u8::MAX);
    Digest(bytes)
}

pub(super) fn draft(fake: &Fake, need: &Need) -> Result<Request, Trouble> {
    let mut goals = need.goals.clone();
    goals.sort_unstable();
    goals.dedup();
    let request = Request {
        version: VERSION,
        number: fake.kept().beside.requests.len() as u64 + 1,
        made_at: now(),
        wants: need.wants.clone(),
        says: need.says.trim().to_owned(),
        goals,
        wanted_by: need.wanted_by,
    };
    request.check().map_err(|wrong| Trouble::user(wrong.to_string(), ""))?;
    Ok(request)
}

pub(super) fn sign(fake: &Fake, need: &Need) -> Result<Digest, Trouble> {
    let request = draft(fake, need)?;
    let letter = digest(70, request.number);
    let about = format!("request {}", request.number);
    fake.append(Event::LetterSigned { kind: LetterKind::Request, letter, about });
    let (results, acknowledgement) = (Vec::new(), None);
    let row = RequestRow { digest: letter, request, signed_at: now(), acknowledgement, results };
    fake.kept().beside.requests.push(row);
    Ok(letter)
}

/// Keeps an acknowledgement or a hand-over of a request; false when it is neither.
pub(super) fn keep(fake: &Fake, bytes: &[u8]) -> Result<bool, Trouble> {
    let mut kept = fake.kept();
    if bytes.starts_with(b"{\"acknowledgement\" of a request") {
        let waiting = kept.beside.requests.iter_mut().find(|one| one.acknowledgement.is_none());
        let one = waiting.ok_or_else(|| Trouble::user("it is for a letter that was not signed here", ""))?;
        let answer = Acknowledgement {
            version: VERSION,
            participant: "o001".to_owned(),
            kind: LetterKind::Request,
            number: 800 + one.request.number,
            received_at: now(),
        };
        one.acknowledgement = Some((digest(91, one.request.number), answer));
        return Ok(true);
    }
    if bytes.starts_with(b"{\"hand-over\"") {
        let one = kept.beside.requests.last_mut();
        let one = one.ok_or_else(|| Trouble::user("it is for a request that was not signed here", ""))?;
        let number = one.request.number;
        let says = one.request.says.clone();
        let says = HandOver { version: VERSION, request: one.digest, number, says, delivered_at: now() };
        let (statement, file) = (digest(92, number), digest(93, number));
        one.results.push(ResultRow { statement, file, says, is_evidence: false });
        return Ok(true);
    }
    Ok(false)
}
