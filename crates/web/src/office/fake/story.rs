//! The made-up programme: hospitals and clinics of four states, half a year of summaries, one audit under way.

use super::{FakeOffice, now};
use crate::fake::Kind;
use crate::office::port::Alarm;
use crate::port::Trouble;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use ward_domain::assessment::{Grade, Status};
use ward_domain::public_list::PublicRow;
use ward_domain::summary::GoalStanding;
use ward_domain::{Digest, GoalId, Size};
use ward_programme::Event;
use ward_programme::audit::{
    self, Design, Difference, Examination, FindingGrade, ReRun, Step, Stratum, redraw,
};
use ward_programme::participants::{
    self, Consent, Figure, Held, Kind as Class, Ownership, ParticipantId, Profile, Setting, VerifyingKey,
};
use ward_programme::standing::{Told, goals};

/// A text that tries to become markup.
pub const HOSTILE: &str = "<script>alert(1)</script><b>“O’Brien & Sons”</b>";

/// A text that has the form of a key; nothing was signed with it.
pub fn key(number: usize) -> VerifyingKey {
    let text = format!("fake.example+{number:08x}+{}", "A".repeat(43));
    // The text above is one line of a fitting length.
    text.parse().unwrap_or_else(|_| unreachable!("{text}"))
}

const CLASSES: [(Class, u32, &str); 5] = [
    (Class::CriticalAccess, 25, "Critical Access Hospital"),
    (Class::Acute, 140, "Medical Center"),
    (Class::Acute, 420, "Regional Hospital"),
    (Class::RuralEmergency, 0, "Emergency Hospital"),
    (Class::HealthCenter, 0, "Health Center"),
];
const PLACES: [(&str, &str); 4] = [("TX", "Bexar"), ("OK", "Osage"), ("NM", "Taos"), ("LA", "Caddo")];

/// Puts the story of that kind into the port. What it tells is right by construction; if it were not, the port would
/// stay empty and the tests would say so.
pub(super) fn tell(fake: &FakeOffice, kind: Kind) {
    let organisations = match kind {
        Kind::FirstRun | Kind::Empty => return,
        Kind::Typical | Kind::Hostile => 84,
        Kind::Full => 420,
    };
    for number in 1..=organisations {
        let told = join(fake, kind, number);
        debug_assert!(told.is_ok(), "{told:?}");
    }
    let told = audit(fake, kind);
    debug_assert!(told.is_ok(), "{told:?}");
    let why = "the record of o007 was witnessed with 20 entries and now has 19 that do not follow from them";
    let why = if kind == Kind::Hostile { HOSTILE } else { why };
    fake.alarm(Alarm { participant: "o007".to_owned(), at: now(), why: why.to_owned() });
}

/// The id of an organisation of the story: `o001` and so on.
fn id(number: usize) -> Result<ParticipantId, Trouble> {
    format!("o{number:03}").parse().map_err(|_| Trouble::ours("an id of the story"))
}

/// One organisation: listed; most are enrolled and send a summary every month.
fn join(fake: &FakeOffice, kind: Kind, number: usize) -> Result<(), Trouble> {
    use participants::Event as E;
    let who = id(number)?;
    let at = moment(date(2026, 5, 4), number);
    let mut events = vec![E::Listed { participant: who.clone(), profile: Box::new(profile(kind, number)) }];
    if let Ok(ccn) = format!("45{number:04}").parse() {
        let held = Held { id: ccn, from: Some(date(2011, 1, 1)), to: None };
        events.push(E::Certified {
            participant: who.clone(),
            held,
            because: "Provider of Services, Q1".into(),
        });
    }
    if !number.is_multiple_of(6) {
        events.push(E::Invited { participant: who.clone() });
    }
    let is_enrolled = !number.is_multiple_of(6) && !number.is_multiple_of(7) || number == 7;
    if is_enrolled {
        let consent = Consent {
            given_on: date(2026, 5, 2),
            document: None,
            in_statistics: true,
            among_peers: true,
            named_in_public: number.is_multiple_of(2),
        };
        events.push(E::Enrolled { participant: who.clone(), consent, key: key(number) });
    }
    fake.decide_at(at, events.into_iter().map(Event::Participants).collect())?;
    if is_enrolled && !number.is_multiple_of(11) {
        // Every ninth fell silent in August.
        let last = if number.is_multiple_of(9) { 8 } else { 11 };
        for month in 6..=last {
            fake.hear(&who, told(&who, number, month));
        }
    }
    Ok(())
}

fn profile(kind: Kind, number: usize) -> Profile {
    let (class, beds, words) = CLASSES[number % CLASSES.len()];
    let (state, county) = PLACES[number % PLACES.len()];
    let mut profile = Profile {
        name: format!("{county} {words} {number}"),
        kind: class,
        state: state.parse().ok(),
        county: Some(county.to_owned()),
        ownership: Some(if number.is_multiple_of(3) {
            Ownership::District
        } else {
            Ownership::NonProfitPrivate
        }),
        setting: if beds > 100 { Setting::Urban } else { Setting::Rural },
        ..Profile::default()
    };
    // A health center's size is not known from its beds.
    if class == Class::HealthCenter {
        profile.size = Some(Size::Small);
    } else {
        profile.beds = Some(beds);
    }
    let margin = Figure {
        value: f64::from(number as u32 % 13) - 6.0,
        as_of: Some(date(2025, 12, 31)),
        source: "cost report 2025".into(),
    };
    profile.figures.insert("operating-margin".into(), margin);
    if kind == Kind::Hostile && number.is_multiple_of(2) {
        profile.name = format!("{HOSTILE} {} {number}", "Saint Very-Long-Name ".repeat(10));
        profile.county = Some(HOSTILE.to_owned());
        profile.other_names.insert(HOSTILE.to_owned());
    }
    profile
}

/// A summary of the first of a month: goals get better month by month, the hard ones later.
fn told(who: &ParticipantId, number: usize, month: i8) -> Told {
    let as_of = date(2026, month, 1);
    let standing = |(place, goal)| {
        let effort = month.unsigned_abs() as usize * 4 + number * 7 % 23;
        let need = 14 + place * 37 % 50;
        let (status, low) = match effort {
            effort if effort >= need => (Status::Met, 1.0),
            effort if effort + 9 >= need => (Status::Partly, 0.55),
            effort if effort + 22 >= need => (Status::NotMet, 0.1),
            _ => (Status::Unknown, 0.0),
        };
        let grade = match (status, (number + place) % 3) {
            (Status::Unknown, _) => None,
            (_, 0) => Some(Grade::A),
            (_, 1) => Some(Grade::C),
            _ => Some(Grade::D),
        };
        let coverage = if grade.is_some() { 0.85 } else { 0.0 };
        let high = if status == Status::Met { 1.0 } else { low + 0.25 };
        GoalStanding { goal, status, low, high, grade, coverage }
    };
    Told {
        summary: digest(&format!("{who} {month}")),
        number: month.unsigned_abs().into(),
        as_of,
        received_at: moment(as_of, number),
        size: Size::Medium,
        catalogue: "2026.11".to_owned(),
        goals: goals().enumerate().map(standing).collect(),
    }
}

/// An audit with one case in each state.
fn audit(fake: &FakeOffice, kind: Kind) -> Result<(), Trouble> {
    let name = || "autumn-2026".to_owned();
    let enrolled = |class: Class| -> Result<BTreeSet<ParticipantId>, Trouble> {
        use crate::office::port::OfficePort as _;
        let programme = fake.programme()?;
        let all = programme.participants.iter().filter(|one| one.is_enrolled() && one.profile.kind == class);
        Ok(all.map(|one| one.id.clone()).collect())
    };
    let stratum = |class: Class, risk_weight: f64, because: &str| -> Result<Stratum, Trouble> {
        let because = if kind == Kind::Hostile { HOSTILE } else { because }.to_owned();
        Ok(Stratum { name: class.as_str().to_owned(), risk_weight, because, members: enrolled(class)? })
    };
    let design = Design {
        name: if kind == Kind::Hostile { HOSTILE.to_owned() } else { "Autumn audit 2026".to_owned() },
        confidence: 0.8,
        tolerable: 0.15,
        accepted: 0,
        deviation: FindingGrade::Minor,
        strata: vec![
            stratum(Class::Acute, 1.0, "the usual")?,
            stratum(Class::CriticalAccess, 2.0, "few people, more evidence by hand")?,
        ],
    };
    let (seed, commitment) = ("0f1e2d3c4b5a69788796a5b4c3d2e1f0", design.commitment());
    let sample: Vec<ParticipantId> = redraw(&design, seed).into_iter().map(|one| one.participant).collect();
    let one = |at, event| fake.decide_at(at, vec![Event::Audit(event)]);
    one(
        moment(date(2026, 9, 20), 0),
        audit::Event::Designed { audit: name(), design: Box::new(design), commitment },
    )?;
    let source = "NIST randomness beacon, pulse of 1 October 2026, 12:00 UTC".to_owned();
    one(
        moment(date(2026, 10, 1), 0),
        audit::Event::SeedPublished { audit: name(), seed: seed.into(), source },
    )?;
    one(moment(date(2026, 10, 2), 0), audit::Event::Drawn { audit: name(), sample: sample.clone() })?;
    let text = if kind == Kind::Hostile { HOSTILE } else { "Two accounts of leavers were still open" };
    let packet = |who: &ParticipantId, re_run| Step::Examined {
        packet: digest(&format!("packet {who}")),
        examination: Box::new(examination(re_run, None)),
    };
    let notice = |who: &ParticipantId| Step::Noticed {
        answer_by: date(2026, 10, 30),
        summary: digest(&format!("{who} 10")),
    };
    for (place, who) in sample.iter().enumerate().take(5) {
        let mut steps = vec![
            notice(who),
            Step::Requested {
                documents: vec!["Packet of evidence".into(), text.into()],
                by: date(2026, 10, 25),
            },
        ];
        if place > 0 {
            steps.push(packet(who, if place == 3 { ReRun::Different } else { ReRun::Same }));
        }
        if place > 1 {
            let goal = "E4".parse().ok();
            steps.push(Step::Found { goal, grade: FindingGrade::Minor, text: text.to_owned() });
            steps.push(Step::ActionAgreed { finding: 1, action: text.to_owned(), due: date(2026, 11, 15) });
        }
        if place == 4 {
            steps.push(Step::Responded { document: digest("answer") });
            steps.push(Step::ActionProven { finding: 1, evidence: digest("proof") });
        }
        if place == 1 || place == 4 {
            steps.push(Step::Closed);
        }
        for what in steps {
            one(
                moment(date(2026, 10, 5), place),
                audit::Event::Case { audit: name(), participant: who.clone(), what },
            )?;
        }
    }
    Ok(())
}

/// What examining a packet might show.
pub(super) fn examination(re_run: ReRun, contradiction: Option<String>) -> Examination {
    let standing =
        |goal, status, low, grade| GoalStanding { goal, status, low, high: 1.0, grade, coverage: 0.9375 };
    let one = |goal| Difference {
        claimed: standing(goal, Status::Met, 1.0, Some(Grade::A)),
        found: standing(goal, Status::Partly, 0.5, None),
    };
    let differences = match re_run {
        ReRun::Different => GoalId::all().take(3).map(one).collect(),
        ReRun::Same | ReRun::NotPossible => Vec::new(),
    };
    let why =
        (re_run == ReRun::NotPossible).then(|| "the record is not the one that was witnessed".to_owned());
    Examination { entries: 1_420, files: 31, witnessed: 1_406, contradiction, re_run, why, differences }
}

fn digest(text: &str) -> Digest {
    Digest(Sha256::digest(text.as_bytes()).into())
}

/// Some time in the morning of a day.
fn moment(day: Date, number: usize) -> Timestamp {
    let midnight =
        day.to_zoned(jiff::tz::TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
    midnight + SignedDuration::from_mins(8 * 60 + i64::try_from(number % 200).unwrap_or(0))
}

/// Rows of a public list: a new hospital, one with another name, one that closed, one that is doubtful.
pub(super) fn rows(name: &str) -> Vec<PublicRow> {
    let row = |line, ccn: &str, name: &str| PublicRow {
        line,
        ccn: ccn.to_owned(),
        name: name.to_owned(),
        state: Some("TX".to_owned()),
        kind: Some("Acute Care Hospitals".to_owned()),
        ..PublicRow::default()
    };
    let ended = PublicRow {
        termination_code: Some("01".to_owned()),
        termination_date: Some("20260930".to_owned()),
        ..row(4, "450003", "Closed Hospital")
    };
    vec![row(2, "670001", name), row(3, "450001", "Anne Medical Center"), ended, row(5, "not a number", name)]
}
