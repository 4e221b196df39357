//! What a rule stands on: the estate, its measure, the day, and questions that several rules ask.

use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::net::IpAddr;
use ward_catalog::{Catalog, FixWithin, Measure, RemediationTable};
use ward_domain::observation::{AnswerSeen, Check, ExceptionSeen, KnownExploited, Says, Severity};
use ward_domain::{CveId, Size};
use ward_estate::{Account, Asset, Estate, HostScanned, Person, Placed, ScanRun, SourceInfo};

/// Most addresses that a declaration may hold before single addresses are not walked any more.
const MOST_ADDRESSES: u64 = 65_536;

/// The day on which CISA published its first known-exploited-vulnerabilities catalogue, with BOD 22-01.
const KEV_BEGAN: Date = jiff::civil::date(2021, 11, 3);

/// What all measures of one assessment share.
pub(crate) struct Shared<'a> {
    catalog: &'a Catalog,
    estate: &'a Estate,
    /// For each check, whether one of its CVEs is known to be exploited.
    exploited_checks: Vec<bool>,
    /// Declared public addresses one by one; `None` when there are too many.
    declared: Option<Vec<IpAddr>>,
    /// Which assets have which address.
    by_address: BTreeMap<IpAddr, Vec<u32>>,
    /// For each source, the first day on which it does not count any more: rules ask for every account and device.
    expiries: Vec<Date>,
}

impl<'a> Shared<'a> {
    pub(crate) fn new(catalog: &'a Catalog, estate: &'a Estate) -> Self {
        let exploited = |check: &Check| {
            let listed = |cve| estate.known_exploited.as_ref().is_some_and(|k| k.entries.contains_key(cve));
            check.cves.iter().any(listed)
        };
        let ranges = &estate.organisation.public_addresses;
        let total: Option<u64> = ranges.iter().try_fold(0u64, |sum, range| sum.checked_add(range.count()?));
        let declared = total.filter(|n| *n <= MOST_ADDRESSES).map(|_| {
            let mut all: Vec<IpAddr> =
                ranges.iter().flat_map(ward_domain::network::AddressRange::addresses).collect();
            all.sort_unstable();
            all.dedup();
            all
        });
        let mut by_address: BTreeMap<IpAddr, Vec<u32>> = BTreeMap::new();
        for (position, asset) in (0u32..).zip(&estate.assets) {
            for address in &asset.addresses {
                by_address.entry(*address).or_default().push(position);
            }
        }
        let size = estate.organisation.size;
        let expiry =
            |source: &SourceInfo| expiry(catalog, size, source.collected_on(), &source.evidence_kind);
        Self {
            catalog,
            estate,
            expiries: estate.sources.iter().map(expiry).collect(),
            exploited_checks: estate.checks.iter().map(exploited).collect(),
            declared,
            by_address,
        }
    }
}

/// What one rule stands on.
pub struct Ground<'a> {
    shared: &'a Shared<'a>,
    measure: &'a Measure,
    exceptions: BTreeMap<String, &'a Placed<ExceptionSeen>>,
}

/// By when a vulnerability must be fixed, as far as its inputs are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// If every unknown input is the worse one.
    pub soonest: Option<Date>,
    /// If every unknown input is the better one; `None` is never.
    pub latest: Option<Date>,
    /// Whether forensic triage is demanded: surely, or only possibly.
    pub triage: Option<bool>,
    /// Inputs that are not known, in words.
    pub missing: Vec<&'static str>,
    /// Whether CISA lists it as exploited.
    pub is_known_exploited: Option<bool>,
}

impl<'a> Ground<'a> {
    pub(crate) fn new(shared: &'a Shared<'a>, measure: &'a Measure) -> Self {
        let as_of = shared.estate.as_of;
        let exceptions = shared
            .estate
            .exceptions
            .iter()
            .filter(|e| e.row.measure == measure.id && e.row.approved_on <= as_of && as_of <= e.row.expires)
            .map(|e| (e.row.subject.trim().to_lowercase(), e))
            .collect();
        Self { shared, measure, exceptions }
    }

    /// The estate.
    pub fn estate(&self) -> &'a Estate {
        self.shared.estate
    }
    /// The catalogue.
    pub fn catalog(&self) -> &'a Catalog {
        self.shared.catalog
    }
    /// The measure that is judged.
    pub fn measure(&self) -> &'a Measure {
        self.measure
    }
    /// Whose thresholds apply.
    pub fn size(&self) -> Size {
        self.shared.estate.organisation.size
    }
    /// The day.
    pub fn as_of(&self) -> Date {
        self.shared.estate.as_of
    }
    /// A number of the measure, in whole days.
    pub fn days(&self, key: &str) -> i64 {
        self.measure.days(key, self.size())
    }
    /// The day so many days before the day judged.
    pub fn days_ago(&self, days: i64) -> Date {
        plus(self.as_of(), -days)
    }
    /// Days from a date to the day judged; negative for a date ahead.
    pub fn age(&self, date: Date) -> i64 {
        days_between(date, self.as_of())
    }

    /// Longest useful age of an evidence kind, in days.
    pub fn freshness(&self, evidence_kind: &str) -> i64 {
        freshness(self.shared.catalog, self.size(), evidence_kind)
    }
    /// The first day on which a source does not count any more.
    pub fn expiry(&self, source: u32) -> Date {
        self.shared.expiries[source as usize]
    }
    /// The same, taken as evidence of another kind.
    pub fn expiry_as(&self, source: u32, evidence_kind: &str) -> Date {
        let collected = self.shared.estate.sources[source as usize].collected_on();
        expiry(self.shared.catalog, self.size(), collected, evidence_kind)
    }
    /// Whether a source still counts.
    pub fn is_fresh(&self, source: u32) -> bool {
        self.as_of() < self.expiry(source)
    }
    /// Whether a source still counts as its own kind and as evidence of another.
    pub fn is_fresh_as(&self, source: u32, evidence_kind: &str) -> bool {
        self.is_fresh(source) && self.as_of() < self.expiry_as(source, evidence_kind)
    }
    /// Current sources of a kind that still count; empty when there is none.
    pub fn fresh(&self, evidence_kind: &str) -> Vec<u32> {
        self.estate().current_sources(evidence_kind).filter(|s| self.is_fresh(*s)).collect()
    }
    /// Whether there is a current source of a kind, fresh or not.
    pub fn has(&self, evidence_kind: &str) -> bool {
        self.estate().current_sources(evidence_kind).next().is_some()
    }
    /// Whether evidence of a kind was ever given, however old.
    pub fn was_ever_given(&self, evidence_kind: &str) -> bool {
        self.estate().sources.iter().any(|source| source.evidence_kind == evidence_kind)
    }
    /// A sentence for a kind of evidence that is missing or too old.
    pub fn missing(&self, evidence_kind: &str) -> String {
        let name =
            self.shared.catalog.evidence_kinds.get(evidence_kind).map_or(evidence_kind, |k| k.name.as_str());
        match self
            .estate()
            .current_sources(evidence_kind)
            .map(|s| self.estate().sources[s as usize].collected_on())
            .max()
        {
            None => format!("No evidence of this kind: {name}."),
            Some(newest) => format!(
                "Evidence too old: {name}, newest of {newest}; it counts for {} days.",
                self.freshness(evidence_kind)
            ),
        }
    }
    /// How to get the evidence that would answer the measure.
    pub fn evidence_wanted(&self) -> Vec<String> {
        self.measure
            .evidence
            .iter()
            .filter_map(|key| self.shared.catalog.evidence_kinds.get(key))
            .map(|kind| format!("{}: {}", kind.name, kind.how_to_get))
            .collect()
    }

    /// The exception that holds for a subject.
    pub fn exception(&self, subject: &str) -> Option<&'a Placed<ExceptionSeen>> {
        if self.exceptions.is_empty() { None } else { self.exceptions.get(&subject.to_lowercase()).copied() }
    }
    /// All exceptions that hold for the measure.
    pub fn exceptions(&self) -> impl Iterator<Item = &'a Placed<ExceptionSeen>> {
        self.exceptions.values().copied()
    }
    /// The newest answer about a subject (or the whole measure), if it still counts.
    pub fn answer(&self, subject: Option<&str>) -> Option<&'a Placed<AnswerSeen>> {
        self.newest_answer(subject).filter(|answer| self.holds(answer))
    }
    /// Whether an answer counts: in effect, not expired, and not marked for somebody else to look at.
    pub fn holds(&self, answer: &Placed<AnswerSeen>) -> bool {
        let row = &answer.row;
        !row.is_for_review
            && row.effective.is_none_or(|from| from <= self.as_of())
            && self.as_of() < self.answer_expiry(row)
    }
    /// The newest answer about a subject (or the whole measure), expired or not. On one day, *no* speaks over *yes*.
    pub fn newest_answer(&self, subject: Option<&str>) -> Option<&'a Placed<AnswerSeen>> {
        self.estate()
            .answers
            .iter()
            .filter(|a| a.row.measure == self.measure.id && a.row.signed_on <= self.as_of())
            .filter(|a| match (&a.row.subject, subject) {
                (None, None) => true,
                (Some(said), Some(wanted)) => said.trim().eq_ignore_ascii_case(wanted),
                _ => false,
            })
            .max_by_key(|a| (a.row.signed_on, a.row.says == Says::No, a.at))
    }
    /// The first day on which an answer does not count any more.
    pub fn answer_expiry(&self, answer: &AnswerSeen) -> Date {
        answer_expiry(self.measure, self.size(), answer)
    }

    /// Declared public addresses one by one; `None` when there are more than 65,536.
    pub fn declared_addresses(&self) -> Option<&'a [IpAddr]> {
        self.shared.declared.as_deref()
    }
    /// The assets seen at an address.
    pub fn assets_at(&self, address: IpAddr) -> impl Iterator<Item = (u32, &'a Asset)> {
        let positions = self.shared.by_address.get(&address).map_or(&[][..], Vec::as_slice);
        positions.iter().map(|&position| (position, &self.estate().assets[position as usize]))
    }
    /// The newest scan that was told to look at an address (or did), fits, and is no older than so many days.
    pub fn scan_of(
        &self,
        address: IpAddr,
        most_days: i64,
        fits: impl Fn(&ScanRun) -> bool,
    ) -> Option<&'a ScanRun> {
        let oldest = self.days_ago(most_days);
        // A device at the address that the scan did not finish was not looked at, whatever the targets say.
        let was_cut_off = |scan: u32| {
            self.assets_at(address).any(|(_, asset)| {
                let mut here = asset.host_scans.iter().filter(|h| h.scan == scan).peekable();
                here.peek().is_some() && here.all(|h| !h.completed)
            })
        };
        let by_host = self
            .assets_at(address)
            .flat_map(|(_, asset)| &asset.host_scans)
            .filter(|h| h.completed)
            .map(|h| &self.estate().scans[h.scan as usize]);
        (0u32..)
            .zip(&self.estate().scans)
            .filter(|(scan, run)| run.ended && run.targets_address(address) && !was_cut_off(*scan))
            .map(|(_, run)| run)
            .chain(by_host.filter(|run| run.ended && run.targets.is_empty()))
            .filter(|run| fits(run) && ward_estate::date_of(run.at) >= oldest)
            .max_by_key(|run| run.at)
    }
    /// The same for a public host name without a fixed address: the scan was told to look at the name, or looked at a
    /// device of that name to its end.
    pub fn scan_of_host(
        &self,
        host: &str,
        most_days: i64,
        fits: impl Fn(&ScanRun) -> bool,
    ) -> Option<&'a ScanRun> {
        let oldest = self.days_ago(most_days);
        let looks = || self.assets_named(host).flat_map(|(_, asset)| &asset.host_scans);
        let was_cut_off = |scan: u32| {
            let mut here = looks().filter(|h| h.scan == scan).peekable();
            here.peek().is_some() && here.all(|h| !h.completed)
        };
        let is_named = |run: &ScanRun| run.target_hosts.iter().any(|target| target == host);
        (0u32..)
            .zip(&self.estate().scans)
            .filter(|(scan, run)| is_named(run) && !was_cut_off(*scan))
            .map(|(_, run)| run)
            .chain(looks().filter(|h| h.completed).map(|h| &self.estate().scans[h.scan as usize]))
            .filter(|run| run.ended && fits(run) && ward_estate::date_of(run.at) >= oldest)
            .max_by_key(|run| run.at)
    }
    /// The devices of a full name.
    pub fn assets_named(&self, host: &str) -> impl Iterator<Item = (u32, &'a Asset)> {
        (0u32..)
            .zip(&self.estate().assets)
            .filter(move |(_, asset)| asset.fqdns.iter().any(|name| name == host))
    }
    /// The newest completed vulnerability scan of a device within so many days.
    pub fn vulnerability_scan(&self, asset: &'a Asset, most_days: i64) -> Option<&'a HostScanned> {
        let oldest = self.days_ago(most_days);
        asset.host_scans.iter().rev().find(|h| {
            let run = &self.estate().scans[h.scan as usize];
            h.completed && run.looks_for_vulnerabilities && ward_estate::date_of(h.at) >= oldest
        })
    }

    /// Whether one of the check's CVEs is known to be exploited.
    pub fn is_exploited(&self, check: u32) -> bool {
        self.shared.exploited_checks[check as usize]
    }
    /// The KEV entry of a CVE: `Some(None)` when a fresh catalogue does not list it, `None` when that is not known.
    pub fn known_exploited(&self, cve: CveId) -> Option<Option<&'a KnownExploited>> {
        let catalogue = self.estate().known_exploited.as_ref()?;
        match catalogue.entries.get(&cve) {
            Some(entry) => Some(Some(entry)),
            None => self.is_fresh(catalogue.source).then_some(None),
        }
    }

    /// The day after which CISA may have listed vulnerabilities that nobody here knows of.
    fn unknown_listings_since(&self) -> Date {
        let catalogue = self.estate().known_exploited.as_ref();
        catalogue.map_or(KEV_BEGAN, |k| self.estate().sources[k.source as usize].collected_on())
    }

    /// What to load so that the inputs that are not known become known, and which feed is too old if one is.
    pub fn feeds_wanted(&self, due: &Due, cve: CveId) -> String {
        let mut says = Vec::new();
        if due.is_known_exploited.is_none() && self.estate().known_exploited.is_some() {
            says.push(self.missing("known-exploited-catalogue"));
        }
        if self.estate().ssvc.get(&cve).is_some_and(|s| !self.is_fresh(s.at.source)) {
            says.push(self.missing("ssvc-decisions"));
        }
        says.push("Load CISA's catalogue and SSVC decisions.".to_owned());
        says.join(" ")
    }

    /// By when a CVE that was first detected on a day must be fixed on a device.
    pub fn due(
        &self,
        table: &RemediationTable,
        cve: CveId,
        public: bool,
        severity: Severity,
        detected: Date,
    ) -> Due {
        let kev = self.known_exploited(cve);
        let ssvc = self.estate().ssvc.get(&cve).filter(|s| self.is_fresh(s.at.source));
        let automatable = ssvc.and_then(|s| s.row.is_automatable);
        let total = ssvc.and_then(|s| s.row.impact_is_total);
        let mut missing = Vec::new();
        let either = |known: Option<bool>, name: &'static str, missing: &mut Vec<&'static str>| {
            missing.extend(known.is_none().then_some(name));
            known.map_or(vec![true, false], |known| vec![known])
        };
        let exploited = either(kev.map(|k| k.is_some()), "whether it is exploited", &mut missing);
        let automatable = either(automatable, "whether attacks can be automated", &mut missing);
        let total = either(total, "whether the impact is total", &mut missing);

        let mut dates: Vec<Option<Date>> = Vec::new();
        let mut triages: Vec<bool> = Vec::new();
        for &exploited in &exploited {
            for &automatable in &automatable {
                for &total in &total {
                    let row = table.decide(public, exploited, automatable, total, severity);
                    let listed = kev.flatten().filter(|_| exploited);
                    let start = match listed {
                        Some(entry) => entry.added.min(detected),
                        // Perhaps listed, and nobody here knows since when: the clock may run since long ago.
                        None if exploited => detected.min(self.unknown_listings_since()),
                        None => detected,
                    };
                    dates.push(match row.fix {
                        FixWithin::Days(days) => Some(plus(start, days)),
                        FixWithin::KevDueDate => {
                            Some(listed.map_or(start, |e| e.due.unwrap_or_else(|| plus(start, 14))))
                        }
                        FixWithin::OnUpgrade => None,
                    });
                    if exploited && listed.is_none() {
                        // Or it was listed only today.
                        dates.push(match row.fix {
                            FixWithin::Days(days) => Some(plus(detected, days)),
                            FixWithin::KevDueDate | FixWithin::OnUpgrade => None,
                        });
                    }
                    triages.push(row.triage);
                }
            }
        }
        missing.retain(|_| dates.iter().any(|d| *d != dates[0]) || triages.iter().any(|t| *t != triages[0]));
        let latest = if dates.contains(&None) { None } else { dates.iter().flatten().max().copied() };
        Due {
            soonest: dates.iter().flatten().min().copied(),
            latest,
            triage: triages.iter().all(|t| *t == triages[0]).then_some(triages[0]),
            missing,
            is_known_exploited: kev.map(|k| k.is_some()),
        }
    }

    /// The person of an account, if a list names one.
    pub fn owner(&self, account: &Account) -> Option<&'a Person> {
        account.owner.map(|position| &self.estate().people[position as usize])
    }
    /// People whose engagement ended within the last so many days.
    pub fn departures(&self, days: i64) -> impl Iterator<Item = &'a Person> {
        let (from, to) = (self.days_ago(days), self.as_of());
        self.estate().people.iter().filter(move |p| {
            p.end.is_some_and(|end| {
                from <= end.date() && end.date() <= to && !(end.date() == to && end > to.at(23, 59, 58, 0))
            })
        })
    }
}

/// The first day on which an answer to a measure does not count any more.
pub fn answer_expiry(measure: &Measure, size: Size, answer: &AnswerSeen) -> Date {
    let by_measure = plus(answer.signed_on, measure.answer_days.get(size) + 1);
    answer.expires.map_or(by_measure, |last| plus(last, 1).min(by_measure))
}

/// Whole days from one date to another.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span: Span| i64::from(span.get_days()))
}

/// Longest useful age of an evidence kind, in days.
fn freshness(catalog: &Catalog, size: Size, evidence_kind: &str) -> i64 {
    catalog.evidence_kinds.get(evidence_kind).map_or(0, |kind| kind.days.get(size))
}

/// The first day on which evidence of a kind does not count any more.
fn expiry(catalog: &Catalog, size: Size, collected: Date, evidence_kind: &str) -> Date {
    plus(collected, freshness(catalog, size, evidence_kind) + 1)
}

/// A date so many days on; the ends of the calendar stay where they are.
pub(crate) fn plus(date: Date, days: i64) -> Date {
    date.saturating_add(Span::new().try_days(days).unwrap_or_default())
}
