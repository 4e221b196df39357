//! What the pages ask of the rest of Ward: one trait, plain values, nothing of HTTP.
//!
//! Methods block; handlers call them away from the async threads. Whoever implements the trait keeps postures: the same
//! record and the same day give the same [`Posture`] without being judged again.

pub mod help;
pub mod money;

use help::{Need, RequestRow};
use jiff::Timestamp;
use jiff::civil::Date;
use money::{CallRow, Offer};
use std::collections::BTreeMap;
use std::io::{Read, Seek, Write};
use std::sync::Arc;
use ward_catalog::Catalog;
use ward_domain::advisory::{Advisory, Flaw};
use ward_domain::assessment::Assessment;
use ward_domain::exposure::{Question, State};
use ward_domain::follow_up::{ChosenNumber, Drift, HistoryRow, NewTask, Reminder, Task};
use ward_domain::letters::{Application, Request};
use ward_domain::live_check::LiveCheck;
use ward_domain::observation::{AnswerSeen, ExceptionSeen};
use ward_domain::plan::{Assumed, Frame, Outcome as PlanOutcome};
use ward_domain::record::{Entry, EntryNumber, Tally};
use ward_domain::summary::Summary;
use ward_domain::{Digest, MeasureId, Organisation};
use ward_estate::{Account, Asset, Estate, Person};
use ward_planner::outlook::Outlook;
use ward_planner::outlook::funding::Ask;
use ward_programme::help::exposure::Touches;
use ward_programme::incidents::{Event as IncidentEvent, Incident};
use ward_reports::Input;

/// The use cases behind the pages.
pub trait Port: Send + Sync + 'static {
    /// Who is judged; `None` before anybody said.
    fn organisation(&self) -> Result<Option<Organisation>, Trouble>;
    /// Records the whole profile.
    fn save_organisation(&self, organisation: Organisation) -> Result<(), Trouble>;
    /// The estate and the verdicts as of a day; `None` is today.
    fn posture(&self, as_of: Option<Date>) -> Result<Arc<Posture>, Trouble>;

    /// Reads a file and keeps it if it can. Every file that arrives whole has an `Input`; an error is trouble of ours or
    /// an upload that broke off (reading `content` fails), and then nothing is kept.
    ///
    /// `collected_on` counts when the file itself does not say; `mapping` says what the columns of a list mean.
    fn import(
        &self,
        file_name: &str,
        content: &mut dyn Read,
        collected_on: Option<Date>,
        mapping: Option<&str>,
    ) -> Result<Input, Trouble>;
    /// Whether a text says what the columns of a list mean; trouble says what is wrong with it.
    fn check_mapping(&self, mapping: &str) -> Result<(), Trouble>;
    /// Called once after the last file of a batch: the time to record an assessment.
    fn imported(&self) -> Result<(), Trouble> {
        Ok(())
    }
    /// Every file that was ever kept, newest received first, withdrawn ones included.
    fn evidence(&self) -> Result<Vec<EvidenceRow>, Trouble>;
    /// Makes a file not count any more.
    fn withdraw(&self, digest: Digest, reason: &str) -> Result<(), Trouble>;
    /// Records an answer, with the file that backs it: its name and its bytes.
    fn answer(&self, answer: AnswerSeen, artefact: Option<(&str, &mut dyn Read)>) -> Result<(), Trouble>;
    /// Records an approved exception.
    fn except(&self, exception: ExceptionSeen) -> Result<(), Trouble>;

    /// Records that two names mean one thing, or that they do not.
    fn decide_names(&self, is_join: bool, one: &str, other: &str, reason: &str) -> Result<(), Trouble>;

    /// Records the answers of a worksheet that one person signed today, all or none: how many, or what is wrong with
    /// which line.
    fn type_back(&self, signer: &str, lines: &str) -> Result<Result<usize, Vec<(usize, String)>>, Trouble>;
    /// All tasks, oldest first.
    fn tasks(&self) -> Result<Vec<Task>, Trouble>;
    /// Gives a task.
    fn give_task(&self, task: NewTask) -> Result<(), Trouble>;
    /// Closes a task: the entry that gave it, and what came of it.
    fn close_task(&self, entry: EntryNumber, note: &str) -> Result<(), Trouble>;
    /// Numbers that the organisation chose otherwise.
    fn chosen_numbers(&self) -> Result<Vec<ChosenNumber>, Trouble>;
    /// Chooses a number otherwise.
    fn choose_number(&self, measure: MeasureId, key: &str, value: f64, reason: &str) -> Result<(), Trouble>;

    /// What may be looked at from outside, whether it runs, and what was seen last.
    fn looks(&self) -> Result<Looks, Trouble>;
    /// Records that these names and addresses may be looked at; none take the permission back.
    fn state_ownership(&self, names: &[String], by: &str) -> Result<(), Trouble>;
    /// Records how often Ward looks by itself, in days; 0 is never.
    fn look_every(&self, days: u16) -> Result<(), Trouble>;
    /// Begins a look in the background; when one is under way, that is it.
    fn look_now(&self) -> Result<(), Trouble>;
    /// What ends or is due soon, as of today, soonest first.
    fn soon(&self) -> Result<Vec<Reminder>, Trouble>;
    /// What got worse since about a week and about a month ago.
    fn drift(&self) -> Result<Arc<Vec<Drift>>, Trouble>;

    /// Recorded assessments, oldest first.
    fn history(&self) -> Result<Vec<HistoryRow>, Trouble>;
    /// Entries with numbers below `before` (`None`: from the newest), newest first, at most so many.
    fn record(&self, before: Option<EntryNumber>, most: usize) -> Result<RecordPage, Trouble>;
    /// The newest signed checkpoint, as text.
    fn checkpoint(&self) -> Result<String, Trouble>;
    /// The key that checkpoints are verified with, as text.
    fn verifying_key(&self) -> Result<String, Trouble>;
    /// Writes the whole record with its evidence as one packet.
    fn packet(&self, out: &mut dyn WriteSeek) -> Result<(), Trouble>;

    /// The catalogue in use.
    fn catalog(&self) -> &Catalog;
    /// The day, UTC.
    fn today(&self) -> Date;

    /// The instant.
    fn now(&self) -> Timestamp;
    /// The best plan as of today; with a frame, what would be under that one. Nothing is kept.
    fn outlook(&self, frame: Option<&Frame>) -> Result<Arc<Outlook>, Trouble>;
    /// What the plan may take, as it was set or as it begins.
    fn plan_frame(&self) -> Result<Frame, Trouble>;
    /// Records what the plan may take.
    fn set_plan_frame(&self, frame: Frame) -> Result<(), Trouble>;
    /// Records that a number of an action or a goal is assumed otherwise; without a value, as published again.
    fn assume(&self, of: &str, which: Assumed, value: Option<f64>, reason: &str) -> Result<(), Trouble>;
    /// Takes an action into the plan, with a task.
    fn undertake(&self, action: &str, due: Date, role: &str, note: &str) -> Result<(), Trouble>;
    /// Records that an action is done, or that it is not for this organisation.
    fn end_action(&self, action: &str, outcome: PlanOutcome, note: &str) -> Result<(), Trouble>;

    /// The summary as it would be signed now, with this state and CMS certification number; without, as the last time.
    fn summary_draft(&self, state: &str, ccn: &str) -> Result<Summary, Trouble>;
    /// Signs the summary if it still says what was read; gives the digest of the signed file.
    fn sign_summary(&self, state: &str, ccn: &str, as_read: Digest) -> Result<Digest, Trouble>;
    /// Summaries that were signed, oldest first.
    fn summaries(&self) -> Result<Vec<SummaryRow>, Trouble>;
    /// A signed summary or receipt, as it was kept.
    fn signed_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble>;
    /// Checks the operator's receipt and keeps it; the key is given with the first one. Gives the summary's number.
    fn keep_receipt(&self, bytes: &[u8], operator_key: &str) -> Result<u64, Trouble>;

    /// All incidents, by number.
    fn incidents(&self) -> Result<BTreeMap<u64, Incident>, Trouble>;
    /// Records a new incident, or what became known about the one with that number; gives the number.
    fn note_incident(&self, incident: Option<u64>, event: &IncidentEvent) -> Result<u64, Trouble>;

    /// Advisories that are kept, oldest first.
    fn advisories(&self) -> Result<Vec<AdvisoryRow>, Trouble>;
    /// Reads an advisory and keeps it, or refuses what is none; gives its digest.
    fn keep_advisory(&self, file_name: &str, content: &mut dyn Read) -> Result<Digest, Trouble>;
    /// What an advisory, a flaw or an outage touches, by what is known today.
    fn touched(&self, question: &Question) -> Result<Looked, Trouble>;
    /// Signs the answer to a question if it still says what was read; gives the digest of the signed file.
    fn sign_exposure(&self, question: &Question, as_read: (State, u32)) -> Result<Digest, Trouble>;
    /// Answers that were signed, oldest first.
    fn exposures(&self) -> Result<Vec<ToldRow>, Trouble>;
    /// A signed answer, as it was kept.
    fn exposure_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble>;

    /// The calls for applications that the office signed, oldest first, with what answers them.
    fn calls(&self) -> Result<Vec<CallRow>, Trouble>;
    /// Checks a letter of the office and keeps it; its key is given with the first one. Gives the call, when it is one.
    fn keep_letter(&self, bytes: &[u8], operator_key: &str) -> Result<Option<Digest>, Trouble>;
    /// What can be asked of a round, by the plan with its money on top.
    fn funding_offer(&self, call: Digest) -> Result<Offer, Trouble>;
    /// The application as it would be signed now, and what names it.
    fn application_draft(&self, call: Digest, asks: &[Ask]) -> Result<(Application, Digest), Trouble>;
    /// Signs the application if it still says what was read; gives the digest of the signed file.
    fn sign_application(&self, call: Digest, asks: &[Ask], as_read: Digest) -> Result<Digest, Trouble>;
    /// Requests for help that were signed, oldest first, with what answers them.
    fn requests(&self) -> Result<Vec<RequestRow>, Trouble>;
    /// The request as it would be signed now.
    fn request_draft(&self, need: &Need) -> Result<Request, Trouble>;
    /// Signs a request; gives the digest of the signed file.
    fn sign_request(&self, need: &Need) -> Result<Digest, Trouble>;
    /// Takes the file that a hand-over is about as evidence, if it is that file; gives its digest.
    fn take_result(
        &self,
        hand_over: Digest,
        file_name: &str,
        content: &mut dyn Read,
    ) -> Result<Digest, Trouble>;
    /// A letter to the office or from it, as it was kept.
    fn letter_file(&self, digest: Digest) -> Result<Vec<u8>, Trouble>;
}

/// An advisory that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvisoryRow {
    /// Its file.
    pub digest: Digest,
    /// When it was received.
    pub received_at: Timestamp,
    /// The publisher's own number.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When this version came out.
    pub released: Option<Timestamp>,
}

/// What a question touches.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The posture in which the devices have their positions.
    pub posture: Arc<Posture>,
    /// What is touched.
    pub touches: Touches,
    /// The flaws that reasons speak of, by position.
    pub flaws: Vec<Flaw>,
    /// The advisory, when one was asked about.
    pub advisory: Option<AdvisoryText>,
}

/// An advisory as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct AdvisoryText {
    /// What it says.
    pub advisory: Advisory,
    /// What was not understood.
    pub tally: Tally,
}

/// An answer to the programme that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldRow {
    /// To which question.
    pub question: Question,
    /// When it was signed.
    pub made_at: Timestamp,
    /// The day for which it speaks.
    pub as_of: Date,
    /// What it says.
    pub state: State,
    /// On how many devices.
    pub devices: u32,
    /// The signed file.
    pub digest: Digest,
}

/// A summary that was signed for the programme.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    /// Its number.
    pub number: u64,
    /// When it was signed.
    pub made_at: Timestamp,
    /// The day judged.
    pub as_of: Date,
    /// The signed file.
    pub digest: Digest,
    /// The operator's receipt, once it came back.
    pub receipt: Option<Digest>,
}

/// Somewhere a ZIP can be written.
pub trait WriteSeek: Write + Seek + Send {}
impl<T: Write + Seek + Send> WriteSeek for T {}

/// Where an organisation stands on a day. Made with [`Posture::new`].
#[derive(Debug)]
pub struct Posture {
    /// What is known.
    pub estate: Arc<Estate>,
    /// What was concluded.
    pub assessment: Arc<Assessment>,
    /// Names of the kept files, withdrawn ones included.
    pub file_names: BTreeMap<Digest, String>,
    /// Handles of [`Estate::assets`].
    pub(crate) assets: Handles,
    /// Handles of [`Estate::people`].
    pub(crate) people: Handles,
    /// Handles of [`Estate::accounts`].
    pub(crate) accounts: Handles,
}

impl Posture {
    /// Ties an estate to its assessment and prepares what lists need.
    pub fn new(
        estate: Arc<Estate>,
        assessment: Arc<Assessment>,
        file_names: BTreeMap<Digest, String>,
    ) -> Self {
        let assets = Handles::of(estate.assets.iter().map(asset_key));
        let people = Handles::of(estate.people.iter().map(person_key));
        let accounts = Handles::of(estate.accounts.iter().map(account_key));
        Self { estate, assessment, file_names, assets, people, accounts }
    }
}

fn asset_key(asset: &Asset) -> String {
    if asset.key.is_empty() { asset.name.clone() } else { asset.key.clone() }
}

fn person_key(person: &Person) -> String {
    person.key.clone()
}

fn account_key(account: &Account) -> String {
    format!("{}:{}", account.directory, account.log_in)
}

/// A stable name for each row of a list, for addresses of pages and for paging: its key, and `~2` and so on for further
/// rows with the same key.
#[derive(Debug)]
pub(crate) struct Handles {
    names: Vec<String>,
    positions: BTreeMap<String, u32>,
}

impl Handles {
    pub(crate) fn of(keys: impl Iterator<Item = String>) -> Self {
        let mut positions = BTreeMap::new();
        let mut names = Vec::new();
        for (position, key) in (0u32..).zip(keys) {
            let key = if key.is_empty() { "-".to_owned() } else { key };
            let mut name = key.clone();
            let mut nth = 1u32;
            while positions.contains_key(&name) {
                nth += 1;
                name = format!("{key}~{nth}");
            }
            positions.insert(name.clone(), position);
            names.push(name);
        }
        Self { names, positions }
    }
    /// The handle of the row at a position; empty beyond the end.
    pub(crate) fn name(&self, position: u32) -> &str {
        self.names.get(position as usize).map_or("", String::as_str)
    }
    /// The position of a handle.
    pub(crate) fn position(&self, name: &str) -> Option<u32> {
        self.positions.get(name).copied()
    }
}

/// A kept file.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceRow {
    /// Its name in the store.
    pub digest: Digest,
    /// Its name as given.
    pub file_name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Importer id.
    pub format: String,
    /// What people call the format.
    pub format_name: String,
    /// The entry that added it.
    pub entry: EntryNumber,
    /// When it was received.
    pub received_at: Timestamp,
    /// The day for which it speaks.
    pub collected_on: Date,
    /// Whether the file itself says so; else a person did, or it is the day of receipt.
    pub collected_on_is_stated: bool,
    /// First day on which it does not count any more, by the freshness of its kind.
    pub expires: Option<Date>,
    /// Rows read, used and skipped.
    pub tally: Tally,
    /// What it contributed: `("findings", 120)`.
    pub contributed: Vec<(String, u64)>,
    /// When and why it was withdrawn.
    pub withdrawn: Option<Withdrawn>,
}

/// Looking from outside: who allows it, when it happens, what was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looks {
    /// The newest statement of ownership; `None` before there was one.
    pub statement: Option<Stated>,
    /// What is declared now and the statement covers.
    pub covered: Vec<String>,
    /// What is declared now and the statement does not cover.
    pub not_covered: Vec<String>,
    /// Days between two looks; 0 is never by itself.
    pub every_days: u16,
    /// When the next look begins by itself; `None` is never.
    pub next: Option<Timestamp>,
    /// When the look began that is under way.
    pub running_since: Option<Timestamp>,
    /// When and why the last try failed, if it did.
    pub trouble: Option<(Timestamp, String)>,
    /// Why this server looks at nothing, if so.
    pub cannot: Option<String>,
    /// The newest report, and the file that holds it.
    pub last: Option<(Digest, LiveCheck)>,
}

/// A statement of ownership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// Who made it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What it names; nothing when the permission was taken back.
    pub names: Vec<String>,
}

/// That a file was withdrawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Withdrawn {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// A page of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordPage {
    /// How many entries the record has.
    pub size: u64,
    /// Entries, newest first.
    pub entries: Vec<Entry>,
}

/// Why something could not be done, for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{says} ({code})")]
pub struct Trouble {
    /// Whose turn it is.
    pub kind: TroubleKind,
    /// What happened, in a sentence.
    pub says: String,
    /// What to do next, in a sentence; may be empty.
    pub hint: String,
    /// A short stable code to quote: `disk-full`.
    pub code: &'static str,
}

/// Kinds of trouble; each has its HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// What was asked cannot be (422).
    User,
    /// There is no such thing (404).
    NotFound,
    /// It is too large (413).
    TooLarge,
    /// The request was not made from a page of this server (403).
    Refused,
    /// The disk is full (507).
    Full,
    /// Our fault (500); `says` is logged and not shown.
    Ours,
}

impl Trouble {
    /// Trouble that the person can mend.
    pub fn user(says: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind: TroubleKind::User, says: says.into(), hint: hint.into(), code: "cannot-do" }
    }
    /// There is no such thing.
    pub fn not_found(says: impl Into<String>) -> Self {
        let hint = "Check the address, or start from the home page.".to_owned();
        Self { kind: TroubleKind::NotFound, says: says.into(), hint, code: "not-found" }
    }
    /// Our fault.
    pub fn ours(says: impl Into<String>) -> Self {
        Self { kind: TroubleKind::Ours, says: says.into(), hint: String::new(), code: "our-fault" }
    }
}
