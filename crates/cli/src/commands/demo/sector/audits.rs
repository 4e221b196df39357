//! One audit: designed and committed to, drawn with a public seed, cases to their ends; some stay open.

use super::rewards::Newest;
use super::{Story, digest, officer};
use std::collections::BTreeMap;
use ward_app::AppError;
use ward_app::programme::{Officer, Role};
use ward_programme::Event;
use ward_programme::audit::{Design, Event as Of, FindingGrade, ReRun, Step, Stratum, redraw};
use ward_programme::participants::{Kind, ParticipantId};

const NAME: &str = "essential-goals-spot-check";
/// What anyone can look up; invented like the rest.
const SEED: &str = "0417-2263-0981-5540-7719-3026";

const DESIGNED: u32 = 66;
const DRAWN: u32 = 67;
const NOTICED: u32 = 68;
const RECEIVED: u32 = 73;
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
            _ => {
                let day = |week| story.sector.day(week);
                self.steps(story, |who, outcome| match (week, outcome) {
                    (RECEIVED, InOrder | MinorMended | MajorOpen) => {
                        let packet = digest(&format!("packet of {who}"));
                        let re_run = if outcome == MajorOpen { ReRun::Different } else { ReRun::Same };
                        vec![Step::Received { packet, verified: true, re_run }]
                    }
                    (FOUND, InOrder) => vec![Step::Closed],
                    (FOUND, MinorMended) => vec![Step::Found {
                        goal: "E9".parse().ok(),
                        grade: FindingGrade::Minor,
                        text: "two workstations have no endpoint protection; the rest have".to_owned(),
                    }],
                    (FOUND, MajorOpen) => vec![Step::Found {
                        goal: "E3".parse().ok(),
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

    fn notice(&self, story: &Story<'_>) -> Result<(), AppError> {
        let newest = Newest::of(story)?;
        self.steps(story, |who, outcome| {
            let Some(told) = newest.get(who) else { return Vec::new() };
            // Whoever is late was given more time, so that the case is open still.
            let by = story.sector.day(if outcome == Late { 102 } else { RECEIVED + 2 });
            let documents = vec!["the packet of the summary".to_owned(), "the roster of vendors".to_owned()];
            vec![Step::Noticed { answer_by: by, summary: told.summary }, Step::Requested { documents, by }]
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
