//! The judgement as a whole: each measure over tiny estates, the demo hospital against its truth, and the laws that
//! hold for any evidence.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../../estate/tests/it/build.rs"]
#[expect(dead_code, reason = "the builders of the estate's tests; not all of them are needed here")]
mod build;
mod cases;
mod demo;
mod devices;
mod drills;
mod encryption;
mod every_measure;
mod findings;
mod frameworks;
mod hospital;
mod inventory;
mod laws;
mod lists;
mod log_ins;
mod mail;
mod outside;
mod posture;
mod practice;
mod registers;
mod settings;
mod sign_in;
mod systems;
mod tests_and_notices;
mod training;
mod vendors;
mod walls;
mod workforce;
