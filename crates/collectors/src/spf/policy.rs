//! What an SPF policy says whoever sends: its end, and what a full evaluation costs.

use super::evaluate::{MOST_LOOK_UPS, MOST_NAMES, MOST_VOID_LOOK_UPS};
use super::macros::MacroString;
use super::record::{Mechanism, Qualifier, SpfRecord, is_spf};
use crate::dns::{Dns, Kind, Record};
use std::future::Future;
use std::pin::Pin;
use ward_domain::observation::{Asked, SpfSeen};

/// After how many look-ups we stop counting: the policy is broken long before.
const STOP_COUNTING: u32 = 30;

/// Looks at the SPF policy of a domain. Terms with macros are counted; what they would find depends on the sender, so
/// they are not asked for.
pub async fn policy<D: Dns>(dns: &D, domain: &str) -> Asked<SpfSeen> {
    let answer = dns.ask(domain, Kind::Txt).await;
    if let Some(why) = answer.failed() {
        return Asked::Failed(why.to_owned());
    }
    let records: Vec<&[u8]> = answer.texts().filter(|text| is_spf(text)).collect();
    let Some(first) = records.first() else { return Asked::Absent };
    let mut walk = Walk { dns, seen: SpfSeen::default() };
    walk.seen.record = String::from_utf8_lossy(first).into_owned();
    walk.seen.records = u32::try_from(records.len()).unwrap_or(u32::MAX);
    match walk.record(domain.to_owned(), first.to_vec()).await {
        Ok(all) => walk.seen.all = all,
        Err(why) => return Asked::Failed(why),
    }
    let mut seen = walk.seen;
    let most = [
        (seen.records > 1).then(|| format!("there are {} SPF records, and only one may be", seen.records)),
        seen.error.take(),
        (seen.lookups > MOST_LOOK_UPS)
            .then(|| format!("the policy needs {} look-ups, and {MOST_LOOK_UPS} are allowed", seen.lookups)),
        (seen.void_lookups > MOST_VOID_LOOK_UPS).then(|| {
            format!("{} look-ups find nothing, and {MOST_VOID_LOOK_UPS} are allowed", seen.void_lookups)
        }),
    ];
    seen.error = most.into_iter().flatten().next();
    Asked::Found(seen)
}

/// The qualifier of `all`, or why the DNS could not be asked.
type Walked = Result<Option<char>, String>;

struct Walk<'d, D> {
    dns: &'d D,
    seen: SpfSeen,
}

impl<D: Dns> Walk<'_, D> {
    /// Counts what a record needs, with all that it includes.
    fn record(&mut self, domain: String, text: Vec<u8>) -> Pin<Box<dyn Future<Output = Walked> + Send + '_>> {
        Box::pin(async move {
            let record = match SpfRecord::parse(&text) {
                Ok(record) => record,
                Err(why) => {
                    self.wrong(if self.seen.lookups == 0 { why } else { format!("{domain}: {why}") });
                    return Ok(None);
                }
            };
            for (_, mechanism) in &record.terms {
                if *mechanism == Mechanism::All {
                    break;
                }
                if mechanism.takes_look_up() {
                    self.seen.lookups += 1;
                }
                if self.seen.lookups > STOP_COUNTING {
                    return Ok(record.all().map(Qualifier::as_char));
                }
                self.term(&domain, mechanism).await?;
            }
            if let Some(all) = record.all() {
                return Ok(Some(all.as_char()));
            }
            let Some(redirect) = &record.redirect else { return Ok(None) };
            self.seen.lookups += 1;
            match redirect.as_literal() {
                Some(target) if self.seen.lookups <= STOP_COUNTING => self.other(target, "redirect=").await,
                _ => Ok(None),
            }
        })
    }

    async fn term(&mut self, domain: &str, mechanism: &Mechanism) -> Result<(), String> {
        let here = |target: &Option<MacroString>| match target {
            Some(target) => target.as_literal(),
            None => Some(domain.to_owned()),
        };
        match mechanism {
            Mechanism::Include(target) => {
                if let Some(name) = target.as_literal() {
                    self.other(name, "include:").await?;
                }
            }
            Mechanism::A(target, _) => {
                if let Some(name) = here(target) {
                    self.addresses(&name).await?;
                }
            }
            Mechanism::Exists(target) => {
                if let Some(name) = target.as_literal()
                    && self.ask(&name, Kind::A).await?.is_empty()
                {
                    self.seen.void_lookups += 1;
                }
            }
            Mechanism::Mx(target, _) => {
                let Some(name) = here(target) else { return Ok(()) };
                let servers = self.ask(&name, Kind::Mx).await?;
                if servers.is_empty() {
                    self.seen.void_lookups += 1;
                }
                if servers.len() > MOST_NAMES {
                    self.wrong(format!("{name} has more than {MOST_NAMES} mail servers"));
                }
                for server in servers.iter().take(MOST_NAMES) {
                    if let Record::Mx(_, host) = server {
                        self.addresses(host).await?;
                    }
                }
            }
            Mechanism::All | Mechanism::Ptr(_) | Mechanism::Ip4(..) | Mechanism::Ip6(..) => {}
        }
        Ok(())
    }

    /// Another domain's policy.
    async fn other(&mut self, name: String, by: &str) -> Walked {
        let answer = self.ask(&name, Kind::Txt).await?;
        let mut records = answer.iter().filter_map(|record| match record {
            Record::Text(text) if is_spf(text) => Some(text.clone()),
            _ => None,
        });
        match (records.next(), records.next()) {
            (Some(text), None) => self.record(name, text).await,
            (None, _) => {
                self.wrong(format!("`{by}{name}` leads to no SPF policy"));
                Ok(None)
            }
            (Some(_), Some(_)) => {
                self.wrong(format!("`{by}{name}` leads to several SPF records"));
                Ok(None)
            }
        }
    }

    /// A name that has addresses of one family answers senders of that family; one without any answers nobody.
    async fn addresses(&mut self, name: &str) -> Result<(), String> {
        if self.ask(name, Kind::A).await?.is_empty() && self.ask(name, Kind::Aaaa).await?.is_empty() {
            self.seen.void_lookups += 1;
        }
        Ok(())
    }

    async fn ask(&self, name: &str, kind: Kind) -> Result<Vec<Record>, String> {
        let answer = self.dns.ask(name.strip_suffix('.').unwrap_or(name), kind).await;
        match answer.failed() {
            Some(why) => Err(why.to_owned()),
            None => Ok(answer.records().to_vec()),
        }
    }

    /// The first thing that is wrong is the one that is told.
    fn wrong(&mut self, why: String) {
        self.seen.error.get_or_insert(why);
    }
}
