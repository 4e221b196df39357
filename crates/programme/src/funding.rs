//! Funding: rounds, applications, allocations, awards, milestones and payments.
//!
//! A round goes draft → open → closed → allocated → decided → paying → finished. Its terms stand from the moment it opens.
//! A decision about money is checked here against everything that is known: the window, the cap, the budget, the floors,
//! what was asked, what reviewers said, and what the newest verified summary of the participant shows. Money moves in a
//! [`Ledger`] in double entry, and each payment leads back to the summary that it rests on ([`Funding::trace`]).

mod allocation;
mod application;
mod award;
mod ledger;
mod payments;
mod received;
mod report;
mod roll;
mod round;
mod rounds;
mod terms;
#[cfg(test)]
pub(crate) mod tests;
mod trace;

pub use allocation::{Allocation, Change, Choice, Decision, Given, Proposal};
pub use application::{Advice, Application, Form, Line, Milestone, Opinion, Review};
pub use award::{Award, AwardedMilestone, Clawback, MilestoneRef, Payment, Progress, Proof};
pub use ledger::{Account, Ledger, Posting, Transfer};
pub use received::{Received, Sent};
pub use report::{By, Part, Totals};
pub use roll::{Answer, Known, Place, Roll, Summaries, Verified};
pub use round::{NotARound, Round, RoundId, Stage};
pub use terms::{Basis, Dated, Floor, Force, Kind, Priority, Terms};
pub use trace::Trace;

use crate::participants::ParticipantId;
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::Money;

/// The number of an application and of the award made of it: the number of the entry that filed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApplicationId(pub u64);

impl std::fmt::Display for ApplicationId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// When something was decided, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Number of the entry.
    pub entry: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
}

impl Stamp {
    pub(crate) fn of(made: Made<'_>) -> Self {
        Self { entry: made.number, at: made.at, by: made.actor.to_owned() }
    }
}

/// What is decided about money. Reviewers and deciders are the actors of the entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Event {
    /// A scenario may be used from now on. All are off before.
    ScenarioAdopted {
        /// Its id in the catalogue.
        scenario: String,
        /// Why.
        reason: String,
    },
    /// A scenario may be used no more by rounds that are still drafts.
    ScenarioDropped {
        /// Its id in the catalogue.
        scenario: String,
        /// Why.
        reason: String,
    },
    /// A new round with its terms.
    RoundDrafted {
        /// Its name, which no other has.
        round: RoundId,
        /// Its terms.
        terms: Box<Terms>,
    },
    /// Other terms for a draft.
    TermsChanged {
        /// Which.
        round: RoundId,
        /// All of them, as they are now.
        terms: Box<Terms>,
    },
    /// The terms stand, the budget is set apart, and applications are taken within the window.
    RoundOpened {
        /// Which.
        round: RoundId,
    },
    /// An organisation applies. The number of this entry becomes the number of the application.
    Applied {
        /// Where.
        round: RoundId,
        /// Who.
        participant: ParticipantId,
        /// What is asked.
        form: Form,
    },
    /// An application came that the organisation signed itself: it is filed, or takes the place of the one that the
    /// organisation signed before. The form names the SHA-256 of the signed file.
    ApplicationReceived {
        /// Where.
        round: RoundId,
        /// Whose signature it is.
        participant: ParticipantId,
        /// What is asked.
        form: Form,
        /// What the signed application told beside it.
        sent: Sent,
    },
    /// It asks for something else.
    ApplicationChanged {
        /// Which.
        application: ApplicationId,
        /// The version that was read.
        expected: u32,
        /// All that is asked now.
        form: Form,
    },
    /// It does not want the money, or not any more. Until the decision.
    ApplicationWithdrawn {
        /// Which.
        application: ApplicationId,
        /// Why.
        reason: String,
    },
    /// No application is taken any more.
    RoundClosed {
        /// Which.
        round: RoundId,
    },
    /// A reviewer says what they think. A further review of the same reviewer replaces the earlier one and keeps it.
    Reviewed {
        /// Which.
        application: ApplicationId,
        /// The version that was read.
        expected: u32,
        /// What they think.
        opinion: Opinion,
    },
    /// A reviewer has a stake in it: they cannot review, and what they said does not count.
    ConflictDeclared {
        /// Which.
        application: ApplicationId,
        /// What stake.
        reason: String,
    },
    /// The planner's allocation.
    AllocationProposed {
        /// Which round.
        round: RoundId,
        /// Who gets what, and why.
        proposal: Box<Proposal>,
    },
    /// A person decides otherwise about one application.
    AllocationChanged {
        /// Which round.
        round: RoundId,
        /// The version of the allocation that was read.
        expected: u32,
        /// What is decided now.
        decision: Decision,
        /// Floors that are not reached any more although enough was asked, by name, each with the reason.
        #[serde(default)]
        floors_missed: BTreeMap<String, String>,
        /// Why.
        reason: String,
    },
    /// The allocation is dropped, so that another can be proposed.
    AllocationDropped {
        /// Which round.
        round: RoundId,
        /// Why.
        reason: String,
    },
    /// The allocation becomes awards, and their money is promised.
    RoundDecided {
        /// Which.
        round: RoundId,
        /// The version of the allocation that was read.
        expected: u32,
    },
    /// Payments can be made from now on.
    PayingStarted {
        /// Which.
        round: RoundId,
    },
    /// The newest summary shows a goal met as the award needs it: the milestone can be paid.
    MilestoneVerified {
        /// Which award.
        award: ApplicationId,
        /// Which milestone.
        milestone: MilestoneRef,
        /// What the summary says.
        verified: Verified,
    },
    /// A milestone may be reached later.
    MilestoneExtended {
        /// Which award.
        award: ApplicationId,
        /// Which milestone.
        milestone: MilestoneRef,
        /// The new last day.
        due: Date,
        /// Why.
        reason: String,
    },
    /// The money of a milestone was sent.
    PaymentSent {
        /// Which award.
        award: ApplicationId,
        /// Which milestone.
        milestone: MilestoneRef,
        /// All of the milestone's money.
        amount: Money,
        /// The name of the payment, the same however often it is tried.
        key: String,
    },
    /// A goal that was paid for is met no longer: money is asked back.
    ClawbackOrdered {
        /// Which award.
        award: ApplicationId,
        /// Which milestone.
        milestone: MilestoneRef,
        /// How much, at most what was paid.
        amount: Money,
        /// What the newest summary says.
        standing: Verified,
        /// Why.
        reason: String,
    },
    /// Money that was asked back came.
    MoneyReturned {
        /// Which award.
        award: ApplicationId,
        /// Which milestone.
        milestone: MilestoneRef,
        /// How much.
        amount: Money,
        /// The name of the movement, the same however often it is reported.
        key: String,
    },
    /// Money that was asked back is given up.
    ClawbackWrittenOff {
        /// Which award.
        award: ApplicationId,
        /// Which milestone.
        milestone: MilestoneRef,
        /// How much.
        amount: Money,
        /// Why.
        reason: String,
    },
    /// Nothing more happens to an award; what was promised and not paid is free again.
    AwardClosed {
        /// Which.
        award: ApplicationId,
        /// Why, such as `all milestones paid`.
        reason: String,
    },
    /// All awards are closed; what is left goes back to whoever gave it.
    RoundFinished {
        /// Which.
        round: RoundId,
    },
}

/// All rounds with what belongs to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Funding {
    /// Adopted scenarios: when, by whom, and why.
    scenarios: BTreeMap<String, (Stamp, String)>,
    rounds: BTreeMap<RoundId, Round>,
    applications: BTreeMap<ApplicationId, Application>,
    awards: BTreeMap<ApplicationId, Award>,
    /// Awards of a participant, so that no goal is paid for twice.
    awarded: BTreeMap<ParticipantId, BTreeSet<ApplicationId>>,
    /// Number of the newest signed application of a participant in a round, so that an old one is not taken again.
    sent: BTreeMap<(RoundId, ParticipantId), u64>,
    ledger: Ledger,
    /// What each name of a movement of money stands for.
    keys: BTreeMap<String, (ApplicationId, MilestoneRef)>,
}

impl Funding {
    /// The adopted scenarios, with when, by whom and why.
    pub fn scenarios(&self) -> impl Iterator<Item = (&str, &Stamp, &str)> {
        self.scenarios.iter().map(|(id, (stamp, reason))| (id.as_str(), stamp, reason.as_str()))
    }
    /// The rounds, by name.
    pub fn rounds(&self) -> impl Iterator<Item = &Round> {
        self.rounds.values()
    }
    /// The round of that name, or a refusal that says there is none.
    pub fn round(&self, id: &RoundId) -> Result<&Round, Refused> {
        self.rounds.get(id).ok_or_else(|| no_round(id))
    }
    /// All applications, by number; those of all rounds.
    pub fn applications(&self) -> impl Iterator<Item = &Application> {
        self.applications.values()
    }
    /// The application of that number, or a refusal that says there is none.
    pub fn application(&self, id: ApplicationId) -> Result<&Application, Refused> {
        self.applications.get(&id).ok_or_else(|| no_application(id))
    }
    /// All awards, by number; those of all rounds.
    pub fn awards(&self) -> impl Iterator<Item = &Award> {
        self.awards.values()
    }
    /// The award of that number, or a refusal that says there is none.
    pub fn award(&self, id: ApplicationId) -> Result<&Award, Refused> {
        self.awards.get(&id).ok_or_else(|| no_award(id))
    }
    /// Awards of a participant, oldest first.
    pub fn awards_of(&self, who: &ParticipantId) -> impl Iterator<Item = &Award> {
        self.awarded.get(who).into_iter().flatten().filter_map(|id| self.awards.get(id))
    }
    /// The payments ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Takes an event into account, or says why it cannot be; then nothing has changed.
    pub fn apply(&mut self, made: Made<'_>, event: &Event, roll: &dyn Roll) -> Result<(), Refused> {
        match event {
            Event::ScenarioAdopted { scenario, reason } => self.adopt(made, scenario, reason),
            Event::ScenarioDropped { scenario, reason } => self.drop_scenario(scenario, reason),
            Event::RoundDrafted { round, terms } => self.draft(made, round, terms),
            Event::TermsChanged { round, terms } => self.change_terms(made, round, terms),
            Event::RoundOpened { round } => self.open(made, round, roll),
            Event::Applied { round, participant, form } => self.file(made, round, participant, form, roll),
            Event::ApplicationReceived { round, participant, form, sent } => {
                self.receive(made, round, participant, form, sent, roll)
            }
            Event::ApplicationChanged { application, expected, form } => {
                self.change(made, *application, *expected, form, roll)
            }
            Event::ApplicationWithdrawn { application, reason } => self.withdraw(made, *application, reason),
            Event::RoundClosed { round } => self.close(made, round),
            Event::Reviewed { application, expected, opinion } => {
                self.review(made, *application, *expected, opinion)
            }
            Event::ConflictDeclared { application, reason } => self.declare(made, *application, reason),
            Event::AllocationProposed { round, proposal } => self.propose(made, round, proposal, roll),
            Event::AllocationChanged { round, expected, decision, floors_missed, reason } => {
                self.change_allocation(made, round, *expected, decision, floors_missed, reason, roll)
            }
            Event::AllocationDropped { round, reason } => self.drop_allocation(made, round, reason),
            Event::RoundDecided { round, expected } => self.decide(made, round, *expected, roll),
            Event::PayingStarted { round } => self.start_paying(made, round),
            Event::MilestoneVerified { award, milestone, verified } => {
                self.verify(made, *award, *milestone, verified, roll)
            }
            Event::MilestoneExtended { award, milestone, due, reason } => {
                self.extend(*award, *milestone, *due, reason)
            }
            Event::PaymentSent { award, milestone, amount, key } => {
                self.pay(made, *award, *milestone, *amount, key, roll)
            }
            Event::ClawbackOrdered { award, milestone, amount, standing, reason } => {
                self.claw_back(made, *award, *milestone, *amount, standing, reason, roll)
            }
            Event::MoneyReturned { award, milestone, amount, key } => {
                self.take_back(made, *award, *milestone, *amount, key)
            }
            Event::ClawbackWrittenOff { award, milestone, amount, reason } => {
                self.write_off(made, *award, *milestone, *amount, reason)
            }
            Event::AwardClosed { award, reason } => self.close_award(made, *award, reason, roll),
            Event::RoundFinished { round } => self.finish(made, round),
        }
    }
}

/// The day of an instant, in UTC: deadlines are the same for everyone.
pub(crate) fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// Refuses an empty reason, note or name.
pub(crate) fn told(what: &str, text: &str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        return Err(Refused::new("no-reason", format!("{what} must say something: write a sentence")));
    }
    Ok(())
}

fn no_round(id: &RoundId) -> Refused {
    Refused::new("no-such-round", format!("there is no round {id}"))
}

fn no_application(id: ApplicationId) -> Refused {
    Refused::new("no-such-application", format!("there is no application {}", id.0))
}

fn no_award(id: ApplicationId) -> Refused {
    Refused::new("no-such-award", format!("there is no award {}", id.0))
}
