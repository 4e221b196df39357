//! Sources of a log collector with the time of their last event: Splunk, Microsoft Sentinel, Wazuh, QRadar, and lists.

use crate::About;
use crate::table::{COLLECTED, Field, Layout, Register, Row, System};
use ward_domain::observation::{LogSourceSeen, Observations};

/// Reads lists of log sources.
pub struct LogSources;

static ABOUT: About = About {
    id: "log-sources",
    name: "Log sources",
    how_to_get: "Export the sources with the time of their last event: in Splunk `| metadata type=hosts index=*`, in Sentinel the \
                 last event by computer and table, in Wazuh the list of agents",
    carries: "Which sources send, when each was last heard, and for how long events are kept where the list says so",
    version: 1,
    evidence_kind: "log-sources",
};

/// Headings of Splunk, Sentinel, Wazuh, QRadar and Graylog, then of lists kept by hand.
#[rustfmt::skip] // Tables of words: one line for many of them.
pub(crate) static LAYOUT: Layout = Layout {
    id: "log-sources",
    fields: &[
        Field::new("source", &[
            "Log Source", "Log Source Name", "Source Name", "Computer", "Agent Name", "Hostname", "Host",
            "Name", "Table", "sourcetype",
        ]),
        Field::new("kind", &[
            "Log Source Type", "Source Type", "sourcetype", "DataType", "Table", "Device Type", "Kind",
            "Category", "Type", "Group", "Group(s)",
        ]),
        Field::new("system", &["Critical System", "System", "Application", "Belongs To"]),
        Field::new("last-event", &[
            "Last Event", "Last Event Time", "Last Event Received", "lastTime", "recentTime",
            "LastLogReceived", "LastEventTime", "LastHeartbeat", "LastTimeGenerated", "max_TimeGenerated",
            "LastLogReceived [UTC]", "LastEventTime [UTC]", "LastHeartbeat [UTC]", "LastTimeGenerated [UTC]",
            "max_TimeGenerated [UTC]", "lastKeepAlive", "Last keep alive", "last_keep_alive", "Last Received",
            "Last Message", "Last Log",
        ]),
        Field::new("kept", &[
            "Retention (days)", "Retention Days", "Retention", "Kept (days)", "Kept for",
            "TotalRetentionInDays", "Retention Period",
        ]),
        Field::of_words("silence-alert", &[
            "Silence Alert", "Alert When Silent", "Heartbeat Alert", "Missing Data Alert", "Alert on Silence",
            "Alert",
        ], &["yes", "no"]),
        Field::new("alert-tested", &[
            "Alert Tested", "Alert Tested On", "Silence Alert Tested", "Alert Last Tested",
        ]),
        Field::new(COLLECTED, &["Report Date", "Exported On", "As Of"]),
    ],
    systems: &[
        System {
            name: "Splunk",
            marks: &[
                &["host", "source", "sourcetype"], &["firstTime"], &["lastTime"],
                &["totalCount", "recentTime"],
            ],
        },
        System {
            name: "Microsoft Sentinel",
            marks: &[
                &["Computer", "Table", "DataType"],
                &["LastLogReceived [UTC]", "LastLogReceived", "LastEventTime [UTC]", "LastHeartbeat [UTC]", "max_TimeGenerated [UTC]", "LastTimeGenerated [UTC]"],
            ],
        },
        System {
            name: "Wazuh",
            marks: &[
                &["name"], &["lastKeepAlive", "Last keep alive", "last_keep_alive"],
                &["status", "node_name", "manager", "version"],
            ],
        },
        System {
            name: "QRadar",
            marks: &[
                &["Log Source Type"], &["Last Event Time", "Last Event"],
                &["Protocol", "Protocol Type", "Log Source Identifier", "Target Event Collector"],
            ],
        },
    ],
    needs: &[&["source"], &["last-event"]],
    foreign: &[
        "serialnumber", "serial", "macaddress", "mac", "ipaddress", "assetname", "lastsuccess", "lastbackup",
        "useraccount", "userprincipalname", "email", "policyid", "action", "cve", "severity", "devicename",
        "title", "alertid", "port", "compliance", "os", "nativehost",
    ],
};

impl Register for LogSources {
    type Seen = LogSourceSeen;
    const ABOUT: &'static About = &ABOUT;
    const LAYOUT: &'static Layout = &LAYOUT;
    const LIST: &'static str = "log sources";
    fn list(observations: &mut Observations) -> &mut Vec<LogSourceSeen> {
        &mut observations.log_sources
    }
    fn row(row: &mut Row<'_>) -> Result<LogSourceSeen, String> {
        Ok(LogSourceSeen {
            name: row.required("source")?,
            kind: row.text("kind"),
            system: row.text("system"),
            last_event: row.when("last-event").and_then(|when| when.timestamp()),
            kept_days: row.days("kept"),
            has_silence_alert: row.yes_no("silence-alert"),
            alert_tested: row.date("alert-tested"),
            line: row.line(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{Sample, at};

    #[track_caller]
    fn check(text: &str, tool: &str, name: &str, last_event: &str, kept: Option<u32>) {
        let sample = Sample::read(&LogSources, text);
        assert_eq!(sample.observations.tool, tool);
        let source = &sample.observations.log_sources[0];
        assert_eq!(
            (source.name.as_str(), source.last_event, source.kept_days),
            (name, Some(at(last_event)), kept)
        );
        sample.says_nothing();
    }

    #[test]
    fn sources_are_read_as_each_system_writes_them() {
        let at = "2026-11-20T08:00:00Z";
        check(
            "host,firstTime,lastTime,recentTime,totalCount,type\nfw1,1700000000,1795161600,1795161600,9,hosts\n",
            "Splunk",
            "fw1",
            at,
            None,
        );
        check(
            "Computer,Type,LastLogReceived [UTC]\ndc1,SecurityEvent,\"11/20/2026, 8:00:00.000 AM\"\n",
            "Microsoft Sentinel",
            "dc1",
            at,
            None,
        );
        check(
            "id,name,ip,status,lastKeepAlive,version\n001,pacs1,10.0.0.5,active,2026-11-20T08:00:00Z,v4.9\n",
            "Wazuh",
            "pacs1",
            at,
            None,
        );
        check(
            "Log Source,Kind,Last Event,Retention\nEHR audit,EHR audit,2026-11-20 08:00,1 year\n",
            "log sources",
            "EHR audit",
            at,
            Some(365),
        );
    }

    #[test]
    fn a_source_that_never_sent_is_kept() {
        let sample = Sample::read(
            &LogSources,
            "Log Source,Last Event,Silence Alert,Alert Tested\nVPN,never,no,\n,2026-01-01,,\n",
        );
        assert_eq!(sample.observations.log_sources.len(), 1);
        assert_eq!(sample.observations.log_sources[0].last_event, None);
        sample.says(3, "no source");
    }
}
