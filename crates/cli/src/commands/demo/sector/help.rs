//! Requests for help at every stage, bulletins, and who is affected by an advisory and an outage.

mod affected;

pub(super) use affected::own_answers;

use super::{Story, digest, officer};
use jiff::ToSpan as _;
use ward_app::AppError;
use ward_app::programme::{Officer, Role};
use ward_generator::sector::Course;
use ward_programme::Event;
use ward_programme::enforcement::Class;
use ward_programme::help::{Audience, BulletinNumber, Event as Of, Priority, RequestKind, RequestNumber};
use ward_programme::incidents::Tlp;
use ward_programme::participants::Kind;

/// A request: the week it is asked, what for, in whose words, about which goal, and how many steps it goes.
const ASKED: [(u32, RequestKind, &str, &str, u32); 12] = [
    (16, RequestKind::Scan, "We have never had our outside addresses looked at.", "E1", 5),
    (22, RequestKind::Assistance, "Nobody here knows how to protect our mail domain.", "E2", 5),
    (31, RequestKind::Training, "Forty people, two of them on nights, no trainer.", "E4", 5),
    (39, RequestKind::Exercise, "We want to practise a day without the record system.", "E7", 5),
    (47, RequestKind::Assistance, "A vendor needs a way in and we have no gateway.", "E3", 6),
    (58, RequestKind::Incident, "Screens are locked in the laboratory since six this morning.", "E7", 5),
    (70, RequestKind::Scan, "Please look again now that we have closed what you found.", "E1", 5),
    (85, RequestKind::Training, "New staff since spring; the association's course is full.", "E4", 4),
    (94, RequestKind::Assistance, "Help us to read what the scanner says.", "H2", 3),
    (99, RequestKind::Scan, "Our auditor asks for a scan by a third party.", "E1", 2),
    (102, RequestKind::Exercise, "A drill together with the county.", "H7", 1),
    (103, RequestKind::Assistance, "We do not know which accounts of leavers are open.", "E8", 0),
];

const BULLETINS: [(u32, &str, &str, Tlp); 4] = [
    (
        12,
        "Summaries: what is told and what is not",
        "A summary names no host, address or person. Read yours before you sign it.",
        Tlp::Clear,
    ),
    (
        44,
        "Attacks through a gateway for remote work",
        "Update the gateway of remote work today, or take it off the net. Then look for log-ins from abroad.",
        Tlp::Amber,
    ),
    (
        72,
        "Outage at a clearing house",
        "Claims go by the other way until further notice. The county's help desk has the steps.",
        Tlp::Green,
    ),
    (
        101,
        "Old certificates of a maker of pumps",
        "Pumps of the maker lose their connection at the end of the month: plan the update.",
        Tlp::Green,
    ),
];

/// Numbers of what is open.
#[derive(Default)]
pub(super) struct Requests {
    numbers: Vec<Option<RequestNumber>>,
    outage: Option<BulletinNumber>,
}

fn adviser() -> Officer {
    officer("Greta Pebblemoor (help desk)", Role::Adviser)
}

impl Requests {
    /// What happens in a week.
    pub(super) fn week(&mut self, story: &Story<'_>, week: u32) -> Result<(), AppError> {
        for (place, (asked, kind, says, goal, steps)) in ASKED.into_iter().enumerate() {
            if week == asked {
                let number = ask(story, place, kind, says, goal)?;
                self.numbers.push(number);
            } else if week > asked
                && let Some(request) = self.numbers.get(place).copied().flatten()
            {
                let events = step(place, request, week - asked, steps);
                story.decide(&adviser(), events.into_iter().map(Event::Help).collect())?;
            }
        }
        for (published, title, says, tlp) in BULLETINS {
            if week == published {
                let audience = match tlp {
                    Tlp::Clear => Audience::Everyone,
                    Tlp::Amber => Audience::Enrolled,
                    _ => Audience::Class(Class {
                        kinds: [Kind::Acute, Kind::CriticalAccess, Kind::RuralEmergency].into(),
                        ..Class::default()
                    }),
                };
                let event = Of::BulletinPublished {
                    title: title.to_owned(),
                    says: says.to_owned(),
                    tlp,
                    audience,
                    asks: None,
                };
                let number = story.decide_one(&adviser(), Event::Help(event))?;
                if published == 72 {
                    self.outage = Some(BulletinNumber(number));
                }
            }
        }
        affected::week(story, week)?;
        if week == 75
            && let Some(bulletin) = self.outage
        {
            let because = "the clearing house works again".to_owned();
            story.decide_one(&adviser(), Event::Help(Of::BulletinWithdrawn { bulletin, because }))?;
        }
        Ok(())
    }
}

fn ask(
    story: &Story<'_>,
    place: usize,
    kind: RequestKind,
    says: &str,
    goal: &str,
) -> Result<Option<RequestNumber>, AppError> {
    let enrolled = story.enrolled()?;
    let askers: Vec<_> = enrolled
        .into_iter()
        .filter(|(_, one)| matches!(one.course, Course::Steady | Course::Slow | Course::SetBack))
        .collect();
    let Some((participant, _)) = askers.get(place % askers.len().max(1)).cloned() else { return Ok(None) };
    let event = Of::Asked {
        participant,
        kind,
        says: says.to_owned(),
        goals: goal.parse().into_iter().collect(),
        wanted_by: Some(story.today().saturating_add(42.days())),
    };
    Ok(Some(RequestNumber(story.decide_one(&adviser(), Event::Help(event))?)))
}

/// One step a week, as far as the request goes; of six steps the fifth is sending the result back.
fn step(place: usize, request: RequestNumber, week: u32, steps: u32) -> Vec<Of> {
    if week > steps {
        return Vec::new();
    }
    let delivered = |text: &str| Of::Delivered {
        request,
        result: digest(&format!("{text} {}", request.0)),
        says: "The report, with what to do first on its first page.".to_owned(),
    };
    match (week, steps) {
        (1, _) => {
            let priority = [Priority::Normal, Priority::High, Priority::Low][place % 3];
            let priority = if place == 5 { Priority::Emergency } else { priority };
            vec![Of::Triaged { request, priority, because: "looked at in the round of Monday".to_owned() }]
        }
        (2, _) => {
            let to = ["Field team north", "Field team south", "Association of clinics"][place % 3].to_owned();
            vec![Of::Assigned { request, to, note: String::new() }]
        }
        (3, _) => vec![Of::Started { request }],
        (4, _) => vec![delivered("first")],
        (5, 6) => vec![
            Of::Returned { request, because: "the way in for the vendor is missing".to_owned() },
            delivered("second"),
        ],
        _ => vec![Of::Accepted { request }],
    }
}
