//! Reads checklists of DISA's STIG Viewer: the XML of version 2 (`.ckl`) and the JSON of version 3 (`.cklb`).
//!
//! A checklist is one device and one or more STIGs. *Not reviewed* is not checked.

mod json_form;
mod xml_form;

use crate::head::peek;
use crate::settings::Settings;
use crate::targets::host_name;
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading, names};
use std::io::BufRead;
use std::net::IpAddr;
use ward_domain::observation::{
    AssetSeen, ConfigurationRule, Index, Line, Obligation, Observations, Outcome, Severity,
};

/// Reads checklists of DISA's STIG Viewer.
pub struct Ckl;

static ABOUT: About = About {
    id: "ckl",
    name: "DISA STIG checklist (.ckl, .cklb)",
    how_to_get: "In STIG Viewer open the checklist of the device and choose File, Save; or take the checklists that \
                 Evaluate-STIG or SCC wrote",
    carries: "How each rule of a STIG came out on one device, as a tool or a person entered it; what was not reviewed \
              is no pass",
    version: 1,
    evidence_kind: "configuration-compliance",
};

impl Importer for Ckl {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let is_json = head
            .json()
            .is_some_and(|json| json.has("cklb_version") || json.has("target_data") && json.has("stigs"));
        if head.xml_root() == Some("CHECKLIST") || is_json { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut list = Checklist {
            settings: Settings::new(&context.limits),
            account: Account::new(&context.limits),
            device: AssetSeen { line: 1, ..AssetSeen::default() },
            index: None,
        };
        if peek(input, |head| head.json_start().is_some())? {
            json_form::read(input, context, &mut list)?;
        } else {
            xml_form::read(input, context, &mut list)?;
        }
        Ok(list.finish())
    }
}

/// A checklist under way.
struct Checklist {
    settings: Settings,
    account: Account,
    device: AssetSeen,
    index: Option<Index>,
}

/// One rule and how it came out, as either form has it.
#[derive(Default)]
struct Item {
    stig: String,
    id: String,
    title: String,
    severity: Severity,
    status: String,
}

impl Checklist {
    /// Takes what the checklist says of its device; a text may be empty.
    fn describe(&mut self, what: Described, text: &str) {
        let device = &mut self.device;
        match what {
            Described::Name => {
                if let Some(name) = host_name(text) {
                    let (short, full) = names::host(&name);
                    device.host_name = device.host_name.take().or(short);
                    device.fqdn = device.fqdn.take().or(full);
                }
            }
            Described::Address => {
                let parts =
                    text.split([',', ' ', '\n']).filter_map(|part| part.trim().parse::<IpAddr>().ok());
                device.addresses.extend(parts);
            }
            Described::Mac => device.macs.extend(text.split([',', '\n', ' ']).filter_map(names::mac)),
        }
    }
    fn take(&mut self, item: Item, line: Line) -> Result<(), Damaged> {
        if item.id.is_empty() {
            self.account.skipped(line, "the rule has no number");
            return Ok(());
        }
        let outcome = outcome(&item.status);
        if outcome.is_none() {
            let reason =
                format!("{} has a status that is none of STIG Viewer's: it counts as not checked", item.id);
            self.account.problem(line, reason);
        }
        let rule = self.settings.rule(ConfigurationRule {
            benchmark: item.stig,
            id: item.id,
            title: item.title,
            obligation: Obligation::Shall,
            severity: item.severity,
        });
        self.account.used();
        self.settings.result(rule, Some(0), outcome.unwrap_or(Outcome::NotChecked), line)
    }
    /// The device comes first or last; either way it is the only one, and without it a rule belongs to nothing.
    fn finish(mut self) -> Reading {
        let device = &mut self.device;
        device.addresses.sort_unstable();
        device.addresses.dedup();
        device.macs.sort_unstable();
        device.macs.dedup();
        let is_known = device.host_name.is_some() || !device.addresses.is_empty() || !device.macs.is_empty();
        if is_known {
            self.index = Some(self.settings.asset(self.device));
        } else {
            let reason = "the checklist names no device: its rules count for the organisation as a whole; fill in host \
                          name or address in STIG Viewer";
            self.account.problem(0, reason);
        }
        for result in &mut self.settings.observations.configuration_results {
            result.asset = self.index;
        }
        let observations =
            Observations { tool: "DISA STIG checklist".to_owned(), ..self.settings.observations };
        Reading { observations, tally: self.account.finish() }
    }
}

/// What a text says of the device.
#[derive(Clone, Copy)]
enum Described {
    Name,
    Address,
    Mac,
}

/// The words of both forms: `NotAFinding` and `not_a_finding`.
fn outcome(status: &str) -> Option<Outcome> {
    let letters: String = status.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    Some(match letters.as_str() {
        "notafinding" => Outcome::Pass,
        "open" => Outcome::Fail,
        "notapplicable" => Outcome::NotApplicable,
        "notreviewed" | "" => Outcome::NotChecked,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
