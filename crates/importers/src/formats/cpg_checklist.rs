//! CISA's Cross-Sector Cybersecurity Performance Goals as people checked them: the checklist as a list, and the
//! assessments of Ready.Set.Cyber as JSON.

mod ready_set_cyber;

use crate::questionnaire::{self, Statement, outcome_of};
use crate::table::{COLLECTED, Field, Layout, Row, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::{BufRead, Cursor, Read};

/// Reads CISA CPG checklists.
pub struct CpgChecklist;

static ABOUT: About = About {
    id: "cpg-checklist",
    name: "CISA CPG checklist and Ready.Set.Cyber",
    how_to_get: "Fill in CISA's CPG checklist and save it as a workbook or CSV, or export the assessment of Ready.Set.Cyber as JSON",
    carries: "What people say of each goal of the CISA Cross-Sector CPGs; their own word, and no measure is answered by it",
    version: 1,
    evidence_kind: "answers",
};

/// The columns of the checklist, as CISA and those who copy it name them.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "cpg-checklist",
    fields: &[
        Field::new("goal", &["CPG ID", "CPG", "CPG #", "CPG Number", "Goal ID", "Goal Number", "Goal #"]),
        Field::new("title", &[
            "Security Practice", "Goal", "Goal Name", "Goal Title", "Practice", "Title", "Outcome",
        ]),
        Field::of_words("assessment", &[
            "Current Assessment", "Assessment", "Status", "Implementation Status", "Current Status",
            "Implementation", "Answer",
        ], &["implemented", "in progress", "scoped", "not started"]),
        Field::new(COLLECTED, &["Assessment Date", "Date Assessed", "Date", "Assessed On", "Report Date"]),
    ],
    systems: &[],
    needs: &[&["goal"], &["assessment"]],
    foreign: &[
        "measure", "signer", "subject", "finding", "hostname", "resourceid", "accountid", "questionid",
    ],
};

const BENCHMARK: &str = "CISA CPG";

impl Importer for CpgChecklist {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        ready_set_cyber::recognise(head).max(recognise(head, &LAYOUT))
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        // The beginning decides, and is then read again with the rest.
        let mut beginning = Vec::new();
        let unreadable =
            |error: std::io::Error| Damaged { line: 0, reason: format!("the file cannot be read: {error}") };
        (&mut *input).take(4 << 10).read_to_end(&mut beginning).map_err(unreadable)?;
        let is_json = Head::of(&beginning).json_start().is_some();
        let mut input = Cursor::new(beginning).chain(input);
        if is_json { ready_set_cyber::read(&mut input, context) } else { checklist(&mut input, context) }
    }
}

fn checklist(input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
    let mut table = Table::open(input, context, &LAYOUT)?;
    let mut observations = table.observations("CISA CPG checklist");
    let statements = table.rows(statement)?;
    questionnaire::add(&mut observations, BENCHMARK, None, statements);
    Ok(table.finish(observations))
}

fn statement(row: &mut Row<'_>) -> Result<Statement, String> {
    let id = row.required("goal")?;
    if !id.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!(
            "“{}” is not the number of a goal such as 2.H",
            id.chars().take(40).collect::<String>()
        ));
    }
    let word = row.word("assessment").unwrap_or_default();
    let outcome = outcome_of(word).ok_or_else(|| {
        format!("“{word}” is not an assessment: write implemented, in progress, scoped or not started")
    })?;
    Ok(Statement { id, question: row.text("title").unwrap_or_default(), outcome, line: row.line() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{Sample, at};
    use ward_domain::observation::{Observations, Outcome};

    fn outcomes(observations: &Observations) -> Vec<(&str, Outcome)> {
        let rule = |index: u32| observations.configuration_rules[index as usize].id.as_str();
        observations.configuration_results.iter().map(|result| (rule(result.rule), result.outcome)).collect()
    }

    #[test]
    fn a_checklist_is_read() {
        let sample = Sample::read(
            &CpgChecklist,
            "CISA CPG Checklist,,\nCPG ID,Security Practice,Current Assessment\n1.A,Asset Inventory,Implemented\n2.H,MFA,Scoped\n2.X,New,\n\
             2.P,Topology,N/A\nACCOUNT SECURITY,,\n2.Q,Change,maybe\n",
        );
        assert_eq!(
            outcomes(&sample.observations),
            [
                ("1.A", Outcome::Pass),
                ("2.H", Outcome::Fail),
                ("2.X", Outcome::NotChecked),
                ("2.P", Outcome::NotApplicable)
            ]
        );
        assert_eq!(sample.observations.configuration_rules[1].title, "MFA");
        sample.says(7, "not the number of a goal");
        sample.says(8, "“maybe” is not an assessment");
    }

    #[test]
    fn the_newest_assessment_of_ready_set_cyber_is_read() {
        let text = r#"{"result": [
            {"sys_updated_on": "2024-03-19 02:47:43", "u_mfa_enabled": "No", "u_asset_inventory": "Scoped"},
            {"sys_updated_on": "2025-03-19 02:47:43", "u_mfa_enabled": "Yes", "u_asset_inventory": "In Progress", "u_backup_method": "A disk",
             "u_customer_account": {"link": "x"}}
        ]}"#;
        let sample = Sample::read(&CpgChecklist, text);
        assert_eq!(sample.confidence, Confidence::Certain);
        assert_eq!(sample.observations.collected_at, Some(at("2025-03-19T02:47:43Z")));
        assert_eq!(
            outcomes(&sample.observations),
            [("asset_inventory", Outcome::Fail), ("mfa_enabled", Outcome::Pass)]
        );
        assert_eq!(sample.observations.configuration_rules[0].title, "asset inventory");
        sample.says(1, "newer assessment");
    }
}
