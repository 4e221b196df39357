//! The record that proves itself: Merkle tree, signed checkpoints and packets that anyone can verify offline.
//!
//! - [`entry`]: the bytes of an entry that are hashed and signed.
//! - [`tree`]: RFC 6962 hashing, inclusion and consistency proofs.
//! - [`checkpoint`]: "the record of that name had this many entries with this root", signed (C2SP signed notes).
//! - [`dsse`], [`statement`]: signed envelopes around claims, one way to write each.
//! - [`claim`]: what is told in them: summaries, answers about one advisory, flaw or outage, and letters.
//! - [`letters`]: calls, applications, requests and what answers them.
//! - [`receipt`]: what an organisation gets back for a summary.
//! - [`packet`]: a ZIP with the record, its checkpoint and the raw evidence, and the check of one.
//!
//! Everything here is a function of its arguments. Packets read and write what they are given; nothing opens a file,
//! asks the time or makes a key.

pub mod checkpoint;
pub mod claim;
pub mod dsse;
pub mod entry;
pub mod letters;
pub mod packet;
pub mod receipt;
pub mod statement;
pub mod tree;

pub use checkpoint::{Checkpoint, SignedCheckpoint, SigningKey, VerifyingKey};
pub use claim::{Claim, NotOpened};
pub use dsse::Envelope;
pub use packet::{Broken, Checked, Packet, PacketWriter};
pub use tree::{Hash, Tree};
