//! One id, one name everywhere: importer = file = list line = fixtures; measure = data = rule.

use super::Complaint;
use super::tree::Tree;
use std::collections::BTreeSet;

const FORMATS: &str = "crates/importers/src/formats/";
const FIXTURES: &str = "crates/importers/fixtures/";
const DATA: &str = "crates/catalog/data/measures/";
const RULES: &str = "crates/engine/src/measures/";

/// Fixtures that every importer has, besides a line in its README for each.
const LEAST_FIXTURES: &[&str] = &["one", "none", "broken"];

pub(super) fn importers(tree: &Tree) -> Vec<Complaint> {
    let list = format!("{FORMATS}mod.rs");
    let mut complaints = Vec::new();
    let modules = listed(&mut complaints, tree, &list, "static IMPORTERS");
    for module in &modules {
        let id = module.replace('_', "-");
        let file = format!("{FORMATS}{module}.rs");
        if !tree.text(&file).is_some_and(|text| text.contains(&format!("\"{id}\""))) {
            complaints.push(Complaint::new(
                &file,
                format!("must exist and have the id `{id}`: one name for file, id and fixtures"),
            ));
        }
        let folder = format!("{FIXTURES}{id}/");
        let names: Vec<&str> =
            tree.under(&folder).filter_map(|(path, _)| path.strip_prefix(folder.as_str())).collect();
        for wanted in LEAST_FIXTURES {
            if !names.iter().any(|name| name.split('.').next() == Some(wanted)) {
                complaints.push(Complaint::new(
                    &folder,
                    format!("has no `{wanted}.*`: add it, and its line in README.md"),
                ));
            }
        }
        if !names.contains(&"README.md") {
            complaints.push(Complaint::new(&folder, "has no README.md: say of each file how it was made"));
        }
    }
    let folders: BTreeSet<&str> = tree
        .under(FIXTURES)
        .filter_map(|(path, _)| path.strip_prefix(FIXTURES)?.split_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    for folder in folders.into_iter().filter(|folder| !modules.contains(&folder.replace('-', "_"))) {
        complaints.push(Complaint::new(
            format!("{FIXTURES}{folder}/"),
            "has no importer of its name: rename it or take it out",
        ));
    }
    complaints
}

pub(super) fn measures(tree: &Tree) -> Vec<Complaint> {
    let list = format!("{RULES}mod.rs");
    let mut complaints = Vec::new();
    let rules = listed(&mut complaints, tree, &list, "static RULES");
    let mut observed = BTreeSet::new();
    for name in tree.stems(DATA, ".toml") {
        let path = format!("{DATA}{name}.toml");
        let text = tree.text(&path).unwrap_or_default();
        if field(text, "slug") != Some(name) {
            complaints.push(Complaint::new(&path, format!("its slug must be its file name, `{name}`")));
        }
        match field(text, "kind") {
            Some("observed") => drop(observed.insert(name.replace('-', "_"))),
            Some("attested") => {}
            _ => complaints.push(Complaint::new(
                &path,
                "has no kind: write `kind = \"observed\"` or `kind = \"attested\"`",
            )),
        }
    }
    for rule in observed.difference(&rules) {
        complaints.push(Complaint::new(
            &list,
            format!(
                "has no rule for the observed measure `{}`: add its line, or make the measure attested",
                rule.replace('_', "-")
            ),
        ));
    }
    for rule in rules.difference(&observed) {
        complaints.push(Complaint::new(
            &list,
            format!(
                "`{rule}` has no observed measure {DATA}{}.toml: add the data or take the line out",
                rule.replace('_', "-")
            ),
        ));
    }
    for rule in &rules {
        let path = format!("{RULES}{rule}.rs");
        let slug = rule.replace('_', "-");
        if !tree.text(&path).is_some_and(|text| text.contains(&format!("\"{slug}\""))) {
            complaints.push(Complaint::new(&path, format!("must exist and have the slug `{slug}`")));
        }
    }
    complaints
}

/// The modules that a list names (`&nmap::Nmap,`). They and the `mod` lines must be sorted.
fn listed(complaints: &mut Vec<Complaint>, tree: &Tree, path: &str, list: &str) -> BTreeSet<String> {
    let text = tree.text(path).unwrap_or_default();
    let Some((_, rest)) = text.split_once(list) else {
        complaints.push(Complaint::new(
            path,
            format!("has no `{list}`: everything that enumerates reads that list"),
        ));
        return BTreeSet::new();
    };
    let lines = rest.lines().take_while(|line| !line.starts_with("];"));
    let names: Vec<&str> = lines
        .filter_map(|line| line.trim().strip_prefix('&')?.split_once("::"))
        .map(|(name, _)| name)
        .collect();
    let modules: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    for (what, names) in [("list", &names), ("mod lines", &modules)] {
        let unsorted = names.windows(2).find(|pair| pair[0] >= pair[1]);
        if let Some([first, second]) = unsorted {
            complaints.push(Complaint::new(
                path,
                format!("`{first}` comes before `{second}` in the {what}: sort them"),
            ));
        }
    }
    names.into_iter().map(str::to_owned).collect()
}

/// The text of a top-level field of a TOML file.
fn field<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let top = text.lines().take_while(|line| !line.starts_with('['));
    let value = top.into_iter().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='))?;
    value.trim().strip_prefix('"')?.split('"').next()
}

pub(super) fn numbered(tree: &Tree) -> Vec<Complaint> {
    let folders = [("docs/decisions/", ".md", '-'), ("crates/store/migrations/", ".sql", '_')];
    let mut complaints = Vec::new();
    for (folder, end, divider) in folders {
        for (expected, name) in (1..).zip(tree.stems(folder, end)) {
            let number = name.split_once(divider).map(|(number, _)| number);
            if number != Some(&format!("{expected:04}")) {
                let says = format!(
                    "should have the number {expected:04}: numbers have four digits, begin with 0001 and have no gaps"
                );
                complaints.push(Complaint::new(format!("{folder}{name}{end}"), says));
                break;
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests;
