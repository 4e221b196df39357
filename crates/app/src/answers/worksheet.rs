//! Typing a worksheet back: one line for each answer, as it stands on the paper.
//!
//! ```text
//! E4.1 yes Everyone signed the sheet of 12 March
//! E7.2 no
//! H2.5 n/a We have no web site of our own
//! ```
//!
//! Either every line is good and all are recorded, or none is and each mistake is told.

use crate::{Actor, AppError, Ctx, Permission};
use jiff::civil::Date;
use ward_domain::MeasureId;
use ward_domain::observation::{AnswerSeen, Says};
use ward_domain::record::Event;

/// A line that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongLine {
    /// Which, 1-based.
    pub line: usize,
    /// Why, in a sentence.
    pub reason: String,
}

/// What became of a worksheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypedBack {
    /// So many answers were recorded.
    Recorded(usize),
    /// Nothing was; these lines are wrong.
    Wrong(Vec<WrongLine>),
}

/// Reads the lines of a worksheet. Blank lines count for nothing.
pub fn parse(ctx: &Ctx, text: &str) -> Result<Vec<(MeasureId, Says, String)>, Vec<WrongLine>> {
    let mut answers: Vec<(MeasureId, Says, String)> = Vec::new();
    let mut wrong = Vec::new();
    for (line, written) in (1..).zip(text.lines()).filter(|(_, written)| !written.trim().is_empty()) {
        match parse_line(ctx, written.trim()) {
            Ok((id, ..)) if answers.iter().any(|(known, ..)| *known == id) => {
                wrong.push(WrongLine { line, reason: format!("{id} is answered twice") });
            }
            Ok(answer) => answers.push(answer),
            Err(reason) => wrong.push(WrongLine { line, reason }),
        }
    }
    if wrong.is_empty() { Ok(answers) } else { Err(wrong) }
}

fn parse_line(ctx: &Ctx, line: &str) -> Result<(MeasureId, Says, String), String> {
    let (code, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let id: MeasureId = code.to_uppercase().parse().map_err(|error| format!("{error}"))?;
    if !ctx.catalog.measures.contains_key(&id) {
        return Err(format!("there is no measure {id}"));
    }
    let (word, comment) = rest.trim().split_once(char::is_whitespace).unwrap_or_else(|| (rest.trim(), ""));
    let says = match word.to_lowercase().as_str() {
        "yes" | "y" | "sí" | "si" | "s" => Says::Yes,
        "no" | "n" => Says::No,
        "n/a" | "na" | "-" => Says::NotApplicable,
        other => return Err(format!("“{other}” is not an answer: write yes, no or n/a after {id}")),
    };
    if says == Says::NotApplicable && comment.trim().is_empty() {
        return Err(format!("say after n/a why {id} does not apply"));
    }
    Ok((id, says, comment.trim().to_owned()))
}

/// Records a worksheet that one person filled in and signed on a day.
pub fn type_back(
    ctx: &Ctx,
    who: &Actor,
    signer: &str,
    signed_on: Date,
    text: &str,
) -> Result<TypedBack, AppError> {
    who.may(Permission::Answer)?;
    let answers = match parse(ctx, text) {
        Ok(answers) => answers,
        Err(wrong) => return Ok(TypedBack::Wrong(wrong)),
    };
    let events: Vec<Event> = answers
        .into_iter()
        .map(|(measure, says, comment)| AnswerSeen {
            measure,
            subject: None,
            says,
            signer: signer.trim().to_owned(),
            signed_on,
            artefact: None,
            is_third_party: false,
            expires: None,
            effective: None,
            alternate_control: None,
            is_for_review: false,
            comment,
            line: 0,
        })
        .map(|answer| super::checked(ctx, answer).map(|answer| Event::AnswerGiven { answer, artefact: None }))
        .collect::<Result<_, _>>()?;
    crate::record::append_all(ctx, who, &events, &[])?;
    Ok(TypedBack::Recorded(events.len()))
}
