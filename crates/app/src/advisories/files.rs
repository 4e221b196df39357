//! Files of advisories: read whole before anything is kept, kept under their digest, read again when they are asked for.

use crate::AppError;
use std::io::Read;
use ward_domain::Digest;
use ward_importers::csaf::{self, AdvisoryRead, MOST_BYTES};
use ward_store::Store;

/// Reads an advisory and keeps its file, or says why it is none; then nothing is kept. Gives digest, size and content.
pub(crate) fn keep_file(
    store: &Store,
    file_name: &str,
    content: &mut dyn Read,
) -> Result<(Digest, u64, AdvisoryRead), AppError> {
    let (bytes, read) = take(file_name, content)?;
    Ok((store.evidence().keep(&bytes)?, bytes.len() as u64, read))
}

/// Reads an advisory, or says why it is none: its bytes and what they say. Nothing is kept.
pub(super) fn take(file_name: &str, content: &mut dyn Read) -> Result<(Vec<u8>, AdvisoryRead), AppError> {
    let mut bytes = Vec::new();
    let broken = |cause| AppError::BrokenOff { file: file_name.to_owned(), cause };
    content.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        return Err(AppError::Invalid(format!("{file_name} has more than {most} MB, and no advisory has")));
    }
    if !csaf::recognise(&bytes) {
        let says =
            "it is no advisory in CSAF: take the JSON file that the publisher offers as CSAF 2.0 or 2.1";
        return Err(AppError::Invalid(format!("{file_name} is left out: {says}")));
    }
    let read = csaf::read(&mut bytes.as_slice())
        .map_err(|damaged| AppError::Invalid(format!("{file_name} is left out: {damaged}")))?;
    Ok((bytes, read))
}

/// A kept advisory: its bytes and what they say.
pub(crate) fn open_file(store: &Store, digest: Digest) -> Result<(Vec<u8>, AdvisoryRead), AppError> {
    let bytes = bytes(store, digest)?;
    let read = csaf::read(&mut bytes.as_slice()).map_err(|damaged| {
        AppError::Invalid(format!("the advisory {digest} cannot be read any more: {damaged}"))
    })?;
    Ok((bytes, read))
}

/// A kept file.
pub(crate) fn bytes(store: &Store, digest: Digest) -> Result<Vec<u8>, AppError> {
    if !store.evidence().contains(digest) {
        return Err(AppError::NoSuchEvidence(digest));
    }
    let mut bytes = Vec::new();
    let failed = |cause| AppError::File { doing: format!("reading the file {digest}"), cause };
    store.evidence().open_checked(digest)?.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}
