//! The office: what it decides, which summaries it takes, and what it refuses; on both databases.

use super::office::OPERATOR;
use super::*;
use crate::{AppError, FixedClock};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use tempfile::TempDir;
use ward_catalog::Catalog;
use ward_domain::assessment::{Grade, Status};
use ward_domain::summary::{Class, GoalStanding, RecordHead, Summary};
use ward_domain::{Digest, GoalId};
use ward_ledger::{Envelope, SignedCheckpoint, SigningKey, receipt};
use ward_programme::participants::{Consent, Event as OfParticipants, ParticipantId, Profile};
use ward_programme::recognition::Event as OfTiers;
use ward_programme::{Event, Refused};
use ward_store::Location;

/// An office in a folder, on one of the databases.
struct Place {
    folder: TempDir,
    url: Option<String>,
}

impl Place {
    fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), url: None }
    }
    fn postgres() -> Option<Self> {
        let cluster = ward_testkit::postgres::cluster()?;
        Some(Self { folder: tempfile::tempdir().unwrap(), url: Some(cluster.create_database()) })
    }
    fn open(&self) -> Office {
        let folder: &Path = self.folder.path();
        let location = match &self.url {
            None => Location::Folder(folder.to_owned()),
            Some(url) => Location::Postgres { url: url.clone(), folder: folder.to_owned() },
        };
        Office::open(&location, Catalog::built_in(), Box::new(FixedClock(now())), || Ok([4; 32])).unwrap()
    }
    /// With two enrolled participants.
    fn open_with_two(&self) -> Office {
        let office = self.open();
        let events = ["anne", "bede"].iter().flat_map(|name| enrolled(name)).collect();
        decide_all(&office, &us(), events).unwrap();
        office
    }
}

fn now() -> Timestamp {
    "2026-11-21T20:00:00Z".parse().unwrap()
}

fn us() -> Officer {
    Officer::at_this_machine()
}

fn id(name: &str) -> ParticipantId {
    name.parse().unwrap()
}

fn key(name: &str) -> SigningKey {
    let mut secret = [0; 32];
    secret[..name.len()].copy_from_slice(name.as_bytes());
    SigningKey::new("ward/main", &secret).unwrap()
}

fn listed(name: &str) -> Event {
    let profile = Box::new(Profile { name: name.to_owned(), ..Profile::default() });
    Event::Participants(OfParticipants::Listed { participant: id(name), profile })
}

fn invited(name: &str) -> Event {
    Event::Participants(OfParticipants::Invited { participant: id(name) })
}

fn enrols(name: &str, key: &str) -> Event {
    let consent = Consent {
        given_on: "2026-11-01".parse().unwrap(),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: false,
    };
    Event::Participants(OfParticipants::Enrolled {
        participant: id(name),
        consent,
        key: key.parse().unwrap(),
    })
}

fn enrolled(name: &str) -> Vec<Event> {
    vec![listed(name), invited(name), enrols(name, &key(name).verifying_key().to_string())]
}

fn summary(number: u64) -> Summary {
    let standing = |goal| GoalStanding {
        goal,
        status: Status::Partly,
        low: 0.2501,
        high: 0.75,
        grade: Some(Grade::C),
        coverage: 0.3333,
    };
    Summary {
        version: 1,
        number,
        as_of: "2026-11-20".parse().unwrap(),
        made_at: now() - SignedDuration::from_hours(1),
        catalogue: Catalog::built_in().version.clone(),
        class: Class::default(),
        goals: GoalId::all().map(standing).collect(),
        assessment: Digest([1; 32]),
        record: RecordHead { size: number * 10, root: Digest([u8::try_from(number % 250).unwrap(); 32]) },
    }
}

fn sealed(name: &str, summary: &Summary) -> Vec<u8> {
    ward_ledger::claim::seal(&key(name), summary).unwrap().to_bytes()
}

#[track_caller]
fn takes(office: &Office, bytes: &[u8]) -> Envelope {
    receive(office, bytes, now()).unwrap()
}

#[track_caller]
fn refuses(office: &Office, bytes: &[u8], code: &str, says: &str) {
    match receive(office, bytes, now()) {
        Err(AppError::Refused(Refused { code: found, why })) => {
            assert_eq!(found, code, "{why}");
            assert!(why.contains(says), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refuses_changed(office: &Office, change: impl FnOnce(&mut Summary), code: &str, says: &str) {
    let mut changed = summary(3);
    change(&mut changed);
    refuses(office, &sealed("anne", &changed), code, says);
}

fn numbers(office: &Office, name: &str) -> Vec<u64> {
    history(office, &us(), &id(name)).unwrap().iter().map(|(_, told)| told.number).collect()
}

/// Makes two tests of each function that takes a place.
macro_rules! on_both {
    ($($test:ident)*) => {
        mod on_sqlite {
            $(#[test]
            fn $test() {
                super::$test(&super::Place::sqlite());
            })*
        }
        mod on_postgres {
            $(#[test]
            fn $test() {
                if let Some(place) = super::Place::postgres() {
                    super::$test(&place);
                }
            })*
        }
    };
}

// Below the macro, which they use.
mod decisions;
mod receiving;
