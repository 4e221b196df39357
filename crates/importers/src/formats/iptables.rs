//! Reads the rules of a Linux packet filter, as `iptables-save` writes them.
//!
//! The table `filter` counts. A chain's policy is its last rule. What leads to another chain, or only writes to a log,
//! is counted and no rule of its own.

use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading, lines};
use std::io::BufRead;
use ward_domain::observation::{FirewallRuleSeen, Line, Observations, Origin};

/// Reads the rules of a Linux packet filter.
pub struct Iptables;

static ABOUT: About = About {
    id: "iptables",
    name: "Linux packet filter (iptables-save)",
    how_to_get: "Run `iptables-save -c > rules.txt` on the firewall, and `ip6tables-save -c` for IPv6",
    carries: "The rules and policies of the filter table, with how often each was used when counters were saved; who \
              answers for a rule is not in it",
    version: 1,
    evidence_kind: "firewall-rules",
};

impl Importer for Iptables {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let mut lines =
            head.text().lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let is_table = lines
            .next()
            .is_some_and(|line| matches!(line, "*filter" | "*nat" | "*mangle" | "*raw" | "*security"));
        let is_chain = lines.next().is_none_or(|line| line.starts_with(':') || line == "COMMIT");
        if is_table && is_chain { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut account = Account::new(&context.limits);
        let (mut rules, mut policies) = (Vec::new(), Vec::new());
        let (mut table, mut last, mut number) = (None, 0, 0u32);
        lines::read(input, &context.limits, &mut |line, text| {
            last = line;
            let text = text.trim();
            if let Some(name) = text.strip_prefix('*') {
                table = Some(name.to_owned());
            } else if text == "COMMIT" {
                table = None;
            } else if text.is_empty() || text.starts_with('#') {
            } else if table.as_deref() != Some("filter") {
                if table.is_none() {
                    return Err(Damaged { line, reason: "a rule stands outside of every table".to_owned() });
                }
            } else if let Some(chain) = text.strip_prefix(':') {
                policies.extend(policy(line, chain));
            } else {
                number += 1;
                match rule(line, text, number) {
                    Ok(rule) => {
                        account.used();
                        rules.extend(rule);
                    }
                    Err(reason) => account.skipped(line, reason),
                }
            }
            if rules.len() + policies.len() > context.limits.rows {
                return Err(Damaged {
                    line,
                    reason: format!("there are more than {} rules", context.limits.rows),
                });
            }
            Ok(())
        })?;
        if table.is_some() || last == 0 {
            let reason = "the file ends before COMMIT: it was cut off, export it again".to_owned();
            return Err(Damaged { line: last, reason });
        }
        for _ in &policies {
            account.used();
        }
        rules.append(&mut policies);
        let observations = Observations {
            tool: "iptables".to_owned(),
            origin: Origin::Machine,
            firewall_rules: rules,
            ..Observations::default()
        };
        Ok(Reading { observations, tally: account.finish() })
    }
}

/// `INPUT DROP [0:0]`: the policy of a built-in chain; own chains have none.
fn policy(line: Line, text: &str) -> Option<FirewallRuleSeen> {
    let mut words = text.split_whitespace();
    let (chain, policy) = (words.next()?, words.next()?);
    let hits = words.next().and_then(counted);
    (policy != "-").then(|| FirewallRuleSeen {
        rule: format!("{chain} policy"),
        allows: policy == "ACCEPT",
        hits,
        ..blank(line, chain)
    })
}

/// `[packets:bytes]`.
fn counted(text: &str) -> Option<u64> {
    text.strip_prefix('[')?.split(':').next()?.parse().ok()
}

/// A rule for everything. `INPUT` ends at the firewall itself and `OUTPUT` begins there.
fn blank(line: Line, chain: &str) -> FirewallRuleSeen {
    const ITSELF: &str = "the firewall itself";
    let any = || "any".to_owned();
    FirewallRuleSeen {
        firewall: "iptables".to_owned(),
        is_enabled: Some(true),
        source: if chain == "OUTPUT" { ITSELF.to_owned() } else { any() },
        destination: if chain == "INPUT" { ITSELF.to_owned() } else { any() },
        service: any(),
        line,
        ..FirewallRuleSeen::default()
    }
}

/// `[12:3456] -A FORWARD -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT`
fn rule(line: Line, text: &str, number: u32) -> Result<Option<FirewallRuleSeen>, &'static str> {
    let mut words = text.split_ascii_whitespace().peekable();
    let hits = words.next_if(|word| word.starts_with('[')).and_then(counted);
    if words.next() != Some("-A") {
        return Err("the line is no rule of iptables-save");
    }
    let chain = words.next().ok_or("the rule names no chain")?;
    let mut rule = FirewallRuleSeen { rule: format!("{chain} {number}"), hits, ..blank(line, chain) };
    let (mut protocol, mut ports, mut conditions) = (None, None, Vec::new());
    let (mut target, mut is_not) = (None, "");
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap_or_default();
        let said =
            |value: &str| if is_not.is_empty() { value.to_owned() } else { format!("{is_not}{value}") };
        match word {
            "!" => {
                is_not = "not ";
                continue;
            }
            "-s" | "--source" => rule.source = said(value()),
            "-d" | "--destination" => rule.destination = said(value()),
            "-i" | "--in-interface" => rule.from_zone = Some(said(value())),
            "-o" | "--out-interface" => rule.to_zone = Some(said(value())),
            "-p" | "--protocol" => protocol = Some(said(value())).filter(|name| name != "all"),
            "--dport" | "--dports" | "--destination-port" => ports = Some(said(value())),
            "-j" | "--jump" | "-g" | "--goto" => target = Some(value()),
            "--comment" => {
                // A comment may be of several words between quotes.
                let first = value();
                let mut is_open = first.starts_with('"') && (first.len() == 1 || !first.ends_with('"'));
                while is_open {
                    is_open = words.next().is_some_and(|word| !word.ends_with('"'));
                }
            }
            "-m" | "--match" | "--reject-with" | "--log-prefix" | "--log-level" => drop(value()),
            word if word.starts_with("--") => {
                conditions.push(format!("{is_not}{} {}", word.trim_start_matches('-'), value()));
            }
            _ => {}
        }
        is_not = "";
    }
    rule.allows = match target {
        Some("ACCEPT") => true,
        Some("DROP" | "REJECT") => false,
        // Another chain, a log, or nothing at all: it decides nothing.
        _ => return Ok(None),
    };
    if rule.from_zone.as_deref() == Some("lo") {
        "the firewall itself".clone_into(&mut rule.source);
    }
    rule.service = match (protocol, ports) {
        (None, None) => "any".to_owned(),
        (protocol, None) => protocol.unwrap_or_default(),
        (protocol, Some(ports)) => format!("{}/{ports}", protocol.as_deref().unwrap_or("any")),
    };
    if !conditions.is_empty() {
        rule.service = format!("{} ({})", rule.service, conditions.join(", "));
    }
    Ok(Some(rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, read_fixture};

    #[test]
    fn one_rule() {
        insta::assert_debug_snapshot!(read_fixture(&Iptables, "one.txt"));
    }

    #[track_caller]
    fn check(text: &str, allows: bool, [source, destination, service]: [&str; 3]) {
        let rule = rule(1, text, 1).unwrap().unwrap();
        assert_eq!(
            (rule.allows, rule.source.as_str(), rule.destination.as_str(), rule.service.as_str()),
            (allows, source, destination, service)
        );
    }

    #[test]
    fn rules_are_read() {
        check("-A FORWARD -j ACCEPT", true, ["any", "any", "any"]);
        check("-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", true, ["any", "the firewall itself", "tcp/22"]);
        check(
            "[5:300] -A FORWARD ! -s 10.0.0.0/8 -d 10.1.0.5/32 -p udp -m multiport --dports 53,123 -j DROP",
            false,
            ["not 10.0.0.0/8", "10.1.0.5/32", "udp/53,123"],
        );
        check(
            "-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            true,
            ["any", "any", "any (ctstate RELATED,ESTABLISHED)"],
        );
        check(
            "-A FORWARD -m comment --comment \"to the lab -j x\" -p tcp -j REJECT --reject-with tcp-reset",
            false,
            ["any", "any", "tcp"],
        );
        check("-A INPUT -i lo -j ACCEPT", true, ["the firewall itself", "the firewall itself", "any"]);
    }

    #[test]
    fn what_decides_nothing_is_no_rule() {
        assert_eq!(rule(1, "-A INPUT -j LOG --log-prefix x", 1), Ok(None));
        assert_eq!(rule(1, "-A INPUT -j own-chain", 1), Ok(None));
        assert!(rule(1, "-D INPUT", 1).is_err());
    }

    #[test]
    fn policies_are_rules_of_their_own() {
        let seen = read_fixture(&Iptables, "many.txt").observations;
        let open: Vec<_> = seen
            .firewall_rules
            .iter()
            .filter(|rule| rule.is_any_any())
            .map(|rule| rule.rule.as_str())
            .collect();
        assert_eq!(open, ["FORWARD 4", "FORWARD policy"]);
        assert_eq!(seen.firewall_rules[0].hits, Some(42));
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&Iptables, "broken.txt", 3, "cut off");
    }
}
