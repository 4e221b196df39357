//! The XML of STIG Viewer 2: `ASSET`, then `STIGS/iSTIG` with `STIG_INFO` and one `VULN` for each rule.

use super::{Checklist, Described, Item};
use crate::settings::severity;
use crate::xml::Xml;
use crate::{Context, Damaged};
use std::io::BufRead;

pub(super) fn read(
    input: &mut dyn BufRead,
    context: &Context<'_>,
    list: &mut Checklist,
) -> Result<(), Damaged> {
    let mut xml = Xml::new(input, &context.limits, &["CHECKLIST"]);
    let (mut stig, mut field) = (String::new(), String::new());
    while let Some(element) = xml.next_within(0)? {
        let described = match element.name() {
            "HOST_FQDN" | "HOST_NAME" => Some(Described::Name),
            "HOST_IP" => Some(Described::Address),
            "HOST_MAC" => Some(Described::Mac),
            _ => None,
        };
        match (element.name(), described) {
            (_, Some(what)) => {
                let text = xml.text()?;
                list.describe(what, &text);
            }
            ("iSTIG", _) => stig.clear(),
            ("SID_NAME", _) => field = xml.text()?,
            ("SID_DATA", _) if field == "title" => stig = xml.text()?,
            ("VULN", _) => vulnerability(&mut xml, list, &stig)?,
            _ => {}
        }
    }
    Ok(())
}

/// Reads the element `VULN`, which was just opened.
fn vulnerability(xml: &mut Xml<'_>, list: &mut Checklist, stig: &str) -> Result<(), Damaged> {
    let (inside, line) = (xml.depth(), xml.line());
    let mut item = Item { stig: stig.to_owned(), ..Item::default() };
    let mut field = String::new();
    while let Some(element) = xml.next_within(inside)? {
        match (element.name(), field.as_str()) {
            ("VULN_ATTRIBUTE", _) => field = xml.text()?,
            ("ATTRIBUTE_DATA", "Vuln_Num") => item.id = xml.text()?,
            ("ATTRIBUTE_DATA", "Rule_Title") => item.title = xml.text()?,
            ("ATTRIBUTE_DATA", "Severity") => item.severity = severity(&xml.text()?).unwrap_or_default(),
            ("ATTRIBUTE_DATA", "STIGRef") if item.stig.is_empty() => item.stig = xml.text()?,
            ("STATUS", _) => item.status = xml.text()?,
            // What a person decided on top of the STIG's own severity.
            ("SEVERITY_OVERRIDE", _) => {
                item.severity = severity(&xml.text()?).map_or(item.severity, |told| told.max(item.severity));
            }
            _ => {}
        }
    }
    list.take(item, line)
}
