//! An SPF record as written (RFC 7208, 5 and 6, with the grammar of section 12).

use super::macros::{MacroString, Place};
use std::net::{Ipv4Addr, Ipv6Addr};

/// What a matching term says of the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// `+`
    Pass,
    /// `-`
    Fail,
    /// `~`
    SoftFail,
    /// `?`
    Neutral,
}

impl Qualifier {
    /// The character in the record.
    pub fn as_char(self) -> char {
        match self {
            Self::Pass => '+',
            Self::Fail => '-',
            Self::SoftFail => '~',
            Self::Neutral => '?',
        }
    }
}

/// How many leading bits of an address count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefixes {
    /// Of an IPv4 address, 0 to 32.
    pub v4: u32,
    /// Of an IPv6 address, 0 to 128.
    pub v6: u32,
}

/// What a term compares with the sender. `None` as a domain is the domain of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// Everybody.
    All,
    /// Whoever another domain's policy passes.
    Include(MacroString),
    /// The addresses of a name.
    A(Option<MacroString>, Prefixes),
    /// The addresses of a domain's mail servers.
    Mx(Option<MacroString>, Prefixes),
    /// Whose name lies within a domain.
    Ptr(Option<MacroString>),
    /// An IPv4 block.
    Ip4(Ipv4Addr, u32),
    /// An IPv6 block.
    Ip6(Ipv6Addr, u32),
    /// Everybody, if a name exists.
    Exists(MacroString),
}

impl Mechanism {
    /// Whether it counts as a look-up (RFC 7208, 4.6.4).
    pub fn takes_look_up(&self) -> bool {
        !matches!(self, Self::All | Self::Ip4(..) | Self::Ip6(..))
    }
}

/// A parsed record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpfRecord {
    /// Its terms, in order.
    pub terms: Vec<(Qualifier, Mechanism)>,
    /// Whose policy applies when no term matches.
    pub redirect: Option<MacroString>,
    /// Where the explanation of a refusal is.
    pub explanation: Option<MacroString>,
}

/// Whether a text is an SPF record at all: its first word is the version.
pub(super) fn is_spf(text: &[u8]) -> bool {
    let (version, rest) = text.split_at_checked(6).unwrap_or((text, &[]));
    version.eq_ignore_ascii_case(b"v=spf1") && matches!(rest.first(), None | Some(b' '))
}

impl SpfRecord {
    /// Parses a record for which `is_spf` holds. The whole record is looked at, so that an error in its last word counts.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(text).ok().filter(|text| text.is_ascii());
        let text = text.ok_or("the record holds bytes that are no ASCII")?;
        let mut record = Self::default();
        for word in text.split(' ').skip(1).filter(|word| !word.is_empty()) {
            match word.find([':', '/', '=']) {
                Some(at) if word.get(at..).is_some_and(|rest| rest.starts_with('=')) => {
                    record.modifier(word, at)?;
                }
                _ => record.terms.push(mechanism(word)?),
            }
        }
        Ok(record)
    }

    fn modifier(&mut self, word: &str, at: usize) -> Result<(), String> {
        let (name, value) = word.split_at_checked(at).unwrap_or((word, ""));
        let value = value.get(1..).unwrap_or_default();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if !is_name {
            return Err(format!("`{word}` is neither a mechanism nor a modifier"));
        }
        let slot = match name.to_ascii_lowercase().as_str() {
            "redirect" => &mut self.redirect,
            "exp" => &mut self.explanation,
            _ => return MacroString::parse(value, Place::Explanation).map(drop),
        };
        if slot.is_some() {
            return Err(format!("`{name}=` stands there twice"));
        }
        *slot = Some(MacroString::parse_domain(value)?);
        Ok(())
    }

    /// The qualifier of the first `all`.
    pub fn all(&self) -> Option<Qualifier> {
        self.terms.iter().find(|(_, mechanism)| *mechanism == Mechanism::All).map(|(qualifier, _)| *qualifier)
    }
}

fn mechanism(word: &str) -> Result<(Qualifier, Mechanism), String> {
    let (qualifier, term) = match word.as_bytes().first() {
        Some(b'+') => (Qualifier::Pass, word.get(1..)),
        Some(b'-') => (Qualifier::Fail, word.get(1..)),
        Some(b'~') => (Qualifier::SoftFail, word.get(1..)),
        Some(b'?') => (Qualifier::Neutral, word.get(1..)),
        _ => (Qualifier::Pass, Some(word)),
    };
    let term = term.unwrap_or_default();
    let (name, rest) =
        term.split_at_checked(term.find([':', '/']).unwrap_or(term.len())).unwrap_or((term, ""));
    let wrong = || format!("`{word}` is not written as RFC 7208 demands");
    let argument = rest.strip_prefix(':');
    let mechanism = match name.to_ascii_lowercase().as_str() {
        "all" if rest.is_empty() => Mechanism::All,
        "include" => Mechanism::Include(MacroString::parse_domain(argument.ok_or_else(wrong)?)?),
        "exists" => Mechanism::Exists(MacroString::parse_domain(argument.ok_or_else(wrong)?)?),
        "ptr" if rest.is_empty() => Mechanism::Ptr(None),
        "ptr" => Mechanism::Ptr(Some(MacroString::parse_domain(argument.ok_or_else(wrong)?)?)),
        "a" => {
            let (domain, prefixes) = domain_and_prefixes(rest).ok_or_else(wrong)??;
            Mechanism::A(domain, prefixes)
        }
        "mx" => {
            let (domain, prefixes) = domain_and_prefixes(rest).ok_or_else(wrong)??;
            Mechanism::Mx(domain, prefixes)
        }
        "ip4" => {
            let (address, prefix) = block(argument.ok_or_else(wrong)?, 32).ok_or_else(wrong)?;
            Mechanism::Ip4(address.parse().map_err(|_| wrong())?, prefix)
        }
        "ip6" => {
            let (address, prefix) = block(argument.ok_or_else(wrong)?, 128).ok_or_else(wrong)?;
            Mechanism::Ip6(address.parse().map_err(|_| wrong())?, prefix)
        }
        "all" => return Err(wrong()),
        _ => return Err(format!("`{word}` is no mechanism that RFC 7208 knows")),
    };
    Ok((qualifier, mechanism))
}

/// `[":" domain-spec] ["/" bits] ["//" bits]`
fn domain_and_prefixes(rest: &str) -> Option<Result<(Option<MacroString>, Prefixes), String>> {
    // A slash may also be part of the domain, so only digits behind it make it a length.
    let is_number = |bits: &str| !bits.is_empty() && bits.bytes().all(|b| b.is_ascii_digit());
    let (rest, v6) = match rest.rsplit_once("//") {
        Some((before, bits)) if is_number(bits) => (before, length(bits, 128)?),
        _ => (rest, 128),
    };
    let (rest, v4) = match rest.rsplit_once('/') {
        Some((before, bits)) if is_number(bits) => (before, length(bits, 32)?),
        _ => (rest, 32),
    };
    let prefixes = Prefixes { v4, v6 };
    if rest.is_empty() {
        return Some(Ok((None, prefixes)));
    }
    let domain = rest.strip_prefix(':')?;
    Some(MacroString::parse_domain(domain).map(|domain| (Some(domain), prefixes)))
}

fn block(text: &str, most: u32) -> Option<(&str, u32)> {
    match text.split_once('/') {
        Some((address, bits)) => Some((address, length(bits, most)?)),
        None => Some((text, most)),
    }
}

fn length(bits: &str, most: u32) -> Option<u32> {
    let is_written_right = bits.bytes().all(|b| b.is_ascii_digit())
        && (bits == "0" || !bits.starts_with('0'))
        && bits.len() <= 3;
    bits.parse().ok().filter(|bits| is_written_right && *bits <= most)
}
