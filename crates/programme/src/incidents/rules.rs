//! The list of clocks: which number of the catalogue is its length, and whom it concerns.

use super::clocks::Applies;
use super::facts::Facts;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ward_catalog::Parameters;

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct ClockRule {
    /// Its id.
    pub id: ClockId,
    /// Who must be told.
    pub tells: &'static str,
    /// The number of the catalogue that is its length.
    pub length: &'static str,
    /// Whether a request of law enforcement lets it wait.
    pub can_wait: bool,
    /// Whom it concerns.
    pub(super) applies: fn(&Asked<'_>) -> Applies,
}

/// What a rule may look at.
pub(super) struct Asked<'a> {
    pub(super) facts: &'a Facts,
    pub(super) parameters: &'a Parameters,
    pub(super) day: Date,
}

impl Asked<'_> {
    /// A threshold of the catalogue. A proposed clock has proposed thresholds.
    fn number(&self, id: &str) -> Option<u64> {
        self.parameters.scenario(id, self.day).ok().map(|found| found.value as u64)
    }
}

macro_rules! clock_ids {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Which clock.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum ClockId { $($(#[$doc])* #[serde(rename = $word)] $name,)* }
        impl ClockId {
            /// The word in files and addresses.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

clock_ids! {
    /// People, under HIPAA.
    HipaaPeople = "hipaa-people",
    /// HHS, of many people.
    HipaaHhsLarge = "hipaa-hhs-large",
    /// HHS, of few people, once a year.
    HipaaHhsSmall = "hipaa-hhs-small",
    /// The media of a state.
    HipaaMedia = "hipaa-media",
    /// The covered entity, by its business associate.
    HipaaAssociate = "hipaa-associate",
    /// People, of substance use programmes.
    Part2People = "part-2-people",
    /// CISA, of an incident.
    CirciaIncident = "circia-incident",
    /// CISA, of a payment.
    CirciaPayment = "circia-payment",
    /// The New York Department of Health.
    NewYork = "new-york",
    /// The SEC.
    Sec = "sec",
    /// People, by health apps.
    FtcPeople = "ftc-people",
    /// The FTC.
    Ftc = "ftc",
    /// The California Department of Public Health.
    California = "california",
    /// Patients in California.
    CaliforniaPatients = "california-patients",
    /// People in Texas.
    TexasPeople = "texas-people",
    /// The attorney general of Texas.
    TexasAttorneyGeneral = "texas-attorney-general",
    /// People in Florida.
    FloridaPeople = "florida-people",
    /// The Florida Department of Legal Affairs.
    FloridaAttorneyGeneral = "florida-attorney-general",
    /// People in Tennessee.
    Tennessee = "tennessee",
    /// The insurer.
    Insurer = "insurer",
}

/// Every clock, in the order in which they are shown.
pub static RULES: &[ClockRule] = &[
    rule(ClockId::CirciaIncident, "CISA, of the incident", "circia/covered-incident", false, circia_incident),
    rule(ClockId::CirciaPayment, "CISA, of the payment", "circia/ransom-payment", false, circia_payment),
    rule(ClockId::NewYork, "New York Department of Health", "new-york/incident-report", false, new_york),
    rule(ClockId::Insurer, "the insurer", "cyber-insurance/notice-shortest", false, insurer),
    rule(ClockId::Sec, "SEC, Form 8-K", "sec/current-report", false, |asked| {
        yes_no(asked.facts.listed_company, "its shares are listed", "its shares are not listed")
            .unwrap_or(Applies::Unknown("whether its shares are listed"))
    }),
    rule(
        ClockId::California,
        "California Department of Public Health",
        "california/department",
        false,
        california,
    ),
    rule(ClockId::CaliforniaPatients, "patients in California", "california/patients", false, california),
    rule(
        ClockId::HipaaAssociate,
        "the covered entity",
        "breach-notification/business-associate",
        true,
        associate,
    ),
    rule(
        ClockId::HipaaPeople,
        "the people affected",
        "breach-notification/individuals",
        true,
        covered_breach,
    ),
    rule(ClockId::HipaaHhsLarge, "HHS, breach portal", "breach-notification/hhs-large", true, hhs_large),
    rule(
        ClockId::HipaaHhsSmall,
        "HHS, breach portal, by the year",
        "breach-notification/hhs-small",
        true,
        hhs_small,
    ),
    rule(ClockId::HipaaMedia, "media of the state", "breach-notification/media", true, media),
    rule(ClockId::Part2People, "the people affected (part 2)", "part-2/people", true, part_2),
    rule(ClockId::FtcPeople, "the people affected (health app)", "ftc/people", false, health_app),
    rule(ClockId::Ftc, "Federal Trade Commission", "ftc/commission", false, commission),
    rule(ClockId::TexasPeople, "people in Texas", "texas/people", false, |asked| in_state(asked, "TX", None)),
    rule(
        ClockId::TexasAttorneyGeneral,
        "attorney general of Texas",
        "texas/attorney-general",
        false,
        |asked| in_state(asked, "TX", Some("texas/attorney-general-least")),
    ),
    rule(ClockId::FloridaPeople, "people in Florida", "florida/people", false, |asked| {
        in_state(asked, "FL", None)
    }),
    rule(
        ClockId::FloridaAttorneyGeneral,
        "Florida Department of Legal Affairs",
        "florida/attorney-general",
        false,
        |asked| in_state(asked, "FL", Some("florida/attorney-general-least")),
    ),
    rule(ClockId::Tennessee, "people in Tennessee", "tennessee/people", false, |asked| {
        in_state(asked, "TN", None)
    }),
];

const fn rule(
    id: ClockId,
    tells: &'static str,
    length: &'static str,
    can_wait: bool,
    applies: fn(&Asked<'_>) -> Applies,
) -> ClockRule {
    ClockRule { id, tells, length, can_wait, applies }
}

fn yes_no(fact: Option<bool>, yes: &str, no: &str) -> Option<Applies> {
    fact.map(|fact| if fact { Applies::Yes(yes.to_owned()) } else { Applies::No(no.to_owned()) })
}

/// Both must hold; a no is stronger than a not known.
fn both(first: Applies, second: Applies) -> Applies {
    match (first, second) {
        (Applies::No(why), _) | (_, Applies::No(why)) => Applies::No(why),
        (Applies::Unknown(what), _) | (_, Applies::Unknown(what)) => Applies::Unknown(what),
        (Applies::Yes(one), Applies::Yes(other)) => Applies::Yes(format!("{one}, and {other}")),
    }
}

fn breach(asked: &Asked<'_>) -> Applies {
    match asked.facts.is_breach() {
        Ok(true) => Applies::Yes("unsecured health information is presumed breached".to_owned()),
        Ok(false) => Applies::No("no breach of unsecured health information".to_owned()),
        Err(what) => Applies::Unknown(what),
    }
}

fn covered_breach(asked: &Asked<'_>) -> Applies {
    let who = yes_no(asked.facts.covered_entity, "it is a covered entity", "it is no covered entity");
    both(who.unwrap_or(Applies::Unknown("whether it is a covered entity")), breach(asked))
}

fn associate(asked: &Asked<'_>) -> Applies {
    let who =
        yes_no(asked.facts.business_associate, "it is a business associate", "it is no business associate");
    both(who.unwrap_or(Applies::Unknown("whether it is a business associate")), breach(asked))
}

fn part_2(asked: &Asked<'_>) -> Applies {
    let who =
        yes_no(asked.facts.part_2, "it is a substance use programme", "it is no substance use programme");
    both(who.unwrap_or(Applies::Unknown("whether it is a programme under 42 CFR part 2")), breach(asked))
}

fn health_app(asked: &Asked<'_>) -> Applies {
    let who = yes_no(
        asked.facts.health_app,
        "it is a health app outside HIPAA",
        "it is no health app outside HIPAA",
    );
    both(who.unwrap_or(Applies::Unknown("whether it is a health app outside HIPAA")), breach(asked))
}

/// Compares the people affected with a threshold: so many or more.
fn at_least(asked: &Asked<'_>, least: &'static str, wanted: bool) -> Applies {
    match (asked.facts.people, asked.number(least)) {
        (Some(people), Some(least)) => {
            let says = format!("{people} people, and the line is at {least}");
            if (people >= least) == wanted { Applies::Yes(says) } else { Applies::No(says) }
        }
        (None, _) => Applies::Unknown("how many people are affected"),
        (_, None) => Applies::Unknown("the threshold, which the catalogue does not have"),
    }
}

fn hhs_large(asked: &Asked<'_>) -> Applies {
    both(covered_breach(asked), at_least(asked, "breach-notification/hhs-large-least", true))
}

fn hhs_small(asked: &Asked<'_>) -> Applies {
    both(covered_breach(asked), at_least(asked, "breach-notification/hhs-large-least", false))
}

fn commission(asked: &Asked<'_>) -> Applies {
    both(health_app(asked), at_least(asked, "ftc/commission-least", true))
}

/// More than the threshold in one state, which is another test than that of HHS.
fn media(asked: &Asked<'_>) -> Applies {
    let Some(line) = asked.number("breach-notification/media-more-than") else {
        return Applies::Unknown("the threshold, which the catalogue does not have");
    };
    let over: Vec<_> = asked.facts.residents.iter().filter(|(_, count)| **count > line).collect();
    let states = if !over.is_empty() {
        let words: Vec<_> = over.iter().map(|(state, count)| format!("{count} in {state}")).collect();
        Applies::Yes(format!("more than {line} residents of one state: {}", words.join(", ")))
    } else if asked.facts.residents_complete || asked.facts.people.is_some_and(|people| people <= line) {
        Applies::No(format!("no state has more than {line} residents affected"))
    } else {
        Applies::Unknown("how many residents of each state are affected")
    };
    both(covered_breach(asked), states)
}

fn circia_covered(asked: &Asked<'_>) -> Applies {
    let facts = asked.facts;
    let Some(least) = asked.number("circia/beds") else {
        return Applies::Unknown("the number of beds from which the rule holds");
    };
    match (facts.critical_access, facts.hospital, facts.beds.map(u64::from)) {
        (Some(true), ..) => Applies::Yes("it is a critical access hospital".to_owned()),
        (_, Some(false), _) => Applies::Unknown("whether it is covered otherwise, for example by its size"),
        (_, None, _) => Applies::Unknown("whether it is a hospital"),
        (_, _, Some(beds)) if beds >= least => {
            Applies::Yes(format!("{beds} beds, and the line is at {least}"))
        }
        (None, ..) => Applies::Unknown("whether it is a critical access hospital"),
        (_, _, None) => Applies::Unknown("how many beds it has"),
        (_, _, Some(beds)) => Applies::No(format!(
            "{beds} beds, and the line is at {least}; an entity above the SBA size may be covered all the same"
        )),
    }
}

fn circia_incident(asked: &Asked<'_>) -> Applies {
    let what =
        yes_no(asked.facts.substantial, "the incident is substantial", "the incident is not substantial");
    both(circia_covered(asked), what.unwrap_or(Applies::Unknown("whether the incident is substantial")))
}

fn circia_payment(asked: &Asked<'_>) -> Applies {
    let paid = yes_no(asked.facts.ransom_paid, "a ransom was paid", "no ransom was paid");
    both(circia_covered(asked), paid.unwrap_or(Applies::Unknown("whether a ransom was paid")))
}

fn new_york(asked: &Asked<'_>) -> Applies {
    yes_no(
        asked.facts.article_28,
        "it is a general hospital under article 28",
        "it is no general hospital under article 28",
    )
    .unwrap_or(Applies::Unknown("whether it is a general hospital under article 28"))
}

fn california(asked: &Asked<'_>) -> Applies {
    let who = yes_no(
        asked.facts.california_licence,
        "it is licensed in California",
        "it is not licensed in California",
    );
    both(who.unwrap_or(Applies::Unknown("whether it is licensed in California")), breach(asked))
}

fn in_state(asked: &Asked<'_>, state: &'static str, least: Option<&str>) -> Applies {
    let least = match least {
        None => Some(1),
        Some(id) => asked.number(id),
    };
    match (asked.facts.residents_of(state), least) {
        (Some(count), Some(least)) if count >= least => both(
            Applies::Yes(format!("{count} residents of {state}, and the line is at {least}")),
            breach(asked),
        ),
        (Some(count), Some(least)) => {
            Applies::No(format!("{count} residents of {state}, and the line is at {least}"))
        }
        (None, _) => both(breach(asked), Applies::Unknown("how many residents of the state are affected")),
        (_, None) => Applies::Unknown("the threshold, which the catalogue does not have"),
    }
}

fn insurer(asked: &Asked<'_>) -> Applies {
    match (asked.facts.insured, asked.facts.insurance_hours) {
        (Some(false), _) => Applies::No("there is no cyber insurance".to_owned()),
        (_, Some(hours)) => Applies::Yes(format!("the policy asks for notice within {hours} hours")),
        (Some(true), None) => Applies::Unknown("within how many hours the policy asks for notice"),
        (None, None) => Applies::Unknown("whether there is cyber insurance"),
    }
}
