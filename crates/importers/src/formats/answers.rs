//! The register of answers: what people say of measures that no machine can see, each signed and dated.
//!
//! The register is Ward's own list; its template has the columns `measure, subject, answer, signer, signed on, artefact,
//! document kind, expires, effective, alternate control, review, comment`. An answer without a signer or a date is worth nothing and is left out.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row};
use ward_domain::observation::{AnswerSeen, Observations, Says};

/// Reads the register of answers.
pub struct Answers;

static ABOUT: About = About {
    id: "answers",
    name: "Register of answers (CSV)",
    how_to_get: "Keep a list with the columns measure, subject, answer, signer, signed on, artefact, document kind, expires, \
                 effective, alternate control, review, comment",
    carries: "Answers by people to measures, each with signer, date and artefact; grade D without an artefact",
    version: 1,
    evidence_kind: "answers",
};

/// The columns of the register, with the words that people put for them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "answers",
    fields: &[
        Field::new("measure", &["Measure", "Measure ID"]),
        Field::new("subject", &["Subject", "About"]),
        Field::of_words("answer", &["Answer", "Says"], &["yes", "no", "not applicable"]),
        Field::new("signer", &["Signer", "Signed by"]),
        Field::new("signed-on", &["Signed on", "Signed", "Date signed"]),
        Field::new("artefact", &["Artefact", "Artifact", "Document", "Evidence"]),
        Field::of_words("document-kind", &["Document kind", "Kind of document"], &["own", "third party"]),
        Field::new("expires", &["Expires", "Expires on", "Valid until"]),
        Field::new("effective", &["Effective", "Effective on", "Since"]),
        Field::new("alternate", &["Alternate control", "Alternative", "Instead"]),
        Field::new("review", &["Review", "Marked for review", "Not sure"]),
        Field::new("comment", &["Comment", "Comments", "Note", "Notes"]),
        Field::new(COLLECTED, &["Exported on", "Report date"]),
    ],
    systems: &[],
    needs: &[&["measure"], &["answer"], &["signer"], &["signed-on"]],
    foreign: &["compensatingcontrol", "approver"],
};

impl Register for Answers {
    type Seen = AnswerSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "register of answers";
    fn list(observations: &mut Observations) -> &mut Vec<AnswerSeen> {
        &mut observations.answers
    }
    fn row(row: &mut Row<'_>) -> Result<AnswerSeen, String> {
        let measure = row.measure("measure")?;
        let said = row.word("answer").unwrap_or_default();
        let says = says_of(said)
            .ok_or_else(|| format!("“{said}” is not an answer: write yes, no or not applicable"))?;
        let signer = row.text("signer").ok_or("nobody signed the answer")?;
        let signed_on = row
            .date("signed-on")
            .ok_or("the answer has no date of signing that can be read; write it as 2026-03-04")?;
        let expires = row.date("expires");
        // An end that cannot be read would make the answer last for ever.
        if expires.is_none() && !row.is_empty("expires") {
            return Err(
                "the day on which the answer expires cannot be read; write it as 2026-03-04".to_owned()
            );
        }
        let artefact = row.text("artefact");
        let is_third_party = row.meaning("document-kind", is_third_party).unwrap_or(false);
        Ok(AnswerSeen {
            measure,
            subject: row.text("subject"),
            says,
            signer,
            signed_on,
            is_third_party: is_third_party && artefact.is_some(),
            artefact,
            expires,
            effective: row.date("effective"),
            alternate_control: row.text("alternate"),
            is_for_review: row.yes_no("review").unwrap_or(false),
            comment: row.text("comment").unwrap_or_default(),
            line: row.line(),
        })
    }
}

fn says_of(word: &str) -> Option<Says> {
    match word {
        "yes" | "y" | "true" | "met" => Some(Says::Yes),
        "no" | "n" | "false" | "not met" => Some(Says::No),
        "not applicable" | "not-applicable" | "n/a" | "na" => Some(Says::NotApplicable),
        _ => None,
    }
}

fn is_third_party(word: &str) -> Option<bool> {
    match word {
        "third party" | "third-party" | "external" => Some(true),
        "own" | "own record" | "internal" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Confidence;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    const HEADER: &str = "Measure,Subject,Answer,Signer,Signed on,Artefact,Document kind,Expires,Comment\n";

    #[test]
    fn an_answer_is_read_whole() {
        let text = format!("{HEADER}e3.1,,Yes,Ana Ito,2026-03-04,audit.pdf,Third party,2027-03-01,seen\n");
        let sample = Sample::read(&Answers, &text);
        assert_eq!(sample.confidence, Confidence::Likely);
        assert_eq!(
            sample.observations.answers,
            [AnswerSeen {
                measure: "E3.1".parse().unwrap(),
                subject: None,
                says: Says::Yes,
                signer: "Ana Ito".into(),
                signed_on: date(2026, 3, 4),
                artefact: Some("audit.pdf".into()),
                is_third_party: true,
                expires: Some(date(2027, 3, 1)),
                effective: None,
                alternate_control: None,
                is_for_review: false,
                comment: "seen".into(),
                line: 2,
            }]
        );
        sample.says_nothing();
    }

    #[track_caller]
    fn check_skipped(row: &str, says: &str) {
        let sample = Sample::read(&Answers, &format!("{HEADER}{row}\n"));
        assert_eq!((sample.tally.used, sample.tally.skipped), (0, 1));
        sample.says(2, says);
    }

    #[test]
    fn answers_that_nobody_can_rest_on_are_skipped() {
        check_skipped("E99.1,,yes,Ana,2026-03-04,,,,", "not a measure");
        check_skipped(",,yes,Ana,2026-03-04,,,,", "not a measure");
        check_skipped("E3.1,,maybe,Ana,2026-03-04,,,,", "“maybe”");
        check_skipped("E3.1,,yes,,2026-03-04,,,,", "nobody signed");
        check_skipped("E3.1,,yes,Ana,,,,,", "no date of signing");
        check_skipped("E3.1,,yes,Ana,3/4/2026,,,,", "no date of signing");
        check_skipped("E3.1,,yes,Ana,2026-03-04,,,one day,", "expires cannot be read");
    }

    #[test]
    fn a_third_party_without_its_document_is_none() {
        let sample = Sample::read(&Answers, &format!("{HEADER}E3.1,,no,Ana,2026-03-04,,third party,,\n"));
        assert!(!sample.observations.answers[0].is_third_party);
    }

    #[test]
    fn late_dates_find_their_rows() {
        let text = format!(
            "{HEADER}E3.1,,yes,Ana,3/4/2026,,,,\nE3.2,,yes,,3/4/2026,,,,\nE3.3,,yes,Ana,25/4/2026,,,,\n"
        );
        let sample = Sample::read(&Answers, &text);
        let days: Vec<_> = sample.observations.answers.iter().map(|a| a.signed_on).collect();
        assert_eq!(days, [date(2026, 4, 3), date(2026, 4, 25)]);
    }
}
