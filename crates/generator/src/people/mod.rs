//! The workforce: employees and everybody else with a reason to be in the building, their accounts and their courses.
//!
//! People are made first; accounts and courses follow from them, so the three exports agree with each other.

mod accounts;
mod training;

pub(crate) use accounts::{Account, EMERGENCY_ACCOUNTS};
pub(crate) use training::{Course, State as CourseState};

use crate::dates::days_before;
use crate::prng::Prng;
use crate::truth::Faultlist;
use crate::words::{DEPARTMENTS, Names};
use crate::{Faults, Plan, enough_to_miss_the_target};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Everybody, with what they have.
pub(crate) struct Staff {
    pub(crate) people: Vec<Person>,
    pub(crate) accounts: Vec<Account>,
    pub(crate) courses: Vec<Course>,
}

/// A member of the workforce.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) mail: String,
    pub(crate) belongs: Belongs,
    pub(crate) department: &'static str,
    pub(crate) title: &'static str,
    pub(crate) site: &'static str,
    /// Position in a special team, as the roster's security role column says it.
    pub(crate) role: Option<&'static str>,
    pub(crate) start: Date,
    /// Last day, past or future.
    pub(crate) end: Option<Date>,
    pub(crate) is_dismissed: bool,
    pub(crate) is_on_leave: bool,
    /// Whether information technology removed the access on the last day.
    pub(crate) is_access_removed: bool,
    /// Mail address of the employee who answers for a person that is no employee.
    pub(crate) sponsor: Option<String>,
    /// What the leaver's checklist says of keys, badges and shared secrets.
    pub(crate) has_returned_everything: bool,
}

/// How a person belongs to the hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Belongs {
    Employee,
    Contractor,
    Affiliate,
    /// An affiliate of a partner practice, with a guest account and the partner's mail address.
    Partner,
    Student,
    Volunteer,
}

impl Belongs {
    /// The word in the list of people who are no employees.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Employee => "Employee",
            Self::Contractor => "Contractor",
            Self::Affiliate | Self::Partner => "Affiliate",
            Self::Student => "Student",
            Self::Volunteer => "Volunteer",
        }
    }
}

impl Person {
    /// First and last name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    /// Whether the person's last day is over on that day.
    pub(crate) fn has_left(&self, as_of: Date) -> bool {
        self.end.is_some_and(|end| end < as_of)
    }

    /// Whether the person left in the 92 days before, the window of measures E6.1, E6.5 and E6.7.
    pub(crate) fn left_lately(&self, as_of: Date) -> bool {
        self.has_left(as_of) && self.end >= Some(days_before(as_of, 92))
    }
}

/// Days before the day of judgement on which people left; the first five lie within 92 days.
const DEPARTURES: &[i32] = &[8, 20, 33, 50, 75, 120, 160, 210, 280];

/// Staff that every hospital has, with the special team that each belongs to.
const KEY_STAFF: &[(&str, &str, &str)] = &[
    ("Information Technology", "IT Manager", "Administrator"),
    ("Information Technology", "Systems Engineer", "Administrator"),
    ("Information Technology", "Network Engineer", "Administrator"),
    ("Information Technology", "Information Security Officer", "Incident Response"),
    ("Information Technology", "Service Desk Analyst", "Incident Response"),
    ("Clinical Engineering", "Biomedical Equipment Technician", "Clinical Engineering"),
    ("Clinical Engineering", "Clinical Engineer", "Clinical Engineering"),
    ("Executive Office", "Chief Executive Officer", "Executive"),
    ("Executive Office", "Chief Financial Officer", "Executive"),
    ("Executive Office", "Chief Nursing Officer", "Executive"),
];

/// Positions in [`Staff::people`] of the people to whom something was done.
#[derive(Default)]
pub(crate) struct Cast {
    /// Holders of an administrator account.
    pub(crate) administrators: Vec<usize>,
    /// Administrator with a text message as the only second factor.
    pub(crate) text_message_admin: Option<usize>,
    /// Administrator without a role course.
    pub(crate) uncoached_admin: Option<usize>,
    pub(crate) without_mfa: BTreeSet<usize>,
    pub(crate) dormant: BTreeSet<usize>,
    pub(crate) untrained: BTreeSet<usize>,
    pub(crate) starters: BTreeSet<usize>,
    pub(crate) late_starter: Option<usize>,
    pub(crate) lingering_leaver: Option<usize>,
}

impl Staff {
    /// Makes the workforce of the plan and plants the faults of E3, E4 and E6.
    pub(crate) fn make(plan: &Plan, domain: &str, faults: &mut Faultlist) -> Self {
        let mut prng = Prng::stream(plan.seed, "people");
        let mut names = Names::default();
        let mut cast = Cast::default();
        let mut people = make_people(plan, domain, &mut prng, &mut names, &mut cast);
        plant(plan, &mut people, &mut cast, faults);
        let accounts = accounts::make(plan, domain, &people, &cast, &mut names, faults);
        let courses = training::make(plan, &people, &accounts, &cast, faults);
        Self { people, accounts, courses }
    }
}

fn make_people(
    plan: &Plan,
    domain: &str,
    prng: &mut Prng,
    names: &mut Names,
    cast: &mut Cast,
) -> Vec<Person> {
    let as_of = plan.as_of;
    // About 5.6 employees and 1.8 others a bed: a 25-bed hospital with a clinic has 140 and 45.
    let employees = (plan.beds as usize * 28).div_ceil(5);
    let others = (plan.beds as usize * 9).div_ceil(5);
    let mut people: Vec<Person> = Vec::with_capacity(employees + others + DEPARTURES.len());

    for number in 0..employees + DEPARTURES.len() {
        let (first, last, local) = names.next(prng);
        let key = KEY_STAFF.get(number);
        let (department, titles) = DEPARTMENTS[prng.below(DEPARTMENTS.len())];
        // Departures and starters keep clear of each other and of the key staff.
        let left = number.checked_sub(employees).map(|n| days_before(as_of, DEPARTURES[n]));
        let is_starter = left.is_none() && key.is_none() && number % 14 == 12;
        let tenure = if is_starter { prng.between(20, 170) } else { prng.between(500, 5_000) };
        if is_starter {
            cast.starters.insert(number);
        }
        people.push(Person {
            id: format!("{}", 10_400 + number * 3),
            first,
            last,
            mail: format!("{local}@{domain}"),
            belongs: Belongs::Employee,
            department: key.map_or(department, |key| key.0),
            title: key.map_or_else(|| prng.pick(titles), |key| key.1),
            site: if department == "Family Clinic" && key.is_none() {
                "Family Clinic"
            } else {
                "Main Campus"
            },
            role: key.map(|key| key.2),
            start: days_before(as_of, tenure),
            end: left,
            is_dismissed: left.is_some() && number % 5 == 3,
            is_on_leave: false,
            is_access_removed: true,
            sponsor: None,
            has_returned_everything: true,
        });
    }
    cast.administrators = (0..4).collect();
    // One on leave, and one whose last day is still to come.
    let mut plain = (KEY_STAFF.len()..employees).filter(|n| !cast.starters.contains(n));
    if let Some(person) = plain.next().and_then(|n| people.get_mut(n)) {
        person.is_on_leave = true;
    }
    if let Some(person) = plain.next().and_then(|n| people.get_mut(n)) {
        person.end = Some(days_before(as_of, -14));
    }

    for number in 0..others {
        let (first, last, local) = names.next(prng);
        let (belongs, department, title) = match number % 9 {
            0 | 6 => (Belongs::Contractor, "Nursing", "Agency Nurse"),
            4 => (Belongs::Contractor, "Facilities", "Equipment Contractor"),
            1 | 5 => (Belongs::Affiliate, "Medical Staff", "Consulting Physician"),
            7 if number == 7 || number == 25 => (Belongs::Partner, "Radiology", "Reading Radiologist"),
            7 => (Belongs::Affiliate, "Medical Staff", "Courtesy Physician"),
            3 => (Belongs::Student, "Nursing", "Nursing Student"),
            _ => (Belongs::Volunteer, "Volunteer Services", "Volunteer"),
        };
        let host = if belongs == Belongs::Partner { "riverbend-imaging.example" } else { domain };
        let sponsor = people[prng.below(employees)].mail.clone();
        people.push(Person {
            id: format!("N{}", 2_000 + number * 7),
            first,
            last,
            mail: format!("{local}@{host}"),
            belongs,
            department,
            title,
            site: "Main Campus",
            role: None,
            start: days_before(as_of, prng.between(200, 900)),
            end: Some(days_before(as_of, -prng.between(30, 340))),
            is_dismissed: false,
            is_on_leave: false,
            is_access_removed: false,
            sponsor: Some(sponsor),
            has_returned_everything: true,
        });
    }
    people
}

/// Chooses who has what fault, each person at most one, and changes what the rosters say of them.
fn plant(plan: &Plan, people: &mut [Person], cast: &mut Cast, faults: &mut Faultlist) {
    if plan.faults == Faults::None {
        return;
    }
    let prng = &mut Prng::stream(plan.seed, "faults among people");
    let active = people.iter().filter(|p| !p.has_left(plan.as_of)).count();
    let first_volunteer = people.iter().position(|p| p.belongs == Belongs::Volunteer);
    let is_plain = |n: usize, p: &Person| {
        let is_special = p.role.is_some() || p.is_on_leave || p.belongs == Belongs::Partner;
        let is_short = p.has_left(plan.as_of) || cast.starters.contains(&n);
        !is_special && !is_short && Some(n) != first_volunteer
    };
    let mut pool: Vec<usize> = (0..people.len()).filter(|&n| is_plain(n, &people[n])).collect();

    cast.without_mfa = prng.take(&mut pool, 3).into_iter().collect();
    cast.dormant = prng.take(&mut pool, 3).into_iter().collect();
    cast.untrained = prng.take(&mut pool, enough_to_miss_the_target(active)).into_iter().collect();
    cast.late_starter = cast.starters.first().copied();
    cast.uncoached_admin = Some(1);
    cast.text_message_admin = Some(2);

    if let Some(person) = first_volunteer.and_then(|n| people.get_mut(n)) {
        person.sponsor = None;
        faults.plant("E6.4", &person.mail, "volunteer without a sponsor");
    }
    let departed: Vec<usize> = (0..people.len()).filter(|&n| people[n].left_lately(plan.as_of)).collect();
    if let [_, lingering, careless, ..] = departed[..] {
        people[lingering].is_access_removed = false;
        people[careless].has_returned_everything = false;
        cast.lingering_leaver = Some(lingering);
        faults.plant("E6.1", &people[lingering].mail, "left, and the account is still enabled");
        faults.plant("E6.2", &people[lingering].mail, "enabled account of somebody who has left");
        faults.plant(
            "E6.5",
            &people[careless].mail,
            "the leaver's checklist says that a badge was not returned",
        );
    }
}
