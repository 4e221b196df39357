//! Receiving summaries: one at a time, and many in one transaction, on each database that is at hand.

use crate::Result;
use crate::data::Bench;
use crate::machine::processor_seconds;
use crate::report::{Figure, Report};
use std::time::Instant;
use ward_app::programme::{Office, Officer, decide_all, receive, receive_many};
use ward_app::{Clock as _, SystemClock};
use ward_catalog::Catalog;
use ward_domain::assessment::{Grade, Status};
use ward_domain::summary::{Class, GoalStanding, RecordHead, Summary};
use ward_domain::{Digest, GoalId};
use ward_ledger::SigningKey;
use ward_programme::Event;
use ward_programme::participants::{Consent, Event as OfParticipants, Kind, Profile};
use ward_store::Location;
use ward_testkit::postgres as throw_away;

/// Enrolled participants.
const PARTICIPANTS: u32 = 500;
/// Summaries that are received one by one.
const SINGLE: usize = 200;
/// Summaries in one transaction.
const BATCH: usize = 250;
/// Summaries of each participant that are received in batches.
const DAYS: u64 = 6;

/// Measures on SQLite, and on PostgreSQL when its programs are installed.
pub(crate) fn run(bench: &Bench, report: &Report) -> Result<()> {
    let folder = bench.path("summaries-sqlite");
    measure(report, "SQLite", &Location::Folder(folder))?;
    // The tests' own cluster, told to write through like a real one.
    let Some(cluster) = throw_away::cluster() else {
        report.note("  PostgreSQL is not installed: not measured");
        return Ok(());
    };
    cluster.make_durable();
    let folder = bench.path("summaries-postgres");
    measure(report, "PostgreSQL", &Location::Postgres { url: cluster.create_database(), folder })
}

fn measure(report: &Report, database: &str, location: &Location) -> Result<()> {
    report.group(&format!("summaries of {PARTICIPANTS} participants on {database}"));
    let office = Office::open(location, Catalog::built_in(), Box::new(SystemClock), || Ok([5; 32]))?;
    let events = (0..PARTICIPANTS).map(enrolment).collect::<Result<Vec<_>>>()?;
    let started = Instant::now();
    decide_all(&office, &Officer::at_this_machine(), events.into_iter().flatten().collect())?;
    report.figure("enrolling them, in one decision", Figure::Millis(started.elapsed().as_secs_f64() * 1e3));

    let catalogue = office.catalog().version.as_str();
    let first = (0..PARTICIPANTS).map(|who| sealed(catalogue, who, who, 1)).collect::<Result<Vec<_>>>()?;
    let now = office.now();
    let mut single = Vec::with_capacity(SINGLE);
    let before = processor_seconds();
    for file in first.iter().take(SINGLE) {
        let started = Instant::now();
        receive(&office, file, now)?;
        single.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let cpu = (processor_seconds() - before) * 1e3 / SINGLE as f64;
    single.sort_by(f64::total_cmp);
    report.below("one verified and stored durably, median", Figure::Millis(single[SINGLE / 2]), 5.0);
    report.figure("  the same, 95th of 100", Figure::Millis(single[SINGLE * 95 / 100]));
    report.figure("  the same, processor time of this program", Figure::Millis(cpu));

    let mut files = Vec::new();
    for day in 2..2 + DAYS {
        files.extend(
            (0..PARTICIPANTS).map(|who| sealed(catalogue, who, who, day)).collect::<Result<Vec<_>>>()?,
        );
    }
    let slices: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let (before, started) = (processor_seconds(), Instant::now());
    for batch in slices.chunks(BATCH) {
        let refused = receive_many(&office, batch, now)?.into_iter().find_map(std::result::Result::err);
        if let Some(refused) = refused {
            return Err(refused.into());
        }
    }
    let thousands = files.len() as f64 / 1e3;
    let seconds = started.elapsed().as_secs_f64() / thousands;
    report.below(&format!("1,000 in transactions of {BATCH}"), Figure::Wall(seconds), 1.0);
    let cpu = (processor_seconds() - before) / thousands;
    report.figure("  the same, processor time of this program", Figure::Cpu(cpu));
    Ok(())
}

fn key(who: u32) -> Result<SigningKey> {
    let mut secret = [7; 32];
    secret[..4].copy_from_slice(&who.to_be_bytes());
    Ok(SigningKey::new("ward/main", &secret)?)
}

/// The id of a participant.
pub(crate) fn id_of(who: u32) -> String {
    format!("participant-{who}")
}

/// Listed, invited and enrolled: of a state and a kind that follow from its number.
pub(crate) fn enrolment(who: u32) -> Result<[Event; 3]> {
    const STATES: [&str; 10] = ["TX", "OK", "NM", "LA", "IA", "KS", "NE", "MO", "AR", "CO"];
    let name = id_of(who);
    let participant = name.parse::<ward_programme::participants::ParticipantId>()?;
    let consent = Consent {
        given_on: jiff::civil::date(2026, 1, 1),
        document: None,
        in_statistics: true,
        among_peers: true,
        named_in_public: false,
    };
    let key = key(who)?.verifying_key().to_string().parse::<ward_programme::participants::VerifyingKey>()?;
    let state = STATES.get(who as usize % STATES.len()).map(|state| state.parse()).transpose()?;
    let kind = Kind::ALL.get(who as usize / 7 % Kind::ALL.len()).copied().unwrap_or_default();
    let profile = Box::new(Profile { name, state, kind, ..Profile::default() });
    Ok([
        OfParticipants::Listed { participant: participant.clone(), profile },
        OfParticipants::Invited { participant: participant.clone() },
        OfParticipants::Enrolled { participant, consent, key },
    ]
    .map(Event::Participants))
}

/// A signed summary of a participant, of one of many kinds.
pub(crate) fn sealed(catalogue: &str, who: u32, kind: u32, number: u64) -> Result<Vec<u8>> {
    let standing = |goal: GoalId| GoalStanding {
        goal,
        status: if (u32::from(goal.number()) + kind).is_multiple_of(3) {
            Status::Met
        } else {
            Status::Partly
        },
        low: f64::from(kind % 100) / 100.0,
        high: 1.0,
        grade: Some(Grade::A),
        coverage: f64::from(kind % 97) / 100.0,
    };
    let made_at = SystemClock.now();
    let summary = Summary {
        version: 1,
        number,
        as_of: made_at.to_zoned(jiff::tz::TimeZone::UTC).date(),
        made_at,
        catalogue: catalogue.to_owned(),
        class: Class::default(),
        goals: GoalId::all().map(standing).collect(),
        assessment: Digest([who as u8; 32]),
        record: RecordHead { size: number * 10, root: Digest([number as u8; 32]) },
    };
    Ok(ward_ledger::claim::seal(&key(who)?, &summary)?.to_bytes())
}
