//! The names of one device or person: which rows were joined by them, and a decision that overrules a join.

use crate::kit::form::{Errors, Field, Fields, Kind, post};
use crate::kit::layout::Page;
use crate::kit::parts::shortened;
use crate::kit::words::escaped;
use crate::port::{Posture, Trouble};
use crate::posted::Posted;
use crate::routes::Section;
use crate::state::{Answer, Context, Done, Visit};
use axum::extract::Path;
use maud::html;

/// Whose names.
#[derive(Clone, Copy)]
enum Whose {
    Asset,
    Person,
}

/// A device or person with the names that it goes by, as the record writes them.
struct Known {
    title: String,
    names: Vec<String>,
    address: String,
}

impl Whose {
    fn find(self, posture: &Posture, handle: &str) -> Result<Known, Trouble> {
        let missing = || Trouble::not_found("There is nothing of that name (any more).");
        let (title, mut names) = match self {
            Self::Asset => {
                let position = posture.assets.position(handle).ok_or_else(missing)?;
                let asset = posture.estate.assets.get(position as usize).ok_or_else(missing)?;
                let of = |kind: &str, list: &[String]| -> Vec<String> {
                    list.iter().map(|name| format!("{kind}:{name}")).collect()
                };
                let mut names: Vec<String> =
                    asset.serial.iter().map(|serial| format!("serial:{}", serial.to_lowercase())).collect();
                names.extend(of("mac", &asset.macs));
                names.extend(of("fqdn", &asset.fqdns));
                names.extend(of("host", &asset.host_names));
                names.extend(asset.addresses.iter().map(|address| format!("address:{address}")));
                (asset.name.clone(), names)
            }
            Self::Person => {
                let position = posture.people.position(handle).ok_or_else(missing)?;
                let person = posture.estate.people.get(position as usize).ok_or_else(missing)?;
                let accounts =
                    person.accounts.iter().filter_map(|at| posture.estate.accounts.get(*at as usize));
                let mut names: Vec<String> =
                    person.person_id.iter().map(|id| format!("person:{id}")).collect();
                names.extend(person.mail.iter().map(|mail| format!("log-in:{mail}")));
                names.extend(accounts.map(|account| format!("log-in:{}", account.log_in)));
                (person.name.clone(), names)
            }
        };
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        Ok(Known { title, names, address: format!("/estate/{}/{}", self.folder(), escaped(handle)) })
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Asset => "assets",
            Self::Person => "people",
        }
    }
}

pub(crate) async fn show_asset(visit: Visit, Path(handle): Path<String>) -> Answer {
    show(visit, Whose::Asset, handle).await
}
pub(crate) async fn show_person(visit: Visit, Path(handle): Path<String>) -> Answer {
    show(visit, Whose::Person, handle).await
}
pub(crate) async fn submit_asset(Path(handle): Path<String>, posted: Posted) -> Answer {
    submit(posted, Whose::Asset, handle).await
}
pub(crate) async fn submit_person(Path(handle): Path<String>, posted: Posted) -> Answer {
    submit(posted, Whose::Person, handle).await
}

async fn show(visit: Visit, whose: Whose, handle: String) -> Answer {
    visit
        .show(move |context| form_page(context, whose, &handle, &Fields::default(), &Errors::default()))
        .await
}

async fn submit(Posted { visit, fields }: Posted, whose: Whose, handle: String) -> Answer {
    visit
        .act(move |context| {
            let mut errors = Errors::default();
            let is_join = match fields.get("decision") {
                "apart" => false,
                "join" => true,
                _ => {
                    errors.add("decision", "Choose whether they are two or one");
                    false
                }
            };
            for (field, says) in
                [("one", "Choose a name"), ("other", "Enter the other name"), ("reason", "Say why")]
            {
                if fields.get(field).is_empty() {
                    errors.add(field, says);
                }
            }
            if !errors.any() {
                let (one, other) = (fields.get("one"), fields.get("other"));
                match context.port.decide_names(is_join, one, other, fields.get("reason")) {
                    Ok(()) => return Ok(Done::GoTo(format!("/estate/{}", list_of(whose)))),
                    Err(trouble) if trouble.kind == crate::port::TroubleKind::User => {
                        errors.add("other", trouble.says);
                    }
                    Err(trouble) => return Err(trouble),
                }
            }
            Ok(Done::Again(form_page(context, whose, &handle, &fields, &errors)?))
        })
        .await
}

fn list_of(whose: Whose) -> &'static str {
    match whose {
        Whose::Asset => "",
        Whose::Person => "people",
    }
}

const DECISIONS: [(&str, &str, &str); 2] = [
    ("apart", "They are two different things", "Ward will never take rows with these names as one."),
    ("join", "They are one and the same", "Ward will always take rows with these names as one."),
];

fn form_page(
    context: &Context<'_>,
    whose: Whose,
    handle: &str,
    fields: &Fields,
    errors: &Errors,
) -> Result<Page, Trouble> {
    let posture = context.port.posture(None)?;
    let known = whose.find(&posture, handle)?;
    let options: Vec<(&str, &str)> = known.names.iter().map(|name| (name.as_str(), name.as_str())).collect();
    let questions = html! {
        (Field::new("one", "This name", Kind::Select(&options)).show(fields, errors))
        (Field::new("decision", "and the name below", Kind::Choice(&DECISIONS)).show(fields, errors))
        (Field::new("other", "The other name", Kind::Text).hint("Written like the names above: the kind, a colon, the name.").show(fields, errors))
        (Field::new("reason", "Why", Kind::Area).hint("An auditor will ask.").show(fields, errors))
        p { button type="submit" { "Record the decision" } " " a href=(known.address) { "Cancel" } }
    };
    let content = html! {
        (errors.summary())
        p.lead { "Ward takes rows of several files as one when they share a strong name. Where it is wrong, say so: your decision overrules the names, stays in the record, and a later one overrules it." }
        h2 { "Names it goes by" }
        ul { @for name in &known.names { li { code { (shortened(name, 120)) } } } }
        h2 { "Overrule" }
        (post(&format!("{}/names", known.address), context.token, false, questions))
    };
    Ok(Page::new(format!("Names of {}", shortened(&known.title, 100)), Some(Section::Estate), content)
        .up(known.address.clone(), shortened(&known.title, 60))
        .failed(errors.any()))
}

#[cfg(test)]
pub(crate) fn samples() -> super::Samples {
    use crate::fake::{Fake, Kind};
    let of = |name, kind, whose: Whose| {
        let fake = Fake::of(kind);
        let posture = fake.context().port.posture(None).unwrap();
        let handle = match whose {
            Whose::Asset => posture.assets.name(0).to_owned(),
            Whose::Person => posture.people.name(0).to_owned(),
        };
        (name, form_page(&fake.context(), whose, &handle, &Fields::default(), &Errors::default()).unwrap())
    };
    vec![
        of("names-asset", Kind::Typical, Whose::Asset),
        of("names-person", Kind::Typical, Whose::Person),
        of("names-hostile", Kind::Hostile, Whose::Asset),
    ]
}
