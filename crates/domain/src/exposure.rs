//! What an organisation tells the programme when it is asked about one advisory, one flaw or one outage: whether it is
//! touched, and on how many devices. No product, version, vendor, host or finding.
//!
//! The list of fields is part of the format; what is not listed is refused, and a change of the list is a new version.

use crate::CveId;
use crate::ids::Digest;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The version of the format that this program writes and reads.
pub const VERSION: u32 = 1;

/// Most devices that an answer may tell (OWN): more than any organisation has.
pub const MOST_DEVICES: u32 = 10_000_000;

/// Longest name of a vendor in a question, in characters (OWN).
pub const LONGEST_VENDOR: usize = 200;

/// What is asked. Whoever writes the same question gets the same digest, so an answer needs to name no more than that.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Question {
    /// Does this advisory touch you?
    Advisory {
        /// SHA-256 of the file as published.
        file: Digest,
    },
    /// Does this flaw touch you?
    Flaw {
        /// Which.
        cve: CveId,
    },
    /// Does the outage of this vendor touch you?
    Outage {
        /// The vendor, as the question writes it.
        vendor: String,
        /// The day on which it began.
        since: Date,
    },
}

/// Kinds of questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// An advisory.
    Advisory,
    /// A flaw.
    Flaw,
    /// An outage.
    Outage,
}

impl Question {
    /// What kind it is.
    pub fn about(&self) -> About {
        match self {
            Self::Advisory { .. } => About::Advisory,
            Self::Flaw { .. } => About::Flaw,
            Self::Outage { .. } => About::Outage,
        }
    }
    /// The text whose SHA-256 names the question; none for an advisory, which its own file names. A vendor is compared
    /// without case and with single spaces.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Advisory { .. } => None,
            Self::Flaw { cve } => Some(format!("ward question\nflaw\n{cve}\n")),
            Self::Outage { vendor, since } => {
                let words: Vec<&str> = vendor.split_whitespace().collect();
                Some(format!("ward question\noutage\n{}\n{since}\n", words.join(" ").to_lowercase()))
            }
        }
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Advisory { file } => {
                let short: String = file.to_string().chars().take(16).collect();
                write!(f, "the advisory of file {short}")
            }
            Self::Flaw { cve } => write!(f, "{cve}"),
            Self::Outage { vendor, since } => write!(f, "the outage of {vendor} since {since}"),
        }
    }
}

/// Whether something is touched, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is.
    Affected,
    /// It may be: a version, a model or a name is not known well enough.
    Perhaps,
    /// Nothing that is known here is.
    NotFound,
}

impl State {
    /// Every one, worst first.
    pub const ALL: [Self; 3] = [Self::Affected, Self::Perhaps, Self::NotFound];
    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Affected => "affected",
            Self::Perhaps => "maybe affected",
            Self::NotFound => "nothing found",
        }
    }
}

/// The answer of an organisation to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exposure {
    /// Version of this format: 1.
    pub version: u32,
    /// What kind of question it answers.
    pub about: About,
    /// SHA-256 of the question: of the advisory's file, or of [`Question::text`].
    pub question: Digest,
    /// The day for which it speaks.
    pub as_of: Date,
    /// When it was made. A later answer replaces an earlier one, so an old one cannot be sent again.
    pub made_at: Timestamp,
    /// Whether it is touched.
    pub state: State,
    /// How many devices are affected, or may be when none is known to be.
    pub devices: u32,
}

/// The answer does not say what an answer says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnExposure {
    /// Another version of the format.
    #[error(
        "the answer has format {0}, and this Ward reads format {VERSION}: one of the two must be updated"
    )]
    Version(u32),
    /// More devices than anybody has.
    #[error("the answer tells of {0} devices: at most {MOST_DEVICES} can be told")]
    Devices(u32),
    /// Devices of those who are not touched.
    #[error("the answer says that nothing was found, and tells of {0} devices")]
    DevicesOfNothing(u32),
    /// A day that had not come.
    #[error("the answer speaks for {as_of} and says that it was made before that day, at {made_at}")]
    AheadOfItself {
        /// The day.
        as_of: Date,
        /// When it was made.
        made_at: Timestamp,
    },
}

impl Exposure {
    /// Whether everything that it says can be so. Who signed it is another question.
    pub fn check(&self) -> Result<(), NotAnExposure> {
        if self.version != VERSION {
            return Err(NotAnExposure::Version(self.version));
        }
        if self.devices > MOST_DEVICES {
            return Err(NotAnExposure::Devices(self.devices));
        }
        if self.state == State::NotFound && self.devices > 0 {
            return Err(NotAnExposure::DevicesOfNothing(self.devices));
        }
        if self.made_at.to_zoned(TimeZone::UTC).date() < self.as_of {
            return Err(NotAnExposure::AheadOfItself { as_of: self.as_of, made_at: self.made_at });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Exposure {
        Exposure {
            version: VERSION,
            about: About::Outage,
            question: Digest([1; 32]),
            as_of: "2026-11-21".parse().unwrap(),
            made_at: "2026-11-21T10:00:00Z".parse().unwrap(),
            state: State::Affected,
            devices: 3,
        }
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Exposure), expected: &str) {
        let mut answer = answer();
        change(&mut answer);
        let says = answer.check().map_or_else(|wrong| wrong.to_string(), |()| String::new());
        assert!(if expected.is_empty() { says.is_empty() } else { says.contains(expected) }, "{says}");
    }

    #[test]
    fn an_answer_says_what_can_be() {
        check(|_| {}, "");
        check(|answer| answer.version = 2, "format 2");
        check(|answer| answer.devices = MOST_DEVICES + 1, "at most");
        check(|answer| answer.state = State::NotFound, "nothing was found");
        check(|answer| answer.as_of = "2026-11-22".parse().unwrap(), "before that day");
        check(|answer| answer.state = State::Perhaps, "");
    }

    #[test]
    fn the_same_question_is_the_same_text() {
        let outage = |vendor: &str| Question::Outage {
            vendor: vendor.to_owned(),
            since: "2026-11-20".parse().unwrap(),
        };
        assert_eq!(outage(" Clear  Claims ").text(), outage("clear claims").text());
        assert_ne!(outage("clear claims").text(), outage("clearclaims").text());
        let cve = "CVE-2026-12345".parse().unwrap();
        assert_eq!(Question::Flaw { cve }.text().unwrap(), "ward question\nflaw\nCVE-2026-12345\n");
    }
}
