//! Why a requirement of a framework came out as it did, in sentences.

use super::LinkResult;
use ward_catalog::{Basis, Combine, Requirement, RequirementKind, Target};
use ward_domain::Size;
use ward_domain::assessment::{Assessment, Status};

/// Most links, and most measures of a goal, that a sentence names.
const MOST_NAMED: usize = 4;

/// Why a requirement is not for this organisation or this day; `None` when it is.
pub(crate) fn does_not_apply(requirement: &Requirement, assessment: &Assessment) -> Option<String> {
    if !requirement.is_for.get(assessment.profile) {
        let sizes =
            [Size::Small, Size::Medium, Size::Large].into_iter().filter(|s| requirement.is_for.get(*s));
        let sizes: Vec<&str> = sizes.map(Size::as_str).collect();
        return Some(format!("Written for {} organisations.", sizes.join(" and ")));
    }
    let from = requirement.from.filter(|from| assessment.as_of < *from)?;
    Some(format!("Applies from {from}."))
}

/// The verdict in words: what holds it back, what exceptions do to it, and how sure the links are.
pub(crate) fn because(
    requirement: &Requirement,
    status: Status,
    deciding: &[&LinkResult<'_>],
    links: &[LinkResult<'_>],
) -> String {
    if deciding.is_empty() {
        return nothing(requirement, links);
    }
    let mut sentences = vec![verdict(requirement, status, deciding)];
    sentences.extend(exceptions(requirement, deciding));
    sentences.extend(surety(deciding));
    sentences.join(" ")
}

fn nothing(requirement: &Requirement, links: &[LinkResult<'_>]) -> String {
    let why = requirement.unanswered.as_ref().map(|why| format!(": {why}"));
    let nothing = format!("Nothing in Ward answers this{}.", why.unwrap_or_default());
    let touching: Vec<String> = links.iter().map(|link| link.link.to.to_string()).collect();
    match touching.as_slice() {
        [] => nothing,
        [one] => format!("{nothing} {one} touches it and does not decide it."),
        several => format!("{nothing} {} touch it and do not decide it.", listed(several)),
    }
}

fn verdict(requirement: &Requirement, status: Status, deciding: &[&LinkResult<'_>]) -> String {
    let of = |wanted: Status| -> Vec<String> {
        deciding.iter().filter(|link| link.status == wanted).map(|link| named(link)).collect()
    };
    match status {
        Status::Met => {
            let by: Vec<String> =
                deciding.iter().filter(|l| l.status == Status::Met).map(|l| l.link.to.to_string()).collect();
            match requirement.combine {
                Combine::Any if deciding.len() > 1 => format!("Met by {}; one is enough.", listed(&by)),
                _ => format!("Met by {}.", listed(&by)),
            }
        }
        Status::NotApplicable => "Nothing that it is linked to has a case to judge.".to_owned(),
        Status::Partly | Status::NotMet => format!("Held back by {}.", listed(&of(status))),
        Status::Unknown => format!("No evidence decides it yet: {}.", listed(&of(status))),
    }
}

/// `E7.4 Restoring has been tried`; of a goal, with the measures that hold it back.
fn named(link: &LinkResult<'_>) -> String {
    if link.held_back_by.is_empty() {
        return format!("{} {}", link.link.to, link.title);
    }
    let measures: Vec<String> = link
        .held_back_by
        .iter()
        .map(|(id, title)| format!("{id} {}", crate::goal::first_lower(title)))
        .collect();
    format!("{} {} ({})", link.link.to, link.title, listed(&measures))
}

fn exceptions(requirement: &Requirement, deciding: &[&LinkResult<'_>]) -> Option<String> {
    let excepted: u64 = deciding.iter().map(|link| link.excepted).sum();
    if excepted == 0 {
        return None;
    }
    let cases = if excepted == 1 {
        "1 case is excepted".to_owned()
    } else {
        format!("{excepted} cases are excepted")
    };
    match requirement.kind {
        Some(RequirementKind::Addressable) => {
            Some(format!("{cases}: a documented reason answers what is addressable."))
        }
        Some(RequirementKind::Required) => {
            Some(format!("{cases}, and an exception does not answer what is required."))
        }
        Some(RequirementKind::Standard) | None => Some(format!("{cases}.")),
    }
}

/// How sure the links are; nothing to say where the text is its own.
fn surety(deciding: &[&LinkResult<'_>]) -> Option<String> {
    if deciding.iter().all(|link| link.link.basis == Basis::Own && !matches!(link.link.to, Target::Part(_))) {
        return None;
    }
    let verified = deciding.iter().filter(|link| link.is_verified).count();
    let says = match (verified, deciding.len()) {
        (0, 1) => {
            let basis = deciding.first().map_or("our reading", |link| match link.link.basis {
                Basis::Own => "links of that part",
                basis => basis.words(),
            });
            format!("The link is not verified ({basis}).")
        }
        (0, all) => format!("None of the {all} links is verified."),
        (1, 1) => "The link was read in a published source.".to_owned(),
        (some, all) if some == all => format!("All {all} links were read in published sources."),
        (some, all) => {
            format!("{some} of {all} links were read in published sources; the others are not verified.")
        }
    };
    Some(says)
}

/// Names with commas, not more than a few.
fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(MOST_NAMED);
    let shown = names.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    if more == 0 { shown } else { format!("{shown}; and {more} more") }
}
