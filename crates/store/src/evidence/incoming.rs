//! A file on its way in: hashed and compressed while its bytes arrive.

use super::EvidenceFolder;
use crate::error::StoreError;
use crate::files;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use ward_domain::ids::Digest;

/// The quickest level of zstd: exports shrink about tenfold, at several hundred megabytes a second.
const LEVEL: i32 = 1;

const WRITING: &str = "writing the evidence file";

/// Tells files of this process apart.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A file on its way in. Dropped before [`IncomingFile::finish`], it was never there.
pub struct IncomingFile {
    folder: EvidenceFolder,
    path: PathBuf,
    /// Until finished.
    encoder: Option<zstd::Encoder<'static, File>>,
    hasher: Sha256,
    bytes: u64,
}

/// A file that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// SHA-256 of its content.
    pub digest: Digest,
    /// Its size before compression.
    pub bytes: u64,
}

impl IncomingFile {
    pub(super) fn begin(folder: EvidenceFolder) -> Result<Self, StoreError> {
        let (path, file) = create_locked(&folder.incoming)?;
        let encoder =
            zstd::Encoder::new(file, LEVEL).map_err(|cause| StoreError::file(WRITING, &path, cause))?;
        Ok(Self { folder, path, encoder: Some(encoder), hasher: Sha256::new(), bytes: 0 })
    }

    /// Adds bytes at the end. [`Write`] does the same, with the sentence inside an [`io::Error`].
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let Some(encoder) = &mut self.encoder else { return Ok(()) };
        encoder.write_all(bytes).map_err(|cause| StoreError::file(WRITING, &self.path, cause))?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Bytes so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Keeps the file: when this returns, it is on disk under its digest. Keeping the same content again changes nothing.
    pub fn finish(mut self) -> Result<KeptFile, StoreError> {
        let failed = |cause| StoreError::file(WRITING, &self.path, cause);
        let digest = Digest(std::mem::take(&mut self.hasher).finalize().into());
        let kept = KeptFile { digest, bytes: self.bytes };
        let Some(encoder) = self.encoder.take() else { return Ok(kept) };
        let file = encoder.finish().map_err(failed)?;
        file.sync_all().map_err(failed)?;
        let path = self.folder.path(digest);
        let shard = path.parent().unwrap_or(&self.folder.kept);
        if !shard.is_dir() {
            files::create_folder(shard)?;
            files::sync_folder(&self.folder.kept)?;
        }
        // A file of that name has this content, or was damaged since: either way this one may take its place.
        fs::rename(&self.path, &path)
            .map_err(|cause| StoreError::file("keeping the evidence file", &path, cause))?;
        files::sync_folder(shard)?;
        Ok(kept)
    }
}

impl Write for IncomingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.add(bytes).map_err(|error| {
            let kind = if error.is_disk_full() { io::ErrorKind::StorageFull } else { io::ErrorKind::Other };
            io::Error::new(kind, error)
        })
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for IncomingFile {
    fn drop(&mut self) {
        // After a rename there is nothing to remove; what cannot be removed now goes when the folder is opened.
        let _ = fs::remove_file(&self.path);
    }
}

impl fmt::Debug for IncomingFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IncomingFile({}, {} bytes so far)", self.path.display(), self.bytes)
    }
}

/// Makes a file that nobody else has, and locks it so that nobody takes it for a leftover.
fn create_locked(incoming: &Path) -> Result<(PathBuf, File), StoreError> {
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = incoming.join(format!("{}-{number}", std::process::id()));
        let file = match files::private().create_new(true).open(&path) {
            Ok(file) => file,
            // A leftover, or a file of a process with our number in another container.
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(cause) => return Err(StoreError::file(WRITING, &path, cause)),
        };
        file.lock().map_err(|cause| StoreError::file("locking", &path, cause))?;
        // Between making and locking it, somebody who opened the folder may have removed it as a leftover.
        if path.exists() {
            return Ok((path, file));
        }
    }
}

/// Removes files that nobody is writing any more.
pub(super) fn remove_leftovers(incoming: &Path) -> Result<(), StoreError> {
    let failed = |cause| StoreError::file("tidying the folder", incoming, cause);
    for entry in fs::read_dir(incoming).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let Ok(file) = File::open(&path) else { continue };
        if file.try_lock().is_ok() {
            match fs::remove_file(&path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(failed(cause)),
                _ => {}
            }
        }
    }
    Ok(())
}
