//! Where participants stand: small, quick to read, and following from the signed summaries alone.

use super::office::{OPERATOR, Office};
use super::roles::{Officer, Right};
use crate::AppError;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use ward_domain::assessment::{Grade, Status};
use ward_domain::summary::{GoalStanding, RecordHead, Summary};
use ward_domain::{Digest, GoalId, Size};
use ward_programme::participants::ParticipantId;
use ward_programme::standing::Told;
use ward_store::{AlarmRow, StandingRow, SummaryRow};

/// What the next summary of a participant must follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Newest {
    pub(super) number: u64,
    pub(super) as_of: Date,
    pub(super) digest: Digest,
    pub(super) record: RecordHead,
}

impl Newest {
    pub(super) fn of(row: &StandingRow) -> Self {
        Self {
            number: row.newest.number,
            as_of: row.newest.as_of,
            digest: row.newest.digest,
            record: RecordHead { size: row.record_size, root: Digest(row.record_root) },
        }
    }
}

/// Where everyone stands by their newest summaries, by id.
pub fn standings(office: &Office, who: &Officer) -> Result<Vec<(ParticipantId, Told)>, AppError> {
    who.may(Right::SeeParticipants)?;
    office.store.standings(OPERATOR)?.into_iter().map(|row| read(row.newest)).collect()
}

/// What a participant's summaries said, oldest first.
pub fn history(
    office: &Office,
    who: &Officer,
    participant: &ParticipantId,
) -> Result<Vec<(ParticipantId, Told)>, AppError> {
    who.may(Right::SeeParticipants)?;
    let rows = office.store.summaries_of(OPERATOR, participant.as_str())?;
    rows.into_iter().map(read).collect()
}

/// Hands over what every summary said, by participant and number, to build figures of the sector: the caller suppresses
/// small cells before anybody sees them. `take` must not use the office.
pub fn each_standing(
    office: &Office,
    who: &Officer,
    mut take: impl FnMut(ParticipantId, Told),
) -> Result<(), AppError> {
    who.may(Right::SeeSector)?;
    let mut failed = None;
    office.store.each_summary(OPERATOR, |row| match read(row) {
        Ok((participant, told)) => {
            take(participant, told);
            ControlFlow::Continue(())
        }
        Err(error) => {
            failed = Some(error);
            ControlFlow::Break(())
        }
    })?;
    failed.map_or(Ok(()), Err)
}

/// What was refused because it contradicts what was witnessed before.
pub fn alarms(office: &Office, who: &Officer) -> Result<Vec<AlarmRow>, AppError> {
    who.may(Right::SeeParticipants)?;
    Ok(office.store.alarms(OPERATOR)?)
}

/// The goals as they are kept for quick reading: about 200 bytes. A change of the shape is a new version.
#[derive(Serialize, Deserialize)]
struct Packed {
    version: u8,
    size: Size,
    catalogue: String,
    goals: Vec<PackedGoal>,
}

/// Shares in ten-thousandths, as summaries tell them.
#[derive(Serialize, Deserialize)]
struct PackedGoal {
    status: Status,
    grade: Option<Grade>,
    low: u16,
    high: u16,
    coverage: u16,
}

const PACKED: u8 = 1;
const PARTS: f64 = 10_000.0;

pub(super) fn pack(summary: &Summary) -> Result<Vec<u8>, AppError> {
    let parts = |share: f64| (share * PARTS).round() as u16;
    let goals = summary.goals.iter().map(|goal| PackedGoal {
        status: goal.status,
        grade: goal.grade,
        low: parts(goal.low),
        high: parts(goal.high),
        coverage: parts(goal.coverage),
    });
    let packed = Packed {
        version: PACKED,
        size: summary.class.size,
        catalogue: summary.catalogue.clone(),
        goals: goals.collect(),
    };
    postcard::to_stdvec(&packed).map_err(AppError::ours)
}

pub(super) fn read(row: SummaryRow) -> Result<(ParticipantId, Told), AppError> {
    let packed: Packed = postcard::from_bytes(&row.standing).map_err(AppError::ours)?;
    if packed.version != PACKED || packed.goals.len() != GoalId::all().count() {
        return Err(AppError::ours(format!("the standing of {} is of another version", row.participant)));
    }
    let share = |parts: u16| f64::from(parts) / PARTS;
    let goals = GoalId::all().zip(packed.goals).map(|(goal, told)| GoalStanding {
        goal,
        status: told.status,
        low: share(told.low),
        high: share(told.high),
        grade: told.grade,
        coverage: share(told.coverage),
    });
    let participant = row.participant.parse().map_err(AppError::ours)?;
    let told = Told {
        summary: row.digest,
        number: row.number,
        as_of: row.as_of,
        received_at: row.received_at,
        size: packed.size,
        catalogue: packed.catalogue,
        goals: goals.collect(),
    };
    Ok((participant, told))
}
