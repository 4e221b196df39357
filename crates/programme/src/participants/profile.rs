//! What is publicly known of a participant: its name, its place in the hierarchy and the fields that class it.
//!
//! No person, address of mail or telephone number has a place here.

use super::ParticipantId;
use crate::identifiers::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_catalog::SizeLimits;
use ward_domain::Size;

/// The public facts of one participant. Missing ones are missing: nothing is guessed from another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The name shown.
    pub name: String,
    /// Other names: earlier ones, legal ones, “doing business as”.
    pub other_names: BTreeSet<String>,
    /// Where it stands in the hierarchy.
    pub level: Level,
    /// What it belongs to: a participant of a higher level.
    pub parent: Option<ParticipantId>,
    /// What it is, by the type field of the public file and never by the range of its CCN.
    pub kind: Kind,
    /// Who owns it.
    pub ownership: Option<Ownership>,
    /// State of its address.
    pub state: Option<State>,
    /// County of its address, as written.
    pub county: Option<String>,
    /// Beds.
    pub beds: Option<u32>,
    /// Rural or urban.
    pub setting: Setting,
    /// HICP size, when the operator knows it; see [`Profile::size`].
    pub size: Option<Size>,
    /// Public designations, such as `sole-community` or `medicare-dependent`: kebab-case words of the operator.
    pub designations: BTreeSet<String>,
    /// Public figures, such as `operating-margin`: kebab-case words of the operator.
    pub figures: BTreeMap<String, Figure>,
}

/// One public figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// Its value, in the unit that its name says.
    pub value: f64,
    /// The day or the end of the period that it is about.
    pub as_of: Option<Date>,
    /// Where it is from.
    pub source: String,
}

impl Profile {
    /// HICP size: as set by the operator, else by beds. Without either it is not known.
    pub fn size(&self, limits: SizeLimits) -> Option<Size> {
        let by_beds = || Some(limits.size(self.beds?, self.kind == Kind::CriticalAccess));
        self.size.or_else(by_beds)
    }
}

/// Place in the hierarchy; a parent is of a higher level than its children.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// One place of an organisation.
    Site,
    /// A hospital, a clinic, a practice: what has a licence.
    #[default]
    Organisation,
    /// A health system.
    System,
}

/// Writes an enum whose variants have a word for files and one for people.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal, $label:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)* }
        impl $name {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word used in files, rules and URLs.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
            /// The words shown to people.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
            /// The one with that word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// What a participant is.
    #[derive(Default)]
    Kind {
        /// A short-term acute care hospital.
        Acute = "acute", "acute care hospital";
        /// A critical access hospital: at most 25 beds.
        CriticalAccess = "critical-access", "critical access hospital";
        /// A rural emergency hospital: no inpatient beds.
        RuralEmergency = "rural-emergency", "rural emergency hospital";
        /// A psychiatric hospital.
        Psychiatric = "psychiatric", "psychiatric hospital";
        /// A children's hospital.
        Childrens = "childrens", "children's hospital";
        /// A long-term care hospital.
        LongTerm = "long-term", "long-term care hospital";
        /// A rehabilitation hospital.
        Rehabilitation = "rehabilitation", "rehabilitation hospital";
        /// A hospital of the Department of Veterans Affairs.
        Veterans = "veterans", "veterans hospital (VA)";
        /// A hospital of the Department of Defense.
        Defense = "defense", "military hospital (DoD)";
        /// A federally qualified health center.
        HealthCenter = "health-center", "health center (FQHC)";
        /// A rural health clinic.
        RuralHealthClinic = "rural-health-clinic", "rural health clinic";
        /// Another clinic.
        Clinic = "clinic", "clinic";
        /// A physicians' practice.
        Practice = "practice", "practice";
        /// A nursing home.
        Nursing = "nursing", "nursing home";
        /// A home health agency.
        HomeHealth = "home-health", "home health agency";
        /// A hospice.
        Hospice = "hospice", "hospice";
        /// A dialysis facility.
        Dialysis = "dialysis", "dialysis facility";
        /// A health system: what hospitals belong to.
        System = "system", "health system";
        /// Something else.
        #[default]
        Other = "other", "other";
    }
}

words! {
    /// Who owns a participant, in the classes of the Hospital General Information file.
    Ownership {
        /// Voluntary non-profit, private.
        NonProfitPrivate = "non-profit-private", "non-profit, private";
        /// Voluntary non-profit, church.
        NonProfitChurch = "non-profit-church", "non-profit, church";
        /// Voluntary non-profit, other.
        NonProfitOther = "non-profit-other", "non-profit, other";
        /// For profit.
        Proprietary = "proprietary", "proprietary";
        /// Owned by physicians.
        Physician = "physician", "physician-owned";
        /// A hospital district or authority.
        District = "district", "government, district or authority";
        /// A city or county.
        Local = "local", "government, local";
        /// A state.
        State = "state", "government, state";
        /// The United States.
        Federal = "federal", "government, federal";
        /// The Department of Veterans Affairs.
        Veterans = "veterans", "Veterans Health Administration";
        /// The Department of Defense.
        Defense = "defense", "Department of Defense";
        /// A tribe.
        Tribal = "tribal", "tribal";
    }
}

words! {
    /// Rural or urban, by the urban/rural indicator of the Provider of Services file or by the operator's word.
    #[derive(Default)]
    Setting {
        /// Rural.
        Rural = "rural", "rural";
        /// Urban.
        Urban = "urban", "urban";
        /// Nobody said.
        #[default]
        Unknown = "unknown", "not known";
    }
}
