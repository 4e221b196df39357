//! What depends on a vendor that is down: contracts, systems, devices and parts.

use super::names::{is_one_vendor, vendor_name};
use super::{Blind, Held, Reason, Subject, Touch, Touches};
use std::collections::BTreeSet;
use ward_domain::assessment::EvidenceRef;
use ward_domain::observation::{SystemSeen, VendorSeen};

/// A line of the vendor register.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// What it says.
    pub vendor: VendorSeen,
    /// Where it stands.
    pub at: EvidenceRef,
}

/// A system of the list of critical systems.
#[derive(Clone, Debug, PartialEq)]
pub struct Relied {
    /// What the list says of it.
    pub system: SystemSeen,
    /// Where that stands.
    pub at: EvidenceRef,
}

/// What depends on a vendor.
pub fn outage(vendor: &str, contracts: &[Contract], systems: &[Relied], held: &[Held]) -> Touches {
    let wanted = vendor_name(vendor);
    let blind = (contracts.is_empty() && systems.is_empty()).then_some(Blind::NothingKnown);
    let mut touches = Touches { blind, ..Touches::default() };
    if wanted.is_empty() {
        return touches;
    }
    let closeness = |name: &str| {
        let name = vendor_name(name);
        match () {
            () if name == wanted => Some(Touch::Affected),
            () if is_one_vendor(&name, &wanted) => Some(Touch::Perhaps),
            () => None,
        }
    };
    let mut add = |subject, touch, says: String, at: &EvidenceRef| {
        touches.add(subject, Reason { touch, says, at: Some(at.clone()), flaws: BTreeSet::new() });
    };
    for Contract { vendor, at } in contracts {
        if let Some(touch) = closeness(&vendor.name) {
            add(Subject::Vendor(vendor.name.clone()), touch, contract(vendor), at);
        }
    }
    for Relied { system, at } in systems {
        if let Some(touch) = system.vendor.as_deref().and_then(closeness) {
            add(Subject::System(system.name.clone()), touch, relied(system), at);
        }
    }
    for one in held {
        if closeness(&one.vendor).is_some() {
            let says = match &one.subject {
                Subject::Product(_) => format!("{} is a part of it, by {}", one.product, one.vendor),
                _ => format!("made by {}: whether it needs the vendor to work is for you to say", one.vendor),
            };
            add(one.subject.clone(), Touch::Perhaps, says, &one.at);
        }
    }
    touches
}

/// What the register says that matters while the vendor is down.
fn contract(vendor: &VendorSeen) -> String {
    let mut says = vec![vendor.service.clone().unwrap_or_else(|| "in the vendor register".to_owned())];
    says.extend(vendor.tier.map(|tier| format!("tier {tier}")));
    if vendor.holds_ephi == Some(true) {
        says.push("sees patient data".to_owned());
    }
    says.push(match (vendor.agreement_signed, vendor.agreement_ends) {
        (Some(signed), Some(ends)) => format!("agreement (BAA) of {signed} until {ends}"),
        (Some(signed), None) => format!("agreement (BAA) of {signed} without an end"),
        (None, _) => "no agreement (BAA) is listed".to_owned(),
    });
    says.push(match vendor.incident_notice_hours {
        Some(hours) => format!("must tell of incidents within {hours} hours"),
        None => "no time to tell of incidents is agreed".to_owned(),
    });
    says.push(match vendor.outage_plan_tested {
        Some(day) => format!("the plan for its outage was tried on {day}"),
        None => "no plan for its outage was tried".to_owned(),
    });
    says.extend(vendor.contact.as_ref().map(|contact| format!("call {contact}")));
    says.join("; ")
}

/// What the list of systems says that matters while the vendor is down.
fn relied(system: &SystemSeen) -> String {
    let mut says = vec!["run by this vendor".to_owned()];
    if system.is_critical == Some(true) {
        says.push("critical".to_owned());
    }
    says.extend(system.recovery_time_hours.map(|hours| format!("must run again within {hours} hours")));
    says.push(match &system.fallback {
        Some(fallback) => format!("without it: {fallback}"),
        None => "no way to work without it is written down".to_owned(),
    });
    says.extend(system.owner.as_ref().map(|owner| format!("{owner} answers for it")));
    says.join("; ")
}
