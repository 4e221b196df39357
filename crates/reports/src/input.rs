//! What became of each file that was offered.

use ward_domain::Digest;
use ward_domain::record::Tally;

/// A file that was offered, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name, as given.
    pub file: String,
    /// What became of it.
    pub outcome: Outcome,
    /// SHA-256 of its bytes, when they could be read.
    pub digest: Option<Digest>,
}

/// What became of a file. Every file has one, and none crashes.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Read, wholly or in part.
    Read {
        /// Importer id.
        format: String,
        /// Rows read, used and skipped.
        tally: Tally,
    },
    /// The same bytes as another file; they count once.
    SameAs {
        /// The other file.
        file: String,
    },
    /// Of a known format, and damaged: nothing of it was kept.
    Damaged {
        /// Importer id.
        format: String,
        /// Where and why.
        reason: String,
        /// The line, 0 when not known.
        line: u32,
    },
    /// Of no format that Ward reads.
    NotRecognised {
        /// What it looks like.
        looks_like: String,
    },
    /// Could not be opened or read.
    Unreadable {
        /// Why, and what to do.
        reason: String,
    },
}

impl Outcome {
    /// Whether every row of the file was used.
    pub fn is_clean(&self) -> bool {
        match self {
            Self::Read { tally, .. } => tally.skipped == 0,
            Self::SameAs { .. } => true,
            Self::Damaged { .. } | Self::NotRecognised { .. } | Self::Unreadable { .. } => false,
        }
    }
    /// Whether anything of the file counts.
    pub fn is_read(&self) -> bool {
        matches!(self, Self::Read { .. } | Self::SameAs { .. })
    }
}
