//! Writes the whole record with its evidence as a packet.

use crate::{Actor, AppError, Ctx, Permission};
use std::collections::BTreeSet;
use std::io::{Seek, Write};
use ward_domain::Digest;
use ward_ledger::{PacketWriter, SignedCheckpoint};

/// Writes a packet of everything up to the newest checkpoint. Evidence is copied as it is kept, compressed.
pub fn export<W: Write + Seek>(ctx: &Ctx, who: &Actor, output: W) -> Result<W, AppError> {
    who.may(Permission::Read)?;
    let stored = ctx.store.checkpoint(&ctx.organisation)?.ok_or(AppError::EmptyRecord)?;
    let checkpoint = SignedCheckpoint::parse(&stored.note).map_err(AppError::ours)?;
    let mut entries = ctx.store.entries(&ctx.organisation, 0)?;
    // Entries that came after the checkpoint belong to the next packet.
    entries.truncate(usize::try_from(stored.size).unwrap_or(usize::MAX));
    let view = crate::record::load(ctx)?;
    let view = crate::record::RecordView::of(&view[..entries.len()]);

    let mut packet = PacketWriter::new(output, &checkpoint, &ctx.verifying_key()).map_err(AppError::ours)?;
    packet.record(entries.iter().map(|e| &e.bytes)).map_err(AppError::ours)?;
    let files: BTreeSet<Digest> = view
        .evidence
        .iter()
        .map(|e| e.digest)
        .chain(view.answers.iter().filter_map(|a| a.artefact))
        .chain(
            view.summaries.iter().flat_map(|s| [Some(s.digest), s.receipt.as_ref().map(|r| r.0)]).flatten(),
        )
        .chain(view.advisories.iter().map(|kept| kept.digest))
        .chain(view.told.iter().map(|told| told.digest))
        .chain(view.letters.iter().map(|letter| letter.digest))
        .collect();
    for digest in files {
        let mut file = ctx.store.evidence().open_compressed(digest)?;
        packet.evidence(digest, &mut file).map_err(AppError::ours)?;
    }
    let assessments: BTreeSet<Digest> = view.assessments.iter().map(|a| a.digest).collect();
    for digest in assessments {
        let json = ctx.store.assessment(&ctx.organisation, digest)?;
        let json = json.ok_or_else(|| AppError::ours(format!("assessment {digest} is missing")))?;
        packet.assessment(digest, &json).map_err(AppError::ours)?;
    }
    packet.finish().map_err(AppError::ours)
}
