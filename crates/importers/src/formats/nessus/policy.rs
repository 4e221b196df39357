//! What the scanner was told to do, from the policy at the start of the file.

use crate::Damaged;
use crate::targets::Targets;
use crate::xml::Xml;
use jiff::Timestamp;

/// The preferences that say what a scan can have seen.
#[derive(Default)]
pub(super) struct Policy {
    pub(super) targets: Targets,
    /// As written; `default` for the scanner's own list.
    pub(super) port_range: Option<String>,
    /// Numbers of the checks that were switched on, sorted.
    pub(super) checks_run: Option<Vec<u32>>,
    pub(super) started: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
    /// Earliest start of a device.
    pub(super) first_host_started: Option<Timestamp>,
}

/// Reads the element `Policy`, which was just opened.
pub(super) fn read(xml: &mut Xml<'_>, policy: &mut Policy) -> Result<(), Damaged> {
    let inside = xml.depth();
    let mut preference = String::new();
    while let Some(element) = xml.next_within(inside)? {
        match element.name() {
            "name" => preference = xml.text()?,
            // Only the preferences that count are worth their text: `plugin_set` alone may be a megabyte.
            "value" if is_wanted(&preference) => {
                let value = xml.text()?;
                take(policy, &preference, value);
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_wanted(preference: &str) -> bool {
    matches!(
        preference,
        "TARGET" | "plugin_set" | "port_range" | "scan_start_timestamp" | "scan_end_timestamp"
    )
}

fn take(policy: &mut Policy, preference: &str, value: String) {
    match preference {
        "TARGET" => value.split([',', ';', '\n', ' ']).for_each(|target| policy.targets.add(target)),
        "plugin_set" => policy.checks_run = numbers(&value),
        "port_range" => policy.port_range = Some(value),
        "scan_start_timestamp" => policy.started = epoch(&value),
        "scan_end_timestamp" => policy.ended = epoch(&value),
        _ => {}
    }
}

fn numbers(text: &str) -> Option<Vec<u32>> {
    let parts = text.split(|c: char| !c.is_ascii_digit());
    let mut numbers: Vec<u32> = parts.filter_map(|part| part.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers).filter(|numbers| !numbers.is_empty())
}

/// Seconds since 1970, as a moment.
pub(super) fn epoch(text: &str) -> Option<Timestamp> {
    let seconds: i64 = text.trim().parse().ok()?;
    Timestamp::from_second(seconds).ok().filter(|_| seconds > 0)
}
