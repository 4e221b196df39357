-- What an operator received: signed summaries, where each participant stands now, and what was refused with alarm.
CREATE TABLE summary (
  operator    $TEXT NOT NULL REFERENCES organisation (id),
  participant $TEXT NOT NULL,
  number      $INT NOT NULL,
  as_of       $TEXT NOT NULL,
  received_at $TEXT NOT NULL,
  digest      $BYTES NOT NULL,
  key         $BYTES NOT NULL,
  signature   $BYTES NOT NULL,
  packed      $BYTES NOT NULL,
  standing    $BYTES NOT NULL,
  PRIMARY KEY (operator, participant, number)
) $STRICT;

CREATE TABLE standing (
  operator    $TEXT NOT NULL REFERENCES organisation (id),
  participant $TEXT NOT NULL,
  number      $INT NOT NULL,
  as_of       $TEXT NOT NULL,
  received_at $TEXT NOT NULL,
  digest      $BYTES NOT NULL,
  standing    $BYTES NOT NULL,
  record_size $INT NOT NULL,
  record_root $BYTES NOT NULL,
  PRIMARY KEY (operator, participant)
) $STRICT;

CREATE TABLE alarm (
  operator    $TEXT NOT NULL REFERENCES organisation (id),
  participant $TEXT NOT NULL,
  digest      $BYTES NOT NULL,
  received_at $TEXT NOT NULL,
  code        $TEXT NOT NULL,
  why         $TEXT NOT NULL,
  key         $BYTES NOT NULL,
  signature   $BYTES NOT NULL,
  packed      $BYTES NOT NULL,
  PRIMARY KEY (operator, participant, digest)
) $STRICT;
