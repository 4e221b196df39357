//! Reads the configuration of a pfSense or OPNsense firewall (`config.xml`): its filter rules.

use crate::xml::Xml;
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use ward_domain::observation::{FirewallRuleSeen, Line, Observations, Origin};

/// Reads the configuration of a pfSense or OPNsense firewall.
pub struct PfSense;

static ABOUT: About = About {
    id: "pfsense",
    name: "pfSense or OPNsense configuration (config.xml)",
    how_to_get: "In pfSense choose Diagnostics, Backup & Restore, area Firewall Rules (or all), Download; in OPNsense \
                 System, Configuration, Backups",
    carries: "The filter rules with zone, source, destination, service, and description; how often a rule was used and when \
              it was reviewed is not in it; passwords and keys in the file are not read",
    version: 1,
    evidence_kind: "firewall-rules",
};

impl Importer for PfSense {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        match head.xml_root() {
            Some("pfsense" | "opnsense") => Confidence::Certain,
            Some("filter") if head.text().contains("<tracker>") => Confidence::Certain,
            _ => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut xml = Xml::new(input, &context.limits, &["pfsense", "opnsense", "filter"]);
        let mut account = Account::new(&context.limits);
        let (mut rules, mut host, mut domain, mut root) =
            (Vec::new(), String::new(), String::new(), String::new());
        let mut is_filter = false;
        while let Some(element) = xml.next_within(0)? {
            let name = element.name().to_owned();
            let (depth, line) = (xml.depth(), xml.line());
            match (name.as_str(), depth) {
                ("filter", 1 | 2) => is_filter = true,
                (_, 1) => root = name,
                ("system", 2) => is_filter = false,
                ("hostname", 3) => host = xml.text()?,
                ("domain", 3) => domain = xml.text()?,
                ("rule", 2 | 3) if is_filter => match rule(&mut xml, line)? {
                    Some(rule) if rules.len() < context.limits.rows => {
                        account.used();
                        rules.push(rule);
                    }
                    Some(_) => {
                        let reason = format!("there are more than {} rules", context.limits.rows);
                        return Err(Damaged { line, reason });
                    }
                    None => account
                        .skipped(line, "the rule has no type: whether it lets traffic through is not known"),
                },
                (_, 2) => {
                    is_filter = false;
                    xml.leave()?;
                }
                _ => xml.leave()?,
            }
        }
        let firewall =
            [host, domain].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        for (number, rule) in (1..).zip(&mut rules) {
            rule.firewall = if firewall.is_empty() { root.clone() } else { firewall.clone() };
            if rule.rule.is_empty() {
                rule.rule = format!("rule {number}");
            }
        }
        let observations = Observations {
            tool: if root == "opnsense" { "OPNsense" } else { "pfSense" }.to_owned(),
            origin: Origin::Machine,
            firewall_rules: rules,
            ..Observations::default()
        };
        Ok(Reading { observations, tally: account.finish() })
    }
}

/// A part of a rule, or of its source or destination.
#[derive(Clone, Copy)]
enum Part {
    Type,
    Disabled,
    Enabled,
    Interface,
    Protocol,
    Tracker,
    Description,
    Source,
    Destination,
    Address,
    Network,
    Not,
    Port,
    Other,
}

impl Part {
    fn of(name: &str) -> Self {
        match name {
            "type" => Self::Type,
            "disabled" => Self::Disabled,
            "enabled" => Self::Enabled,
            "interface" => Self::Interface,
            "protocol" => Self::Protocol,
            "tracker" => Self::Tracker,
            "descr" | "description" => Self::Description,
            "source" => Self::Source,
            "destination" => Self::Destination,
            "address" => Self::Address,
            "network" => Self::Network,
            "not" => Self::Not,
            "port" => Self::Port,
            _ => Self::Other,
        }
    }
}

/// Reads the element `rule`, which was just opened; `None` when it has no type.
fn rule(xml: &mut Xml<'_>, line: Line) -> Result<Option<FirewallRuleSeen>, Damaged> {
    let inside = xml.depth();
    let mut rule = FirewallRuleSeen { is_enabled: Some(true), line, ..FirewallRuleSeen::default() };
    let (mut kind, mut protocol, mut port) = (None, None, None);
    while let Some(element) = xml.next_within(inside)? {
        match Part::of(element.name()) {
            Part::Type => kind = Some(xml.text()?),
            // `<disabled/>`, or `<disabled>0</disabled>` in OPNsense.
            Part::Disabled => rule.is_enabled = Some(xml.text()? == "0"),
            Part::Enabled => rule.is_enabled = Some(xml.text()? != "0"),
            Part::Interface => rule.from_zone = some(xml.text()?),
            Part::Protocol => protocol = some(xml.text()?).filter(|name| name != "any"),
            Part::Tracker => rule.rule = xml.text()?,
            Part::Description => {
                let text = xml.text()?;
                if !text.is_empty() {
                    rule.rule = text;
                }
            }
            Part::Source => rule.source = end(xml)?.0,
            Part::Destination => (rule.destination, port) = end(xml)?,
            _ => xml.leave()?,
        }
    }
    let Some(kind) = kind else { return Ok(None) };
    rule.allows = kind == "pass";
    rule.service = match (protocol, port) {
        (protocol, None) => protocol.unwrap_or_default(),
        (protocol, Some(port)) => format!("{}/{port}", protocol.as_deref().unwrap_or("any")),
    };
    for all in [&mut rule.source, &mut rule.destination, &mut rule.service] {
        if all.is_empty() {
            "any".clone_into(all);
        }
    }
    Ok(Some(rule))
}

/// Source or destination, and its port: `<any/>`, `<network>lan</network>`, `<address>10.0.0.1</address>`, `<not/>`. The
/// place is empty when it is any.
fn end(xml: &mut Xml<'_>) -> Result<(String, Option<String>), Damaged> {
    let inside = xml.depth();
    let (mut address, mut network, mut is_not, mut port) = (None, None, false, None);
    while let Some(element) = xml.next_within(inside)? {
        match Part::of(element.name()) {
            Part::Address => address = Some(xml.text()?),
            Part::Network => network = Some(xml.text()?),
            Part::Not => is_not = xml.text()? != "0",
            Part::Port => port = some(xml.text()?),
            _ => xml.leave()?,
        }
    }
    let place = address.or(network).unwrap_or_default();
    let place = if is_not && !place.is_empty() { format!("not {place}") } else { place };
    Ok((place, port))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, problems, read_fixture};

    #[test]
    fn one_rule() {
        insta::assert_debug_snapshot!(read_fixture(&PfSense, "one.xml"));
    }

    #[test]
    fn rules_are_read() {
        let reading = read_fixture(&PfSense, "many.xml");
        let shown: Vec<_> = reading
            .observations
            .firewall_rules
            .iter()
            .map(|r| {
                format!(
                    "{} {} {} {} {} {}",
                    r.rule,
                    r.allows,
                    r.is_enabled.unwrap(),
                    r.source,
                    r.destination,
                    r.service
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "Web to portal true true any 203.0.113.16 tcp/443",
                "rule 2 false true not lan any any",
                "Everything true true any any any",
                "Old true false any any any",
            ]
        );
        assert!(reading.observations.firewall_rules[2].is_any_any());
        assert!(!reading.observations.firewall_rules[3].is_any_any());
        assert_eq!(
            problems(&reading),
            ["19: the rule has no type: whether it lets traffic through is not known"]
        );
        assert_eq!(reading.observations.firewall_rules[0].firewall, "fw1.hospital.example");
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&PfSense, "broken.xml", 7, "cut off");
    }
}
