//! The organisations of the state: what they are, what they are called, and which course they take.

use super::Plan;
use super::course::{Course, Path};
use crate::prng::Prng;
use crate::words;
use ward_domain::Size;
use ward_domain::summary::GoalStanding;

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A critical access hospital.
    CriticalAccess,
    /// A short-term acute care hospital.
    Acute,
    /// A rural emergency hospital.
    RuralEmergency,
    /// A rural health clinic.
    RuralClinic,
    /// A federally qualified health center.
    HealthCenter,
}

/// One organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    /// Its CCN when the story begins; in lower case also the operator's id for it.
    pub ccn: String,
    /// The CCN that it got when it became a rural emergency hospital.
    pub new_ccn: Option<String>,
    /// Its NPI, with the right check digit.
    pub npi: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub class: Class,
    /// Its town.
    pub town: &'static str,
    /// Its county.
    pub county: &'static str,
    /// Beds; none for clinics.
    pub beds: Option<u32>,
    /// Whether it lies in the country.
    pub is_rural: bool,
    /// HICP size that it declares.
    pub size: Size,
    /// Whether it closed before the story begins.
    pub is_closed: bool,
    /// The week in which it enrols; none for those that never do, and for the one whose own pages are shown.
    pub enrols: Option<u32>,
    /// Whether it agreed to be named in public.
    pub is_named: bool,
    /// The way it goes.
    pub course: Course,
    /// Seed of its signing key: made up like everything else, and no secret.
    pub key: [u8; 32],
    pub(super) path: Path,
    /// Which of the words for ownership holds.
    pub(super) owner: usize,
}

/// A health system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct System {
    /// The operator's id for it.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Places of its members among the organisations.
    pub members: Vec<usize>,
}

impl Organisation {
    /// The weeks of which it sends a summary.
    pub fn reports(&self) -> impl Iterator<Item = u32> + '_ {
        self.enrols.into_iter().flat_map(|week| self.path.weeks(week))
    }
    /// Of the six days before the day of a week, those of which it sends one too: how many days before, falling.
    pub fn reports_before(&self, week: u32) -> impl Iterator<Item = u32> + use<> {
        let is_in = self.enrols.is_some_and(|enrolled| enrolled < week) && self.path.tells_daily(week);
        (1..7).rev().filter(move |_| is_in)
    }
    /// Where it stands in a week.
    pub fn goals(&self, week: u32) -> Vec<GoalStanding> {
        self.path.told(week)
    }
}

use Class::{Acute, CriticalAccess as Cah, HealthCenter as Fqhc, RuralClinic as Rhc, RuralEmergency as Reh};
/// What twenty organisations in a row are: 30 % critical access, 30 % acute, 5 % emergency, 35 % clinics.
const CLASSES: [Class; 20] = [
    Cah, Acute, Rhc, Cah, Cah, Acute, Fqhc, Reh, Rhc, Cah, Acute, Rhc, Acute, Cah, Rhc, Acute, Cah, Rhc,
    Fqhc, Acute,
];

use Course::{Absent, Fallen, Leader, SetBack, Slow, Steady, Stopped};
/// The courses of nineteen in a row: with the twenty classes, every class meets every course.
const COURSES: [Course; 19] = [
    Steady, Steady, SetBack, Steady, Fallen, Leader, Steady, Slow, Steady, Stopped, Absent, Steady, SetBack,
    Leader, Steady, Slow, Absent, Steady, Steady,
];

/// The place of the hospital that closed, and of the one that became a rural emergency hospital.
const CLOSED: usize = 10;
const CONVERTED: usize = 7;

const TOWNS: &[&str] = &[
    "Alderpoint",
    "Brindle Creek",
    "Cattail",
    "Dunmoor",
    "Emberly",
    "Foxrun",
    "Graywater",
    "Hollin",
    "Inglebrook",
    "Jessamine",
    "Kestrel Bluff",
    "Lowmarsh",
    "Marlow Ferry",
    "Nettlefield",
    "Orrin",
    "Pennywhistle",
    "Quarry Hill",
    "Rushford Mills",
    "Sallowby",
    "Tanner's Rest",
    "Umberside",
    "Vesper",
    "Wexcombe",
    "Yarnell Gap",
    "Zephyr Lake",
];
const COUNTIES: &[&str] =
    &["Aubrey", "Bellwether", "Corliss", "Dray", "Eastmark", "Farrow", "Gannet", "Hale"];

/// All organisations of the plan.
pub(super) fn all(plan: &Plan) -> Vec<Organisation> {
    let mut numbers = Numbers::default();
    (0..plan.organisations).map(|place| one(plan, place, &mut numbers)).collect()
}

fn one(plan: &Plan, place: usize, numbers: &mut Numbers) -> Organisation {
    let mut prng = Prng::stream(plan.seed, &format!("organisation/{place}"));
    let class = CLASSES[place % CLASSES.len()];
    let is_converted = place == CONVERTED;
    // What was converted was an acute hospital before.
    let ccn = numbers.next(if is_converted { Acute } else { class });
    let new_ccn = is_converted.then(|| numbers.next(Reh));
    // The town and the number within it make every name different.
    let (town, round) = (TOWNS[place % TOWNS.len()], place / TOWNS.len());
    let name = match place {
        0 => words::hospital_name(&mut Prng::stream(plan.seed, "name")).0,
        _ => name(class, town, round),
    };
    let course = if place == CLOSED { Absent } else { COURSES[place % COURSES.len()] };
    let beds = match class {
        Cah => Some(10 + prng.below(16) as u32),
        Acute => Some(30 + (prng.below(420) * (1 + prng.below(2)) / 2) as u32),
        Reh => Some(0),
        Rhc | Fqhc => None,
    };
    let size = match (class, beds) {
        (Acute, Some(300..)) => Size::Large,
        (Cah | Acute, _) => Size::Medium,
        _ => Size::Small,
    };
    let wave = [0, 0, 0, 4, 8, 8, 14, 20][prng.below(8)];
    Organisation {
        npi: npi(100_000_000 + place as u64 * 7_919 + prng.below(7_000) as u64),
        name,
        class,
        town,
        county: COUNTIES[(place % TOWNS.len()) % COUNTIES.len()],
        beds,
        is_rural: class != Acute && !(class == Fqhc && prng.one_in(2)) || prng.one_in(4),
        size,
        is_closed: place == CLOSED,
        enrols: match course {
            _ if place == 0 => None,
            Absent => None,
            // Who shall fall must have been there from the start.
            Fallen => Some(0),
            _ => Some(wave),
        },
        is_named: course == Leader || course == Fallen || !prng.one_in(5),
        course,
        key: prng.bytes(),
        path: Path::make(course, &mut prng),
        owner: prng.below(super::files::OWNERS.len()),
        ccn,
        new_ccn,
    }
}

/// The systems: each with a few acute hospitals and those near them.
pub(super) fn systems(organisations: &[Organisation]) -> Vec<System> {
    let members = |start: usize| {
        let fits = |(place, one): &(usize, &Organisation)| {
            *place > CLOSED && place % 12 == start && !matches!(one.class, Fqhc)
        };
        organisations.iter().enumerate().filter(fits).map(|(place, _)| place).collect()
    };
    vec![
        System { id: "larkmoor-health", name: "Larkmoor Health", members: members(3) },
        System { id: "three-rivers-care", name: "Three Rivers Care", members: members(7) },
    ]
}

fn name(class: Class, town: &str, round: usize) -> String {
    let patterns: &[&str] = match class {
        Cah => &["{} Critical Access Hospital", "{} Memorial Hospital", "{} District Hospital"],
        Acute => &["{} Medical Center", "{} General Hospital", "{} Regional Hospital"],
        Reh => &["{} Emergency Hospital"],
        Rhc => &["{} Rural Health Clinic", "{} Family Clinic"],
        Fqhc => &["{} Community Health Center"],
    };
    let quarter = [
        "", "North ", "South ", "East ", "West ", "Upper ", "Lower ", "Old ", "New ", "Mid ", "Far ", "Near ",
    ];
    let place = format!("{}{town}", quarter[round % quarter.len()]);
    patterns[round % patterns.len()].replace("{}", &place)
}

/// The next free number of each series.
#[derive(Default)]
struct Numbers([u32; 5]);

impl Numbers {
    fn next(&mut self, class: Class) -> String {
        let (place, first) = match class {
            Acute => (0, 600),
            Reh => (1, 779),
            Cah => (2, 1_300),
            Fqhc => (3, 1_900),
            Rhc => (4, 3_800),
        };
        let number = first + self.0[place];
        self.0[place] += 1;
        format!("08{number:04}")
    }
}

/// Nine digits with the check digit of the NPI standard behind them: Luhn, with 80840 before them.
fn npi(nine: u64) -> String {
    let digits = format!("80840{nine:09}");
    let double = |(at, digit): (usize, u32)| {
        if at % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
    };
    let sum: u32 = digits.chars().rev().filter_map(|c| c.to_digit(10)).enumerate().map(double).sum();
    format!("{nine:09}{}", (10 - sum % 10) % 10)
}
