//! The arrows between our crates are those of the table in ARCHITECTURE.md, no more and no fewer.

use super::Complaint;
use super::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = "ARCHITECTURE.md";
const BEGIN: &str = "<!-- arrows: read by `cargo xtask tidy` -->";
const END: &str = "<!-- end of arrows -->";

/// What a crate uses: always, and for its tests besides.
#[derive(Debug, Default, PartialEq, Eq)]
struct Uses {
    always: BTreeSet<String>,
    in_tests: BTreeSet<String>,
}

pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    let Some(table) = tree.text(PAGE).and_then(table) else {
        return vec![Complaint::new(
            PAGE,
            format!("the table between `{BEGIN}` and `{END}` is missing: put it back"),
        )];
    };
    let mut complaints = Vec::new();
    let mut manifests = BTreeMap::new();
    for (path, text) in tree.under("").filter(|(path, _)| is_manifest(path)) {
        match uses(text) {
            Ok((name, uses)) => drop(manifests.insert(name, (path, uses))),
            Err(problem) => complaints.push(Complaint::new(path, problem)),
        }
    }
    for (name, (path, found)) in &manifests {
        let Some(shown) = table.get(name) else {
            complaints.push(Complaint::new(
                PAGE,
                format!("the table has no line for `{name}`: add it, and a sentence to the map"),
            ));
            continue;
        };
        compare(&mut complaints, path, name, "uses", &found.always, &shown.always);
        compare(&mut complaints, path, name, "uses in its tests", &found.in_tests, &shown.in_tests);
    }
    for name in table.keys().filter(|name| !manifests.contains_key(*name)) {
        complaints.push(Complaint::new(
            PAGE,
            format!("the table shows `{name}`, and there is no such crate: take the line out"),
        ));
    }
    complaints
}

fn compare(
    out: &mut Vec<Complaint>,
    path: &str,
    name: &str,
    verb: &str,
    found: &BTreeSet<String>,
    shown: &BTreeSet<String>,
) {
    for other in found.difference(shown) {
        let says = format!(
            "`{name}` {verb} `{other}`, an arrow that the table in {PAGE} does not show: take the dependency out, or add the arrow \
             and say why in docs/decisions/"
        );
        out.push(Complaint::new(path, says));
    }
    for other in shown.difference(found) {
        let says =
            format!("the table says that `{name}` {verb} `{other}`, and {path} does not: take the arrow out");
        out.push(Complaint::new(PAGE, says));
    }
}

/// `crates/NAME/Cargo.toml` or that of this crate; the fuzz targets are a workspace of their own.
fn is_manifest(path: &str) -> bool {
    let folder = path.strip_suffix("/Cargo.toml");
    folder.is_some_and(|folder| {
        folder == "xtask" || folder.strip_prefix("crates/").is_some_and(|name| !name.contains('/'))
    })
}

/// The name of a crate and what it uses of ours, without the `ward-` in front.
fn uses(manifest: &str) -> Result<(String, Uses), String> {
    let table: toml::Table = manifest.parse().map_err(|problem| format!("cannot be read: {problem}"))?;
    let name = table
        .get("package")
        .and_then(|package| package.get("name")?.as_str())
        .ok_or("has no name: give it one")?;
    let ours = |key: &str| -> BTreeSet<String> {
        let dependencies = table.get(key).and_then(toml::Value::as_table);
        dependencies
            .into_iter()
            .flatten()
            .filter_map(|(name, _)| name.strip_prefix("ward-").map(str::to_owned))
            .collect()
    };
    let always = &ours("dependencies") | &ours("build-dependencies");
    let in_tests = &ours("dev-dependencies") - &always;
    Ok((name.strip_prefix("ward-").unwrap_or(name).to_owned(), Uses { always, in_tests }))
}

/// The table: a name, what it uses, what its tests use besides; names stand in back quotes.
fn table(page: &str) -> Option<BTreeMap<String, Uses>> {
    let (_, rest) = page.split_once(BEGIN)?;
    let (table, _) = rest.split_once(END)?;
    let names = |cell: Option<&str>| -> BTreeSet<String> {
        cell.unwrap_or_default().split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let read = |row: &str| {
        let mut cells = row.trim_matches('|').split('|');
        let name = names(cells.next()).into_iter().next()?;
        Some((name, Uses { always: names(cells.next()), in_tests: names(cells.next()) }))
    };
    Some(rows.filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check_rule;

    const DOMAIN: &str = "[package]\nname = \"ward-domain\"\n[dependencies]\nserde.workspace = true\n";
    const STORE: &str = "[package]\nname = \"ward-store\"\n[dependencies]\nward-domain.workspace = true\n\
                         [dev-dependencies]\nward-testkit.workspace = true\n";

    fn page(rows: &str) -> String {
        format!("# Map\n{BEGIN}\n| crate | uses | tests |\n| --- | --- | --- |\n{rows}\n{END}\n")
    }

    #[track_caller]
    fn check(rows: &str, places: &[&str]) {
        let page = page(rows);
        let files =
            [(PAGE, page.as_str()), ("crates/domain/Cargo.toml", DOMAIN), ("crates/store/Cargo.toml", STORE)];
        check_rule(super::check, &files, places);
    }

    #[test]
    fn the_right_table_passes() {
        check("| `domain` | – | – |\n| `store` | `domain` | `testkit` |", &[]);
    }
    #[test]
    fn an_arrow_that_is_not_shown_is_found() {
        check("| `domain` | – | – |\n| `store` | – | `testkit` |", &["crates/store/Cargo.toml"]);
    }
    #[test]
    fn an_arrow_of_tests_is_no_arrow_of_the_product() {
        check(
            "| `domain` | – | – |\n| `store` | `domain`, `testkit` | – |",
            &[PAGE, "crates/store/Cargo.toml"],
        );
    }
    #[test]
    fn an_arrow_that_is_gone_is_found() {
        check("| `domain` | `store` | – |\n| `store` | `domain` | `testkit` |", &[PAGE]);
    }
    #[test]
    fn a_crate_without_a_line_is_found() {
        check("| `store` | `domain` | `testkit` |", &[PAGE]);
    }
    #[test]
    fn a_line_without_a_crate_is_found() {
        check("| `domain` | – | – |\n| `store` | `domain` | `testkit` |\n| `gone` | – | – |", &[PAGE]);
    }
    #[test]
    fn a_missing_table_is_found() {
        check_rule(super::check, &[(PAGE, "# Map\n")], &[PAGE]);
    }
    #[test]
    fn the_fuzz_workspace_is_not_ours_to_judge() {
        assert!(!is_manifest("crates/importers/fuzz/Cargo.toml"));
        assert!(is_manifest("xtask/Cargo.toml"));
        assert!(!is_manifest("Cargo.toml"));
    }
}
