//! Writes generated data to disk: the fictional hospital and clinic, and files of any size for benches.
//!
//! What is in the files is decided by `ward-generator`, which is pure; here they get their places and dates.

use crate::say;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use ward_generator::scale::{self, NessusSize};
use ward_generator::{Faults, Hospital, Plan};

/// Generate data: a fictional hospital or clinic, or files of any size
#[derive(clap::Subcommand)]
pub(crate) enum What {
    /// The export files of a fictional critical access hospital, and what must be found in them
    ///
    /// Writes OUT/exports/ (each file dated as if it had been exported on its day) and OUT/truth.json.
    Hospital {
        /// Licensed beds, 5 to 1000
        #[arg(long, default_value_t = 25)]
        beds: u32,
        /// Which hospital of that size
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// The day on which it is to be judged [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<Date>,
        /// Plant no faults
        #[arg(long)]
        no_faults: bool,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// What a fictional clinic of five people without tools has, and what must be concluded from it
    ///
    /// Writes OUT/exports/ and OUT/truth.json, as for a hospital.
    Clinic {
        /// Which clinic
        #[arg(long, default_value_t = 7)]
        seed: u64,
        /// The day on which it is to be judged [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        as_of: Option<Date>,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// A credentialed Nessus scan; the defaults make 250 MB
    Nessus {
        /// Number of the first host; files with other numbers are scans of other hosts
        #[arg(long, default_value_t = NessusSize::QUARTER_GIGABYTE.first_host)]
        first_host: u32,
        /// Hosts
        #[arg(long, default_value_t = NessusSize::QUARTER_GIGABYTE.hosts)]
        hosts: u32,
        /// Report items of each host
        #[arg(long, default_value_t = NessusSize::QUARTER_GIGABYTE.items_per_host)]
        items: u32,
        /// Bytes of plugin output of each item
        #[arg(long, default_value_t = NessusSize::QUARTER_GIGABYTE.padding_bytes_per_item)]
        padding: usize,
        /// Which file of that size
        #[arg(long, default_value_t = 7)]
        seed: u64,
        #[command(flatten)]
        to: To,
    },
    /// An nmap scan of every port (XML)
    Nmap {
        /// Hosts that are up
        #[arg(long, default_value_t = 1_000)]
        hosts: u32,
        #[command(flatten)]
        to: To,
    },
    /// A catalogue of known exploited vulnerabilities (JSON)
    Kev {
        /// Entries
        #[arg(long, default_value_t = 1_500)]
        entries: u32,
        #[command(flatten)]
        to: To,
    },
    /// The registration details of accounts (CSV)
    EntraUsers {
        /// Accounts
        #[arg(long, default_value_t = 20_000)]
        accounts: u32,
        #[command(flatten)]
        to: To,
    },
    /// A worker report (CSV)
    Roster {
        /// Workers
        #[arg(long, default_value_t = 20_000)]
        workers: u32,
        #[command(flatten)]
        to: To,
    },
    /// An asset inventory of the hosts of the scans (CSV)
    Inventory {
        /// Hosts
        #[arg(long, default_value_t = 1_000)]
        hosts: u32,
        #[command(flatten)]
        to: To,
    },
    /// A training report (CSV)
    Training {
        /// People, with one course each
        #[arg(long, default_value_t = 20_000)]
        people: u32,
        #[command(flatten)]
        to: To,
    },
}

/// Where a single file goes.
#[derive(clap::Args)]
pub(crate) struct To {
    /// File to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The day of the scan or export
    #[arg(long, value_name = "YYYY-MM-DD", default_value = "2026-11-20")]
    on: Date,
}

impl To {
    /// Scans end at six in the morning, UTC.
    fn scan_end(&self) -> Timestamp {
        let morning = self.on.at(6, 0, 0, 0).to_zoned(TimeZone::UTC);
        morning.map_or(Timestamp::UNIX_EPOCH, |morning| morning.timestamp())
    }
}

pub(crate) fn run(what: &What) -> Result<(), String> {
    match what {
        What::Hospital { beds, seed, as_of, no_faults, out } => {
            let faults = if *no_faults { Faults::None } else { Faults::Planted };
            let plan = Plan { beds: *beds, seed: *seed, as_of: as_of.unwrap_or_else(today), faults };
            folder(&ward_generator::hospital(&plan), plan.as_of, out)
        }
        What::Clinic { seed, as_of, out } => {
            let as_of = as_of.unwrap_or_else(today);
            folder(&ward_generator::clinic(*seed, as_of), as_of, out)
        }
        What::Nessus { first_host, hosts, items, padding, seed, to } => {
            let size = NessusSize {
                first_host: *first_host,
                hosts: *hosts,
                items_per_host: *items,
                padding_bytes_per_item: *padding,
            };
            write(to, |out| scale::nessus(out, size, *seed, to.scan_end()))
        }
        What::Nmap { hosts, to } => write(to, |out| scale::nmap(out, *hosts, to.scan_end())),
        What::Kev { entries, to } => write(to, |out| scale::kev(out, *entries, to.on)),
        What::EntraUsers { accounts, to } => write(to, |out| scale::entra_users_csv(out, *accounts, to.on)),
        What::Roster { workers, to } => write(to, |out| scale::roster_csv(out, *workers, to.on)),
        What::Inventory { hosts, to } => write(to, |out| scale::inventory_csv(out, *hosts, to.on)),
        What::Training { people, to } => write(to, |out| scale::training_csv(out, *people, to.on)),
    }
}

#[expect(clippy::disallowed_methods, reason = "the edge of a developer's tool: the default day is today")]
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

fn folder(made: &Hospital, as_of: Date, out: &Path) -> Result<(), String> {
    let exports = out.join("exports");
    if exports.exists() {
        return Err(format!("{} is there already: remove it, or name another folder", exports.display()));
    }
    fs::create_dir_all(&exports)
        .map_err(|problem| format!("cannot make {}: {problem}", exports.display()))?;
    for file in &made.files {
        let path = exports.join(&file.name);
        let write = || -> io::Result<()> {
            let mut target = File::create_new(&path)?;
            target.write_all(&file.bytes)?;
            target.set_modified(end_of_day(file.collected_on))
        };
        write().map_err(|problem| format!("cannot write {}: {problem}", path.display()))?;
    }
    let path = out.join("truth.json");
    let truth = serde_json::to_vec_pretty(&made.truth).map_err(|problem| problem.to_string())?;
    fs::write(&path, truth).map_err(|problem| format!("cannot write {}: {problem}", path.display()))?;
    say::line(format!(
        "{}, judged on {}: {} files in {}, {} planted faults in {}",
        made.name,
        as_of,
        made.files.len(),
        exports.display(),
        made.truth.faults.len(),
        path.display()
    ));
    Ok(())
}

/// The last second of a day, UTC, as file systems keep it.
fn end_of_day(day: Date) -> SystemTime {
    let evening = day.at(23, 59, 59, 0).to_zoned(TimeZone::UTC);
    let since = evening.map_or(SignedDuration::ZERO, |evening| evening.timestamp().as_duration());
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs().max(0).unsigned_abs())
}

fn write(to: &To, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let write = || -> io::Result<u64> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&to.out)?);
        content(&mut out)?;
        Ok(out.into_inner().map_err(io::IntoInnerError::into_error)?.metadata()?.len())
    };
    let bytes = write().map_err(|problem| format!("cannot write {}: {problem}", to.out.display()))?;
    say::line(format!("{}: {bytes} bytes", to.out.display()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan =
        Plan { beds: 5, seed: 7, as_of: jiff::civil::date(2026, 11, 21), faults: Faults::Planted };

    fn small(out: &Path) -> Result<(), String> {
        super::folder(&ward_generator::hospital(&PLAN), PLAN.as_of, out)
    }

    #[test]
    fn files_are_dated_on_the_day_of_their_export() {
        let folder = tempfile::tempdir().unwrap();
        small(folder.path()).unwrap();
        for file in ward_generator::hospital(&PLAN).files {
            let metadata = fs::metadata(folder.path().join("exports").join(&file.name)).unwrap();
            let modified = Timestamp::try_from(metadata.modified().unwrap()).unwrap();
            assert_eq!(modified.to_zoned(TimeZone::UTC).date(), file.collected_on, "{}", file.name);
            assert_eq!(metadata.len(), file.bytes.len() as u64);
        }
    }

    #[test]
    fn the_truth_lies_beside_the_exports() {
        let folder = tempfile::tempdir().unwrap();
        small(folder.path()).unwrap();
        let truth = fs::read(folder.path().join("truth.json")).unwrap();
        let truth: ward_generator::Truth = serde_json::from_slice(&truth).unwrap();
        assert!(!truth.faults.is_empty());
    }

    #[test]
    fn an_older_hospital_is_not_mixed_with_a_new_one() {
        let folder = tempfile::tempdir().unwrap();
        small(folder.path()).unwrap();
        assert!(small(folder.path()).unwrap_err().contains("is there already"));
    }
}
