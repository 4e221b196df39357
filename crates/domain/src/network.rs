//! Addresses, ranges and ports, as declared by people and as written in scanner arguments.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A range of addresses, both ends included; written as an address, `a.b.c.d/len` or `first-last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressRange {
    first: IpAddr,
    last: IpAddr,
}

/// The text is not an address, a CIDR block or a range.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not an address, a block such as 203.0.113.0/24 or a range such as 203.0.113.1-203.0.113.9")]
pub struct NotARange(pub String);

impl AddressRange {
    /// The lowest address.
    pub fn first(&self) -> IpAddr {
        self.first
    }
    /// The highest address.
    pub fn last(&self) -> IpAddr {
        self.last
    }
    /// Whether the address lies in the range; an IPv4 address never lies in an IPv6 range.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4() && self.first <= address && address <= self.last
    }
    /// How many addresses the range holds, or `None` above 2^64.
    pub fn count(&self) -> Option<u64> {
        match (self.first, self.last) {
            (IpAddr::V4(a), IpAddr::V4(b)) => Some(u64::from(u32::from(b) - u32::from(a)) + 1),
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                u64::try_from(u128::from(b) - u128::from(a)).ok()?.checked_add(1)
            }
            _ => None,
        }
    }
    /// Every address in order. Look at [`count`](Self::count) before walking it.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> + use<> {
        let (v4, from, to) = match (self.first, self.last) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (true, u128::from(u32::from(a)), u128::from(u32::from(b))),
            (IpAddr::V6(a), IpAddr::V6(b)) => (false, u128::from(a), u128::from(b)),
            _ => (true, 1, 0),
        };
        (from..=to).map(
            move |n| {
                if v4 { IpAddr::V4(Ipv4Addr::from(n as u32)) } else { IpAddr::V6(Ipv6Addr::from(n)) }
            },
        )
    }
}

impl From<IpAddr> for AddressRange {
    fn from(address: IpAddr) -> Self {
        Self { first: address, last: address }
    }
}

impl FromStr for AddressRange {
    type Err = NotARange;
    fn from_str(text: &str) -> Result<Self, NotARange> {
        let wrong = || NotARange(text.to_owned());
        let text = text.trim();
        if let Some((address, length)) = text.split_once('/') {
            let length: u32 = length.parse().map_err(|_| wrong())?;
            return match address.parse().map_err(|_| wrong())? {
                IpAddr::V4(a) if length <= 32 => {
                    let host = u32::MAX.checked_shr(length).unwrap_or(0);
                    let base = u32::from(a) & !host;
                    Ok(Self { first: Ipv4Addr::from(base).into(), last: Ipv4Addr::from(base | host).into() })
                }
                IpAddr::V6(a) if length <= 128 => {
                    let host = u128::MAX.checked_shr(length).unwrap_or(0);
                    let base = u128::from(a) & !host;
                    Ok(Self { first: Ipv6Addr::from(base).into(), last: Ipv6Addr::from(base | host).into() })
                }
                _ => Err(wrong()),
            };
        }
        if let Some((first, last)) = text.split_once('-') {
            let first: IpAddr = first.trim().parse().map_err(|_| wrong())?;
            let last: IpAddr = last.trim().parse().map_err(|_| wrong())?;
            return if first.is_ipv4() == last.is_ipv4() && first <= last {
                Ok(Self { first, last })
            } else {
                Err(wrong())
            };
        }
        text.parse::<IpAddr>().map(Self::from).map_err(|_| wrong())
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl Serialize for AddressRange {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AddressRange {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Whether the address can be reached from the Internet by its number alone.
///
/// False for the special blocks of RFC 6890 that never route publicly (private, loopback, link-local, shared address
/// space, unique local). The documentation blocks count as public: examples and demonstrations use them as such.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(a) => {
            let shared = a.octets()[0] == 100 && (64..128).contains(&a.octets()[1]);
            !(a.is_private()
                || a.is_loopback()
                || a.is_link_local()
                || a.is_unspecified()
                || a.is_broadcast()
                || shared)
        }
        IpAddr::V6(a) => {
            let first = a.segments()[0];
            !(a.is_loopback()
                || a.is_unspecified()
                || (first & 0xfe00) == 0xfc00
                || (first & 0xffc0) == 0xfe80)
        }
    }
}

/// A transport protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP, ICMP or what else a tool names.
    Other,
}

impl Protocol {
    /// The lower-case name that tools print.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Other => "other",
        }
    }
}

/// A set of ports as sorted, non-touching ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ports(Vec<(u16, u16)>);

impl Ports {
    /// Every port from 1 to 65535.
    pub fn all() -> Self {
        Self(vec![(1, u16::MAX)])
    }
    /// Joins ranges in any order; ranges written backwards are turned round.
    pub fn from_ranges(ranges: impl IntoIterator<Item = (u16, u16)>) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
        ranges.sort_unstable();
        let mut joined: Vec<(u16, u16)> = Vec::new();
        for (from, to) in ranges {
            match joined.last_mut() {
                Some(last) if u32::from(from) <= u32::from(last.1) + 1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        Self(joined)
    }
    /// Whether the port is in the set.
    pub fn contains(&self, port: u16) -> bool {
        self.0.iter().any(|&(from, to)| (from..=to).contains(&port))
    }
    /// Whether every port from 1 to 65535 is in the set.
    pub fn is_all(&self) -> bool {
        self.0.iter().any(|&(from, to)| from <= 1 && to == u16::MAX)
    }
    /// The ranges, sorted.
    pub fn ranges(&self) -> &[(u16, u16)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str, count: u64) {
        let range: AddressRange = text.parse().unwrap();
        assert_eq!(range.to_string(), shown);
        assert_eq!(range.count(), Some(count));
    }

    #[test]
    fn ranges_are_read_in_three_styles() {
        check("203.0.113.5", "203.0.113.5", 1);
        check("203.0.113.77/29", "203.0.113.72-203.0.113.79", 8);
        check("203.0.113.1 - 203.0.113.9", "203.0.113.1-203.0.113.9", 9);
        check("0.0.0.0/0", "0.0.0.0-255.255.255.255", 1 << 32);
        check("2001:db8::/126", "2001:db8::-2001:db8::3", 4);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "1.2.3", "1.2.3.4/33", "9.9.9.9-1.1.1.1", "1.1.1.1-::1", "::/129", "host.example"] {
            assert!(text.parse::<AddressRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn walking_a_range_meets_its_count() {
        let range: AddressRange = "10.0.0.250-10.0.1.5".parse().unwrap();
        assert_eq!(range.addresses().count() as u64, range.count().unwrap());
        assert!(range.addresses().all(|a| range.contains(a)));
    }

    #[test]
    fn ports_join() {
        let ports = Ports::from_ranges([(80, 80), (1, 79), (443, 443)]);
        assert_eq!(ports.ranges(), [(1, 80), (443, 443)]);
        assert!(Ports::all().is_all() && !ports.is_all() && ports.contains(22) && !ports.contains(81));
    }
}
