//! Organisations and their records: entries, checkpoints and the assessments that entries name.

use crate::Store;
use crate::connection::{Connection, Row, Value};
use crate::derived::{self, SegmentKey};
use crate::error::{AppendError, DbError, Kind, StoreError, While as _};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::ops::ControlFlow;
use ward_domain::ids::Digest;

/// An organisation that keeps its record here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationRow {
    /// Its id, unique in this store.
    pub id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Entries of its record.
    pub size: u64,
}

/// An entry to append. The store does not look into it.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Canonical bytes.
    pub bytes: &'a [u8],
    /// Leaf hash over them.
    pub leaf: [u8; 32],
}

/// An entry of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Position in the record.
    pub number: u64,
    /// Canonical bytes.
    pub bytes: Vec<u8>,
    /// Leaf hash over them.
    pub leaf: [u8; 32],
}

/// A signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Entries that it covers.
    pub size: u64,
    /// The signed note.
    pub note: String,
}

/// What is written together with entries, in the same transaction.
#[derive(Clone, Copy, Debug)]
pub enum Extra<'a> {
    /// The observations of an evidence file that one of the entries adds.
    Segment {
        /// Of what.
        key: SegmentKey<'a>,
        /// The observations, not compressed.
        bytes: &'a [u8],
    },
    /// An assessment that one of the entries names by the SHA-256 of these bytes.
    Assessment {
        /// The JSON of the contract.
        json: &'a [u8],
    },
}

const ORGANISATIONS: &str = "
    SELECT o.id, o.created_at, COALESCE(MAX(e.number) + 1, 0)
      FROM organisation o
      LEFT JOIN entry e ON e.organisation = o.id
     GROUP BY o.id, o.created_at
     ORDER BY o.id";

const CREATE_ORGANISATION: &str = "
    INSERT INTO organisation (id, created_at)
    VALUES ($1, $2)
    ON CONFLICT (id) DO NOTHING";

const SIZE: &str = "
    SELECT COALESCE(MAX(number) + 1, 0)
      FROM entry
     WHERE organisation = $1";

const ENTRIES: &str = "
    SELECT number, bytes, leaf
      FROM entry
     WHERE organisation = $1
       AND number >= $2
     ORDER BY number";

const LEAVES: &str = "
    SELECT leaf
      FROM entry
     WHERE organisation = $1
     ORDER BY number";

const APPEND: &str = "
    INSERT INTO entry (organisation, number, bytes, leaf)
    VALUES ($1, $2, $3, $4)";

const CHECKPOINT: &str = "
    SELECT size, note
      FROM checkpoint
     WHERE organisation = $1
     ORDER BY size DESC
     LIMIT 1";

/// Signing is deterministic, so a checkpoint that is written again (an append of no entries) is the same.
const SAVE_CHECKPOINT: &str = "
    INSERT INTO checkpoint (organisation, size, note)
    VALUES ($1, $2, $3)
    ON CONFLICT (organisation, size) DO UPDATE SET note = excluded.note";

const ASSESSMENT: &str = "
    SELECT packed
      FROM assessment
     WHERE organisation = $1
       AND digest = $2";

const SAVE_ASSESSMENT: &str = "
    INSERT INTO assessment (organisation, digest, packed)
    VALUES ($1, $2, $3)
    ON CONFLICT (organisation, digest) DO NOTHING";

const APPENDING: &str = "appending to the record";
const READING: &str = "reading the record";

/// What goes into the database for an [`Extra`]: compressed before the transaction begins, so that others wait less.
enum Packed<'a> {
    Segment(SegmentKey<'a>, Vec<u8>),
    Assessment([u8; 32], Vec<u8>),
}

impl Store {
    /// All organisations, by id.
    pub fn organisations(&self) -> Result<Vec<OrganisationRow>, StoreError> {
        let rows =
            self.reader()?.all(ORGANISATIONS, &[], |row| Ok((row.text(0)?, row.text(1)?, row.count(2)?)));
        let rows = rows.while_doing("listing the organisations")?;
        let read = |(id, created_at, size): (String, String, u64)| match created_at.parse() {
            Ok(created_at) => Ok(OrganisationRow { id, created_at, size }),
            Err(cause) => Err(StoreError::Database {
                doing: format!("reading when the organisation `{id}` was made"),
                cause: Box::from(cause),
            }),
        };
        rows.into_iter().map(read).collect()
    }

    /// Makes an organisation with an empty record.
    pub fn create_organisation(&self, id: &str, created_at: Timestamp) -> Result<(), StoreError> {
        let values = [Value::Text(id), Value::Text(&created_at.to_string())];
        let made =
            self.writer()?.execute(CREATE_ORGANISATION, &values).while_doing("making an organisation")?;
        if made == 0 { Err(StoreError::OrganisationExists(id.to_owned())) } else { Ok(()) }
    }

    /// Entries of a record; 0 also for an organisation that is not here.
    pub fn size(&self, organisation: &str) -> Result<u64, StoreError> {
        size(&mut *self.reader()?, organisation)
    }

    /// The entries from that number on, in order.
    pub fn entries(&self, organisation: &str, from: u64) -> Result<Vec<StoredEntry>, StoreError> {
        let values = [Value::Text(organisation), Value::Int(int(from))];
        self.reader()?.all(ENTRIES, &values, read_entry).while_doing(READING)
    }

    /// Hands over the entries from that number on, in order, without holding them all. `take` must not call the store.
    pub fn each_entry(
        &self,
        organisation: &str,
        from: u64,
        mut take: impl FnMut(StoredEntry) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let values = [Value::Text(organisation), Value::Int(int(from))];
        let mut reader = self.reader()?;
        reader.each(ENTRIES, &values, &mut |row| Ok(take(read_entry(row)?))).while_doing(READING)
    }

    /// The leaf hashes of a record, in order.
    pub fn leaves(&self, organisation: &str) -> Result<Vec<[u8; 32]>, StoreError> {
        self.reader()?.all(LEAVES, &[Value::Text(organisation)], |row| row.hash(0)).while_doing(READING)
    }

    /// The newest checkpoint of a record.
    pub fn checkpoint(&self, organisation: &str) -> Result<Option<StoredCheckpoint>, StoreError> {
        let read = |row: Row<'_>| Ok(StoredCheckpoint { size: row.count(0)?, note: row.text(1)? });
        self.reader()?.first(CHECKPOINT, &[Value::Text(organisation)], read).while_doing(READING)
    }

    /// Appends entries, the checkpoint over the record as it then is, and what belongs to them: all or nothing, and on
    /// disk when this returns. `expected_size` is the number of the first new entry; when the record has grown in the
    /// meantime, nothing is written.
    pub fn append(
        &self,
        organisation: &str,
        expected_size: u64,
        entries: &[NewEntry<'_>],
        checkpoint_note: &str,
        extras: &[Extra<'_>],
    ) -> Result<(), AppendError> {
        let packed = extras.iter().map(pack).collect::<Result<Vec<_>, _>>()?;
        let mut writer = self.writer()?;
        writer.transaction(APPENDING, |connection| {
            let lock = connection.dialect().lock_organisation();
            let found = connection.first(lock, &[Value::Text(organisation)], |row| row.text(0));
            if found.while_doing(APPENDING)?.is_none() {
                return Err(StoreError::NoSuchOrganisation(organisation.to_owned()).into());
            }
            let size = size(connection, organisation)?;
            if size != expected_size {
                return Err(AppendError::SomeoneElseWrote { size });
            }
            insert_entries(connection, organisation, size, entries)?;
            let new_size = int(size + entries.len() as u64);
            let values = [Value::Text(organisation), Value::Int(new_size), Value::Text(checkpoint_note)];
            connection.execute(SAVE_CHECKPOINT, &values).while_doing(APPENDING)?;
            packed.iter().try_for_each(|extra| insert_extra(connection, organisation, extra))?;
            Ok(())
        })
    }

    /// The bytes of an assessment that an entry of the record names.
    pub fn assessment(&self, organisation: &str, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let values = [Value::Text(organisation), Value::Bytes(&digest.0)];
        let packed = self.reader()?.first(ASSESSMENT, &values, |row| row.bytes(0)).while_doing(READING)?;
        let Some(packed) = packed else { return Ok(None) };
        match derived::unpack(&packed) {
            Ok(json) if Sha256::digest(&json)[..] == digest.0 => Ok(Some(json)),
            _ => Err(StoreError::AssessmentChanged(digest)),
        }
    }
}

fn size(connection: &mut Connection, organisation: &str) -> Result<u64, StoreError> {
    let size =
        connection.first(SIZE, &[Value::Text(organisation)], |row| row.count(0)).while_doing(READING)?;
    Ok(size.unwrap_or(0))
}

fn insert_entries(
    connection: &mut Connection,
    organisation: &str,
    size: u64,
    entries: &[NewEntry<'_>],
) -> Result<(), AppendError> {
    for (number, entry) in (size..).zip(entries) {
        let values = [
            Value::Text(organisation),
            Value::Int(int(number)),
            Value::Bytes(entry.bytes),
            Value::Bytes(&entry.leaf),
        ];
        match connection.execute(APPEND, &values) {
            Ok(_) => {}
            // The lock makes this impossible among ourselves; the primary key holds against everybody else.
            Err(error) if error.kind() == Kind::Conflict => {
                return Err(AppendError::SomeoneElseWrote { size: number + 1 });
            }
            Err(error) => return Err(error.into_store_error(APPENDING).into()),
        }
    }
    Ok(())
}

fn pack<'a>(extra: &Extra<'a>) -> Result<Packed<'a>, StoreError> {
    match *extra {
        Extra::Segment { key, bytes } => Ok(Packed::Segment(key, derived::pack(bytes)?)),
        Extra::Assessment { json } => {
            Ok(Packed::Assessment(Sha256::digest(json).into(), derived::pack(json)?))
        }
    }
}

fn insert_extra(
    connection: &mut Connection,
    organisation: &str,
    extra: &Packed<'_>,
) -> Result<(), StoreError> {
    match extra {
        Packed::Segment(key, packed) => derived::insert_segment(connection, *key, packed),
        Packed::Assessment(digest, packed) => {
            let values = [Value::Text(organisation), Value::Bytes(digest), Value::Bytes(packed)];
            connection.execute(SAVE_ASSESSMENT, &values).map(drop).while_doing(APPENDING)
        }
    }
}

fn read_entry(row: Row<'_>) -> Result<StoredEntry, DbError> {
    Ok(StoredEntry { number: row.count(0)?, bytes: row.bytes(1)?, leaf: row.hash(2)? })
}

/// A count as the database keeps it. No record has 2^63 entries.
fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
