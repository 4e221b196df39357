//! Checks licences, sources and bans of all dependencies against `deny.toml`.
//!
//! `cargo deny` checks the same and more; this needs nothing installed, so it runs everywhere.

use crate::{program, say};
use serde_json::Value;
use std::path::Path;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks every package that is not ours.
pub(crate) fn check(root: &Path) -> Result<(), String> {
    let path = root.join("deny.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|problem| format!("cannot read {}: {problem}", path.display()))?;
    let rules = Rules::parse(&text)?;
    let output = program::cargo(root, &["metadata", "--format-version", "1", "--locked"])
        .output()
        .map_err(|problem| format!("cannot run cargo metadata: {problem}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout).map_err(|problem| problem.to_string())?;
    let packages: Vec<Package> = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|package| Package::not_ours(package, &metadata["resolve"]["nodes"]))
        .collect();
    let complaints: Vec<String> = packages.iter().filter_map(|package| rules.complaint(package)).collect();
    for complaint in &complaints {
        say::line(format!("  {complaint}"));
    }
    match complaints.len() {
        0 => {
            say::line(format!("{} dependencies keep to deny.toml", packages.len()));
            Ok(())
        }
        count => Err(format!("{count} dependencies do not keep to deny.toml")),
    }
}

struct Package {
    name: String,
    licence: String,
    source: String,
    /// Those that depend on it, as `name`.
    users: Vec<String>,
}

impl Package {
    /// A package of somebody else's; `nodes` is who depends on whom.
    fn not_ours(value: &Value, nodes: &Value) -> Option<Self> {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let id = text("id");
        let uses =
            |node: &&Value| node["dependencies"].as_array().into_iter().flatten().any(|used| *used == id);
        value["source"].is_string().then(|| Self {
            name: text("name"),
            licence: text("license"),
            source: text("source"),
            users: nodes
                .as_array()
                .into_iter()
                .flatten()
                .filter(uses)
                .filter_map(|node| name_in(node["id"].as_str()?))
                .collect(),
        })
    }
}

/// The name in `registry+https://…#name@1.2.3` or `path+file:///…/name#1.2.3`.
fn name_in(id: &str) -> Option<String> {
    let (place, name) = id.rsplit_once('#')?;
    let name = name.split_once('@').map_or_else(|| place.rsplit('/').next(), |(name, _)| Some(name))?;
    Some(name.to_owned())
}

/// What `deny.toml` says.
struct Rules {
    allowed: Vec<String>,
    excepted: Vec<(String, String)>,
    /// What is banned, with those that may have it all the same.
    banned: Vec<(String, Vec<String>)>,
}

impl Rules {
    fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table = text.parse().map_err(|problem| format!("deny.toml: {problem}"))?;
        let list = |of: &toml::Table, key: &str| -> Vec<toml::Value> {
            of.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default()
        };
        let empty = toml::Table::new();
        let section = |key: &str| table.get(key).and_then(toml::Value::as_table).unwrap_or(&empty);
        let words = |values: Vec<toml::Value>| -> Vec<String> {
            values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect()
        };
        let name = |value: &toml::Value| {
            let name = value.get("crate").and_then(toml::Value::as_str);
            name.or(value.as_str()).unwrap_or_default().to_owned()
        };
        let mut excepted = Vec::new();
        for exception in list(section("licenses"), "exceptions") {
            let also = exception.as_table().map(|of| words(list(of, "allow"))).unwrap_or_default();
            excepted.extend(also.into_iter().map(|licence| (name(&exception), licence)));
        }
        Ok(Self {
            allowed: words(list(section("licenses"), "allow")),
            excepted,
            banned: list(section("bans"), "deny")
                .iter()
                .map(|ban| {
                    (name(ban), ban.as_table().map(|of| words(list(of, "wrappers"))).unwrap_or_default())
                })
                .collect(),
        })
    }

    fn complaint(&self, package: &Package) -> Option<String> {
        let Package { name, licence, source, users } = package;
        let is_banned = |(banned, wrappers): &(String, Vec<String>)| {
            banned == name && (wrappers.is_empty() || users.iter().any(|user| !wrappers.contains(user)))
        };
        if self.banned.iter().any(is_banned) {
            return Some(format!(
                "{name} is banned by deny.toml: run `cargo tree -i {name}` and take out what brings it"
            ));
        }
        if source != CRATES_IO {
            return Some(format!("{name} comes from {source}: take it from crates.io"));
        }
        let is_allowed = |id: &str| {
            self.allowed.iter().any(|allowed| allowed == id)
                || self.excepted.iter().any(|(package, allowed)| package == name && allowed == id)
        };
        if is_satisfied(licence, &is_allowed) {
            return None;
        }
        Some(format!(
            "{name} has the licence `{licence}`, which deny.toml does not allow: take another crate, or allow it with a reason"
        ))
    }
}

/// Whether an SPDX expression (or the older form with `/`) can be satisfied with the allowed licences.
fn is_satisfied(expression: &str, is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    !rest.is_empty() && any(&mut rest, is_allowed) && rest.is_empty()
}

fn any(rest: &mut &[&str], is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut result = all(rest, is_allowed);
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        result |= all(rest, is_allowed);
    }
    result
}

fn all(rest: &mut &[&str], is_allowed: &dyn Fn(&str) -> bool) -> bool {
    let mut result = one(rest, is_allowed);
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        result &= one(rest, is_allowed);
    }
    result
}

fn one(rest: &mut &[&str], is_allowed: &dyn Fn(&str) -> bool) -> bool {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let result = any(rest, is_allowed);
            *rest = rest.get(1..).unwrap_or_default(); // The closing bracket.
            result
        }
        [id, "WITH", exception, after @ ..] => {
            *rest = after;
            is_allowed(&format!("{id} WITH {exception}"))
        }
        [id, after @ ..] => {
            *rest = after;
            is_allowed(id)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_licence(expression: &str, expected: bool) {
        let is_allowed = |id: &str| ["MIT", "Apache-2.0", "BSD-3-Clause"].contains(&id);
        assert_eq!(is_satisfied(expression, &is_allowed), expected);
    }

    #[test]
    fn one_of_several_is_enough() {
        check_licence("GPL-3.0 OR MIT", true);
        check_licence("Unlicense/MIT", true);
    }
    #[test]
    fn all_of_several_are_needed() {
        check_licence("MIT AND BSD-3-Clause", true);
        check_licence("MIT AND Unicode-3.0", false);
    }
    #[test]
    fn brackets_bind() {
        check_licence("(GPL-3.0 OR MIT) AND BSD-3-Clause", true);
        check_licence("(MIT OR Apache-2.0) AND Unicode-3.0", false);
    }
    #[test]
    fn an_exception_makes_another_licence() {
        check_licence("Apache-2.0 WITH LLVM-exception", false);
        check_licence("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true);
    }
    #[test]
    fn no_licence_is_not_allowed() {
        check_licence("", false);
    }

    #[track_caller]
    fn check_package(name: &str, licence: &str, source: &str, expected: Option<&str>) {
        check_used(name, licence, source, &[], expected);
    }

    #[track_caller]
    fn check_used(name: &str, licence: &str, source: &str, users: &[&str], expected: Option<&str>) {
        let rules = Rules::parse(
            r#"
            [licenses]
            allow = ["MIT"]
            exceptions = [{ crate = "odd", allow = ["Zlib"] }]
            [bans]
            deny = [{ crate = "openssl", reason = "one TLS stack" }, "sqlx", { crate = "chrono", wrappers = ["parquet"] }]
            "#,
        );
        let users = users.iter().map(|user| (*user).to_owned()).collect();
        let package = Package { name: name.into(), licence: licence.into(), source: source.into(), users };
        let complaint = rules.unwrap().complaint(&package);
        match expected {
            None => assert_eq!(complaint, None),
            Some(part) => {
                assert!(complaint.as_deref().is_some_and(|says| says.contains(part)), "{complaint:?}");
            }
        }
    }

    #[test]
    fn an_allowed_package_passes() {
        check_package("fine", "MIT", CRATES_IO, None);
    }
    #[test]
    fn an_exception_holds_for_its_package_alone() {
        check_package("odd", "Zlib", CRATES_IO, None);
        check_package("other", "Zlib", CRATES_IO, Some("the licence `Zlib`"));
    }
    #[test]
    fn a_ban_may_leave_out_who_brings_it() {
        check_used("chrono", "MIT", CRATES_IO, &["parquet"], None);
        check_used("chrono", "MIT", CRATES_IO, &["parquet", "ward-app"], Some("banned"));
        assert_eq!(name_in("registry+https://x/y#chrono@0.4.45").as_deref(), Some("chrono"));
        assert_eq!(name_in("path+file:///src/ward-app#0.1.0").as_deref(), Some("ward-app"));
    }
    #[test]
    fn a_banned_package_is_found() {
        check_package("openssl", "MIT", CRATES_IO, Some("banned"));
        check_package("sqlx", "MIT", CRATES_IO, Some("banned"));
    }
    #[test]
    fn another_source_is_found() {
        check_package("fine", "MIT", "git+https://example.org/fine", Some("crates.io"));
    }
}
