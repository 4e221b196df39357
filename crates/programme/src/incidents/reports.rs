//! Reports ready to be read and completed: fields in the order of the form, each with its value or *not known*.

use super::{Facts, Incident};
use jiff::civil::Date;
use ward_catalog::{Force, Parameters};

/// Which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The breach portal of HHS.
    HhsBreachPortal,
    /// CISA, by the proposed rule.
    Circia,
    /// The New York Department of Health, 10 NYCRR 405.46.
    NewYork,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What is asked.
    pub label: &'static str,
    /// The answer; none when it is not known.
    pub value: Option<String>,
}

impl Field {
    /// The answer as shown.
    pub fn words(&self) -> &str {
        self.value.as_deref().unwrap_or("not known")
    }
}

/// A report before somebody reads and sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its title.
    pub title: &'static str,
    /// What force the rule has on the day, in words; a proposal says so.
    pub status: &'static str,
    /// Its fields, in order.
    pub fields: Vec<Field>,
}

impl Report {
    /// What still has to be found out.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().filter(|field| field.value.is_none()).map(|field| field.label)
    }
}

/// The report of an incident as far as the facts go. Ward names no person: contacts are written by who sends it.
pub fn report(parameters: &Parameters, incident: &Incident, form: Form, day: Date) -> Report {
    let (title, family) = match form {
        Form::HhsBreachPortal => ("Notice to the Secretary of HHS of a breach", "breach-notification"),
        Form::Circia => ("Covered cyber incident report to CISA", "circia"),
        Form::NewYork => ("Cybersecurity incident report, New York hospitals", "new-york"),
    };
    let standing = parameters.standing(family, day).map(|standing| standing.status);
    let fields = match form {
        Form::HhsBreachPortal => hhs(incident),
        Form::Circia => circia(incident),
        Form::NewYork => new_york(incident),
    };
    Report { title, status: standing.map_or("not known for this day", Force::label), fields }
}

fn field(label: &'static str, value: Option<impl ToString>) -> Field {
    let value = value.map(|value| value.to_string()).filter(|text| !text.trim().is_empty());
    Field { label, value }
}

fn yes_no(fact: Option<bool>) -> Option<&'static str> {
    fact.map(|fact| if fact { "yes" } else { "no" })
}

fn entity(facts: &Facts) -> Option<&'static str> {
    match (facts.covered_entity, facts.business_associate) {
        (_, Some(true)) => Some("Business associate"),
        (Some(true), _) => Some("Covered entity"),
        _ => None,
    }
}

fn hhs(incident: &Incident) -> Vec<Field> {
    let (facts, times) = (&incident.facts, &incident.times);
    let states: Vec<_> = facts.residents.iter().map(|(state, count)| format!("{state} {count}")).collect();
    vec![
        field("Name of the organisation", facts.organisation.as_ref()),
        field("State", facts.state),
        field("Type of organisation", entity(facts)),
        field("Breach began", times.began.map(|at| times.day(at))),
        field("Breach ended", times.ended.map(|at| times.day(at))),
        field("Breach discovered", times.discovery.map(|at| times.day(at))),
        field("People affected", facts.people),
        field("Residents by state", (!states.is_empty()).then(|| states.join(", "))),
        field("Type of breach", facts.kind.map(super::Kind::label)),
        field("Location of the information", facts.place.as_ref()),
        field("Information was secured", yes_no(facts.secured)),
        field("What happened", facts.says.as_ref()),
        field("What was done", facts.response.as_ref()),
    ]
}

fn circia(incident: &Incident) -> Vec<Field> {
    let (facts, times) = (&incident.facts, &incident.times);
    vec![
        field("Name of the covered entity", facts.organisation.as_ref()),
        field("State", facts.state),
        field("Sector", facts.hospital.filter(|is| *is).map(|_| "Healthcare and public health")),
        field("Beds", facts.beds),
        field("Critical access hospital", yes_no(facts.critical_access)),
        field("Reasonable belief since", times.reasonable_belief),
        field("Incident began", times.began),
        field("Incident ended", times.ended),
        field("What happened", facts.says.as_ref()),
        field("Systems affected", facts.place.as_ref()),
        field("Care or systems substantially disrupted", yes_no(facts.substantial)),
        field("Ransomware", yes_no(facts.ransomware)),
        field("Ransom paid", yes_no(facts.ransom_paid)),
        field("Time of the payment", times.payment),
        field("Information acquired by somebody without authority", yes_no(facts.health_data)),
        field("What was done", facts.response.as_ref()),
    ]
}

fn new_york(incident: &Incident) -> Vec<Field> {
    let (facts, times) = (&incident.facts, &incident.times);
    vec![
        field("Name of the hospital", facts.organisation.as_ref()),
        field("General hospital under article 28", yes_no(facts.article_28)),
        field("Incident determined", times.determination),
        field("Incident discovered", times.discovery),
        field("Type of incident", facts.kind.map(super::Kind::label)),
        field("What happened", facts.says.as_ref()),
        field("Effect on care", yes_no(facts.substantial)),
        field("Ransomware", yes_no(facts.ransomware)),
        field("Patient information involved", yes_no(facts.health_data)),
        field("People affected", facts.people),
        field("What was done", facts.response.as_ref()),
    ]
}
