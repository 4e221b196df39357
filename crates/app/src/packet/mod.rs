//! Packets: the record handed to somebody who does not trust it, and what that person can check.

mod export;
mod verify;

pub use export::export;
pub use verify::{Rerun, Verified, verify};
