//! What may stand where: pure crates do no I/O, only `store` has SQL, only `web` has HTML, only `ui` prints.
//!
//! A search of texts, so it can be deceived; it is there for honest mistakes.

use super::Complaint;
use super::tree::{Tree, is_rust, product_lines};

/// Crates that are functions of their arguments: no I/O, no clock, no randomness.
const PURE: &[&str] =
    &["domain", "catalog", "engine", "estate", "importers", "reports", "ledger", "generator"];

/// Words that a pure crate does not say.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env::",
    "std::process",
    "std::thread",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "Zoned::now",
    "tokio::",
    "rusqlite::",
    "postgres::",
    "axum::",
    "clap::",
    "reqwest::",
    "getrandom::",
    "tracing::",
];
/// Dependencies that a pure crate does not have, not even unused.
const IMPURE_CRATES: &[&str] =
    &["tokio", "rusqlite", "postgres", "axum", "clap", "reqwest", "getrandom", "tracing", "tempfile"];

/// What stands in one place alone.
struct Home {
    words: &'static [&'static str],
    /// Where the words may stand, as beginnings of paths.
    places: &'static [&'static str],
    says: &'static str,
}

const HOMES: &[Home] = &[
    Home {
        words: &[
            "SELECT ",
            "INSERT INTO ",
            "DELETE FROM ",
            "CREATE TABLE ",
            "CREATE DATABASE ",
            "ON CONFLICT",
            "rusqlite::",
            "postgres::",
        ],
        // testkit makes the empty databases that tests of the store run on.
        places: &["crates/store/", "crates/testkit/", "xtask/src/tidy/"],
        says: "only `store` knows SQL and databases: give it a function that answers the question",
    },
    Home {
        words: &["maud::", "html!", "<html", "<body", "<div", "<table", "<span", "<form"],
        places: &["crates/web/", "xtask/src/tidy/"],
        says: "only `web` has HTML: return a value and let a page show it",
    },
    Home {
        words: &[
            "println!",
            "eprintln!",
            "print!",
            "eprint!",
            "dbg!",
            "io::stdout()",
            "io::stderr()",
            "anstream::",
        ],
        // Build scripts talk to Cargo by printing; testkit says which tests were skipped.
        places: &[
            "crates/cli/src/ui.rs",
            "crates/cli/src/log.rs",
            "crates/bench/",
            "crates/testkit/",
            "crates/catalog/build.rs",
            "xtask/src/say.rs",
            "xtask/src/program.rs",
            "xtask/src/tidy/",
        ],
        says: "only `cli/src/ui.rs` prints: return a value, or speak through `Ui`",
    },
];

pub(super) fn pure(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for name in PURE {
        let manifest = format!("crates/{name}/Cargo.toml");
        complaints.extend(impure_dependencies(&manifest, tree.text(&manifest).unwrap_or_default()));
        for (path, text) in tree.under(&format!("crates/{name}/src/")).filter(|(path, _)| is_rust(path)) {
            for (number, line) in product_lines(path, text) {
                if let Some(word) = IMPURE.iter().find(|word| has_word(line, word)) {
                    let says = format!(
                        "`{word}` in the pure crate `{name}`: take the value as an argument, and do the work in `app` or `cli`"
                    );
                    complaints.push(Complaint::at_line(path, number, says));
                }
            }
        }
    }
    complaints
}

fn impure_dependencies(path: &str, manifest: &str) -> Vec<Complaint> {
    let table: toml::Table = manifest.parse().unwrap_or_default(); // The rule about arrows complains of what is no TOML.
    let dependencies = table.get("dependencies").and_then(toml::Value::as_table);
    let names = dependencies.into_iter().flatten().map(|(name, _)| name.as_str());
    let impure = names.filter(|name| IMPURE_CRATES.contains(name));
    impure
        .map(|name| {
            Complaint::new(
                path,
                format!("a pure crate does not depend on `{name}`: do that work in `app`, `store` or `cli`"),
            )
        })
        .collect()
}

pub(super) fn homes(tree: &Tree) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (path, text) in tree.rust() {
        let strange: Vec<&Home> =
            HOMES.iter().filter(|home| !home.places.iter().any(|place| path.starts_with(place))).collect();
        for (number, line) in product_lines(path, text) {
            for home in &strange {
                if let Some(word) = home.words.iter().find(|word| has_word(line, word)) {
                    complaints.push(Complaint::at_line(
                        path,
                        number,
                        format!("`{}`: {}", word.trim(), home.says),
                    ));
                }
            }
        }
    }
    complaints
}

/// Whether the line has the word, and not only as the end of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let is_open = word.starts_with(is_part);
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|after| after.chars().next());
        let begins = !is_open || !before.is_some_and(is_part);
        let ends = !word.ends_with(is_part) || !after.is_some_and(is_part);
        begins && ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::check_rule;

    #[track_caller]
    fn check_pure(path: &str, text: &str, places: &[&str]) {
        check_rule(pure, &[(path, text)], places);
    }

    #[test]
    fn io_in_a_pure_crate_is_found() {
        check_pure("crates/engine/src/lib.rs", "//! A.\nuse std::fs;\n", &["crates/engine/src/lib.rs:2"]);
        check_pure("crates/estate/src/a.rs", "let now = Timestamp::now();\n", &["crates/estate/src/a.rs:1"]);
    }
    #[test]
    fn io_at_the_edges_passes() {
        check_pure("crates/app/src/lib.rs", "use std::fs;\n", &[]);
    }
    #[test]
    fn io_in_tests_passes() {
        check_pure("crates/engine/tests/laws.rs", "use std::fs;\n", &[]);
        check_pure(
            "crates/engine/src/lib.rs",
            "fn a() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n",
            &[],
        );
    }
    #[test]
    fn a_longer_word_is_another_word() {
        check_pure("crates/engine/src/lib.rs", "let SystemTimes = Instantly;\n", &[]);
    }
    #[test]
    fn an_impure_dependency_is_found() {
        check_pure(
            "crates/engine/Cargo.toml",
            "[dependencies]\ntokio.workspace = true\n",
            &["crates/engine/Cargo.toml"],
        );
        check_pure("crates/engine/Cargo.toml", "[dev-dependencies]\ntempfile.workspace = true\n", &[]);
    }

    #[track_caller]
    fn check_home(path: &str, line: &str, is_strange: bool) {
        let place = format!("{path}:1");
        let places: &[&str] = if is_strange { &[&place] } else { &[] };
        check_rule(homes, &[(path, line)], places);
    }

    #[test]
    fn sql_has_its_home() {
        let line = "const ALL: &str = \"SELECT id FROM entry\";";
        check_home("crates/store/src/record.rs", line, false);
        check_home("crates/app/src/lib.rs", line, true);
        check_home("crates/app/src/lib.rs", "// SELECT is for the store", false);
    }
    #[test]
    fn html_has_its_home() {
        let line = "html! { p { \"hello\" } }";
        check_home("crates/web/src/pages/home.rs", line, false);
        check_home("crates/reports/src/text.rs", line, true);
    }
    #[test]
    fn printing_has_its_home() {
        check_home("crates/cli/src/commands/serve.rs", "println!(\"hello\");", true);
        check_home("crates/app/src/lib.rs", "eprintln!(\"hello\");", true);
        check_home("crates/cli/src/ui.rs", "writeln!(anstream::stderr(), \"hello\")", false);
    }
}
