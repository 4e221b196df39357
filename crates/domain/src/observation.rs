//! What evidence says, row by row, before anybody judges it.
//!
//! An importer turns one file into one [`Observations`]. Rows point at each other by position and at their place in
//! the file by `line` (1-based; for JSON without lines, the 1-based number of the record), so that every verdict can
//! lead back to `sha256#L<line>`. Rows repeat nothing: a check that fires on 900 hosts is one [`Check`] and 900
//! sixteen-byte [`FindingSeen`] rows.

use crate::ids::{CveId, MeasureId};
use crate::network::{AddressRange, Ports, Protocol};
use crate::organisation::Organisation;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// The 1-based line (or record) of a file.
pub type Line = u32;
/// The position of a row in its list within the same [`Observations`].
pub type Index = u32;

/// Everything that one piece of evidence says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observations {
    /// The tool that wrote the file, with its version where the file says so: `Nessus 10.7.2`, `Workday`.
    pub tool: String,
    /// Who made the file: it decides the grade.
    pub origin: Origin,
    /// When what the file says was true: the end of the scan, the moment of the export. `None` when the file does not
    /// say; the record then asks, and falls back on the date the person gave or the day of receipt.
    pub collected_at: Option<Timestamp>,
    /// Name of the list that this file is a full copy of (same system, same columns). A newer file of the same series
    /// replaces what an older one listed. `None` when the file is not a full list.
    pub series: Option<String>,

    /// Scans described by the file: what was looked at, not only what was found.
    pub scans: Vec<Scan>,
    /// Devices seen or listed.
    pub assets: Vec<AssetSeen>,
    /// What each scan did on each device.
    pub coverage: Vec<HostScan>,
    /// Open ports.
    pub services: Vec<ServiceSeen>,
    /// The tool's checks that fired at least once.
    pub checks: Vec<Check>,
    /// Check × device × port.
    pub findings: Vec<FindingSeen>,
    /// Workforce members of every kind.
    pub people: Vec<PersonSeen>,
    /// Accounts in a directory.
    pub accounts: Vec<AccountSeen>,
    /// Training assigned or done.
    pub trainings: Vec<TrainingSeen>,
    /// Entries of a known-exploited-vulnerabilities catalogue. A file with any is a full catalogue.
    pub known_exploited: Vec<KnownExploited>,
    /// SSVC decision inputs.
    pub ssvc: Vec<SsvcSeen>,
    /// Answers by people.
    pub answers: Vec<AnswerSeen>,
    /// Exceptions that somebody approved.
    pub exceptions: Vec<ExceptionSeen>,
    /// The organisation's profile, when the file declares it.
    pub organisation: Option<Organisation>,
}

impl Observations {
    /// How many rows the file contributed, by kind, in words that people read.
    pub fn contributed(&self) -> [(&'static str, u64); 11] {
        let count = |n: usize| n as u64;
        [
            ("devices", count(self.assets.len())),
            ("open ports", count(self.services.len())),
            ("findings", count(self.findings.len())),
            ("people", count(self.people.len())),
            ("accounts", count(self.accounts.len())),
            ("courses", count(self.trainings.len())),
            ("known exploited vulnerabilities", count(self.known_exploited.len())),
            ("vulnerability decisions", count(self.ssvc.len())),
            ("answers", count(self.answers.len())),
            ("exceptions", count(self.exceptions.len())),
            ("profiles", count(usize::from(self.organisation.is_some()))),
        ]
    }
}

/// Who made a file. Ward grades by it: a machine's own export can be A, a list that somebody keeps is C at best.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A scanner's or system's own export, recognised by its own shape.
    Machine,
    /// A dated document of a third party.
    ThirdParty,
    /// The organisation's own list (a generic or mapped CSV).
    #[default]
    OwnRecord,
}

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
    /// Which of [`Observations::assets`].
    pub asset: Index,
    /// Which of [`Observations::scans`].
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

/// A device, as one tool knows it. All names are lower case; MAC addresses are written `aa:bb:cc:dd:ee:ff`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AssetSeen {
    /// Whether this row is a record of an inventory, and not a device seen on the wire.
    pub is_inventory_record: bool,
    /// Identifier in the inventory or directory that wrote the file.
    pub directory_id: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// MAC addresses.
    pub macs: Vec<String>,
    /// Fully qualified name.
    pub fqdn: Option<String>,
    /// Short host or NetBIOS name.
    pub host_name: Option<String>,
    /// Addresses.
    pub addresses: Vec<IpAddr>,
    /// What kind of device.
    pub kind: Option<AssetKind>,
    /// Operating system or firmware, with version.
    pub operating_system: Option<String>,
    /// Site, for host names that repeat between sites.
    pub site: Option<String>,
    /// Room or place.
    pub place: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How much depends on it, in the inventory's own words.
    pub criticality: Option<String>,
    /// Whether it holds electronic protected health information.
    pub holds_ephi: Option<bool>,
    /// Last day of the maker's support.
    pub support_ends: Option<Date>,
    /// Maker.
    pub maker: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Whether the device is said to face the Internet or to sit at the edge.
    pub is_edge: Option<bool>,
    /// Where in the file.
    pub line: Line,
}

/// Kinds of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    /// Server or virtual server.
    Server,
    /// Desktop or laptop.
    Workstation,
    /// Phone or tablet.
    Mobile,
    /// Switch, router, firewall, access point.
    Network,
    /// Medical device.
    MedicalDevice,
    /// Building or operational technology.
    Building,
    /// Cloud resource or software as a service.
    Cloud,
    /// Printers and the like.
    Other,
}

impl AssetKind {
    /// The words shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Workstation => "workstation",
            Self::Mobile => "mobile",
            Self::Network => "network device",
            Self::MedicalDevice => "medical device",
            Self::Building => "building system",
            Self::Cloud => "cloud",
            Self::Other => "other",
        }
    }
}

/// An open port.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceSeen {
    /// Which of [`Observations::assets`].
    pub asset: Index,
    /// Which of [`Observations::scans`].
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
    /// CVSS v3 base score in tenths: 98 is 9.8.
    pub cvss3_tenths: Option<u8>,
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
    /// Which of [`Observations::assets`].
    pub asset: Index,
    /// Which of [`Observations::checks`].
    pub check: Index,
    /// Which of [`Observations::scans`].
    pub scan: u16,
    /// Port, 0 for the device as a whole.
    pub port: u16,
    /// Transport.
    pub protocol: Protocol,
    /// Where in the file.
    pub line: Line,
}

/// A member of the workforce on a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PersonSeen {
    /// Employee or person number.
    pub person_id: Option<String>,
    /// Name, as written.
    pub name: String,
    /// Mail address; lower case.
    pub mail: Option<String>,
    /// Log-in name in the directory (UPN or account name), when the list holds it; lower case.
    pub log_in: Option<String>,
    /// How the person belongs to the organisation.
    pub kind: Option<PersonKind>,
    /// Whether the list says active, on leave or ended.
    pub status: Option<PersonStatus>,
    /// First day.
    pub start: Option<Date>,
    /// End of engagement. A date without a time is the end of that day (23:59:59).
    pub end: Option<DateTime>,
    /// Whether the end was a dismissal.
    pub is_involuntary: Option<bool>,
    /// When the organisation says that access was removed.
    pub access_ended: Option<DateTime>,
    /// Who answers for a person that is no employee.
    pub sponsor: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Special security role, in the list's words (administrator, incident response, …).
    pub security_role: Option<String>,
    /// Where in the file.
    pub line: Line,
}

/// How a person belongs to the organisation; the goal E6 names each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonKind {
    /// On payroll.
    Employee,
    /// Contractor, agency, locum.
    Contractor,
    /// Affiliated physician or partner staff.
    Affiliate,
    /// Volunteer.
    Volunteer,
    /// Student, resident, trainee.
    Student,
    /// Vendor staff.
    Vendor,
}

impl PersonKind {
    /// The word shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Employee => "employee",
            Self::Contractor => "contractor",
            Self::Affiliate => "affiliate",
            Self::Volunteer => "volunteer",
            Self::Student => "student",
            Self::Vendor => "vendor staff",
        }
    }
}

/// Where a person stands on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PersonStatus {
    /// Working.
    Active,
    /// On leave.
    OnLeave,
    /// Gone.
    Ended,
}

/// An account in a directory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountSeen {
    /// Which directory: `entra`.
    pub directory: String,
    /// The directory's own id for the account.
    pub account_id: Option<String>,
    /// User principal name or account name; lower case.
    pub log_in: String,
    /// Mail address; lower case.
    pub mail: Option<String>,
    /// Shown name.
    pub name: String,
    /// Employee number, where the directory holds it.
    pub person_id: Option<String>,
    /// Whether it can be used.
    pub is_enabled: Option<bool>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// Last use.
    pub last_sign_in: LastSignIn,
    /// Member, guest, service.
    pub kind: Option<AccountKind>,
    /// Whether it holds a privileged role.
    pub is_privileged: Option<bool>,
    /// Second factors. `None` when this file does not speak of them.
    pub mfa: Option<Mfa>,
    /// Where in the file.
    pub line: Line,
}

/// When an account was last used, as far as a file says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LastSignIn {
    /// The file does not speak of it.
    #[default]
    NotReported,
    /// The file has the column and it is empty.
    Never,
    /// Then.
    At(Timestamp),
}

/// Kinds of accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountKind {
    /// A person of the organisation.
    Member,
    /// A person from outside.
    Guest,
    /// A program or a shared mailbox.
    Service,
}

/// What a directory says of an account's second factors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mfa {
    /// Whether a method that can be used for MFA is registered and allowed.
    pub is_capable: Option<bool>,
    /// Whether the directory enforces it for this account (per-user MFA "Enforced"). Registered is not enforced.
    pub is_enforced: Option<bool>,
    /// Registered methods.
    pub methods: Vec<MfaMethod>,
}

/// A second factor, by how well it resists phishing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MfaMethod {
    /// FIDO2 security key.
    SecurityKey,
    /// Passkey on a device.
    Passkey,
    /// Windows Hello for Business or platform credential.
    PlatformCredential,
    /// Certificate.
    Certificate,
    /// Push or number in an app.
    App,
    /// Code from an app or token (OATH).
    OneTimeCode,
    /// Text message.
    Sms,
    /// Phone call.
    Voice,
    /// Mail.
    Mail,
    /// Time-limited pass.
    TemporaryPass,
    /// What else the file names.
    Other(String),
}

impl MfaMethod {
    /// Whether the method resists phishing (NIST SP 800-63B verifier impersonation resistance; MS.AAD.3.1v1).
    pub fn resists_phishing(&self) -> bool {
        matches!(self, Self::SecurityKey | Self::Passkey | Self::PlatformCredential | Self::Certificate)
    }
    /// Whether the method is at least app-based, so not a message or a call.
    pub fn is_app_or_better(&self) -> bool {
        self.resists_phishing() || matches!(self, Self::App | Self::OneTimeCode)
    }
}

/// A course that somebody was given or has done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainingSeen {
    /// Employee or person number.
    pub person_id: Option<String>,
    /// Mail address; lower case.
    pub mail: Option<String>,
    /// Name, as written.
    pub name: String,
    /// Course title, as written.
    pub course: String,
    /// Role track, when the list has one.
    pub track: Option<String>,
    /// Day of assignment.
    pub assigned: Option<Date>,
    /// Day of completion; `None` is not completed.
    pub completed: Option<Date>,
    /// Where in the file.
    pub line: Line,
}

/// An entry of CISA's Known Exploited Vulnerabilities catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownExploited {
    /// Which vulnerability.
    pub cve: CveId,
    /// When CISA listed it.
    pub added: Date,
    /// CISA's due date; a field of the file, never computed.
    pub due: Option<Date>,
    /// Known to be used in ransomware campaigns.
    pub ransomware: bool,
    /// Where in the file.
    pub line: Line,
}

/// SSVC decision inputs for one CVE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SsvcSeen {
    /// Which vulnerability.
    pub cve: CveId,
    /// `none`, `poc`, `active`.
    pub exploitation: Option<Exploitation>,
    /// Whether attacks can be automated.
    pub is_automatable: Option<bool>,
    /// Whether an attacker gains total control.
    pub impact_is_total: Option<bool>,
    /// When CISA decided.
    pub decided_at: Option<Timestamp>,
    /// Where in the file.
    pub line: Line,
}

/// SSVC exploitation status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exploitation {
    /// No evidence.
    None,
    /// Proof of concept.
    Poc,
    /// Active.
    Active,
}

/// An answer that a person gave and signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnswerSeen {
    /// Which measure.
    pub measure: MeasureId,
    /// Which subject of it (an account, a finding, a person); `None` for the measure as a whole.
    pub subject: Option<String>,
    /// What was said.
    pub says: Says,
    /// Who signed.
    pub signer: String,
    /// When.
    pub signed_on: Date,
    /// The artefact that backs the answer: a file name, a ticket, a digest.
    pub artefact: Option<String>,
    /// Whether the artefact is a dated document of a third party (grade B).
    pub is_third_party: bool,
    /// Last day on which the answer counts; the measure's freshness may end it sooner.
    pub expires: Option<Date>,
    /// In the person's words.
    pub comment: String,
    /// Where in the file.
    pub line: Line,
}

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// It does not apply here, and the comment says why.
    NotApplicable,
}

/// An approved exception: one subject of one measure, for a while.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExceptionSeen {
    /// Which measure.
    pub measure: MeasureId,
    /// Which subject, as the measure names it.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// What protects instead.
    pub compensating_control: String,
    /// Who approved.
    pub approver: String,
    /// When.
    pub approved_on: Date,
    /// Last day; more than 366 days after approval is not accepted as an exception.
    pub expires: Date,
    /// Where in the file.
    pub line: Line,
}
