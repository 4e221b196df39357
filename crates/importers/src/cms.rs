//! Public lists of providers that CMS publishes, for the operator's register of participants.
//!
//! These files say nothing of anybody's security, so they are no evidence and stand apart from the importers. A row is
//! handed over as written, with its line: what a code means and which row wins is for the register to decide. Zeros that
//! a spreadsheet took from a CCN are therefore still missing here.
//!
//! | file | what only it has |
//! |---|---|
//! | Hospital General Information | the hospital type in words, VA and DoD hospitals |
//! | Provider of Services | beds, rural or urban, closure, the CCN before a change |
//! | Hospital Enrollments | NPIs, legal names, conversions to rural emergency hospital |
//!
//! Columns: the files as published, releases of 2024 to 2026.

#[cfg(test)]
mod tests;

use crate::table::{Field, Layout, Row, System, Table, recognise as recognise_table};
use crate::{Confidence, Context, Damaged, Head, Limits};
use std::io::BufRead;
use ward_domain::observation::Observations;
use ward_domain::public_list::PublicRow;
use ward_domain::record::Tally;

/// A file that CMS publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CmsFile {
    /// Hospital General Information (`xubh-q36u`).
    HospitalGeneralInformation,
    /// Provider of Services (QIES), hospitals and others.
    ProviderOfServices,
    /// Hospital Enrollments (PECOS).
    HospitalEnrollments,
}

impl CmsFile {
    /// Every one.
    pub const ALL: [Self; 3] =
        [Self::HospitalGeneralInformation, Self::ProviderOfServices, Self::HospitalEnrollments];
    /// What CMS calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::HospitalGeneralInformation => "Hospital General Information",
            Self::ProviderOfServices => "Provider of Services",
            Self::HospitalEnrollments => "Hospital Enrollments",
        }
    }
    fn layout(self) -> &'static Layout {
        match self {
            Self::HospitalGeneralInformation => &GENERAL,
            Self::ProviderOfServices => &SERVICES,
            Self::HospitalEnrollments => &ENROLLMENTS,
        }
    }
    /// Columns that it may lack, each with what is lost then.
    fn costs(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::HospitalGeneralInformation => &[
                ("type", "kinds stay unknown, and rural emergency hospitals cannot be told from acute ones"),
                ("state", "hospitals cannot be counted by state"),
                ("county", "counties stay unknown"),
                ("ownership", "owners stay unknown"),
            ],
            Self::ProviderOfServices => &[
                ("category", "kinds stay unknown"),
                ("subtype", "kinds of hospitals stay unknown"),
                ("state", "providers cannot be counted by state"),
                ("control", "owners stay unknown"),
                ("beds", "beds and sizes stay unknown, and no rule on beds can be met"),
                ("urban-rural", "rural and urban stay unknown, and no rule on them can be met"),
                (
                    "termination-code",
                    "closed providers cannot be told from open ones: no row of this file is used to open or close one",
                ),
                ("termination-date", "the day of a closure stays unknown"),
                ("former-ccn", "changes of the CCN cannot be followed"),
            ],
            Self::HospitalEnrollments => &[
                ("npi", "NPIs stay unknown"),
                ("reh-conversion", "conversions to rural emergency hospital cannot be followed"),
                ("former-ccn", "a rural emergency hospital cannot be linked to the hospital that it was"),
                ("reh-date", "the day of a conversion stays unknown"),
            ],
        }
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicList {
    /// Which.
    pub file: CmsFile,
    /// Its rows.
    pub rows: Vec<PublicRow>,
    /// Columns that it lacks: the heading, and what is lost.
    pub missing: Vec<(&'static str, &'static str)>,
    /// What was read, used and skipped.
    pub tally: Tally,
}

/// Which file the first bytes belong to; give it 64 KiB, as the header of Provider of Services is long.
pub fn recognise(first_bytes: &[u8]) -> Option<CmsFile> {
    let head = Head::of(first_bytes);
    CmsFile::ALL.into_iter().find(|file| recognise_table(&head, file.layout()) == Confidence::Certain)
}

/// Reads a file as a stream. Memory grows with its rows.
pub fn read(file: CmsFile, input: &mut dyn BufRead, limits: Limits) -> Result<PublicList, Damaged> {
    let context = Context { limits, mapping: None };
    let mut table = Table::open(input, &context, file.layout())?;
    let missing: Vec<(&str, &str)> = file
        .costs()
        .iter()
        .filter(|(field, _)| !table.has(field))
        .map(|(field, cost)| (heading(file, field), *cost))
        .collect();
    for (heading, cost) in &missing {
        table.problem(format!("there is no column “{heading}”: {cost}"));
    }
    let rows = table.rows(|row| public_row(file.layout(), row))?;
    let tally = table.finish(Observations::default()).tally;
    Ok(PublicList { file, rows, missing, tally })
}

fn public_row(layout: &Layout, row: &mut Row<'_>) -> Result<PublicRow, String> {
    let ccn = row.required("ccn")?;
    let (line, beds) = (row.line(), text(layout, row, "beds"));
    let mut text = |field| text(layout, row, field);
    let reh_date = text("reh-date");
    let name = text("name").ok_or_else(|| format!("{ccn} has no name"))?;
    let public = PublicRow {
        line,
        name,
        trade_name: text("trade-name"),
        state: text("state"),
        county: text("county"),
        kind: text("type"),
        category: text("category"),
        subtype: text("subtype"),
        ownership: text("ownership"),
        control: text("control"),
        beds: beds.as_deref().and_then(|beds| beds.parse().ok()),
        urban_rural: text("urban-rural"),
        termination_code: text("termination-code"),
        termination_date: text("termination-date"),
        npi: text("npi"),
        former_ccn: text("former-ccn"),
        reh_conversion: text("reh-conversion").map(|flag| (flag.eq_ignore_ascii_case("y"), reh_date)),
        ccn,
    };
    if let Some(text) = beds.filter(|_| public.beds.is_none()) {
        row.problem(|| format!("“{text}” is no number of beds: the beds are left out"));
    }
    Ok(public)
}

/// The cell of a field that this file may not know at all.
fn text(layout: &Layout, row: &mut Row<'_>, field: &str) -> Option<String> {
    layout.fields.iter().find(|known| known.name == field).and_then(|known| row.text(known.name))
}

/// How the published file writes the heading of a field.
fn heading(file: CmsFile, field: &str) -> &'static str {
    let known = file.layout().fields.iter().find(|known| known.name == field);
    known.and_then(|known| known.headings.first().copied()).unwrap_or_default()
}

static GENERAL: Layout = Layout {
    id: "hospital-general-information",
    fields: &[
        Field::new("ccn", &["Facility ID", "Provider ID", "CMS Certification Number (CCN)"]),
        Field::new("name", &["Facility Name", "Hospital Name"]),
        Field::new("state", &["State"]),
        Field::new("county", &["County/Parish", "County Name", "County"]),
        Field::new("type", &["Hospital Type"]),
        Field::new("ownership", &["Hospital Ownership"]),
    ],
    systems: &[System {
        name: "Hospital General Information",
        marks: &[
            &["Facility ID", "Provider ID"],
            &["Facility Name", "Hospital Name"],
            &["Hospital Type", "Hospital Ownership", "Hospital overall rating"],
        ],
    }],
    needs: &[&["ccn"], &["name"]],
    foreign: &[],
};

static SERVICES: Layout = Layout {
    id: "provider-of-services",
    fields: &[
        Field::new("ccn", &["PRVDR_NUM"]),
        Field::new("name", &["FAC_NAME"]),
        Field::new("state", &["STATE_CD"]),
        Field::new("county", &["FIPS_CNTY_CD"]),
        Field::new("category", &["PRVDR_CTGRY_CD"]),
        Field::new("subtype", &["PRVDR_CTGRY_SBTYP_CD"]),
        Field::new("control", &["GNRL_CNTL_TYPE_CD"]),
        Field::new("beds", &["BED_CNT", "CRTFD_BED_CNT"]),
        Field::new("urban-rural", &["CBSA_URBN_RRL_IND"]),
        Field::new("termination-code", &["PGM_TRMNTN_CD"]),
        Field::new("termination-date", &["TRMNTN_EXPRTN_DT"]),
        Field::new("former-ccn", &["CROSS_RFRNC_PRVDR_NUM", "CROSS_REF_PROVIDER_NUMBER"]),
    ],
    systems: &[System { name: "Provider of Services", marks: &[&["PRVDR_NUM"], &["FAC_NAME"]] }],
    needs: &[&["ccn"], &["name"]],
    foreign: &[],
};

static ENROLLMENTS: Layout = Layout {
    id: "hospital-enrollments",
    fields: &[
        Field::new("ccn", &["CCN"]),
        Field::new("name", &["ORGANIZATION NAME"]),
        Field::new("trade-name", &["DOING BUSINESS AS NAME"]),
        Field::new("state", &["STATE", "ENROLLMENT STATE"]),
        Field::new("npi", &["NPI"]),
        Field::new("reh-conversion", &["REH CONVERSION FLAG"]),
        Field::new("reh-date", &["REH CONVERSION DATE"]),
        Field::new("former-ccn", &["CAH OR HOSPITAL CCN"]),
    ],
    systems: &[System {
        name: "Hospital Enrollments",
        marks: &[&["ENROLLMENT ID"], &["CCN"], &["ORGANIZATION NAME"]],
    }],
    needs: &[&["ccn"], &["name"]],
    foreign: &[],
};
