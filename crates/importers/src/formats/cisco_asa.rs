//! Reads the access lists of a Cisco ASA from its running configuration, or from `show access-list` with hit counts.
//!
//! A list counts for the interface to which an access group ties it; one that no interface uses is switched off.

use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading, lines};
use std::collections::BTreeMap;
use std::io::BufRead;
use ward_domain::observation::{FirewallRuleSeen, Line, Observations, Origin};

/// Reads the access lists of a Cisco ASA.
pub struct CiscoAsa;

static ABOUT: About = About {
    id: "cisco-asa",
    name: "Cisco ASA configuration (text)",
    how_to_get: "On the firewall run `show running-config` and `show access-list`, and keep what they print as text",
    carries: "The extended access lists with zone, source, destination, service and, from `show access-list`, hit \
              counts; objects are kept by name; passwords and keys in the file are not read",
    version: 1,
    evidence_kind: "firewall-rules",
};

impl Importer for CiscoAsa {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        if head.text().trim_start().starts_with(['<', '{', '[']) {
            return Confidence::No;
        }
        let begins = |word: &str| head.text().lines().any(|line| line.starts_with(word));
        let is_access_list = head.text().lines().any(|line| {
            line.starts_with("access-list ")
                && line.contains(" extended ")
                && (line.contains("permit") || line.contains("deny"))
        });
        if begins("ASA Version ") || is_access_list { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut file = File::new(context);
        lines::read(input, &context.limits, &mut |line, text| file.line(line, text))?;
        Ok(file.finish())
    }
}

/// A configuration under way.
struct File {
    account: Account,
    host: String,
    remark: Option<(String, String)>,
    /// How many rules each list has so far.
    numbers: BTreeMap<String, u32>,
    /// The interface of each list.
    groups: BTreeMap<String, String>,
    /// Rules with the list to which they belong.
    rules: Vec<(String, FirewallRuleSeen)>,
    most: usize,
}

impl File {
    fn new(context: &Context<'_>) -> Self {
        Self {
            account: Account::new(&context.limits),
            host: String::new(),
            remark: None,
            numbers: BTreeMap::new(),
            groups: BTreeMap::new(),
            rules: Vec::new(),
            most: context.limits.rows,
        }
    }
    fn line(&mut self, line: Line, text: &str) -> Result<(), Damaged> {
        // `show access-list` sets what objects stand for below their rule, further in.
        if text.starts_with(' ') {
            return Ok(());
        }
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        match words.as_slice() {
            ["hostname", name, ..] => (*name).clone_into(&mut self.host),
            ["access-group", list, "in" | "out", "interface", interface, ..] => {
                self.groups.insert((*list).to_owned(), (*interface).to_owned());
            }
            ["access-group", list, "global", ..] => {
                self.groups.insert((*list).to_owned(), "any".to_owned());
            }
            ["access-list", list, rest @ ..] => self.entry(line, list, rest)?,
            _ => {}
        }
        Ok(())
    }
    fn entry(&mut self, line: Line, list: &str, words: &[&str]) -> Result<(), Damaged> {
        let words = match words {
            ["line", _, rest @ ..] => rest,
            _ => words,
        };
        let words = match words {
            ["remark", remark @ ..] => {
                self.remark = Some((list.to_owned(), remark.join(" ")));
                return Ok(());
            }
            ["extended", rest @ ..] => rest,
            // Standard and web lists steer routes and portals; `; 3 elements` is a heading.
            _ => return Ok(()),
        };
        if self.rules.len() >= self.most {
            return Err(Damaged { line, reason: format!("there are more than {} rules", self.most) });
        }
        let number = self.numbers.entry(list.to_owned()).or_insert(0);
        *number += 1;
        let Some(mut rule) = rule(words) else {
            self.account.skipped(line, "the access list entry cannot be read to its end");
            return Ok(());
        };
        let remark =
            self.remark.take().filter(|(of, _)| of == list).map(|(_, remark)| format!(" ({remark})"));
        rule.rule = format!("{list} {number}{}", remark.unwrap_or_default());
        rule.line = line;
        self.account.used();
        self.rules.push((list.to_owned(), rule));
        Ok(())
    }
    fn finish(self) -> Reading {
        let firewall = if self.host.is_empty() { "Cisco ASA".to_owned() } else { self.host };
        // Without any group the file is a part, such as `show access-list`: which lists are in use is not known.
        let knows_groups = !self.groups.is_empty();
        let rules = self.rules.into_iter().map(|(list, mut rule)| {
            rule.firewall.clone_from(&firewall);
            rule.from_zone = self.groups.get(&list).cloned();
            if knows_groups && rule.from_zone.is_none() {
                rule.is_enabled = Some(false);
            }
            rule
        });
        let observations = Observations {
            tool: "Cisco ASA".to_owned(),
            origin: Origin::Machine,
            firewall_rules: rules.collect(),
            ..Observations::default()
        };
        Reading { observations, tally: self.account.finish() }
    }
}

/// `permit tcp any host 203.0.113.16 eq 443 log (hitcnt=5)`; `None` when it ends too soon.
fn rule(words: &[&str]) -> Option<FirewallRuleSeen> {
    let (action, mut words) = words.split_first()?;
    let allows = match *action {
        "permit" => true,
        "deny" => false,
        _ => return None,
    };
    let protocol = match words {
        [kind @ ("object" | "object-group"), name, rest @ ..] => {
            words = rest;
            format!("{kind} {name}")
        }
        [protocol, rest @ ..] => {
            words = rest;
            (*protocol).to_owned()
        }
        [] => return None,
    };
    let source = place(&mut words)?;
    // The port from which, which says nothing of what is reached; a group there may also be the destination.
    let _ = port(&mut words);
    let destination = place(&mut words)?;
    let ports = port(&mut words).or_else(|| group(&mut words));
    let hits = words.iter().find_map(|word| word.strip_prefix("(hitcnt=")?.strip_suffix(')')?.parse().ok());
    let service = match (protocol.as_str(), ports) {
        ("ip", None) => "any".to_owned(),
        (_, None) => protocol,
        (_, Some(ports)) => format!("{protocol}/{ports}"),
    };
    let is_enabled = Some(!words.contains(&"inactive"));
    Some(FirewallRuleSeen {
        allows,
        source,
        destination,
        service,
        hits,
        is_enabled,
        ..FirewallRuleSeen::default()
    })
}

/// Takes a source or destination.
fn place(words: &mut &[&str]) -> Option<String> {
    let (place, rest) = match *words {
        ["any" | "any4" | "any6", rest @ ..] | ["0.0.0.0", "0.0.0.0", rest @ ..] => ("any".to_owned(), rest),
        ["host", address, rest @ ..] => ((*address).to_owned(), rest),
        [kind @ ("object" | "object-group" | "object-group-user" | "interface"), name, rest @ ..] => {
            (format!("{kind} {name}"), rest)
        }
        [address, rest @ ..] if address.contains('/') || address.contains(':') => {
            ((*address).to_owned(), rest)
        }
        [address, mask, rest @ ..] => (format!("{address} {mask}"), rest),
        _ => return None,
    };
    *words = rest;
    Some(place)
}

/// Takes a port, if there is one.
fn port(words: &mut &[&str]) -> Option<String> {
    let (port, rest) = match *words {
        ["eq", port, rest @ ..] => ((*port).to_owned(), rest),
        ["range", from, to, rest @ ..] => (format!("{from}-{to}"), rest),
        [word @ ("gt" | "lt" | "neq"), port, rest @ ..] => (format!("{word} {port}"), rest),
        _ => return None,
    };
    *words = rest;
    Some(port)
}

/// Takes a group of services behind the destination.
fn group(words: &mut &[&str]) -> Option<String> {
    let ["object-group", name, rest @ ..] = *words else { return None };
    *words = rest;
    Some(format!("object-group {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, problems, read_fixture};

    #[test]
    fn one_rule() {
        insta::assert_debug_snapshot!(read_fixture(&CiscoAsa, "one.txt"));
    }

    #[track_caller]
    fn check(text: &str, [source, destination, service]: [&str; 3]) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let rule = rule(&words).unwrap();
        assert_eq!(
            (rule.source.as_str(), rule.destination.as_str(), rule.service.as_str()),
            (source, destination, service)
        );
    }

    #[test]
    fn entries_are_read() {
        check("permit ip any any", ["any", "any", "any"]);
        check("permit tcp any4 host 10.0.0.1 eq https log", ["any", "10.0.0.1", "tcp/https"]);
        check("deny udp 10.0.0.0 255.0.0.0 gt 1023 any range 1 5", ["10.0.0.0 255.0.0.0", "any", "udp/1-5"]);
        check(
            "permit object-group S object A object-group B",
            ["object A", "object-group B", "object-group S"],
        );
        check("permit tcp any object A object-group PORTS", ["any", "object A", "tcp/object-group PORTS"]);
        check("permit icmp 2001:db8::/32 any6 echo", ["2001:db8::/32", "any", "icmp"]);
    }

    #[test]
    fn a_list_that_no_interface_uses_is_switched_off() {
        let reading = read_fixture(&CiscoAsa, "many.txt");
        let rules = &reading.observations.firewall_rules;
        let shown: Vec<_> = rules.iter().map(|r| (r.rule.as_str(), r.is_enabled, r.is_any_any())).collect();
        assert_eq!(
            shown,
            [
                ("outside_in 1 (Web to portal)", Some(true), false),
                ("outside_in 2", Some(true), true),
                ("outside_in 3", Some(false), false),
                ("lab 1", Some(false), false),
            ]
        );
        assert_eq!(
            (rules[1].hits, rules[1].from_zone.as_deref(), rules[1].firewall.as_str()),
            (Some(12), Some("outside"), "asa1")
        );
        assert_eq!(problems(&reading), ["15: the access list entry cannot be read to its end"]);
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&CiscoAsa, "broken.txt", 3, "NUL byte");
    }
}
