//! Appends to the record: entries, the signed checkpoint over them and what belongs to them, all or nothing.

use crate::{Actor, AppError, Ctx};
use ward_domain::record::{Entry, Event};
use ward_ledger::{SignedCheckpoint, Tree, entry};
use ward_store::{AppendError, Extra, NewEntry};

/// How often to begin again when somebody else wrote at the same moment.
const TRIES: u32 = 8;

/// Appends one entry and gives its number. When somebody else wrote in between, it is numbered and signed anew.
pub(crate) fn append(ctx: &Ctx, who: &Actor, event: Event, extras: &[Extra<'_>]) -> Result<u64, AppError> {
    let mut tree = ctx.tree.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    for _ in 0..TRIES {
        catch_up(ctx, &mut tree)?;
        let number = tree.size();
        let entry = Entry {
            number,
            received_at: ctx.clock.now(),
            actor: who.name().to_owned(),
            event: event.clone(),
        };
        let (bytes, leaf) = entry::seal(&entry);
        let mut grown = tree.clone();
        grown.append(leaf);
        let checkpoint = SignedCheckpoint::sign(&ctx.key, grown.size(), grown.root());
        let new = [NewEntry { bytes: &bytes, leaf }];
        match ctx.store.append(&ctx.organisation, number, &new, checkpoint.note(), extras) {
            Ok(()) => {
                *tree = grown;
                return Ok(number);
            }
            Err(AppendError::SomeoneElseWrote { .. }) => {}
            Err(AppendError::Store(error)) => return Err(error.into()),
        }
    }
    Err(AppError::Contended)
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
