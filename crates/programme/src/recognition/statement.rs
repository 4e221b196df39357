//! The statement of a recognition as it is signed: an in-toto statement, version 1. Signing happens elsewhere.

use super::{Goals, Issued};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_domain::{GoalId, Grade};

/// Type of the envelope's content, by the in-toto attestation framework.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// Type of the predicate. Fields may be added, never renamed; renames make `v2`.
pub const PREDICATE_TYPE: &str = "https://ward.invalid/recognition/v1";

/// An in-toto statement: who is recognised, by which summary, as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub statement_type: String,
    /// One subject: the participant, with the SHA-256 of the summary that it rests on.
    pub subject: Vec<Subject>,
    /// [`PREDICATE_TYPE`].
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// What is stated.
    pub predicate: Predicate,
}

/// Who is recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The operator's name for the participant.
    pub name: String,
    /// `sha256` of the signed summary.
    pub digest: BTreeMap<String, String>,
}

/// What is stated. It holds nothing that the public may not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Predicate {
    /// Number of the statement, by which anyone can ask whether it still stands.
    pub statement: u64,
    /// The participant's name on the day of issue.
    pub organisation: String,
    /// Id of the tier.
    pub tier: String,
    /// Title of the tier.
    pub title: String,
    /// What the tier means, in plain words.
    pub meaning: String,
    /// What was shown, in words.
    pub shown: String,
    /// The goals that were shown to be met.
    pub goals: Vec<GoalId>,
    /// The lowest grade of evidence that counted.
    pub grade: Grade,
    /// When it was issued.
    pub issued: Timestamp,
    /// The first instant at which it counts no more.
    pub expires: Timestamp,
}

impl Issued {
    /// What is to be signed.
    pub fn statement(&self) -> Statement {
        let Self { id, participant, name, tier, summary, made, expires, .. } = self;
        let subject = Subject {
            name: participant.to_string(),
            digest: BTreeMap::from([("sha256".to_owned(), summary.to_string())]),
        };
        let goals: &Goals = &tier.goals;
        Statement {
            statement_type: STATEMENT_TYPE.to_owned(),
            subject: vec![subject],
            predicate_type: PREDICATE_TYPE.to_owned(),
            predicate: Predicate {
                statement: id.0,
                organisation: name.clone(),
                tier: tier.id.clone(),
                title: tier.title.clone(),
                meaning: tier.meaning.clone(),
                shown: format!(
                    "{} met, by evidence of grade {} or better",
                    goals.words(),
                    tier.grade.as_str()
                ),
                goals: goals.list(),
                grade: tier.grade,
                issued: made.at,
                expires: *expires,
            },
        }
    }
}
