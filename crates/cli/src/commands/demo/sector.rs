//! `ward demo sector`: a fictional state over two simulated years, seen from the operator's office and from one hospital.
//!
//! Everything goes through the same use cases as in earnest: files are read, keys enrolled, summaries signed and received,
//! decisions checked. Only the clock is moved.

mod audits;
mod cases;
mod help;
mod money;
mod register;
mod reports;
mod rewards;

use super::DemoClock;
use crate::commands::serving::{self, Listen};
use crate::failure::{Code, Failure};
use crate::settings::random_key;
use crate::ui::Ui;
use jiff::civil::Date;
use std::path::Path;
use ward_app::programme::{Office, Officer, Role, decide_all, publish, receive};
use ward_app::summary::{Asked, draft, keep_receipt, sign};
use ward_app::{Actor, AppError, Clock as _, Ctx, SystemClock};
use ward_catalog::Catalog;
use ward_domain::{Digest, Money};
use ward_generator::sector::{Organisation, Plan, Sector, WEEKS, sector};
use ward_generator::{Faults, hospital};
use ward_programme::participants::ParticipantId;
use ward_programme::{Event, Programme};
use ward_store::Location;

/// Makes the two records and serves both until somebody ends it.
pub(super) fn run(
    folder: &Path,
    organisations: usize,
    seed: u64,
    beds: u32,
    listen: &Listen,
    ui: &Ui,
) -> Result<Code, Failure> {
    let as_of = ward_estate::date_of(SystemClock.now());
    let sector = sector(&Plan { organisations, seed, as_of });
    let clock = DemoClock::default();
    let at = |name: &str| Location::Folder(folder.join(name));
    let office = Office::open(&at("office"), Catalog::built_in(), Box::new(clock.clone()), random_key)?;
    let hospital_clock = DemoClock::default();
    let house =
        Ctx::open(&at("hospital"), Catalog::built_in(), Box::new(hospital_clock.clone()), random_key)?;
    ui.say(format!(
        "{}: {} organisations, {} summaries over two years …",
        sector.state, sector.truth.listed, sector.truth.summaries
    ));
    let shown = hospital(&ward_generator::Plan { beds, seed, as_of, faults: Faults::Planted });
    std::thread::scope(|scope| {
        let filled = scope.spawn(|| super::fill(&house, &hospital_clock, shown));
        let key = house.verifying_key().to_string();
        let told = Story { office: &office, clock: &clock, sector: &sector, key, ui }.tell();
        let filled = filled.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        told.and(filled.map_err(Failure::from))
    })?;
    clock.go();
    if let Some(own) = sector.organisations.first() {
        send_own_summary(&office, &house, own)?;
        help::own_answers(&office, &house)?;
    }
    publish_tables(&office, ui)?;
    let programme = office.programme()?;
    say_totals(&programme, ui);
    serving::serve_both(office, format!("{} health office", sector.state), house, listen, ui)
}

/// The office lets out what may be told. A small state has nothing that may.
fn publish_tables(office: &Office, ui: &Ui) -> Result<(), Failure> {
    let said = match publish(office, &officer("Edda Longacre (register)", Role::Administrator)) {
        Ok(release) => {
            format!("{} tables published, {} left out", release.tables.len(), release.left_out.len())
        }
        Err(AppError::Refused(refused)) => format!("nothing is published: {refused}"),
        Err(error) => return Err(error.into()),
    };
    ui.say(said);
    Ok(())
}

/// The hospital reads, signs and sends a summary, and keeps the receipt: as its own pages do it.
fn send_own_summary(office: &Office, house: &Ctx, own: &Organisation) -> Result<(), Failure> {
    let who = Actor::at_this_machine();
    let asked = Asked { as_of: None, state: Some("DE".to_owned()), ccn: Some(own.ccn.clone()) };
    let read = draft(house, &who, &asked)?;
    let signed = sign(house, &who, &asked, Some(read.assessment))?;
    let receipt = receive(office, &signed.bytes, office.now())?;
    keep_receipt(house, &who, &receipt.to_bytes(), Some(&office.verifying_key()))?;
    Ok(())
}

fn say_totals(programme: &Programme, ui: &Ui) {
    let funding = &programme.funding;
    let paid: Money = funding
        .awards()
        .flat_map(|award| award.milestones.values())
        .filter(|milestone| milestone.payment().is_some())
        .map(|milestone| milestone.amount)
        .sum();
    ui.say(format!(
        "{} awards, {paid} paid in {} postings; all accounts add up to {}",
        funding.awards().count(),
        funding.ledger().postings().len(),
        funding.ledger().total()
    ));
}

/// The two years as they are told.
struct Story<'a> {
    office: &'a Office,
    clock: &'a DemoClock,
    sector: &'a Sector,
    /// The key of the hospital whose own pages are shown.
    key: String,
    ui: &'a Ui,
}

impl Story<'_> {
    fn tell(&self) -> Result<(), Failure> {
        let mut reports = reports::Reports::of(self.sector);
        let mut audits = audits::Audits::default();
        let mut cases = cases::Cases::default();
        let mut help = help::Requests::default();
        let progress = self.ui.progress();
        for week in 0..=WEEKS {
            let (day, all) = (self.sector.day(week), self.sector.truth.summaries);
            progress.set_message(format!("{day}: {} of {all} summaries received", reports.received));
            reports.days_before(self, week)?;
            self.clock.stand_at_hour(day, 9);
            register::week(self, week)?;
            money::week(self, week)?;
            rewards::week(self, week)?;
            audits.week(self, week)?;
            cases.week(self, week)?;
            help.week(self, week)?;
            reports.week(self, week)?;
            if week > 0 && week.is_multiple_of(26) {
                let said = format!("  {day}: {} of {all} summaries received", reports.received);
                progress.suspend(|| self.ui.say(said));
            }
        }
        progress.finish_and_clear();
        Ok(())
    }

    /// Records decisions of somebody in the office; the numbers of the entries.
    fn decide(&self, who: &Officer, events: Vec<Event>) -> Result<Vec<u64>, AppError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let entries = decide_all(self.office, who, events)?;
        Ok(entries.into_iter().map(|entry| entry.number).collect())
    }

    /// Records one decision.
    fn decide_one(&self, who: &Officer, event: Event) -> Result<u64, AppError> {
        Ok(self.decide(who, vec![event])?.first().copied().unwrap_or_default())
    }

    fn today(&self) -> Date {
        ward_estate::date_of(self.office.now())
    }

    /// The enrolled organisations of the story with their ids, in the order of the sector.
    fn enrolled(&self) -> Result<Vec<(ParticipantId, &Organisation)>, AppError> {
        let programme = self.office.programme()?;
        let all = self.sector.organisations.iter().skip(1).filter_map(|one| Some((id(one)?, one)));
        let is_enrolled = |id: &ParticipantId| {
            programme.participants.get(id).is_some_and(ward_programme::participants::Participant::is_enrolled)
        };
        Ok(all.filter(|(id, _)| is_enrolled(id)).collect())
    }
}

/// The operator's id: the first CCN in lower case, as the register chooses it.
fn id(one: &Organisation) -> Option<ParticipantId> {
    one.ccn.parse().ok()
}

/// Somebody in the office.
fn officer(name: &str, role: Role) -> Officer {
    Officer::with(name, &[role])
}

/// SHA-256 of a text, for documents that the story only names.
fn digest(text: &str) -> Digest {
    use sha2::Digest as _;
    Digest(sha2::Sha256::digest(text).into())
}

/// What the program itself wrote cannot be wrong; if it is, that is a fault of ours.
fn ours(cause: impl std::error::Error + Send + Sync + 'static) -> AppError {
    AppError::ours(cause)
}
