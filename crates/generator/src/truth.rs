//! What a correct reading of the generated files must conclude: the planted faults, and no others.

use crate::Faults;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ward_domain::{GoalId, MeasureId, Status};

/// How many measures each goal has, as in `docs/measures.md`: the files speak of all of them.
const MEASURES: &[(&str, u8)] = &[
    ("E1", 7),
    ("E2", 6),
    ("E3", 6),
    ("E4", 6),
    ("E5", 6),
    ("E6", 7),
    ("E7", 7),
    ("E8", 7),
    ("E9", 6),
    ("E10", 6),
    ("H1", 7),
    ("H2", 5),
    ("H3", 5),
    ("H4", 6),
    ("H5", 5),
    ("H6", 7),
    ("H7", 6),
    ("H8", 6),
    ("H9", 7),
    ("H10", 6),
];

/// Measures that a goal can do without in a hospital.
const NOT_REQUIRED: &[&str] = &["E3.6"];

/// What a judge must find in the files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Truth {
    /// Every planted fault: each subject that fails a measure, once for each measure that it fails.
    pub faults: Vec<PlantedFault>,
    /// Expected status of every measure.
    pub measures: BTreeMap<MeasureId, Status>,
    /// Expected status of every goal.
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

    /// A value in order, or the faulty one with its faults noted: each a measure and its subject.
    pub(crate) fn either<T>(
        &mut self,
        faults: Faults,
        found_by: &[(&str, &str)],
        why: &str,
        wrong: T,
        right: T,
    ) -> T {
        if faults == Faults::None {
            return right;
        }
        for (measure, subject) in found_by {
            self.plant(measure, *subject, why);
        }
        wrong
    }

    /// Works out the verdicts of a hospital, which follow from the faults.
    ///
    /// A measure with a fault is not met: the plantings of measures with a percentage always exceed what the target
    /// allows. Four verdicts follow otherwise. E4.1 has a floor of 80 %, which the plantings leave standing: partly met.
    /// The address that no scan looked at (E1.2) may hide a finding that demands triage: E1.7 is unknown. Without faults
    /// no finding demands triage, and E1.7 has no cases. No export of Entra marks the accounts of programs, so E8.6 is
    /// unknown.
    pub(crate) fn into_truth(self, faults: Faults) -> Truth {
        let beside = [
            ("E1.7", if faults == Faults::None { Status::NotApplicable } else { Status::Unknown }),
            ("E4.1", if faults == Faults::None { Status::Met } else { Status::Partly }),
            ("E8.6", Status::Unknown),
        ];
        self.conclude(Status::Met, &beside, NOT_REQUIRED)
    }

    /// The truth when every measure without a fault has the status `otherwise`, but for those that are named with
    /// theirs.
    pub(crate) fn conclude(
        mut self,
        otherwise: Status,
        beside: &[(&str, Status)],
        not_required: &[&str],
    ) -> Truth {
        self.0.sort();
        self.0.dedup_by(|a, b| a.measure == b.measure && a.subject == b.subject);
        let mut measures = BTreeMap::new();
        let mut goals = BTreeMap::new();
        for &(goal, count) in MEASURES {
            let names: Vec<String> = (1..=count).map(|number| format!("{goal}.{number}")).collect();
            let verdict = |name: &String| {
                let named = beside.iter().find(|(measure, _)| measure == name).map(|(_, status)| *status);
                let is_failing = self.0.iter().any(|fault| fault.measure == measure_id(name));
                named.unwrap_or(if is_failing { Status::NotMet } else { otherwise })
            };
            let required = names.iter().filter(|name| !not_required.contains(&name.as_str()));
            let status = of_goal(&required.map(verdict).collect::<Vec<_>>());
            goals.insert(measure_id(&format!("{goal}.1")).goal(), status);
            measures.extend(names.iter().map(|name| (measure_id(name), verdict(name))));
        }
        Truth { faults: self.0, measures, goals }
    }
}

/// How the measures that a goal needs add up.
fn of_goal(verdicts: &[Status]) -> Status {
    let cases: Vec<Status> =
        verdicts.iter().copied().filter(|status| *status != Status::NotApplicable).collect();
    match cases.first() {
        None => Status::NotApplicable,
        Some(first @ (Status::Met | Status::Unknown)) if cases.iter().all(|status| status == first) => *first,
        Some(_) if cases.iter().any(|status| matches!(status, Status::Met | Status::Partly)) => {
            Status::Partly
        }
        Some(_) => Status::NotMet,
    }
}

/// The id in this crate's own text.
fn measure_id(text: &str) -> MeasureId {
    text.parse().expect("measure ids written in this crate are well-formed")
}
