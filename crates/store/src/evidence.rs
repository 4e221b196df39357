//! Evidence files: compressed with zstd, named by the SHA-256 of their content, never changed.
//!
//! A file grows in `incoming/` and is moved to `evidence/ab/<sha256>.zst` when it is complete and on disk, so under its
//! final name a file is always whole. What a crash leaves in `incoming/` is removed when the folder is opened; files that
//! another process is still writing are locked and stay.

mod incoming;

pub use incoming::{IncomingFile, KeptFile};

use crate::error::StoreError;
use crate::files;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use ward_domain::ids::Digest;

/// The folders with evidence files.
#[derive(Clone, Debug)]
pub struct EvidenceFolder {
    kept: PathBuf,
    incoming: PathBuf,
}

impl EvidenceFolder {
    /// Opens the folders below `folder`, making them when they are not there.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let opened = Self { kept: folder.join("evidence"), incoming: folder.join("incoming") };
        files::create_folder(&opened.kept)?;
        files::create_folder(&opened.incoming)?;
        incoming::remove_leftovers(&opened.incoming)?;
        Ok(opened)
    }

    /// Starts a file. Write its bytes, then [`IncomingFile::finish`]; dropped before that, it was never there.
    pub fn begin(&self) -> Result<IncomingFile, StoreError> {
        IncomingFile::begin(self.clone())
    }

    /// Keeps a small file: when this returns, it is on disk under its digest.
    pub fn keep(&self, bytes: &[u8]) -> Result<Digest, StoreError> {
        let mut file = self.begin()?;
        file.add(bytes)?;
        Ok(file.finish()?.digest)
    }

    /// Whether a file of that digest is kept.
    pub fn contains(&self, digest: Digest) -> bool {
        self.path(digest).is_file()
    }

    /// Opens the file as it is kept, compressed: for packets and backups.
    pub fn open_compressed(&self, digest: Digest) -> Result<File, StoreError> {
        let path = self.path(digest);
        File::open(&path).map_err(|cause| match cause.kind() {
            io::ErrorKind::NotFound => StoreError::EvidenceMissing(digest),
            _ => StoreError::file("opening the evidence file", &path, cause),
        })
    }

    /// Opens a file for reading. Its last read fails when the content is not what was kept, so who reads to the end
    /// knows.
    pub fn open_checked(&self, digest: Digest) -> Result<CheckedReader, StoreError> {
        let file = self.open_compressed(digest)?;
        let decoder = zstd::Decoder::with_buffer(BufReader::with_capacity(128 * 1024, file));
        let decoder = decoder
            .map_err(|cause| StoreError::file("opening the evidence file", &self.path(digest), cause))?;
        Ok(CheckedReader { decoder, digest, hasher: Some(Sha256::new()) })
    }

    /// Reads a whole file and compares it with its digest. Returns its size.
    pub fn check(&self, digest: Digest) -> Result<u64, StoreError> {
        let mut reader = self.open_checked(digest)?;
        io::copy(&mut reader, &mut io::sink())
            .map_err(|cause| StoreError::EvidenceChanged { wanted: digest, found: inner_words(&cause) })
    }

    /// Every file that is kept, in the order of their digests.
    pub fn list(&self) -> Result<Vec<Digest>, StoreError> {
        let listed = |folder: &Path| -> Result<Vec<fs::DirEntry>, StoreError> {
            let entries = fs::read_dir(folder).and_then(Iterator::collect);
            entries.map_err(|cause| StoreError::file("listing the folder", folder, cause))
        };
        let mut digests = Vec::new();
        for shard in listed(&self.kept)?.into_iter().filter(|entry| entry.path().is_dir()) {
            for file in listed(&shard.path())? {
                let name = file.file_name();
                let digest = name.to_str().and_then(|name| name.strip_suffix(".zst")?.parse::<Digest>().ok());
                digests.extend(digest);
            }
        }
        digests.sort();
        Ok(digests)
    }

    fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        self.kept.join(&name[..2]).join(name + ".zst")
    }
}

/// Reads an evidence file and compares what it read with the digest at the end.
pub struct CheckedReader {
    decoder: zstd::Decoder<'static, BufReader<File>>,
    digest: Digest,
    /// Until the end was reached.
    hasher: Option<Sha256>,
}

impl Read for CheckedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let changed = |found: String| {
            io::Error::new(
                io::ErrorKind::InvalidData,
                StoreError::EvidenceChanged { wanted: self.digest, found },
            )
        };
        let count = self.decoder.read(buffer).map_err(|cause| changed(cause.to_string()))?;
        let is_end = count == 0 && !buffer.is_empty();
        match &mut self.hasher {
            Some(hasher) if !is_end => hasher.update(&buffer[..count]),
            hasher => {
                if let Some(hasher) = hasher.take() {
                    let found = Digest(hasher.finalize().into());
                    if found != self.digest {
                        return Err(changed(format!("its SHA-256 is {found}")));
                    }
                }
            }
        }
        Ok(count)
    }
}

/// What a checked read said, without saying twice that the file was changed.
fn inner_words(cause: &io::Error) -> String {
    match cause.get_ref().and_then(|inner| inner.downcast_ref()) {
        Some(StoreError::EvidenceChanged { found, .. }) => found.clone(),
        _ => cause.to_string(),
    }
}
