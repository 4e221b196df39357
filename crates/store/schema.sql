-- The whole schema, for people. Never run: the migrations are; a test compares the two.
-- $INT, $TEXT and $BYTES stand for INTEGER, TEXT, BLOB in SQLite and BIGINT, TEXT COLLATE "C", BYTEA in PostgreSQL.

-- What must never be lost -----------------------------------------------------------------------------------------

-- One row for each organisation that keeps its record here.
CREATE TABLE organisation (
  id         $TEXT NOT NULL PRIMARY KEY,
  created_at $TEXT NOT NULL               -- RFC 3339
) $STRICT;

-- The record: numbers run from 0 without gaps; rows are never changed or removed.
CREATE TABLE entry (
  organisation $TEXT NOT NULL REFERENCES organisation (id),
  number       $INT NOT NULL,
  bytes        $BYTES NOT NULL,           -- canonical JSON, exactly what was hashed
  leaf         $BYTES NOT NULL,           -- leaf hash, 32 bytes
  PRIMARY KEY (organisation, number)
) $STRICT;

-- Signed statements over the first `size` entries.
CREATE TABLE checkpoint (
  organisation $TEXT NOT NULL REFERENCES organisation (id),
  size         $INT NOT NULL,
  note         $TEXT NOT NULL,            -- C2SP signed note
  PRIMARY KEY (organisation, size)
) $STRICT;

-- Assessments that entries name by the SHA-256 of their JSON.
CREATE TABLE assessment (
  organisation $TEXT NOT NULL REFERENCES organisation (id),
  digest       $BYTES NOT NULL,           -- SHA-256 of the JSON, 32 bytes
  packed       $BYTES NOT NULL,           -- the JSON, compressed with zstd
  PRIMARY KEY (organisation, digest)
) $STRICT;

-- Choices of whoever runs this installation.
CREATE TABLE setting (
  key   $TEXT NOT NULL PRIMARY KEY,
  value $BYTES NOT NULL
) $STRICT;

-- What can be made again ------------------------------------------------------------------------------------------

-- The observations of one evidence file, as one version of one importer with one mapping reads it.
CREATE TABLE segment (
  evidence       $BYTES NOT NULL,         -- SHA-256 of the file, 32 bytes
  format         $TEXT NOT NULL,          -- importer
  format_version $INT NOT NULL,
  mapping        $BYTES NOT NULL,         -- SHA-256 of the mapping, or empty
  packed         $BYTES NOT NULL,         -- the observations, compressed with zstd
  PRIMARY KEY (evidence, format, format_version, mapping)
) $STRICT;

-- Anything worth keeping between two requests.
CREATE TABLE projection (
  organisation $TEXT NOT NULL REFERENCES organisation (id),
  key          $TEXT NOT NULL,
  bytes        $BYTES NOT NULL,
  PRIMARY KEY (organisation, key)
) $STRICT;
