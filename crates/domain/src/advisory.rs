//! What an advisory says: which products in which versions have which flaws, and what to do. Public text: it says nothing
//! of any organisation.

mod version;

pub use version::{Bound, Versions, compare};

use crate::CveId;
use jiff::Timestamp;

/// Position of a product in its [`Advisory`].
pub type ProductIndex = u32;

/// An advisory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Advisory {
    /// The publisher's own number: `ICSMA-26-012-01`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Label of the Traffic Light Protocol 2.0, when it has one: `TLP:CLEAR`.
    pub tlp: Option<&'static str>,
    /// Version of the document.
    pub revision: String,
    /// `draft`, `interim` or `final`, as the document says.
    pub status: String,
    /// When this version came out.
    pub released: Option<Timestamp>,
    /// What it speaks of.
    pub products: Vec<Product>,
    /// Flaws.
    pub flaws: Vec<Flaw>,
    /// It calls products affected that it does not describe, or says it in a way that cannot be read: having none of the
    /// products that are named proves nothing.
    pub has_gaps: bool,
}

impl Advisory {
    /// The CVEs of its flaws.
    pub fn cves(&self) -> impl Iterator<Item = CveId> {
        self.flaws.iter().filter_map(|flaw| flaw.cve)
    }
    /// The product at a position.
    pub fn product(&self, at: ProductIndex) -> Option<&Product> {
        self.products.get(at as usize)
    }
}

/// A product in some of its versions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Product {
    /// Its id within the document.
    pub id: String,
    /// What the document calls it as a whole.
    pub name: String,
    /// Vendor; empty when the document does not say.
    pub vendor: String,
    /// Product; the whole name when the document does not divide it.
    pub product: String,
    /// Which versions.
    pub versions: Scope,
    /// CPE names and package URLs.
    pub identifiers: Vec<String>,
    /// Model numbers.
    pub models: Vec<String>,
    /// The product that this one is a part of or runs on, when the document speaks of the two together.
    pub within: Option<ProductIndex>,
}

/// Which versions of a product.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    /// Those in any of these ranges.
    These(Vec<Versions>),
    /// It is said in words or signs that no program can be sure of: as written.
    Unclear(String),
}

impl Default for Scope {
    fn default() -> Self {
        Self::all()
    }
}

impl Scope {
    /// Every version.
    pub fn all() -> Self {
        Self::These(vec![Versions::default()])
    }
    /// Whether it is every version.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::These(ranges) if ranges.contains(&Versions::default()))
    }
    /// Whether a version is among them; none when that cannot be said.
    pub fn contain(&self, version: &str) -> Option<bool> {
        let Self::These(ranges) = self else { return None };
        let mut is_sure = true;
        for range in ranges {
            match range.contain(version) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => is_sure = false,
            }
        }
        is_sure.then_some(false)
    }
}

/// A flaw, and which products it touches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flaw {
    /// CVE, when it has one.
    pub cve: Option<CveId>,
    /// What it is called; may be empty.
    pub title: String,
    /// The highest score that the document gives.
    pub score: Option<Score>,
    /// Products that have it.
    pub affected: Vec<ProductIndex>,
    /// Products in which it is fixed.
    pub fixed: Vec<ProductIndex>,
    /// Products that do not have it.
    pub not_affected: Vec<ProductIndex>,
    /// Products about which the publisher does not know yet.
    pub investigated: Vec<ProductIndex>,
    /// What to do.
    pub remedies: Vec<Remedy>,
}

impl Flaw {
    /// Whether it says of any product what it means for it.
    pub fn names_products(&self) -> bool {
        [&self.affected, &self.fixed, &self.not_affected, &self.investigated]
            .into_iter()
            .any(|products| !products.is_empty())
    }
    /// Its CVE, else its title.
    pub fn name(&self) -> String {
        match self.cve {
            Some(cve) => cve.to_string(),
            None if self.title.is_empty() => "a flaw without a number".to_owned(),
            None => self.title.clone(),
        }
    }
}

/// A CVSS base score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// In tenths: 98 is 9.8.
    pub tenths: u8,
    /// Version of CVSS: 2, 3 or 4. The versions are different scales and never stand for each other.
    pub scale: u8,
}

/// What to do about a flaw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remedy {
    /// `vendor_fix`, `mitigation`, `workaround`, `none_available`, `no_fix_planned`, as the document says.
    pub kind: String,
    /// In words.
    pub says: String,
    /// Where to get it.
    pub url: Option<String>,
    /// For which products; all of the flaw's when empty.
    pub products: Vec<ProductIndex>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, to: &str) -> Versions {
        let bound =
            |text: &str| (!text.is_empty()).then(|| Bound { version: text.to_owned(), inclusive: true });
        Versions { from: bound(from), to: bound(to), listed: Vec::new() }
    }

    #[track_caller]
    fn check(scope: &Scope, version: &str, expected: Option<bool>) {
        assert_eq!(scope.contain(version), expected, "{version} in {scope:?}");
    }

    #[test]
    fn several_ranges_contain_what_any_of_them_contains() {
        let two = Scope::These(vec![range("1", "2"), range("4", "5")]);
        check(&two, "1.5", Some(true));
        check(&two, "3", Some(false));
        check(&two, "4.4", Some(true));
        check(&two, "", None);
        check(&Scope::all(), "", Some(true));
        check(&Scope::These(vec![]), "1", Some(false));
    }

    #[test]
    fn what_cannot_be_compared_is_not_known() {
        let lettered = Scope::These(vec![range("", "R8.0.3")]);
        check(&lettered, "8.0.1", None);
        check(&lettered, "R8.0.1", Some(true));
        check(&Scope::Unclear("Rev J-M".to_owned()), "J", None);
    }
}
