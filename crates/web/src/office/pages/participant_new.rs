//! The form that lists a participant by hand. Most come from the public files.

use crate::kit::form::{Errors, Field, Fields, Kind as As, post};
use crate::kit::layout::Page;
use crate::kit::words::escaped;
use crate::office::{Desk, Room};
use crate::port::{Trouble, TroubleKind};
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Done, Visit};
use maud::html;
use ward_programme::Event;
use ward_programme::participants::{
    Event as OfParticipants, Held, Kind, Level, ParticipantId, Profile, Setting,
};

pub(crate) async fn show(visit: Visit) -> Answer {
    visit.show_office(|desk| Ok(page(desk, &Fields::default(), &Errors::default()))).await
}

pub(crate) async fn submit(Posted { visit, fields }: Posted) -> Answer {
    visit
        .act_office(move |desk| {
            let mut errors = Errors::default();
            if let Some((id, events)) = read(&fields, &mut errors) {
                match desk.port.decide(events) {
                    Ok(_) => return Ok(Done::GoTo(format!("/participants/{}", escaped(id.as_str())))),
                    Err(refused) => blame(refused, "id", &mut errors)?,
                }
            }
            Ok(Done::Again(page(desk, &fields, &errors)))
        })
        .await
}

/// What the state of things does not allow is shown beside a field; trouble of ours is not.
pub(crate) fn blame(trouble: Trouble, field: &'static str, errors: &mut Errors) -> Result<(), Trouble> {
    if trouble.kind != TroubleKind::User {
        return Err(trouble);
    }
    errors.add(field, trouble.says);
    Ok(())
}

fn read(fields: &Fields, errors: &mut Errors) -> Option<(ParticipantId, Vec<Event>)> {
    let id =
        fields.get("id").parse::<ParticipantId>().map_err(|wrong| errors.add("id", wrong.to_string())).ok();
    if fields.get("name").is_empty() {
        errors.add("name", "Enter the name");
    }
    let kind = Kind::from_word(fields.get("kind"));
    if kind.is_none() {
        errors.add("kind", "Choose what it is");
    }
    let optional = |name: &'static str| Some(fields.get(name)).filter(|text| !text.is_empty());
    let state = optional("state").and_then(|text| {
        text.parse()
            .map_err(|wrong: ward_programme::identifiers::NotAState| errors.add("state", wrong.to_string()))
            .ok()
    });
    let beds = optional("beds").and_then(|text| {
        text.parse().map_err(|_| errors.add("beds", "Write the beds as a whole number")).ok()
    });
    let ccn = optional("ccn").and_then(|text| {
        text.parse()
            .map_err(|wrong: ward_programme::identifiers::NotACcn| errors.add("ccn", wrong.to_string()))
            .ok()
    });
    let parent = optional("parent").and_then(|text| {
        text.parse()
            .map_err(|wrong: ward_programme::participants::NotAParticipantId| {
                errors.add("parent", wrong.to_string());
            })
            .ok()
    });
    let level = match fields.get("level") {
        "system" => Level::System,
        "site" => Level::Site,
        _ => Level::Organisation,
    };
    if errors.any() {
        return None;
    }
    let id = id?;
    let profile = Profile {
        name: fields.get("name").to_owned(),
        kind: kind?,
        level,
        parent,
        state,
        county: optional("county").map(str::to_owned),
        beds,
        setting: Setting::from_word(fields.get("setting")).unwrap_or_default(),
        ..Profile::default()
    };
    let listed = OfParticipants::Listed { participant: id.clone(), profile: Box::new(profile) };
    let certified = ccn.map(|ccn| OfParticipants::Certified {
        participant: id.clone(),
        held: Held { id: ccn, from: None, to: None },
        because: "listed by hand".to_owned(),
    });
    Some((id, [listed].into_iter().chain(certified).map(Event::Participants).collect()))
}

fn page(desk: &Desk<'_>, fields: &Fields, errors: &Errors) -> Page {
    let kinds: Vec<(&str, &str)> = [("", "choose")]
        .into_iter()
        .chain(Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label())))
        .collect();
    let settings: Vec<(&str, &str)> =
        Setting::ALL.iter().rev().map(|one| (one.as_str(), one.label())).collect();
    let levels = [
        ("organisation", "organisation: a hospital, a clinic, a practice"),
        ("system", "system: what organisations belong to"),
        ("site", "site: one place of an organisation"),
    ];
    let questions = html! {
        (Field::new("id", "Short name in this programme", As::Text)
            .hint("Letters, digits and hyphens, such as 450123 or st-anne. It stays for ever.").show(fields, errors))
        (Field::new("name", "Name", As::Text).show(fields, errors))
        (Field::new("kind", "What it is", As::Select(&kinds)).show(fields, errors))
        (Field::new("level", "Place in the hierarchy", As::Select(&levels)).show(fields, errors))
        (Field::new("parent", "Belongs to", As::Text).optional().hint("The short name of a system or an organisation that is listed here.").show(fields, errors))
        (Field::new("state", "State", As::Text).optional().hint("Two letters, such as TX.").show(fields, errors))
        (Field::new("county", "County", As::Text).optional().show(fields, errors))
        (Field::new("beds", "Beds", As::Text).optional().show(fields, errors))
        (Field::new("setting", "Rural or urban", As::Select(&settings)).show(fields, errors))
        (Field::new("ccn", "CCN", As::Text).optional().hint("CMS Certification Number, such as 450123.").show(fields, errors))
        p { button type="submit" { "List it" } " " a href="/participants" { "Cancel" } }
    };
    let content = html! {
        (errors.summary())
        p.lead { "Listed means known, and nothing more. To take part it is invited and then enrolled with its key and consent." }
        p { "Many at once come from the " a href="/participants/lists" { "public lists of CMS" } "." }
        (post("/participants/new", desk.token, false, questions))
    };
    Page::new("List a participant", Some(Section::Office(Room::Participants)), content)
        .up("/participants", "Participants")
        .failed(errors.any())
}

#[cfg(test)]
pub(crate) fn samples() -> crate::pages::Samples {
    use crate::fake::Kind as Of;
    use crate::office::fake::{FakeOffice, HOSTILE};
    let fake = FakeOffice::of(Of::Empty);
    let mut fields = Fields::default();
    for name in ["id", "name", "state", "beds", "ccn", "parent", "county"] {
        fields.set(name, HOSTILE);
    }
    let mut errors = Errors::default();
    assert!(read(&fields, &mut errors).is_none());
    vec![
        ("participant-new", page(&fake.desk(), &Fields::default(), &Errors::default())),
        ("participant-new-wrong", page(&fake.desk(), &fields, &errors)),
    ]
}
