//! Bulletins: who may read them, and when they stopped being true.

use super::{Ask, Event};
use crate::enforcement::{Class, needs};
use crate::funding::day_of;
use crate::incidents::Tlp;
use crate::participants::{Participant, Participants};
use crate::{Made, Refused};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ward_catalog::SizeLimits;

/// The number of the entry that published it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BulletinNumber(pub u64);

impl std::fmt::Display for BulletinNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Who may read a bulletin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Audience {
    /// Every participant that the operator lists.
    Everyone,
    /// Those that take part.
    Enrolled,
    /// Those of a class that take part.
    Class(Class),
}

impl Audience {
    fn takes(&self, reader: &Participant, limits: SizeLimits) -> bool {
        match self {
            Self::Everyone => true,
            Self::Enrolled => reader.is_enrolled(),
            Self::Class(class) => reader.is_enrolled() && class.takes(&reader.profile, limits),
        }
    }
}

/// A bulletin.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulletin {
    /// Its number.
    pub number: BulletinNumber,
    /// When it was published.
    pub at: Timestamp,
    /// Title.
    pub title: String,
    /// What it says.
    pub says: String,
    /// Under which label.
    pub tlp: Tlp,
    /// Who may read it.
    pub audience: Audience,
    /// What its readers are asked, when they are.
    pub asks: Option<Ask>,
    /// When and why it was withdrawn.
    pub withdrawn: Option<(Timestamp, String)>,
}

impl Bulletin {
    /// Whether a participant may read it: by the limits of sizes of the day on which it was published, so that nobody is
    /// asked later and counted with the others.
    pub fn is_for(&self, reader: &Participant, all: &Participants) -> bool {
        self.audience.takes(reader, all.size_limits(self.day()))
    }
    /// The day on which it was published.
    pub fn day(&self) -> Date {
        day_of(self.at)
    }

    pub(super) fn publish(made: Made<'_>, event: &Event) -> Result<Self, Refused> {
        let Event::BulletinPublished { title, says, tlp, audience, asks } = event else {
            return Err(Refused::new("no-bulletin", "a bulletin begins with its publication"));
        };
        needs("the title", title)?;
        needs("the text", says)?;
        if *tlp == Tlp::Red {
            let why = "TLP:RED is for named recipients alone: share it with them and publish no bulletin";
            return Err(Refused::new("tlp", why));
        }
        if *tlp >= Tlp::Amber && *audience == Audience::Everyone {
            let why = format!("{} is for those who take part: choose a narrower audience", tlp.label());
            return Err(Refused::new("tlp", why));
        }
        if let Some(asks) = asks {
            asks.check(made.at)?;
        }
        Ok(Self {
            number: BulletinNumber(made.number),
            at: made.at,
            title: title.clone(),
            says: says.clone(),
            tlp: *tlp,
            audience: audience.clone(),
            asks: asks.clone(),
            withdrawn: None,
        })
    }

    pub(super) fn withdraw(&mut self, at: Timestamp, because: &str) -> Result<(), Refused> {
        needs("the reason", because)?;
        if self.withdrawn.is_some() {
            return Err(Refused::new("withdrawn", "the bulletin was withdrawn before"));
        }
        self.withdrawn = Some((at, because.to_owned()));
        Ok(())
    }
}
