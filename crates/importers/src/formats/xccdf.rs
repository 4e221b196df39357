//! Reads results of XCCDF benchmarks (1.1 and 1.2) and the reports that wrap them (ARF): OpenSCAP, SCC, CIS-CAT.
//!
//! A `Benchmark` holds rules and, when results were added to it, `TestResult`s; an ARF report holds data streams and
//! results. Rules come before results, so titles are kept until then. A rule has one result for each device, or one for
//! each instance on it.

mod test_result;

use crate::settings::Settings;
use crate::xml::Xml;
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::BufRead;
use ward_domain::observation::{Observations, Severity};

/// Reads results of XCCDF benchmarks.
pub struct Xccdf;

static ABOUT: About = About {
    id: "xccdf",
    name: "XCCDF or ARF results (OpenSCAP, SCC, CIS-CAT)",
    how_to_get: "Run the benchmark and keep the results: `oscap xccdf eval --results-arf arf.xml …`, in SCC the XCCDF \
                 folder, in CIS-CAT the report format XML or ARF",
    carries: "How each rule came out on each device, and whether the check could log in; rules that were not selected \
              or not checked are no pass",
    version: 1,
    evidence_kind: "configuration-compliance",
};

static ROOTS: &[&str] = &["Benchmark", "TestResult", "asset-report-collection"];

impl Importer for Xccdf {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let root = head.xml_root().and_then(|root| root.rsplit(':').next()).unwrap_or_default();
        let text = head.text();
        match root {
            "asset-report-collection" => Confidence::Certain,
            "Benchmark" | "TestResult" if text.contains("checklists.nist.gov/xccdf") => Confidence::Certain,
            "Benchmark" | "TestResult" if text.contains("rule-result") || text.contains("<Rule ") => {
                Confidence::Likely
            }
            _ => Confidence::No,
        }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut xml = Xml::new(input, &context.limits, ROOTS);
        let mut file = File {
            settings: Settings::new(&context.limits),
            account: Account::new(&context.limits),
            benchmark: Benchmark::default(),
            results: 0,
            system: None,
            ended: None,
        };
        while let Some(element) = xml.next_within(0)? {
            match element.name() {
                "Benchmark" => {
                    let id = element.attribute("id")?.unwrap_or_default();
                    file.benchmark = Benchmark { id, ..Benchmark::default() };
                }
                "title" if file.benchmark.title.is_none() => file.benchmark.title = Some(xml.text()?),
                "Rule" => {
                    let id = element.attribute("id")?.unwrap_or_default();
                    let severity = severity_of(element.attribute("severity")?.as_deref());
                    file.rule(&mut xml, id, severity)?;
                }
                "TestResult" => {
                    test_result::note(&mut file, &element)?;
                    test_result::read(&mut xml, &mut file)?;
                }
                // Definitions of the checks and descriptions of the system: long, and not asked for.
                "Value" | "oval_definitions" | "oval_results" | "oval_system_characteristics" | "Profile" => {
                    xml.leave()?;
                }
                _ => {}
            }
        }
        Ok(file.finish())
    }
}

/// What has been read so far.
struct File {
    settings: Settings,
    account: Account,
    benchmark: Benchmark,
    /// How many `TestResult`s there were.
    results: usize,
    system: Option<String>,
    ended: Option<Timestamp>,
}

/// The benchmark that was read last.
#[derive(Default)]
struct Benchmark {
    id: String,
    title: Option<String>,
    rules: BTreeMap<String, (String, Severity)>,
}

impl File {
    /// Reads the element `Rule`, which was just opened: its title, for the results to come.
    fn rule(&mut self, xml: &mut Xml<'_>, id: String, severity: Severity) -> Result<(), Damaged> {
        let inside = xml.depth();
        let mut title = String::new();
        while let Some(element) = xml.next_within(inside)? {
            match element.name() {
                "title" if title.is_empty() => title = xml.text()?,
                _ => xml.leave()?,
            }
        }
        self.benchmark.rules.insert(id, (title, severity));
        Ok(())
    }
    fn finish(mut self) -> Reading {
        if self.results == 0 {
            let reason = "the file holds a benchmark and no results: run it and keep the results";
            self.account.problem(0, reason);
        }
        let observations = Observations {
            tool: self.system.unwrap_or_else(|| "XCCDF".to_owned()),
            collected_at: self.ended,
            ..self.settings.observations
        };
        Reading { observations, tally: self.account.finish() }
    }
}

/// XCCDF's own words; a rule without one is of unknown severity.
fn severity_of(word: Option<&str>) -> Severity {
    word.and_then(crate::settings::severity).unwrap_or(Severity::Info)
}

#[cfg(test)]
mod tests;
