//! The plan, the summary's files and receipts, as the pages ask for them.

use jiff::civil::Date;
use std::sync::{Arc, Mutex, PoisonError};
use ward_app::plan::NewUndertaking;
use ward_app::record::MadeSummary;
use ward_app::summary::Asked;
use ward_app::{Actor, AppError, Ctx, plan, posture, summary};
use ward_domain::Assessment;
use ward_domain::plan::{Frame, Intentions};
use ward_ledger::VerifyingKey;
use ward_planner::outlook::Outlook;
use ward_web::port::SummaryRow;

/// Most plans that are remembered.
const MOST: usize = 8;

/// Plans by what they follow from: a page that is looked at again is not reckoned again.
#[derive(Default)]
pub(super) struct Plans(Mutex<Vec<Known>>);

struct Known {
    intentions: Intentions,
    frame: Frame,
    assessment: Arc<Assessment>,
    outlook: Arc<Outlook>,
}

impl Plans {
    pub(super) fn of(&self, ctx: &Ctx, who: &Actor, frame: Option<&Frame>) -> Result<Arc<Outlook>, AppError> {
        let (intentions, set) = plan::intentions(ctx, who)?;
        let frame = frame.unwrap_or(&set);
        let posture = posture::posture(ctx, who, None)?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.iter().find(|known| {
            (&known.intentions, &known.frame) == (&intentions, frame)
                && Arc::ptr_eq(&known.assessment, &posture.assessment)
        });
        if let Some(found) = found {
            return Ok(found.outlook.clone());
        }
        let outlook =
            Arc::new(plan::of(ctx.catalog(), &posture.estate, &posture.assessment, &intentions, frame)?);
        if known.len() == MOST {
            known.remove(0);
        }
        let assessment = posture.assessment.clone();
        known.push(Known { intentions, frame: frame.clone(), assessment, outlook: outlook.clone() });
        Ok(outlook)
    }
}

pub(super) fn undertake(
    ctx: &Ctx,
    who: &Actor,
    action: &str,
    due: Date,
    role: &str,
    note: &str,
) -> Result<(), AppError> {
    let [action, role, note] = [action, role, note].map(str::to_owned);
    plan::undertake(ctx, who, &NewUndertaking { action, due, role, note })
}

/// Empty fields are told as the last time.
pub(super) fn asked(state: &str, ccn: &str) -> Asked {
    let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Asked { as_of: None, state: some(state), ccn: some(ccn) }
}

pub(super) fn row(made: &MadeSummary) -> SummaryRow {
    SummaryRow {
        number: made.number,
        made_at: made.made_at,
        as_of: made.as_of,
        digest: made.digest,
        receipt: made.receipt.as_ref().map(|(digest, _)| *digest),
    }
}

pub(super) fn keep_receipt(ctx: &Ctx, who: &Actor, bytes: &[u8], key: &str) -> Result<u64, AppError> {
    let key = operator_key(key)?;
    Ok(summary::keep_receipt(ctx, who, bytes, key.as_ref())?.receipt.number)
}

/// The operator's key as it was typed; none when nothing was.
pub(super) fn operator_key(text: &str) -> Result<Option<VerifyingKey>, AppError> {
    let wrong = |wrong| AppError::Invalid(format!("the operator's key cannot be read: {wrong}"));
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse().map_err(wrong)).transpose()
}
