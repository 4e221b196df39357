//! What is known of an incident. Every fact can be not known.

use crate::Refused;
use crate::identifiers::State;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_catalog::Starts;

/// What kind of incident it is, in the words of the HHS breach portal and of drills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Hacking or another IT incident.
    Hacking,
    /// Access or disclosure without authority.
    UnauthorisedAccess,
    /// Theft.
    Theft,
    /// Loss.
    Loss,
    /// Improper disposal.
    Disposal,
    /// Systems are down, and nothing else is known.
    Outage,
    /// Something else.
    Other,
}

impl Kind {
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Hacking => "Hacking or IT incident",
            Self::UnauthorisedAccess => "Unauthorized access or disclosure",
            Self::Theft => "Theft",
            Self::Loss => "Loss",
            Self::Disposal => "Improper disposal",
            Self::Outage => "Outage",
            Self::Other => "Other",
        }
    }
}

/// Why a notice to people may wait (45 CFR 164.412).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "asked", rename_all = "kebab-case")]
pub enum Hold {
    /// Law enforcement asked in writing, until a day.
    Written {
        /// Last day.
        until: Date,
    },
    /// Law enforcement asked by word of mouth on a day.
    Oral {
        /// The day.
        on: Date,
    },
}

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    /// Who reports.
    pub organisation: Option<String>,
    /// State of its address.
    pub state: Option<State>,
    /// What kind it is.
    pub kind: Option<Kind>,
    /// What happened, in sentences.
    pub says: Option<String>,
    /// Where the data were: server, mail, paper.
    pub place: Option<String>,
    /// What was done.
    pub response: Option<String>,
    /// People affected, all together.
    pub people: Option<u64>,
    /// Of them, residents by state.
    pub residents: BTreeMap<State, u64>,
    /// Whether every affected person's state is counted above; else a state that is absent is not known.
    pub residents_complete: bool,
    /// Whether health information was acquired, seen or lost.
    pub health_data: Option<bool>,
    /// Whether all of it was encrypted or destroyed by the guidance of HHS.
    pub secured: Option<bool>,
    /// Whether the four factors of 45 CFR 164.402 show a low probability of compromise.
    pub low_probability: Option<bool>,
    /// Whether ransomware ran.
    pub ransomware: Option<bool>,
    /// Whether a ransom was paid.
    pub ransom_paid: Option<bool>,
    /// Whether care or systems were disrupted substantially.
    pub substantial: Option<bool>,
    /// A covered entity under HIPAA.
    pub covered_entity: Option<bool>,
    /// A business associate under HIPAA, in this incident.
    pub business_associate: Option<bool>,
    /// A programme under 42 CFR part 2.
    pub part_2: Option<bool>,
    /// A health app or record outside HIPAA.
    pub health_app: Option<bool>,
    /// A hospital.
    pub hospital: Option<bool>,
    /// Beds.
    pub beds: Option<u32>,
    /// A critical access hospital.
    pub critical_access: Option<bool>,
    /// A general hospital under article 28 of the New York Public Health Law.
    pub article_28: Option<bool>,
    /// Licensed in California as a clinic, health facility, home health agency or hospice.
    pub california_licence: Option<bool>,
    /// Shares are listed in the United States.
    pub listed_company: Option<bool>,
    /// Hours within which the insurer wants to know, by the policy.
    pub insurance_hours: Option<u32>,
    /// Whether there is such a policy.
    pub insured: Option<bool>,
    /// Whether law enforcement asked to wait.
    pub hold: Option<Hold>,
}

impl Facts {
    /// Whether it is a breach of unsecured health information; it is presumed to be one until the four factors show
    /// otherwise (45 CFR 164.402).
    pub fn is_breach(&self) -> Result<bool, &'static str> {
        match (self.health_data, self.secured, self.low_probability) {
            (Some(false), ..) | (_, Some(true), _) | (_, _, Some(true)) => Ok(false),
            (Some(true), ..) => Ok(true), // Not known whether secured: presumed a breach.
            (None, ..) => Err("whether health information was acquired, seen or lost"),
        }
    }
    /// Residents of a state among the affected.
    pub fn residents_of(&self, state: &str) -> Option<u64> {
        let state: State = state.parse().ok()?;
        match self.residents.get(&state) {
            Some(count) => Some(*count),
            None => (self.residents_complete || self.people == Some(0)).then_some(0),
        }
    }
    pub(super) fn check(&self) -> Result<(), Refused> {
        let counted = self.residents.values().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        match (counted, self.people) {
            (None, _) => Err(Refused::new("people", "the residents by state are too many to be added")),
            (Some(counted), Some(people)) if counted > people => {
                let why = format!("{counted} residents by state are more than {people} people affected");
                Err(Refused::new("people", why))
            }
            _ => Ok(()),
        }
    }
}

/// What happened when, each by its own name, and where the days are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Times {
    /// Known, or would have been by reasonable diligence.
    pub discovery: Option<Timestamp>,
    /// Reasonably believed to have happened.
    pub reasonable_belief: Option<Timestamp>,
    /// Determined to be an incident or a breach.
    pub determination: Option<Timestamp>,
    /// A ransom was paid.
    pub payment: Option<Timestamp>,
    /// Found material to investors.
    pub materiality: Option<Timestamp>,
    /// It began.
    pub began: Option<Timestamp>,
    /// It ended.
    pub ended: Option<Timestamp>,
    /// Minutes that local time is ahead of UTC, -300 for New York in winter: which day it was.
    pub utc_offset_minutes: i16,
}

impl Times {
    /// The time that starts such a clock.
    pub fn of(&self, starts: Starts) -> Option<Timestamp> {
        match starts {
            Starts::Discovery | Starts::EndOfYear => self.discovery,
            Starts::ReasonableBelief => self.reasonable_belief,
            Starts::Determination => self.determination,
            Starts::Payment => self.payment,
            Starts::Materiality => self.materiality,
        }
    }
    /// The local day of an instant.
    pub fn day(&self, at: Timestamp) -> Date {
        let offset = Offset::from_seconds(i32::from(self.utc_offset_minutes) * 60).unwrap_or(Offset::UTC);
        offset.to_datetime(at).date()
    }
    pub(super) fn check(&self, now: Timestamp) -> Result<(), Refused> {
        let named = [
            ("the discovery", self.discovery),
            ("the reasonable belief", self.reasonable_belief),
            ("the determination", self.determination),
            ("the payment", self.payment),
            ("the finding of materiality", self.materiality),
            ("the beginning", self.began),
            ("the end", self.ended),
        ];
        if let Some((name, _)) = named.iter().find(|(_, at)| at.is_some_and(|at| at > now)) {
            return Err(Refused::new("future", format!("{name} lies in the future: check the date")));
        }
        if self.began.zip(self.ended).is_some_and(|(began, ended)| ended < began) {
            return Err(Refused::new("order", "the incident ends before it begins: check both times"));
        }
        if !(-12 * 60..=14 * 60).contains(&self.utc_offset_minutes) {
            let why = format!("{} minutes is no offset from UTC", self.utc_offset_minutes);
            return Err(Refused::new("offset", why));
        }
        Ok(())
    }
}
