//! Invented vulnerabilities, and who had which of them in which scan.
//!
//! Two rounds of scans tell the history: an earlier round five weeks before the day of judgement and a later one just
//! before it. What the earlier round saw and the later did not is fixed. Each flaw has a story that decides how it may
//! be spread, so that only planted findings are late under the tables of measures E1.1 and E1.3.

use crate::devices::{Class, Device, InternalScan, Network};
use crate::prng::Prng;
use crate::truth::Faultlist;
use crate::{Faults, Plan};

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
    /// Planted: in both rounds on a public host, exploited, long past due, and demanding forensic triage.
    Overdue,
    /// Planted: in both rounds inside, critical, over the limit of 30 days.
    Slow,
    /// In the later round only, exploited, and its days are not over.
    Ticking,
    /// In both rounds, and the limits allow it.
    Open,
    /// In the earlier round only, and the time between the rounds is within the limit.
    Fixed,
    /// In the later round only.
    Fresh,
}

/// A flaw on a device, with the rounds that saw it.
#[derive(Clone, Copy)]
pub(crate) struct Sighting {
    pub(crate) flaw: &'static Flaw,
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
        Sighting { flaw: self, in_earlier_round: earlier, in_later_round: later }
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
    flaw( 3, 53, Edge, Open, 120, NONE, &[90_003]),
    flaw( 4, 65, Edge, Fixed, 90, POC, &[90_004]),
    flaw( 5, 33, Edge, Fixed, 140, NONE, &[90_005]),
    flaw( 6, 75, Edge, Fresh, 13, AUTOMATABLE, &[90_006]),
    flaw(10, 98, Windows, Slow, 60, POC_TOTAL, &[90_010]),
    flaw(11, 91, Windows, Slow, 70, POC, &[90_011]),
    flaw(12, 98, Linux, Slow, 58, POC_TOTAL, &[90_012]),
    exploited(flaw(20, 78, Windows, Fixed, 63, ACTIVE, &[90_020]), 61, 14),
    flaw(21, 88, Windows, Fixed, 64, POC_TOTAL, &[90_021]),
    flaw(22, 75, Windows, Fixed, 64, AUTOMATABLE, &[90_022]),
    flaw(23, 65, Windows, Fixed, 92, NONE, &[90_023]),
    flaw(24, 98, Windows, Fixed, 41, POC_TOTAL, &[90_024]),
    flaw(30, 78, Windows, Open, 66, NONE, &[90_030]),
    flaw(31, 65, Windows, Open, 95, NONE, &[90_031]),
    flaw(32, 33, Windows, Open, 190, NONE, &[90_032]),
    flaw(40, 98, Windows, Fresh, 11, POC_TOTAL, &[90_040]),
    flaw(41, 78, Windows, Fresh, 11, NONE, &[90_041]),
    flaw(42, 65, Windows, Fresh, 11, NONE, &[90_042, 90_043]),
    flaw(50, 75, Linux, Fixed, 62, NONE, &[90_050]),
    flaw(51, 53, Linux, Fixed, 75, NONE, &[90_051]),
    flaw(52, 65, Linux, Open, 88, POC, &[90_052]),
    flaw(53, 78, Linux, Fresh, 14, NONE, &[90_053, 90_054]),
    flaw(60, 65, Appliance, Fixed, 150, NONE, &[90_060]),
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
