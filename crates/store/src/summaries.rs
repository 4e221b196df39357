//! What an operator receives: signed summaries, where each participant stands now, and alarms.
//!
//! A summary and the standing that follows from it are one transaction, and the standing says which summary it follows:
//! when another process was quicker, nothing is written.

use crate::Store;
use crate::connection::{Connection, Row, Value};
use crate::derived;
use crate::error::{DbError, Kind, StoreError, While as _};
use jiff::Timestamp;
use jiff::civil::Date;
use std::ops::ControlFlow;
use std::str::FromStr;
use ward_domain::ids::Digest;

/// Alarms kept for one participant; later ones repeat what the first ones say (OWN).
const MOST_ALARMS: i64 = 100;

/// What was signed, in the parts of which the envelope can be made again.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// SHA-256 of the envelope.
    pub digest: Digest,
    /// Id of the key.
    pub key: Digest,
    /// The signature.
    pub signature: &'a [u8],
    /// The payload, not compressed.
    pub payload: &'a [u8],
}

/// A summary to keep.
#[derive(Clone, Copy, Debug)]
pub struct NewSummary<'a> {
    /// Whose.
    pub participant: &'a str,
    /// Number of the participant's newest summary so far; none when this is the first.
    pub follows: Option<u64>,
    /// Its number, above the one that it follows.
    pub number: u64,
    /// The day judged.
    pub as_of: Date,
    /// When it came.
    pub received_at: Timestamp,
    /// What was signed.
    pub signed: Signed<'a>,
    /// The goals, as the caller packs them.
    pub standing: &'a [u8],
    /// Size of the participant's record.
    pub record_size: u64,
    /// Root of the participant's record.
    pub record_root: [u8; 32],
}

/// A refused summary to keep as evidence.
#[derive(Clone, Copy, Debug)]
pub struct NewAlarm<'a> {
    /// Whose key signed it.
    pub participant: &'a str,
    /// When it came.
    pub received_at: Timestamp,
    /// Why it was refused, as a word.
    pub code: &'a str,
    /// The same as a sentence.
    pub why: &'a str,
    /// What was signed.
    pub signed: Signed<'a>,
}

/// A kept summary without what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryRow {
    /// Whose.
    pub participant: String,
    /// Its number.
    pub number: u64,
    /// The day judged.
    pub as_of: Date,
    /// When it came.
    pub received_at: Timestamp,
    /// SHA-256 of the envelope.
    pub digest: Digest,
    /// The goals, as the caller packed them.
    pub standing: Vec<u8>,
}

/// Where a participant stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow {
    /// Its newest summary.
    pub newest: SummaryRow,
    /// Size of its record, as witnessed.
    pub record_size: u64,
    /// Root of its record, as witnessed.
    pub record_root: [u8; 32],
}

/// A kept summary with what was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptSummary {
    /// When it came.
    pub received_at: Timestamp,
    /// SHA-256 of the envelope.
    pub digest: Digest,
    /// Id of the key.
    pub key: Digest,
    /// The signature.
    pub signature: Vec<u8>,
    /// The payload.
    pub payload: Vec<u8>,
}

/// A kept alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmRow {
    /// Whose key signed what was refused.
    pub participant: String,
    /// Why it was refused, as a word.
    pub code: String,
    /// The same as a sentence.
    pub why: String,
    /// What was refused.
    pub refused: KeptSummary,
}

/// Summaries could not be kept; none of them was.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// A newer summary of a participant came in the meantime: read its standing again and judge anew.
    #[error("another summary of {participant} was kept at the same moment: judge this one again")]
    Overtaken {
        /// Whose.
        participant: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const KEEP: &str = "
    INSERT INTO summary (operator, participant, number, as_of, received_at, digest, key, signature, packed, standing)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const FIRST_STANDING: &str = "
    INSERT INTO standing (operator, participant, number, as_of, received_at, digest, standing, record_size, record_root)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (operator, participant) DO NOTHING";

const NEXT_STANDING: &str = "
    UPDATE standing
       SET number = $3, as_of = $4, received_at = $5, digest = $6, standing = $7, record_size = $8, record_root = $9
     WHERE operator = $1
       AND participant = $2
       AND number = $10";

const STANDINGS: &str = "
    SELECT participant, number, as_of, received_at, digest, standing, record_size, record_root
      FROM standing
     WHERE operator = $1
     ORDER BY participant";

const STANDING: &str = "
    SELECT participant, number, as_of, received_at, digest, standing, record_size, record_root
      FROM standing
     WHERE operator = $1
       AND participant = $2";

const HISTORY: &str = "
    SELECT participant, number, as_of, received_at, digest, standing
      FROM summary
     WHERE operator = $1
       AND participant = $2
     ORDER BY number";

const NEWEST_FIRST: &str = "
    SELECT participant, number, as_of, received_at, digest, standing
      FROM summary
     WHERE operator = $1
       AND participant = $2
     ORDER BY number DESC";

const ALL: &str = "
    SELECT participant, number, as_of, received_at, digest, standing
      FROM summary
     WHERE operator = $1
     ORDER BY participant, number";

const SIGNED: &str = "
    SELECT received_at, digest, key, signature, packed
      FROM summary
     WHERE operator = $1
       AND participant = $2
       AND number = $3";

const ALARMS_OF: &str = "
    SELECT COUNT(*)
      FROM alarm
     WHERE operator = $1
       AND participant = $2";

const RAISE: &str = "
    INSERT INTO alarm (operator, participant, digest, received_at, code, why, key, signature, packed)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (operator, participant, digest) DO NOTHING";

const ALARMS: &str = "
    SELECT received_at, digest, key, signature, packed, participant, code, why
      FROM alarm
     WHERE operator = $1
     ORDER BY participant, received_at, digest";

const KEEPING: &str = "keeping summaries";
const READING: &str = "reading summaries";

impl Store {
    /// Keeps summaries and alarms: all or nothing, and on disk when this returns. Several summaries of one participant
    /// stand in the order of their numbers, each following the one before.
    pub fn keep_summaries(
        &self,
        operator: &str,
        summaries: &[NewSummary<'_>],
        alarms: &[NewAlarm<'_>],
    ) -> Result<(), KeepError> {
        // Compressed before the transaction begins, so that others wait less.
        let pack = |signed: &Signed<'_>| derived::pack(signed.payload);
        let packed = summaries.iter().map(|new| pack(&new.signed)).collect::<Result<Vec<_>, _>>()?;
        let packed_alarms = alarms.iter().map(|new| pack(&new.signed)).collect::<Result<Vec<_>, _>>()?;
        let mut writer = self.writer()?;
        writer.transaction(KEEPING, |connection| {
            for (new, packed) in summaries.iter().zip(&packed) {
                keep(connection, operator, new, packed)?;
            }
            for (new, packed) in alarms.iter().zip(&packed_alarms) {
                raise(connection, operator, new, packed)?;
            }
            Ok(())
        })
    }

    /// Where every participant stands now, by id.
    pub fn standings(&self, operator: &str) -> Result<Vec<StandingRow>, StoreError> {
        self.reader()?.all(STANDINGS, &[Value::Text(operator)], read_standing).while_doing(READING)
    }

    /// Where one participant stands now; none when nothing came from it.
    pub fn standing(&self, operator: &str, participant: &str) -> Result<Option<StandingRow>, StoreError> {
        let values = [Value::Text(operator), Value::Text(participant)];
        self.reader()?.first(STANDING, &values, read_standing).while_doing(READING)
    }

    /// Every summary of a participant, oldest first.
    pub fn summaries_of(&self, operator: &str, participant: &str) -> Result<Vec<SummaryRow>, StoreError> {
        let values = [Value::Text(operator), Value::Text(participant)];
        self.reader()?.all(HISTORY, &values, read_row).while_doing(READING)
    }

    /// The newest summary of a participant that had come by an instant. Rows are read from the newest on until one fits,
    /// so a question about now reads one row.
    pub fn newest_summary(
        &self,
        operator: &str,
        participant: &str,
        at: Timestamp,
    ) -> Result<Option<SummaryRow>, StoreError> {
        let values = [Value::Text(operator), Value::Text(participant)];
        let mut found = None;
        // Times are kept as text of varying length, so the database cannot compare them.
        let mut take = |row: Row<'_>| {
            if parsed::<Timestamp>(&row, 3)? > at {
                return Ok(ControlFlow::Continue(()));
            }
            found = Some(read_row(row)?);
            Ok(ControlFlow::Break(()))
        };
        self.reader()?.each(NEWEST_FIRST, &values, &mut take).while_doing(READING)?;
        Ok(found)
    }

    /// Hands over every summary, by participant and number, without holding them all. `take` must not call the store.
    pub fn each_summary(
        &self,
        operator: &str,
        mut take: impl FnMut(SummaryRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut reader = self.reader()?;
        reader.each(ALL, &[Value::Text(operator)], &mut |row| Ok(take(read_row(row)?))).while_doing(READING)
    }

    /// What was signed as the summary of that number.
    pub fn summary(
        &self,
        operator: &str,
        participant: &str,
        number: u64,
    ) -> Result<Option<KeptSummary>, StoreError> {
        let values = [Value::Text(operator), Value::Text(participant), Value::Int(int(number))];
        self.reader()?.first(SIGNED, &values, |row| read_kept(&row)).while_doing(READING)
    }

    /// What was refused with alarm, by participant and time.
    pub fn alarms(&self, operator: &str) -> Result<Vec<AlarmRow>, StoreError> {
        let read = |row: Row<'_>| {
            let refused = read_kept(&row)?;
            Ok(AlarmRow { participant: row.text(5)?, code: row.text(6)?, why: row.text(7)?, refused })
        };
        self.reader()?.all(ALARMS, &[Value::Text(operator)], read).while_doing(READING)
    }
}

fn keep(
    connection: &mut Connection,
    operator: &str,
    new: &NewSummary<'_>,
    packed: &[u8],
) -> Result<(), KeepError> {
    let (as_of, received_at) = (new.as_of.to_string(), new.received_at.to_string());
    let [operator, participant] = [operator, new.participant].map(Value::Text);
    let number = Value::Int(int(new.number));
    let [as_of, received_at] = [&as_of, &received_at].map(|text| Value::Text(text));
    let digest = Value::Bytes(&new.signed.digest.0);
    let standing = Value::Bytes(new.standing);
    let (size, root) = (Value::Int(int(new.record_size)), Value::Bytes(&new.record_root));
    let now = [operator, participant, number, as_of, received_at, digest, standing, size, root];
    // First the row that others wait for, and only then the rest.
    let changed = match new.follows {
        None => connection.execute(FIRST_STANDING, &now),
        Some(last) => {
            let last = Value::Int(int(last));
            connection.execute(NEXT_STANDING, &[&now[..], &[last]].concat())
        }
    };
    let overtaken = || KeepError::Overtaken { participant: new.participant.to_owned() };
    if changed.while_doing(KEEPING)? == 0 {
        return Err(overtaken());
    }
    let [key, signature] = [&new.signed.key.0[..], new.signed.signature].map(Value::Bytes);
    let row = [
        operator,
        participant,
        number,
        as_of,
        received_at,
        digest,
        key,
        signature,
        Value::Bytes(packed),
        standing,
    ];
    match connection.execute(KEEP, &row) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == Kind::Conflict => Err(overtaken()),
        Err(error) => Err(error.into_store_error(KEEPING).into()),
    }
}

fn raise(
    connection: &mut Connection,
    operator: &str,
    new: &NewAlarm<'_>,
    packed: &[u8],
) -> Result<(), StoreError> {
    let [operator, participant] = [operator, new.participant].map(Value::Text);
    let known = connection.first(ALARMS_OF, &[operator, participant], |row| row.int(0));
    if known.while_doing(KEEPING)?.unwrap_or(0) >= MOST_ALARMS {
        return Ok(());
    }
    let received_at = new.received_at.to_string();
    let row = [
        operator,
        participant,
        Value::Bytes(&new.signed.digest.0),
        Value::Text(&received_at),
        Value::Text(new.code),
        Value::Text(new.why),
        Value::Bytes(&new.signed.key.0),
        Value::Bytes(new.signed.signature),
        Value::Bytes(packed),
    ];
    connection.execute(RAISE, &row).map(drop).while_doing(KEEPING)
}

fn read_row(row: Row<'_>) -> Result<SummaryRow, DbError> {
    Ok(SummaryRow {
        participant: row.text(0)?,
        number: row.count(1)?,
        as_of: parsed(&row, 2)?,
        received_at: parsed(&row, 3)?,
        digest: Digest(row.hash(4)?),
        standing: row.bytes(5)?,
    })
}

fn read_standing(row: Row<'_>) -> Result<StandingRow, DbError> {
    let (record_size, record_root) = (row.count(6)?, row.hash(7)?);
    Ok(StandingRow { newest: read_row(row)?, record_size, record_root })
}

fn read_kept(row: &Row<'_>) -> Result<KeptSummary, DbError> {
    let payload = derived::unpack(&row.bytes(4)?);
    Ok(KeptSummary {
        received_at: parsed(row, 0)?,
        digest: Digest(row.hash(1)?),
        key: Digest(row.hash(2)?),
        signature: row.bytes(3)?,
        payload: payload
            .map_err(|cause| DbError::Content(format!("a summary cannot be unpacked: {cause}")))?,
    })
}

/// A time or day of that column.
fn parsed<T: FromStr>(row: &Row<'_>, column: usize) -> Result<T, DbError> {
    let text = row.text(column)?;
    text.parse().map_err(|_| DbError::Content(format!("column {column} holds `{text}`, which is no time")))
}

/// A count as the database keeps it: callers refuse what does not fit before it comes here.
fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
