//! The pages in a browser: `e2e/run.mjs` against the demonstrations, served on free ports of this machine.

use super::{Counts, answer_of};
use crate::{program, say};
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Longest time until the demonstration answers, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);

pub(super) fn run(root: &Path, counts: &mut Counts) -> Result<(), String> {
    let folder = root.join("e2e");
    install(&folder)?;
    let ward = build(root)?;
    // Others work while the sector is told.
    let sector = Server::begin(&ward, &["demo", "sector", "--organisations", "80"])?;
    let (hospital, clinic) = (Server::begin(&ward, &["demo"])?, Server::begin(&ward, &["demo", "clinic"])?);
    let mut command = Command::new("node");
    command.current_dir(&folder).arg("run.mjs");
    command.env("BASE_URL", hospital.address()?).env("CLINIC_URL", clinic.address()?);
    let (_its_hospital, office) = (sector.address()?, sector.address()?);
    command.env("OFFICE_URL", office);
    program::run_watched(&mut command, |line| counts.see(line))
}

/// Installs what the tests of the pages use, unless the folder is as the lock file says.
fn install(folder: &Path) -> Result<(), String> {
    let changed = |path: &str| fs::metadata(folder.join(path)).and_then(|file| file.modified()).ok();
    let installed = changed("node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("package-lock.json") {
        return Ok(());
    }
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    program::run(Command::new("npm").current_dir(folder).args(arguments))
}

/// Builds `ward` with the flags of the tests, so that after them there is nothing left to do.
fn build(root: &Path) -> Result<PathBuf, String> {
    program::run(&mut program::cargo(
        root,
        &["build", "--profile", "test", "--workspace", "--tests", "--bin", "ward"],
    ))?;
    let metadata = answer_of(&mut program::cargo(root, &["metadata", "--no-deps", "--format-version", "1"]));
    let metadata: serde_json::Value =
        metadata.and_then(|text| serde_json::from_str(&text).ok()).ok_or("cargo metadata failed")?;
    let target = metadata["target_directory"].as_str().ok_or("cargo metadata names no target folder")?;
    Ok(Path::new(target).join("debug/ward"))
}

/// A demonstration that ends with this value.
struct Server {
    child: Child,
    addresses: mpsc::Receiver<String>,
}

impl Server {
    fn begin(ward: &Path, demonstration: &[&str]) -> Result<Self, String> {
        let mut command = Command::new(ward);
        command
            .args(demonstration)
            .args(["--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child =
            command.spawn().map_err(|problem| format!("cannot run {}: {problem}", ward.display()))?;
        let errors = child.stderr.take();
        let (tell, addresses) = mpsc::channel();
        std::thread::spawn(move || {
            let Some(errors) = errors else { return };
            // Reads on after the address: a full pipe would stop the server.
            for line in BufReader::new(errors).lines().map_while(Result::ok) {
                say::line(format!("ward: {line}"));
                if let Some(address) = address_in(&line) {
                    let _ = tell.send(address); // Whoever asks no more needs no more.
                }
            }
        });
        Ok(Self { child, addresses })
    }

    /// The next address that it names. A sector names its hospital, then its office.
    fn address(&self) -> Result<String, String> {
        self.addresses.recv_timeout(PATIENCE).map_err(|problem| match problem {
            mpsc::RecvTimeoutError::Timeout => format!("`ward demo` did not answer within {PATIENCE:?}"),
            mpsc::RecvTimeoutError::Disconnected => "`ward demo` ended before it answered".to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked to end, it takes its folder with it.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        for _ in 0..100 {
            if asked.as_ref().is_err() || self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.child.kill(); // It may have ended.
        let _ = self.child.wait();
    }
}

/// The address in `Ward is at http://127.0.0.1:8405  (Ctrl-C ends it)`.
fn address_in(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("http://")?;
    rest.split_whitespace().next().map(|place| format!("http://{}", place.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shell in place of the real server. What `begin` adds to its arguments means nothing to it.
    fn begin(script: &str) -> Server {
        Server::begin(Path::new("/bin/sh"), &["-c", script]).unwrap()
    }

    #[test]
    fn a_server_is_waited_for_and_ended() {
        let server = begin(
            "echo 'reading …' >&2; echo 'A hospital is at http://127.0.0.1:1' >&2; \
             echo 'The office is at http://127.0.0.1:2  (Ctrl-C ends both)' >&2; exec sleep 60",
        );
        assert_eq!(server.address().unwrap(), "http://127.0.0.1:1");
        assert_eq!(server.address().unwrap(), "http://127.0.0.1:2");
        let process = Path::new("/proc").join(server.child.id().to_string());
        assert!(process.exists());
        drop(server);
        assert!(!process.exists());
    }

    #[test]
    fn a_server_that_ends_at_once_is_a_failure() {
        let failure = begin("echo 'error: no room' >&2; exit 70").address().unwrap_err();
        assert!(failure.contains("ended before it answered"), "{failure}");
    }

    #[test]
    fn the_address_is_found() {
        assert_eq!(
            address_in("Ward is at http://127.0.0.1:8405  (Ctrl-C ends it)").unwrap(),
            "http://127.0.0.1:8405"
        );
        assert_eq!(address_in("reading files"), None);
    }
}
