//! E1.1, E1.2, E1.4, E1.5, E1.7: what the Internet can reach.

use crate::build::{File, a_scan, addressed, an_inventory, day, named};
use crate::cases::*;
use ward_domain::Size;
use ward_domain::network::Ports;
use ward_domain::observation::{AssetKind, AssetSeen, Says, Severity};

/// The vulnerability, first detected so many days ago and still there in today's scan.
fn flawed(days: i32) -> Vec<File> {
    let seen = |on: String| outside(&on).flaw(7, Severity::Medium, CVE);
    vec![seen(ago(days)), seen(ago(0))]
}

fn and(mut files: Vec<File>, more: impl IntoIterator<Item = File>) -> Vec<File> {
    files.extend(more);
    files
}

/// A row of the BOD 26-04 table for a public device: in time on the last day, overdue one day later.
#[track_caller]
fn check_row(is_exploited: bool, is_automatable: bool, is_total: bool, days: i32) {
    for (late, expected) in [(0, "met 1+ 0- 0?"), (1, "not-met 0+ 1- 0?")] {
        let detected = days + late;
        let listed = is_exploited.then(|| ago(detected));
        let known = [exploited(&ago(0), listed.as_deref()), ssvc(&ago(0), is_automatable, is_total)];
        check("E1.1", and(flawed(detected), known), expected);
    }
}

#[test]
fn each_row_of_the_table_has_its_last_day() {
    check_row(true, true, true, 3);
    check_row(true, true, false, 3);
    check_row(true, false, true, 3);
    check_row(true, false, false, 14);
    check_row(false, true, true, 3);
    check_row(false, true, false, 14);
    check_row(false, false, true, 14);
    check_row(false, false, false, 60);
}

#[test]
fn the_clock_starts_when_cisa_listed_it_if_that_was_earlier() {
    let known = |added: i32| [exploited(&ago(0), Some(&ago(added))), ssvc(&ago(0), false, false)];
    check("E1.1", and(flawed(1), known(14)), "met 1+ 0- 0?");
    check("E1.1", and(flawed(1), known(15)), "not-met 0+ 1- 0?");
    check("E1.1", and(flawed(15), known(1)), "not-met 0+ 1- 0?");
}

#[test]
fn unknown_inputs_are_tried_both_ways() {
    let listed = |days| and(flawed(days), [exploited(&ago(0), Some(&ago(days)))]);
    check("E1.1", listed(3), "met 1+ 0- 0?");
    check("E1.1", listed(4), "unknown 0+ 0- 1?");
    check("E1.1", listed(14), "unknown 0+ 0- 1?");
    check("E1.1", listed(15), "not-met 0+ 1- 0?");
    says("E1.1", listed(4), "whether attacks can be automated, whether the impact is total");
}

#[test]
fn without_a_catalogue_the_clock_may_run_since_long_ago() {
    let known = |days| and(flawed(days), [ssvc(&ago(0), false, false)]);
    check("E1.1", known(0), "unknown 0+ 0- 1?");
    check("E1.1", known(60), "unknown 0+ 0- 1?");
    check("E1.1", known(61), "not-met 0+ 1- 0?");
}

#[test]
fn a_catalogue_counts_for_seven_days_and_after_that_up_to_its_own_day() {
    let known =
        |found, age: i32| and(flawed(found), [exploited(&ago(age), None), ssvc(&ago(0), false, false)]);
    check("E1.1", known(30, 7), "met 1+ 0- 0?");
    check("E1.1", known(30, 8), "unknown 0+ 0- 1?");
    says("E1.1", known(30, 8), "Evidence too old: CISA catalogue of known exploited vulnerabilities (KEV)");
    // What the catalogue did not list on its day was listed on that day at the worst: then 14 days are not over.
    check("E1.1", known(1, 14), "met 1+ 0- 0?");
    check("E1.1", known(1, 15), "unknown 0+ 0- 1?");
}

#[test]
fn what_an_old_catalogue_lists_stays_listed() {
    check(
        "E1.1",
        and(flawed(20), [exploited(&ago(15), Some(&ago(15))), ssvc(&ago(0), false, false)]),
        "not-met 0+ 1- 0?",
    );
}

#[test]
fn ssvc_decisions_count_for_a_year() {
    let known = |age: i32| and(flawed(15), [exploited(&ago(0), None), ssvc(&ago(age), false, false)]);
    check("E1.1", known(365), "met 1+ 0- 0?");
    check("E1.1", known(366), "unknown 0+ 0- 1?");
    says("E1.1", known(366), "Evidence too old: CISA Vulnrichment records (SSVC)");
}

#[test]
fn before_bod_26_04_the_catalogue_s_own_date_decided() {
    let on = day("2026-06-09");
    let scan = |on: &str, severity| outside(on).flaw(7, severity, CVE);
    let judge = |added: Option<&str>, severity, found: &str| {
        let files = vec![scan(found, severity), scan("2026-06-09", severity), exploited("2026-06-09", added)];
        verdict(&judged("E1.1", Size::Medium, files, on))
    };
    assert_eq!(judge(Some("2026-05-19"), Severity::Low, "2026-05-01"), "met 1+ 0- 0?"); // Due on the day itself.
    assert_eq!(judge(Some("2026-05-18"), Severity::Low, "2026-05-01"), "not-met 0+ 1- 0?");
    assert_eq!(judge(None, Severity::Critical, "2026-05-25"), "met 1+ 0- 0?");
    assert_eq!(judge(None, Severity::Critical, "2026-05-24"), "not-met 0+ 1- 0?");
    assert_eq!(judge(None, Severity::Medium, "2026-01-01"), "met 1+ 0- 0?");
}

#[test]
fn nothing_open_is_no_case() {
    check("E1.1", vec![outside(&ago(0)), exploited(&ago(0), None)], "not-applicable 0+ 0- 0?");
}

#[test]
fn an_address_that_nobody_scanned_lately_is_not_known() {
    check("E1.1", vec![outside(&ago(14))], "not-applicable 0+ 0- 0?");
    check("E1.1", vec![outside(&ago(15))], "unknown 0+ 0- 1?");
    check("E1.1", vec![exploited(&ago(0), None)], "unknown 0+ 0- 1?");
}

#[test]
fn a_device_that_the_scan_did_not_finish_was_not_looked_at() {
    check("E1.1", vec![outside(&ago(0)).looked(|h| h.completed = false)], "unknown 0+ 0- 1?");
    check("E1.2", vec![outside(&ago(0)).looked(|h| h.completed = false)], "not-met 0+ 1- 0?");
}

#[test]
fn nothing_declared_is_unknown() {
    let catalog = ward_catalog::Catalog::built_in();
    let organisation = ward_domain::Organisation::default();
    let estate =
        ward_estate::fold(&organisation, &[], &ward_estate::identity::Decisions::default(), day(TODAY));
    let assessment = ward_engine::assess(&catalog, &estate);
    for id in ["E1.1", "E1.2", "E1.4", "E1.5"] {
        let result = assessment.find_measure(id.parse().unwrap()).unwrap();
        assert_eq!(verdict(result), "unknown 0+ 0- 0?", "{id}");
        assert!(result.because.contains("Declare your public addresses"), "{id}");
    }
}

#[test]
fn a_host_without_a_declared_address_is_looked_at_like_one() {
    let only_a_host = ward_domain::Organisation {
        public_addresses: Vec::new(),
        public_hosts: vec![WEB.to_owned()],
        ..organisation()
    };
    let judge = |measure, files| verdict(&judged_for(&only_a_host, measure, files, day(TODAY)));
    for id in ["E1.1", "E1.4", "E1.5"] {
        let nothing_fresh = |files| and(files, [exploited(&ago(0), None), edge(Some("2030-01-01"))]);
        assert!(judge(id, nothing_fresh(vec![])).ends_with("0- 1?"), "{id}");
        assert!(judge(id, nothing_fresh(vec![outside(&ago(15))])).starts_with("unknown"), "{id}");
    }
    assert_eq!(judge("E1.1", vec![outside(&ago(14))]), "not-applicable 0+ 0- 0?");
    assert_eq!(judge("E1.2", vec![outside(&ago(14))]), "met 1+ 0- 0?");
    assert_eq!(judge("E1.4", vec![outside(&ago(14)).open(443)]), "met 1+ 0- 0?");
    assert_eq!(judge("E1.4", vec![outside(&ago(14)).open(3389)]), "not-met 0+ 1- 0?");
}

#[test]
fn every_address_is_scanned_within_its_days_over_all_ports() {
    let ports_only =
        |ports| outside(&ago(0)).scan(|s| (s.looks_for_vulnerabilities, s.tcp_ports) = (false, ports));
    check("E1.2", vec![outside(&ago(14))], "met 1+ 0- 0?");
    check("E1.2", vec![outside(&ago(15))], "unknown 0+ 0- 1?");
    check("E1.2", vec![ports_only(Ports::all())], "met 1+ 0- 0?");
    check("E1.2", vec![ports_only(Ports::from_ranges([(1, 1000)]))], "not-met 0+ 1- 0?");
    check("E1.2", vec![outside(&ago(0)).scan(|s| s.ended = None)], "unknown 0+ 0- 1?");
    check("E1.2", vec![inside(&ago(0))], "not-met 0+ 1- 0?");
    says("E1.2", vec![inside(&ago(0))], "Not among the targets of any scan");
}

#[test]
fn the_days_of_an_outside_scan_differ_by_size() {
    for (size, days) in [(Size::Small, 31), (Size::Medium, 14), (Size::Large, 7)] {
        check_for("E1.2", size, vec![outside(&ago(days))], "met 1+ 0- 0?");
        check_for("E1.2", size, vec![outside(&ago(days + 1))], "unknown 0+ 0- 1?");
    }
}

#[test]
fn a_public_address_that_nobody_declared_leaves_it_open() {
    check("E1.2", vec![outside(&ago(0)).asset(addressed("198.51.100.9"))], "unknown 1+ 0- 1?");
}

#[test]
fn a_dangerous_port_on_the_outside_fails() {
    check("E1.4", vec![outside(&ago(0)).open(443)], "met 1+ 0- 0?");
    check("E1.4", vec![outside(&ago(0)).open(3389)], "not-met 0+ 1- 0?");
    check("E1.4", vec![outside(&ago(5)).open(3389), outside(&ago(0))], "met 1+ 0- 0?");
    says("E1.4", vec![outside(&ago(0)).open(3389)], "answers to the whole Internet");
}

#[test]
fn a_dangerous_port_that_no_scan_has_shut_is_not_forgotten() {
    // The later scan had the address among its targets, and the device did not answer.
    let silent = |on: &str| a_scan(on).scan(|s| s.targets = vec![ADDRESS.parse().unwrap()]);
    check("E1.4", vec![outside(&ago(14)).open(3389), silent(&ago(0))], "not-met 0+ 1- 0?");
    check("E1.4", vec![outside(&ago(15)).open(3389), silent(&ago(0))], "unknown 0+ 0- 1?");
}

#[test]
fn a_port_that_answers_inside_does_not_answer_outside() {
    let from_within =
        || a_scan(&ago(0)).asset(AssetSeen { addresses: addressed("10.0.0.5").addresses, ..named(WEB) });
    check("E1.4", vec![outside(&ago(1)), from_within().open(3389)], "met 1+ 0- 0?");
    check("E1.4", vec![outside(&ago(1)).open(3389), from_within()], "not-met 0+ 1- 0?");
}

#[test]
fn a_scan_that_left_out_a_dangerous_port_shows_nothing() {
    let narrow = outside(&ago(0)).scan(|s| s.tcp_ports = Ports::from_ranges([(1, 3388)]));
    check("E1.4", vec![narrow], "unknown 0+ 0- 1?");
}

fn edge(support_ends: Option<&str>) -> File {
    let firewall =
        AssetSeen { is_edge: Some(true), support_ends: support_ends.map(day), ..named("fw.h.example") };
    an_inventory(&ago(0)).asset(firewall)
}

#[test]
fn support_that_ended_fails_at_the_edge() {
    check("E1.5", vec![outside(&ago(0)), edge(Some("2026-06-30"))], "met 2+ 0- 0?");
    check("E1.5", vec![outside(&ago(0)), edge(Some("2026-06-29"))], "not-met 1+ 1- 0?");
    check("E1.5", vec![outside(&ago(0)), edge(None)], "unknown 1+ 0- 1?");
    says("E1.5", vec![outside(&ago(0)), edge(Some("2026-06-29"))], "support ended on 2026-06-29");
}

#[test]
fn a_scanner_s_word_that_support_ended_fails() {
    let mut scan = outside(&ago(0)).flaw(7, Severity::Critical, CVE);
    scan.says.checks[0].is_unsupported_product = true;
    check("E1.5", vec![scan, edge(Some("2030-01-01"))], "not-met 1+ 1- 0?");
}

#[test]
fn without_an_inventory_nobody_knows_what_stands_at_the_edge() {
    check("E1.5", vec![outside(&ago(0))], "unknown 1+ 0- 1?");
}

/// Exploited, automatable and of total impact: the row that demands triage.
/// The one computer inside: listed, and scanned so many days ago.
fn inside_scanned(days: i32) -> [File; 2] {
    let computer = AssetSeen { kind: Some(AssetKind::Workstation), ..named("pc1.h.example") };
    [an_inventory(&ago(0)).asset(computer), inside(&ago(days))]
}

fn severe() -> Vec<File> {
    let severe = and(flawed(2), [exploited(&ago(0), Some(&ago(2))), ssvc(&ago(0), true, true)]);
    and(severe, inside_scanned(0))
}

#[test]
fn triage_is_shown_by_an_answer_for_the_finding() {
    let about = |says| an_answer("E1.7", &format!("{CVE} on {WEB}"), says);
    check("E1.7", severe(), "unknown 0+ 0- 1?");
    check("E1.7", and(severe(), [about(Says::Yes)]), "met 1+ 0- 0?");
    check("E1.7", and(severe(), [about(Says::No)]), "not-met 0+ 1- 0?");
    check("E1.7", and(severe(), [an_answer("E1.7", "", Says::Yes)]), "unknown 0+ 0- 1?");
}

#[test]
fn nothing_that_demands_triage_is_no_case() {
    let mild = and(flawed(2), [exploited(&ago(0), Some(&ago(2))), ssvc(&ago(0), false, false)]);
    check("E1.7", and(mild.clone(), inside_scanned(0)), "not-applicable 0+ 0- 0?");
    check("E1.7", and(mild.clone(), inside_scanned(31)), "not-applicable 0+ 0- 0?");
    check("E1.7", and(mild, inside_scanned(32)), "unknown 0+ 0- 1?");
}

#[test]
fn the_inside_may_hide_what_demands_triage() {
    let mild = || and(flawed(2), [exploited(&ago(0), Some(&ago(2))), ssvc(&ago(0), false, false)]);
    check("E1.7", mild(), "unknown 0+ 0- 1?");
    says("E1.7", mild(), "No current inventory lists the servers and computers inside");
    let [listed, scanned] = inside_scanned(0);
    let unscanned = |name| AssetSeen { kind: Some(AssetKind::Server), ..named(name) };
    let few = and(mild(), [listed.asset(unscanned("s1.h.example")), scanned]);
    check("E1.7", few.clone(), "unknown 0+ 0- 1?");
    says("E1.7", few, "1 of 2 servers and computers of the inventory were scanned");
}

#[test]
fn triage_is_unknown_without_a_fresh_catalogue() {
    let known = |age| and(and(flawed(2), [exploited(&ago(age), None)]), inside_scanned(0));
    check("E1.7", known(7), "not-applicable 0+ 0- 0?");
    check("E1.7", known(8), "unknown 0+ 0- 0?");
    check("E1.7", flawed(2), "unknown 0+ 0- 0?");
}
