//! The operator's side: the office that decides, and the counter at which summaries are received.
//!
//! The operator's record lies in the same tables as an organisation's, under its own id, with entries of
//! [`ward_programme::Entry`]. Everything that is decided goes through [`decide`]; what organisations send goes through
//! [`receive`], [`receive_answer`] and [`receive_application`], which need no officer: the signature says who speaks.

mod allocation;
mod answers;
mod applications;
mod audits;
mod catalogues;
mod decide;
mod judge;
mod lists;
mod office;
mod receive;
mod recognise;
mod releases;
mod requests;
mod roles;
mod standing;
#[cfg(test)]
mod tests;

pub use allocation::{propose, propose_now};
pub use answers::{TakenAnswer, advisory, advisory_file, keep_advisory, receive_answer, receive_answers};
pub use applications::{TakenApplication, acknowledgement, receive_application, signed_call};
pub use audits::{ExaminedPacket, PacketLimits, examine_packet, take_packet};
pub use catalogues::{accept_catalogues, accepted_catalogues};
pub use decide::{decide, decide_all};
pub use lists::{ListRead, keep_list, plan_list, take_list};
pub use office::Office;
pub use receive::{receive, receive_many};
pub use recognise::signed_statement;
pub use releases::{publish, released};
pub use requests::{TakenRequest, hand_over, receive_request, request_acknowledgement};
pub use roles::{Officer, Right, Role};
pub use standing::{alarms, each_standing, history, standings};
