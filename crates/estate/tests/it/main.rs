//! The fold, seen from outside: tables of small estates, and the laws that hold for any.

mod accounts;
mod assets;
mod build;
mod findings;
mod laws;
mod people;
mod services;
