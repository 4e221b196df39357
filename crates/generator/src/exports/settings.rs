//! Settings that tools compared with a standard: the cloud tenant by ScubaGear, computers and network devices by
//! benchmarks in XCCDF.

use super::{Site, csv_bytes, to_bytes, xml_text};
use crate::dates::at;
use crate::devices::{Class, Device};
use crate::truth::Faultlist;
use std::io::{self, Write};

/// Policies of CISA's baselines for Microsoft 365: id without version, and what it asks in short.
const POLICIES: &[(&str, &[(&str, &str)])] = &[
    (
        "MS.AAD",
        &[
            ("1.1", "Legacy authentication SHALL be blocked"),
            ("2.1", "Users at high risk SHALL be blocked"),
            ("2.3", "Sign-ins at high risk SHALL be blocked"),
            ("3.1", "Factors that resist phishing SHALL be asked of all users"),
            ("3.2", "Another second factor SHALL be asked where the first is not there"),
            ("3.6", "Factors that resist phishing SHALL be asked of high roles"),
            ("4.1", "Security logs SHALL be sent to the operations centre"),
            ("5.1", "Only administrators SHALL register applications"),
            ("5.2", "Only administrators SHALL consent to applications"),
            ("7.1", "Two to eight users SHALL be global administrators"),
            ("7.3", "High roles SHALL be given to cloud accounts only"),
            ("7.6", "Activation of the global administrator role SHALL need approval"),
        ],
    ),
    (
        "MS.EXO",
        &[
            ("1.1", "Automatic forwarding to outside domains SHALL be disabled"),
            ("2.2", "An SPF policy that fails unapproved senders SHALL be published"),
            ("4.1", "A DMARC policy SHALL be published for every domain"),
            ("4.2", "The DMARC policy SHALL be reject"),
            ("5.1", "SMTP AUTH SHALL be disabled"),
            ("6.1", "Contact folders SHALL NOT be shared with all domains"),
            ("6.2", "Calendar details SHALL NOT be shared with all domains"),
            ("7.1", "Warnings SHALL mark mail from outside"),
            ("9.1", "Mail SHALL be filtered by types of attachments"),
            ("10.1", "Mail SHALL be scanned for malware"),
            ("13.1", "Mailbox auditing SHALL be enabled"),
        ],
    ),
    (
        "MS.DEFENDER",
        &[
            ("1.1", "The standard and strict preset policies SHALL be enabled"),
            ("1.2", "All users SHALL be in the standard or strict policy"),
            ("1.3", "All users SHALL have Defender for Office 365 protection"),
            ("4.1", "A policy SHALL block the sharing of sensitive information"),
            ("5.1", "The alerts of the baseline SHALL be enabled"),
            ("6.1", "Audit logging SHALL be enabled"),
        ],
    ),
];

/// The results of a run of ScubaGear.
pub(super) fn scubagear(site: &Site<'_>, faults: &mut Faultlist) -> Vec<u8> {
    let open = "MS.AAD.7.6v1";
    let why = "required setting of the tenant that is not made";
    let failing = faults.either(site.plan.faults, &[("H10.6", open)], why, Some(open), None);
    let rows = POLICIES.iter().flat_map(|(product, policies)| {
        policies.iter().map(move |(number, requirement)| {
            let id = format!("{product}.{number}v1");
            let result = if Some(id.as_str()) == failing { "Fail" } else { "Pass" };
            [
                id,
                (*requirement).to_owned(),
                result.to_owned(),
                "Shall".to_owned(),
                "Requirement looked at".to_owned(),
            ]
        })
    });
    csv_bytes(["Control ID", "Requirement", "Result", "Criticality", "Details"], rows)
}

/// A benchmark: name, which devices are measured against it, and its rules. The last three are those that a neglected
/// device fails.
pub(super) struct Benchmark {
    title: &'static str,
    of: fn(Class) -> bool,
    rules: &'static [&'static str],
}

pub(super) const WINDOWS: Benchmark = Benchmark {
    title: "Windows benchmark, level 1",
    of: |class| matches!(class, Class::WindowsServer | Class::Workstation | Class::Laptop),
    rules: &[
        "Block macros from running in Office files from the Internet",
        "Configure SMB v1 server: disabled",
        "Turn off multicast name resolution",
        "Demand passwords with at least 15 characters",
        "Set the account lockout threshold to 5 attempts",
        "Lock the screen after 15 minutes",
        "Refuse LAN Manager and NTLM version 1",
        "Keep a security event log of 1 GB",
        "Protect credentials by virtualisation",
        "Turn off AutoPlay on all drives",
        "Log PowerShell script blocks",
        "Turn on the firewall in the domain profile",
    ],
};

pub(super) const LINUX: Benchmark = Benchmark {
    title: "Linux benchmark, level 1 server",
    of: |class| class == Class::LinuxServer,
    rules: &[
        "Forbid log-in as root over SSH",
        "Forbid empty passwords over SSH",
        "Separate partition for /var/log",
        "Keep the clock in step",
        "Load only signed packages",
        "Remove unused file systems",
        "Log changes of users and groups",
        "Set permissions of /etc/shadow",
        "Run the packet filter",
        "Send logs to the collector",
    ],
};

pub(super) const NETWORK: Benchmark = Benchmark {
    title: "Network device benchmark",
    of: Class::is_network,
    rules: &[
        "Manage over SSH version 2 only",
        "Ask the central server for log-ins",
        "Remove unused accounts",
        "Show a banner before the log-in",
        "Close unused ports",
        "Refuse SNMP version 2",
        "Log to the collector",
        "Keep the clock in step",
        "Limit who may manage the device",
        "Save the configuration each night",
    ],
};

/// The results of a benchmark on every device that it is made for (XCCDF 1.2).
pub(super) fn xccdf(site: &Site<'_>, days_ago: i32, benchmark: &Benchmark) -> Vec<u8> {
    let devices = site.network.devices.iter().filter(|d| d.is_listed && (benchmark.of)(d.class));
    to_bytes(|out| {
        let title = xml_text(benchmark.title);
        writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
        writeln!(
            out,
            r#"<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="{}" resolved="1">"#,
            id(benchmark)
        )?;
        writeln!(out, "<status>accepted</status>\n<title>{title}</title>")?;
        for (number, rule) in (1..).zip(benchmark.rules) {
            writeln!(
                out,
                r#"<Rule id="{}" severity="medium"><title>{}</title></Rule>"#,
                rule_id(benchmark, number),
                xml_text(rule)
            )?;
        }
        for device in devices {
            result(out, site, days_ago, benchmark, device)?;
        }
        writeln!(out, "</Benchmark>")
    })
}

fn id(benchmark: &Benchmark) -> String {
    let name = benchmark.title.split(' ').next().unwrap_or_default().to_lowercase();
    format!("xccdf_example.tamarack_benchmark_{name}")
}

fn rule_id(benchmark: &Benchmark, number: usize) -> String {
    let name = benchmark.title.split(' ').next().unwrap_or_default().to_lowercase();
    format!("xccdf_example.tamarack_rule_{name}_{number}")
}

fn result(
    out: &mut dyn Write,
    site: &Site<'_>,
    days_ago: i32,
    benchmark: &Benchmark,
    device: &Device,
) -> io::Result<()> {
    let (start, end) = (at(site.day(days_ago), 22, 0, 0), at(site.day(days_ago), 22, 9, 0));
    let name = device.fqdn.as_deref().unwrap_or(&device.name);
    writeln!(
        out,
        r#"<TestResult id="xccdf_example.tamarack_testresult_{}" start-time="{start}" end-time="{end}" version="1" test-system="cpe:/a:tamarack:checker:4.2">"#,
        xml_text(&device.name)
    )?;
    writeln!(out, r#"<benchmark href="benchmark.xml" id="{}"/>"#, id(benchmark))?;
    writeln!(out, r#"<identity authenticated="true" privileged="true">svc-scanner</identity>"#)?;
    writeln!(out, "<target>{}</target>", xml_text(name))?;
    if let Some(address) = device.inside {
        writeln!(out, "<target-address>{address}</target-address>")?;
    }
    writeln!(
        out,
        r#"<target-facts><fact name="urn:xccdf:fact:ethernet:MAC" type="string">{}</fact></target-facts>"#,
        device.mac.to_uppercase()
    )?;
    let kept = if device.care.meets_baseline { benchmark.rules.len() } else { benchmark.rules.len() - 3 };
    for number in 1..=benchmark.rules.len() {
        let outcome = if number <= kept { "pass" } else { "fail" };
        writeln!(
            out,
            r#"<rule-result idref="{}" severity="medium" weight="1.0"><result>{outcome}</result></rule-result>"#,
            rule_id(benchmark, number)
        )?;
    }
    writeln!(out, "</TestResult>")
}
