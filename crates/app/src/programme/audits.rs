//! Packets in audits: what an organisation hands over is examined here, and what came of it is recorded as it was worked
//! out, never as somebody typed it.
//!
//! A packet comes from somebody whom the office does not trust. It is laid down in a file without a name, so memory does not
//! grow with it, and opened within [`PacketLimits`]. One that is not a packet, or not signed by the organisation, is
//! refused with the reason and leaves nothing behind. One that is whole and contradicts what was witnessed or claimed is
//! kept: that is what the audit is for.

#[cfg(test)]
mod tests;

use super::decide::decide;
use super::office::{OPERATOR, Office};
use super::roles::{Officer, Right};
use crate::AppError;
use crate::incoming::LaidDown;
use crate::packet::judge_again;
use crate::record::RecordView;
use sha2::{Digest as _, Sha256};
use std::io::{Read, Seek};
use ward_domain::Digest;
use ward_domain::summary::{GoalStanding, RecordHead, Summary};
use ward_ledger::dsse::key_id;
use ward_ledger::packet::Limits;
use ward_ledger::{Envelope, Packet, Tree, VerifyingKey, claim, statement};
use ward_programme::audit::{Case, Difference, Event, Examination, ReRun, Step};
use ward_programme::participants::{Participant, ParticipantId};
use ward_programme::{Event as Decided, Refused};

/// What a packet may ask of the office. The defaults are this project's choice.
#[derive(Clone, Copy, Debug)]
pub struct PacketLimits {
    /// Bytes of the ZIP.
    pub bytes: u64,
    /// What is within.
    pub within: Limits,
}

impl Default for PacketLimits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        let within = Limits {
            files: 200_000,
            record_bytes: 64 * MIB,
            assessment_bytes: 32 * MIB,
            evidence_bytes: 8192 * MIB,
            all_evidence_bytes: 16 * 1024 * MIB,
        };
        Self { bytes: 4096 * MIB, within }
    }
}

/// A packet and what it showed.
#[derive(Clone, Debug, PartialEq)]
pub struct ExaminedPacket {
    /// SHA-256 of the ZIP.
    pub packet: Digest,
    /// Its bytes.
    pub bytes: u64,
    /// Number of the entry that records it.
    pub entry: u64,
    /// What it showed.
    pub examination: Examination,
}

/// Takes in the packet of an organisation that is audited: examines it, keeps it under its digest, and records the step.
pub fn take_packet(
    office: &Office,
    who: &Officer,
    audit: &str,
    participant: &ParticipantId,
    content: &mut dyn Read,
    limits: &PacketLimits,
) -> Result<ExaminedPacket, AppError> {
    who.may(Right::Audit)?;
    let programme = office.programme()?;
    let case = find(programme.audit.get(audit).and_then(|one| one.cases.get(participant)), participant)?;
    let Some((_, audited)) = case.notice else {
        return Err(
            Refused::new("no-notice", "the organisation has to be told first: send the notice").into()
        );
    };
    let owner = programme.participants.find(participant)?;
    let claim = claim(office, owner, audited)?;
    let mut laid = LaidDown::of(&office.store, "the packet", content, limits.bytes)?;
    let (packet, bytes) = (laid.digest, laid.bytes);
    if case.packets.iter().any(|known| known.digest == packet) {
        return Err(Refused::new("same-packet", "this packet was taken in before: ask for another").into());
    }
    let examination = examine_packet(office, owner, &claim, &mut laid.file, limits)?;
    // Before the decision, for it may have gigabytes and others wait while one is decided. What could refuse it was asked
    // above, so a packet is left without an entry only when somebody else ended the case meanwhile.
    laid.keep(&office.store)?;
    let what = Step::Examined { packet, examination: Box::new(examination.clone()) };
    let event = Event::Case { audit: audit.to_owned(), participant: participant.clone(), what };
    let entry = decide(office, who, Decided::Audit(event))?.number;
    Ok(ExaminedPacket { packet, bytes, entry, examination })
}

fn find<'c>(case: Option<&'c Case>, participant: &ParticipantId) -> Result<&'c Case, Refused> {
    case.ok_or_else(|| Refused::new("not-drawn", format!("{participant} was not drawn in this audit")))
}

/// Examines a packet of a participant against the summary that it claims things in. Records nothing.
pub fn examine_packet<R: Read + Seek>(
    office: &Office,
    owner: &Participant,
    claim: &Summary,
    packet: R,
    limits: &PacketLimits,
) -> Result<Examination, AppError> {
    let mut packet = Packet::open_within(packet, limits.within)?;
    let key = key_of(owner, packet.claimed_key())?;
    let checked = packet.check(Some(&key))?;
    let tree: Tree = packet.lines().iter().map(|line| line.leaf).collect();
    let last = witnessed(office, &owner.id)?;
    for head in [last, claim.record] {
        if head.size > tree.size() {
            let why = format!(
                "the packet has {} entries, and {} of the record were witnessed: ask for a packet that was made later",
                tree.size(),
                head.size
            );
            return Err(Refused::new("older-packet", why).into());
        }
    }
    let contradiction = [claim.record, last].into_iter().find_map(|head| contradicts(&tree, head));
    let (re_run, why, differences) = match &contradiction {
        Some(_) => {
            (ReRun::NotPossible, Some("the record is not the one that was witnessed".to_owned()), Vec::new())
        }
        None => judge(office, &mut packet, claim),
    };
    Ok(Examination {
        entries: checked.size,
        files: checked.evidence_files,
        witnessed: last.size,
        contradiction,
        re_run,
        why,
        differences,
    })
}

/// Why a record does not continue one that was seen before; none when it does.
fn contradicts(tree: &Tree, head: RecordHead) -> Option<String> {
    let proof = tree.prove_consistency(head.size, tree.size())?;
    let fails = proof.verify(&head.root.0, &tree.root()).err()?;
    Some(format!("{fails}: its first {} entries are not those that the office has witnessed", head.size))
}

/// Judges the evidence again, as the record stood when the summary was signed, on the day that it judges.
fn judge<R: Read + Seek>(
    office: &Office,
    packet: &mut Packet<R>,
    claim: &Summary,
) -> (ReRun, Option<String>, Vec<Difference>) {
    let size = usize::try_from(claim.record.size).unwrap_or(usize::MAX);
    let entries: Vec<_> = packet.entries().take(size).cloned().collect();
    let view = RecordView::of(&entries);
    match judge_again(office.catalog(), packet, &view, claim.as_of, &claim.catalogue) {
        Err(why) => (ReRun::NotPossible, Some(why), Vec::new()),
        Ok(posture) => {
            let differences = Difference::between(&claim.goals, &GoalStanding::all_of(&posture.assessment));
            let is_same = Digest(Sha256::digest(posture.json()).into()) == claim.assessment;
            let re_run = if is_same && differences.is_empty() { ReRun::Same } else { ReRun::Different };
            (re_run, None, differences)
        }
    }
}

/// The key of a participant that a packet claims; also one that has ended, for its record was signed while it counted.
fn key_of(owner: &Participant, claimed: &VerifyingKey) -> Result<VerifyingKey, Refused> {
    let text = claimed.to_string();
    if owner.keys.iter().any(|held| held.key.as_str() == text) {
        return Ok(claimed.clone());
    }
    let why = format!(
        "the packet is signed with {}, which is no key of {}: ask for the packet of the record that its summaries tell of",
        claimed.short(),
        owner.id
    );
    Err(Refused::new("other-key", why))
}

/// The record of a participant as it was witnessed last.
fn witnessed(office: &Office, participant: &ParticipantId) -> Result<RecordHead, AppError> {
    let row = office.store.standing(OPERATOR, participant.as_str())?;
    let row = row.ok_or_else(|| no_summary(participant))?;
    Ok(RecordHead { size: row.record_size, root: Digest(row.record_root) })
}

/// The summary that is audited, as its owner signed it.
fn claim(office: &Office, owner: &Participant, digest: Digest) -> Result<Summary, AppError> {
    let rows = office.store.summaries_of(OPERATOR, owner.id.as_str())?;
    let row = rows.iter().rev().find(|row| row.digest == digest).ok_or_else(|| no_summary(&owner.id))?;
    let kept = office.store.summary(OPERATOR, owner.id.as_str(), row.number)?;
    let kept = kept.ok_or_else(|| no_summary(&owner.id))?;
    let keys = owner.keys.iter().filter_map(|held| held.key.as_str().parse::<VerifyingKey>().ok());
    let key = keys.into_iter().find(|key| key_id(key) == kept.key);
    let key = key.ok_or_else(|| AppError::ours("a kept summary is signed with a key that nobody holds"))?;
    let envelope = Envelope::from_parts(statement::PAYLOAD_TYPE, kept.payload, kept.key, kept.signature);
    claim::open(&envelope, &key).map_err(AppError::ours)
}

fn no_summary(participant: &ParticipantId) -> Refused {
    let why = format!("the summary that is audited did not come to this office from {participant}");
    Refused::new("no-summary", why)
}
