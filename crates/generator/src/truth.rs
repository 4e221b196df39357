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
    /// allows. Three verdicts follow otherwise. E4.1 has a floor of 80 %, which the plantings leave standing: partly met.
    /// The address that no scan looked at (E1.2) may hide a finding that demands triage: E1.7 is unknown. Without faults
    /// no finding demands triage, and E1.7 has no cases.
    pub(crate) fn into_truth(mut self, faults: Faults) -> Truth {
        self.0.sort();
        self.0.dedup_by(|a, b| a.measure == b.measure && a.subject == b.subject);
        let mut measures = BTreeMap::new();
        let mut goals = BTreeMap::new();
        for &(goal, count) in MEASURES {
            let ids: Vec<MeasureId> =
                (1..=count).map(|number| measure_id(&format!("{goal}.{number}"))).collect();
            let verdicts: Vec<Status> = ids.iter().map(|&id| self.verdict(id, faults)).collect();
            let is_met = |status: &Status| matches!(status, Status::Met | Status::NotApplicable);
            let status = if verdicts.iter().all(is_met) {
                Status::Met
            } else if verdicts.iter().any(|status| matches!(status, Status::Met | Status::Partly)) {
                Status::Partly
            } else {
                Status::NotMet
            };
            goals.insert(measure_id(&format!("{goal}.1")).goal(), status);
            measures.extend(ids.into_iter().zip(verdicts));
        }
        Truth { faults: self.0, measures, goals }
    }

    fn verdict(&self, id: MeasureId, faults: Faults) -> Status {
        let is_failing = self.0.iter().any(|fault| fault.measure == id);
        match (id.to_string().as_str(), faults) {
            ("E1.7", Faults::None) => Status::NotApplicable,
            ("E1.7", Faults::Planted) => Status::Unknown,
            ("E4.1", _) if is_failing => Status::Partly,
            _ if is_failing => Status::NotMet,
            _ => Status::Met,
        }
    }
}

/// The id in this crate's own text.
fn measure_id(text: &str) -> MeasureId {
    text.parse().expect("measure ids written in this crate are well-formed")
}
