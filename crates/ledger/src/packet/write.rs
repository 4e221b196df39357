//! Writes a packet from front to back; nothing is held in memory.

use super::Part::{self, Assessment, Checkpoint, Evidence, Key, Readme, Record};
use crate::checkpoint::{SignedCheckpoint, VerifyingKey};
use std::io::{self, Read, Seek, Write};
use ward_domain::ids::Digest;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A packet could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {part} of the packet")]
pub struct WriteError {
    /// Name of the file within the packet.
    pub part: String,
    /// Why.
    #[source]
    pub cause: io::Error,
}

impl WriteError {
    fn of(part: Part) -> impl Fn(zip::result::ZipError) -> Self {
        move |cause| Self { part: part.to_string(), cause: cause.into() }
    }
}

/// A packet that is being written. The same content gives the same bytes. It is whole only after
/// [`PacketWriter::finish`].
pub struct PacketWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl<W: Write + Seek> PacketWriter<W> {
    /// Starts with checkpoint, key and the words for people.
    pub fn new(output: W, checkpoint: &SignedCheckpoint, key: &VerifyingKey) -> Result<Self, WriteError> {
        let mut packet = Self { zip: ZipWriter::new(output) };
        packet.add(Readme, &mut &include_bytes!("README.txt")[..])?;
        packet.add(Checkpoint, &mut checkpoint.note().as_bytes())?;
        packet.add(Key, &mut format!("{key}\n").as_bytes())?;
        Ok(packet)
    }

    /// Adds the record: the canonical bytes of every entry, in order, as they were appended.
    pub fn record<B: AsRef<[u8]>>(&mut self, entries: impl IntoIterator<Item = B>) -> Result<(), WriteError> {
        self.start(Record)?;
        for entry in entries {
            let written = self.zip.write_all(entry.as_ref()).and_then(|()| self.zip.write_all(b"\n"));
            written.map_err(|cause| WriteError { part: Record.to_string(), cause })?;
        }
        Ok(())
    }

    /// Adds an evidence file as it is kept: compressed with zstd, named by the SHA-256 of its content.
    pub fn evidence(&mut self, digest: Digest, compressed: &mut dyn Read) -> Result<(), WriteError> {
        self.add(Evidence(digest), compressed)
    }

    /// Adds the bytes of an assessment.
    pub fn assessment(&mut self, digest: Digest, json: &[u8]) -> Result<(), WriteError> {
        self.add(Assessment(digest), &mut &json[..])
    }

    /// Ends the packet and gives the output back. Not yet flushed to any disk: that is the caller's business.
    pub fn finish(self) -> Result<W, WriteError> {
        self.zip.finish().map_err(|cause| WriteError { part: "the end".into(), cause: cause.into() })
    }

    fn add(&mut self, part: Part, content: &mut dyn Read) -> Result<(), WriteError> {
        self.start(part)?;
        let copied = io::copy(content, &mut self.zip);
        copied.map(drop).map_err(|cause| WriteError { part: part.to_string(), cause })
    }

    fn start(&mut self, part: Part) -> Result<(), WriteError> {
        let options = match part {
            // Compressed already, and may pass 4 GiB.
            Evidence(_) => stored().large_file(true),
            Record => deflated().large_file(true),
            Assessment(_) => deflated(),
            Readme | Checkpoint | Key => stored(),
        };
        self.zip.start_file(part.to_string(), options.unix_permissions(0o600)).map_err(WriteError::of(part))
    }
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)
}

/// The level is named so that zlib does the work: levels above 9 mean zopfli, which is a hundred times slower.
fn deflated() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(6))
}
