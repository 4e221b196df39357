-- What can be made again from the record and the evidence: it may be dropped at any time.
CREATE TABLE segment (
  evidence       $BYTES NOT NULL,
  format         $TEXT NOT NULL,
  format_version $INT NOT NULL,
  mapping        $BYTES NOT NULL,
  packed         $BYTES NOT NULL,
  PRIMARY KEY (evidence, format, format_version, mapping)
) $STRICT;

CREATE TABLE projection (
  organisation $TEXT NOT NULL REFERENCES organisation (id),
  key          $TEXT NOT NULL,
  bytes        $BYTES NOT NULL,
  PRIMARY KEY (organisation, key)
) $STRICT;
