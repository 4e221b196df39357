//! The fold, seen from outside: tables of small estates, and the laws that hold for any.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod assets;
mod build;
mod findings;
mod laws;
mod people;
mod services;
