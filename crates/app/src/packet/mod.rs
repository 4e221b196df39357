//! Packets: the record handed to somebody who does not trust it, and what that person can check.

mod export;
mod verify;

pub use export::export;
pub(crate) use verify::judge_again;
pub use verify::{Rerun, Verified, verify};
