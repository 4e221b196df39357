//! Words that do not belong into what we write: fillers, praise, and paths of somebody's machine.

use super::Complaint;
use super::tree::Tree;

/// Words and what to do about them; a space stands for any gap between words.
const FORBIDDEN: &[(&str, &str)] = &[
    ("simply", "it is not simple for whoever needs the sentence: leave it out"),
    ("obviously", "then it need not be said: leave it out"),
    ("of course", "leave it out"),
    ("just works", "say what it does"),
    ("blazing", "give the figure, the machine and the data"),
    ("seamless", "say what happens"),
    ("seamlessly", "say what happens"),
    ("state of the art", "say what it does"),
    ("world-class", "say what it does"),
    ("utilize", "say `use`"),
    ("utilise", "say `use`"),
    ("leverage", "say `use`"),
    ("whitelist", "say `allow-list`"),
    ("blacklist", "say `deny-list`"),
];

/// Beginnings of paths that exist on one machine alone.
const MACHINE_PATHS: &[&str] = &["/work/", "/root/", "/tmp/bash_jobs", "/home/", "/Users/"];

pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in tree.under("").filter(|(path, _)| *path != "xtask/src/tidy/words.rs") {
        for (number, line) in (1..).zip(text.lines()) {
            let lower = line.to_lowercase();
            for (word, instead) in FORBIDDEN.iter().filter(|(word, _)| has_word(&lower, word)) {
                complaints.push(Complaint::at_line(path, number, format!("`{word}`: {instead}")));
            }
            if let Some(start) = MACHINE_PATHS.iter().find(|start| begins_a_path(line, start)) {
                let says = format!(
                    "`{start}…` is a path of one machine: make it relative, or take it as an argument"
                );
                complaints.push(Complaint::at_line(path, number, says));
            }
        }
    }
    complaints
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
        ![before, after].into_iter().flatten().any(|c| c.is_alphanumeric() || c == '_' || c == '-')
    })
}

fn begins_a_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '}' | '~' | '*'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check_rule;

    #[track_caller]
    fn check(line: &str, is_found: bool) {
        let places: &[&str] = if is_found { &["README.md:1"] } else { &[] };
        check_rule(super::check, &[("README.md", line)], places);
    }

    #[test]
    fn fillers_are_found() {
        check("Simply run it.", true);
        check("It just works.", true);
    }
    #[test]
    fn a_part_of_a_word_is_another_word() {
        check("simply-supported beams, deleveraged", false);
    }
    #[test]
    fn paths_of_a_machine_are_found() {
        check("see `/work/main/README.md`", true);
        check("cd /home/me/ward", true);
    }
    #[test]
    fn other_paths_pass() {
        check("https://example.org/work/plan and crates/home/page", false);
    }
    #[test]
    fn every_word_of_the_list_is_found() {
        for (word, _) in FORBIDDEN {
            check(&format!("so {word} it is"), true);
        }
    }
}
