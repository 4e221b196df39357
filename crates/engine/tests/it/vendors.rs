//! E10, H2.1 and H3: what the list of vendors shows, line by line.

use crate::build::File;
use crate::cases::*;
use crate::lists::*;
use ward_domain::observation::{IncidentSeen, SystemSeen, VendorSeen};

/// Two vendors in order, and a third that is changed.
fn list(change: impl Fn(&mut VendorSeen)) -> Vec<File> {
    of(0, change)
}

/// The same list, made so many days ago, with the same days in it.
fn of(days: i32, change: impl Fn(&mut VendorSeen)) -> Vec<File> {
    let mut changed = a_vendor("C");
    change(&mut changed);
    vec![vendors(&ago(days), vec![a_vendor("A"), a_vendor("B"), changed])]
}

#[test]
fn only_vendors_of_the_first_tier_are_judged() {
    for measure in ["E10.3", "E10.4", "E10.5", "H2.1", "H3.2"] {
        check(measure, list(|_| {}), "met 3+ 0- 0?");
        check(measure, list(|v| v.tier = Some(2)), "met 2+ 0- 0? 1n");
        check(measure, list(|v| v.tier = None), "unknown 2+ 0- 1?");
    }
}

#[test]
fn only_vendors_with_patient_data_need_an_agreement() {
    for measure in ["E10.2", "H3.4"] {
        check(measure, list(|v| v.holds_ephi = Some(false)), "met 2+ 0- 0? 1n");
        check(measure, list(|v| v.holds_ephi = None), "unknown 2+ 0- 1?");
    }
}

#[test]
fn a_list_without_a_vital_vendor_has_no_cases() {
    let files = || vec![vendors(&ago(0), vec![VendorSeen { tier: Some(3), ..a_vendor("A") }])];
    check("E10.4", files(), "not-applicable 0+ 0- 0? 1n");
    says("E10.4", files(), "no vendor of tier 1");
}

#[test]
fn an_empty_list_of_vendors_says_nothing() {
    check("E10.4", vec![vendors(&ago(0), vec![])], "unknown 0+ 0- 0?");
}

#[test]
fn an_agreement_holds_to_its_last_day() {
    check("E10.2", list(|v| v.agreement_ends = back(0)), "met 3+ 0- 0?");
    check("E10.2", list(|v| v.agreement_ends = back(1)), "not-met 2+ 1- 0?");
    // The list is older than the end and cannot know of a new agreement.
    check("E10.2", of(5, |v| v.agreement_ends = back(1)), "unknown 2+ 0- 1?");
    check("E10.2", list(|v| v.agreement_signed = None), "unknown 2+ 0- 1?");
    check("E10.2", list(|v| v.agreement_signed = back(-9)), "unknown 2+ 0- 1?");
}

#[test]
fn the_newest_agreement_may_have_no_end() {
    let ended = VendorSeen { agreement_ends: back(30), agreement_signed: back(900), ..a_vendor("A") };
    let old = vendors(&ago(9), vec![ended]).of_series("archive");
    check("E10.2", vec![old.clone(), vendors(&ago(0), vec![a_vendor("A")])], "met 1+ 0- 0?");
    check("E10.2", vec![old], "not-met 0+ 1- 0?");
}

#[test]
fn each_clause_is_needed() {
    type Change = fn(&mut VendorSeen, Option<bool>);
    let clauses: [Change; 5] = [
        |v, says| v.must_tell_of_vulnerabilities = says,
        |v, says| v.must_use_mfa = says,
        |v, says| v.must_bind_subcontractors = says,
        |v, says| v.must_return_data = says,
        |v, says| v.must_show_evidence = says,
    ];
    for clause in clauses {
        check("E10.3", list(|v| clause(v, Some(false))), "not-met 2+ 1- 0?");
        check("E10.3", list(|v| clause(v, None)), "unknown 2+ 0- 1?");
    }
    check("E10.3", list(|v| v.incident_notice_hours = None), "unknown 2+ 0- 1?");
    says("E10.3", list(|v| v.must_use_mfa = Some(false)), "No second factor.");
}

#[test]
fn clauses_are_wanted_in_90_percent() {
    let files = |good: usize| {
        let bad = VendorSeen { must_use_mfa: Some(false), ..a_vendor("Z") };
        let good = (0..good).map(|n| a_vendor(&format!("V{n}")));
        vec![vendors(&ago(0), good.chain([bad]).collect())]
    };
    check("E10.3", files(9), "met 9+ 1- 0?");
    check("E10.3", files(8), "not-met 8+ 1- 0?");
}

#[test]
fn an_assessment_counts_for_a_year() {
    check("E10.4", list(|v| v.assessed = back(365)), "met 3+ 0- 0?");
    check("E10.4", list(|v| v.assessed = back(366)), "not-met 2+ 1- 0?");
    check("E10.4", of(1, |v| v.assessed = back(366)), "unknown 2+ 0- 1?");
    check("E10.4", list(|v| v.assessed = None), "unknown 2+ 0- 1?");
}

#[test]
fn a_planned_assessment_is_none() {
    check("E10.4", of(20, |v| v.assessed = back(18)), "unknown 0+ 0- 3?");
    says("E10.4", list(|v| v.assessed = back(-30)), "after the list was made");
}

#[test]
fn two_lists_add_to_each_other() {
    let without = VendorSeen { assessed: None, ..a_vendor("A") };
    let other = VendorSeen { name: "a ".to_owned(), assessed: back(9), ..VendorSeen::default() };
    let first = vendors(&ago(0), vec![without.clone()]);
    check("E10.4", vec![first.clone(), vendors(&ago(0), vec![other]).of_series("audits")], "met 1+ 0- 0?");
    check("E10.4", vec![first], "unknown 0+ 0- 1?");
}

#[test]
fn what_only_an_expired_list_names_is_not_decided() {
    let old = vendors(&ago(366), vec![a_vendor("B")]).of_series("audits");
    check("E10.4", vec![vendors(&ago(0), vec![a_vendor("A")]), old], "unknown 1+ 0- 1?");
}

#[test]
fn security_comes_before_the_purchase() {
    check("E10.5", list(|v| v.reviewed_before_buying = v.bought), "met 3+ 0- 0?");
    check("E10.5", list(|v| v.reviewed_before_buying = back(99)), "not-met 2+ 1- 0?");
    check("E10.5", list(|v| v.reviewed_before_buying = None), "unknown 2+ 0- 1?");
    check("E10.5", list(|v| v.bought = None), "unknown 2+ 0- 1?");
    check("E10.5", list(|v| v.bought = back(366)), "met 2+ 0- 0? 1n");
    // A purchase does not fall out of the window while the list grows old.
    check(
        "E10.5",
        of(300, |v| (v.bought, v.reviewed_before_buying) = (back(500), back(400))),
        "unknown 0+ 1- 2?",
    );
}

#[test]
fn vendors_of_key_services_need_a_tested_plan() {
    check("E10.6", list(|v| v.service = text("Laboratory")), "met 3+ 0- 0?");
    check("E10.6", list(|v| v.service = text("Available furniture")), "met 2+ 0- 0? 1n");
    check("E10.6", list(|v| v.service = None), "unknown 2+ 0- 1?");
    check("E10.6", list(|v| v.outage_plan_tested = None), "not-met 2+ 1- 0?");
    check("E10.6", list(|v| v.outage_plan_tested = back(-30)), "unknown 2+ 0- 1?");
    says("E10.6", list(|_| {}), "The vendor list names nobody for: clearing house, lab,");
}

#[test]
fn each_vendor_is_marked_and_compared() {
    check("E10.1", list(|_| {}), "met 3+ 0- 0?");
    check("E10.1", list(|v| v.tier = None), "not-met 2+ 1- 0?");
    check("E10.1", list(|v| v.holds_ephi = None), "not-met 2+ 1- 0?");
    check("E10.1", list(|v| v.reviewed = back(184)), "not-met 2+ 1- 0?");
}

#[test]
fn a_vendor_that_another_list_names_may_be_missing() {
    let system = |vendor: &str| SystemSeen { vendor: text(vendor), ..a_system("EHR") };
    let with = |vendor: &str| [list(|_| {}), vec![systems(&ago(0), vec![system(vendor)])]].concat();
    check("E10.1", with("a"), "met 3+ 0- 0?");
    check("E10.1", with("Stranger"), "unknown 3+ 0- 1?");
    let incident = IncidentSeen { vendor: text("Stranger"), ..an_incident() };
    check("E10.1", [with("Stranger"), vec![incidents(&ago(0), vec![incident])]].concat(), "unknown 3+ 0- 1?");
}

#[test]
fn incidents_are_reported_within_72_hours() {
    check("H3.1", list(|v| v.incident_notice_hours = Some(72)), "met 3+ 0- 0?");
    check("H3.1", list(|v| v.incident_notice_hours = Some(73)), "not-met 2+ 1- 0?");
    check("H3.1", list(|v| v.incident_notice_hours = None), "unknown 2+ 0- 1?");
    // Patient data or vital: one of the two is enough, and both must be said to leave a vendor out.
    check("H3.1", list(|v| v.tier = Some(3)), "met 3+ 0- 0?");
    check("H3.1", list(|v| (v.tier, v.holds_ephi) = (Some(3), Some(false))), "met 2+ 0- 0? 1n");
    check("H3.1", list(|v| (v.tier, v.holds_ephi) = (None, Some(false))), "unknown 2+ 0- 1?");
}

#[test]
fn a_contact_is_named_and_was_tried() {
    check("H3.2", list(|v| v.contact = text(" ")), "unknown 2+ 0- 1?");
    check("H3.2", list(|v| v.contact_tested = back(366)), "not-met 2+ 1- 0?");
}

#[test]
fn duties_are_judged_vendor_by_vendor() {
    check("H2.1", list(|v| v.must_tell_of_vulnerabilities = Some(false)), "not-met 2+ 1- 0?");
    check("H3.4", list(|v| v.must_bind_subcontractors = Some(false)), "not-met 2+ 1- 0?");
    check("H3.4", list(|v| v.must_bind_subcontractors = None), "unknown 2+ 0- 1?");
}

/// The register with one incident, changed.
fn incident(change: impl Fn(&mut IncidentSeen)) -> Vec<File> {
    let mut changed = an_incident();
    change(&mut changed);
    vec![incidents(&ago(0), vec![changed])]
}

#[test]
fn each_fact_of_a_vendors_incident_is_needed() {
    check("H3.3", incident(|_| {}), "met 1+ 0- 0?");
    check("H3.3", incident(|i| i.vendor_aware = None), "unknown 0+ 0- 1?");
    check("H3.3", incident(|i| i.noticed = None), "unknown 0+ 0- 1?");
    check("H3.3", incident(|i| i.breach_assessed = None), "unknown 0+ 0- 1?");
    check("H3.3", incident(|i| i.clocks_started = Some(false)), "not-met 0+ 1- 0?");
    check("H3.3", incident(|i| i.noticed = time_back(21 * 24)), "unknown 0+ 0- 1?");
}

#[test]
fn own_and_old_incidents_are_not_judged() {
    check("H3.3", incident(|i| i.vendor = None), "not-applicable 0+ 0- 0? 1n");
    let old = time_back(366 * 24);
    check("H3.3", incident(|i| (i.noticed, i.vendor_aware) = (old, old)), "not-applicable 0+ 0- 0? 1n");
}

#[test]
fn late_notices_are_told() {
    let mut files = incident(|i| i.noticed = time_back(18 * 24));
    files.push(vendors(&ago(0), vec![a_vendor("Record Co")]));
    says("H3.3", files, "later than the contract allows: 1 of 1");
}
