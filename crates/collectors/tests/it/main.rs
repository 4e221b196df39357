//! The checks against servers of our own on loopback, and the published suites. No test leaves this machine.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "helpers of tests are tests")]

mod bounds;
mod dns;
mod feed;
mod lab;
mod mail;
mod many;
mod spf_suites;
mod web;
