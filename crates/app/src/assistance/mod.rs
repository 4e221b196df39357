//! Help from the office: requests that are signed here, and results that become evidence.
//!
//! As with money, nothing here contacts anybody. What is needed is written by a person for this purpose; nothing of the
//! estate is added to it.

#[cfg(test)]
mod tests;

use crate::evidence::{Import, import};
use crate::incoming::LaidDown;
use crate::letters;
use crate::record::RecordView;
use crate::{Actor, AppError, Ctx, Permission};
use jiff::Timestamp;
use jiff::civil::Date;
use std::io::Read;
use ward_domain::letters::{Acknowledgement, HandOver, LetterKind, Request, VERSION};
use ward_domain::record::Event;
use ward_domain::{Digest, GoalId};
use ward_reports::Input;

/// How often to begin again when the record grew in between.
const TRIES: u32 = 4;
/// Most bytes of a result (OWN): a report or an export.
const MOST_RESULT: u64 = 4 << 30;

/// What somebody needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// For what, by the programme's word: `scan`.
    pub wants: String,
    /// In sentences.
    pub says: String,
    /// The goals that it is about.
    pub goals: Vec<GoalId>,
    /// By when.
    pub wanted_by: Option<Date>,
}

/// A request that was signed here.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownRequest {
    /// The signed file.
    pub digest: Digest,
    /// What it says.
    pub request: Request,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The office's acknowledgement, once it came back: its file and what it says.
    pub acknowledgement: Option<(Digest, Acknowledgement)>,
    /// What the office handed over, oldest first: the file of the statement, the file that it is about, what it says, and
    /// whether that file is evidence here.
    pub results: Vec<(Digest, Digest, HandOver, bool)>,
}

/// Every request that was signed here, oldest first.
pub fn requests(ctx: &Ctx, who: &Actor) -> Result<Vec<KnownRequest>, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let of = |kind| view.letters.iter().filter(move |letter| letter.kind == kind);
    let mut known = Vec::new();
    for letter in of(LetterKind::Request) {
        let request: Request = letters::read(ctx, letter)?.1;
        let answers = |kind| of(kind).filter(|answer| answer.answers == Some(letter.digest));
        let acknowledgement = match answers(LetterKind::Acknowledgement).next() {
            Some(answer) => Some((answer.digest, letters::read::<Acknowledgement>(ctx, answer)?.1)),
            None => None,
        };
        let mut results = Vec::new();
        for answer in answers(LetterKind::HandOver) {
            let (file, says): (Digest, HandOver) = letters::read(ctx, answer)?;
            results.push((answer.digest, file, says, view.find_in_force(file).is_some()));
        }
        let (digest, signed_at) = (letter.digest, letter.at);
        known.push(KnownRequest { digest, request, signed_at, acknowledgement, results });
    }
    Ok(known)
}

/// The request as it would be signed now, for reading. Nothing is kept and nothing leaves.
pub fn draft(ctx: &Ctx, who: &Actor, need: &Need) -> Result<Request, AppError> {
    who.may(Permission::Read)?;
    compose(ctx, &crate::record::view(ctx)?, need)
}

fn compose(ctx: &Ctx, view: &RecordView, need: &Need) -> Result<Request, AppError> {
    let before = view.letters.iter().filter(|letter| letter.kind == LetterKind::Request).count() as u64;
    let mut goals = need.goals.clone();
    goals.sort_unstable();
    goals.dedup();
    let request = Request {
        version: VERSION,
        number: before + 1,
        made_at: ctx.now(),
        wants: need.wants.clone(),
        says: need.says.trim().to_owned(),
        goals,
        wanted_by: need.wanted_by,
    };
    request.check().map_err(|wrong| AppError::Invalid(wrong.to_string()))?;
    Ok(request)
}

/// Signs a request and enters that in the record; gives the digest of the file to send.
pub fn sign(ctx: &Ctx, who: &Actor, need: &Need) -> Result<Digest, AppError> {
    who.may(Permission::Share)?;
    for _ in 0..TRIES {
        let view = crate::record::view(ctx)?;
        let request = compose(ctx, &view, need)?;
        let root = crate::record::root_at(ctx, view.size)?;
        let root = root.ok_or_else(|| AppError::ours("the record is shorter than it was"))?;
        let envelope = ward_ledger::claim::seal_about(&ctx.key, root, &request).map_err(AppError::ours)?;
        let letter = ctx.store.evidence().keep(&envelope.to_bytes())?;
        let about = format!("request {}", request.number);
        let event = Event::LetterSigned { kind: LetterKind::Request, letter, about };
        if crate::record::append_after(ctx, who, view.size, &[event], &[])? {
            return Ok(letter);
        }
    }
    Err(AppError::Contended)
}

/// Takes the file that a hand-over is about as evidence: that of one statement, or of any that is here. Another file is
/// refused before any of it is kept.
pub fn take_result(
    ctx: &Ctx,
    who: &Actor,
    hand_over: Option<Digest>,
    file_name: &str,
    content: &mut dyn Read,
) -> Result<Input, AppError> {
    who.may(Permission::ManageEvidence)?;
    let view = crate::record::view(ctx)?;
    let handed = view.letters.iter().filter(|one| one.kind == LetterKind::HandOver);
    let handed = handed.filter(|one| hand_over.is_none_or(|wanted| one.digest == wanted));
    let handed: Vec<(Digest, HandOver)> =
        handed.map(|one| letters::read(ctx, one)).collect::<Result<_, _>>()?;
    if handed.is_empty() {
        return Err(hand_over.map_or_else(
            || AppError::Invalid("nothing was handed over: keep the office’s hand-over first".to_owned()),
            AppError::NoSuchEvidence,
        ));
    }
    let mut laid = LaidDown::of(&ctx.store, file_name, content, MOST_RESULT)?;
    let found = laid.digest;
    let Some((_, says)) = handed.iter().find(|(file, _)| *file == found) else {
        let wanted: Vec<String> = handed.iter().map(|(file, _)| file.to_string()).collect();
        let why = format!(
            "{file_name} is not the file that was handed over: its SHA-256 is {found}, and {} was signed",
            wanted.join(" or ")
        );
        return Err(AppError::Invalid(why));
    };
    let collected_on = Some(ward_estate::date_of(says.delivered_at));
    import(ctx, who, Import { file_name, content: &mut laid.file, collected_on, mapping: None })
}
