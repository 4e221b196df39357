//! What people do: one use case a file. The only place that joins store, importers, estate and judgement.
//!
//! Every use case takes a [`Ctx`] and an [`Actor`], checks that the actor may, does its work in one transaction and
//! leaves an entry in the record. Pages and commands call use cases and hold no rules of their own.

pub mod advisories;
pub mod answers;
pub mod assistance;
pub mod check;
mod clock;
mod error;
pub mod evidence;
pub mod feeds;
pub mod folder;
pub mod frameworks;
pub mod identities;
pub mod incidents;
mod incoming;
mod letters;
pub mod money;
pub mod organisation;
pub mod ownership;
pub mod packet;
pub mod plan;
pub mod posture;
pub mod programme;
pub mod record;
pub mod schedule;
pub mod summary;
pub mod tasks;
pub mod thresholds;

pub use clock::{Clock, FixedClock, SystemClock};
pub use error::{AppError, ErrorKind};

use std::path::Path;
use std::sync::Mutex;
use ward_catalog::Catalog;
use ward_ledger::{SigningKey, Tree};
use ward_store::{Location, Store};

/// The organisation of an installation that serves one. The hub serves many and names each.
pub const SOLE_ORGANISATION: &str = "main";

/// Everything that a use case needs: one organisation's view of an installation.
pub struct Ctx {
    store: Store,
    catalog: Catalog,
    clock: Box<dyn Clock>,
    key: SigningKey,
    organisation: String,
    tree: Mutex<Tree>,
    postures: Mutex<posture::Cache>,
    drifts: Mutex<posture::DriftCache>,
    /// Held while looking from outside: never two looks at once.
    looking: Mutex<()>,
}

impl Ctx {
    /// Opens an installation, making what is not there yet. `fresh_key` gives 32 random bytes for a new signing key.
    pub fn open(
        location: &Location,
        catalog: Catalog,
        clock: Box<dyn Clock>,
        fresh_key: impl FnOnce() -> std::io::Result<[u8; 32]>,
    ) -> Result<Self, AppError> {
        let store = Store::open(location)?;
        if !store.organisations()?.iter().any(|row| row.id == SOLE_ORGANISATION) {
            match store.create_organisation(SOLE_ORGANISATION, clock.now()) {
                // Somebody else may have made it at the same moment.
                Ok(()) | Err(ward_store::StoreError::OrganisationExists(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Self::over(store, catalog, clock, fresh_key)
    }

    /// Opens the record in a folder; none when there is none. Nothing is made.
    pub fn open_existing(
        folder: &Path,
        catalog: Catalog,
        clock: Box<dyn Clock>,
    ) -> Result<Option<Self>, AppError> {
        let failed = |cause| AppError::File { doing: format!("looking into {}", folder.display()), cause };
        if !Location::has_database(folder).map_err(failed)? {
            return Ok(None);
        }
        let store = Store::open(&Location::Folder(folder.to_owned()))?;
        if !store.organisations()?.iter().any(|row| row.id == SOLE_ORGANISATION) {
            return Ok(None); // An office's, for example.
        }
        let no_key = || Err(std::io::Error::other("the record's signing key is not in its folder"));
        Self::over(store, catalog, clock, no_key).map(Some)
    }

    fn over(
        store: Store,
        catalog: Catalog,
        clock: Box<dyn Clock>,
        fresh_key: impl FnOnce() -> std::io::Result<[u8; 32]>,
    ) -> Result<Self, AppError> {
        let organisation = SOLE_ORGANISATION.to_owned();
        let secret = store.signing_key(fresh_key)?;
        let key = SigningKey::new(&format!("ward/{organisation}"), &secret).map_err(AppError::ours)?;
        Ok(Self {
            store,
            catalog,
            clock,
            key,
            organisation,
            tree: Mutex::new(Tree::new()),
            postures: Mutex::new(posture::Cache::default()),
            drifts: Mutex::default(),
            looking: Mutex::new(()),
        })
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }
    /// Now, by the clock of the installation.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
    /// Today, UTC.
    pub fn today(&self) -> jiff::civil::Date {
        ward_estate::date_of(self.clock.now())
    }
    /// The key that verifies this installation's checkpoints.
    pub fn verifying_key(&self) -> ward_ledger::VerifyingKey {
        self.key.verifying_key()
    }
    /// The store, for the few who keep house: conformance tests, benches.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// See the posture, the evidence and the record.
    Read,
    /// Add and withdraw evidence.
    ManageEvidence,
    /// Answer for the organisation.
    Answer,
    /// Accept exceptions and decide about identities.
    Decide,
    /// Change the profile.
    ChangeProfile,
    /// Sign what leaves the organisation, and keep what comes back.
    Share,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    name: String,
    permissions: Vec<Permission>,
}

impl Actor {
    /// The person at this machine, in the mode without sign-in: may do everything.
    pub fn at_this_machine() -> Self {
        let permissions = vec![
            Permission::Read,
            Permission::ManageEvidence,
            Permission::Answer,
            Permission::Decide,
            Permission::ChangeProfile,
            Permission::Share,
        ];
        Self { name: "local".to_owned(), permissions }
    }
    /// Somebody with just these permissions.
    pub fn with(name: &str, permissions: &[Permission]) -> Self {
        Self { name: name.to_owned(), permissions: permissions.to_vec() }
    }
    /// The name that entries carry.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Refuses what the actor may not do.
    pub fn may(&self, permission: Permission) -> Result<(), AppError> {
        if self.permissions.contains(&permission) {
            Ok(())
        } else {
            Err(AppError::NotAllowed { who: self.name.clone(), permission })
        }
    }
}
