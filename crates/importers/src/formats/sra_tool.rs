//! Answers of the Security Risk Assessment (SRA) Tool of ONC and OCR: its workbook and its detailed report as a list.

use crate::questionnaire::{self, Statement, outcome_of};
use crate::table::{COLLECTED, Field, Layout, Row, Table, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use ward_domain::observation::Outcome;

/// Reads answers of the SRA Tool.
pub struct SraTool;

static ABOUT: About = About {
    id: "sra-tool",
    name: "HHS Security Risk Assessment Tool",
    how_to_get: "In the SRA Tool open Summary, Detailed report and export it, or fill in the SRA Tool workbook, and add the \
                 workbook or CSV",
    carries: "What people answered to the questions of the SRA Tool; their own word, and no measure is answered by it",
    version: 1,
    evidence_kind: "risk-analysis",
};

/// The columns of the workbook and of the detailed report.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "sra-tool",
    fields: &[
        Field::new("number", &[
            "Question Number", "Question #", "Question No", "Question ID", "Q #", "Q#", "#", "No.",
        ]),
        Field::new("question", &["Question", "Question Text", "Assessment Question"]),
        Field::new("response", &[
            "Response", "Selected Response", "Answer", "Your Response", "Question Response",
            "Question Responses", "Selected Answer",
        ]),
        Field::of_words("risk", &[
            "Risk Indicated", "Risk Indicated?", "Area", "Result", "Indication",
        ], &["yes", "no"]),
        Field::new("guidance", &["Guidance", "Education", "Recommendation"]),
        Field::new("required", &["Required?", "Required", "Required or Addressable", "Addressable/Required"]),
        Field::new("section", &["Section", "Section Name", "Section Title"]),
        Field::new("reference", &[
            "HIPAA Reference", "HIPAA Citation", "Reference", "References", "Citation",
        ]),
        Field::new(COLLECTED, &["Assessment Date", "Report Date", "Date Completed", "Completed On"]),
    ],
    systems: &[],
    needs: &[
        &["question", "number"], &["response"], &["number", "section"],
        &["guidance", "required", "section", "reference", "risk"],
    ],
    foreign: &[
        "measure", "signer", "vendor", "supplier", "employeeid", "email", "course", "cpgid", "isoiec27002",
    ],
};

const BENCHMARK: &str = "HHS SRA Tool";

impl Importer for SraTool {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        recognise(head, &LAYOUT)
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open_all_sheets(input, context, &LAYOUT)?;
        let mut observations = table.observations("SRA Tool");
        let statements = table.rows(statement)?;
        questionnaire::add(&mut observations, BENCHMARK, None, statements);
        Ok(table.finish(observations))
    }
}

fn statement(row: &mut Row<'_>) -> Result<Statement, String> {
    let (number, question) = (row.text("number"), row.text("question").unwrap_or_default());
    // The report writes `1.4 Do you …` in one cell.
    let number = number.or_else(|| question.split_whitespace().next().map(str::to_owned)).unwrap_or_default();
    let id = number.trim_start_matches(['Q', 'q']).trim_end_matches('.').to_owned();
    if !id.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(format!(
            "“{}” is not the number of a question such as 1.4",
            id.chars().take(40).collect::<String>()
        ));
    }
    let response = row.text("response").unwrap_or_default();
    let said = outcome_of(&response).unwrap_or_else(|| begins_with(&response));
    let outcome = match (said, row.meaning("risk", is_risk)) {
        (Outcome::NotApplicable | Outcome::NotChecked, _) => said,
        (_, Some(true)) => Outcome::Fail,
        (_, Some(false)) => Outcome::Pass,
        (said, None) => said,
    };
    let question = question.strip_prefix(number.as_str()).unwrap_or(&question).trim().to_owned();
    Ok(Statement { id, question, outcome, line: row.line() })
}

/// The tool's responses are sentences: `Yes. We have …`, `No. We do not …`, `I don't know.`
fn begins_with(response: &str) -> Outcome {
    let first = response.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    match first.as_str() {
        "yes" => Outcome::Pass,
        "no" => Outcome::Fail,
        "not" if response.to_lowercase().starts_with("not applicable") => Outcome::NotApplicable,
        _ => Outcome::NotChecked,
    }
}

/// Whether the tool takes the response for a risk: its report has areas of success and areas for review.
fn is_risk(word: &str) -> Option<bool> {
    match word {
        "yes" | "risk" | "area for review" | "areas for review" | "area of review" | "review" => Some(true),
        "no" | "no risk" | "area of success" | "areas of success" | "success" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{Sample, inline_rows, workbook};

    fn outcomes(sample: &Sample) -> Vec<(&str, Outcome)> {
        let seen = &sample.observations;
        let rule = |index: u32| seen.configuration_rules[index as usize].id.as_str();
        seen.configuration_results.iter().map(|result| (rule(result.rule), result.outcome)).collect()
    }

    #[test]
    fn answers_come_out_as_the_tool_takes_them() {
        let sample = Sample::read(
            &SraTool,
            "Question #,Question,Response,Risk Indicated,HIPAA Reference\n1.1,Has your practice completed an SRA?,Yes. This is done.,No,164.308\n\
             1.2,Do you review it?,No. We do not.,,164.308\n1.3,How?,Periodically but not in response to changes.,Yes,164.308\n\
             1.4,List?,I don't know.,,\n1.5,Wireless?,Not applicable,Yes,\nSection 2,,,,\n1.6,Phones?,We see to it.,,\n",
        );
        let expected = [
            ("1.1", Outcome::Pass),
            ("1.2", Outcome::Fail),
            ("1.3", Outcome::NotChecked),
            ("1.4", Outcome::NotChecked),
            ("1.5", Outcome::NotApplicable),
            ("1.6", Outcome::NotChecked),
        ];
        assert_eq!(outcomes(&sample), expected);
        sample.says(7, "not the number of a question");
        assert_eq!(sample.observations.configuration_rules[0].benchmark, "HHS SRA Tool");
        assert!(sample.observations.answers.is_empty());
    }

    #[test]
    fn every_section_of_the_workbook_is_read() {
        let header: &[&str] = &["#", "Question", "Response", "Guidance"];
        let sheet = |rows: &[&[&str]]| inline_rows(1, rows) + "</sheetData>";
        let (one, two) = (
            sheet(&[header, &["1.1", "A?", "Yes.", "g"]]),
            sheet(&[&["Section 2"], header, &["2.1", "B?", "No.", "g"]]),
        );
        let bytes =
            workbook(&[("About", &sheet(&[&["a", "b"]])), ("Section 1", &one), ("Section 2", &two)], &[]);
        let sample = Sample::of(&SraTool, &bytes, None).unwrap();
        assert_eq!(outcomes(&sample), [("1.1", Outcome::Pass), ("2.1", Outcome::Fail)]);
        let lines: Vec<_> = sample.observations.configuration_results.iter().map(|r| r.line).collect();
        assert_eq!(lines, [2, 5], "the rows of a further sheet are counted on");
        assert_eq!(sample.tally.not_understood, ["sheet “About”"]);
    }
}
