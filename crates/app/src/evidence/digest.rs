//! A sink that keeps nothing but the digest.

use sha2::{Digest as _, Sha256};
use std::io::Write;
use ward_domain::Digest;

/// Computes the SHA-256 of what is written to it.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// The digest of everything written.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
