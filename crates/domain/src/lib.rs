//! The vocabulary of Ward: what is observed, about whom, by which evidence, and what was concluded.
//!
//! Everything else speaks in these types, so this crate is small, changes seldom, does no I/O and reads no clock.
//!
//! * [`Observations`](observation::Observations): what one piece of evidence says, row by row, without judgement.
//! * [`Entry`](record::Entry): one line of an organisation's append-only record.
//! * [`Assessment`]: goals and measures judged on a date, each with its evidence.
//! * [`Organisation`]: who is judged, and the population it declares.
//! * [`Summary`](summary::Summary): what an organisation tells the programme of its goals, and nothing else.
//! * [`Advisory`](advisory::Advisory): what a publisher says of flaws in products; [`Exposure`](exposure::Exposure): what an
//!   organisation tells the programme of one question about it.
//! * [`letters`]: what an organisation and the office sign for each other beside it: calls, applications, requests.

pub mod advisory;
pub mod assessment;
pub mod exposure;
pub mod follow_up;
pub mod ids;
pub mod letters;
pub mod live_check;
pub mod money;
pub mod network;
pub mod observation;
pub mod organisation;
pub mod plan;
pub mod public_list;
pub mod record;
pub mod summary;

pub use assessment::{Assessment, Grade, Status};
pub use ids::{CveId, Digest, GoalId, MeasureId};
pub use money::Money;
pub use organisation::{Organisation, Size};
