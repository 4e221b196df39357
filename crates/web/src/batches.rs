//! Uploads that are being read, or were since the server started. Only for showing progress: what was kept is in the
//! record.

use crate::port::Trouble;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use ward_reports::Input;

/// Batches that are remembered.
const MOST: usize = 200;

/// All batches of this run of the server.
#[derive(Default)]
pub(crate) struct Batches(Mutex<(u64, BTreeMap<u64, Arc<Batch>>)>);

/// Files that were sent together.
#[derive(Default)]
pub(crate) struct Batch(Mutex<Progress>);

/// How far a batch is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Progress {
    pub(crate) files: Vec<File>,
    /// Bytes that were read of all files.
    pub(crate) bytes: u64,
    /// Bytes that the browser announced, form and files together; `None` when it did not.
    pub(crate) announced: Option<u64>,
    /// Whether all files are read and what they change is being judged.
    pub(crate) is_judging: bool,
    pub(crate) is_finished: bool,
    /// Trouble with the batch as a whole.
    pub(crate) trouble: Option<Trouble>,
}

/// A file of a batch.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) stage: Stage,
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stage {
    /// Being read; bytes so far.
    Reading(u64),
    /// Every file has a verdict.
    Done(Box<Input>),
    /// Trouble of ours, or the upload broke off; nothing of it was kept.
    Failed(Trouble),
}

impl Batches {
    /// A new, empty batch and its number; `announced` is the size of the request that brings it.
    pub(crate) fn start(&self, announced: Option<u64>) -> (u64, Arc<Batch>) {
        let mut all = held(&self.0);
        all.0 += 1;
        let number = all.0;
        let batch = Arc::new(Batch(Mutex::new(Progress { announced, ..Progress::default() })));
        all.1.insert(number, Arc::clone(&batch));
        while all.1.len() > MOST {
            all.1.pop_first();
        }
        (number, batch)
    }
    /// The batch of that number.
    pub(crate) fn find(&self, number: u64) -> Option<Arc<Batch>> {
        held(&self.0).1.get(&number).cloned()
    }
    /// The newest batch that is still being read.
    pub(crate) fn running(&self) -> Option<u64> {
        held(&self.0)
            .1
            .iter()
            .rev()
            .find(|(_, batch)| !batch.progress().is_finished)
            .map(|(number, _)| *number)
    }
}

impl Batch {
    /// How far it is.
    pub(crate) fn progress(&self) -> Progress {
        held(&self.0).clone()
    }
    /// Adds a file and gives its place.
    pub(crate) fn begin(&self, name: &str) -> usize {
        let mut progress = held(&self.0);
        progress.files.push(File { name: name.to_owned(), stage: Stage::Reading(0) });
        progress.files.len() - 1
    }
    /// Counts bytes that were read of a file.
    pub(crate) fn read(&self, place: usize, length: u64) {
        let mut progress = held(&self.0);
        progress.bytes += length;
        if let Some(File { stage: Stage::Reading(bytes), .. }) = progress.files.get_mut(place) {
            *bytes += length;
        }
    }
    /// All files are read; what they change is judged now.
    pub(crate) fn judge(&self) {
        held(&self.0).is_judging = true;
    }
    /// Moves a file on.
    pub(crate) fn set(&self, place: usize, stage: Stage) {
        if let Some(file) = held(&self.0).files.get_mut(place) {
            file.stage = stage;
        }
    }
    /// Ends the batch.
    pub(crate) fn finish(&self, trouble: Option<Trouble>) {
        let mut progress = held(&self.0);
        progress.is_finished = true;
        progress.trouble = progress.trouble.take().or(trouble);
    }
    /// Notes trouble with the batch as a whole.
    pub(crate) fn note(&self, trouble: Trouble) {
        held(&self.0).trouble = Some(trouble);
    }
}

/// Progress is only shown: after a panic elsewhere the last state is still worth showing.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
