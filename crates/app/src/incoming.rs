//! Files that come in piece by piece: kept as they come, or laid down first because they must be looked at whole.
//!
//! Whatever their size, memory does not grow with them.

use crate::AppError;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write as _};
use ward_domain::Digest;
use ward_store::Store;

/// Bytes of a piece.
const PIECE: usize = 256 << 10;

/// Keeps a file under its digest as it comes. One that does not arrive whole leaves nothing behind.
pub(crate) fn keep(store: &Store, name: &str, content: &mut dyn Read) -> Result<Digest, AppError> {
    keep_or(store, content, |cause| AppError::BrokenOff { file: name.to_owned(), cause })
}

fn keep_or(
    store: &Store,
    content: &mut dyn Read,
    failed: impl Fn(io::Error) -> AppError,
) -> Result<Digest, AppError> {
    let mut incoming = store.evidence().begin()?;
    each_piece(content, failed, |piece| Ok(incoming.add(piece)?))?;
    Ok(incoming.finish()?.digest)
}

/// A file without a name in the folder of the installation. It is gone when this is dropped.
pub(crate) struct LaidDown {
    /// At its start.
    pub(crate) file: File,
    /// SHA-256 of its content.
    pub(crate) digest: Digest,
    /// Its size.
    pub(crate) bytes: u64,
    name: String,
}

impl LaidDown {
    /// Lays a file of at most so many bytes down. `name` is what people call it.
    pub(crate) fn of(store: &Store, name: &str, content: &mut dyn Read, most: u64) -> Result<Self, AppError> {
        let failed = |cause| AppError::File { doing: format!("writing {name} down"), cause };
        let mut file = tempfile::tempfile_in(store.folder()).map_err(failed)?;
        let (mut hasher, mut bytes) = (Sha256::new(), 0);
        let broken = |cause| AppError::BrokenOff { file: name.to_owned(), cause };
        each_piece(content, broken, |piece| {
            bytes += piece.len() as u64;
            if bytes > most {
                let why = format!("{name} is larger than {most} bytes, which is what is taken");
                return Err(AppError::Invalid(why));
            }
            hasher.update(piece);
            file.write_all(piece).map_err(failed)
        })?;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(Self { file, digest: Digest(hasher.finalize().into()), bytes, name: name.to_owned() })
    }

    /// Keeps it under its digest, from wherever it was read to.
    pub(crate) fn keep(&mut self, store: &Store) -> Result<Digest, AppError> {
        let name = &self.name;
        let failed = |cause| AppError::File { doing: format!("reading {name} again"), cause };
        self.file.seek(SeekFrom::Start(0)).map_err(failed)?;
        keep_or(store, &mut self.file, failed)
    }
}

/// Hands over what comes, piece by piece.
fn each_piece(
    content: &mut dyn Read,
    failed: impl Fn(io::Error) -> AppError,
    mut take: impl FnMut(&[u8]) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let mut buffer = vec![0; PIECE];
    loop {
        let count = content.read(&mut buffer).map_err(&failed)?;
        match buffer.get(..count) {
            Some(piece @ [_, ..]) => take(piece)?,
            _ => return Ok(()),
        }
    }
}
