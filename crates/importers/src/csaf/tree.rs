//! The products of an advisory: branches, names on their own, and products within others.

use super::{LONGEST_NAME, MOST_PRODUCTS, cut, damaged, elements, ranges, texts};
use crate::json::{Value, get, text};
use crate::{Account, Damaged};
use std::collections::BTreeMap;
use ward_domain::advisory::{Product, ProductIndex, Scope, Versions};

/// Deepest nesting of branches: what the format recommends, and more than any advisory has.
const DEEPEST: usize = 30;

/// The products, and the ids by which flaws speak of them.
#[derive(Debug, Default)]
pub(super) struct Tree {
    products: Vec<Product>,
    /// Something that it says of products could not be read.
    pub(super) has_gaps: bool,
    by_id: BTreeMap<String, ProductIndex>,
    groups: BTreeMap<String, Vec<ProductIndex>>,
}

/// What the branches above a product say.
#[derive(Clone, Debug, Default)]
struct Path {
    vendor: String,
    product: String,
    family: String,
    versions: Option<Scope>,
    /// What narrows the product further: `architecture x86`.
    narrowed: Vec<String>,
}

impl Tree {
    pub(super) fn find(&self, id: &str) -> Option<ProductIndex> {
        self.by_id.get(id).copied()
    }
    pub(super) fn group(&self, id: &str) -> Option<&[ProductIndex]> {
        self.groups.get(id).map(Vec::as_slice)
    }
    pub(super) fn product(&self, at: ProductIndex) -> Option<&Product> {
        self.products.get(at as usize)
    }
    pub(super) fn into_products(self) -> Vec<Product> {
        self.products
    }
}

/// Reads the product tree.
pub(super) fn read(tree: &Value, account: &mut Account) -> Result<Tree, Damaged> {
    let mut reading = Reading { tree: Tree::default(), account };
    reading.branches(tree, &Path::default(), 0)?;
    for name in reading.list(tree, "full_product_names") {
        reading.product(name, &Path::default(), None)?;
    }
    for relation in reading.list(tree, "relationships") {
        reading.relation(relation)?;
    }
    for group in elements(tree, "product_groups") {
        reading.group(group);
    }
    Ok(reading.tree)
}

struct Reading<'a> {
    tree: Tree,
    account: &'a mut Account,
}

impl Reading<'_> {
    /// The elements of a list of products; something else in its place is a gap.
    fn list<'r, 'v>(&mut self, value: &'r Value<'v>, key: &str) -> std::slice::Iter<'r, Value<'v>> {
        let list = get(value, key);
        let is_sound = list.is_null()
            || list.as_array().is_some_and(|all| all.iter().all(|one| one.as_object().is_some()));
        if !is_sound {
            self.tree.has_gaps = true;
            self.account.problem(
                0,
                format!("{key} is not the list that it should be: what it says of products is lost"),
            );
        }
        elements(value, key)
    }

    fn branches(&mut self, value: &Value, above: &Path, depth: usize) -> Result<(), Damaged> {
        if depth > DEEPEST {
            return Err(damaged(format!(
                "the branches of the products are nested deeper than {DEEPEST}: no advisory is"
            )));
        }
        for branch in self.list(value, "branches") {
            let path = self.step(branch, above);
            if !get(branch, "product").is_null() {
                self.product(get(branch, "product"), &path, None)?;
            }
            self.branches(branch, &path, depth + 1)?;
        }
        Ok(())
    }

    /// The path one branch further down.
    fn step(&mut self, branch: &Value, above: &Path) -> Path {
        let mut path = above.clone();
        let name = cut(&text(branch, "name").unwrap_or_default(), LONGEST_NAME);
        let category = text(branch, "category").unwrap_or_default();
        match category.as_str() {
            "vendor" => path.vendor = name,
            "product_name" if path.product.is_empty() => path.product = name,
            "product_name" => path.product = format!("{} {name}", path.product),
            "product_family" => path.family = name,
            "product_version" | "product_version_range" if path.versions.is_none() => {
                path.versions = Some(ranges::scope(&name));
            }
            "architecture"
            | "host_name"
            | "language"
            | "legacy"
            | "patch_level"
            | "platform"
            | "service_pack"
            | "specification"
            | "product_version"
            | "product_version_range" => {
                path.narrowed.push(format!("{} {name}", category.replace('_', " ")));
            }
            _ => {
                let category = cut(&category, 40);
                self.account.problem(0, format!("a branch of the products is of the kind “{category}”, which is not known: what lies in it may be affected"));
                path.narrowed.push(format!("{category} {name}"));
            }
        }
        path
    }

    fn product(&mut self, value: &Value, path: &Path, within: Option<ProductIndex>) -> Result<(), Damaged> {
        let name = cut(&text(value, "name").unwrap_or_default(), LONGEST_NAME);
        let helper = get(value, "product_identification_helper");
        let identifiers: Vec<String> = ["cpe", "purl", "purls"]
            .iter()
            .flat_map(|key| texts(helper, key))
            .filter(|one| !one.is_empty())
            .collect();
        let named = identifiers.iter().find_map(|one| cpe(one));
        let mut product = Product {
            id: text(value, "product_id").unwrap_or_default(),
            vendor: path.vendor.clone(),
            product: [&path.product, &path.family]
                .into_iter()
                .find(|words| !words.is_empty())
                .cloned()
                .unwrap_or_default(),
            versions: path.versions.clone().unwrap_or_default(),
            models: texts(helper, "model_numbers"),
            within,
            name,
            identifiers,
        };
        if product.product.is_empty() {
            name_alone(&mut product, named.as_ref());
        }
        if path.versions.is_none()
            && product.versions.is_all()
            && let Some(version) = version_of(&product.identifiers)
        {
            product.versions = Scope::These(vec![Versions { listed: vec![version], ..Versions::default() }]);
        }
        let mut narrowed = path.narrowed.clone();
        if !texts(helper, "serial_numbers").is_empty() {
            narrowed.push("certain serial numbers".to_owned());
        }
        if !narrowed.is_empty() {
            product.versions = Scope::Unclear(cut(&narrowed.join(", "), LONGEST_NAME));
        }
        self.add(product)
    }

    fn add(&mut self, mut product: Product) -> Result<(), Damaged> {
        if product.name.is_empty() {
            product.name = [&product.product, &product.id]
                .into_iter()
                .find(|word| !word.is_empty())
                .cloned()
                .unwrap_or_default();
        }
        if product.name.is_empty() {
            self.tree.has_gaps = true;
            self.account
                .skipped(0, "a product has neither a name nor a product_id: nobody can say who has it");
            return Ok(());
        }
        if self.tree.products.len() >= MOST_PRODUCTS {
            return Err(damaged(format!("the advisory has more than {MOST_PRODUCTS} products")));
        }
        if let Some(known) = self.tree.find(&product.id).and_then(|at| self.tree.product(at)) {
            let (id, known) = (cut(&product.id, 80), cut(&known.name, 80));
            let other = cut(&product.name, 80);
            return Err(damaged(format!(
                "the product id “{id}” means both “{known}” and “{other}”: nobody can say which one is affected"
            )));
        }
        if let Scope::Unclear(written) = &product.versions {
            let (name, written) = (cut(&product.name, 120), cut(written, 120));
            self.account.problem(0, format!("{name}: “{written}” cannot be compared with versions, so whoever has the product may be affected"));
        }
        self.account.used();
        if product.id.is_empty() {
            self.tree.has_gaps = true;
            let name = cut(&product.name, 120);
            self.account.problem(0, format!("{name} has no product_id, so no flaw can be tied to it: whoever has the product may be affected"));
        } else {
            self.tree.by_id.insert(product.id.clone(), self.tree.products.len() as ProductIndex);
        }
        self.tree.products.push(product);
        Ok(())
    }

    /// A product on or in another one: it has the names and versions of the first.
    fn relation(&mut self, value: &Value) -> Result<(), Damaged> {
        let whole = get(value, "full_product_name");
        let id = text(whole, "product_id").unwrap_or_default();
        let find = |key: &str| text(value, key).and_then(|id| self.tree.find(&id));
        let (Some(part), Some(within)) = (find("product_reference"), find("relates_to_product_reference"))
        else {
            let id = cut(&id, 80);
            self.account.skipped(
                0,
                format!(
                    "the product “{id}” is made of products that the advisory does not have: it is left out"
                ),
            );
            return Ok(());
        };
        let Some(of) = self.tree.product(part).cloned() else { return Ok(()) };
        let helper = get(whole, "product_identification_helper");
        let own = ["cpe", "purl", "purls"].iter().flat_map(|key| texts(helper, key));
        let product = Product {
            id,
            name: cut(&text(whole, "name").unwrap_or_default(), LONGEST_NAME),
            identifiers: own.chain(of.identifiers).collect(),
            within: Some(within),
            ..of
        };
        self.add(product)
    }

    fn group(&mut self, value: &Value) {
        let Some(id) = text(value, "group_id") else {
            self.account.problem(0, "a group of products has no group_id: what is said of it is left out");
            return;
        };
        let mut members = Vec::new();
        for name in texts(value, "product_ids") {
            match self.tree.find(&name) {
                Some(at) => members.push(at),
                None => self.account.problem(
                    0,
                    format!(
                        "group “{}” names the product “{}”, which the advisory does not have",
                        cut(&id, 80),
                        cut(&name, 80)
                    ),
                ),
            }
        }
        self.tree.groups.insert(id, members);
    }
}

/// Vendor, product and version of a CPE 2.3 name; the version may be empty.
fn cpe(text: &str) -> Option<(String, String, String)> {
    let rest = text.strip_prefix("cpe:2.3:").or_else(|| text.strip_prefix("cpe:/"))?;
    let (mut parts, mut part, mut escaped) = (Vec::new(), String::new(), false);
    for letter in rest.chars() {
        match letter {
            ':' if !escaped => parts.push(std::mem::take(&mut part)),
            '\\' if !escaped => {}
            _ => part.push(letter),
        }
        escaped = letter == '\\' && !escaped;
    }
    parts.push(part);
    let word = |at: usize| {
        parts.get(at).filter(|word| !matches!(word.as_str(), "*" | "-")).cloned().unwrap_or_default()
    };
    let (vendor, product) = (word(1).replace('_', " "), word(2).replace('_', " "));
    (!product.is_empty()).then(|| (vendor, product, word(3)))
}

/// The version in a CPE name or a package URL.
fn version_of(identifiers: &[String]) -> Option<String> {
    let of = |one: &String| match one.strip_prefix("pkg:") {
        Some(package) => {
            let bare = package.split(['?', '#']).next().unwrap_or_default();
            bare.rsplit_once('@').map(|(_, version)| version.to_owned())
        }
        None => cpe(one).map(|(_, _, version)| version),
    };
    identifiers.iter().find_map(of).filter(|version| version.bytes().any(|byte| byte.is_ascii_digit()))
}

/// A product that no branches divide into vendor, product and version.
fn name_alone(product: &mut Product, named: Option<&(String, String, String)>) {
    if let Some((vendor, name, _)) = named {
        if product.vendor.is_empty() {
            product.vendor.clone_from(vendor);
        }
        product.product.clone_from(name);
        return;
    }
    product.product.clone_from(&product.name);
    if product.versions.is_all() {
        product.versions = Scope::Unclear(product.name.clone());
    }
}
