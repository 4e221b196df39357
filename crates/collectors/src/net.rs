//! The only way to another machine: refuses what the plan refuses, waits its turn, and gives up in time.

use crate::plan::{Plan, Settings};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use ward_domain::live_check::Refusal;
use ward_domain::network::{AddressRange, is_public};

/// Connections that are open at once, to all machines together.
const AT_ONCE: usize = 256;
/// Connections that are open at once to one address, so that a small server does not notice us.
const AT_ONCE_TO_ONE: usize = 4;

/// Opens connections within the plan.
pub(crate) struct Net {
    refused: Vec<AddressRange>,
    allows_inside: bool,
    limit: Duration,
    all: Arc<Semaphore>,
    each: Mutex<BTreeMap<IpAddr, Arc<Semaphore>>>,
    refusals: Mutex<BTreeSet<Refusal>>,
}

/// An open connection and its turn, which ends with it.
pub(crate) struct Line {
    pub(crate) stream: TcpStream,
    _turns: [OwnedSemaphorePermit; 2],
}

/// Why there is no connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unreached {
    /// The plan does not allow it.
    Refused(String),
    /// The machine answered that nothing listens there.
    Closed,
    /// Nothing answered in time.
    Silent(Duration),
    /// It could not be tried.
    Failed(String),
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(f, "not contacted: {why}"),
            Self::Closed => f.write_str("nothing listens there"),
            Self::Silent(limit) => write!(f, "nothing answered within {} s", limit.as_secs_f32()),
            Self::Failed(why) => write!(f, "the connection could not be made: {why}"),
        }
    }
}

impl Net {
    pub(crate) fn new(plan: &Plan, settings: &Settings) -> Self {
        Self {
            refused: plan.refused.clone(),
            allows_inside: plan.allows_inside,
            limit: settings.limit,
            all: Arc::new(Semaphore::new(AT_ONCE)),
            each: Mutex::default(),
            refusals: Mutex::default(),
        }
    }

    /// Connects to an address on behalf of a name, if the plan allows it.
    pub(crate) async fn connect(&self, name: &str, address: IpAddr, port: u16) -> Result<Line, Unreached> {
        let address = address.to_canonical();
        if let Some(why) = self.refusal(address) {
            let what =
                if name == address.to_string() { name.to_owned() } else { format!("{name} at {address}") };
            let refusal = Refusal { what, why: why.clone() };
            self.refusals.lock().unwrap_or_else(PoisonError::into_inner).insert(refusal);
            return Err(Unreached::Refused(why));
        }
        let of_one = Arc::clone(
            self.each
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(address)
                .or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE_TO_ONE))),
        );
        let failed = |error: &dyn fmt::Display| Unreached::Failed(error.to_string());
        let turn = of_one.acquire_owned().await.map_err(|e| failed(&e))?;
        let slot = Arc::clone(&self.all).acquire_owned().await.map_err(|e| failed(&e))?;
        match timeout(self.limit, TcpStream::connect((address, port))).await {
            Ok(Ok(stream)) => Ok(Line { stream, _turns: [turn, slot] }),
            Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => Err(Unreached::Closed),
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(Unreached::Silent(self.limit)),
        }
    }

    /// The first of the addresses that answers; else why the first that may be asked does not.
    pub(crate) async fn first(
        &self,
        name: &str,
        addresses: &[IpAddr],
        port: u16,
    ) -> Result<(IpAddr, Line), Unreached> {
        let mut why = None;
        for &address in addresses {
            match self.connect(name, address, port).await {
                Ok(line) => return Ok((address, line)),
                Err(Unreached::Refused(refused)) => {
                    why.get_or_insert(Unreached::Refused(refused));
                }
                Err(other) if matches!(why, None | Some(Unreached::Refused(_))) => why = Some(other),
                Err(_) => {}
            }
        }
        Err(why.unwrap_or_else(|| Unreached::Failed("the name has no address".to_owned())))
    }

    /// What was not contacted, each once.
    pub(crate) fn refusals(&self) -> Vec<Refusal> {
        self.refusals.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn refusal(&self, address: IpAddr) -> Option<String> {
        let ends: Vec<IpAddr> = std::iter::once(address).chain(carried(address)).collect();
        if let Some(range) = self.refused.iter().find(|range| ends.iter().any(|end| range.contains(*end))) {
            return Some(format!("it lies in {range}, which the organisation keeps from being contacted"));
        }
        if ends.iter().any(|end| end.is_multicast() || end.is_unspecified()) {
            return Some("it is no address of a machine".to_owned());
        }
        (!self.allows_inside && !ends.iter().all(|end| is_public(*end)))
            .then(|| "it is a private or local address, which cannot be looked at from outside".to_owned())
    }
}

/// The IPv4 address to which an IPv6 address of a translator leads (RFC 6052, RFC 3056).
fn carried(address: IpAddr) -> Option<IpAddr> {
    let IpAddr::V6(address) = address else { return None };
    let v4 = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)));
    match Ipv6Addr::segments(&address) {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(v4(high, low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, allows_inside: bool, words: Option<&str>) {
        let plan = Plan {
            refused: vec!["203.0.113.64/26".parse().unwrap(), "2001:db8:77::/48".parse().unwrap()],
            allows_inside,
            ..Plan::default()
        };
        let net = Net::new(&plan, &Settings::new("test", Vec::new()));
        let address: IpAddr = address.parse().unwrap();
        let refusal = net.refusal(address.to_canonical());
        assert_eq!(refusal.is_some(), words.is_some(), "{refusal:?}");
        assert!(refusal.unwrap_or_default().contains(words.unwrap_or_default()));
    }

    #[test]
    fn public_addresses_are_contacted() {
        check("203.0.113.1", false, None);
        check("2001:db8::1", false, None);
    }
    #[test]
    fn medical_ranges_never_are() {
        for address in ["203.0.113.65", "::ffff:203.0.113.65", "64:ff9b::203.0.113.65", "2001:db8:77::1"] {
            check(address, false, Some("keeps from being contacted"));
            check(address, true, Some("keeps from being contacted"));
        }
    }
    #[test]
    fn private_addresses_only_when_the_plan_says_so() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
            "fd00::1",
            "169.254.169.254",
        ] {
            check(address, false, Some("private or local"));
            check(address, true, None);
        }
    }
    #[test]
    fn groups_of_machines_never_are() {
        check("224.0.0.1", true, Some("no address of a machine"));
        check("0.0.0.0", true, Some("no address of a machine"));
    }
}
