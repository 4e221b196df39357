//! The XML of CycloneDX. Parts lie in parts, so those under way stand on a stack.

use super::Bill;
use crate::xml::Xml;
use crate::{Context, Damaged};
use std::io::BufRead;
use ward_domain::observation::ComponentSeen;

/// A part under way.
struct Open {
    /// How deep its element lies.
    depth: usize,
    /// Whether it is the product itself.
    is_product: bool,
    part: ComponentSeen,
}

pub(super) fn read(input: &mut dyn BufRead, context: &Context<'_>, bill: &mut Bill) -> Result<(), Damaged> {
    let mut xml = Xml::new(input, &context.limits, &["bom"]);
    let mut open: Vec<Open> = Vec::new();
    let mut metadata = None;
    while let Some(element) = xml.next_within(0)? {
        let name = element.name().to_owned();
        let (depth, line) = (xml.depth(), xml.line());
        while open.last().is_some_and(|open| open.depth >= depth) {
            open.pop().map_or(Ok(()), |done| close(bill, done))?;
        }
        if metadata.is_some_and(|above| depth <= above) {
            metadata = None;
        }
        let is_own = open.last().is_some_and(|open| open.depth + 1 == depth);
        match (name.as_str(), open.last_mut()) {
            ("metadata", None) => metadata = Some(depth),
            ("timestamp", None) if metadata.is_some() => bill.made = xml.text()?.parse().ok(),
            ("component", _) => open.push(Open {
                depth,
                is_product: metadata.is_some_and(|above| above + 1 == depth),
                part: ComponentSeen { line, ..ComponentSeen::default() },
            }),
            ("components" | "bom", _) => {}
            ("name", Some(open)) if is_own => open.part.name = xml.text()?,
            ("version", Some(open)) if is_own => open.part.version = some(xml.text()?),
            ("purl", Some(open)) if is_own => open.part.purl = some(xml.text()?),
            ("cpe", Some(open)) if is_own => open.part.cpe = some(xml.text()?),
            ("publisher", Some(open)) if is_own => {
                let publisher = xml.text()?;
                open.part.supplier = open.part.supplier.take().or(some(publisher));
            }
            ("supplier" | "manufacturer", Some(open)) if is_own => {
                let (_, children) = xml.text_and_children()?;
                let named = children.into_iter().find(|(name, _)| name == "name");
                open.part.supplier = named.and_then(|(_, text)| some(text)).or(open.part.supplier.take());
            }
            // Tools, pedigrees, vulnerabilities and services have components of their own: none is a part.
            _ => xml.leave()?,
        }
    }
    while let Some(done) = open.pop() {
        close(bill, done)?;
    }
    bill.components.sort_by_key(|part| part.line);
    Ok(())
}

fn close(bill: &mut Bill, done: Open) -> Result<(), Damaged> {
    if !done.is_product {
        return bill.take(done.part);
    }
    let words = [Some(done.part.name), done.part.version];
    bill.product = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Ok(())
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}
