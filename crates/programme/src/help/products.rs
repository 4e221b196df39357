//! Who is affected by an advisory: the products of all estates in sorted lists, so that an answer takes no search.
//!
//! Names are kept once as numbers. A question goes to the few rows of the products that the advisory names; each version of
//! them is compared once, however many devices have it.

use crate::participants::ParticipantId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::CveId;
use ward_domain::advisory::Versions;

/// A product in an estate, as its inventory or scanner names it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Product<'a> {
    /// Vendor.
    pub vendor: &'a str,
    /// Product.
    pub product: &'a str,
    /// Version; empty when it is not known.
    pub version: &'a str,
    /// CPE 2.3 or package URL, when there is one; a second name of the same thing.
    pub identifier: Option<&'a str>,
    /// On how many devices.
    pub devices: u32,
}

/// What an advisory speaks of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Advisory {
    /// Products with their affected versions.
    pub products: Vec<AffectedProduct>,
    /// Flaws; an estate whose findings name one is affected too.
    pub cves: BTreeSet<CveId>,
}

/// A product with its affected versions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AffectedProduct {
    /// Vendor.
    pub vendor: String,
    /// Product.
    pub product: String,
    /// CPE 2.3 or package URL, when there is one.
    pub identifier: Option<String>,
    /// Which versions.
    pub versions: Versions,
}

/// What an advisory touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// How many organisations have an affected version or an open finding with one of the flaws.
    pub organisations: usize,
    /// On how many devices, by products.
    pub devices: u64,
    /// How many further organisations have the product in a version that is not known.
    pub perhaps: usize,
    /// How many organisations were looked through.
    pub asked: usize,
    /// Each one; for the organisation itself, not for tables of the operator.
    pub touched: BTreeMap<ParticipantId, Touched>,
}

/// What an advisory touches in one organisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Devices with an affected version.
    pub devices: u64,
    /// Devices with the product in a version that is not known.
    pub perhaps: u64,
    /// Open findings with one of the flaws.
    pub findings: u64,
}

/// One row: a name, a version, an estate, devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    name: u32,
    version: u32,
    estate: u32,
    devices: u32,
}

/// The products of many estates, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct ProductIndex {
    names: BTreeMap<Box<str>, u32>,
    versions: Vec<Box<str>>,
    estates: Vec<ParticipantId>,
    /// Sorted by name, version, estate.
    rows: Vec<Row>,
    /// Sorted by flaw, estate: one for each open finding.
    findings: Vec<(CveId, u32)>,
}

/// An index in the making.
#[derive(Debug, Default)]
pub struct ProductIndexBuilder {
    index: ProductIndex,
    version_numbers: BTreeMap<Box<str>, u32>,
    estate_numbers: BTreeMap<ParticipantId, u32>,
}

impl ProductIndexBuilder {
    /// An estate with its products and the flaws of its open findings. The same estate again adds to it.
    pub fn add<'a>(
        &mut self,
        estate: &ParticipantId,
        products: impl IntoIterator<Item = Product<'a>>,
        findings: impl IntoIterator<Item = CveId>,
    ) {
        let number = *self.estate_numbers.entry(estate.clone()).or_insert_with(|| {
            self.index.estates.push(estate.clone());
            self.index.estates.len() as u32 - 1
        });
        for product in products {
            let version = number_of(&mut self.version_numbers, product.version.trim());
            let mut names = names(product.vendor, product.product, product.identifier);
            names.dedup();
            for name in names {
                let name = number_of(&mut self.index.names, &name);
                self.index.rows.push(Row { name, version, estate: number, devices: product.devices });
            }
        }
        self.index.findings.extend(findings.into_iter().map(|cve| (cve, number)));
    }
    /// The index, sorted.
    pub fn build(mut self) -> ProductIndex {
        let mut versions: Vec<_> = self.version_numbers.into_iter().collect();
        versions.sort_unstable_by_key(|(_, number)| *number);
        self.index.versions = versions.into_iter().map(|(version, _)| version).collect();
        self.index.rows.sort_unstable();
        self.index.findings.sort_unstable();
        self.index
    }
}

impl ProductIndex {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// Who is affected.
    pub fn affected(&self, advisory: &Advisory) -> Affected {
        let mut touched: BTreeMap<u32, Touched> = BTreeMap::new();
        for product in &advisory.products {
            // A row may be found by its name and by its identifier: what each way counts is not added up.
            let mut of_product: BTreeMap<u32, Touched> = BTreeMap::new();
            for name in names(&product.vendor, &product.product, product.identifier.as_deref()) {
                let mut by_name: BTreeMap<u32, Touched> = BTreeMap::new();
                if let Some(name) = self.names.get(name.as_str()) {
                    self.count(*name, &product.versions, &mut by_name);
                }
                for (estate, found) in by_name {
                    let all = of_product.entry(estate).or_default();
                    all.devices = all.devices.max(found.devices);
                    all.perhaps = all.perhaps.max(found.perhaps);
                }
            }
            for (estate, found) in of_product {
                let all = touched.entry(estate).or_default();
                all.devices += found.devices;
                all.perhaps += found.perhaps;
            }
        }
        for cve in &advisory.cves {
            let from = self.findings.partition_point(|(known, _)| known < cve);
            for (_, estate) in self.findings.iter().skip(from).take_while(|(known, _)| known == cve) {
                touched.entry(*estate).or_default().findings += 1;
            }
        }
        self.answer(touched)
    }

    /// Adds the rows of a name, version by version.
    fn count(&self, name: u32, versions: &Versions, touched: &mut BTreeMap<u32, Touched>) {
        let from = self.rows.partition_point(|row| row.name < name);
        let to = self.rows.partition_point(|row| row.name <= name);
        for same in self.rows.get(from..to).unwrap_or_default().chunk_by(|a, b| a.version == b.version) {
            let version = same.first().and_then(|row| self.versions.get(row.version as usize));
            let contained = version.and_then(|version| versions.contain(version));
            if contained == Some(false) {
                continue;
            }
            for row in same {
                let found = touched.entry(row.estate).or_default();
                match contained {
                    Some(_) => found.devices += u64::from(row.devices),
                    None => found.perhaps += u64::from(row.devices),
                }
            }
        }
    }

    fn answer(&self, touched: BTreeMap<u32, Touched>) -> Affected {
        let is_sure = |one: &Touched| one.devices > 0 || one.findings > 0;
        let mut affected = Affected { asked: self.estates.len(), ..Affected::default() };
        for (estate, found) in touched {
            let Some(id) = self.estates.get(estate as usize) else { continue };
            affected.organisations += usize::from(is_sure(&found));
            affected.perhaps += usize::from(!is_sure(&found) && found.perhaps > 0);
            affected.devices += found.devices;
            affected.touched.insert(id.clone(), found);
        }
        affected
    }
}

/// The number of a text, a new one when it is new.
fn number_of(numbers: &mut BTreeMap<Box<str>, u32>, text: &str) -> u32 {
    if let Some(number) = numbers.get(text) {
        return *number;
    }
    let number = numbers.len() as u32;
    numbers.insert(text.into(), number);
    number
}

/// Every name under which a product is found: vendor with product, and what its identifier says.
fn names(vendor: &str, product: &str, identifier: Option<&str>) -> Vec<String> {
    let mut names = Vec::with_capacity(2);
    if !product.trim().is_empty() {
        names.push(format!("{}\u{1f}{}", normal(vendor), normal(product)));
    }
    names.extend(identifier.and_then(identified));
    names.sort_unstable();
    names.dedup();
    names
}

/// `cpe:2.3:a:vendor:product:…` gives the name of vendor and product, a package URL itself without version and qualifiers.
pub(super) fn identified(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(package) = text.strip_prefix("pkg:") {
        let end = package.find(['@', '?', '#']).unwrap_or(package.len());
        return Some(format!("pkg:{}", package.get(..end)?.to_lowercase()));
    }
    // Colons within a part are escaped by a backslash.
    let rest = text.strip_prefix("cpe:2.3:").or_else(|| text.strip_prefix("cpe:/"))?;
    let (mut parts, mut part, mut escaped) = (Vec::new(), String::new(), false);
    for letter in rest.chars() {
        match letter {
            ':' if !escaped => parts.push(std::mem::take(&mut part)),
            _ => part.push(letter),
        }
        escaped = letter == '\\' && !escaped;
    }
    parts.push(part);
    match (parts.get(1), parts.get(2)) {
        (Some(vendor), Some(product)) if !product.is_empty() && product != "*" => {
            Some(format!("{}\u{1f}{}", normal(vendor), normal(product)))
        }
        _ => None,
    }
}

/// Lower case, letters and digits alone, words divided by one space.
pub(super) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            out.extend(letter.to_lowercase());
        } else if letter != '\\' && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}
