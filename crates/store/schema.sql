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

-- Signed summaries that an operator received. Numbers of a participant only rise; rows are never changed or removed.
CREATE TABLE summary (
  operator    $TEXT NOT NULL REFERENCES organisation (id),
  participant $TEXT NOT NULL,             -- the operator's id for it
  number      $INT NOT NULL,              -- the participant's own count
  as_of       $TEXT NOT NULL,             -- day judged, YYYY-MM-DD
  received_at $TEXT NOT NULL,             -- RFC 3339
  digest      $BYTES NOT NULL,            -- SHA-256 of the envelope, 32 bytes
  key         $BYTES NOT NULL,            -- id of the key that signed, 32 bytes
  signature   $BYTES NOT NULL,            -- Ed25519, 64 bytes
  packed      $BYTES NOT NULL,            -- the payload that was signed, compressed with zstd
  standing    $BYTES NOT NULL,            -- the goals, small and quick to read; follows from the payload
  PRIMARY KEY (operator, participant, number)
) $STRICT;

-- The newest summary of each participant: what the next one must follow.
CREATE TABLE standing (
  operator    $TEXT NOT NULL REFERENCES organisation (id),
  participant $TEXT NOT NULL,
  number      $INT NOT NULL,
  as_of       $TEXT NOT NULL,
  received_at $TEXT NOT NULL,
  digest      $BYTES NOT NULL,
  standing    $BYTES NOT NULL,
  record_size $INT NOT NULL,              -- the head of the participant's record that the operator witnessed
  record_root $BYTES NOT NULL,
  PRIMARY KEY (operator, participant)
) $STRICT;

-- Rightly signed summaries that were refused because they contradict what was witnessed: evidence, and a few at most.
CREATE TABLE alarm (
  operator    $TEXT NOT NULL REFERENCES organisation (id),
  participant $TEXT NOT NULL,
  digest      $BYTES NOT NULL,            -- SHA-256 of the envelope, 32 bytes
  received_at $TEXT NOT NULL,
  code        $TEXT NOT NULL,             -- why it was refused, as a word
  why         $TEXT NOT NULL,             -- the same as a sentence
  key         $BYTES NOT NULL,
  signature   $BYTES NOT NULL,
  packed      $BYTES NOT NULL,
  PRIMARY KEY (operator, participant, digest)
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
