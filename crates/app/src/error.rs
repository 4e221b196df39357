//! What can go wrong in a use case: a sentence, a kind, a code that can be quoted, and what to do next.

use crate::Permission;
use std::error::Error;
use ward_domain::Digest;
use ward_ledger::Broken;
use ward_store::{AppendError, StoreError};

/// Whose business an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The person can mend it.
    User,
    /// What was asked for is not there.
    NotFound,
    /// No room is left.
    Full,
    /// Not allowed.
    Forbidden,
    /// A fault of the installation or of Ward.
    Ours,
}

/// A use case failed; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody else kept writing.
    #[error("others wrote to the record at the same moment, again and again")]
    Contended,
    /// The actor may not.
    #[error("{who} may not do this ({permission:?})")]
    NotAllowed {
        /// Who.
        who: String,
        /// What it takes.
        permission: Permission,
    },
    /// The upload broke off.
    #[error("{file} did not arrive whole")]
    BrokenOff {
        /// Its name.
        file: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The column mapping is wrong.
    #[error("the mapping of columns is wrong: {0}")]
    Mapping(String),
    /// No such evidence.
    #[error("no evidence {0} counts at present")]
    NoSuchEvidence(Digest),
    /// The operator's record, or what it knows of a participant, does not allow it.
    #[error("{0}")]
    Refused(#[from] ward_programme::Refused),
    /// The officer may not.
    #[error("{who} may not do this: it takes one of these roles: {roles}")]
    NotTheirs {
        /// Who.
        who: String,
        /// Which roles may.
        roles: String,
    },
    /// A value that a person gave is not usable.
    #[error("{0}")]
    Invalid(String),
    /// Nothing has been recorded yet.
    #[error("the record is empty")]
    EmptyRecord,
    /// A packet does not hold.
    #[error("the packet does not hold: {0}")]
    Broken(#[from] Broken),
    /// A file could not be written or read.
    #[error("{doing} failed")]
    File {
        /// What was being done.
        doing: String,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// Our fault.
    #[error("something went wrong inside Ward")]
    Ours(#[source] Box<dyn Error + Send + Sync>),
}

impl AppError {
    /// Wraps a fault of ours.
    pub fn ours(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Ours(cause.into())
    }
    /// Whose business it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Store(error) if error.is_disk_full() => ErrorKind::Full,
            Self::Store(_) | Self::Ours(_) => ErrorKind::Ours,
            Self::NotAllowed { .. } | Self::NotTheirs { .. } => ErrorKind::Forbidden,
            Self::NoSuchEvidence(_) => ErrorKind::NotFound,
            Self::Contended
            | Self::BrokenOff { .. }
            | Self::Mapping(_)
            | Self::Invalid(_)
            | Self::Refused(_)
            | Self::EmptyRecord
            | Self::Broken(_)
            | Self::File { .. } => ErrorKind::User,
        }
    }
    /// A stable code that can be quoted and searched.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) if error.is_disk_full() => "STO-001",
            Self::Store(_) => "STO-002",
            Self::Contended => "REC-001",
            Self::EmptyRecord => "REC-002",
            Self::NotAllowed { .. } => "ACC-001",
            Self::NotTheirs { .. } => "ACC-002",
            Self::Refused(_) => "PRG-001",
            Self::BrokenOff { .. } => "EVI-001",
            Self::Mapping(_) => "EVI-002",
            Self::NoSuchEvidence(_) => "EVI-003",
            Self::Invalid(_) => "INP-001",
            Self::Broken(_) => "PKT-001",
            Self::File { .. } => "FIL-001",
            Self::Ours(_) => "WRD-001",
        }
    }
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Store(error) if error.is_disk_full() => {
                "Free some space, then do it again. Nothing was lost and nothing was half-kept."
            }
            Self::Store(_) => "Check that the data folder and the database can be reached, then try again.",
            Self::Contended => "Wait a moment and try again.",
            Self::EmptyRecord => "Add a file or answer a question first.",
            Self::NotAllowed { .. } => "Ask somebody with that right.",
            Self::NotTheirs { .. } => "Ask somebody with one of these roles.",
            Self::Refused(_) => "Nothing was changed. The sentence says what to do first.",
            Self::BrokenOff { .. } => "Send the file again; nothing of it was kept.",
            Self::Mapping(_) => "Mend the mapping file; `ward formats` lists the fields.",
            Self::NoSuchEvidence(_) => "Look at the list of evidence.",
            Self::Invalid(_) => "Change what you entered and send it again.",
            Self::Broken(_) => "Ask for a new packet. Do not rely on this one.",
            Self::File { .. } => "Check the path, your permission and the free space.",
            Self::Ours(_) => "Look at the log, and report the code with what you did.",
        }
    }
}

impl From<AppendError> for AppError {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::SomeoneElseWrote { .. } => Self::Contended,
            AppendError::Store(error) => Self::Store(error),
        }
    }
}
