-- The record: what must never be lost. Entries are only ever added.
CREATE TABLE organisation (
  id         $TEXT NOT NULL PRIMARY KEY,
  created_at $TEXT NOT NULL
) $STRICT;

CREATE TABLE entry (
  organisation $TEXT NOT NULL REFERENCES organisation (id),
  number       $INT NOT NULL,
  bytes        $BYTES NOT NULL,
  leaf         $BYTES NOT NULL,
  PRIMARY KEY (organisation, number)
) $STRICT;

CREATE TABLE checkpoint (
  organisation $TEXT NOT NULL REFERENCES organisation (id),
  size         $INT NOT NULL,
  note         $TEXT NOT NULL,
  PRIMARY KEY (organisation, size)
) $STRICT;

CREATE TABLE assessment (
  organisation $TEXT NOT NULL REFERENCES organisation (id),
  digest       $BYTES NOT NULL,
  packed       $BYTES NOT NULL,
  PRIMARY KEY (organisation, digest)
) $STRICT;

CREATE TABLE setting (
  key   $TEXT NOT NULL PRIMARY KEY,
  value $BYTES NOT NULL
) $STRICT;
