//! Assessments of CISA's Ready.Set.Cyber, as its service hands them out: a `result` array of assessments, each question
//! a key that begins with `u_`.

use crate::json::{self, Layout, Object, Piece, Value, text};
use crate::questionnaire::{self, Statement, outcome_of};
use crate::{Account, Confidence, Context, Damaged, Head, Reading};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use std::io::BufRead;
use ward_domain::observation::{Line, Observations, Origin};

/// Its benchmark: the questions are those of the CPGs in other words, and have no numbers.
const BENCHMARK: &str = "CISA Ready.Set.Cyber";
/// Questions of which an assessment has most.
const MARKS: [&str; 4] = ["u_asset_inventory", "u_mfa_enabled", "u_backup_data", "u_cyber_incident_plan"];

pub(super) fn recognise(head: &Head<'_>) -> Confidence {
    let Some(json) = head.json().filter(|json| !json.is_array && json.has("result")) else {
        return Confidence::No;
    };
    match MARKS.iter().filter(|mark| json.has_in_rows(mark)).count() {
        0 => Confidence::No,
        1 => Confidence::Likely,
        _ => Confidence::Certain,
    }
}

/// Reads the newest assessment; older ones are skipped.
pub(super) fn read(input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
    let mut account = Account::new(&context.limits);
    let mut newest: Option<(Option<Timestamp>, Line, Value<'static>)> = None;
    let mut assessments = 0_u64;
    json::read(input, &context.limits, Layout::Under("result"), &mut |piece| {
        let Piece::Record(line, record) = piece else { return };
        assessments += 1;
        let at = text(&record, "sys_updated_on").and_then(|text| timestamp(&text));
        let older = match &mut newest {
            Some(best) if best.0 >= at => Some(line),
            Some(best) => {
                let older = best.1;
                *best = (at, line, record.into_owned());
                Some(older)
            }
            none => {
                *none = Some((at, line, record.into_owned()));
                None
            }
        };
        if let Some(line) = older {
            account.skipped(line, "there is a newer assessment in the file, and only the newest is read");
        }
    })?;
    let mut observations = Observations {
        tool: BENCHMARK.to_owned(),
        origin: Origin::OwnRecord,
        series: Some("cpg-checklist:readysetcyber".to_owned()),
        ..Observations::default()
    };
    if assessments == 0 {
        account.problem(0, "the file holds no rows: no assessment is in it");
    }
    if let Some((at, line, record)) = newest {
        observations.collected_at = at;
        let mut statements = Vec::new();
        for (key, value) in record.as_object().map(Object::sorted).unwrap_or_default() {
            let outcome = value.as_str().filter(|answer| !answer.trim().is_empty()).and_then(outcome_of);
            match (key.strip_prefix("u_"), outcome) {
                (Some(id), Some(outcome)) => {
                    account.used();
                    statements.push(Statement {
                        id: id.to_owned(),
                        question: id.replace('_', " "),
                        outcome,
                        line,
                    });
                }
                _ => account.not_understood(key),
            }
        }
        questionnaire::add(&mut observations, BENCHMARK, None, statements);
    }
    Ok(Reading { observations, tally: account.finish() })
}

/// `2024-03-19 02:47:43`, which the service writes in UTC.
fn timestamp(text: &str) -> Option<Timestamp> {
    text.replacen(' ', "T", 1).parse::<DateTime>().ok().and_then(|local| Offset::UTC.to_timestamp(local).ok())
}
