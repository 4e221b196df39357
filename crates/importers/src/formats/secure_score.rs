//! Reads Microsoft Secure Score from Graph: how far each of Microsoft's recommendations is followed in the tenant.
//!
//! The answer holds one snapshot a day; the newest counts. A control that is not followed in full is a failure: its
//! score in part stays Microsoft's.

use crate::json::{self, Layout, Piece, Value, get, text};
use crate::settings::Settings;
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::observation::{ConfigurationRule, Line, Obligation, Observations, Outcome, Severity};

/// Reads Microsoft Secure Score.
pub struct SecureScore;

static ABOUT: About = About {
    id: "secure-score",
    name: "Microsoft Secure Score (Graph JSON)",
    how_to_get: "Save the answer of Microsoft Graph for /security/secureScores?$top=1",
    carries: "How each of Microsoft's recommendations came out in the tenant; the score itself is not kept",
    version: 1,
    evidence_kind: "configuration-compliance",
};

impl Importer for SecureScore {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let Some(json) = head.json() else { return Confidence::No };
        let has = |key| json.has(key) || json.has_in_rows(key);
        let is_ours = has("controlScores") || has("averageComparativeScores") && has("currentScore");
        if is_ours
            || head.text().contains("$metadata#security/secureScores\"")
            || head.text().contains("$metadata#Security/secureScores\"")
        {
            Confidence::Certain
        } else {
            Confidence::No
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut account = Account::new(&context.limits);
        let mut newest: Option<(Option<Timestamp>, Line, Value<'static>)> = None;
        let mut snapshots = 0u64;
        json::read(input, &context.limits, Layout::Under("value"), &mut |piece| {
            let Piece::Record(line, record) = piece else { return };
            let at = text(&record, "createdDateTime").and_then(|text| text.parse().ok());
            snapshots += 1;
            if newest.as_ref().is_none_or(|(known, ..)| at > *known) {
                newest = Some((at, line, record.into_owned()));
            }
        })?;
        if snapshots > 1 {
            account.problem(0, format!("of {snapshots} snapshots the newest is read"));
        }
        let mut settings = Settings::new(&context.limits);
        let mut collected_at = None;
        if let Some((at, line, snapshot)) = newest {
            collected_at = at;
            for control in get(&snapshot, "controlScores").as_array().into_iter().flatten() {
                take(&mut settings, &mut account, control, line)?;
            }
        }
        let observations = Observations {
            tool: "Microsoft Secure Score".to_owned(),
            collected_at,
            series: Some("secure-score".to_owned()),
            ..settings.observations
        };
        Ok(Reading { observations, tally: account.finish() })
    }
}

fn take(settings: &mut Settings, account: &mut Account, control: &Value, line: Line) -> Result<(), Damaged> {
    let Some(id) = text(control, "controlName") else {
        account.skipped(line, "a control has no controlName");
        return Ok(());
    };
    let outcome = match get(control, "scoreInPercentage").as_f64() {
        Some(percent) if percent >= 100.0 => Outcome::Pass,
        Some(_) => Outcome::Fail,
        None => Outcome::NotChecked,
    };
    let rule = settings.rule(ConfigurationRule {
        benchmark: "Microsoft Secure Score".to_owned(),
        title: first_sentence(&text(control, "description").unwrap_or_default()),
        id,
        obligation: Obligation::Should,
        severity: Severity::Info,
    });
    account.used();
    settings.result(rule, None, outcome, line)
}

/// The first sentence of a description, without its HTML.
fn first_sentence(description: &str) -> String {
    let mut is_tag = false;
    let plain: String = description
        .chars()
        .filter(|&c| {
            is_tag = c == '<' || is_tag && c != '>';
            !is_tag && c != '>'
        })
        .take(2_000)
        .collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = plain.split_once(". ").map_or(plain.as_str(), |(first, _)| first);
    sentence.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, problems, read_fixture};

    #[test]
    fn one_control() {
        insta::assert_debug_snapshot!(read_fixture(&SecureScore, "one.json"));
    }

    #[test]
    fn the_newest_snapshot_counts_and_half_is_not_done() {
        let reading = read_fixture(&SecureScore, "many.json");
        let outcomes: Vec<_> =
            reading.observations.configuration_results.iter().map(|result| result.outcome).collect();
        assert_eq!(outcomes, [Outcome::Pass, Outcome::Fail, Outcome::NotChecked]);
        assert_eq!(reading.observations.configuration_rules[0].title, "Users sign out");
        assert_eq!(problems(&reading).len(), 2);
        assert_eq!(reading.observations.collected_at, Some("2026-11-02T00:00:00Z".parse().unwrap()));
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&SecureScore, "broken.json", 7, "cut off");
    }
}
