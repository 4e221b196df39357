//! Reads bills of materials in CycloneDX, as JSON and as XML: the parts of one product.
//!
//! Parts may hold parts; each is a row. Services, vulnerabilities and dependencies are not read, however long.

mod xml_form;

use crate::head::peek;
use crate::json::{self, Layout, Piece, Value, get, text};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::observation::{ComponentSeen, Line, Observations, Origin};

/// Reads bills of materials in CycloneDX.
pub struct CycloneDx;

static ABOUT: About = About {
    id: "cyclonedx",
    name: "CycloneDX bill of materials (JSON or XML)",
    how_to_get: "Ask the maker of the device or software for its SBOM in CycloneDX, or make one with a tool such as syft",
    carries: "The parts of one product with version, supplier, package URL and CPE; what else is in the file is not read",
    version: 1,
    evidence_kind: "sbom",
};

/// Deepest nesting of parts in parts.
const DEEPEST: usize = 32;

impl Importer for CycloneDx {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let is_json = head.json().is_some_and(|json| !json.is_array && json.has("bomFormat"));
        let is_xml = head.xml_root().is_some_and(|root| root.rsplit(':').next() == Some("bom"))
            && head.text().contains("cyclonedx.org/schema/bom");
        if is_json || is_xml { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut bill = Bill {
            account: Account::new(&context.limits),
            components: Vec::new(),
            product: String::new(),
            made: None,
            most: context.limits.rows,
        };
        if peek(input, |head| head.json_start().is_some())? {
            bill.json(input, context)?;
        } else {
            xml_form::read(input, context, &mut bill)?;
        }
        Ok(bill.finish())
    }
}

/// A bill under way.
struct Bill {
    account: Account,
    components: Vec<ComponentSeen>,
    product: String,
    made: Option<Timestamp>,
    most: usize,
}

impl Bill {
    fn json(&mut self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<(), Damaged> {
        let mut taken = Ok(());
        let layout = Layout::Within("components", &["bomFormat", "metadata"], &[]);
        json::read(input, &context.limits, layout, &mut |piece| match piece {
            Piece::Record(line, record) if taken.is_ok() => taken = self.part(line, &record, 0),
            Piece::Record(..) => {}
            Piece::Field("metadata", value) => {
                let product = get(&value, "component");
                let words = [text(product, "name"), text(product, "version")];
                self.product = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
                self.made = text(&value, "timestamp").and_then(|text| text.parse().ok());
            }
            Piece::Field(_, value) => {
                if value.as_str() != Some("CycloneDX") {
                    self.account
                        .problem(0, "the bomFormat is not “CycloneDX”: the file is read as if it were");
                }
            }
        })?;
        taken
    }
    /// A part and the parts in it.
    fn part(&mut self, line: Line, part: &Value, depth: usize) -> Result<(), Damaged> {
        let supplier = ["supplier", "manufacturer"].iter().find_map(|key| text(get(part, key), "name"));
        let part_seen = ComponentSeen {
            name: text(part, "name").unwrap_or_default(),
            version: text(part, "version"),
            supplier: supplier.or_else(|| text(part, "publisher")),
            purl: text(part, "purl"),
            cpe: text(part, "cpe"),
            line,
            ..ComponentSeen::default()
        };
        self.take(part_seen)?;
        let parts = get(part, "components").as_array();
        if depth < DEEPEST {
            return parts.into_iter().flatten().try_for_each(|part| self.part(line, part, depth + 1));
        }
        self.account.problem(line, "parts are nested too deep: the innermost were left out");
        Ok(())
    }
    fn take(&mut self, part: ComponentSeen) -> Result<(), Damaged> {
        if part.name.is_empty() {
            self.account.skipped(part.line, "the component has no name");
            return Ok(());
        }
        if self.components.len() >= self.most {
            return Err(Damaged {
                line: part.line,
                reason: format!("there are more than {} components", self.most),
            });
        }
        self.account.used();
        self.components.push(part);
        Ok(())
    }
    /// What the bill is of may come last, so the parts get it here.
    fn finish(mut self) -> Reading {
        if self.product.is_empty() {
            self.account.problem(
                0,
                "the bill does not name its product (metadata.component): its parts belong to none",
            );
        }
        for part in &mut self.components {
            self.product.clone_into(&mut part.product);
        }
        let observations = Observations {
            tool: "CycloneDX".to_owned(),
            origin: Origin::Machine,
            collected_at: self.made,
            components: self.components,
            ..Observations::default()
        };
        Reading { observations, tally: self.account.finish() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, problems, read_fixture};

    #[test]
    fn one_part() {
        insta::assert_debug_snapshot!(read_fixture(&CycloneDx, "one.json"));
    }

    #[track_caller]
    fn check_many(name: &str) {
        let reading = read_fixture(&CycloneDx, name);
        let parts: Vec<_> = reading.observations.components.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(parts, ["openssl", "zlib", "linux"], "{name}");
        assert!(
            reading.observations.components.iter().all(|part| part.product == "Infusion pump 2.1"),
            "{name}"
        );
        assert_eq!(
            reading.observations.components[0].supplier.as_deref(),
            Some("Example Foundation"),
            "{name}"
        );
        assert_eq!(
            reading.observations.components[0].purl.as_deref(),
            Some("pkg:generic/openssl@3.0.1"),
            "{name}"
        );
        assert_eq!((reading.tally.used, reading.tally.skipped), (3, 1), "{name}");
        assert_eq!(
            reading.observations.collected_at,
            Some("2026-11-01T08:00:00Z".parse().unwrap()),
            "{name}"
        );
    }

    #[test]
    fn both_forms_say_the_same() {
        check_many("many.json");
        check_many("many.xml");
    }

    #[test]
    fn a_bill_of_nothing_says_so() {
        let reading = read_fixture(&CycloneDx, "none.json");
        assert_eq!(reading.tally.read, 0);
        assert!(problems(&reading)[0].contains("does not name its product"));
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&CycloneDx, "broken.json", 19, "cut off");
        check_damaged(&CycloneDx, "broken.xml", 10, "cut off");
    }
}
