//! Invented vulnerabilities, and who had which of them in which scan.
//!
//! Three rounds of scans tell the history: a first one two months before the day of judgement, one after five weeks,
//! and one just before the day. What a round saw and the next did not is fixed; what the first round saw may be older
//! than the record, so only flaws that stay open are in it. Each flaw has a story that decides how it may be spread, so
//! that only planted findings are late under the tables of measures E1.1 and E1.3.

use crate::devices::{Class, Device, InternalScan, Network};
use crate::prng::Prng;
use crate::truth::Faultlist;
use crate::{Faults, Plan};

/// Days before the day of judgement on which the first round inside ran; outside it ran a few days earlier.
pub(crate) const FIRST_ROUND: i32 = 62;

/// A vulnerability that a scanner can find.
pub(crate) struct Flaw {
    /// Number of the scanner's check, far above those in use.
    pub(crate) plugin: u32,
    /// Sequence numbers after `CVE-2025-`; a block that holds no known vulnerability.
    pub(crate) cves: &'static [u32],
    /// Position in [`crate::words::MAKERS`].
    pub(crate) maker: usize,
    /// Position in [`crate::words::WEAKNESSES`].
    pub(crate) weakness: usize,
    /// CVSS v3 base score in tenths; one of those that [`vector`] knows.
    pub(crate) score_tenths: u8,
    pub(crate) on: Platform,
    pub(crate) story: Story,
    pub(crate) ssvc: Ssvc,
    /// Days before the day of judgement on which it was published, with its fix.
    pub(crate) published_days_ago: i32,
    /// When it entered the catalogue of known exploited vulnerabilities, and how many days that gives.
    pub(crate) exploited: Option<Exploited>,
}

/// CISA's decision inputs for a flaw.
#[derive(Clone, Copy)]
pub(crate) struct Ssvc {
    pub(crate) exploitation: &'static str,
    pub(crate) is_automatable: bool,
    pub(crate) impact_is_total: bool,
}

/// An entry in the catalogue of known exploited vulnerabilities.
#[derive(Clone, Copy)]
pub(crate) struct Exploited {
    pub(crate) added_days_ago: i32,
    pub(crate) days_to_fix: i32,
}

/// Where a flaw lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    /// Web, mail and gateway software that can be seen from the Internet.
    Edge,
    Windows,
    Linux,
    /// Printers, switches and access points.
    Appliance,
}

/// What happens to a flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Story {
    /// Planted: in the last two rounds on a public host, exploited, long past due, and demanding forensic triage.
    Overdue,
    /// Planted: in the last two rounds inside, critical, over the limit of 30 days.
    Slow,
    /// In the last round only, exploited, and its days are not over.
    Ticking,
    /// In every round since it was published, and the limits allow it.
    Open,
    /// In the second round only, and the time until the last is within the limit.
    Fixed,
    /// In the last round only.
    Fresh,
}

/// A flaw on a device, with the rounds that saw it.
#[derive(Clone, Copy)]
pub(crate) struct Sighting {
    pub(crate) flaw: &'static Flaw,
    pub(crate) in_first_round: bool,
    pub(crate) in_earlier_round: bool,
    pub(crate) in_later_round: bool,
}

impl Flaw {
    /// Its CVE identifiers.
    pub(crate) fn cve_ids(&self) -> impl Iterator<Item = String> + '_ {
        self.cves.iter().map(|number| format!("CVE-2025-{number}"))
    }

    fn seen(&'static self) -> Sighting {
        let (earlier, later) = match self.story {
            Story::Overdue | Story::Slow | Story::Open => (true, true),
            Story::Fixed => (true, false),
            Story::Ticking | Story::Fresh => (false, true),
        };
        let first = self.story == Story::Open && self.published_days_ago > FIRST_ROUND;
        Sighting { flaw: self, in_first_round: first, in_earlier_round: earlier, in_later_round: later }
    }
}

/// A CVSS v3.1 vector whose base score is that (FIRST, CVSS v3.1 specification, section 7).
pub(crate) fn vector(score_tenths: u8) -> &'static str {
    match score_tenths {
        98 => "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        91 => "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N",
        88 => "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
        78 => "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
        75 => "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
        65 => "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N",
        53 => "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N",
        _ => "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N", // 3.3
    }
}

const NONE: Ssvc = Ssvc { exploitation: "none", is_automatable: false, impact_is_total: false };
const POC: Ssvc = Ssvc { exploitation: "poc", ..NONE };
const POC_TOTAL: Ssvc = Ssvc { impact_is_total: true, ..POC };
const AUTOMATABLE: Ssvc = Ssvc { is_automatable: true, ..NONE };
const ACTIVE: Ssvc = Ssvc { exploitation: "active", ..NONE };
const ACTIVE_WORST: Ssvc = Ssvc { exploitation: "active", is_automatable: true, impact_is_total: true };

/// One row of [`FLAWS`], for a flaw that is not known to be exploited.
const fn flaw(
    number: u32,
    score_tenths: u8,
    on: Platform,
    story: Story,
    published_days_ago: i32,
    ssvc: Ssvc,
    cves: &'static [u32],
) -> Flaw {
    let (maker, weakness) = ((number * 3) as usize % 20, (number * 7) as usize % 10);
    let plugin = 910_000 + number;
    Flaw { plugin, cves, maker, weakness, score_tenths, on, story, ssvc, published_days_ago, exploited: None }
}

const fn exploited(flaw: Flaw, added_days_ago: i32, days_to_fix: i32) -> Flaw {
    Flaw { exploited: Some(Exploited { added_days_ago, days_to_fix }), ..flaw }
}

use Platform::{Appliance, Edge, Linux, Windows};
use Story::{Fixed, Fresh, Open, Overdue, Slow, Ticking};

/// Every flaw that the scans may report.
///
/// Limits that the stories keep to: exposed hosts 14, 30, 90 and 180 days by severity, inside 30, 90 and 180 (measure
/// E1.3, from HICP 7.M.A); exposed and not exploited 3, 14 or 60 days by decision inputs (measure E1.1, from BOD 26-04).
#[rustfmt::skip]
pub(crate) static FLAWS: &[Flaw] = &[
    exploited(flaw(1, 98, Edge, Overdue, 55, ACTIVE_WORST, &[90_001]), 50, 3),
    exploited(flaw(2, 88, Edge, Ticking, 15, ACTIVE, &[90_002]), 8, 14),
    flaw( 3, 53, Edge, Open, 50, NONE, &[90_003]),
    flaw( 4, 65, Edge, Fixed, 55, POC, &[90_004]),
    flaw( 5, 33, Edge, Fixed, 60, NONE, &[90_005]),
    flaw( 6, 75, Edge, Fresh, 13, AUTOMATABLE, &[90_006]),
    flaw(10, 98, Windows, Slow, 60, POC_TOTAL, &[90_010]),
    flaw(11, 91, Windows, Slow, 57, POC, &[90_011]),
    flaw(12, 98, Linux, Slow, 58, POC_TOTAL, &[90_012]),
    exploited(flaw(20, 78, Windows, Fixed, 58, ACTIVE, &[90_020]), 56, 14),
    flaw(21, 88, Windows, Fixed, 59, POC_TOTAL, &[90_021]),
    flaw(22, 75, Windows, Fixed, 59, AUTOMATABLE, &[90_022]),
    flaw(23, 65, Windows, Fixed, 52, NONE, &[90_023]),
    flaw(24, 98, Windows, Fixed, 41, POC_TOTAL, &[90_024]),
    flaw(30, 78, Windows, Open, 76, NONE, &[90_030]),
    flaw(31, 65, Windows, Open, 95, NONE, &[90_031]),
    flaw(32, 33, Windows, Open, 190, NONE, &[90_032]),
    flaw(40, 98, Windows, Fresh, 11, POC_TOTAL, &[90_040]),
    flaw(41, 78, Windows, Fresh, 11, NONE, &[90_041]),
    flaw(42, 65, Windows, Fresh, 11, NONE, &[90_042, 90_043]),
    flaw(50, 75, Linux, Fixed, 57, NONE, &[90_050]),
    flaw(51, 53, Linux, Fixed, 48, NONE, &[90_051]),
    flaw(52, 65, Linux, Open, 88, POC, &[90_052]),
    flaw(53, 78, Linux, Fresh, 14, NONE, &[90_053, 90_054]),
    flaw(60, 65, Appliance, Fixed, 54, NONE, &[90_060]),
    flaw(61, 53, Appliance, Open, 200, NONE, &[90_061]),
];

/// Spreads the flaws over the devices and plants the faults of E1.1 and E1.3.
pub(crate) fn spread(plan: &Plan, network: &mut Network, faults: &mut Faultlist) {
    let prng = &mut Prng::stream(plan.seed, "flaws");
    for device in &mut network.devices {
        if !device.is_listed || device.internal_scan == InternalScan::Never {
            continue;
        }
        let flaws = match (device.public, device.name.as_str()) {
            (None, _) => inside_flaws(device, prng),
            (Some(_), "mx1") => chosen(Edge, Ticking).chain(chosen(Edge, Fixed).skip(1)).collect(),
            (Some(_), "portal") => chosen(Edge, Fresh).chain(chosen(Edge, Fixed).take(1)).collect(),
            (Some(_), "rdgw") => chosen(Edge, Fresh).chain(chosen(Edge, Open)).collect(),
            (Some(_), "img-exchange") => chosen(Edge, Fixed).collect(),
            (Some(_), "fw-main") => chosen(Edge, Open).collect(),
            (Some(_), _) => Vec::new(),
        };
        device.sightings = flaws.into_iter().map(Flaw::seen).collect();
    }
    if plan.faults == Faults::Planted {
        plant(plan, network, faults);
    }
}

/// The flaws of a platform with a story, in order.
fn chosen(on: Platform, story: Story) -> impl Iterator<Item = &'static Flaw> {
    FLAWS.iter().filter(move |flaw| flaw.on == on && flaw.story == story)
}

/// The platform of an inside device that the scan can judge.
fn platform(device: &Device) -> Option<Platform> {
    match (device.class, device.internal_scan) {
        (Class::Switch | Class::AccessPoint | Class::Printer, _) => Some(Appliance),
        (Class::LinuxServer, InternalScan::LogsIn) => Some(Linux),
        (Class::WindowsServer | Class::Workstation | Class::Laptop, InternalScan::LogsIn) => Some(Windows),
        _ => None,
    }
}

fn inside_flaws(device: &Device, prng: &mut Prng) -> Vec<&'static Flaw> {
    let Some(platform) = platform(device) else { return Vec::new() };
    let mut some = |story, most: usize| {
        let mut pool: Vec<_> = chosen(platform, story).collect();
        let count = prng.below(most + 1);
        prng.take(&mut pool, count)
    };
    let [fixed, open, fresh] = [some(Fixed, 2), some(Open, 1), some(Fresh, 2)];
    fixed.into_iter().chain(open).chain(fresh).collect()
}

fn plant(plan: &Plan, network: &mut Network, faults: &mut Faultlist) {
    let prng = &mut Prng::stream(plan.seed, "faults among findings");
    let in_order: usize =
        network.devices.iter().flat_map(|d| &d.sightings).map(|sighting| sighting.flaw.cves.len()).sum();
    if let Some(device) = network.devices.iter_mut().find(|device| device.name == "portal") {
        for flaw in chosen(Edge, Overdue) {
            device.sightings.push(flaw.seen());
            for cve in flaw.cve_ids() {
                let subject = format!("{cve} on {}", device.subject());
                faults.plant("E1.1", &subject, "exploited, open on a public host, and past its days");
                faults.plant("E1.3", &subject, "critical on an exposed host, open for more than 14 days");
                network.triaged = Some(subject);
            }
        }
    }
    let mut cases: Vec<(usize, &'static Flaw)> = Vec::new();
    for (n, device) in network.devices.iter().enumerate() {
        if let (None, true, Some(platform)) = (device.public, device.is_listed, platform(device)) {
            cases.extend(chosen(platform, Slow).map(|flaw| (n, flaw)));
        }
    }
    // At least an eighth more findings than are in order: one in nine is then late, far below 95 % in time.
    for (n, flaw) in prng.take(&mut cases, in_order.div_ceil(8).max(4)) {
        let device = &mut network.devices[n];
        device.sightings.push(flaw.seen());
        for cve in flaw.cve_ids() {
            let subject = format!("{cve} on {}", device.subject());
            faults.plant("E1.3", subject, "critical, open for more than 30 days");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::PUBLIC_BLOCK;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    /// Spreads the flaws of a plan and gives the subjects late under measure E1.3, all subjects counted, and the truth.
    fn late_and_all(faults: Faults, beds: u32, seed: u64) -> (BTreeSet<String>, usize, BTreeSet<String>) {
        let plan = Plan { beds, seed, as_of: date(2026, 11, 21), faults };
        let mut list = Faultlist::default();
        let mut network = Network::make(&plan, "test.example", &mut list);
        spread(&plan, &mut network, &mut list);
        let (mut late, mut all) = (BTreeSet::new(), 0);
        for device in &network.devices {
            // Days before judgement of the three rounds; a finding is fixed by the next round, or still open.
            let (first, seen, fixed) = if device.public.is_some() { (68, 40, 6) } else { (62, 34, 5) };
            for sighting in &device.sightings {
                let days = match (sighting.in_earlier_round, sighting.in_later_round) {
                    (true, true) if sighting.in_first_round => first,
                    (true, true) => seen,
                    (true, false) => seen - fixed,
                    (false, _) => fixed,
                };
                let limit = match (device.public.is_some(), sighting.flaw.score_tenths) {
                    (true, 90..) => 14,
                    (true, 70..) | (false, 90..) => 30,
                    (true, 40..) | (false, 70..) => 90,
                    (_, _) => 180,
                };
                for cve in sighting.flaw.cve_ids() {
                    all += 1;
                    if days > limit {
                        late.insert(format!("{cve} on {}", device.subject()));
                    }
                }
            }
        }
        let truth = list.into_truth(faults).faults;
        let planted = truth.iter().filter(|fault| fault.measure.to_string() == "E1.3");
        (late, all, planted.map(|fault| fault.subject.clone()).collect())
    }

    #[test]
    fn late_findings_are_the_planted_ones_and_more_than_a_twentieth() {
        for (beds, seed) in [(5, 1), (25, 7), (25, 8), (200, 3)] {
            let (late, all, planted) = late_and_all(Faults::Planted, beds, seed);
            assert_eq!(late, planted);
            assert!(late.len() * 100 > all * 7, "{} late of {all} with {beds} beds", late.len());
        }
    }

    #[test]
    fn without_faults_nothing_is_late() {
        let (late, all, _) = late_and_all(Faults::None, 25, 7);
        assert!(late.is_empty(), "{late:?}");
        assert!(all > 100);
    }

    #[test]
    fn only_the_planted_finding_is_past_its_days_outside() {
        // BOD 26-04, public rows: known exploited, automatable, total impact → days.
        let limit = |flaw: &Flaw| match (
            flaw.exploited.is_some(),
            flaw.ssvc.is_automatable,
            flaw.ssvc.impact_is_total,
        ) {
            (true, true, _) | (true, _, true) | (false, true, true) => 3,
            (true, false, false) | (false, true, false) | (false, false, true) => 14,
            (false, false, false) => 60,
        };
        for flaw in FLAWS.iter().filter(|flaw| flaw.on == Edge && flaw.seen().in_later_round) {
            let found = if flaw.seen().in_earlier_round { 40 } else { 6 };
            let clock = flaw.exploited.map_or(found, |exploited| exploited.added_days_ago.max(found));
            assert_eq!(clock > limit(flaw), flaw.story == Overdue, "{}", flaw.plugin);
        }
    }

    #[test]
    fn no_other_flaw_demands_forensic_triage() {
        for flaw in FLAWS.iter().filter(|flaw| flaw.exploited.is_some() && flaw.story != Overdue) {
            assert!(!flaw.ssvc.is_automatable && !flaw.ssvc.impact_is_total, "{}", flaw.plugin);
        }
    }

    #[test]
    fn every_public_host_lies_in_the_declared_block_or_at_the_second_site() {
        let block: ward_domain::network::AddressRange = PUBLIC_BLOCK.parse().unwrap();
        let plan = Plan { beds: 25, seed: 7, as_of: date(2026, 11, 21), faults: Faults::Planted };
        let network = Network::make(&plan, "test.example", &mut Faultlist::default());
        for device in network.devices.iter().filter(|device| device.inside.is_some()) {
            let Some(public) = device.public else { continue };
            assert!(block.contains(public.into()) || public == crate::devices::SECOND_SITE, "{public}");
        }
    }
}
