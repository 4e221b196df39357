//! Opens a packet and gives out its parts.

use super::{Broken, Limits, Part, directory};
use crate::checkpoint::{SignedCheckpoint, VerifyingKey};
use crate::entry;
use crate::tree::{self, Hash};
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Seek};
use ward_domain::ids::Digest;
use ward_domain::record::Entry;
use zip::ZipArchive;

/// Most bytes of `README.txt`, `checkpoint.txt` and `key.txt`.
const MOST_TEXT: u64 = 64 * 1024;

/// A packet that was opened. Its shape is right and its lines are entries; whether it proves anything,
/// [`Packet::check`] says.
pub struct Packet<R: Read + Seek> {
    zip: ZipArchive<BufReader<R>>,
    pub(super) parts: BTreeMap<Part, usize>,
    pub(super) limits: Limits,
    pub(super) lines: Vec<Line>,
    pub(super) checkpoint: SignedCheckpoint,
    pub(super) key: VerifyingKey,
}

/// A line of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it says.
    pub entry: Entry,
    /// Hash of its bytes.
    pub leaf: Hash,
}

impl<R: Read + Seek> Packet<R> {
    /// Opens a packet with the default limits.
    pub fn open(input: R) -> Result<Self, Broken> {
        Self::open_within(input, Limits::default())
    }

    /// Opens a packet and reads record, checkpoint and key. Evidence is not read yet.
    pub fn open_within(input: R, limits: Limits) -> Result<Self, Broken> {
        let mut input = BufReader::new(input);
        let parts = directory::read(&mut input, &limits)?;
        let zip = ZipArchive::new(input)
            .map_err(|cause| Broken::zip(format!("it is not a readable ZIP file: {cause}")))?;
        if zip.len() != parts.len() || zip.offset() != 0 {
            return Err(Broken::zip("its directory can be read in two ways"));
        }
        let mut files = Files { zip, parts, limits };
        let note = files.text(Part::Checkpoint)?;
        let checkpoint = SignedCheckpoint::parse(&note).map_err(|e| Broken::new(Part::Checkpoint, e))?;
        let key = files.text(Part::Key)?.parse().map_err(|e| Broken::new(Part::Key, e))?;
        let record = files.whole(Part::Record, limits.record_bytes)?;
        let lines = read_lines(&record)?;
        Ok(Self { zip: files.zip, parts: files.parts, limits, lines, checkpoint, key })
    }

    /// The entries with their leaf hashes, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.lines.iter().map(|line| &line.entry)
    }

    /// The checkpoint, unverified.
    pub fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// The key that came with the packet: who claims to have signed.
    pub fn claimed_key(&self) -> &VerifyingKey {
        &self.key
    }

    /// Reads a raw evidence file. The bytes were compared with the digest if [`Packet::check`] passed.
    pub fn evidence(&mut self, digest: Digest) -> Result<impl Read, Broken> {
        let part = Part::Evidence(digest);
        let unreadable = |cause: io::Error| Broken::new(part, format!("cannot read it: {cause}"));
        let most = self.limits.evidence_bytes;
        let file = open(&mut self.zip, &self.parts, part)?;
        Ok(zstd::Decoder::new(file).map_err(unreadable)?.take(most.saturating_add(1)))
    }

    /// Reads the bytes of an assessment.
    pub fn assessment(&mut self, digest: Digest) -> Result<Vec<u8>, Broken> {
        let part = Part::Assessment(digest);
        read_whole(open(&mut self.zip, &self.parts, part)?, part, self.limits.assessment_bytes)
    }
}

/// The ZIP while a packet is being opened.
struct Files<R: Read + Seek> {
    zip: ZipArchive<BufReader<R>>,
    parts: BTreeMap<Part, usize>,
    limits: Limits,
}

impl<R: Read + Seek> Files<R> {
    fn whole(&mut self, part: Part, most: u64) -> Result<Vec<u8>, Broken> {
        read_whole(open(&mut self.zip, &self.parts, part)?, part, most)
    }
    fn text(&mut self, part: Part) -> Result<String, Broken> {
        let bytes = self.whole(part, MOST_TEXT.min(self.limits.record_bytes))?;
        String::from_utf8(bytes).map_err(|_| Broken::new(part, "the file is not text in UTF-8"))
    }
}

fn open<'z, R: Read + Seek>(
    zip: &'z mut ZipArchive<BufReader<R>>,
    parts: &BTreeMap<Part, usize>,
    part: Part,
) -> Result<impl Read + use<'z, R>, Broken> {
    let index = *parts.get(&part).ok_or_else(|| Broken::new(part, "the packet does not hold this file"))?;
    let file = zip.by_index(index).map_err(|cause| Broken::new(part, format!("cannot read it: {cause}")))?;
    // The reader of the ZIP normalises names; what it found must still be the file that was asked for.
    if file.name() != part.to_string() {
        return Err(Broken::new(part, format!("the ZIP calls it `{}` as well", file.name().escape_debug())));
    }
    Ok(file)
}

/// Reads all of a file, and no more than `most` bytes whatever the ZIP declares.
fn read_whole(file: impl Read, part: Part, most: u64) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|cause| Broken::new(part, format!("cannot read it: {cause}")))?;
    if bytes.len() as u64 > most {
        return Err(Broken::new(part, format!("the file is larger than {most} bytes")));
    }
    Ok(bytes)
}

fn read_lines(record: &[u8]) -> Result<Vec<Line>, Broken> {
    if record.is_empty() {
        return Ok(Vec::new());
    }
    let lines =
        record.strip_suffix(b"\n").ok_or_else(|| Broken::new(Part::Record, "the last line is cut off"))?;
    let read = |(index, bytes): (usize, &[u8])| match entry::from_bytes(bytes) {
        Ok(entry) => Ok(Line { entry, leaf: tree::leaf_hash(bytes) }),
        Err(cause) => Err(Broken::new(format!("{} line {}", Part::Record, index + 1), cause)),
    };
    lines.split(|&byte| byte == b'\n').enumerate().map(read).collect()
}
