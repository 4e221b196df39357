//! E7.3: every critical system has a fresh backup and a copy that ransomware cannot reach.

use super::{Rule, critical_systems, listed};
use crate::{Ground, Ruling};

/// See the module.
pub struct BackupsDailyAndApart;

impl Rule for BackupsDailyAndApart {
    fn slug(&self) -> &'static str {
        "backups-daily-and-apart"
    }

    fn judge<'g>(&self, ground: &'g Ground<'g>) -> Ruling<'g> {
        let most = ground.days("success-hours");
        let zone = ground.days("zone-hours");
        let backups = &ground.estate().backups;
        let mut ruling = critical_systems::each_by(ground, "backup-report", |system, line| {
            let jobs = || backups.iter().filter(|job| listed::is_same(&job.row.system, &system.name));
            let without = critical_systems::not_listed(system, "no backup job");
            line.any(jobs(), &without, |job, line| {
                let Some((time, at)) = line.said(job, |j| j.last_success) else {
                    return line.unsaid("when its backup last succeeded");
                };
                let hours = critical_systems::hours_before_collection(ground, time, at);
                match hours {
                    _ if hours < -zone => line.doubt(at, format!("its backup is dated {time}, after the report was made")),
                    _ if hours <= most => line.rests_on(at),
                    _ if hours <= most + zone => line.doubt(at, format!("its backup last succeeded {hours} hours before the report, or less by its time zone; at most {most} are wanted")),
                    _ => line.fault(at, format!("its backup last succeeded on {time}, {hours} hours before the report; at most {most} are wanted")),
                }
            });
            if jobs().next().is_some() {
                line.any(jobs(), "", |job, line| {
                    line.must(
                        job,
                        |j| j.is_offline_or_immutable,
                        "copy that is offline or cannot be changed",
                    );
                });
            }
        });
        ruling.note("Whether the copies can be reached from the computers of users is not in a backup report: try it from one.");
        ruling
    }
}
