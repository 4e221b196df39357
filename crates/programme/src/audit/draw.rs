//! The draw, which anyone can repeat with SHA-256 and a sort.
//!
//! For each organisation of a stratum take the text of five lines, each ended by a line feed:
//!
//! ```text
//! ward audit draw 1
//! <SHA-256 of the design's text, 64 lower-case hexadecimal digits>
//! <the seed as published>
//! <the stratum's name>
//! <the participant's id>
//! ```
//!
//! On any Unix, with an invented digest:
//!
//! ```text
//! printf 'ward audit draw 1\n%s\n%s\n%s\n%s\n' 8f2c…41 0123456789abcdef all p000 | sha256sum
//! ```
//!
//! Its SHA-256 is the organisation's *ticket*. The organisations with the smallest tickets are drawn, as many as the
//! design says for the stratum. Without the seed nobody can foresee a ticket; with it nobody can choose one.

use super::design::Design;
use crate::participants::ParticipantId;
use sha2::{Digest as _, Sha256};
use ward_domain::Digest;

/// One that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Its stratum.
    pub stratum: String,
    /// Who.
    pub participant: ParticipantId,
    /// Its ticket.
    pub ticket: Digest,
}

/// The ticket of one organisation.
pub fn ticket(commitment: Digest, seed: &str, stratum: &str, participant: &ParticipantId) -> Digest {
    let text = format!("ward audit draw 1\n{commitment}\n{seed}\n{stratum}\n{participant}\n");
    Digest(Sha256::digest(text.as_bytes()).into())
}

/// Draws, or draws again: strata in the order of the design, tickets rising in each.
pub fn redraw(design: &Design, seed: &str) -> Vec<Drawn> {
    let commitment = design.commitment();
    let mut drawn = Vec::new();
    for (stratum, size) in design.strata.iter().zip(design.sizes()) {
        let drawn_of = |participant: &ParticipantId| Drawn {
            stratum: stratum.name.clone(),
            participant: participant.clone(),
            ticket: ticket(commitment, seed, &stratum.name, participant),
        };
        let mut all: Vec<Drawn> = stratum.members.iter().map(drawn_of).collect();
        all.sort_by_key(|one| one.ticket);
        drawn.extend(all.into_iter().take(size));
    }
    drawn
}
