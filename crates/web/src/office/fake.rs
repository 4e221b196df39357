//! An operator's port held in memory, over a made-up programme: for tests of pages and for looking at them. Nothing is
//! kept.
//!
//! A sample or a test that needs more than the story gives decides it by [`FakeOffice::decide_at`], as the story does.

pub(crate) mod money;
mod story;

use crate::fake::Kind;
#[cfg(test)]
use crate::office::Desk;
use crate::office::port::{Alarm, OfficePort, PublicList, Taken, TakenAnswer, TakenRequest};
use crate::port::{AdvisoryText, Trouble};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use ward_catalog::Catalog;
use ward_domain::Digest;
use ward_domain::advisory::Advisory;
use ward_domain::exposure::State;
use ward_domain::record::Tally;
use ward_programme::audit::{Event as OfAudit, ReRun, Step};
use ward_programme::funding::{ApplicationId, Proposal, RoundId};
use ward_programme::help::{BulletinNumber, Event as OfHelp, RequestKind, RequestNumber};
use ward_programme::office::{Event as Published, no_table};
use ward_programme::participants::ParticipantId;
use ward_programme::participants::merge::plan;
use ward_programme::recognition::StatementId;
use ward_programme::standing::release::Release;
use ward_programme::standing::{Standing, Told};
use ward_programme::{Entry, Event, Programme, Refused, Summaries};

pub use story::{HOSTILE, key};

/// The port.
#[derive(Debug)]
pub struct FakeOffice {
    name: String,
    catalog: &'static Catalog,
    kept: Mutex<Kept>,
}

/// Read once for all fakes.
static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);

#[derive(Debug)]
struct Kept {
    programme: Arc<Programme>,
    standing: Arc<Standing>,
    told: AllTold,
    entries: Vec<Entry>,
    alarms: Vec<Alarm>,
    releases: Vec<Release>,
}

impl Kept {
    fn of(catalog: &Catalog) -> Self {
        Self {
            programme: Arc::new(Programme::new(catalog)),
            standing: Arc::default(),
            told: AllTold::default(),
            entries: Vec::new(),
            alarms: Vec::new(),
            releases: Vec::new(),
        }
    }
}

/// What everybody told, oldest first.
#[derive(Debug, Default)]
struct AllTold(BTreeMap<ParticipantId, Vec<Told>>);

impl Summaries for AllTold {
    fn newest(&self, who: &ParticipantId, at: Timestamp) -> Option<Told> {
        self.0.get(who)?.iter().rfind(|told| told.received_at <= at).cloned()
    }
}

fn trouble(refused: Refused) -> Trouble {
    Trouble { code: refused.code, ..Trouble::user(refused.why, "Look at the newest state and decide again.") }
}

/// Midday of the fake's today.
const NOW: &str = "2026-11-21T12:00:00Z";

/// The fake's clock stands.
pub fn now() -> Timestamp {
    NOW.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

impl FakeOffice {
    /// A port with a programme: empty ([`Kind::FirstRun`], [`Kind::Empty`]), of some eighty organisations, of some
    /// four hundred ([`Kind::Full`]), or with texts that try to break pages.
    pub fn of(kind: Kind) -> Self {
        let name = match kind {
            Kind::Hostile => format!("{HOSTILE} {}", "Office of a Very Long Name ".repeat(8)),
            _ => "Lone Star Cyber Programme".to_owned(),
        };
        let fake = Self { name, catalog: &CATALOG, kept: Mutex::new(Kept::of(&CATALOG)) };
        story::tell(&fake, kind);
        fake
    }

    #[cfg(test)]
    pub(crate) fn desk(&self) -> Desk<'_> {
        Desk { port: self, name: self.name.clone(), token: "token" }
    }

    /// Decides something at a moment, all or none, as the operator's record would take it.
    pub fn decide_at(&self, at: Timestamp, events: Vec<Event>) -> Result<Vec<u64>, Trouble> {
        let mut kept = self.kept();
        let kept = &mut *kept;
        let mut programme = (*kept.programme).clone();
        let first = kept.entries.len() as u64;
        let actor = "somebody at this computer";
        let entries: Vec<Entry> = (first..)
            .zip(events)
            .map(|(number, event)| Entry { number, at, actor: actor.to_owned(), event })
            .collect();
        for entry in &entries {
            programme.apply(entry, &kept.told).map_err(trouble)?;
        }
        let numbers = entries.iter().map(|entry| entry.number).collect();
        kept.programme = Arc::new(programme);
        kept.entries.extend(entries);
        Ok(numbers)
    }

    /// Takes what a summary told, as if it had been received; one that does not follow is an alarm.
    pub fn hear(&self, who: &ParticipantId, told: Told) {
        let mut kept = self.kept();
        let (at, copy) = (told.received_at, told.clone());
        match Arc::make_mut(&mut kept.standing).update(who, told) {
            Ok(()) => kept.told.0.entry(who.clone()).or_default().push(copy),
            Err(refused) => kept.alarms.push(Alarm { participant: who.to_string(), at, why: refused.why }),
        }
    }

    fn alarm(&self, alarm: Alarm) {
        self.kept().alarms.push(alarm);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OfficePort for FakeOffice {
    fn name(&self) -> &str {
        &self.name
    }

    fn programme(&self) -> Result<Arc<Programme>, Trouble> {
        Ok(self.kept().programme.clone())
    }

    fn standing(&self) -> Result<Arc<Standing>, Trouble> {
        Ok(self.kept().standing.clone())
    }

    fn history(&self, who: &ParticipantId) -> Result<Vec<Told>, Trouble> {
        Ok(self.kept().told.0.get(who).cloned().unwrap_or_default())
    }

    fn alarms(&self) -> Result<Vec<Alarm>, Trouble> {
        Ok(self.kept().alarms.clone())
    }

    fn decide(&self, events: Vec<Event>) -> Result<Vec<u64>, Trouble> {
        // Some rules say that a step comes after the one before it, so no two decisions are made at one moment.
        let last = self.kept().entries.last().map_or(now(), |entry| entry.at);
        let next = last.checked_add(SignedDuration::from_secs(1)).unwrap_or(last);
        self.decide_at(next.max(now()), events)
    }

    fn receive(&self, _: &[u8]) -> Result<Vec<u8>, Trouble> {
        Err(Trouble::user("This is not a signed summary.", "Send the file that `ward summary` wrote."))
    }

    fn record(&self, before: Option<u64>, most: usize) -> Result<(u64, Vec<Entry>), Trouble> {
        let kept = self.kept();
        let before = before.unwrap_or(u64::MAX);
        let entries = kept.entries.iter().rev().filter(|entry| entry.number < before).take(most).cloned();
        Ok((kept.entries.len() as u64, entries.collect()))
    }

    fn checkpoint(&self) -> Result<String, Trouble> {
        let size = self.kept().entries.len();
        Ok(format!(
            "fake.example/operator\n{size}\nTm90IGEgcmVhbCB0cmVlIGhlYWQ=\n\n— fake.example AAAAAA==\n"
        ))
    }

    fn verifying_key(&self) -> String {
        key(0).to_string()
    }

    fn catalog(&self) -> &Catalog {
        self.catalog
    }

    fn now(&self) -> Timestamp {
        now()
    }

    fn keep_list(&self, file_name: &str, content: &mut dyn Read) -> Result<Digest, Trouble> {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).map_err(|e| Trouble::user(format!("{e}."), "Send it again."))?;
        if !bytes.starts_with(b"Facility ID") {
            return Err(Trouble::user(format!("{file_name} is none of the lists"), "Take a file of CMS."));
        }
        Ok(Digest(Sha256::digest(&bytes).into()))
    }

    fn plan_list(&self, file: Digest, day: Date) -> Result<PublicList, Trouble> {
        let programme = self.programme()?;
        let source = format!("Hospital General Information of {day}");
        let plan = plan(&source, day, &story::rows(&self.name), &programme.participants);
        // How the record stands is enough to tell these plans apart.
        let seen = Digest(Sha256::digest(format!("{file}{}", self.kept().entries.len())).into());
        let tally = Tally { read: 6, used: 5, skipped: 1, ..Tally::default() };
        let missing = vec![("County/Parish".to_owned(), "counties stay unknown".to_owned())];
        Ok(PublicList {
            file,
            name: "Hospital General Information".to_owned(),
            day,
            tally,
            missing,
            plan,
            seen,
        })
    }

    fn take_list(&self, file: Digest, day: Date, seen: Digest) -> Result<usize, Trouble> {
        let list = self.plan_list(file, day)?;
        if list.seen != seen {
            return Err(Trouble::user("something was decided since these changes were shown", "Look again."));
        }
        Ok(self.decide(list.plan.events().cloned().map(Event::Participants).collect())?.len())
    }

    fn releases(&self) -> Result<Vec<Release>, Trouble> {
        Ok(self.kept().releases.clone())
    }

    fn publish(&self) -> Result<Release, Trouble> {
        let smallest = self.catalog.smallest_cell.on(self.today());
        let release = {
            let kept = self.kept();
            kept.standing.release(&kept.programme.participants, self.today(), &kept.releases, smallest)
        };
        let tables = u32::try_from(release.tables.len()).unwrap_or(u32::MAX);
        if tables == 0 {
            return Err(trouble(no_table(smallest)));
        }
        let file = Digest(Sha256::digest(release.to_csv()).into());
        self.decide(vec![Event::Office(Published::Released { day: self.today(), file, tables })])?;
        self.kept().releases.push(release.clone());
        Ok(release)
    }

    fn propose(&self, round: &RoundId) -> Result<Proposal, Trouble> {
        money::proposal(self, round)
    }

    fn signed_statement(&self, number: StatementId) -> Result<Vec<u8>, Trouble> {
        Ok(format!("{{\"statement\":{number},\"signed\":\"nothing is signed here\"}}").into_bytes())
    }

    fn keep_advisory(
        &self,
        file_name: &str,
        content: &mut dyn Read,
    ) -> Result<(Digest, AdvisoryText), Trouble> {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).map_err(|e| Trouble::user(format!("{e}."), "Send it again."))?;
        if !bytes.starts_with(b"{\"document\"") {
            return Err(Trouble::user(format!("{file_name} is not kept: it is no advisory in CSAF"), ""));
        }
        let digest = Digest(Sha256::digest(&bytes).into());
        Ok((digest, self.advisory(digest)?))
    }

    fn advisory(&self, _: Digest) -> Result<AdvisoryText, Trouble> {
        let text = if self.name.starts_with(HOSTILE) { HOSTILE } else { "Kestrel Finch pump" };
        let advisory = Advisory {
            id: "KMSA-2026-007".to_owned(),
            title: text.to_owned(),
            publisher: text.to_owned(),
            tlp: Some("TLP:GREEN"),
            ..Advisory::default()
        };
        Ok(AdvisoryText { advisory, tally: Tally::default() })
    }

    fn advisory_file(&self, _: Digest) -> Result<Vec<u8>, Trouble> {
        Ok(b"{\"document\":{}}".to_vec())
    }

    fn receive_answer(&self, bytes: &[u8]) -> Result<TakenAnswer, Trouble> {
        // `answer o001 7`: nothing is signed here.
        let wrong =
            || Trouble::user("the file is not a signed envelope (DSSE)", "Send the file as it was made.");
        let text = std::str::from_utf8(bytes).map_err(|_| wrong())?;
        let mut words = text.strip_prefix("answer ").ok_or_else(wrong)?.split(' ');
        let participant: ParticipantId = words.next().and_then(|word| word.parse().ok()).ok_or_else(wrong)?;
        let bulletin = BulletinNumber(words.next().and_then(|word| word.parse().ok()).ok_or_else(wrong)?);
        let answer = Digest(Sha256::digest(bytes).into());
        let event = ward_programme::help::Event::Answered {
            participant: participant.clone(),
            bulletin,
            answer,
            state: State::Affected,
            devices: 3,
            as_of: self.today(),
            made_at: now(),
        };
        let numbers = self.decide(vec![Event::Help(event)])?;
        Ok(TakenAnswer { participant, bulletin, answer, entry: numbers.first().copied().unwrap_or_default() })
    }

    fn signed_call(&self, round: &RoundId) -> Result<Vec<u8>, Trouble> {
        Ok(format!("{{\"call\":\"{round}\",\"signed\":\"nothing is signed here\"}}").into_bytes())
    }

    fn receive_application(&self, envelope: &[u8]) -> Result<Taken, Trouble> {
        let application = money::receive(self, envelope)?;
        Ok(Taken { application, acknowledgement: self.acknowledgement(application)? })
    }

    fn acknowledgement(&self, application: ApplicationId) -> Result<Vec<u8>, Trouble> {
        let programme = self.programme()?;
        match programme.funding.application(application).map(|known| known.received.is_some()) {
            Ok(true) => Ok(format!("{{\"acknowledgement\":{application}}}").into_bytes()),
            _ => Err(Trouble::not_found("There is no signed application of that number.")),
        }
    }

    fn take_packet(&self, audit: &str, who: &ParticipantId, content: &mut dyn Read) -> Result<u64, Trouble> {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).map_err(|e| Trouble::user(format!("{e}."), "Send it again."))?;
        if !bytes.starts_with(b"PK") {
            let says =
                "the packet does not hold: the packet: it is not a ZIP file, or the end of it is missing";
            return Err(Trouble::user(says, "Ask for a new packet."));
        }
        let re_run = if bytes.ends_with(b"different") { ReRun::Different } else { ReRun::Same };
        let examination = Box::new(story::examination(re_run, None));
        let what = Step::Examined { packet: Digest(Sha256::digest(&bytes).into()), examination };
        let event = OfAudit::Case { audit: audit.to_owned(), participant: who.clone(), what };
        Ok(self.decide(vec![Event::Audit(event)])?.first().copied().unwrap_or_default())
    }

    fn receive_request(&self, envelope: &[u8]) -> Result<TakenRequest, Trouble> {
        if !envelope.starts_with(b"{\"request\"") {
            return Err(Trouble::user("this is not a signed request", "Take the file as it was made."));
        }
        let programme = self.programme()?;
        let enrolled = programme.participants.iter().find(|one| one.is_enrolled());
        let one = enrolled.ok_or_else(|| Trouble::user("nobody is enrolled", "Enrol somebody."))?;
        let number = self.record(None, 1)?.0;
        let event = OfHelp::AskedBySignature {
            participant: one.id.clone(),
            kind: RequestKind::Scan,
            says: format!("A scan from outside, please. {}", self.name),
            goals: [].into(),
            wanted_by: None,
            letter: Digest(Sha256::digest(envelope).into()),
            number,
        };
        let request = self.decide(vec![Event::Help(event)])?.first().copied().unwrap_or_default();
        Ok(TakenRequest { request: RequestNumber(request), acknowledgement: b"{}".to_vec() })
    }

    fn request_acknowledgement(&self, request: RequestNumber) -> Result<Vec<u8>, Trouble> {
        let programme = self.programme()?;
        match programme.help.request(request).and_then(|known| known.letter) {
            Some(_) => Ok(b"{}".to_vec()),
            None => Err(Trouble::not_found("There is no signed request of that number.")),
        }
    }

    fn hand_over(&self, request: RequestNumber) -> Result<Vec<u8>, Trouble> {
        self.request_acknowledgement(request)
    }
}
