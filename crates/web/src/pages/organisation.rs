//! Who is judged: three questions at the first run, and the same later.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Visit, framed};
use axum::response::{IntoResponse, Redirect};
use maud::{Markup, html};
use ward_domain::network::AddressRange;
use ward_domain::organisation::{Organisation, Size};

const SIZES: [(&str, &str, &str); 3] = [
    ("small", "Small", "a practice or clinic without IT staff of its own"),
    ("medium", "Medium", "a hospital or group with a small IT department"),
    ("large", "Large", "a health system with its own security staff"),
];

/// The first page that anybody sees.
pub(crate) fn first_run(token: &str) -> Page {
    form_page(token, &Fields::default(), &Errors::default(), true)
}

pub(crate) async fn show(visit: Visit) -> Answer {
    visit
        .show_first(|context| {
            let fields = filled(&context.organisation);
            Ok(form_page(context.token, &fields, &Errors::default(), false))
        })
        .await
}

pub(crate) async fn submit(Posted { visit, fields }: Posted) -> Answer {
    let port = visit.state.house()?.clone();
    let token = visit.visitor.token.clone();
    visit
        .run(move |context| {
            let is_first = context.is_none();
            let organisation = match parse(&fields) {
                Ok(organisation) => organisation,
                Err(errors) => {
                    let page = form_page(&token, &fields, &errors, is_first);
                    return Ok(framed(&page, context.map_or("", |c| c.organisation.name.as_str())));
                }
            };
            port.save_organisation(organisation)?;
            Ok(Redirect::to(if is_first { "/evidence" } else { "/" }).into_response())
        })
        .await
}

fn form_page(token: &str, fields: &Fields, errors: &Errors, is_first: bool) -> Page {
    let content = html! {
        (errors.summary())
        @if is_first {
            p.lead { "Ward reads files that you already have and shows where you stand on the twenty cybersecurity goals for healthcare. \
                      Three questions first." }
        } @else {
            p.lead { "Changes are added to the record; what was said before stays in it." }
        }
        (post("/organisation", token, false, questions(fields, errors, is_first)))
    };
    let (title, section) =
        if is_first { ("Welcome to Ward", None) } else { ("Your organisation", Some(Section::Organisation)) };
    Page::new(title, section, content).failed(errors.any())
}

fn questions(fields: &Fields, errors: &Errors, is_first: bool) -> Markup {
    let outside = html! {
        (Field::new("addresses", "Public addresses", Kind::Area).optional()
            .hint("One a line: 203.0.113.8, 203.0.113.0/28, or 203.0.113.1-203.0.113.9. Your Internet provider, or whoever looks after your router, knows them.")
            .show(fields, errors))
        (Field::new("hosts", "Public host names without a fixed address", Kind::Area).optional()
            .hint("One a line, for example portal.hospital.example.")
            .show(fields, errors))
        (Field::new("dmz", "Addresses of your DMZ", Kind::Area).optional()
            .hint("Only if your network has one: the part between the Internet and the inside.")
            .show(fields, errors))
        (Field::new("medical", "Addresses of medical devices", Kind::Area).optional()
            .hint("Ward never contacts these, whatever else is declared.")
            .show(fields, errors))
        (Field::new("selectors", "DKIM selectors of your mail", Kind::Area).optional()
            .hint("One a line, for example selector1. Your mail provider names them; without them Ward can only try common ones.")
            .show(fields, errors))
    };
    let has_outside =
        ["addresses", "hosts", "dmz", "medical", "selectors"].iter().any(|name| !fields.get(name).is_empty());
    html! {
        (Field::new("name", "What is your organisation called?", Kind::Text).autocomplete("organization").show(fields, errors))
        (Field::new("size", "How large is it?", Kind::Choice(&SIZES)).hint("Some goals ask more of large organisations.").show(fields, errors))
        (Field::new("domains", "Which Internet domains are yours?", Kind::Area)
            .hint("One a line, for example hospital.example. Include those that you own and do not use. Leave it empty if you have none.")
            .show(fields, errors))
        details.more open[has_outside || !is_first] {
            summary { "What can be reached from the Internet (optional; you can add it later)" }
            p { "Ward can only call the outside complete if it knows what your outside is. Until then those measures stay unknown." }
            (outside)
        }
        p { button type="submit" { @if is_first { "Save and add evidence" } @else { "Save" } } }
    }
}

fn filled(organisation: &Organisation) -> Fields {
    let mut fields = Fields::default();
    let ranges =
        |ranges: &[AddressRange]| ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    fields.set("name", &organisation.name);
    fields.set("size", organisation.size.as_str());
    fields.set("domains", organisation.domains.join("\n"));
    fields.set("addresses", ranges(&organisation.public_addresses));
    fields.set("hosts", organisation.public_hosts.join("\n"));
    fields.set("dmz", ranges(&organisation.dmz_addresses));
    fields.set("medical", ranges(&organisation.medical_addresses));
    fields.set("selectors", organisation.dkim_selectors.join("\n"));
    fields
}

fn parse(fields: &Fields) -> Result<Organisation, Errors> {
    let mut errors = Errors::default();
    let name = fields.get("name");
    if name.is_empty() {
        errors.add("name", "Enter the name of your organisation");
    } else if name.chars().count() > 200 {
        errors.add("name", "Use at most 200 characters for the name");
    }
    let size: Size = fields.get("size").parse().unwrap_or_else(|_| {
        errors.add("size", "Choose how large your organisation is");
        Size::default()
    });
    let mut names = |field: &'static str, what: &str| -> Vec<String> {
        let (good, bad): (Vec<String>, Vec<String>) = fields
            .lines(field)
            .map(str::to_lowercase)
            .map(|name| name.trim_end_matches('.').to_owned())
            .partition(|name| is_host_name(name));
        if let Some(first) = bad.first() {
            errors.add(field, format!("“{first}” is not {what}, such as hospital.example"));
        }
        good
    };
    let domains = names("domains", "a domain");
    let public_hosts = names("hosts", "a host name");
    let mut ranges = |field: &'static str| -> Vec<AddressRange> {
        let mut good = Vec::new();
        for line in fields.lines(field) {
            if let Ok(range) = line.parse() {
                good.push(range);
            } else {
                errors.add(field, format!("“{line}” is not an address or a range, such as 203.0.113.0/28"));
                break;
            }
        }
        good
    };
    let public_addresses = ranges("addresses");
    let dmz_addresses = ranges("dmz");
    let medical_addresses = ranges("medical");
    let is_selector = |name: &str| {
        name.split('.')
            .all(|l| !l.is_empty() && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'))
    };
    let dkim_selectors: Vec<String> = fields.lines("selectors").map(str::to_lowercase).collect();
    if let Some(wrong) = dkim_selectors.iter().find(|name| !is_selector(name)) {
        errors.add("selectors", format!("“{wrong}” is not a selector, such as selector1"));
    }
    if errors.any() {
        return Err(errors);
    }
    Ok(Organisation {
        name: name.to_owned(),
        size,
        domains,
        public_addresses,
        public_hosts,
        dmz_addresses,
        medical_addresses,
        dkim_selectors,
    })
}

/// Labels of letters, digits and hyphens with at least one dot (RFC 1123); international names in their `xn--` form or not.
fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    name.len() <= 253
        && name.contains('.')
        && name.split('.').all(label)
        && name.parse::<std::net::IpAddr>().is_err()
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    let token = "t";
    let mut wrong = Fields::default();
    wrong.set("domains", "no spaces please.example");
    wrong.set("addresses", "<script>alert(1)</script>");
    let errors = parse(&wrong).unwrap_err();
    let mut long = filled(&crate::fake::organisation());
    long.set("name", "Saint ".repeat(60));
    vec![
        ("organisation-first-run", first_run(token)),
        ("organisation-errors", form_page(token, &wrong, &errors, true)),
        (
            "organisation-later",
            form_page(token, &filled(&crate::fake::organisation()), &Errors::default(), false),
        ),
        ("organisation-long-name", form_page(token, &long, &parse(&long).unwrap_err(), false)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(domains: &str, is_good: bool) {
        let mut fields = filled(&crate::fake::organisation());
        fields.set("domains", domains);
        assert_eq!(parse(&fields).is_ok(), is_good, "{domains:?}");
    }

    #[test]
    fn domains_are_checked() {
        check("", true);
        check("hospital.example", true);
        check("Hospital.Example.\nother.example, third.example", true);
        check("klinik-münchen.example", true);
        check("hospital", false);
        check("https://hospital.example/", false);
        check("-bad.example", false);
        check("192.0.2.1", false);
        check("a..example", false);
    }

    #[test]
    fn what_was_saved_is_what_is_shown_again() {
        let organisation = crate::fake::organisation();
        assert_eq!(parse(&filled(&organisation)).unwrap(), organisation);
    }
}
