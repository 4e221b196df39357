//! The CMS Certification Number and its traps.
//!
//! A CCN is text. It has no check digit, so only its length, its state code and its shape can be checked. Its range of
//! numbers says in which [`Series`] it was issued and no more: a rural emergency hospital has a number in the series of
//! short-term hospitals. The type field of the file that a CCN came with decides what an organisation is.
//!
//! Ranges and codes: CMS State Operations Manual, section 2779A, as tabulated in facts on the sector (read second-hand).

use super::as_text;
use std::fmt;
use std::str::FromStr;

/// A CMS Certification Number in its one true form: six characters, or ten for a supplier; upper case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ccn(String);

/// The text is not a CCN.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACcn {
    /// Neither six nor ten characters, or not letters and digits where they belong.
    #[error(
        "`{0}` is not a CCN: a CCN has six characters such as 450123, 45S123 or 01014F, a supplier's ten"
    )]
    Shape(String),
    /// No state has that code.
    #[error("`{0}` is not a CCN: no state has the code {1}")]
    StateCode(String, String),
    /// A spreadsheet took it for a number and took its zeros away.
    #[error("`{0}` is a CCN that lost its first zero: it should be {1}; export the column as text")]
    LostZero(String, Ccn),
}

/// What was done to a text to make a CCN of it. Always told to the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// A spreadsheet had taken the first zero away.
    ZeroPutBack,
}

/// How a CCN is written, which says who has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CcnForm {
    /// State and four digits: a certified provider.
    Provider(Series),
    /// Five digits and `F`: a hospital of the Department of Veterans Affairs or of Defense.
    Federal,
    /// Five digits and `E`: an other emergency hospital that Medicare pays in emergencies alone.
    Emergency,
    /// A letter in third place: a unit of a hospital, such as `S` psychiatric or `T` rehabilitation.
    Unit(char),
    /// A letter in third place: certified for Medicaid alone.
    MedicaidOnly(char),
    /// `P` in third place.
    OrganProcurement,
    /// Ten characters, `C`, `D` or `X` in third place: surgery centre, laboratory, portable X-ray.
    Supplier(char),
}

/// The series that the last four digits lie in. A hint and never a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the manual")]
pub enum Series {
    /// Also rural emergency hospitals: all that are known have 0779 to 0799.
    ShortTermHospital,
    DemonstrationHospital,
    HealthCenter,
    MedicalAssistanceFacility,
    CriticalAccessHospital,
    MentalHealthCenter,
    Hospice,
    ReligiousInstitution,
    LongTermHospital,
    Dialysis,
    RehabilitationHospital,
    HomeHealth,
    OutpatientRehabilitation,
    ChildrensHospital,
    RuralHealthClinic,
    PsychiatricHospital,
    NursingFacility,
    PhysicalTherapy,
    TransplantCenter,
    OpioidTreatment,
    /// A number that no series has.
    Other,
}

impl Ccn {
    /// Six or ten characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// The CCN with a lost zero put back, and what was done to it.
    ///
    /// Five digits can only be six that lost a zero. Fewer are refused: two lost zeros or a cut-off number look alike.
    pub fn repaired(text: &str) -> Result<(Self, Option<Repair>), NotACcn> {
        match text.parse() {
            Err(NotACcn::LostZero(_, ccn)) => Ok((ccn, Some(Repair::ZeroPutBack))),
            read => read.map(|ccn| (ccn, None)),
        }
    }
    /// The state whose code the number begins with. Where it was issued, not where the organisation is: use its address.
    pub fn issued_in(&self) -> Option<&'static str> {
        state_of(self.0.get(..2)?)
    }
    /// How it is written.
    pub fn form(&self) -> CcnForm {
        let third = self.0.chars().nth(2).unwrap_or('0');
        match (self.0.len(), third, self.0.chars().last()) {
            (10, ..) => CcnForm::Supplier(third),
            (_, 'P', _) => CcnForm::OrganProcurement,
            (_, 'S' | 'M' | 'T' | 'R' | 'U' | 'W' | 'Y' | 'Z', _) => CcnForm::Unit(third),
            (_, 'A'..='L', _) => CcnForm::MedicaidOnly(third),
            (.., Some('F')) => CcnForm::Federal,
            (.., Some('E')) => CcnForm::Emergency,
            _ => {
                CcnForm::Provider(series_of(self.0.get(2..).and_then(|four| four.parse().ok()).unwrap_or(0)))
            }
        }
    }
}

impl FromStr for Ccn {
    type Err = NotACcn;
    fn from_str(text: &str) -> Result<Self, NotACcn> {
        let upper = text.trim().to_ascii_uppercase();
        let shape = || NotACcn::Shape(text.to_owned());
        let is_digit = |b: &u8| b.is_ascii_digit();
        let bytes = upper.as_bytes();
        let well_formed = match bytes {
            [_, _, third, rest @ ..] if rest.len() == 7 => {
                matches!(third, b'C' | b'D' | b'X') && rest.iter().all(is_digit)
            }
            [digits @ .., b'E' | b'F'] if digits.len() == 5 => digits.iter().all(is_digit),
            [_, _, third, rest @ ..] if rest.len() == 3 => {
                (third.is_ascii_digit() || b"ABEFGHJKLPSMTRUWYZ".contains(third)) && rest.iter().all(is_digit)
            }
            [_, _, _, _, _] if bytes.iter().all(is_digit) => {
                return match format!("0{upper}").parse() {
                    Ok(ccn) => Err(NotACcn::LostZero(text.to_owned(), ccn)),
                    Err(_) => Err(shape()),
                };
            }
            _ => false,
        };
        if !well_formed || upper.get(2..) == Some("0000") {
            return Err(shape());
        }
        let code = upper.get(..2).ok_or_else(shape)?;
        if state_of(code).is_none() {
            return Err(NotACcn::StateCode(text.to_owned(), code.to_owned()));
        }
        Ok(Self(upper))
    }
}

impl fmt::Display for Ccn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

as_text!(Ccn);

fn series_of(number: u16) -> Series {
    match number {
        1..=879 => Series::ShortTermHospital,
        880..=899 => Series::DemonstrationHospital,
        1000..=1199 | 1800..=1989 => Series::HealthCenter,
        1225..=1299 => Series::MedicalAssistanceFacility,
        1300..=1399 => Series::CriticalAccessHospital,
        1400..=1499 | 4600..=4799 | 4900..=4999 => Series::MentalHealthCenter,
        1500..=1799 => Series::Hospice,
        1990..=1999 => Series::ReligiousInstitution,
        2000..=2299 => Series::LongTermHospital,
        2300..=2999 | 3500..=3799 => Series::Dialysis,
        3025..=3099 => Series::RehabilitationHospital,
        3100..=3199 | 7000..=8499 | 9000..=9799 => Series::HomeHealth,
        3200..=3299 | 4500..=4599 | 4800..=4899 => Series::OutpatientRehabilitation,
        3300..=3399 => Series::ChildrensHospital,
        3400..=3499 | 3800..=3999 | 8500..=8999 => Series::RuralHealthClinic,
        4000..=4499 => Series::PsychiatricHospital,
        5000..=6499 => Series::NursingFacility,
        6500..=6989 => Series::PhysicalTherapy,
        9800..=9899 => Series::TransplantCenter,
        9900..=9999 => Series::OpioidTreatment,
        _ => Series::Other,
    }
}

/// Every state with its codes; some have several. `CAN`, `MEX` and `FOR` are Canada, Mexico and other countries.
const STATE_CODES: &[(&str, &str)] = &[
    ("AK", "02"),
    ("AL", "01 B7"),
    ("AR", "04 89"),
    ("AS", "64"),
    ("AZ", "00 03 D9"),
    ("CA", "05 55 75 92 A0 A1 B2 B3 B4 B5 D6 D7 D8"),
    ("CAN", "56"),
    ("CO", "06 91"),
    ("CT", "07 81"),
    ("DC", "09 C0"),
    ("DE", "08 B9"),
    ("FL", "10 68 69 A2 C1"),
    ("FOR", "99"),
    ("GA", "11 85 C2"),
    ("GU", "65 C3"),
    ("HI", "12"),
    ("IA", "16 76"),
    ("ID", "13 54"),
    ("IL", "14 78 C4"),
    ("IN", "15 C5"),
    ("KS", "17 70"),
    ("KY", "18 B0"),
    ("LA", "19 71 95 A3"),
    ("MA", "22 82"),
    ("MD", "21 80"),
    ("ME", "20 C6"),
    ("MEX", "59"),
    ("MI", "23 A4 C7"),
    ("MN", "24 77"),
    ("MO", "26 79 C9"),
    ("MP", "66 B8"),
    ("MS", "25 A5 C8"),
    ("MT", "27"),
    ("NC", "34 86 B6"),
    ("ND", "35"),
    ("NE", "28 D0"),
    ("NH", "30"),
    ("NJ", "31 83"),
    ("NM", "32 96"),
    ("NV", "29 E1"),
    ("NY", "33 57 D1"),
    ("OH", "36 72 A6 D2"),
    ("OK", "37 90"),
    ("OR", "38 93"),
    ("PA", "39 73 A7 D3"),
    ("PR", "40 84"),
    ("RI", "41"),
    ("SC", "42 87 D4"),
    ("SD", "43"),
    ("TN", "44 88 A8"),
    ("TX", "45 67 74 97 A9 E2 E3"),
    ("UT", "46"),
    ("VA", "49 D5"),
    ("VI", "48"),
    ("VT", "47"),
    ("WA", "50 94"),
    ("WI", "52"),
    ("WV", "51 58 B1"),
    ("WY", "53"),
];

fn state_of(code: &str) -> Option<&'static str> {
    let has = |codes: &str| codes.split(' ').any(|one| one == code);
    STATE_CODES.iter().find(|(_, codes)| has(codes)).map(|(state, _)| *state)
}
