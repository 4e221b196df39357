//! What can go wrong, in sentences.

mod driver;

pub(crate) use driver::{DbError, Kind, While};

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use ward_domain::ids::Digest;

/// The store could not do what it was asked. Nothing is half-kept after any of these.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room for more bytes: the disk, a quota or a limit of the process.
    #[error(
        "the disk is full, or its quota is used up, while {doing}: nothing was half-kept and nothing older was lost; \
         free some space and do it again"
    )]
    DiskFull {
        /// What was being written.
        doing: String,
        /// What the system said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// Somebody else holds the database for longer than we wait.
    #[error("the database stayed busy while {doing}: another program is using it; try again in a moment")]
    Busy {
        /// What was being done.
        doing: String,
        /// What the database said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// No connection, or it broke.
    #[error("the database cannot be reached while {doing}: check that it runs and that its address is right")]
    Unreachable {
        /// What was being done.
        doing: String,
        /// What the system said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// The database refused, or its content is not what we wrote.
    #[error("the database failed while {doing}")]
    Database {
        /// What was being done.
        doing: String,
        /// What the database said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// A file or folder cannot be used.
    #[error("failed while {doing} {}", .path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A migration that this database has run was changed afterwards.
    #[error(
        "migration {0} is not the one that made this database: use the version of Ward that made it, or a newer one"
    )]
    MigrationChanged(String),
    /// The database has migrations that this program does not know.
    #[error("this database was made by a newer Ward (it has run migration {0}): update Ward")]
    NewerDatabase(String),
    /// No such organisation here.
    #[error("there is no organisation `{0}` in this store")]
    NoSuchOrganisation(String),
    /// The id is taken.
    #[error("there is an organisation `{0}` already")]
    OrganisationExists(String),
    /// The file that the record names is not there.
    #[error("the evidence file {0} is missing from the evidence folder: restore it from a backup")]
    EvidenceMissing(Digest),
    /// The file is not what it was.
    #[error("the evidence file {wanted} was changed or is damaged ({found}): restore it from a backup")]
    EvidenceChanged {
        /// Its name.
        wanted: Digest,
        /// What was found instead.
        found: String,
    },
    /// An assessment is not what it was.
    #[error("the assessment {0} was changed in the database: restore the database from a backup")]
    AssessmentChanged(Digest),
    /// The key file holds something else.
    #[error("{} is not a signing key (64 hexadecimal digits): restore it from a backup", .0.display())]
    NotASigningKey(PathBuf),
}

/// Entries could not be appended; none of them was.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The record grew in the meantime: read it again, number the entries anew and append again.
    #[error(
        "somebody else wrote to the record, which has {size} entries now: read it again and append after them"
    )]
    SomeoneElseWrote {
        /// Entries that the record has now.
        size: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// An error of the file system, by what it means.
    pub(crate) fn file(doing: &'static str, path: &Path, cause: io::Error) -> Self {
        if is_no_room(&cause) {
            Self::DiskFull { doing: format!("{doing} {}", path.display()), cause: cause.into() }
        } else {
            Self::File { doing, path: path.to_owned(), cause }
        }
    }

    /// Whether no room was left for the bytes.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::DiskFull { .. })
    }
}

fn is_no_room(cause: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(cause.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn file_error_is_full(kind: io::ErrorKind, is_full: bool) {
        let error = StoreError::file("writing", Path::new("/data/x"), kind.into());
        assert_eq!(error.is_disk_full(), is_full, "{error}");
        assert!(error.to_string().contains("/data/x"));
    }

    #[test]
    fn a_full_disk_says_so() {
        file_error_is_full(io::ErrorKind::StorageFull, true);
        file_error_is_full(io::ErrorKind::QuotaExceeded, true);
        file_error_is_full(io::ErrorKind::FileTooLarge, true);
        file_error_is_full(io::ErrorKind::PermissionDenied, false);
    }
}
