//! From a payment to the evidence behind it: payment → award → milestone → summary.

use super::{Application, Award, AwardedMilestone, Funding, MilestoneRef, Payment, Posting, Round};
use ward_domain::Digest;

/// Everything that one payment rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace<'a> {
    /// The payment: when, by whom, under which name.
    pub payment: &'a Payment,
    /// The milestone that it pays.
    pub milestone: MilestoneRef,
    /// What that milestone is, and what became of it.
    pub awarded: &'a AwardedMilestone,
    /// The award.
    pub award: &'a Award,
    /// The application that it was made of.
    pub application: &'a Application,
    /// The round that pays.
    pub round: &'a Round,
    /// SHA-256 of the verified summary that made the milestone payable.
    pub summary: Digest,
    /// All movements of money of that milestone, the payment first.
    pub postings: Vec<&'a Posting>,
}

impl Trace<'_> {
    /// Numbers of the entries of the operator's record that lead to the payment: filed, decided, verified, paid.
    pub fn entries(&self) -> [u64; 4] {
        let proof = &self.payment.proof;
        [self.application.filed.entry, self.award.decided.entry, proof.made.entry, self.payment.made.entry]
    }
}

impl Funding {
    /// What the movement of money of that name rests on, be it a payment or a return; none when there is no such name.
    pub fn trace(&self, key: &str) -> Option<Trace<'_>> {
        let (id, milestone) = self.keys.get(key)?;
        let award = self.awards.get(id)?;
        let awarded = award.milestones.get(milestone)?;
        let payment = awarded.payment()?;
        Some(Trace {
            payment,
            milestone: *milestone,
            awarded,
            award,
            application: self.applications.get(id)?,
            round: self.rounds.get(&award.round)?,
            summary: payment.proof.verified.summary,
            postings: self
                .ledger
                .postings()
                .iter()
                .filter(|posting| posting.entry > award.decided.entry)
                .filter(|posting| posting.transfer.milestone == Some(*milestone))
                .filter(|posting| posting.transfer.touches(*id))
                .collect(),
        })
    }

    /// The names of all movements of money, payments and returns.
    pub fn payment_keys(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }
}
