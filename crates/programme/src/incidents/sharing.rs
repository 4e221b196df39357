//! What was shared with whom, under which label of the Traffic Light Protocol.

use crate::Refused;
use crate::enforcement::needs;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ward_catalog::{Force, Parameters};
use ward_domain::Digest;

/// Traffic Light Protocol, version 2.0 (FIRST), the widest audience first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tlp {
    /// Anyone.
    Clear,
    /// The community, not in public.
    Green,
    /// The organisation and its clients, by need.
    Amber,
    /// The organisation alone, by need.
    AmberStrict,
    /// The named recipients alone.
    Red,
}

impl Tlp {
    /// The label as the protocol writes it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }
}

/// Something that was shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// When.
    pub at: Timestamp,
    /// With whom.
    pub with: String,
    /// What, in words.
    pub what: String,
    /// Under which label.
    pub tlp: Tlp,
    /// The file, when there was one.
    pub file: Option<Digest>,
}

impl Shared {
    pub(super) fn check(&self, now: Timestamp) -> Result<(), Refused> {
        needs("with whom it was shared", &self.with)?;
        needs("what was shared", &self.what)?;
        if self.at > now {
            return Err(Refused::new(
                "future",
                format!("{} lies in the future: record it when it was", self.at),
            ));
        }
        Ok(())
    }
}

/// What can be said about protection from liability for sharing on a day. Nothing is promised that is not known.
pub fn shield(parameters: &Parameters, day: Date) -> String {
    match parameters.standing("information-sharing-shield", day) {
        Some(standing) if standing.status == Force::InForce => {
            format!("{}: {} ({})", standing.status.label(), standing.says, standing.citation)
        }
        Some(standing) => {
            format!("not protected on {day}: {} ({})", standing.says, standing.citation)
        }
        None => format!("not known for {day}: ask counsel before sharing"),
    }
}
