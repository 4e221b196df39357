//! Audits: a sample that anyone can re-draw, a case for each that was drawn, and what follows for the sector.
//!
//! The order is enforced: the design with its frame comes first and is published as a digest, then the seed, then the
//! draw. Who designs cannot know the seed, and who publishes the seed can change nothing about the frame.

mod case;
mod design;
mod draw;
mod estimate;
mod exact;
mod examination;
#[cfg(test)]
mod tests;

pub use case::{Case, Ending, Finding, Packet, ReRun, Step};
pub use design::{Design, FindingGrade, Stratum, sample_size};
pub use draw::{Drawn, redraw, ticket};
pub use estimate::{Estimate, StratumResult, estimate};
pub use exact::clopper_pearson;
pub use examination::{Difference, Examination};

use crate::participants::{ParticipantId, Participants};
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_domain::Digest;

/// What is decided about audits. An audit is named by a word of the operator, such as `spring-2026`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The design and the frame stand.
    Designed {
        /// The audit.
        audit: String,
        /// All of it.
        design: Box<Design>,
        /// The digest that is published: [`Design::commitment`].
        commitment: Digest,
    },
    /// The seed is public.
    SeedPublished {
        /// The audit.
        audit: String,
        /// One line, such as the output of a public randomness beacon at a time announced before.
        seed: String,
        /// Where it can be looked up.
        source: String,
    },
    /// The sample was drawn.
    Drawn {
        /// The audit.
        audit: String,
        /// Who was drawn, as [`redraw`] gives them.
        sample: Vec<ParticipantId>,
    },
    /// Something happened in a case.
    Case {
        /// The audit.
        audit: String,
        /// Whose case.
        participant: ParticipantId,
        /// What.
        what: Step,
    },
}

/// One audit.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// The design with its frame.
    pub design: Design,
    /// Its published digest.
    pub commitment: Digest,
    /// When the design was fixed.
    pub designed_at: Timestamp,
    /// The seed and where it is from.
    pub seed: Option<(String, String)>,
    /// Who was drawn; empty before the draw.
    pub drawn: Vec<Drawn>,
    /// The case of each that was drawn.
    pub cases: BTreeMap<ParticipantId, Case>,
}

impl Sampled {
    /// What is known by now about all from whom was drawn; none before the draw.
    pub fn estimate(&self) -> Option<Estimate> {
        if self.drawn.is_empty() {
            return None;
        }
        let result = |stratum: &Stratum| {
            let cases = self.drawn.iter().filter(|one| one.stratum == stratum.name);
            let cases: Vec<&Case> = cases.filter_map(|one| self.cases.get(&one.participant)).collect();
            let ended = || cases.iter().filter(|case| case.ended.is_some());
            StratumResult {
                name: stratum.name.clone(),
                population: stratum.members.len() as u32,
                drawn: cases.len() as u32,
                ended: ended().count() as u32,
                deviations: ended().filter(|case| case.deviates(self.design.deviation)).count() as u32,
            }
        };
        Some(estimate(self.design.strata.iter().map(result).collect(), self.design.confidence))
    }
    /// What is late on that day, by organisation.
    pub fn overdue(&self, day: Date) -> Vec<(&ParticipantId, Vec<String>)> {
        self.cases
            .iter()
            .map(|(id, case)| (id, case.overdue(day)))
            .filter(|(_, late)| !late.is_empty())
            .collect()
    }
}

/// All audits by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Audit {
    audits: BTreeMap<String, Sampled>,
}

impl Audit {
    /// One audit.
    pub fn get(&self, audit: &str) -> Option<&Sampled> {
        self.audits.get(audit)
    }
    /// Every audit with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Sampled)> {
        self.audits.iter().map(|(name, audit)| (name.as_str(), audit))
    }

    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(
        &mut self,
        made: Made<'_>,
        event: &Event,
        participants: &Participants,
    ) -> Result<(), Refused> {
        match event {
            Event::Designed { audit, design, commitment } => {
                self.design(made, audit, design, *commitment, participants)
            }
            Event::SeedPublished { audit, seed, source } => {
                let one = self.find(audit)?;
                if one.seed.is_some() {
                    return Err(Refused::new(
                        "seeded",
                        format!("the seed of {audit} is published and cannot change"),
                    ));
                }
                if made.at <= one.designed_at {
                    return Err(Refused::new("order", "the seed must be published after the design"));
                }
                let is_line =
                    (16..=512).contains(&seed.len()) && seed.bytes().all(|byte| byte.is_ascii_graphic());
                if !is_line || source.trim().is_empty() {
                    return Err(Refused::new(
                        "seed",
                        "a seed is 16 to 512 letters, digits and signs, with the place where it can be looked up",
                    ));
                }
                one.seed = Some((seed.clone(), source.clone()));
                Ok(())
            }
            Event::Drawn { audit, sample } => {
                let one = self.find(audit)?;
                let Some((seed, _)) = &one.seed else {
                    return Err(Refused::new(
                        "order",
                        format!("publish the seed of {audit} before the draw"),
                    ));
                };
                if !one.drawn.is_empty() {
                    return Err(Refused::new("drawn", format!("{audit} was drawn already")));
                }
                let drawn = redraw(&one.design, seed);
                if !drawn.iter().map(|one| &one.participant).eq(sample) {
                    return Err(Refused::new(
                        "not-the-draw",
                        "this list is not what the design and the seed give",
                    ));
                }
                one.cases = drawn.iter().map(|one| (one.participant.clone(), Case::default())).collect();
                one.drawn = drawn;
                Ok(())
            }
            Event::Case { audit, participant, what } => {
                let Some(case) = self.find(audit)?.cases.get_mut(participant) else {
                    return Err(Refused::new("not-drawn", format!("{participant} was not drawn in {audit}")));
                };
                case.check(TimeZone::UTC.to_datetime(made.at).date(), what)?;
                case.make(made, what);
                Ok(())
            }
        }
    }

    fn find(&mut self, audit: &str) -> Result<&mut Sampled, Refused> {
        self.audits
            .get_mut(audit)
            .ok_or_else(|| Refused::new("no-audit", format!("there is no audit “{audit}”: design it first")))
    }

    fn design(
        &mut self,
        made: Made<'_>,
        audit: &str,
        design: &Design,
        commitment: Digest,
        participants: &Participants,
    ) -> Result<(), Refused> {
        let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if audit.is_empty() || audit.len() > 64 || !audit.bytes().all(is_word) {
            return Err(Refused::new("name", "name an audit with lower-case letters, digits and hyphens"));
        }
        if self.audits.contains_key(audit) {
            return Err(Refused::new(
                "designed",
                format!("there is an audit {audit} already: a design cannot change"),
            ));
        }
        design.check()?;
        for member in design.strata.iter().flat_map(|stratum| &stratum.members) {
            participants.enrolled(member)?;
        }
        if design.commitment() != commitment {
            return Err(Refused::new("commitment", "the digest is not that of this design"));
        }
        let sampled = Sampled {
            design: design.clone(),
            commitment,
            designed_at: made.at,
            seed: None,
            drawn: Vec::new(),
            cases: BTreeMap::new(),
        };
        self.audits.insert(audit.to_owned(), sampled);
        Ok(())
    }
}
