//! Scans: what was looked at, what was open and which checks fired.

use super::{Index, Line};
use crate::ids::CveId;
use crate::network::{AddressRange, Ports, Protocol};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One run of a scanner.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scan {
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended; `None` for a scan that was cut off.
    pub ended: Option<Timestamp>,
    /// The addresses that it was told to look at, whether or not anything answered.
    pub targets: Vec<AddressRange>,
    /// The host names that it was told to look at; lower case.
    pub target_hosts: Vec<String>,
    /// The TCP ports that it was told to try. Empty when the file does not say.
    pub tcp_ports: Ports,
    /// Whether it looks for vulnerabilities (Nessus) or only for ports (nmap).
    pub looks_for_vulnerabilities: bool,
    /// The checks that were switched on, sorted, as numbers of the tool; `None` when the file does not say (then every
    /// check of the tool is taken as run).
    pub checks_run: Option<Vec<u32>>,
}

/// What one scan did on one device.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HostScan {
    /// Which of [`Observations::assets`](super::Observations::assets).
    pub asset: Index,
    /// Which of [`Observations::scans`](super::Observations::scans).
    pub scan: Index,
    /// When the device was done, or the scan's end.
    pub at: Option<Timestamp>,
    /// Whether the device was looked at to its end.
    pub completed: bool,
    /// Whether log-in checks worked; `None` when the tool does not log in.
    pub credentialed: Option<bool>,
    /// Where the file says so.
    pub line: Line,
}

/// An open port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceSeen {
    /// Which of [`Observations::assets`](super::Observations::assets).
    pub asset: Index,
    /// Which of [`Observations::scans`](super::Observations::scans).
    pub scan: Index,
    /// Transport.
    pub protocol: Protocol,
    /// Port number.
    pub port: u16,
    /// Service name as the tool guessed it.
    pub service: String,
    /// Product and version, as the tool read them.
    pub product: String,
    /// Where in the file.
    pub line: Line,
}

/// A check of a tool, once for each file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// The tool's name for it, `nessus:19506`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The tool's own severity.
    pub severity: Severity,
    /// CVSS v2 base score in tenths: 75 is 7.5. The versions are different scales and never stand for each other.
    pub cvss2_tenths: Option<u8>,
    /// CVSS v3 base score in tenths: 98 is 9.8.
    pub cvss3_tenths: Option<u8>,
    /// CVSS v4 base score in tenths.
    pub cvss4_tenths: Option<u8>,
    /// EPSS probability of exploitation within 30 days, in hundredths of a percent: 9712 is 97.12 %.
    pub epss: Option<u16>,
    /// CVEs that it stands for; sorted.
    pub cves: Vec<CveId>,
    /// Whether the tool says that the product is past its maker's support.
    pub is_unsupported_product: bool,
    /// Whether the tool knows of an exploit.
    pub exploit_available: Option<bool>,
    /// When the maker's fix came out.
    pub patch_published: Option<Date>,
}

/// The tool's own severity, kept apart from CVSS, EPSS, KEV and SSVC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Information only.
    #[default]
    Info,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

impl Severity {
    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// A check that fired on a device. Kept small: an estate may hold a million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingSeen {
    /// Which of [`Observations::assets`](super::Observations::assets).
    pub asset: Index,
    /// Which of [`Observations::checks`](super::Observations::checks).
    pub check: Index,
    /// Which of [`Observations::scans`](super::Observations::scans).
    pub scan: u16,
    /// Port, 0 for the device as a whole.
    pub port: u16,
    /// Transport.
    pub protocol: Protocol,
    /// Where in the file.
    pub line: Line,
}
