//! Appends to the record: entries, the signed checkpoint over them and what belongs to them, all or nothing.

use crate::{Actor, AppError, Ctx};
use ward_domain::Digest;
use ward_domain::record::{Entry, Event};
use ward_ledger::{SignedCheckpoint, Tree, entry};
use ward_store::{AppendError, Extra, NewEntry};

/// How often to begin again when somebody else wrote at the same moment.
const TRIES: u32 = 8;

/// Appends one entry and gives its number. When somebody else wrote in between, it is numbered and signed anew.
pub(crate) fn append(ctx: &Ctx, who: &Actor, event: Event, extras: &[Extra<'_>]) -> Result<u64, AppError> {
    append_all(ctx, who, &[event], extras)
}

/// Appends several entries, all or none, and gives the number of the first.
pub(crate) fn append_all(
    ctx: &Ctx,
    who: &Actor,
    events: &[Event],
    extras: &[Extra<'_>],
) -> Result<u64, AppError> {
    let mut tree = ctx.tree.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for _ in 0..TRIES {
        catch_up(ctx, &mut tree)?;
        let first = tree.size();
        if try_append(ctx, who, &mut tree, events, extras)? {
            return Ok(first);
        }
    }
    Err(AppError::Contended)
}

/// Appends several entries, all or none, if the record still has that size: for entries that speak of what is before
/// them. False when it has grown.
pub(crate) fn append_after(
    ctx: &Ctx,
    who: &Actor,
    size: u64,
    events: &[Event],
    extras: &[Extra<'_>],
) -> Result<bool, AppError> {
    let mut tree = ctx.tree.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    catch_up(ctx, &mut tree)?;
    Ok(tree.size() == size && try_append(ctx, who, &mut tree, events, extras)?)
}

/// Root of the record's first entries; none when it has not that many.
pub(crate) fn root_at(ctx: &Ctx, size: u64) -> Result<Option<Digest>, AppError> {
    let mut tree = ctx.tree.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    catch_up(ctx, &mut tree)?;
    Ok(tree.root_at(size).map(Digest))
}

/// Numbers, seals and appends after the tree; false when somebody else wrote in between.
fn try_append(
    ctx: &Ctx,
    who: &Actor,
    tree: &mut Tree,
    events: &[Event],
    extras: &[Extra<'_>],
) -> Result<bool, AppError> {
    let first = tree.size();
    let received_at = ctx.clock.now();
    let mut grown = tree.clone();
    let sealed: Vec<_> = (first..)
        .zip(events)
        .map(|(number, event)| {
            let actor = who.name().to_owned();
            let sealed = entry::seal(&Entry { number, received_at, actor, event: event.clone() });
            grown.append(sealed.1);
            sealed
        })
        .collect();
    let checkpoint = SignedCheckpoint::sign(&ctx.key, grown.size(), grown.root());
    let new: Vec<_> = sealed.iter().map(|(bytes, leaf)| NewEntry { bytes, leaf: *leaf }).collect();
    match ctx.store.append(&ctx.organisation, first, &new, checkpoint.note(), extras) {
        Ok(()) => {
            *tree = grown;
            Ok(true)
        }
        Err(AppendError::SomeoneElseWrote { .. }) => Ok(false),
        Err(AppendError::Store(error)) => Err(error.into()),
    }
}

/// Brings the tree in memory up to the stored record.
fn catch_up(ctx: &Ctx, tree: &mut Tree) -> Result<(), AppError> {
    if ctx.store.size(&ctx.organisation)? == tree.size() {
        return Ok(());
    }
    let mut fresh = Tree::new();
    for leaf in ctx.store.leaves(&ctx.organisation)? {
        fresh.append(leaf);
    }
    *tree = fresh;
    Ok(())
}
