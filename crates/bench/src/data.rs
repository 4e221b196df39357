//! Where the data sets are written, and the binary that reads them.

use crate::Result;
use jiff::civil::Date;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use ward_app::{Clock as _, SystemClock};

/// One run of the benchmarks.
pub(crate) struct Bench {
    /// Removed at the end.
    folder: TempDir,
    ward: PathBuf,
    /// The day of the scans and lists: the day before the run, so that all of it counts and nothing is out of date.
    pub(crate) exported: Date,
}

/// What a writer of `ward_generator::scale` writes to.
pub(crate) type Out<'a> = &'a mut dyn Write;

impl Bench {
    /// Finds the binary and makes a folder below `parent`, or in the system's place for such things.
    pub(crate) fn begin(parent: Option<&Path>) -> Result<Self> {
        let ward = std::env::current_exe()?.with_file_name(format!("ward{}", std::env::consts::EXE_SUFFIX));
        if !ward.is_file() {
            let sentence = format!(
                "there is no {}; run `cargo build --release -p ward-cli -p ward-bench` first",
                ward.display()
            );
            return Err(sentence.into());
        }
        let mut builder = tempfile::Builder::new();
        let folder = match parent {
            Some(parent) => {
                std::fs::create_dir_all(parent)?;
                builder.prefix("ward-bench-").tempdir_in(parent)?
            }
            None => builder.prefix("ward-bench-").tempdir()?,
        };
        let today = SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        Ok(Self { folder, ward, exported: today.yesterday()? })
    }

    /// The binary with a subcommand; its own temporary files come into the bench's folder.
    pub(crate) fn speaking(&self, subcommand: &str) -> Command {
        let mut command = Command::new(&self.ward);
        command.arg(subcommand).env("TMPDIR", self.folder.path());
        command.env_remove("WARD_DATA").env_remove("WARD_DATABASE").env_remove("RUST_LOG");
        command
    }

    /// The same, saying nothing but errors.
    pub(crate) fn ward(&self, subcommand: &str) -> Command {
        let mut command = self.speaking(subcommand);
        command.arg("--quiet");
        command
    }

    /// The binary asked to judge a file or folder.
    pub(crate) fn assess(&self, path: &Path) -> Command {
        let mut command = self.ward("assess");
        command.arg(path).args(["--format", "json"]);
        command
    }

    /// A path in the bench's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file; removed when dropped.
    pub(crate) fn file(&self, name: &str, write: impl FnOnce(Out<'_>) -> io::Result<()>) -> Result<DataFile> {
        let path = self.path(name);
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
        write(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        let megabytes = file.metadata()?.len() as f64 / 1e6;
        Ok(DataFile { path, megabytes })
    }

    /// The end of the scans.
    pub(crate) fn scan_end(&self) -> jiff::Timestamp {
        let evening = self.exported.at(20, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
        evening.map_or(jiff::Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }
}

/// A file that is removed when nobody needs it any more.
pub(crate) struct DataFile {
    /// Where.
    pub(crate) path: PathBuf,
    /// Its size in 10^6 bytes.
    pub(crate) megabytes: f64,
}

impl Drop for DataFile {
    fn drop(&mut self) {
        // The folder around it goes at the end in any case.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Rows that a writer needs for about so many bytes, judged by a sample of 1,000.
pub(crate) fn rows_for(bytes: u64, write: impl Fn(Out<'_>, u32) -> io::Result<()>) -> io::Result<u32> {
    const SAMPLE: u32 = 1_000;
    let mut sample = Vec::new();
    write(&mut sample, SAMPLE)?;
    let rows = bytes * u64::from(SAMPLE) / (sample.len() as u64).max(1);
    Ok(u32::try_from(rows).unwrap_or(u32::MAX))
}
