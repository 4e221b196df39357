//! Places for stores, and short words for what tests do with them.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::io::Read as _;
use std::path::Path;
use tempfile::TempDir;
use ward_domain::ids::Digest;
use ward_store::{AppendError, Extra, Location, NewEntry, Store, StoredEntry};

/// The organisation that most tests use.
pub(crate) const ORG: &str = "st-mary";

/// An empty place for a store, on one of the databases.
pub(crate) struct Place {
    folder: TempDir,
    url: Option<String>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), url: None }
    }
    pub(crate) fn postgres() -> Option<Self> {
        let cluster = ward_testkit::postgres::cluster()?;
        Some(Self { folder: tempfile::tempdir().unwrap(), url: Some(cluster.create_database()) })
    }
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
    pub(crate) fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }
    pub(crate) fn location(&self) -> Location {
        location(self.folder.path(), self.url.as_deref())
    }
    pub(crate) fn open(&self) -> Store {
        Store::open(&self.location()).unwrap()
    }
    /// A store with one organisation.
    pub(crate) fn open_with_org(&self) -> Store {
        let store = self.open();
        store.create_organisation(ORG, created_at()).unwrap();
        store
    }
}

pub(crate) fn location(folder: &Path, url: Option<&str>) -> Location {
    let folder = folder.to_owned();
    match url {
        None => Location::Folder(folder),
        Some(url) => Location::Postgres { url: url.to_owned(), folder },
    }
}

pub(crate) fn created_at() -> Timestamp {
    "2026-11-21T08:30:00.123456789Z".parse().unwrap()
}

pub(crate) fn sha256(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// Appends entries whose bytes are these texts.
pub(crate) fn append(
    store: &Store,
    organisation: &str,
    expected_size: u64,
    texts: &[&str],
    extras: &[Extra<'_>],
) -> Result<(), AppendError> {
    let entries: Vec<_> = texts.iter().map(|text| new_entry(text.as_bytes())).collect();
    let note = note(expected_size + texts.len() as u64);
    store.append(organisation, expected_size, &entries, &note, extras)
}

pub(crate) fn new_entry(bytes: &[u8]) -> NewEntry<'_> {
    NewEntry { bytes, leaf: sha256(bytes).0 }
}

pub(crate) fn note(size: u64) -> String {
    format!("signed over {size}\n")
}

pub(crate) fn texts(entries: &[StoredEntry]) -> Vec<String> {
    entries.iter().map(|entry| String::from_utf8(entry.bytes.clone()).unwrap()).collect()
}

/// Keeps a file and returns its digest.
pub(crate) fn keep(store: &Store, bytes: &[u8]) -> Digest {
    let mut file = store.evidence().begin().unwrap();
    file.add(bytes).unwrap();
    file.finish().unwrap().digest
}

pub(crate) fn read(store: &Store, digest: Digest) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    store.evidence().open_checked(digest).unwrap().read_to_end(&mut bytes)?;
    Ok(bytes)
}
