//! The judgement as a whole: each measure over tiny estates, the demo hospital against its truth, and the laws that
//! hold for any evidence.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../../estate/tests/it/build.rs"]
#[expect(dead_code, reason = "the builders of the estate's tests; not all of them are needed here")]
mod build;
mod cases;
mod demo;
mod every_measure;
mod findings;
mod hospital;
mod inventory;
mod laws;
mod outside;
mod sign_in;
mod training;
mod workforce;
