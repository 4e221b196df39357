//! The house rules as a test: what a reviewer would otherwise have to remember.
//!
//! Every rule is a function from the texts of the repository to complaints, and every complaint says what to do. To add a
//! rule, write the function and its line in [`RULES`], and show in a test that it can fail.

mod arrows;
mod manifests;
mod pairs;
mod places;
mod shape;
mod tree;
mod words;

use crate::{docs, say};
use std::fmt;
use std::path::Path;
use tree::Tree;

/// A house rule.
type Rule = fn(&Tree) -> Vec<Complaint>;

/// Every rule, with the words that name it.
const RULES: &[(&str, Rule)] = &[
    ("arrows between crates", arrows::check),
    ("dependencies have reasons", manifests::check),
    ("pure crates stay pure", places::pure),
    ("SQL, HTML and printing keep to their places", places::homes),
    ("importers pair with fixtures", pairs::importers),
    ("measures pair with rules", pairs::measures),
    ("numbered files have no gaps", pairs::numbered),
    ("modules say what they are for", shape::module_docs),
    ("files are of readable size", shape::size),
    ("nothing is left unfinished", shape::unfinished),
    ("words", words::check),
    ("generated pages are up to date", generated),
];

/// Something that breaks a house rule.
#[derive(Debug, PartialEq, Eq)]
struct Complaint {
    /// File, with a line where there is one.
    place: String,
    /// What is wrong and what to do.
    says: String,
}

impl Complaint {
    fn new(place: impl Into<String>, says: impl Into<String>) -> Self {
        Self { place: place.into(), says: says.into() }
    }
    fn at_line(path: &str, line: usize, says: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), says)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.says)
    }
}

/// Checks the repository.
pub(crate) fn run(root: &Path) -> Result<(), String> {
    let tree = Tree::read(root)?;
    let mut count = 0;
    for (name, rule) in RULES {
        let complaints = rule(&tree);
        if !complaints.is_empty() {
            say::line(format!("{name}:"));
        }
        for complaint in &complaints {
            say::line(format!("  {complaint}"));
        }
        count += complaints.len();
    }
    if count > 0 {
        return Err(format!("the house is not tidy: {count} complaints"));
    }
    say::line(format!("tidy: {} rules hold for {} files", RULES.len(), tree.len()));
    Ok(())
}

fn generated(tree: &Tree) -> Vec<Complaint> {
    let is_stale = |(path, text): &(&str, String)| tree.text(path) != Some(text.as_str());
    let stale = docs::pages().into_iter().filter(is_stale);
    stale
        .map(|(path, _)| Complaint::new(path, "is not what the code says now: run `cargo xtask docs`"))
        .collect()
}

/// Runs a rule on made-up files and compares the places that it complains of.
#[cfg(test)]
#[track_caller]
fn check_rule(rule: Rule, files: &[(&str, &str)], places: &[&str]) {
    let complaints = rule(&Tree::of(files));
    let found: Vec<&str> = complaints.iter().map(|complaint| complaint.place.as_str()).collect();
    assert_eq!(found, places, "{complaints:#?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_tidy() {
        run(&crate::root()).unwrap();
    }

    #[test]
    fn a_generated_page_that_was_changed_by_hand_is_found() {
        let [(formats, text), (measures, _)] = docs::pages();
        check_rule(generated, &[(formats, &text), (measures, "by hand")], &[measures]);
    }
}
