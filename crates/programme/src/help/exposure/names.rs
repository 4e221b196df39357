//! Whether what is held and what an advisory names are the same thing.

use super::Held;
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

/// The names of an advisory's products, ready to be asked. Every part of five million products may be asked for, and
/// nearly none is named: the first words decide that.
pub(super) struct Names {
    products: Vec<Named>,
    /// Vendors by their first word, which is empty where the advisory names none, with the positions of their names.
    by_vendor: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    /// Positions of names by the first word of the product.
    by_product: BTreeMap<String, Vec<usize>>,
    identifiers: BTreeMap<String, Vec<ProductIndex>>,
}

/// Vendor and product, normal, with all products of that name: a file may list one in a thousand versions.
struct Named {
    vendor: String,
    product: String,
    places: Vec<ProductIndex>,
}

impl Names {
    pub(super) fn of(advisory: &Advisory) -> Self {
        let mut products: BTreeMap<(String, String), Vec<ProductIndex>> = BTreeMap::new();
        let mut identifiers: BTreeMap<String, Vec<ProductIndex>> = BTreeMap::new();
        for (at, product) in (0u32..).zip(&advisory.products) {
            let vendor = vendor_name(&product.vendor);
            let name = without_vendor(&normal(&product.product), &vendor);
            products.entry((vendor, name)).or_default().push(at);
            for identifier in product.identifiers.iter().filter_map(|one| identified(one)) {
                let known = identifiers.entry(identifier).or_default();
                if known.last() != Some(&at) {
                    known.push(at);
                }
            }
        }
        let mut by_vendor: BTreeMap<String, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
        let mut by_product: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, (vendor, product)) in products.keys().enumerate() {
            let of_word = by_vendor.entry(first_word(vendor)).or_default();
            of_word.entry(vendor.clone()).or_default().push(position);
            by_product.entry(first_word(product)).or_default().push(position);
        }
        let products = products.into_iter();
        let products = products.map(|((vendor, product), places)| Named { vendor, product, places });
        Self { products: products.collect(), by_vendor, by_product, identifiers }
    }

    /// Whether a product is of that vendor.
    pub(super) fn has_vendor(&self, vendor: &str) -> bool {
        let vendor = vendor_name(vendor);
        let mut of_word = self.by_vendor.get(&first_word(&vendor)).into_iter().flatten();
        of_word.any(|(known, _)| is_one_vendor(known, &vendor))
    }

    /// Whether something held may be any product at all, by the first words of its names.
    pub(super) fn may_name(&self, held: &Held) -> bool {
        let vendor = first_word(&held.vendor);
        !held.identifiers.is_empty()
            || vendor.is_empty()
            || self.by_vendor.contains_key(&vendor)
            || self.by_vendor.contains_key("")
    }

    /// Every product that something held is, or may be.
    pub(super) fn kin(&self, held: &Held) -> Vec<(ProductIndex, Kinship)> {
        let mut kin: BTreeMap<ProductIndex, Kinship> = BTreeMap::new();
        let vendor = vendor_name(&held.vendor);
        let product = without_vendor(&normal(&held.product), &vendor);
        for theirs in self.candidates(&vendor, &product) {
            if let Some(kinship) = kinship((&vendor, &product), (&theirs.vendor, &theirs.product)) {
                kin.extend(theirs.places.iter().map(|at| (*at, kinship)));
            }
        }
        for identifier in held.identifiers.iter().filter_map(|one| identified(one)) {
            for at in self.identifiers.get(&identifier).into_iter().flatten() {
                kin.insert(*at, Kinship::Same);
            }
            // A CPE names vendor and product as well as words do.
            if let Some((vendor, product)) = identifier.split_once('\u{1f}') {
                for theirs in self.candidates(vendor, product) {
                    if kinship((vendor, product), (&theirs.vendor, &theirs.product)) == Some(Kinship::Same) {
                        kin.extend(theirs.places.iter().map(|at| (*at, Kinship::Same)));
                    }
                }
            }
        }
        kin.into_iter().collect()
    }

    /// All names that may be kin: of the same vendor or of none. Where no vendor is held, those whose first word the product
    /// has: every kinship that then holds needs all words of theirs.
    fn candidates(&self, vendor: &str, product: &str) -> impl Iterator<Item = &Named> {
        let of_word = |word: &str| self.by_vendor.get(word).into_iter().flatten();
        let mut found: Vec<usize> = if vendor.is_empty() {
            product.split(' ').filter_map(|word| self.by_product.get(word)).flatten().copied().collect()
        } else {
            let same = of_word(&first_word(vendor)).filter(|(known, _)| is_one_vendor(known, vendor));
            same.chain(of_word("")).flat_map(|(_, names)| names).copied().collect()
        };
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.products.get(at))
    }
}

/// The first word of a name, as [`normal`] writes it.
fn first_word(text: &str) -> String {
    let mut word = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            push_lower(&mut word, letter);
        } else if letter != '\\' && !word.is_empty() {
            break;
        }
    }
    word
}

/// Most letters are ASCII, and those need no table.
fn push_lower(to: &mut String, letter: char) {
    if letter.is_ascii() {
        to.push(letter.to_ascii_lowercase());
    } else {
        to.extend(letter.to_lowercase());
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

/// The name without case, punctuation and legal form at its end.
pub(super) fn vendor_name(text: &str) -> String {
    let name = normal(text);
    let mut words: Vec<_> = name.split(' ').filter(|word| !word.is_empty()).collect();
    while words.len() > 1
        && words.last().is_some_and(|last| {
            matches!(
                *last,
                "inc" | "llc" | "ltd" | "corp" | "corporation" | "company" | "co" | "gmbh" | "limited"
            )
        })
    {
        words.pop();
    }
    words.join(" ")
}

/// `cpe:2.3:a:vendor:product:…` gives the name of vendor and product, a package URL itself without version and qualifiers.
fn identified(text: &str) -> Option<String> {
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
fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            push_lower(&mut out, letter);
        } else if letter != '\\' && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::help::exposure::Subject;
    use proptest::prelude::*;
    use ward_domain::Digest;
    use ward_domain::advisory::Product;
    use ward_domain::assessment::EvidenceRef;

    const VENDORS: &[&str] =
        &["", "Acme", "ACME Med, Inc.", "Acme\\-Med", "acme med north", "Med", "Inc", "--", "Äcme"];
    const PRODUCTS: &[&str] = &[
        "",
        "Pump",
        "Finch Pump",
        "pump 2",
        "Acme Pump",
        "Acme Med Finch Pump",
        "2",
        "Pump-Finch",
        "¡Pump!",
    ];
    const IDENTIFIERS: &[&[&str]] = &[
        &[],
        &["pkg:npm/pump@1"],
        &["cpe:2.3:a:acme:pump:1:*"],
        &["cpe:2.3:a:acme_med:finch\\-pump:1:*"],
        &["cpe:/a::pump", "pkg:npm/pump"],
    ];

    fn one() -> impl Strategy<Value = (String, String, Vec<String>)> {
        let text = |of| prop::sample::select(of).prop_map(|text: &str| text.to_owned());
        let identifiers = prop::sample::select(IDENTIFIERS);
        let identifiers = identifiers.prop_map(|of| of.iter().map(|one| (*one).to_owned()).collect());
        (text(VENDORS), text(PRODUCTS), identifiers)
    }

    proptest! {
        /// The first words leave nothing out: what is kin is what looking at every name finds.
        #[test]
        fn first_words_miss_no_kin(products in prop::collection::vec(one(), 0..8), held in one()) {
            let product = |(vendor, product, identifiers)| {
                Product { vendor, product, identifiers, ..Product::default() }
            };
            let advisory =
                Advisory { products: products.into_iter().map(product).collect(), ..Advisory::default() };
            let mut names = Names::of(&advisory);
            let (vendor, product, identifiers) = held;
            let held = Held {
                subject: Subject::Device(0),
                vendor,
                product,
                identifiers,
                version: String::new(),
                within: String::new(),
                doubt: "",
                at: EvidenceRef::Line(Digest([1; 32]), 1),
            };
            let found = names.kin(&held);
            prop_assert!(names.may_name(&held) || found.is_empty());
            let is_theirs = |known: &Named| is_one_vendor(&known.vendor, &vendor_name(&held.vendor));
            prop_assert_eq!(names.has_vendor(&held.vendor), names.products.iter().any(is_theirs));
            // All names under every word.
            let all: Vec<usize> = (0..names.products.len()).collect();
            let held_words: Vec<String> = ["", "acme", "med", "inc", "äcme", "pump", "finch", "2"]
                .map(str::to_owned).into();
            names.by_product = held_words.iter().map(|word| (word.clone(), all.clone())).collect();
            let vendors = [vendor_name(&held.vendor), "acme".to_owned(), "acme med".to_owned()];
            let everyone: BTreeMap<String, Vec<usize>> =
                vendors.into_iter().map(|vendor| (vendor, all.clone())).collect();
            names.by_vendor = held_words.into_iter().map(|word| (word, everyone.clone())).collect();
            prop_assert_eq!(found, names.kin(&held));
        }
    }
}
