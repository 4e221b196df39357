//! Reads what ScubaGoggles found in a Google Workspace tenant, in the same shapes as ScubaGear's.

use super::scubagear::controls::{self, Tool};
use crate::{About, Confidence, Context, Damaged, Head, Importer, Reading};
use std::io::BufRead;

/// Reads the results of ScubaGoggles.
pub struct ScubaGoggles;

static ABOUT: About = About {
    id: "scubagoggles",
    name: "ScubaGoggles results for Google Workspace (CSV or JSON)",
    how_to_get: "Run CISA's ScubaGoggles against the tenant and take ScubaResults.csv, ScubaResults_….json or \
                 TestResults.json from the folder of the run",
    carries: "How each SCuBA policy came out, and whether it is a SHALL or a SHOULD; what was omitted, not implemented \
              or left no event in the logs counts as not checked",
    version: 1,
    evidence_kind: "configuration-compliance",
};

static TOOL: Tool = Tool {
    name: "ScubaGoggles",
    prefix: "GWS.",
    products: &[
        ("ASSUREDCONTROLS", "SCuBA Google Assured Controls"),
        ("CALENDAR", "SCuBA Google Calendar"),
        ("CHAT", "SCuBA Google Chat"),
        ("CLASSROOM", "SCuBA Google Classroom"),
        ("COMMONCONTROLS", "SCuBA Google Workspace common controls"),
        ("DRIVEDOCS", "SCuBA Google Drive and Docs"),
        ("GEMINI", "SCuBA Google Gemini"),
        ("GMAIL", "SCuBA Gmail"),
        ("GROUPS", "SCuBA Google Groups"),
        ("MEET", "SCuBA Google Meet"),
        ("SITES", "SCuBA Google Sites"),
    ],
    other: "SCuBA Google Workspace",
};

impl Importer for ScubaGoggles {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        if controls::is_google(head) { controls::recognise(head) } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        controls::read(input, context, &TOOL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, read_fixture};
    use ward_domain::observation::{Obligation, Outcome};

    #[test]
    fn test_results_quote_their_words_twice() {
        let seen = read_fixture(&ScubaGoggles, "many.json").observations;
        let outcomes: Vec<_> = seen.configuration_results.iter().map(|result| result.outcome).collect();
        assert_eq!(outcomes, [Outcome::Pass, Outcome::Fail, Outcome::NotChecked, Outcome::NotChecked]);
        assert_eq!(seen.configuration_rules[0].benchmark, "SCuBA Gmail");
        assert_eq!(seen.configuration_rules[0].id, "GWS.GMAIL.1.1v1");
        assert_eq!(seen.configuration_rules[1].obligation, Obligation::Should);
        assert_eq!(seen.tool, "ScubaGoggles");
    }

    #[test]
    fn an_action_plan_says_that_it_holds_failures_alone() {
        let reading = read_fixture(&ScubaGoggles, "plan.csv");
        assert_eq!(reading.observations.configuration_results[0].outcome, Outcome::Fail);
        assert_eq!(reading.observations.series, None);
        assert!(reading.tally.problems[0].reason.contains("action plan"), "{:?}", reading.tally);
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&ScubaGoggles, "broken.json", 13, "cut off");
    }
}
