//! Whether what is held and what an advisory names are the same thing.

use super::Held;
use crate::help::outage::vendor_name;
use crate::help::products::{identified, normal};
use std::collections::BTreeMap;
use ward_domain::advisory::{Advisory, ProductIndex};

/// Fewest letters of a word by which names may be alike (OWN): shorter ones stand in too many names.
const LEAST_LETTERS: usize = 3;

/// How close two names are, closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kinship {
    /// Vendor and product are the same, or an identifier is.
    Same,
    /// The product is the same and nobody wrote down who makes it.
    Unnamed,
    /// One name holds all words of the other.
    Alike,
    /// The maker is the same and the model is not known.
    Maker,
}

/// The names of an advisory's products, ready to be asked.
pub(super) struct Names {
    /// Vendor and product, normal, with all products of that name: a file may list one in a thousand versions.
    products: BTreeMap<(String, String), Vec<ProductIndex>>,
    identifiers: BTreeMap<String, Vec<ProductIndex>>,
}

impl Names {
    pub(super) fn of(advisory: &Advisory) -> Self {
        let mut names = Self { products: BTreeMap::new(), identifiers: BTreeMap::new() };
        for (at, product) in (0u32..).zip(&advisory.products) {
            let vendor = vendor_name(&product.vendor);
            let name = without_vendor(&normal(&product.product), &vendor);
            names.products.entry((vendor, name)).or_default().push(at);
            for identifier in product.identifiers.iter().filter_map(|one| identified(one)) {
                let known = names.identifiers.entry(identifier).or_default();
                if known.last() != Some(&at) {
                    known.push(at);
                }
            }
        }
        names
    }

    /// Whether a product is of that vendor.
    pub(super) fn has_vendor(&self, vendor: &str) -> bool {
        let vendor = vendor_name(vendor);
        self.products.keys().any(|(known, _)| is_one_vendor(known, &vendor))
    }

    /// Every product that something held is, or may be.
    pub(super) fn kin(&self, held: &Held) -> Vec<(ProductIndex, Kinship)> {
        let mut kin: BTreeMap<ProductIndex, Kinship> = BTreeMap::new();
        let vendor = vendor_name(&held.vendor);
        let product = without_vendor(&normal(&held.product), &vendor);
        for (theirs, places) in &self.products {
            if let Some(kinship) = kinship((&vendor, &product), (&theirs.0, &theirs.1)) {
                kin.extend(places.iter().map(|at| (*at, kinship)));
            }
        }
        for identifier in held.identifiers.iter().filter_map(|one| identified(one)) {
            for at in self.identifiers.get(&identifier).into_iter().flatten() {
                kin.insert(*at, Kinship::Same);
            }
            // A CPE names vendor and product as well as words do.
            if let Some((vendor, product)) = identifier.split_once('\u{1f}') {
                for (theirs, places) in &self.products {
                    if kinship((vendor, product), (&theirs.0, &theirs.1)) == Some(Kinship::Same) {
                        kin.extend(places.iter().map(|at| (*at, Kinship::Same)));
                    }
                }
            }
        }
        kin.into_iter().collect()
    }
}

fn kinship(held: (&str, &str), theirs: (&str, &str)) -> Option<Kinship> {
    let ((vendor, product), (their_vendor, their_product)) = (held, theirs);
    if vendor.is_empty() && product.is_empty() || their_product.is_empty() {
        return None;
    }
    if vendor.is_empty() {
        // Scanners write maker and product in one: `Kestrel Aviary Gateway`.
        let whole = format!("{their_vendor} {their_product}");
        return match product {
            _ if !their_vendor.is_empty() && product == whole => Some(Kinship::Same),
            _ if product == their_product => Some(Kinship::Unnamed),
            _ if holds(product, their_product) => Some(Kinship::Alike),
            _ => None,
        };
    }
    if their_vendor.is_empty() {
        let is_alike =
            !product.is_empty() && (holds(their_product, product) || holds(product, their_product));
        return is_alike.then_some(Kinship::Alike);
    }
    if !is_one_vendor(vendor, their_vendor) {
        return None;
    }
    match product {
        "" => Some(Kinship::Maker),
        _ if product == their_product => Some(Kinship::Same),
        _ if holds(product, their_product) || holds(their_product, product) => Some(Kinship::Alike),
        _ => None,
    }
}

/// `Kestrel` and `Kestrel Medical` are one: the words of one begin those of the other.
pub(super) fn is_one_vendor(one: &str, other: &str) -> bool {
    let begins = |long: &str, short: &str| {
        !short.is_empty()
            && long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    begins(one, other) || begins(other, one)
}

/// Whether a name has all words of another one, and they tell something.
fn holds(whole: &str, part: &str) -> bool {
    let mut words = part.split(' ').filter(|word| !word.is_empty());
    let tells = part
        .split(' ')
        .any(|word| word.chars().filter(|letter| letter.is_alphabetic()).count() >= LEAST_LETTERS);
    tells && words.all(|word| whole.split(' ').any(|known| known == word))
}

/// Whether two names of products may mean one.
pub(super) fn is_alike(one: &str, other: &str) -> bool {
    let (one, other) = (normal(one), normal(other));
    holds(&one, &other) || holds(&other, &one)
}

/// The product without its maker's name in front.
fn without_vendor(product: &str, vendor: &str) -> String {
    let rest = product.strip_prefix(vendor).and_then(|rest| rest.strip_prefix(' '));
    rest.filter(|_| !vendor.is_empty()).unwrap_or(product).to_owned()
}
