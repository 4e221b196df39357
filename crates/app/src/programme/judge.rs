//! Whether a summary is taken. Each refusal has a code and a sentence that says what to do.

use super::office::Keys;
use super::standing::Newest;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::error::Error;
use ward_domain::Digest;
use ward_domain::summary::Summary;
use ward_ledger::claim::open;
use ward_ledger::dsse::NotAnEnvelope;
use ward_ledger::statement::NotAStatement;
use ward_ledger::{Envelope, NotOpened, VerifyingKey};
use ward_programme::participants::{self, Enrolment, ParticipantId};
use ward_programme::{Programme, Refused};

/// How far an organisation's clock may be ahead of the operator's (OWN).
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_mins(10);

/// The code of the one refusal that is kept as an alarm.
pub(super) const HISTORY_REWRITTEN: &str = "history-rewritten";

/// A summary whose signature holds, by an enrolled participant.
pub(super) struct Verified {
    pub(super) participant: ParticipantId,
    pub(super) envelope: Envelope,
    pub(super) digest: Digest,
    pub(super) summary: Summary,
    /// Name of the record that it tells of: the name of the key.
    pub(super) origin: String,
}

/// Reads a file and finds out whose it is. Depends on nothing that another summary changes, so many can be verified side
/// by side.
pub(super) fn verify(
    bytes: &[u8],
    programme: &Programme,
    keys: &Keys,
    now: Timestamp,
) -> Result<Verified, Refused> {
    let envelope = Envelope::read(bytes).map_err(|wrong| Refused::new("not-a-summary", wrong.to_string()))?;
    let (id, key) = sender(&envelope, keys)?;
    let verifying: VerifyingKey = usable(id, key)?;
    let summary: Summary =
        open(&envelope, &verifying).map_err(|wrong| not_opened(&wrong, "not-a-summary"))?;
    takes_part(programme, id, key, now)?;
    let digest = envelope.digest();
    let origin = verifying.name().to_owned();
    Ok(Verified { participant: id.clone(), envelope, digest, summary, origin })
}

/// Whose key an envelope claims. Not verified.
pub(super) fn sender<'k>(
    envelope: &Envelope,
    keys: &'k Keys,
) -> Result<(&'k ParticipantId, &'k participants::VerifyingKey), Refused> {
    let claimed = envelope.claimed_key();
    let known = keys.get(&claimed).map(|(id, key)| (id, key));
    known.ok_or_else(|| {
        let why = format!(
            "nobody who is known here signs with the key {claimed}: enrol first, or send with the enrolled key"
        );
        Refused::new("unknown-key", why)
    })
}

/// The key as one that verifies.
pub(super) fn usable(id: &ParticipantId, key: &participants::VerifyingKey) -> Result<VerifyingKey, Refused> {
    let unusable = |_| Refused::new("unknown-key", format!("the key of {id} cannot be used: give it anew"));
    key.as_str().parse().map_err(unusable)
}

/// Whether the owner of a key takes part, and the key counts.
pub(super) fn takes_part(
    programme: &Programme,
    id: &ParticipantId,
    key: &participants::VerifyingKey,
    now: Timestamp,
) -> Result<(), Refused> {
    let participant = programme.participants.find(id)?;
    match participant.enrolment {
        Enrolment::Enrolled => {}
        Enrolment::Left => {
            let why = format!("{id} has left the programme: nothing of it is taken any more");
            return Err(Refused::new("left", why));
        }
        Enrolment::Listed | Enrolment::Invited => {
            let why = format!("{id} is not enrolled: ask the operator to enrol it first");
            return Err(Refused::new("not-enrolled", why));
        }
    }
    if !participant.keys_at(now).any(|counting| counting == key) {
        let why = format!("the key of {id} that signed has ended: sign with the new one");
        return Err(Refused::new("key-ended", why));
    }
    Ok(())
}

/// Whether something was signed at a time that can be, by the operator's clock.
pub(super) fn not_from_the_future(made_at: Timestamp, now: Timestamp, what: &str) -> Result<(), Refused> {
    if made_at <= now.saturating_add(CLOCK_TOLERANCE).unwrap_or(Timestamp::MAX) {
        return Ok(());
    }
    let why = format!(
        "the {what} says that it was made at {made_at}, and it is {now} here: set the clock of your server, then sign anew"
    );
    Err(Refused::new("from-the-future", why))
}

/// Why a file that claims a known key is refused; `code` when it is nothing of the kind that it should be.
pub(super) fn not_opened<W: Error>(wrong: &NotOpened<W>, code: &'static str) -> Refused {
    let code = match wrong {
        NotOpened::Statement(NotAStatement::Envelope(NotAnEnvelope::Mismatch)) => "signature",
        NotOpened::Statement(NotAStatement::Fields { .. }) => "field",
        NotOpened::Statement(NotAStatement::OtherKind { .. }) => "kind",
        NotOpened::Statement(_) | NotOpened::OtherSubject { .. } => code,
        NotOpened::Content(_) => "content",
    };
    Refused::new(code, wrong.to_string())
}

/// Whether a verified summary may follow what is known of its sender.
pub(super) fn follows(
    verified: &Verified,
    newest: Option<&Newest>,
    accepted: &BTreeSet<String>,
    now: Timestamp,
) -> Result<(), Refused> {
    let (id, new) = (&verified.participant, &verified.summary);
    if let Some(last) = newest
        && new.number <= last.number
    {
        let why = format!(
            "summary {} of {id} is not newer than summary {}, which is here: sign a new one, do not send an old one \
             again",
            new.number, last.number
        );
        return Err(Refused::new("replayed", why));
    }
    if let Some(last) = newest
        && (new.record.size < last.record.size
            || new.record.size == last.record.size && new.record.root != last.record.root)
    {
        let why = format!(
            "the record of {id} was witnessed with {} entries and now has {} that do not follow from them: its \
             history was rewritten, or an old backup was restored; the file is kept and the operator is told",
            last.record.size, new.record.size
        );
        return Err(Refused::new(HISTORY_REWRITTEN, why));
    }
    not_from_the_future(new.made_at, now, "summary")?;
    if let Some(last) = newest
        && new.as_of < last.as_of
    {
        let why = format!(
            "the summary judges {}, and one of {} is here already: sign one of a later day",
            new.as_of, last.as_of
        );
        return Err(Refused::new("older-day", why));
    }
    if !accepted.contains(&new.catalogue) {
        let list = accepted.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let why = format!(
            "the summary was judged by catalogue {}, and this programme accepts {list}: update Ward, or ask the operator",
            new.catalogue
        );
        return Err(Refused::new("catalogue", why));
    }
    Ok(())
}
