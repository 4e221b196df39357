//! A bulletin that asks: are you affected by this advisory, this flaw, this outage?

use super::bulletin::{LABELS, questions, read};
use super::request::help_tabs;
use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::office::answers::{decide, or_error};
use crate::office::{Desk, Room};
use crate::pages::advisory_list::MOST_ADVISORY;
use crate::port::Trouble;
use crate::posted::{Parts, SmallFile};
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use maud::html;
use ward_domain::Digest;
use ward_domain::exposure::Question;
use ward_programme::help::{Ask, Event};
use ward_programme::incidents::Tlp;

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show_office(|desk| page(desk, &Fields::default(), &Errors::default())).await
}

pub(crate) async fn submit(parts: Parts) -> Answer {
    let SmallFile { visit, fields, name, bytes } = parts.small_file(MOST_ADVISORY).await?;
    visit
        .act_office(move |desk| {
            let (mut fields, mut errors) = (fields, Errors::default());
            if !bytes.is_empty()
                && let Some((digest, _)) =
                    or_error(desk.port.keep_advisory(&name, &mut bytes.as_slice()), "file", &mut errors)?
            {
                // The form that comes back asks about this file without sending it again.
                fields.set("kept", digest.to_string());
            }
            let asks = asks(desk, &fields, &mut errors)?;
            let event = read(&fields, &mut errors);
            if let (
                Some(Event::BulletinPublished { title, says, tlp, audience, .. }),
                Some((asks, least)),
                false,
            ) = (event, asks, errors.any())
            {
                if tlp < least {
                    errors.add(
                        "label",
                        format!("The advisory is {}: choose this label or a stricter one", least.label()),
                    );
                } else {
                    let event = Event::BulletinPublished { title, says, tlp, audience, asks: Some(asks) };
                    let events = vec![ward_programme::Event::Help(event)];
                    if let Some(numbers) = decide(desk, events, "audience", &mut errors)? {
                        let number = numbers.first().copied().unwrap_or_default();
                        return Ok(Done::GoTo(format!("/bulletins/{number}")));
                    }
                }
            }
            Ok(Done::Again(page(desk, &fields, &errors)?))
        })
        .await
}

/// What the form asks, and the widest label under which it may be asked.
fn asks(desk: &Desk<'_>, fields: &Fields, errors: &mut Errors) -> Result<Option<(Ask, Tlp)>, Trouble> {
    match fields.get("about") {
        "advisory" => {
            let Ok(file) = fields.get("kept").parse::<Digest>() else {
                if !errors.any() {
                    errors.add("file", "Choose the file of the advisory");
                }
                return Ok(None);
            };
            let read = desk.port.advisory(file)?;
            let least = match read.advisory.tlp {
                Some("TLP:RED") => {
                    errors.add(
                        "file",
                        "The advisory is TLP:RED: it is for named people and goes into no bulletin",
                    );
                    return Ok(None);
                }
                Some(label) => {
                    LABELS.iter().map(|(.., tlp)| *tlp).find(|tlp| tlp.label() == label).unwrap_or(Tlp::Clear)
                }
                None => Tlp::Clear,
            };
            Ok(Some((Ask { question: Question::Advisory { file }, id: read.advisory.id }, least)))
        }
        "flaw" => {
            let Ok(cve) = fields.get("cve").parse() else {
                errors.add("cve", "Write the number of the flaw, such as CVE-2026-12345");
                return Ok(None);
            };
            Ok(Some((Ask { question: Question::Flaw { cve }, id: String::new() }, Tlp::Clear)))
        }
        "outage" => {
            let vendor = fields.get("vendor").to_owned();
            if vendor.is_empty() {
                errors.add("vendor", "Write which vendor is down");
            }
            let Ok(since) = fields.get("since").parse() else {
                errors.add("since", "Enter the day on which it began");
                return Ok(None);
            };
            Ok(Some((Ask { question: Question::Outage { vendor, since }, id: String::new() }, Tlp::Clear)))
        }
        _ => {
            errors.add("about", "Choose what you ask about");
            Ok(None)
        }
    }
}

fn page(desk: &Desk<'_>, fields: &Fields, errors: &Errors) -> Result<Page, Trouble> {
    let mut fields = fields.clone();
    if fields.get("since").is_empty() {
        fields.set("since", desk.port.today().to_string());
    }
    let kept = fields.get("kept").parse::<Digest>().ok();
    let known = kept.map(|file| desk.port.advisory(file)).transpose()?;
    let abouts = [
        ("advisory", "An advisory", "a CSAF file"),
        ("flaw", "A flaw", "by its CVE number"),
        ("outage", "An outage", "of a vendor"),
    ];
    let content = html! {
        (help_tabs("/bulletins"))
        (errors.summary())
        p.lead { "Each organisation looks at home and sends a signed answer: affected, maybe or nothing found, and on how many devices. No list of products ever comes here." }
        (post("/bulletins/ask", desk.token, true, html! {
            (Field::new("about", "Ask about", Kind::Choice(&abouts)).show(&fields, errors))
            section.panel aria-labelledby="of-advisory" {
                h2 #of-advisory { "An advisory" }
                @if let (Some(file), Some(known)) = (kept, &known) {
                    input type="hidden" name="kept" value=(file);
                    p { "Kept: " strong { (shortened(&known.advisory.id, 60)) } ", " (shortened(&known.advisory.title, 120)) ". Choose a file only to take another one." }
                }
                (Field::new("file", "The advisory as a CSAF file", Kind::File { many: false }).optional().hint("The very file that organisations will have: its fingerprint is the question.").show(&fields, errors))
            }
            section.panel aria-labelledby="of-flaw" {
                h2 #of-flaw { "A flaw" }
                (Field::new("cve", "Its CVE number", Kind::Text).optional().autocomplete("off").show(&fields, errors))
            }
            section.panel aria-labelledby="of-outage" {
                h2 #of-outage { "An outage" }
                (Field::new("vendor", "Which vendor", Kind::Text).optional().autocomplete("off").show(&fields, errors))
                (Field::new("since", "Since which day", Kind::Date).optional().show(&fields, errors))
            }
            h2 { "The bulletin" }
            (questions(&fields, errors))
            p { button type="submit" { "Publish it and ask" } }
        }))
    };
    Ok(Page::new("Ask who is affected", Some(Section::Office(Room::Help)), content)
        .up("/bulletins", "Bulletins")
        .failed(errors.any()))
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::{FakeOffice, HOSTILE};
    let fake = FakeOffice::of(Of::Typical);
    let shown =
        |fake: &FakeOffice, fields: &Fields, errors: &Errors| page(&fake.desk(), fields, errors).unwrap();
    let mut wrong = Errors::default();
    asks(&fake.desk(), &Fields::default(), &mut wrong).unwrap();
    let mut fields = Fields::default();
    for (name, value) in
        [("about", "advisory"), ("kept", &"ab".repeat(32)), ("vendor", HOSTILE), ("title", HOSTILE)]
    {
        fields.set(name, value);
    }
    vec![
        ("ask", shown(&fake, &Fields::default(), &Errors::default())),
        ("ask-wrong", shown(&fake, &Fields::default(), &wrong)),
        ("ask-hostile", shown(&FakeOffice::of(Of::Hostile), &fields, &Errors::default())),
    ]
}
