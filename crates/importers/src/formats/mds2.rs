//! Manufacturer disclosure statements for medical device security (MDS2, ANSI/NEMA HN 1-2019), filled in as a workbook or
//! CSV: questions by number, with Yes, No, N/A, See Note, or words.

use crate::questionnaire::{self, Statement, outcome_of};
use crate::table::{Field, Layout, Row, Table, bare, day, recognise};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use ward_domain::observation::{AssetKind, AssetSeen, DeviceState, Line, Origin, Outcome};

/// Reads MDS2 forms.
pub struct Mds2;

static ABOUT: About = About {
    id: "mds2",
    name: "MDS2 form of a medical device (NEMA HN 1-2019)",
    how_to_get: "Ask the maker of the device for its MDS2 form as a workbook and add that; a PDF cannot be read",
    carries: "What the maker states of one model: maker, model, release date and the answer to each question; a yes is not \
              always the better answer, and nothing of it was tested",
    version: 1,
    evidence_kind: "medical-devices",
};

/// The columns of the form. The one with the answers has no heading in the form of NEMA.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "mds2",
    fields: &[
        Field::new("question-id", &[
            "Question ID", "Question Number", "MDS2 Question ID", "Question #", "ID",
        ]),
        Field::new("question", &["Question", "Question Text", "Description"]),
        Field::new("answer", &[
            "Response", "Answer", "Yes, No, N/A, or See Note", "Yes, No, N/A, See Note", "Value", "",
        ]),
        Field::new("note", &["See note", "Note", "Notes", "Comment", "Comments", "Note #"]),
    ],
    systems: &[],
    needs: &[&["question-id"], &["question"], &["answer", "note"]],
    foreign: &["measure", "guidance", "riskindicated", "cpgid", "hipaareference"],
};

const BENCHMARK: &str = "MDS2 (NEMA HN 1-2019)";
/// Question numbers that every form has.
const MARKS: [&str; 3] = ["DOC-1", "DOC-3", "MPII-1"];
/// The sections of the form.
const SECTIONS: [&str; 23] = [
    "DOC", "MPII", "ALOF", "AUDT", "AUTH", "CSUP", "CNFS", "DIDT", "DTBK", "EMRG", "IGAU", "MLDP", "NAUT",
    "CONN", "PAUT", "PLOK", "RDMP", "SBOM", "SAHD", "SGUD", "STCF", "TXCF", "TXIG",
];

/// A row of the form.
struct Answer {
    id: String,
    question: String,
    said: String,
    line: Line,
}

impl Importer for Mds2 {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let is_one = recognise(head, &LAYOUT) > Confidence::No;
        if is_one && MARKS.iter().chain(&["MDS2"]).any(|mark| head.mentions(mark)) {
            Confidence::Certain
        } else {
            Confidence::No
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        let mut observations = table.observations("MDS2");
        let answers = table.rows(answer)?;
        let word = |id: &str| {
            let said = answers.iter().find(|answer| answer.id == id).map(|answer| answer.said.clone());
            said.filter(|said| !said.is_empty())
        };
        let (maker, model) = (word("DOC-1"), word("DOC-3"));
        let device = answers.iter().find(|answer| answer.id == "DOC-3").filter(|_| model.is_some());
        observations.origin = Origin::ThirdParty;
        // Each model has its own form: a newer one of another model replaces nothing.
        observations.series = model
            .as_deref()
            .map(|model| format!("mds2:{}:{}", bare(maker.as_deref().unwrap_or_default()), bare(model)));
        let released = word("DOC-7").and_then(|text| day(&text));
        if let Some(device) = device {
            observations.assets.push(AssetSeen {
                kind: Some(AssetKind::MedicalDevice),
                maker,
                model,
                state: Some(Box::new(DeviceState { has_mds2: Some(true), ..DeviceState::default() })),
                line: device.line,
                ..AssetSeen::default()
            });
            table.used_as_a_whole();
        } else if !answers.is_empty() {
            table.problem("the form does not name the model (DOC-3), so its answers belong to no device");
        }
        let about = (!observations.assets.is_empty()).then_some(0);
        let statements = answers.into_iter().map(|answer| Statement {
            outcome: outcome_of(&answer.said).unwrap_or(Outcome::NotChecked),
            id: answer.id,
            question: answer.question,
            line: answer.line,
        });
        questionnaire::add(&mut observations, BENCHMARK, about, statements.collect());
        let mut reading = table.finish(observations);
        reading.observations.collected_at = released;
        Ok(reading)
    }
}

fn answer(row: &mut Row<'_>) -> Result<Answer, String> {
    let id = row.required("question-id")?.to_uppercase().replace(' ', "");
    let section = id.split(['-', '.']).next().unwrap_or_default();
    if !SECTIONS.contains(&section) || !id.contains('-') {
        return Err(format!(
            "“{}” is the number of no question of the form",
            id.chars().take(40).collect::<String>()
        ));
    }
    let said = row.text("answer").or_else(|| row.text("note")).unwrap_or_default();
    Ok(Answer { id, question: row.text("question").unwrap_or_default(), said, line: row.line() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{Sample, at, inline_rows, workbook};
    use ward_domain::observation::Observations;

    const FORM: &[&[&str]] = &[
        &["Manufacturer Disclosure Statement for Medical Device Security -- MDS2"],
        &["Question ID", "Question", "", "See note", "IEC TR 80001-2-2:2012"],
        &["DOC-1", "Manufacturer Name", "Northwind Medical", "", ""],
        &["DOC-3", "Device Model", "Pump 7", "", ""],
        &["DOC-7", "Document Release Date", "2026-02-01", "", ""],
        &["MPII-1", "Can this device display, transmit, store PII?", "Yes", "Note 1", ""],
        &["MLDP-1", "Is the device capable of hosting executable software?", "No", "", ""],
        &["CSUP-1.1", "Does the device contain software?", "See Note", "Note 2", ""],
        &["MANAGEMENT OF PERSONALLY IDENTIFIABLE INFORMATION", "", "", "", ""],
    ];

    #[track_caller]
    fn check(seen: &Observations) {
        assert_eq!(
            (seen.assets.len(), seen.assets[0].maker.as_deref(), seen.assets[0].model.as_deref()),
            (1, Some("Northwind Medical"), Some("Pump 7"))
        );
        assert_eq!(seen.assets[0].state.as_ref().unwrap().has_mds2, Some(true));
        assert_eq!(
            (seen.origin, seen.series.as_deref()),
            (Origin::ThirdParty, Some("mds2:northwindmedical:pump7"))
        );
        assert_eq!(seen.collected_at, Some(at("2026-02-01T00:00:00Z")));
        let outcomes: Vec<_> =
            seen.configuration_results.iter().map(|result| (result.asset, result.outcome)).collect();
        let of = |outcome| (Some(0), outcome);
        assert_eq!(
            outcomes.get(3..),
            Some(&[of(Outcome::Pass), of(Outcome::Fail), of(Outcome::NotChecked)][..])
        );
        assert_eq!(seen.configuration_rules[3].id, "MPII-1");
    }

    #[test]
    fn a_form_is_read_as_workbook_and_as_text() {
        let bytes = workbook(&[("MDS2", &(inline_rows(1, FORM) + "</sheetData>"))], &[]);
        let sample = Sample::of(&Mds2, &bytes, None).unwrap();
        assert_eq!(sample.confidence, Confidence::Certain);
        check(&sample.observations);
        let lines: Vec<_> = FORM[1..].iter().map(|row| format!("\"{}\"\n", row.join("\",\""))).collect();
        let text = lines.concat();
        let sample = Sample::read(&Mds2, &text);
        assert_eq!(sample.confidence, Confidence::Certain);
        check(&sample.observations);
        sample.says(8, "number of no question");
    }

    #[test]
    fn a_form_without_a_model_describes_no_device() {
        let sample = Sample::read(&Mds2, "Question ID,Question,Response\nMPII-1,PII?,Yes\n");
        assert!(sample.observations.assets.is_empty());
        assert_eq!(sample.observations.configuration_results[0].asset, None);
        sample.says(0, "does not name the model");
    }

    #[test]
    fn other_questionnaires_are_none() {
        assert_eq!(Sample::confidence(&Mds2, "Question ID,Question,Response\n1.1,A?,Yes\n"), Confidence::No);
    }
}
