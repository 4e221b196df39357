//! Reads Qualys exports: the XML of one scan (`<SCAN>`), the CSV of a scan report, and the CSV of VMDR detections.
//!
//! Qualys rates from 1 to 5 and keeps its own rating apart from CVSS. "Information gathered" is counted and no finding;
//! a vulnerability that Qualys calls fixed is counted and no finding either.

mod detections;
mod scan;

use crate::head::peek;
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;
use ward_domain::observation::Severity;

/// Reads Qualys exports.
pub struct Qualys;

static ABOUT: About = About {
    id: "qualys",
    name: "Qualys scan (XML) or vulnerability report (CSV)",
    how_to_get: "In Qualys open Scans, choose the scan and Download, XML; or Reports, New, Scan report, and download it \
                 as CSV",
    carries: "Devices, ports, vulnerabilities with Qualys' own severity, CVSS by version and CVEs; the XML holds the \
              targets of the scan, the CSV does not; potential vulnerabilities count as findings",
    version: 1,
    evidence_kind: "vulnerability-scan",
};

impl Importer for Qualys {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        match head.xml_root() {
            Some("SCAN") => Confidence::Certain,
            Some(_) => Confidence::No,
            None => detections::recognise(head),
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        if peek(input, |head| head.text().trim_start().starts_with('<'))? {
            scan::read(input, context)
        } else {
            detections::read(input, context)
        }
    }
}

/// Qualys' levels: 5 urgent, 4 critical, 3 serious, 2 medium, 1 minimal (Qualys, severity levels).
fn severity(text: &str) -> Option<Severity> {
    Some(match text.trim() {
        "5" => Severity::Critical,
        "4" => Severity::High,
        "3" => Severity::Medium,
        "1" | "2" => Severity::Low,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
