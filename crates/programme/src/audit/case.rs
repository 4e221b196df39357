//! One organisation's audit: notice → documents → packet → findings → response → corrective action → close.

use super::design::FindingGrade;
use super::examination::Examination;
use crate::{Made, Refused};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_domain::{Digest, GoalId};

/// What happens in a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// The organisation was told that it was drawn.
    Noticed {
        /// Until when it is to answer.
        answer_by: Date,
        /// The summary whose claims are audited.
        summary: Digest,
    },
    /// Documents were asked for.
    Requested {
        /// What, one a line.
        documents: Vec<String>,
        /// Until when.
        by: Date,
    },
    /// A packet of evidence came, and the office's Ward examined it.
    Examined {
        /// SHA-256 of the packet.
        packet: Digest,
        /// What it showed.
        examination: Box<Examination>,
    },
    /// A finding was made.
    Found {
        /// The goal that it is about.
        goal: Option<GoalId>,
        /// How bad it is.
        grade: FindingGrade,
        /// What was found, in words.
        text: String,
    },
    /// A finding does not stand.
    Withdrawn {
        /// Which; the first is 1.
        finding: u32,
        /// Why.
        because: String,
    },
    /// The organisation answered the findings.
    Responded {
        /// SHA-256 of the answer.
        document: Digest,
    },
    /// What is to be done about a finding, and by when; said again, it replaces what was agreed.
    ActionAgreed {
        /// Which finding.
        finding: u32,
        /// What.
        action: String,
        /// Until when.
        due: Date,
    },
    /// Evidence shows that it was done.
    ActionProven {
        /// Which finding.
        finding: u32,
        /// SHA-256 of the evidence.
        evidence: Digest,
    },
    /// The case is over.
    Closed,
    /// The case is over without an answer.
    ClosedUnanswered {
        /// What was tried.
        because: String,
    },
}

/// What judging the evidence of a packet again gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReRun {
    /// The same bytes as the assessment that the summary names.
    Same,
    /// Something else.
    Different,
    /// It could not be done: the evidence is not all there.
    NotPossible,
}

/// A finding as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The goal that it is about.
    pub goal: Option<GoalId>,
    /// How bad it is.
    pub grade: FindingGrade,
    /// In words.
    pub text: String,
    /// The entry that made it.
    pub entry: u64,
    /// Why it does not stand any more.
    pub withdrawn: Option<String>,
    /// What is to be done, and by when.
    pub action: Option<(String, Date)>,
    /// The evidence that it was done.
    pub proven: Option<Digest>,
}

/// A packet as it was examined.
#[derive(Clone, Debug, PartialEq)]
pub struct Packet {
    /// SHA-256.
    pub digest: Digest,
    /// What the office's Ward worked out.
    pub examination: Examination,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// With evidence and findings.
    Answered,
    /// Without an answer, which counts as a deviation.
    Unanswered,
}

/// One case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// Until when it is to answer, and the summary audited; none before the notice.
    pub notice: Option<(Date, Digest)>,
    /// Requests for documents, each with its day.
    pub requests: Vec<(Vec<String>, Date)>,
    /// Packets in order; the last one counts.
    pub packets: Vec<Packet>,
    /// Findings by number, from 1.
    pub findings: BTreeMap<u32, Finding>,
    /// SHA-256 of the organisation's answer.
    pub response: Option<Digest>,
    /// How it ended; none while it is open.
    pub ended: Option<Ending>,
    /// Numbers of the entries about it.
    pub entries: Vec<u64>,
}

impl Case {
    /// Whether a deviation of that grade or worse stands, or no answer came.
    pub fn deviates(&self, least: FindingGrade) -> bool {
        self.ended == Some(Ending::Unanswered) || self.standing().any(|(_, finding)| finding.grade >= least)
    }
    /// The findings that were not withdrawn.
    pub fn standing(&self) -> impl Iterator<Item = (u32, &Finding)> {
        self.findings
            .iter()
            .filter(|(_, finding)| finding.withdrawn.is_none())
            .map(|(number, one)| (*number, one))
    }
    /// What should have been done before that day and was not, in words.
    pub fn overdue(&self, day: Date) -> Vec<String> {
        if self.ended.is_some() {
            return Vec::new();
        }
        let mut late = Vec::new();
        if self.packets.is_empty() {
            let dates = self.notice.iter().map(|(by, _)| *by).chain(self.requests.iter().map(|(_, by)| *by));
            late.extend(dates.max().filter(|by| *by < day).map(|by| format!("a packet was due on {by}")));
        }
        late.extend(self.standing().filter(|(_, one)| one.proven.is_none()).filter_map(
            |(number, finding)| {
                let (_, due) = finding.action.as_ref().filter(|(_, due)| *due < day)?;
                Some(format!("the action on finding {number} was due on {due}"))
            },
        ));
        late
    }

    /// Whether a step can be made now.
    pub(super) fn check(&self, day: Date, step: &Step) -> Result<(), Refused> {
        let refused = |code, why: &str| Err(Refused::new(code, why));
        if self.ended.is_some() {
            return refused("case-closed", "the case is closed: nothing can be added to it");
        }
        let Some((answer_by, _)) = self.notice else {
            return match step {
                Step::Noticed { answer_by, .. } if *answer_by <= day => {
                    refused("date", "the day for an answer must lie ahead")
                }
                Step::Noticed { .. } => Ok(()),
                _ => refused("no-notice", "the organisation has to be told first: send the notice"),
            };
        };
        match step {
            Step::Noticed { .. } => refused("noticed", "the notice was sent already"),
            Step::Requested { documents, by } => {
                if documents.iter().all(|text| text.trim().is_empty()) {
                    return refused("no-document", "name at least one document");
                }
                if *by <= day { refused("date", "the day for the documents must lie ahead") } else { Ok(()) }
            }
            Step::Examined { packet, examination } => {
                if self.packets.iter().any(|known| known.digest == *packet) {
                    return refused("same-packet", "this packet was taken in before: ask for another");
                }
                if !examination.is_consistent() {
                    return refused("examination", "what the examination says cannot be true together");
                }
                Ok(())
            }
            Step::Found { text, .. } => {
                if self.packets.is_empty() {
                    return refused("no-packet", "a finding rests on evidence: take in the packet first");
                }
                needs_words(text)
            }
            Step::Withdrawn { finding, because } => self.stands(*finding).and_then(|_| needs_words(because)),
            Step::Responded { .. } => {
                if self.findings.is_empty() {
                    return refused("no-finding", "there is no finding to answer");
                }
                Ok(())
            }
            Step::ActionAgreed { finding, action, due } => {
                let found = self.stands(*finding)?;
                if found.proven.is_some() {
                    return refused("proven", "the action on this finding was proven already");
                }
                needs_words(action)?;
                if *due <= day { refused("date", "the day of the action must lie ahead") } else { Ok(()) }
            }
            Step::ActionProven { finding, evidence } => {
                let found = self.stands(*finding)?;
                if found.action.is_none() {
                    return refused("no-action", "agree on an action first");
                }
                if self.packets.iter().any(|packet| packet.digest == *evidence) {
                    return refused(
                        "same-evidence",
                        "the packet that showed the gap cannot show that it is closed",
                    );
                }
                Ok(())
            }
            Step::Closed => {
                if self.packets.is_empty() {
                    return refused(
                        "no-packet",
                        "no packet came: take one in, or close the case as unanswered",
                    );
                }
                if self.packets.last().is_some_and(|packet| !packet.examination.proves())
                    && self.standing().all(|(_, finding)| finding.grade == FindingGrade::Observation)
                {
                    return refused(
                        "unproven",
                        "the last packet does not prove the claim: make a finding of it, or ask for another",
                    );
                }
                let mut open = self
                    .standing()
                    .filter(|(_, f)| f.grade > FindingGrade::Observation && f.proven.is_none());
                match open.next() {
                    Some((number, _)) => Err(Refused::new(
                        "open-finding",
                        format!(
                            "finding {number} is open: its action must be proven by evidence, or the finding withdrawn"
                        ),
                    )),
                    None => Ok(()),
                }
            }
            Step::ClosedUnanswered { because } => {
                needs_words(because)?;
                if !self.packets.is_empty() {
                    return refused("answered", "a packet came, so the case was answered");
                }
                let last = self.requests.iter().map(|(_, by)| *by).chain([answer_by]).max();
                if last.is_some_and(|by| day <= by) {
                    return refused("date", "the time for an answer has not run out");
                }
                Ok(())
            }
        }
    }

    /// Makes a step that was checked.
    pub(super) fn make(&mut self, made: Made<'_>, step: &Step) {
        let finding =
            |finding: &u32, findings: &mut BTreeMap<u32, Finding>, change: &dyn Fn(&mut Finding)| {
                if let Some(found) = findings.get_mut(finding) {
                    change(found);
                }
            };
        match step {
            Step::Noticed { answer_by, summary } => self.notice = Some((*answer_by, *summary)),
            Step::Requested { documents, by } => self.requests.push((documents.clone(), *by)),
            Step::Examined { packet, examination } => {
                self.packets.push(Packet { digest: *packet, examination: (**examination).clone() });
            }
            Step::Found { goal, grade, text } => {
                let number = self.findings.len() as u32 + 1;
                let (goal, grade, text, entry) = (*goal, *grade, text.clone(), made.number);
                let found = Finding { goal, grade, text, entry, withdrawn: None, action: None, proven: None };
                self.findings.insert(number, found);
            }
            Step::Withdrawn { finding: number, because } => {
                finding(number, &mut self.findings, &|found| found.withdrawn = Some(because.clone()));
            }
            Step::Responded { document } => self.response = Some(*document),
            Step::ActionAgreed { finding: number, action, due } => {
                finding(number, &mut self.findings, &|found| found.action = Some((action.clone(), *due)));
            }
            Step::ActionProven { finding: number, evidence } => {
                finding(number, &mut self.findings, &|found| found.proven = Some(*evidence));
            }
            Step::Closed => self.ended = Some(Ending::Answered),
            Step::ClosedUnanswered { .. } => self.ended = Some(Ending::Unanswered),
        }
        self.entries.push(made.number);
    }

    fn stands(&self, number: u32) -> Result<&Finding, Refused> {
        let found = self.findings.get(&number).filter(|finding| finding.withdrawn.is_none());
        found.ok_or_else(|| Refused::new("no-finding", format!("no finding {number} stands in this case")))
    }
}

fn needs_words(text: &str) -> Result<(), Refused> {
    if text.trim().is_empty() {
        Err(Refused::new("no-words", "say it in words: the record needs them"))
    } else {
        Ok(())
    }
}
