//! Measures that only people can answer: the newest signed answer that still counts.

use crate::{Ground, Ruling};
use ward_domain::observation::Says;

/// Judges a measure by the answer for the measure as a whole.
pub fn judge<'g>(ground: &'g Ground<'g>) -> Ruling<'g> {
    let Some(answer) = ground.answer(None) else {
        return Ruling::unknown(ground, "Nobody has answered this, or the answer has expired.");
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
    ruling
}
