//! A port held in memory, with a made-up hospital: for tests of pages and for looking at them. Nothing is kept.

mod advisories;
mod decided;
mod help;
mod keeping;
mod money;
mod outside;
mod plan;
mod story;

use crate::port::help::{Need, RequestRow};
use crate::port::money::{CallRow, Offer};
use crate::port::{
    AdvisoryRow, EvidenceRow, Looked, Looks, Port, Posture, RecordPage, SummaryRow, ToldRow, Trouble,
    Withdrawn, WriteSeek,
};
#[cfg(test)]
use crate::state::Context;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use ward_catalog::Catalog;
use ward_domain::exposure::{Question, State};
use ward_domain::follow_up::{ChosenNumber, Drift, HistoryRow, NewTask, Reminder, Task};
use ward_domain::letters::{Application, Request};
use ward_domain::observation::{AnswerSeen, ExceptionSeen, Observations};
use ward_domain::plan::{Assumed, Frame, Outcome as PlanOutcome};
use ward_domain::record::{Decision, Entry, Event, Tally};
use ward_domain::summary::Summary;
use ward_domain::{Digest, MeasureId, Organisation};
use ward_estate::date_of;
use ward_planner::outlook::Outlook;
use ward_planner::outlook::funding::Ask;
use ward_programme::Made;
use ward_programme::incidents::{Event as IncidentEvent, Incident};
use ward_reports::{Input, Outcome};

#[cfg(test)]
pub(crate) use outside::text as story_text;
pub use story::organisation;

/// Which hospital.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nobody said anything yet.
    FirstRun,
    /// A name, and no evidence.
    Empty,
    /// A small hospital with a few faults.
    Typical,
    /// Many devices, people and findings.
    Full,
    /// Every text is as long or as hostile as a file may make it.
    Hostile,
}

/// The port.
#[derive(Debug)]
pub struct Fake {
    kind: Kind,
    catalog: &'static Catalog,
    kept: Mutex<Kept>,
}

/// Read once for all fakes.
static CATALOG: LazyLock<Catalog> = LazyLock::new(Catalog::built_in);

#[derive(Debug, Default)]
struct Kept {
    organisation: Option<Organisation>,
    files: Vec<(EvidenceRow, String, Arc<Observations>)>,
    entries: Vec<Entry>,
    beside: plan::Beside,
}

/// Midday of the fake's today.
const NOW: &str = "2026-11-21T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

impl Fake {
    /// A port with that hospital.
    pub fn of(kind: Kind) -> Self {
        let fake = Self { kind, catalog: &CATALOG, kept: Mutex::default() };
        if kind != Kind::FirstRun {
            let mut organisation = organisation();
            if kind == Kind::Hostile {
                organisation.name = format!("{} {}", story::HOSTILE, "Saint Very-Long-Name’s ".repeat(12));
            }
            fake.append(Event::ProfileChanged { organisation: organisation.clone() });
            fake.kept().organisation = Some(organisation);
        }
        fake.kept().beside.incidents = plan::incidents(kind, now());
        fake.kept().beside.calls = money::calls(kind);
        for (name, format, kind, observations) in story::files(kind) {
            fake.keep(&name, format, kind, observations, Tally::default());
        }
        fake
    }

    #[cfg(test)]
    pub(crate) fn context(&self) -> Context<'_> {
        let organisation = self.kept().organisation.clone().unwrap_or_default();
        Context { port: self, organisation, token: "token" }
    }

    #[cfg(test)]
    pub(crate) fn some_measure(&self) -> ward_domain::assessment::MeasureResult {
        let posture = self.posture(None).unwrap();
        posture.assessment.find_measure("E1.1".parse().unwrap()).unwrap().clone()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append(&self, event: Event) -> u64 {
        let mut kept = self.kept();
        let number = kept.entries.len() as u64;
        kept.entries.push(Entry {
            number,
            received_at: now(),
            actor: "somebody at this computer".into(),
            event,
        });
        number
    }
}

impl Port for Fake {
    fn organisation(&self) -> Result<Option<Organisation>, Trouble> {
        Ok(self.kept().organisation.clone())
    }

    fn save_organisation(&self, organisation: Organisation) -> Result<(), Trouble> {
        self.append(Event::ProfileChanged { organisation: organisation.clone() });
        self.kept().organisation = Some(organisation);
        Ok(())
    }

    fn posture(&self, as_of: Option<Date>) -> Result<Arc<Posture>, Trouble> {
        Ok(Arc::new(self.judged(as_of.unwrap_or_else(|| self.today()))))
    }

    fn check_mapping(&self, mapping: &str) -> Result<(), Trouble> {
        if mapping.contains("format") {
            return Ok(());
        }
        Err(Trouble::user("The mapping of columns is wrong.", "Name the format."))
    }

    fn decide_names(&self, is_join: bool, one: &str, other: &str, reason: &str) -> Result<(), Trouble> {
        if one == other {
            return Err(Trouble::user("Name two different things.", ""));
        }
        let [one, other, reason] = [one, other, reason].map(str::to_owned);
        let decision = if is_join {
            Decision::Join { one, other, reason }
        } else {
            Decision::KeepApart { one, other, reason }
        };
        self.append(Event::DecisionMade { decision });
        Ok(())
    }

    fn import(
        &self,
        file_name: &str,
        content: &mut dyn Read,
        _: Option<Date>,
        _: Option<&str>,
    ) -> Result<Input, Trouble> {
        let mut bytes = Vec::new();
        content
            .read_to_end(&mut bytes)
            .map_err(|e| Trouble::user(format!("{e}."), "Send the file again."))?;
        if bytes.starts_with(b"SLOW") {
            std::thread::sleep(std::time::Duration::from_secs(5));
        }
        if bytes.starts_with(b"\x89PNG") || bytes.is_empty() {
            let looks_like = if bytes.is_empty() { "an empty file" } else { "a PNG image" };
            return Ok(Input {
                file: file_name.to_owned(),
                outcome: Outcome::NotRecognised { looks_like: looks_like.into() },
                digest: None,
            });
        }
        let tally =
            Tally { read: 3, used: 2, skipped: 1, problems: vec![story::problem()], ..Tally::default() };
        let observations = story::roster(Kind::Typical);
        let digest = self.keep(file_name, "roster", "workforce-roster", observations, tally.clone());
        Ok(Input {
            file: file_name.to_owned(),
            outcome: Outcome::Read { format: "roster-csv".into(), tally },
            digest: Some(digest),
        })
    }

    fn evidence(&self) -> Result<Vec<EvidenceRow>, Trouble> {
        Ok(self.kept().files.iter().rev().map(|(row, ..)| row.clone()).collect())
    }

    fn withdraw(&self, digest: Digest, reason: &str) -> Result<(), Trouble> {
        {
            let mut kept = self.kept();
            let file =
                kept.files.iter_mut().find(|(row, ..)| row.digest == digest && row.withdrawn.is_none());
            let (row, ..) = file.ok_or_else(|| Trouble::not_found("There is no such file that counts."))?;
            row.withdrawn = Some(Withdrawn { at: now(), reason: reason.to_owned() });
        }
        self.append(Event::EvidenceWithdrawn { evidence: digest, reason: reason.to_owned() });
        Ok(())
    }

    fn answer(&self, answer: AnswerSeen, artefact: Option<(&str, &mut dyn Read)>) -> Result<(), Trouble> {
        if let Some((_, content)) = artefact {
            std::io::copy(content, &mut std::io::sink())
                .map_err(|e| Trouble::user(format!("{e}."), "Send it again."))?;
        }
        self.append(Event::AnswerGiven { answer, artefact: None });
        Ok(())
    }

    fn except(&self, exception: ExceptionSeen) -> Result<(), Trouble> {
        self.append(Event::DecisionMade { decision: Decision::Except { exception } });
        Ok(())
    }

    fn type_back(&self, signer: &str, lines: &str) -> Result<Result<usize, Vec<(usize, String)>>, Trouble> {
        let wrong = lines.lines().position(|line| !line.contains("yes"));
        if let Some(line) = wrong {
            return Ok(Err(vec![(line + 1, format!("{signer} must write yes"))]));
        }
        Ok(Ok(lines.lines().count()))
    }

    fn tasks(&self) -> Result<Vec<Task>, Trouble> {
        Ok(decided::tasks(&self.kept().entries))
    }

    fn give_task(&self, task: NewTask) -> Result<(), Trouble> {
        let NewTask { measure, subject, role, person, due, note } = task;
        self.append(Event::DecisionMade {
            decision: Decision::GiveTask { measure, subject, role, person, due, note },
        });
        Ok(())
    }

    fn close_task(&self, entry: u64, note: &str) -> Result<(), Trouble> {
        let note = note.to_owned();
        self.append(Event::DecisionMade { decision: Decision::CloseTask { task: entry, note } });
        Ok(())
    }

    fn chosen_numbers(&self) -> Result<Vec<ChosenNumber>, Trouble> {
        Ok(decided::chosen_numbers(&self.kept().entries))
    }

    fn choose_number(&self, measure: MeasureId, key: &str, value: f64, reason: &str) -> Result<(), Trouble> {
        let (key, reason) = (key.to_owned(), reason.to_owned());
        self.append(Event::DecisionMade { decision: Decision::ChooseNumber { measure, key, value, reason } });
        Ok(())
    }

    fn looks(&self) -> Result<Looks, Trouble> {
        let kept = self.kept();
        let organisation = kept.organisation.clone().unwrap_or_default();
        Ok(outside::looks(self.kind, &organisation, &kept.entries, now()))
    }

    fn state_ownership(&self, names: &[String], by: &str) -> Result<(), Trouble> {
        let decision = Decision::StateOwnership { names: names.to_vec(), by: by.to_owned() };
        self.append(Event::DecisionMade { decision });
        Ok(())
    }

    fn look_every(&self, days: u16) -> Result<(), Trouble> {
        self.append(Event::DecisionMade { decision: Decision::LookEvery { days } });
        Ok(())
    }

    fn look_now(&self) -> Result<(), Trouble> {
        Ok(())
    }

    fn soon(&self) -> Result<Vec<Reminder>, Trouble> {
        Ok(outside::soon(self.kind))
    }

    fn drift(&self) -> Result<Arc<Vec<Drift>>, Trouble> {
        let file = self.kept().files.first().map(|(row, ..)| row.digest);
        Ok(Arc::new(outside::drift(self.kind, file)))
    }

    fn history(&self) -> Result<Vec<HistoryRow>, Trouble> {
        let posture = self.posture(None)?;
        Ok(outside::history(&posture.assessment, !self.kept().files.is_empty()))
    }

    fn record(&self, before: Option<u64>, most: usize) -> Result<RecordPage, Trouble> {
        let kept = self.kept();
        let before = before.unwrap_or(u64::MAX);
        let entries =
            kept.entries.iter().rev().filter(|entry| entry.number < before).take(most).cloned().collect();
        Ok(RecordPage { size: kept.entries.len() as u64, entries })
    }

    fn checkpoint(&self) -> Result<String, Trouble> {
        Ok(format!(
            "fake.example/record\n{}\nTm90IGEgcmVhbCB0cmVlIGhlYWQsIG9ubHkgZm9yIHRlc3Rz\n\n— fake.example AAAAAA==\n",
            self.kept().entries.len()
        ))
    }

    fn verifying_key(&self) -> Result<String, Trouble> {
        Ok("fake.example+00000000+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into())
    }

    fn packet(&self, out: &mut dyn WriteSeek) -> Result<(), Trouble> {
        out.write_all(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")
            .map_err(|e| Trouble::ours(e.to_string()))
    }

    fn catalog(&self) -> &Catalog {
        self.catalog
    }

    fn today(&self) -> Date {
        date_of(now())
    }

    fn now(&self) -> Timestamp {
        now()
    }

    fn outlook(&self, frame: Option<&Frame>) -> Result<Arc<Outlook>, Trouble> {
        plan::outlook_of(self, frame).map(Arc::new)
    }

    fn plan_frame(&self) -> Result<Frame, Trouble> {
        Ok(plan::frame(self))
    }

    fn set_plan_frame(&self, frame: Frame) -> Result<(), Trouble> {
        self.append(Event::DecisionMade { decision: Decision::SetPlanFrame { frame } });
        Ok(())
    }

    fn assume(&self, of: &str, which: Assumed, value: Option<f64>, reason: &str) -> Result<(), Trouble> {
        let (of, reason) = (of.to_owned(), reason.to_owned());
        self.append(Event::DecisionMade { decision: Decision::Assume { of, which, value, reason } });
        Ok(())
    }

    fn undertake(&self, action: &str, due: Date, role: &str, note: &str) -> Result<(), Trouble> {
        let [action, role, note] = [action, role, note].map(str::to_owned);
        let decision = Decision::PlanAction { action, due, role, task: None, note };
        self.append(Event::DecisionMade { decision });
        Ok(())
    }

    fn end_action(&self, action: &str, outcome: PlanOutcome, note: &str) -> Result<(), Trouble> {
        let (action, note) = (action.to_owned(), note.to_owned());
        self.append(Event::DecisionMade { decision: Decision::EndAction { action, outcome, note } });
        Ok(())
    }

    fn summary_draft(&self, state: &str, ccn: &str) -> Result<Summary, Trouble> {
        plan::draft(self, state, ccn)
    }

    fn sign_summary(&self, state: &str, ccn: &str, _: Digest) -> Result<Digest, Trouble> {
        let summary = plan::draft(self, state, ccn)?;
        let row = plan::signed(summary.number, summary.as_of, now());
        let digest = row.digest;
        self.kept().beside.summaries.push(row);
        let (number, as_of, class) = (summary.number, summary.as_of, summary.class);
        self.append(Event::SummaryMade { number, as_of, class, summary: digest });
        Ok(digest)
    }

    fn summaries(&self) -> Result<Vec<SummaryRow>, Trouble> {
        Ok(self.kept().beside.summaries.clone())
    }

    fn signed_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble> {
        let is_known = self.kept().beside.summaries.iter().any(|row| row.digest == digest);
        if is_known { Ok(b"{}".to_vec()) } else { Err(Trouble::not_found("There is no such file.")) }
    }

    fn keep_receipt(&self, bytes: &[u8], _: &str) -> Result<u64, Trouble> {
        if !bytes.starts_with(b"{") {
            return Err(Trouble::user("The receipt is not kept: it is not a signed envelope.", ""));
        }
        let mut kept = self.kept();
        let row = kept.beside.summaries.last_mut();
        let row = row.ok_or_else(|| Trouble::user("No summary was signed here.", ""))?;
        row.receipt = Some(Digest([200; 32]));
        Ok(row.number)
    }

    fn incidents(&self) -> Result<BTreeMap<u64, Incident>, Trouble> {
        Ok(self.kept().beside.incidents.clone())
    }

    fn note_incident(&self, incident: Option<u64>, event: &IncidentEvent) -> Result<u64, Trouble> {
        let made = Made { number: self.kept().entries.len() as u64, at: now(), actor: "somebody" };
        let number = plan::note(&mut self.kept().beside.incidents, incident, event, made)?;
        self.append(Event::IncidentNoted { incident: number, what: String::new() });
        Ok(number)
    }

    fn advisories(&self) -> Result<Vec<AdvisoryRow>, Trouble> {
        Ok(self.kept().beside.advisories.clone())
    }

    fn keep_advisory(&self, file_name: &str, content: &mut dyn Read) -> Result<Digest, Trouble> {
        advisories::keep(self, file_name, content)
    }

    fn touched(&self, question: &Question) -> Result<Looked, Trouble> {
        advisories::touched(self, question)
    }

    fn sign_exposure(&self, question: &Question, as_read: (State, u32)) -> Result<Digest, Trouble> {
        advisories::sign(self, question, as_read)
    }

    fn exposures(&self) -> Result<Vec<ToldRow>, Trouble> {
        Ok(self.kept().beside.told.clone())
    }

    fn exposure_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble> {
        let is_known = self.kept().beside.told.iter().any(|row| row.digest == digest);
        if is_known { Ok(b"{}".to_vec()) } else { Err(Trouble::not_found("There is no such file.")) }
    }

    fn calls(&self) -> Result<Vec<CallRow>, Trouble> {
        Ok(self.kept().beside.calls.clone())
    }

    fn keep_letter(&self, bytes: &[u8], _: &str) -> Result<Option<Digest>, Trouble> {
        if help::keep(self, bytes)? { Ok(None) } else { money::keep(self, bytes) }
    }

    fn funding_offer(&self, call: Digest) -> Result<Offer, Trouble> {
        money::offer(self, call)
    }

    fn application_draft(&self, call: Digest, asks: &[Ask]) -> Result<(Application, Digest), Trouble> {
        money::draft(self, call, asks)
    }

    fn sign_application(&self, call: Digest, asks: &[Ask], _: Digest) -> Result<Digest, Trouble> {
        money::sign(self, call, asks)
    }

    fn requests(&self) -> Result<Vec<RequestRow>, Trouble> {
        Ok(self.kept().beside.requests.clone())
    }

    fn request_draft(&self, need: &Need) -> Result<Request, Trouble> {
        help::draft(self, need)
    }

    fn sign_request(&self, need: &Need) -> Result<Digest, Trouble> {
        help::sign(self, need)
    }

    fn take_result(&self, _: Digest, name: &str, content: &mut dyn Read) -> Result<Digest, Trouble> {
        let input = self.import(name, content, None, None)?;
        input.digest.ok_or_else(|| Trouble::user(format!("{name} is not the file that was handed over"), ""))
    }

    fn letter_file(&self, _: Digest) -> Result<Vec<u8>, Trouble> {
        Ok(b"{}".to_vec())
    }
}
