//! The answer to a question of the programme: read first, signed by choice, entered in the record.

use super::touched;
use crate::{Actor, AppError, Ctx, Permission};
use ward_domain::Digest;
use ward_domain::exposure::{Exposure, LONGEST_VENDOR, Question, State, VERSION};
use ward_domain::record::Event;
use ward_programme::help::Ask;

/// How often to look again when the record grew in between.
const TRIES: u32 = 4;

/// An answer that may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedExposure {
    /// What it says.
    pub exposure: Exposure,
    /// The file to send, by whatever way.
    pub bytes: Vec<u8>,
    /// Its SHA-256.
    pub digest: Digest,
}

/// The answer as it would be signed now. Nothing is kept and nothing leaves.
pub fn draft(ctx: &Ctx, who: &Actor, question: &Question) -> Result<Exposure, AppError> {
    who.may(Permission::Read)?;
    if let Question::Outage { vendor, since } = question {
        if vendor.trim().is_empty() || vendor.chars().count() > LONGEST_VENDOR {
            return Err(AppError::Invalid(format!(
                "name the vendor, in at most {LONGEST_VENDOR} characters"
            )));
        }
        if *since > ctx.today() {
            return Err(AppError::Invalid(format!(
                "the outage cannot have begun on {since}: that day has not come"
            )));
        }
    }
    let (state, devices) = touched(ctx, who, question)?.touches.answer();
    let exposure = Exposure {
        version: VERSION,
        about: question.about(),
        question: Ask { question: question.clone(), id: String::new() }.digest(),
        as_of: ctx.today(),
        made_at: ctx.now(),
        state,
        devices,
    };
    exposure.check().map_err(|wrong| AppError::Invalid(wrong.to_string()))?;
    Ok(exposure)
}

/// Signs the answer and enters it in the record. `as_read` is what the person read: when something else follows by now,
/// nothing is signed.
pub fn sign(
    ctx: &Ctx,
    who: &Actor,
    question: &Question,
    as_read: (State, u32),
) -> Result<SignedExposure, AppError> {
    who.may(Permission::Share)?;
    for _ in 0..TRIES {
        let size = crate::record::view(ctx)?.size;
        let exposure = draft(ctx, who, question)?;
        if as_read != (exposure.state, exposure.devices) {
            let changed = "what the answer tells has changed since you read it: read it again, then sign it";
            return Err(AppError::Invalid(changed.to_owned()));
        }
        let envelope = ward_ledger::claim::seal(&ctx.key, &exposure).map_err(AppError::ours)?;
        let bytes = envelope.to_bytes();
        let digest = ctx.store.evidence().keep(&bytes)?;
        let told = Event::ExposureTold {
            question: question.clone(),
            as_of: exposure.as_of,
            state: exposure.state,
            devices: exposure.devices,
            answer: digest,
        };
        if crate::record::append_after(ctx, who, size, &[told], &[])? {
            return Ok(SignedExposure { exposure, bytes, digest });
        }
    }
    Err(AppError::Contended)
}
