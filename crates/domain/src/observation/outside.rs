//! What a domain and its servers answer when they are asked from outside.

use super::Line;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// The result of asking: there, not there, or nobody could say. A question that failed is never an absence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked<T> {
    /// It is there.
    Found(T),
    /// An authoritative answer says that it is not.
    Absent,
    /// It could not be checked, and why.
    Failed(String),
    /// Nobody asked.
    #[default]
    NotAsked,
}

impl<T> Asked<T> {
    /// What was found.
    pub fn found(&self) -> Option<&T> {
        match self {
            Self::Found(value) => Some(value),
            _ => None,
        }
    }
    /// Why it could not be checked.
    pub fn failed(&self) -> Option<&str> {
        match self {
            Self::Failed(why) => Some(why),
            _ => None,
        }
    }
}

/// A mail domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MailDomainSeen {
    /// Lower case, without a final dot.
    pub domain: String,
    /// Its mail servers, best first. A null MX (RFC 7505) is found and empty.
    pub mx: Asked<Vec<String>>,
    /// Its SPF policy (RFC 7208).
    pub spf: Asked<SpfSeen>,
    /// The DMARC policy that applies to it (RFC 7489).
    pub dmarc: Asked<DmarcSeen>,
    /// DKIM selectors that were asked for.
    pub dkim: Vec<DkimSeen>,
    /// Its MTA-STS policy (RFC 8461).
    pub mta_sts: Asked<MtaStsSeen>,
    /// Where reports on TLS failures go (RFC 8460).
    pub tls_rpt: Asked<Vec<String>>,
    /// Where in the file.
    pub line: Line,
}

/// An SPF policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpfSeen {
    /// The record, or the first of several.
    pub record: String,
    /// How many SPF records there are; more than one is a permanent error (RFC 7208, 4.5).
    pub records: u32,
    /// What it says of everybody else, redirects followed: `-` fail, `~` soft fail, `?` neutral, `+` pass; `None` when it says nothing.
    pub all: Option<char>,
    /// Look-ups that a full evaluation needs; more than 10 is a permanent error (RFC 7208, 4.6.4).
    pub lookups: u32,
    /// Look-ups that found nothing; more than 2 is a permanent error.
    pub void_lookups: u32,
    /// Why it is a permanent error, if it is one.
    pub error: Option<String>,
}

/// A DMARC policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DmarcSeen {
    /// The domain whose record applies: the domain itself or its organisational domain.
    pub at: String,
    /// The record.
    pub record: String,
    /// How many DMARC records there are; with more than one there is no policy.
    pub records: u32,
    /// `none`, `quarantine` or `reject`.
    pub policy: String,
    /// The same for subdomains, when it differs.
    pub subdomain_policy: Option<String>,
    /// To how much of the mail the policy applies, 0 to 100.
    pub percent: u8,
    /// Where reports go.
    pub reports_to: Vec<String>,
    /// Why it is no policy, if it is none.
    pub error: Option<String>,
}

/// A DKIM selector.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DkimSeen {
    /// The selector.
    pub selector: String,
    /// Its key.
    pub key: Asked<DkimKey>,
}

/// A DKIM key (RFC 6376, RFC 8463).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DkimKey {
    /// `rsa` or `ed25519`.
    pub algorithm: String,
    /// Length of an RSA modulus in bits.
    pub bits: Option<u32>,
    /// Whether the key was taken back (an empty `p=`).
    pub is_revoked: bool,
    /// Whether the domain only tries DKIM out (`t=y`).
    pub is_testing: bool,
}

/// An MTA-STS policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MtaStsSeen {
    /// `enforce`, `testing` or `none`.
    pub mode: String,
    /// The servers that it names.
    pub mx: Vec<String>,
    /// For how many seconds it holds.
    pub max_age: u64,
    /// What is wrong with it.
    pub error: Option<String>,
}

/// A server that speaks TLS, or should.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TlsEndpointSeen {
    /// The name that was asked for; an address when there was none.
    pub host: String,
    /// The address that answered.
    pub address: Option<IpAddr>,
    /// Port.
    pub port: u16,
    /// What is spoken.
    pub speaks: TlsService,
    /// Whether it offers TLS at all; for mail, whether it offers STARTTLS.
    pub offers_tls: Asked<()>,
    /// Versions that were tried, oldest first: found or absent.
    pub versions: Vec<(TlsVersion, Asked<()>)>,
    /// Weak cipher suites that it accepts, by their IANA names.
    pub weak_ciphers: Vec<String>,
    /// Whether weak suites were looked for.
    pub weak_ciphers_tried: bool,
    /// Its certificate.
    pub certificate: Asked<CertificateSeen>,
    /// Strict-Transport-Security, in seconds.
    pub hsts_seconds: Asked<u64>,
    /// Whether plain HTTP leads to HTTPS.
    pub redirects_to_https: Asked<()>,
    /// Where in the file.
    pub line: Line,
}

/// What a TLS server speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsService {
    /// The web.
    #[default]
    Web,
    /// Mail between servers.
    Mail,
    /// Anything else.
    Other,
}

/// Versions of TLS and what came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TlsVersion {
    /// SSL 2.0.
    Ssl2,
    /// SSL 3.0.
    Ssl3,
    /// TLS 1.0.
    Tls10,
    /// TLS 1.1.
    Tls11,
    /// TLS 1.2.
    Tls12,
    /// TLS 1.3.
    Tls13,
}

impl TlsVersion {
    /// The words shown to people.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ssl2 => "SSL 2.0",
            Self::Ssl3 => "SSL 3.0",
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        }
    }
}

/// A server's certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateSeen {
    /// Whom it names.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// The names for which it holds; lower case.
    pub names: Vec<String>,
    /// First moment of its validity.
    pub not_before: Option<Timestamp>,
    /// Last moment of its validity.
    pub not_after: Option<Timestamp>,
    /// `rsa`, `ec`, `ed25519`.
    pub key: String,
    /// Length of the key in bits.
    pub key_bits: Option<u32>,
    /// Whether its chain ends at a trusted root; `None` when that was not looked at.
    pub is_trusted: Option<bool>,
    /// Whether it holds for the host that was asked.
    pub fits_host: Option<bool>,
    /// What is wrong with the chain, in a sentence.
    pub problem: Option<String>,
}

/// A `security.txt` (RFC 9116).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SecurityTxtSeen {
    /// The web host that was asked.
    pub host: String,
    /// What it says.
    pub file: Asked<SecurityTxt>,
    /// Where in the file.
    pub line: Line,
}

/// The fields of a `security.txt` that Ward judges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityTxt {
    /// Ways to report a flaw.
    pub contacts: Vec<String>,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// What is wrong with it.
    pub error: Option<String>,
}
