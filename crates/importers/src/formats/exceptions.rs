//! The register of exceptions: one subject of one measure, let off for a while by somebody who may.
//!
//! An exception without a reason, a compensating control, an approver and an end within a year is no exception, and is
//! left out. The register is Ward's own list; its template has the columns `measure, subject, reason, compensating
//! control, approver, approved on, expires`.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row};
use jiff::civil::Date;
use ward_domain::observation::{ExceptionSeen, Observations};

/// Longest time between approval and end, in days: a year, leap years included.
const LONGEST_DAYS: i32 = 366;

/// Reads the register of exceptions.
pub struct Exceptions;

static ABOUT: About = About {
    id: "exceptions",
    name: "Register of exceptions (CSV)",
    how_to_get: "Keep a list with the columns measure, subject, reason, compensating control, approver, approved on, expires",
    carries: "Exceptions that somebody approved, each for one subject of one measure and for a year at most",
    version: 1,
    evidence_kind: "exception-register",
};

/// The columns of the register, with the words that people put for them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "exceptions",
    fields: &[
        Field::new("measure", &["Measure", "Measure ID"]),
        Field::new("subject", &["Subject", "Account", "Asset", "Applies to"]),
        Field::new("reason", &["Reason", "Justification"]),
        Field::new(
            "compensating-control",
            &["Compensating control", "Compensating controls", "Control", "Mitigation"],
        ),
        Field::new("approver", &["Approver", "Approved by"]),
        Field::new("approved-on", &["Approved on", "Approved", "Date approved", "Approval date"]),
        Field::new("expires", &["Expires", "Expires on", "Valid until", "Expiry", "Expiration date"]),
        Field::new(COLLECTED, &["Exported on", "Report date"]),
    ],
    systems: &[],
    needs: &[&["measure"], &["subject"], &["approver"], &["expires"]],
    foreign: &["answer", "signer"],
};

impl Register for Exceptions {
    type Seen = ExceptionSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "register of exceptions";
    fn list(observations: &mut Observations) -> &mut Vec<ExceptionSeen> {
        &mut observations.exceptions
    }
    fn row(row: &mut Row<'_>) -> Result<ExceptionSeen, String> {
        let measure = row.measure("measure")?;
        let needed = |field: &str| {
            row.text(field).ok_or_else(|| format!("an exception without {} is none", field.replace('-', " ")))
        };
        let (subject, reason) = (needed("subject")?, needed("reason")?);
        let (compensating_control, approver) = (needed("compensating-control")?, needed("approver")?);
        let (approved_on, expires) = within_a_year(row.date("approved-on"), row.date("expires"))?;
        Ok(ExceptionSeen {
            measure,
            subject,
            reason,
            compensating_control,
            approver,
            approved_on,
            expires,
            line: row.line(),
        })
    }
}

/// Both days, if they are there, in order and no more than a year apart.
fn within_a_year(approved_on: Option<Date>, expires: Option<Date>) -> Result<(Date, Date), String> {
    let approved_on =
        approved_on.ok_or("the day of approval is missing or cannot be read; write it as 2026-03-04")?;
    let expires = expires.ok_or("the last day is missing or cannot be read; write it as 2026-03-04")?;
    let days = approved_on.until(expires).map_or(i32::MAX, |span| span.get_days());
    match days {
        ..0 => Err("the exception ends before it is approved".to_owned()),
        0..=LONGEST_DAYS => Ok((approved_on, expires)),
        _ => Err(format!(
            "the exception lasts {days} days; no more than {LONGEST_DAYS} are accepted, so approve it again each year"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Confidence;
    use crate::table::testing::Sample;
    use jiff::civil::date;

    const HEADER: &str = "Measure,Subject,Reason,Compensating control,Approver,Approved on,Expires\n";

    #[test]
    fn an_exception_is_read_whole() {
        let text = format!(
            "{HEADER}E3.1,breakglass1@ward.example,emergency access,alert on every use,CISO,2026-01-02,2027-01-02\n"
        );
        let sample = Sample::read(&Exceptions, &text);
        assert_eq!(sample.confidence, Confidence::Likely);
        assert_eq!(
            sample.observations.exceptions,
            [ExceptionSeen {
                measure: "E3.1".parse().unwrap(),
                subject: "breakglass1@ward.example".into(),
                reason: "emergency access".into(),
                compensating_control: "alert on every use".into(),
                approver: "CISO".into(),
                approved_on: date(2026, 1, 2),
                expires: date(2027, 1, 2),
                line: 2,
            }]
        );
        sample.says_nothing();
    }

    #[track_caller]
    fn check_skipped(row: &str, says: &str) {
        let sample = Sample::read(&Exceptions, &format!("{HEADER}{row}\n"));
        assert_eq!((sample.tally.used, sample.tally.skipped), (0, 1));
        sample.says(2, says);
    }

    #[test]
    fn what_is_no_exception_is_skipped() {
        check_skipped("Z1,s,r,c,a,2026-01-02,2026-02-02", "not a measure");
        check_skipped("E3.1,,r,c,a,2026-01-02,2026-02-02", "without subject");
        check_skipped("E3.1,s,,c,a,2026-01-02,2026-02-02", "without reason");
        check_skipped("E3.1,s,r,,a,2026-01-02,2026-02-02", "without compensating control");
        check_skipped("E3.1,s,r,c,,2026-01-02,2026-02-02", "without approver");
        check_skipped("E3.1,s,r,c,a,,2026-02-02", "day of approval");
        check_skipped("E3.1,s,r,c,a,2026-01-02,", "last day");
        check_skipped("E3.1,s,r,c,a,2026-01-02,2025-02-02", "before it is approved");
        check_skipped("E3.1,s,r,c,a,2026-01-02,2027-01-04", "367 days");
    }

    #[test]
    fn the_longest_exception_is_a_leap_year() {
        assert!(within_a_year(Some(date(2026, 1, 2)), Some(date(2027, 1, 3))).is_ok());
        assert!(within_a_year(Some(date(2026, 1, 2)), Some(date(2027, 1, 4))).is_err());
    }
}
