//! `check_host` (RFC 7208, 4): what a domain says of one sender.

use super::macros::{MacroString, Place, Values};
use super::record::{Mechanism, Prefixes, Qualifier, SpfRecord, is_spf};
use crate::dns::{Answer, Dns, Kind, Record, wire};
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;

/// Most terms that may ask the DNS (RFC 7208, 4.6.4).
pub(super) const MOST_LOOK_UPS: u32 = 10;
/// Most look-ups that may find nothing.
pub(super) const MOST_VOID_LOOK_UPS: u32 = 2;
/// Most names of a mail domain or of an address that are looked at.
pub(super) const MOST_NAMES: usize = 10;
/// Longest name, in characters.
const LONGEST_NAME: usize = 253;

/// Who sends.
#[derive(Clone, Debug)]
pub struct Sender<'s> {
    /// The address that connects.
    pub address: IpAddr,
    /// The address in `MAIL FROM`; empty for a bounce, which then stands for `postmaster@` the name of the greeting.
    pub mail_from: &'s str,
    /// The name in the greeting.
    pub helo: &'s str,
}

/// The seven results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No policy, or no domain.
    None,
    /// The domain does not say.
    Neutral,
    /// The sender may.
    Pass,
    /// The sender may not.
    Fail,
    /// The sender probably may not.
    SoftFail,
    /// The DNS could not be asked.
    TempError,
    /// The policy cannot be used.
    PermError,
}

/// A result with its explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The result.
    pub outcome: Outcome,
    /// What the domain says to somebody whom it refuses.
    pub explanation: Option<String>,
    /// Why there is an error.
    pub error: Option<String>,
}

/// Why an evaluation ends early.
enum Stop {
    Temp(String),
    Perm(String),
}

/// Evaluates the policy of the sender's domain.
pub async fn check_host<D: Dns>(dns: &D, sender: &Sender<'_>) -> Verdict {
    let (local, domain) = match sender.mail_from.rsplit_once('@') {
        Some((local, domain)) => (local, domain),
        None if sender.mail_from.is_empty() => ("", sender.helo),
        None => ("", sender.mail_from),
    };
    let local = if local.is_empty() { "postmaster" } else { local };
    // An IPv4 address written as IPv6 is an IPv4 address (RFC 7208, 5).
    let message = Message { address: sender.address.to_canonical(), local, domain, helo: sender.helo };
    let mut evaluation = Evaluation { dns, message, look_ups: 0, void_look_ups: 0 };
    let stopped = |outcome, error| Verdict { outcome, explanation: None, error: Some(error) };
    match evaluation.check(domain.to_owned(), IsAsked::ByReceiver).await {
        Ok((outcome, explanation)) => Verdict { outcome, explanation, error: None },
        Err(Stop::Temp(why)) => stopped(Outcome::TempError, why),
        Err(Stop::Perm(why)) => stopped(Outcome::PermError, why),
    }
}

#[derive(Clone, Copy)]
struct Message<'s> {
    address: IpAddr,
    local: &'s str,
    domain: &'s str,
    helo: &'s str,
}

/// The values of macros for a message, within the policy of a domain.
struct Within<'s> {
    message: Message<'s>,
    domain: &'s str,
}

impl Values for Within<'_> {
    fn value(&self, letter: char) -> String {
        let message = &self.message;
        match letter {
            's' => format!("{}@{}", message.local, message.domain),
            'l' => message.local.to_owned(),
            'o' => message.domain.to_owned(),
            'd' => self.domain.to_owned(),
            'i' => dotted(message.address),
            'v' => if message.address.is_ipv4() { "in-addr" } else { "ip6" }.to_owned(),
            'h' => message.helo.to_owned(),
            'c' => message.address.to_string(),
            't' => "0".to_owned(),
            _ => "unknown".to_owned(),
        }
    }
}

/// An address with a dot between its octets or half-octets.
fn dotted(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let digits: Vec<String> =
                address.octets().iter().flat_map(|b| [b >> 4, b & 15]).map(|n| format!("{n:X}")).collect();
            digits.join(".")
        }
    }
}

/// Only the policy that the receiver asked for explains itself, not one that it includes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum IsAsked {
    ByReceiver,
    ByInclude,
}

type Checked = Result<(Outcome, Option<String>), Stop>;

struct Evaluation<'d, D> {
    dns: &'d D,
    message: Message<'d>,
    look_ups: u32,
    void_look_ups: u32,
}

impl<D: Dns> Evaluation<'_, D> {
    // Boxed, because policies include policies.
    fn check(
        &mut self,
        domain: String,
        asked: IsAsked,
    ) -> Pin<Box<dyn Future<Output = Checked> + Send + '_>> {
        Box::pin(async move {
            let Some(text) = self.policy(&domain).await? else { return Ok((Outcome::None, None)) };
            let record = SpfRecord::parse(&text).map_err(Stop::Perm)?;
            for (qualifier, mechanism) in &record.terms {
                if !self.matches(&domain, mechanism).await? {
                    continue;
                }
                let outcome = match qualifier {
                    Qualifier::Pass => Outcome::Pass,
                    Qualifier::Fail => Outcome::Fail,
                    Qualifier::SoftFail => Outcome::SoftFail,
                    Qualifier::Neutral => Outcome::Neutral,
                };
                let explanation = match &record.explanation {
                    Some(at) if outcome == Outcome::Fail && asked == IsAsked::ByReceiver => {
                        self.explanation(&domain, at).await
                    }
                    _ => None,
                };
                return Ok((outcome, explanation));
            }
            let Some(redirect) = &record.redirect else { return Ok((Outcome::Neutral, None)) };
            self.count_look_up()?;
            let target = self.expand(&domain, redirect).await;
            match self.check(target.clone(), asked).await? {
                (Outcome::None, _) => Err(Stop::Perm(format!("`redirect={target}` leads to no SPF policy"))),
                result => Ok(result),
            }
        })
    }

    /// The one SPF record of a domain.
    async fn policy(&self, domain: &str) -> Result<Option<Vec<u8>>, Stop> {
        // A name of one label, an address in brackets or a malformed name has no policy (RFC 7208, 4.3).
        let name = domain.strip_suffix('.').unwrap_or(domain);
        if !name.contains('.') || name.contains(['[', ']']) || wire::labels(name).is_none() {
            return Ok(None);
        }
        let answer = self.ask(name, Kind::Txt).await?;
        let mut records = answer.texts().filter(|text| is_spf(text));
        let record = records.next().map(<[u8]>::to_vec);
        if records.next().is_some() {
            return Err(Stop::Perm(format!("{domain} has several SPF records")));
        }
        Ok(record)
    }

    async fn matches(&mut self, domain: &str, mechanism: &Mechanism) -> Result<bool, Stop> {
        if mechanism.takes_look_up() {
            self.count_look_up()?;
        }
        let address = self.message.address;
        Ok(match mechanism {
            Mechanism::All => true,
            Mechanism::Ip4(network, bits) => {
                is_within(address, (*network).into(), Prefixes { v4: *bits, v6: 128 })
            }
            Mechanism::Ip6(network, bits) => {
                is_within(address, (*network).into(), Prefixes { v4: 32, v6: *bits })
            }
            Mechanism::A(target, prefixes) => {
                let name = self.target(domain, target.as_ref()).await;
                let answer = self.ask_counted(&name, self.address_kind()).await?;
                answer.addresses().any(|network| is_within(address, network, *prefixes))
            }
            Mechanism::Mx(target, prefixes) => {
                let name = self.target(domain, target.as_ref()).await;
                self.is_mail_server(&name, *prefixes).await?
            }
            Mechanism::Exists(target) => {
                let name = self.expand(domain, target).await;
                !self.ask_counted(&name, Kind::A).await?.records().is_empty()
            }
            Mechanism::Ptr(target) => {
                let name = self.target(domain, target.as_ref()).await;
                self.has_name_within(&name).await?
            }
            Mechanism::Include(target) => {
                let name = self.expand(domain, target).await;
                match self.check(name.clone(), IsAsked::ByInclude).await?.0 {
                    Outcome::Pass => true,
                    Outcome::None => {
                        return Err(Stop::Perm(format!("`include:{name}` leads to no SPF policy")));
                    }
                    _ => false,
                }
            }
        })
    }

    async fn is_mail_server(&mut self, domain: &str, prefixes: Prefixes) -> Result<bool, Stop> {
        let answer = self.ask_counted(domain, Kind::Mx).await?;
        if answer.records().len() > MOST_NAMES {
            return Err(Stop::Perm(format!("{domain} has more than {MOST_NAMES} mail servers")));
        }
        for record in answer.records() {
            let Record::Mx(_, host) = record else { continue };
            let addresses = self.ask_counted(host, self.address_kind()).await?;
            if addresses.addresses().any(|network| is_within(self.message.address, network, prefixes)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn has_name_within(&mut self, domain: &str) -> Result<bool, Stop> {
        let answer = self.dns.ask(&reverse_name(self.message.address), Kind::Ptr).await;
        if matches!(answer, Answer::NoData | Answer::NoName) {
            self.count_void()?;
        }
        let names = self.validated(&answer).await;
        Ok(names.iter().any(|name| is_name_within(name, domain)))
    }

    /// Which of the names of the address lead back to it. Errors make a name invalid and nothing else.
    async fn validated(&self, answer: &Answer) -> Vec<String> {
        let mut names = Vec::new();
        for record in answer.records().iter().take(MOST_NAMES) {
            let Record::Name(name) = record else { continue };
            let addresses = self.dns.ask(name, self.address_kind()).await;
            if addresses.addresses().any(|address| address == self.message.address) {
                names.push(name.clone());
            }
        }
        names
    }

    /// The value of the macro `p`; empty when there is none.
    async fn validated_name(&self, domain: &str) -> String {
        let answer = self.dns.ask(&reverse_name(self.message.address), Kind::Ptr).await;
        let names = self.validated(&answer).await;
        let same = names.iter().find(|name| name.eq_ignore_ascii_case(domain));
        let within = || names.iter().find(|name| is_name_within(name, domain));
        same.or_else(within).or(names.first()).cloned().unwrap_or_default()
    }

    async fn target(&self, domain: &str, target: Option<&MacroString>) -> String {
        match target {
            Some(target) => self.expand(domain, target).await,
            None => domain.to_owned(),
        }
    }

    async fn expand(&self, domain: &str, text: &MacroString) -> String {
        let expanded = self.expand_text(domain, text).await;
        let mut name = expanded.strip_suffix('.').unwrap_or(&expanded);
        // Too long names lose labels from the left (RFC 7208, 7.3).
        while name.len() > LONGEST_NAME {
            let Some((_, rest)) = name.split_once('.') else { break };
            name = rest;
        }
        name.to_owned()
    }

    async fn expand_text(&self, domain: &str, text: &MacroString) -> String {
        let name =
            if text.needs_validated_name() { self.validated_name(domain).await } else { String::new() };
        text.expand(&Within { message: self.message, domain }, &name)
    }

    /// What the domain says to whom it refuses; anything wrong with it makes it silent (RFC 7208, 6.2).
    async fn explanation(&self, domain: &str, at: &MacroString) -> Option<String> {
        let name = self.expand(domain, at).await;
        let answer = self.dns.ask(&name, Kind::Txt).await;
        let [Record::Text(text)] = answer.records() else { return None };
        let text = std::str::from_utf8(text).ok().filter(|text| text.is_ascii())?;
        let text = MacroString::parse(text, Place::Explanation).ok()?;
        Some(self.expand_text(domain, &text).await)
    }

    fn address_kind(&self) -> Kind {
        if self.message.address.is_ipv4() { Kind::A } else { Kind::Aaaa }
    }

    fn count_look_up(&mut self) -> Result<(), Stop> {
        self.look_ups += 1;
        if self.look_ups > MOST_LOOK_UPS {
            return Err(Stop::Perm(format!("the policy needs more than {MOST_LOOK_UPS} look-ups")));
        }
        Ok(())
    }

    fn count_void(&mut self) -> Result<(), Stop> {
        self.void_look_ups += 1;
        if self.void_look_ups > MOST_VOID_LOOK_UPS {
            return Err(Stop::Perm(format!(
                "more than {MOST_VOID_LOOK_UPS} look-ups of the policy find nothing"
            )));
        }
        Ok(())
    }

    async fn ask(&self, name: &str, kind: Kind) -> Result<Answer, Stop> {
        match self.dns.ask(name, kind).await {
            Answer::Failed(why) => Err(Stop::Temp(why)),
            answer => Ok(answer),
        }
    }

    async fn ask_counted(&mut self, name: &str, kind: Kind) -> Result<Answer, Stop> {
        let answer = self.ask(name, kind).await?;
        if answer.records().is_empty() {
            self.count_void()?;
        }
        Ok(answer)
    }
}

fn is_within(address: IpAddr, network: IpAddr, prefixes: Prefixes) -> bool {
    match (address, network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => {
            let differing = u32::from(a) ^ u32::from(b);
            differing.checked_shr(32 - prefixes.v4.min(32)).unwrap_or(0) == 0
        }
        (IpAddr::V6(a), IpAddr::V6(b)) => {
            let differing = u128::from(a) ^ u128::from(b);
            differing.checked_shr(128 - prefixes.v6.min(128)).unwrap_or(0) == 0
        }
        _ => false,
    }
}

fn is_name_within(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_ascii_lowercase(), domain.to_ascii_lowercase());
    name == domain || name.strip_suffix(&domain).is_some_and(|before| before.ends_with('.'))
}

fn reverse_name(address: IpAddr) -> String {
    let parts = dotted(address);
    let reversed: Vec<&str> = parts.rsplit('.').collect();
    format!("{}.{}.arpa", reversed.join("."), if address.is_ipv4() { "in-addr" } else { "ip6" })
}
