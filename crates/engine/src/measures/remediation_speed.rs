//! E1.3: findings are fixed within the limit for their severity and place.
//!
//! How long a finding was open is known as an interval: at least from the first to the last report of it, at most until
//! the scan that found it gone. What the first scan of a device already reported may be older than the record, so it is
//! never shown to be fixed in time. Open findings within their limit are not due and do not count.

use super::{Rule, outside};
use crate::{Ground, Ruling};
use ward_domain::assessment::Case;
use ward_domain::observation::Severity;
use ward_estate::{Asset, Finding, HostScanned};

/// See the module.
pub struct RemediationSpeed;

/// Limits in days; `None` is at the organisation's discretion.
struct Limits {
    exposed: [Option<i64>; 5],
    inside: [Option<i64>; 5],
}

impl Rule for RemediationSpeed {
    fn slug(&self) -> &'static str {
        "remediation-speed"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let estate = ground.estate();
        if ground.fresh("vulnerability-scan").is_empty() {
            return Ruling::unknown(ground, ground.missing("vulnerability-scan"));
        }
        let some = |key: &str| Some(ground.days(key));
        let limits = Limits {
            exposed: [
                None,
                some("exposed-low"),
                some("exposed-medium"),
                some("exposed-high"),
                some("exposed-critical"),
            ],
            inside: [None, None, some("inside-medium"), some("inside-high"), some("inside-critical")],
        };
        let (window, fresh) = (ground.days("window"), ground.freshness("vulnerability-scan"));
        let today = days_since_epoch(ground.as_of());
        let mut ruling = Ruling::new(ground);
        let mut proposed = Proposed::default();
        let has_exceptions = ground.exceptions().next().is_some();
        let mut sources = vec![false; estate.sources.len()];
        let mut fresh_sources = sources.clone();
        for of_asset in estate.findings.chunk_by(|a, b| a.asset == b.asset) {
            let asset = &estate.assets[of_asset[0].asset as usize];
            let limits = if asset.is_public || asset.is_in_dmz { &limits.exposed } else { &limits.inside };
            let first_scans = FirstScans::of(ground, asset);
            let newest_scan = ground.vulnerability_scan(asset, fresh);
            let is_fresh = newest_scan.is_some();
            if let Some(scan) = newest_scan {
                fresh_sources[scan.place.source as usize] = true;
            }
            for finding in of_asset {
                let severity = estate.checks[finding.check as usize].severity;
                let Some(limit) = limits[severity as usize] else { continue };
                let (first, last, fixed) = finding.days();
                if fixed.is_some_and(|day| day < today - window) {
                    continue;
                }
                sources[finding.last.source as usize] = true;
                if has_exceptions && ruling.is_excepted(&subject(ground, finding)) {
                    continue;
                }
                let age = fixed.unwrap_or(today) - first;
                proposed.count(ground, severity, age, fixed.is_some());
                let case = |reason: String| Case {
                    subject: subject(ground, finding),
                    reason,
                    evidence: outside::reference(ground, finding.last),
                };
                match (fixed, age <= limit) {
                    (Some(_), true) if first > first_scans.comparable(finding) => ruling.met(),
                    (Some(_), true) => ruling.undecided_many(0, || {
                        case(format!("Fixed after {age} days at least; the first scan already reported it, so it may be older."))
                    }),
                    (None, true) if is_fresh => ruling.not_applicable(),
                    (None, _) if !is_fresh => ruling.undecided_many(0, || {
                        case("Was open when last scanned; that scan is too old to count.".to_owned())
                    }),
                    (_, true) => ruling.not_applicable(),
                    (Some(_), false) if last - first <= limit => ruling.undecided_many(0, || {
                        case(format!("Fixed after {} to {age} days; the limit is {limit}. Scan more often to show which.", last - first))
                    }),
                    (fixed, false) => ruling.not_met_many(age - limit, || {
                        let state = if fixed.is_some() { "took" } else { "is open for" };
                        case(format!("{} finding {state} {age} days; the limit is {limit}.", severity.as_str()))
                    }),
                }
            }
        }
        for (source, _) in (0u32..).zip(&sources).filter(|(_, used)| **used) {
            ruling.rests_on_history(source);
        }
        for (source, _) in (0u32..).zip(&fresh_sources).filter(|(_, used)| **used) {
            ruling.rests_on(source);
        }
        if let Some(note) = proposed.note(ground) {
            ruling.note(note);
        }
        ruling.no_cases("Scans are at hand, and no finding with a limit was open or closed in the window.");
        ruling
    }
}

/// The days of the first completed vulnerability scans of a device.
struct FirstScans<'a> {
    asset: &'a Asset,
    any: i64,
    logged_in: i64,
}

impl<'a> FirstScans<'a> {
    fn of(ground: &Ground<'_>, asset: &'a Asset) -> Self {
        let completed = |h: &&HostScanned| {
            h.completed && ground.estate().scans[h.scan as usize].looks_for_vulnerabilities
        };
        let mut scans = asset.host_scans.iter().filter(completed);
        let day = |h: Option<&HostScanned>| h.map_or(i64::MAX, |h| h.at.as_second().div_euclid(86_400));
        let any = day(scans.clone().next());
        Self { asset, any, logged_in: day(scans.find(|h| h.credentialed == Some(true))) }
    }

    /// The first scan that looked as deeply as the one that first reported the finding: what a log-in brings to light
    /// at once may be old.
    fn comparable(&self, finding: &Finding) -> i64 {
        let reported_by = self.asset.host_scans.iter().find(|h| h.place.source == finding.first.source);
        if reported_by.is_some_and(|h| h.credentialed == Some(true)) { self.logged_in } else { self.any }
    }
}

/// The line of the proposed HIPAA rule, reported beside the verdict and never part of it.
#[derive(Default)]
struct Proposed {
    within: u64,
    decided: u64,
}

impl Proposed {
    fn count(&mut self, ground: &Ground<'_>, severity: Severity, age: i64, is_fixed: bool) {
        let limit = match severity {
            Severity::Critical => ground.days("nprm-critical"),
            Severity::High => ground.days("nprm-high"),
            Severity::Medium | Severity::Low | Severity::Info => return,
        };
        if is_fixed || age > limit {
            self.decided += 1;
            self.within += u64::from(age <= limit);
        }
    }

    fn note(&self, ground: &Ground<'_>) -> Option<String> {
        (self.decided > 0).then(|| {
            format!(
                "By the proposed HIPAA rule (critical {}, high {} days; not law): {} of {} in time.",
                ground.days("nprm-critical"),
                ground.days("nprm-high"),
                self.within,
                self.decided
            )
        })
    }
}

fn subject(ground: &Ground<'_>, finding: &Finding) -> String {
    let estate = ground.estate();
    let check = &estate.checks[finding.check as usize];
    let what = check.cves.first().map_or_else(|| check.title.clone(), ToString::to_string);
    format!("{what} on {}", estate.assets[finding.asset as usize].name)
}

fn days_since_epoch(date: jiff::civil::Date) -> i64 {
    crate::ground::days_between(jiff::civil::date(1970, 1, 1), date)
}
