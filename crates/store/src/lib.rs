//! Keeps the record, the evidence and what is derived from them. The only crate that knows SQL.
//!
//! A [`Store`] is a database (SQLite in a folder, or PostgreSQL) and a folder of evidence files. Both databases take the
//! same SQL text; what differs between them is in `dialect.rs`, and one suite of tests runs on both.
//!
//! Order of writing makes it safe to stop at any instant: an evidence file is complete, named by its digest and on disk
//! before the entry that names it is committed; entry, checkpoint, observations and assessment are one transaction.
//!
//! Everything blocks. From async code, call it on a thread that may block, and drop the [`Store`] there too.

mod connection;
mod derived;
mod dialect;
mod error;
mod evidence;
mod files;
mod location;
mod migrate;
mod pool;
mod record;
mod settings;
mod summaries;

pub use derived::SegmentKey;
pub use error::{AppendError, StoreError};
pub use evidence::{CheckedReader, EvidenceFolder, IncomingFile, KeptFile};
pub use location::Location;
pub use record::{Extra, NewEntry, OrganisationRow, StoredCheckpoint, StoredEntry};
pub use summaries::{
    AlarmRow, KeepError, KeptSummary, NewAlarm, NewSummary, Signed, StandingRow, SummaryRow,
};

use connection::Connection;
use pool::{Lease, Pool};
use std::path::PathBuf;

/// The database and the evidence of one installation. Shared freely between threads.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    evidence: EvidenceFolder,
    writers: Pool,
    readers: Pool,
}

/// Connections that read at the same time; more readers wait.
const MOST_READERS: usize = 8;

impl Store {
    /// The folder of the installation, for files that live no longer than a use case.
    pub fn folder(&self) -> &std::path::Path {
        &self.folder
    }

    /// Opens a store, making the folder and the tables when they are not there.
    pub fn open(location: &Location) -> Result<Self, StoreError> {
        let folder = location.folder().to_owned();
        files::create_folder(&folder)?;
        let evidence = EvidenceFolder::open(&folder)?;
        let for_writing = location.clone();
        let for_reading = location.clone();
        let store = Self {
            folder,
            evidence,
            // SQLite lets one connection write at a time: a queue in front of it is fairer than its own retries.
            writers: Pool::new(location.most_writers(), move || Connection::open(&for_writing, true)),
            readers: Pool::new(MOST_READERS, move || Connection::open(&for_reading, false)),
        };
        migrate::run(&mut *store.writer()?)?;
        Ok(store)
    }

    /// The evidence files.
    pub fn evidence(&self) -> &EvidenceFolder {
        &self.evidence
    }

    /// A connection that may write.
    fn writer(&self) -> Result<Lease<'_>, StoreError> {
        self.writers.lease()
    }

    /// A connection that reads while others write.
    fn reader(&self) -> Result<Lease<'_>, StoreError> {
        self.readers.lease()
    }
}
