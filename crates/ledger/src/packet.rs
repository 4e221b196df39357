//! Packets: a record with everything that is needed to check it, in one ZIP file.
//!
//! | file | what it is |
//! | --- | --- |
//! | `README.txt` | what this is, in plain words |
//! | `record.jsonl` | the entries, one a line, exactly the bytes that were hashed |
//! | `checkpoint.txt` | the signed checkpoint over them |
//! | `key.txt` | the key that the sender claims; compare it with one that you got another way |
//! | `evidence/<sha256>.zst` | the raw files, each compressed with zstd and named by the SHA-256 of its content |
//! | `assessments/<sha256>.json` | the assessments that the record names, by the SHA-256 of their bytes |
//!
//! Packets come from people whom the reader does not trust. Opening one reads only this exact shape: no other names, no
//! name twice, no comment, nothing before or after, sizes within [`Limits`] whatever the ZIP declares.

mod check;
mod directory;
mod read;
mod write;

pub use check::Checked;
pub use read::{Line, Packet};
pub use write::{PacketWriter, WriteError};

use std::fmt;
use ward_domain::ids::Digest;

const README: &str = "README.txt";
const RECORD: &str = "record.jsonl";
const CHECKPOINT: &str = "checkpoint.txt";
const KEY: &str = "key.txt";

/// What a packet may ask of its reader. The defaults fit the largest records that we know how to make.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Files in the ZIP.
    pub files: usize,
    /// Bytes of `record.jsonl`.
    pub record_bytes: u64,
    /// Bytes of one assessment.
    pub assessment_bytes: u64,
    /// Bytes of one evidence file, not compressed.
    pub evidence_bytes: u64,
    /// Bytes of all evidence files together, not compressed.
    pub all_evidence_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const GIB: u64 = 1 << 30;
        Self {
            files: 1_000_000,
            record_bytes: GIB,
            assessment_bytes: GIB / 8,
            evidence_bytes: 64 * GIB,
            all_evidence_bytes: 1024 * GIB,
        }
    }
}

/// The packet does not hold: where, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct Broken {
    /// A file of the packet, with a line where there is one: `record.jsonl line 3`.
    pub place: String,
    /// What is wrong, in a sentence.
    pub reason: String,
}

impl Broken {
    fn new(place: impl fmt::Display, reason: impl fmt::Display) -> Self {
        Self { place: place.to_string(), reason: reason.to_string() }
    }
    fn zip(reason: impl fmt::Display) -> Self {
        Self::new("the packet", reason)
    }
}

/// A file that a packet may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Readme,
    Record,
    Checkpoint,
    Key,
    Evidence(Digest),
    Assessment(Digest),
}

impl Part {
    /// The part of that exact name.
    fn named(name: &str) -> Option<Self> {
        let digest = |text: &str| text.parse().ok().filter(|digest: &Digest| digest.to_string() == text);
        match name {
            README => Some(Self::Readme),
            RECORD => Some(Self::Record),
            CHECKPOINT => Some(Self::Checkpoint),
            KEY => Some(Self::Key),
            _ => {
                let evidence = name.strip_prefix("evidence/").and_then(|rest| rest.strip_suffix(".zst"));
                let assessment =
                    name.strip_prefix("assessments/").and_then(|rest| rest.strip_suffix(".json"));
                let evidence = evidence.and_then(digest).map(Self::Evidence);
                evidence.or_else(|| assessment.and_then(digest).map(Self::Assessment))
            }
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Readme => f.write_str(README),
            Self::Record => f.write_str(RECORD),
            Self::Checkpoint => f.write_str(CHECKPOINT),
            Self::Key => f.write_str(KEY),
            Self::Evidence(digest) => write!(f, "evidence/{digest}.zst"),
            Self::Assessment(digest) => write!(f, "assessments/{digest}.json"),
        }
    }
}

#[cfg(test)]
mod tests;
