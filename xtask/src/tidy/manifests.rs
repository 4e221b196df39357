//! Every dependency has a reason beside it, and none is left behind.

use super::Complaint;
use super::tree::Tree;
use std::collections::BTreeSet;

const ROOT: &str = "Cargo.toml";

pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut used = BTreeSet::new();
    for (path, text) in tree.under("").filter(|(path, _)| path.ends_with("/Cargo.toml")) {
        for (number, line) in dependencies(text) {
            used.insert(name(line));
            let is_shared =
                line.contains(".workspace") || line.contains("workspace = true") || line.contains("path = ");
            if !is_shared && !has_reason(line) {
                let says = format!(
                    "`{}` has no reason: say in a comment behind it what it is for, or share it through {ROOT}",
                    name(line)
                );
                complaints.push(Complaint::at_line(path, number, says));
            }
        }
    }
    for (number, line) in dependencies(tree.text(ROOT).unwrap_or_default()) {
        let is_ours = line.contains("path = ");
        if !is_ours && !has_reason(line) {
            complaints.push(Complaint::at_line(
                ROOT,
                number,
                format!("`{}` has no reason: say in a comment behind it what it is for", name(line)),
            ));
        }
        if !used.contains(name(line)) {
            complaints.push(Complaint::at_line(
                ROOT,
                number,
                format!("no crate uses `{}`: take the line out", name(line)),
            ));
        }
    }
    complaints
}

/// The lines of all tables of dependencies, with their numbers.
fn dependencies(manifest: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_inside = false;
    (1..).zip(manifest.lines()).filter(move |(_, line)| {
        if line.starts_with('[') {
            is_inside = line.trim_end().trim_end_matches(']').ends_with("dependencies");
            return false;
        }
        is_inside && line.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains('=')
    })
}

fn name(line: &str) -> &str {
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(line.len());
    line.get(..end).unwrap_or(line)
}

fn has_reason(line: &str) -> bool {
    line.split_once('#').is_some_and(|(_, reason)| !reason.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use crate::tidy::check_rule;

    #[track_caller]
    fn check(root: &str, member: &str, places: &[&str]) {
        let root = format!("[workspace.dependencies]\n{root}\n[profile.dev]\nopt-level = 1\n");
        let member = format!("[package]\nname = \"ward-a\"\n[dependencies]\n{member}\n");
        check_rule(super::check, &[("Cargo.toml", &root), ("crates/a/Cargo.toml", &member)], places);
    }

    #[test]
    fn a_shared_dependency_with_its_reason_passes() {
        check("csv = \"1\" # other people's tables", "csv.workspace = true", &[]);
    }
    #[test]
    fn our_own_crates_need_no_reason() {
        check("ward-b = { path = \"crates/b\" }", "ward-b.workspace = true", &[]);
    }
    #[test]
    fn a_dependency_without_a_reason_is_found() {
        check("csv = \"1\"", "csv.workspace = true", &["Cargo.toml:2"]);
        check("csv = \"1\" #", "csv.workspace = true", &["Cargo.toml:2"]);
    }
    #[test]
    fn a_member_may_have_its_own_with_a_reason() {
        check("", "tower = \"0.5\" # calls a router without a network", &[]);
        check("", "tower = \"0.5\"", &["crates/a/Cargo.toml:4"]);
    }
    #[test]
    fn a_dependency_that_nobody_uses_is_found() {
        check("csv = \"1\" # tables", "", &["Cargo.toml:2"]);
    }
}
