//! Answers that do not fit: with their own paper, with each other, or with a machine file. Conflicts are shown to people
//! and change no verdict.

use std::collections::BTreeMap;
use ward_catalog::Catalog;
use ward_domain::MeasureId;
use ward_domain::assessment::{Assessment, Grade, Status};
use ward_domain::observation::{AnswerSeen, Says};
use ward_estate::{Estate, Placed};

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// The measure whose answer it is about.
    pub measure: MeasureId,
    /// What kind.
    pub kind: ConflictKind,
    /// What does not fit, in a sentence.
    pub says: String,
}

/// Kinds of conflicts, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConflictKind {
    /// A machine file shows otherwise.
    EvidenceSaysOtherwise,
    /// Two answers cannot both be so.
    AnswersContradict,
    /// It says that all is well, and nothing backs it.
    NothingBacksIt,
}

/// Every conflict of the newest answers for measures as a whole, worst first.
pub fn conflicts(catalog: &Catalog, estate: &Estate, assessment: &Assessment) -> Vec<Conflict> {
    let newest = newest_answers(estate);
    let mut found = Vec::new();
    for (id, answer) in &newest {
        let row = &answer.row;
        let Some(measure) = catalog.measures.get(id) else { continue };
        if let Some(result) = assessment.find_measure(*id) {
            // What rests on the answer itself agrees with it; evidence of grade A is a machine's.
            let otherwise = match row.says {
                Says::Yes => matches!(result.status, Status::NotMet | Status::Partly),
                Says::No => result.status == Status::Met,
                Says::NotApplicable => matches!(result.status, Status::NotMet | Status::Partly | Status::Met),
            };
            if otherwise && result.grade == Some(Grade::A) {
                found.push(Conflict {
                    measure: *id,
                    kind: ConflictKind::EvidenceSaysOtherwise,
                    says: format!(
                        "{} answered “{}” on {}, and the evidence shows: {}",
                        row.signer,
                        row.says.label(),
                        row.signed_on,
                        result.because
                    ),
                });
            }
        }
        if row.says == Says::Yes {
            for implied in &measure.implies {
                let denied = newest.get(implied).filter(|other| other.row.says == Says::No);
                found.extend(denied.map(|other| Conflict {
                    measure: *id,
                    kind: ConflictKind::AnswersContradict,
                    says: format!(
                        "A yes to {id} cannot stand beside the no to {implied} of {} on {}",
                        other.row.signer, other.row.signed_on
                    ),
                }));
            }
            if row.artefact.is_none() {
                found.push(Conflict {
                    measure: *id,
                    kind: ConflictKind::NothingBacksIt,
                    says: format!("{} answered yes on {} and attached nothing", row.signer, row.signed_on),
                });
            }
        }
    }
    found.sort_by_key(|conflict| (conflict.kind, conflict.measure));
    found
}

/// The newest answer for each measure as a whole; on one day, *no* speaks over *yes*.
pub fn newest_answers(estate: &Estate) -> BTreeMap<MeasureId, &Placed<AnswerSeen>> {
    let mut newest: BTreeMap<MeasureId, &Placed<AnswerSeen>> = BTreeMap::new();
    let rank = |a: &Placed<AnswerSeen>| (a.row.signed_on, a.row.says == Says::No, a.at);
    for answer in estate.answers.iter().filter(|a| a.row.subject.is_none() && a.row.signed_on <= estate.as_of)
    {
        let known = newest.entry(answer.row.measure).or_insert(answer);
        if rank(answer) >= rank(known) {
            *known = answer;
        }
    }
    newest
}
