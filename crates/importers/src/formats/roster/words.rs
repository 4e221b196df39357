//! What the words of a roster mean: types of workers, statuses and kinds of termination.

use crate::table::yes_or_no;
use ward_domain::observation::{PersonKind, PersonStatus};

/// The kind of everybody in a system that keeps one kind only.
pub(super) fn kind_of_system(system: Option<&str>) -> Option<PersonKind> {
    match system? {
        "BambooHR" | "UKG Pro" | "UKG Ready" | "ADP Workforce Now" => Some(PersonKind::Employee),
        "Workday contingent workers" => Some(PersonKind::Contractor),
        "Better Impact" | "Volgistics" => Some(PersonKind::Volunteer),
        _ => None,
    }
}

/// The words of a type column.
pub(super) fn kind_of(word: &str) -> Option<PersonKind> {
    telling_kind_of(word).or(match word {
        "employee"
        | "emp"
        | "e"
        | "regular"
        | "regular employee"
        | "full-time"
        | "full time"
        | "fulltime"
        | "part-time"
        | "part time"
        | "parttime"
        | "ft"
        | "pt"
        | "prn"
        | "per diem"
        | "per-diem"
        | "temporary"
        | "temp"
        | "temporary employee"
        | "seasonal"
        | "staff"
        | "casual"
        | "full time regular"
        | "part time regular"
        | "regular full-time"
        | "regular part-time"
        | "full-time employee"
        | "part-time employee"
        | "salaried"
        | "hourly"
        | "physician (employed)"
        | "employed"
        | "employed provider" => Some(PersonKind::Employee),
        _ => None,
    })
}

/// The words that name a kind in whatever column they stand.
pub(super) fn telling_kind_of(word: &str) -> Option<PersonKind> {
    match word {
        "contractor"
        | "contingent worker"
        | "contingent"
        | "cwr"
        | "independent contractor"
        | "agency"
        | "agency nurse"
        | "agency staff"
        | "traveler"
        | "traveller"
        | "travel nurse"
        | "locum"
        | "locums"
        | "locum tenens"
        | "consultant"
        | "leased"
        | "leased employee"
        | "outsourced"
        | "freelancer"
        | "1099"
        | "agency temp"
        | "contract" => Some(PersonKind::Contractor),
        "affiliate"
        | "affiliated"
        | "affiliated physician"
        | "non-employed provider"
        | "non-employee provider"
        | "non-employed"
        | "poi"
        | "person of interest"
        | "community physician"
        | "medical staff"
        | "credentialed provider"
        | "partner"
        | "partner staff"
        | "non-employee"
        | "nonemployee"
        | "courtesy staff"
        | "clergy"
        | "chaplain"
        | "board member" => Some(PersonKind::Affiliate),
        "volunteer" | "vol" | "auxiliary" => Some(PersonKind::Volunteer),
        "student" | "resident" | "medical resident" | "intern" | "trainee" | "fellow" | "extern"
        | "nursing student" | "medical student" | "apprentice" => Some(PersonKind::Student),
        "vendor"
        | "vendor staff"
        | "supplier"
        | "vendor representative"
        | "vendor rep"
        | "service provider" => Some(PersonKind::Vendor),
        _ => None,
    }
}

/// The words of a status column; single letters are PeopleSoft's EMPL_STATUS.
pub(super) fn status_of(word: &str) -> Option<PersonStatus> {
    match word {
        "active" | "a" | "current" | "employed" | "accepted" | "working" | "regular" | "on assignment" => {
            Some(PersonStatus::Active)
        }
        "on-leave"
        | "on leave"
        | "leave"
        | "leave of absence"
        | "loa"
        | "l"
        | "p"
        | "w"
        | "paid leave"
        | "unpaid leave"
        | "suspended"
        | "s"
        | "leave with pay"
        | "short work break"
        | "inactive - short-term"
        | "inactive - short term"
        | "inactive - long-term"
        | "inactive - long term" => Some(PersonStatus::OnLeave),
        "ended" | "terminated" | "inactive" | "separated" | "former" | "retired" | "deceased"
        | "resigned" | "archived" | "left" | "i" | "t" | "r" | "d" | "q" | "u" | "v" | "x" | "expired"
        | "dismissed" | "deactivated" => Some(PersonStatus::Ended),
        _ if kind_of(word).is_some() => Some(PersonStatus::Active),
        _ => yes_or_no(word)
            .map(|is_active| if is_active { PersonStatus::Active } else { PersonStatus::Ended }),
    }
}

/// The words of a termination type, which may be a path such as `Terminate Employee > Involuntary > Conduct`.
pub(super) fn is_involuntary(word: &str) -> Option<bool> {
    const AGAINST_WILL: &[&str] =
        &["involuntar", "dismiss", "discharg", "for cause", "layoff", "laid off", "fired", "misconduct"];
    const BY_WILL: &[&str] = &[
        "voluntar",
        "resign",
        "retire",
        "retirement",
        "quit",
        "end of contract",
        "contract ended",
        "deceased",
        "death",
    ];
    yes_or_no(word).or_else(|| {
        if AGAINST_WILL.iter().any(|part| word.contains(part)) {
            Some(true)
        } else {
            BY_WILL.iter().any(|part| word.contains(part)).then_some(false)
        }
    })
}
