//! What the record says as a whole: the profile in force, the evidence that counts, the answers and decisions.

use crate::ownership::Ownership;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use ward_domain::exposure::{Question, State};
use ward_domain::follow_up::{ChosenNumber, NewTask, Task};
use ward_domain::letters::LetterKind;
use ward_domain::observation::{AnswerSeen, ExceptionSeen};
use ward_domain::plan::Intentions;
use ward_domain::record::{Decision, Entry, EntryNumber, Event, Tally};
use ward_domain::summary::Class;
use ward_domain::{Digest, Organisation};
use ward_estate::identity::Decisions;

/// A kept file and what the record says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceInForce {
    /// Its digest.
    pub digest: Digest,
    /// Entry that added it.
    pub entry: EntryNumber,
    /// Name as given.
    pub file_name: String,
    /// Bytes, not compressed.
    pub bytes: u64,
    /// Importer.
    pub format: String,
    /// Version of its translation.
    pub format_version: u32,
    /// Column mapping, TOML.
    pub mapping: Option<String>,
    /// When what it says was true.
    pub collected_at: Timestamp,
    /// Whether the file itself says so.
    pub collected_at_is_stated: bool,
    /// When Ward received it.
    pub received_at: Timestamp,
    /// Rows read, used, skipped.
    pub tally: Tally,
    /// Entry and reason of its withdrawal, if it does not count any more.
    pub withdrawn: Option<(EntryNumber, String)>,
}

/// An answer that stands in the record.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedAnswer {
    /// Entry.
    pub entry: EntryNumber,
    /// The answer.
    pub answer: AnswerSeen,
    /// Kept artefact.
    pub artefact: Option<Digest>,
}

/// An assessment that stands in the record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedAssessment {
    /// Entry; the assessment judges the record before it.
    pub entry: EntryNumber,
    /// When it was recorded.
    pub received_at: Timestamp,
    /// The day judged.
    pub as_of: Date,
    /// Version of the catalogue.
    pub catalogue: String,
    /// Digest of its JSON.
    pub digest: Digest,
    /// Goals met.
    pub goals_met: u8,
}

/// A summary that was signed for the programme.
#[derive(Clone, Debug, PartialEq)]
pub struct MadeSummary {
    /// Entry; the summary tells the record before it.
    pub entry: EntryNumber,
    /// When it was signed.
    pub made_at: Timestamp,
    /// Its number.
    pub number: u64,
    /// The day judged.
    pub as_of: Date,
    /// What it says about the kind of organisation.
    pub class: Class,
    /// The signed file.
    pub digest: Digest,
    /// The operator's receipt, once it came back: its file and the key that signed it.
    pub receipt: Option<(Digest, String)>,
}

/// An advisory that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAdvisory {
    /// Entry.
    pub entry: EntryNumber,
    /// When Ward received it.
    pub received_at: Timestamp,
    /// Its digest.
    pub digest: Digest,
    /// Name as given.
    pub file_name: String,
    /// The publisher's own number.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// When this version came out.
    pub released: Option<Timestamp>,
}

/// An answer to the programme that was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldExposure {
    /// Entry.
    pub entry: EntryNumber,
    /// When it was signed.
    pub made_at: Timestamp,
    /// To which question.
    pub question: Question,
    /// The day for which it speaks.
    pub as_of: Date,
    /// What it says.
    pub state: State,
    /// On how many devices.
    pub devices: u32,
    /// The signed file.
    pub digest: Digest,
}

/// A letter to the office or from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLetter {
    /// Entry.
    pub entry: EntryNumber,
    /// When it was signed here, or kept.
    pub at: Timestamp,
    /// Which letter.
    pub kind: LetterKind,
    /// The signed file.
    pub digest: Digest,
    /// What it is about: the name of the round, or the number of the request.
    pub about: String,
    /// The letter that it answers.
    pub answers: Option<Digest>,
    /// The office's key that signed it; none when it was signed here.
    pub operator: Option<String>,
}

/// Something that was noted about an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentNote {
    /// Entry.
    pub entry: EntryNumber,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: String,
    /// Number of the incident.
    pub incident: u64,
    /// What, as JSON.
    pub what: String,
}

/// The record, read from first to last entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RecordView {
    /// Entries read.
    pub size: u64,
    /// The profile in force, if one was given.
    pub organisation: Option<Organisation>,
    /// All evidence in the order of its arrival, withdrawn ones included.
    pub evidence: Vec<EvidenceInForce>,
    /// Answers.
    pub answers: Vec<StatedAnswer>,
    /// Exceptions with their entries.
    pub exceptions: Vec<(EntryNumber, ExceptionSeen)>,
    /// Decisions about identities.
    pub decisions: Decisions,
    /// Numbers that the organisation chose, newest decision for each.
    pub numbers: Vec<ChosenNumber>,
    /// Tasks, oldest first.
    pub tasks: Vec<Task>,
    /// The newest statement of what may be looked at from outside.
    pub ownership: Option<Ownership>,
    /// Days between two looks, as somebody chose them; 0 is never.
    pub look_every: Option<u16>,
    /// Assessments.
    pub assessments: Vec<RecordedAssessment>,
    /// Summaries signed for the programme, oldest first.
    pub summaries: Vec<MadeSummary>,
    /// The operator's key that signed the newest receipt or letter.
    pub operator: Option<String>,
    /// Letters to the office and from it, in order.
    pub letters: Vec<KeptLetter>,
    /// What the organisation decided about its plan.
    pub intentions: Intentions,
    /// What was noted about incidents, in order.
    pub incident_notes: Vec<IncidentNote>,
    /// Advisories that were kept, oldest first, each file once.
    pub advisories: Vec<KeptAdvisory>,
    /// Answers to the programme, oldest first.
    pub told: Vec<ToldExposure>,
}

impl RecordView {
    /// Reads entries in order.
    pub fn of(entries: &[Entry]) -> Self {
        let mut view = Self { size: entries.len() as u64, ..Self::default() };
        let mut place: BTreeMap<Digest, usize> = BTreeMap::new();
        for entry in entries {
            view.read(entry, &mut place);
        }
        view
    }

    fn read(&mut self, entry: &Entry, place: &mut BTreeMap<Digest, usize>) {
        match &entry.event {
            Event::ProfileChanged { organisation } => self.organisation = Some(organisation.clone()),
            Event::EvidenceAdded {
                evidence,
                file_name,
                bytes,
                format,
                format_version,
                mapping,
                collected_at,
                collected_at_is_stated,
                tally,
            } => {
                let added = EvidenceInForce {
                    digest: *evidence,
                    entry: entry.number,
                    file_name: file_name.clone(),
                    bytes: *bytes,
                    format: format.clone(),
                    format_version: *format_version,
                    mapping: mapping.clone(),
                    collected_at: *collected_at,
                    collected_at_is_stated: *collected_at_is_stated,
                    received_at: entry.received_at,
                    tally: tally.clone(),
                    withdrawn: None,
                };
                if let Some(&known) = place.get(evidence) {
                    self.evidence[known] = added;
                } else {
                    place.insert(*evidence, self.evidence.len());
                    self.evidence.push(added);
                }
            }
            Event::EvidenceWithdrawn { evidence, reason } => {
                if let Some(&known) = place.get(evidence) {
                    self.evidence[known].withdrawn = Some((entry.number, reason.clone()));
                }
            }
            Event::AnswerGiven { answer, artefact } => {
                self.answers.push(StatedAnswer {
                    entry: entry.number,
                    answer: answer.clone(),
                    artefact: *artefact,
                });
            }
            Event::DecisionMade { decision } => self.decide(entry.number, entry.received_at, decision),
            Event::AssessmentRecorded { as_of, catalogue, assessment, goals_met } => {
                self.assessments.push(RecordedAssessment {
                    entry: entry.number,
                    received_at: entry.received_at,
                    as_of: *as_of,
                    catalogue: catalogue.clone(),
                    digest: *assessment,
                    goals_met: *goals_met,
                });
            }
            Event::SummaryMade { number, as_of, class, summary } => self.summaries.push(MadeSummary {
                entry: entry.number,
                made_at: entry.received_at,
                number: *number,
                as_of: *as_of,
                class: class.clone(),
                digest: *summary,
                receipt: None,
            }),
            Event::ReceiptKept { summary, receipt, operator, .. } => {
                if let Some(known) = self.summaries.iter_mut().find(|known| known.digest == *summary) {
                    known.receipt = Some((*receipt, operator.clone()));
                }
                self.operator = Some(operator.clone());
            }
            Event::AdvisoryKept { advisory, file_name, id, title, publisher, released, .. } => {
                self.advisories.push(KeptAdvisory {
                    entry: entry.number,
                    received_at: entry.received_at,
                    digest: *advisory,
                    file_name: file_name.clone(),
                    id: id.clone(),
                    title: title.clone(),
                    publisher: publisher.clone(),
                    released: *released,
                });
            }
            Event::ExposureTold { question, as_of, state, devices, answer } => self.told.push(ToldExposure {
                entry: entry.number,
                made_at: entry.received_at,
                question: question.clone(),
                as_of: *as_of,
                state: *state,
                devices: *devices,
                digest: *answer,
            }),
            Event::LetterSigned { kind, letter, about } => self.letters.push(KeptLetter {
                entry: entry.number,
                at: entry.received_at,
                kind: *kind,
                digest: *letter,
                about: about.clone(),
                answers: None,
                operator: None,
            }),
            Event::LetterKept { kind, letter, about, answers, operator } => {
                self.letters.push(KeptLetter {
                    entry: entry.number,
                    at: entry.received_at,
                    kind: *kind,
                    digest: *letter,
                    about: about.clone(),
                    answers: *answers,
                    operator: Some(operator.clone()),
                });
                self.operator = Some(operator.clone());
            }
            Event::IncidentNoted { incident, what } => self.incident_notes.push(IncidentNote {
                entry: entry.number,
                at: entry.received_at,
                actor: entry.actor.clone(),
                incident: *incident,
                what: what.clone(),
            }),
        }
    }

    fn decide(&mut self, entry: EntryNumber, at: Timestamp, decision: &Decision) {
        match decision {
            Decision::Except { exception } => self.exceptions.push((entry, exception.clone())),
            Decision::KeepApart { one, other, .. } => self.decide_identity(one, other, false),
            Decision::Join { one, other, .. } => self.decide_identity(one, other, true),
            Decision::ChooseNumber { measure, key, value, reason } => {
                self.numbers.retain(|known| (known.measure, &known.key) != (*measure, key));
                let (key, reason) = (key.clone(), reason.clone());
                self.numbers.push(ChosenNumber { entry, measure: *measure, key, value: *value, reason });
            }
            Decision::GiveTask { measure, subject, role, person, due, note } => self.tasks.push(Task {
                entry,
                asked: NewTask {
                    measure: *measure,
                    subject: subject.clone(),
                    role: role.clone(),
                    person: person.clone(),
                    due: *due,
                    note: note.clone(),
                },
                closed: None,
            }),
            Decision::StateOwnership { names, by } => {
                self.ownership = Some(Ownership { entry, at, names: names.clone(), by: by.clone() });
            }
            Decision::LookEvery { days } => self.look_every = Some(*days),
            Decision::CloseTask { task, note } => {
                if let Some(known) = self.tasks.iter_mut().find(|known| known.entry == *task) {
                    known.closed = Some((entry, note.clone()));
                }
            }
            Decision::SetPlanFrame { .. }
            | Decision::Assume { .. }
            | Decision::PlanAction { .. }
            | Decision::EndAction { .. } => self.intentions.read(entry, at, decision),
        }
    }

    /// The newest decision about a pair counts, whichever name came first.
    fn decide_identity(&mut self, one: &str, other: &str, is_one: bool) {
        let pair = if one <= other {
            (one.to_owned(), other.to_owned())
        } else {
            (other.to_owned(), one.to_owned())
        };
        self.decisions.apart.retain(|known| *known != pair);
        self.decisions.joined.retain(|known| *known != pair);
        if is_one { self.decisions.joined.push(pair) } else { self.decisions.apart.push(pair) }
    }

    /// The evidence that counts.
    pub fn in_force(&self) -> impl Iterator<Item = &EvidenceInForce> {
        self.evidence.iter().filter(|e| e.withdrawn.is_none())
    }

    /// The kept file of that digest, if it counts.
    pub fn find_in_force(&self, digest: Digest) -> Option<&EvidenceInForce> {
        self.in_force().find(|e| e.digest == digest)
    }
}
