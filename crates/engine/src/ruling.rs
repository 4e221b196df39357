//! Collects how the subjects of one measure come out, and concludes.

use crate::ground::Ground;
use jiff::civil::Date;
use std::sync::Arc;
use ward_domain::assessment::{Case, Counts, Grade, MeasureResult, Range, Status};
use ward_domain::observation::AnswerSeen;
use ward_estate::{At, Placed};

/// Least share of the population that evidence must cover before a measure is decided (facts: rule 1, this project's choice).
pub(crate) const LEAST_COVERAGE: f64 = 0.8;
/// Most subjects that are listed by name for each measure; all are counted.
const MOST_LISTED: usize = 1_000;

/// A measure in the making.
pub struct Ruling<'g> {
    ground: &'g Ground<'g>,
    counts: Counts,
    failing: Listed,
    undecided: Listed,
    population_unknown: Option<String>,
    veto: Option<String>,
    grade: Option<Grade>,
    observed_at: Option<Date>,
    expires_at: Option<Date>,
    notes: Vec<String>,
    no_cases: Option<String>,
}

/// The worst subjects by weight, the rest only counted.
#[derive(Default)]
struct Listed {
    cases: Vec<(i64, Case)>,
    total: u64,
    /// Weight that a case must exceed to be listed, once the list has been cut.
    threshold: Option<i64>,
}

impl Listed {
    fn add(&mut self, weight: i64, case: impl FnOnce() -> Case) {
        self.total += 1;
        if self.threshold.is_some_and(|least| weight <= least) {
            return;
        }
        self.cases.push((weight, case()));
        if self.cases.len() >= 4 * MOST_LISTED {
            self.cut();
            self.threshold = self.cases.last().map(|(weight, _)| *weight);
        }
    }

    fn cut(&mut self) {
        self.cases.sort_by(|(a, one), (b, other)| (b, &one.subject).cmp(&(a, &other.subject)));
        self.cases.truncate(MOST_LISTED);
    }

    fn finish(mut self) -> (Vec<Case>, u64) {
        self.cut();
        let omitted = self.total - self.cases.len() as u64;
        (self.cases.into_iter().map(|(_, case)| case).collect(), omitted)
    }
}

impl<'g> Ruling<'g> {
    /// Begins with nothing known.
    pub fn new(ground: &'g Ground<'g>) -> Self {
        Self {
            ground,
            counts: Counts::default(),
            failing: Listed::default(),
            undecided: Listed::default(),
            population_unknown: None,
            veto: None,
            grade: None,
            observed_at: None,
            expires_at: None,
            notes: Vec::new(),
            no_cases: None,
        }
    }

    /// The population is not known, so nothing can be said.
    pub fn unknown(ground: &'g Ground<'g>, because: impl Into<String>) -> Self {
        let mut ruling = Self::new(ground);
        ruling.population_unknown = Some(because.into());
        ruling
    }

    /// The verdict rests on a source, whether or not it names a subject.
    pub fn rests_on(&mut self, source: u32) {
        let info = &self.ground.estate().sources[source as usize];
        let collected = info.collected_on();
        self.rests_on_dated(info.grade(), collected, self.ground.expiry(source));
    }

    /// The verdict rests on a scan of the outside, which holds for less long than one of the inside.
    pub fn rests_on_external(&mut self, source: u32) {
        self.rests_on_as(source, "external-scan");
    }

    /// The verdict rests on a source that is taken as evidence of another kind, and holds for as long as that does.
    pub fn rests_on_as(&mut self, source: u32, evidence_kind: &str) {
        let info = &self.ground.estate().sources[source as usize];
        let expires = self.ground.expiry_as(source, evidence_kind);
        self.rests_on_dated(info.grade(), info.collected_on(), expires);
    }

    /// The verdict rests on something that happened and stays so, whatever the age of the file that says it: a completed
    /// course, a finding that was first seen then. It counts for grade and age; something fresh must hold the verdict.
    pub fn rests_on_history(&mut self, source: u32) {
        let info = &self.ground.estate().sources[source as usize];
        let (grade, observed) = (info.grade(), info.collected_on());
        self.grade = self.grade.max(Some(grade));
        self.observed_at = Some(self.observed_at.map_or(observed, |known| known.min(observed)));
    }

    /// The verdict rests on an answer by a person: third-party document B, own artefact C, statement D.
    pub fn rests_on_answer(&mut self, answer: &Placed<AnswerSeen>) {
        let row = &answer.row;
        let grade = match (&row.artefact, row.is_third_party) {
            (Some(_), true) => Grade::B,
            (Some(_), false) => Grade::C,
            (None, _) => Grade::D,
        };
        self.rests_on_dated(grade, row.signed_on, self.ground.answer_expiry(row));
    }

    fn rests_on_dated(&mut self, grade: Grade, observed: Date, expires: Date) {
        self.grade = self.grade.max(Some(grade));
        self.observed_at = Some(self.observed_at.map_or(observed, |known| known.min(observed)));
        self.expires_at = Some(self.expires_at.map_or(expires, |known| known.min(expires)));
    }

    /// A subject is shown to be so.
    pub fn met(&mut self) {
        self.counts.met += 1;
    }
    /// A subject to which the rule does not apply.
    pub fn not_applicable(&mut self) {
        self.counts.not_applicable += 1;
    }
    /// A subject is shown not to be so; the higher the weight, the worse. Excepted when an exception holds.
    pub fn not_met(&mut self, weight: i64, subject: &str, evidence: &[At], reason: impl FnOnce() -> String) {
        if self.is_excepted(subject) {
            return;
        }
        self.counts.not_met += 1;
        let ground = self.ground;
        self.failing.add(weight, || case(ground, subject, reason(), evidence));
    }
    /// The evidence does not decide about a subject.
    pub fn undecided(
        &mut self,
        weight: i64,
        subject: &str,
        evidence: &[At],
        reason: impl FnOnce() -> String,
    ) {
        if self.is_excepted(subject) {
            return;
        }
        self.counts.unknown += 1;
        let ground = self.ground;
        self.undecided.add(weight, || case(ground, subject, reason(), evidence));
    }
    /// Like [`not_met`](Self::not_met), with the subject only built when it is listed: for rules over very many subjects.
    /// No exception covers it unless `is_excepted` was asked first.
    pub fn not_met_many(&mut self, weight: i64, case: impl FnOnce() -> Case) {
        self.counts.not_met += 1;
        self.failing.add(weight, case);
    }
    /// The counterpart of [`not_met_many`](Self::not_met_many).
    pub fn undecided_many(&mut self, weight: i64, case: impl FnOnce() -> Case) {
        self.counts.unknown += 1;
        self.undecided.add(weight, case);
    }
    /// Counts a subject as excepted if an exception holds for it.
    pub fn is_excepted(&mut self, subject: &str) -> bool {
        let Some(exception) = self.ground.exception(subject) else { return false };
        self.counts.excepted += 1;
        self.rests_on(exception.at.source);
        true
    }
    /// A condition that fails the measure whatever the share.
    pub fn veto(&mut self, because: impl Into<String>) {
        self.veto.get_or_insert(because.into());
    }
    /// A further number worth a line.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
    /// What to say when no subject came up: why that is an answer.
    pub fn no_cases(&mut self, because: impl Into<String>) {
        self.no_cases = Some(because.into());
    }

    /// Whether nothing is known of the subjects.
    pub fn population_is_unknown(&self) -> bool {
        self.population_unknown.is_some()
    }
    /// Whether no subject came up at all.
    pub fn is_empty(&self) -> bool {
        self.counts.population() == 0
    }
    /// Whether no subject came up to which the rule applies.
    pub fn has_no_cases(&self) -> bool {
        self.counts.applicable() == 0
    }

    /// Concludes.
    pub fn finish(self) -> MeasureResult {
        let (measure, size) = (self.ground.measure(), self.ground.size());
        let (status, because) = self.conclude(measure.target.get(size), measure.floor.map(|f| f.get(size)));
        let counts = self.counts;
        let score = match (&self.population_unknown, counts.counted()) {
            (Some(_), _) => Range { low: 0.0, high: 1.0 },
            (None, 0) => Range { low: 1.0, high: 1.0 },
            (None, counted) => Range {
                low: counts.met as f64 / counted as f64,
                high: (counts.met + counts.unknown) as f64 / counted as f64,
            },
        };
        let (failing, failing_omitted) = self.failing.finish();
        let (undecided, undecided_omitted) = self.undecided.finish();
        let would_change = if status == Status::Unknown { self.ground.evidence_wanted() } else { Vec::new() };
        MeasureResult {
            id: measure.id,
            slug: Arc::from(measure.slug.as_str()),
            status,
            because,
            target: measure.target_words.get(size).to_owned(),
            is_required: measure.is_required.get(size),
            counts,
            score,
            grade: self.grade,
            observed_at: self.observed_at,
            expires_at: self.expires_at,
            failing,
            failing_omitted,
            undecided,
            undecided_omitted,
            notes: self.notes,
            would_change,
        }
    }

    fn conclude(&self, target: f64, floor: Option<f64>) -> (Status, String) {
        if let Some(because) = &self.population_unknown {
            return (Status::Unknown, because.clone());
        }
        let c = &self.counts;
        if c.counted() == 0 {
            let because = match (&self.no_cases, c.excepted) {
                (Some(because), 0) => because.clone(),
                (None, 0) => "No cases: nothing in the population to judge.".to_owned(),
                (_, excepted) => format!("No cases: {excepted} excepted and nothing else to judge."),
            };
            return (Status::NotApplicable, because);
        }
        if c.coverage() < LEAST_COVERAGE {
            let because = format!(
                "The evidence covers {} of {}, which is less than 80 %.",
                c.applicable() - c.unknown,
                c.applicable()
            );
            return (Status::Unknown, because);
        }
        let reaches = |count: u64, share: f64| count as f64 + 1e-9 >= share * c.counted() as f64;
        let (low, high) = (c.met, c.met + c.unknown);
        let floor_holds = floor.is_some_and(|floor| reaches(low, floor));
        let of = format!("{} of {}", c.met, c.counted());
        if let Some(veto) = &self.veto {
            return (Status::NotMet, veto.clone());
        }
        if reaches(low, target) {
            (Status::Met, format!("{of} as they should be."))
        } else if floor_holds {
            (Status::Partly, format!("{of} as they should be: the floor is reached, the target is not."))
        } else if reaches(high, target) {
            (Status::Unknown, format!("{of} shown to be as they should; {} not decided.", c.unknown))
        } else {
            (Status::NotMet, format!("{of} as they should be; {} not.", c.not_met))
        }
    }
}

fn case(ground: &Ground<'_>, subject: &str, reason: String, evidence: &[At]) -> Case {
    let evidence = evidence.iter().map(|at| ground.estate().evidence(*at)).collect();
    Case { subject: subject.to_owned(), reason, evidence }
}
