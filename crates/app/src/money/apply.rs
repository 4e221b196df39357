//! An application from the own plan: what can be asked, the letter for reading, and signing it.

use super::find_call;
use crate::record::RecordView;
use crate::{Actor, AppError, Ctx, Permission};
use sha2::{Digest as _, Sha256};
use ward_domain::Digest;
use ward_domain::letters::{Already, Application, Call, LetterKind, VERSION};
use ward_domain::record::Event;
use ward_planner::outlook::funding::{self, Ask, GoalLine};

/// How often to judge again when the record grew in between.
const TRIES: u32 = 4;

/// What can be asked of a round, by the own plan with that money on top.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The round.
    pub call: Call,
    /// Goals of the round that the plan works on and that cost money.
    pub lines: Vec<GoalLine>,
    /// What to begin with.
    pub asks: Vec<Ask>,
    /// Goals of the round that are met, in whole or in part.
    pub already: Vec<Already>,
}

/// An application as it would be signed now.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What it says.
    pub application: Application,
    /// Names what was read, whenever it is signed.
    pub as_read: Digest,
}

/// A letter that may be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedLetter {
    /// The file to send, by whatever way.
    pub bytes: Vec<u8>,
    /// Its SHA-256, which the acknowledgement will name.
    pub digest: Digest,
}

/// What can be asked in answer to a call. Nothing is kept and nothing leaves.
pub fn offer(ctx: &Ctx, who: &Actor, call: Digest) -> Result<Offer, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let call = find_call(ctx, &view, call)?;
    let (_, frame) = crate::plan::intentions(ctx, who)?;
    let seen = crate::plan::plan(ctx, who, Some(&funding::with_money(&frame, call.cap)))?;
    let posture = crate::posture::posture(ctx, who, None)?;
    let lines = funding::lines(&seen, ctx.catalog(), call.tier);
    let to_show_met = ctx.catalog().office_days.on(ctx.today()).to_show_met;
    let asks = funding::first_asks(&lines, call.cap, ward_estate::date_of(call.closes), to_show_met);
    let already = funding::already(&posture.assessment, call.tier);
    Ok(Offer { call, lines, asks, already })
}

/// The application as it would be signed now, for reading. Nothing is kept and nothing leaves.
pub fn draft(ctx: &Ctx, who: &Actor, call: Digest, asks: &[Ask]) -> Result<Draft, AppError> {
    let offer = offer(ctx, who, call)?;
    compose(ctx, &crate::record::view(ctx)?, call, &offer, asks)
}

fn compose(
    ctx: &Ctx,
    view: &RecordView,
    call: Digest,
    offer: &Offer,
    asks: &[Ask],
) -> Result<Draft, AppError> {
    let invalid = |why: String| AppError::Invalid(why);
    let before = view.letters.iter().filter(|letter| letter.kind == LetterKind::Application).count() as u64;
    let lines = funding::application_lines(&offer.lines, asks, offer.call.cap)
        .map_err(|wrong| invalid(wrong.to_string()))?;
    let application = Application {
        version: VERSION,
        number: before + 1,
        made_at: ctx.now(),
        catalogue: ctx.catalog().version.clone(),
        round: offer.call.round.clone(),
        lines,
        already: offer.already.clone(),
    };
    application.check().map_err(|wrong| invalid(wrong.to_string()))?;
    let as_read = fingerprint(call, &application)?;
    Ok(Draft { application, as_read })
}

/// Everything that was read but the time.
fn fingerprint(call: Digest, application: &Application) -> Result<Digest, AppError> {
    let timeless = Application { made_at: jiff::Timestamp::UNIX_EPOCH, ..application.clone() };
    let json = serde_json::to_vec(&(call, timeless)).map_err(AppError::ours)?;
    Ok(Digest(Sha256::digest(json).into()))
}

/// Signs the application and enters that in the record. `as_read` names the draft that the person read: when another one
/// follows by now, nothing is signed.
pub fn sign(
    ctx: &Ctx,
    who: &Actor,
    call: Digest,
    asks: &[Ask],
    as_read: Digest,
) -> Result<SignedLetter, AppError> {
    who.may(Permission::Share)?;
    for _ in 0..TRIES {
        let view = crate::record::view(ctx)?;
        let offer = offer(ctx, who, call)?;
        if offer.call.closes <= ctx.now() {
            let why = format!("the round takes no applications since {}", offer.call.closes);
            return Err(AppError::Invalid(why));
        }
        let draft = compose(ctx, &view, call, &offer, asks)?;
        if draft.as_read != as_read {
            let changed =
                "what the application says has changed since you read it: read it again, then sign it";
            return Err(AppError::Invalid(changed.to_owned()));
        }
        let envelope =
            ward_ledger::claim::seal_about(&ctx.key, call, &draft.application).map_err(AppError::ours)?;
        let bytes = envelope.to_bytes();
        let digest = ctx.store.evidence().keep(&bytes)?;
        let about = offer.call.round.clone();
        let event = Event::LetterSigned { kind: LetterKind::Application, letter: digest, about };
        if crate::record::append_after(ctx, who, view.size, &[event], &[])? {
            return Ok(SignedLetter { bytes, digest });
        }
    }
    Err(AppError::Contended)
}
