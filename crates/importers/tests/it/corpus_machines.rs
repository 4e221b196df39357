//! The files of scanners, compliance checks, TLS checks and bills of materials in the corpus, against their counts.

use super::corpus::{each_file, each_of, number};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::observation::{Outcome, Severity};
use ward_importers::Reading;

fn outcomes(reading: &Reading) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for result in &reading.observations.configuration_results {
        let word = match result.outcome {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::NotApplicable => "not applicable",
            Outcome::NotChecked => "not checked",
        };
        *counts.entry(word).or_default() += 1;
    }
    counts
}

#[test]
fn scuba_results_give_what_was_counted_in_them() {
    each_file("posture/scubagear/ScubaResults.csv", "scubagear", |count, reading| {
        let by_result = &count["by_result"];
        let counts = outcomes(reading);
        assert_eq!(counts["pass"], number(&by_result["Pass"]));
        assert_eq!(counts["fail"], number(&by_result["Fail"]) + number(&by_result["Warning"]));
        assert_eq!(counts["not checked"], number(&by_result["N/A"]));
    });
    each_file("posture/scubagear/TestResults.json", "scubagear", |count, reading| {
        assert_eq!(reading.observations.configuration_results.len(), number(&count["entries"]));
        assert_eq!(outcomes(reading)["pass"], number(&count["requirement_met"]["true"]));
    });
    each_file("posture/scubagoggles/TestResults.json", "scubagoggles", |count, reading| {
        assert_eq!(reading.observations.configuration_results.len(), number(&count["entries"]));
        assert_eq!(outcomes(reading)["pass"], number(&count["requirement_met"]["true"]));
    });
    each_file("posture/scubagoggles/ActionPlan.csv", "scubagoggles", |count, reading| {
        assert_eq!(outcomes(reading)["fail"], number(&count["by_result"]["Fail"]));
    });
    for report in ["AADReport.json", "EXOReport.json"] {
        each_file(&format!("posture/scubagear/{report}"), "scubagear", |_, reading| {
            assert!(reading.observations.configuration_results.len() > 10, "{report}");
            assert!(
                reading.observations.configuration_rules.iter().all(|rule| !rule.title.is_empty()),
                "{report}"
            );
        });
    }
}

#[test]
fn greenbone_reports_give_what_was_counted_in_them() {
    each_of("openvas-xml", "openvas", |name, count, reading| {
        let seen = &reading.observations;
        assert_eq!(reading.tally.read as usize, number(&count["results"]), "{name}");
        // In one file the addresses were spoilt, so that its devices cannot be told by address.
        let threats = &count["by_threat"];
        if reading.tally.skipped == 0 {
            assert_eq!(seen.assets.len(), number(&count["hosts"]), "{name}");
            let rated = number(&threats["High"]) + number(&threats["Medium"]) + number(&threats["Low"]);
            assert!(seen.findings.len() >= rated, "{name}");
            assert!(seen.checks.iter().any(|check| check.severity >= Severity::High), "{name}");
        }
    });
}

#[test]
fn qualys_exports_give_what_was_counted_in_them() {
    each_file("vuln-scanners/qualys/qualys_infrascan_webgui_multiple.xml", "qualys", |count, reading| {
        // Two more are potential ones (`PRACTICE`).
        assert_eq!(reading.observations.findings.len(), number(&count["count_VULN"]) + 2);
        assert_eq!(reading.observations.assets.len(), 2);
        assert_eq!(reading.tally.skipped, 0);
    });
    each_file("vuln-scanners/qualys/qualys_vmdr_many_vulns_cve.csv", "qualys", |_, reading| {
        // One of the five is fixed.
        assert_eq!((reading.tally.used, reading.observations.findings.len()), (5, 4));
    });
    each_file("vuln-scanners/qualys/qualys_vmdr_one_vuln_qid.csv", "qualys", |_, reading| {
        assert_eq!(reading.observations.findings.len(), 1);
        assert_eq!(reading.observations.checks[0].severity, Severity::Critical);
    });
    each_file("vuln-scanners/qualys/Qualys_Sample_Report.csv", "qualys", |count, reading| {
        assert_eq!(reading.tally.read as usize + 1, number(&count["rows_incl_header"]));
        assert!(!reading.observations.findings.is_empty());
    });
}

#[test]
fn xccdf_results_give_what_was_counted_in_them() {
    each_of("xccdf/arf", "xccdf", |name, count, reading| {
        let by_result = &count["by_result"];
        assert_eq!(reading.tally.read as usize, number(&count["rule_results"]), "{name}");
        // A target of `localhost` is a device by its address.
        assert_eq!(reading.tally.skipped, 0, "{name}");
        let counts = outcomes(reading);
        let get = |word| counts.get(word).copied().unwrap_or(0);
        assert_eq!(get("pass"), number(&by_result["pass"]), "{name}");
        assert_eq!(get("fail"), number(&by_result["fail"]), "{name}");
        assert_eq!(
            get("not checked"),
            number(&by_result["notselected"]) + number(&by_result["error"]),
            "{name}"
        );
        assert_eq!(reading.observations.assets.len(), number(&count["test_results"]), "{name}");
    });
}

#[test]
fn checklists_give_what_was_counted_in_them() {
    each_of("stig-ckl", "ckl", |name, count, reading| {
        let by_status = &count["by_status"];
        assert_eq!(reading.tally.used as usize, number(&count["vulns"]), "{name}");
        let counts = outcomes(reading);
        let get = |word| counts.get(word).copied().unwrap_or(0);
        assert_eq!(get("pass"), number(&by_status["NotAFinding"]), "{name}");
        assert_eq!(get("fail"), number(&by_status["Open"]), "{name}");
        assert_eq!(get("not applicable"), number(&by_status["Not_Applicable"]), "{name}");
        assert_eq!(get("not checked"), number(&by_status["Not_Reviewed"]), "{name}");
    });
}

#[test]
fn tls_checks_give_their_servers() {
    each_of("sslyze-json", "sslyze", |name, count, reading| {
        let servers = &reading.observations.tls_endpoints;
        assert_eq!(servers.len(), number(&count["servers"]), "{name}");
        assert!(servers.iter().all(|server| server.versions.len() == 6), "{name}");
    });
    each_file("tls-web/testssl/testssl_references.csv", "testssl", |count, reading| {
        assert_eq!(reading.tally.read as usize + 1, number(&count["rows_incl_header"]));
        let weak: BTreeSet<_> = reading.observations.tls_endpoints[0].weak_ciphers.iter().collect();
        assert!(weak.iter().any(|suite| suite.contains("RC4")), "{weak:?}");
    });
    each_file("tls-web/testssl/testssl_failed_target.csv", "testssl", |_, reading| {
        assert!(reading.observations.tls_endpoints[0].offers_tls.failed().is_some());
    });
}

#[test]
fn bills_of_materials_give_their_parts() {
    for format in ["cyclonedx-json", "cyclonedx-xml"] {
        each_of(format, "cyclonedx", |name, count, reading| {
            let parts = reading.observations.components.len() + reading.tally.skipped as usize;
            let counted = number(&count["components_incl_nested"]);
            // In XML the product itself was counted too.
            assert!(
                parts == counted || format == "cyclonedx-xml" && parts + 1 == counted,
                "{name}: {parts} of {counted}"
            );
        });
    }
    for format in ["spdx-json", "spdx-tagvalue"] {
        each_of(format, "spdx", |name, count, reading| {
            let parts = reading.observations.components.len() + reading.tally.skipped as usize;
            assert_eq!(parts, number(&count["packages"]), "{name}");
        });
    }
}

#[test]
fn directories_and_tenants_are_read() {
    each_file("identity/active-directory/pingcastle_many.xml", "pingcastle", |count, reading| {
        let failed = outcomes(reading)["fail"];
        assert!(failed >= number(&count["count_HealthcheckRiskRule"]));
    });
    each_file("posture/microsoft/secureScore.json", "secure-score", |count, reading| {
        assert_eq!(reading.observations.configuration_results.len(), number(&count["controlScores"][0]));
    });
    each_file("identity/okta/okta_users_list.json", "okta", |count, reading| {
        assert_eq!(reading.observations.accounts.len(), number(&count["entries"]));
    });
}
