//! The operator's view of an installation: its record folded into the state of the programme, kept in memory.

use super::standing::{self, Newest};
use crate::{AppError, Clock};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use ward_catalog::Catalog;
use ward_domain::Digest;
use ward_ledger::{SigningKey, Tree, VerifyingKey, entry};
use ward_programme::participants::{self, ParticipantId};
use ward_programme::standing::{Again, Standing, Told};
use ward_programme::{Entry, Programme, Summaries};
use ward_store::{Location, Store, StoreError, SummaryRow};

/// The operator's record among those of an installation.
pub(super) const OPERATOR: &str = "operator";

/// Everything that a use case of the operator needs.
pub struct Office {
    pub(super) store: Store,
    catalog: Catalog,
    clock: Box<dyn Clock>,
    pub(super) key: SigningKey,
    state: Mutex<State>,
    /// Where each participant stands, as far as this process knows. Another process may be ahead; the store tells.
    pub(super) newest: Mutex<Option<BTreeMap<ParticipantId, Newest>>>,
    /// Where the sector stands, made when it is first asked for and kept up by what is received.
    sector: Mutex<Option<Arc<Standing>>>,
}

/// The record so far, and what follows from it.
pub(super) struct State {
    pub(super) tree: Tree,
    pub(super) programme: Arc<Programme>,
    keys: Option<Arc<Keys>>,
}

/// Who signs with which key: key ids as envelopes claim them.
pub(super) type Keys = BTreeMap<Digest, (ParticipantId, participants::VerifyingKey)>;

impl Office {
    /// Opens an installation as the operator, making what is not there yet. `fresh_key` gives 32 random bytes for a new
    /// signing key.
    pub fn open(
        location: &Location,
        catalog: Catalog,
        clock: Box<dyn Clock>,
        fresh_key: impl FnOnce() -> std::io::Result<[u8; 32]>,
    ) -> Result<Self, AppError> {
        let store = Store::open(location)?;
        match store.create_organisation(OPERATOR, clock.now()) {
            Ok(()) | Err(StoreError::OrganisationExists(_)) => {}
            Err(error) => return Err(error.into()),
        }
        // One installation may hold an organisation's record too; its key and the operator's are never the same.
        let name = format!("ward/{OPERATOR}");
        let secret = store.signing_key(fresh_key)?;
        let own = Sha256::new().chain_update(&name).chain_update([0]).chain_update(secret).finalize();
        let key = SigningKey::new(&name, &own.into()).map_err(AppError::ours)?;
        let state = Mutex::new(State::of(&catalog));
        let (newest, sector) = (Mutex::default(), Mutex::default());
        Ok(Self { store, catalog, clock, key, state, newest, sector })
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }
    /// Now, by the clock of the installation.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
    /// The key that verifies receipts and the checkpoints of the operator's record: give it to every participant.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }
    /// The state of the programme after every entry of the record. It is a snapshot and does not change.
    pub fn programme(&self) -> Result<Arc<Programme>, AppError> {
        Ok(self.state()?.programme.clone())
    }

    /// Where everybody stands by their verified summaries, today and on any day before. It is a snapshot.
    pub fn sector(&self) -> Result<Arc<Standing>, AppError> {
        let mut sector = self.sector.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(standing) = &*sector {
            return Ok(standing.clone());
        }
        let mut standing = Standing::default();
        let mut failed = None;
        // Who told last, and what: most days tell the same as the day before.
        let mut last: Option<(ParticipantId, Vec<u8>)> = None;
        let mut take = |row: SummaryRow| -> Result<(), AppError> {
            if let Some((who, what)) = last.as_ref()
                && who.as_str() == row.participant
                && *what == row.standing
            {
                let SummaryRow { number, as_of, received_at, digest: summary, .. } = row;
                return Ok(standing.repeat(who, Again { summary, number, as_of, received_at })?);
            }
            let what = row.standing.clone();
            let (who, told) = standing::read(row)?;
            standing.update(&who, told)?;
            last = Some((who, what));
            Ok(())
        };
        self.store.each_summary(OPERATOR, |row| match take(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        Ok(sector.insert(Arc::new(standing)).clone())
    }

    /// Takes what was just kept into account.
    pub(super) fn heard(&self, summaries: impl Iterator<Item = (ParticipantId, Told)>) {
        let mut sector = self.sector.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(standing) = sector.as_mut() else { return };
        let standing = Arc::make_mut(standing);
        // What does not follow is made again from the store.
        if summaries.into_iter().any(|(who, told)| standing.update(&who, told).is_err()) {
            *sector = None;
        }
    }

    /// How many entries the record has, and the newest of those before a number, newest first.
    pub fn record(&self, before: Option<u64>, most: usize) -> Result<(u64, Vec<Entry>), AppError> {
        let size = self.state()?.tree.size();
        let end = before.map_or(size, |before| before.min(size));
        let mut entries = Vec::new();
        let mut failed = None;
        self.store.each_entry(
            OPERATOR,
            end.saturating_sub(most as u64),
            |stored| match entry::from_bytes::<Entry>(&stored.bytes) {
                Ok(entry) if entry.number < end => {
                    entries.push(entry);
                    ControlFlow::Continue(())
                }
                Ok(_) => ControlFlow::Break(()),
                Err(error) => {
                    failed = Some(AppError::ours(error));
                    ControlFlow::Break(())
                }
            },
        )?;
        entries.reverse();
        failed.map_or(Ok((size, entries)), Err)
    }
    /// The newest checkpoint of the record as a signed note; empty while there is none.
    pub fn checkpoint(&self) -> Result<String, AppError> {
        Ok(self.store.checkpoint(OPERATOR)?.map(|kept| kept.note).unwrap_or_default())
    }

    /// What is kept in files, for tests that look for something left behind.
    #[cfg(test)]
    pub(crate) fn kept_files(&self) -> Vec<Digest> {
        self.store.evidence().list().unwrap()
    }

    /// The programme with the keys of its participants.
    pub(super) fn programme_and_keys(&self) -> Result<(Arc<Programme>, Arc<Keys>), AppError> {
        let mut state = self.state()?;
        let keys = if let Some(keys) = &state.keys {
            keys.clone()
        } else {
            let keys = Arc::new(keys_of(&state.programme));
            state.keys = Some(keys.clone());
            keys
        };
        Ok((state.programme.clone(), keys))
    }

    /// The state, brought up to the stored record, for whoever appends next.
    pub(super) fn state(&self) -> Result<MutexGuard<'_, State>, AppError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if self.store.size(OPERATOR)? != state.tree.size()
            && let Err(error) = self.catch_up(&mut state)
        {
            state.forget(&self.catalog);
            return Err(error);
        }
        Ok(state)
    }

    fn catch_up(&self, state: &mut State) -> Result<(), AppError> {
        let mut failed = None;
        let known = KeptSummaries::of(&self.store);
        self.store.each_entry(OPERATOR, state.tree.size(), |stored| {
            let read = entry::from_bytes::<Entry>(&stored.bytes).map_err(AppError::ours);
            match read.and_then(|entry| state.take(&entry, stored.leaf, &known)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(()), Err)
    }
}

/// What participants had told by an instant, from the kept summaries.
///
/// The programme asks for a summary and knows no failure, so one is remembered here: whoever asked must look at
/// [`KeptSummaries::failure`] before anything that was answered counts. Else a store that is away would look like an
/// organisation that never sent anything, and a decision would be refused, or allowed, on that ground.
pub(super) struct KeptSummaries<'a> {
    store: &'a Store,
    failed: Mutex<Option<AppError>>,
}

impl<'a> KeptSummaries<'a> {
    pub(super) fn of(store: &'a Store) -> Self {
        Self { store, failed: Mutex::default() }
    }

    /// The first failure since this was asked last.
    pub(super) fn failure(&self) -> Result<(), AppError> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        failed.map_or(Ok(()), Err)
    }

    fn read(&self, who: &ParticipantId, at: Timestamp) -> Result<Option<Told>, AppError> {
        let row = self.store.newest_summary(OPERATOR, who.as_str(), at)?;
        Ok(row.map(standing::read).transpose()?.map(|(_, told)| told))
    }
}

impl Summaries for KeptSummaries<'_> {
    fn newest(&self, who: &ParticipantId, at: Timestamp) -> Option<Told> {
        self.read(who, at).unwrap_or_else(|error| {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            None
        })
    }
}

impl State {
    /// That of a record without an entry.
    fn of(catalog: &Catalog) -> Self {
        let programme = Arc::new(Programme::new(catalog));
        Self { tree: Tree::default(), programme, keys: None }
    }

    fn take(
        &mut self,
        entry: &Entry,
        leaf: ward_ledger::Hash,
        summaries: &KeptSummaries<'_>,
    ) -> Result<(), AppError> {
        let applied = Arc::make_mut(&mut self.programme).apply(entry, summaries);
        summaries.failure()?;
        applied.map_err(|refused| {
            AppError::ours(format!("entry {} of the operator's record is refused: {refused}", entry.number))
        })?;
        self.keys = None;
        self.tree.append(leaf);
        Ok(())
    }

    /// Forgets what was worked out, so that it is made again from the record.
    pub(super) fn forget(&mut self, catalog: &Catalog) {
        *self = Self::of(catalog);
    }

    /// Notes that entries were appended which the programme has taken into account.
    pub(super) fn appended(&mut self, tree: Tree) {
        self.tree = tree;
        self.keys = None;
    }
}

fn keys_of(programme: &Programme) -> Keys {
    let of = |participant: &participants::Participant| {
        let id = participant.id.clone();
        let keys: Vec<_> = participant.keys.iter().map(|held| held.key.clone()).collect();
        keys.into_iter().map(move |key| (Digest(Sha256::digest(key.as_str()).into()), (id.clone(), key)))
    };
    programme.participants.iter().flat_map(of).collect()
}
