//! The estate: what is known of an organisation on a day, folded from its evidence.
//!
//! [`fold`] takes the observations of every piece of evidence that counts, in any order, and gives the estate as of a
//! date. It is a pure function: it can be dropped and made again at any time and always comes out the same. It knows
//! no measure and no threshold; the only choices it makes are which rows speak of the same thing (see [`identity`])
//! and what a scan that looked again and found nothing closes (see `findings.rs`).

mod accounts;
mod assets;
mod coverage;
mod findings;
pub mod identity;
mod lists;
mod order;
mod people;
mod times;

pub use accounts::{Account, AccountSighting};
pub use assets::Asset;
pub use coverage::{HostScanned, ScanRun};
pub use findings::{Finding, Service};
pub use lists::{Named, Setting, Told};
pub use people::{Person, Training};
pub use times::{date_of, end_of_day};

use identity::Decisions;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::assessment::{EvidenceRef, Grade};
use ward_domain::observation::{
    AnswerSeen, BackupSeen, Check, ComponentSeen, ConfigurationRule, ExceptionSeen, ExerciseSeen,
    FirewallRuleSeen, IncidentSeen, KnownExploited, Line, LogSourceSeen, MailDomainSeen, NoticeSeen,
    Observations, Origin, PhishingSeen, RestoreSeen, SecurityTxtSeen, SsvcSeen, SystemSeen, TestFindingSeen,
    TlsEndpointSeen, VendorSeen,
};
use ward_domain::record::EntryNumber;
use ward_domain::{CveId, Digest, Organisation};

/// Where observations come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceId {
    /// A kept file.
    Evidence(Digest),
    /// An entry of the record that speaks for itself (an answer, an exception).
    Entry(EntryNumber),
}

/// One piece of evidence that counts.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Which.
    pub id: SourceId,
    /// Importer id; scans close only findings of their own format.
    pub format: &'a str,
    /// Key of the catalogue's freshness table.
    pub evidence_kind: &'a str,
    /// When what it says was true.
    pub collected_at: Timestamp,
    /// What it says.
    pub observations: &'a Observations,
}

/// A place in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Which of [`Estate::sources`].
    pub source: u32,
    /// Line of the file.
    pub line: Line,
}

/// What is kept of a source beside its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceInfo {
    /// Which.
    pub id: SourceId,
    /// Importer id.
    pub format: String,
    /// Key of the catalogue's freshness table.
    pub evidence_kind: String,
    /// Tool and version.
    pub tool: String,
    /// Who made it.
    pub origin: Origin,
    /// When what it says was true.
    pub collected_at: Timestamp,
    /// Whether it is the newest of its series (or of no series): what it lists is what there is.
    pub is_current: bool,
    /// What it contributed: rows by kind.
    pub contributed: Vec<(&'static str, u64)>,
}

impl SourceInfo {
    /// The grade of evidence from this source (DESIGN: A machine file, B third party, C own record).
    pub fn grade(&self) -> Grade {
        match self.origin {
            Origin::Machine => Grade::A,
            Origin::ThirdParty => Grade::B,
            Origin::OwnRecord => Grade::C,
        }
    }
    /// The day of collection, UTC.
    pub fn collected_on(&self) -> Date {
        date_of(self.collected_at)
    }
}

/// A row with the place it came from.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<T> {
    /// The row.
    pub row: T,
    /// Where it stands.
    pub at: At,
}

/// The newest known-exploited-vulnerabilities catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownExploitedCatalogue {
    /// Which source.
    pub source: u32,
    /// Its entries.
    pub entries: BTreeMap<CveId, KnownExploited>,
}

/// Everything known on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Estate {
    /// The profile in force.
    pub organisation: Organisation,
    /// The day.
    pub as_of: Date,
    /// The sources, ordered by collection.
    pub sources: Vec<SourceInfo>,
    /// Devices, ordered by name.
    pub assets: Vec<Asset>,
    /// Scans, ordered by time.
    pub scans: Vec<ScanRun>,
    /// The tools' checks, by id.
    pub checks: Vec<Check>,
    /// Findings, ordered by device, check and port; one row for each time a finding was open.
    pub findings: Vec<Finding>,
    /// Open (and formerly open) ports, ordered by device and port.
    pub services: Vec<Service>,
    /// Workforce, ordered by name.
    pub people: Vec<Person>,
    /// Accounts, ordered by log-in.
    pub accounts: Vec<Account>,
    /// Courses that match nobody on a roster and no account.
    pub unmatched_trainings: Vec<Training>,
    /// The newest KEV catalogue.
    pub known_exploited: Option<KnownExploitedCatalogue>,
    /// SSVC inputs, newest decision for each CVE.
    pub ssvc: BTreeMap<CveId, Placed<SsvcSeen>>,
    /// Rules of benchmarks that the current sources looked at, ordered by benchmark and id.
    pub configuration_rules: Vec<ConfigurationRule>,
    /// How they came out, ordered by rule and device.
    pub settings: Vec<Setting>,
    /// Practice messages, one for each person and test.
    pub phishing: Vec<Placed<PhishingSeen>>,
    /// Vendors of the current lists, by name.
    pub vendors: Vec<Named<VendorSeen>>,
    /// Critical systems of the current lists, by name.
    pub systems: Vec<Named<SystemSeen>>,
    /// Backup jobs of the current reports.
    pub backups: Vec<Placed<BackupSeen>>,
    /// Restores that were ever tried.
    pub restores: Vec<Placed<RestoreSeen>>,
    /// Log sources of the current lists.
    pub log_sources: Vec<Placed<LogSourceSeen>>,
    /// Firewall rules of the current exports.
    pub firewall_rules: Vec<Placed<FirewallRuleSeen>>,
    /// Drills that were ever held.
    pub exercises: Vec<Placed<ExerciseSeen>>,
    /// Incidents of the current registers.
    pub incidents: Vec<Placed<IncidentSeen>>,
    /// Test findings of the current registers.
    pub test_findings: Vec<Placed<TestFindingSeen>>,
    /// Notices of the current logs.
    pub notices: Vec<Placed<NoticeSeen>>,
    /// Parts of products, from the current bills of materials.
    pub components: Vec<Placed<ComponentSeen>>,
    /// Mail domains that were ever asked, by name.
    pub mail_domains: Vec<Named<MailDomainSeen>>,
    /// TLS servers that were ever asked, by `host:port`.
    pub tls_endpoints: Vec<Named<TlsEndpointSeen>>,
    /// Web hosts that were ever asked for a disclosure file, by name.
    pub security_txts: Vec<Named<SecurityTxtSeen>>,
    /// Answers, oldest first.
    pub answers: Vec<Placed<AnswerSeen>>,
    /// Exceptions, oldest first.
    pub exceptions: Vec<Placed<ExceptionSeen>>,
}

impl Estate {
    /// Whether a finding is open whose flaw is in the newest catalogue of flaws that are known to be exploited.
    pub fn has_exploited_flaws(&self) -> bool {
        let Some(known) = &self.known_exploited else { return false };
        self.findings.iter().filter(|finding| finding.is_open()).any(|finding| {
            let check = self.checks.get(finding.check as usize);
            check.is_some_and(|check| check.cves.iter().any(|cve| known.entries.contains_key(cve)))
        })
    }
    /// The source of a place.
    pub fn source(&self, at: At) -> &SourceInfo {
        &self.sources[at.source as usize]
    }
    /// A place as a reference that people can follow.
    pub fn evidence(&self, at: At) -> EvidenceRef {
        match self.source(at).id {
            SourceId::Evidence(digest) => EvidenceRef::Line(digest, at.line),
            SourceId::Entry(number) => EvidenceRef::Entry(number),
        }
    }
    /// Positions of the current sources of an evidence kind, newest last.
    pub fn current_sources(&self, evidence_kind: &str) -> impl Iterator<Item = u32> {
        (0u32..)
            .zip(&self.sources)
            .filter(move |(_, s)| s.is_current && s.evidence_kind == evidence_kind)
            .map(|(position, _)| position)
    }
    /// The findings of a device.
    pub fn findings_of(&self, asset: u32) -> &[Finding] {
        let from = self.findings.partition_point(|f| f.asset < asset);
        let to = self.findings.partition_point(|f| f.asset <= asset);
        &self.findings[from..to]
    }
    /// The ports of a device.
    pub fn services_of(&self, asset: u32) -> &[Service] {
        let from = self.services.partition_point(|s| s.asset < asset);
        let to = self.services.partition_point(|s| s.asset <= asset);
        &self.services[from..to]
    }
}

/// Folds evidence into the estate as of the end of a day (UTC). Sources collected later do not count.
///
/// The order of `sources` changes nothing; a source given twice counts once.
pub fn fold(
    organisation: &Organisation,
    sources: &[Source<'_>],
    decisions: &Decisions,
    as_of: Date,
) -> Estate {
    let mut sources: Vec<Source<'_>> =
        sources.iter().copied().filter(|s| s.collected_at <= end_of_day(as_of)).collect();
    sources.sort_by_key(|s| (s.collected_at, s.id));
    let mut known = BTreeSet::new();
    sources.retain(|s| known.insert(s.id));

    let infos = source_infos(&sources);
    let resolved = assets::resolve(&sources, &infos, organisation, decisions);
    let scans = coverage::scan_runs(&sources);
    let host_scans = coverage::host_scans(&sources, &resolved.asset_of, &scans);
    let (checks, check_of) = findings::merge_checks(&sources);
    let findings = findings::fold(&sources, &resolved.asset_of, &check_of, &checks, &scans, &host_scans);
    let services = findings::fold_services(&sources, &resolved.asset_of, &scans, &host_scans);
    let workforce = people::resolve(&sources, &infos, decisions);

    let (configuration_rules, settings) = lists::settings(&sources, &infos, &resolved.asset_of);

    let mut assets = resolved.assets;
    for (asset, scanned) in assets.iter_mut().zip(host_scans) {
        asset.host_scans = scanned;
    }
    Estate {
        organisation: organisation.clone(),
        as_of,
        assets,
        scans: scans.runs,
        checks,
        findings,
        services,
        people: workforce.people,
        accounts: workforce.accounts,
        unmatched_trainings: workforce.unmatched_trainings,
        configuration_rules,
        settings,
        phishing: lists::happened(&sources, |o| &o.phishing, |r| r.line, lists::practice),
        vendors: lists::named(&sources, Some(&infos), |o| &o.vendors, |r| r.line, |r| r.name.clone()),
        systems: lists::named(&sources, Some(&infos), |o| &o.systems, |r| r.line, |r| r.name.clone()),
        backups: lists::current(&sources, &infos, |o| &o.backups, |r| r.line),
        restores: lists::happened(
            &sources,
            |o| &o.restores,
            |r| r.line,
            |r| (r.system.to_lowercase(), r.started, r.restored),
        ),
        log_sources: lists::current(&sources, &infos, |o| &o.log_sources, |r| r.line),
        firewall_rules: lists::current(&sources, &infos, |o| &o.firewall_rules, |r| r.line),
        exercises: lists::happened(
            &sources,
            |o| &o.exercises,
            |r| r.line,
            |r| (r.held, r.name.to_lowercase()),
        ),
        incidents: lists::current(&sources, &infos, |o| &o.incidents, |r| r.line),
        test_findings: lists::current(&sources, &infos, |o| &o.test_findings, |r| r.line),
        notices: lists::current(&sources, &infos, |o| &o.notices, |r| r.line),
        components: lists::current(&sources, &infos, |o| &o.components, |r| r.line),
        mail_domains: lists::named(&sources, None, |o| &o.mail_domains, |r| r.line, |r| r.domain.clone()),
        tls_endpoints: lists::named(
            &sources,
            None,
            |o| &o.tls_endpoints,
            |r| r.line,
            |r| format!("{}:{}", r.host, r.port),
        ),
        security_txts: lists::named(&sources, None, |o| &o.security_txts, |r| r.line, |r| r.host.clone()),
        known_exploited: newest_catalogue(&sources),
        ssvc: newest_ssvc(&sources),
        answers: placed(&sources, |o| &o.answers, |a| a.line, |a| a.signed_on),
        exceptions: placed(&sources, |o| &o.exceptions, |e| e.line, |e| e.approved_on),
        sources: infos,
    }
}

fn source_infos(sources: &[Source<'_>]) -> Vec<SourceInfo> {
    let mut newest: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (position, source) in sources.iter().enumerate() {
        if let Some(series) = &source.observations.series {
            newest.insert((source.format, series), position);
        }
    }
    let is_current = |position: usize, source: &Source<'_>| match &source.observations.series {
        Some(series) => newest.get(&(source.format, series.as_str())) == Some(&position),
        None => true,
    };
    sources
        .iter()
        .enumerate()
        .map(|(position, source)| SourceInfo {
            id: source.id,
            format: source.format.to_owned(),
            evidence_kind: source.evidence_kind.to_owned(),
            tool: source.observations.tool.clone(),
            origin: source.observations.origin,
            collected_at: source.collected_at,
            is_current: is_current(position, source),
            contributed: source.observations.contributed().into_iter().filter(|(_, n)| *n > 0).collect(),
        })
        .collect()
}

fn newest_catalogue(sources: &[Source<'_>]) -> Option<KnownExploitedCatalogue> {
    let (position, source) =
        sources.iter().enumerate().rev().find(|(_, s)| !s.observations.known_exploited.is_empty())?;
    let entries = source.observations.known_exploited.iter().map(|entry| (entry.cve, *entry)).collect();
    Some(KnownExploitedCatalogue { source: position as u32, entries })
}

fn newest_ssvc(sources: &[Source<'_>]) -> BTreeMap<CveId, Placed<SsvcSeen>> {
    let mut newest: BTreeMap<CveId, Placed<SsvcSeen>> = BTreeMap::new();
    for (source, from) in (0u32..).zip(sources) {
        for row in &from.observations.ssvc {
            let placed = Placed { row: *row, at: At { source, line: row.line } };
            let keep = newest.get(&row.cve).is_none_or(|known| known.row.decided_at <= row.decided_at);
            if keep {
                newest.insert(row.cve, placed);
            }
        }
    }
    newest
}

fn placed<T: Clone>(
    sources: &[Source<'_>],
    list: impl Fn(&Observations) -> &Vec<T>,
    line: impl Fn(&T) -> Line,
    day: impl Fn(&T) -> Date,
) -> Vec<Placed<T>> {
    let mut rows: Vec<Placed<T>> = Vec::new();
    for (source, from) in (0u32..).zip(sources) {
        rows.extend(
            list(from.observations)
                .iter()
                .map(|row| Placed { row: row.clone(), at: At { source, line: line(row) } }),
        );
    }
    rows.sort_by_key(|placed| (day(&placed.row), placed.at));
    rows
}
