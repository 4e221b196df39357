//! The record: an organisation's ordered, append-only list of entries.
//!
//! Entries are hashed and signed, so their JSON form is a promise: fields may be added with a default, never renamed.

use crate::exposure::{Question, State};
use crate::ids::{Digest, MeasureId};
use crate::letters::LetterKind;
use crate::observation::{AnswerSeen, ExceptionSeen};
use crate::organisation::Organisation;
use crate::plan::{Assumed, Frame, Outcome};
use crate::summary::Class;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The number of an entry in its record; the first is 0.
pub type EntryNumber = u64;

/// One line of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position in the record.
    pub number: EntryNumber,
    /// When Ward received it.
    pub received_at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What happened.
    pub event: Event,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The organisation said who it is and what it answers for.
    ProfileChanged {
        /// The whole profile, not the difference.
        organisation: Organisation,
    },
    /// A file was read and kept.
    EvidenceAdded {
        /// Name of the kept file.
        evidence: Digest,
        /// File name as it was given; shown, never trusted.
        file_name: String,
        /// Size in bytes, before compression.
        bytes: u64,
        /// Importer that read it.
        format: String,
        /// Version of that importer's translation.
        format_version: u32,
        /// Names of columns, when the person gave a mapping (TOML text).
        mapping: Option<String>,
        /// When what it says was true, as the file, or else the person, or else the day of receipt says.
        collected_at: Timestamp,
        /// Whether the file itself said so.
        collected_at_is_stated: bool,
        /// What was read, used and skipped.
        tally: Tally,
    },
    /// A file no longer counts. The bytes stay, the entry stays; the estate is as if it had never come.
    EvidenceWithdrawn {
        /// Which file.
        evidence: Digest,
        /// Why.
        reason: String,
    },
    /// A person answered a measure.
    AnswerGiven {
        /// The answer.
        answer: AnswerSeen,
        /// Artefact kept under its digest.
        artefact: Option<Digest>,
    },
    /// A decision by somebody who may.
    DecisionMade {
        /// Which.
        decision: Decision,
    },
    /// Ward judged the record as it stood before this entry.
    AssessmentRecorded {
        /// The day judged.
        as_of: Date,
        /// Version of the catalogue.
        catalogue: String,
        /// SHA-256 of the assessment in contract form (version 1).
        assessment: Digest,
        /// Goals met, of all.
        goals_met: u8,
    },
    /// The organisation signed a summary for the programme.
    SummaryMade {
        /// Its number.
        number: u64,
        /// The day that it judges.
        as_of: Date,
        /// What it says about the kind of organisation.
        class: Class,
        /// The signed file, kept under its digest.
        summary: Digest,
    },
    /// The operator's receipt for a summary came back and fits.
    ReceiptKept {
        /// Number of the summary.
        number: u64,
        /// The summary that it is for.
        summary: Digest,
        /// The signed file, kept under its digest.
        receipt: Digest,
        /// The operator's key that signed, in the text form of signed notes.
        operator: String,
    },
    /// An advisory was read and kept. It is no evidence: it says nothing of the organisation.
    AdvisoryKept {
        /// Name of the kept file.
        advisory: Digest,
        /// File name as it was given; shown, never trusted.
        file_name: String,
        /// Size in bytes, before compression.
        bytes: u64,
        /// The publisher's own number.
        id: String,
        /// Its title.
        title: String,
        /// Who published it.
        publisher: String,
        /// When this version came out, when it says so.
        released: Option<Timestamp>,
    },
    /// The organisation signed an answer to one question of the programme.
    ExposureTold {
        /// The question.
        question: Question,
        /// The day for which it speaks.
        as_of: Date,
        /// What it says.
        state: State,
        /// On how many devices.
        devices: u32,
        /// The signed file, kept under its digest.
        answer: Digest,
    },
    /// The organisation signed a letter to the office. Sending it is another matter.
    LetterSigned {
        /// Which letter.
        kind: LetterKind,
        /// The signed file, kept under its digest.
        letter: Digest,
        /// What it is about: the name of the round, or the number of the request.
        about: String,
    },
    /// A letter of the office came, and its signature is right.
    LetterKept {
        /// Which letter.
        kind: LetterKind,
        /// The signed file, kept under its digest.
        letter: Digest,
        /// What it is about: the name of the round, or the number of the request.
        about: String,
        /// The letter of this record that it answers.
        answers: Option<Digest>,
        /// The office's key that signed, in the text form of signed notes.
        operator: String,
    },
    /// Something about an incident became known, was reported or was shared.
    IncidentNoted {
        /// Number of the incident in this record, from 1.
        incident: u64,
        /// What, as JSON; the programme's part reads it.
        what: String,
    },
}

/// Decisions that change how evidence is read or judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "kebab-case")]
pub enum Decision {
    /// A subject is excepted from a measure for a while.
    Except {
        /// The exception.
        exception: ExceptionSeen,
    },
    /// Two names never mean one device, person or account, whatever their keys say.
    KeepApart {
        /// A name: `fqdn:pacs1.example`, `mac:…`, `person:1234`, `log-in:a@b.example`.
        one: String,
        /// The other name.
        other: String,
        /// Why.
        reason: String,
    },
    /// A number that Ward's makers chose is chosen otherwise; the newest decision about it counts.
    ChooseNumber {
        /// Which measure.
        measure: MeasureId,
        /// Which of its numbers; `target` is the share that must be met, 0 to 1.
        key: String,
        /// The value.
        value: f64,
        /// Why.
        reason: String,
    },
    /// Somebody is to answer a question or close a gap. It changes no verdict.
    GiveTask {
        /// The measure that it serves.
        measure: MeasureId,
        /// One subject of it; `None` for the measure as a whole.
        subject: Option<String>,
        /// The role that it falls to.
        role: String,
        /// Who it was given to by name, when somebody was.
        person: Option<String>,
        /// Last day.
        due: Date,
        /// What is to be done.
        note: String,
    },
    /// A task is done, or not needed any more.
    CloseTask {
        /// The entry that gave it.
        task: EntryNumber,
        /// What came of it.
        note: String,
    },
    /// Somebody states that names and addresses belong to the organisation, or that it may look at them from outside.
    /// Only what the newest statement names is ever contacted; one without names takes the permission back.
    StateOwnership {
        /// Domains, hosts, addresses and ranges, as the profile writes them.
        names: Vec<String>,
        /// Who says so.
        by: String,
    },
    /// From now on Ward looks from outside by itself every so many days; 0 is never. It changes no verdict by itself.
    LookEvery {
        /// Days between two looks.
        days: u16,
    },
    /// Two names mean one thing, although no key says so.
    Join {
        /// A name.
        one: String,
        /// The other name.
        other: String,
        /// Why.
        reason: String,
    },
    /// What the plan may take in each year. It changes no verdict, as little as the decisions that follow.
    SetPlanFrame {
        /// The whole of it.
        frame: Frame,
    },
    /// A cost, a duration or a weight of the catalogue is assumed otherwise in the plan.
    Assume {
        /// Id of the action or the goal.
        of: String,
        /// Which number.
        which: Assumed,
        /// Its value; none goes back to the published one.
        value: Option<f64>,
        /// Why.
        reason: String,
    },
    /// An action is taken into the plan, or gets another day or role.
    PlanAction {
        /// Id of the action.
        action: String,
        /// Last day.
        due: Date,
        /// The role that it falls to.
        role: String,
        /// The entry that gave the task for it.
        task: Option<EntryNumber>,
        /// Why, or how.
        note: String,
    },
    /// An action is done, or not for this organisation.
    EndAction {
        /// Id of the action.
        action: String,
        /// Which of them.
        outcome: Outcome,
        /// What came of it, or why.
        note: String,
    },
}

/// What became of a file's rows: read = used + skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Rows met.
    pub read: u64,
    /// Rows that became observations.
    pub used: u64,
    /// Rows left out.
    pub skipped: u64,
    /// The first problems, each with its line.
    pub problems: Vec<Problem>,
    /// Problems beyond those listed.
    pub more_problems: u64,
    /// Columns or parts that were understood, as `column → meaning`.
    pub understood: Vec<String>,
    /// Columns or parts that were not.
    pub not_understood: Vec<String>,
}

/// Why a row was skipped or only partly used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where, 1-based; 0 for the file as a whole.
    pub line: u32,
    /// A sentence: what is wrong and what to do.
    pub reason: String,
}
