//! Advisories, known exploited flaws and outages of vendors: what of the organisation they touch, and the answer that it
//! may sign for the programme.
//!
//! An advisory is public text and no evidence; its file is kept under its digest, so that a later reader finds what was
//! looked at. What it touches is worked out from the newest posture each time it is asked and is never kept.

mod files;
mod held;
mod tell;
#[cfg(test)]
mod tests;

pub(crate) use files::{keep_file, open_file};
pub use tell::{SignedExposure, draft, sign};

use crate::posture::Posture;
use crate::record::{KeptAdvisory, ToldExposure};
use crate::{Actor, AppError, Ctx, Permission};
use std::io::Read;
use std::sync::Arc;
use ward_domain::advisory::{Advisory, Flaw};
use ward_domain::exposure::Question;
use ward_domain::record::Event;
use ward_domain::{CveId, Digest};
use ward_importers::csaf::AdvisoryRead;
use ward_programme::help::exposure::{Known, Touches, expose, outage};

/// Longest file name that is kept.
const LONGEST_NAME: usize = 255;

/// Reads an advisory, keeps its file and enters that in the record. One that is kept already is kept once.
pub fn keep(ctx: &Ctx, who: &Actor, file_name: &str, content: &mut dyn Read) -> Result<Digest, AppError> {
    who.may(Permission::ManageEvidence)?;
    let file_name: String = file_name.chars().take(LONGEST_NAME).collect();
    let (digest, bytes, read) = keep_file(&ctx.store, &file_name, content)?;
    let is_known = |kept: &KeptAdvisory| kept.digest == digest;
    if crate::record::view(ctx)?.advisories.iter().any(is_known) {
        return Ok(digest);
    }
    let Advisory { id, title, publisher, released, .. } = read.advisory;
    let event = Event::AdvisoryKept { advisory: digest, file_name, bytes, id, title, publisher, released };
    crate::record::append(ctx, who, event, &[])?;
    Ok(digest)
}

/// An advisory in a file that is only looked at and not kept.
pub fn parse(file_name: &str, content: &mut dyn Read) -> Result<AdvisoryRead, AppError> {
    Ok(files::take(file_name, content)?.1)
}

/// The advisories that are kept, oldest first.
pub fn list(ctx: &Ctx, who: &Actor) -> Result<Vec<KeptAdvisory>, AppError> {
    who.may(Permission::Read)?;
    Ok(crate::record::view(ctx)?.advisories)
}

/// A kept advisory, read again.
pub fn read(ctx: &Ctx, who: &Actor, digest: Digest) -> Result<AdvisoryRead, AppError> {
    if list(ctx, who)?.iter().any(|kept| kept.digest == digest) {
        Ok(open_file(&ctx.store, digest)?.1)
    } else {
        Err(AppError::NoSuchEvidence(digest))
    }
}

/// Answers that were signed, oldest first.
pub fn told(ctx: &Ctx, who: &Actor) -> Result<Vec<ToldExposure>, AppError> {
    who.may(Permission::Read)?;
    Ok(crate::record::view(ctx)?.told)
}

/// A signed answer as it was kept.
pub fn file(ctx: &Ctx, who: &Actor, digest: Digest) -> Result<Vec<u8>, AppError> {
    if !told(ctx, who)?.iter().any(|one| one.digest == digest) {
        return Err(AppError::NoSuchEvidence(digest));
    }
    files::bytes(&ctx.store, digest)
}

/// What a question touches, with what it was worked out from.
#[derive(Debug)]
pub struct Touched {
    /// The posture whose estate the devices are positions of.
    pub posture: Arc<Posture>,
    /// What is touched.
    pub touches: Touches,
    /// The flaws that reasons speak of, by position.
    pub flaws: Vec<Flaw>,
    /// The advisory that was asked about, when it was one.
    pub advisory: Option<AdvisoryRead>,
}

/// What a question touches today.
pub fn touched(ctx: &Ctx, who: &Actor, question: &Question) -> Result<Touched, AppError> {
    let ((posture, touches), flaws, advisory) = match question {
        Question::Advisory { file } => {
            let read = read(ctx, who, *file)?;
            let seen = look(ctx, who, Asked::Advisory(&read.advisory))?;
            (seen, read.advisory.flaws.clone(), Some(read))
        }
        Question::Flaw { cve } => (look(ctx, who, Asked::Flaw(*cve))?, vec![flaw(*cve)], None),
        Question::Outage { vendor, .. } => (look(ctx, who, Asked::Outage(vendor))?, Vec::new(), None),
    };
    Ok(Touched { posture, touches, flaws, advisory })
}

/// What is asked, with the advisory in hand.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// What an advisory touches; it need not be kept.
    Advisory(&'a Advisory),
    /// What a flaw touches, by scanners and by the advisories that are kept.
    Flaw(CveId),
    /// What depends on a vendor that is down.
    Outage(&'a str),
}

/// What is touched today, in the newest posture. Nothing is kept or written.
pub fn look(ctx: &Ctx, who: &Actor, asked: Asked<'_>) -> Result<(Arc<Posture>, Touches), AppError> {
    who.may(Permission::Read)?;
    let posture = crate::posture::posture(ctx, who, None)?;
    let estate = &posture.estate;
    let (held, vendors) = (held::held(estate), held::vendors(estate));
    let is_scanned = held::is_scanned(ctx.catalog(), estate);
    let of = |advisory: &Advisory| {
        let mut touches = expose(
            advisory,
            Known { held: &held, found: &held::found(estate, advisory), vendors: &vendors, is_scanned },
        );
        held::pass_on(estate, &mut touches);
        touches
    };
    let touches = match asked {
        Asked::Advisory(advisory) => of(advisory),
        Asked::Flaw(cve) => {
            let mut touches = of(&Advisory { flaws: vec![flaw(cve)], ..Advisory::default() });
            // What advisories say of the same flaw knows of products that no scanner looked at.
            for kept in list(ctx, who)? {
                if let Some(advisory) = about(open_file(&ctx.store, kept.digest)?.1.advisory, cve) {
                    touches.merge(of(&advisory));
                }
            }
            touches
        }
        Asked::Outage(vendor) => outage(vendor, &held::contracts(estate), &held::systems(estate), &held),
    };
    Ok((posture, touches))
}

fn flaw(cve: CveId) -> Flaw {
    Flaw { cve: Some(cve), ..Flaw::default() }
}

/// The advisory as far as it speaks of one flaw; none when it does not.
fn about(mut advisory: Advisory, cve: CveId) -> Option<Advisory> {
    let mut of_it = advisory.flaws.drain(..).filter(|flaw| flaw.cve == Some(cve));
    let mut flaw = of_it.next()?;
    for further in of_it.by_ref() {
        flaw.affected.extend(further.affected);
        flaw.investigated.extend(further.investigated);
        flaw.fixed.extend(further.fixed);
        flaw.not_affected.extend(further.not_affected);
    }
    drop(of_it);
    // Products that this flaw does not speak of say nothing here, and their names alone must not either.
    let spoken: std::collections::BTreeSet<u32> =
        [&flaw.affected, &flaw.fixed, &flaw.not_affected, &flaw.investigated]
            .into_iter()
            .flatten()
            .copied()
            .collect();
    for (at, product) in (0u32..).zip(&mut advisory.products) {
        if !spoken.contains(&at) {
            product.product.clear();
            product.identifiers.clear();
        }
    }
    advisory.flaws = vec![flaw];
    Some(advisory)
}
