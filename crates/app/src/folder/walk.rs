//! Finds the files of folders, in order of name, and survives whatever stands there.

use std::path::{Path, PathBuf};

/// A file, or a place that could not be looked into.
pub struct Found {
    /// The path as the person would write it, below the folder that was given.
    shown: PathBuf,
    /// The path to open, or why there is none.
    pub path: Result<PathBuf, String>,
}

impl Found {
    /// Its name below the folder that was given.
    pub fn name(&self) -> String {
        self.shown.to_string_lossy().into_owned()
    }
}

/// Deepest folder that is looked into.
const DEEPEST: usize = 32;

/// All files under the paths. Links to folders are not followed, so a loop of links ends by itself.
pub fn files(paths: &[PathBuf]) -> Vec<Found> {
    let mut found = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(meta) if meta.is_dir() => folder(path, Path::new(""), 0, &mut found),
            Ok(meta) => found.push(file(
                path.clone(),
                path.file_name().map_or_else(|| path.clone(), PathBuf::from),
                &meta,
            )),
            Err(error) => {
                found.push(Found { shown: path.clone(), path: Err(format!("{error}. Check the name")) });
            }
        }
    }
    found
}

fn folder(path: &Path, shown: &Path, depth: usize, found: &mut Vec<Found>) {
    let refuse = |reason: String| Found { shown: shown.to_owned(), path: Err(reason) };
    if depth > DEEPEST {
        return found.push(refuse(format!("more than {DEEPEST} folders deep. Move the files up")));
    }
    let entries: std::io::Result<Vec<PathBuf>> =
        std::fs::read_dir(path).and_then(|all| all.map(|entry| entry.map(|entry| entry.path())).collect());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => {
            return found.push(refuse(format!("{error}. Check that you may look into this folder")));
        }
    };
    entries.sort();
    for entry in entries {
        let shown = shown.join(entry.file_name().unwrap_or_default());
        match (std::fs::symlink_metadata(&entry), std::fs::metadata(&entry)) {
            (Ok(own), Ok(_)) if own.is_dir() => folder(&entry, &shown, depth + 1, found),
            (Ok(_), Ok(target)) if target.is_dir() => {
                found.push(Found { shown, path: Err("a link to a folder, which is not followed. Name that folder itself".to_owned()) });
            }
            (_, Ok(target)) => found.push(file(entry, shown, &target)),
            (_, Err(error)) => {
                found.push(Found { shown, path: Err(format!("{error}. A broken link, or no permission")) });
            }
        }
    }
}

fn file(path: PathBuf, shown: PathBuf, meta: &std::fs::Metadata) -> Found {
    let path =
        if meta.is_file() { Ok(path) } else { Err("not a file (a device, pipe or socket)".to_owned()) };
    Found { shown, path }
}
