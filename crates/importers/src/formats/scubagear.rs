//! Reads what ScubaGear found in a Microsoft 365 tenant: `ScubaResults.csv`, its JSON report, and the test results.

pub(super) mod controls;

use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use controls::Tool;
use std::io::BufRead;

/// Reads the results of ScubaGear.
pub struct ScubaGear;

static ABOUT: About = About {
    id: "scubagear",
    name: "ScubaGear results for Microsoft 365 (CSV or JSON)",
    how_to_get: "Run CISA's ScubaGear against the tenant and take ScubaResults.csv or ScubaResults_….json from the \
                 folder of the run",
    carries: "How each SCuBA policy came out, and whether it is a SHALL or a SHOULD; what was omitted, marked as \
              incorrect, not implemented or in error counts as not checked",
    version: 1,
    evidence_kind: "configuration-compliance",
};

static TOOL: Tool = Tool {
    name: "ScubaGear",
    prefix: "MS.",
    products: &[
        ("AAD", "SCuBA Microsoft Entra ID"),
        ("DEFENDER", "SCuBA Microsoft Defender"),
        ("EXO", "SCuBA Exchange Online"),
        ("POWERBI", "SCuBA Power BI"),
        ("POWERPLATFORM", "SCuBA Power Platform"),
        ("SECURITYSUITE", "SCuBA Microsoft security suite"),
        ("SHAREPOINT", "SCuBA SharePoint and OneDrive"),
        ("TEAMS", "SCuBA Microsoft Teams"),
    ],
    other: "SCuBA Microsoft 365",
};

impl Importer for ScubaGear {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        if controls::is_google(head) { Confidence::No } else { controls::recognise(head) }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        controls::read(input, context, &TOOL)
    }
}

#[cfg(test)]
mod tests;
