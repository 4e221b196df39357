//! Reads bills of materials in SPDX 2, as JSON and as tag-value text: the packages of one product.

mod tag_value;

use crate::head::peek;
use crate::json::{self, Layout, Piece, Value, get, text};
use crate::{About, Account, Confidence, Context, Damaged, Head, Importer, Reading};
use jiff::Timestamp;
use std::io::BufRead;
use ward_domain::observation::{ComponentSeen, Line, Observations, Origin};

/// Reads bills of materials in SPDX.
pub struct Spdx;

static ABOUT: About = About {
    id: "spdx",
    name: "SPDX bill of materials (JSON or tag-value)",
    how_to_get: "Ask the maker of the device or software for its SBOM in SPDX, or make one with a tool such as syft",
    carries: "The packages of one product with version, supplier, package URL and CPE; files and licences are not read, \
              nor is SPDX 3",
    version: 1,
    evidence_kind: "sbom",
};

const FIELDS: &[&str] = &["spdxVersion", "name", "creationInfo", "documentDescribes", "@graph"];

impl Importer for Spdx {
    fn about(&self) -> &'static About {
        &ABOUT
    }
    fn recognise(&self, head: &Head<'_>) -> Confidence {
        let is_ours = match head.json() {
            Some(json) => {
                !json.is_array && (json.has("spdxVersion") || json.has("SPDXID") && json.has("dataLicense"))
            }
            None => head.text().lines().take(200).any(|line| line.trim_start().starts_with("SPDXVersion:")),
        };
        if is_ours { Confidence::Certain } else { Confidence::No }
    }
    fn read(&self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<Reading, Damaged> {
        let mut bill = Bill {
            account: Account::new(&context.limits),
            document: String::new(),
            described: Vec::new(),
            product: None,
            made: None,
            components: Vec::new(),
            most: context.limits.rows,
        };
        if peek(input, |head| head.json_start().is_some())? {
            bill.json(input, context)?;
        } else {
            tag_value::read(input, context, &mut bill)?;
        }
        Ok(bill.finish())
    }
}

/// A bill under way.
struct Bill {
    account: Account,
    /// What the document calls itself.
    document: String,
    /// Ids of the packages that the document describes.
    described: Vec<String>,
    /// The first of them, with its version.
    product: Option<String>,
    made: Option<Timestamp>,
    components: Vec<(String, ComponentSeen)>,
    most: usize,
}

impl Bill {
    fn json(&mut self, input: &mut dyn BufRead, context: &Context<'_>) -> Result<(), Damaged> {
        let mut taken = Ok(());
        json::read(
            input,
            &context.limits,
            Layout::Within("packages", FIELDS, &[]),
            &mut |piece| match piece {
                Piece::Record(line, record) if taken.is_ok() => {
                    let id = text(&record, "SPDXID").unwrap_or_default();
                    taken = self.take(id, package(line, &record));
                }
                Piece::Record(..) => {}
                Piece::Field(key, value) => match key {
                    "name" => value.as_str().unwrap_or_default().clone_into(&mut self.document),
                    "creationInfo" => self.made = text(&value, "created").and_then(|text| text.parse().ok()),
                    "documentDescribes" => {
                        let ids = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                        self.described.extend(ids.map(str::to_owned));
                    }
                    "@graph" => self
                        .account
                        .problem(0, "this is SPDX 3, of which nothing is read: export it as SPDX 2.3"),
                    _ => {}
                },
            },
        )?;
        taken
    }
    fn take(&mut self, id: String, package: ComponentSeen) -> Result<(), Damaged> {
        if package.name.is_empty() {
            self.account.skipped(package.line, "the package has no name");
            return Ok(());
        }
        if self.components.len() >= self.most {
            let reason = format!("there are more than {} packages", self.most);
            return Err(Damaged { line: package.line, reason });
        }
        self.account.used();
        self.components.push((id, package));
        Ok(())
    }
    fn finish(mut self) -> Reading {
        let described = self.components.iter().find(|(id, _)| self.described.contains(id));
        if let Some((_, package)) = described {
            let words = [Some(package.name.clone()), package.version.clone()];
            self.product = Some(words.into_iter().flatten().collect::<Vec<_>>().join(" "));
        }
        let product = self.product.unwrap_or(self.document);
        if product.is_empty() {
            self.account.problem(0, "the bill does not name its product: its packages belong to none");
        }
        let components = self
            .components
            .into_iter()
            .map(|(_, package)| ComponentSeen { product: product.clone(), ..package });
        let observations = Observations {
            tool: "SPDX".to_owned(),
            origin: Origin::Machine,
            collected_at: self.made,
            components: components.collect(),
            ..Observations::default()
        };
        Reading { observations, tally: self.account.finish() }
    }
}

fn package(line: Line, record: &Value) -> ComponentSeen {
    let mut package = ComponentSeen {
        name: text(record, "name").unwrap_or_default(),
        version: text(record, "versionInfo"),
        supplier: text(record, "supplier").and_then(|text| supplier(&text)),
        line,
        ..ComponentSeen::default()
    };
    for reference in get(record, "externalRefs").as_array().into_iter().flatten() {
        let kind = text(reference, "referenceType").unwrap_or_default();
        refer(&mut package, &kind, text(reference, "referenceLocator"));
    }
    package
}

/// Takes an external reference; the first of each kind stays.
fn refer(package: &mut ComponentSeen, kind: &str, locator: Option<String>) {
    match kind.rsplit('/').next().unwrap_or_default() {
        "purl" => package.purl = package.purl.take().or(locator),
        "cpe22Type" | "cpe23Type" => package.cpe = package.cpe.take().or(locator),
        _ => {}
    }
}

/// `Organization: Example (mail)` without the kind; `NOASSERTION` is none.
fn supplier(text: &str) -> Option<String> {
    let text = text.trim();
    let name =
        ["Organization:", "Person:", "Tool:"].iter().find_map(|kind| text.strip_prefix(kind)).unwrap_or(text);
    Some(name.trim().to_owned())
        .filter(|name| !name.is_empty() && !matches!(name.as_str(), "NOASSERTION" | "NONE"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_damaged, problems, read, read_fixture};

    #[test]
    fn one_package() {
        insta::assert_debug_snapshot!(read_fixture(&Spdx, "one.json"));
    }

    #[track_caller]
    fn check_many(name: &str) {
        let reading = read_fixture(&Spdx, name);
        let seen = &reading.observations.components;
        let names: Vec<_> = seen.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["Infusion pump", "openssl"], "{name}");
        assert!(seen.iter().all(|part| part.product == "Infusion pump 2.1"), "{name}");
        assert_eq!(seen[1].supplier.as_deref(), Some("Example Foundation"), "{name}");
        assert_eq!(seen[1].purl.as_deref(), Some("pkg:generic/openssl@3.0.1"), "{name}");
        assert_eq!(seen[1].cpe.as_deref(), Some("cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*"), "{name}");
        assert_eq!((reading.tally.used, reading.tally.skipped), (2, 1), "{name}");
        assert_eq!(
            reading.observations.collected_at,
            Some("2026-11-01T08:00:00Z".parse().unwrap()),
            "{name}"
        );
    }

    #[test]
    fn both_forms_say_the_same() {
        check_many("many.json");
        check_many("many.spdx");
    }

    #[test]
    fn version_three_is_told() {
        let reading = read(&Spdx, br#"{"spdxVersion":"SPDX-3.0","@graph":[{"type":"x"}]}"#).unwrap();
        assert!(problems(&reading)[0].contains("SPDX 3"));
    }

    #[test]
    fn damage_says_where() {
        check_damaged(&Spdx, "broken.json", 18, "cut off");
        check_damaged(&Spdx, "broken.spdx", 8, "cut off");
    }
}
