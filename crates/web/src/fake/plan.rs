//! Plans, summaries and incidents of the made-up hospitals.

use super::outside::text;
use super::{Fake, Kind};
use crate::port::help::RequestRow;
use crate::port::money::CallRow;
use crate::port::{AdvisoryRow, Port, SummaryRow, ToldRow, Trouble};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use ward_domain::Digest;
use ward_domain::plan::{Frame, Intentions};
use ward_domain::record::{Entry, Event};
use ward_domain::summary::{Class, GoalStanding, RecordHead, Summary, VERSION};
use ward_planner::outlook::{Ask, Outlook, first_frame, outlook};
use ward_programme::Made;
use ward_programme::incidents::{Event as IncidentEvent, Facts, Incident, Shared, Times, Tlp};

/// What the fake keeps beside its entries.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) summaries: Vec<SummaryRow>,
    pub(super) incidents: BTreeMap<u64, Incident>,
    pub(super) advisories: Vec<AdvisoryRow>,
    pub(super) told: Vec<ToldRow>,
    pub(super) calls: Vec<CallRow>,
    pub(super) requests: Vec<RequestRow>,
}

pub(super) fn intentions(entries: &[Entry]) -> Intentions {
    let mut intentions = Intentions::default();
    for entry in entries {
        if let Event::DecisionMade { decision } = &entry.event {
            intentions.read(entry.number, entry.received_at, decision);
        }
    }
    intentions
}

pub(super) fn frame(fake: &Fake) -> Frame {
    let kept = fake.kept();
    let size = kept.organisation.clone().unwrap_or_default().size;
    intentions(&kept.entries).frame.unwrap_or_else(|| first_frame(size))
}

pub(super) fn outlook_of(fake: &Fake, asked: Option<&Frame>) -> Result<Outlook, Trouble> {
    let frame = asked.cloned().unwrap_or_else(|| frame(fake));
    let intentions = intentions(&fake.kept().entries);
    let posture = fake.posture(None)?;
    let ask = Ask {
        catalog: fake.catalog,
        assessment: &posture.assessment,
        has_exploited_flaws: posture.estate.has_exploited_flaws(),
        intentions: &intentions,
        frame: &frame,
        today: fake.today(),
    };
    outlook(&ask).map_err(|wrong| Trouble::user(format!("{wrong}."), ""))
}

pub(super) fn draft(fake: &Fake, state: &str, ccn: &str) -> Result<Summary, Trouble> {
    let posture = fake.posture(None)?;
    let (size, signed) = {
        let kept = fake.kept();
        (kept.entries.len() as u64, kept.beside.summaries.len() as u64)
    };
    if size == 0 {
        return Err(Trouble::user("The record is empty.", "Add evidence first."));
    }
    let some = |text: &str| Some(text.to_ascii_uppercase()).filter(|text| !text.is_empty());
    let summary = Summary {
        version: VERSION,
        number: signed + 1,
        as_of: posture.assessment.as_of,
        made_at: super::now(),
        catalogue: posture.assessment.catalogue.to_string(),
        class: Class { size: posture.assessment.profile, state: some(state), ccn: some(ccn) },
        goals: GoalStanding::all_of(&posture.assessment),
        assessment: Digest([7; 32]),
        record: RecordHead { size, root: Digest([8; 32]) },
    };
    summary.check().map_err(|wrong| Trouble::user(format!("{wrong}."), ""))?;
    Ok(summary)
}

pub(super) fn signed(number: u64, as_of: Date, at: Timestamp) -> SummaryRow {
    let byte = u8::try_from(number).unwrap_or(u8::MAX);
    SummaryRow { number, made_at: at, as_of, digest: Digest([byte; 32]), receipt: None }
}

/// The incidents that a hospital begins with.
pub(super) fn incidents(kind: Kind, now: Timestamp) -> BTreeMap<u64, Incident> {
    let mut incidents = BTreeMap::new();
    if matches!(kind, Kind::FirstRun | Kind::Empty) {
        return incidents;
    }
    let mut one = Incident::default();
    let facts = Facts {
        organisation: Some(text(kind, "Prairie Creek Hospital")),
        state: "NY".parse().ok(),
        people: Some(612),
        says: Some(text(kind, "A file server was encrypted overnight.")),
        health_data: Some(true),
        covered_entity: Some(true),
        hospital: Some(true),
        article_28: Some(true),
        beds: Some(120),
        ..Facts::default()
    };
    let times = Times {
        discovery: "2026-11-10T06:30:00Z".parse().ok(),
        determination: "2026-11-11T15:00:00Z".parse().ok(),
        reasonable_belief: "2026-11-10T09:00:00Z".parse().ok(),
        utc_offset_minutes: -300,
        ..Times::default()
    };
    let shared = Shared {
        at: "2026-11-12T12:00:00Z".parse().unwrap_or(now),
        with: text(kind, "Health-ISAC"),
        what: text(kind, "Addresses that the attacker used"),
        tlp: Tlp::Amber,
        file: None,
    };
    let opened =
        IncidentEvent::Opened { title: text(kind, "Encrypted file server"), facts: Box::new(facts), times };
    let made = Made { number: 1, at: now, actor: "somebody" };
    if one.apply(made, &opened).is_ok() && one.apply(made, &IncidentEvent::Shared(shared)).is_ok() {
        incidents.insert(1, one);
    }
    incidents
}

pub(super) fn note(
    incidents: &mut BTreeMap<u64, Incident>,
    which: Option<u64>,
    event: &IncidentEvent,
    made: Made<'_>,
) -> Result<u64, Trouble> {
    let number = which.unwrap_or_else(|| incidents.keys().last().map_or(1, |last| last + 1));
    let mut one = incidents.get(&number).cloned().unwrap_or_default();
    one.apply(made, event).map_err(|refused| Trouble::user(format!("{refused}."), ""))?;
    incidents.insert(number, one);
    Ok(number)
}
