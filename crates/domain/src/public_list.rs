//! Rows of the public files on providers, between whoever reads them and the register that understands them.

use crate::observation::Line;

/// One row as it is written, codes and all; a cell without a column or text is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicRow {
    /// Where it stands, 1-based.
    pub line: Line,
    /// CCN, perhaps without its zeros.
    pub ccn: String,
    /// Name of the facility or organisation.
    pub name: String,
    /// The name that it does business as.
    pub trade_name: Option<String>,
    /// State of its address.
    pub state: Option<String>,
    /// County in words, or the county's FIPS code.
    pub county: Option<String>,
    /// Hospital type in words (Hospital General Information).
    pub kind: Option<String>,
    /// Provider category code, `01` for a hospital (Provider of Services).
    pub category: Option<String>,
    /// Provider category subtype code, `11` for a critical access hospital (Provider of Services).
    pub subtype: Option<String>,
    /// Ownership in words (Hospital General Information).
    pub ownership: Option<String>,
    /// General control type code (Provider of Services).
    pub control: Option<String>,
    /// Beds.
    pub beds: Option<u32>,
    /// `U` or `R`.
    pub urban_rural: Option<String>,
    /// Program termination code: `00` or `0` for one that takes part.
    pub termination_code: Option<String>,
    /// Day of termination, as written.
    pub termination_date: Option<String>,
    /// NPI.
    pub npi: Option<String>,
    /// The CCN before, or that refers to it; of a row that ended, the CCN after.
    pub former_ccn: Option<String>,
    /// Whether the enrolment is a conversion to a rural emergency hospital, and the day as written.
    pub reh_conversion: Option<(bool, Option<String>)>,
}
