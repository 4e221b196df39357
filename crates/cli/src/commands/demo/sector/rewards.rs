//! Tiers of recognition: offered, issued four times a year, withdrawn when standing falls.

use super::{Story, officer};
use std::collections::BTreeMap;
use ward_app::AppError;
use ward_app::programme::{Officer, Role, standings};
use ward_domain::Grade;
use ward_programme::participants::ParticipantId;
use ward_programme::recognition::{Event as Of, Goals, Tier};
use ward_programme::standing::Told;
use ward_programme::{Event, Known, Summaries};

/// The newest summaries, asked once for many decisions.
pub(super) struct Newest(BTreeMap<ParticipantId, Told>);

impl Newest {
    pub(super) fn of(story: &Story<'_>) -> Result<Self, AppError> {
        Ok(Self(standings(story.office, &Officer::at_this_machine())?.into_iter().collect()))
    }
    pub(super) fn get(&self, who: &ParticipantId) -> Option<&Told> {
        self.0.get(who)
    }
}

impl Summaries for Newest {
    fn newest(&self, who: &ParticipantId, at: jiff::Timestamp) -> Option<Told> {
        self.0.get(who).filter(|told| told.received_at <= at).cloned()
    }
}

const OFFERED: u32 = 30;

/// What happens in a week.
pub(super) fn week(story: &Story<'_>, week: u32) -> Result<(), AppError> {
    let grants = officer("Tobin Meadowlin (grants)", Role::GrantsOfficer);
    if week == OFFERED {
        let tier = |id: &str, title: &str, meaning: &str, grade| Tier {
            id: id.to_owned(),
            title: title.to_owned(),
            meaning: meaning.to_owned(),
            goals: Goals::Essential,
            grade,
            valid_days: 365,
            freshest_days: 45,
            source: "OWN: decision 12 of the programme board".to_owned(),
        };
        let tiers = [
            tier(
                "essential",
                "Essential goals met",
                "It does the ten things that stop most attacks on hospitals, and has shown documents for it.",
                Grade::C,
            ),
            tier(
                "essential-proven",
                "Essential goals met, shown by machine",
                "It does the ten things that stop most attacks on hospitals, shown by its systems' own files.",
                Grade::A,
            ),
        ];
        let offers = tiers.map(|tier| Event::Recognition(Of::TierOffered { tier }));
        story.decide(&grants, offers.into())?;
    }
    if week <= OFFERED || !week.is_multiple_of(13) {
        return Ok(());
    }
    let newest = Newest::of(story)?;
    let programme = story.office.programme()?;
    let known = Known { participants: &programme.participants, summaries: &newest };
    let (now, recognition) = (story.office.now(), &programme.recognition);
    let fallen = recognition.to_withdraw(now, &known);
    let mut events: Vec<Of> = fallen
        .into_iter()
        .map(|fallen| Of::Withdrawn { statement: fallen.statement, reason: fallen.reason })
        .collect();
    for participant in programme.participants.iter().filter(|one| one.is_enrolled()) {
        for tier in recognition.tiers() {
            let has_one = recognition.statements().any(|issued| {
                issued.participant == participant.id
                    && issued.tier.id == tier.id
                    && issued.withdrawn.is_none()
                    && now < issued.expires - issued.expires.duration_since(issued.made.at) / 3
            });
            if let (false, Ok(summary)) = (has_one, tier.reached(&participant.id, now, &known)) {
                let (participant, tier) = (participant.id.clone(), tier.id.clone());
                events.push(Of::Issued { participant, tier, summary });
            }
        }
    }
    drop(programme);
    story.decide(&grants, events.into_iter().map(Event::Recognition).collect())?;
    Ok(())
}
