//! Every module says what it is for, is of readable size, and holds nothing unfinished.

use super::Complaint;
use super::tree::Tree;

const MOST_LINES: usize = 500;

/// Longer files, each with the reason.
const LONG: &[(&str, &str)] = &[(
    "crates/domain/src/observation.rs",
    "the whole vocabulary of evidence, two thirds of it doc comments: split, it would have to be read in pieces",
)];

/// What stands in unfinished work.
const UNFINISHED: &[&str] = &["todo!(", "unimplemented!(", "#[ignore", "FIXME", "HACK"];

/// Tests that may be ignored, each with the reason.
const IGNORED: &[(&str, &str)] = &[(
    "crates/store/tests/it/child.rs",
    "is no test by itself: the crash tests start it as a process of its own",
)];

pub(super) fn module_docs(tree: &Tree) -> Vec<Complaint> {
    // A fuzz target is two lines; the library beside it says what they do.
    let modules = tree.rust().filter(|(path, _)| !path.contains("/fuzz_targets/"));
    let silent = modules.filter(|(_, text)| !text.starts_with("//!"));
    silent
        .map(|(path, _)| {
            Complaint::new(path, "has no `//!` in its first line: say in a sentence what the module is for")
        })
        .collect()
}

pub(super) fn size(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in tree.rust() {
        let lines = text.lines().count();
        let is_listed = LONG.iter().any(|(long, _)| *long == path);
        if lines > MOST_LINES && !is_listed {
            let says = format!(
                "has {lines} lines: split it by meaning, or list it in xtask/src/tidy/shape.rs with the reason"
            );
            complaints.push(Complaint::new(path, says));
        }
        if lines <= MOST_LINES && is_listed {
            complaints.push(Complaint::new(
                path,
                "is not long any more: take it off the list in xtask/src/tidy/shape.rs",
            ));
        }
    }
    complaints
}

pub(super) fn unfinished(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in tree.rust().filter(|(path, _)| *path != "xtask/src/tidy/shape.rs") {
        for (number, line) in (1..).zip(text.lines()) {
            let may_ignore = IGNORED.iter().any(|(listed, _)| *listed == path);
            let is_here = |word: &&&str| line.contains(**word) && !(may_ignore && **word == "#[ignore");
            if let Some(word) = UNFINISHED.iter().find(is_here) {
                let says =
                    format!("`{word}`: finish it, or assert what happens today and say why that is wrong");
                complaints.push(Complaint::at_line(path, number, says));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check_rule;

    #[test]
    fn a_silent_module_is_found() {
        check_rule(module_docs, &[("crates/a/src/lib.rs", "fn a() {}\n")], &["crates/a/src/lib.rs"]);
        check_rule(module_docs, &[("crates/a/src/lib.rs", "//! Judges.\n")], &[]);
    }
    #[test]
    fn a_long_file_is_found() {
        let long = "//\n".repeat(501);
        check_rule(size, &[("a.rs", &long)], &["a.rs"]);
        check_rule(size, &[("a.rs", &"//\n".repeat(500))], &[]);
    }
    #[test]
    fn a_listed_file_may_be_long_and_leaves_the_list_when_it_is_not() {
        let (path, _) = LONG[0];
        check_rule(size, &[(path, &"//\n".repeat(501))], &[]);
        check_rule(size, &[(path, "//\n")], &[path]);
    }
    #[test]
    fn unfinished_work_is_found() {
        for word in UNFINISHED {
            check_rule(unfinished, &[("a.rs", &format!("//! A.\n{word}\n"))], &["a.rs:2"]);
        }
    }
    #[test]
    fn a_listed_test_may_be_ignored_and_nothing_else_in_its_file() {
        let (path, _) = IGNORED[0];
        check_rule(unfinished, &[(path, "#[ignore = \"why\"]\ntodo!()\n")], &[&format!("{path}:2")]);
    }
}
