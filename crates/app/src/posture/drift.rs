//! What got worse: today's verdicts beside those that were recorded about a week and about a month ago.

use super::posture;
use crate::record::{RecordView, RecordedAssessment};
use crate::{Actor, AppError, Ctx, Permission};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, PoisonError};
use ward_domain::MeasureId;
use ward_domain::assessment::{Assessment, Case, EvidenceRef, MeasureResult, Status};
use ward_domain::follow_up::{Drift, Why, Worse};
use ward_estate::{Estate, SourceId};

/// How many days are looked back: at the newest assessment that is at least so old.
const LOOK_BACK: [i64; 2] = [7, 30];
/// Most days of a period that are read to tell since when; the newest count.
const MOST_DAYS: usize = 60;

/// A measure as a recorded assessment has it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Then {
    status: Status,
    expires_at: Option<Date>,
}

/// The measures of a recorded day.
type Judged = BTreeMap<MeasureId, Then>;

/// What got worse, newest first: by the record as it stood at that size, on that day.
pub(crate) type Cache = Option<((u64, Date), Arc<Vec<Drift>>)>;

/// What got worse since about a week and about a month ago. Empty when nothing did, or nothing is old enough.
pub fn drift(ctx: &Ctx, who: &Actor) -> Result<Arc<Vec<Drift>>, AppError> {
    who.may(Permission::Read)?;
    let posture = posture(ctx, who, None)?;
    let key = (posture.size, posture.assessment.as_of);
    let mut cache = ctx.drifts.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, found)) = cache.as_ref()
        && *known == key
    {
        return Ok(Arc::clone(found));
    }
    let view = crate::record::view(ctx)?;
    let found = Arc::new(since_each(ctx, &view, &posture.estate, &posture.assessment)?);
    *cache = Some((key, Arc::clone(&found)));
    Ok(found)
}

fn since_each(
    ctx: &Ctx,
    view: &RecordView,
    estate: &Estate,
    now: &Assessment,
) -> Result<Vec<Drift>, AppError> {
    // The last assessment of a day is what that day came to.
    let by_day: BTreeMap<Date, &RecordedAssessment> =
        view.assessments.iter().map(|recorded| (recorded.as_of, recorded)).collect();
    let mut drifts: Vec<Drift> = Vec::new();
    for days in LOOK_BACK {
        let at_latest = now.as_of.saturating_sub(days.days());
        let Some((&since, recorded)) = by_day.range(..=at_latest).next_back() else { continue };
        if drifts.iter().any(|known| known.since == since) {
            continue;
        }
        let Some(then) = judged(ctx, recorded)? else { continue };
        if !then
            .iter()
            .any(|(id, then)| now.find_measure(*id).is_some_and(|now| is_worse(then.status, now.status)))
        {
            continue;
        }
        let between = by_day.range((Bound::Excluded(since), Bound::Excluded(now.as_of)));
        let newest: Vec<_> = between.rev().take(MOST_DAYS).collect();
        let mut later = Vec::new();
        for (day, recorded) in newest.into_iter().rev() {
            later.extend(judged(ctx, recorded)?.map(|judged| (*day, judged)));
        }
        let worse = compare(&then, &later, now, |reference| collected_at(estate, reference));
        let is_other_catalogue = recorded.catalogue != *now.catalogue;
        drifts.push(Drift { since, is_other_catalogue, worse });
    }
    Ok(drifts)
}

/// What the JSON of a recorded assessment says of measures; the rest of it is passed over.
fn judged(ctx: &Ctx, recorded: &RecordedAssessment) -> Result<Option<Judged>, AppError> {
    #[derive(Deserialize)]
    struct Wire {
        goals: Vec<Goal>,
    }
    #[derive(Deserialize)]
    struct Goal {
        measures: Vec<Measure>,
    }
    #[derive(Deserialize)]
    struct Measure {
        id: String,
        status: Status,
        expires_at: Option<Date>,
    }
    let Some(json) = ctx.store.assessment(&ctx.organisation, recorded.digest)? else { return Ok(None) };
    let wire: Wire = serde_json::from_slice(&json).map_err(AppError::ours)?;
    let measures = wire.goals.into_iter().flat_map(|goal| goal.measures);
    let row = |m: Measure| Some((m.id.parse().ok()?, Then { status: m.status, expires_at: m.expires_at }));
    Ok(Some(measures.filter_map(row).collect()))
}

/// How much a status holds. Learning that something unknown fails is news and no loss, so both hold nothing.
fn holds(status: Status) -> u8 {
    match status {
        Status::Met | Status::NotApplicable => 2,
        Status::Partly => 1,
        Status::NotMet | Status::Unknown => 0,
    }
}

fn is_worse(then: Status, now: Status) -> bool {
    holds(now) < holds(then)
}

/// The measures of which less holds than did then; `later` are the days in between, in order.
fn compare(
    then: &Judged,
    later: &[(Date, Judged)],
    now: &Assessment,
    collected_at: impl Fn(&EvidenceRef) -> Option<Timestamp>,
) -> Vec<Worse> {
    let mut worse = Vec::new();
    for result in now.goals.iter().flat_map(|goal| &goal.measures) {
        let Some(was) = then.get(&result.id).filter(|was| is_worse(was.status, result.status)) else {
            continue;
        };
        let days = later.iter().filter_map(|(day, judged)| Some((*day, *judged.get(&result.id)?)));
        let days: Vec<(Date, Then)> = days.collect();
        let good = days.iter().rposition(|(_, at)| !is_worse(was.status, at.status));
        let first_bad = good.map_or(0, |position| position + 1);
        let last_good = good.and_then(|position| days.get(position)).map_or(*was, |(_, at)| *at);
        worse.push(Worse {
            measure: result.id,
            then: was.status,
            now: result.status,
            since: days.get(first_bad).map_or(now.as_of, |(day, _)| *day),
            why: why(last_good, result, now.as_of, &collected_at),
        });
    }
    worse
}

fn why(
    last_good: Then,
    now: &MeasureResult,
    today: Date,
    collected_at: impl Fn(&EvidenceRef) -> Option<Timestamp>,
) -> Why {
    if let (Some(expiry), Status::Unknown) = (last_good.expires_at.filter(|day| *day <= today), now.status) {
        return Why::Expired(expiry);
    }
    // The newest row among the cases is the likeliest news.
    let newest = |case: &Case| case.evidence.iter().filter_map(&collected_at).max();
    let cases = if now.failing.is_empty() { &now.undecided } else { &now.failing };
    let Some(case) = cases.iter().rev().max_by_key(|case| newest(case)) else {
        return Why::Said(now.because.clone());
    };
    Why::Case {
        subject: case.subject.clone(),
        reason: case.reason.clone(),
        evidence: case.evidence.iter().max_by_key(|reference| collected_at(reference)).cloned(),
    }
}

/// When what a reference points at was collected.
fn collected_at(estate: &Estate, reference: &EvidenceRef) -> Option<Timestamp> {
    let id = match reference {
        EvidenceRef::Line(digest, _) => SourceId::Evidence(*digest),
        EvidenceRef::Entry(number) => SourceId::Entry(*number),
    };
    estate.sources.iter().find(|source| source.id == id).map(|source| source.collected_at)
}

#[cfg(test)]
mod tests;
