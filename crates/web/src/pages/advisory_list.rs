//! Advisories, known exploited flaws and outages of vendors: the place to ask whether any of it is here.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::table::{number, table, text};
use crate::kit::words::{count, day, day_or, escaped, moment, thousands};
use crate::pages::advisory::{state_tag, touch_counts};
use crate::port::{AdvisoryRow, Posture, ToldRow, Trouble, TroubleKind};
use crate::posted::{Parts, SmallFile};
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use ward_domain::CveId;
use ward_domain::exposure::Question;
use ward_estate::date_of;

/// Largest advisory that is taken: as large as any that is read.
pub(crate) const MOST_ADVISORY: usize = 16 << 20;
/// Advisories whose state stands in the list; older ones are opened to see it.
const MOST_LOOKED_AT: usize = 20;
/// Advisories, flaws and vendors that are listed.
const MOST_LISTED: usize = 100;

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show(|context| page(context, &Fields::default(), &Errors::default())).await
}

/// Takes an advisory that was uploaded, reads and keeps it.
pub(crate) async fn submit(parts: Parts) -> Answer {
    let SmallFile { visit, fields, name, bytes } = parts.small_file(MOST_ADVISORY).await?;
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            if bytes.is_empty() {
                errors.add("advisory", "Choose the file of the advisory");
                return Ok(Done::Again(page(context, &fields, &errors)?));
            }
            match context.port.keep_advisory(&name, &mut bytes.as_slice()) {
                Ok(digest) => Ok(Done::GoTo(format!("/advisories/{digest}"))),
                Err(trouble) if trouble.kind == TroubleKind::User => {
                    errors.add("advisory", trouble.says);
                    Ok(Done::Again(page(context, &fields, &errors)?))
                }
                Err(trouble) => Err(trouble),
            }
        })
        .await
}

fn page(context: &Context<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let (kept, told) = (context.port.advisories()?, context.port.exposures()?);
    let content = html! {
        (errors.summary())
        p.lead { "A maker publishes a flaw, or a vendor is down: is any of it here? Ward looks through your devices, software parts, scans and vendors." }
        (upload(context, fields, errors))
        (list(context, &kept)?)
        (exploited(&posture))
        (outages(context, &posture))
        (answers(&told))
    };
    Ok(Page::new("Advisories and outages", Some(Section::Advisories), content).failed(errors.any()))
}

fn upload(context: &Context<'_>, fields: &Fields, errors: &Errors) -> Markup {
    html! {
        section.panel aria-labelledby="look-into" {
            h2 #look-into { "Look into an advisory" }
            (post("/advisories", context.token, true, html! {
                (Field::new("advisory", "The advisory as a CSAF file", Kind::File { many: false })
                    .hint("CISA and makers offer it as JSON, for example icsma-26-012-01.json. It is kept in your record; nothing leaves.")
                    .show(fields, errors))
                p { button type="submit" { "Read it and look" } }
            }))
        }
    }
}

fn list(context: &Context<'_>, kept: &[AdvisoryRow]) -> Result<Markup, Trouble> {
    let mut rows = Vec::new();
    for (place, row) in kept.iter().rev().take(MOST_LISTED).enumerate() {
        let looked = match place {
            0..MOST_LOOKED_AT => Some(context.port.touched(&Question::Advisory { file: row.digest })?),
            _ => None,
        };
        rows.push([
            html! { a href={ "/advisories/" (row.digest) } { (shortened(&row.title, 140)) } br; span.quiet { (shortened(&row.id, 60)) ", " (shortened(&row.publisher, 60)) } },
            html! { @match &looked { Some(looked) => (touch_counts(&looked.touches)), None => "open it to see" } },
            day_or(row.released.map(date_of), "not known"),
            day(date_of(row.received_at)),
        ]);
    }
    Ok(html! {
        h2 { "Advisories that are kept" }
        (table(
            "Advisories, newest first, by what is known today",
            [text("Advisory"), text("Here"), text("Published"), text("Kept")],
            rows,
            "None was looked into yet.",
        ))
        @if kept.len() > MOST_LISTED { p.quiet { (kept.len() - MOST_LISTED) " older ones are in the record." } }
    })
}

/// Flaws that are known to be exploited and that scanners report here, worst first, and the way to ask about another.
fn exploited(posture: &Posture) -> Markup {
    let estate = &posture.estate;
    let open = estate.known_exploited.as_ref().map(|known| {
        let mut devices: BTreeMap<CveId, BTreeSet<u32>> = BTreeMap::new();
        for finding in estate.findings.iter().filter(|finding| finding.is_open()) {
            let check = estate.checks.get(finding.check as usize);
            for cve in
                check.into_iter().flat_map(|check| &check.cves).filter(|cve| known.entries.contains_key(*cve))
            {
                devices.entry(*cve).or_default().insert(finding.asset);
            }
        }
        let mut open: Vec<_> =
            devices.into_iter().filter_map(|(cve, on)| Some((*known.entries.get(&cve)?, on.len()))).collect();
        open.sort_by_key(|(entry, devices)| {
            (!entry.ransomware, entry.due, std::cmp::Reverse(*devices), entry.cve)
        });
        (
            open,
            known.entries.len(),
            estate.sources.get(known.source as usize).map(ward_estate::SourceInfo::collected_on),
        )
    });
    html! {
        h2 { "Known exploited flaws" }
        @match &open {
            None => p.note { "No catalogue of known exploited flaws is kept. " a href="/evidence" { "Add CISA’s file" } " and this list fills itself." },
            Some((open, all, of)) => {
                p {
                    "CISA’s catalogue" @if let Some(of) = of { " of " (day(*of)) } " has " (count(*all as u64, "flaw")) ". "
                    "Scanners report " (open.len()) " of them on your devices. What no scanner looked at is not known."
                }
                (table(
                    "Known exploited flaws that scanners report here, those of ransomware first",
                    [text("Flaw"), number("Devices"), text("Used in ransomware"), text("CISA’s due date")],
                    open.iter().take(MOST_LISTED).map(|(entry, devices)| [
                        html! { a href={ "/advisories/flaw?cve=" (entry.cve) } { (entry.cve) } },
                        html! { (thousands(*devices as u64)) },
                        html! { @if entry.ransomware { strong { "yes" } } @else { "not known" } },
                        day_or(entry.due, "none"),
                    ]),
                    "No scanner reports one of them.",
                ))
                @if open.len() > MOST_LISTED { p.quiet { (open.len() - MOST_LISTED) " more." } }
            }
        }
        form.ask method="get" action="/advisories/flaw" novalidate {
            (Field::new("cve", "Ask about another flaw", Kind::Text).autocomplete("off").hint("Its number, for example CVE-2026-12345.").show(&Fields::default(), &Errors::default()))
            p { button.second type="submit" { "Look" } }
        }
    }
}

/// The form that asks what depends on a vendor, and the vendors that matter most.
fn outages(context: &Context<'_>, posture: &Posture) -> Markup {
    let mut fields = Fields::default();
    fields.set("since", context.today().to_string());
    let mut vendors: Vec<(Option<u8>, &str)> = posture
        .estate
        .vendors
        .iter()
        .map(|vendor| (vendor.told.newest(|row| row.tier).map(|(tier, _)| tier), vendor.name.as_str()))
        .collect();
    vendors.sort_by_key(|(tier, name)| (tier.unwrap_or(u8::MAX), *name));
    html! {
        h2 { "A vendor is down" }
        @if vendors.is_empty() { p.note { "No vendor register is kept, so Ward can only look at who makes your devices. " a href="/evidence" { "Add the list of your vendors" } "." } }
        form.ask method="get" action="/advisories/outage" novalidate {
            (Field::new("vendor", "Which vendor", Kind::Text).autocomplete("off").hint("As the news or the programme writes it.").show(&Fields::default(), &Errors::default()))
            (Field::new("since", "Since which day", Kind::Date).show(&fields, &Errors::default()))
            p { button.second type="submit" { "What depends on it?" } }
        }
        @if !vendors.is_empty() {
            details {
                summary { "Vendors of your register, those that care depends on most first" }
                ul.columns {
                    @for (_, name) in vendors.iter().take(MOST_LISTED) {
                        li { a href={ "/advisories/outage?vendor=" (escaped(name)) "&since=" (context.today()) } { (shortened(name, 80)) } }
                    }
                }
            }
        }
    }
}

fn answers(told: &[ToldRow]) -> Markup {
    html! {
        h2 #answers { "What you told the programme" }
        (table(
            "Signed answers, newest first",
            [text("Question"), text("Answer"), number("Devices"), text("Signed"), text("File to send")],
            told.iter().rev().take(MOST_LISTED).map(|row| [
                html! { (question_words(&row.question)) },
                state_tag(row.state),
                html! { (thousands(row.devices.into())) },
                moment(row.made_at),
                html! { a href={ "/advisories/answers/" (row.digest) } download { "Download" span.hidden { " the answer on " (question_words(&row.question)) } } },
            ]),
            "Nothing: no answer was signed.",
        ))
        @if !told.is_empty() { p.quiet { "Send a file by the operator’s page, by mail or on a stick: it is signed, so the way does not matter." } }
    }
}

/// The question, short enough for a table.
pub(crate) fn question_words(question: &Question) -> String {
    shortened(&question.to_string(), 100)
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    use crate::port::Port as _;
    let of = |fake: &Fake, errors: &Errors| page(&fake.context(), &Fields::default(), errors).unwrap();
    let kept = |kind| {
        let fake = Fake::of(kind);
        fake.keep_advisory("kestrel.json", &mut &b"{\"document\""[..]).unwrap();
        let question = Question::Outage { vendor: "ClearClaims <b>".to_owned(), since: fake.today() };
        let (state, devices) = fake.touched(&question).unwrap().touches.answer();
        fake.sign_exposure(&question, (state, devices)).unwrap();
        fake
    };
    let mut wrong = Errors::default();
    wrong.add("advisory", "x.json is not kept: it is no advisory");
    let none = Errors::default();
    vec![
        ("advisories-empty", of(&Fake::of(Kind::Empty), &none)),
        ("advisories", of(&kept(Kind::Typical), &none)),
        ("advisories-full", of(&kept(Kind::Full), &none)),
        ("advisories-hostile", of(&kept(Kind::Hostile), &none)),
        ("advisories-wrong", of(&Fake::of(Kind::Typical), &wrong)),
    ]
}
