//! The files of the repository, as the rules see them: from disk, or made up in a test.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Folders whose content is made, not written.
const MADE: &[&str] = &[".git", "target", "node_modules", "corpus", "artifacts", "coverage"];
/// Ends of the names of files whose text the rules read; of all others they know the name alone.
const TEXTS: &[&str] = &[".rs", ".toml", ".md", ".mjs", ".js", ".css", ".sql", ".ci/run"];

/// Files by path from the root, with `/` between folders.
#[derive(Debug, Default)]
pub(super) struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads the repository.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let mut tree = Self::default();
        tree.add_folder(root, "").map_err(|problem| format!("cannot read {}: {problem}", root.display()))?;
        Ok(tree)
    }

    /// Made-up files.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    fn add_folder(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                if !MADE.contains(&name.as_str()) {
                    self.add_folder(&entry.path(), &format!("{path}/"))?;
                }
                continue;
            }
            let is_text = TEXTS.iter().any(|end| path.ends_with(end)) && !path.contains("/fixtures/");
            let text = if is_text { fs::read_to_string(entry.path())? } else { String::new() };
            self.files.insert(path, text);
        }
        Ok(())
    }

    /// How many files there are.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    /// The text of a file.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// All files whose paths begin so, with their texts.
    pub(super) fn under<'t>(&'t self, prefix: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        let from = self.files.range(prefix.to_owned()..);
        from.take_while(move |(path, _)| path.starts_with(prefix))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Names of the files that lie directly in a folder (`docs/`) and end so, without that end.
    pub(super) fn stems<'t>(&'t self, folder: &'t str, end: &'t str) -> impl Iterator<Item = &'t str> {
        let names =
            self.under(folder).filter_map(move |(path, _)| path.strip_prefix(folder)?.strip_suffix(end));
        names.filter(|name| !name.contains('/'))
    }

    /// Every Rust file.
    pub(super) fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.under("").filter(|(path, _)| is_rust(path))
    }
}

/// Whether it is a Rust file.
pub(super) fn is_rust(path: &str) -> bool {
    path.strip_suffix(".rs").is_some()
}

/// The lines of a Rust file that are part of a product: without comments and without tests, each with its number.
pub(super) fn product_lines<'t>(path: &str, text: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    let unit_tests = text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let product = if is_test(path) { "" } else { text.get(..unit_tests).unwrap_or(text) };
    (1..).zip(product.lines()).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.contains("/tests/")
        || path.contains("/benches/")
        || path.contains("/examples/")
        || path.contains("/fuzz/")
        || ["tests.rs", "testing.rs"].contains(&name)
        || name.ends_with("_tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, text: &str, expected: &[usize]) {
        assert_eq!(product_lines(path, text).map(|(number, _)| number).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn comments_are_no_product() {
        check("crates/a/src/lib.rs", "//! A.\nfn a() {}\n    // why\nfn b() {}\n", &[2, 4]);
    }
    #[test]
    fn unit_tests_are_no_product() {
        check("crates/a/src/lib.rs", "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n", &[1]);
    }
    #[test]
    fn files_of_tests_are_no_product() {
        for path in ["crates/a/tests/it/main.rs", "crates/a/src/tests.rs", "crates/a/src/dates_tests.rs"] {
            check(path, "fn a() {}\n", &[]);
        }
    }
    #[test]
    fn stems_are_those_of_one_folder() {
        let tree = Tree::of(&[("a/b.rs", ""), ("a/b/c.rs", ""), ("a/d.md", ""), ("ab/e.rs", "")]);
        assert_eq!(tree.stems("a/", ".rs").collect::<Vec<_>>(), ["b"]);
    }
}
