//! E1.3: findings are fixed within the limit for their severity and place.
//!
//! A finding that the first scan of a device already reported may be older than the record: closed in time it stays
//! *unknown*, over the limit it is *not met*. Open findings within their limit are not due and do not count.

use super::{Rule, outside};
use crate::{Ground, Ruling};
use ward_domain::assessment::Case;
use ward_domain::observation::Severity;
use ward_estate::Finding;

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
        if !estate.scans.iter().any(|run| run.looks_for_vulnerabilities) {
            return Ruling::unknown(ground, ground.missing("vulnerability-scan"));
        }
        let some = |key: &str| Some(ground.days(key));
        let limits = Limits {
            exposed: [None, some("exposed-low"), some("exposed-medium"), some("exposed-high"), some("exposed-critical")],
            inside: [None, None, some("inside-medium"), some("inside-high"), some("inside-critical")],
        };
        let (window, fresh) = (ground.days("window"), ground.freshness("vulnerability-scan"));
        let today = days_since_epoch(ground.as_of());
        let mut ruling = Ruling::new(ground);
        let mut proposed = Proposed::default();
        let mut sources = vec![false; estate.sources.len()];
        for of_asset in estate.findings.chunk_by(|a, b| a.asset == b.asset) {
            let asset = &estate.assets[of_asset[0].asset as usize];
            let limits = if asset.is_public || asset.is_in_dmz { &limits.exposed } else { &limits.inside };
            let first_scan = asset
                .host_scans
                .iter()
                .find(|h| estate.scans[h.scan as usize].looks_for_vulnerabilities)
                .map_or(i64::MIN, |h| h.at.as_second().div_euclid(86_400));
            let is_fresh = ground.vulnerability_scan(asset, fresh).is_some();
            for finding in of_asset {
                let severity = estate.checks[finding.check as usize].severity;
                let Some(limit) = limits[severity as usize] else { continue };
                let (first, _, fixed) = finding.days();
                if fixed.is_some_and(|day| day < today - window) {
                    continue;
                }
                sources[finding.last.source as usize] = true;
                let age = fixed.unwrap_or(today) - first;
                proposed.count(ground, severity, age, fixed.is_some());
                let case = |reason: String| Case {
                    subject: subject(ground, finding),
                    reason,
                    evidence: outside::reference(ground, finding.last),
                };
                match (fixed, age <= limit) {
                    (Some(_), true) if first > first_scan => ruling.met(),
                    (Some(_), true) => ruling.undecided_many(0, || {
                        case(format!("Fixed after {age} days at least; the first scan already reported it, so it may be older."))
                    }),
                    (None, true) if is_fresh => ruling.not_applicable(),
                    (None, _) if !is_fresh => ruling.undecided_many(0, || {
                        case("Was open when last scanned; that scan is too old to count.".to_owned())
                    }),
                    (_, true) => ruling.not_applicable(),
                    (fixed, false) => ruling.not_met_many(age - limit, || {
                        let state = if fixed.is_some() { "took" } else { "is open for" };
                        case(format!("{} finding {state} {age} days; the limit is {limit}.", severity.as_str()))
                    }),
                }
            }
        }
        for (source, _) in (0u32..).zip(&sources).filter(|(_, used)| **used) {
            ruling.rests_on(source);
        }
        if let Some(note) = proposed.note(ground) {
            ruling.note(note);
        }
        ruling.no_cases("Scans are at hand, and no finding with a limit was open or closed in the window.");
        ruling
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
