//! Who says that what is declared belongs to the organisation, or may be looked at. Without it nothing is contacted.

use crate::{Actor, AppError, Ctx, Permission, schedule};
use jiff::Timestamp;
use ward_domain::Organisation;
use ward_domain::live_check::Statement;
use ward_domain::network::AddressRange;
use ward_domain::record::{Decision, EntryNumber, Event};

/// Longest interval between two looks, in days. Longer ones are no watching.
const LONGEST_INTERVAL: u16 = 366;

/// A statement that stands in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ownership {
    /// The entry that holds it.
    pub entry: EntryNumber,
    /// When it was made.
    pub at: Timestamp,
    /// What it names: domains, hosts, addresses and ranges.
    pub names: Vec<String>,
    /// Who made it.
    pub by: String,
}

impl Ownership {
    /// Whether the statement names this domain, host or range; a range that it names covers the smaller ones within.
    pub fn covers(&self, name: &str) -> bool {
        let within = |stated: &str| {
            let (Ok(stated), Ok(asked)) = (stated.parse::<AddressRange>(), name.parse::<AddressRange>())
            else {
                return false;
            };
            stated.contains(asked.first()) && stated.contains(asked.last())
        };
        self.names.iter().any(|stated| stated == name || within(stated))
    }

    /// The profile without the names and addresses that the statement does not cover. Refused ranges stay.
    pub fn part_of(&self, organisation: &Organisation) -> Organisation {
        let mut part = organisation.clone();
        part.domains.retain(|name| self.covers(name));
        part.public_hosts.retain(|name| self.covers(name));
        part.public_addresses.retain(|range| self.covers(&range.to_string()));
        part
    }

    /// The statement as reports carry it.
    pub fn statement(&self) -> Statement {
        Statement {
            by: self.by.clone(),
            on: ward_estate::date_of(self.at),
            says: format!("Ours, or we may look at them: {}.", self.names.join(", ")),
        }
    }
}

/// What may be looked at, by the record as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The newest statement.
    pub statement: Option<Ownership>,
    /// Days between two looks; 0 is never by itself.
    pub every_days: u16,
    /// What is declared and covered.
    pub covered: Vec<String>,
    /// What is declared and not covered: never contacted.
    pub not_covered: Vec<String>,
    /// When the next look begins by itself.
    pub next: Option<Timestamp>,
}

/// What may be looked at, and when that happens by itself.
pub fn allowed(ctx: &Ctx, who: &Actor) -> Result<Allowed, AppError> {
    who.may(Permission::Read)?;
    let view = crate::record::view(ctx)?;
    let organisation = crate::posture::posture(ctx, who, None)?.estate.organisation.clone();
    let covers = |name: &String| view.ownership.as_ref().is_some_and(|stated| stated.covers(name));
    let (covered, not_covered) = organisation.outside_names().into_iter().partition(covers);
    let next = schedule::next_look(&view, &organisation);
    let every_days = view.look_every.unwrap_or(schedule::LOOK_EVERY);
    Ok(Allowed { statement: view.ownership, every_days, covered, not_covered, next })
}

/// States that names and addresses of the profile may be looked at. No names take the permission back.
pub fn state(ctx: &Ctx, who: &Actor, names: &[String], by: &str) -> Result<(), AppError> {
    who.may(Permission::ChangeProfile)?;
    let by = by.trim();
    if by.is_empty() {
        return Err(AppError::Invalid("say who states it".to_owned()));
    }
    let declared = crate::posture::posture(ctx, who, None)?.estate.organisation.outside_names();
    if let Some(other) = names.iter().find(|name| !declared.contains(name)) {
        return Err(AppError::Invalid(format!(
            "`{other}` is not declared by the organisation: declare it first"
        )));
    }
    let decision = Decision::StateOwnership { names: names.to_vec(), by: by.to_owned() };
    crate::record::append(ctx, who, Event::DecisionMade { decision }, &[]).map(drop)
}

/// Chooses how often Ward looks from outside by itself, in days; 0 is never.
pub fn look_every(ctx: &Ctx, who: &Actor, days: u16) -> Result<(), AppError> {
    who.may(Permission::ChangeProfile)?;
    if days > LONGEST_INTERVAL {
        return Err(AppError::Invalid(format!(
            "{days} days are too long: choose {LONGEST_INTERVAL} at most"
        )));
    }
    if crate::record::view(ctx)?.look_every == Some(days) {
        return Ok(());
    }
    let decision = Decision::LookEvery { days };
    crate::record::append(ctx, who, Event::DecisionMade { decision }, &[]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(names: &[&str]) -> Ownership {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        Ownership { entry: 1, at: Timestamp::UNIX_EPOCH, names, by: "A".to_owned() }
    }

    #[track_caller]
    fn check(names: &[&str], asked: &str, expected: bool) {
        assert_eq!(stated(names).covers(asked), expected);
    }

    #[test]
    fn only_what_is_named_is_covered() {
        check(&["clinic.example"], "clinic.example", true);
        check(&["clinic.example"], "www.clinic.example", false);
        check(&["www.clinic.example"], "clinic.example", false);
        check(&[], "clinic.example", false);
    }
    #[test]
    fn a_range_covers_what_lies_within() {
        check(&["203.0.113.0/24"], "203.0.113.0/24", true);
        check(&["203.0.113.0/24"], "203.0.113.8/29", true);
        check(&["203.0.113.8/29"], "203.0.113.0/24", false);
        check(&["203.0.113.0/25"], "203.0.113.64-203.0.113.190", false);
    }
    #[test]
    fn what_is_not_covered_leaves_the_profile_and_refusals_stay() {
        let whole = Organisation {
            domains: vec!["a.example".to_owned(), "b.example".to_owned()],
            public_addresses: vec!["203.0.113.8".parse().unwrap(), "203.0.113.9".parse().unwrap()],
            medical_addresses: vec!["203.0.113.9".parse().unwrap()],
            ..Organisation::default()
        };
        let part = stated(&["b.example", "203.0.113.9"]).part_of(&whole);
        assert_eq!(part.outside_names(), ["b.example", "203.0.113.9"]);
        assert_eq!(part.medical_addresses, whole.medical_addresses);
    }
}
