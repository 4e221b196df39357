//! Statements of recognition, signed with the operator's key, for anybody to keep and check.

use super::office::Office;
use crate::AppError;
use ward_ledger::{Envelope, statement};
use ward_programme::Refused;
use ward_programme::recognition::{StatementId, Status};

/// The statement of that number as it was issued, signed. It says nothing about whether it still stands: that is asked of
/// the operator by its number. The public may read it, so nobody's right is asked for.
pub fn signed_statement(office: &Office, number: StatementId) -> Result<Envelope, AppError> {
    let programme = office.programme()?;
    let (Status::Valid(issued) | Status::Expired(issued) | Status::Withdrawn(issued)) =
        programme.recognition.status(number, office.now())
    else {
        return Err(Refused::new("no-such-statement", format!("there is no statement {number}")).into());
    };
    let payload = serde_json::to_vec(&issued.statement()).map_err(AppError::ours)?;
    Ok(Envelope::sign(&office.key, statement::PAYLOAD_TYPE, payload))
}
