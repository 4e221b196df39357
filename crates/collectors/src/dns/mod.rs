//! Asks the DNS, and tells an answer that there is nothing from no answer.

mod client;
pub(crate) mod wire;

pub use client::{Client, of_this_machine};

use std::future::Future;
use std::net::IpAddr;

/// Kinds of records that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
    /// Mail servers.
    Mx,
    /// Names of an address.
    Ptr,
    /// Texts.
    Txt,
}

impl Kind {
    /// The number on the wire.
    pub(crate) fn number(self) -> u16 {
        match self {
            Self::A => 1,
            Self::Ptr => 12,
            Self::Mx => 15,
            Self::Txt => 16,
            Self::Aaaa => 28,
        }
    }
    /// The kind of that number.
    pub(crate) fn of(number: u16) -> Option<Self> {
        [Self::A, Self::Aaaa, Self::Mx, Self::Ptr, Self::Txt].into_iter().find(|k| k.number() == number)
    }
    /// What people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Mx => "MX",
            Self::Ptr => "PTR",
            Self::Txt => "TXT",
        }
    }
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// An address.
    Address(IpAddr),
    /// Preference and name of a mail server; the name is empty for the root (a null MX).
    Mx(u16, String),
    /// A name.
    Name(String),
    /// A text, its strings joined.
    Text(Vec<u8>),
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Records of the kind that was asked for; at least one.
    Records(Vec<Record>),
    /// The name exists and has no such record.
    NoData,
    /// The name does not exist.
    NoName,
    /// Nobody could say, and why.
    Failed(String),
}

impl Answer {
    /// The records; none when there are none or nobody could say.
    pub fn records(&self) -> &[Record] {
        match self {
            Self::Records(records) => records,
            _ => &[],
        }
    }
    /// The addresses among the records.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.records().iter().filter_map(|record| match record {
            Record::Address(address) => Some(*address),
            _ => None,
        })
    }
    /// The texts among the records.
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.records().iter().filter_map(|record| match record {
            Record::Text(text) => Some(text.as_slice()),
            _ => None,
        })
    }
    /// Why nobody could say.
    pub fn failed(&self) -> Option<&str> {
        match self {
            Self::Failed(why) => Some(why),
            _ => None,
        }
    }
}

/// Somebody who can be asked. Aliases are followed before the answer.
pub trait Dns: Sync {
    /// Asks for the records of a kind. A name that cannot exist is [`Answer::NoName`].
    fn ask(&self, name: &str, kind: Kind) -> impl Future<Output = Answer> + Send;
}
