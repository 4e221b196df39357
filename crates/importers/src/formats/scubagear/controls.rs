//! The policies of a SCuBA run, whichever of the tools wrote them and in whichever of its files.
//!
//! Four shapes: the CSV of all results; the JSON of a whole run (`{"MetaData", "Results": {product: [groups]}}`); the
//! JSON of one product (`[{"ReportSummary", "Results": [groups]}]`, in UTF-16 when PowerShell 5 wrote it); and the bare
//! test results (`[{"PolicyId", "RequirementMet"}]`), whose words ScubaGoggles quotes twice.

use crate::head::peek;
use crate::json::{self, Layout as Shape, Piece, Value, get, text};
use crate::settings::Settings;
use crate::table::{Field, Layout, Row, System, Table, recognise_system};
use crate::{Account, Confidence, Context, Damaged, Head, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::observation::{
    ConfigurationRule, Line, Obligation, Observations, Origin, Outcome, Severity,
};

/// One of the two tools.
pub(in crate::formats) struct Tool {
    pub(in crate::formats) name: &'static str,
    /// How the ids of its policies begin.
    pub(in crate::formats) prefix: &'static str,
    /// What follows in the id, and what the baseline is called.
    pub(in crate::formats) products: &'static [(&'static str, &'static str)],
    /// What all other baselines are called.
    pub(in crate::formats) other: &'static str,
}

static LAYOUT: Layout = Layout {
    id: "scuba",
    fields: &[
        Field::new("policy", &["Control ID"]),
        Field::new("requirement", &["Requirement"]),
        Field::new("result", &["Result"]),
        Field::new("criticality", &["Criticality"]),
        Field::new("details", &["Details"]),
        Field::new("omitted", &["OmittedEvaluationResult"]),
        Field::new("incorrect", &["IncorrectResult"]),
        Field::new("plan", &["Non-Compliance Reason"]),
    ],
    systems: &[System {
        name: "SCuBA",
        marks: &[&["Control ID"], &["Requirement"], &["Result"], &["Criticality"], &["Details"]],
    }],
    needs: &[&["policy"], &["result"], &["criticality"]],
    foreign: &[],
};

/// Whether the policies are those of Google Workspace.
pub(in crate::formats) fn is_google(head: &Head<'_>) -> bool {
    let is_in_sheet = || head.sheets().is_some_and(|sheets| sheets.mention("GWS."));
    head.text().contains("\"GWS.") || head.text().contains("\nGWS.") || is_in_sheet()
}

pub(in crate::formats) fn recognise(head: &Head<'_>) -> Confidence {
    let Some(json) = head.json() else {
        return recognise_system(head, &LAYOUT);
    };
    let text = head.text();
    let is_run = json.has("Results") && (json.has("Summary") || json.has("ReportSummary"))
        || json.has("MetaData") && text.contains("\"ProductsAssessed\"")
        || json.has("ReportSummary") && text.contains("\"Failures\"");
    let is_test_results = json.is_array && json.has("PolicyId") && json.has("RequirementMet");
    if is_run || is_test_results { Confidence::Certain } else { Confidence::No }
}

pub(in crate::formats) fn read(
    input: &mut dyn BufRead,
    context: &Context<'_>,
    tool: &'static Tool,
) -> Result<Reading, Damaged> {
    let shape = peek(input, |head| {
        let key = head.json()?.keys.first().map(String::as_str);
        Some(match key {
            Some("MetaData" | "Summary" | "ReportSummary" | "Results" | "Raw") => {
                Shape::Within("Results", &["MetaData"], &[])
            }
            _ => Shape::Outermost,
        })
    })?;
    let run = Run { settings: Settings::new(&context.limits), tool };
    match shape {
        Some(shape) => run.json(input, context, shape),
        None => run.table(input, context),
    }
}

/// A run under way.
struct Run {
    settings: Settings,
    tool: &'static Tool,
}

/// One policy, as any of the shapes has it.
#[derive(Default)]
struct Policy {
    id: String,
    requirement: String,
    criticality: String,
}

impl Run {
    fn table(mut self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut table = Table::open(input, context, &LAYOUT)?;
        table.each(policy, |(policy, outcome, line)| self.take(policy, outcome, line))?;
        let is_plan = table.has("plan");
        if is_plan {
            table.problem(
                "this is the action plan, which holds only what failed: add ScubaResults.csv for the rest",
            );
        }
        let series = (!is_plan).then(|| self.tool.name.to_lowercase());
        let observations = Observations { series, ..self.observations(None) };
        Ok(table.finish(observations))
    }

    fn json(
        mut self,
        input: &mut dyn BufRead,
        context: &Context<'_>,
        shape: Shape,
    ) -> Result<Reading, Damaged> {
        let mut account = Account::new(&context.limits);
        let (mut stopped, mut meta, mut is_whole) = (None, None, matches!(shape, Shape::Outermost));
        json::read(input, &context.limits, shape, &mut |piece| match piece {
            Piece::Field(_, value) => {
                is_whole |= text(&value, "ProductsAssessed").is_some();
                meta = Some(value.into_owned());
            }
            Piece::Record(..) if stopped.is_some() => {}
            Piece::Record(line, record) => {
                let taken = match get(&record, "Controls").as_array() {
                    Some(controls) => controls.iter().try_for_each(|c| self.control(line, c, &mut account)),
                    None => self.test_result(line, &record, &mut account),
                };
                stopped = taken.err();
            }
        })?;
        if let Some(damaged) = stopped {
            return Err(damaged);
        }
        let series = is_whole.then(|| self.tool.name.to_lowercase());
        let observations = Observations { series, ..self.observations(meta.as_ref()) };
        Ok(Reading { observations, tally: account.finish() })
    }

    /// A control of a report.
    fn control(&mut self, line: Line, control: &Value, account: &mut Account) -> Result<(), Damaged> {
        let Some(id) = text(control, "Control ID") else {
            account.skipped(line, "a control has no id");
            return Ok(());
        };
        let word = text(control, "Result").unwrap_or_default();
        let is_marked = ["OmittedEvaluationResult", "IncorrectResult"]
            .iter()
            .any(|key| text(control, key).is_some_and(|t| is_mark(&t)));
        let outcome = outcome(&word);
        if outcome.is_none() {
            account.problem(line, not_a_result(&word, &id));
        }
        let policy = Policy {
            id,
            requirement: text(control, "Requirement").unwrap_or_default(),
            criticality: text(control, "Criticality").unwrap_or_default(),
        };
        account.used();
        self.take(policy, outcome.filter(|_| !is_marked).unwrap_or(Outcome::NotChecked), line)
    }

    /// A bare test result.
    fn test_result(&mut self, line: Line, record: &Value, account: &mut Account) -> Result<(), Damaged> {
        let word = |key| match get(record, key) {
            Value::Bool(is) => Some(is.to_string()),
            _ => text(record, key).map(|text| text.trim_matches('"').to_owned()),
        };
        let Some(id) = word("PolicyId") else {
            account.skipped(line, "the record has no PolicyId and no controls");
            return Ok(());
        };
        let has_no_event = word("NoSuchEvent").is_some_and(|is| is.eq_ignore_ascii_case("true"));
        let outcome = match word("RequirementMet").map(|is| is.to_ascii_lowercase()).as_deref() {
            Some("true" | "false") if has_no_event => Outcome::NotChecked,
            Some("true") => Outcome::Pass,
            Some("false") => Outcome::Fail,
            _ => Outcome::NotChecked,
        };
        let criticality = word("Criticality").unwrap_or_default();
        account.used();
        self.take(Policy { id, criticality, ..Policy::default() }, outcome, line)
    }

    fn take(&mut self, policy: Policy, outcome: Outcome, line: Line) -> Result<(), Damaged> {
        let criticality = policy.criticality.to_ascii_lowercase();
        // `Shall/Not-Implemented` and `Shall/3rd Party`: the tool says what is asked and cannot look.
        let outcome = if criticality.contains('/') { Outcome::NotChecked } else { outcome };
        let rule = self.settings.rule(ConfigurationRule {
            benchmark: self.benchmark(&policy.id).to_owned(),
            title: plain_text(&policy.requirement),
            id: policy.id,
            obligation: if criticality.starts_with("should") {
                Obligation::Should
            } else {
                Obligation::Shall
            },
            severity: Severity::Info,
        });
        self.settings.result(rule, None, outcome, line)
    }

    fn benchmark(&self, id: &str) -> &'static str {
        let product =
            id.strip_prefix(self.tool.prefix).and_then(|rest| rest.split('.').next()).unwrap_or_default();
        let known = self.tool.products.iter().find(|(name, _)| name.eq_ignore_ascii_case(product));
        known.map_or(self.tool.other, |(_, benchmark)| benchmark)
    }

    fn observations(self, meta: Option<&Value>) -> Observations {
        let version = meta.and_then(|meta| text(meta, "ToolVersion")).unwrap_or_default();
        let at = meta.and_then(|meta| text(meta, "TimestampZulu"));
        Observations {
            tool: format!("{} {version}", self.tool.name).trim().to_owned(),
            origin: Origin::Machine,
            collected_at: at.and_then(|at| at.parse::<Timestamp>().ok()),
            ..self.settings.observations
        }
    }
}

/// A row of the CSV.
fn policy(row: &mut Row<'_>) -> Result<(Policy, Outcome, Line), String> {
    let id = row.text("policy").ok_or("the row has no control id")?;
    let word = row.text("result").unwrap_or_default();
    let is_marked =
        ["omitted", "incorrect"].into_iter().any(|field| row.text(field).is_some_and(|t| is_mark(&t)));
    let outcome = outcome(&word);
    if outcome.is_none() {
        row.problem(|| not_a_result(&word, &id));
    }
    let policy = Policy {
        id,
        requirement: row.text("requirement").unwrap_or_default(),
        criticality: row.text("criticality").unwrap_or_default(),
    };
    Ok((policy, outcome.filter(|_| !is_marked).unwrap_or(Outcome::NotChecked), row.line()))
}

fn not_a_result(word: &str, id: &str) -> String {
    format!("“{}” is not a result that Ward knows: {id} counts as not checked", short(word))
}

/// A failed SHOULD is a `Warning`. `N/A` is what the tool cannot look at.
fn outcome(word: &str) -> Option<Outcome> {
    Some(match word.to_ascii_lowercase().as_str() {
        "pass" => Outcome::Pass,
        "fail" | "warning" => Outcome::Fail,
        "n/a" | "error" | "omitted" | "incorrect" | "incorrect result" | "manual" | "no events found" => {
            Outcome::NotChecked
        }
        word if word.starts_with("error") || word.starts_with("omit") || word.starts_with("incorrect") => {
            Outcome::NotChecked
        }
        _ => return None,
    })
}

/// Whether a column of marks holds one.
fn is_mark(text: &str) -> bool {
    !["", "n/a", "false"].contains(&text.to_ascii_lowercase().as_str())
}

/// A requirement without the badges that follow it as HTML.
fn plain_text(requirement: &str) -> String {
    let text = requirement.split('<').next().unwrap_or_default();
    let text = text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&").trim().to_owned()
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}
