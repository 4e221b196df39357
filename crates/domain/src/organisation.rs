//! The organisation that is judged, and the population that it declares.

use crate::network::AddressRange;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use std::str::FromStr;

/// The three sizes of the 405(d) HICP publication; thresholds and freshness differ by size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// A practice without own IT staff; also the five-person clinic.
    Small,
    /// A hospital or group with a small IT department.
    #[default]
    Medium,
    /// A health system with security staff.
    Large,
}

/// The text is not a size.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a size: use small, medium or large")]
pub struct NotASize(pub String);

impl FromStr for Size {
    type Err = NotASize;
    fn from_str(text: &str) -> Result<Self, NotASize> {
        match text.trim().to_ascii_lowercase().as_str() {
            "s" | "small" => Ok(Self::Small),
            "m" | "medium" => Ok(Self::Medium),
            "l" | "large" => Ok(Self::Large),
            _ => Err(NotASize(text.to_owned())),
        }
    }
}

impl Size {
    /// The word used in files, URLs and the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

/// What an organisation says about itself: the profile. Declared before evidence is read, so that a short list of
/// evidence cannot look like a clean one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Organisation {
    /// The name shown on pages and reports.
    pub name: String,
    /// Which column of thresholds applies.
    pub size: Size,
    /// Mail and web domains that the organisation owns, parked ones included; lower case.
    pub domains: Vec<String>,
    /// Every public address that the organisation answers for.
    pub public_addresses: Vec<AddressRange>,
    /// Public host names that have no fixed address (cloud front ends); lower case.
    pub public_hosts: Vec<String>,
    /// Address ranges of the demilitarised zone.
    pub dmz_addresses: Vec<AddressRange>,
    /// Address ranges of medical devices: Ward never contacts them, whatever else is declared.
    pub medical_addresses: Vec<AddressRange>,
    /// DKIM selectors that the organisation's mail systems use; lower case.
    pub dkim_selectors: Vec<String>,
}

impl Organisation {
    /// Whether the organisation declared the address as public.
    pub fn declares_public(&self, address: IpAddr) -> bool {
        self.public_addresses.iter().any(|range| range.contains(address))
    }
    /// Everything that is declared as outside, in words: domains, hosts, then addresses and ranges.
    pub fn outside_names(&self) -> Vec<String> {
        let names = self.domains.iter().chain(&self.public_hosts).cloned();
        names.chain(self.public_addresses.iter().map(ToString::to_string)).collect()
    }
    /// Whether any public address or host is declared: without one, nothing about the outside can be complete.
    pub fn declares_an_outside(&self) -> bool {
        !self.public_addresses.is_empty() || !self.public_hosts.is_empty()
    }
}
