//! Rule tables of packet filters as lists: Palo Alto Networks, FortiGate, and generic exports.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System, yes_or_no};
use std::borrow::Cow;
use ward_domain::observation::{FirewallRuleSeen, Observations};

/// Reads firewall rules.
pub struct FirewallRules;

static ABOUT: About = About {
    id: "firewall-rules",
    name: "Firewall rules",
    how_to_get: "On the firewall's own management page open the policy table with hit counts and choose Export, CSV; add owner \
                 and last review",
    carries: "Which rules let what through, how often each is used, and who looked at it last; not what the rules do together",
    version: 1,
    evidence_kind: "firewall-rules",
};

/// Headings of Palo Alto Networks, of FortiGate, then of other systems.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "firewall-rules",
    fields: &[
        Field::new("firewall", &[
            "Firewall", "Device", "Device Name", "Gateway", "Location", "Device Group", "VDOM",
            "Policy Package",
        ]),
        Field::new("rule", &["Rule Name", "Rule", "Name", "Policy Name", "Policy", "Description"]),
        Field::new("number", &[
            "Rule Number", "Rule ID", "Policy ID", "policyid", "Rule #", "ID", "No.", "#",
        ]),
        Field::of_words("enabled", &["Enabled", "Status", "State", "Rule Status"], &["yes", "no"]),
        Field::of_words("disabled", &["Disabled"], &["yes", "no"]),
        Field::of_words("action", &["Action", "Verdict", "Permission"], &["allow", "deny"]),
        Field::new("from-zone", &[
            "Source Zone", "From Zone", "From", "srcintf", "Source Interface", "Incoming Interface",
            "Ingress",
        ]),
        Field::new("to-zone", &[
            "Destination Zone", "To Zone", "To", "dstintf", "Destination Interface", "Outgoing Interface",
            "Egress",
        ]),
        Field::new("source", &[
            "Source Address", "Source", "srcaddr", "Source Network", "Src", "Source IP", "Sources",
        ]),
        Field::new("destination", &[
            "Destination Address", "Destination", "dstaddr", "Destination Network", "Dst", "Destination IP",
            "Destinations",
        ]),
        Field::new("service", &[
            "Service", "Services", "Destination Port", "Dest Port", "Port", "Ports", "Service/Port",
            "Dst Port",
        ]),
        Field::new("application", &["Application", "Applications", "App"]),
        Field::new("hits", &[
            "Rule Usage Hit Count", "Hit Count", "Hits", "hitcount", "Hit Counts", "Number of Hits",
        ]),
        Field::new("last-hit", &[
            "Rule Usage Last Hit", "Last Hit", "Last Used", "lastused", "Last Hit Date", "Last Match",
        ]),
        Field::new("owner", &[
            "Owner", "Rule Owner", "Business Owner", "Requested By", "Requester", "Responsible",
        ]),
        Field::new("reviewed", &[
            "Reviewed", "Last Reviewed", "Last Review", "Review Date", "Reviewed On", "Recertified",
        ]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of"]),
    ],
    systems: &[
        System {
            name: "Palo Alto Networks",
            marks: &[
                &["Name"], &["Source Zone"], &["Destination Zone"], &["Source Address"], &["Action"],
                &["Rule Usage Hit Count", "Profile", "Options"],
            ],
        },
        System {
            name: "FortiGate",
            marks: &[
                &["ID", "policyid", "Policy"], &["From", "srcintf"], &["To", "dstintf"],
                &["Schedule", "NAT", "Security Profiles"], &["Action"],
            ],
        },
    ],
    needs: &[&["source"], &["destination"], &["action"]],
    foreign: &[
        "timestamp", "time", "bytes sent", "sessionid", "logtime", "eventtime", "threat", "cve", "severity",
        "srcport", "sourceport",
    ],
};

impl Register for FirewallRules {
    type Seen = FirewallRuleSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "firewall rules";
    fn list(observations: &mut Observations) -> &mut Vec<FirewallRuleSeen> {
        &mut observations.firewall_rules
    }
    fn row(row: &mut Row<'_>) -> Result<FirewallRuleSeen, String> {
        let allows =
            row.meaning("action", allows).ok_or("the row does not say whether the rule allows or denies")?;
        let name =
            row.text("rule").or_else(|| row.text("number")).ok_or("the rule has no name and no number")?;
        // Palo Alto Networks marks a rule that is switched off in its name.
        let (rule, is_marked_off) = match name.strip_prefix("[Disabled]") {
            Some(rest) => (rest.trim().to_owned(), true),
            None => (name, false),
        };
        let is_enabled =
            row.meaning("enabled", is_on).or_else(|| row.yes_no("disabled").map(|is_off| !is_off));
        let (service, application) = (anything(row.look("service")), anything(row.look("application")));
        Ok(FirewallRuleSeen {
            firewall: row.text("firewall").unwrap_or_else(|| "firewall".to_owned()),
            rule,
            is_enabled: if is_marked_off { Some(false) } else { is_enabled },
            allows,
            from_zone: row.text("from-zone"),
            to_zone: row.text("to-zone"),
            source: anything(row.look("source")),
            destination: anything(row.look("destination")),
            // A rule that is bound to applications is not open, whatever its ports.
            service: if service == ANY && application != ANY { application } else { service },
            hits: row.number("hits"),
            last_hit: row.date("last-hit"),
            owner: row.text("owner"),
            reviewed: row.date("reviewed"),
            line: row.line(),
        })
    }
}

const ANY: &str = "any";

/// How firewalls write that nothing is held back.
const EVERYTHING: [&str; 10] = [
    ANY,
    "all",
    "*",
    "0.0.0.0/0",
    "::/0",
    "0.0.0.0/0.0.0.0",
    "any4",
    "any6",
    "any-ipv4",
    "0.0.0.0-255.255.255.255",
];

/// What a cell lets through; an empty one, and one of which a part is everything, is [`ANY`].
fn anything(cell: Option<Cow<'_, str>>) -> String {
    let Some(cell) = cell else { return ANY.to_owned() };
    let is_everything = |part: &[u8]| {
        let part = part.trim_ascii();
        let may_be = matches!(part.first(), Some(b'a' | b'A' | b'*' | b'0' | b':'));
        may_be && EVERYTHING.iter().any(|word| part.eq_ignore_ascii_case(word.as_bytes()))
    };
    let mut parts = cell.as_bytes().split(|byte| matches!(byte, b';' | b',' | b'\n' | b'|'));
    if parts.any(is_everything) { ANY.to_owned() } else { cell.into_owned() }
}

fn allows(word: &str) -> Option<bool> {
    match word {
        "allow" | "accept" | "permit" | "pass" | "allowed" | "trust" | "ipsec" | "encrypt" => Some(true),
        "deny" | "drop" | "reject" | "block" | "blocked" | "denied" | "reset-client" | "reset-server"
        | "reset-both" | "reset client" | "reset server" | "reset both" => Some(false),
        _ => None,
    }
}

fn is_on(word: &str) -> Option<bool> {
    match word {
        "enable" | "enabled" => Some(true),
        "disable" | "disabled" => Some(false),
        word => yes_or_no(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    const PALO_ALTO: &str = ",Name,Location,Tags,Type,Source Zone,Source Address,Destination Zone,Destination Address,Application,Service,Action,\
                             Profile,Options,Rule Usage Hit Count,Rule Usage Last Hit\n";

    #[track_caller]
    fn rules(text: &str, tool: &str) -> Vec<FirewallRuleSeen> {
        let sample = Sample::read(&FirewallRules, text);
        assert_eq!(sample.observations.tool, tool);
        sample.says_nothing();
        sample.observations.firewall_rules
    }

    #[test]
    fn a_palo_alto_rule_is_read_whole() {
        let text = format!(
            "{PALO_ALTO}1,PACS out,main,none,universal,pacs,10.1.0.0/24;10.2.0.0/24,core,any,dicom,any,Allow,none,none,120,2026-11-01 10:00:00\n"
        );
        assert_eq!(
            rules(&text, "Palo Alto Networks"),
            [FirewallRuleSeen {
                firewall: "main".into(),
                rule: "PACS out".into(),
                is_enabled: None,
                allows: true,
                from_zone: Some("pacs".into()),
                to_zone: Some("core".into()),
                source: "10.1.0.0/24;10.2.0.0/24".into(),
                destination: "any".into(),
                service: "dicom".into(),
                hits: Some(120),
                last_hit: Some(date(2026, 11, 1)),
                owner: None,
                reviewed: None,
                line: 2,
            }]
        );
    }

    #[track_caller]
    fn check_any_any(text: &str, tool: &str, expected: bool) {
        assert_eq!(rules(text, tool)[0].is_any_any(), expected);
    }

    #[test]
    fn rules_that_let_everything_through_are_known() {
        let palo_alto = |row: &str| format!("{PALO_ALTO}{row}\n");
        check_any_any(&palo_alto("1,x,m,,,any,any,any,any,any,any,Allow,,,-,-"), "Palo Alto Networks", true);
        check_any_any(
            &palo_alto("1,[Disabled] x,m,,,any,any,any,any,any,any,Allow,,,0,-"),
            "Palo Alto Networks",
            false,
        );
        check_any_any(
            &palo_alto("1,x,m,,,any,any,any,any,any,application-default,Allow,,,0,-"),
            "Palo Alto Networks",
            false,
        );
        check_any_any(&palo_alto("1,x,m,,,any,any,any,any,any,any,Drop,,,0,-"), "Palo Alto Networks", false);
        let fortigate = "ID,Name,From,To,Source,Destination,Schedule,Service,Action,NAT,Status,Hit Count\n";
        check_any_any(
            &format!("{fortigate}7,tmp,lan,wan,all,all,always,ALL,ACCEPT,Enabled,Enabled,\"1,200\"\n"),
            "FortiGate",
            true,
        );
        check_any_any(
            &format!("{fortigate}7,tmp,lan,wan,all,all,always,ALL,ACCEPT,Enabled,Disabled,0\n"),
            "FortiGate",
            false,
        );
        check_any_any(
            "Rule,Source,Destination,Service,Action\n1,10.0.0.0/8,0.0.0.0/0,tcp/443,permit\n",
            "firewall rules",
            false,
        );
    }

    #[test]
    fn a_rule_without_an_action_is_skipped() {
        let sample = Sample::read(
            &FirewallRules,
            "Rule,Source,Destination,Service,Action\n1,any,any,any,\n2,any,any,any,route\n",
        );
        sample.says(2, "allows or denies");
        sample.says(3, "“route”");
        assert_eq!(sample.tally.skipped, 2);
    }
}
