//! Where a store is.

use crate::connection::FILE;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a store is. Shown without the URL, which may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A folder on this machine: an SQLite database and the evidence files.
    Folder(PathBuf),
    /// A PostgreSQL database, and a folder on this machine for the evidence files and the signing key.
    Postgres {
        /// `postgres://user:password@host/database`, or `host=… user=… dbname=…`.
        url: String,
        /// The folder.
        folder: PathBuf,
    },
}

impl Location {
    /// The folder with the evidence files and the signing key.
    pub fn folder(&self) -> &Path {
        match self {
            Self::Folder(folder) | Self::Postgres { folder, .. } => folder,
        }
    }

    /// Whether a database of this program is in the folder. Nothing is opened or made; a folder that may not be looked
    /// into is an error and not a folder without one.
    pub fn has_database(folder: &Path) -> std::io::Result<bool> {
        folder.join(FILE).try_exists()
    }

    /// How many connections may write at the same time.
    pub(crate) fn most_writers(&self) -> usize {
        match self {
            Self::Folder(_) => 1,
            Self::Postgres { .. } => 4,
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "Folder({})", folder.display()),
            Self::Postgres { folder, .. } => write!(f, "Postgres([hidden], {})", folder.display()),
        }
    }
}
