//! E7.3, E7.4, E7.6 and H8: critical systems, their backups, restores and logs.

use crate::build::File;
use crate::cases::*;
use crate::lists::*;
use ward_domain::Size;
use ward_domain::observation::{BackupSeen, LogSourceSeen, RestoreSeen, SystemSeen};

fn registered(change: impl Fn(&mut SystemSeen)) -> File {
    let mut changed = a_system("EHR");
    change(&mut changed);
    systems(&ago(0), vec![changed])
}

fn a_backup() -> BackupSeen {
    BackupSeen {
        system: "ehr ".to_owned(),
        last_success: time_back(24),
        is_offline_or_immutable: Some(true),
        ..BackupSeen::default()
    }
}

fn backed_up(change: impl Fn(&mut BackupSeen)) -> Vec<File> {
    let mut changed = a_backup();
    change(&mut changed);
    vec![registered(|_| {}), backups(&ago(0), vec![changed])]
}

#[test]
fn a_backup_is_a_day_old_at_most() {
    check("E7.3", backed_up(|_| {}), "met 1+ 0- 0?");
    // Within the doubt of a time zone.
    check("E7.3", backed_up(|b| b.last_success = time_back(36)), "unknown 0+ 0- 1?");
    check("E7.3", backed_up(|b| b.last_success = time_back(37)), "not-met 0+ 1- 0?");
    check("E7.3", backed_up(|b| b.last_success = time_back(-12)), "met 1+ 0- 0?");
    check("E7.3", backed_up(|b| b.last_success = time_back(-13)), "unknown 0+ 0- 1?");
    check("E7.3", backed_up(|b| b.last_success = None), "unknown 0+ 0- 1?");
}

#[test]
fn a_copy_is_out_of_reach() {
    check("E7.3", backed_up(|b| b.is_offline_or_immutable = Some(false)), "not-met 0+ 1- 0?");
    check("E7.3", backed_up(|b| b.is_offline_or_immutable = None), "unknown 0+ 0- 1?");
    // One job may be fresh and another apart.
    let apart = BackupSeen { last_success: time_back(99), ..a_backup() };
    let fresh = BackupSeen { is_offline_or_immutable: Some(false), ..a_backup() };
    check("E7.3", vec![registered(|_| {}), backups(&ago(0), vec![fresh, apart])], "met 1+ 0- 0?");
}

#[test]
fn a_system_that_no_report_names_is_not_decided() {
    let files = |vendor: Option<String>| {
        vec![registered(|s| s.vendor.clone_from(&vendor)), backups(&ago(0), vec![BackupSeen::default()])]
    };
    check("E7.3", files(None), "unknown 0+ 0- 1?");
    says(
        "E7.3",
        files(text("Record Co")),
        "No backup job names it; Record Co runs it: ask for a dated statement",
    );
}

#[test]
fn only_critical_systems_are_judged() {
    let files =
        |is_critical| vec![registered(|s| s.is_critical = is_critical), backups(&ago(0), vec![a_backup()])];
    check("E7.3", files(Some(false)), "not-applicable 0+ 0- 0? 1n");
    check("E7.3", files(None), "unknown 0+ 0- 1?");
    check("E7.3", vec![backups(&ago(0), vec![a_backup()])], "unknown 0+ 0- 0?");
    says("E7.3", vec![backups(&ago(0), vec![a_backup()])], "List of critical systems");
    says("E7.3", vec![registered(|_| {})], "Backup job report");
}

#[test]
fn each_field_of_a_critical_system_is_needed() {
    type Clear = fn(&mut SystemSeen);
    let fields: [(Clear, &str); 4] = [
        (|s| s.owner = None, "owner"),
        (|s| s.recovery_time_hours = None, "longest outage"),
        (|s| s.recovery_point_hours = None, "greatest data loss"),
        (|s| s.fallback = None, "manual way of working"),
    ];
    for (clear, name) in fields {
        let mut lacking = a_system("Lab");
        clear(&mut lacking);
        let files =
            |others: Vec<SystemSeen>| vec![systems(&ago(0), [vec![lacking.clone()], others].concat())];
        check("E7.6", files(vec![a_system("EHR")]), "not-met 1+ 1- 0?");
        says("E7.6", files(vec![a_system("EHR")]), &format!("No {name}."));
        // A list without the column does not speak of it.
        check("E7.6", files(vec![]), "unknown 0+ 0- 1?");
    }
}

fn a_restore() -> RestoreSeen {
    RestoreSeen {
        system: "EHR".to_owned(),
        started: time_back(100),
        restored: time_back(90),
        succeeded: Some(true),
        verified_by: text("Bo"),
        ..RestoreSeen::default()
    }
}

fn restored(change: impl Fn(&mut RestoreSeen)) -> Vec<File> {
    let mut changed = a_restore();
    change(&mut changed);
    vec![registered(|_| {}), restores(&ago(0), vec![changed])]
}

#[test]
fn a_restore_works_in_time_and_is_checked() {
    check("E7.4", restored(|_| {}), "met 1+ 0- 0?");
    check("E7.4", restored(|r| r.succeeded = None), "unknown 0+ 0- 1?");
    check("E7.4", restored(|r| r.verified_by = None), "unknown 0+ 0- 1?");
    check("E7.4", restored(|r| r.started = None), "unknown 0+ 0- 1?");
    check("E7.4", restored(|r| r.started = time_back(80)), "unknown 0+ 0- 1?");
    check("E7.4", restored(|r| r.minutes = Some(24 * 60)), "met 1+ 0- 0?");
    check("E7.4", restored(|r| r.minutes = Some(24 * 60 + 1)), "not-met 0+ 1- 0?");
}

#[test]
fn a_restore_takes_72_hours_at_most_whatever_its_own_limit() {
    let files = |minutes| {
        let slow = RestoreSeen { minutes: Some(minutes), ..a_restore() };
        vec![registered(|s| s.recovery_time_hours = Some(500)), restores(&ago(0), vec![slow])]
    };
    check("E7.4", files(72 * 60), "met 1+ 0- 0?");
    check("E7.4", files(72 * 60 + 1), "not-met 0+ 1- 0?");
    let without = vec![registered(|s| s.recovery_time_hours = None), restores(&ago(0), vec![a_restore()])];
    check("E7.4", without, "unknown 0+ 0- 1?");
}

#[test]
fn a_restore_counts_for_a_year() {
    let days = |days: i64| (time_back(days * 24 + 10), time_back(days * 24));
    check("E7.4", restored(|r| (r.started, r.restored) = days(365)), "met 1+ 0- 0?");
    check("E7.4", restored(|r| (r.started, r.restored) = days(366)), "not-met 0+ 1- 0?");
    check("E7.4", restored(|r| r.restored = None), "unknown 0+ 0- 1?");
}

#[test]
fn one_good_restore_is_enough() {
    let failed = RestoreSeen { succeeded: Some(false), restored: time_back(1), ..a_restore() };
    check("E7.4", vec![registered(|_| {}), restores(&ago(0), vec![a_restore(), failed])], "met 1+ 0- 0?");
}

#[test]
fn a_restore_on_an_expired_page_counts_beside_a_fresh_one() {
    let old = restores(
        &ago(200),
        vec![RestoreSeen { restored: time_back(210 * 24), started: time_back(211 * 24), ..a_restore() }],
    );
    let lab = RestoreSeen { system: "Lab".to_owned(), ..a_restore() };
    let fresh = restores(&ago(0), vec![lab]).of_series("of June");
    let list = systems(&ago(0), vec![a_system("EHR"), a_system("Lab")]);
    check_for("E7.4", Size::Large, vec![list.clone(), old.clone(), fresh], "met 2+ 0- 0?");
    check_for("E7.4", Size::Large, vec![list, old], "unknown 0+ 0- 0?");
}

/// One source of each kind, and those of the EHR.
fn logs(of_system: Vec<LogSourceSeen>) -> Vec<File> {
    let kinds = LOG_KINDS.map(|kind| a_log_source(kind, kind)).into_iter();
    vec![registered(|_| {}), log_sources(&ago(0), kinds.chain(of_system).collect())]
}

#[test]
fn a_critical_system_sends_its_logs() {
    let source = |hours| LogSourceSeen {
        system: text("ehr"),
        last_event: Some(hours_back(hours)),
        ..a_log_source("srv9", "application")
    };
    check("H8.1", logs(vec![source(24)]), "met 13+ 0- 0?");
    check("H8.1", logs(vec![source(25)]), "met 12+ 1- 0?");
    check("H8.1", logs(vec![source(25), source(1)]), "met 13+ 0- 0?");
    check("H8.1", logs(vec![]), "met 12+ 0- 1?");
    let silent = LogSourceSeen { last_event: None, ..source(0) };
    check("H8.1", logs(vec![silent]), "met 12+ 0- 1?");
}

#[test]
fn each_kind_of_log_is_asked_for() {
    let ehr = || a_log_source("EHR", "application");
    let few = vec![registered(|_| {}), log_sources(&ago(0), vec![ehr(), a_log_source("fw1", "Firewall")])];
    check("H8.1", few.clone(), "unknown 2+ 0- 11?");
    says("H8.1", few, "No source of this kind is listed");
    let silent = LogSourceSeen { last_event: Some(hours_back(30)), ..a_log_source("fw1", "Firewall") };
    let files = vec![registered(|_| {}), log_sources(&ago(0), vec![ehr(), silent])];
    check("H8.1", files, "unknown 1+ 1- 11?");
}

fn source(change: impl Fn(&mut LogSourceSeen)) -> Vec<File> {
    let mut changed = a_log_source("fw1", "firewall");
    change(&mut changed);
    vec![log_sources(&ago(0), vec![changed])]
}

#[test]
fn silence_is_noticed() {
    check("H8.2", source(|_| {}), "met 1+ 0- 0?");
    check("H8.2", source(|s| s.has_silence_alert = None), "unknown 0+ 0- 1?");
    check("H8.2", source(|s| s.alert_tested = back(92)), "met 1+ 0- 0?");
    check("H8.2", source(|s| s.alert_tested = back(93)), "not-met 0+ 1- 0?");
}

#[test]
fn logs_are_kept_for_a_year() {
    check("H8.3", source(|s| s.kept_days = Some(365)), "met 1+ 0- 0?");
    check("H8.3", source(|s| s.kept_days = Some(364)), "not-met 0+ 1- 0?");
    check("H8.3", source(|s| s.kept_days = None), "unknown 0+ 0- 1?");
}
