//! Backup jobs with their last success: exports of Veeam and Datto, and lists of other systems or kept by hand.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System};
use ward_domain::observation::{BackupSeen, Observations};

/// Reads backup job reports.
pub struct BackupJobs;

static ABOUT: About = About {
    id: "backup-jobs",
    name: "Backup job report",
    how_to_get: "Export the job list with system, last success and place of the copy from the backup software; add whether a \
                 copy is offline or cannot be changed",
    carries: "When each system was last backed up, where to, and whether a copy is out of reach; not whether it can be restored",
    version: 1,
    evidence_kind: "backup-report",
};

/// Headings of Veeam, of Datto, then of other systems.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "backup-jobs",
    fields: &[
        Field::new("system", &[
            "System", "System Name", "Protected System", "VM Name", "Agent Name", "Protected Machine",
            "Machine", "Server", "Host", "Hostname", "Client", "Source", "Workload", "Object", "Objects",
        ]),
        Field::new("job", &[
            "Job Name", "Job", "Backup Job", "Policy", "Policy Name", "Backup Set", "Plan", "Name",
        ]),
        Field::new("last-success", &[
            "Last Successful Backup", "Last Success", "Last Successful Run", "Last Good Backup",
            "Last Restore Point", "Latest Restore Point", "Last Local Backup", "Last Backup",
            "Last Backup Date",
        ]),
        Field::new("last-run", &[
            "Last Run", "Last Run Time", "End Time", "Finished", "Completed", "Last Session", "Start Time",
        ]),
        Field::of_words("result", &[
            "Last Result", "Result", "Last Status", "Job Status", "Status", "Last Run Status",
        ], &["success", "failed"]),
        Field::new("place", &[
            "Repository", "Backup Repository", "Target", "Copy Location", "Destination", "Storage", "Vault",
            "Location", "Device Name",
        ]),
        Field::of_words("immutable", &[
            "Immutable", "Immutability", "Immutable Until", "Offline or Immutable", "Object Lock",
            "Immutable Copy",
        ], &["yes", "no"]),
        Field::of_words("offline", &["Offline", "Offline Copy", "Air-gapped", "Air Gapped"], &["yes", "no"]),
        Field::of_words("encrypted", &[
            "Encrypted", "Encryption", "Encryption Enabled", "Copy Encrypted",
        ], &["yes", "no"]),
        Field::new(COLLECTED, &["Report Date", "Report Time", "Exported On", "As Of"]),
    ],
    systems: &[
        System {
            name: "Veeam",
            marks: &[
                &["Job Name", "Name", "VM Name"],
                &["Last Result", "Last Restore Point", "Restore Points", "Session Type"],
                &["Target", "Repository", "Backup Repository"],
                &["Type", "Job Type", "Platform", "Session Type"],
            ],
        },
        System {
            name: "Datto",
            marks: &[
                &["Agent Name", "Protected Machine"], &["Device Name", "Device Serial"],
                &["Last Local Backup", "Last Backup"],
                &["Last Screenshot", "Last Screenshot Result", "Last Offsite", "Last Offsite Sync"],
            ],
        },
    ],
    needs: &[
        &["system", "job"], &["last-success", "last-run"],
        &["place", "result", "immutable", "offline", "last-success"],
    ],
    foreign: &[
        "restored", "restoredby", "verifiedby", "course", "email", "serialnumber", "macaddress", "cve",
        "severity", "lastevent", "rule",
    ],
};

impl Register for BackupJobs {
    type Seen = BackupSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "backup report";
    fn list(observations: &mut Observations) -> &mut Vec<BackupSeen> {
        &mut observations.backups
    }
    fn row(row: &mut Row<'_>) -> Result<BackupSeen, String> {
        let job = row.text("job");
        let system = row.text("system").filter(|system| system.parse::<u32>().is_err());
        let system = system.or_else(|| job.clone()).ok_or("the row names no system and no job")?;
        let succeeded = row.meaning("result", is_success);
        let last_success = match row.has("last-success") {
            true => row.when("last-success"),
            // The last run is a success only when the report says so.
            false if succeeded == Some(true) => row.when("last-run"),
            false => None,
        };
        let (immutable, offline) = (row.yes_no_or_date("immutable"), row.yes_no_or_date("offline"));
        Ok(BackupSeen {
            system,
            job,
            last_success: last_success.map(|when| when.start()),
            place: row.text("place"),
            is_offline_or_immutable: match (immutable, offline) {
                (Some(one), Some(other)) => Some(one || other),
                (one, other) => one.or(other),
            },
            is_encrypted: row.yes_no("encrypted"),
            line: row.line(),
        })
    }
}

/// Results of backup software. A warning leaves a copy behind; a run that goes on has not yet.
fn is_success(word: &str) -> Option<bool> {
    match word {
        "success"
        | "successful"
        | "succeeded"
        | "completed"
        | "complete"
        | "ok"
        | "warning"
        | "completed with warnings"
        | "success with warnings"
        | "passed"
        | "healthy"
        | "protected" => Some(true),
        "failed" | "failure" | "error" | "none" | "running" | "working" | "in progress" | "stopped"
        | "disabled" | "canceled" | "cancelled" | "missed" | "never" | "not run" | "idle" | "pending"
        | "unprotected" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Confidence;
    use crate::table::testing::Sample;
    use jiff::civil::{DateTime, date};

    #[track_caller]
    fn check(text: &str, tool: &str, expected: &[(&str, Option<DateTime>, Option<bool>)]) {
        let sample = Sample::read(&BackupJobs, text);
        assert_eq!(sample.observations.tool, tool);
        assert_eq!(sample.confidence == Confidence::Certain, tool != "backup report");
        let seen: Vec<_> = sample
            .observations
            .backups
            .iter()
            .map(|b| (b.system.as_str(), b.last_success, b.is_offline_or_immutable))
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_failed_run_is_no_success() {
        let at = Some(date(2026, 11, 20).at(22, 5, 0, 0));
        check(
            "Name,Type,Objects,Status,Last Run,Last Result,Next Run,Target\nEHR nightly,VMware Backup,4,Stopped,11/20/2026 10:05:00 PM,Warning,,HARDENED-1\n\
             PACS nightly,VMware Backup,2,Stopped,11/20/2026 10:05:00 PM,Failed,,HARDENED-1\n",
            "Veeam",
            &[("EHR nightly", at, None), ("PACS nightly", None, None)],
        );
    }

    #[test]
    fn systems_and_lists_say_when_it_last_worked() {
        let at = Some(date(2026, 11, 20).at(4, 0, 0, 0));
        check(
            "Client,Device Name,Agent Name,Last Local Backup,Last Screenshot,Last Offsite\nClinic,SIRIS-1,dc1,2026-11-20 04:00,2026-11-20,2026-11-19\n",
            "Datto",
            &[("dc1", at, None)],
        );
        check(
            "System,Last Success,Copy Location,Immutable,Offline\nEHR,2026-11-20 04:00,cloud,no,yes\nPACS,,tape,,\n",
            "backup report",
            &[("EHR", at, Some(true)), ("PACS", None, None)],
        );
    }
}
