//! The tag-value text of SPDX 2: `Tag: value` a line, values of several lines between `<text>` and `</text>`.

use super::{Bill, refer, supplier};
use crate::{Context, Damaged, lines};
use std::io::BufRead;
use ward_domain::observation::{ComponentSeen, Line};

pub(super) fn read(input: &mut dyn BufRead, context: &Context<'_>, bill: &mut Bill) -> Result<(), Damaged> {
    let mut package: Option<(String, ComponentSeen)> = None;
    let mut text_since: Option<Line> = None;
    lines::read(input, &context.limits, &mut |line, text| {
        if text_since.is_some() {
            if text.contains("</text>") {
                text_since = None;
            }
            return Ok(());
        }
        if text.contains("<text>") && !text.contains("</text>") {
            text_since = Some(line);
            return Ok(());
        }
        let Some((tag, value)) = text.split_once(':') else { return Ok(()) };
        let value = value.trim();
        match (tag.trim(), &mut package) {
            ("PackageName", open) => {
                let next = ComponentSeen { name: value.to_owned(), line, ..ComponentSeen::default() };
                if let Some((id, done)) = open.replace((String::new(), next)) {
                    bill.take(id, done)?;
                }
            }
            // A file or snippet ends the package before it.
            ("FileName" | "SnippetSPDXID", open) => {
                if let Some((id, done)) = open.take() {
                    bill.take(id, done)?;
                }
            }
            ("DocumentName", _) => value.clone_into(&mut bill.document),
            ("Created", _) => bill.made = value.parse().ok(),
            ("Relationship", _) => {
                let mut words = value.split_whitespace();
                if let (Some("SPDXRef-DOCUMENT"), Some("DESCRIBES"), Some(id)) =
                    (words.next(), words.next(), words.next())
                {
                    bill.described.push(id.to_owned());
                }
            }
            ("SPDXID", Some((id, _))) => value.clone_into(id),
            ("PackageVersion", Some((_, open))) => {
                open.version = Some(value.to_owned()).filter(|text| !text.is_empty());
            }
            // Some tools write placeholders first; the last one counts.
            ("PackageSupplier", Some((_, open))) => open.supplier = supplier(value),
            ("ExternalRef", Some((_, open))) => {
                let mut words = value.split_whitespace().skip(1);
                let kind = words.next().unwrap_or_default();
                refer(open, kind, words.next().map(str::to_owned));
            }
            _ => {}
        }
        Ok(())
    })?;
    if let Some(line) = text_since {
        let reason =
            "the file ends inside a text that has no </text>: it was cut off, export it again".to_owned();
        return Err(Damaged { line, reason });
    }
    package.map_or(Ok(()), |(id, done)| bill.take(id, done))
}
