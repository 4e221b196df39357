//! What happens to an award: milestones become payable, are paid, and are asked back.

use super::{
    Account, ApplicationId, Award, AwardedMilestone, Clawback, Funding, MilestoneRef, Payment, Progress,
    Proof, Roll, Stage, Stamp, Transfer, Verified, no_award, told,
};
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use ward_domain::Money;

impl Funding {
    pub(super) fn verify(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        at: MilestoneRef,
        fact: &Verified,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        let award = self.award(id)?;
        self.round(&award.round)?.expect(&[Stage::Decided, Stage::Paying])?;
        award.check_verified(at, fact, made.at, roll)?;
        let proof = Proof { made: Stamp::of(made), verified: *fact };
        self.with_milestone(id, at, |milestone| milestone.progress = Progress::Payable(proof))
    }

    pub(super) fn extend(
        &mut self,
        id: ApplicationId,
        at: MilestoneRef,
        due: Date,
        reason: &str,
    ) -> Result<(), Refused> {
        told("the reason", reason)?;
        let milestone = self.award(id)?.open_milestone(at)?;
        if milestone.progress != Progress::Pending || due <= milestone.due {
            return Err(Refused::new(
                "not-an-extension",
                format!(
                    "`{}` is due on {}; only a milestone that is not verified can get a later day",
                    milestone.name, milestone.due
                ),
            ));
        }
        self.with_milestone(id, at, |milestone| milestone.due = due)
    }

    pub(super) fn pay(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        at: MilestoneRef,
        amount: Money,
        key: &str,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        self.check_key(key)?;
        let award = self.award(id)?;
        self.round(&award.round)?.expect(&[Stage::Paying])?;
        let milestone = award.open_milestone(at)?;
        let proof = match &milestone.progress {
            Progress::Payable(proof) => proof.clone(),
            Progress::Pending => {
                return Err(Refused::new(
                    "not-verified",
                    format!("`{}` of {} is not verified: nothing is paid before", milestone.name, at.goal),
                ));
            }
            Progress::Paid(payment) | Progress::ClawedBack(payment, _) => {
                return Err(Refused::new(
                    "paid-twice",
                    format!(
                        "`{}` of {} was paid by {} as `{}`",
                        milestone.name, at.goal, payment.made.by, payment.key
                    ),
                ));
            }
        };
        if amount != milestone.amount {
            return Err(Refused::new(
                "wrong-amount",
                format!("`{}` of {} pays {}, not {amount}", milestone.name, at.goal, milestone.amount),
            ));
        }
        if roll.name(&award.participant).is_none() {
            return Err(Refused::new(
                "not-a-participant",
                format!("{} takes part no longer: nothing more is paid", award.participant),
            ));
        }
        if !award.still_holds(at.goal, made.at, roll) {
            return Err(Refused::new(
                "standing-fell",
                format!("the newest summary does not show {} met any more: verify it again first", at.goal),
            ));
        }
        let transfer = award.transfer(at, Account::Obligated, Account::Paid, amount);
        self.ledger.post(made, vec![transfer])?;
        self.keys.insert(key.to_owned(), (id, at));
        let payment = Payment { made: Stamp::of(made), key: key.to_owned(), proof };
        self.with_milestone(id, at, |milestone| milestone.progress = Progress::Paid(payment))
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of one event")]
    pub(super) fn claw_back(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        at: MilestoneRef,
        amount: Money,
        standing: &Verified,
        reason: &str,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        told("the reason", reason)?;
        let award = self.award(id)?;
        let milestone = award.open_milestone(at)?;
        let Progress::Paid(payment) = &milestone.progress else {
            return Err(Refused::new(
                "not-paid",
                format!("`{}` of {} is not paid, or was asked back before", milestone.name, at.goal),
            ));
        };
        if standing.goal != at.goal {
            return Err(Refused::new(
                "wrong-goal",
                format!("what is known about {} says nothing about {}", standing.goal, at.goal),
            ));
        }
        standing.confirm(&award.participant, made.at, roll)?;
        if standing.holds(award.required_grade) {
            return Err(Refused::new(
                "still-met",
                format!(
                    "{} is still met as the award needs it: there is no ground to ask money back",
                    at.goal
                ),
            ));
        }
        if amount > milestone.amount {
            return Err(Refused::new(
                "wrong-amount",
                format!(
                    "{} was paid for `{}`, so {amount} cannot be asked back",
                    milestone.amount, milestone.name
                ),
            ));
        }
        let transfer = award.transfer(at, Account::Paid, Account::ClawedBack, amount);
        let clawback = Clawback {
            made: Stamp::of(made),
            reason: reason.to_owned(),
            standing: *standing,
            amount,
            returned: Money::ZERO,
            written_off: Money::ZERO,
        };
        let progress = Progress::ClawedBack(payment.clone(), clawback);
        self.ledger.post(made, vec![transfer])?;
        self.with_milestone(id, at, |milestone| milestone.progress = progress)
    }

    pub(super) fn take_back(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        at: MilestoneRef,
        amount: Money,
        key: &str,
    ) -> Result<(), Refused> {
        self.check_key(key)?;
        self.settle(made, id, at, amount, Account::Returned, |clawback| clawback.returned += amount)?;
        self.keys.insert(key.to_owned(), (id, at));
        Ok(())
    }

    pub(super) fn write_off(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        at: MilestoneRef,
        amount: Money,
        reason: &str,
    ) -> Result<(), Refused> {
        told("the reason", reason)?;
        self.settle(made, id, at, amount, Account::WrittenOff, |clawback| clawback.written_off += amount)
    }

    /// Moves money that was asked back to where it ended, at most what is outstanding of the milestone.
    fn settle(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        at: MilestoneRef,
        amount: Money,
        to: fn(ApplicationId) -> Account,
        change: impl FnOnce(&mut Clawback),
    ) -> Result<(), Refused> {
        let award = self.award(id)?;
        let milestone = award.open_milestone(at)?;
        let outstanding = milestone.clawback().map(Clawback::outstanding).unwrap_or_default();
        if amount > outstanding {
            return Err(Refused::new(
                "more-than-outstanding",
                format!("{outstanding} of `{}` is to come back, and {amount} is more", milestone.name),
            ));
        }
        let transfer = award.transfer(at, Account::ClawedBack, to, amount);
        self.ledger.post(made, vec![transfer])?;
        self.with_milestone(id, at, |milestone| {
            if let Progress::ClawedBack(_, clawback) = &mut milestone.progress {
                change(clawback);
            }
        })
    }

    pub(super) fn close_award(
        &mut self,
        made: Made<'_>,
        id: ApplicationId,
        reason: &str,
        roll: &dyn Roll,
    ) -> Result<(), Refused> {
        told("the reason", reason)?;
        let award = self.award(id)?;
        self.round(&award.round)?.expect(&[Stage::Paying])?;
        check_closable(award, made.at, roll)?;
        let left = self.ledger.balance(&Account::Obligated(id));
        if left > Money::ZERO {
            let released = Transfer {
                from: Account::Obligated(id),
                to: Account::Appropriation(award.round.clone()),
                amount: left,
                milestone: None,
            };
            self.ledger.post(made, vec![released])?;
        }
        let award = self.awards.get_mut(&id).ok_or_else(|| no_award(id))?;
        award.closed = Some((Stamp::of(made), reason.to_owned()));
        Ok(())
    }

    /// A name of a movement of money is used once, so that the same message sent twice moves nothing twice.
    fn check_key(&self, key: &str) -> Result<(), Refused> {
        told("the name of the payment", key)?;
        match self.keys.get(key) {
            None => Ok(()),
            Some((award, at)) => Err(Refused::new(
                "paid-twice",
                format!(
                    "`{key}` was recorded for milestone {} of {} of award {}",
                    at.number, at.goal, award.0
                ),
            )),
        }
    }

    fn with_milestone(
        &mut self,
        id: ApplicationId,
        at: MilestoneRef,
        change: impl FnOnce(&mut AwardedMilestone),
    ) -> Result<(), Refused> {
        let award = self.awards.get_mut(&id).ok_or_else(|| no_award(id))?;
        if let Some(milestone) = award.milestones.get_mut(&at) {
            change(milestone);
        }
        Ok(())
    }
}

/// An award can be closed when nothing is owed either way.
fn check_closable(award: &Award, now: Timestamp, roll: &dyn Roll) -> Result<(), Refused> {
    if let Some((closed, _)) = &award.closed {
        return Err(Refused::new(
            "award-closed",
            format!("award {} was closed by {} at {}", award.id.0, closed.by, closed.at),
        ));
    }
    if award.outstanding() > Money::ZERO {
        return Err(Refused::new(
            "outstanding",
            format!(
                "{} is still to come back: wait for it, or write it off with a reason",
                award.outstanding()
            ),
        ));
    }
    let earned = award.milestones.iter().find(|(at, milestone)| {
        matches!(milestone.progress, Progress::Payable(_)) && award.still_holds(at.goal, now, roll)
    });
    match earned {
        Some((at, milestone)) if roll.name(&award.participant).is_some() => Err(Refused::new(
            "unpaid",
            format!("`{}` of {} is verified and not paid: pay it first", milestone.name, at.goal),
        )),
        _ => Ok(()),
    }
}
