//! What holds of every measure that lists answer: it is met until the list expires, it can fail, a valid exception covers
//! what fails, and what a list does not say decides nothing.

use crate::build::{File, an_inventory, day, named};
use crate::cases::*;
use crate::lists::*;
use jiff::ToSpan;
use ward_domain::assessment::{Assessment, MeasureResult};
use ward_domain::observation::{
    BackupSeen, ExerciseKind, ExerciseSeen, FirewallRuleSeen, IncidentSeen, LogSourceSeen, NoticeSeen,
    RestoreSeen, SystemSeen, TestFindingSeen, VendorSeen,
};
use ward_domain::{Size, Status};

/// All lists of today: everything in order.
fn in_order() -> Vec<File> {
    use ExerciseKind::{HandsOn, PurpleTeam, Tabletop};
    let now = ago(0);
    let of_system = |system: &str| (system.to_owned(), time_back(10), time_back(20));
    let backup = |name: &str| {
        let (system, last_success, _) = of_system(name);
        BackupSeen { system, last_success, is_offline_or_immutable: Some(true), ..BackupSeen::default() }
    };
    let restore = |name: &str| {
        let (system, restored, started) = of_system(name);
        let (succeeded, verified_by) = (Some(true), text("Bo"));
        RestoreSeen { system, started, restored, succeeded, verified_by, ..RestoreSeen::default() }
    };
    let notice = NoticeSeen {
        id: "ICSMA-26-012-01".to_owned(),
        published: back(20),
        applies: Some(true),
        decided: back(18),
        contained: back(15),
        fixed: back(10),
        is_uncontrolled: Some(true),
        line: 0,
    };
    let sources = LOG_KINDS.map(|kind| a_log_source(kind, kind)).into_iter();
    let sources = sources.chain(["EHR", "Lab"].map(|name| a_log_source(name, "application")));
    vec![
        vendors(&now, vec![a_vendor("Record Co"), a_vendor("Lab Co")]),
        systems(&now, vec![a_system("EHR"), a_system("Lab")]),
        backups(&now, vec![backup("EHR"), backup("Lab")]),
        restores(&now, vec![restore("EHR"), restore("Lab")]),
        drills(
            &now,
            vec![
                a_drill("one", Tabletop, "Ransomware with loss of the EHR"),
                a_drill("two", HandsOn, "Key vendor down"),
                a_drill("three", PurpleTeam, "Infusion pump taken over"),
                a_drill("four", Tabletop, "Data theft and extortion"),
            ],
        ),
        notices(&now, vec![notice]),
        incidents(&now, vec![an_incident()]),
        test_findings(&now, vec![a_closed_finding("F1"), an_accepted_finding("F2")]),
        firewall(&now, vec![a_rule("1"), the_last_rule()]),
        log_sources(&now, sources.collect()),
        an_inventory(&now)
            .asset(a_medical_device("pump.h.example"))
            .asset(a_medical_device("ecg.h.example"))
            .asset(an_old_computer("pc1.h.example")),
    ]
}

/// The same lists with something wrong of every kind.
fn in_disorder() -> Vec<File> {
    let mut files = in_order();
    for file in &mut files {
        let says = &mut file.says;
        for vendor in says.vendors.iter_mut().take(1) {
            *vendor = VendorSeen {
                agreement_ends: back(10),
                incident_notice_hours: Some(100),
                must_tell_of_vulnerabilities: Some(false),
                must_bind_subcontractors: Some(false),
                assessed: back(400),
                contact_tested: back(400),
                reviewed_before_buying: back(90),
                outage_plan_tested: None,
                reviewed: back(400),
                ..vendor.clone()
            };
        }
        says.systems.iter_mut().take(1).for_each(|system| system.fallback = None);
        says.backups.iter_mut().for_each(|backup| backup.last_success = time_back(60));
        says.restores.iter_mut().for_each(|restore| restore.succeeded = Some(false));
        if file.kind == "exercise-record" {
            let drill = a_drill("fire", ExerciseKind::Tabletop, "Fire");
            says.exercises = vec![ExerciseSeen {
                held: back(200),
                with_clinical_leaders: Some(false),
                with_neighbours: Some(false),
                report: text(""),
                actions_done: Some(1),
                ..drill
            }];
        }
        for notice in &mut says.notices {
            (notice.published, notice.decided, notice.contained, notice.fixed) =
                (back(80), back(40), back(10), None);
        }
        says.incidents.iter_mut().for_each(|incident| incident.breach_assessed = Some(false));
        if let [closed, open] = &mut says.test_findings[..] {
            (closed.entered, closed.decided, closed.closed, closed.seen_again) =
                (back(60), back(50), back(5), Some(true));
            closed.accepted_by = text("Pat Poe");
            (open.accepted_by, open.updated) = (None, back(40));
        }
        for rule in says.firewall_rules.iter_mut().take(1) {
            rule.owner = None;
            (rule.source, rule.destination, rule.service) =
                ("any".to_owned(), "any".to_owned(), "any".to_owned());
        }
        for source in &mut says.log_sources {
            (source.last_event, source.kept_days) = (Some(hours_back(48)), Some(30));
            source.has_silence_alert = Some(false);
        }
        if let Some(device) = says.assets.first_mut() {
            (device.model, device.support_ends) = (None, back(400));
            let state = device.state.as_mut().unwrap();
            (state.segment, state.has_mds2) = (text("Office"), Some(false));
        }
    }
    files
}

/// Each measure; for how many days today's lists hold it in order (for a hospital of medium size), and for how many they
/// show that it fails: what a list showed too old when it was made stays so until the list expires.
pub(crate) const MEASURES: &[(&str, i32, i32)] = &[
    ("E7.2", 365, 365),
    ("E7.3", 7, 7),
    ("E7.4", 365, 365),
    ("E7.6", 365, 365),
    ("E10.1", 183, 183),
    ("E10.2", 365, 365),
    ("E10.3", 365, 365),
    ("E10.4", 365, 365),
    ("E10.5", 365, 365),
    ("E10.6", 365, 365),
    ("H1.4", 31, 31),
    ("H1.7", 31, 31),
    ("H2.1", 365, 365),
    ("H2.2", 92, 92),
    ("H2.3", 92, 92),
    ("H3.1", 365, 365),
    ("H3.2", 365, 365),
    ("H3.3", 92, 92),
    ("H3.4", 365, 365),
    ("H4.2", 365, 365),
    ("H4.4", 365, 365),
    ("H5.1", 365, 365),
    ("H5.2", 365, 365),
    ("H5.3", 365, 365),
    ("H5.4", 365, 365),
    ("H5.5", 31, 365),
    ("H7.2", 92, 92),
    ("H7.4", 31, 31),
    ("H7.5", 92, 92),
    ("H8.1", 1, 1),
    ("H8.2", 1, 1),
    ("H8.3", 1, 1),
    ("H9.2", 365, 365),
    ("H9.3", 365, 365),
    ("H9.7", 365, 365),
];

#[track_caller]
fn after(measure: &str, files: Vec<File>, days: i32, expected: Status) {
    let on = day(TODAY).saturating_add(days.days());
    let result = judged(measure, Size::Medium, files, on);
    let why = result.failing.iter().chain(&result.undecided).map(|c| format!("{}: {}", c.subject, c.reason));
    let why: Vec<String> = why.collect();
    assert_eq!(result.status, expected, "{measure} after {days} days: {} {why:?}", result.because);
}

#[test]
fn every_measure_is_met_until_its_list_expires() {
    for &(measure, days, _) in MEASURES {
        after(measure, in_order(), 0, Status::Met);
        after(measure, in_order(), days, Status::Met);
        after(measure, in_order(), days + 1, Status::Unknown);
    }
}

#[test]
fn every_measure_can_fail_until_its_list_expires() {
    for &(measure, _, days) in MEASURES {
        after(measure, in_disorder(), 0, Status::NotMet);
        after(measure, in_disorder(), days, Status::NotMet);
        after(measure, in_disorder(), days + 1, Status::Unknown);
    }
}

#[test]
fn every_exception_covers_what_fails() {
    for &(measure, _, _) in MEASURES {
        let failing = judged(measure, Size::Medium, in_disorder(), day(TODAY)).failing;
        assert!(!failing.is_empty(), "{measure}");
        for (approved, expires, holds) in [(100, -100, true), (0, 0, true), (100, 1, false)] {
            let exceptions = failing
                .iter()
                .map(|case| an_exception(measure, &case.subject, &ago(approved), &ago(expires)));
            let files = in_disorder().into_iter().chain(exceptions).collect();
            let counts = judged(measure, Size::Medium, files, day(TODAY)).counts;
            assert_eq!((counts.excepted > 0, counts.not_met == 0), (holds, holds), "{measure}");
        }
    }
}

#[test]
fn every_measure_is_unknown_without_its_list() {
    for &(measure, _, _) in MEASURES {
        after(measure, Vec::new(), 0, Status::Unknown);
    }
}

/// What looks better on a later day or with fewer files, among the measures of these lists.
fn improvements(before: &Assessment, after: &Assessment) -> Vec<String> {
    let good = |m: &MeasureResult| matches!(m.status, Status::Met | Status::Partly | Status::NotApplicable);
    let find =
        |assessment: &Assessment, id: &str| assessment.find_measure(id.parse().unwrap()).unwrap().clone();
    let pairs = MEASURES.iter().map(|&(id, _, _)| (id, find(before, id), find(after, id)));
    let better = pairs.filter(|(_, was, is)| {
        (good(is) && !good(was))
            || is.score.low > was.score.low + 1e-9
            || (is.status == Status::NotApplicable && was.status != is.status)
    });
    better.map(|(id, _, is)| format!("{id}: {}", is.because)).collect()
}

#[test]
fn losing_a_list_never_helps() {
    for files in [in_order(), in_disorder()] {
        let before = assessed(Size::Medium, files.clone(), day(TODAY));
        for lost in 0..files.len() {
            let mut rest = files.clone();
            let kind = rest.remove(lost).kind;
            let after = assessed(Size::Medium, rest, day(TODAY));
            assert_eq!(improvements(&before, &after), Vec::<String>::new(), "without {kind}");
        }
    }
}

#[test]
fn time_alone_never_helps() {
    for files in [in_order(), in_disorder()] {
        let on = |days: i32| assessed(Size::Medium, files.clone(), day(TODAY).saturating_add(days.days()));
        let mut before = on(0);
        for days in [1, 2, 7, 8, 14, 31, 32, 60, 92, 93, 120, 183, 184, 250, 300, 365, 366, 400, 800] {
            let after = on(days);
            assert_eq!(improvements(&before, &after), Vec::<String>::new(), "{days} days later");
            before = after;
        }
    }
}

/// Every list emptied cell by cell would be long; a list whose rows only have names shows that nothing unsaid passes.
#[test]
fn what_a_list_does_not_say_neither_passes_nor_fails() {
    let now = ago(0);
    let name = || "EHR".to_owned();
    let files = || {
        vec![
            vendors(&now, vec![VendorSeen { name: name(), ..VendorSeen::default() }]),
            systems(&now, vec![SystemSeen { name: name(), ..SystemSeen::default() }]),
            backups(&now, vec![BackupSeen { system: name(), ..BackupSeen::default() }]),
            restores(&now, vec![RestoreSeen { system: name(), ..RestoreSeen::default() }]),
            drills(&now, vec![ExerciseSeen { name: name(), ..ExerciseSeen::default() }]),
            notices(&now, vec![NoticeSeen { id: name(), ..NoticeSeen::default() }]),
            incidents(&now, vec![IncidentSeen { id: name(), vendor: text("V"), ..IncidentSeen::default() }]),
            test_findings(&now, vec![TestFindingSeen { id: name(), ..TestFindingSeen::default() }]),
            firewall(
                &now,
                vec![FirewallRuleSeen { rule: name(), allows: true, ..FirewallRuleSeen::default() }],
            ),
            log_sources(&now, vec![LogSourceSeen { name: name(), ..LogSourceSeen::default() }]),
            an_inventory(&now).asset(named("pump.h.example")),
        ]
    };
    for &(measure, _, _) in MEASURES {
        // A finding that is not said to be closed has nothing to test again.
        let expected = if measure == "H5.3" { Status::NotApplicable } else { Status::Unknown };
        after(measure, files(), 0, expected);
    }
}
