//! H7.5: each firewall rule has an owner, was reviewed lately, and is used.

use super::Rule;
use super::listed::{self, Column, Line};
use crate::{Ground, Ruling};
use ward_domain::observation::FirewallRuleSeen;
use ward_estate::Placed;

/// See the module.
pub struct FirewallRulesReviewed;

impl Rule for FirewallRulesReviewed {
    fn slug(&self) -> &'static str {
        "firewall-rules-reviewed"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let (risky, other, unused) =
            (ground.days("risky-review"), ground.days("other-review"), ground.days("most-unused"));
        let rules = &ground.estate().firewall_rules;
        let words: Vec<&str> = ground.measure().list("risky-services").iter().map(String::as_str).collect();
        let owner = Column::new(rules, "owner", |r: &FirewallRuleSeen| r.owner.is_some());
        let name = |r: &FirewallRuleSeen| format!("rule {} on {}", r.rule, r.firewall);
        listed::judge(ground, "firewall-rules", rules, name, |rule, line| {
            if rule.row.is_enabled == Some(false) {
                line.only_if(rule, |_| Some(false), "");
                return;
            }
            line.names(rule, &owner);
            let is_risky = rule.row.allows && has_wide_reach(&rule.row, &words);
            line.within(rule, |r| r.reviewed, if is_risky { risky } else { other }, "day of the last review");
            if rule.row.allows {
                is_used(rule, unused, line);
            }
        })
    }
}

/// Whether it opens a way that attackers use, or more than it names.
fn has_wide_reach(rule: &FirewallRuleSeen, services: &[&str]) -> bool {
    let is_any = |text: &str| text.eq_ignore_ascii_case("any");
    is_any(&rule.source)
        || is_any(&rule.destination)
        || is_any(&rule.service)
        || listed::has_word(&rule.service, services)
}

/// A rule without any hit counts as unused; since when nobody knows, so it is wrong only if its last use is known.
fn is_used(rule: &Placed<FirewallRuleSeen>, most: i64, line: &mut Line<'_>) {
    match (rule.row.last_hit, rule.row.hits) {
        (Some(_), _) => line.within(rule, |r| r.last_hit, most, "day of the last use"),
        (None, Some(0)) => {
            line.doubt(rule.at, "it was not used since its hits are counted; nothing says since when");
        }
        (None, Some(_)) => line.doubt(rule.at, "it was used, and nothing says when last"),
        (None, None) => line.unsaid("when it was last used"),
    }
}
