//! SPF (RFC 7208): the full evaluation for one sender, and what a policy says whoever sends.
//!
//! Pure but for the [`Dns`](crate::dns::Dns) that is passed in, so that the published suites run over it as they are.

mod evaluate;
mod macros;
mod policy;
mod record;

pub use evaluate::{Outcome, Sender, Verdict, check_host};
pub use policy::policy;
pub use record::SpfRecord;
