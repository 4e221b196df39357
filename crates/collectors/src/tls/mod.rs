//! TLS as a server offers it: versions and weak suites by greetings of our own, the certificate by a whole handshake.

pub(crate) mod certificate;
mod der;
mod handshake;
mod hello;
pub(crate) mod server;
mod suites;

pub(crate) use handshake::Handshaker;
use hello::{Reply, greet};
use suites::{ORDINARY, WEAK, name_of};
