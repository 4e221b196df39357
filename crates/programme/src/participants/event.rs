//! The events of participants: what the operator decides or learns about them.

use super::{Consent, Held, ParticipantId, Profile, VerifyingKey};
use crate::identifiers::{Ccn, Npi};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is decided about participants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It is known from now on.
    Listed {
        /// Its id, which no other has.
        participant: ParticipantId,
        /// What is publicly known.
        profile: Box<Profile>,
    },
    /// What is publicly known changed: the whole profile as it is now.
    Changed {
        /// Whose.
        participant: ParticipantId,
        /// All of it.
        profile: Box<Profile>,
        /// Why: the file, or a reason in words.
        because: String,
    },
    /// It holds a CCN for a time. The same CCN again replaces the time.
    Certified {
        /// Who.
        participant: ParticipantId,
        /// What and for how long.
        held: Held<Ccn>,
        /// Why: the file, or a reason in words.
        because: String,
    },
    /// It uses an NPI for a time. The same NPI again replaces the time.
    Billed {
        /// Who.
        participant: ParticipantId,
        /// What and for how long.
        held: Held<Npi>,
        /// Why: the file, or a reason in words.
        because: String,
    },
    /// It stopped working.
    Closed {
        /// Who.
        participant: ParticipantId,
        /// Last day.
        on: Date,
        /// Why: the file, or a reason in words.
        because: String,
    },
    /// It works again, or was closed by mistake.
    Reopened {
        /// Who.
        participant: ParticipantId,
        /// Why.
        because: String,
    },
    /// It was asked to take part.
    Invited {
        /// Who.
        participant: ParticipantId,
    },
    /// It does not want to; it stays listed.
    Declined {
        /// Who.
        participant: ParticipantId,
    },
    /// It takes part.
    Enrolled {
        /// Who.
        participant: ParticipantId,
        /// To what it agreed.
        consent: Consent,
        /// What its summaries are verified with.
        key: VerifyingKey,
    },
    /// It agrees to more or to less.
    Consented {
        /// Who.
        participant: ParticipantId,
        /// To what it agrees now.
        consent: Consent,
    },
    /// It has a further key.
    KeyAdded {
        /// Who.
        participant: ParticipantId,
        /// The key.
        key: VerifyingKey,
    },
    /// A key stops counting for what comes from now on.
    KeyEnded {
        /// Who.
        participant: ParticipantId,
        /// Which.
        key: VerifyingKey,
        /// Why.
        because: String,
    },
    /// It takes part no more. Its keys stop counting.
    Left {
        /// Who.
        participant: ParticipantId,
        /// Why.
        because: String,
    },
}

impl Event {
    /// Whom it is about.
    pub fn participant(&self) -> &ParticipantId {
        match self {
            Self::Listed { participant, .. }
            | Self::Changed { participant, .. }
            | Self::Certified { participant, .. }
            | Self::Billed { participant, .. }
            | Self::Closed { participant, .. }
            | Self::Reopened { participant, .. }
            | Self::Invited { participant }
            | Self::Declined { participant }
            | Self::Enrolled { participant, .. }
            | Self::Consented { participant, .. }
            | Self::KeyAdded { participant, .. }
            | Self::KeyEnded { participant, .. }
            | Self::Left { participant, .. } => participant,
        }
    }
}
