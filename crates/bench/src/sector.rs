//! The whole sector in an office: 6,200 participants, daily summaries over two years, and the pages over them.
//!
//! The last day's summaries are signed and received like any. The 4.5 million before them are written as rows straight into
//! the store, without signatures, in the form in which the store has those that were received: signing and verifying each
//! would take an hour and is measured by `summaries`.

use crate::Result;
use crate::child::percentile;
use crate::data::Bench;
use crate::report::{Figure, Report};
use crate::server::Server;
use crate::summaries::{enrolment, id_of, sealed};
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::path::Path;
use std::time::Instant;
use ward_app::SystemClock;
use ward_app::programme::{Office, Officer, decide_all, receive_many};
use ward_catalog::Catalog;
use ward_domain::Digest;
use ward_store::{Location, NewSummary, Signed, Store};

const PARTICIPANTS: u32 = 6_200;
/// Days of summaries, today among them: with the participants 4.5 million.
const DAYS: u64 = 726;
const TIMES: usize = 100;
/// Milliseconds for the sector page.
const BUDGET: f64 = 300.0;
/// Different summaries of which the history consists.
const KINDS: u32 = 24;
/// Participants whose history is written in one transaction.
const GROUP: usize = 8;
const OPERATOR: &str = "operator";

pub(crate) fn run(bench: &Bench, report: &Report) -> Result<()> {
    report.group(&format!(
        "sector of {PARTICIPANTS} participants with {} summaries on SQLite",
        u64::from(PARTICIPANTS) * DAYS
    ));
    let standings = standings(&bench.path("sector-kinds"))?;
    let folder = bench.path("sector");
    let location = Location::Folder(folder.clone());
    let started = Instant::now();
    fill(&location, &standings)?;
    report.figure("writing it", Figure::Wall(started.elapsed().as_secs_f64()));

    let server = Server::start(bench.speaking("office").arg("--data").arg(&folder))?;
    report.figure("first page after the start", Figure::Millis(server.get("/")?.millis));
    let pages = [
        ("the sector", "/"),
        ("the sector, one state", "/?state=TX"),
        ("the sector, one kind, grade C", "/?kind=critical-access-hospital&grade=C"),
        ("participants", "/participants"),
        ("one participant", "/participants/participant-77"),
    ];
    for (what, target) in pages {
        let warm = server.read(target)?;
        let answers = (0..TIMES).map(|_| server.get(target)).collect::<Result<Vec<_>>>()?;
        let at = |percent| percentile(answers.iter().map(|answer| answer.millis), percent);
        report.below(&format!("{what}: p95"), Figure::Millis(at(95)), BUDGET);
        report.note(&format!("    p50 {:.1} ms; {} kB of HTML", at(50), warm.text.len().div_ceil(1_000)));
    }
    report.figure("memory of the server at the peak", Figure::Megabytes(server.megabytes()));
    Ok(())
}

/// What a store keeps of a received summary for quick reading, for each kind of summary: taken from one that received them.
fn standings(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let location = Location::Folder(folder.to_owned());
    let office = open(&location)?;
    decide_all(&office, &Officer::at_this_machine(), enrolment(0)?.into())?;
    let catalogue = office.catalog().version.clone();
    for kind in 0..KINDS {
        // The statuses follow from who sends: here one participant sends what others would say.
        let file = sealed(&catalogue, 0, kind, u64::from(kind) + 1)?;
        receive_many(&office, &[&file], office.now())?.pop().ok_or("no answer")??;
    }
    let rows = Store::open(&location)?.summaries_of(OPERATOR, &id_of(0))?;
    Ok(rows.into_iter().map(|row| row.standing).collect())
}

fn open(location: &Location) -> Result<Office> {
    Ok(Office::open(location, Catalog::built_in(), Box::new(SystemClock), || Ok([5; 32]))?)
}

fn fill(location: &Location, standings: &[Vec<u8>]) -> Result<()> {
    let office = open(location)?;
    let events = (0..PARTICIPANTS).map(enrolment).collect::<Result<Vec<_>>>()?;
    decide_all(&office, &Officer::at_this_machine(), events.into_iter().flatten().collect())?;
    let now = office.now();
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let store = Store::open(location)?;
    let ids: Vec<String> = (0..PARTICIPANTS).map(id_of).collect();
    for (group, ids) in (0_u64..).step_by(GROUP).zip(ids.chunks(GROUP)) {
        write_history(&store, group, ids, standings, today)?;
    }
    let catalogue = office.catalog().version.clone();
    let files: Vec<Vec<u8>> =
        (0..PARTICIPANTS).map(|who| sealed(&catalogue, who, who, DAYS)).collect::<Result<_>>()?;
    let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let refused = receive_many(&office, &files, now)?.into_iter().find_map(std::result::Result::err);
    refused.map_or(Ok(()), |refused| Err(refused.into()))
}

/// The summaries of a few participants up to yesterday, `first` of all. Each changes every few weeks, and no two on the
/// same day. Written participant by participant, which is the order in which the database keeps them: day by day it takes
/// many times as long.
fn write_history(
    store: &Store,
    first: u64,
    ids: &[String],
    standings: &[Vec<u8>],
    today: Date,
) -> Result<()> {
    let mut rows = Vec::with_capacity(ids.len() * DAYS as usize);
    for (participant, who) in ids.iter().zip(first..) {
        for number in 1..DAYS {
            let as_of = today.saturating_sub((DAYS - number).cast_signed().days());
            let mut digest = [3; 32];
            digest[..8].copy_from_slice(&who.to_be_bytes());
            digest[8..16].copy_from_slice(&number.to_be_bytes());
            let kind = (who + (number + who) / 25) % standings.len().max(1) as u64;
            let signed =
                Signed { digest: Digest(digest), key: Digest(digest), signature: &[0; 64], payload: &[] };
            rows.push(NewSummary {
                participant,
                follows: (number > 1).then(|| number - 1),
                number,
                as_of,
                received_at: as_of.at(22, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC)?.timestamp(),
                signed,
                standing: standings.get(kind as usize).ok_or("no summary was received")?,
                record_size: number * 10,
                record_root: digest,
            });
        }
    }
    Ok(store.keep_summaries(OPERATOR, &rows, &[])?)
}
