//! The three public CMS files, with the traps that such files have.

use super::organisations::{Class, Organisation};
use super::{Plan, Truth};
use crate::ExportFile;
use crate::dates::days_before;

/// The letters of the state in the files.
pub(super) const STATE: &str = "DE";

/// Words for ownership (Hospital General Information), and the control code of the same (Provider of Services).
pub(super) const OWNERS: &[(&str, &str)] = &[
    ("Voluntary non-profit - Private", "02"),
    ("Voluntary non-profit - Private", "02"),
    ("Government - Hospital District or Authority", "08"),
    ("Government - Hospital District or Authority", "08"),
    ("Government - Local", "07"),
    ("Voluntary non-profit - Church", "01"),
    ("Proprietary", "04"),
];

/// Columns of Hospital General Information that stand before the counts of measures.
const GENERAL: &[&str] = &[
    "Facility ID",
    "Facility Name",
    "Address",
    "City/Town",
    "State",
    "ZIP Code",
    "County/Parish",
    "Telephone Number",
    "Hospital Type",
    "Hospital Ownership",
    "Emergency Services",
    "Meets criteria for birthing friendly designation",
    "Hospital overall rating",
];

const SERVICES: &[&str] = &[
    "PRVDR_CTGRY_SBTYP_CD",
    "PRVDR_CTGRY_CD",
    "CHOW_DT",
    "CITY_NAME",
    "CRTFCTN_DT",
    "CROSS_RFRNC_PRVDR_NUM",
    "FAC_NAME",
    "PRVDR_NUM",
    "STATE_CD",
    "FIPS_CNTY_CD",
    "PGM_TRMNTN_CD",
    "TRMNTN_EXPRTN_DT",
    "GNRL_CNTL_TYPE_CD",
    "BED_CNT",
    "CRTFD_BED_CNT",
    "CBSA_URBN_RRL_IND",
];

const ENROLLMENTS: &[&str] = &[
    "ENROLLMENT ID",
    "ENROLLMENT STATE",
    "PROVIDER TYPE CODE",
    "PROVIDER TYPE TEXT",
    "NPI",
    "MULTIPLE NPI FLAG",
    "CCN",
    "ASSOCIATE ID",
    "ORGANIZATION NAME",
    "DOING BUSINESS AS NAME",
    "STATE",
    "PROPRIETARY NONPROFIT",
    "SUBGROUP - ACUTE CARE",
    "REH CONVERSION FLAG",
    "REH CONVERSION DATE",
    "CAH OR HOSPITAL CCN",
];

/// A spreadsheet spoilt one row in so many.
const SPOILT: usize = 16;

/// The files in the order in which they are read, and what is wrong in them.
pub(super) fn all(plan: &Plan, organisations: &[Organisation]) -> (Vec<ExportFile>, Truth) {
    let mut truth = Truth::default();
    let day = days_before(super::day(plan, 0), 20);
    let conversion = days_before(super::day(plan, 0), 120);
    let file = |name: &str, rows: Vec<Vec<String>>| ExportFile {
        name: name.to_owned(),
        bytes: written(&rows),
        collected_on: day,
    };
    let files = vec![
        file("Hospital_General_Information.csv", general(organisations, &mut truth)),
        file("Hospital_and_other.DATA.csv", services(organisations, conversion)),
        file("Hospital_Enrollments.csv", enrollments(organisations, conversion, &mut truth)),
    ];
    (files, truth)
}

fn written(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing to memory cannot fail, and every row has the columns of the first.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

fn head(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|&column| column.to_owned()).collect()
}

fn is_hospital(one: &Organisation) -> bool {
    matches!(one.class, Class::Acute | Class::CriticalAccess | Class::RuralEmergency)
}

fn general(organisations: &[Organisation], truth: &mut Truth) -> Vec<Vec<String>> {
    let mut columns = head(GENERAL);
    for group in ["MORT", "Safety", "READM"] {
        columns.push(format!("{group} Group Measure Count"));
        columns.push(format!("Count of Facility {group} Measures"));
        columns.extend(
            ["Better", "No Different", "Worse"].map(|how| format!("Count of {group} Measures {how}")),
        );
        columns.push(format!("{group} Group Footnote"));
    }
    let (width, mut rows) = (columns.len(), vec![columns]);
    for (place, one) in organisations.iter().enumerate().filter(|(_, one)| is_hospital(one)) {
        let kind = match one.class {
            Class::CriticalAccess => "Critical Access Hospitals",
            // The file still has the hospital that it was.
            Class::RuralEmergency if one.new_ccn.is_none() => "Rural Emergency Hospital",
            _ => "Acute Care Hospitals",
        };
        let is_spoilt = place % SPOILT == 5;
        truth.lost_zeros += usize::from(is_spoilt);
        let ccn = if is_spoilt { one.ccn.trim_start_matches('0') } else { &one.ccn };
        let cells = [
            ccn,
            &one.name.to_uppercase(),
            &format!("{} Mill Road", 100 + place),
            &one.town.to_uppercase(),
            STATE,
            "19700",
            &one.county.to_uppercase(),
            &format!("(555) 555-{:04}", 100 + place),
            kind,
            OWNERS[one.owner].0,
            "Yes",
            "",
            ["3", "4", "Not Available", "2"][place % 4],
        ];
        let mut row: Vec<String> = cells.iter().map(|&cell| cell.to_owned()).collect();
        row.resize(width, "Not Available".to_owned());
        // One row stands twice.
        if place == 1 {
            rows.push(row.clone());
        }
        rows.push(row);
    }
    rows
}

fn services(organisations: &[Organisation], conversion: jiff::civil::Date) -> Vec<Vec<String>> {
    let mut rows = vec![head(SERVICES)];
    let ended_on = |day: jiff::civil::Date| day.strftime("%Y%m%d").to_string();
    for one in organisations {
        let (category, subtype) = match one.class {
            Class::Acute | Class::RuralEmergency => ("01", "01"),
            Class::CriticalAccess => ("01", "11"),
            Class::RuralClinic => ("12", "01"),
            Class::HealthCenter => ("21", "01"),
        };
        let beds = one.beds.map(|beds| beds.to_string()).unwrap_or_default();
        let mut row = |ccn: &str, reference: &str, code: &str, ended: &str| {
            let cells = [
                subtype,
                category,
                "",
                &one.town.to_uppercase(),
                "20010101",
                reference,
                &one.name.to_uppercase(),
                ccn,
                STATE,
                "001",
                code,
                ended,
                OWNERS[one.owner].1,
                &beds,
                &beds,
                if one.is_rural { "R" } else { "U" },
            ];
            rows.push(cells.iter().map(|&cell| cell.to_owned()).collect());
        };
        match &one.new_ccn {
            Some(new) => {
                row(new, &one.ccn, "00", "");
                row(&one.ccn, new, "01", &ended_on(days_before(conversion, 1)));
            }
            None if one.is_closed => row(&one.ccn, "", "01", &ended_on(days_before(conversion, 60))),
            None => row(&one.ccn, "", "00", ""),
        }
    }
    // A psychiatric unit of the first acute hospital, which is no organisation.
    if let Some(one) = organisations.iter().find(|one| one.class == Class::Acute) {
        let unit = format!("08S{}", one.ccn.get(3..).unwrap_or("600"));
        let name = format!("{} PSYCHIATRIC UNIT", one.name.to_uppercase());
        let cells = ["04", "01", "", "", "", "", &name, &unit, STATE, "001", "00", "", "02", "12", "12", "U"];
        rows.push(cells.iter().map(|&cell| cell.to_owned()).collect());
    }
    rows
}

fn enrollments(
    organisations: &[Organisation],
    conversion: jiff::civil::Date,
    truth: &mut Truth,
) -> Vec<Vec<String>> {
    let mut rows = vec![head(ENROLLMENTS)];
    let enrolled = organisations.iter().enumerate().filter(|(_, one)| is_hospital(one) && !one.is_closed);
    for (place, one) in enrolled {
        let (code, kind) = match one.class {
            Class::CriticalAccess => ("00-85", "PART A PROVIDER - CRITICAL ACCESS HOSPITAL"),
            Class::RuralEmergency => ("00-24", "PART A PROVIDER - RURAL EMERGENCY HOSPITAL"),
            _ => ("00-09", "PART A PROVIDER - HOSPITAL"),
        };
        // One digit is mistyped.
        let npi = if place == 3 { wrong(&one.npi) } else { one.npi.clone() };
        truth.mistyped_npis += usize::from(npi != one.npi);
        let (flag, date, former) = match &one.new_ccn {
            Some(_) => ("Y", conversion.to_string(), one.ccn.as_str()),
            None => ("N", String::new(), ""),
        };
        let cells: [&str; 16] = [
            &format!("O2010{place:010}"),
            STATE,
            code,
            kind,
            &npi,
            "N",
            one.new_ccn.as_deref().unwrap_or(&one.ccn),
            &place.to_string(),
            &format!("{} LLC", one.name.to_uppercase()),
            &one.name.to_uppercase(),
            STATE,
            "N",
            if one.class == Class::Acute { "Y" } else { "N" },
            flag,
            &date,
            former,
        ];
        rows.push(cells.iter().map(|&cell| cell.to_owned()).collect());
    }
    rows
}

/// The same number with its last digit wrong.
fn wrong(npi: &str) -> String {
    let (most, last) = npi.split_at(npi.len() - 1);
    let next = (last.parse::<u8>().unwrap_or(0) + 1) % 10;
    format!("{most}{next}")
}
