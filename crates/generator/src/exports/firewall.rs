//! The rule table of the firewalls, with owners and reviews.

use super::{Site, csv_bytes};
use crate::truth::Faultlist;

/// A rule. Days count back from the day of judgement.
struct Rule {
    firewall: &'static str,
    name: &'static str,
    from: &'static str,
    to: &'static str,
    source: &'static str,
    destination: &'static str,
    service: &'static str,
    allows: bool,
    used: i32,
    reviewed: i32,
}

#[rustfmt::skip] // A table: one rule a line.
fn rules() -> Vec<Rule> {
    let rule = |firewall, name, [from, to]: [&'static str; 2], [source, destination, service]: [&'static str; 3], allows, used| {
        Rule { firewall, name, from, to, source, destination, service, allows, used, reviewed: 24 }
    };
    vec![
        rule("fw-main", "web-in", ["Outside", "DMZ"], ["any", "203.0.113.19", "tcp/443"], true, 4),
        rule("fw-main", "mail-in", ["Outside", "DMZ"], ["any", "203.0.113.18", "tcp/25"], true, 4),
        rule("fw-main", "portal-to-record", ["DMZ", "Servers"], ["10.20.250.19", "10.20.10.3", "tcp/8443"], true, 4),
        rule("fw-main", "office-to-record", ["Inside", "Servers"], ["10.20.64.0/18", "10.20.10.3", "tcp/8443"], true, 4),
        rule("fw-main", "images-to-archive", ["Biomedical", "Servers"], ["10.20.128.0/18", "10.20.10.8", "tcp/11112"], true, 4),
        rule("fw-main", "pump-server", ["Biomedical", "Servers"], ["10.20.128.0/18", "10.20.10.7", "tcp/2947"], true, 4),
        rule("fw-main", "office-out", ["Inside", "Outside"], ["10.20.64.0/18", "any", "tcp/443"], true, 4),
        rule("fw-main", "everything-else", ["any", "any"], ["any", "any", "any"], false, 4),
        rule("fw-clinic", "clinic-to-campus", ["Clinic", "Campus"], ["10.21.0.0/16", "10.20.10.3", "tcp/8443"], true, 4),
        rule("fw-clinic", "everything-else", ["any", "any"], ["any", "any", "any"], false, 4),
    ]
}

/// The rules of both firewalls.
pub(super) fn rule_table(site: &Site<'_>, days_ago: i32, faults: &mut Faultlist) -> Vec<u8> {
    let plan = site.plan.faults;
    let mut list = rules();
    for rule in &mut list {
        match rule.name {
            "pump-server" => {
                let found_by = [("H7.5", "rule pump-server on fw-main")];
                rule.used =
                    faults.either(plan, &found_by, "last used more than half a year ago", 260, rule.used);
            }
            "clinic-to-campus" => {
                let why = "lets everything through";
                let found_by = [("H7.2", "Clinic to Campus on fw-clinic")];
                if faults.either(plan, &found_by, why, true, false) {
                    (rule.source, rule.destination, rule.service) = ("any", "any", "any");
                }
            }
            _ => {}
        }
    }
    let owner = site.mail_of("Network Engineer");
    let rows = list.into_iter().map(|rule| {
        [
            rule.firewall.to_owned(),
            rule.name.to_owned(),
            "Enabled".to_owned(),
            if rule.allows { "Allow" } else { "Deny" }.to_owned(),
            rule.from.to_owned(),
            rule.to.to_owned(),
            rule.source.to_owned(),
            rule.destination.to_owned(),
            rule.service.to_owned(),
            site.day(days_ago + rule.used).to_string(),
            owner.clone(),
            site.day(rule.reviewed).to_string(),
        ]
    });
    let columns = [
        "Firewall",
        "Rule",
        "Status",
        "Action",
        "Source Zone",
        "Destination Zone",
        "Source",
        "Destination",
        "Service",
        "Last Hit",
        "Rule Owner",
        "Last Reviewed",
    ];
    csv_bytes(columns, rows)
}
