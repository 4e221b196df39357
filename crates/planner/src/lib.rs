//! The arithmetic of choosing: which actions an organisation should take under its budget, and which applications a
//! round should fund. Pure, and always with how far from the best possible the answer can be at most.
//!
//! Both answers come with a proven upper bound. Work is limited by counted steps and never by a clock, so the same
//! question gives the same answer on every machine.

pub mod allocation;
pub mod outlook;
pub mod plan;
