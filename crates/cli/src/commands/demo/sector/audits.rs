//! One audit: designed and committed to, drawn with a public seed, cases to their ends; some stay open.

use super::rewards::Newest;
use super::{Story, digest, officer};
use std::collections::BTreeMap;
use ward_app::AppError;
use ward_app::programme::{Officer, Role};
use ward_domain::assessment::Status;
use ward_domain::summary::GoalStanding;
use ward_generator::sector::entries;
use ward_programme::Event;
use ward_programme::audit::{
    Design, Difference, Event as Of, Examination, FindingGrade, ReRun, Step, Stratum, redraw,
};
use ward_programme::participants::{Kind, ParticipantId};
use ward_programme::standing::Told;

const NAME: &str = "essential-goals-spot-check";
/// What anyone can look up; invented like the rest.
const SEED: &str = "0417-2263-0981-5540-7719-3026";

/// The goal that comes out worse than a summary says.
const OVERSTATED: &str = "E3";

const DESIGNED: u32 = 66;
const DRAWN: u32 = 67;
const NOTICED: u32 = 68;
const EXAMINED: u32 = 73;
const FOUND: u32 = 75;
const ANSWERED: u32 = 78;
const UNANSWERED: u32 = 81;
const PROVEN: u32 = 90;

/// What is to be found at each place of the sample, over and over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    InOrder,
    MinorMended,
    MajorOpen,
    NoAnswer,
    Late,
}
use Outcome::{InOrder, Late, MajorOpen, MinorMended, NoAnswer};
const OUTCOMES: [Outcome; 7] = [InOrder, MinorMended, MajorOpen, InOrder, NoAnswer, Late, InOrder];

/// The sample, once it is drawn.
#[derive(Default)]
pub(super) struct Audits {
    cases: Vec<(ParticipantId, Outcome)>,
    /// What each claims in the summary that is audited.
    claims: BTreeMap<ParticipantId, Told>,
}

fn auditor() -> Officer {
    officer("Selma Ironwick (audit)", Role::Auditor)
}

impl Audits {
    /// What happens in a week.
    pub(super) fn week(&mut self, story: &Story<'_>, week: u32) -> Result<(), AppError> {
        match week {
            DESIGNED => design(story)?,
            DRAWN => self.draw(story)?,
            NOTICED => self.notice(story)?,
            EXAMINED => self.examine(story)?,
            _ => {
                let day = |week| story.sector.day(week);
                self.steps(story, |who, outcome| match (week, outcome) {
                    (FOUND, InOrder) => vec![Step::Closed],
                    (FOUND, MinorMended) => vec![Step::Found {
                        goal: "E9".parse().ok(),
                        grade: FindingGrade::Minor,
                        text: "two workstations have no endpoint protection; the rest have".to_owned(),
                    }],
                    (FOUND, MajorOpen) => vec![Step::Found {
                        goal: OVERSTATED.parse().ok(),
                        grade: FindingGrade::Major,
                        text: "the log-in for vendors has no second factor, and the summary said it had"
                            .to_owned(),
                    }],
                    (ANSWERED, MinorMended) => agreed(who, "install it on both", day(PROVEN)),
                    (ANSWERED, MajorOpen) => {
                        agreed(who, "put the vendors' way in behind the gateway", day(103))
                    }
                    (UNANSWERED, NoAnswer) => {
                        vec![Step::ClosedUnanswered { because: "two letters and three calls".to_owned() }]
                    }
                    (PROVEN, MinorMended) => {
                        let evidence = digest(&format!("later packet of {who}"));
                        vec![Step::ActionProven { finding: 1, evidence }, Step::Closed]
                    }
                    _ => Vec::new(),
                })?;
            }
        }
        Ok(())
    }

    fn draw(&mut self, story: &Story<'_>) -> Result<(), AppError> {
        let audit = NAME.to_owned();
        let source = "State lottery, draw of last Saturday, as printed".to_owned();
        let seeded = Of::SeedPublished { audit: audit.clone(), seed: SEED.to_owned(), source };
        story.decide_one(&auditor(), Event::Audit(seeded))?;
        let programme = story.office.programme()?;
        let Some(designed) = programme.audit.get(NAME) else { return Ok(()) };
        let drawn: Vec<_> = redraw(&designed.design, SEED).into_iter().map(|one| one.participant).collect();
        drop(programme);
        self.cases = drawn.iter().cloned().zip(OUTCOMES.iter().copied().cycle()).collect();
        story.decide_one(&auditor(), Event::Audit(Of::Drawn { audit, sample: drawn }))?;
        Ok(())
    }

    fn notice(&mut self, story: &Story<'_>) -> Result<(), AppError> {
        let newest = Newest::of(story)?;
        let claim = |(who, _): &(ParticipantId, Outcome)| Some((who.clone(), newest.get(who)?.clone()));
        self.claims = self.cases.iter().filter_map(claim).collect();
        self.steps(story, |who, outcome| {
            let Some(told) = self.claims.get(who) else { return Vec::new() };
            // Whoever is late was given more time, so that the case is open still.
            let by = story.sector.day(if outcome == Late { 102 } else { EXAMINED + 2 });
            let documents = vec!["the packet of the summary".to_owned(), "the roster of vendors".to_owned()];
            vec![Step::Noticed { answer_by: by, summary: told.summary }, Step::Requested { documents, by }]
        })
    }

    /// The packets come. They are invented like the organisations, and so is what they show.
    fn examine(&self, story: &Story<'_>) -> Result<(), AppError> {
        let newest = Newest::of(story)?;
        self.steps(story, |who, outcome| {
            let came = matches!(outcome, InOrder | MinorMended | MajorOpen);
            let (true, Some(claim), Some(newest)) = (came, self.claims.get(who), newest.get(who)) else {
                return Vec::new();
            };
            let packet = digest(&format!("packet of {who}"));
            vec![Step::Examined { packet, examination: Box::new(shows(claim, newest, outcome)) }]
        })
    }

    fn steps(
        &self,
        story: &Story<'_>,
        of: impl Fn(&ParticipantId, Outcome) -> Vec<Step>,
    ) -> Result<(), AppError> {
        let made = self.cases.iter().flat_map(|(who, outcome)| {
            let steps = of(who, *outcome).into_iter();
            steps
                .map(|what| Event::Audit(Of::Case { audit: NAME.to_owned(), participant: who.clone(), what }))
        });
        story.decide(&auditor(), made.collect())?;
        Ok(())
    }
}

/// What a packet shows: the claim, or a goal that came out better than it is.
fn shows(claim: &Told, newest: &Told, outcome: Outcome) -> Examination {
    let witnessed = entries(newest.number);
    // A way in without a second factor is left, so the goal is not met and its best case is not whole.
    let overstated = OVERSTATED.parse().ok();
    let worse = |told: &GoalStanding| {
        if Some(told.goal) == overstated {
            GoalStanding { status: Status::NotMet, low: 0.0, high: told.high.min(0.95), ..*told }
        } else {
            *told
        }
    };
    let (re_run, found) = match outcome {
        MajorOpen => (ReRun::Different, claim.goals.iter().map(worse).collect()),
        _ => (ReRun::Same, claim.goals.clone()),
    };
    Examination {
        entries: witnessed + 1,
        files: 31,
        witnessed,
        contradiction: None,
        re_run,
        why: None,
        differences: Difference::between(&claim.goals, &found),
    }
}

fn agreed(who: &ParticipantId, action: &str, due: jiff::civil::Date) -> Vec<Step> {
    vec![
        Step::Responded { document: digest(&format!("answer of {who}")) },
        Step::ActionAgreed { finding: 1, action: action.to_owned(), due },
    ]
}

/// Everybody who reports is in one stratum by kind; small clinics weigh half as much.
fn design(story: &Story<'_>) -> Result<(), AppError> {
    let newest = Newest::of(story)?;
    let programme = story.office.programme()?;
    let mut strata: BTreeMap<Kind, Stratum> = BTreeMap::new();
    for one in programme.participants.iter().filter(|one| one.is_enrolled() && newest.get(&one.id).is_some())
    {
        let kind = one.profile.kind;
        let is_clinic = matches!(kind, Kind::RuralHealthClinic | Kind::HealthCenter);
        let stratum = strata.entry(kind).or_insert_with(|| Stratum {
            name: kind.as_str().to_owned(),
            risk_weight: if is_clinic { 0.5 } else { 1.0 },
            because: "OWN: an outage of a hospital harms more people than one of a clinic".to_owned(),
            members: std::collections::BTreeSet::new(),
        });
        stratum.members.insert(one.id.clone());
    }
    drop(programme);
    let design = Design {
        name: "Are the essential goals met as the summaries say?".to_owned(),
        confidence: 0.9,
        tolerable: 0.2,
        accepted: 0,
        deviation: FindingGrade::Major,
        strata: strata.into_values().collect(),
    };
    let design = Box::new(design);
    let commitment = design.commitment();
    story
        .decide_one(&auditor(), Event::Audit(Of::Designed { audit: NAME.to_owned(), design, commitment }))?;
    Ok(())
}
