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

/// Reads the element `rule`, which was just opened; `None` when it has no type.
fn rule(xml: &mut Xml<'_>, line: Line) -> Result<Option<FirewallRuleSeen>, Damaged> {
    let inside = xml.depth();
    let any = || "any".to_owned();
    let mut rule = FirewallRuleSeen {
        is_enabled: Some(true),
        source: any(),
        destination: any(),
        service: any(),
        line,
        ..FirewallRuleSeen::default()
    };
    let (mut kind, mut protocol, mut port) = (None, None, None);
    while let Some(element) = xml.next_within(inside)? {
        match element.name().to_owned().as_str() {
            "type" => kind = Some(xml.text()?),
            // `<disabled/>`, or `<disabled>0</disabled>` in OPNsense.
            "disabled" => rule.is_enabled = Some(xml.text()? == "0"),
            "enabled" => rule.is_enabled = Some(xml.text()? != "0"),
            "interface" => rule.from_zone = some(xml.text()?),
            "protocol" => protocol = some(xml.text()?).filter(|name| name != "any"),
            "tracker" => rule.rule = xml.text()?,
            "descr" | "description" => {
                let text = xml.text()?;
                if !text.is_empty() {
                    rule.rule = text;
                }
            }
            "source" => rule.source = end(xml)?.0,
            "destination" => (rule.destination, port) = end(xml)?,
            _ => xml.leave()?,
        }
    }
    let Some(kind) = kind else { return Ok(None) };
    rule.allows = kind == "pass";
    rule.service = match (protocol, port) {
        (None, None) => any(),
        (protocol, None) => protocol.unwrap_or_default(),
        (protocol, Some(port)) => format!("{}/{port}", protocol.as_deref().unwrap_or("any")),
    };
    Ok(Some(rule))
}

/// Source or destination, and its port: `<any/>`, `<network>lan</network>`, `<address>10.0.0.1</address>`, `<not/>`.
fn end(xml: &mut Xml<'_>) -> Result<(String, Option<String>), Damaged> {
    let (_, fields) = xml.text_and_children()?;
    let field = |wanted| fields.iter().find(|(name, _)| name == wanted).map(|(_, text)| text.clone());
    let place = field("address").or_else(|| field("network")).filter(|text| !text.is_empty());
    let is_not = field("not").is_some_and(|text| text != "0");
    let place = match place {
        Some(place) if is_not => format!("not {place}"),
        Some(place) => place,
        None => "any".to_owned(),
    };
    Ok((place, field("port").filter(|port| !port.is_empty())))
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
