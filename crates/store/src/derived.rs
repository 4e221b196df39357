//! What can be made again from record and evidence: parsed observations and projections.

use crate::Store;
use crate::connection::{Connection, Value};
use crate::error::{StoreError, While as _};
use sha2::{Digest as _, Sha256};
use ward_domain::ids::Digest;

/// What the observations of a file depend on: its content, who translated it, and how its columns were named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SegmentKey<'a> {
    /// The evidence file.
    pub evidence: Digest,
    /// Importer.
    pub format: &'a str,
    /// Version of the importer's translation.
    pub format_version: u32,
    /// The mapping that a person gave, as text.
    pub mapping: Option<&'a str>,
}

const SEGMENT: &str = "
    SELECT packed
      FROM segment
     WHERE evidence = $1
       AND format = $2
       AND format_version = $3
       AND mapping = $4";

const SAVE_SEGMENT: &str = "
    INSERT INTO segment (evidence, format, format_version, mapping, packed)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (evidence, format, format_version, mapping) DO UPDATE SET packed = excluded.packed";

const DROP_SEGMENTS: &str = "
    DELETE FROM segment";

const PROJECTION: &str = "
    SELECT bytes
      FROM projection
     WHERE organisation = $1
       AND key = $2";

const SAVE_PROJECTION: &str = "
    INSERT INTO projection (organisation, key, bytes)
    VALUES ($1, $2, $3)
    ON CONFLICT (organisation, key) DO UPDATE SET bytes = excluded.bytes";

const DROP_PROJECTIONS: &str = "
    DELETE FROM projection
     WHERE organisation = $1";

const READING: &str = "reading what was derived from the evidence";
const WRITING: &str = "saving what was derived from the evidence";

impl Store {
    /// The observations of a file, if they are kept for exactly this key.
    pub fn segment(&self, key: SegmentKey<'_>) -> Result<Option<Vec<u8>>, StoreError> {
        let mapping = mapping_hash(key);
        let found = self.reader()?.first(SEGMENT, &key_values(&key, &mapping), |row| row.bytes(0));
        let unreadable =
            |cause: std::io::Error| StoreError::Database { doing: READING.into(), cause: cause.into() };
        found.while_doing(READING)?.map(|packed| unpack(&packed).map_err(unreadable)).transpose()
    }

    /// Keeps the observations of a file that was read again. New files hand theirs to [`Store::append`].
    pub fn put_segment(&self, key: SegmentKey<'_>, bytes: &[u8]) -> Result<(), StoreError> {
        insert_segment(&mut *self.writer()?, key, &pack(bytes)?)
    }

    /// A projection, as it was put.
    pub fn projection(&self, organisation: &str, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let values = [Value::Text(organisation), Value::Text(key)];
        self.reader()?.first(PROJECTION, &values, |row| row.bytes(0)).while_doing(READING)
    }

    /// Keeps a projection in place of an older one of that key.
    pub fn put_projection(&self, organisation: &str, key: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let values = [Value::Text(organisation), Value::Text(key), Value::Bytes(bytes)];
        self.writer()?.execute(SAVE_PROJECTION, &values).map(drop).while_doing(WRITING)
    }

    /// Drops the organisation's projections, and the observations of every file: files are shared by content, so
    /// observations are too.
    pub fn drop_derived(&self, organisation: &str) -> Result<(), StoreError> {
        self.writer()?.transaction(WRITING, |connection| {
            connection.execute(DROP_PROJECTIONS, &[Value::Text(organisation)]).while_doing(WRITING)?;
            connection.execute(DROP_SEGMENTS, &[]).map(drop).while_doing(WRITING)
        })
    }
}

pub(crate) fn insert_segment(
    connection: &mut Connection,
    key: SegmentKey<'_>,
    packed: &[u8],
) -> Result<(), StoreError> {
    let mapping = mapping_hash(key);
    let [evidence, format, version, mapping] = key_values(&key, &mapping);
    let values = [evidence, format, version, mapping, Value::Bytes(packed)];
    connection.execute(SAVE_SEGMENT, &values).map(drop).while_doing(WRITING)
}

fn key_values<'a>(key: &'a SegmentKey<'_>, mapping: &'a [u8]) -> [Value<'a>; 4] {
    [
        Value::Bytes(&key.evidence.0),
        Value::Text(key.format),
        Value::Int(key.format_version.into()),
        Value::Bytes(mapping),
    ]
}

/// Mappings are told apart by their SHA-256; no mapping is no bytes.
fn mapping_hash(key: SegmentKey<'_>) -> Vec<u8> {
    key.mapping.map_or_else(Vec::new, |mapping| Sha256::digest(mapping).to_vec())
}

/// Compresses. Level 1: half a gigabyte a second, and observations shrink several times.
pub(crate) fn pack(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    zstd::encode_all(bytes, 1)
        .map_err(|cause| StoreError::Database { doing: "compressing".into(), cause: cause.into() })
}

/// Undoes [`pack`].
pub(crate) fn unpack(packed: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::decode_all(packed)
}
