//! People, their accounts, their training and their practice.

use super::Line;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

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
    /// Roles and privileged groups, as the directory names them.
    pub roles: Vec<String>,
    /// Whether it has a mailbox or a licence that gives one.
    pub has_mailbox: Option<bool>,
    /// Whether it is copied from a directory on the premises.
    pub is_synced: Option<bool>,
    /// When its password was last set.
    pub password_set: Option<Timestamp>,
    /// Whether the list says that several people use it.
    pub is_shared: Option<bool>,
    /// Who answers for an account that is no person's.
    pub owner: Option<String>,
    /// What an account that is no person's is for.
    pub purpose: Option<String>,
    /// Whether somebody may log on with it at a screen.
    pub is_interactive: Option<bool>,
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

/// What one person did with one practice message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PhishingSeen {
    /// Employee or person number.
    pub person_id: Option<String>,
    /// Mail address; lower case.
    pub mail: Option<String>,
    /// Name, as written.
    pub name: String,
    /// Which test.
    pub campaign: String,
    /// Day on which the message was sent.
    pub sent: Option<Date>,
    /// Whether the person clicked, opened the attachment or gave away data.
    pub fell_for_it: Option<bool>,
    /// Whether the person reported it.
    pub reported: Option<bool>,
    /// Day of the follow-up with somebody who fell for it.
    pub followed_up: Option<Date>,
    /// Where in the file.
    pub line: Line,
}
