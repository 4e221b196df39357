//! E2.5: the mail system stops malware, phishing and programs, marks outside mail, and forwards nothing by itself.

use super::settings::{self, Takes};
use super::{AnswersCount, Rule, attested};
use crate::{Ground, Ruling};

/// See the module.
pub struct InboundMailFiltered;

/// The lists of rules, each named like the protection that its rules show.
const PROTECTIONS: [&str; 5] = [
    "malware-filter",
    "phishing-filter",
    "program-attachments-blocked",
    "outside-mail-marked",
    "automatic-forwarding-off",
];

impl Rule for InboundMailFiltered {
    fn slug(&self) -> &'static str {
        "inbound-mail-filtered"
    }

    fn answers_count(&self) -> AnswersCount {
        AnswersCount::Whole
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        if !settings::was_said(ground, &PROTECTIONS) {
            return attested::instead(ground, "No check of the mail system's settings was given.");
        }
        let mut ruling = Ruling::new(ground);
        for protection in PROTECTIONS {
            settings::protection(ground, &mut ruling, protection, Takes::Any);
        }
        ruling
    }
}
