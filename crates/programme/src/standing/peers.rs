//! What one organisation may be told about those like it.

use super::{GOALS, Mark, Standing, goals};
use crate::participants::{ParticipantId, Participants};
use jiff::civil::Date;
use ward_catalog::SmallestCell;
use ward_domain::GoalId;
use ward_domain::assessment::Status;

/// One organisation beside its peers.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Who the peers are, in words.
    pub peers: String,
    /// How many have reported; the organisation itself is not counted.
    pub count: u32,
    /// Every goal, E1 first.
    pub goals: Vec<PeerGoal>,
}

/// One goal beside the peers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeerGoal {
    /// Which.
    pub goal: GoalId,
    /// The organisation's own mark.
    pub own: Mark,
    /// Share of the peers that meet it, in steps of 5 %; none when those that meet it, or those
    /// that do not, are too few to be shown.
    pub share_met: Option<f64>,
}

impl Standing {
    /// Compares an organisation with peers of its kind and size, or of its size when those are too few. `None` when
    /// it sent nothing or its peers are too few to be shown.
    ///
    /// Only those count that agreed to be among the peers. Shares are rounded, so that the arrival of one peer does not
    /// show how it stands.
    pub fn compare(
        &self,
        participants: &Participants,
        id: &ParticipantId,
        day: Date,
        smallest: SmallestCell,
    ) -> Option<Comparison> {
        let own = participants.get(id)?;
        let (marks, _) = self.track(id)?.on(day)?;
        let limits = participants.size_limits(day);
        let size = own.profile.size(limits);
        let among = |same_kind: bool| {
            let mut count = 0_u32;
            let mut met = [0_u32; GOALS];
            let agreed = participants.iter().filter(|one| {
                one.id != *id
                    && one.is_enrolled()
                    && one.consent.as_ref().is_some_and(|consent| consent.among_peers)
                    && one.profile.size(limits) == size
                    && (!same_kind || one.profile.kind == own.profile.kind)
            });
            for (marks, _) in agreed.filter_map(|one| self.track(&one.id)?.on(day)) {
                count += 1;
                for (met, mark) in met.iter_mut().zip(marks) {
                    *met += u32::from(mark.status() == Status::Met);
                }
            }
            smallest.allows(count).then_some((count, met))
        };
        let size = size.map_or("of a size that is not known", |size| size.as_str());
        let (peers, (count, met)) = match among(true) {
            Some(found) => (format!("{size} {}s", own.profile.kind.label()), found),
            None => (format!("{size} organisations"), among(false)?),
        };
        let goals = goals().zip(marks).zip(met).map(|((goal, own), met)| PeerGoal {
            goal,
            own: *own,
            share_met: (smallest.allows(met) && smallest.allows(count - met))
                .then(|| (f64::from(met) / f64::from(count) * 20.0).round() / 20.0),
        });
        Some(Comparison { peers, count, goals: goals.collect() })
    }
}
