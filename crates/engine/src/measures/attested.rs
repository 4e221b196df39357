//! Measures that only people can answer: the newest signed answer that still counts.

use crate::{Ground, Ruling};
use ward_domain::observation::{AnswerSeen, Says};

/// Judges a measure by the answer for the measure as a whole.
pub fn judge<'g>(ground: &'g Ground<'g>) -> Ruling<'g> {
    let Some(answer) = ground.answer(None) else {
        return Ruling::unknown(ground, why_not(ground));
    };
    let mut ruling = Ruling::new(ground);
    ruling.rests_on_answer(answer);
    let says = &answer.row;
    match says.says {
        Says::Yes => ruling.met(),
        Says::No => ruling.not_met(0, "the organisation", &[answer.at], || {
            let comment = if says.comment.is_empty() { "no comment" } else { &says.comment };
            format!("{} answered no on {}: {comment}.", says.signer, says.signed_on)
        }),
        Says::NotApplicable if says.comment.trim().is_empty() => {
            ruling.undecided(0, "the organisation", &[answer.at], || {
                "Answered “not applicable” without a reason. Say why it does not apply.".to_owned()
            });
        }
        Says::NotApplicable => {
            ruling.not_applicable();
            ruling.no_cases(format!("Not applicable, says {}: {}", says.signer, says.comment));
        }
    }
    if let Some(instead) = &says.alternate_control {
        ruling.note(format!("Reached in another way, says {}: {instead}.", says.signer));
    }
    ruling
}

/// The answer for the measure as a whole, where a rule finds nothing to look at; else why nothing is known.
pub(super) fn instead<'g>(ground: &'g Ground<'g>, because: impl Into<String>) -> Ruling<'g> {
    if ground.answer(None).is_some() { judge(ground) } else { Ruling::unknown(ground, because) }
}

/// One more subject of a rule: the part that no file shows. The answer for the measure as a whole speaks for it.
pub(super) fn part<'g>(ground: &'g Ground<'g>, ruling: &mut Ruling<'g>, subject: &str, open: &'static str) {
    let Some(answer) = ground.answer(None) else {
        return ruling.undecided(0, subject, &[], || open.to_owned());
    };
    match answer.row.says {
        Says::NotApplicable if answer.row.comment.trim().is_empty() => {
            ruling.undecided(0, subject, &[answer.at], || open.to_owned());
        }
        says => {
            ruling.rests_on_answer(answer);
            match says {
                Says::Yes => ruling.met(),
                Says::NotApplicable => ruling.not_applicable(),
                Says::No => ruling.not_met(0, subject, &[answer.at], || {
                    format!("{} answered no on {}.", answer.row.signer, answer.row.signed_on)
                }),
            }
        }
    }
}

/// Why no answer counts.
fn why_not(ground: &Ground<'_>) -> String {
    let Some(newest) = ground.newest_answer(None) else { return "Nobody has answered this.".to_owned() };
    let AnswerSeen { signer, signed_on, is_for_review, effective, .. } = &newest.row;
    match effective {
        _ if *is_for_review => {
            format!("{signer} answered on {signed_on} and is not sure: somebody must look at it.")
        }
        Some(from) if *from > ground.as_of() => {
            format!("{signer} answered on {signed_on} of a state that begins on {from}.")
        }
        _ => format!("The answer of {signer} of {signed_on} has expired: confirm it or change it."),
    }
}
