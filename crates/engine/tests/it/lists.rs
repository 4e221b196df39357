//! Lists that organisations keep, and lines of them with everything in order as of the day of judgement.

#![expect(clippy::unnecessary_wraps, reason = "cells of a list may be empty, and these are filled")]

use crate::build::{File, day, named, noon};
use crate::cases::*;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};
use ward_domain::observation::{
    AssetKind, AssetSeen, BackupSeen, DeviceState, ExerciseKind, ExerciseSeen, FirewallRuleSeen,
    IncidentSeen, LogSourceSeen, NoticeSeen, Observations, RestoreSeen, Severity, SystemSeen,
    TestFindingSeen, VendorSeen,
};

/// A full list of one kind.
pub(crate) fn register(kind: &'static str, on: &str, says: Observations) -> File {
    let says = Observations { series: Some(kind.to_owned()), ..says };
    File { number: 0, format: kind, kind, collected_at: noon(on), says }
}

pub(crate) fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// So many days before the day of judgement.
pub(crate) fn back(days: i32) -> Option<Date> {
    Some(day(&ago(days)))
}

/// So many hours before noon of the day of judgement.
pub(crate) fn hours_back(hours: i64) -> Timestamp {
    noon(TODAY).saturating_sub(hours.hours()).unwrap()
}

pub(crate) fn time_back(hours: i64) -> Option<DateTime> {
    Some(hours_back(hours).to_zoned(jiff::tz::TimeZone::UTC).datetime())
}

pub(crate) fn vendors(on: &str, vendors: Vec<VendorSeen>) -> File {
    register("vendor-register", on, Observations { vendors, ..Observations::default() })
}

/// A vital vendor of the record system with everything in order, as of the day of judgement.
pub(crate) fn a_vendor(name: &str) -> VendorSeen {
    let yes = Some(true);
    VendorSeen {
        name: name.to_owned(),
        service: text("EHR hosting"),
        holds_ephi: yes,
        tier: Some(1),
        agreement_signed: back(300),
        incident_notice_hours: Some(24),
        must_tell_of_vulnerabilities: yes,
        must_use_mfa: yes,
        must_bind_subcontractors: yes,
        must_return_data: yes,
        must_show_evidence: yes,
        assessed: back(0),
        contact: text("Bo, 555-0100"),
        contact_tested: back(0),
        bought: back(100),
        reviewed_before_buying: back(120),
        outage_plan_tested: back(0),
        reviewed: back(0),
        ..VendorSeen::default()
    }
}

pub(crate) fn systems(on: &str, systems: Vec<SystemSeen>) -> File {
    register("critical-systems", on, Observations { systems, ..Observations::default() })
}

/// A critical system of which the list says everything.
pub(crate) fn a_system(name: &str) -> SystemSeen {
    SystemSeen {
        name: name.to_owned(),
        owner: text("Ana"),
        is_critical: Some(true),
        recovery_time_hours: Some(24),
        recovery_point_hours: Some(4),
        fallback: text("paper"),
        ..SystemSeen::default()
    }
}

pub(crate) fn backups(on: &str, backups: Vec<BackupSeen>) -> File {
    register("backup-report", on, Observations { backups, ..Observations::default() })
}

pub(crate) fn restores(on: &str, restores: Vec<RestoreSeen>) -> File {
    register("restore-test", on, Observations { restores, ..Observations::default() })
}

pub(crate) fn drills(on: &str, exercises: Vec<ExerciseSeen>) -> File {
    register("exercise-record", on, Observations { exercises, ..Observations::default() })
}

/// A drill of today with leaders, neighbours, a report, and all tasks done.
pub(crate) fn a_drill(name: &str, kind: ExerciseKind, scenario: &str) -> ExerciseSeen {
    ExerciseSeen {
        name: name.to_owned(),
        held: back(0),
        kind: Some(kind),
        scenario: text(scenario),
        with_clinical_leaders: Some(true),
        with_neighbours: Some(true),
        report: text("report.pdf"),
        actions: Some(5),
        actions_done: Some(5),
        line: 0,
    }
}

pub(crate) fn notices(on: &str, notices: Vec<NoticeSeen>) -> File {
    register("advisories", on, Observations { notices, ..Observations::default() })
}

pub(crate) fn incidents(on: &str, incidents: Vec<IncidentSeen>) -> File {
    register("incident-register", on, Observations { incidents, ..Observations::default() })
}

pub(crate) fn test_findings(on: &str, test_findings: Vec<TestFindingSeen>) -> File {
    register("penetration-test", on, Observations { test_findings, ..Observations::default() })
}

/// A high finding inside, handled in every respect.
pub(crate) fn a_closed_finding(id: &str) -> TestFindingSeen {
    TestFindingSeen {
        id: id.to_owned(),
        severity: Some(Severity::High),
        asset: text("srv1"),
        reported: back(100),
        entered: back(95),
        owner: text("Ana"),
        due: back(60),
        decided: back(90),
        updated: back(80),
        closed: back(80),
        retested: back(70),
        seen_again: Some(false),
        is_exposed: Some(false),
        ..TestFindingSeen::default()
    }
}

/// A medium finding that stays open past its date, signed for.
pub(crate) fn an_accepted_finding(id: &str) -> TestFindingSeen {
    TestFindingSeen {
        severity: Some(Severity::Medium),
        due: back(10),
        updated: back(0),
        closed: None,
        retested: None,
        accepted_by: text("Pat Poe"),
        accepted_until: Some(day(TODAY).saturating_add(365.days())),
        ..a_closed_finding(id)
    }
}

pub(crate) fn firewall(on: &str, firewall_rules: Vec<FirewallRuleSeen>) -> File {
    register("firewall-rules", on, Observations { firewall_rules, ..Observations::default() })
}

/// A rule that lets one service through, owned, reviewed and used.
pub(crate) fn a_rule(number: &str) -> FirewallRuleSeen {
    FirewallRuleSeen {
        firewall: "fw1".to_owned(),
        rule: number.to_owned(),
        is_enabled: Some(true),
        allows: true,
        from_zone: text("users"),
        to_zone: text("servers"),
        source: "10.0.0.0/24".to_owned(),
        destination: "10.1.0.5".to_owned(),
        service: "tcp/443".to_owned(),
        hits: Some(9),
        last_hit: back(0),
        owner: text("Ana"),
        reviewed: back(0),
        line: 0,
    }
}

/// The rule at the end that refuses the rest.
pub(crate) fn the_last_rule() -> FirewallRuleSeen {
    let any = || "any".to_owned();
    let (source, destination, service) = (any(), any(), any());
    FirewallRuleSeen {
        allows: false,
        from_zone: None,
        to_zone: None,
        source,
        destination,
        service,
        ..a_rule("99")
    }
}

pub(crate) fn log_sources(on: &str, log_sources: Vec<LogSourceSeen>) -> File {
    register("log-sources", on, Observations { log_sources, ..Observations::default() })
}

/// A source that sent something an hour ago.
pub(crate) fn a_log_source(name: &str, kind: &str) -> LogSourceSeen {
    LogSourceSeen {
        name: name.to_owned(),
        kind: text(kind),
        system: None,
        last_event: Some(hours_back(1)),
        kept_days: Some(400),
        has_silence_alert: Some(true),
        alert_tested: back(0),
        line: 0,
    }
}

/// One source of each kind that is asked for.
pub(crate) const LOG_KINDS: [&str; 12] = [
    "firewall",
    "IDS",
    "sign-in",
    "mail",
    "DNS",
    "endpoint",
    "netflow",
    "file server",
    "EHR audit",
    "VPN",
    "Azure",
    "VMware",
];

/// A medical device with everything in order.
pub(crate) fn a_medical_device(name: &str) -> AssetSeen {
    let state = DeviceState {
        segment: text("Biomed VLAN"),
        has_mds2: Some(true),
        has_sbom: Some(true),
        cleared_on: Some(day("2024-02-01")),
        ..DeviceState::default()
    };
    AssetSeen {
        kind: Some(AssetKind::MedicalDevice),
        maker: text("Acme"),
        model: text("Pump 3"),
        operating_system: text("4.1"),
        support_ends: Some(day("2030-01-01")),
        state: Some(Box::new(state)),
        ..named(name)
    }
}

/// A computer past its maker's support, with a plan.
pub(crate) fn an_old_computer(name: &str) -> AssetSeen {
    let state =
        DeviceState { segment: text("Office"), support_plan: text("replace"), ..DeviceState::default() };
    AssetSeen {
        kind: Some(AssetKind::Workstation),
        support_ends: back(400),
        state: Some(Box::new(state)),
        ..named(name)
    }
}

/// An incident at the vendor of the record system, logged in full.
pub(crate) fn an_incident() -> IncidentSeen {
    IncidentSeen {
        id: "I1".to_owned(),
        vendor: text("Record Co"),
        vendor_aware: time_back(20 * 24),
        noticed: time_back(19 * 24),
        breach_assessed: Some(true),
        clocks_started: Some(true),
        ..IncidentSeen::default()
    }
}
