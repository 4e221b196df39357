//! H7.2: firewalls refuse what no rule allows, and no rule between two zones lets everything through.

use super::Rule;
use super::listed::{self, Line};
use crate::{Ground, Ruling};
use std::collections::BTreeMap;
use ward_domain::observation::FirewallRuleSeen;

/// See the module.
pub struct DefaultDenyBetweenZones;

impl Rule for DefaultDenyBetweenZones {
    fn slug(&self) -> &'static str {
        "default-deny-between-zones"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let rules = &ground.estate().firewall_rules;
        let mut ruling = match listed::open(ground, "firewall-rules", rules) {
            Ok(ruling) => ruling,
            Err(because) => return Ruling::unknown(ground, because),
        };
        let mut firewalls: BTreeMap<&str, Line<'_>> = BTreeMap::new();
        let mut pairs: BTreeMap<(&str, &str, &str), Line<'_>> = BTreeMap::new();
        for rule in rules {
            let row = &rule.row;
            let firewall = firewalls.entry(&row.firewall).or_insert_with(|| {
                let mut line = Line::new(ground, format!("everything else on {}", row.firewall));
                line.perhaps("no rule refuses everything else; show that the firewall does so without one");
                line
            });
            if !ground.is_fresh(rule.at.source) {
                firewall.doubt(rule.at, "the export of its rules is too old to count");
                continue;
            }
            let (from, to) = (zone(row.from_zone.as_deref()), zone(row.to_zone.as_deref()));
            let pair = pairs.entry((&row.firewall, from, to)).or_insert_with(|| {
                let mut line = Line::new(ground, format!("{from} to {to} on {}", row.firewall));
                line.rests_on(rule.at);
                line
            });
            if row.is_any_any() {
                pair.fault(rule.at, format!("rule {} lets everything through", row.rule));
            } else if refuses_the_rest(row) {
                *firewall = Line::new(ground, format!("everything else on {}", row.firewall));
                firewall.rests_on(rule.at);
            }
        }
        for line in firewalls.into_values().chain(pairs.into_values()) {
            line.conclude(&mut ruling);
        }
        ruling
    }
}

fn zone(zone: Option<&str>) -> &str {
    zone.unwrap_or("any zone")
}

/// Whether it refuses everything from any zone to any zone.
fn refuses_the_rest(rule: &FirewallRuleSeen) -> bool {
    let is_any = |text: &str| text.eq_ignore_ascii_case("any");
    let is_any_zone = |zone: Option<&str>| zone.is_none_or(is_any);
    !rule.allows
        && rule.is_enabled != Some(false)
        && [&rule.source, &rule.destination, &rule.service].into_iter().all(|text| is_any(text))
        && is_any_zone(rule.from_zone.as_deref())
        && is_any_zone(rule.to_zone.as_deref())
}
