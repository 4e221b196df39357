//! Does the packet prove what it says?

use super::{Broken, Packet, Part};
use crate::checkpoint::VerifyingKey;
use crate::tree::{Hash, Tree};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek};
use ward_domain::ids::Digest;
use ward_domain::record::Event;

/// What a packet that holds proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Name of the record.
    pub origin: String,
    /// Entries.
    pub size: u64,
    /// Root over them.
    pub root: Hash,
    /// The key that signed.
    pub signed_by: VerifyingKey,
    /// Whether that key came from elsewhere. When not, the packet is whole, and who made it is not proven.
    pub key_is_trusted: bool,
    /// Evidence files compared with their digests.
    pub evidence_files: u64,
    /// Their bytes, not compressed.
    pub evidence_bytes: u64,
    /// Assessments compared with their digests.
    pub assessments: u64,
}

/// What the record names outside itself.
#[derive(Default)]
struct Named {
    /// Evidence, with its size where the record says it, and the line that names it.
    evidence: BTreeMap<Digest, (Option<u64>, usize)>,
    assessments: BTreeMap<Digest, usize>,
}

impl<R: Read + Seek> Packet<R> {
    /// Checks everything, offline: the order of the entries, root and signature, and that every file that the record
    /// names is there, hashes to its name and has no neighbour that the record does not name.
    ///
    /// Without a trusted key, the one in the packet is used: that shows that the packet is whole, not who made it.
    pub fn check(&mut self, trusted: Option<&VerifyingKey>) -> Result<Checked, Broken> {
        let key = trusted.unwrap_or(&self.key).clone();
        let checkpoint =
            self.checkpoint.verify(&key).map_err(|cause| Broken::new(Part::Checkpoint, cause))?.clone();
        self.check_record(checkpoint.size, &checkpoint.root)?;
        let named = self.named();
        self.check_presence(&named)?;
        let mut evidence_bytes = 0;
        for (&digest, &(size, _)) in &named.evidence {
            evidence_bytes += self.check_evidence(digest, size, evidence_bytes)?;
        }
        for &digest in named.assessments.keys() {
            let bytes = self.assessment(digest)?;
            compare(Part::Assessment(digest), digest, &Sha256::digest(&bytes).into())?;
        }
        Ok(Checked {
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: checkpoint.root,
            signed_by: key,
            key_is_trusted: trusted.is_some(),
            evidence_files: named.evidence.len() as u64,
            evidence_bytes,
            assessments: named.assessments.len() as u64,
        })
    }

    fn check_record(&self, size: u64, root: &Hash) -> Result<(), Broken> {
        for (number, line) in (0..).zip(&self.lines) {
            if line.entry.number != number {
                let reason = format!("the entry has number {}, expected {number}", line.entry.number);
                return Err(Broken::new(line_place(number as usize), reason));
            }
        }
        let found = self.lines.len() as u64;
        if found != size {
            let reason = format!("the record has {found} entries, but the checkpoint was signed over {size}");
            return Err(Broken::new(Part::Record, reason));
        }
        let tree: Tree = self.lines.iter().map(|line| line.leaf).collect();
        if tree.root() != *root {
            let reason =
                "the entries are not those that the checkpoint was signed over: at least one was changed";
            return Err(Broken::new(Part::Record, reason));
        }
        Ok(())
    }

    fn named(&self) -> Named {
        let mut named = Named::default();
        for (index, line) in self.lines.iter().enumerate() {
            match &line.entry.event {
                Event::EvidenceAdded { evidence, bytes, .. } => {
                    named.evidence.insert(*evidence, (Some(*bytes), index));
                }
                Event::AnswerGiven { artefact: Some(artefact), .. } => {
                    named.evidence.entry(*artefact).or_insert((None, index));
                }
                // The signed files that left and came back are kept like evidence.
                Event::SummaryMade { summary: file, .. }
                | Event::ReceiptKept { receipt: file, .. }
                | Event::LetterSigned { letter: file, .. }
                | Event::LetterKept { letter: file, .. } => {
                    named.evidence.entry(*file).or_insert((None, index));
                }
                Event::AdvisoryKept { advisory, bytes, .. } => {
                    named.evidence.insert(*advisory, (Some(*bytes), index));
                }
                Event::ExposureTold { answer, .. } => {
                    named.evidence.entry(*answer).or_insert((None, index));
                }
                Event::AssessmentRecorded { assessment, .. } => {
                    named.assessments.entry(*assessment).or_insert(index);
                }
                // Withdrawing names a file that was added before; the other events name none.
                Event::EvidenceWithdrawn { .. }
                | Event::AnswerGiven { artefact: None, .. }
                | Event::ProfileChanged { .. }
                | Event::DecisionMade { .. }
                | Event::IncidentNoted { .. } => {}
            }
        }
        named
    }

    fn check_presence(&self, named: &Named) -> Result<(), Broken> {
        let evidence = named.evidence.iter().map(|(&digest, &(_, index))| (Part::Evidence(digest), index));
        let assessments = named.assessments.iter().map(|(&digest, &index)| (Part::Assessment(digest), index));
        let wanted: BTreeMap<Part, usize> = evidence.chain(assessments).collect();
        if let Some((part, &index)) = wanted.iter().find(|(part, _)| !self.parts.contains_key(part)) {
            let reason = format!("the file is missing, although {} names it", line_place(index));
            return Err(Broken::new(part, reason));
        }
        let own = BTreeSet::from([Part::Readme, Part::Record, Part::Checkpoint, Part::Key]);
        match self.parts.keys().find(|part| !wanted.contains_key(part) && !own.contains(part)) {
            Some(part) => Err(Broken::new(part, "nothing in the record names this file")),
            None => Ok(()),
        }
    }

    /// Hashes an evidence file and returns its size. Reads no more than the record says that there is.
    fn check_evidence(&mut self, digest: Digest, size: Option<u64>, before: u64) -> Result<u64, Broken> {
        let part = Part::Evidence(digest);
        let limits = self.limits;
        let most = size.unwrap_or(u64::MAX).min(limits.evidence_bytes);
        if before.saturating_add(size.unwrap_or(0)) > limits.all_evidence_bytes {
            let reason = format!("the evidence is larger than {} bytes in all", limits.all_evidence_bytes);
            return Err(Broken::new(part, reason));
        }
        let mut file = self.evidence(digest)?.take(most.saturating_add(1));
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 256 * 1024];
        let mut total = 0;
        loop {
            let read = file.read(&mut buffer);
            let count = read.map_err(|cause| Broken::new(part, format!("cannot read it: {cause}")))?;
            let Some(bytes @ [_, ..]) = buffer.get(..count) else { break };
            hasher.update(bytes);
            total += count as u64;
        }
        if total > most || before.saturating_add(total) > limits.all_evidence_bytes {
            return Err(Broken::new(
                part,
                format!("the file is larger than {most} bytes, which is what it may have"),
            ));
        }
        compare(part, digest, &hasher.finalize().into())?;
        Ok(total)
    }
}

fn compare(part: Part, wanted: Digest, found: &Hash) -> Result<(), Broken> {
    if wanted.0 == *found {
        return Ok(());
    }
    let found = Digest(*found);
    Err(Broken::new(
        part,
        format!("the content was changed: its SHA-256 is {found}, not the one in its name"),
    ))
}

fn line_place(index: usize) -> String {
    format!("{} line {}", Part::Record, index + 1)
}
