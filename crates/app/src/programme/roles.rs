//! Who may do what at the operator: five roles, and the rights of each (OWN; separation of money, audit and accounts).

use crate::AppError;
use ward_programme::Event;

/// A role of somebody who works for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Enrols participants and keeps the settings.
    Administrator,
    /// Runs funding rounds, awards and recognition.
    GrantsOfficer,
    /// Draws samples, audits and brings cases.
    Auditor,
    /// Helps: requests, bulletins, incidents.
    Adviser,
    /// Sees the sector and no single organisation.
    Analyst,
}

/// What somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// See figures of the sector, in which small cells are suppressed.
    SeeSector,
    /// See each participant and its standing.
    SeeParticipants,
    /// List, enrol, change and end participants.
    ManageParticipants,
    /// Choose settings, such as the catalogues that are accepted.
    ManageSettings,
    /// Decide about money.
    Fund,
    /// Decide about tiers.
    Recognise,
    /// Draw samples and decide in audits.
    Audit,
    /// Set the regimes in force and decide in cases.
    Enforce,
    /// Answer requests, publish bulletins, follow incidents.
    Help,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::GrantsOfficer, Self::Auditor, Self::Adviser, Self::Analyst];

    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::GrantsOfficer => "grants officer",
            Self::Auditor => "auditor",
            Self::Adviser => "adviser",
            Self::Analyst => "analyst",
        }
    }

    /// What it may.
    pub fn rights(self) -> &'static [Right] {
        use Right::{
            Audit, Enforce, Fund, Help, ManageParticipants, ManageSettings, Recognise, SeeParticipants,
            SeeSector,
        };
        match self {
            Self::Administrator => &[SeeSector, SeeParticipants, ManageParticipants, ManageSettings],
            Self::GrantsOfficer => &[SeeSector, SeeParticipants, Fund, Recognise],
            Self::Auditor => &[SeeSector, SeeParticipants, Audit, Enforce],
            Self::Adviser => &[SeeSector, SeeParticipants, Help],
            Self::Analyst => &[SeeSector],
        }
    }
}

/// Somebody who works for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    name: String,
    roles: Vec<Role>,
}

impl Officer {
    /// The person at this machine, in the mode without sign-in: holds every role.
    pub fn at_this_machine() -> Self {
        Self { name: "local".to_owned(), roles: Role::ALL.to_vec() }
    }
    /// Somebody with just these roles.
    pub fn with(name: &str, roles: &[Role]) -> Self {
        Self { name: name.to_owned(), roles: roles.to_vec() }
    }
    /// The name that entries carry.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Refuses what none of the roles may.
    pub fn may(&self, right: Right) -> Result<(), AppError> {
        if self.roles.iter().any(|role| role.rights().contains(&right)) {
            return Ok(());
        }
        let able = Role::ALL.into_iter().filter(|role| role.rights().contains(&right));
        let roles = able.map(Role::label).collect::<Vec<_>>().join(", ");
        Err(AppError::NotTheirs { who: self.name.clone(), roles })
    }
}

/// The right that a decision takes.
pub(super) fn right_for(event: &Event) -> Right {
    match event {
        Event::Participants(_) => Right::ManageParticipants,
        Event::Funding(_) => Right::Fund,
        Event::Recognition(_) => Right::Recognise,
        Event::Audit(_) => Right::Audit,
        Event::Enforcement(_) => Right::Enforce,
        Event::Help(_) => Right::Help,
        Event::Office(_) => Right::ManageSettings,
    }
}
