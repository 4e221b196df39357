//! What a correct reading of the generated files must conclude: the planted faults, and no others.

use crate::Faults;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_domain::{GoalId, MeasureId, Status};

/// The measures that the files speak of, as in `docs/measures.md`.
const MEASURES: &[(&str, u8)] = &[("E1", 7), ("E3", 6), ("E4", 6), ("E6", 7), ("H1", 3)];

/// What a judge must find in the files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Every planted fault: each subject that fails a measure, once for each measure that it fails.
    pub faults: Vec<PlantedFault>,
    /// Expected status of each measure that the files speak of.
    pub measures: BTreeMap<MeasureId, Status>,
    /// Expected status of each goal that has such measures; every other goal is unknown.
    pub goals: BTreeMap<GoalId, Status>,
}

/// One subject that fails one measure on purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlantedFault {
    /// The measure that must find it.
    pub measure: MeasureId,
    /// The subject, exactly as the measure names it.
    pub subject: String,
    /// What was done to it.
    pub why: String,
}

/// Collects faults while the hospital is made.
#[derive(Debug, Default)]
pub(crate) struct Faultlist(Vec<PlantedFault>);

impl Faultlist {
    /// Notes a fault.
    pub(crate) fn plant(&mut self, measure: &str, subject: impl Into<String>, why: impl Into<String>) {
        self.0.push(PlantedFault { measure: measure_id(measure), subject: subject.into(), why: why.into() });
    }

    /// Works out the verdicts that follow from the faults.
    ///
    /// A measure with a fault is not met: the plantings of measures with a percentage always exceed what the target
    /// allows. A goal with a failing measure is partly met, since each goal also has measures without a fault.
    pub(crate) fn into_truth(mut self, faults: Faults) -> Truth {
        self.0.sort();
        self.0.dedup_by(|a, b| a.measure == b.measure && a.subject == b.subject);
        let mut measures = BTreeMap::new();
        let mut goals = BTreeMap::new();
        for &(goal, count) in MEASURES {
            let mut status = Status::Met;
            for number in 1..=count {
                let id = measure_id(&format!("{goal}.{number}"));
                let failing = self.0.iter().any(|fault| fault.measure == id);
                if failing {
                    status = Status::Partly;
                }
                measures.insert(id, if failing { Status::NotMet } else { Status::Met });
            }
            goals.insert(measure_id(&format!("{goal}.1")).goal(), status);
        }
        if faults == Faults::None {
            // The only finding that demands forensic triage is the planted one: without it there are no cases.
            measures.insert(measure_id("E1.7"), Status::NotApplicable);
        }
        Truth { faults: self.0, measures, goals }
    }
}

/// The id in this crate's own text.
fn measure_id(text: &str) -> MeasureId {
    text.parse().expect("measure ids written in this crate are well-formed")
}
