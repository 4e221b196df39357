//! Reads what a scanner was told to look at: addresses, blocks, ranges in the styles of Nessus and nmap, host names.

use std::net::{IpAddr, Ipv4Addr};
use ward_domain::network::{AddressRange, Ports};

/// Most ranges that one target such as `10.1-200.1-200.7` may stand for.
const MOST_RANGES: usize = 70_000;

/// What a scanner was told to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Targets {
    /// Addresses.
    pub(crate) ranges: Vec<AddressRange>,
    /// Host names; lower case.
    pub(crate) hosts: Vec<String>,
    /// What was not understood, as written.
    pub(crate) not_understood: Vec<String>,
}

impl Targets {
    /// Reads one target. `name[address]` is how Nessus writes a name with the address to use for it.
    pub(crate) fn add(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if let Some((name, address)) = text.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            self.add(address);
            if !name.is_empty() {
                self.add(name);
            }
        } else if let Ok(range) = text.parse() {
            self.ranges.push(range);
        } else if let Some(ranges) =
            with_mask(text).or_else(|| with_short_end(text)).or_else(|| by_octets(text))
        {
            self.ranges.extend(ranges);
        } else if let Some(name) = host_name(text) {
            self.hosts.push(name);
        } else {
            self.not_understood.push(text.chars().take(100).collect());
        }
    }
    /// Takes addresses and names out again.
    pub(crate) fn exclude(&mut self, excluded: &Targets) {
        for hole in &excluded.ranges {
            self.ranges = self.ranges.iter().flat_map(|range| without(*range, *hole)).collect();
        }
        self.hosts.retain(|host| !excluded.hosts.contains(host));
    }
    /// Sorts and removes repetitions.
    pub(crate) fn tidy(&mut self) {
        self.ranges.sort_unstable();
        self.ranges.dedup();
        self.hosts.sort_unstable();
        self.hosts.dedup();
    }
}

/// Ports as scanners list them: `1-1024,8080`, `T:80,U:53`, `default`, `all`. What does not name TCP ports by number
/// is left out.
pub(crate) fn tcp_ports(text: &str) -> Ports {
    let mut is_tcp = true;
    let mut ranges = Vec::new();
    for part in text.split([',', ' ']) {
        let mut part = part.trim();
        if let Some((prefix, rest)) = part.split_once(':') {
            is_tcp = prefix.eq_ignore_ascii_case("t");
            part = rest.trim();
        }
        match part.split_once('-') {
            _ if !is_tcp || part.is_empty() => {}
            None if part.eq_ignore_ascii_case("all") => ranges.push((1, u16::MAX)),
            None => ranges.extend(part.parse().map(|port: u16| (port, port))),
            Some((from, to)) => {
                let from = if from.is_empty() { Ok(1) } else { from.parse() };
                let to = if to.is_empty() { Ok(u16::MAX) } else { to.parse() };
                ranges.extend(from.ok().zip(to.ok()));
            }
        }
    }
    Ports::from_ranges(ranges)
}

/// A name as the DNS and NetBIOS allow it, lower case; not an address and not a number.
pub(crate) fn host_name(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.');
    let is_name = !text.is_empty()
        && text.len() <= 253
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && text.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && !text.contains("..")
        && text.chars().any(char::is_alphabetic);
    is_name.then(|| text.to_lowercase())
}

/// `10.0.0.0/255.255.255.0`.
fn with_mask(text: &str) -> Option<Vec<AddressRange>> {
    let (address, mask) = text.split_once('/')?;
    let mask = u32::from(mask.parse::<Ipv4Addr>().ok()?);
    let is_contiguous = mask.leading_ones() + mask.trailing_zeros() == 32;
    let text = format!("{address}/{}", mask.leading_ones());
    is_contiguous.then(|| text.parse().ok())?.map(|range| vec![range])
}

/// `10.0.0.1-50`: only the last number changes.
fn with_short_end(text: &str) -> Option<Vec<AddressRange>> {
    let (first, end) = text.split_once('-')?;
    let first: Ipv4Addr = first.trim().parse().ok()?;
    let end: u8 = end.trim().parse().ok()?;
    let [a, b, c, _] = first.octets();
    range(u32::from(first), u32::from(Ipv4Addr::new(a, b, c, end))).map(|range| vec![range])
}

/// `10.0-3.*.1,5-7`: each number of the address may be a list of ranges.
fn by_octets(text: &str) -> Option<Vec<AddressRange>> {
    let octets: Vec<Vec<(u8, u8)>> = text.split('.').map(octet_ranges).collect::<Option<_>>()?;
    let octets: [Vec<(u8, u8)>; 4] = octets.try_into().ok()?;
    let mut ranges = Vec::new();
    below(0, &octets, &mut ranges).then_some(ranges)
}

fn octet_ranges(text: &str) -> Option<Vec<(u8, u8)>> {
    let ranges = text.split(',').map(|part| match (part, part.split_once('-')) {
        ("*", _) => Some((0, 255)),
        (_, Some((from, to))) => {
            let from = if from.is_empty() { 0 } else { from.parse().ok()? };
            let to = if to.is_empty() { 255 } else { to.parse().ok()? };
            (from <= to).then_some((from, to))
        }
        _ => part.parse().ok().map(|only| (only, only)),
    });
    ranges.collect()
}

/// Adds the ranges under `prefix`, an address so far; `false` when they would be too many.
fn below(prefix: u32, octets: &[Vec<(u8, u8)>], ranges: &mut Vec<AddressRange>) -> bool {
    let Some((first, rest)) = octets.split_first() else { return true };
    let width = 8 * rest.len() as u32;
    let rest_is_full = rest.iter().all(|octet| octet.as_slice() == [(0, 255)]);
    first.iter().all(|&(from, to)| {
        if rest_is_full {
            let last =
                (prefix << 8 | u32::from(to)).checked_shl(width).unwrap_or(0) | ((1u64 << width) - 1) as u32;
            ranges.extend(range((prefix << 8 | u32::from(from)).checked_shl(width).unwrap_or(0), last));
            ranges.len() <= MOST_RANGES
        } else {
            (from..=to).all(|octet| below(prefix << 8 | u32::from(octet), rest, ranges))
        }
    })
}

fn range(first: u32, last: u32) -> Option<AddressRange> {
    span(Ipv4Addr::from(first).into(), Ipv4Addr::from(last).into())
}

fn span(first: IpAddr, last: IpAddr) -> Option<AddressRange> {
    format!("{first}-{last}").parse().ok()
}

/// What is left of a range when a hole is cut into it.
fn without(range: AddressRange, hole: AddressRange) -> Vec<AddressRange> {
    let overlaps = range.first().is_ipv4() == hole.first().is_ipv4()
        && hole.first() <= range.last()
        && hole.last() >= range.first();
    if !overlaps {
        return vec![range];
    }
    let before = step(hole.first(), -1).filter(|_| hole.first() > range.first());
    let after = step(hole.last(), 1).filter(|_| hole.last() < range.last());
    let before = before.and_then(|last| span(range.first(), last));
    before.into_iter().chain(after.and_then(|first| span(first, range.last()))).collect()
}

fn step(address: IpAddr, by: i8) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(a) => Ipv4Addr::from(u32::from(a).checked_add_signed(by.into())?).into(),
        IpAddr::V6(a) => std::net::Ipv6Addr::from(u128::from(a).checked_add_signed(by.into())?).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(texts: &[&str]) -> Targets {
        let mut targets = Targets::default();
        for text in texts {
            targets.add(text);
        }
        targets
    }

    #[track_caller]
    fn check(text: &str, shown: &[&str]) {
        let targets = targets(&[text]);
        let all: Vec<String> = targets
            .ranges
            .iter()
            .map(ToString::to_string)
            .chain(targets.hosts)
            .chain(targets.not_understood)
            .collect();
        assert_eq!(all, shown);
    }

    #[test]
    fn targets_are_read_in_the_styles_of_scanners() {
        check("203.0.113.7", &["203.0.113.7"]);
        check("203.0.113.0/24", &["203.0.113.0-203.0.113.255"]);
        check("203.0.113.0/255.255.255.0", &["203.0.113.0-203.0.113.255"]);
        check("203.0.113.1-50", &["203.0.113.1-203.0.113.50"]);
        check("203.0.113.1-203.0.113.50", &["203.0.113.1-203.0.113.50"]);
        check("10.0-1.*.*", &["10.0.0.0-10.1.255.255"]);
        check("10.0.0.1,3,9-12", &["10.0.0.1", "10.0.0.3", "10.0.0.9-10.0.0.12"]);
        check("*.*.*.*", &["0.0.0.0-255.255.255.255"]);
        check("10.0.1-2.5", &["10.0.1.5", "10.0.2.5"]);
        check("WWW.Example.", &["www.example"]);
        check("www.example[203.0.113.7]", &["203.0.113.7", "www.example"]);
        check("2001:db8::7", &["2001:db8::7"]);
        check("-.-.-.-", &["0.0.0.0-255.255.255.255"]);
    }

    #[test]
    fn what_is_no_target_is_told() {
        for text in ["10.0.0.50-1", "10.0.0.256", "300", "a b", "1-200.1-200.1-200.7", "host/24", "[", "]"] {
            assert_eq!(targets(&[text]).not_understood, [text], "{text}");
        }
    }

    #[test]
    fn exclusion_cuts_holes() {
        let mut all = targets(&["10.0.0.0/29", "a.example", "b.example"]);
        all.exclude(&targets(&["10.0.0.0", "10.0.0.3-4", "A.example"]));
        let left: Vec<_> = all.ranges.iter().map(ToString::to_string).collect();
        assert_eq!(left, ["10.0.0.1-10.0.0.2", "10.0.0.5-10.0.0.7"]);
        assert_eq!(all.hosts, ["b.example"]);
    }

    #[track_caller]
    fn check_ports(text: &str, expected: &[(u16, u16)]) {
        assert_eq!(tcp_ports(text).ranges(), expected);
    }

    #[test]
    fn ports_are_read() {
        check_ports("1-1024,8080", &[(1, 1024), (8080, 8080)]);
        check_ports("T:80,443,U:53,161", &[(80, 80), (443, 443)]);
        check_ports("-", &[(1, 65535)]);
        check_ports("all", &[(1, 65535)]);
        check_ports("default", &[]);
        check_ports("", &[]);
    }
}
