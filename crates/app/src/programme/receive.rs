//! Receives summaries: verified, compared with what is known of their sender, kept, and answered with a receipt.

use super::catalogues::accepted;
use super::judge::{self, HISTORY_REWRITTEN, Verified};
use super::office::{OPERATOR, Office};
use super::standing::{self, Newest};
use crate::AppError;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::PoisonError;
use ward_domain::Digest;
use ward_ledger::{Envelope, receipt};
use ward_programme::Refused;
use ward_programme::participants::ParticipantId;
use ward_programme::standing::Told;
use ward_store::{KeepError, NewAlarm, NewSummary, Signed};

/// How often to judge again when another process kept a summary of the same participant meanwhile.
const TRIES: u32 = 8;
/// Fewer files than this are not worth a second thread.
const WORTH_A_THREAD: usize = 16;

/// Receives one summary and gives the signed receipt. The very same file again gets the very same receipt.
pub fn receive(office: &Office, bytes: &[u8], now: Timestamp) -> Result<Envelope, AppError> {
    let answer = receive_many(office, &[bytes], now)?.pop();
    Ok(answer.ok_or_else(|| AppError::ours("a summary was not answered"))??)
}

/// Receives many in one transaction, each taken or refused by itself, in the order in which they are given. When this
/// returns, those with a receipt are on disk.
pub fn receive_many(
    office: &Office,
    files: &[&[u8]],
    now: Timestamp,
) -> Result<Vec<Result<Envelope, Refused>>, AppError> {
    let (programme, keys) = office.programme_and_keys()?;
    let accepted = accepted(office, &programme);
    let verified = side_by_side(files, |bytes| judge::verify(bytes, &programme, &keys, now));
    // Held until all is kept: others wait for one commit rather than overtaking each other.
    let mut guard = office.newest.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..TRIES {
        if guard.is_none() {
            *guard = Some(newest(office)?);
        }
        let Some(known) = guard.as_mut() else { continue };
        let mut batch = Batch::default();
        let mut outcomes = Vec::with_capacity(verified.len());
        for one in &verified {
            outcomes.push(match one {
                Ok(one) => batch.judge(office, one, known, &accepted, now)?,
                Err(refused) => Outcome::Refused(refused.clone()),
            });
        }
        match batch.keep(office, now) {
            Ok(()) => {
                known.extend(batch.changed);
                let told = |one: &Verified| Told::of(one.digest, &one.summary, now);
                office.heard(batch.taken.iter().map(|(one, ..)| (one.participant.clone(), told(one))));
                drop(guard);
                return Ok(answers(office, &verified, &outcomes, now));
            }
            Err(KeepError::Overtaken { .. }) => *guard = None,
            Err(KeepError::Store(error)) => return Err(error.into()),
        }
    }
    Err(AppError::Contended)
}

/// What becomes of one file.
enum Outcome {
    Taken,
    /// Here already, since that time.
    Known(Timestamp),
    Refused(Refused),
}

/// What one transaction writes.
#[derive(Default)]
struct Batch<'v> {
    taken: Vec<(&'v Verified, Option<u64>, Vec<u8>)>,
    alarms: Vec<(&'v Verified, Refused)>,
    changed: BTreeMap<ParticipantId, Newest>,
    /// Files of this very batch, so that one that stands in it twice is taken once.
    seen: BTreeMap<Digest, Timestamp>,
}

impl<'v> Batch<'v> {
    fn judge(
        &mut self,
        office: &Office,
        one: &'v Verified,
        known: &BTreeMap<ParticipantId, Newest>,
        accepted: &std::collections::BTreeSet<String>,
        now: Timestamp,
    ) -> Result<Outcome, AppError> {
        let newest = self.changed.get(&one.participant).or_else(|| known.get(&one.participant));
        if let Some(at) = self.seen.get(&one.digest) {
            return Ok(Outcome::Known(*at));
        }
        if newest.is_some_and(|last| one.summary.number <= last.number) {
            let kept = office.store.summary(OPERATOR, one.participant.as_str(), one.summary.number)?;
            if let Some(kept) = kept.filter(|kept| kept.digest == one.digest) {
                return Ok(Outcome::Known(kept.received_at));
            }
        }
        match judge::follows(one, newest, accepted, now) {
            Ok(()) => {
                let follows = newest.map(|last| last.number);
                let Verified { summary, digest, .. } = one;
                let (number, as_of, record) = (summary.number, summary.as_of, summary.record);
                self.taken.push((one, follows, standing::pack(summary)?));
                self.changed
                    .insert(one.participant.clone(), Newest { number, as_of, digest: *digest, record });
                self.seen.insert(*digest, now);
                Ok(Outcome::Taken)
            }
            Err(refused) => {
                if refused.code == HISTORY_REWRITTEN {
                    self.alarms.push((one, refused.clone()));
                }
                Ok(Outcome::Refused(refused))
            }
        }
    }

    fn keep(&self, office: &Office, now: Timestamp) -> Result<(), KeepError> {
        if self.taken.is_empty() && self.alarms.is_empty() {
            return Ok(());
        }
        let summaries: Vec<_> = self
            .taken
            .iter()
            .map(|(one, follows, standing)| NewSummary {
                participant: one.participant.as_str(),
                follows: *follows,
                number: one.summary.number,
                as_of: one.summary.as_of,
                received_at: now,
                signed: signed(one),
                standing,
                record_size: one.summary.record.size,
                record_root: one.summary.record.root.0,
            })
            .collect();
        let alarms: Vec<_> = self
            .alarms
            .iter()
            .map(|(one, refused)| NewAlarm {
                participant: one.participant.as_str(),
                received_at: now,
                code: refused.code,
                why: &refused.why,
                signed: signed(one),
            })
            .collect();
        office.store.keep_summaries(OPERATOR, &summaries, &alarms)
    }
}

fn signed(one: &Verified) -> Signed<'_> {
    let Verified { envelope, digest, .. } = one;
    let (key, signature) = (envelope.claimed_key(), envelope.signature());
    Signed { digest: *digest, key, signature, payload: envelope.claims() }
}

/// The newest summary of each participant, as the store has it.
fn newest(office: &Office) -> Result<BTreeMap<ParticipantId, Newest>, AppError> {
    let read = |row: &ward_store::StandingRow| {
        Ok((row.newest.participant.parse().map_err(AppError::ours)?, Newest::of(row)))
    };
    office.store.standings(OPERATOR)?.iter().map(read).collect()
}

fn answers(
    office: &Office,
    verified: &[Result<Verified, Refused>],
    outcomes: &[Outcome],
    now: Timestamp,
) -> Vec<Result<Envelope, Refused>> {
    let pairs: Vec<_> = verified.iter().zip(outcomes).collect();
    side_by_side(&pairs, |(verified, outcome)| {
        let at = match outcome {
            Outcome::Taken => now,
            Outcome::Known(at) => *at,
            Outcome::Refused(refused) => return Err(refused.clone()),
        };
        let Verified { participant, origin, digest, summary, .. } =
            verified.as_ref().map_err(Clone::clone)?;
        Ok(receipt::seal(&office.key, participant.as_str(), origin, *digest, summary, at))
    })
}

/// Does the same with each, on all cores when there are many, and gives the results in order.
fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if items.len() < WORTH_A_THREAD || cores == 1 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    std::thread::scope(|scope| {
        let parts = items.chunks(items.len().div_ceil(cores));
        let running: Vec<_> =
            parts.map(|part| scope.spawn(move || part.iter().map(work).collect::<Vec<_>>())).collect();
        let finished = running.into_iter().map(|thread| match thread.join() {
            Ok(results) => results,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        finished.flatten().collect()
    })
}
