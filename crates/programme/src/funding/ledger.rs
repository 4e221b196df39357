//! The payments ledger in double entry: money only moves from one account to another, so none appears or vanishes.

use super::{ApplicationId, MilestoneRef, RoundId};
use crate::{Made, Refused};
use jiff::Timestamp;
use std::collections::BTreeMap;
use ward_domain::Money;

/// Where money stands. Every account but the fund holds nothing or more; the fund is below zero by what it gave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Whoever gives the money: the other side of every appropriation.
    Fund,
    /// Set apart for a round and not yet promised to anyone.
    Appropriation(RoundId),
    /// Promised to an award and not yet paid.
    Obligated(ApplicationId),
    /// Sent, and not asked back.
    Paid(ApplicationId),
    /// Asked back, and not yet returned.
    ClawedBack(ApplicationId),
    /// Asked back and received.
    Returned(ApplicationId),
    /// Asked back and given up, with a reason.
    WrittenOff(ApplicationId),
}

/// Money that moves. Because the amount leaves one account and enters the other, no posting can be out of balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The account that has less afterwards (credited).
    pub from: Account,
    /// The account that has more afterwards (debited).
    pub to: Account,
    /// Above zero.
    pub amount: Money,
    /// The milestone it is for, where it is for one.
    pub milestone: Option<MilestoneRef>,
}

impl Transfer {
    /// Whether it moves money of that award.
    pub fn touches(&self, award: ApplicationId) -> bool {
        self.from.award() == Some(award) || self.to.award() == Some(award)
    }
}

impl Account {
    /// The award that the account belongs to; none for the fund and a round's appropriation.
    pub fn award(&self) -> Option<ApplicationId> {
        match self {
            Self::Fund | Self::Appropriation(_) => None,
            Self::Obligated(award)
            | Self::Paid(award)
            | Self::ClawedBack(award)
            | Self::Returned(award)
            | Self::WrittenOff(award) => Some(*award),
        }
    }
}

/// A transfer in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Number of the entry of the record that caused it.
    pub entry: u64,
    /// When.
    pub at: Timestamp,
    /// What moved.
    pub transfer: Transfer,
}

/// All postings in order, and what they add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    postings: Vec<Posting>,
    balances: BTreeMap<Account, Money>,
}

impl Ledger {
    /// The postings, in the order in which they were made.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// What an account holds.
    pub fn balance(&self, account: &Account) -> Money {
        self.balances.get(account).copied().unwrap_or_default()
    }

    /// Every account that was ever used, with what it holds: the trial balance.
    pub fn balances(&self) -> impl Iterator<Item = (&Account, Money)> {
        self.balances.iter().map(|(account, balance)| (account, *balance))
    }

    /// The sum over all accounts; anything but nothing is a fault of this program.
    pub fn total(&self) -> Money {
        self.balances.values().copied().sum()
    }

    /// Posts all transfers of one entry, or none.
    pub(super) fn post(&mut self, made: Made<'_>, transfers: Vec<Transfer>) -> Result<(), Refused> {
        let mut changed: BTreeMap<Account, Money> = BTreeMap::new();
        for transfer in &transfers {
            if transfer.amount <= Money::ZERO {
                return Err(Refused::new("no-amount", "an amount of money must be above zero"));
            }
            let from = changed.get(&transfer.from).copied().unwrap_or_else(|| self.balance(&transfer.from));
            let less = from.cents.checked_sub(transfer.amount.cents).ok_or_else(too_large)?;
            if less < 0 && transfer.from != Account::Fund {
                return Err(Refused::new(
                    "not-enough-money",
                    format!("{} is not there: the account holds {from}", transfer.amount),
                ));
            }
            changed.insert(transfer.from.clone(), Money { cents: less });
            let to = changed.get(&transfer.to).copied().unwrap_or_else(|| self.balance(&transfer.to));
            let more = to.cents.checked_add(transfer.amount.cents).ok_or_else(too_large)?;
            changed.insert(transfer.to.clone(), Money { cents: more });
        }
        self.balances.extend(changed);
        let made_postings =
            transfers.into_iter().map(|transfer| Posting { entry: made.number, at: made.at, transfer });
        self.postings.extend(made_postings);
        Ok(())
    }
}

fn too_large() -> Refused {
    Refused::new(
        "too-large",
        "the sums of the ledger would no longer fit: check the amount for a typing error",
    )
}
