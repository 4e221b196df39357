//! Reads PingCastle's health check of an Active Directory domain: which of its rules matched, and a few plain facts.
//!
//! PingCastle lists the rules that matched and no others, so each is a failure; its points stay in the title and are no
//! severity. Counts of accounts and the state of LAPS are rules of this importer, named as PingCastle's fields.

use crate::settings::Settings;
use crate::xml::Xml;
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::observation::{ConfigurationRule, Line, Obligation, Observations, Outcome, Severity};

/// Reads PingCastle's health check.
pub struct PingCastle;

static ABOUT: About = About {
    id: "pingcastle",
    name: "PingCastle health check (XML)",
    how_to_get: "Run `PingCastle.exe --healthcheck --level Full` on a computer of the domain and take the file \
                 ad_hc_….xml",
    carries: "The rules of PingCastle that matched, with its points; counts of accounts at risk, the password policies, \
              and whether LAPS is there; single accounts are not read",
    version: 1,
    evidence_kind: "configuration-compliance",
};

/// Counts of user accounts that should be zero, with what is counted.
const COUNTS: &[(&str, &str)] = &[
    ("NumberInactive", "enabled user accounts that nobody has used for 6 months"),
    ("NumberPwdNeverExpires", "user accounts whose password never expires"),
    ("NumberPwdNotRequired", "user accounts that need no password"),
    ("NumberReversibleEncryption", "user accounts whose password is kept so that it can be read"),
    ("NumberNoPreAuth", "user accounts without Kerberos pre-authentication"),
    ("NumberDesEnabled", "user accounts that may use DES"),
];

impl Importer for PingCastle {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        if head.xml_root() == Some("HealthcheckData") { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut xml = Xml::new(input, &context.limits, &["HealthcheckData"]);
        let mut check = Check {
            settings: Settings::new(&context.limits),
            account: Account::new(&context.limits),
            version: String::new(),
            at: None,
        };
        while let Some(element) = xml.next_within(0)? {
            let name = element.name().to_owned();
            if name != "HealthcheckData" {
                check.part(&mut xml, &name)?;
            }
        }
        Ok(check.finish())
    }
}

/// A health check under way.
struct Check {
    settings: Settings,
    account: Account,
    version: String,
    at: Option<Timestamp>,
}

impl Check {
    /// Reads one element right below the root, which was just opened.
    fn part(&mut self, xml: &mut Xml<'_>, name: &str) -> Result<(), Damaged> {
        let (inside, line) = (xml.depth(), xml.line());
        match name {
            "EngineVersion" => self.version = xml.text()?,
            "GenerationDate" => self.at = xml.text()?.parse().ok(),
            "RiskRules" => {
                while let Some(element) = xml.next_within(inside)? {
                    let is_rule = element.name() == "HealthcheckRiskRule";
                    let line = xml.line();
                    let (_, fields) = xml.text_and_children()?;
                    if is_rule {
                        self.matched(&fields, line)?;
                    }
                }
            }
            "UserAccountData" => {
                let (_, counts) = xml.text_and_children()?;
                for (field, what) in COUNTS {
                    let count = counts.iter().find(|(name, _)| name == field).map(|(_, text)| text.as_str());
                    let Some(count) = count.and_then(|text| text.parse::<u64>().ok()) else { continue };
                    let outcome = if count == 0 { Outcome::Pass } else { Outcome::Fail };
                    self.rule(field, format!("{what}: {count}"), outcome, line)?;
                }
            }
            "LAPSInstalled" | "NewLAPSInstalled" => {
                // The last moment of .NET stands for "not installed".
                let text = xml.text()?;
                let is_there = !text.starts_with("9999") && !text.starts_with("0001");
                let (outcome, words) = if is_there {
                    (Outcome::Pass, "is installed")
                } else {
                    (Outcome::Fail, "is not installed")
                };
                let which = if name == "LAPSInstalled" { "LAPS (first version)" } else { "Windows LAPS" };
                self.rule(name, format!("{which} {words}"), outcome, line)?;
            }
            "GPPPasswordPolicy" => {
                while let Some(element) = xml.next_within(inside)? {
                    if element.name() == "GPPSecurityPolicyProperty" {
                        let line = xml.line();
                        let (_, fields) = xml.text_and_children()?;
                        let (property, value) = (field(&fields, "Property"), field(&fields, "Value"));
                        if !property.is_empty() {
                            // A value and no verdict: what is asked of it is for the measure to say.
                            self.rule(property, format!("{property} is {value}"), Outcome::NotChecked, line)?;
                        }
                    }
                }
            }
            _ => xml.leave()?,
        }
        Ok(())
    }

    /// A rule of PingCastle that matched.
    fn matched(&mut self, fields: &[(String, String)], line: Line) -> Result<(), Damaged> {
        let id = field(fields, "RiskId");
        if id.is_empty() {
            self.account.skipped(line, "the rule has no RiskId");
            return Ok(());
        }
        let points = field(fields, "Points");
        let title = format!(
            "{} ({} points)",
            field(fields, "Rationale"),
            if points.is_empty() { "0" } else { points }
        );
        self.rule(id, title, Outcome::Fail, line)
    }
    fn rule(&mut self, id: &str, title: String, outcome: Outcome, line: Line) -> Result<(), Damaged> {
        let rule = self.settings.rule(ConfigurationRule {
            benchmark: "PingCastle".to_owned(),
            id: id.to_owned(),
            title,
            obligation: Obligation::Shall,
            severity: Severity::Info,
        });
        self.account.used();
        self.settings.result(rule, None, outcome, line)
    }
    fn finish(self) -> Reading {
        let observations = Observations {
            tool: format!("PingCastle {}", self.version).trim().to_owned(),
            collected_at: self.at,
            ..self.settings.observations
        };
        Reading { observations, tally: self.account.finish() }
    }
}

fn field<'f>(fields: &'f [(String, String)], wanted: &str) -> &'f str {
    fields.iter().find(|(name, _)| name == wanted).map_or("", |(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, problems, read_fixture};

    #[test]
    fn one_rule() {
        insta::assert_debug_snapshot!(read_fixture(&PingCastle, "one.xml"));
    }

    #[test]
    fn facts_are_rules_beside_those_that_matched() {
        let reading = read_fixture(&PingCastle, "many.xml");
        let seen = &reading.observations;
        let rule = |index: u32| seen.configuration_rules[index as usize].id.as_str();
        let results: Vec<_> =
            seen.configuration_results.iter().map(|result| (rule(result.rule), result.outcome)).collect();
        assert_eq!(
            results,
            [
                ("P-Delegated", Outcome::Fail),
                ("A-MinPwdLen", Outcome::Fail),
                ("NumberInactive", Outcome::Pass),
                ("NumberPwdNeverExpires", Outcome::Fail),
                ("LAPSInstalled", Outcome::Fail),
                ("NewLAPSInstalled", Outcome::Pass),
                ("MinimumPasswordLength", Outcome::NotChecked),
            ]
        );
        assert_eq!(seen.configuration_rules[0].title, "Delegation <is> open (20 points)");
        assert_eq!(problems(&reading), ["17: the rule has no RiskId"]);
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&PingCastle, "broken.xml", 10, "cut off");
    }
}
