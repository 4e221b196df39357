//! Receipts: the operator's signed word that it has kept a summary, with the organisation's record as it witnessed it.

use crate::checkpoint::{Checkpoint, NotACheckpoint, NotSigned, SignedCheckpoint, SigningKey, VerifyingKey};
use crate::dsse::{Envelope, NotAnEnvelope};
use crate::statement::{self, Kind, NotAStatement};
use jiff::Timestamp;
use ward_domain::Digest;
use ward_domain::summary::{Receipt, RecordHead, Summary, VERSION};

/// A receipt is a claim about a signed summary.
pub const KIND: Kind = Kind { predicate: "urn:ward:receipt:v1", subject: "summary", name: "receipt" };

/// A receipt that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The signed summary that it is for.
    pub summary: Digest,
    /// What it says.
    pub receipt: Receipt,
    /// Name of the record that was witnessed.
    pub origin: String,
    /// Its head.
    pub record: RecordHead,
}

/// The file is not a receipt that this key vouches for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAReceipt {
    /// Not a signed statement of this kind.
    #[error(transparent)]
    Statement(#[from] NotAStatement),
    /// Another version of the format.
    #[error(
        "the receipt has format {0}, and this Ward reads format {VERSION}: one of the two must be updated"
    )]
    Version(u32),
    /// The witnessed checkpoint cannot be read.
    #[error("the checkpoint within the receipt cannot be read")]
    Checkpoint(#[from] NotACheckpoint),
    /// The operator has not cosigned it.
    #[error("the checkpoint within the receipt is not witnessed by the operator")]
    NotWitnessed(#[from] NotSigned),
    /// Witnessed at another time than it says.
    #[error("the receipt says {received_at}, and its checkpoint was witnessed {seconds} seconds after 1970")]
    OtherTime {
        /// What the receipt says.
        received_at: Timestamp,
        /// What the cosignature says.
        seconds: u64,
    },
}

impl From<NotAnEnvelope> for NotAReceipt {
    fn from(cause: NotAnEnvelope) -> Self {
        Self::Statement(cause.into())
    }
}

/// Signs the receipt for a summary. The same summary, participant and time give the same bytes.
pub fn seal(
    operator: &SigningKey,
    participant: &str,
    origin: &str,
    digest: Digest,
    summary: &Summary,
    received_at: Timestamp,
) -> Envelope {
    let RecordHead { size, root } = summary.record;
    let head = Checkpoint { origin: origin.to_owned(), size, root: root.0 };
    let witnessed = SignedCheckpoint::witness(operator, head, seconds(received_at));
    let receipt = Receipt {
        version: VERSION,
        participant: participant.to_owned(),
        number: summary.number,
        as_of: summary.as_of,
        received_at,
        witnessed: witnessed.note().to_owned(),
    };
    statement::sign(operator, KIND, digest, &receipt)
}

/// Reads a receipt that this key signed, and checks the witnessed checkpoint within it.
pub fn open(bytes: &[u8], operator: &VerifyingKey) -> Result<Opened, NotAReceipt> {
    let (summary, receipt): (Digest, Receipt) = statement::open(&Envelope::read(bytes)?, operator, KIND)?;
    if receipt.version != VERSION {
        return Err(NotAReceipt::Version(receipt.version));
    }
    let note = SignedCheckpoint::parse(&receipt.witnessed)?;
    let (checkpoint, at) = note.witnessed_by(operator)?;
    if at != seconds(receipt.received_at) {
        return Err(NotAReceipt::OtherTime { received_at: receipt.received_at, seconds: at });
    }
    let record = RecordHead { size: checkpoint.size, root: Digest(checkpoint.root) };
    Ok(Opened { summary, origin: checkpoint.origin.clone(), record, receipt })
}

/// Whole seconds since 1970; 0 before.
fn seconds(at: Timestamp) -> u64 {
    at.as_second().try_into().unwrap_or(0)
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
